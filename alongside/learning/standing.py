"""Where somebody stands: answers turned into ten lines, each number with how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .instrument import CONFIDENCE, IMPORTANCE, LADDER, NOTHING, Area, Instrument
from .measuring import (
    ANSWERS,
    ASSUMED,
    Aspect,
    Growth,
    Noise,
    Standing,
    growth,
    is_clear,
    level_of,
    to_work_on,
)
from .profiles import Role

Said = Mapping[str, str]  # the id of a statement: "1" to "4", or why there is no level
SHORTER: Mapping[int, str] = {1: "starting", 2: "with support", 3: "on my own", 4: "adapts"}


@dataclass(frozen=True)
class Aside:
    """What else somebody said of one area."""

    confidence: int | None = None
    importance: int | None = None
    has_star: bool = False


@dataclass(frozen=True)
class Attempted:
    """All that one self-assessment holds, and the one before it."""

    now: Said
    then: Said = field(default_factory=dict)
    before: Said = field(default_factory=dict)
    asides: Mapping[str, Aside] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """One statement with what was said to it, in words."""

    text: str
    level: str  # the name of the level, or why there is none
    anchor: str  # the sentence that was chosen
    then: str  # the name of the level looking back


@dataclass(frozen=True)
class Line:
    """One area of a report."""

    area: Area
    standing: Standing
    answered: int  # statements with a level
    asked: int
    typical: tuple[float, float]
    aside: Aside
    growth: Growth
    before: float | None
    then: float | None
    after: float | None  # of the statements that were answered both times
    compared: int  # of them
    is_clear: bool
    chosen: tuple[Chosen, ...]

    @property
    def cluster(self) -> str:
        """The letter of the area."""
        return self.area.cluster

    @property
    def level(self) -> float | None:
        """What its owner says; nothing with fewer than two answers."""
        return self.standing.claimed

    @property
    def has_change(self) -> bool:
        """Whether there are two looks to lay side by side."""
        return self.growth.apparent is not None

    @property
    def words(self) -> str:
        """The level in words."""
        return level_in_words(self.level)

    @property
    def change(self) -> str:
        """What became different, in words."""
        return change_in_words(self)

    @property
    def sureness(self) -> str:
        """Where feeling sure and what one did part ways, in words; mostly nothing."""
        return sureness_in_words(self.level, self.aside.confidence)


def lines_of(
    instrument: Instrument,
    said: Attempted,
    role: Role,
    evidence: Mapping[str, tuple[int, int]],
    *,
    clusters: Iterable[str] | None = None,
    noise: Noise = ASSUMED,
) -> list[Line]:
    """A line for each area, in their order; `clusters`: only for these.

    `evidence` says of each area how many pieces show it, and with how many of them a peer agrees.
    """
    wanted = None if clusters is None else set(clusters)
    return [
        _line(area, said, role, evidence.get(area.cluster, (0, 0)), noise)
        for area in instrument.areas
        if wanted is None or area.cluster in wanted
    ]


def _line(area: Area, said: Attempted, role: Role, evidence: tuple[int, int], noise: Noise) -> Line:
    now = levels(area, said.now)
    shared = _answered_both_times(area, said)
    before, then, after = (
        level_of(levels(area, one, shared)) for one in (said.before, said.then, said.now)
    )
    grown = growth(before, then, after)
    return Line(
        area=area,
        standing=Standing(level_of(now), *evidence),
        answered=len(now),
        asked=sum(one.id in said.now for one in area.statements),
        typical=role.typical[area.cluster],
        aside=said.asides.get(area.cluster, Aside()),
        growth=grown,
        before=before,
        then=then,
        after=after,
        compared=len(shared),
        is_clear=is_clear(grown.apparent, noise, min(len(shared), ANSWERS) or ANSWERS),
        chosen=tuple(_chosen(area, said)),
    )


def levels(area: Area, said: Said, only: Iterable[str] | None = None) -> list[int]:
    """The levels among what was said in one area."""
    asked = [one.id for one in area.statements] if only is None else list(only)
    return [int(said[id]) for id in asked if said.get(id, "") in ("1", "2", "3", "4")]


def _answered_both_times(area: Area, said: Attempted) -> list[str]:
    """The statements with a level each time, so that the same is compared with the same."""
    looks = [said.now, said.before, *([said.then] if said.then else [])]
    ids = [one.id for one in area.statements]
    return [id for id in ids if all(one.get(id, "") in ("1", "2", "3", "4") for one in looks)]


def comparable(now: Instrument, before: Instrument, said: Said) -> Said:
    """What was said to an earlier wording, as far as the statement still says the same."""
    if now.form == before.form:
        return said
    same = {
        one.id
        for one in now.statements
        if (was := before.by_id.get(one.id)) and (one.text, one.anchors) == (was.text, was.anchors)
    }
    return {id: answer for id, answer in said.items() if id in same}


def _chosen(area: Area, said: Attempted) -> Iterable[Chosen]:
    for one in area.statements:
        answer = said.now.get(one.id)
        if answer is None:
            continue
        anchor = "" if answer in NOTHING else one.anchors[int(answer)]
        then = said.then.get(one.id, "")
        yield Chosen(one.text, _named(answer), anchor, _named(then) if then else "")


def _named(answer: str) -> str:
    return NOTHING.get(answer) or LADDER[int(answer)]


def aspects_of(lines: Sequence[Line]) -> list[Aspect]:
    """The lines as far as choosing what to work on goes."""
    return [
        Aspect(
            one.cluster, one.level, one.typical[0], one.aside.importance,
            is_of_role=one.answered > 0 or one.aside.has_star, has_star=one.aside.has_star,
        )
        for one in lines
    ]  # fmt: skip


def suggested(lines: Sequence[Line]) -> list[Line]:
    """At most three areas worth working on, the first one first."""
    by_cluster = {one.cluster: one for one in lines}
    return [by_cluster[key] for key in to_work_on(aspects_of(lines))]


def strongest(lines: Sequence[Line]) -> list[Line]:
    """At most two areas with the highest level; none where nearly all are as high."""
    known = [one for one in lines if one.level is not None]
    best = max((one.level or 0 for one in known), default=0)
    found = [one for one in known if one.level == best]
    return found if len(found) <= 2 and best > 1 else []


# In words


def level_in_words(level: float | None) -> str:
    """A level as one would say it: “mostly on my own”."""
    if level is None:
        return "Not enough answers to say"
    near = round(level)
    if abs(level - near) < 0.125:
        return SHORTER[near].capitalize()
    if abs(level - near) <= 0.375:
        return f"Mostly {SHORTER[near]}"
    low = int(level)
    return f"Between {SHORTER[low]} and {SHORTER[low + 1]}"


def figure_in_words(level: float | None) -> str:
    """A level with two places; words where there is none."""
    return "Too few answers" if level is None else f"{level:.2f}"


def change_in_words(line: Line) -> str:
    """Whether something changed, never more than the numbers carry."""
    apparent = line.growth.apparent
    if apparent is None:
        return "Too few of the same statements answered both times to compare."
    if line.is_clear:
        return "A clear step up." if apparent > 0 else "Clearly lower than you said before."
    return "No clear change yet."


def evidence_in_words(standing: Standing) -> str:
    """What stands behind a level, beside its owner's word."""
    if not standing.evidenced:
        return "I said so"
    pieces = "1 piece" if standing.evidenced == 1 else f"{standing.evidenced} pieces"
    agreed = ", a peer agrees" if standing.corroborated else ""
    return f"{pieces} of evidence{agreed}"


