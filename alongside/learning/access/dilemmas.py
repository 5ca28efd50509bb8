"""Runs of dilemmas, which are their owner's alone; what others read of one are its words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.http import Http404

from alongside.accounts.models import Account
from alongside.learning.models import CountedIn, Piece, Run, Words
from alongside.learning.models import Step as Stored
from alongside.learning.scenarios import library, playing
from alongside.learning.scenarios.scenario import Scenario


@dataclass(frozen=True)
class Played:
    """A run, the dilemma as it is told today, and how far the two still go together."""

    run: Run
    scenario: Scenario
    play: playing.Run
    rest: tuple[Stored, ...]  # steps that the dilemma, which was changed, has no more
    words: dict[int, str]  # what was chosen in each step, as it was said then

    @property
    def piece(self) -> Piece:
        """What of one's own learning the run is."""
        return self.run.piece

    @property
    def next_number(self) -> int:
        """The number of the next step."""
        return len(self.play.steps) + len(self.rest) + 1

    @property
    def is_changed(self) -> bool:
        """Whether the dilemma was written anew since, so that this run cannot go on."""
        return bool(self.rest) or str(self.scenario.version) != self.run.version


def runs_of(account: Account) -> list[Run]:
    """One's own, the last played first."""
    found = Run.objects.filter(owner_id=account.pk).select_related("piece")
    return list(found.order_by("-piece__changed_at", "-pk"))


def run_to_play(account: Account, run_id: UUID) -> Run:
    """One's own run; 404 for every other."""
    found = Run.objects.filter(owner_id=account.pk, pk=run_id).select_related("piece").first()
    if found is None:
        raise Http404
    return found


def is_shared_with(account: Account, run_id: UUID) -> bool:
    """Whether it is somebody else's, of which this account reads the words."""
    pieces = Piece.objects.visible_to(account).exclude(owner_id=account.pk)
    return pieces.filter(pk=run_id, kind=Piece.Kind.DILEMMA).exists()


def scenario_to_view(key: str) -> Scenario:
    """The dilemma of this key that is offered today, or 404."""
    found = next((one for one in library.in_force() if one.key == key), None)
    if found is None:
        raise Http404
    return found


def steps_of(run: Run) -> list[Stored]:
    """Every step of a run, in order."""
    return list(Stored.objects.filter(piece_id=run.pk).order_by("number"))


def step_of(stored: Stored) -> playing.Step:
    """A step as the player reads it. Of a way back, `choice` holds the place that it led to."""
    if stored.move == Stored.Move.CHOSE:
        return playing.Step(stored.number, None, stored.choice, stored.why, stored.scene)
    place = int(stored.choice) if stored.choice.isdecimal() else 0
    return playing.Step(stored.number, place, scene=stored.to_scene)


def played(run: Run) -> Played:
    """What a run is today: two questions, however long it is."""
    scenario = library.scenario_named(run.scenario)
    if scenario is None:
        raise Http404
    stored = steps_of(run)
    play, rest = playing.as_far_as_it_fits(scenario, [step_of(one) for one in stored])
    left = {one.number for one in rest}
    words = {
        int(part.rpartition(" ")[2]): text.partition("\n\n")[0]
        for part, text in Words.objects.filter(piece_id=run.pk, part__startswith="step ")
        .values_list("part", "text")
    }  # fmt: skip
    return Played(run, scenario, play, tuple(o for o in stored if o.number in left), words)


@dataclass(frozen=True)
class Position:
    """How many chose something, to the nearest five, of how many in that scene."""

    choice: str
    about: int
    people: int


def positions_in(scenario: Scenario) -> dict[str, list[Position]]:
    """What others chose, by scene: only what may be told of all together."""
    found: dict[str, list[Position]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select scene, choice, about, people from gate.positions(%s, %s)",
            [scenario.key, str(scenario.version)],
        )
        for scene, choice, about, people in cursor.fetchall():
            found.setdefault(scene, []).append(Position(choice, about, people))
    return found


def is_counted(account: Account, scenario: Scenario) -> bool:
    """Whether this account let its choices in a dilemma be counted."""
    return CountedIn.objects.filter(owner_id=account.pk, scenario=scenario.key).exists()
