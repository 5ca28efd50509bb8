"""What a report draws many times over, put together once: bars, rows of tables, what was said.

A report has hundreds of small values. Filling each in by itself costs more than all else on the
page, and most of them are the same for everybody: they are kept by what they show, and by nobody.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .standing import Chosen, Line

KEPT = 4_096  # small pieces of HTML, of nobody in particular


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
        "Too few answers" if line.level is None else f"{line.level:.2f}",
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


@lru_cache(maxsize=KEPT)
def _row(heading: str, cells: tuple[str, ...]) -> SafeString:
    told = format_html_join("", "<td>{}</td>", ((one,) for one in cells))
    return format_html('<tr><th scope="row">{}</th>{}</tr>', heading, told)


def said(line: Line) -> SafeString:
    """Each statement of an area with what was chosen, in words."""
    return SafeString("".join(map(_said, line.chosen)))


@lru_cache(maxsize=KEPT)
def _said(one: Chosen) -> SafeString:
    anchor = format_html(" {}.", one.anchor) if one.anchor else ""
    then = SafeString("")
    if one.then:
        then = format_html(' <span class="al-quiet">Looking back: {}.</span>', one.then.lower())
    return format_html("<dt>{}</dt><dd><b>{}</b>.{}{}</dd>", one.text, one.level, anchor, then)
