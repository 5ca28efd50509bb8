"""Laying two waves, or two divisions of one, beside each other tells of nobody."""

from __future__ import annotations

from collections import Counter
from itertools import chain, combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.foundation.small_numbers import Crossing, Published, Rules, publish
from alongside.foundation.small_numbers.counted import OVERALL
from alongside.foundation.small_numbers.differencing import narrow_cut, smallest_cut, told_apart
from alongside.foundation.small_numbers.joining import Part

from .organisations import SCALE, Person, counted, organisation
from .solving import Known

ALL: Part = (frozenset([OVERALL]),)
STAND = frozenset(["stand"])


def unions(classes: Part) -> list[frozenset[frozenset[str]]]:
    """Every set of classes."""
    sizes = range(len(classes) + 1)
    return [frozenset(one) for one in chain(*(combinations(classes, size) for size in sizes))]


def differ(here: frozenset[frozenset[str]], there: frozenset[frozenset[str]], by: Crossing) -> int:
    """People who are in one of two unions and not in the other, counted one by one."""
    found = 0
    for (before, now), people in by.people.items():
        is_there = any(before in one for one in there)
        is_here = any(now in one for one in here)
        found += people * (is_there != is_here)
    return found


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from(["a", "b", "c", None]), st.sampled_from(["a", "b", "c", "d", None])
        ),
        st.sampled_from([0, 1, 2, 4, 5, 8, 20]),
    )
)
def test_no_sums_of_two_divisions_differ_by_few(
    people: dict[tuple[str | None, str | None], int],
) -> None:
    """What the smallest cut says is what trying every pair of unions says."""
    people.pop((None, None), None)
    groups = ("a", "b", "c", "d")
    sizes = {one: sum(n for (_, now), n in people.items() if now == one) for one in groups}
    there = tuple(frozenset([one]) for one in ("a", "b", "c"))
    crossing = Crossing("earlier", "team", there, people)

    here = told_apart(tuple(frozenset([one]) for one in groups), sizes, crossing, Rules())

    assert (
        all(
            differ(ours, theirs, crossing) in (0, *range(5, 1000))
            for ours in unions(here)
            for theirs in unions(there)
            if ours or theirs
        )
        or not here
    )


def test_the_smallest_cut_of_a_known_graph() -> None:
    """The example of eight nodes in Stoer and Wagner's paper, whose smallest cut is 4."""
    lines = [
        (1, 2, 2), (1, 5, 3), (2, 3, 3), (2, 5, 2), (2, 6, 2), (3, 4, 4), (3, 7, 2), (4, 7, 2),
        (4, 8, 2), (5, 6, 3), (6, 7, 1), (7, 8, 3),
    ]  # fmt: skip
    graph: dict[object, dict[object, int]] = {number: {} for number in range(1, 9)}
    for one, two, weight in lines:
        graph[one][two] = graph[two][one] = weight

    weight, side = smallest_cut(graph)

    assert weight == 4
    assert side in ({3, 4, 7, 8}, {1, 2, 5, 6})


def later(
    people: list[Person], seed: int, change: float
) -> list[tuple[Person | None, Person | None]]:
    """Each person before and after: some left, some came, some changed teams; nobody's mind."""
    chance = Random(seed)
    pairs: list[tuple[Person | None, Person | None]] = []
    for one in people:
        luck = chance.random()
        if luck < change / 2:
            pairs.append((one, None))
        elif luck < change:
            pairs.append((one, (chance.choice(people)[0], one[1], one[2])))
        else:
            pairs.append((one, one))
    coming = organisation(seed + 1, chance.randint(0, max(1, int(len(people) * change))), 3, 0.5)
    return pairs + [(None, one) for one in coming]


def crossings_of(
    pairs: list[tuple[Person | None, Person | None]],
    before: Published,
    questions: frozenset[str] | None = None,
) -> tuple[Crossing, ...]:
    """Where people of the second wave stood in each division of the first, by every division."""
    found = []
    theirs = {
        name: tuple(frozenset(one.options) for one in classes)
        for name, classes in before.divisions.items()
    }
    for other, classes in {**theirs, OVERALL: ALL}.items():
        for here in ("team", "role", OVERALL):
            people = Counter((group_of(one, other), group_of(two, here)) for one, two in pairs)
            found.append(Crossing(other, here, classes, people, questions))
    return tuple(found)


def group_of(person: Person | None, division: str) -> str | None:
    """The group of somebody in a division, or nothing where they are not in it."""
    if person is None:
        return None
    return {"team": person[0], "role": person[1], OVERALL: OVERALL}[division]


def learn_wave(
    known: Known,
    told: Published,
    side: int,
    pairs: list[tuple[Person | None, Person | None]],
    exact: bool,
) -> None:
    """All figures of one wave on the first question, as sums over those who walked one path."""
    paths = {(one and one[:2], two and two[:2]) for one, two in pairs}
    table = told.questions["stand"] if told.is_told else None
    cells: list[tuple[str, tuple[str, ...], tuple[str, ...], int]] = [
        (OVERALL, (OVERALL,), one.options, one.people) for one in (table.blocks if table else ())
    ]
    for name, by in table.by.items() if table else ():
        for groups, row in zip(by.classes, by.people, strict=True):
            cells += [
                (name, groups, options, people)
                for options, people in zip(by.blocks, row, strict=True)
            ]
    for name, groups, options, shown in cells:
        inside = [path for path in paths if group_of_path(path[side], name) in groups]
        asked = {(path, option): 1.0 for path in inside for option in options}
        if exact:
            there = [one for pair in pairs if (one := pair[side]) is not None]
            count = sum(group_of(one, name) in groups and one[2][0] in options for one in there)
            known.learn(asked, count, count)
        else:
            known.learn(asked, max(10, shown - 2), shown + 2)


