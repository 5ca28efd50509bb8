"""The form of one piece of CPD, in the order in which the regulator asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from alongside.foundation.forms import DayField, WordsField
from alongside.learning.actions.pieces import LONGEST
from alongside.learning.cpd import PARTS, Pack, Year

from .looking import LookingForm

HINTS = {
    "about": "A few sentences. Where it came from is kept beside it.",
    "learning": "In your own words. Nothing is filled in for you here.",
    "impact": "An example says most: what you did differently, and what it was like for somebody.",
    "peer": "Leave this empty if you did not, or have not yet.",
}


class SaveForm(forms.Form):
    """Which year one takes along."""

    year = forms.ChoiceField(
        label="Which year?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a year.",
            "invalid_choice": "You have no CPD of that year here. Choose one of these.",
        },
    )

    def __init__(self, data: Any = None, *, years: Sequence[Year], **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.key, one.words()) for one in years]
        field.initial = years[0].key


class CpdForm(LookingForm):
    """What the regulator asks of each piece; it can be kept unfinished."""

    title = forms.CharField(
        label="What to call it",
        max_length=200,
        help_text="A few words for your own list.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    activity = forms.ChoiceField(widget=forms.RadioSelect)
    about = WordsField(required=False, rows=4, longest=LONGEST)
    on = DayField(not_after_today=True)
    learning = WordsField(required=False, rows=6, longest=LONGEST)
    impact = WordsField(required=False, rows=6, longest=LONGEST)
    is_peer = forms.BooleanField(label="I talked it over with a peer", required=False)
    peer_relation = forms.CharField(
        label="Who they are to you",
        required=False,
        max_length=120,
        help_text="Such as “my manager” or “a social worker in another team”. No name is needed.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    peer_on = DayField(label="When you talked", required=False, not_after_today=True)
    peer = WordsField(required=False, rows=5, longest=LONGEST)
    field_order = (
        "title", "activity", "about", "on", "learning", "impact", "is_peer", "peer_relation",
        "peer_on", "peer", "as_it_is",
    )  # fmt: skip
    look = {"activity": {"small": True}}

    def __init__(self, data: Any = None, *, pack: Pack, **more: Any) -> None:
        super().__init__(data, **more)
        for key, asks in pack.questions:
            self.fields[key].label = asks
            self.fields[key].help_text = HINTS.get(key, self.fields[key].help_text)
        field = self.fields["activity"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(pack.activities.items())
        self.fields[
            "is_peer"
        ].help_text = f"A peer is {', '.join(pack.peers[:-1])} or {pack.peers[-1]}."

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        texts = {part: str(given.get(part) or "") for part in PARTS}
        if not self.errors:
            self.look_through({str(self.fields[part].label): texts[part] for part in PARTS})
        names = ("title", "activity", "on", "is_peer", "peer_relation", "peer_on")
        return {"texts": texts, **{name: given.get(name) for name in names}}