def asides_in_words(one: Aside) -> list[tuple[str, str]]:
    """What was asked of an area as a whole, and what was answered."""
    found = []
    if one.confidence is not None:
        found.append(("How sure you feel in it", CONFIDENCE[one.confidence]))
    if one.importance is not None:
        found.append(("How much it matters in your work", IMPORTANCE[one.importance]))
    return found


UNSURE_AND_HIGH = (
    "You do this on your own, and do not feel sure of it. Ask somebody who has seen you at it what"
    " they saw."
)
SURE_AND_LOW = (
    "You feel surer here than what you did so far would show. Perhaps there was little chance to do"
    " it. Do it once with somebody beside you."
)


def sureness_in_words(level: float | None, confidence: int | None) -> str:
    """How feeling sure (1 to 4) and a level part ways; nothing where they do not, or nearly.

    They are two questions with two scales: neither is taken from the other, or put into a number.
    """
    if level is None or confidence is None:
        return ""
    if level >= 3 and confidence <= 2:
        return UNSURE_AND_HIGH
    return SURE_AND_LOW if level <= 2 and confidence >= 3 else ""


def opening(lines: Sequence[Line]) -> str:
    """The report in one sentence or two."""
    best = _joined([one.area.title for one in strongest(lines)])
    starred = _joined([one.area.title for one in lines if one.aside.has_star])
    said = []
    if best:
        said.append(f"By your own answers you work most surely in {best}.")
    elif any(one.level is not None for one in lines):
        said.append("No area stands out above the others in what you said.")
    else:
        said.append("There are too few answers in each area for a picture of it.")
    if starred:
        said.append(f"You would like to grow in {starred}.")
    return " ".join(said)


def _joined(titles: Sequence[str]) -> str:
    small = [one[:1].lower() + one[1:] for one in titles]
    if len(small) < 2:
        return "".join(small)
    # Some titles hold “and” or a comma themselves.
    return "; ".join(small[:-1]) + "; and " + small[-1]


# Where things stand in a drawing


def at(level: float) -> str:
    """How far along the scale from 1 to 4, as SVG says it."""
    return f"{(level - 1) / 3 * 100:.1f}%"


def wide(low: float, high: float) -> str:
    """How much of the scale lies between two levels."""
    return f"{(high - low) / 3 * 100:.1f}%"
