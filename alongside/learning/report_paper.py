"""The report of a self-assessment on paper: the same words and numbers as on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone

from alongside.foundation.days import in_words
from alongside.foundation.paper import Block, Column, Format, Heading, Notice, Paper, Table, Words

from .access.capability import Reading
from .instrument import Instrument
from .measuring import ASSUMED
from .models.capability import Attempt
from .profiles import roles
from .standing import Chosen, Line, opening

DRAFT = (
    "These statements are a draft. Nobody has tested yet whether they measure well. What is typical"
    " for a role is our own proposal. This is no appraisal."
)


def report_on_paper(
    read: Reading, instrument: Instrument, lines: Sequence[Line], format: Format, strict: str
) -> Paper:
    """All that the page says, as far as its reader may see it."""
    attempt = read.attempt
    day = in_words(timezone.localtime(attempt.finished_at).date())
    whose = "Yours alone, unless you show it" if read.is_mine else "Shared with you"
    return Paper(
        title="Where I stand",
        about=f"Filled in on {day}",
        made=f"Form: {instrument.form}. Typical for: {_role(attempt)}.",
        marking=whose,
        format=format,
        body=_body(read, lines, strict),
    )


def _role(attempt: Attempt) -> str:
    found = roles().by_id.get(attempt.role)
    return found.title.lower() if found else attempt.role


def _body(read: Reading, lines: Sequence[Line], strict: str) -> Iterator[Block]:
    yield Notice(DRAFT)
    if read.attempt.purpose != Attempt.Purpose.SHORT:
        if read.is_mine:
            yield Words(opening(lines))
        yield from _areas(lines)
        yield from _growth([one for one in lines if one.has_change])
    if strict:
        yield Heading(1, "How you use the scale")
        yield Words(strict)
    yield Heading(1, "What you said, in words")
    for one in lines:
        if one.chosen:
            yield Heading(2, one.area.title)
        for said in one.chosen:
            yield Words(_said(said))


def _said(one: Chosen) -> str:
    return f"{one.text}\n{one.level}. {one.anchor}{'.' if one.anchor else ''}".rstrip()


def _areas(lines: Sequence[Line]) -> Iterator[Block]:
    yield Heading(1, "The ten areas")
    yield Words("From 1, starting, to 4, adapts and helps others.")
    columns = [
        Column("Area", 2.2), Column("I said", 1.6), Column("Typical"), Column("With evidence"),
        Column("A peer agrees"),
    ]  # fmt: skip
    rows = [
        [
            one.area.title,
            one.words if one.level is None else f"{one.level:.2f}: {one.words.lower()}",
            f"{one.typical[0]:g} to {one.typical[1]:g}",
            str(one.standing.evidenced or "None yet"),
            str(one.standing.corroborated or "Not yet"),
        ]
        for one in lines
    ]
    yield Table(columns, rows, row_heads=1)
    yield Words(
        "“I said” is the mean of the statements answered with a level in that area, where there are"
        " at least two. “Not part of my role”, “I don’t know” and “I would rather not say” are left"
        " out. What you say, what shows it and what a peer agrees with are never put together."
    )


def _growth(grown: Sequence[Line]) -> Iterator[Block]:
    if not grown:
        return
    yield Heading(1, "How it has changed")
    columns = [
        Column("Area", 2.2), Column("Said then"), Column("Looking back"), Column("Now"),
        Column("What it means", 1.8),
    ]  # fmt: skip
    rows = [
        [
            one.area.title,
            f"{one.before:.2f}",
            "–" if one.then is None else f"{one.then:.2f}",
            f"{one.after:.2f}",
            one.change,
        ]
        for one in grown
    ]
    yield Table(columns, rows, row_heads=1)
    yield Words(
        f"A change of less than {ASSUMED.smallest_clear():.2f} with four answers is not clear: so"
        " much may differ between two days on which nothing changed. That is assumed from a retest"
        " correlation of 0.70 and a spread of 0.6, until there are 100 pairs to measure it from."
    )
