"""What is told of small numbers, and honest figures of what is told."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.foundation.small_numbers import Answers, Counted, Rules, publish
from alongside.foundation.small_numbers.counted import OVERALL
from alongside.foundation.small_numbers.joining import classes_of
from alongside.foundation.small_numbers.statistics import interval, mean, missing, share

RULES = Rules()


def one_question(is_ordered: bool = True, without: int = 0, **by_group: tuple[int, ...]) -> Counted:
    """One question with the same options for each group."""
    options = tuple("abcdef"[: len(next(iter(by_group.values())))])
    groups = {name: dict(zip(options, row, strict=True)) for name, row in by_group.items()}
    total = {one: sum(group[one] for group in groups.values()) for one in options}
    sizes = {name: sum(row) for name, row in by_group.items()}
    by = {"team": groups, OVERALL: {OVERALL: total}}
    people = sum(sizes.values()) + without
    return Counted(people, {"team": sizes}, {"q": Answers(options, is_ordered, by)}, {})


def test_fewer_than_ten_are_told_nothing() -> None:
    told = publish(one_question(north=(5, 4)))

    assert (told.is_told, told.people, told.questions, told.why) == (False, 0, {}, "few")


def test_counts_are_rounded_to_five() -> None:
    table = publish(one_question(north=(12, 13, 18))).questions["q"]

    assert [(one.options, one.people) for one in table.blocks] == [
        (("a",), 10), (("b",), 15), (("c",), 20),
    ]  # fmt: skip


def test_neighbours_on_a_scale_are_joined() -> None:
    table = publish(one_question(north=(3, 30, 25, 40))).questions["q"]

    assert [one.options for one in table.blocks] == [("a", "b"), ("c",), ("d",)]


def test_small_answers_become_other_with_the_next_smallest() -> None:
    """The remainder rule: one small answer alone could be found from the total."""
    table = publish(one_question(False, north=(40, 3, 30, 12))).questions["q"]

    assert [one.options for one in table.blocks] == [("a",), ("c",), ("b", "d")]


def test_nearly_all_alike_is_told_as_such_and_nothing_else() -> None:
    table = publish(one_question(north=(95, 2, 3))).questions["q"]

    assert (table.told, table.alike, table.blocks, table.by) == ("alike", ("a",), (), {})


def test_few_who_are_alike_are_not_told_at_all() -> None:
    """Of 20 people, nine in ten leaves only one or two who said something else."""
    assert publish(one_question(north=(20, 0))).questions["q"].told == "not"


def test_how_many_did_not_answer_is_told_of_ten_or_more() -> None:
    assert publish(one_question(without=4, north=(30, 30))).questions["q"].none is None
    assert publish(one_question(without=14, north=(30, 30))).questions["q"].none == 15


def test_all_groups_have_their_answers_joined_alike() -> None:
    """Where the south has few of one answer, the north's are joined too."""
    table = publish(one_question(north=(30, 30, 30), south=(4, 20, 30))).questions["q"]

    assert [one.options for one in table.blocks] == [("a",), ("b",), ("c",)]
    assert table.by["team"].blocks == (("a", "b"), ("c",))


def test_a_small_group_is_told_with_the_next_smallest() -> None:
    told = publish(one_question(north=(30, 30), south=(20, 20), east=(2, 1)))

    assert [one.options for one in told.divisions["team"]] == [("north",), ("east", "south")]


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 60)))
def test_each_class_is_large_enough_and_nobody_is_left_out(sizes: dict[str, int]) -> None:
    classes = classes_of(sizes, RULES)

    assert all(sum(sizes[group] for group in one) >= 10 for one in classes)
    if classes:
        assert sorted(group for one in classes for group in one) == sorted(sizes)
        assert all(len(one) != 1 or sizes[next(iter(one))] >= 10 for one in classes)


def test_the_rules_may_be_stricter_never_looser() -> None:
    assert Rules(least=20).least == 20
    for looser in (
        {"least": 4},
        {"to_nearest": 1},
        {"percent_from": 10},
        {"alike_from": 10},
        {"mean_from": 3},
        {"least_change": 1},
    ):
        with pytest.raises(ValueError):
            Rules(**looser)  # type: ignore[arg-type]
    assert asdict(Rules(least=5))["least"] == 5


# Honest figures


def test_wilsons_interval_of_a_published_example() -> None:
    """81 of 263, from Newcombe, Statistics in Medicine 17 (1998), table I: 0.2553 to 0.3662."""
    low, high = interval(81, 263)

    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@given(st.integers(1, 5000), st.integers(0, 5000))
def test_an_interval_holds_its_share(base: int, count: int) -> None:
    count = min(count, base)
    low, high = interval(count, base)

    assert 0 <= low <= count / base + 1e-12
    assert count / base - 1e-12 <= high <= 1


def test_no_percentage_on_a_small_base() -> None:
    assert share(10, 22, RULES) is None
    found = share(15, 30, RULES)
    assert found is not None
    assert (found.percent, found.low, found.high) == (50, 33, 67)


def test_a_mean_comes_from_what_is_told() -> None:
    assert mean([(1, 10), (4, 20)], RULES) == 3.0
    assert mean([(1, 5)], RULES) is None


def test_who_is_missing() -> None:
    found = missing(30, 100, RULES)
    assert found is not None
    assert found.percent == 70
    assert missing(3, 10, RULES) is None
    assert missing(25, 27, RULES) is None  # 27 of 27 are told as 25
    everybody = missing(RULES.rounded(103), 103, RULES)
    assert everybody is not None
    assert everybody.percent == 0
