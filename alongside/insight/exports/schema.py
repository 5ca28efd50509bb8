"""The JSON Schema (2020-12) of person.json, made from the shapes that write it; and its check."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models

from alongside.accounts.models import Account, Team

from . import shapes
from .gathering import FORMAT
from .shapes import Shape

Schema = dict[str, Any]
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
WORDS_OR_NONE = {"type": ["string", "null"]}
LEFT_OUT = {
    "type": "object",
    "properties": {"what": TEXT, "count": NUMBER, "why": TEXT},
    "required": ["what", "count", "why"],
    "additionalProperties": False,
}
OPENED = {
    "type": "object",
    "properties": {"at": TEXT, "what": TEXT, "by": TEXT, "on": WORDS_OR_NONE},
    "required": ["at", "what", "by", "on"],
    "additionalProperties": False,
}


@cache
def made() -> Schema:
    """The whole of it."""
    stub = _object({"id": _id(), "happened_at": _time(), "withheld": TEXT})
    who = {
        "grants": _list(_of(shapes.GRANT)),
        "bars": _list(_of(shapes.BAR)),
        "asked": _list(_of(shapes.REQUEST)),
        "emergencies": _list(_of(shapes.GLASS)),
        "listed": _list(_of(shapes.LISTED)),
        "ways_in": _list(_of(shapes.WAY_IN)),
    }
    whole = _object(
        {
            "format": {"const": FORMAT},
            "made_at": _time(),
            "made_by": TEXT,
            "reason": TEXT,
            "alongside": TEXT,
            "mode": TEXT,
            "person": _of(shapes.PERSON),
            "facts": _list(_of(shapes.FACT, protections=_list(_of(shapes.PROTECTION)))),
            "needs": _list(_of(shapes.NEED, steps=_list(_of(shapes.STEP)))),
            "relationships": _list(_of(shapes.RELATIONSHIP)),
            "who_may_see": _object(who),
            "entries": _list({"anyOf": [_entry(), stub]}),
            **_beside(),
            "moved_out": _list(_of(shapes.MISFILED)),
            "holds": _list(_of(shapes.HOLD)),
            "chronologies": _list(_chronology()),
            "tasks": _list(_of(shapes.TASK)),
            "opened": _list(OPENED),
            "left_out": _list(LEFT_OUT),
        }
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMAT, **whole}


def _entry() -> Schema:
    """An entry with all that stands beside it."""
    return _of(
        shapes.ENTRY,
        about=_list(_of(shapes.ABOUT, decisions=_list(_of(shapes.DECISION)))),
        said=_list(
            _of(
                shapes.VERSION,
                parts=_list(
                    _of(
                        shapes.PART,
                        answers=_list(_of(shapes.ANSWER)),
                        releases=_list(_of(shapes.RELEASE)),
                    )
                ),
            )
        ),
        files=_list(
            _of(shapes.FILE, locks=_list(_of(shapes.LOCK)), path=WORDS_OR_NONE, why_not=TEXT)
        ),
        restrictions=_list(_of(shapes.RESTRICTION)),
        readers=_list(_of(shapes.READER)),
        holds=_list(_of(shapes.HOLD)),
    )


def _beside() -> dict[str, Schema]:
    status = {"id": _id(), "title": TEXT, "days": TEXT, "words": TEXT, "to_check": _list(TEXT)}
    lines = _list(_of(shapes.HANDOVER_LINE))
    stub = _object({"id": _id(), "what": TEXT, "withheld": TEXT})
    came = {"anyOf": [_of(shapes.REFERRAL_LINE), stub]}
    return {
        "services": _list(_of(shapes.SERVICE, words_of_kind=TEXT)),
        "warnings": _list(_of(shapes.WARNING)),
        "statuses": _list(_object({**status, "said": _list(_of(shapes.EPISODE))})),
        "handovers": _list(_of(shapes.HANDOVER, ground=TEXT, lines=lines)),
        "consents": _list(_of(shapes.CONSENT)),
        "clocks": _list(_of(shapes.CLOCK, title=TEXT, said=_list(_of(shapes.CLOCK_WORDS)))),
        "came_in": _list(_of(shapes.REFERRAL, decided_words=TEXT, lines=_list(came))),
    }


def _chronology() -> Schema:
    """What was chosen, and in which words; of a line that is not for this copy, its place."""
    line = _of(shapes.LINE, exhibit=TEXT, summary=TEXT, impact=TEXT)
    return _of(
        shapes.CHRONOLOGY,
        about=_list(_id()),
        lines=_list({"anyOf": [line, _object({"exhibit": TEXT, "withheld": TEXT})]}),
        left_out=_object({"kinds": {"type": "object"}, "others": NUMBER}),
    )


def _object(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _id() -> Schema:
    return {"type": "string", "format": "uuid"}


def _time() -> Schema:
    return {"type": "string", "format": "date-time"}


def _of(shape: Shape, **more: Schema) -> Schema:
    return _object({**dict(_fields(shape)), **more})


def _fields(shape: Shape) -> Iterator[tuple[str, Schema]]:
    for field in shape.fields():
        one = _field(field)
        if field.null and "type" in one:
            one = {**one, "type": [one["type"], "null"]}
        yield field.name, one
        if field.choices:
            yield f"{field.name}_words", TEXT


def _field(field: Any) -> Schema:
    if field.related_model in (Account, Team):
        return TEXT
    if field.related_model is not None or isinstance(field, models.UUIDField):
        return _id()
    if isinstance(field, models.DateTimeField):
        return _time()
    if isinstance(field, models.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, models.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, models.IntegerField):
        return NUMBER
    if isinstance(field, models.JSONField):
        return {"type": "object"}
    if type(field).__name__ == "ArrayField":
        return _list(_id())
    return TEXT


# Checking -----------------------------------------------------------------------------------------

KINDS: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
    "null": type(None),
}  # fmt: skip
FORMATS: dict[str, Any] = {
    "uuid": UUID, "date": date.fromisoformat, "date-time": datetime.fromisoformat,
}  # fmt: skip


def wrong_with(value: Any, schema: Schema, at: str = "person.json") -> Iterator[str]:
    """What does not fit, by its place; of the standard only the words that are used above."""
    if "anyOf" in schema:
        tried = [list(wrong_with(value, one, at)) for one in schema["anyOf"]]
        yield from min(tried, key=len)  # as what it is most like
        return
    if "const" in schema:
        if value != schema["const"]:
            yield f"{at} is not “{schema['const']}”"
        return
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    fits = any(isinstance(value, KINDS[kind]) for kind in kinds)
    if not fits or (isinstance(value, bool) and "boolean" not in kinds):
        yield f"{at} is no {' or '.join(kinds)}"
    elif isinstance(value, dict):
        yield from _wrong_in(value, schema, at)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from wrong_with(one, schema["items"], f"{at}[{number}]")
    elif isinstance(value, str):
        yield from _wrong_text(value, schema, at)


def _wrong_in(value: dict[str, Any], schema: Schema, at: str) -> Iterator[str]:
    if "properties" not in schema:
        return
    yield from (f"{at}.{name} is missing" for name in schema["required"] if name not in value)
    yield from (f"{at}.{name} is not known" for name in value if name not in schema["properties"])
    for name, one in schema["properties"].items():
        if name in value:
            yield from wrong_with(value[name], one, f"{at}.{name}")


def _wrong_text(value: str, schema: Schema, at: str) -> Iterator[str]:
    if "\x00" in value:
        yield f"{at} has a sign in it that cannot be kept"
    if read := FORMATS.get(schema.get("format", "")):
        try:
            read(value)
        except ValueError:
            yield f"{at} is no {schema['format']}"
