"""From what the database counted to what may be told: nobody's ballot passes through here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from alongside.foundation.small_numbers import Answers, Counted, Crossing, Grouping
from alongside.foundation.small_numbers.counted import OVERALL, Stood
from alongside.learning.instrument import CLUSTERS

from .form import CHOSEN, CHOSEN_OF, NOT_CHOSEN, Asks, Survey

NOT_SAID = "not said"  # a group of those who would rather not be counted with any
ANY = "/"  # the answer of whoever chose anything to work on; no option is called so
FOCUS = "focus"  # what somebody chose to work on, in a wave of capability
LEVELS = ("1", "2", "3", "4")


class Line(NamedTuple):
    """How many ballots have one answer: all of them, or those of one team, or of one role.

    Where the question has no name: how many ballots there are of one team and role together.
    """

    question: str
    option: str
    team: str | None
    role: str | None
    people: int

    @property
    def division(self) -> str:
        """Whose ballots these are."""
        if self.team is None:
            return OVERALL if self.role is None else "role"
        return "team"


class Moved(NamedTuple):
    """How many stood where in an earlier wave and in this one; None where they did not answer."""

    team_before: str | None
    role_before: str | None
    team: str | None
    role: str | None
    people: int


Cells = dict[str, dict[str, Counter[str]]]  # division -> group -> answer -> people
Questions = Mapping[str, tuple[tuple[str, ...], bool]]  # options, and whether they are a scale


def questions_of(
    survey: Survey | None, is_capability: bool
) -> dict[str, tuple[tuple[str, ...], bool]]:
    """What is counted: each question's options, or chosen and not for each box of several."""
    found: dict[str, tuple[tuple[str, ...], bool]] = {}
    if is_capability:
        found |= {cluster: (LEVELS, True) for cluster in CLUSTERS}
        found |= {f"{FOCUS}/{cluster}": ((CHOSEN, NOT_CHOSEN), False) for cluster in CLUSTERS}
    for asks in survey.asks if survey else ():
        found |= {name: _counted(asks) for name in asks.counted_as()}
    return found


def _counted(asks: Asks) -> tuple[tuple[str, ...], bool]:
    if asks.is_many:
        return (CHOSEN, NOT_CHOSEN), False
    return tuple(option for option, _ in asks.options), asks.is_ordered


def counted_of(
    lines: Iterable[Line],
    questions: Questions,
    divisions: Sequence[str],
    crossings: tuple[Crossing, ...] = (),
) -> Counted:
    """All of a wave as it was counted."""
    found = list(lines)
    everybody = [one for one in found if not one.question]
    groups = {name: _sizes(everybody, name) for name in divisions}
    respondents = sum(one.people for one in everybody)
    together: Counter[tuple[str | None, str | None]] = Counter()
    if len(divisions) > 1:
        for one in everybody:
            together[_group(one, divisions[0]), _group(one, divisions[1])] += one.people
    by_question: dict[str, list[Line]] = defaultdict(list)
    for one in found:
        by_question[one.question].append(one)
    sizes: dict[str, Grouping] = {**groups, OVERALL: {OVERALL: respondents}}
    counts = {
        key: _cells(by_question[key], options, sizes) for key, (options, _) in questions.items()
    }
    for key, by in counts.items():
        of, slash, _ = key.partition(CHOSEN_OF)
        if slash:  # whoever did not tick a box stands on no line
            # Who chose nothing to work on is no answer, rather than ten times “not this”.
            base = _cells(by_question[FOCUS], (ANY,), sizes) if of == FOCUS else {}
            _count_unticked(by, sizes, base)
    answers = {
        key: Answers(options, is_ordered, counts[key])
        for key, (options, is_ordered) in questions.items()
    }
    return Counted(respondents, groups, answers, together, crossings)


def _group(one: Line, division: str) -> str:
    if division == OVERALL:
        return OVERALL
    return (one.team if division == "team" else one.role) or NOT_SAID


def _sizes(lines: Iterable[Line], division: str) -> Grouping:
    found: Counter[str] = Counter()
    for one in lines:
        found[_group(one, division)] += one.people
    return found


def _cells(lines: list[Line], options: tuple[str, ...], sizes: Mapping[str, Grouping]) -> Cells:
    by: Cells = {name: {group: Counter() for group in groups} for name, groups in sizes.items()}
    for one in lines:
        if one.option in options and one.division in by:
            by[one.division][_group(one, one.division)][one.option] += one.people
    return by


def _count_unticked(by: Cells, sizes: Mapping[str, Grouping], base: Cells) -> None:
    for name, groups in by.items():
        for group, cells in groups.items():
            of = base[name][group][ANY] if base else sizes[name][group]
            cells[NOT_CHOSEN] = of - cells[CHOSEN]


def crossing_of(
    moved: Iterable[Moved],
    before: Mapping[str, Sequence[Sequence[str]]],
    divisions: Sequence[str],
    questions: frozenset[str] | None = None,
) -> Crossing:
    """An earlier wave, by all its divisions as they were published, beside this one."""
    there = {name: tuple(map(frozenset, classes)) for name, classes in before.items()}
    there[OVERALL] = (frozenset([OVERALL]),)
    here = (*divisions, OVERALL)
    people: Counter[tuple[Stood, Stood]] = Counter()
    for one in moved:
        stood = _stood(one.team_before, one.role_before, there)
        people[stood, _stood(one.team, one.role, here)] += one.people
    return Crossing(there, here, people, questions)


def classes_in(frozen: Mapping[str, Any] | None) -> dict[str, list[list[str]]]:
    """How each division of a wave was published."""
    divisions = (frozen or {}).get("divisions", {})
    return {name: [one["options"] for one in classes] for name, classes in divisions.items()}


def _stood(team: str | None, role: str | None, divisions: Iterable[str]) -> Stood:
    if team is None or role is None:
        return None
    of = {"team": team or NOT_SAID, "role": role or NOT_SAID, OVERALL: OVERALL}
    return tuple(of[one] for one in divisions)
