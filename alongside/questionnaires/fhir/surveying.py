"""A form from elsewhere looked over: what in it we cannot keep, and what we keep but do not use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from . import names
from .findings import (
    CHANGING,
    DEEPEST,
    KEPT,
    REFUSED,
    THE_FORM,
    TYPES_REFUSED,
    UNUSED,
    USED,
    Finding,
)
from .packing import Json

TYPES = {
    "group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string",
    "text", "url", "choice", "open-choice", "attachment", "quantity",
}  # fmt: skip
_USED_IN_ITEM = {
    "linkId", "prefix", "text", "type", "enableWhen", "enableBehavior", "required", "repeats",
    "readOnly", "maxLength", "answerValueSet", "answerOption", "item", "extension",
    "modifierExtension",
}  # fmt: skip
_UNUSED_IN_ITEM = {
    "id": "its technical id is not kept.",
    "definition": "what it means in a data model is not used.",
    "code": "its code in a terminology is not used.",
    "initial": "its first value is not filled in for you.",
}
_USED_IN_FORM = {
    "resourceType", "id", "url", "version", "name", "title", "status", "subjectType", "date",
    "publisher", "description", "purpose", "lastReviewDate", "effectivePeriod", "contained",
    "extension", "modifierExtension", "item", "text", "meta", "language", "approvalDate",
}  # fmt: skip
_UNUSED_IN_FORM = {
    "derivedFrom": "the form that it was made from is not looked at.",
    "identifier": "its other identifiers are not used.",
    "experimental": "that it is for trial only is not shown.",
    "contact": "who to ask about it is not shown.",
    "useContext": "what it is meant for is not used.",
    "jurisdiction": "where it holds is not used.",
    "copyright": "its copyright is not shown. Look whether you may use it.",
    "code": "its code in a terminology is not used.",
}


def survey(form: Json) -> list[Finding]:
    """All that there is to say before it is built, each thing once."""
    found = [*_keys(THE_FORM, form, _USED_IN_FORM, _UNUSED_IN_FORM), *_extensions(THE_FORM, form)]
    if form.get("implicitRules"):
        found.append(_refused(THE_FORM, "it follows rules that stand elsewhere (implicitRules)."))
    found += _items(form.get("item"), 1)
    found += _ids(form)
    return list(dict.fromkeys(found))


def can_be_built(form: Json) -> bool:
    """Whether every question has its own linkId and a type that we know."""
    items = list(flat(form.get("item")))
    ids = [item.get("linkId") for item in items]
    return all(ids) and len(set(ids)) == len(ids) and all(one.get("type") in TYPES for one in items)


def flat(items: Any) -> Iterator[Json]:
    """Every item, in order, whatever it lies in."""
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield item
            yield from flat(item.get("item"))


def place(item: Json) -> str:
    """What a finding calls a question."""
    return str(item.get("linkId") or f"“{item.get('text', 'without words')}”")


def extension(thing: Json, *last: str) -> Json | None:
    """An extension by the last part of its address."""
    found = (one for one in extensions(thing) if last_part(one) in last)
    return next(found, None)


def extensions(thing: Any) -> list[Json]:
    """The extensions of a thing."""
    inside = thing.get("extension") if isinstance(thing, dict) else None
    return (
        [one for one in inside or [] if isinstance(one, dict)] if isinstance(inside, list) else []
    )


def last_part(one: Json) -> str:
    """The last part of an extension's address."""
    return str(one.get("url", "")).rsplit("/", 1)[-1]


def _refused(where: str, reason: str) -> Finding:
    return Finding(REFUSED, where, reason)


def _items(items: Any, depth: int) -> Iterator[Finding]:
    if items is None:
        return
    if not isinstance(items, list):
        yield _refused(THE_FORM, "its “item” is no list.")
        return
    if depth > DEEPEST:
        yield _refused(THE_FORM, f"questions lie in each other more than {DEEPEST} deep.")
        return
    for item in items:
        if isinstance(item, dict):
            yield from _item(item)
            yield from _items(item.get("item"), depth + 1)
        else:
            yield _refused(THE_FORM, "an item has no names and values.")


def _item(item: Json) -> Iterator[Finding]:
    where = place(item)
    yield from _keys(where, item, _USED_IN_ITEM, _UNUSED_IN_ITEM)
    yield from _extensions(where, item)
    type = item.get("type")
    if type not in TYPES:
        said = f"its type “{type}” is none that we know."
        yield _refused(where, TYPES_REFUSED.get(str(type), said))
    values = item.get("answerValueSet")
    if values and not str(values).startswith("#"):
        yield _refused(
            where, f"its choices are in a list kept elsewhere ({values}). Put them in it."
        )
    for option in item.get("answerOption") or []:
        yield from _extensions(where, option)
        if isinstance(option, dict):
            yield from _extensions(where, option.get("valueCoding") or {})
            if "valueReference" in option:
                yield _refused(where, "a choice is a reference to another record.")
            if option.get("initialSelected"):
                yield Finding(KEPT, where, "its first value is not filled in for you.")


def _keys(where: str, thing: Json, used: set[str], unused: dict[str, str]) -> Iterator[Finding]:
    for key in thing:
        if key in unused:
            yield Finding(KEPT, where, unused[key])
        elif key.startswith("_"):
            yield Finding(KEPT, where, f"what is said about its “{key[1:]}” is not used.")
        elif key not in used:
            yield _refused(where, f"“{key}” is not of FHIR R4. Save the form as R4.")


def _extensions(where: str, thing: Any) -> Iterator[Finding]:
    for one in extensions(thing):
        yield from _extension(where, one)
    changing = thing.get("modifierExtension") if isinstance(thing, dict) else None
    for one in changing or []:
        last = last_part(one) if isinstance(one, dict) else "?"
        said = CHANGING.get(last, "something in it changes its meaning in a way we do not know")
        yield _refused(where, f"{said.rstrip('.')} ({last}).")


def _extension(where: str, one: Json) -> Iterator[Finding]:
    last = last_part(one)
    expression = one.get("valueExpression")
    if names.own_name(str(one.get("url", ""))):
        return
    if last in CHANGING:
        yield _refused(where, f"{CHANGING[last]} ({last})")
    elif last not in USED:
        said = UNUSED.get(last, "what this extension says is not used.")
        yield Finding(KEPT, where, f"{said} ({last})")
    elif isinstance(expression, dict) and expression.get("language") != names.FHIRPATH:
        said = f"an expression in {expression.get('language')}. Only FHIRPath is read."
        yield _refused(where, said)
    elif last == "questionnaire-itemControl":
        yield from _control(where, one)


def _control(where: str, one: Json) -> Iterator[Finding]:
    codings: Iterable[Any] = (one.get("valueCodeableConcept") or {}).get("coding") or []
    codes = {str(coding.get("code")) for coding in codings if isinstance(coding, dict)}
    if codes - {"help", "flyover", "page", "text-area", "text-box"}:
        named = ", ".join(sorted(codes))
        yield Finding(KEPT, where, f"it is drawn in our own way, not as “{named}”.")


def _ids(form: Json) -> Iterator[Finding]:
    seen: set[str] = set()
    for item in flat(form.get("item")):
        id = item.get("linkId")
        if not isinstance(id, str) or not id.strip():
            yield _refused(place(item), "it has no linkId.")
        elif id in seen:
            yield _refused(id, "its linkId is there twice.")
        else:
            seen.add(id)
