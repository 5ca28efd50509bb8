"""The text of a questionnaire, the day from which it is asked, and the day on which it ends."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.foundation.forms import DayField, WordsField

from .actions import LONGEST_WHY, UnusableError, read_or_refuse
from .definition import Questionnaire
from .models import Definition
from .reading import LONGEST_FILE

TEXT = "text"  # the name of the piece of the draft


class TextForm(forms.Form):
    """The whole of one questionnaire, as text; it holds as soon as it could be asked by."""

    text = WordsField(
        rows=32,
        longest=LONGEST_FILE,
        label="The questionnaire",
        error_messages={"required": "There is nothing here yet. Write what is asked."},
        widget=forms.Textarea(
            {"rows": 32, "spellcheck": "false", "autocomplete": "off", "class": "al-code"}
        ),
    )

    def __init__(self, *args: Any, key: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.key = key
        self.found: Questionnaire | None = None
        self.wrong: UnusableError | None = None

    def clean_text(self) -> str:
        """Refuse what could not be asked by, and say in which line."""
        text: str = self.cleaned_data[TEXT]
        try:
            self.found = read_or_refuse(text, self.key)
        except UnusableError as wrong:
            self.wrong = wrong
            raise forms.ValidationError(wrong.message_dict[TEXT]) from wrong
        return text


class PublishForm(forms.Form):
    """From when a new version is asked, and why."""

    starts = DayField(
        label="From which day is it asked?",
        help_text="Today or later, such as 1 April. Whoever is in the middle of the version before "
        "goes on with that.",
    )
    why = forms.CharField(
        label="Why is it changed?",
        help_text="One sentence, without anybody’s name. It stands beside the version for ever.",
        max_length=LONGEST_WHY,
        error_messages={"required": "Say in one sentence why it is changed."},
    )
    takes_upgrade = forms.BooleanField(required=False)
    instead_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, upgrade: Definition | None, **more: Any) -> None:
        super().__init__(*args, **more)
        if upgrade is None:
            del self.fields["takes_upgrade"]
            return
        self.fields["takes_upgrade"].label = (
            f"I have looked at what version {upgrade.version} of the library changed, and this "
            "text takes from it what we want"
        )


class WithdrawForm(forms.Form):
    """The day on which a version is not asked any more."""

    ends = DayField(
        label="From which day is it not asked any more?",
        help_text="Today or later. What was answered by it stays as it was asked.",
    )
