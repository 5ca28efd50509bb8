"""What writing a survey asks: one question at a time, or a text that is written already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from alongside.foundation.content import ContentError
from alongside.foundation.forms import WordsField
from alongside.learning.surveys.building import KINDS, OWN_STEPS, shipped_steps, wrong_with
from alongside.learning.surveys.drafting import FIELDS, LONGEST_TEXT, prefix, question
from alongside.learning.surveys.form import Survey, survey_of


class QuestionForm(forms.Form):
    """One question, and how it is answered."""

    ask = forms.CharField(
        label="What do you ask?",
        required=False,
        help_text="One thing at a time, as you would say it aloud.",
    )
    help = forms.CharField(label="A line of help below it, if it needs one", required=False)
    kind = forms.ChoiceField(
        label="How is it answered?", choices=KINDS, required=False, widget=forms.RadioSelect
    )
    steps = forms.ChoiceField(
        label="The steps of a scale",
        help_text="Only for a scale. Steps that were asked before need no thinking about.",
        required=False,
    )
    options = WordsField(
        label="The answers, each on a line of its own",
        help_text="For a scale with steps of your own: from least to most.",
        rows=5,
        required=False,
    )
    none = WordsField(
        label="Ways not to answer, each on a line of its own",
        help_text="Such as “I don’t know” or “Not part of my role”. They are told together, of"
        " everybody only. They are left out where several answers can be chosen.",
        rows=2,
        required=False,
    )
    heading = forms.CharField(
        label="A heading above it, if a new part begins here",
        help_text="What follows stands under it too, until the next heading.",
        required=False,
    )
    place = forms.ChoiceField(label="Where does it stand?", required=False)

    look = {"kind": {"small": True}}

    def __init__(self, *args: Any, number: int, order: Sequence[int], **more: Any) -> None:
        more["prefix"] = prefix(number)
        super().__init__(*args, **more)
        self.number = number
        steps, place = self.fields["steps"], self.fields["place"]
        assert isinstance(steps, forms.ChoiceField)
        assert isinstance(place, forms.ChoiceField)
        steps.choices = [
            (OWN_STEPS, "Steps of our own, written below"),
            *((key, ", ".join(words)) for key, words in shipped_steps().items()),
        ]
        if len(order) < 2:
            del self.fields["place"]
            return
        place.choices = [(str(n), f"{n} of {len(order)}") for n in range(1, len(order) + 1)]
        place.initial = str(order.index(number) + 1)
        place.widget.attrs["data-no-draft"] = ""  # a place is no words, and another may move it

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        texts = {f"{self.prefix}-{name}": str(found.get(name) or "") for name in FIELDS}
        for name, sentence in wrong_with(question(texts, self.number)):
            self.add_error(name, sentence)
        return found


class SurveyTextForm(forms.Form):
    """A whole survey as text; it holds as soon as it could be asked."""

    text = WordsField(
        label="The survey, as text",
        help_text="As it is written for Alongside, in YAML.",
        rows=20,
        longest=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(
            {"rows": 20, "spellcheck": "false", "autocomplete": "off", "class": "al-code"}
        ),
    )

    def clean_text(self) -> str:
        """Refuse what could not be asked, and say in which line."""
        text: str = self.cleaned_data["text"]
        if text:
            read_or_refuse(text)
        return text


def read_or_refuse(text: str) -> Survey:
    """The survey that a text holds, or a ValidationError that says in which line it is wrong."""
    try:
        return survey_of(text, "Your questions")
    except ContentError as wrong:
        raise forms.ValidationError(f"Line {wrong.line}: {wrong.sentence}") from wrong
