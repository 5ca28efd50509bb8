"""Short courses as dated data: a person, guides, dilemmas and questions in an order that helps.

A course keeps nothing: how far somebody is, only their own browser knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from alongside.foundation.content import Block, ContentError, Dated, dated, folder, read
from alongside.foundation.days import in_words
from alongside.foundation.reading_age import age_of, sentences, words
from alongside.knowledge import access as knowledge
from alongside.knowledge.guide import Guide
from alongside.knowledge.reading import KEY

from .instrument import CLUSTERS
from .scenarios import library
from .shapes import shapes

# What a step may be, each of which is there already: a key leads to it, or words say it.
PERSON, GUIDE, RECORDING, DILEMMA, REFLECT, SUPERVISION = KINDS = (
    "person", "guide", "recording", "dilemma", "reflect", "supervision",
)  # fmt: skip
FEWEST, MOST = 3, 8  # steps
LONGEST = 120  # minutes: what is longer is two courses
OLDEST = 12  # reading age
LONGEST_SENTENCE = 30  # words

_HEAD = (
    "title", "purpose", "for", "able", "areas", "owner", "source", "checked_on", "checked",
    "valid_from", "valid_to", "review_by", "steps",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One thing to do: to which guide, dilemma, shape or area it leads, and why it stands here."""

    kind: str  # one of KINDS
    key: str  # of a person: the letter of the area; of supervision: the question itself
    say: str
    minutes: int
    line: int


@dataclass(frozen=True)
class Course:
    """One file of the library."""

    key: str
    title: str
    purpose: str
    readers: tuple[str, ...]  # for whom
    able: tuple[str, ...]  # what one can do afterwards
    areas: tuple[str, ...]  # letters of clusters, the first above all
    owner: str  # a role, never a person
    review_by: date
    dated: Dated
    steps: tuple[Step, ...]
    file: Path

    @property
    def minutes(self) -> int:
        """About how long all of it takes."""
        return sum(one.minutes for one in self.steps)

    def is_due(self, day: date) -> bool:
        """Whether somebody should have looked at it again by now."""
        return self.review_by < day


def courses() -> Mapping[str, Course]:
    """Every course that can be read, by key; a file that is wrong takes no other away."""
    return _kept(folder())


def in_force(on: date | None = None) -> list[Course]:
    """What is offered on a day (today, unless one is given), by area and title."""
    day = on or timezone.localdate()
    found = (one for one in courses().values() if one.dated.holds_on(day))
    return sorted(found, key=lambda one: (one.areas[0], one.title.casefold()))


def course_named(key: str) -> Course | None:
    """The course of this name that is offered today."""
    found = courses().get(key)
    return found if found is not None and found.dated.holds_on(timezone.localdate()) else None


def for_cluster(cluster: str) -> list[Course]:
    """Courses about one area; those that are about it above all come first."""
    found = [one for one in in_force() if cluster in one.areas]
    return sorted(found, key=lambda one: one.areas.index(cluster))


def guide_of(step: Step) -> Guide | None:
    """The guide that a step leads to, where there is one and it holds today."""
    return knowledge.guide_named(step.key) if step.kind in (GUIDE, RECORDING) else None


# Checking


def check_courses() -> tuple[str, ...]:
    """Read every file again; ContentError where one is wrong, else what should be looked at."""
    return tuple(_checked(sorted((folder() / "courses").glob("*.yaml")), timezone.localdate()))


def _checked(files: list[Path], day: date) -> Iterator[str]:
    for file in files:
        found = read_course(file)
        for step in found.steps:
            _leads_somewhere(found, step)
        yield from (f"{file.name}: {one}" for one in remarks(found, day))


def _leads_somewhere(course: Course, step: Step) -> None:
    """Refuse what leads to a guide, recording, dilemma or shape that is not there."""
    if step.kind in (GUIDE, RECORDING):
        guide = knowledge.guides().get(step.key)
        if guide is None:
            raise _wrong(course, step, f"It leads to the guide “{step.key}”, which is not there.")
        if step.kind == RECORDING and not guide.recordings:
            raise _wrong(course, step, f"The guide “{step.key}” has no recording.")
    if step.kind == DILEMMA and step.key not in library.scenarios():
        raise _wrong(course, step, f"It leads to the dilemma “{step.key}”, which is not there.")
    if step.kind == REFLECT and step.key not in shapes().by_id:
        raise _wrong(course, step, f"There is no way to reflect called “{step.key}”.")


def _wrong(course: Course, step: Step, sentence: str) -> ContentError:
    return ContentError(course.file, step.line, sentence)


