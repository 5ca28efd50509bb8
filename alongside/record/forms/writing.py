"""What is asked when a note is written, and when one is changed."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from alongside.foundation.days import When
from alongside.foundation.forms import ApproximateDayField, WordsField
from alongside.people.models import Person
from alongside.record.actions import Words
from alongside.record.models import Contact, EntryKind, PartSort, Seen

from .choosing import people_field
from .holding import SharingFields


class Box(NamedTuple):
    """One box of a note: the sort of part that it becomes, and its words."""

    name: str
    sort: str
    label: str
    hint: str
    rows: int


BOXES = (
    Box("fact", PartSort.FACT, "What happened", "What you saw, heard and did", 7),
    Box("reported", PartSort.REPORTED, "What somebody told you", "Say who, just below", 3),
    Box("opinion", PartSort.OPINION, "What you make of it", "Your opinion, and why", 4),
    Box(
        "own_words",
        PartSort.OWN_WORDS,
        "",
        "Pass the screen over, or write exactly what is said",
        7,
    ),
)
KINDS = (
    ("visit home", "Visit at home"),
    ("visit office", "Visit at our office"),
    ("visit school", "Visit at school or college"),
    ("visit elsewhere", "Visit somewhere else"),
    ("call phone", "Phone call"),
    ("call video", "Video call"),
    ("meeting", "Meeting"),
    ("conference", "Child protection conference"),
    ("review", "Review of a plan, or of care"),
    ("message message", "Message"),
    ("letter letter", "Letter"),
    ("note", "Note"),
    ("event", "Something that happened"),
    ("referral", "Referral"),
    ("decision", "Decision"),
    (
        "Looked at before the person reads it",
        tuple(
            (kind.value, kind.label)
            for kind in (
                EntryKind.STRATEGY,
                EntryKind.S47,
                EntryKind.S42,
                EntryKind.POLICE,
                EntryKind.COURT,
                EntryKind.LEGAL,
                EntryKind.HEALTH,
            )
        ),
    ),
)


def short(text: str) -> dict[str, Any]:
    """The look of a box for one line."""
    return {"class": f"govuk-input--{text}", "autocomplete": "off"}


MINUTES: dict[str, Any] = {
    "label": "How many minutes, if you keep count",
    "required": False,
    "min_value": 1,
    "max_value": 2880,
    "widget": forms.NumberInput(short("width-4")),
    "error_messages": {
        "invalid": "Write the minutes as a number, such as 45.",
        "min_value": "Write the minutes as a number above nought, or leave it empty.",
        "max_value": "That is more than two days. Write the minutes, such as 90.",
    },
}


def seen_field(called: str) -> forms.ChoiceField:
    """The question whether somebody was seen."""
    return forms.ChoiceField(
        label=f"Was {called} seen?",
        choices=[*Seen.choices, ("", "Not said")],
        widget=forms.RadioSelect,
        required=False,
    )


class NoteForm(SharingFields):
    """A note, a visit, a call: written alone or together with the person."""

    happened = ApproximateDayField(
        label="When", help_text="A day, and a time if you know it: 24 November, 2pm"
    )
    place = forms.CharField(
        label="Where", required=False, max_length=200, widget=forms.TextInput(short("width-20"))
    )
    kind = forms.ChoiceField(label="What kind", choices=KINDS)
    minutes = forms.IntegerField(**MINUTES)
    there = forms.CharField(
        label="Who else is here",
        help_text="Names, as you would say them",
        required=False,
        max_length=400,
        widget=forms.TextInput(short("width-20")),
    )
    title = forms.CharField(
        label="A few words for the timeline",
        help_text="Such as: Going out, and the day centre",
        required=False,
        max_length=200,
        widget=forms.TextInput(short("width-20")),
    )
    of = forms.CharField(
        label="Who told you",
        required=False,
        max_length=200,
        widget=forms.TextInput(short("width-20")),
    )

    def __init__(
        self,
        *args: Any,
        person: Person,
        others: Sequence[Person] = (),
        called: Mapping[UUID, str] = MappingProxyType({}),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.person, self.others, self.called = person, list(others), called
        self.everyone = [person, *others]
        if others:
            self.fields["people"] = people_field(others, "Who else it is about")
            self.look = {**self.look, "people": {"inline": True, "small": True}}
        chosen = self._chosen()
        self.people = [person, *(one for one in others if str(one.pk) in chosen)]
        self.is_several = len(self.people) > 1
        for person_here in self.people:
            if person_here.state != Person.State.LIVING:
                continue  # nobody is asked whether a child not yet born, or somebody dead, was seen
            name = self.called.get(person_here.pk, person_here.called)
            self.fields[seen_name(person_here)] = seen_field(name)
            self.look = {**self.look, seen_name(person_here): {"inline": True, "small": True}}
        for box in BOXES:
            self._add_box(box)

    def _chosen(self) -> set[str]:
        if not self.is_bound:
            return {str(one) for one in self.initial.get("people", ())}
        assert isinstance(self.data, QueryDict)
        return set(self.data.getlist("people"))

    def _add_box(self, box: Box) -> None:
        own = box.sort == PartSort.OWN_WORDS
        name = self.called.get(self.person.pk, self.person.called)
        ask = "What they want to say" if self.is_several else f"What {name} wants to say"
        label = ask if own else box.label
        self.fields[box.name] = WordsField(
            label=label, help_text=box.hint, rows=box.rows, required=False
        )
        if not self.is_several:
            return
        choices = [(str(one.pk), one.called) for one in self.people]
        if own:
            self.fields["whose"] = forms.ChoiceField(
                label="Whose words these are",
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
            )
            self.look = {**self.look, "whose": {"inline": True, "small": True}}
            return
        about = people_field(self.people, "This is about", initial=[pk for pk, _ in choices])
        self.fields[f"about_{box.name}"] = about
        self.look = {**self.look, f"about_{box.name}": {"inline": True, "small": True}}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.is_several and said.get("own_words") and not said.get("whose"):
            self.add_error("whose", "Say whose words these are.")
        for box in BOXES:
            about = f"about_{box.name}"
            if about in self.fields and said.get(box.name) and not said.get(about):
                self.add_error(about, "Say whom this is about.")
        if not self.errors and not self.parts() and not said.get("title"):
            raise ValidationError("Nothing has been written yet. Write something, then finish it.")
        self.check_sharing(said)
        return said

    def parts(self) -> list[Words]:
        """What was written, one part for each box, each with whom it is about."""
        said = self.cleaned_data
        return [
            Words(box.sort, said[box.name], about=self._about(box), of=self._of(box))
            for box in BOXES
            if said.get(box.name)
        ]

    def _about(self, box: Box) -> tuple[UUID, ...]:
        if not self.is_several:
            return (self.person.pk,)
        if box.sort == PartSort.OWN_WORDS:
            return (UUID(self.cleaned_data["whose"]),) if self.cleaned_data.get("whose") else ()
        return tuple(UUID(one) for one in self.cleaned_data.get(f"about_{box.name}", ()))

    def _of(self, box: Box) -> str:
        if box.sort == PartSort.REPORTED:
            return str(self.cleaned_data.get("of", "")).strip()
        if box.sort != PartSort.OWN_WORDS:
            return ""
        whose = self.cleaned_data.get("whose") or str(self.person.pk)
        return next((one.called for one in self.people if str(one.pk) == whose), "")

    def note(self) -> dict[str, Any]:
        """The arguments of the action that finishes it."""
        said = self.cleaned_data
        kind, _, contact = (
            said["kind"].partition(" ") if said["kind"] in CONTACTED else (said["kind"], "", "")
        )
        return {
            "kind": kind,
            "contact": contact,
            "people": self.people,
            "happened": said["happened"],
            "place": said["place"].strip(),
            "minutes": said["minutes"],
            "there": said["there"].strip(),
            "title": said["title"],
            "names_others": said["names_others"],
            "seen": {
                one.pk: said[seen_name(one)] for one in self.people if said.get(seen_name(one))
            },
            "parts": self.parts(),
            "held": self.held(),
        }


CONTACTED = {f"{kind} {contact}" for kind in EntryKind.values for contact in Contact.values}


def seen_name(person: Person) -> str:
    """The name of the question whether this person was seen."""
    return f"seen_{person.pk.hex}"


def when_now() -> When:
    """Today, which is right for most notes and easily changed."""
    return When(timezone.localdate(), "day")
