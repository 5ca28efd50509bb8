"""Tests of how a self-assessment is worked out: by hand, by rule, on people who did not change."""

import math
import random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.learning.measuring import (
    ASSUMED,
    PAIRS,
    Aspect,
    Noise,
    Standing,
    alpha,
    correlation,
    flags,
    gap,
    growth,
    is_clear,
    item_rest,
    level_of,
    loadings,
    noise_of,
    omega,
    priority,
    strictness,
    strictness_in_words,
    to_work_on,
)

LEVELS = st.lists(st.integers(1, 4), max_size=4)
AREA = st.builds(
    Aspect,
    cluster=st.sampled_from("ABCDEFGHIJ"),
    level=st.none() | st.floats(1, 4),
    typical_from=st.sampled_from([1.0, 1.75, 2.5, 3.0]),
    importance=st.none() | st.integers(1, 3),
    is_of_role=st.booleans(),
    has_star=st.booleans(),
)


@given(LEVELS)
def test_an_area_is_the_mean_of_what_was_answered(levels: list[int]) -> None:
    found = level_of(levels)
    if len(levels) < 2:
        assert found is None
    else:
        assert found == fmean(levels)
        assert min(levels) <= found <= max(levels)


def test_nothing_but_a_level_counts() -> None:
    for odd in ([0, 3], [5, 3]):
        with pytest.raises(ValueError, match="1, 2, 3 or 4"):
            level_of(odd)


@given(st.floats(1, 4), st.floats(1, 4))
def test_a_gap_is_never_a_shortcoming_below_nothing(level: float, low: float) -> None:
    assert gap(level, low) == max(0, low - level)


@given(st.lists(AREA, max_size=10, unique_by=lambda one: one.cluster))
def test_at_most_three_and_never_what_is_not_of_the_role(areas: list[Aspect]) -> None:
    found = to_work_on(areas)
    by_key = {one.cluster: one for one in areas}
    assert len(found) <= 3
    assert len(set(found)) == len(found)
    for key in found:
        one = by_key[key]
        assert one.is_of_role
        assert priority(one) > 0 or one.has_star
    left = [one for key, one in by_key.items() if key not in found and one.is_of_role]
    if found:
        lowest = min(round(priority(by_key[key]), 9) for key in found)
        assert all(round(priority(one), 9) <= lowest or len(found) == 3 for one in left)
        assert all(round(priority(one), 9) <= lowest for one in left if len(found) == 3)


def test_a_star_decides_between_equals() -> None:
    a, b = Aspect("A", 1.5, 2.5, 2), Aspect("B", 1.5, 2.5, 2, has_star=True)
    c, d = Aspect("C", 2.0, 2.5, 3), Aspect("D", 3.0, 2.5, 3, has_star=True)
    assert to_work_on([a, c, d, b]) == ["B", "A", "C"]
    assert to_work_on([d]) == ["D"]
    assert to_work_on([Aspect("E", 1.0, 3.0, 3, is_of_role=False)]) == []


def test_the_assumed_band_is_the_one_that_is_said() -> None:
    assert ASSUMED.is_assumed
    assert round(ASSUMED.band, 2) == 0.91
    assert round(Noise(0.8, 0.6, PAIRS).band, 2) == 0.74
    assert not is_clear(0.75)
    assert not is_clear(-0.75)
    assert not is_clear(None)
    assert round(ASSUMED.smallest_clear(), 2) == 1.04
    assert not is_clear(1.0)
    assert is_clear(1.25)
    assert is_clear(-1.25)
    assert not is_clear(1.25, answers=2)


@pytest.mark.parametrize("answers", [2, 3, 4])
def test_people_who_did_not_change_are_seldom_told_that_they_did(answers: int) -> None:
    """Whole answers from 1 to 4, twice, by what is assumed of their noise."""
    chance = random.Random(answers)
    true_spread = ASSUMED.spread * math.sqrt(ASSUMED.reliability)
    each = ASSUMED.error * 2  # of one answer: the mean of four has half of it

    def look(true: float) -> float | None:
        found = (round(true + chance.gauss(0, each)) for _ in range(answers))
        return level_of(min(max(one, 1), 4) for one in found)

    told = 0
    for _ in range(20_000):
        true = chance.gauss(2.5, true_spread)
        told += is_clear(growth(look(true), None, look(true)).apparent, answers=answers)
    assert 0 < told / 20_000 <= 0.05


