"""What a new wording changes, question by question: new, gone, reworded, moved, asked otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from .definition import Item, Lead, Option, Proposal, Questionnaire, Rule, Several, When
from .showing import said as condition_said


class How(StrEnum):
    """In which way something is different."""

    NEW = "New"
    GONE = "Gone"
    REWORDED = "Reworded"
    MOVED = "Moved"
    CONDITION = "Asked under another condition"
    OPTIONS = "Other options"
    ANSWERED = "Answered otherwise"


@dataclass(frozen=True)
class Said:
    """One thing that is said otherwise: what it is, as it was, as it is."""

    what: str
    was: str
    now: str


@dataclass(frozen=True)
class Change:
    """What is different about one page, section, group or question."""

    id: str
    role: str
    heading: str
    page: str  # the title of the page on which it stands, or stood
    hows: tuple[How, ...]
    said: tuple[Said, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether something is answered here."""
        return self.role == "question"


@dataclass(frozen=True)
class Comparison:
    """Everything that is different between two wordings of one questionnaire."""

    whole: tuple[Said, ...]  # its title, its purpose, how it ends
    new: tuple[Change, ...]
    gone: tuple[Change, ...]
    changed: tuple[Change, ...]

    @property
    def is_same(self) -> bool:
        """Whether nobody would notice."""
        return not (self.whole or self.new or self.gone or self.changed)

    @property
    def touched(self) -> frozenset[str]:
        """The ids of what was asked before and is gone, or is asked otherwise now."""
        return frozenset(one.id for one in (*self.gone, *self.changed))


def compared(was: Questionnaire, now: Questionnaire) -> Comparison:
    """What is different in `now`; what is the same by its id is compared, wherever it stands."""
    moved = _moved(was, now)
    return Comparison(
        whole=tuple(_differing(_whole(was), _whole(now))),
        new=tuple(
            _alone(now, one, How.NEW) for id, one in now.by_id.items() if id not in was.by_id
        ),
        gone=tuple(
            _alone(was, one, How.GONE) for id, one in was.by_id.items() if id not in now.by_id
        ),
        changed=tuple(
            change
            for id, one in now.by_id.items()
            if id in was.by_id and (change := _change(was, now, one, moved))
        ),
    )


def _alone(asked: Questionnaire, item: Item, how: How) -> Change:
    return Change(item.id, item.role, heading_of(item), asked.page_of(item).ask, (how,))


def heading_of(item: Item) -> str:
    """What an item is called in a list; a section may have no heading of its own."""
    return item.ask or f"A part without a heading ({item.id})"


def _change(
    was: Questionnaire, now: Questionnaire, item: Item, moved: frozenset[str]
) -> Change | None:
    old = was.by_id[item.id]
    found: list[tuple[How, Said]] = []
    if item.id in moved:
        found.append((How.MOVED, Said("Where it stands", _place(was, old), _place(now, item))))
    if old.when != item.when:
        told = Said("Asked", _when(was, old), _when(now, item))
        found.append((How.CONDITION, told))
    for how, told_of in ((How.REWORDED, _words), (How.OPTIONS, _options), (How.ANSWERED, _answer)):
        found += [(how, one) for one in _differing(told_of(old), told_of(item))]
    if not found:
        return None
    hows = tuple(dict.fromkeys(how for how, _ in found))
    told_all = tuple(one for _, one in found)
    return Change(item.id, item.role, heading_of(item), now.page_of(item).ask, hows, told_all)


def _differing(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Said]:
    for what in dict.fromkeys([*was, *now]):
        before, after = was.get(what, ""), now.get(what, "")
        if before != after:
            yield Said(what, before, after)


# Places


def _moved(was: Questionnaire, now: Questionnaire) -> frozenset[str]:
    """What lies in something else now, and the fewest that changed places among neighbours."""
    found = {
        id
        for id, item in now.by_id.items()
        if id in was.by_id and _parent(was, was.by_id[id]) != _parent(now, item)
    }
    for before, after in _neighbours(was, now):
        here = [id for id in after if id in before]
        there = [id for id in before if id in here]
        kept = SequenceMatcher(None, there, here, autojunk=False).get_matching_blocks()
        stay = {id for block in kept for id in here[block.b : block.b + block.size]}
        found |= set(here) - stay
    return frozenset(found)


def _parent(asked: Questionnaire, item: Item) -> str:
    above = asked.parents.get(item.id)
    return above.id if above is not None else ""


