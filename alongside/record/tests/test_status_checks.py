"""What does not add up in statuses: each sentence, and what no order or vagueness may change."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from alongside.record.statuses import Life, Span, Stated, checks, kinds

BORN = date(2012, 5, 3)
TODAY = date(2026, 11, 23)
LIFE = Life(TODAY, BORN)


def on(text: str) -> Span:
    """A day, a month (2026-11) or a year (2026)."""
    if len(text) == 4:
        return Span(date(int(text), 1, 1), date(int(text), 12, 31))
    day = date.fromisoformat(text)
    return Span(day, day)


def one(
    number: int, kind: str, since: str, until: str = "", code: str = "", **more: object
) -> Stated:
    first = {"looked-after": "C2", "placement": "U6", "child-in-need": "N1"}.get(kind, "")
    ended = on(until) if until else None
    return Stated(UUID(int=number), kind, code or first, on(since), ended, **more)  # type: ignore[arg-type]


def found(*history: Stated, life: Life = LIFE) -> list[str]:
    return sorted(each.what for each in checks(history, life))


def test_what_fits_is_not_asked_about() -> None:
    care = one(1, "looked-after", "2026-01-05")
    home = one(2, "placement", "2026-01-05", "2026-03-01")
    move = one(3, "placement", "2026-03-01")
    assert found(care, home, move) == []


def test_two_placements_at_once_and_one_without_being_looked_after() -> None:
    care = one(1, "looked-after", "2026-01-05", "2026-06-01")
    home = one(2, "placement", "2026-01-05", "2026-04-01")
    other = one(3, "placement", "2026-03-01", "2026-05-01")
    assert found(care, home, other) == ["two"]
    assert found(home) == ["outside"]
    assert found(care, one(4, "placement", "2026-05-01")) == ["outside"]  # it goes on after care


def test_legal_statuses_that_follow_each_other_carry_a_placement() -> None:
    by_agreement = one(1, "looked-after", "2026-01-05", "2026-02-10", "V2")
    order = one(2, "looked-after", "2026-02-10", code="C1")
    home = one(3, "placement", "2026-01-05")
    assert found(by_agreement, order, home) == []
    assert found(replace(order, since=on("2026-02-01")), by_agreement, home) == ["two"]
    assert found(replace(order, since=on("2026-02-12")), by_agreement, home) == ["outside"]


def test_a_protection_plan_wants_a_conference() -> None:
    plan = one(1, "protection-plan", "2026-06-01", code="NEG")
    assert found(plan) == ["needs"]
    held = Life(TODAY, BORN, entries=[("conference", date(2026, 6, 1))])
    assert found(plan, life=held) == []
    long_ago = Life(TODAY, BORN, entries=[("conference", date(2026, 3, 1))])
    assert found(plan, life=long_ago) == ["needs"]


def test_days_that_cannot_be() -> None:
    need = one(1, "child-in-need", "2026-06-01", "2026-05-01")
    assert found(need) == ["backwards"]
    assert found(one(2, "looked-after", "2011-01-01", "2011-02-01")) == ["unborn"]
    assert (
        found(one(3, "child-in-need", "2012-01-01", "2012-02-01")) == []
    )  # before birth it may be
    gone = Life(TODAY, BORN, date(2026, 2, 1))
    assert found(one(4, "looked-after", "2026-03-01"), life=gone) == ["dead"]
    assert found(one(5, "looked-after", "2026-01-01", "2026-03-01"), life=gone) == ["dead"]
    assert found(one(6, "looked-after", "2026-01-01"), life=gone) == []  # it ended with the death


def test_ages_names_codes_and_how_long() -> None:
    grown = Life(TODAY, date(2000, 1, 1))
    assert found(one(1, "looked-after", "2019-01-01"), life=grown) == ["age"]
    assert found(one(2, "care-leaver", "2026-01-01", code="eligible")) == ["age"]
    assert found(one(3, "carer", "2026-01-01")) == ["names"]
    assert found(one(3, "carer", "2026-01-01", is_naming=True)) == []
    assert found(one(4, "looked-after", "2026-01-01", code="Q9")) == ["code"]
    standard = one(5, "deprivation-of-liberty", "2026-01-01", "2027-01-01", "standard")
    assert found(standard, life=grown) == []
    assert found(replace(standard, until=on("2027-01-02")), life=grown) == ["longest"]
    assert found(replace(standard, until=None), life=grown) == ["longest"]
    assert found(replace(standard, code="urgent"), life=grown) == ["longest"]
    order = one(6, "order", "2026-01-01", code="non-molestation")
    assert found(order) == ["names"]
    assert found(replace(order, code="care")) == []


def test_an_answer_holds_as_long_as_the_same_is_said() -> None:
    care = one(1, "looked-after", "2026-01-05", "2026-06-01")
    home = one(2, "placement", "2026-01-05", "2026-04-01")
    other = one(3, "placement", "2026-03-01", "2026-05-01")
    (asked,) = checks([care, home, other], LIFE)
    answered = replace(home, answered=frozenset({asked.key}))
    assert found(care, answered, other) == []
    assert found(care, answered, replace(other, since=on("2026-03-02"))) == ["two"]
    assert found(care, replace(answered, since=on("2026-01-06")), other) == ["two"]


DAYS = st.dates(date(2010, 1, 1), date(2028, 1, 1))
SPANS = st.builds(
    lambda first, more: Span(first, first + timedelta(days=more)), DAYS, st.integers(0, 40)
)
HISTORIES = st.lists(
    st.builds(
        Stated,
        id=st.uuids(version=4),
        kind=st.sampled_from([*kinds(), "gone"]),
        code=st.sampled_from(["", "C2", "V2", "U6", "standard", "urgent", "non-molestation"]),
        since=SPANS,
        until=st.none() | SPANS,
        is_naming=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda each: each.id,
)
LIVES = st.builds(Life, st.just(TODAY), st.none() | DAYS, st.none() | DAYS)


@given(HISTORIES, LIVES)
def test_the_order_in_which_it_was_said_makes_no_difference(
    history: list[Stated], life: Life
) -> None:
    asked = checks(history, life)
    for other in list(permutations(history))[:6]:
        assert checks(other, life) == asked
    assert len({each.key for each in asked}) == len(asked)
    assert all(each.sentence.endswith(".") for each in asked)


@given(HISTORIES, LIVES)
def test_what_is_answered_is_not_asked_again_and_nothing_else_is_hidden(
    history: list[Stated], life: Life
) -> None:
    asked = checks(history, life)
    for each in asked:
        said = [
            replace(one, answered=frozenset({each.key})) if one.id == each.of[-1] else one
            for one in history
        ]
        assert [left for left in asked if left.key != each.key] == checks(said, life)


@given(HISTORIES, LIVES, st.integers(0, 400))
def test_to_say_less_exactly_raises_no_question(
    history: list[Stated], life: Life, days: int
) -> None:
    """Of days, ends and ages: an entry that is missing is missing all the same."""
    vaguer = [
        replace(
            one,
            since=Span(
                one.since.first - timedelta(days=days), one.since.last + timedelta(days=days)
            ),
            until=one.until
            and Span(one.until.first - timedelta(days=days), one.until.last + timedelta(days=days)),
        )
        for one in history
    ]
    # Who was not born yet was too young as well, which is asked only of whoever was born.
    of_days = {name: name for name in ("backwards", "dead", "age", "two", "outside")}
    of_days["unborn"] = "age"

    def asked(said: list[Stated]) -> set[tuple[str, frozenset[UUID]]]:
        found = [each for each in checks(said, life) if each.what in of_days]
        return {(of_days[each.what], frozenset(each.of)) for each in found}

    assert asked(vaguer) <= asked(history)
