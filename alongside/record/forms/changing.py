"""What is asked when an entry is changed: its words as they are, and whom they are about."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from alongside.foundation.forms import ApproximateDayField, WordsField
from alongside.people.models import Person
from alongside.record import saying
from alongside.record.actions import Words
from alongside.record.models import Attachment, EntryKind, Part, PartSort, Version
from alongside.record.whom import NOT_HERE, Whom, wrong_with

from .choosing import people_choices
from .writing import CONTACTED, KINDS, MINUTES, seen_field, seen_name, short

OTHERS, GONE = "others", "gone"  # people whose names one does not see, as choices
NO_SUCH_FILE = "One of these files is not here any more. Look at the list again."
EARLIER = "Take the tick away if the earlier words should not have been shown to them."
EARLIER_OF_SEVERAL = (
    "Take the tick away if the earlier words should not have been shown to them. If you put right "
    "above whom words are about, they do not read it, whatever is ticked here."
)
WHY_OF_SEVERAL = "One sentence. It stays with the new version, for staff: it may name somebody."
WHY_WANTED = "Say what you changed and why."


class WhyChanged(forms.Form):
    """What is asked of whoever changes what was finished."""

    why = forms.CharField(
        label="What you changed, and why",
        help_text="One sentence. It stays with the new version, and the person reads it.",
        max_length=400,
        error_messages={"required": "Say what you changed and why. The person reads this."},
    )
    names_others = forms.BooleanField(
        label="This change names or describes somebody else",
        help_text="Then it is held, and somebody looks first whether it may be read as it is.",
        required=False,
    )
    is_earlier_readable = forms.BooleanField(
        label="The person may read what it said before",
        help_text=EARLIER,
        required=False,
        initial=True,
    )


class ChangeForm(WhyChanged):
    """An entry with its words as they are, to put right; the reason is read by the person."""

    title = forms.CharField(
        label="A few words for the timeline",
        required=False,
        max_length=200,
        widget=forms.TextInput(short("width-20")),
    )
    happened = ApproximateDayField(label="When it happened")
    place = forms.CharField(
        label="Where", required=False, max_length=200, widget=forms.TextInput(short("width-20"))
    )
    kind = forms.ChoiceField(
        label="What kind",
        help_text="Police, court, legal advice and the like are held until somebody has looked.",
        required=False,
    )
    minutes = forms.IntegerField(**MINUTES)
    there = forms.CharField(
        label="Who else was there",
        required=False,
        max_length=400,
        widget=forms.TextInput(short("width-20")),
    )
    look = {"names_others": {"small": True}, "is_earlier_readable": {"small": True}}

    def __init__(
        self,
        *args: Any,
        keys: Iterable[tuple[str, str]],
        here: Whom,
        before: Mapping[str, Part],
        kind: str = "",
        version: Version,
        files: Iterable[Attachment] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.keys, self.here, self.before = list(keys), here, before
        self.look = {**self.look}
        self.entry_kind, self.version = kind, version
        self._ask_how_it_was()
        for key, label in self.keys:
            self.fields[key] = WordsField(label=label, required=False, rows=5)
            if here.is_several:
                self._ask_whom(key)
        if here.is_several:
            self._say_for_several()
        self._ask_what_to_take_off(files)
        named = [name for key, _ in self.keys for name in (key, about_name(key))]
        order = [
            "title",
            "happened",
            "place",
            *self.how,
            *named,
            "take_off",
            "why",
            "names_others",
            "is_earlier_readable",
        ]
        self.order_fields(order)

    def _ask_how_it_was(self) -> None:
        """The kind, how long, who was there, and whether each was seen."""
        now, field = kind_now(self.entry_kind, self.version), self.fields["kind"]
        listed = list(KINDS) if is_listed(now) else [(now, label_of(self.entry_kind)), *KINDS]
        field.choices, field.initial = listed, now  # type: ignore[attr-defined]
        living = [one for one in self.here.people if one.state == Person.State.LIVING]
        for person in living:
            self.fields[seen_name(person)] = seen_field(person.called)
            self.look[seen_name(person)] = {"inline": True, "small": True}
        self.how = ["kind", "minutes", "there", *map(seen_name, living)]

    def how_it_was(self) -> dict[str, Any]:
        """What the action is told of these; what the page did not ask stays as it was."""
        said, sent = self.cleaned_data, self.data
        told: dict[str, Any] = {name: said[name] for name in ("minutes", "there") if name in sent}
        chosen = said.get("kind")
        if chosen and chosen != kind_now(self.entry_kind, self.version):
            kind, _, contact = chosen.partition(" ") if chosen in CONTACTED else (chosen, "", "")
            told |= {"kind": kind, "contact": contact}
        asked = {one.pk: seen_name(one) for one in self.here.people}
        asked = {pk: name for pk, name in asked.items() if name in self.fields and name in sent}
        seen = dict(self.version.seen) | {str(pk): said[name] for pk, name in asked.items()}
        return told | {"seen": {pk: how for pk, how in seen.items() if how}}

    def _ask_whom(self, key: str) -> None:
        old = self.before.get(key)
        is_own = sort_of(key) == PartSort.OWN_WORDS
        name = about_name(key)
        self.fields[name] = forms.MultipleChoiceField(
            label="Whose words these are" if is_own else "This is about",
            choices=choices_of(old, self.here),
            initial=chosen_for(key, old, self.here),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            error_messages={"invalid_choice": NOT_HERE},
        )
        if old and (kept := self.here.others.intersection(old.about)):
            self.fields[name].help_text = (
                f"And about {saying.others(len(kept))}, not named here. "
                "You can add somebody, and take nobody off."
            )
        self.look[name] = {"inline": True, "small": True}

    def _say_for_several(self) -> None:
        earlier, why = self.fields["is_earlier_readable"], self.fields["why"]
        earlier.label = "They may read what it said before"
        earlier.help_text = EARLIER_OF_SEVERAL
        why.help_text, why.error_messages["required"] = WHY_OF_SEVERAL, WHY_WANTED

    def _ask_what_to_take_off(self, files: Iterable[Attachment]) -> None:
        choices = [(str(one.pk), one.name) for one in files]
        if not choices:
            return
        self.fields["take_off"] = forms.MultipleChoiceField(
            label="Pictures and papers to take off",
            help_text="They are kept, with the reason that you give below.",
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            error_messages={"invalid_choice": NO_SUCH_FILE},
        )
        self.look["take_off"] = {"small": True}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for key, _ in self.keys:
            if said.get(key) and about_name(key) in said:
                self._check_whom(key)
        if not self.errors and not any(said.get(key) for key, _ in self.keys):
            raise ValidationError("An entry cannot be emptied. Say what is right instead.")
        return said

    def _check_whom(self, key: str) -> None:
        old, about = self.before.get(key), self._about(key)
        if not about:
            is_own = sort_of(key) == PartSort.OWN_WORDS
            words = "Say whose words these are." if is_own else "Say whom this is about."
            self.add_error(about_name(key), words)
        elif wrong := wrong_with(about, old.about if old else None, self.here):
            self.add_error(about_name(key), wrong)

    def _about(self, key: str) -> tuple[UUID, ...]:
        """Whom a part is about from now on, those included who cannot be taken off it here."""
        old = self.before.get(key)
        was = list(old.about) if old else []
        if about_name(key) not in self.fields:
            return tuple(was)
        ticked = self.cleaned_data.get(about_name(key), ())
        now = {UUID(one) for one in ticked if one not in (OTHERS, GONE)}
        now |= self.here.others.intersection(was)
        now |= self.here.others if OTHERS in ticked else set()
        now |= self.here.gone.intersection(was) if GONE in ticked else set()
        kept = [one for one in was if one in now]
        return (*kept, *sorted(now.difference(kept)))

    def parts(self) -> list[Words]:
        """The parts of the new version; who said something, and how it came, stays with it."""
        return [self._part(key) for key, _ in self.keys]

    def _part(self, key: str) -> Words:
        text, about, old = self.cleaned_data[key], self._about(key), self.before.get(key)
        if old is None:
            return Words(sort_of(key), text, about=about, of=self._whose(key, about))
        same = old.text == text
        is_moved = set(about) != set(old.about)
        return Words(
            old.sort,
            text,
            about=about,
            of=self._whose(key, about) if is_moved and old.sort == PartSort.OWN_WORDS else old.of,
            origin=old.origin if same else "typed",
            origin_detail=old.origin_detail if same else "",
            checked_by=old.checked_by if same else None,
            was=old.pk,
        )

    def _whose(self, key: str, about: tuple[UUID, ...]) -> str:
        if sort_of(key) != PartSort.OWN_WORDS:
            return ""
        people = self.here.people
        return saying.names([one.called for one in people if one.pk in about or not about])[:200]


def choices_of(old: Part | None, here: Whom) -> list[tuple[str, str]]:
    """Whom a part may be about: everybody the entry is about, by name or only as somebody."""
    choices = people_choices(here.people)
    if here.others and not (old and here.others.intersection(old.about)):
        choices.append((OTHERS, f"{saying.others(len(here.others))}, not named here".capitalize()))
    if old and here.gone.intersection(old.about):
        choices.append((GONE, "Somebody whom it is no longer about"))
    return choices


def chosen_for(key: str, old: Part | None, here: Whom) -> list[str]:
    """What is ticked at first: as it was. New words are about everybody, and nobody's own yet."""
    values = [value for value, _ in choices_of(old, here)]
    if old is None:
        return [] if sort_of(key) == PartSort.OWN_WORDS else values
    about = {str(one) for one in old.about}
    return [one for one in values if one in about or one == GONE]


