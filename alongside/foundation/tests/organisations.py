"""Synthetic organisations of 8 to 2,000 people, and how they answered."""

from __future__ import annotations

from collections import Counter
from random import Random

from alongside.foundation.small_numbers import Answers, Counted, Crossing
from alongside.foundation.small_numbers.counted import OVERALL

Person = tuple[str, str, tuple[str | None, ...]]  # team, role, an answer to each question
SCALE = ("1", "2", "3", "4")
NAMED = ("kit", "time", "policy", "signal", "other")


def answered(chance: Random, options: tuple[str, ...]) -> str | None:
    """An answer, now and then none; often nearly everybody says the same."""
    if chance.random() < 0.06:
        return None
    return chance.choice(options)


def organisation(seed: int, size: int, teams: int, lean: float) -> list[Person]:
    """People in teams of very different sizes, who answer alike the more the lean is."""
    chance = Random(seed)
    weights = [chance.random() ** 3 + 0.02 for _ in range(teams)]
    usual = (chance.choice(SCALE), chance.choice(NAMED))
    people: list[Person] = []
    for _ in range(size):
        said = tuple(
            usual[number] if chance.random() < lean else answered(chance, options)
            for number, options in enumerate((SCALE, NAMED))
        )
        team = chance.choices(range(teams), weights)[0]
        people.append((f"team {team}", f"role {chance.choice('xxxyyz')}", said))
    return people


def counted(people: list[Person], crossings: tuple[Crossing, ...] = ()) -> Counted:
    """What is counted of these people."""
    teams = Counter(team for team, _, _ in people)
    roles = Counter(role for _, role, _ in people)
    return Counted(
        len(people),
        {"team": teams, "role": roles},
        {
            "stand": _answers(people, 0, SCALE, True),
            "barrier": _answers(people, 1, NAMED, False),
        },
        Counter((team, role) for team, role, _ in people),
        crossings,
    )


def _answers(
    people: list[Person], number: int, options: tuple[str, ...], is_ordered: bool
) -> Answers:
    by: dict[str, dict[str, Counter[str]]] = {OVERALL: {OVERALL: Counter()}, "team": {}, "role": {}}
    for team, role, said in people:
        answer = said[number]
        for name, group in (("team", team), ("role", role), (OVERALL, OVERALL)):
            cells = by[name].setdefault(group, Counter())
            if answer is not None:
                cells[answer] += 1
    return Answers(options, is_ordered, by)
