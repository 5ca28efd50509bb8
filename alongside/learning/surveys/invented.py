"""An organisation that was made up, so that everybody sees how a report reads before they answer.

Its answers are drawn by a fixed seed and then go the way of real ones: counted, joined, rounded.
They lie in no table, and no wave of it is there to be opened.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from alongside.foundation.small_numbers import Crossing, Rules, publish
from alongside.learning.instrument import CLUSTERS
from alongside.learning.models import Wave

from .counting import (
    ANY,
    FOCUS,
    LEVELS,
    Line,
    Moved,
    Questions,
    classes_in,
    counted_of,
    crossing_of,
    questions_of,
)
from .form import CHOSEN, CHOSEN_OF, Survey, survey_of
from .shipped import BARRIERS, text_of
from .telling import DIVISIONS

SECTOR = "sector-survey"
SEED = 2019
TEAMS = {
    "Children, first contact": 52, "Children, safeguarding": 71, "Children in care": 58,
    "Adults, community": 96, "Adults, hospital": 47, "Mental health": 44, "Fostering": 31,
    "Out of hours": 6,
}  # fmt: skip
ROLES = {
    "student": 4, "newly-qualified": 15, "social-worker": 42, "experienced": 21, "supervisor": 10,
    "educator": 2, "senior-manager": 4,
}  # fmt: skip
NEW, LONG = ("student", "newly-qualified"), ("experienced", "supervisor", "educator")
# Of a hundred people, in the order of the options; whoever is left over gives no answer.
SAID: Mapping[str, Sequence[int]] = {
    "skill": (1, 6, 24, 45, 20), "qualifying": (18, 27, 28, 14, 3), "assess": (1, 4, 12, 29, 48),
    "safeguard": (2, 6, 14, 27, 43), "contact": (0, 1, 1, 3, 93), "share": (5, 14, 27, 25, 22),
    "trained": (12, 41, 29, 11), "coached": (1, 2, 6, 21, 58), "classroom": (2, 5, 16, 30, 37),
    "webinar": (8, 17, 31, 26, 8), "alone": (6, 19, 34, 24, 11), "kit": (9, 41, 38, 7),
    "barrier/kit": (38,), "barrier/programs": (57,), "barrier/signal": (29,),
    "barrier/time": (64,), "barrier/policy": (22,), "barrier/cost": (18,),
    "barrier/approved": (2,), "barrier/nobody": (14,), "barrier/people": (44,),
    "barrier/nothing": (7,), "worst": (14, 29, 8, 31, 6, 2, 7),
    "A": (9, 30, 42, 14), "B": (5, 24, 50, 17), "C": (14, 38, 32, 10), "D": (3, 18, 55, 21),
    "E": (1, 14, 60, 22), "F": (20, 44, 25, 7), "G": (6, 29, 45, 16), "H": (65, 21, 8, 1),
    "I": (31, 40, 19, 5), "J": (26, 37, 25, 8),
    "focus/A": (12,), "focus/B": (6,), "focus/C": (15,), "focus/D": (4,), "focus/E": (8,),
    "focus/F": (33,), "focus/G": (9,), "focus/H": (41,), "focus/I": (11,), "focus/J": (17,),
}  # fmt: skip
# The same a year earlier, where it was otherwise.
SAID_BEFORE = {**SAID, "trained": (27, 52, 12, 3), "barrier/time": (60,), "H": (74, 15, 5, 1)}
GAVE, GAVE_BEFORE = 68, 61  # of a hundred who were asked
STOPPED = 13
LIKE_ALL = 20  # of a hundred, for an answer that is in no line above


@dataclass(frozen=True)
class Ballot:
    """What one of these invented people gave, and with whom it is counted."""

    team: str
    role: str
    said: Mapping[str, str]


def invented(is_capability: bool) -> tuple[Wave, Wave]:
    """A told wave and the one a year before it, neither of which is or ever was in a table."""
    text = text_of(BARRIERS if is_capability else SECTOR)
    now, before = _frozen(text, is_capability)
    kind = Wave.Kind.CAPABILITY if is_capability else Wave.Kind.SURVEY
    given: dict[str, Any] = {"kind": kind, "text": text, "groups": list(DIVISIONS)}
    return Wave(**given, frozen=now), Wave(**given, frozen=before, title="the year before")


@lru_cache(maxsize=4)
def _frozen(text: str, is_capability: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    survey, dice = survey_of(text), Random(SEED)  # noqa: S311 (the same for everybody, for ever)
    both = [
        _person(dice, team, survey, is_capability)
        for team, people in TEAMS.items()
        for _ in range(people)
    ]
    questions = questions_of(survey, is_capability)
    before = _told([one for one, _ in both], questions, ())
    moved = Counter(_stood(one) + _stood(other) for one, other in both if one or other)
    rows = [Moved(*where, people) for where, people in moved.items()]
    crossing = crossing_of(rows, classes_in(before), tuple(DIVISIONS))
    now = _told([one for _, one in both], questions, (crossing,))
    if is_capability:
        now["supply"] = {one: [int(dice.random() * 5), int(dice.random() * 3)] for one in CLUSTERS}
    return now, before


def _told(
    gave: Sequence[Ballot | None], questions: Questions, crossings: tuple[Crossing, ...]
) -> dict[str, Any]:
    """By the rules that every wave is told by."""
    rules, lines = Rules(), _lines([one for one in gave if one])
    told = publish(counted_of(lines, questions, tuple(DIVISIONS), crossings), rules)
    frozen: dict[str, Any] = json.loads(json.dumps(told.as_json()))
    return frozen | {"asked": len(gave), "stopped": rules.rounded(STOPPED)}


def _person(
    dice: Random, team: str, survey: Survey, is_capability: bool
) -> tuple[Ballot | None, Ballot | None]:
    """One of them: what they gave a year before, and what they gave now."""
    role = _drawn(dice, tuple(ROLES), tuple(ROLES.values()))
    said_team = team if dice.random() < 0.95 else ""
    gave = []
    for weights, of_hundred in ((SAID_BEFORE, GAVE_BEFORE), (SAID, GAVE)):
        said = _said(dice, weights, role, survey, is_capability)
        is_in = 100 * dice.random() < of_hundred
        gave.append(Ballot(said_team, role, said) if is_in else None)
    return gave[0], gave[1]


def _said(
    dice: Random, weights: Mapping[str, Sequence[int]], role: str, survey: Survey,
    is_capability: bool,
) -> dict[str, str]:  # fmt: skip
    said: dict[str, str] = {}
    for asks in survey.asks:
        options = (CHOSEN,) if asks.is_many else tuple(option for option, _ in asks.options)
        for name in asks.counted_as():
            said[name] = _drawn(dice, options, weights.get(name, ()))
    for one in CLUSTERS if is_capability else ():
        twice = sorted(_drawn(dice, LEVELS, weights[one]) for _ in range(2))
        # Whoever is new is drawn twice and stands at the lower, whoever is long here at the higher.
        said[one] = twice[-1] if role in LONG else twice[0 if role in NEW else dice.random() < 0.5]
        chosen = f"{FOCUS}{CHOSEN_OF}{one}"
        said[chosen] = _drawn(dice, (CHOSEN,), weights[chosen])
    return {name: option for name, option in said.items() if option}


def _drawn(dice: Random, options: Sequence[str], weights: Sequence[int]) -> str:
    at = 100 * dice.random()
    for number, option in enumerate(options):
        at -= weights[number] if number < len(weights) else LIKE_ALL
        if at < 0:
            return option
    return ""


def _stood(one: Ballot | None) -> tuple[str | None, str | None]:
    return (one.team, one.role) if one else (None, None)


def _lines(gave: Iterable[Ballot]) -> list[Line]:
    """As the database counts ballots: of everybody, of each team, and of each role."""
    found: Counter[tuple[str, str, str | None, str | None]] = Counter()
    for one in gave:
        found["", "", one.team, one.role] += 1
        answers = list(one.said.items())
        if any(name.startswith(f"{FOCUS}{CHOSEN_OF}") for name in one.said):
            answers.append((FOCUS, ANY))
        for question, option in answers:
            for where in ((None, None), (one.team, None), (None, one.role)):
                found[question, option, *where] += 1
    return [Line(*which, people) for which, people in found.items()]
