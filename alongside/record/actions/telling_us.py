"""A partner tells us of somebody who is not shared with them; a worker says who it is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.days import LONDON, When
from alongside.foundation.following import follow
from alongside.people.access import not_on_a_visit
from alongside.people.models import Person
from alongside.questionnaires import access as library
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.definition import Questionnaire
from alongside.record.access.referrals import NO_MORE, note
from alongside.record.access.told_us import is_away
from alongside.record.door import PROFESSIONAL, Form, door
from alongside.record.models import PartSort, Referral, ToldUs
from alongside.record.readership import name_of

from .asking import parts_of
from .coming_in import due_for, others_than_who, says_yes, who_of
from .receiving import Source, keep_name_out, say_who, work_of
from .referring import (
    NOTHING,
    as_partners_are_asked,
    in_turn,
    is_for_partners,
    may_be_sent,
    not_too_much,
)
from .writing import Words, check_words, finish_entry, may_write_or_refuse

LONGEST = {"named": 200, "born": 200, "lives": 400, "more": 4000}
ALL_OF_IT = 400_000  # characters in what is sent at once
WHOM = "whom"  # the question that the first part answers, which no questionnaire asks
WHO = "Say who it is about: a name, or what you know of them."
NOBODY = (
    "Nobody at the council answers first contacts here at the moment, so nobody would read this. "
    "Ring us. What you wrote is kept."
)
TOO_LONG = "This is more than we can keep at once. Say it in fewer words, or ring us."
MEANWHILE = "Somebody has put this on a record meanwhile. Look at the front door for it."
PUT_AWAY = "Somebody has put this away meanwhile. Go back to it, and read why."
AS_IT_CAME = "It is kept as it was sent to us."


@dataclass(frozen=True)
class Whom:
    """Who it is about, in the words of whoever tells us; looked up nowhere."""

    named: str
    born: str = ""
    lives: str = ""
    more: str = ""


def somebody_answers() -> bool:
    """Whether anybody here would read it today. The same for everybody who may be meant."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.somebody_answers()")
        return bool(cursor.fetchone()[0])


def form_to_tell_by() -> Questionnaire | None:
    """The first form of the front door that partners may fill in today, as they are asked."""
    found = (library.in_force(key, timezone.localdate()) for key in door().forms)
    return next((as_partners_are_asked(one) for one in found if one and is_for_partners(one)), None)


@transaction.atomic
def tell_us(*, id: UUID, whom: Whom, filled: Filled, by: Account) -> ToldUs:
    """Keep what a partner tells us, as it is. Nobody is looked for, whoever is meant.

    Sending twice keeps it once. Refused where nobody would read it, and where whoever sends it is
    not to be known and is named in it.
    """
    form = door().forms.get(filled.asked.id)
    if by.kind != Account.Kind.PARTNER or form is None or not is_for_partners(filled.asked):
        raise PermissionDenied
    in_turn(by)
    there = ToldUs.objects.filter(pk=id, by=by).first()
    if there is not None:
        return there
    if not somebody_answers():
        raise ValidationError(NOBODY)
    not_too_much(by)
    said = _checked(whom, filled, form, by)
    texts = {slot.name: filled.text(slot) for slot, _ in filled.all_slots() if filled.text(slot)}
    texts |= {name: text for name, text in filled.texts.items() if name.endswith(".rows")}
    urgent = says_yes(filled, form.urgent)
    one = ToldUs.objects.create(
        id=id,
        by=by,
        form=filled.asked.form,
        is_urgent=urgent,
        due_on=due_for(urgent),
        texts=texts,
        **{name: getattr(said, name) for name in LONGEST},
    )
    drafts.finish_draft(id=id, became=f"/shared/told/{id}/", by=by)
    trail.note("told us", on=one, by=by)
    return one


def _checked(whom: Whom, filled: Filled, form: Form, by: Account) -> Whom:
    said = Whom(**{name: getattr(whom, name).strip() for name in LONGEST})
    if not said.named:
        raise ValidationError(WHO)
    if any(len(getattr(said, name)) > most for name, most in LONGEST.items()):
        raise ValidationError(TOO_LONG)
    if sum(map(len, filled.texts.values())) > ALL_OF_IT:
        raise ValidationError(TOO_LONG)
    may_be_sent(filled)
    quiet, who, _ = who_of(filled, form)
    words = [*others_than_who(filled, form), said.named, said.more, said.lives]
    for name in (who, name_of(by)):
        keep_name_out(quiet, name, words)
    if not parts_of(filled, [], {}, None, keeps_left=False):
        raise ValidationError(NOTHING)
    return said


