"""Who may be the same person, with the reasons for and against, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import When

from . import facts as rules
from .births import Born, born, born_of, fit, near_days
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
from .likeness import closeness, is_one_name
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
    has_number: bool = False  # the same number of the NHS, of pupils or of a council


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
    born: Born | None
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
            when = rules.when_of(clean.detail)
            found["born_on"], found["is_estimated"] = when, one.known == Known.ESTIMATED
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
    born_on: date | When | None = None,
    is_estimated: bool = False,
    numbers: Mapping[str, str] | None = None,
    address: str = "",
    besides: Person | None = None,
    by: Account,
) -> Duplicates:
    """Look for the same person; `besides` is somebody who has a record already.

    Reasons are given only for people in one's own grants. Of others it says that they may be
    known, and to which team. Sealed people are never among them. Limited in rate, and trailed.
    """
    wanted = _wanted(given, family, born(born_on, is_estimated), numbers or {}, address)
    not_too_often()
    hits, hidden = look_up(_asked(wanted), limit=60)
    sealed = {row[0] for row in rows("select gate.unlisted_of(%s::uuid[])", list(hits))}
    ruled_out = _ruled_out(besides)
    people = Person.objects.exclude(pk__in=sealed | ruled_out).filter(pk__in=hits)
    people = people.exclude(state=Person.State.MERGED)
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
    return likely_duplicates(**_known_of(person), besides=person, by=by)


def between(one: Person, other: Person) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What speaks for it that these two are one person, and what against, however much it weighs.

    An address that is kept safe is not compared.
    """
    wanted = _known_of(one)
    birth = born(wanted["born_on"], wanted["is_estimated"])
    names, numbers = (wanted["given"], wanted["family"]), wanted["numbers"]
    reasons, against = _sides(
        _wanted(*names, birth, numbers, wanted["address"]), other, facts_of([other.pk])[other.pk]
    )
    return tuple(said for _, said in reasons), tuple(said for _, said in against)


def _known_of(person: Person) -> dict[str, Any]:
    """The arguments of likely_duplicates out of what is known of somebody."""
    known = [fact for fact in facts_of([person.pk])[person.pk] if rules.is_current(fact)]
    name = rules.latest(known, FactKind.NAME_KNOWN_AS) or rules.latest(known, FactKind.NAME_LEGAL)
    detail = name.detail if name else {}
    given, family = rules.split_name(person.called)
    address = rules.latest(known, FactKind.ADDRESS)
    birth = born_of(person, known)
    return {
        "given": detail.get("given", given),
        "family": detail.get("family", family),
        "born_on": birth.when if birth else None,
        "is_estimated": bool(birth and birth.is_estimated),
        "numbers": {fact.kind: fact.key for fact in known if fact.kind in rules.NUMBERS},
        "address": address.value if address and not address.is_protected else "",
    }


def _wanted(
    given: str, family: str, birth: Born | None, numbers: Mapping[str, str], address: str
) -> Wanted:
    postcode = rules.place_key(rules.postcode_in(address))
    places = tokens(rules.POSTCODE.sub(" ", address))
    return Wanted(tokens(given), tokens(family), birth, numbers, postcode, places)


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
        days=near_days(wanted.born.day) if wanted.born and wanted.born.is_exact else (),
        year=wanted.born.day.year if wanted.born else None,
    )


def _ruled_out(besides: Person | None) -> set[UUID]:
    """The person themselves, and all whom somebody found to be somebody else."""
    if besides is None:
        return set()
    found = {besides.pk}
    for one, other in NotTheSame.objects.filter(one=besides, over_at=None).values_list(
        "one_id", "other_id"
    ):
        found |= {one, other}
    for one, other in NotTheSame.objects.filter(other=besides, over_at=None).values_list(
        "one_id", "other_id"
    ):
        found |= {one, other}
    return found


def _fitting(hidden: Sequence[UUID], wanted: Wanted, ruled_out: set[UUID]) -> list[UUID]:
    """Of those out of sight, only those whose day of birth does not speak against it."""
    left = [one for one in hidden if one not in ruled_out]
    if not left or wanted.born is None or not wanted.born.is_exact:
        return left
    days = list(near_days(wanted.born.day))
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
    reasons, against = _sides(wanted, person, facts)
    weight = sum(one[0] for one in reasons) - sum(one[0] for one in against)
    if weight < ENOUGH:
        return None
    said, objected = (tuple(one[1] for one in each) for each in (reasons, against))
    has_number = any(points >= DECIDES for points, _ in reasons)
    return Likely(person, header, said, objected, weight, has_number)


# A number decides; a name and a day together are enough; neither alone is. Twins share the day, the
# family name and the address: another given name has to outweigh all three.
ENOUGH = 6
DECIDES = 20
Sides = tuple[list[tuple[int, str]], list[tuple[int, str]]]


def _sides(wanted: Wanted, person: Person, facts: Sequence[Fact]) -> Sides:
    """Everything that speaks for it, and everything against, each with its weight."""
    reasons: list[tuple[int, str]] = []
    against: list[tuple[int, str]] = []
    for weigh in (_numbers, _birth, _names, _place):
        reason, objection = weigh(wanted, person, facts)
        reasons += reason
        against += objection
    return reasons, against


def _numbers(wanted: Wanted, person: Person, facts: Sequence[Fact]) -> Sides:
    reasons, against = [], []
    for kind, key in wanted.numbers.items():
        there = {fact.key for fact in facts if fact.kind == kind and fact.key}
        label = str(FactKind(kind).label)
        if key and key in there:
            reasons.append((3 if kind == FactKind.PHONE else DECIDES, f"{label}: the same"))
        elif there and key and kind == FactKind.NHS_NUMBER:
            against.append((8, f"{label}: another one"))
    return reasons, against


def _birth(wanted: Wanted, person: Person, facts: Sequence[Fact]) -> Sides:
    points, said = fit(wanted.born, born_of(person, facts))
    sentence = f"Date of birth: {said}"
    return ([(points, sentence)], []) if points > 0 else ([], [(-points, sentence)])


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
