"""What is asked when somebody decides who reads an entry, and where it belongs."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from alongside.accounts.colleagues import ColleagueField
from alongside.foundation.forms import DayField
from alongside.people.models import Person
from alongside.record.models import Hold, Sharing

from .choosing import people_choices
from .holding import GROUNDS

SHARING_WORDS = (
    (Sharing.SHOWN.value, "Show it to them"),
    (Sharing.HELD.value, "Hold it back for now"),
    (Sharing.NOT_DISCLOSED.value, "Propose that they are not told of it at all"),
)


def sentence(label: str, help_text: str = "") -> forms.CharField:
    """A box for one sentence; the action says what is wrong with an empty one."""
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=400)


class SharingForm(forms.Form):
    """How far an entry is shown to one person it is about."""

    sharing = forms.ChoiceField(
        label="What is decided",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what is decided."},
    )
    words = sentence("If it is held: what they read instead", "One sentence to them")
    ground = forms.ChoiceField(
        label="If they are not told: on what ground",
        choices=(("", "Choose a ground"), *GROUNDS),
        required=False,
    )
    why = sentence("Why, for those who look at this later")
    review_on = DayField(
        label="When somebody looks at this again",
        help_text="Needed unless it is shown, such as 4 January 2027",
        required=False,
    )
    look = {
        "sharing": {
            "hints": {
                Sharing.NOT_DISCLOSED.value: "Hidden from now on. A second person has to agree."
            }
        }
    }

    def __init__(self, *args: Any, allowed: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["sharing"].error_messages["invalid_choice"] = (
            "That is for somebody else to decide."
        )
        self.offer(allowed)

    def offer(self, allowed: Iterable[str]) -> None:
        """What may be chosen."""
        field = self.fields["sharing"]
        assert isinstance(field, forms.ChoiceField)
        may = set(allowed)
        field.choices = [choice for choice in SHARING_WORDS if choice[0] in may]


class SecondLookForm(forms.Form):
    """Whether a second person agrees that somebody is not told of an entry."""

    is_agreed = forms.TypedChoiceField(
        label="Do you agree that they are not told?",
        choices=(("yes", "Yes, I agree"), ("no", "No. It is held instead, and decided again")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you agree."},
    )
    words = sentence("Why", "Needed if you do not agree")


class ReleaseForm(forms.Form):
    """Why somebody may read a part that is also about somebody else."""

    why = sentence(
        "Why they may read it", "Such as: everything in it was said with both of them there"
    )


class RestrictForm(forms.Form):
    """Who may no longer read an entry among staff, why, and until when."""

    words = sentence("Why few may read it", "Everyone who may read this record reads this sentence")
    until = DayField(
        label="Until when",
        help_text="On that day it is looked at again, such as 4 January 2027",
        error_messages={"required": "Say until when. It is looked at again on that day."},
    )
    review_by = ColleagueField(
        label="Who looks at it again",
        help_text="A colleague’s whole name or work e-mail. They may read it from now on.",
        error_messages={"required": "Say who looks at it again. It has to be somebody else."},
    )


class ReaderForm(forms.Form):
    """Who else may read a restricted entry."""

    account = ColleagueField(
        label="Who may read it",
        help_text="A colleague’s name or work e-mail. They also need to work with the person.",
        error_messages={"required": "Write a colleague’s name or e-mail."},
    )


class LiftForm(forms.Form):
    """Nothing is asked: pressing the button ends the restriction."""


class MoveForm(forms.Form):
    """Whose record an entry was in by mistake, and where it belongs."""

    why = sentence("How it came to be in the wrong record", "Staff read this where the entry was")

    def __init__(
        self, *args: Any, wrong: Iterable[Person], right: Iterable[Person] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        wrong, right = list(wrong), list(right)
        self.people = {str(one.pk): one for one in (*wrong, *right)}
        self.wrong = wrong
        if len(wrong) > 1:
            self.fields["wrong"] = forms.ChoiceField(
                label="In whose record is it by mistake?",
                choices=people_choices(wrong),
                widget=forms.RadioSelect,
                error_messages={"required": "Say in whose record it is by mistake."},
            )
        unknown = ("", "Nobody that I know of. Only take it out")
        self.fields["right"] = forms.ChoiceField(
            label="Where does it belong?",
            choices=[*people_choices(right), unknown],
            widget=forms.RadioSelect,
            required=False,
            error_messages={"invalid_choice": "Look for that person by name, then choose them."},
        )
        self.order_fields(["wrong", "why", "right"])

    def chosen(self) -> dict[str, Any]:
        """The arguments of the action that moves it."""
        said = self.cleaned_data
        wrong = self.people[said["wrong"]] if "wrong" in said else self.wrong[0]
        return {"wrong": wrong, "right": self.people.get(said["right"]), "why": said["why"]}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not str(said.get("why", "")).strip():
            raise ValidationError({"why": "Say how it came to be in the wrong record."})
        return said


class HoldForm(forms.Form):
    """Why an entry may not be disposed of."""

    ground = forms.ChoiceField(
        label="Who needs it",
        choices=Hold.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who needs it."},
    )
    why = sentence("What it is needed for", "With a reference, if there is one")


class EndHoldForm(forms.Form):
    """Why a hold is over."""

    why = sentence("Why it is no longer needed")
