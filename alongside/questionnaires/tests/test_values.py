"""Tests of one answer: typed, said in words, kept as data, and typed again."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ..definition import Item
from ..values import data_of, plain_number, typed_of, value_of, words_of
from .making import DAY, asking, made


def item(more: str) -> Item:
    return made(asking("one", more)).by_id["one"]


CHOICE = "choice, options: [{id: a, say: Aye}, {id: b, say: Bee}]"
MANY = f"{CHOICE}, many: true"
HOURS = "decimal, unit: h, min: 0, max: 168"
GOOD: list[tuple[str, str, Any, str]] = [
    ("text", " as it is \n\n👩🏽‍🦽 ", " as it is \n\n👩🏽‍🦽 ", " as it is \n\n👩🏽‍🦽 "),
    ("boolean", "true", True, "Yes"),
    ("boolean", "false", False, "No"),
    (CHOICE, "a", "a", "Aye"),
    (MANY, "b\na\nb", ("b", "a"), "Bee\nAye"),
    ("integer", " 1,200 ", Decimal(1200), "1200"),
    (HOURS, "4.50", Decimal("4.5"), "4.5 h"),
    (HOURS, "4 h", Decimal(4), "4 h"),
    ("date", "27 March 2026", date(2026, 3, 27), "27 March 2026"),
    ("date", "27/3/2026", date(2026, 3, 27), "27 March 2026"),
    ("time", "2pm", time(14), "14:00"),
    ("url", "https://example.org/a", "https://example.org/a", "https://example.org/a"),
]


@pytest.mark.parametrize(("more", "typed", "value", "said"), GOOD)
def test_what_is_typed_becomes_a_value_and_words(
    more: str, typed: str, value: object, said: str
) -> None:
    one = item(more)
    found = value_of(one, typed, DAY)
    assert found == value
    assert words_of(one, found) == said
    again = typed_of(one, said, data_of(one, found))
    assert value_of(one, again, DAY) == value


def test_a_moment_has_its_time() -> None:
    one = item("dateTime")
    found = value_of(one, "27 March 2026, 2:30pm", DAY)
    assert isinstance(found, datetime)
    assert words_of(one, found) == "27 March 2026, 14:30"
    assert value_of(one, typed_of(one, "", data_of(one, found)), DAY) == found


BAD = [
    ("text", "x" * 100_001, "This has 100,001 characters, and 100,000 fit."),
    ("string", "x" * 401, "This has 401 characters, and 400 fit."),
    ("text, longest: 5", "123456", "6 characters, and 5 fit"),
    ("boolean", "yes", "Choose Yes or No."),
    (CHOICE, "c", "Choose one of the answers"),
    (CHOICE, "a\nb", "Choose one answer."),
    ("integer", "4.5", "Write a whole number"),
    ("integer", "four", "Write it as a number"),
    ("integer", "1e400", "Write it as a number"),
    ("decimal", "NaN", "Write it as a number"),
    ("decimal", "-Infinity", "Write it as a number"),
    (HOURS, "-1", "Write 0 or more."),
    (HOURS, "169", "Write 168 or less."),
    ("date", "31 February 2026", "does not exist"),
    ("date", "someday", "Write"),
    ("time", "sometime", ""),
    ("url", "example.org", "beginning with https://"),
    ("url", "javascript:alert(1)", "beginning with https://"),
]


@pytest.mark.parametrize(("more", "typed", "sentence"), BAD)
def test_what_cannot_be_kept_is_said_in_a_sentence(more: str, typed: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        value_of(item(more), typed, DAY)
    said = " ".join(caught.value.messages)
    assert sentence.lower() in said.lower()
    assert said.endswith((".", "?"))


@pytest.mark.parametrize("blank", ["", " ", "\n\t"])
@pytest.mark.parametrize("more", ["text", "boolean", CHOICE, "integer", "date", "time", "url"])
def test_nothing_is_no_value(more: str, blank: str) -> None:
    assert value_of(item(more), blank, DAY) is None
    assert data_of(item(more), None) is None


def test_a_hundred_thousand_characters_are_kept_as_they_are() -> None:
    text = "ä" * 100_000
    assert value_of(item("text"), text, DAY) == text


DECIMAL = item("decimal")


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=6))
def test_a_number_comes_back_the_same(number: Decimal) -> None:
    found = value_of(DECIMAL, str(number), DAY)
    assert found == number
    assert Decimal(plain_number(found)) == number
    assert value_of(DECIMAL, typed_of(DECIMAL, "", data_of(DECIMAL, found)), DAY) == number


@pytest.mark.parametrize("more", ["text", "boolean", CHOICE, MANY, "integer", "date", "dateTime"])
@given(typed=st.text(max_size=40))
def test_whatever_is_typed_is_kept_or_refused_in_words(more: str, typed: str) -> None:
    one = ITEMS[more]
    try:
        found = value_of(one, typed, DAY)
    except ValidationError as refusal:
        said = refusal.messages
    else:
        said = [words_of(one, found)]
        assert (found is None) == (not typed.strip())
    assert all(isinstance(sentence, str) for sentence in said)
    assert all(said) or not typed.strip()


ITEMS = {
    more: item(more) for more in ("text", "boolean", CHOICE, MANY, "integer", "date", "dateTime")
}