def filled_of(one: ToldUs) -> Filled | None:
    """What they answered, looked at through the form that asked it, on the day it was sent."""
    asked = library.as_asked(one.form)
    day = one.at.astimezone(LONDON).date()
    return Filled(as_partners_are_asked(asked), one.texts, day) if asked else None


@transaction.atomic
def say_who_it_is(*, told: ToldUs, people: Sequence[Person], by: Account) -> list[Referral]:
    """Put what a partner told us on the record of each of these people: a piece of work for each.

    The words stand there as they were sent, held; who sent them stands apart. Once: whoever comes
    second is told. Refused where `by` may not write in one of the records.
    """
    may_write_or_refuse(by)
    if by.kind != Account.Kind.STAFF:
        raise PermissionDenied
    one = waiting_still(told)
    _may_be_about(people)
    filled = filled_of(one)
    if filled is None:
        raise PermissionDenied
    form = door().forms[filled.asked.id]
    parts = [*map(_reported, parts_of(filled, people, {}, None, keeps_left=True)), _whom(one)]
    check_words(parts)
    received = one.at.astimezone(LONDON)
    entry = finish_entry(
        id=one.pk,
        kind=filled.asked.kind,
        people=people,
        happened=When(received, "time"),
        title=filled.asked.title,
        parts=parts,
        form=filled.asked.form,
        answers={"asked": filled.ids_asked(), **_open(filled)},
        names_others=True,  # nobody here has looked at it yet
        by=by,
    )
    with connection.cursor() as cursor:
        cursor.execute("select gate.told_us_stands(%s)", [one.pk])
    quiet, who, reach = who_of(filled, form)
    source = Source(PROFESSIONAL, _sender(one), reach or _phone(one), quiet)
    say_who(entry, source, received.date(), by, words=who)
    made = work_of(entry, people, received.date(), one.is_urgent)
    for each in made:
        note("referral received", each, by)
    follow("questions answered", entry=entry, filled=filled, people=people, by=by)
    return made


def waiting_still(told: ToldUs) -> ToldUs:
    """What was told, while it stands on no record and is not put away; for one at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 11))", [str(told.pk)])
    one = ToldUs.objects.select_related("by__practitioner__agency").filter(pk=told.pk).first()
    if one is None or _is_on_a_record(one.pk):
        raise ValidationError(MEANWHILE)
    if is_away(one.pk):
        raise ValidationError(PUT_AWAY)
    return one


def _is_on_a_record(id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select gate.is_entry(%s)", [id])
        return bool(cursor.fetchone()[0])


def _may_be_about(people: Collection[Person]) -> None:
    if not people:
        raise ValidationError({"people": "Say who this is about."})
    for one in people:
        not_on_a_visit(one.pk)
        if one.state in NO_MORE:
            raise ValidationError(
                {"people": f"{one.called} is no longer alive, or this record is closed."}
            )


def _whom(one: ToldUs) -> Words:
    said = (("", one.named), ("Born: ", one.born), ("Address: ", one.lives), ("", one.more))
    text = "\n\n".join(f"{label}{words}" for label, words in said if words)
    asked = "Who it is about, in the words of whoever told us"
    return Words(PartSort.REPORTED, text, question=WHOM, asked=asked)


def _reported(one: Words) -> Words:
    if one.sort != PartSort.OWN_WORDS:
        return one
    return Words(PartSort.REPORTED, one.text, question=one.question, asked=one.asked,
                 value=one.value)  # fmt: skip


def _open(filled: Filled) -> dict[str, object]:
    names = [slot.name for slot in filled.missing()]
    return {"open": names, "why": AS_IT_CAME} if names else {}


def _sender(one: ToldUs) -> str:
    agency = getattr(getattr(one.by, "practitioner", None), "agency", None)
    return ", ".join(filter(None, (name_of(one.by), agency.name if agency else "")))[:200]


def _phone(one: ToldUs) -> str:
    return str(getattr(getattr(one.by, "practitioner", None), "phone", ""))[:200]
