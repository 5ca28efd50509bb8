"""Choosing: people to write about, a colleague by name, and what to see of a timeline."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from alongside.accounts.models import Team
from alongside.foundation.forms import DayField
from alongside.foundation.govuk import component
from alongside.people.header import born_in_words
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


TOGETHER = 15  # people in one list of a whole team; more are parted by their letters
OWN_TOGETHER = 24  # one's own stand in sight up to so many


@dataclass(frozen=True)
class Row:
    """People who are chosen from in one list; folded away where it is one of several."""

    words: str
    people: tuple[Person, ...]
    is_folded: bool = False
    is_open: bool = False
    html: str = ""


def by_letter(people: Sequence[Person], most: int) -> list[Row]:
    """All in one list, or parted by the letter that they are ordered by: A to C, D to G."""
    if len(people) <= most:
        return [Row("", tuple(people))] if people else []
    rows: list[list[Person]] = [[]]
    for _letter, some in groupby(people, _letter_of):
        same = list(some)
        if rows[-1] and len(rows[-1]) + len(same) > TOGETHER:
            rows.append([])
        rows[-1] += same
    return [Row(_from_to(row), tuple(row), is_folded=True) for row in rows]


def _letter_of(person: Person) -> str:
    return person.sort_key[:1].upper()


def _from_to(row: Sequence[Person]) -> str:
    first, last = _letter_of(row[0]), _letter_of(row[-1])
    return first if first == last else f"{first} to {last}"


class ChooseForm(forms.Form):
    """Whom a note is about: those looked for, one's own people, and those of one's teams."""

    def __init__(
        self,
        *args: Any,
        found: Sequence[Person] = (),
        own: Sequence[Person] = (),
        others: Sequence[Person] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.found, self.own, self.others = found, own, others
        self.fields["people"] = people_field([*found, *own, *others], "Who is it about?")

    @property
    def lists(self) -> list[dict[str, Any]]:
        """The lists with their headings, each drawn as the checkboxes of the one question."""
        sections = [
            ("Close to that, or chosen already", by_letter(self.found, len(self.found))),
            ("Your people", by_letter(self.own, OWN_TOGETHER)),
            (
                "Others your team works with" if self.own else "People your team works with",
                by_letter(self.others, TOGETHER),
            ),
        ]
        number, drawn = 0, []
        for words, rows in sections:
            named = []
            for row in rows:
                named.append(self._drawn(row, words, number))
                number += 1
            drawn += [{"words": words, "rows": named, "is_parted": len(rows) > 1}] if rows else []
        return drawn

    def _drawn(self, row: Row, words: str, number: int) -> Row:
        """The first holds what is wrong, and is where the summary of errors leads to."""
        field, ticked = self["people"], self["people"].value() or ()
        legend: dict[str, Any] = {"text": f"{words}, {row.words}" if row.words else words}
        legend["classes"] = "govuk-visually-hidden"  # the heading above says it already
        options: dict[str, Any] = {
            "name": field.html_name,
            "id_prefix": f"{field.auto_id}_{number}" if number else field.auto_id,
            "classes": "govuk-checkboxes--small",
            "fieldset": {"legend": legend},
            "items": [self._item(one, ticked) for one in row.people],
        }
        if field.errors and not number:
            options["error_message"] = {"text": " ".join(map(str, field.errors))}
        is_ticked = any(str(one.pk) in ticked for one in row.people)
        is_open = is_ticked or (not number and bool(field.errors))
        return replace(row, is_open=is_open, html=component("checkboxes", options))

    def _item(self, person: Person, ticked: Collection[str]) -> dict[str, Any]:
        """Somebody to choose; whoever has the name of another in the lists, with the birthday."""
        item: dict[str, Any] = {"value": str(person.pk), "text": person.called}
        item["checked"] = item["value"] in ticked
        called = [one.called for one in (*self.found, *self.own, *self.others)]
        if called.count(person.called) > 1:
            item["hint"] = {"text": born_in_words(person)}
        return item

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
