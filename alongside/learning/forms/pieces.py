"""Forms of one's own pieces: writing one, letting somebody read it, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from alongside.foundation.forms import DayField, WordsField
from alongside.learning.access.pieces import Text
from alongside.learning.actions.pieces import LONGEST
from alongside.learning.areas import areas
from alongside.learning.models import Corroboration
from alongside.learning.shapes import Part

from .circles import PractitionerField
from .looking import LookingForm, LooksThrough

RELATION = "Such as “my manager”, “a colleague in the same team”, “I supervise their student”."


class WritingForm(LookingForm):
    """The parts of one shape, and what to call the whole."""

    title = forms.CharField(
        label="What to call it",
        max_length=200,
        help_text="A few words that bring it back to you and tell nobody else whom it is about.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    on = DayField(label="When was it?", not_after_today=True)

    def __init__(self, data: Any = None, *, parts: Sequence[Part], **more: Any) -> None:
        super().__init__(data, **more)
        self.parts = tuple(parts)
        asked: dict[str, forms.Field] = {
            one.key: WordsField(
                label=one.heading, help_text=one.prompt, required=False, rows=5, longest=LONGEST
            )
            for one in self.parts
        }
        last = {name: self.fields.pop(name) for name in ("as_it_is",) if name in self.fields}
        self.fields.update({**asked, **last})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        texts = {one.key: str(given.get(one.key) or "") for one in self.parts}
        called = {one.heading: texts[one.key] for one in self.parts}
        if not self.errors:
            self.look_through({"What to call it": given.get("title", ""), **called})
        return {"title": given.get("title"), "on": given.get("on"), "texts": texts}


class ShareForm(forms.Form):
    """Whom one lets read it, which parts, and until when."""

    reader = PractitionerField(label="Who may read it?", help_text="Their name or work e-mail.")
    parts = forms.MultipleChoiceField(
        label="What may they read?",
        widget=forms.CheckboxSelectMultiple,
        help_text="They always see what it is called and its day. They read each part as it stands "
        "whenever they look; a part that you write for the first time later is not among them.",
        error_messages={"required": "Choose at least one part."},
    )
    until = DayField(label="Until when?", help_text="The end of that day. You may end it earlier.")
    asks = forms.CharField(
        label="What would you like from them?",
        required=False,
        max_length=400,
        help_text="Such as “What do I not see here?”",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, texts: Sequence[Text], **more: Any) -> None:
        until = timezone.localdate() + timedelta(days=28)
        super().__init__(
            data, initial={"until": until, "parts": [one.part for one in texts]}, **more
        )
        field = self.fields["parts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.part, one.heading) for one in texts]
        if not texts:  # it is shared as a whole, as the page says
            del self.fields["parts"]


class CommentForm(LooksThrough):
    """What a critical friend says."""

    text = WordsField(
        label="What you would like to say",
        help_text="Only whose it is reads this. It stays with their piece.",
        longest=20_000,
        error_messages={"required": "Write something first."},
    )


class EvidenceForm(LooksThrough):
    """Which area it shows."""

    cluster = forms.ChoiceField(label="Which area does it show?", widget=forms.RadioSelect)
    note = forms.CharField(
        label="What in it shows that?",
        required=False,
        max_length=400,
        help_text="A peer whom you ask reads this line, so leave out whom it is about.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    look = {"cluster": {"small": True}}
    looks_at = ("note",)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["cluster"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = areas()


class AskPeerForm(forms.Form):
    """Whom one asks whether they would say so too."""

    peer = PractitionerField(label="Whom do you ask?", help_text="Their name or work e-mail.")
    relation = forms.CharField(
        label="How do they know your practice?", max_length=120, help_text=RELATION
    )


class AnswerPeerForm(LooksThrough):
    """What the peer says."""

    said = forms.ChoiceField(
        label="Would you say so too?",
        choices=[
            (Corroboration.Said.AGREES.value, "Yes, I have seen this in their practice"),
            (Corroboration.Said.NOT_YET.value, "I would not say so yet"),
            (Corroboration.Said.CANNOT.value, "I cannot say: I have not seen enough"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three."},
    )
    text = WordsField(
        label="What you have seen",
        required=False,
        longest=4_000,
        help_text="A sentence or two. Only they read it.",
    )
