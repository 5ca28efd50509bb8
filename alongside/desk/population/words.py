"""What is written about people: a few thousand tellings, made from the banks of words of Northmere.

Only `{name}` is left to fill in. Everybody else is who they are to the person, never a name: whose
sister it is changes from record to record, and no name may stand where it does not belong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from alongside.desk.demo.histories import MET, MINUTES, OFFICE
from alongside.desk.demo.households import ADULTS
from alongside.desk.demo.places import SURGERIES
from alongside.desk.demo.plans import NeedPlan, PersonPlan
from alongside.desk.demo.telling import HERE, Line, Moment, Theme, say, theme
from alongside.record.models import Contact, EntryKind, PartSort

PRONOUNS = ("she", "he", "they")
AUDIENCES = ("adult", "child")
STAGES = ("begin", "then", "end")
TIMES = 5  # how often each moment is told, each time in other words
SHORTEST, MEAN, LONGEST = 200, 480, 1_500  # characters
MOST_PARTS = 3
SMALL = {"adult": ("anybody", "anyadult"), "child": ("anybody", "anychild")}
NEAR = {
    "adult": ("sister", "brother", "daughter", "son", "friend", "cousin", "neighbour"),
    "child": ("mum", "dad", "nan", "aunt", "mum", "mum"),
}
FILLERS = ("anybody", "anyadult", "anychild", "next")
START = re.compile(r"(^|[.!?]”? )([a-z])")
# Two lines of the banks name somebody who works for Northmere.
COLLEAGUE = re.compile(r"Harriet Low, (?=occupational)|Harriet(?= brought)")


@dataclass(frozen=True)
class Telling:
    """One thing that may have been written: for whom, at what stage, and its parts."""

    group: int
    kind: str
    contact: str
    title: str
    place: str
    minutes: int | None
    precision: str
    parts: tuple[tuple[str, str, str], ...]  # sort, whose words, text


def group_of(audience: int, pronoun: int, stage: int) -> int:
    """The number of those tellings that fit a grown-up or a child, a pronoun and a stage."""
    return (audience * len(PRONOUNS) + pronoun) * len(STAGES) + stage


def tellings(seed: int) -> list[Telling]:
    """All that may be written, group after group."""
    dice, found = Random(seed), []  # noqa: S311 — the same each time is the point
    for number, audience in enumerate(AUDIENCES):
        for pronoun in range(len(PRONOUNS)):
            for stage in range(len(STAGES)):
                teller = _Teller(dice, audience, PRONOUNS[pronoun])
                group = group_of(number, pronoun, stage)
                found += [teller.tell(one, bank, group) for one, bank in _moments(audience, stage)]
    return found


def _moments(audience: str, stage: int) -> Iterator[tuple[Moment, Theme]]:
    stages = ("then", "once") if STAGES[stage] == "then" else (STAGES[stage],)
    for name in (*themes(audience), *SMALL[audience]):
        for moment in theme(name).moments:
            if moment.stage in stages and moment.kind != EntryKind.OWN_WORDS:
                yield from [(moment, theme(name))] * TIMES


def themes(audience: str) -> list[str]:
    """The banks that are about grown-ups, or about children."""
    names = sorted(path.stem for path in (HERE / "words").glob("*.txt"))
    return [
        name for name in names if name not in FILLERS and (name in ADULTS) == (audience == "adult")
    ]


class _Teller:
    """Says the lines of moments for one audience and one pronoun."""

    def __init__(self, dice: Random, audience: str, pronoun: str) -> None:
        self.dice, self.audience, self.pronoun = dice, audience, pronoun

    def tell(self, moment: Moment, bank: Theme, group: int) -> Telling:
        """One telling of a moment, as long as some and shorter than others."""
        slots = self.slots()
        has_time = moment.kind in (*MET, EntryKind.CALL)
        return Telling(
            group,
            moment.kind,
            moment.contact,
            self._said(moment.title, slots)[:190],
            _place(moment),
            self.dice.choice(MINUTES) if moment.kind in MET else None,
            "time" if has_time else "day",
            tuple(self._parts(moment, bank, slots)),
        )

    def slots(self) -> dict[str, str]:
        """What stands for whom: the person by name, everybody else by what they are to them."""
        own = PersonPlan("", "{name}", pronoun=self.pronoun).slots()
        near = f"{own['their']} {self.dice.choice(NEAR[self.audience])}"
        return {
            **own,
            "near": near,
            "near_who": near,
            "sib": "a cousin",
            "gp": self.dice.choice(SURGERIES),
            "school": "the school",
            "cover": "a colleague",
            "manager": "my manager",
        }

    def _said(self, text: str, slots: dict[str, str]) -> str:
        said = say(_unnamed(text), slots, self.dice)
        return START.sub(lambda hit: hit[1] + hit[2].upper(), said)

    def _parts(
        self, moment: Moment, bank: Theme, slots: dict[str, str]
    ) -> Iterator[tuple[str, str, str]]:
        others = [line for line in moment.lines if line.sort != PartSort.FACT]
        room = int(min(LONGEST, SHORTEST + self.dice.expovariate(1 / (MEAN - SHORTEST))))
        chosen = others[: MOST_PARTS - 1]
        told = [self._one(line, slots) for line in chosen]
        used = sum(len(text) for _, _, text in told)
        fact = self._fact(moment, bank, slots, room - used)
        if fact:
            yield PartSort.FACT.value, "", fact
        yield from told

    def _one(self, line: Line, slots: dict[str, str]) -> tuple[str, str, str]:
        text, of = self._said(line.text, slots), say(_unnamed(line.of), slots, self.dice)
        if line.sort != PartSort.OWN_WORDS:
            return line.sort, of, text
        near = f"{slots['near']}: "
        if text.casefold().startswith(near):
            return line.sort, slots["near"], text[len(near) :]
        return line.sort, "{name}", text

    def _fact(self, moment: Moment, bank: Theme, slots: dict[str, str], room: int) -> str:
        """What happened: the moment's own lines, and as many more as there is room for."""
        own = [line.text for line in moment.lines if line.sort == PartSort.FACT]
        said = [self._said(line, slots) for line in own]
        more = [
            line.text
            for other in bank.of("then")
            if other is not moment
            for line in other.lines
            if line.sort == PartSort.FACT
        ]
        more = [*self.dice.sample(more, len(more)), self.dice.choice(theme("next").next)]
        length = sum(map(len, said))
        for text in more:
            if length >= room:
                break
            one = self._said(text, slots)
            if length + len(one) < LONGEST - 200:
                said.append(one)
                length += len(one) + 1
        return " ".join(said)


