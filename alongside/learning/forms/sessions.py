"""Forms of sessions: finding one, offering one, cancelling it, and what one takes from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from alongside.foundation.forms import MomentField, WordsField
from alongside.learning.actions.pieces import LONGEST
from alongside.learning.areas import areas
from alongside.learning.models import Booking, Session

from .looking import LooksThrough

NARROW = "govuk-input--width-4"


class FindSessionForm(forms.Form):
    """Of what sort, and about what."""

    how = forms.ChoiceField(
        label="Where?", required=False, choices=[("", "Anywhere"), *Session.How.choices]
    )
    area = forms.ChoiceField(label="About what?", required=False)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Anything"), *areas()]


class ChangeSessionForm(forms.Form):
    """When and where it is, and what it is about."""

    title = forms.CharField(label="What is it called?", max_length=200)
    about = WordsField(label="What will you do there, and for whom is it?", rows=5, longest=20_000)
    clusters = forms.MultipleChoiceField(
        label="What is it about?", required=False, widget=forms.CheckboxSelectMultiple
    )
    starts = MomentField(label="When does it begin?", help_text="Such as 27 March 2027, 2pm.")
    minutes = forms.IntegerField(
        label="How many minutes does it last?",
        min_value=1,
        max_value=720,
        initial=60,
        widget=forms.NumberInput({"class": NARROW, "autocomplete": "off"}),
    )
    places = forms.IntegerField(
        label="For how many people?",
        min_value=1,
        max_value=1000,
        initial=8,
        help_text="When it is full, others wait, and the place of whoever cannot come is theirs.",
        widget=forms.NumberInput({"class": NARROW, "autocomplete": "off"}),
    )
    place = forms.CharField(
        label="Where is it?",
        required=False,
        max_length=300,
        help_text="Say how one gets in, and whether there are steps.",
    )
    link = forms.CharField(
        label="Address of the video meeting",
        required=False,
        max_length=500,
        help_text="Begins with https://. Those who have a place see it on the page.",
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    look: dict[str, dict[str, Any]] = {"clusters": {"small": True}}

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["clusters"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = areas()


class OfferSessionForm(ChangeSessionForm):
    """Offer one."""

    how = forms.ChoiceField(label="How?", choices=Session.How.choices, widget=forms.RadioSelect)
    look = {
        **ChangeSessionForm.look,
        "how": {
            "hints": {
                "coaching": "At their desk or on a visit, one or two at a time.",
                "classroom": "Several people in one place.",
                "webinar": "Several people, each where they are.",
            }
        },
    }
    field_order = ("how", "title")


class CancelForm(forms.Form):
    """Why it will not be."""

    why = forms.CharField(
        label="Why will it not be?",
        max_length=400,
        help_text="Everybody who looks at this session reads it.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class WhoCameForm(forms.Form):
    """Who was there."""

    came = forms.TypedMultipleChoiceField(
        label="Who was there?",
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, bookings: list[Booking], **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["came"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(one.pk), name_of(one)) for one in bookings]
        field.initial = [str(one.pk) for one in bookings if one.state == Booking.State.CAME]


def name_of(one: Booking) -> str:
    """Whose booking it is, by the staff directory."""
    known = getattr(one.account, "practitioner", None)
    return known.name if known else "A colleague"


class AfterwardsForm(LooksThrough):
    """What one takes with one."""

    learnt = WordsField(label="What stays with you?", required=False, rows=4, longest=LONGEST)
    differently = WordsField(
        label="What will you do differently?",
        rows=4,
        longest=LONGEST,
        help_text="One thing, and with whom you will try it first. Leave names out.",
    )


class BookForm(forms.Form):
    """One button, which asks nothing."""
