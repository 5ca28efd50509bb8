"""Who works for a council as big as a county: the cast of Northmere, and many teams besides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import psycopg
from django.db import transaction

from alongside.accounts.models import Team
from alongside.desk.demo.council import STAFF, Council, make_council

from .places import TOWNS
from .pools import copy_in

PEOPLE_OF_A_WORKER = 500  # on record, most of them closed
FEWEST, TEAM = 20, 16
CAST = (
    ("adults", "mo", ("alice", "bob", "harriet")),
    ("west", "yasmin", ("charlie",)),
    ("east", "delroy", ("niamh", "tomasz")),
)
KINDS = (
    (Team.Kind.CHILDREN, "Children’s Team"),
    (Team.Kind.ADULTS, "Adults’ Team"),
    (Team.Kind.CHILDREN, "Safeguarding Team"),
    (Team.Kind.ADULTS, "Community Team"),
    (Team.Kind.EARLY_HELP, "Early Help"),
)
JOBS = {
    Team.Kind.CHILDREN: "Social worker",
    Team.Kind.ADULTS: "Social worker",
    Team.Kind.EARLY_HELP: "Family worker",
}


@dataclass(frozen=True)
class Size:
    """How many work there."""

    staff: int

    @classmethod
    def for_people(cls, people: int) -> "Size":
        """One member of staff for so many people on record."""
        return cls(max(FEWEST, people // PEOPLE_OF_A_WORKER))

    @property
    def more(self) -> int:
        """Staff besides the cast."""
        return self.staff - len(STAFF)

    @property
    def more_teams(self) -> int:
        return max(1, round(self.more / TEAM))

    @property
    def teams(self) -> int:
        """Teams that work with people, each with a manager."""
        return len(CAST) + self.more_teams

    @property
    def workers(self) -> int:
        """Those who work with people themselves."""
        return sum(len(workers) for _, _, workers in CAST) + self.more - self.more_teams


def make(owner: psycopg.Connection, size: Size, seed: int) -> Council:
    """Make the cast by the ordinary actions, and plan the others; their accounts come in bulk."""
    with transaction.atomic():
        council = make_council()
    plan = _Plan(size, seed)
    plan.take_in(council)
    plan.add_more()
    for name, rows in (("team", plan.teams), ("worker", plan.workers), ("staff", plan.staff)):
        copy_in(owner, name, rows)
    with owner.cursor() as cursor:
        cursor.executemany(
            "insert into accounts_team (id, name, kind, phone) values (%s, %s, %s, %s)", plan.named
        )
    return council


class _Plan:
    """Teams and who is in them, one after the other."""

    def __init__(self, size: Size, seed: int) -> None:
        self.size, self.space = size, UUID(int=seed)
        self.teams: list[Sequence[Any]] = []
        self.workers: list[Sequence[Any]] = []
        self.staff: list[Sequence[Any]] = []
        self.named: list[Sequence[Any]] = []

    def take_in(self, council: Council) -> None:
        """The teams of the cast come first, so that Alice has the first twenty people."""
        for key, manager, workers in CAST:
            team = council.teams[key]
            ids = [council.accounts[one].pk for one in workers]
            self._team(team.pk, council.accounts[manager].pk, str(team.kind), ids)

    def _team(self, id: UUID, manager: UUID, kind: str, workers: Sequence[UUID]) -> None:
        number = len(self.teams) + 1
        first = len(self.workers) + 1
        self.teams.append((number, id, manager, kind, first, len(workers)))
        self.workers += [(first + place, one, number) for place, one in enumerate(workers)]

    def add_more(self) -> None:
        """As many teams as are needed, with a manager each."""
        for number, members in enumerate(self._shares()):
            kind, words = KINDS[number % len(KINDS)]
            round_, town = divmod(number // len(KINDS), len(TOWNS))
            name = f"{words}, {TOWNS[town]}" + (f" {round_ + 1}" if round_ else "")
            id = uuid5(self.space, f"team {number}")
            self.named.append((id, name, kind.value, f"01632 960 {number % 1000:03}"))
            people = [self._member(id, place == 0, kind) for place in range(members)]
            self._team(id, people[0], kind.value, people[1:])

    def _shares(self) -> Iterator[int]:
        for number in range(self.size.more_teams):
            yield len(range(number, self.size.more, self.size.more_teams))

    def _member(self, team: UUID, manages: bool, kind: Team.Kind) -> UUID:
        number = len(self.staff) + 1
        id = uuid5(self.space, f"staff {number}")
        job = "Team manager" if manages else JOBS[kind]
        self.staff.append((number, id, team, manages, job, "", ""))
        return id
