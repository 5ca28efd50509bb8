"""The kinds of plan that are shipped, what a sheet keeps, and what is told of a goal."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.foundation.content import folder
from alongside.plans import telling
from alongside.plans.drawn import drawing
from alongside.plans.kinds import Kind, kinds
from alongside.plans.wording import (
    PICTURES,
    Goal,
    Money,
    Owner,
    Step,
    Wording,
    as_data,
    from_data,
    picture_of,
)

MARCH, JUNE = date(2026, 3, 3), date(2026, 6, 2)
ODD: list[Any] = [
    [1],
    {"steps": "Rice", "goals": {"a": 1}, "sections": [1], "beyond": 1},
    {"steps": ["Wash up", {"words": "Buy", "owner": "dog", "by": "soon", "key": 7}]},
    {"goals": [{"words": "Wash up", "where": 77, "colour": "red"}, None]},
    {"money": [{"words": "Bus", "amount": "lots", "every": "decade"}], "sections": {"a": 3}},
]
PICTURE_FILES = {path.stem for path in (folder() / "pictures").glob("*.svg")}


def test_the_eight_kinds_are_there() -> None:
    assert set(kinds()) == {
        *("care-and-support", "carer-support", "child-in-need", "child-protection"),
        *("care", "pathway", "safety", "early-help"),
    }


def test_the_next_day_is_counted_in_months_and_working_days() -> None:
    days = [kinds()["care"].review.after(date(2026, 1, 5), n) for n in (1, 2, 3, 4)]
    assert days == [date(2026, 2, 2), date(2026, 4, 5), date(2026, 7, 5), date(2026, 7, 5)]
    conference = kinds()["child-protection"].review
    assert [conference.after(date(2026, 1, 31), n) for n in (1, 2)] == [
        date(2026, 4, 30),
        date(2026, 7, 31),
    ]


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.key)
def test_a_kind_says_its_ground_and_its_rhythm(kind: Kind) -> None:
    assert kind.ground
    assert kind.review.words
    assert kind.fits(None, MARCH)
    assert kind.review.after(date(2026, 3, 1), 1) > date(2026, 3, 1)
    assert {one.picture for one in kind.sections} <= PICTURE_FILES
    assert len({one.key for one in kind.sections}) == len(kind.sections) >= 2
    if not kind.review.dated.checked:
        assert "Not checked" in kind.review.standing


def test_a_kind_is_offered_by_age() -> None:
    def fitting(born: date) -> set[str]:
        return {key for key, one in kinds().items() if one.fits(born, MARCH)}

    child, leaver, old = date(2020, 1, 1), date(2008, 3, 3), date(1940, 1, 1)
    assert fitting(child) == {"child-in-need", "child-protection", "care", "early-help", "safety"}
    assert fitting(leaver) == {"pathway", "care-and-support", "carer-support", "safety"}
    assert fitting(old) == {"care-and-support", "carer-support", "safety"}
    assert fitting(date(2026, 5, 1)) == fitting(child)  # expected, and not born yet


def test_every_picture_that_is_chosen_is_there() -> None:
    assert {name for name, _ in PICTURES} <= PICTURE_FILES
    assert picture_of("Ring the GP") == "phone"
    assert picture_of("Reading", Owner.RELATIVE) == "people"
    assert picture_of("Ringwood") == "hand"  # a word, not a part of one


@pytest.mark.parametrize(
    ("step", "picture"),
    [
        ("Ring the school about football", "ball"),  # and not what stands first in the list
        ("Go to the job centre and take the dentist’s letter", "doctor"),
        ("Find the tablet", "hand"),  # a medicine or a computer
        ("Pay for the bus", "hand"),
        ("Take the bus, then another bus", "bus"),
    ],
)
def test_a_picture_follows_the_longest_word_and_never_one_of_two(step: str, picture: str) -> None:
    assert picture_of(step) == picture


words = st.text(max_size=40)
steps = st.builds(
    Step,
    st.just("s1"),
    words,
    st.sampled_from([str(one) for one in Owner.values]),
    words,
    st.none() | st.dates(),
)
money = st.builds(
    Money, st.just("m1"), words, st.decimals(0, 9_999, places=2), st.sampled_from(["week", "once"])
)


@given(st.builds(Wording, wanted=words, steps=st.tuples(steps), money=st.tuples(money)))
def test_what_is_kept_is_read_again_as_it_was(said: Wording) -> None:
    assert from_data(as_data(said)) == said


def test_a_sheet_that_knows_less_is_still_read() -> None:
    assert from_data({"wanted": "Tea"}) == Wording(wanted="Tea")
    assert Money("m1", "x", Decimal("12.50"), "once").told == "£12.50 once"


@pytest.mark.parametrize("odd", ODD)
def test_what_is_not_as_expected_keeps_nothing_else_from_being_read(odd: Any) -> None:
    said = from_data({"wanted": "Tea", **odd} if isinstance(odd, dict) else odd)
    assert said.wanted == ("Tea" if isinstance(odd, dict) else "")
    for step in said.steps:
        assert step.key
        assert step.whose("Ade")
        assert picture_of(step.words, step.owner) in PICTURE_FILES
    for line in said.money:
        assert line.told
    assert "Wash up" in str(said) or "Wash up" not in str(odd)


def test_the_way_of_a_goal_is_a_sentence_and_from_two_looks_on_a_picture() -> None:
    assert telling.sentence([]) == "Nobody has said yet how far this is."
    assert telling.sentence([(MARCH, 1)]) == "“A start” on 3 March 2026."
    way = [(MARCH, 1), (JUNE, 3)]
    assert telling.sentence(way) == (
        "From “A start” on 3 March 2026 to “Nearly there” on 2 June 2026; looked at 2 times."
    )
    assert not drawing(way[:1])
    assert drawing(way).count("<circle") == 2
    assert drawing([(MARCH, 1), (MARCH, 1)]).count("<circle") == 2  # twice on one day


def test_the_more_there_is_the_smaller_it_is_set() -> None:
    def size(count: int) -> str:
        return telling.size_of(Wording(steps=tuple(Step(f"s{n}", "x" * 30) for n in range(count))))

    assert [size(n) for n in (1, 8, 9, 12, 16, 30)] == [
        *("large", "large", "middle", "middle", "small", "full"),
    ]


def test_what_changed_is_told_row_by_row() -> None:
    before = Wording(goals=(Goal("g1", "Cook"), Goal("g2", "Sing")), steps=(Step("s1", "Buy"),))
    now = Wording(goals=(Goal("g1", "Cook", where=2), Goal("g3", "Walk")))
    told = [(one.what, one.words) for one in telling.changes(before, now, ["s1"])]
    assert told == [
        ("Changed goal", "Cook · Halfway"),
        ("New goal", "Walk"),
        ("Left out: a goal", "Sing"),
        ("Done: a step", "Buy"),
    ]
