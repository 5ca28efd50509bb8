"""One answer: what was typed made into a value, said in words, and kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from alongside.foundation.days import in_words, parse_day, parse_when

from .definition import CHOICES, NO, NUMBERS, WORDS, YES, Item

Value = bool | str | tuple[str, ...] | Decimal | date | datetime | time
LARGEST_NUMBER = Decimal(10) ** 15
AGREEMENT = {
    "agree": "We see it the same way",
    "differ": "We see it differently",
    "not asked": "We did not talk about this",
}
_url = URLValidator(schemes=["http", "https"])


class OwnWords(str):
    """What was written beside the options of an open choice; never one of them."""

    __slots__ = ()


def value_of(item: Item, text: str, today: date) -> Any:
    """The value of what was typed, None where nothing was; ValidationError says what is wrong."""
    if not text.strip():
        return None
    if item.type in WORDS | {"attachment"}:
        return _words(item, text)
    if item.type in CHOICES:
        return _choice(item, text)
    if item.type in NUMBERS:
        return _number(item, text)
    return _SHAPES[item.type](text.strip(), today)


def _words(item: Item, text: str) -> str:
    if len(text) > item.longest:
        said = f"This has {len(text):,} characters, and {item.longest:,} fit."
        raise ValidationError(f"{said} Move some of it to another question, or to a note.")
    return text


def _choice(item: Item, text: str) -> Any:
    ids = tuple(dict.fromkeys(one for one in text.split("\n") if one))
    if any(item.option(one) is None for one in ids):
        raise ValidationError("Choose one of the answers that stand here.")
    if item.is_many:
        return ids
    if len(ids) > 1:
        raise ValidationError("Choose one answer.")
    return ids[0]


def _number(item: Item, text: str) -> Decimal:
    plain = text.strip().replace(",", "").replace(" ", "").removesuffix(item.unit)
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > LARGEST_NUMBER:
        raise ValidationError("Write it as a number, such as 12 or 4.5.")
    if item.type == "integer" and found != found.to_integral_value():
        raise ValidationError("Write a whole number, such as 12.")
    if item.least is not None and found < item.least:
        raise ValidationError(f"Write {item.least} or more.")
    if item.most is not None and found > item.most:
        raise ValidationError(f"Write {item.most} or less.")
    return found


def _boolean(text: str, today: date) -> bool:
    if text not in (YES, NO):
        raise ValidationError("Choose Yes or No.")
    return text == YES


def _moment(text: str, today: date) -> datetime | date:
    when = parse_when(text, today=today)
    if when.precision not in ("time", "day"):
        raise ValidationError("Write the day, and the time if you know it: 24 November, 2pm.")
    return when.earliest


def _time(text: str, today: date) -> time:
    when = parse_when(f"{today.isoformat()} {text}", today=today)
    if when.clock is None:
        raise ValidationError("Write a time, such as 2pm or 14:30.")
    return when.clock


def _address(text: str, today: date) -> str:
    try:
        _url(text)
    except ValidationError as error:
        raise ValidationError("Write the whole address, beginning with https://.") from error
    return text


_SHAPES = {
    "boolean": _boolean,
    "date": lambda text, today: parse_day(text, today=today),
    "dateTime": _moment,
    "time": _time,
    "url": _address,
}


# In words, and as data


def words_of(item: Item, value: Any, other: str = "") -> str:
    """The answer as one says it: the words of an option, a number with its unit, a day."""
    if value is None:
        return other
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if item.type in CHOICES:
        return _said_choice(item, value, other)
    if isinstance(value, Decimal):
        return f"{plain_number(value)} {item.unit}".strip()
    if isinstance(value, datetime):
        return f"{in_words(value.date())}, {value:%H:%M}"
    if isinstance(value, date):
        return in_words(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _said_choice(item: Item, value: Any, other: str) -> str:
    if isinstance(value, OwnWords):
        return str(value)
    ids = value if isinstance(value, tuple) else (value,)
    said = [option.say for id in ids if (option := item.option(id))]
    return "\n".join([*said, *([other] if other else [])])


def plain_number(value: Decimal) -> str:
    """A number without an exponent or noughts that say nothing."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def data_of(item: Item, value: Any) -> dict[str, Any] | None:
    """The answer as data beside its words; none where the words are all there is."""
    if value is None or item.type in WORDS | {"attachment", "url"}:
        return None
    if item.type in CHOICES:
        return {"codes": list(value) if isinstance(value, tuple) else [value]}
    if isinstance(value, bool):
        return {"yes": value}
    if isinstance(value, Decimal):
        unit = {"unit": item.unit} if item.unit else {}
        return {"number": plain_number(value), **unit}
    return {item.type: value.isoformat()}


def typed_of(item: Item, words: str, data: Mapping[str, Any] | None) -> str:
    """What one would type to answer the same again: of words themselves, else of the data."""
    if not data:
        return words
    if "codes" in data:
        return "\n".join(str(one) for one in data["codes"])
    if "yes" in data:
        return YES if data["yes"] else NO
    if "number" in data:
        return str(data["number"])
    return _typed_moment(item, str(data.get(item.type, words)))


def _typed_moment(item: Item, iso: str) -> str:
    if item.type == "time":
        return iso[:5]
    if item.type == "date" or "T" not in iso:
        return in_words(date.fromisoformat(iso[:10]))
    at = datetime.fromisoformat(iso)
    return f"{in_words(at.date())}, {at:%H:%M}"
