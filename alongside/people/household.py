"""Who lives at the same address as somebody, now and before, as far as one may know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.days import in_words

from .models import Fact, FactKind, Person
from .names import fold
from .near import Somebody, around_of, is_place, words_of

MOST = 600  # rows of one postcode that are looked at: more is a mistake, or a very large home
PAGE = 25
LIVES = (Person.State.LIVING, Person.State.UNBORN)
LIVES_WITH = {"lives-with", "kinship-carer", "foster-carer", "private-foster-carer", "host"}
LIVES_WITH |= {"shared-lives-carer", "guest", "fostered-child", "child-in-kinship-care"}


@dataclass(frozen=True)
class Stay:
    """Somebody at an address of the person's: since when, until when, and how that is known."""

    called: str
    person: UUID | None
    words: str
    is_now: bool


@dataclass
class Household:
    """A page of those who live there now; all of those before, as far as one page holds them."""

    addresses: list[str]  # the person's own, none of which is kept from somebody
    now: list[Stay]
    before: list[Stay]
    count: int
    page: int
    is_kept: bool = False  # an address of the person's is kept from somebody, and joins nobody
    is_cut: bool = False

    @property
    def pages(self) -> int:
        """How many pages those who live there now fill."""
        return max(1, -(-self.count // PAGE))


def household_of(person: Person, by: Account, page: int = 1) -> Household:
    """Those with whom somebody lives and lived; the same few queries, however many they are.

    An address that is kept from somebody joins nobody: neither the person's own, nor another's.
    """
    today = timezone.localdate()
    own = list(_addresses().filter(person=person)[:MOST])
    mine = [fact for fact in own if is_place(fact) and not fact.is_protected]
    keys = {fact.key for fact in mine}
    theirs = list(_addresses().filter(key__in=keys).exclude(person=person)[: MOST + 1])
    now, before = _joined(mine, theirs[:MOST], today)
    told = [one for one in around_of(person, by) if lives_with(one)]
    known = {one.other_id for one in told if one.other_id}
    people = Person.objects.visible_to(by).in_bulk({*now, *before, *known})
    died = {key for key, one in people.items() if one.state not in LIVES}
    living = [_stay(people[key], *pair) for key, pair in now.items() if key in {*people} - died]
    living += [
        _told(one)
        for one in told
        if one.edge.other_state in LIVES and one.other_id not in {*now, *died}
    ]
    gone = [
        _stay(people[key], *pair, is_now=False)
        for key, pair in {**before, **now}.items()
        if key in people and (key in died or key not in now)
    ]
    gone += [_told(one, whose) for one, whose in _dead(told, people, now)]
    living.sort(key=_by_name)
    page = min(max(1, page), max(1, -(-len(living) // PAGE)))
    return Household(
        addresses=[fact.value for fact in mine if _is_now(fact, today)],
        now=living[(page - 1) * PAGE : page * PAGE],
        before=sorted(gone, key=_by_name)[:PAGE],
        count=len(living),
        page=page,
        is_kept=any(fact.is_protected and _is_now(fact, today) for fact in own),
        is_cut=len(theirs) > MOST or len(gone) > PAGE,
    )


def _dead(
    told: list[Somebody], people: dict[UUID, Person], joined: Pairs
) -> Iterator[tuple[Somebody, str]]:
    """Of whom it was said, and who has died: when; not whom an address joins."""
    for one in told:
        whose = people.get(one.other_id) if one.other_id else None
        if one.other_id in joined:
            continue
        if whose is None and one.edge.other_state == Person.State.DIED:
            yield one, _death(one.edge.other_died)
        elif whose is not None and whose.state == Person.State.DIED:
            yield one, _death(in_words(whose.died_on) if whose.died_on else "")


def _death(on: str) -> str:
    return f" Died {on}." if on else " Has died."


Pairs = dict[UUID, tuple[Fact, Fact]]


def _joined(mine: list[Fact], theirs: list[Fact], today: date) -> tuple[Pairs, Pairs]:
    """By who they are: the two addresses that are the same, now or at some time before."""
    now: Pairs = {}
    before: Pairs = {}
    for there in theirs:
        for here in mine:
            if _is_same(here, there) and _overlap(here, there):
                both_now = _is_now(here, today) and _is_now(there, today)
                (now if both_now else before).setdefault(there.person_id, (here, there))
    return now, before


def _by_name(one: Stay) -> tuple[str, str]:
    return fold(one.called), str(one.person)


def _addresses() -> QuerySet[Fact]:
    return Fact.objects.filter(kind=FactKind.ADDRESS, over_at=None)


def _is_same(one: Fact, other: Fact) -> bool:
    return not other.is_protected and fold(one.value) == fold(other.value)


def _is_now(fact: Fact, today: date) -> bool:
    begun = fact.starts_on is None or fact.starts_on <= today
    return begun and (fact.ends_on is None or fact.ends_on > today)


def _overlap(one: Fact, other: Fact) -> bool:
    """Whether both were there at some time, as far as the days are told."""
    start = max(one.starts_on or date.min, other.starts_on or date.min)
    return start < min(one.ends_on or date.max, other.ends_on or date.max)


def _stay(person: Person, here: Fact, there: Fact, *, is_now: bool = True) -> Stay:
    starts = [day for day in (here.starts_on, there.starts_on) if day]
    ends = [day for day in (here.ends_on, there.ends_on) if day]
    said = [f"since {in_words(max(starts))}" if starts else "nobody has said since when"]
    if not is_now:
        said = [f"until {in_words(min(ends))}"] if ends else []
        said.insert(0, f"from {in_words(max(starts))}" if starts else "nobody has said from when")
    words = (
        f"At {there.value}, {' '.join(said)}."
        if not is_now
        else f"{said[0][0].upper()}{said[0][1:]}."
    )
    if person.state == Person.State.DIED:
        words += _death(in_words(person.died_on) if person.died_on else "")
    return Stay(person.called, person.pk, words, is_now)


def lives_with(one: Somebody) -> bool:
    """Whether it was said that they live with the person, or look after them at home."""
    return any(line.edge.kind in LIVES_WITH and line.edge.of_id is None for line in one.lines)


def _told(one: Somebody, died: str = "") -> Stay:
    """Somebody of whom it was said, with or without a record: no address was compared."""
    line = next(line for line in one.lines if line.edge.kind in LIVES_WITH)
    since = f", since {line.edge.since}" if line.edge.since else ""
    said = f" {line.edge.told_by} said so." if line.edge.told_by else ""
    more = f" {line.edge.words.rstrip('.')}." if line.edge.words else ""
    words = f"{words_of(line.edge.kind)}{since}.{more}{said}"
    return Stay(one.called, one.other_id, f"{words}{died}", not died)
