"""Who may be the same person, with the reasons for and against, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import in_words

from . import facts as rules
from .finding import (
    Elsewhere,
    facts_of,
    look_up,
    not_too_often,
    rows,
    shows_elsewhere,
    stubs,
)
from .header import PersonHeader, headers_of
from .likeness import closeness, distance, is_one_name
from .models import Fact, FactKind, Known, NotTheSame, Person
from .names import tokens
from .understanding import Asked

MOST_SHOWN = 5


@dataclass(frozen=True)
class Likely:
    """Somebody who may be the same person, as far as one may see them."""

    person: Person
    header: PersonHeader
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    weight: int


@dataclass(frozen=True)
class Duplicates:
    """Everybody who may be the same: those in sight, and whom to ask about the others."""

    people: tuple[Likely, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What is known about the person who is to be added."""

    givens: tuple[str, ...]
    families: tuple[str, ...]
    born_on: date | None
    numbers: Mapping[str, str]  # kind of fact: key
    address_key: str
    places: tuple[str, ...]


def from_told(told: Sequence[Any]) -> dict[str, Any]:
    """The arguments of likely_duplicates out of the first facts of a person."""
    found: dict[str, Any] = {"numbers": {}}
    for one in told:
        if one.known in rules.WITHOUT_ANSWER or one.kind not in LOOKED_AT:
            continue
        clean = rules.clean(
            one.kind, value=one.value, detail=one.detail, known=one.known, as_stated=one.as_stated
        )
        if one.kind in rules.NAMES:
            found.setdefault("given", clean.detail["given"])
            found.setdefault("family", clean.detail["family"])
        elif one.kind == FactKind.BIRTH and one.known != Known.EXPECTED:
            found["born_on"] = date.fromisoformat(clean.detail["on"])
        elif one.kind == FactKind.ADDRESS:
            found["address"] = clean.value
        elif one.kind != FactKind.BIRTH:
            found["numbers"][one.kind] = clean.key
    return found


LOOKED_AT = (
    *rules.NAMES,
    *rules.NUMBERS,
    FactKind.BIRTH,
    FactKind.ADDRESS,
    FactKind.PHONE,
)


@transaction.atomic
def likely_duplicates(
    *,
    given: str = "",
    family: str = "",
    born_on: date | None = None,
    numbers: Mapping[str, str] | None = None,
    address: str = "",
    besides: Person | None = None,
    by: Account,
) -> Duplicates:
    """Look for the same person; `besides` is somebody who has a record already.

    Reasons are given only for people in one's own grants. Of others it says that they may be
    known, and to which team. Sealed people are never among them. Limited in rate, and trailed.
    """
    wanted = _wanted(given, family, born_on, numbers or {}, address)
    not_too_often()
    hits, hidden = look_up(_asked(wanted), limit=60)
    sealed = {row[0] for row in rows("select gate.unlisted_of(%s::uuid[])", list(hits))}
    ruled_out = _ruled_out(besides)
    people = Person.objects.exclude(pk__in=sealed | ruled_out).filter(pk__in=hits)
    likely = _weighed(wanted, list(people), by)[:MOST_SHOWN]
    elsewhere = _fitting(hidden, wanted, ruled_out) if shows_elsewhere() else []
    trail.note(
        "looked for duplicates",
        listed=[one.person.pk for one in likely],
        by=by,
        detail={"words": trail.keyed(f"{given} {family}"), "hidden": "some" if hidden else "none"},
    )
    return Duplicates(tuple(likely), stubs(elsewhere, by))


def likely_same_as(person: Person, by: Account) -> Duplicates:
    """Who else may be this person, for the page about them."""
    known = [fact for fact in facts_of([person.pk])[person.pk] if rules.is_current(fact)]
    name = rules.latest(known, FactKind.NAME_KNOWN_AS) or rules.latest(known, FactKind.NAME_LEGAL)
    detail = name.detail if name else {}
    given, family = rules.split_name(person.called)
    address = rules.latest(known, FactKind.ADDRESS)
    return likely_duplicates(
        given=detail.get("given", given),
        family=detail.get("family", family),
        born_on=person.born_on,
        numbers={fact.kind: fact.key for fact in known if fact.kind in rules.NUMBERS},
        address=address.value if address and not address.is_protected else "",
        besides=person,
        by=by,
    )


def _wanted(
    given: str, family: str, born_on: date | None, numbers: Mapping[str, str], address: str
) -> Wanted:
    postcode = rules.place_key(rules.postcode_in(address))
    places = tokens(rules.POSTCODE.sub(" ", address))
    return Wanted(tokens(given), tokens(family), born_on, numbers, postcode, places)


def _asked(wanted: Wanted) -> Asked:
    pairs = [(kind, key) for kind, key in wanted.numbers.items() if key]
    if wanted.address_key:
        pairs.append((FactKind.ADDRESS, wanted.address_key))
    words = (*wanted.givens[:2], *wanted.families[:2])
    return Asked(
        words=words,
        kinds=tuple(kind for kind, _ in pairs),
        keys=tuple(key for _, key in pairs),
        # Without words the day stands alone, and with them it only confirms what the names found.
        days=near_days(wanted.born_on) if wanted.born_on else (),
        year=wanted.born_on.year if wanted.born_on else None,
    )


def near_days(day: date) -> tuple[date, ...]:
    """The day, and the same with day and month the other way round."""
    if day.day > 12 or day.day == day.month:
        return (day,)
    return day, date(day.year, day.day, day.month)


