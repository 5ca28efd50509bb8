"""Choosing: people to write about, a colleague by name, and what to see of a timeline."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from alongside.accounts.models import Team
from alongside.foundation.forms import DayField
from alongside.people.models import Person
from alongside.record.access import Sought
from alongside.record.models import EntryKind

NOT_YOURS = "One of the people chosen is not somebody in whose record you may write."


def people_choices(people: Iterable[Person]) -> list[tuple[str, str]]:
    """People as choices, by the name they like."""
    return [(str(person.pk), person.called) for person in people]


def people_field(people: Iterable[Person], label: str, **more: Any) -> forms.MultipleChoiceField:
    """Checkboxes for people."""
    return forms.MultipleChoiceField(
        label=label,
        choices=people_choices(people),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": NOT_YOURS},
        **more,
    )


class ChooseForm(forms.Form):
    """Whom a note is about."""

    def __init__(self, *args: Any, people: Iterable[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        people = list(people)
        self.fields["people"] = people_field(people, "Who is it about?")
        self.look = {
            "people": {
                "small": True,
                "hints": {str(one.pk): one.needs_line for one in people if one.needs_line},
            }
        }

    def clean_people(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["people"]
        if not chosen:
            raise ValidationError("Choose at least one person, or look for somebody by name.")
        return chosen


class LookForm(forms.Form):
    """A box for finding somebody, inside a form that asks something else."""

    look_for = forms.CharField(
        help_text="Any spelling will do. Every search is noted.",
        max_length=200,
        widget=forms.TextInput(
            {
                "class": "govuk-input--width-20",
                "autocomplete": "off",
                "spellcheck": "false",
                "data-no-draft": "",
            }
        ),
        error_messages={"required": "Write a name first, or a part of one."},
    )

    def __init__(self, *args: Any, label: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["look_for"].label = label


class TimelineForm(forms.Form):
    """What to see of a timeline. The words are sent apart from the address: no log keeps them."""

    words = forms.CharField(
        label="Words in the record",
        required=False,
        max_length=200,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="Kind", required=False)
    who = forms.ChoiceField(label="Who wrote it", required=False)
    team = forms.ChoiceField(label="Team", required=False)
    since = DayField(label="From", required=False)
    until = DayField(label="Until", required=False)
    pinned = forms.BooleanField(label="Only what is kept at hand", required=False)
    look = {"pinned": {"small": True}}

    def __init__(
        self,
        *args: Any,
        writers: Iterable[tuple[Any, str]] = (),
        teams: Iterable[Team] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        everything = [("", "Everything")]
        self.choices("kind", [*everything, *EntryKind.choices])
        self.choices("who", [("", "Anybody"), *((str(pk), name) for pk, name in writers)])
        self.choices("team", [("", "Any team"), *((str(one.pk), one.name) for one in teams)])

    def choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Give a select its choices, and a sentence for what is none of them."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = "Choose one of the list."

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", "This day is before the first one. Which of the two is right?")
        return said

    def sought(self, before: Any = None) -> Sought:
        """What is asked for, as the timeline understands it."""
        said = self.cleaned_data
        return Sought(
            kinds=(said["kind"],) if said["kind"] else (),
            written_by=UUID(said["who"]) if said["who"] else None,
            team=UUID(said["team"]) if said["team"] else None,
            since=said["since"],
            until=said["until"],
            is_pinned=said["pinned"],
            words=said["words"].strip(),
            before=before,
        )
