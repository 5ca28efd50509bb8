"""Playing a dilemma: what was chosen and why, back and forth, and nothing of it ever lost.

A run is nothing but its steps, in order. What is shown follows from them alone: where one stands,
where one has been, the way that counts, and what one chose first and then otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .scenario import Choice, Scenario, Scene


@dataclass(frozen=True)
class Step:
    """Something one did: chose (at the place where one stood), or went to a place one had been.

    `number` counts from 1. `place` is where it was done (None: wherever one stood), or, for going,
    where one went: 0 is the beginning, n the place to which the choice of step n led.
    """

    number: int
    place: int | None
    choice: str = ""  # empty: one went to `place`
    why: str = ""
    scene: str = ""  # of the place, for whoever reads steps without the dilemma

    @property
    def is_choice(self) -> bool:
        """Whether something was chosen, or one only went somewhere."""
        return bool(self.choice)


@dataclass(frozen=True)
class Place:
    """A moment at which one has stood: its scene, and the step that led there."""

    number: int
    scene: Scene
    came_from: int | None = None
    by: Step | None = None


@dataclass(frozen=True)
class Decided:
    """What one chose in one moment: what counts now, and what one had chosen before."""

    place: Place
    choice: Choice
    why: str
    before: tuple[tuple[Choice, str], ...]  # each with its reason, oldest first

    @property
    def is_changed(self) -> bool:
        """Whether one changed one's mind here."""
        return any(choice.id != self.choice.id for choice, _why in self.before)


class StaleError(ValueError):
    """A step that does not go on from where the run stands: sent twice, or from an old page."""


class UnknownError(ValueError):
    """A step that the dilemma does not have (any more)."""


@dataclass(frozen=True)
class Run:
    """A run of a dilemma after some steps."""

    scenario: Scenario
    steps: tuple[Step, ...]
    places: tuple[Place, ...]
    here: int = 0

    @property
    def place(self) -> Place:
        """Where one stands."""
        return self._at(self.here)

    @property
    def scene(self) -> Scene:
        """The scene where one stands."""
        return self.place.scene

    @property
    def is_ended(self) -> bool:
        """Whether one stands at an end (one may still go back)."""
        return self.scene.is_end

    def _at(self, number: int) -> Place:
        found = next((one for one in self.places if one.number == number), None)
        if found is None:
            raise UnknownError(f"There is no place {number} in this run.")
        return found

    # Going on

    def choose(self, choice: str, why: str = "", *, place: int | None = None) -> Run:
        """Choose something where one stands; `place` is where the page thought that one stood."""
        if place is not None and place != self.here:
            raise StaleError("This was chosen somewhere else in the story.")
        step = Step(self._next, self.here, choice, why, self.scene.id)
        return self._with(step)

    def go(self, place: int) -> Run:
        """Go to any place where one has been."""
        return self._with(Step(self._next, place, scene=self._at(place).scene.id))

    def back(self) -> Run:
        """Go to the place before this one; at the beginning, stay."""
        before = self.place.came_from
        return self if before is None else self.go(before)

    @property
    def _next(self) -> int:
        return len(self.steps) + 1

    def _with(self, step: Step) -> Run:
        if step.number != self._next:
            raise StaleError("A step is missing, or is there twice.")
        place = self.here if step.place is None else step.place
        step = replace(step, place=place)
        if not step.is_choice:
            target = self._at(place)
            return replace(self, steps=(*self.steps, step), here=target.number)
        if place != self.here:
            raise StaleError("This was chosen somewhere else in the story.")
        choice = self.scene.choice(step.choice)
        scene = self.scenario.scene(choice.leads_to) if choice else None
        if scene is None:
            raise UnknownError(f"The dilemma has no choice “{step.choice}” here.")
        reached = Place(step.number, scene, self.here, step)
        return replace(
            self, steps=(*self.steps, step), places=(*self.places, reached), here=reached.number
        )

    # Looking back

    @property
    def way(self) -> tuple[Place, ...]:
        """The places from the beginning to where one stands, in order."""
        found = [self.place]
        while found[-1].came_from is not None:
            found.append(self._at(found[-1].came_from))
        return tuple(reversed(found))

    @property
    def seen(self) -> tuple[Place, ...]:
        """Each scene that one has seen, once, at the place where one saw it last."""
        last = {one.scene.id: one for one in self.places}
        return tuple(sorted(last.values(), key=lambda one: one.number))

    def chosen_at(self, place: int) -> tuple[Step, ...]:
        """All that was ever chosen at a place, oldest first."""
        return tuple(one for one in self.steps if one.is_choice and one.place == place)

    @property
    def decided(self) -> tuple[Decided, ...]:
        """What one decided on the way to where one stands, with what one had chosen before."""
        return tuple(self._decided(one) for one in self.way if one.by is not None)

    def _decided(self, led_to: Place) -> Decided:
        assert led_to.by is not None  # its caller leaves out the beginning
        place = self._at(led_to.by.place or 0)
        earlier = [one for one in self.chosen_at(place.number) if one.number < led_to.number]
        before = tuple((_choice(place, one), one.why) for one in earlier)
        return Decided(place, _choice(place, led_to.by), led_to.by.why, before)

    @property
    def elsewhere(self) -> tuple[Step, ...]:
        """Choices that the way does not tell of: kept, and shown as what one tried."""
        told: set[int] = set()
        for one in self.way:
            if one.by is not None:
                at_once = self.chosen_at(one.by.place or 0)
                told |= {step.number for step in at_once if step.number <= one.by.number}
        return tuple(one for one in self.steps if one.is_choice and one.number not in told)


def _choice(place: Place, step: Step) -> Choice:
    found = place.scene.choice(step.choice)
    assert found is not None  # no step is taken whose choice is not there
    return found


def begin(scenario: Scenario) -> Run:
    """A run at its beginning."""
    scene = scenario.scene(scenario.begins)
    if scene is None:
        raise UnknownError("The dilemma has no beginning.")
    return Run(scenario, (), (Place(0, scene),))


def replay(scenario: Scenario, steps: Iterable[Step]) -> Run:
    """The run that these steps make; UnknownError or StaleError if they are of another dilemma."""
    run = begin(scenario)
    for step in steps:
        run = run._with(step)
    return run


def as_far_as_it_fits(scenario: Scenario, steps: Sequence[Step]) -> tuple[Run, tuple[Step, ...]]:
    """The run as far as the dilemma still has its steps, and the steps that it has no more."""
    run = begin(scenario)
    for number, step in enumerate(steps):
        try:
            run = run._with(step)
        except ValueError:
            return run, tuple(steps[number:])
    return run, ()
