"""The way a goal has come, drawn: one dot for each time it was looked at, on five steps."""

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .wording import WHERE

LEFT, WIDE, TOP, HIGH, ROOM = 104, 480, 18, 34, 44  # in units of the drawing


def drawing(way: Sequence[tuple[date, int]]) -> SafeString:
    """The picture for two looks and more; one look needs none. Its words stand beside it."""
    if len(way) < 2:
        return SafeString("")
    spots = [(_across(way, on), _up(where)) for on, where in way]
    return format_html(
        '<svg class="pl-way" viewBox="0 0 {} {}" aria-hidden="true">{}<polyline points="{}"/>{}{}'
        "</svg>",
        LEFT + WIDE + 24,
        TOP + HIGH * (len(WHERE) - 1) + ROOM,
        format_html_join("", '<path d="M{} {}h{}"/><text x="0" y="{}">{}</text>', _rungs()),
        " ".join(f"{x:.1f},{y}" for x, y in spots),
        format_html_join(
            "", '<circle cx="{}" cy="{}" r="7"/>', ((f"{x:.1f}", y) for x, y in spots)
        ),
        _ends(way),
    )


def _rungs() -> list[tuple[int, int, int, int, str]]:
    return [(LEFT, _up(n), WIDE + 16, _up(n) + 5, words) for n, words in enumerate(WHERE)]


def _up(where: int) -> int:
    return TOP + HIGH * (len(WHERE) - 1 - where)


def _across(way: Sequence[tuple[date, int]], on: date) -> float:
    """By the days between, so that a long wait looks long."""
    first, last = way[0][0], way[-1][0]
    days = max((last - first).days, 1)
    return LEFT + 10 + WIDE * min(max((on - first).days / days, 0), 1) * 0.98


def _ends(way: Sequence[tuple[date, int]]) -> SafeString:
    """The first and the last day, below."""
    under = _up(0) + 32
    return format_html(
        '<text x="{}" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>',
        LEFT,
        under,
        f"{way[0][0]:%B %Y}",
        LEFT + WIDE + 16,
        under,
        f"{way[-1][0]:%B %Y}",
    )
