"""The report of a wave on paper: the words and figures of its page, and how to read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone

from alongside.foundation.days import in_words
from alongside.foundation.paper import (
    Block,
    Cell,
    Column,
    Format,
    Heading,
    Markdown,
    Notice,
    Paper,
    Table,
    Words,
)
from alongside.foundation.small_numbers import Rules
from alongside.learning.models import Wave

from .form import Survey
from .parting import Told
from .telling import ByGroup, Part, Row

NOT_TOLD, NO_SHARE = "Not told", "–"
FEW = (
    "Not told, since the answers are too few, or too much alike, to be told without saying"
    " something about somebody:"
)
CHANGED = (
    "Not told, since an earlier asking had these questions too, and those who answered are nearly"
    " the same. Side by side, the two would tell what the few others said:"
)
NOBODY = "Nobody has answered in writing yet."


def wave_on_paper(
    wave: Wave, survey: Survey, told: Mapping[str, Any], format: Format
) -> Paper:  # fmt: skip
    """All that its page says. `told` is what that page is given."""
    assert wave.closed_at
    day = in_words(timezone.localdate(wave.closed_at))
    return Paper(
        title=wave.title,
        about=f"{wave.get_kind_display()}, closed on {day}",
        made=f"Saved on {in_words(timezone.localdate())}. The questions: {survey.status}.",
        marking="About everybody together, and about nobody",
        format=format,
        body=_body(wave, survey, told),
    )


def _body(wave: Wave, survey: Survey, told: Mapping[str, Any]) -> Iterator[Block]:
    yield Notice(
        f"Every figure tells of {wave.smallest} people or more and is rounded to the nearest 5."
        " “Not told”, and what is joined by “or” or “+”, protects somebody: please do not guess at"
        " it."
    )
    if wave.about:
        yield Markdown(wave.about)
    yield Heading(1, "What is done about it")
    if wave.reply:
        yield Markdown(wave.reply)
        if wave.replied_at:
            yield Words(f"{told['replied_by']}, {in_words(timezone.localdate(wave.replied_at))}")
    else:
        yield Words(NOBODY)
    yield from _who(wave, told)
    if told["frozen"].get("is_told"):
        yield from _figures(told)
    yield from _how(wave, survey, told["rules"])


def _who(wave: Wave, told: Mapping[str, Any]) -> Iterator[Block]:
    frozen = told["frozen"]
    yield Heading(1, "Who answered")
    asked = f"{frozen['asked']} people were asked"
    if frozen.get("is_told"):
        silent = told["silent"]
        said = f"{asked}. About {frozen['people']} answered"
        if silent:
            said += f": of those asked, about {silent.percent}% did not, and nobody knows what"
            said += " they would have said"
        yield Words(f"{said}.")
        if many := frozen.get("too_many_before"):
            yield Words(
                f"It is told of everybody together, and not by group: {many} earlier askings had"
                " some of the same questions."
            )
        for division, rows in told["divided"]:
            yield Table(
                [Column(division.capitalize(), 3), Column("People answered")],
                [[row.words, f"About {row.people}"] for row in rows],
                row_heads=1,
            )
    elif frozen.get("why") == "change":
        yield Words(
            f"{asked}. Those who answered are nearly the same as last time: laid beside the last"
            " one, this would tell what the few others said. So nothing is told of it."
        )
    else:
        yield Words(f"{asked}, and fewer than {wave.smallest} answered. So nothing is told of it.")


def _figures(told: Mapping[str, Any]) -> Iterator[Block]:
    reference = told["reference"]
    year = "2019" if reference else ""
    if told["areas"]:
        yield Heading(1, "Where people say they stand")
        yield Words(
            "From their own self-assessments, rounded to whole levels. It is what people say of"
            " themselves: draft, not validated."
        )
        yield from _parts(told["areas_told"], "")
        yield from _gaps(told["gaps"])
        yield from _demand(told["demand"])
    yield Heading(1, "What stands in the way" if told["areas"] else "What people said")
    if reference:
        yield Words(
            f"The column “2019” is {reference.title[:1].lower()}{reference.title[1:]}, as a"
            f" reference and not as a target. {reference.source} It gives its respondents as"
            f" {reference.respondents}. {reference.notes}"
            f" Checked on {in_words(reference.checked_on)}."
        )
    for title, parts in told["groups"]:
        yield Heading(2, title)
        yield from _parts(parts, year)
    yield from _by_group(told["by"])
    yield from _earlier(told)


def _parts(told: Told, year: str) -> Iterator[Block]:
    for run in told.runs:
        for part in run:
            yield from _part(part, year)
    for headings, why in ((told.few, FEW), (told.changed, CHANGED)):
        if headings:
            yield Words(why, stays=True)
            yield Words("\n".join(f"– {one}" for one in headings))


def _part(part: Part, year: str) -> Iterator[Block]:
    yield Heading(3, part.heading)
    if part.told == "alike":
        yield Words(f"Nine in ten or more said: {part.alike}. Nothing finer is told.")
        return
    year = year if part.has_reference else ""
    columns = [Column("Answer", 2.6), Column("People"), Column("Per cent", 1.4)]
    if year:
        columns.append(Column(year, 0.7))
    rows = [_row(row, year) for row in part.rows]
    if not part.is_many:
        none = f"About {part.none}" if part.none is not None else "Fewer than may be told"
        rows.append(["No answer, or could not say", none, "Left out", *([""] if year else [])])
    yield Table(columns, rows, row_heads=1)


def _row(row: Row, year: str) -> list[Cell]:
    of = row.share
    percent = f"{of.percent}% ({of.low} to {of.high})" if of else NO_SHARE
    beside = [] if not year else ["" if row.reference is None else f"{row.reference}%"]
    return [row.words, _people(row), percent, *beside]


def _people(row: Row) -> str:
    return row.said or (NOT_TOLD if row.people is None else f"About {row.people}")


def _gaps(gaps: Sequence[tuple[str, str, Row]]) -> Iterator[Block]:
    if not gaps:
        return
    yield Heading(1, "Below what is typical for a role")
    yield Words("What is typical for a role is our proposal, not validated.")
    rows: list[list[Cell]] = [[area, role, f"About {row.people}"] for area, role, row in gaps]
    yield Table([Column("Area", 2), Column("Role", 2), Column("Below")], rows, row_heads=1)


def _demand(demand: Sequence[tuple[str, Row, list[int]]]) -> Iterator[Block]:
    yield Heading(1, "What people want to learn, and who can help")
    columns = [
        Column("Area", 2.2), Column("People work on it", 1.4), Column("Colleagues"),
        Column("Sessions"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [area, _people(row), *map(str, supply)] for area, row, supply in demand
    ]
    yield Table(columns, rows, row_heads=1)


def _by_group(by: Sequence[tuple[str, Sequence[tuple[str, ByGroup]]]]) -> Iterator[Block]:
    for division, tables in by:
        yield Heading(1, f"By {division}")
        for heading, table in tables:
            yield Heading(2, heading)
            columns = [Column(division.capitalize(), 1.8), *(Column(one) for one in table.heads)]
            yield Table(columns, [[group, *cells] for group, cells in table.rows], row_heads=1)


def _earlier(told: Mapping[str, Any]) -> Iterator[Block]:
    if not told["earlier"]:
        return
    yield Heading(1, "Since last time")
    sides = f"{len(told['earlier'])} answers were laid beside {told['before'].title}."
    if not told["clear"]:
        sides += " No clear change yet: luck alone could have made each difference."
    yield Words(sides)
    for one in told["clear"]:
        yield Words(
            f"– {one.heading} “{one.words}”: {one.before.percent}% then, {one.now.percent}% now"
        )
    yield Words("Per cent, with what luck alone could make of it:", stays=True)
    columns = [Column("Answer", 2.6), Column("Then"), Column("Now"), Column("Change")]
    rows = [
        [
            f"{one.heading} {one.words}",
            f"{one.before.percent} ({one.before.low} to {one.before.high})",
            f"{one.now.percent} ({one.now.low} to {one.now.high})",
            "Clear" if one.is_clear else "Not clear",
        ]
        for one in told["earlier"]
    ]
    yield Table(columns, rows, row_heads=1)


def _how(wave: Wave, survey: Survey, rules: Rules) -> Iterator[Block]:
    yield Heading(1, "How this was worked out")
    yield Words(
        "All answers were counted once, when it was closed, and destroyed then. These figures are"
        " all there is, and they are the same for everybody."
    )
    yield Words(
        f"Every figure tells of {wave.smallest} people or more and is rounded to the nearest 5, so"
        f" figures may not add up. Percentages stand only where {rules.percent_from} or more"
        " answered, and are worked out from the rounded figures. Small groups, and answers that"
        " few gave, are told together with the next smallest."
    )
    yield Words(
        "Figures in brackets say how far off a percentage could be by luck alone (Wilson’s"
        " interval, 95%). Who chose to answer matters more, and no figure shows it."
    )
    yield Words(f"The questions: {survey.title}, {survey.status}. {survey.source}")