def _neighbours(
    was: Questionnaire, now: Questionnaire
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Of everything that is in both, the ids inside it, before and after."""
    yield [one.id for one in was.pages], [one.id for one in now.pages]
    for id, item in now.by_id.items():
        if id in was.by_id:
            yield [one.id for one in was.by_id[id].items], [one.id for one in item.items]


def _place(asked: Questionnaire, item: Item) -> str:
    parent = asked.parents.get(item.id)
    beside = [one.id for one in (parent.items if parent is not None else asked.pages)]
    place = beside.index(item.id)
    above = [heading_of(one) for one in reversed(list(asked.above(item)))]
    after = heading_of(asked.by_id[beside[place - 1]]) if place else ""
    where = f"after “{after}”" if after else "first"
    return f"{' › '.join(above)}, {where}" if above else where.capitalize()


def _when(asked: Questionnaire, item: Item) -> str:
    return f"Only if {condition_said(item.when, asked)}" if item.when is not None else "Always"


# What is said of an item, and of the whole


def _words(item: Item) -> dict[str, str]:
    return {
        "The question" if item.is_question else "The words": item.ask,
        "Above it": item.intro,
        "Help": item.help,
        "Why it is asked": item.why,
        "Who uses the answer": item.used_by,
        "Examples": "\n".join(item.examples),
        "Guidance": item.guidance,
        "Law": item.law,
        "Easy words": item.easy,
        "Picture": item.picture,
        "The button for another row": item.add,
    }


def _options(item: Item) -> dict[str, str]:
    if item.options_from:
        return {"Options": f"the code set “{item.options_from}”"}
    return {"Options": "\n".join(map(_option, item.options))}


def _option(one: Option) -> str:
    points = f", {one.score.normalize():f} points" if one.score is not None else ""
    more = "".join(f" ({what}: {said})" for what, said in _beside(one) if said)
    return f"{one.say}{points} [{one.id}]{more}"


def _beside(one: Option) -> tuple[tuple[str, str], ...]:
    return (("easy", one.easy), ("help", one.help))


def _answer(item: Item) -> dict[str, str]:
    said: dict[str, object] = {
        "Sort of answer": item.type,
        "Whose words": ", ".join(item.voices),
        "What the worker’s words are": item.sort if item.is_words else "",
        "Several answers": item.is_many,
        "Longest answer": item.longest or "",
        "Unit": item.unit,
        "Least": item.least if item.least is not None else "",
        "Most": item.most if item.most is not None else "",
        "Needed to finish": item.is_required,
        "Rows": item.most_rows if item.is_repeated else "",
        "Points of": ", ".join(item.sum_scores),
        "Worked out by": item.calculate,
        "What is proposed": "\n".join(map(_proposal, item.proposes)),
        "A named worker decides": item.is_decided,
        "Offered from what is known": item.prefill,
        "What follows": "\n".join(map(_lead, item.leads_to)),
        "Both say whether they agree": item.is_agreed,
        "How the page looks": item.look,
        "Procedure": item.procedure,
    }
    return {what: _plain(value) for what, value in said.items()}


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _proposal(one: Proposal) -> str:
    return f"{one.option}: {one.because} ({_by_ids(one.when)})"


def _by_ids(when: When) -> str:
    """A condition by the ids of its questions, which stay when their words change."""
    if isinstance(when, Several):
        return f"({(' and ' if when.is_all else ' or ').join(map(_by_ids, when.of))})"
    return f"{when.question} {when.operator} {when.value}"


def _lead(one: Lead) -> str:
    to = f"the questionnaire “{one.questionnaire}”" if one.questionnaire else one.words
    only = f" if the answer is {', '.join(one.answers)}" if one.answers else ""
    until = f", until “{one.awaits}” is written" if one.awaits else ""
    return f"{one.do}: {to}{only}, within {one.within} working days{until}"


def _rule(one: Rule) -> str:
    strict = " (strict)" if one.is_strict else ""
    return f"{one.say}{strict}\nIf {_by_ids(one.when)}, then {_by_ids(one.must)}"


_HEAD: tuple[tuple[str, Callable[[Questionnaire], object]], ...] = (
    ("Title", lambda asked: asked.title),
    ("Purpose", lambda asked: asked.purpose),
    ("Who answers", lambda asked: asked.answered_by),
    ("Becomes an entry of this kind", lambda asked: asked.kind),
    ("Who agrees after it", lambda asked: asked.approval),
    ("The person is asked to sign", lambda asked: asked.is_signed),
    ("Tells of other people", lambda asked: asked.names_others),
    ("Kept apart", lambda asked: asked.is_apart),
    ("Who may start it", lambda asked: " ".join(asked.started_by)),
    ("Law", lambda asked: asked.law),
    ("What is said of its standing", lambda asked: asked.status),
    ("Source", lambda asked: asked.dated.source),
    ("Checked on", lambda asked: asked.dated.checked_on),
    ("Was checked", lambda asked: asked.dated.checked),
    ("Why these questions", lambda asked: asked.why_these),
)


def _whole(asked: Questionnaire) -> dict[str, str]:
    head = {what: _plain(value(asked)) for what, value in _HEAD}
    return head | {f"Rule “{one.id}”": _rule(one) for one in asked.rules}
