"""Nothing hidden can be worked out: every published table at once, solved as a linear system."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.foundation.small_numbers import LEAST_EVER, Answers, Counted, Rules, publish
from alongside.foundation.small_numbers.counted import OVERALL

from .organisations import Person, counted, organisation
from .solving import Known, everything_known, hidden_cells

SIZES = st.sampled_from([8, 9, 10, 12, 15, 20, 24, 30, 40, 55, 80, 120, 200, 400, 900, 2000])


def narrowest(
    all_of_it: Counted, known: Known, most: int = 14
) -> list[tuple[tuple[str, str, str, str], int, int]]:
    """Hidden cells that are known better than to within five people, or than the group is large."""
    told = publish(all_of_it)
    found = []
    for key, name, group, option in hidden_cells(all_of_it, told)[:most]:
        people = all_of_it.groupings.get(name, {}).get(group, all_of_it.respondents)
        low, high = known.bounds([(key, name, group, option)])
        if high - low < min(LEAST_EVER, people):
            found.append(((key, name, group, option), low, high))
    return found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), SIZES, st.integers(1, 12), st.sampled_from([0.0, 0.3, 0.7, 0.93, 1]))
def test_no_hidden_cell_is_known_to_within_five(
    seed: int, size: int, teams: int, lean: float
) -> None:
    """Even for somebody who has each figure unrounded and knows who answered in each group."""
    all_of_it = counted(organisation(seed, size, teams, lean))

    assert narrowest(all_of_it, everything_known(all_of_it, publish(all_of_it))) == []


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), SIZES, st.integers(1, 12), st.sampled_from([0.0, 0.3, 0.7, 0.93, 1]))
def test_every_published_cell_tells_of_ten(seed: int, size: int, teams: int, lean: float) -> None:
    """No figure of fewer, for any pair of filters, and none that everybody in it shares."""
    all_of_it = counted(organisation(seed, size, teams, lean))
    told = publish(all_of_it)

    for key, table in told.questions.items():
        answers = all_of_it.questions[key]
        cells = [
            answers.of(OVERALL, frozenset([OVERALL]), frozenset(one.options))
            for one in table.blocks
        ]
        assert all(cell >= 10 for cell in cells)
        for name, one in table.by.items():
            for groups in one.classes:
                row = [answers.of(name, frozenset(groups), frozenset(each)) for each in one.blocks]
                assert min(row) >= 10
                assert max(row) < 0.9 * sum(row)
    assert all(
        sum(all_of_it.groupings[name][group] for group in one.options) >= 10
        for name, classes in told.divisions.items()
        for one in classes
    )


# Rules with one of them broken: the same solver must find what they give away.


def test_without_the_remainder_rule_the_small_cell_is_found() -> None:
    """Each small cell hidden by itself, and the total told: what is missing is the cell."""
    cells = {"team A": 23, "team B": 31, "team C": 3}
    known = Known()
    for group, people in cells.items():
        if people >= 10:
            known.learn({group: 1.0}, people, people)
    known.learn(dict.fromkeys(cells, 1.0), 57, 57)

    assert known.bounds(["team C"]) == (3, 3)


def test_joined_differently_for_each_group_the_small_cell_is_found() -> None:
    """One group's answers told apart and the other's joined, beside a total told apart."""
    both = {("A", "1"): 15, ("A", "2"): 12, ("B", "1"): 4, ("B", "2"): 20}
    known = Known()
    known.learn({("A", "1"): 1.0}, 15, 15)
    known.learn({("A", "2"): 1.0}, 12, 12)
    known.learn({("B", "1"): 1.0, ("B", "2"): 1.0}, 24, 24)
    for option in ("1", "2"):
        total = sum(count for (_, said), count in both.items() if said == option)
        known.learn({("A", option): 1.0, ("B", option): 1.0}, total, total)

    assert known.bounds([("B", "1")]) == (4, 4)


def test_without_the_rule_for_the_alike_everybody_is_known() -> None:
    """A group told as unanimous: no cell of it is hidden any longer."""
    people: list[Person] = [("team 0", "role x", ("4", "kit"))] * 60
    all_of_it = counted(people)
    known = everything_known(all_of_it, publish(all_of_it))
    assert narrowest(all_of_it, known) == []

    known.learn({("stand", OVERALL, OVERALL, "4"): 1.0}, 60, 60)
    assert len(narrowest(all_of_it, known)) > 0


def test_with_live_filters_one_person_is_found() -> None:
    """Any filter of ten or more, whenever one likes: everybody, and everybody but one."""
    people = organisation(3, 60, 4, 0.2)
    people.append(("team 0", "role alone", ("1", "kit")))
    filters = {
        "everybody": people,
        "all other roles": [one for one in people if one[1] != "role alone"],
    }
    known = Known()
    for chosen in filters.values():
        cells = {number: 1.0 for number, one in enumerate(people) if one in chosen}
        said = sum(1 for one in chosen if one[2][0] == "1")
        assert len(chosen) >= 10
        known.learn(cells, said, said)

    assert known.bounds([len(people) - 1]) == (1, 1)


# Whoever also knows the rules: every organisation that gives the same tables, tried one by one.


def told_of(rows: tuple[tuple[int, ...], ...], rules: Rules) -> tuple[Counted, str]:
    """Groups with so many of each option, and all that is told of them as text."""
    options = tuple(str(number) for number in range(len(rows[0])))
    groups = {f"g{number}": dict(zip(options, row, strict=True)) for number, row in enumerate(rows)}
    total = {one: sum(group[one] for group in groups.values()) for one in options}
    sizes = {name: sum(group.values()) for name, group in groups.items()}
    division = {"group": sizes} if len(rows) > 1 else {}
    by = {OVERALL: {OVERALL: total}, **({"group": groups} if division else {})}
    found = Counted(sum(sizes.values()), division, {"q": Answers(options, True, by)}, {})
    return found, repr(publish(found, rules))


@pytest.mark.parametrize(("groups", "options", "most"), [(1, 2, 75), (1, 3, 28), (2, 2, 15)])
def test_knowing_the_rules_helps_nobody(groups: int, options: int, most: int) -> None:
    """Of all organisations that give the same tables, a hidden cell has at least five values.

    With the lowest threshold that any council may set, which protects least.
    """
    rules = Rules(least=LEAST_EVER)
    same: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for cells in product(range(most + 1), repeat=groups * options):
        rows = tuple(cells[at : at + options] for at in range(0, len(cells), options))
        same[told_of(rows, rules)[1]].append(cells)

    poorest = defaultdict(set)
    for told, all_cells in same.items():
        for cells in all_cells:
            for at, count in enumerate(cells):
                poorest[told, at].add(count)
    tried = 0
    edge = most - 6  # near the largest tried, others that would fit were not tried
    for (told, at), values in poorest.items():
        if min(values) < LEAST_EVER and max(max(one) for one in same[told]) < edge:
            assert len(values) >= LEAST_EVER, (told, at, values)
            tried += 1
    assert tried > 5
