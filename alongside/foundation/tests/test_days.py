"""Working days, dates as people write them, and dates, times and ages in words."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from alongside.foundation import days
from alongside.foundation.days import LONDON, When, parse_day, parse_when

TODAY = date(2026, 11, 21)  # a Saturday
SOME_DAY = st.dates(date(1900, 1, 1), date(2150, 12, 31))


def refusal(text: str) -> str:
    with pytest.raises(ValidationError) as caught:
        parse_day(text, today=TODAY)
    return str(caught.value.messages[0])


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, date(2026, 11, 2)),
        (1, date(2026, 11, 3)),
        (10, date(2026, 11, 16)),
        (15, date(2026, 11, 23)),
        (20, date(2026, 11, 30)),
        (45, date(2027, 1, 7)),  # skips 25 and 28 December and 1 January
    ],
)
def test_working_days_after_a_monday(n: int, expected: date) -> None:
    assert days.working_days_after(date(2026, 11, 2), n) == expected


@pytest.mark.parametrize(
    "holiday",
    [
        date(2020, 5, 8),  # moved from the Monday, for the end of the war in Europe
        date(2022, 6, 3),  # platinum jubilee
        date(2022, 9, 19),  # the Queen's funeral
        date(2023, 5, 8),  # coronation
        date(2026, 4, 3),
        date(2026, 12, 28),  # in place of 26 December, a Saturday
        date(2027, 12, 27),
        date(2027, 12, 28),
    ],
)
def test_bank_holidays_that_were_moved_or_proclaimed(holiday: date) -> None:
    assert not days.is_working_day(holiday)


def test_england_works_when_scotland_does_not() -> None:
    assert days.is_working_day(date(2026, 11, 30))
    assert days.is_working_day(date(2020, 5, 4))
    assert not days.is_working_day(date(2026, 8, 31))


def test_a_reply_due_on_christmas_day_is_due_on_the_29th() -> None:
    assert days.working_day_from(date(2026, 12, 25)) == date(2026, 12, 29)
    assert days.working_day_from(date(2026, 10, 3)) == date(2026, 10, 5)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        days.working_days_after(TODAY, -1)


@given(SOME_DAY, st.integers(0, 60))
def test_counting_there_and_back_agrees(start: date, n: int) -> None:
    end = days.working_days_after(start, n)
    assert days.working_days_between(start, end) == n
    assert days.working_days_between(end, start) == -n
    assert n == 0 or days.is_working_day(end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27 March 2026", date(2026, 3, 27)),
        ("  27   march,  2026. ", date(2026, 3, 27)),
        ("27/3/26", date(2026, 3, 27)),
        ("27.03.2026", date(2026, 3, 27)),
        ("27-3-2026", date(2026, 3, 27)),
        ("27 3 2026", date(2026, 3, 27)),
        ("2026-03-27", date(2026, 3, 27)),
        ("2026/3/27", date(2026, 3, 27)),
        ("1st of May 2026", date(2026, 5, 1)),
        ("the 3rd of Sept, 2025", date(2025, 9, 3)),
        ("March 27, 2026", date(2026, 3, 27)),
        ("27-Mar-26", date(2026, 3, 27)),
        ("27 mar. 2026", date(2026, 3, 27)),
        ("Friday 27 March 2026", date(2026, 3, 27)),
        ("29 February 2024", date(2024, 2, 29)),
        ("٢٧/٣/٢٠٢٦", date(2026, 3, 27)),
        ("5/3/60", date(1960, 3, 5)),
        ("5/3/36", date(2036, 3, 5)),
        ("5/3/37", date(1937, 3, 5)),
        ("today", date(2026, 11, 21)),
        ("Yesterday", date(2026, 11, 20)),
        ("the day before yesterday", date(2026, 11, 19)),
        ("tomorrow", date(2026, 11, 22)),
        ("Monday", date(2026, 11, 16)),
        ("Saturday", date(2026, 11, 21)),
        ("last Saturday", date(2026, 11, 14)),
        ("on Tues", date(2026, 11, 17)),
        ("next Monday", date(2026, 11, 23)),
        ("3 days ago", date(2026, 11, 18)),
        ("a week ago", date(2026, 11, 14)),
    ],
)
def test_days_as_people_write_them(text: str, expected: date) -> None:
    assert parse_day(text, today=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write a day, such as 27 March 2026."),
        ("31 November", "31 November does not exist. Did you mean 30 November?"),
        ("31/11/2026", "31 November does not exist. Did you mean 30 November?"),
        ("29/2/26", "29 February 2026 does not exist. Did you mean 28 February 2026?"),
        ("30 Feb 2024", "30 February does not exist. Did you mean 29 February?"),
        ("45 March 2026", "There is no 45 March. March goes from 1 to 31."),
        ("03/27/2026", "There is no month 27. Did you mean 27 March 2026?"),
        ("2026-13-05", "There is no month 13. Did you mean 13 May 2026?"),
        (
            "27 Marhc 2026",
            "There is no month called “marhc”. Did you mean March?",
        ),
        ("27 March", "Which year? Write it out, such as 27 March 2026."),
        ("27 December", "Which year? Write it out, such as 27 December 2025."),
        ("29 Feb", "Which year? Write it out, such as 29 February 2024."),
        ("27/3/206", "The year 206 cannot be right. Write four figures, such as 2026."),
        (
            "Monday 27 March 2026",
            "27 March 2026 is a Friday, not a Monday. Which of the two is right?",
        ),
    ],
)
def test_what_is_wrong_and_what_was_meant(text: str, sentence: str) -> None:
    assert refusal(text) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "rubbish",
        "12 12",
        "2026",
        "13/13/2026",
        "27//",
        "🦋",
        "-",
        "1/1/1/1",
        "x" * 5_000_000,
        "፩/፩/፳",
    ],
)
def test_what_is_no_day_shows_how_to_write_one(text: str) -> None:
    assert "Write the day like this: 27 March 2026" in refusal(text)


@given(st.text(max_size=90) | st.from_regex(r"[0-9a-y ./:-]{1,20}", fullmatch=True))
def test_any_text_gives_a_day_or_a_sentence(text: str) -> None:
    for read in (parse_day, parse_when):
        try:
            read(text, today=TODAY)
            answer = "A day."
        except ValidationError as refused:
            answer = refused.messages[0]
        assert answer.endswith((".", "?"))


@given(SOME_DAY)
def test_what_we_write_we_can_read(day: date) -> None:
    assert parse_day(days.in_words(day), today=TODAY) == day
    assert parse_day(day.isoformat(), today=TODAY) == day
    assert parse_day(f"{day.day}/{day.month}/{day.year}", today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "when", "words", "latest"),
    [
        ("March 2026", When(date(2026, 3, 1), "month"), "March 2026", date(2026, 3, 31)),
        ("2/2024", When(date(2024, 2, 1), "month"), "February 2024", date(2024, 2, 29)),
        ("2019", When(date(2019, 1, 1), "year"), "2019", date(2019, 12, 31)),
        ("about 2019", When(date(2019, 1, 1), "about"), "about 2019", date(2019, 12, 31)),
        ("c. 2019", When(date(2019, 1, 1), "about"), "about 2019", date(2019, 12, 31)),
        ("yesterday", When(date(2026, 11, 20), "day"), "20 November 2026", date(2026, 11, 20)),
        (
            "27.03.2026",
            When(date(2026, 3, 27), "day"),
            "27 March 2026",
            date(2026, 3, 27),
        ),
        (
            "27 March 2026 at 2pm",
            When(datetime(2026, 3, 27, 14, tzinfo=LONDON), "time"),
            "27 March 2026, 2pm",
            date(2026, 3, 27),
        ),
        (
            "today 16:30",
            When(datetime(2026, 11, 21, 16, 30, tzinfo=LONDON), "time"),
            "21 November 2026, 4.30pm",
            TODAY,
        ),
        (
            "27/3/26, 12.15 a.m.",
            When(datetime(2026, 3, 27, 0, 15, tzinfo=LONDON), "time"),
            "27 March 2026, 12.15am",
            date(2026, 3, 27),
        ),
        (
            "Monday at noon",
            When(datetime(2026, 11, 16, 12, tzinfo=LONDON), "time"),
            "16 November 2026, midday",
            date(2026, 11, 16),
        ),
    ],
)
def test_when_as_exactly_as_it_is_known(text: str, when: When, words: str, latest: date) -> None:
    found = parse_when(text, today=TODAY)
    assert (found, found.words(), found.latest) == (when, words, latest)
    assert not isinstance(found.day, datetime)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("about March 2019", "We can keep “about” with a year only."),
        ("27 March 2026 at 25", "There is no such time."),
        ("27 March 2026 13pm", "There is no such time."),
        ("29 March 2026 1.30am", "1.30am on 29 March 2026 does not exist: the clocks went"),
        ("13/2026", "There is no month 13."),
        ("Smarch 2026", "There is no month called “smarch”. Did you mean March?"),
    ],
)
def test_when_refuses_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_when(text, today=TODAY)
    assert caught.value.messages[0].startswith(sentence)


def test_the_hour_that_comes_twice_in_autumn_is_the_first_one() -> None:
    found = parse_when("25 October 2026 1.30am", today=TODAY)
    assert isinstance(found.earliest, datetime)
    assert found.earliest.utcoffset() == timedelta(hours=1)


def test_a_day_that_has_not_come_yet() -> None:
    assert days.must_not_be_after(TODAY, TODAY) == TODAY
    with pytest.raises(ValidationError) as caught:
        days.must_not_be_after(date(2031, 3, 5), TODAY)
    assert caught.value.messages == [
        "5 March 2031 has not come yet. Write a day up to today, 21 November 2026."
    ]
    with pytest.raises(ValidationError, match="is after the review"):
        days.must_not_be_after(date(2031, 3, 5), TODAY, what="the review")


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (5, "5 days ago"),
        (7, "a week ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (19, "nearly 3 weeks ago"),
        (28, "4 weeks ago"),
        (55, "nearly 8 weeks ago"),
        (56, "1 month ago"),
        (365, "a year ago"),
        (600, "19 months ago"),
        (900, "2 years ago"),
        (-1, "tomorrow"),
        (-8, "in 8 days"),
        (-42, "in 6 weeks"),
    ],
)
def test_how_long_ago(back: int, words: str) -> None:
    assert days.ago(TODAY - timedelta(days=back), TODAY) == words


@given(SOME_DAY, SOME_DAY)
def test_how_long_ago_never_fails(day: date, today: date) -> None:
    assert days.ago(day, today)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(14), "2pm"),
        (time(16, 30), "4.30pm"),
        (time(9, 5), "9.05am"),
        (time(0, 15), "12.15am"),
        (time(12), "midday"),
        (time(0), "midnight"),
    ],
)
def test_times_in_words(moment: time, words: str) -> None:
    assert days.time_in_words(moment) == words


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (TODAY, "born today"),
        (date(2026, 11, 20), "1 day"),
        (date(2026, 10, 31), "3 weeks"),
        (date(2026, 4, 1), "7 months"),
        (date(2024, 11, 22), "23 months"),
        (date(2024, 11, 21), "2"),
        (date(1958, 1, 1), "68"),
        (date(2027, 1, 1), "not born yet"),
    ],
)
def test_ages_as_people_say_them(born: date, words: str) -> None:
    assert days.age_in_words(born, TODAY) == words


def test_a_birthday_on_29_february() -> None:
    assert days.age(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert days.age(date(2008, 2, 29), date(2026, 3, 1)) == 18
    with pytest.raises(ValueError, match="before they are born"):
        days.age(date(2027, 1, 1), TODAY)
