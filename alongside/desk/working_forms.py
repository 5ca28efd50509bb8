"""What the pages of shared work ask: putting off, handing over, cover, a limit, a decision."""

from typing import Any

from django import forms

from alongside.accounts.colleagues import ColleagueField
from alongside.accounts.models import Account
from alongside.foundation.forms import DayField, WordsField
from alongside.record.models import WorkLimit

from .forms import reason


class PutOffForm(forms.Form):
    """Until when something waits, and why."""

    until = DayField(label="Until which day?", help_text="For example, 27 March 2027")
    words = reason("Why can it wait?", "It stands beside it in your list.")


class PassForm(forms.Form):
    """Who takes something over, and what they need to know."""

    to = ColleagueField(
        label="Who takes it over?",
        help_text="Their name or work e-mail",
        error_messages={"required": "Say who takes it over."},
    )
    words = reason("What do they need to know?", "They read this, and may hand it back.")


class AskColleagueForm(PassForm):
    """The same where it stays one's own."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"].label = "Whom do you ask?"
        self.fields["words"].label = "What do you ask of them?"


class HandBackForm(forms.Form):
    """Why something goes back."""

    words = reason("Why does it go back?", "They read this beside it.")


class CoverForm(forms.Form):
    """Who is away, from when to when, and who does their work meanwhile."""

    away = forms.ChoiceField(
        label="Who is away?",
        error_messages={"required": "Say who is away.", "invalid_choice": "Choose from the list."},
    )
    from_day = DayField(label="First day away", help_text="For example, 27 March 2027")
    until_day = DayField(label="Last day away", help_text="It ends by itself at midnight")
    cover = ColleagueField(
        label="Who covers?",
        help_text="Their name or work e-mail",
        error_messages={"required": "Say who covers."},
    )

    def __init__(self, *args: Any, whom: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["away"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = whom
        if len(whom) == 1:
            del self.fields["away"]
        self.only = whom[0][0]

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        return {**given, "away": Account.objects.get(pk=given.get("away", self.only))}


class LimitForm(forms.Form):
    """How much of a week somebody works, and how experienced they are."""

    hours = forms.IntegerField(
        label="How much of a full week do they work, in per cent?",
        help_text="100 is a full week",
        error_messages={
            "required": "Write a number, such as 100.",
            "invalid": "Write a whole number, such as 100.",
        },
        widget=forms.TextInput(
            {"class": "govuk-input--width-3", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    stage = forms.ChoiceField(
        label="How experienced are they?",
        choices=WorkLimit.Stage.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    reason = reason("Why?", "They read this.")


class DecisionForm(forms.Form):
    """A manager's decision, with how it was reached."""

    decided = WordsField(
        label="What did you decide?",
        help_text="So that somebody who was not there can act on it",
        rows=4,
        error_messages={"required": "Say what you decided."},
    )
    because = WordsField(
        label="How did you come to it?",
        help_text="What you weighed, what the person wants, and what would make you decide "
        "otherwise",
        rows=8,
        error_messages={"required": "Say how you came to it. Somebody asks that years later."},
    )
