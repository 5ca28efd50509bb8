"""Forms of lessons: offering one without one's name, and answering one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from alongside.foundation.forms import WordsField
from alongside.learning.actions.lessons import LONGEST

from .looking import LookingForm


class OfferForm(LookingForm):
    """What others could learn from."""

    happened = WordsField(
        label="What happened",
        longest=LONGEST,
        help_text="As plainly as you can, and so that nobody can tell whom it is about, or you.",
        error_messages={"required": "Without this, others cannot learn from it."},
    )
    made_sense = WordsField(
        label="Why it made sense at the time",
        longest=LONGEST,
        required=False,
        help_text="What you knew, expected and hoped, and what was around you.",
    )
    to_try = WordsField(
        label="What to try, or to change",
        longest=LONGEST,
        help_text="By anybody here: in practice, in a system, in how the work is set up.",
        error_messages={"required": "Without this, others cannot learn from it."},
    )
    # Made with the blank form, and kept nowhere: a second press offers nothing a second time.
    number = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
    field_order = ("happened", "made_sense", "to_try", "number", "as_it_is")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        parts = ("happened", "made_sense", "to_try")
        if not self.errors:
            self.look_through({str(self.fields[one].label): str(given[one]) for one in parts})
        return {one: given.get(one, "") for one in parts} | {"number": given.get("number")}


class AnswerForm(forms.Form):
    """What came of it."""

    answer = WordsField(
        label="What changed, or why nothing can",
        longest=LONGEST,
        help_text="Written to whoever offered it. You do not know who that is, and need not.",
        error_messages={"required": "Say what changed, or why nothing can."},
    )
    themes = forms.CharField(
        label="What is it about?",
        required=False,
        max_length=300,
        help_text="Up to five, with commas between them: handover, video meetings. You choose "
        "them; no program does.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    is_open = forms.TypedChoiceField(
        label="May everybody here read it?",
        choices=[("yes", "Yes, with this answer"), ("no", "No, it stays with those who answer")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="Look first whether anybody could be recognised.",
        error_messages={"required": "Choose one of the two."},
    )
    closed_why = forms.CharField(
        label="If not, why?",
        required=False,
        max_length=400,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_themes(self) -> list[str]:
        return [one.strip()[:60] for one in self.cleaned_data["themes"].split(",") if one.strip()]
