"""Reads the banks of words in words/ and the records/ that are written out, and says their lines.

In a line, `[a|b]` is one of a and b, and `{name}` stands for somebody. What the signs before each
line mean stands in `_read` below.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from alongside.record.models import PartSort

from .plans import NeedPlan

HERE = Path(__file__).parent
CHOICE = re.compile(r"\[([^\[\]]*)\]")
SORTS = {
    ":": PartSort.FACT,
    "<": PartSort.REPORTED,
    "~": PartSort.OPINION,
    '"': PartSort.OWN_WORDS,
}


@dataclass(frozen=True)
class Line:
    """One part that a moment may have: its sort, who says it, and what."""

    sort: str
    of: str
    text: str


@dataclass
class Moment:
    """Something that can happen: when in a story, of what kind, and what is then written."""

    stage: str  # begin, then, once, end
    kind: str
    contact: str
    title: str
    lines: list[Line] = field(default_factory=list)

    @property
    def all_words(self) -> str:
        """Everything it may say, to see whom it speaks of."""
        return " ".join([self.title, *(f"{one.of} {one.text}" for one in self.lines)])


@dataclass
class Theme:
    """One bank of words."""

    know: list[str] = field(default_factory=list)
    needs: list[NeedPlan] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    def of(self, stage: str) -> list[Moment]:
        """Its moments of one stage, in the order of the file."""
        return [moment for moment in self.moments if moment.stage == stage]


@cache
def theme(name: str, folder: str = "words") -> Theme:
    """The bank of this name, read once."""
    found = Theme()
    for line in (HERE / folder / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            _read(found, line)
    return found


def _read(found: Theme, line: str) -> None:
    sign, _, rest = line.partition(" ")
    if sign == "know":  # what somebody wants known first
        found.know.append(rest)
    elif sign == "next":  # what may stand behind many notes
        found.next.append(rest)
    elif sign == "need":  # category, option: words
        head, _, words = rest.partition(":")
        category, _, option = head.strip().partition(" ")
        found.needs.append(NeedPlan(category, option, words.strip()))
    elif sign == "==":  # stage | kind | contact | title
        found.moments.append(Moment(*_four(rest)))
    else:  # : what happened, < who: what they told us, ~ what we make of it, " their own words
        of, text = rest.split(": ", 1) if sign == "<" else ("", rest)
        found.moments[-1].lines.append(Line(SORTS[sign], of, text))


def _four(rest: str) -> tuple[str, str, str, str]:
    stage, kind, contact, title = (part.strip() for part in rest.split("|"))
    return stage, kind, contact, title


def say(text: str, slots: Mapping[str, str], dice: Random) -> str:
    """One of the things that a line can say, about these people."""
    while choice := CHOICE.search(text):
        chosen = dice.choice(choice[1].split("|"))
        text = text[: choice.start()] + chosen + text[choice.end() :]
    said = re.sub(r"\{(\w+)\}", lambda found: slots[found[1]], text)
    return said[:1].upper() + said[1:] if said else said
