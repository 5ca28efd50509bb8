"""Questions drawn from patterns: what is the same for everybody is rendered once in a process.

A pattern is the HTML of a question with marks where an answer, a name or a tick goes. It holds no
answer and nobody's name. What is more than that (rows, something wrong, an offer, a proposal) is
rendered by its template each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from .pieces import Box, Question

TEMPLATE = "questionnaires/question.html"
BEGIN, END = "\ue000", "\ue001"  # of a mark; no definition may hold them
MARKS = re.compile(f"{BEGIN}([tlk])([0-9]+) ([0-9]*){END}")
MOST = 4_096  # patterns in a process

# HTML; then what stands here (t: text, l: label, k: tick), the numbers of its box and of its
# option, and the HTML up to the next one.
Pattern = tuple[str, tuple[tuple[str, int, str, str], ...]]
_patterns: dict[tuple[object, ...], Pattern] = {}


def all_drawn(questions: Iterable[Question], *, has_picture: bool) -> SafeString:
    """Several questions as HTML, one below the other."""
    pieces: list[str] = []
    for one in questions:
        if _is_plain(one):
            _fill(_pattern_of(one, has_picture), one.boxes, pieces)
        else:
            context = {"question": one, "picture": has_picture}
            pieces.append(render_to_string(TEMPLATE, context))
    return mark_safe("".join(pieces))  # noqa: S308 – our template, and every answer escaped


def drawn(question: Question, *, has_picture: bool) -> SafeString:
    """One question as HTML."""
    return all_drawn([question], has_picture=has_picture)


def _is_plain(question: Question) -> bool:
    if not question.boxes or question.rows or question.inside or not question.key:
        return False
    if question.worked_out or question.proposal:
        return False
    for box in question.boxes:
        if box.wrong or box.offers or box.is_same or box.kind == "menu":
            return False
    return True


def _pattern_of(question: Question, has_picture: bool) -> Pattern:
    """Its pattern; which boxes it has, and of what sort, follows from the wording and the mode."""
    guide = question.procedure and (question.procedure.key, question.procedure.title)
    key = (question.key, question.name, question.when, guide, has_picture)
    pattern = _patterns.get(key)
    if pattern is None:
        if len(_patterns) >= MOST:
            _patterns.clear()
        pattern = _patterns[key] = _made(question, has_picture)
    return pattern


def _made(question: Question, has_picture: bool) -> Pattern:
    boxes = (_marked(box, number) for number, box in enumerate(question.boxes))
    blank = replace(question, boxes=tuple(boxes))
    html = render_to_string(TEMPLATE, {"question": blank, "picture": has_picture})
    first, *rest = MARKS.split(html)
    places = zip(rest[::4], rest[1::4], rest[2::4], rest[3::4], strict=True)
    return first, tuple((kind, int(box), one, html) for kind, box, one, html in places)


def _marked(box: Box, number: int) -> Box:
    choices = tuple(
        replace(one, mark=f"{BEGIN}k{number} {place}{END}") for place, one in enumerate(box.choices)
    )
    text, label = f"{BEGIN}t{number} {END}", f"{BEGIN}l{number} {END}"
    return replace(box, text=text, label=label, choices=choices)


def _fill(pattern: Pattern, boxes: Sequence[Box], pieces: list[str]) -> None:
    """Put what is said into a pattern; what is written and whose name it is, escaped."""
    first, places = pattern
    pieces.append(first)
    for kind, number, place, html in places:
        box = boxes[number]
        if kind == "t":
            if box.text:
                pieces.append(escape(box.text))
        elif kind == "l":
            pieces.append(escape(box.label))
        else:
            pieces.append(box.choices[int(place)].mark)
        pieces.append(html)
