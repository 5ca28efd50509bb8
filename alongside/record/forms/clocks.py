"""What is asked when somebody says what became of a clock."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms

from alongside.foundation.days import When, in_words
from alongside.foundation.forms import DayField, MomentField
from alongside.record.clocks import Change, Rule
from alongside.record.models import Clock, ClockWords
from alongside.record.saying_clocks import doubt

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


def _reason() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="For which of the reasons that the rule allows",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason that the rule allows."},
    )


class _TimeForm(forms.Form):
    """What was said of a clock's time: with its days where it is said, or put right."""

    reason = _reason()
    is_so = forms.ChoiceField(
        label="What is right",
        choices=(("yes", "It is so, with these words"), ("no", "It was not so at all")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say what is right."},
    )

    def __init__(
        self, *args: Any, reasons: Sequence[Change], said: ClockWords | None = None, **more: Any
    ) -> None:
        if said is not None:
            days = {"since": said.since, "until": said.until, "agreed_by": said.agreed_by}
            more["initial"] = {**days, "is_so": "yes"}
        super().__init__(*args, **more)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = [(one.because, one.because) for one in reasons]
        if said is not None or len(reasons) == 1:
            del self.fields["reason"]
        if said is None:
            del self.fields["is_so"]
        else:
            self.fields["why"].help_text = "Why it is said anew"


class PauseClockForm(_TimeForm):
    """Since when and until when the time stands still, and why."""

    since = DayField(
        label="Since when does the time stand still?",
        help_text="The day on which it stopped, such as today, or 27 March 2026",
        required=False,
    )
    until = DayField(
        label="Until when?",
        help_text="The day on which it goes on. If nobody knows yet: when you will look again. "
        "It can be put right then.",
        required=False,
    )
    why = sentence("Why, in a sentence", "Such as “we asked which years they mean”")
    field_order = ("is_so", "reason", "since", "until", "why")


class ExtendClockForm(_TimeForm):
    """To which day it was given longer, who agreed to it, and why."""

    until = DayField(label="To which day?", required=False)
    agreed_by = forms.CharField(
        label="Who agreed to it",
        help_text="Their name and what they do",
        required=False,
        max_length=200,
    )
    why = sentence("Why, in a sentence")
    field_order = ("is_so", "reason", "until", "agreed_by", "why")

    def __init__(self, *args: Any, spans: tuple[date, date], **more: Any) -> None:
        super().__init__(*args, **more)
        after, most = map(in_words, spans)
        self.fields["until"].help_text = f"A day after {after}, and {most} at the latest"


class PlanVisitForm(forms.Form):
    """For when a visit is planned; where that was said before, whether it still is."""

    is_planned = forms.ChoiceField(
        label="Is it still planned?",
        choices=(("yes", "Yes, for this day and time"), ("no", "No, it is not planned any more")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is still planned."},
    )
    starts = MomentField(
        label="Day and time",
        help_text="Such as tomorrow 2pm, or 27 March 2027, 2pm",
        required=False,
    )

    def __init__(self, *args: Any, planned: When | None, **more: Any) -> None:
        if planned is not None:
            more["initial"] = {"is_planned": "yes", "starts": planned}
        super().__init__(*args, **more)
        if planned is None:
            del self.fields["is_planned"]


class BeginClockForm(forms.Form):
    """What is to be followed that began elsewhere, from which day, and why from then."""

    rule = forms.ChoiceField(
        label="What is due",
        error_messages={
            "required": "Choose what is to be followed.",
            "invalid_choice": "Choose again what is to be followed.",
        },
    )
    started_on = DayField(
        label="From which day does it count?",
        help_text="The day on which it began, such as yesterday, or 27 March 2026",
        required=False,
    )
    why = sentence("Why from that day, in a sentence", "Such as “their letter came on that day”")

    def __init__(self, *args: Any, rules: Sequence[Rule], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        by_whom = groupby(rules, key=lambda one: one.for_whom)
        groups = [
            (whom.capitalize(), [(one.key, _offered(one)) for one in some])
            for whom, some in by_whom
        ]
        field.choices = [("", "Choose"), *groups]


def _offered(rule: Rule) -> str:
    said = doubt(rule).rstrip(".")
    return f"{rule.title}: {rule.length_words()}{f' ({said})' if said else ''}"