def _unnamed(text: str) -> str:
    """The words without a colleague's name."""
    return COLLEAGUE.sub(lambda hit: "" if "," in hit[0] else "A colleague", text)


def _place(moment: Moment) -> str:
    if moment.contact == Contact.SCHOOL:
        return "The school"
    return OFFICE if moment.contact == Contact.OFFICE else ""


def needs(seed: int) -> list[NeedPlan]:
    """What people need to take part, each once."""
    dice = Random(seed)  # noqa: S311 — the same each time is the point
    found: dict[str, NeedPlan] = {}
    for audience in AUDIENCES:
        slots = _Teller(dice, audience, "they").slots()
        for name in themes(audience):
            for category, option, words in theme(name).needs:
                said = say(words, slots, dice)
                if "{" not in said:
                    found[said] = NeedPlan(category, option, said)
    return list(found.values())


def know_first(seed: int) -> list[str]:
    """What people want one to know first, in their own words."""
    dice = Random(seed)  # noqa: S311 — the same each time is the point
    slots = _Teller(dice, "adult", "they").slots()
    lines = [line for name in themes("adult") + themes("child") for line in theme(name).know]
    said = {START.sub(lambda hit: hit[1] + hit[2].upper(), say(x, slots, dice)) for x in lines * 4}
    return sorted(one for one in said if "{" not in one)


def answers(seed: int) -> list[str]:
    """What people say beside what was written about them."""
    dice = Random(seed)  # noqa: S311 — the same each time is the point
    found: set[str] = set()
    for audience in AUDIENCES:
        teller = _Teller(dice, audience, "they")
        for name in themes(audience):
            for moment in theme(name).moments:
                own = [line for line in moment.lines if line.sort == PartSort.OWN_WORDS]
                told = (teller._one(line, teller.slots()) for line in own)
                found |= {text for _, of, text in told if of == "{name}" and "{" not in text}
    return sorted(found)
