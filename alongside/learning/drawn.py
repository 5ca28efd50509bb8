"""What a report draws many times over, put together once: bars, rows of tables, what was said.

A report has hundreds of small values. Filling each in by itself costs more than all else on the
page, and most of them are the same for everybody: they are kept by what they show, and by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .measuring import ASSUMED
from .standing import (
    Aside,
    Chosen,
    Line,
    asides_in_words,
    at,
    evidence_in_words,
    figure_in_words,
    wide,
)

KEPT = 4_096  # small pieces of HTML, of nobody in particular


SCALE = SafeString(
    '<li aria-hidden="true"><p></p><svg aria-hidden="true" height="20">'
    '<text x="0" y="15">Starting</text>'
    '<text x="33.3%" y="15" text-anchor="middle">With support</text>'
    '<text x="66.7%" y="15" text-anchor="middle">On my own</text>'
    '<text x="100%" y="15" text-anchor="end">Adapts</text></svg><p></p></li>'
)  # above every list of bars


def together(pieces: Iterable[SafeString]) -> SafeString:
    """One after the other."""
    return SafeString("".join(pieces))


def grown(lines: Iterable[Line]) -> dict[str, SafeString]:
    """What changed: the bars, and the rows of their table; nothing where nothing can be said."""
    some = [one for one in lines if one.has_change]
    if not some:
        return {}
    return {
        "bars": together((SCALE, *map(changed, some))),
        "cells": together(map(changed_row, some)),
    }


def item(line: Line, *, is_mine: bool) -> SafeString:
    """One area with its bar, as an item of the list."""
    low, high = line.typical
    standing = line.standing
    drawing = bar(
        at(low),
        wide(low, high),
        at(line.level) if line.level is not None else "",
        is_shown=standing.evidenced > 0,
        is_agreed=standing.corroborated > 0,
    )
    marks = evidence_in_words(standing) if line.level is not None and is_mine else ""
    return _item(line.area.title, drawing, line.words, marks, line.aside.has_star)


def changed(line: Line) -> SafeString:
    """Three looks at one area on one line, over the band in which a change says nothing."""
    before = line.before or 0.0
    low, high = _band(line)
    drawing = changed_bar(
        at(low),
        wide(low, high),
        at(before),
        at(line.then) if line.then is not None else "",
        at(line.after) if line.after is not None else "",
    )
    return _item(line.area.title, drawing, line.change, "", has_star=False)


def looks(line: Line, between: tuple[float, ...]) -> SafeString:
    """The first look, those between, and the newest of one area, over the same band."""
    if not line.has_change:
        return _item(line.area.title, SafeString(""), line.change, "", has_star=False)
    before, after = line.before or 0.0, line.after or 0.0
    low, high = _band(line)
    drawing = looks_bar(at(low), wide(low, high), at(before), tuple(map(at, between)), at(after))
    return _item(line.area.title, drawing, line.change, "", has_star=False)


def _band(line: Line) -> tuple[float, float]:
    """From where to where a change from the earlier look says nothing yet."""
    before = line.before or 0.0
    band = ASSUMED.smallest_clear(min(line.compared, 4))
    return max(before - band, 1.0), min(before + band, 4.0)


@lru_cache(maxsize=KEPT)
def _item(title: str, drawing: SafeString, words: str, marks: str, has_star: bool) -> SafeString:
    star = SafeString(' <span class="al-quiet">Would like to grow here.</span>' if has_star else "")
    below = format_html("<br>{}", marks) if marks else ""
    return format_html(
        '<li><p><b>{}</b>{}</p>{}<p class="al-quiet">{}{}</p></li>',
        title, star, drawing, words, below,
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def bar(low: str, width: str, level: str, *, is_shown: bool, is_agreed: bool) -> SafeString:
    """One bar: where one stands, over what is typical; the marks of evidence and of a peer."""
    typical = _typical(low, width)
    if not level:
        return format_html('<svg height="34" aria-hidden="true">{}</svg>', typical)
    ring = SafeString('<circle data-claimed r="15"/>' if is_agreed else "")
    inner = SafeString("")
    if is_shown:
        inner = format_html('<circle data-level r="{}"/>', 6 if is_agreed else 7)
    return format_html(
        '<svg height="34" aria-hidden="true">{}'
        '<rect data-level x="0" y="13" width="{}" height="8" rx="4"/>'
        '<svg aria-hidden="true" x="{}" y="17" overflow="visible">{}'
        '<circle data-claimed r="{}"/>{}</svg></svg>',
        typical, level, level, ring, 9 if is_agreed else 10, inner,
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def changed_bar(low: str, width: str, before: str, then: str, now: str) -> SafeString:
    """Three looks at one area, over the band in which a change says nothing."""
    seen = SafeString("")
    if then:
        seen = format_html(
            '<svg aria-hidden="true" x="{}" y="17" overflow="visible">'
            '<path data-then d="M0 -10L10 0L0 10L-10 0Z"/></svg>',
            then,
        )
    return format_html(
        '<svg height="34" aria-hidden="true">{}'
        '<svg aria-hidden="true" x="{}" y="17" overflow="visible">'
        '<rect data-then x="-8" y="-8" width="16" height="16"/></svg>{}'
        '<svg aria-hidden="true" x="{}" y="17" overflow="visible">'
        '<circle data-level r="7"/></svg></svg>',
        _typical(low, width), before, seen, now,
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def looks_bar(
    low: str, width: str, first: str, between: tuple[str, ...], newest: str
) -> SafeString:
    """Every look at one area on one line: square, small strokes, dot."""
    strokes = format_html_join(
        "", '<line data-look x1="{0}" x2="{0}" y1="9" y2="25"/>', ((one,) for one in between)
    )
    return format_html(
        '<svg height="34" aria-hidden="true">{}{}'
        '<svg aria-hidden="true" x="{}" y="17" overflow="visible">'
        '<rect data-then x="-8" y="-8" width="16" height="16"/></svg>'
        '<svg aria-hidden="true" x="{}" y="17" overflow="visible">'
        '<circle data-level r="7"/></svg></svg>',
        _typical(low, width), strokes, first, newest,
    )  # fmt: skip


def _typical(low: str, width: str) -> SafeString:
    return format_html(
        '<rect data-typical x="{}" y="6" width="{}" height="22" rx="4"/>'
        '<line data-axis x1="0" y1="17" x2="100%" y2="17"/>',
        low, width,
    )  # fmt: skip


def row(line: Line, *, is_mine: bool) -> SafeString:
    """What one bar says, as a row of the table."""
    low, high = line.typical
    cells = [
        figure_in_words(line.level),
        f"{line.answered} of {line.asked}",
        f"{low:g} to {high:g}",
    ]
    if is_mine:
        cells += [str(line.standing.evidenced or "None yet")]
        cells += [str(line.standing.corroborated or "Not yet")]
    return _row(line.area.title, tuple(cells))


def changed_row(line: Line) -> SafeString:
    """The three looks at one area and their differences, as a row of the table."""
    grown = line.growth
    figures = (line.before, line.then, line.after, grown.apparent, grown.felt, grown.recalibration)
    cells = tuple("Not said" if one is None else f"{one:.2f}" for one in figures)
    return _row(line.area.title, cells)


def looks_row(title: str, figures: tuple[tuple[float | None, str], ...]) -> SafeString:
    """One area at every look, as a row of the table: the level, and whether it clearly changed."""
    told = tuple(
        (figure_in_words(level), f"Clearly {clear}" if clear else "") for level, clear in figures
    )
    return _looks_row(title, told)


@lru_cache(maxsize=KEPT)
def _looks_row(title: str, told: tuple[tuple[str, str], ...]) -> SafeString:
    cells = format_html_join(
        "",
        "<td>{}{}</td>",
        ((figure, format_html("<br><b>{}</b>", more) if more else "") for figure, more in told),
    )
    return format_html('<tr><th scope="row">{}</th>{}</tr>', title, cells)


@lru_cache(maxsize=KEPT)
def _row(heading: str, cells: tuple[str, ...]) -> SafeString:
    told = format_html_join("", "<td>{}</td>", ((one,) for one in cells))
    return format_html('<tr><th scope="row">{}</th>{}</tr>', heading, told)


def said(line: Line, *, is_mine: bool) -> SafeString:
    """Each statement of an area with what was chosen, in words; to its owner all that was asked."""
    told = "".join(map(_said, line.chosen)) + (_aside(line.aside) if is_mine else "")
    if not told:
        return SafeString("")
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text"><dl class="lr-said">{}</dl></div></details>',
        line.area.title, SafeString(told),
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def _aside(one: Aside) -> SafeString:
    return format_html_join("", "<dt>{}</dt><dd><b>{}</b>.</dd>", asides_in_words(one))


@lru_cache(maxsize=KEPT)
def _said(one: Chosen) -> SafeString:
    anchor = format_html(" {}.", one.anchor) if one.anchor else ""
    then = SafeString("")
    if one.then:
        then = format_html(' <span class="al-quiet">Looking back: {}.</span>', one.then.lower())
    return format_html("<dt>{}</dt><dd><b>{}</b>.{}{}</dd>", one.text, one.level, anchor, then)
