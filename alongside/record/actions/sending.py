"""What somebody answers by themselves: it stands in their own record, and is nothing but theirs."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation.days import LONDON, When, working_days_after
from alongside.foundation.following import follow
from alongside.people.access import my_person
from alongside.people.models import Basis, Grant, Person
from alongside.questionnaires.answering import Filled, Slot
from alongside.questionnaires.definition import CHOICES, PERSON, Questionnaire
from alongside.record.models import Entry, EntryKind, PartSort, Task

from .asking import asked_in, parts_of
from .leading import leads_of
from .writing import Words, finish_entry

NOTHING = "You have not answered anything yet. Answer one question, or as many as you like."


def is_for_the_person(asked: Questionnaire) -> bool:
    """Whether the person may answer it by themselves, in words of their own."""
    is_theirs = asked.answered_by == PERSON and asked.kind == EntryKind.OWN_WORDS
    return is_theirs and not asked.is_apart


@transaction.atomic
def send_answers(
    *,
    id: UUID,
    filled: Filled,
    copied: Sequence[str] = (),
    keeps_left: bool = True,
    by: Account,
) -> Entry:
    """Put what the person answered into their own record, as their own words, at once.

    Nothing that is open holds it up, nor words where a day or a number was asked for: these stay as
    they were written. Sending twice gives one entry.
    """
    if by.kind != Account.Kind.PERSON or not is_for_the_person(filled.asked):
        raise PermissionDenied("Only they themselves send this.")
    person = my_person(by)
    parts = _own_parts(filled, person, set(copied), keeps_left=keeps_left)
    if not parts:
        raise ValidationError(NOTHING)
    done = finish_entry(
        id=id,
        kind=EntryKind.OWN_WORDS,
        people=[person],
        happened=When(timezone.now().astimezone(LONDON), "time"),
        parts=parts,
        title=filled.asked.title,
        form=filled.asked.form,
        answers={"asked": filled.ids_asked(PERSON), **_open(filled)},
        by=by,
    )
    if done.is_new:
        follow("own answers sent", entry=done, filled=filled, person=person, by=by)
    return done


def as_written(filled: Filled) -> list[Slot]:
    """Where something else was asked for than what was written: it is sent all the same.

    Refused where it is no answer that the page offers.
    """
    wrong = [one for one in filled.wrong() if one.slot.voice == PERSON]
    for one in wrong:
        if one.slot.item.type in CHOICES | {"boolean"} and not one.slot.part:
            raise ValidationError(f"{asked_in(one.slot)} {one.why}")
    return [one.slot for one in wrong]


def _own_parts(
    filled: Filled, person: Person, copied: set[str], *, keeps_left: bool
) -> list[Words]:
    """In the order of the questions, and only what the person said or chose."""
    found = parts_of(filled, [person], dict.fromkeys(copied, ""), None, keeps_left=keeps_left)
    own = {one.question: one for one in found if one.sort == PartSort.OWN_WORDS}
    for slot in as_written(filled):
        own[slot.name] = Words(
            PartSort.OWN_WORDS,
            filled.text(slot),
            of=person.called,
            question=slot.name,
            asked=asked_in(slot),
        )
    return [own[slot.name] for slot, _ in filled.all_slots() if slot.name in own]


def _open(filled: Filled) -> dict[str, list[str]]:
    names = [slot.name for slot in filled.missing() if slot.voice == PERSON]
    return {"open": names} if names else {}


# Who is told


@transaction.atomic
def tasks_for_sent(
    *, entry: Entry, filled: Filled, person: Person, by: Account, **_: object
) -> None:
    """The person's words reach whoever works with them, and with them what an answer leads to."""
    asked = list(_leads(filled)) or [("", None)]
    Task.objects.bulk_create(
        Task(
            what=Task.What.WORDS,
            words=words[:400],
            person=person,
            account_id=one.account_id,
            team_id=one.team_id,
            from_kind=entry._meta.label_lower,
            from_id=entry.pk,
            due_on=due,
            made_by=by,
        )
        for one in _reached(person)
        for words, due in asked
    )


def tasks_for_plan(*, entry: UUID, person: Person, by: Account, **_: object) -> None:
    """What the person says to a plan waits for whoever works with them: once while it waits."""
    if Task.objects.filter(from_id=entry, made_by=by, done_at=None).exists():
        return
    Task.objects.bulk_create(
        Task(
            what=Task.What.WORDS,
            words="about a plan",
            person=person,
            account_id=one.account_id,
            team_id=one.team_id,
            from_kind=Entry._meta.label_lower,
            from_id=entry,
            made_by=by,
        )
        for one in _reached(person)
    )


def _reached(person: Person) -> list[Grant]:
    """Everyone who is allocated to the person, or else the teams that are."""
    grants = Grant.objects.filter(in_force(), person=person)
    workers = list(grants.filter(basis=Basis.ALLOCATED, account__isnull=False))
    return workers or list(grants.filter(team__isnull=False))


def _leads(filled: Filled) -> Iterator[tuple[str, date | None]]:
    """What the questionnaire says follows from an answer; whoever works with them does it."""
    today = timezone.localdate()
    for one, lead in leads_of(filled):
        if one.slot.voice == PERSON:
            said = " ".join(one.words.split())
            words = lead.words.replace("{answer}", said) or f"Ask: {lead.questionnaire}"
            yield words, working_days_after(today, lead.within) if lead.within else None
