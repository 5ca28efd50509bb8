"""What the pages of a chronology ask: what it is for, what goes in, and what is said of it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from alongside.foundation.forms import DayField, WordsField
from alongside.people.models import Person
from alongside.record.access.chronologies import Wanted
from alongside.record.actions.chronologies import IN_ORDER, LONGEST, LONGEST_FOR, SAY_FOR
from alongside.record.models import EntryKind, Purpose

from .choosing import people_field

TAKE = (
    ("all", "Everything that was written about these days"),
    ("kinds", "Only some kinds, which I tick below"),
    ("pinned", "What is kept at hand"),
    ("none", "Nothing yet: I choose one by one"),
)


class WhatForForm(forms.Form):
    """Whom a chronology is for, and which days it covers."""

    made_for = forms.CharField(
        label="What is it for?",
        help_text="Such as: Review of the plan, 8 January 2027. It stands on the first page.",
        max_length=LONGEST_FOR,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": SAY_FOR},
    )
    purpose = forms.ChoiceField(
        label="Who is it made for?",
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whom it is made for."},
    )
    since = DayField(
        label="From which day?", help_text="Empty: from the beginning.", required=False
    )
    until = DayField(label="Until which day?", help_text="Empty: until now.", required=False)
    look = {"purpose": {"small": True}, "kinds": {"small": True, "inline": True}}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", IN_ORDER)
        return said


class BeginForm(WhatForForm):
    """The same for one that is begun: who else it is about, and what goes in at once."""

    take = forms.ChoiceField(
        label="What goes in to begin with?",
        help_text="You can put in more, and take out what does not belong, at any time.",
        choices=TAKE,
        initial="all",
        widget=forms.RadioSelect,
    )
    kinds = forms.MultipleChoiceField(
        label="Which kinds?",
        choices=EntryKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    look = {**WhatForForm.look, "take": {"small": True}, "people": {"small": True}}

    def __init__(self, *args: Any, around: Sequence[Person] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        if around:
            self.fields["people"] = people_field(
                around,
                "Who else is it about?",
                help_text="Each gets a column. Whoever reads it must work with all of them.",
            )
            self.order_fields(["people"])

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("take") == "kinds" and not said.get("kinds"):
            self.add_error("kinds", "Tick at least one kind, or choose something else above.")
        return said


class FittingForm(forms.Form):
    """Which entries are looked for, to put them in."""

    kind = forms.ChoiceField(label="Kind", required=False)
    person = forms.ChoiceField(label="About", required=False)
    since = DayField(label="From", required=False)
    until = DayField(label="Until", required=False)
    pinned = forms.BooleanField(label="Only what is kept at hand", required=False)
    look = {"pinned": {"small": True}}

    def __init__(self, *args: Any, people: Sequence[Person] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self._choices("kind", [("", "Everything"), *EntryKind.choices])
        if len(people) > 1:
            named = [(str(person.pk), person.called) for person in people]
            self._choices("person", [("", "Any of them"), *named])
        else:
            del self.fields["person"]

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = "Choose one of the list."

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", IN_ORDER)
        return said

    def wanted(self) -> Wanted:
        """What is asked for."""
        said = self.cleaned_data
        return Wanted(
            kinds=(said["kind"],) if said["kind"] else (),
            person=UUID(said["person"]) if said.get("person") else None,
            since=said["since"],
            until=said["until"],
            is_pinned=said["pinned"],
        )


class EntriesForm(forms.Form):
    """Entries to tick; each says when it was, what it was, and how it begins."""

    entries = forms.MultipleChoiceField(
        label="Tick what belongs in it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these is not there any more. Look again."},
    )

    def __init__(
        self, *args: Any, offered: Iterable[tuple[str, str, str]] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        listed = list(offered)
        field = self.fields["entries"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(value, words) for value, words, _ in listed]
        hints = {value: start for value, _, start in listed if start}
        self.look = {"entries": {"hints": hints, "small": True}}

    def clean_entries(self) -> list[UUID]:
        chosen = self.cleaned_data["entries"]
        if not chosen:
            raise ValidationError("Tick at least one, or put in all that fit.")
        return [UUID(one) for one in chosen]


class LineForm(forms.Form):
    """What is said of one entry in a chronology."""

    summary = WordsField(
        label="What happened, in few words",
        help_text="As you would say it to the person themselves. Empty: the entry’s own first "
        "words are shown.",
        rows=4,
        longest=LONGEST,
        required=False,
    )
    impact = WordsField(
        label="What it meant for the person",
        help_text="What changed for them because of it, and how you know.",
        rows=3,
        longest=LONGEST,
        required=False,
    )


class FinishForm(forms.Form):
    """How its exhibits are numbered."""

    letters = forms.CharField(
        label="Letters before each number",
        help_text="A court usually wants the initials of whoever signs the statement: AT1, AT2. "
        "Leave it empty for plain numbers.",
        required=False,
        max_length=6,
        widget=forms.TextInput({"class": "govuk-input--width-5", "autocomplete": "off"}),
        error_messages={"max_length": "Write up to 6 letters, such as AT, or leave this empty."},
    )
