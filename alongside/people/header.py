"""Who a page is about, in the few words that come first on every page: name, age, needs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from alongside.foundation import days
from alongside.foundation.days import When
from alongside.foundation.prepared import prepared

from .facts import latest, when_of
from .models import Fact, FactKind, Known, Need, Person

if TYPE_CHECKING:
    from alongside.foundation.actor import Actor

MOST_NEEDS = 4
NAMES = (FactKind.NAME_KNOWN_AS, FactKind.NAME_LEGAL)
IN_HEADER = (
    *NAMES,
    FactKind.SAY_IT,
    FactKind.PRONOUNS,
    FactKind.BIRTH,
    FactKind.DEATH,
    FactKind.KNOW_FIRST,
)
WHO_LIVED = (Person.State.LIVING, Person.State.DIED)  # the others have no pronouns yet
LARGE_PRINT = ("format-large-print", "format-very-large-print")


@dataclass(frozen=True)
class PersonHeader:
    """What stands at the top of a person's pages; every part may be empty but `called`."""

    id: UUID
    called: str  # Ade Bankole
    short: str  # Ade
    say_it: str = ""
    pronouns: str = ""
    born: str = ""  # Aged 68, born 3 May 1958.
    legal_name: str = ""  # only where it is another
    state: str = ""  # said gently: a death, a birth to come, a pregnancy that was lost
    is_living: bool = True
    needs: tuple[str, ...] = ()
    has_large_print: bool = False
    know_first: str = ""
    know_first_at: datetime | None = None
    know_first_by: UUID | None = None  # the account that wrote it down
    is_know_first_own: bool = False  # they wrote it themselves

    @property
    def facts(self) -> str:
        """One line for under the name."""
        return " ".join(part for part in (self.state, self.born) if part)

    @property
    def quiet(self) -> str:
        """The second, quieter part of that line."""
        letters = f"{self.legal_name} on letters." if self.legal_name else ""
        return " ".join(part for part in (letters, "Large print." * self.has_large_print) if part)


def header_of(person: Person, by: "Actor") -> PersonHeader:
    """The header of one person, as far as `by` may read: one query for facts, one for needs."""
    return headers_of([person], by)[person.pk]


def headers_of(people: Sequence[Person], by: "Actor") -> dict[UUID, PersonHeader]:
    """The headers of many people, in the same two queries."""
    if not people:
        return {}
    ids = [person.pk for person in people]
    facts = _by_person(_facts(ids))
    needs: dict[UUID, list[Need]] = defaultdict(list)
    for need in _needs(ids):
        needs[need.person_id].append(need)
    return {one.pk: _header(one, facts[one.pk], needs[one.pk]) for one in people}


def short_names(people: Sequence[Person]) -> dict[UUID, str]:
    """What one says to each of these people; one query."""
    facts = _by_person(_names([person.pk for person in people]) if people else [])
    return {one.pk: short_name(one, facts[one.pk]) for one in people}


def _by_person(facts: Iterable[Fact]) -> dict[UUID, list[Fact]]:
    found: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.person_id].append(fact)
    return found


@prepared
def _facts(people: list[UUID]) -> QuerySet[Fact]:
    return Fact.objects.filter(person_id__any=people, over_at=None, kind__in=IN_HEADER)


@prepared
def _names(people: list[UUID]) -> QuerySet[Fact]:
    return Fact.objects.filter(person_id__any=people, over_at=None, kind__in=NAMES)


@prepared
def _needs(people: list[UUID]) -> QuerySet[Need]:
    return Need.objects.filter(person_id__any=people, over_at=None).order_by("rank", "recorded_at")


