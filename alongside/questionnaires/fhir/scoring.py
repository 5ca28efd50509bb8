"""Points as plain FHIRPath that every engine works out alike, without `ordinal()` or `weight()`."""

from __future__ import annotations

from ..definition import Item, Questionnaire
from ..values import plain_number

RESPONSE = "%resource.descendants()"


def expression(asked: Questionnaire, item: Item) -> str:
    """The sum of the points of some questions; empty where none of them is answered, never 0."""
    named = [asked.by_id[id] for id in dict.fromkeys(item.sum_scores)]
    which = " or ".join(f"linkId='{one.id}'" for one in named)
    chosen = f"{RESPONSE}.where({which}).select({_points(named)})"
    return f"{chosen}.aggregate(iif($total.empty(), $this, $this + $total))"


def _points(named: list[Item]) -> str:
    """The points of an answer, by the question that it answers."""
    *before, last = named
    said = _of(last)
    for one in reversed(before):
        said = f"iif(linkId='{one.id}', {_of(one)}, {said})"
    return said


def _of(item: Item) -> str:
    said = "{}"
    for one in reversed(item.options):
        if one.score is not None:
            said = f"iif(code='{one.id}', {plain_number(one.score)}, {said})"
    return f"answer.value.select({said})"