def test_measured_noise_waits_for_a_hundred_pairs() -> None:
    chance = random.Random(7)
    true = [chance.gauss(2.5, 0.5) for _ in range(400)]
    before = [one + chance.gauss(0, 0.2) for one in true]
    after = [one + chance.gauss(0, 0.2) for one in true]
    assert noise_of(before[:99], after[:99]) is ASSUMED
    found = noise_of(before, after)
    assert not found.is_assumed
    assert found.pairs == 400
    assert abs(found.error - 0.2) < 0.03
    with pytest.raises(ValueError, match="its after"):
        noise_of(before, after[:-1])


THREE = st.none() | st.floats(1, 4)


@given(THREE, THREE, THREE)
def test_three_figures_and_none_is_blended(
    before: float | None, then: float | None, now: float | None
) -> None:
    found = growth(before, then, now)
    if before is not None and then is not None and now is not None:
        assert found.apparent is not None
        assert found.felt is not None
        assert found.recalibration is not None
        assert math.isclose(found.apparent, found.felt + found.recalibration, abs_tol=1e-9)
    else:
        assert None in (found.apparent, found.felt, found.recalibration)


def test_strictness_is_words_and_needs_three() -> None:
    meant = {"a": 2, "b": 3, "c": 1}
    assert strictness({"a": 1, "b": 2}, meant) is None
    assert strictness_in_words(None) == ""
    assert strictness({"a": 1, "b": 2, "c": 1}, meant) == pytest.approx(-2 / 3)
    assert "stricter" in strictness_in_words(-2 / 3)
    assert "generous" in strictness_in_words(1.0)
    assert "about as" in strictness_in_words(0.33)


def test_a_peer_agrees_with_evidence_and_never_without() -> None:
    assert Standing(2.5, 2, 1).claimed == 2.5
    with pytest.raises(ValueError, match="cannot be more"):
        Standing(2.5, 0, 1)


def test_alpha_is_what_it_is_by_hand() -> None:
    """Rows 1 2 3 / 2 4 4 / 3 3 5 / 4 5 4: variances 5/3, 5/3, 2/3, of the totals 26/3.

    So alpha is 3/2 times 1 less (4 / (26/3)) = 3/2 x 14/26 = 21/26.
    """
    rows = [[1, 2, 3], [2, 4, 4], [3, 3, 5], [4, 5, 4]]
    assert alpha(rows) == pytest.approx(21 / 26)
    assert alpha(rows[:1]) is None
    assert alpha([[1, 2], [1, 2]]) is None


def test_parallel_items_agree_wholly() -> None:
    rows = [[one, one, one] for one in (1.0, 2.0, 3.0, 4.0, 2.0)]
    assert alpha(rows) == pytest.approx(1)
    found = loadings(rows)
    assert found is not None
    assert omega(found) == pytest.approx(1, abs=1e-6)
    assert item_rest(rows) == pytest.approx([1, 1, 1])


def test_omega_finds_the_factor_that_was_put_in() -> None:
    chance, true = random.Random(3), [0.8, 0.7, 0.6, 0.5]
    rows = []
    for _ in range(4_000):
        common = chance.gauss(0, 1)
        rows.append([w * common + chance.gauss(0, math.sqrt(1 - w * w)) for w in true])
    found = loadings(rows)
    assert found is not None
    assert found == pytest.approx(true, abs=0.06)
    assert omega(found) == pytest.approx(omega(true), abs=0.03)
    assert loadings([[1.0, 2.0], [1.0, 3.0], [1.0, 1.0]]) is None


def test_correlation_of_what_never_varies_is_nothing() -> None:
    assert correlation([1, 1, 1], [1, 2, 3]) == 0
    assert correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1)


def test_a_statement_that_flatters_is_flagged() -> None:
    assert flags(["4"] * 7 + ["2"] * 3) == [
        "More than 60% chose the highest level: the wording may flatter."
    ]
    assert flags(["4"] * 6 + ["2"] * 4) == []
    assert len(flags(["not-role"] * 5 + ["4"] * 5)) == 2
    assert flags([]) == []