def _header(person: Person, facts: list[Fact], needs: list[Need]) -> PersonHeader:
    first = latest(facts, FactKind.KNOW_FIRST)
    return PersonHeader(
        id=person.pk,
        called=person.called,
        short=short_name(person, facts),
        say_it=_value(facts, FactKind.SAY_IT),
        pronouns=person.pronouns if person.state in WHO_LIVED else "",
        born=born_in_words(person, latest(facts, FactKind.BIRTH)),
        legal_name=_legal_name(person, facts),
        state=state_in_words(person, latest(facts, FactKind.DEATH)),
        is_living=person.state == Person.State.LIVING,
        needs=tuple(need.words for need in needs[:MOST_NEEDS]),
        has_large_print=any(need.option in LARGE_PRINT for need in needs),
        know_first=first.value if first else "",
        know_first_at=first.recorded_at if first else None,
        know_first_by=first.recorded_by_id if first else None,
        is_know_first_own=bool(first and first.is_own),
    )


def _value(facts: Iterable[Fact], kind: str) -> str:
    fact = latest(facts, kind)
    return fact.value if fact and fact.known == Known.KNOWN else ""


def short_name(person: Person, facts: Iterable[Fact]) -> str:
    """What one says to them: the given part of the name that they are known by."""
    name = latest(facts, FactKind.NAME_KNOWN_AS) or latest(facts, FactKind.NAME_LEGAL)
    given = str(name.detail.get("given", "")) if name else ""
    return given or person.called.split(" ")[0] if person.called != NO_NAME else NO_NAME


def _legal_name(person: Person, facts: Iterable[Fact]) -> str:
    legal = _value(facts, FactKind.NAME_LEGAL)
    return legal if legal != person.called else ""


NO_NAME = "No name yet"


def _precisely(person: Person, fact: Fact | None) -> When | None:
    when = when_of(fact.detail) if fact else None
    return when or (When(person.born_on, "day") if person.born_on else None)


def born_in_words(person: Person, birth: Fact | None = None, today: date | None = None) -> str:
    """Aged 68, born 3 May 1958. · 7 months old, born 3 April 2026. · Born about 1986."""
    today = today or timezone.localdate()
    when = _precisely(person, birth)
    if when is None or person.birth_known == Person.BirthKnown.NOT_KNOWN:
        return "Date of birth not known." if person.state != Person.State.LOST else ""
    if person.birth_known == Person.BirthKnown.EXPECTED:
        return f"Expected {_on(when)}." if person.state == Person.State.UNBORN else ""
    if person.died_on is not None or person.state == Person.State.DIED:
        return f"Born {when.words()}."
    return _age(when, person.birth_known == Person.BirthKnown.ESTIMATED, today)


def _on(when: When) -> str:
    return f"on {when.words()}" if when.precision == "day" else f"in {when.words()}"


def _age(when: When, estimated: bool, today: date) -> str:
    if when.day > today:
        return f"Born {when.words()}."
    exact = when.precision == "day" and not estimated
    if not exact:
        about = days.age(when.day, today)
        born = when.words() if when.words().startswith("about") else f"about {when.words()}"
        return f"Aged about {about}, born {born}."
    words = days.age_in_words(when.day, today)
    if words.isdigit():
        return f"Aged {words}, born {when.words()}."
    if words == "born today":
        return "Born today."
    return f"{words[0].upper()}{words[1:]} old, born {when.words()}."


def state_in_words(person: Person, death: Fact | None = None) -> str:
    """What has to be known before one writes or rings, said gently; empty for the living."""
    if person.state == Person.State.DIED:
        when = when_of(death.detail) if death else None
        when = when or (When(person.died_on, "day") if person.died_on else None)
        return f"Died {_on(when)}{_aged_at(person)}." if when else "Has died."
    if person.state == Person.State.LOST:
        return "This pregnancy was lost. Speak of it gently, and as the family does."
    if person.state == Person.State.MISTAKE:
        return "Brought in from a file by mistake, and taken out again. Nothing here is in use."
    return "Not born yet." if person.state == Person.State.UNBORN else ""


def _aged_at(person: Person) -> str:
    sure = person.birth_known == Person.BirthKnown.KNOWN
    if not (sure and person.born_on and person.died_on and person.born_on <= person.died_on):
        return ""
    words = days.age_in_words(person.born_on, person.died_on)
    return f", aged {words}" if words != "born today" else ", on the day of birth"
