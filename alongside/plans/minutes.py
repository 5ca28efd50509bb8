"""What was agreed as an entry of the record: each voice for itself, goals and steps in words."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from alongside.foundation.days import in_words
from alongside.record.actions.writing import Words
from alongside.record.models import PartSort

from .kinds import Kind, titled
from .models import Line
from .wording import WHERE, Goal, Step, Wording

SAID = {
    Line.What.AGREES: "agrees",
    Line.What.DIFFERS: "sees it differently",
    Line.What.NOT_ASKED: "was not asked yet",
}


def parts_of(
    kind: Kind, said: Wording, voices: Sequence[tuple[str, str, str]], person: UUID, called: str
) -> list[Words]:
    """The parts of the entry; `voices` are who said what, and their words.

    What the person wants is about them alone, so that in a plan for several nobody else is shown
    it as their own.
    """
    wanted = PartSort.OPINION if said.wanted_is_ours else PartSort.OWN_WORDS
    own = [(wanted, said.wanted), (PartSort.OWN_WORDS, said.views)]
    first = [Words(sort, text, about=(person,)) for sort, text in own if text]
    together = "\n\n".join(f"**{title}**\n\n{text}" for title, text in _headed(kind, said, called))
    who = "\n".join(f"- {name} {SAID[Line.What(what)]}{_quoted(w)}" for what, name, w in voices)
    rest = [Words(PartSort.FACT, together), Words(PartSort.REPORTED, who, of="each of them")]
    return [*first, *(one for one in rest if one.text)]


def _quoted(words: str) -> str:
    return f": “{words}”" if words else "."


def _headed(kind: Kind, said: Wording, called: str) -> Iterator[tuple[str, str]]:
    known = {one.key: one.title for one in kind.sections}
    lists = (
        ("Goals", [_goal(one) for one in said.goals]),
        ("Who does what", [_step(one, called) for one in said.steps]),
        ("Personal budget", [f"{one.words}: {one.told}" for one in said.money]),
    )
    for title, lines in lists:
        if lines:
            yield title, "\n".join(f"- {line}" for line in lines)
    texts = [
        ("What is strong already", said.strengths),
        *((known.get(key) or titled(key), words) for key, words in said.sections.items()),
        ("What has changed since last time", said.changed),
        ("What was decided", said.decided),
    ]
    yield from ((title, words) for title, words in texts if words)


def _goal(goal: Goal) -> str:
    know = f" We will know by this: {goal.know}." if goal.know else ""
    where = f" How far it is: {WHERE[goal.where].lower()}." if goal.where is not None else ""
    return f"{goal.words}.{know}{where}".replace("..", ".")


def _step(step: Step, called: str) -> str:
    by = f", by {in_words(step.by)}" if step.by else ""
    return f"{step.words} ({step.whose(called)}{by})"
