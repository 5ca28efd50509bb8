"""The page for the fridge as a file: the same words as on its page, and nothing more."""

from collections.abc import Iterator

from alongside.foundation.content import folder
from alongside.foundation.days import in_words
from alongside.foundation.paper import (
    Block,
    Column,
    Format,
    Heading,
    Paper,
    Picture,
    Quote,
    Table,
    Words,
)
from alongside.foundation.templatetags.alongside import council

from .access import Plan
from .models import Line
from .telling import StepTold, steps


def fridge_paper(plan: Plan, called: str, made: str, format: Format) -> Paper:
    """What somebody wants, who does what, whom to ring; laid out for easy reading with pictures."""
    return Paper(
        title=f"{called}’s plan",
        about=f"{called}: {plan.kind.title}",
        made=made,
        format=format,
        body=_body(plan, called, format),
        has_easy_words=False,
    )


def _body(plan: Plan, called: str, format: Format) -> Iterator[Block]:
    is_easy = format is Format.EASY_READ
    if is_easy:
        yield _picture("star")
    if plan.wording.wanted_is_ours:
        yield Heading(1, f"What we think {called} wants")
        yield Words(plan.wording.wanted)
    else:
        yield Heading(1, "What I want")
        yield Quote(plan.wording.wanted, called)
    if plan.own_voice and plan.own_voice.what == Line.What.DIFFERS:
        yield Heading(1, "I see it differently")
        yield Quote(plan.own_voice.words, called)
    if plan.wording.goals and not is_easy:
        yield Heading(1, "What we are working towards")
        for goal in plan.wording.goals:
            yield Words(goal.words)
    yield Heading(1, "Who does what")
    yield from _steps(steps(plan, called), is_easy=is_easy)
    yield Heading(1, "If one of these breaks")
    phone = council("help_phone")
    yield Words(f"Ring {phone}." if phone else "Tell the person who works with you.")
    on = plan.sheet.review_on
    again = f"We look at this again by {in_words(on)}. " if on and plan.goes_on else ""
    yield Words(f"{again}{plan.settled} {in_words(plan.sheet.agreed_on)}.")


def _steps(told: list[StepTold], *, is_easy: bool) -> Iterator[Block]:
    if is_easy:
        for one in told:
            yield _picture(one.picture)
            yield Words(f"{'I do this' if one.is_own else one.whose}: {one.words}")
            if when := _when(one):
                yield Words(when)
        return
    columns = [Column("Who", 1.0), Column("What", 2.5), Column("When", 1.2)]
    yield Table(columns, [(one.whose, one.words, _when(one)) for one in told], row_heads=1)


def _when(one: StepTold) -> str:
    if one.is_done:
        return "Done"
    return f"By {in_words(one.by)}" if one.by else ""


def _picture(name: str) -> Picture:
    return Picture((folder() / "pictures" / f"{name}.svg").read_text())