def texts(course: Course) -> list[str]:
    """Everything that somebody reads of it."""
    steps = [one.say for one in course.steps]
    asked = [one.key for one in course.steps if one.kind == SUPERVISION]
    return [one for one in (course.title, course.purpose, *course.able, *steps, *asked) if one]


def remarks(course: Course, day: date) -> Iterator[str]:
    """What in a course that is right should be looked at again."""
    said = texts(course)
    age = age_of(said)
    if age is not None and age > OLDEST:
        yield f"It is hard to read: reading age {age:g}. {OLDEST} is the most."
    for sentence in (each for text in said for each in sentences(text)):
        if len(words(sentence)) > LONGEST_SENTENCE:
            yield f"{len(words(sentence))} words in one sentence: “{sentence[:60]}…”"
    if course.minutes > LONGEST:
        yield f"It takes {course.minutes} minutes, and {LONGEST} is the most. Make two of it."
    if course.is_due(day):
        when = in_words(course.review_by)
        yield f"It was to be looked at again by {when}. Ask {course.owner}."
    if not course.dated.holds_on(day):
        yield "It does not hold today, so nobody is offered it."
    for step in course.steps:
        if step.kind in (GUIDE, RECORDING) and guide_of(step) is None:
            yield f"The guide “{step.key}” does not hold today, so that step leads nowhere."


# Reading


@lru_cache(maxsize=8)
def _kept(root: Path) -> Mapping[str, Course]:
    found: dict[str, Course] = {}
    for file in sorted((root / "courses").glob("*.yaml")):
        try:
            found[file.stem] = read_course(file)
        except ContentError:  # `alongside learning check` says which and why
            continue
    return found


def read_course(file: Path) -> Course:
    """The course that a file holds; ContentError says in which line what is wrong."""
    if not KEY.fullmatch(file.stem):
        raise ContentError(file, 1, "The name of a file is small letters, figures and hyphens.")
    head = read(file)
    head.only(*_HEAD)
    within, review_by = dated(head), head.day("review_by")
    if within.valid_from is None:
        raise head.wrong("A course needs the day from which it is offered: “valid_from”.")
    if review_by is None:
        raise head.wrong("“review_by” is missing: by when does somebody look at it again?")
    if review_by < within.valid_from:
        raise head.wrong("It is looked at again before it begins.")
    return Course(
        key=file.stem,
        title=head.text("title"),
        purpose=head.text("purpose"),
        readers=_some(head, "for"),
        able=_some(head, "able"),
        areas=_areas(head),
        owner=head.text("owner"),
        review_by=review_by,
        dated=within,
        steps=_steps(head),
        file=file,
    )


def _some(block: Block, key: str) -> tuple[str, ...]:
    found = block.texts(key)
    if not found:
        raise block.wrong(f"“{key}” is missing. Write a list of words.")
    return found


def _areas(head: Block) -> tuple[str, ...]:
    found = _some(head, "areas")
    for one in found:
        if one not in CLUSTERS:
            raise head.wrong(f"“areas” names “{one}”. It may name {', '.join(CLUSTERS)}.")
    return found


def _steps(head: Block) -> tuple[Step, ...]:
    found = tuple(map(_step, head.blocks("steps")))
    if not FEWEST <= len(found) <= MOST:
        raise head.wrong(f"A course has {FEWEST} to {MOST} steps, and this one {len(found)}.")
    if found[0].kind != PERSON:
        raise head.wrong("A course begins with somebody to ask. Put a step “person” first.")
    if SUPERVISION not in {one.kind for one in found}:
        raise head.wrong("It has no question for supervision. Add a step “supervision”.")
    if len({(one.kind, one.key) for one in found}) < len(found):
        raise head.wrong("The same step is there twice.")
    return found


def _step(block: Block) -> Step:
    block.only(*KINDS, "say", "minutes")
    kinds = [one for one in KINDS if one in block]
    if len(kinds) != 1:
        raise block.wrong(f"A step is one of {', '.join(KINDS)}.")
    kind, key = kinds[0], block.text(kinds[0])
    if kind == PERSON and key not in CLUSTERS:
        raise block.wrong(f"“person” names the area to ask about: one of {', '.join(CLUSTERS)}.")
    minutes = block.text("minutes")
    if not minutes.isdecimal() or not 1 <= int(minutes) <= LONGEST:
        raise block.wrong(f"“minutes” is a whole number, from 1 to {LONGEST}.")
    say = block.text_or("say") if kind == SUPERVISION else block.text("say")
    return Step(kind, key, say, int(minutes), block.line)
