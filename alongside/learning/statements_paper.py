"""The statements on paper, to be ticked by hand: for whoever reads and thinks better that way."""

from __future__ import annotations

from collections.abc import Iterator

from alongside.foundation.paper import Block, Format, Heading, Lines, Notice, Paper, Ticks, Words
from alongside.foundation.paper.pieces import BOX

from .instrument import LADDER, NOTHING, Instrument

HOW = (
    "Tick one sentence at each statement, the one that comes closest to the last six months."
    " Nobody collects this paper. To see where you stand and how it changes, put your answers in"
    " under Learning, “Where I stand”."
)
NOT_ANSWERED = f"\N{EM SPACE}{BOX} ".join(NOTHING.values()).replace(" ", "\N{NO-BREAK SPACE}")


def statements_on_paper(instrument: Instrument, format: Format) -> Paper:
    """All that is asked, with a box at each answer."""
    return Paper(
        title=instrument.title,
        about="To be filled in by hand",
        made=f"Form: {instrument.form}.",
        marking="Yours alone, unless you show it",
        format=format,
        body=_body(instrument),
    )


def _body(instrument: Instrument) -> Iterator[Block]:
    yield Notice(
        "These statements are a draft, not validated. Nobody has tested yet whether they measure"
        " well. This is no appraisal."
    )
    yield Words(HOW)
    for area in instrument.areas:
        yield Heading(1, area.title)
        yield Words(area.intro, stays=True)
        for one in area.statements:
            yield Heading(2, f"{one.number}. {one.text}")
            levels = [(f"{words}: {one.say(level)}.", "") for level, words in LADDER.items()]
            # In one row, so that three statements stand on a page and none is parted.
            yield Ticks([*levels, (NOT_ANSWERED, "")])
    yield Heading(1, "What you would like to work on")
    yield Words("At most three things, and one person for each whom you could ask.", stays=True)
    yield Lines(6)
