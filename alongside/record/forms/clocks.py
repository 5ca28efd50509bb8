"""What is asked when somebody says what became of a clock."""

from typing import Any

from django import forms

from alongside.foundation.forms import DayField
from alongside.record.models import Clock

from .deciding import sentence

DONE, LATE, STOP, AGAIN = "done", "late", "stop", "again"
CHOICES = {
    DONE: "It was done",
    LATE: "It is late, or will be",
    STOP: "It does not count any more",
    AGAIN: "It is still to be done after all",
}


def offered(clock: Clock, is_late: bool) -> tuple[str, ...]:
    """What may be said of it, as it stands."""
    if not clock.is_over:
        return (DONE, LATE, STOP)
    return ((LATE,) if clock.ended_at is None and is_late else ()) + (AGAIN,)


class SettleClockForm(forms.Form):
    """Done, late, or no longer counting; with a day, or a sentence that says why."""

    what = forms.ChoiceField(
        label="What became of it",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what became of it."},
    )
    done_on = DayField(
        label="If it was done: on which day",
        help_text="Such as today, or 27 March 2026",
        required=False,
    )
    why = sentence("Why, in a sentence", "Needed where it is late or does not count any more")

    def __init__(self, *args: Any, offers: tuple[str, ...], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, CHOICES[one]) for one in offers]
        field.error_messages["invalid_choice"] = "That cannot be said of it now. Choose again."
        if DONE not in offers and LATE in offers:
            field.choices = [(LATE, "It was late"), (AGAIN, CHOICES[AGAIN])]
        if DONE not in offers:
            del self.fields["done_on"]
