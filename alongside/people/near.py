"""Who is around somebody, person by person, with all that is said of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from alongside import wiring
from alongside.accounts.models import Account
from alongside.foundation import days
from alongside.foundation.content import codes
from alongside.foundation.prepared import prepared

from . import access
from .facts import is_current
from .kin import Node, when_said
from .models import Fact, FactKind, Person, Relationship
from .models.relationships import MORE_IS_KNOWN, past
from .names import fold

MOST_AT_HOME = 60
MOST_ENDED = 100
NOWHERE = {fold(words) for words in ("no fixed address", "no fixed abode", "nfa", "homeless")}
CLOSEST = ("Family", "Partner", "Care", "Law", "Contact")


@dataclass(frozen=True)
class Line:
    """One thing that somebody is to the person, or to somebody else who is named here."""

    edge: Relationship
    words: str
    quiet: str


@dataclass
class Somebody:
    """Somebody around the person, with every line that says so."""

    edge: Relationship  # the row by which this record knows them
    called: str
    other_id: UUID | None = None  # where their record may be opened
    quiet: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def is_name(self) -> bool:
        """Whether they have no record, as far as one is told."""
        return self.edge.other_id is None


def words_of(kind: str) -> str:
    """What somebody is, in plain words."""
    found = codes("relationships").find(kind)
    return found.words if found else kind


def around_of(person: Person, by: Account) -> list[Somebody]:
    """Who is around them now; the database leaves out what discloses. Two queries."""
    rows = _standing(person.pk)
    current = [row for row in rows if not row.is_past and not (row.of_id and row.of is None)]
    known = access.names_of({row.other_id for row in current if row.other_id}, by)
    found: dict[UUID, Somebody] = {}
    for row in current:
        if not row.is_told_here and row.other_id not in known:
            continue
        other = row.other_id if row.other_id in known else None
        one = found.setdefault(row.end, Somebody(row, row.called, other))
        if row.other_id is None:
            one.edge, one.called, one.quiet = row, row.called, _about_name(row)
        one.lines.append(_line(row))
    return sorted(found.values(), key=_closest)


@prepared
def _standing(person: UUID) -> QuerySet[Relationship]:
    found = Relationship.objects.filter(person_id=person, over_at=None)
    return found.select_related("same_as", "of").order_by("recorded_at", "pk")


def kept_away(person: Person) -> list[str]:
    """Whom an order of a court keeps away from them, a sentence each."""
    told: list[str] = import_string(wiring.KEPT_AWAY.replace(":", "."))(person.pk)
    return told


def _closest(one: Somebody) -> tuple[int, str]:
    places = []
    for line in one.lines:
        kind = codes("relationships").find(line.edge.kind)
        group = kind.group if kind else ""
        place = CLOSEST.index(group) if group in CLOSEST else len(CLOSEST)
        places.append(place if line.edge.of_id is None else len(CLOSEST) + 1)
    return min(places), fold(one.called)


def _line(row: Relationship) -> Line:
    words = words_of(row.kind)
    if row.of is not None:
        words = f"{words} of {row.of.called}"
    if ground := codes("responsibility-grounds").find(row.ground):
        words = f"{words}: {ground.words[0].lower()}{ground.words[1:]}"
    said = [words, row.words]
    quiet = [
        f"Since {row.since}." if row.since else "",
        f"Until {row.until}." if row.until else "",
        f"{row.told_by} said so." if row.told_by else "",
        "Kept to those who read the record." if row.is_sensitive else "",
    ]
    line = ". ".join(part.rstrip(".") for part in said if part)
    return Line(row, f"{line}.", " ".join(part for part in quiet if part))


def _about_name(row: Relationship) -> str:
    born = when_said(row.other_born)
    said = {
        Relationship.State.UNBORN: "Not born yet.",
        Relationship.State.LOST: "This pregnancy was lost.",
    }.get(Relationship.State(row.other_state), "")
    if row.other_state == Relationship.State.DIED:
        said = f"Died {row.other_died}." if row.other_died else "Has died."
    return " ".join(part for part in (f"Born {born.words()}." if born else "", said) if part)


def ended_of(person: Person) -> list[Relationship]:
    """What was so, or was taken back: the newest, and no more than a page holds."""
    is_over = Q(over_at__isnull=False) | past(timezone.localdate())
    rows = Relationship.objects.filter(is_over, person=person)
    rows = rows.exclude(over_at__isnull=False, over_why=MORE_IS_KNOWN)  # it stands as it did
    ended = list(rows.order_by("-recorded_at", "pk")[:MOST_ENDED])
    for row in ended:
        row.kind_words = words_of(row.kind)  # type: ignore[attr-defined]
    return ended


def at_home(person: Person, by: Account, besides: Iterable[UUID]) -> list[Person]:
    """Who lives at the same address and is not written down yet, as far as one may see them.

    An address that is kept from somebody suggests nobody, and neither does theirs.
    """
    mine = _addresses(Fact.objects.filter(person=person))
    if not mine:
        return []
    keys = {fact.key for fact in mine if fact.key}
    places = {fold(fact.value) for fact in mine}
    others = _addresses(Fact.objects.filter(key__in=keys).exclude(person=person))
    left_out = set(besides)
    found = {
        fact.person_id
        for fact in others
        if fold(fact.value) in places and fact.person_id not in left_out
    }
    people = Person.objects.visible_to(by).filter(pk__in=found, state__in=("living", "unborn"))
    return list(people.order_by("sort_key", "pk")[:MOST_AT_HOME])


def _addresses(facts: object) -> list[Fact]:
    rows = facts.filter(kind=FactKind.ADDRESS, over_at=None, is_protected=False)  # type: ignore[attr-defined]
    return [fact for fact in rows[:200] if is_place(fact) and is_current(fact)]


def is_place(fact: Fact) -> bool:
    """Whether it is somewhere: “no fixed address” is nobody’s home, and joins nobody."""
    return bool(fact.key and fact.value) and fold(fact.value) not in NOWHERE


def age_line(node: Node) -> str:
    """A second line for a drawing: 38 · born about 1951 · died in 2019."""
    if node.state == "lost":
        return "lost before birth"
    if node.state == "unborn":
        return "expected " + node.born.words() if node.born else "not born yet"
    if node.state == "died":
        return f"died {node.died}" if node.died else "has died"
    if node.born is None:
        return ""
    if node.born.precision == "day" and node.born.day <= timezone.localdate():
        return days.age_in_words(node.born.day, timezone.localdate())
    return f"born {node.born.words()}"


def named_here(told: Iterable[Somebody], besides: Iterable[UUID] = ()) -> list[tuple[str, str]]:
    """Whom something may be said of, beside the person: a row's id, and a name."""
    left_out = set(besides)
    found = [(str(one.edge.pk), one.called) for one in told if one.edge.end not in left_out]
    return sorted(found, key=lambda one: fold(one[1]))


def standing(told: Iterable[Somebody], who: UUID, kind: str, of: UUID | None) -> str:
    """What stands here already, so that nothing is told twice; `of` is who it is said of."""
    for one in told:
        for line in one.lines:
            whom = line.edge.of.end if line.edge.of else None
            is_them = who in (one.edge.end, one.edge.pk)
            if is_them and line.edge.kind == kind and whom == of:
                return f"That stands here already: {one.called}, {words_of(kind).lower()}."
    return ""