def _ruled_out(besides: Person | None) -> set[UUID]:
    """The person themselves, and all whom somebody found to be somebody else."""
    if besides is None:
        return set()
    found = {besides.pk}
    for one, other in NotTheSame.objects.filter(one=besides).values_list("one_id", "other_id"):
        found |= {one, other}
    for one, other in NotTheSame.objects.filter(other=besides).values_list("one_id", "other_id"):
        found |= {one, other}
    return found


def _fitting(hidden: Sequence[UUID], wanted: Wanted, ruled_out: set[UUID]) -> list[UUID]:
    """Of those out of sight, only those whose day of birth does not speak against it."""
    left = [one for one in hidden if one not in ruled_out]
    if not left or wanted.born_on is None:
        return left
    days = list(near_days(wanted.born_on))
    fitting = rows("select gate.birth_fits(%s::uuid[], %s::date[])", left, days)
    return [row[0] for row in fitting]


def _weighed(wanted: Wanted, people: list[Person], by: Account) -> list[Likely]:
    headers = headers_of(people, by)
    facts = facts_of([person.pk for person in people])
    weighed = (_weigh(wanted, one, headers[one.pk], facts[one.pk]) for one in people)
    likely = [one for one in weighed if one is not None]
    return sorted(likely, key=lambda one: (-one.weight, one.person.sort_key))


# Weighing ---------------------------------------------------------------------------------------


def _weigh(
    wanted: Wanted, person: Person, header: PersonHeader, facts: Sequence[Fact]
) -> Likely | None:
    """The reasons for and against, or nothing where it is plainly somebody else."""
    reasons: list[tuple[int, str]] = []
    against: list[tuple[int, str]] = []
    for weigh in (_numbers, _birth, _names, _place):
        reason, objection = weigh(wanted, person, facts)
        reasons += reason
        against += objection
    weight = sum(one[0] for one in reasons) - sum(one[0] for one in against)
    if weight < ENOUGH:
        return None
    said, objected = (tuple(one[1] for one in each) for each in (reasons, against))
    return Likely(person, header, said, objected, weight)


# A number decides; a name and a day together are enough; neither alone is. Twins share the day, the
# family name and the address: another given name has to outweigh all three.
ENOUGH = 6
Sides = tuple[list[tuple[int, str]], list[tuple[int, str]]]


def _numbers(wanted: Wanted, person: Person, facts: Sequence[Fact]) -> Sides:
    reasons, against = [], []
    for kind, key in wanted.numbers.items():
        there = {fact.key for fact in facts if fact.kind == kind and fact.key}
        label = str(FactKind(kind).label)
        if key and key in there:
            reasons.append((3 if kind == FactKind.PHONE else 20, f"{label}: the same"))
        elif there and key and kind == FactKind.NHS_NUMBER:
            against.append((8, f"{label}: another one"))
    return reasons, against


def _birth(wanted: Wanted, person: Person, facts: Sequence[Fact]) -> Sides:
    there = person.born_on
    if wanted.born_on is None or there is None:
        return [(1, "Date of birth: not known for both")], []
    if there == wanted.born_on:
        return [(4, f"Date of birth: the same, {in_words(there)}")], []
    if there in near_days(wanted.born_on):
        return [(3, f"Date of birth: day and month the other way round, {in_words(there)}")], []
    if distance(there.isoformat(), wanted.born_on.isoformat(), 1) <= 1:
        return [(2, f"Date of birth: one figure different, {in_words(there)}")], []
    if (
        person.birth_known == Person.BirthKnown.ESTIMATED
        and abs(there.year - wanted.born_on.year) < 3
    ):
        return [(1, "Date of birth: about the same")], []
    return [], [(6, f"Date of birth: another, {in_words(there)}")]


def _names(wanted: Wanted, person: Person, facts: Sequence[Fact]) -> Sides:
    givens, families = _names_there(person, facts)
    reasons: list[tuple[int, str]] = []
    against: list[tuple[int, str]] = []
    swapped = _alike(wanted.givens, families) and _alike(wanted.families, givens)
    if swapped:
        return [(5, "Name: the same words the other way round")], []
    if wanted.families and families:
        if _alike(wanted.families, families):
            reasons.append((2, f"Family name: {_how_alike(wanted.families, families)}"))
        else:
            against.append((1, "Family name: another"))
    if wanted.givens and givens:
        if any(is_one_name(one, other) for one in wanted.givens for other in givens):
            reasons.append((3, f"Given name: {_how_alike(wanted.givens, givens)}"))
        elif _alike(wanted.givens, givens):
            reasons.append((1, "Given name: nearly the same"))
        else:
            against.append(
                (6, "Given name: another. A twin or a brother or sister shares the rest")
            )
    return reasons, against


def _names_there(person: Person, facts: Sequence[Fact]) -> tuple[list[str], list[str]]:
    names = [fact.detail.get("find", {}) for fact in facts if fact.kind in rules.NAMES]
    if not names:
        given, family = rules.split_name(person.called)
        return list(tokens(given)), list(tokens(family))
    givens = [word for name in names for word in name.get("givens", ())]
    return givens, [word for name in names for word in name.get("families", ())]


def _alike(wanted: Sequence[str], there: Sequence[str]) -> bool:
    return any(closeness(one, other) for one in wanted for other in there)


def _how_alike(wanted: Sequence[str], there: Sequence[str]) -> str:
    return "the same" if set(wanted) & set(there) else "close"


def _place(wanted: Wanted, person: Person, facts: Sequence[Fact]) -> Sides:
    for fact in facts:
        if fact.kind != FactKind.ADDRESS or fact.is_protected:
            continue
        words = set(fact.detail.get("find", {}).get("places", ()))
        same_code = wanted.address_key and fact.key == wanted.address_key
        if same_code and (not wanted.places or words & set(wanted.places)):
            return [(2, "Address: the same")], []
    return [], []
