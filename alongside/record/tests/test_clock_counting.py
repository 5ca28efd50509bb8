"""By when something is due: the examples of the rules, the edges, and what always holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.foundation.days import LONDON, bank_holidays, is_working_day, working_days_between
from alongside.record.clocks import CannotCount, Due, Pause, Rule, due, rule_on, rules

SOME_DAY = st.dates(date(1990, 1, 1), date(2120, 12, 31))
RULES = list(rules().values())
IN_DAYS = [one for one in RULES if one.length.unit != "hour"]
MONDAY = date(2026, 11, 2)


def rule(key: str, day: date = date(2026, 11, 21)) -> Rule:
    found = rule_on(key, day)
    assert found
    return found


def counted(key: str, start: date, **more: object) -> Due:
    return due(rule(key), start, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "start", "expected"),
    [
        ("referral-decision", MONDAY, date(2026, 11, 3)),
        ("core-group", MONDAY, date(2026, 11, 16)),
        ("initial-conference", MONDAY, date(2026, 11, 23)),
        ("looked-after-review-first", MONDAY, date(2026, 11, 30)),
        ("child-and-family-assessment", MONDAY, date(2027, 1, 7)),
        ("subject-access", date(2024, 9, 3), date(2024, 10, 3)),  # a Thursday
        ("subject-access", date(2025, 9, 3), date(2025, 10, 3)),  # a Friday
        ("subject-access", date(2026, 9, 3), date(2026, 10, 5)),  # 3 October is a Saturday
        ("subject-access", date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, and what follows
        ("subject-access", date(2026, 8, 1), date(2026, 9, 1)),
        ("subject-access", date(2026, 1, 31), date(2026, 3, 2)),  # 28 February is a Saturday
        ("review-conference-first", date(2026, 11, 30), date(2027, 2, 28)),
        ("care-plan-review", date(2024, 2, 29), date(2025, 2, 28)),
        ("looked-after-review-second", date(2026, 10, 3), date(2027, 1, 3)),  # a Sunday stays
        ("looked-after-visit-first", MONDAY, date(2026, 11, 9)),
        ("looked-after-visit", MONDAY, date(2026, 12, 14)),
        ("deprivation-urgent", MONDAY, date(2026, 11, 8)),  # the first day counts
        ("deprivation-standard", MONDAY, date(2026, 11, 22)),
        ("data-complaint-acknowledged", MONDAY, date(2026, 12, 1)),  # the first day counts
        ("conference-report-to-family", date(2026, 11, 12), date(2026, 11, 9)),
        ("referral-decision", date(2026, 11, 6), date(2026, 11, 9)),  # a Friday
        ("referral-decision", date(2026, 11, 7), date(2026, 11, 9)),  # a Saturday
        ("referral-decision", date(2026, 12, 24), date(2026, 12, 29)),
    ],
)
def test_due_on(key: str, start: date, expected: date) -> None:
    assert counted(key, start).due_on == expected


def test_72_hours_run_through_the_weekend_and_the_change_of_the_clocks() -> None:
    autumn = counted("breach-report", datetime(2026, 10, 23, 16, tzinfo=LONDON))
    assert autumn.due_at == datetime(2026, 10, 26, 15, tzinfo=LONDON)
    assert autumn.words() == "Monday 26 October 2026, 3pm"
    assert any("The clocks change" in step for step in autumn.how)
    spring = counted("breach-report", datetime(2026, 3, 27, 16, tzinfo=LONDON))
    assert spring.due_at == datetime(2026, 3, 30, 17, tzinfo=LONDON)
    plain = counted("breach-report", datetime(2026, 11, 20, 16))  # read as a time in London
    assert plain.due_at == datetime(2026, 11, 23, 16, tzinfo=LONDON)
    assert plain.warn_on == date(2026, 11, 22)
    assert not any("The clocks change" in step for step in plain.how)


def test_hours_need_a_time() -> None:
    with pytest.raises(CannotCount, match="Give the time too"):
        counted("breach-report", MONDAY)


def test_a_moment_late_in_the_evening_is_that_day_in_london() -> None:
    evening = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)  # 7 July in London
    assert counted("referral-decision", evening).due_on == date(2026, 7, 8)


def test_longer_by_what_the_rule_allows() -> None:
    longer = counted("subject-access", date(2026, 11, 30), is_extended=True)
    assert longer.due_on == date(2027, 3, 1)  # 28 February is a Sunday
    assert any("That makes 3 months." in step for step in longer.how)
    assert counted("deprivation-urgent", MONDAY, is_extended=True).due_on == date(2026, 11, 15)
    with pytest.raises(CannotCount, match="cannot be made longer"):
        counted("core-group", MONDAY, is_extended=True)


def test_a_pause_moves_the_day_by_as_long_as_it_lasted() -> None:
    asked = Pause(date(2026, 9, 7), date(2026, 9, 17))
    assert counted("subject-access", date(2026, 9, 3), pauses=[asked]).due_on == date(2026, 10, 13)
    with pytest.raises(CannotCount, match="cannot stand still"):
        counted("core-group", MONDAY, pauses=[asked])


def test_time_that_is_over_does_not_stand_still() -> None:
    start = date(2026, 9, 1)
    first, second = (
        Pause(date(2026, 9, 20), date(2026, 9, 30)),
        Pause(date(2026, 10, 8), date(2026, 10, 20)),
    )
    both = counted("subject-access", start, pauses=[second, first])
    assert both.due_on == date(2026, 10, 23)
    alone = counted("subject-access", start, pauses=[second])
    assert alone.due_on == date(2026, 10, 1)
    assert "does not count: it was due on Thursday 1 October 2026" in alone.how[-1]


def test_a_longer_time_is_said_as_it_was_given_and_whether_it_bears() -> None:
    start = date(2026, 9, 1)
    most = date(2026, 12, 1)
    further = counted("subject-access", start, longer_to=date(2027, 3, 1))
    assert further.due_on == most
    assert "It was given longer, to Monday 1 March 2027" in further.how[-1] + further.how[-2]
    assert further.how[-1] == "So it is due on Tuesday 1 December 2026."
    earlier = counted("subject-access", start, longer_to=date(2026, 9, 21))
    assert earlier.due_on == date(2026, 10, 1)
    assert "so it changes nothing" in earlier.how[-1]


@pytest.mark.parametrize(
    ("pauses", "sentence"),
    [
        ([Pause(date(2026, 9, 9), date(2026, 9, 8))], "ends after it began"),
        ([Pause(date(2026, 9, 2), date(2026, 9, 8))], "begins after the start"),
        (
            [Pause(date(2026, 9, 4), date(2026, 9, 8)), Pause(date(2026, 9, 7), date(2026, 9, 9))],
            "overlap",
        ),
    ],
)
def test_a_pause_that_cannot_be(pauses: list[Pause], sentence: str) -> None:
    with pytest.raises(CannotCount, match=sentence):
        counted("subject-access", date(2026, 9, 3), pauses=pauses)


def test_a_councils_closed_days_count_for_its_own_rules_alone() -> None:
    closed = {date(2026, 11, 3)}
    assert counted("safeguarding-decision", MONDAY, closed=closed).due_on == date(2026, 11, 4)
    assert counted("referral-decision", MONDAY, closed=closed).due_on == date(2026, 11, 3)


def test_every_step_is_told() -> None:
    assert counted("child-and-family-assessment", MONDAY).how == (
        "It counts from Monday 2 November 2026: the day on which the referral came.",
        "The first day that counts is the next working day, Tuesday 3 November 2026.",
        "45 working days on is Thursday 7 January 2027.",
        "Left out: Saturdays, Sundays and days not worked on in England "
        "(25 December 2026, 28 December 2026, 1 January 2027).",
    )
    assert counted("subject-access", date(2026, 11, 25)).how[-1] == (
        "That is a bank holiday, so it moves on to Tuesday 29 December 2026."
    )
    short = counted("review-conference-first", date(2026, 11, 30)).how[-1]
    assert short.endswith("February has no 30th, so it is the last day of the month.")


def test_a_day_that_is_too_far_away_is_refused_in_words() -> None:
    with pytest.raises(CannotCount, match="too far"):
        counted("care-plan-review", date(9999, 12, 31))


@given(SOME_DAY, st.sampled_from(IN_DAYS))
def test_what_always_holds(start: date, one: Rule) -> None:
    found = due(one, start)
    assert (found.due_on <= start) == one.is_before
    assert found.warn_on is None or start <= found.warn_on <= found.due_on
    assert found.how
    assert all(step.endswith(".") for step in found.how)
    if one.length.unit == "working day" or one.moves_on:
        assert is_working_day(found.due_on)
    if one.length.unit == "working day":
        assert working_days_between(start, found.due_on) == one.length.number
    if one.length.unit == "month" and not one.moves_on:
        months = (found.due_on.year - start.year) * 12 + found.due_on.month - start.month
        assert months == one.length.number
        assert found.due_on.day == start.day or (found.due_on + timedelta(days=1)).day == 1


@given(SOME_DAY, st.sampled_from(IN_DAYS), st.integers(0, 400))
def test_whoever_begins_later_is_never_due_earlier(start: date, one: Rule, later: int) -> None:
    assert due(one, start).due_on <= due(one, start + timedelta(days=later)).due_on


@given(SOME_DAY, st.integers(0, 60), st.integers(0, 60))
def test_a_pause_never_makes_it_earlier(start: date, wait: int, still: int) -> None:
    one = rule("subject-access")
    since = start + timedelta(days=wait)
    paused = due(one, start, pauses=[Pause(since, since + timedelta(days=still))])
    assert paused.due_on >= due(one, start).due_on
    assert due(one, start, is_extended=True).due_on > due(one, start).due_on


@given(st.datetimes(datetime(1990, 1, 1), datetime(2120, 1, 1), timezones=st.just(UTC)))
def test_hours_are_hours_whatever_the_clock_shows(start: datetime) -> None:
    found = due(rule("breach-report"), start)
    assert found.due_at
    assert found.due_at.astimezone(UTC) - start == timedelta(hours=72)


@given(SOME_DAY, st.integers(1, 20))
def test_closed_days_only_ever_make_it_later(start: date, many: int) -> None:
    one = rule("safeguarding-plan")
    closed = {start + timedelta(days=n) for n in range(1, many)}
    later = due(one, start, closed=closed)
    assert later.due_on >= due(one, start).due_on
    assert later.due_on not in closed | bank_holidays(later.due_on.year)
