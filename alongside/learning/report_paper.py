"""The report of a self-assessment on paper: the same words and numbers as on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone

from alongside.foundation.days import in_words
from alongside.foundation.paper import (
    Block,
    Column,
    Facts,
    Format,
    Heading,
    Notice,
    Paper,
    Table,
    Words,
)

from .access.capability import Looks, Reading
from .instrument import Instrument
from .looks import AreaLooks
from .measuring import ASSUMED
from .models.capability import Attempt
from .profiles import roles_named
from .standing import Chosen, Line, asides_in_words, figure_in_words, opening

DRAFT = (
    "These statements are a draft. Nobody has tested yet whether they measure well. What is typical"
    " for a role is our own proposal. This is no appraisal."
)

NOISE = (
    f"A change of less than {ASSUMED.smallest_clear():.2f} with four answers is not clear, and more"
    " is needed with fewer: so much may differ between two days on which nothing changed. That is"
    " assumed from a retest correlation of 0.70 and a spread of 0.6, until there are 100 pairs to"
    " measure it from."
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
    found = roles_named(attempt.roles_version).by_id.get(attempt.role)
    return found.title.lower() if found else attempt.role


def _body(read: Reading, lines: Sequence[Line], strict: str) -> Iterator[Block]:
    yield Notice(DRAFT)
    if read.attempt.purpose != Attempt.Purpose.SHORT:
        if read.is_mine:
            yield Words(opening(lines))
        yield from _areas(lines)
        yield from _growth([one for one in lines if one.has_change])
        yield from _sure([one for one in lines if one.sureness] if read.is_mine else [])
    if strict:
        yield Heading(1, "How you use the scale")
        yield Words(strict)
        yield Words(
            "For each example that you placed: your level less the one it was written for. The mean"
            " of these, from three examples on, decides the sentence. No level is changed by it."
        )
    yield Heading(1, "What you said, in words")
    for one in lines:
        if one.chosen:
            yield Heading(2, one.area.title)
        for said in one.chosen:
            yield Words(_said(said))
        for asked, answer in asides_in_words(one.aside) if read.is_mine else ():
            yield Words(f"{asked}: {answer.lower()}.")


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


def _sure(lines: Sequence[Line]) -> Iterator[Block]:
    if not lines:
        return
    yield Heading(1, "How sure you feel")
    yield Facts([(one.area.title, one.sureness) for one in lines])
    yield Words(
        "Named are areas where what you did comes to 3 or more and you feel not sure yet or a"
        " little, or comes to 2 or less and you feel fairly or very sure. How sure you feel is"
        " never added to a level, nor taken from one."
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
            "Not asked" if one.then is None else f"{one.then:.2f}",
            f"{one.after:.2f}",
            one.change,
        ]
        for one in grown
    ]
    yield Table(columns, rows, row_heads=1)
    yield Words(NOISE)


def looks_on_paper(looks: Looks, areas: Sequence[AreaLooks], format: Format) -> Paper:
    """The first look and the newest ones, as one table."""
    days = [in_words(timezone.localtime(one.finished_at).date()) for one in looks.all]
    return Paper(
        title="Every look",
        about=f"From {days[0]} to {days[-1]}" if len(days) > 1 else days[0],
        made=f"Forms: {', '.join(dict.fromkeys(one.form for one in looks.all))}.",
        marking="Yours alone, unless you show it",
        format=format,
        body=_looks(days, areas, has_more=looks.has_earlier),
    )


def _looks(days: Sequence[str], areas: Sequence[AreaLooks], *, has_more: bool) -> Iterator[Block]:
    yield Notice(DRAFT)
    yield Heading(1, "The ten areas at each look")
    more = " Looks between the first and these are on the page, not here." if has_more else ""
    yield Words(f"From 1, starting, to 4, adapts and helps others.{more}")
    rows = [
        [
            one.title,
            *(
                figure_in_words(level) + (f"\nClearly {clear}" if clear else "")
                for level, clear in one.figures
            ),
        ]
        for one in areas
    ]
    yield Table([Column("Area", 1.6), *map(Column, days)], rows, row_heads=1)
    yield Words(
        "Each figure is the mean of the statements answered with a level in that area, where there"
        " are at least two. “Clearly more” and “clearly less” compare with the first look, over"
        " the statements that were answered with a level both times and said the same. There is no"
        " sum of the areas, and no order among them."
    )
    yield Words(NOISE)
