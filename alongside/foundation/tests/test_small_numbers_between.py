"""Laying two waves, or two divisions of one, beside each other tells of nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain, combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.foundation.small_numbers import Crossing, Published, Rules, publish
from alongside.foundation.small_numbers.counted import OVERALL, Beside, Part
from alongside.foundation.small_numbers.differencing import cut_between, narrow_cut, told_apart

from .organisations import SCALE, Person, counted, organisation
from .solving import Known

ALL: Part = (frozenset([OVERALL]),)
STAND = frozenset(["stand"])


def unions(classes: Part) -> list[frozenset[frozenset[str]]]:
    """Every set of classes."""
    sizes = range(len(classes) + 1)
    return [frozenset(one) for one in chain(*(combinations(classes, size) for size in sizes))]


def is_told_of_enough(
    here: frozenset[frozenset[str]], there: frozenset[frozenset[str]], by: Beside
) -> bool:
    """Who is in one of two unions and not in the other: nobody, or enough on either side."""
    went, came = 0, 0
    for (before, now), people in by.people.items():
        is_there = any(before in one for one in there)
        is_here = any(now in one for one in here)
        went += people * (is_there and not is_here)
        came += people * (is_here and not is_there)
    return all(not few or 10 * few + others >= 50 for few, others in ((went, came), (came, went)))


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
    """What the narrowest cut says is what trying every pair of unions says."""
    people.pop((None, None), None)
    groups = ("a", "b", "c", "d")
    sizes = {one: sum(n for (_, now), n in people.items() if now == one) for one in groups}
    there = tuple(frozenset([one]) for one in ("a", "b", "c"))
    by = Beside(there, people)

    here = told_apart(tuple(frozenset([one]) for one in groups), sizes, by, Rules())

    assert (
        all(
            is_told_of_enough(ours, theirs, by) for ours in unions(here) for theirs in unions(there)
        )
        or not here
    )


def test_the_narrowest_cut_of_a_known_graph() -> None:
    """The network of six nodes in Cormen and others' Introduction to Algorithms: its flow is 23."""
    graph: dict[object, dict[object, int]] = {
        "s": {"v1": 16, "v2": 13}, "v1": {"v3": 12}, "v2": {"v1": 4, "v4": 14},
        "v3": {"v2": 9, "t": 20}, "v4": {"v3": 7, "t": 4}, "t": {},
    }  # fmt: skip

    assert cut_between(graph, "s", "t", 23) is None
    assert cut_between(graph, "s", "t", 24) == {"s", "v1", "v2", "v4"}


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


def crossing_of(
    pairs: list[tuple[Person | None, Person | None]],
    before: Published,
    questions: frozenset[str] | None = None,
) -> Crossing:
    """Where people of the second wave stood in the divisions of the first."""
    there = {
        name: tuple(frozenset(one.options) for one in classes)
        for name, classes in before.divisions.items()
    } | {OVERALL: ALL}
    here = ("team", "role", OVERALL)
    people = Counter((stood_in(one, there), stood_in(two, here)) for one, two in pairs)
    return Crossing(there, here, people, questions)


def stood_in(person: Person | None, divisions: Iterable[str]) -> tuple[str, ...] | None:
    """The group of somebody in each division, or nothing where they are in none."""
    if person is None:
        return None
    of = {"team": person[0], "role": person[1], OVERALL: OVERALL}
    return tuple(of[one] for one in divisions)


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
    crossings = (crossing_of(pairs, first, questions),) if is_compared else ()
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


@settings(max_examples=25, deadline=None, derandomize=True)
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

    Whether the two asked all the same, or share the one question that is looked at here. The same
    organisations are looked at every time: five people and more who all said one thing, with every
    rounding at its edge, may be found (decision 0025).
    """
    pairs = later(organisation(seed, size, 4, 0.5), seed, change)
    known, walked = everything_of_two(pairs, publish_both(pairs, questions=questions), exact=False)

    assert found_out(known, Counter(dict(walked.most_common()[-12:]))) == []


def test_one_who_left_beside_several_who_came_is_not_found() -> None:
    """One left and six came in two roles, and fewer said 3 there: it was the one who had left."""
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
    beside = Beside(
        tuple(frozenset([one]) for one in ("team 0", "team 1")),
        {(one, two): n for (one, two), n in counted(people).together.items()},
    )
    assert narrow_cut((frozenset(["student"]), frozenset(["worker"])), beside, Rules()) is not None
