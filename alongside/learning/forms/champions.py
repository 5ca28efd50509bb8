"""Forms of offering help, asking for it, answering and thanking."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.foundation.forms import DayField, WordsField
from alongside.learning.actions.champions import MOST_ROOM, WAYS
from alongside.learning.areas import areas

from .looking import LooksThrough

NARROW = "govuk-input--width-3"


class FindHelpForm(forms.Form):
    """What one would like help with."""

    area = forms.ChoiceField(label="What would you like help with?", required=False)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Anything"), *areas()]


class OfferHelpForm(forms.Form):
    """What one offers."""

    clusters = forms.MultipleChoiceField(
        label="What can you help with?", widget=forms.CheckboxSelectMultiple
    )
    says = WordsField(
        label="What can you show, in your own words?",
        required=False,
        rows=4,
        longest=5_000,
        help_text="Such as “I can sit beside you while you try your first video review”.",
    )
    ways = forms.MultipleChoiceField(
        label="How?", choices=list(WAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    room_for = forms.IntegerField(
        label="For how many people at a time?",
        min_value=0,
        max_value=MOST_ROOM,
        initial=2,
        help_text="Once so many have asked, nobody else is offered your name. 0 is an answer too.",
        widget=forms.NumberInput({"class": NARROW, "autocomplete": "off"}),
    )
    paused_until = DayField(
        label="Do you need a pause? Until when?",
        required=False,
        help_text="Nobody can ask you until that day. Leave it empty if you do not.",
    )
    look = {"clusters": {"small": True}, "ways": {"small": True}}

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["clusters"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = areas()


class AskForHelpForm(LooksThrough):
    """What one would like."""

    cluster = forms.ChoiceField(label="About what?", required=False)
    text = WordsField(
        label="What would you like help with?",
        rows=5,
        longest=20_000,
        help_text="A sentence is enough. Leave out names of the people whom you work with.",
    )

    def __init__(self, data: Any = None, *, clusters: list[str], **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["cluster"]
        assert isinstance(field, forms.ChoiceField)
        known = [(key, name) for key, name in areas() if key in clusters]
        field.choices = [*known, ("", "Something else")]


class AnswerHelpForm(LooksThrough):
    """Yes or no."""

    accepts = forms.TypedChoiceField(
        label="Can you help?",
        choices=[("yes", "Yes"), ("no", "Not this time")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    reply = WordsField(
        label="What would you like to say?",
        required=False,
        rows=4,
        longest=20_000,
        help_text="When and where you could meet, or who else might help. A no needs no reason.",
    )
    look = {"accepts": {"inline": True}}


class ThankForm(LooksThrough):
    """Thanks."""

    thanks = WordsField(
        label="What did it make possible?",
        rows=4,
        longest=20_000,
        help_text="Only they read it.",
    )
