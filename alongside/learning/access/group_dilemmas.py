"""What a group that plays a dilemma has before it: the scene, who chose, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from alongside.accounts.models import Account
from alongside.learning.models import Circle, Member, Round, Turn
from alongside.learning.scenarios import library
from alongside.learning.scenarios.scenario import Choice, Scenario, Scene

from .circles import (
    Heard,
    Seat,
    Talk,
    circle_to_view,
    gone_from,
    heard_in,
    members_of,
    rounds_of,
    talk_in,
)


@dataclass(frozen=True)
class Table:
    """A group at its table: who sits there, and the round that is before them."""

    seat: Seat
    scenario: Scenario
    members: tuple[Member, ...]  # those who said yes, in the circle's order
    invited: tuple[Member, ...]
    rounds: tuple[Round, ...]  # oldest first
    round: Round | None  # the one that is looked at
    heard: frozenset[UUID]

    @property
    def circle(self) -> Circle:
        """The circle of the group."""
        return self.seat.circle

    @property
    def scene(self) -> Scene | None:
        """The scene that is looked at, where the dilemma still has it."""
        return self.scenario.scene(self.round.scene) if self.round else None

    @property
    def is_now(self) -> bool:
        """Whether it is where the group is, and not an earlier round."""
        return bool(self.rounds) and self.round == self.rounds[-1]

    @property
    def is_changed(self) -> bool:
        """Whether the dilemma was written anew since the group began."""
        return str(self.scenario.version) != self.circle.version

    @property
    def waits(self) -> bool:
        """Whether everybody still chooses, and nobody sees."""
        one = self.round
        return bool(
            one and one.kind == Round.Kind.VOTE and not one.revealed_at and not one.closed_at
        )

    @property
    def has_chosen(self) -> tuple[Member, ...]:
        """Those who have chosen; never what."""
        return tuple(one for one in self.members if one.account_id in self.heard)

    @property
    def have_all_chosen(self) -> bool:
        """Whether nobody is waited for any more."""
        return len(self.has_chosen) == len(self.members)

    @property
    def mark(self) -> str:
        """Changes whenever the page of whoever waits should be looked at again."""
        one = self.rounds[-1] if self.rounds else None
        state = (one.number, bool(one.revealed_at), bool(one.closed_at)) if one else ()
        return "-".join(str(int(part)) for part in (*state, self.seat.is_over))


def table_to_view(by: Account, circle_id: UUID, number: int | None = None) -> Table:
    """The table of a group that one is in; for everybody else there is none."""
    seat = circle_to_view(by, circle_id)
    if seat.circle.kind != Circle.Kind.DILEMMA or not seat.is_in:
        raise Http404("There is no such group.")
    scenario = library.scenario_named(seat.circle.scenario)
    if scenario is None:
        raise Http404("There is no such dilemma any more.")
    everybody = members_of(seat.circle)
    rounds = tuple(reversed(rounds_of(seat.circle)))
    round = next((one for one in rounds if one.number == number), None)
    if number is not None and round is None:
        raise Http404("There is no such round.")
    round = round or (rounds[-1] if rounds else None)
    heard = heard_in(round) if round else frozenset()
    gone = gone_from(seat.circle) - heard  # nobody waits for whoever has left
    return Table(
        seat,
        scenario,
        tuple(one for one in everybody if one.joined_at and one.account_id not in gone),
        tuple(one for one in everybody if not one.joined_at),
        rounds,
        round,
        heard,
    )


@dataclass(frozen=True)
class Votes:
    """One choice of a scene, and those who chose it, each with their reason."""

    choice: Choice
    votes: tuple[Heard, ...]


def votes_in(table: Table, talk: Talk) -> list[Votes]:
    """Each choice of the scene with who chose it, as far as they may be read."""
    if table.scene is None:
        return []
    said = [one for one in talk.said if one.choice]
    return [
        Votes(choice, tuple(one for one in said if one.choice == choice.id))
        for choice in table.scene.choices
    ]


def talk_at(table: Table, by: Account) -> Talk:
    """What may be read of the round that is looked at."""
    return talk_in(table.round, by) if table.round else Talk(())


def last_round_of(by: Account, circle: Circle) -> UUID | None:
    """The last in which one chose or said something oneself."""
    mine = Turn.objects.filter(round__circle=circle, by=by, taken_back_at=None)
    return mine.order_by("-at").values_list("round_id", flat=True).first()
