"""A birth, twins, a lost pregnancy, a death, and a death that was told wrongly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.foundation.ids import new_id
from alongside.people import access, facts
from alongside.people.header import NO_NAME
from alongside.people.models import (
    Bar,
    Basis,
    Fact,
    FactKind,
    Grant,
    Known,
    Person,
    Protection,
    Relationship,
)

from .adding import Told, write_down
from .around import add_relationship, tell_the_other
from .facts import keep_current, lock, record_fact, take_back_fact
from .grants import allocate

MOST_CHILDREN = 6
ENDED_BY_DEATH = "They have died"
LISTED_BASES = (Basis.SELF, Basis.PROXY, Basis.PARTNER)


@dataclass(frozen=True)
class Newborn:
    """What is known of a child at birth; a name may come later."""

    given: str = ""
    family: str = ""
    sex: str = ""  # a code of the set "sex"


def _begin(person: Person, by: Account) -> None:
    """The person as they are now, nobody else changing them; only for those who read the record.

    Others would not see the grants that have to end or be copied, and would leave them as they are.
    """
    if not access.may_write(by, person):
        raise PermissionDenied("This needs sight of the whole record. Ask who works with them.")
    lock(person)
    person.refresh_from_db()


# Birth ------------------------------------------------------------------------------------------


@transaction.atomic
def record_birth(
    *, person: Person, born_on: date, children: Sequence[Newborn] = (), by: Account
) -> list[Person]:
    """Somebody unborn is born. The first child keeps the record; twins get one with its history.

    A twin has the same workers, bars, relations and addresses, each protected as before, and what
    was written before birth follows through `follow("child born", …)`.
    """
    born = list(children) or [Newborn()]
    _check_birth(person, born_on, born)
    _begin(person, by)
    if person.state != Person.State.UNBORN:
        raise ValidationError("This birth has been written down already.")
    if len(born) > 1:
        access.not_on_a_visit(person.pk)  # a twin's record is for good; a visit is not
    twins = [_twin(person, by) for _ in born[1:]]
    everyone = [person, *twins]
    for child, told in zip(everyone, born, strict=True):
        _become(child, born_on, told, by)
    _join(everyone, by)
    trail.note("birth recorded", on=person, about=everyone, by=by)
    follow("child born", person=person, twins=twins, by=by)
    return everyone


def _check_birth(person: Person, born_on: date, children: Sequence[Newborn]) -> None:
    if person.state != Person.State.UNBORN:
        raise ValidationError("Only somebody who is not born yet can be born.")
    if born_on > timezone.localdate():
        raise ValidationError({"born_on": "That day has not come yet."})
    if len(children) > MOST_CHILDREN:
        raise ValidationError({"children": f"Write down at most {MOST_CHILDREN} children here."})


def _twin(first: Person, by: Account) -> Person:
    """A record beside the first: open to the same workers, closed to the same people."""
    twin = Person(
        id=new_id(), called=NO_NAME, sort_key=NO_NAME.casefold(), state=Person.State.UNBORN
    )
    for bar in Bar.objects.filter(in_force(), person=first):
        Bar.objects.create(
            id=new_id(),
            person=twin,
            account=bar.account,
            team=bar.team,
            ground=bar.ground,
            reason=bar.reason,
            starts=bar.starts,
            until=bar.until,
            given_by=by,
        )
    lasting = Grant.objects.filter(in_force(), person=first, rung__gte=1)
    for grant in lasting.exclude(basis=Basis.BREAK_GLASS):  # an emergency opens one record only
        Grant.objects.create(
            id=new_id(),
            person=twin,
            account=grant.account,
            team=grant.team,
            rung=grant.rung,
            basis=grant.basis,
            reason=grant.reason,
            starts=grant.starts,
            until=grant.until,
            given_by=by,
        )
    if not Grant.objects.filter(in_force(), person=twin, account=by).exists():
        allocate(person=twin, account=by, by=by)
    twin.save(force_insert=True)
    _copy_facts(first, twin, by)
    return twin


COPIED = (FactKind.ADDRESS, FactKind.PREGNANCY, FactKind.GP, FactKind.LANGUAGE)


def _copy_facts(first: Person, twin: Person, by: Account) -> None:
    for fact in Fact.objects.filter(facts.current(), person=first, kind__in=COPIED):
        copy = Fact.objects.get(pk=fact.pk)
        copy.pk, copy.person, copy.recorded_by = new_id(), twin, by
        copy.replaces = copy.over_by = None
        copy.save(force_insert=True)
        for kept in Protection.objects.filter(fact=fact, ended_at=None):
            Protection.objects.create(
                id=new_id(),
                fact=copy,
                person=twin,
                from_whom=kept.from_whom,
                why=kept.why,
                review_on=kept.review_on,
                by=by,
            )


def _become(child: Person, born_on: date, told: Newborn, by: Account) -> None:
    """The expected day gives way to the real one, and stays to be read."""
    expected = Fact.objects.filter(person=child, kind=FactKind.BIRTH, over_at=None)
    for fact in expected:
        fact.over_at, fact.over_by, fact.over_why = timezone.now(), by, "Born"
        fact.save(update_fields=["over_at", "over_by", "over_why"])
    listed = [Told(FactKind.BIRTH, detail={"on": born_on.isoformat()})]
    if told.given.strip() or told.family.strip():
        name = {"given": told.given, "family": told.family}
        for old in Fact.objects.filter(
            facts.current(), person=child, kind=FactKind.NAME_KNOWN_AS
        ):  # "Baby Mensah" until then
            old.ends_on, old.over_by, old.over_why = born_on, by, "Named"
            old.save(update_fields=["ends_on", "over_by", "over_why"])
        listed.append(Told(FactKind.NAME_KNOWN_AS, detail=name))
    if told.sex and not Fact.objects.filter(person=child, kind=FactKind.SEX, over_at=None).exists():
        listed.append(Told(FactKind.SEX, code=told.sex))
    child.state = Person.State.LIVING
    write_down(child, listed, by=by)


def _join(children: Sequence[Person], by: Account) -> None:
    """Twins are twins of each other, and have around them who was around the first."""
    first, twins = children[0], children[1:]
    kind = "twin" if len(children) == 2 else "multiple"
    around = _rows_around(first)
    for number, twin in enumerate(twins, 1):
        _copy_around(around, twin, by)
        for other in children[:number]:
            add_relationship(person=twin, kind=kind, other=other, by=by)


def _rows_around(first: Person) -> list[Relationship]:
    """What stands around somebody, and the rows that it stands on: those may be over."""
    told = Relationship.objects.filter(person=first).order_by("recorded_at", "pk")
    rows = {row.pk: row for row in told}
    wanted = [row for row in rows.values() if row.over_at is None and not row.is_past]
    kept: set[UUID] = set()
    while wanted:
        row = wanted.pop()
        if row.pk not in kept:
            kept.add(row.pk)
            wanted += [rows[key] for key in (row.same_as_id, row.of_id) if key in rows]
    return [row for key, row in rows.items() if key in kept]


def _copy_around(around: list[Relationship], twin: Person, by: Account) -> None:
    """The same rows, whoever they name and whatever was said of them, with who said so.

    On the other's record too where that is in sight, as whoever tells it may.
    """
    ids = {row.pk: new_id() for row in around}
    for row in around:
        copy = Relationship.objects.get(pk=row.pk)
        if copy.of_id and copy.of_id not in ids:
            continue  # of whom it is said is out of sight
        copy.pk, copy.person, copy.recorded_by = ids[row.pk], twin, by
        copy.same_as_id = ids.get(row.same_as_id) if row.same_as_id else None
        copy.of_id = ids[row.of_id] if row.of_id else None
        copy.save(force_insert=True)
        is_current = copy.over_at is None and not copy.is_past
        about = [twin, *(tell_the_other(copy, by) if is_current else ())]
        trail.note("relationship added", on=copy, about=about, by=by)


@transaction.atomic
def record_lost_pregnancy(
    *, person: Person, lost_on: date | None = None, words: str = "", by: Account
) -> Person:
    """A pregnancy was lost. The record stays, says so, and expects no birth any more."""
    _begin(person, by)
    if person.state != Person.State.UNBORN:
        raise ValidationError("This can only be written about somebody who is not born yet.")
    if lost_on is not None and lost_on > timezone.localdate():
        raise ValidationError({"lost_on": "That day has not come yet."})
    detail = {"lost": True} | ({"on": lost_on.isoformat()} if lost_on else {})
    said = words.strip() or "This pregnancy was lost."
    Fact.objects.create(
        id=new_id(),
        person=person,
        kind=FactKind.PREGNANCY,
        value=said[:20_000],
        detail=detail,
        needs=facts.RULES[FactKind.PREGNANCY].rung,
        starts_on=lost_on,
        recorded_by=by,
    )
    person.state = Person.State.LOST
    person.save(update_fields=["state"])
    keep_current(person)
    trail.note("lost pregnancy recorded", on=person, about=[person], by=by)
    follow("person died", person=person, by=by)
    return person


@transaction.atomic
def undo_lost_pregnancy(*, person: Person, why: str, by: Account) -> Person:
    """It was told wrongly, or of somebody else: the birth is expected as before."""
    _begin(person, by)
    if person.state != Person.State.LOST:
        raise ValidationError("Nothing is written here about a lost pregnancy.")
    if not why.strip():
        raise ValidationError({"why": "Say how it came to be written, and who has told us."})
    person.state = Person.State.UNBORN
    person.save(update_fields=["state"])
    told = Fact.objects.filter(person=person, kind=FactKind.PREGNANCY, over_at=None)
    for fact in told.filter(detail__lost=True):
        take_back_fact(fact=fact, why=why, by=by)
    person.refresh_from_db()
    trail.note("lost pregnancy undone", on=person, about=[person], by=by)
    follow("death undone", person=person, by=by)
    return person


# Death ------------------------------------------------------------------------------------------


@transaction.atomic
def record_death(
    *,
    person: Person,
    died_on: date | None = None,
    day: str = "",
    died_known: str = Known.KNOWN,
    source: str = "",
    by: Account,
) -> Person:
    """Somebody has died. Nobody opens the record as them or acts for them any more.

    `died_on` is a date, `day` the same as people write it ("March 2026"); neither: it is not known.
    """
    _begin(person, by)
    access.not_on_a_visit(person.pk)  # it ends what others could read
    if person.state == Person.State.DIED:
        raise ValidationError("This has been written down already.")
    if person.state != Person.State.LIVING:
        raise ValidationError("This is a pregnancy. If it was lost, there is a page for that.")
    known = died_known if died_on or day.strip() else Known.NOT_KNOWN
    detail = {"on": died_on.isoformat()} if died_on else None
    said: dict[str, Any] = {"detail": detail, "known": known, "source": source}
    death = record_fact(person=person, kind=FactKind.DEATH, value=day, **said, by=by)
    _check_born_before(death)
    _end_listed_grants(person, by)
    trail.note("death recorded", on=person, about=[person], by=by)
    follow("person died", person=person, by=by)
    return person


def _check_born_before(death: Fact) -> None:
    """Nobody dies before the first day that they can have been born; what is estimated may err."""
    died = facts.when_of(death.detail)
    births = Fact.objects.filter(facts.current(), person=death.person_id, kind=FactKind.BIRTH)
    for born in (facts.when_of(fact.detail) for fact in births.filter(known=Known.KNOWN)):
        if died and born and born.precision != "about" and died.latest < born.day:
            wrong = f"That is before they were born, {born.words()}. Look at the day again."
            raise ValidationError({"day": wrong})


def _end_listed_grants(person: Person, by: Account) -> None:
    """Their own account, those who acted for them, and what was shared with a partner agency."""
    now = timezone.now()
    for grant in Grant.objects.filter(in_force(), person=person, basis__in=LISTED_BASES):
        grant.until, grant.ended_by, grant.ended_why = now, by, ENDED_BY_DEATH
        grant.save(update_fields=["until", "ended_by", "ended_why"])


@transaction.atomic
def undo_death(*, person: Person, why: str, by: Account) -> Person:
    """It was told wrongly: they are alive. What the death had ended is opened again."""
    _begin(person, by)
    access.not_on_a_visit(person.pk)
    if person.state != Person.State.DIED:
        raise ValidationError("Nothing is written here about a death.")
    if not why.strip():
        raise ValidationError({"why": "Say how it came to be written, and who has seen them."})
    for fact in Fact.objects.filter(person=person, kind=FactKind.DEATH, over_at=None):
        take_back_fact(fact=fact, why=why, by=by)
    ended = Grant.objects.filter(
        person=person, basis__in=LISTED_BASES, ended_why=ENDED_BY_DEATH
    ).exclude(until_before=None)
    for grant in ended:  # an end of its own comes back as it was, also where it is past by now
        assert grant.until_before is not None
        grant.until, grant.ended_by, grant.ended_why = grant.until_before, None, ""
        grant.save(update_fields=["until", "ended_by", "ended_why"])
    person.refresh_from_db()
    trail.note("death undone", on=person, about=[person], by=by)
    follow("death undone", person=person, by=by)
    return person
