"""Questions drawn from patterns: what is the same for everybody is rendered once in a process.

A pattern is the HTML of a question with marks where an answer, a name or a tick goes. It holds no
answer and nobody's name. What is more than that (rows, something wrong, an offer, a proposal) is
rendered by its template each time.
"""

from __future__ import annotations

import re
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .pieces import Box, Question

TEMPLATE = "questionnaires/question.html"
BEGIN, END = "\ue000", "\ue001"  # of a mark; no definition may hold them
MARKS = re.compile(f"{BEGIN}([tlk])([^{END}]*){END}")
MOST = 4_096  # patterns in a process

Pattern = tuple[str, ...]  # html, what stands here, its name, html, …
_patterns: dict[tuple[object, ...], Pattern] = {}


def drawn(question: Question, *, has_picture: bool) -> SafeString:
    """One question as HTML."""
    if not _is_plain(question):
        context = {"question": question, "picture": has_picture}
        return SafeString(render_to_string(TEMPLATE, context))
    key = (*question.key, question.name, question.when, has_picture, *_shape(question))
    pattern = _patterns.get(key)
    if pattern is None:
        if len(_patterns) >= MOST:
            _patterns.clear()
        pattern = _patterns[key] = _pattern_of(question, has_picture)
    return _filled(pattern, question)


def _is_plain(question: Question) -> bool:
    is_only_boxes = bool(question.boxes) and not (question.rows or question.inside)
    has_more = question.worked_out or question.proposal or not question.key
    return is_only_boxes and not has_more and not any(map(_has_more, question.boxes))


def _has_more(box: Box) -> bool:
    return bool(box.wrong or box.offers or box.is_same or box.kind == "menu")


def _shape(question: Question) -> tuple[object, ...]:
    return tuple((box.name, box.kind, box.is_own) for box in question.boxes)


def _pattern_of(question: Question, has_picture: bool) -> Pattern:
    blank = replace(question, boxes=tuple(map(_marked, question.boxes)))
    html = render_to_string(TEMPLATE, {"question": blank, "picture": has_picture})
    return tuple(MARKS.split(html))


def _marked(box: Box) -> Box:
    choices = tuple(
        replace(one, mark=f"{BEGIN}k{box.name}\n{one.value}{END}") for one in box.choices
    )
    return replace(
        box,
        text=f"{BEGIN}t{box.name}{END}",
        label=f"{BEGIN}l{box.name}{END}",
        choices=choices,
    )


def _filled(pattern: Pattern, question: Question) -> SafeString:
    boxes = {box.name: box for box in question.boxes}
    chosen = {f"{box.name}\n{one.value}": one.mark for box in question.boxes for one in box.choices}
    found = [pattern[0]]
    for place in range(1, len(pattern), 3):
        kind, name, html = pattern[place : place + 3]
        if kind == "k":
            found.append(chosen[name])
        else:
            box = boxes[name]
            found.append(escape(box.text if kind == "t" else box.label))
        found.append(html)
    return mark_safe("".join(found))  # noqa: S308 – our template, and every answer escaped
