"""A chronology as it goes on paper: what it covers, its lines year by year, and its exhibits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from alongside.accounts.models import Account
from alongside.foundation.days import LONDON
from alongside.foundation.paper import (
    Block,
    Cell,
    Column,
    Contents,
    Facts,
    Format,
    Heading,
    Link,
    Markdown,
    Notice,
    Paper,
    Reference,
    Table,
    Words,
)
from alongside.people.models import Person

from . import telling
from .access import chronologies as access
from .actions.chronologies import MOST_LINES
from .models import Chronology
from .papers import printed
from .readership import name_of
from .telling import Shown

CONFIDENTIAL = "Confidential"
NOT_FINISHED = "Not finished: what is in it can still change, and nothing has a number yet."
AS_WRITTEN = "As the entry was written: "


@dataclass(frozen=True)
class Read:
    """All that goes on the paper, read at once: laying it out asks the database nothing."""

    chronology: Chronology
    people: tuple[Person, ...]
    lines: tuple[Shown, ...]
    covers: str
    by: str

    @property
    def hidden(self) -> int:
        """How many lines whoever prints it may not read."""
        return sum(bool(one.hidden) for one in self.lines)


def read_for_paper(chronology: Chronology, by: Account) -> Read:
    """The whole of it, as this account reads it. Nine queries, however long it is."""
    people = access.people_in(chronology)
    page = access.lines_of(chronology, by=by, size=MOST_LINES)
    return Read(
        chronology,
        tuple(people),
        tuple(telling.shown(one, chronology, people) for one in page.lines),
        telling.covers(chronology, access.first_and_last(chronology), len(page.lines)),
        name_of(by),
    )


def paper_of(read: Read, form: Format) -> Paper:
    """The paper; its rows are made as they are taken in, so that progress can be told."""
    return Paper(
        title=telling.heading(read.people),
        about=", ".join(person.called for person in read.people),
        made=f"{printed(read.by)}.",
        marking=CONFIDENTIAL,
        format=form,
        # Columns need the width, unless the cells of a row stand below each other anyway.
        landscape=(len(read.people) > 1 or form is Format.LARGE) and not form.is_stacked,
        body=_body(read),
    )


def _body(read: Read) -> Iterator[Block]:
    chronology = read.chronology
    if not chronology.is_finished:
        yield Notice(NOT_FINISHED)
    yield Facts(list(_facts(read)))
    years = [
        (year, list(some))
        for year, some in groupby(
            read.lines, lambda one: one.told.line.happened_at.astimezone(LONDON).year
        )
    ]
    if len(years) > 1:
        yield Contents(levels=1)
    yield Heading(1, "What happened")
    for year, lines in years:
        if len(years) > 1:
            yield Heading(2, str(year), id=f"year-{year}")
        yield Table(
            columns=_columns(read.people),
            rows=(_row(one, read.people) for one in lines),
            row_heads=1,
        )
    yield Words(
        "Where nobody has said it shorter, the first words of the entry stand here, marked as "
        "written. People’s own words are never shortened by anybody else’s."
    )
    yield Heading(1, "Exhibits" if chronology.is_finished else "The entries that this stands on")
    yield Table(
        columns=[
            Column("Exhibit" if chronology.is_finished else "Line", 1.3),
            Column("When", 1.5),
            Column("What it is", 2.4),
            Column("Who wrote it", 1.6),
        ],
        rows=(_exhibit(one, number) for number, one in enumerate(read.lines, 1)),
        row_heads=1,
    )


def _facts(read: Read) -> Iterator[tuple[str, str]]:
    chronology = read.chronology
    yield "Made for", f"{chronology.made_for} ({chronology.get_purpose_display().lower()})"
    yield "Covers", read.covers
    yield "Made by", telling.made_by(chronology)
    if chronology.is_finished or read.hidden:
        said = telling.left_out(chronology.left_out, hidden=read.hidden, reader=read.by)
        yield "Left out", " ".join(said)


def _columns(people: Sequence[Person]) -> list[Column]:
    told = [Column(one.called, 2.6) for one in people] if len(people) > 1 else []
    return [
        Column("When", 1.3),
        *(told or [Column("What happened", 4)]),
        Column("What it meant", 1.9),
    ]


def _row(one: Shown, people: Sequence[Person]) -> list[Cell]:
    place = str(one.told.line.pk)
    when: list[Words | Markdown | Link | Reference] = [Words(one.when, id=f"line-{place}")]
    if one.exhibit:
        when.append(Link(f"exhibit-{place}", f"Exhibit {one.exhibit}"))
    if one.hidden:
        return [when, one.hidden]
    told = _told(one)
    if len(people) == 1:
        return [when, told, _impact(one)]
    cells: list[Cell] = [told if cell == "here" else one.also if cell else "" for cell in one.cells]
    return [when, *cells, _impact(one)]


def _told(one: Shown) -> Cell:
    said: list[Words | Markdown | Link | Reference] = []
    if one.summary:
        said.append(Markdown(one.summary))
    elif one.start:
        said.append(Words(f"{AS_WRITTEN}{one.start}"))
    elif not one.own:
        said.append(Words(one.heading))
    for own in one.own:
        said += [Words(f"{own.said_by}, in their own words:"), Markdown(f"“{own.text.strip()}”")]
    return said


def _impact(one: Shown) -> Cell:
    return [Markdown(one.impact)] if one.impact else ""


def _exhibit(one: Shown, number: int) -> list[Cell]:
    place = str(one.told.line.pk)
    first: Cell = [Reference(f"line-{place}", one.exhibit or str(number))]
    what = one.hidden or " ".join((one.heading.rstrip(".") + ".", *one.notes))
    return [first, one.when, [Words(what, id=f"exhibit-{place}")], one.writer]
