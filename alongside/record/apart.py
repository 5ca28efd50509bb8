"""An allegation as it is asked and read: what whoever tells of it is asked, and what was said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from alongside.questionnaires.access import as_asked
from alongside.questionnaires.definition import Questionnaire, tests_in

from .models import AllegationVersion, Part
from .parts import page_of


def part_to_tell(asked: Questionnaire) -> Questionnaire:
    """The pages before the first on which something is decided: the rest is for whoever keeps it.

    The whole where what comes first hangs on what comes later.
    """
    decides = (
        place
        for place, page in enumerate(asked.pages)
        if any(one.is_decided for one in page.walk())
    )
    first = next(decides, len(asked.pages))
    if not first:
        return asked
    part = replace(asked, pages=asked.pages[:first])
    rules = tuple(
        rule
        for rule in asked.rules
        if all(
            one.question in part.by_id for when in (rule.when, rule.must) for one in tests_in(when)
        )
    )
    return replace(part, rules=rules) if _stands_alone(part) else asked


def _stands_alone(part: Questionnaire) -> bool:
    return all(
        test.question in part.by_id
        for item in part.by_id.values()
        for when in (item.when, *(one.when for one in item.proposes))
        for test in tests_in(when)
    )


@dataclass(frozen=True)
class Answered:
    """One answer of a version, under its question; the page where one begins with it."""

    heading: str
    asked: str
    text: str
    is_words: bool
    sort: str


def parts_in(version: AllegationVersion) -> list[Part]:
    """The answers as the parts that they would be of an entry; none of them is ever kept as one."""
    return [Part(about=[], **one) for one in version.said]


def as_kept(sort: str, question: str, asked: str, text: str, value: Any) -> dict[str, Any]:
    """One answer, as a version keeps it."""
    return {"sort": sort, "question": question, "asked": asked, "text": text, "value": value}


def answers_in(version: AllegationVersion) -> Iterator[Answered]:
    """What was answered, in order, under the pages of the form."""
    asked, last = as_asked(version.form), ""
    for part in parts_in(version):
        page = page_of(part.question, asked)
        heading, last = (page if page != last else "", page or last)
        yield Answered(heading, part.asked, part.text, part.value is None, part.sort)


def still_open(version: AllegationVersion) -> list[str]:
    """The questions that were open when it was sent all the same."""
    asked = as_asked(version.form)
    known = asked.by_id if asked is not None else {}
    named = ([step for step in name.split(".") if step in known] for name in _open(version))
    return list(dict.fromkeys(known[steps[-1]].ask for steps in named if steps))


def _open(version: AllegationVersion) -> list[str]:
    return [str(name) for name in version.left_open.get("open", ())]


def stands_at(version: AllegationVersion) -> str:
    """Where it stands: the last thing that was decided about it, in the words of the form."""
    asked = as_asked(version.form)
    decided = {one.id for one in asked.questions if one.is_decided} if asked else set()
    said = [one["text"] for one in version.said if one["question"] in decided]
    return str(said[-1]).splitlines()[0] if said and said[-1] else ""
