"""The minutes of a meeting as an entry of the record: the person's own words first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from alongside.foundation.days import in_words
from alongside.plans.models import MeetingLine
from alongside.plans.wording import Step
from alongside.record.actions.writing import Words
from alongside.record.models import PartSort

from .access import Met

What = MeetingLine.What
HERE = {What.CAME: "came", What.SENT_WORD: "sent word", What.AWAY: "did not come"}


@dataclass(frozen=True)
class Came:
    """Whether somebody who was asked came, and what they sent or why not."""

    what: str  # came, sent word, away
    who: str
    words: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class Minutes:
    """All that is written down of a meeting."""

    held_on: date
    came: Sequence[Came]
    said: str = ""
    decisions: Sequence[Step] = ()
    names_others: bool = False  # says what is somebody else’s to tell


def parts_of(met: Met, minutes: Minutes) -> list[Words]:
    """The parts of the entry, each voice for itself; own words are about the person alone."""
    person = met.person.pk
    own = [Words(PartSort.OWN_WORDS, one.words, about=(person,)) for one in met.own_views]
    theirs = [Words(PartSort.REPORTED, one.words, of=one.who) for one in met.other_views]
    together = "\n\n".join(f"**{title}**\n\n{text}" for title, text in _headed(met, minutes))
    return [*own, *(one for one in (Words(PartSort.FACT, together), *theirs) if one.text)]


def is_held_first(met: Met, minutes: Minutes | None = None) -> bool:
    """Whether a manager looks before the person reads them, whatever the kind of entry."""
    says_more = minutes is not None and minutes.names_others
    return says_more or bool(met.other_views) or not met.own_invitation


def _hands(met: Met) -> list[str]:
    """By whom the person's words were written down, where it was not themselves."""
    by = [one.by for one in met.own_views if not one.is_own_hand]
    names = [getattr(getattr(one, "practitioner", None), "name", "") for one in by]
    return list(dict.fromkeys(one or "Somebody who works here" for one in names))


def _headed(met: Met, minutes: Minutes) -> Iterator[tuple[str, str]]:
    called = met.person.called
    lists = (
        (f"Who wrote down what {called} said", _hands(met)),
        ("Who came", [_came(one) for one in minutes.came]),
        ("What was to be talked about", [one.words for one in met.points]),
    )
    for title, rows in lists:
        if rows:
            yield title, "\n".join(f"- {row}" for row in rows)
    if minutes.said:
        yield "What was said", minutes.said
    if minutes.decisions:
        rows = [decided(one, called) for one in minutes.decisions]
        yield "What was decided", "\n".join(f"- {row}" for row in rows)


def _came(one: Came) -> str:
    return f"{one.who} {HERE[What(one.what)]}{f': {one.words}' if one.words else '.'}"


def decided(step: Step, called: str) -> str:
    """A decision in a line: what, whose, by when."""
    by = f", by {in_words(step.by)}" if step.by else ""
    return f"{step.words} ({step.whose(called)}{by})"


def as_steps(met: Met, taken: Sequence[str] = ()) -> list[Step]:
    """The decisions as steps of a plan, with keys after those that the plan gave already."""
    after = max((int(key[1:]) for key in taken if key[0] == "s"), default=0)
    return [
        Step(f"s{after + n}", one.words, one.how, one.who, one.on)
        for n, one in enumerate(met.decisions, 1)
    ]


def everybody(met: Met, called: str) -> list[tuple[str, bool]]:
    """Whoever is to be said to have come or not: the person first, then who was asked."""
    others = [one.who for one in met.invited if not one.is_own]
    return [(called, True), *((one, False) for one in dict.fromkeys(others))]