def group_of_path(at: tuple[str, str] | None, division: str) -> str | None:
    """The group on one side of a path."""
    return group_of((*at, ()) if at else None, division)


def everything_of_two(
    pairs: list[tuple[Person | None, Person | None]],
    waves: tuple[Published, Published],
    exact: bool,
) -> tuple[Known, Counter[object]]:
    """Both waves together, for somebody who knows who took which path, and that no mind changed."""
    known = Known()
    walked = Counter((one and one[:2], two and two[:2]) for one, two in pairs)
    for path, people in walked.items():
        cells = {(path, option): 1.0 for option in (*SCALE, None)}
        known.learn(cells, people, people)
    for side in (0, 1):
        learn_wave(known, waves[side], side, pairs, exact)
    return known, Counter(walked)


def publish_both(
    pairs: list[tuple[Person | None, Person | None]],
    is_compared: bool = True,
    questions: frozenset[str] | None = None,
) -> tuple[Published, Published]:
    """The first wave, and the second as it may be told after it."""
    first = publish(counted([one for one, _ in pairs if one]))
    is_compared = is_compared and first.is_told
    crossings = crossings_of(pairs, first, questions) if is_compared else ()
    return first, publish(counted([two for _, two in pairs if two], crossings))


def found_out(known: Known, walked: Counter[object]) -> list[object]:
    """Paths of fewer than five people of whom it is certain that all of them said one thing."""
    return [
        (path, option)
        for path, people in walked.items()
        if people < 5
        for option in SCALE
        if known.bounds([(path, option)])[0] >= people
    ]


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from([12, 20, 40, 80, 160, 400]),
    st.sampled_from([0.0, 0.03, 0.1, 0.4]),
    st.sampled_from([None, STAND]),
)
def test_two_waves_tell_of_nobody_who_came_or_went(
    seed: int, size: int, change: float, questions: frozenset[str] | None
) -> None:
    """Even if everybody answered as before, and it is known who came, went and moved.

    Whether the two asked all the same, or share the one question that is looked at here.
    """
    pairs = later(organisation(seed, size, 4, 0.5), seed, change)
    known, walked = everything_of_two(pairs, publish_both(pairs, questions=questions), exact=False)

    assert found_out(known, Counter(dict(walked.most_common()[-12:]))) == []


@pytest.mark.xfail(strict=True, reason="Teams and roles together tell of one who left: not solved")
def test_one_who_left_is_not_found_by_teams_and_roles_together() -> None:
    """The property above fails here: each division alone tells of nobody, and both together do."""
    pairs = later(organisation(73, 400, 4, 0.5), 73, 0.03)
    known, walked = everything_of_two(pairs, publish_both(pairs), exact=False)

    assert found_out(known, Counter(dict(walked.most_common()[-12:]))) == []


def one_more() -> list[tuple[Person | None, Person | None]]:
    """Sixty who answer twice alike, and one who is new."""
    people = organisation(5, 60, 1, 0.0)
    new: Person = ("team 0", "role x", ("4", "kit"))
    return [*[(one, one) for one in people], (None, new)]


def test_a_wave_with_one_person_more_is_not_told() -> None:
    """The difference would be that one person."""
    first, second = publish_both(one_more())

    assert first.is_told
    assert not second.is_told
    assert second.why == "change"


def test_what_only_one_of_them_asked_is_told_all_the_same() -> None:
    """One person more: the question that both asked is held back, and the other is not."""
    _, second = publish_both(one_more(), questions=STAND)

    assert second.is_told
    assert (second.questions["stand"].told, second.questions["stand"].why) == ("not", "change")
    assert second.questions["barrier"].told == "told"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([40, 160, 400]), st.sampled_from([0.1, 0.4]))
def test_groups_of_a_shared_question_are_joined_and_never_divided_otherwise(
    seed: int, size: int, change: float
) -> None:
    """A later wave is kept apart from the groups that are told as such, and so from all tables."""
    _, second = publish_both(later(organisation(seed, size, 4, 0.0), seed, change), questions=STAND)

    for name, table in second.questions["stand"].by.items() if second.is_told else ():
        finest = [set(one.options) for one in second.divisions[name]]
        assert all(
            set(groups) == set().union(*(one for one in finest if one <= set(groups)))
            for groups in table.classes
        )


def test_without_comparing_waves_and_without_rounding_the_new_one_is_found() -> None:
    """Two rules broken: the solver says what the one new person answered."""
    pairs = one_more()
    known, walked = everything_of_two(pairs, publish_both(pairs, is_compared=False), exact=True)

    assert found_out(known, walked) == [((None, ("team 0", "role x")), "4")]


def test_two_divisions_that_differ_by_one_person_are_not_both_told() -> None:
    """All of team 0 are students, and one student is elsewhere: who they are is one subtraction."""
    people: list[Person] = [
        *[("team 0", "student", (SCALE[number % 4], "kit")) for number in range(60)],
        *[("team 1", "worker", (SCALE[number % 4], "time")) for number in range(60)],
        ("team 1", "student", ("1", "kit")),
    ]

    told = publish(counted(people))

    assert set(told.divisions) == {"team"}
    crossing = Crossing(
        "team",
        "role",
        tuple(frozenset([one]) for one in ("team 0", "team 1")),
        {(one, two): n for (one, two), n in counted(people).together.items()},
    )
    assert (
        narrow_cut((frozenset(["student"]), frozenset(["worker"])), crossing, Rules()) is not None
    )