def kind_now(kind: str, version: Version) -> str:
    """The kind and how people met as one choice of the form."""
    both = f"{kind} {version.contact}"
    return both if is_listed(both) else kind


def is_listed(choice: str) -> bool:
    """Whether this is among the kinds that one chooses from."""
    field = forms.ChoiceField(choices=KINDS)
    return field.valid_value(choice)


def label_of(kind: str) -> str:
    """A kind that cannot be chosen for a note, as it is called."""
    return str(EntryKind(kind).label) if kind in EntryKind.values else kind


def about_name(key: str) -> str:
    """The name of the question whom a part is about."""
    return f"about_{key}"


def key_of(sort: str, number: int) -> str:
    """The name of a part’s box: its sort, and which one of that sort it is."""
    return f"{sort.replace(' ', '_')}_{number}"


def sort_of(key: str) -> str:
    """The sort of part that a box becomes."""
    return key.rpartition("_")[0].replace("_", " ")


def keyed(parts: Iterable[Part]) -> dict[str, Part]:
    """Parts by the names of their boxes."""
    found: dict[str, Part] = {}
    for part in parts:
        number = sum(sort_of(key) == part.sort for key in found) + 1
        found[key_of(part.sort, number)] = part
    return found


def placed(parts: Iterable[Part]) -> dict[str, Part]:
    """Parts by where they stand: answers by their questions, the others by their boxes."""
    parts = list(parts)
    answers = {part.question: part for part in parts if part.question}
    return {**keyed(part for part in parts if not part.question), **answers}
