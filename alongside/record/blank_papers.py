"""A questionnaire on paper, to fill in by hand: every question, room to write, boxes to tick."""

from collections.abc import Iterator
from dataclasses import dataclass

from alongside.accounts.models import Account
from alongside.foundation.content import folder
from alongside.foundation.paper import (
    Block,
    Column,
    Format,
    Heading,
    Lines,
    Markdown,
    Notice,
    Paper,
    Picture,
    Table,
    Ticks,
    Words,
)
from alongside.people.models import Person
from alongside.questionnaires.definition import (
    CHOICES,
    NUMBERS,
    PERSON,
    WORKER,
    Item,
    Questionnaire,
)
from alongside.questionnaires.showing import said
from alongside.questionnaires.values import AGREEMENT

from .actions.asking import SIGNED
from .papers import printed
from .readership import name_of

SHORT, LONG = 1, 4  # lines to write on
ROWS = 3  # of a group that repeats, before another sheet is needed
DAYS = {
    "date": "A day, such as 27 March 2026.",
    "dateTime": "A day, and a time if you know it.",
    "time": "Such as 2pm.",
    "url": "The whole address, beginning with https://.",
    "attachment": "Put it with this paper, and write what it is.",
}


def blank_paper(
    asked: Questionnaire, person: Person, format: Format, by: Account, *, is_easy: bool
) -> Paper:
    """The whole of it; in easy words only what the person answers, where they answer anything."""
    blank = _Blank(asked, person.called.split(" ")[0], format, is_easy)
    return Paper(
        title=asked.title,
        about=f"About {person.called}",
        made=f"{printed(name_of(by))}.",
        marking="Confidential",
        format=format,
        body=blank.body(),
        has_easy_words=is_easy,
    )


@dataclass(frozen=True)
class _Blank:
    """One questionnaire, and how it is put on paper."""

    asked: Questionnaire
    called: str
    format: Format
    is_easy: bool

    @property
    def is_for_person(self) -> bool:
        """Whether the person fills it in alone."""
        has_own = any(PERSON in one.voices for one in self.asked.questions)
        return has_own and (self.is_easy or self.asked.answered_by == PERSON)

    def body(self) -> Iterator[Block]:
        """All that is on it."""
        yield Words(self.asked.purpose)
        yield Words(self._how())
        if self.asked.status:
            yield Notice(f"{self.asked.status[0].upper()}{self.asked.status[1:]}.")
        for page in self.asked.pages:
            if self._is_on_it(page):
                yield Heading(1, page.ask)
                yield from self._before(page)
                for section in page.items:
                    yield from self._section(section, page)
        yield from self._end()

    def _how(self) -> str:
        if self.is_easy:
            return "You can leave out any question. You can ask somebody to help you."
        more = "If the lines are too few, use another sheet."
        if self.is_for_person:
            return f"Write as much or as little as you like. You can leave out any question. {more}"
        return f"Ask only what is needed now, and leave open what nobody wants to answer. {more}"

    def _is_on_it(self, item: Item) -> bool:
        if item.items:
            return any(map(self._is_on_it, item.items))
        if not self.is_for_person:
            return True
        if item.type == "display":
            return self.asked.answered_by == PERSON
        return PERSON in item.voices and not item.is_worked_out and not item.is_decided

    def _before(self, item: Item) -> Iterator[Block]:
        """Under which condition it is asked, and what introduces it."""
        if item.when is not None:
            yield Words(f"Only if {said(item.when, self.asked)}.", stays=True)
        if item.intro:
            yield Markdown(item.intro, stays=True)

    def _section(self, section: Item, page: Item) -> Iterator[Block]:
        if not self._is_on_it(section):
            return
        level = 2
        if section.ask and section.ask != page.ask:
            yield Heading(2, section.ask)
            level = 3
        yield from self._before(section)
        for item in section.items:
            yield from self._item(item, level)
        if section.is_agreed and not self.is_for_person:
            yield Heading(level, f"Do {self.called} and we see this the same way?")
            yield Ticks([(words, "") for words in AGREEMENT.values()])
            yield Words("Where we see it differently:", stays=True)
            yield Lines(LONG)

    # One question

    def _item(self, item: Item, level: int) -> Iterator[Block]:
        if not self._is_on_it(item):
            return
        if item.type == "display":
            yield from self._before(item)
            yield Markdown(item.ask)
            return
        yield from self._picture(item)
        yield Heading(level, item.easy if self.is_easy and item.easy else item.ask)
        yield from self._before(item)
        yield from self._about(item)
        if item.is_repeated:
            yield from self._rows(item, level + 1)
        elif item.items:
            for one in item.items:
                yield from self._item(one, level + 1)
        else:
            yield from self._room(item, level + 1)

    def _rows(self, group: Item, level: int) -> Iterator[Block]:
        for number in range(1, min(group.most_rows, ROWS) + 1):
            yield Heading(level, f"{number}.")
            for one in group.items:
                yield from self._item(one, level + 1)
        if group.most_rows > ROWS:
            yield Words("If there are more, use another sheet.")

    def _picture(self, item: Item) -> Iterator[Block]:
        file = folder() / "pictures" / f"{item.picture}.svg"
        if self.is_easy and item.picture and file.is_file():
            yield Picture(file.read_text(encoding="utf-8"))

    def _about(self, item: Item) -> Iterator[Block]:
        if item.help and not self.is_easy:
            yield Words(item.help, stays=True)
        if item.why:
            who = f" Who uses the answer: {item.used_by}" if item.used_by else ""
            yield Words(f"Why we ask: {item.why}{who}", stays=True)

    def _room(self, item: Item, level: int) -> Iterator[Block]:
        """Where it is answered."""
        if item.is_worked_out:
            yield Words("This is worked out from the other answers.")
        elif item.type in CHOICES:
            yield from self._ticks(item)
        elif item.type == "boolean":
            yield Ticks([("Yes", ""), ("No", "")])
        elif len(item.voices) > 1 and not self.is_for_person:
            yield from self._voices(item, level)
        else:
            yield from self._line(item)

    def _ticks(self, item: Item) -> Iterator[Block]:
        how = "Tick all that fit." if item.is_many else "Tick one."
        yield Words(how, stays=True)
        yield Ticks(
            [
                (
                    one.easy if self.is_easy and one.easy else one.say,
                    "" if self.is_easy else one.help,
                )
                for one in item.options
            ]
        )
        if item.type == "open-choice":
            yield Words("Something else:", stays=True)
            yield Lines(SHORT)
        if item.is_decided:
            yield Words("Why, and who decided it on which day:", stays=True)
            yield Lines(LONG)

    def _voices(self, item: Item, level: int) -> Iterator[Block]:
        """Side by side; one below the other where columns would be slivers."""
        called = {PERSON: f"{self.called} says", WORKER: "We write"}
        room = Lines(_long(item))
        if self.format.is_stacked:
            for voice in item.voices:
                yield Heading(level, called[voice])
                yield room
            return
        columns = [Column(called[voice]) for voice in item.voices]
        yield Table(columns, [[[room] for _ in item.voices]])

    def _line(self, item: Item) -> Iterator[Block]:
        if item.type in DAYS:
            yield Words(DAYS[item.type], stays=True)
        if item.type in NUMBERS:
            yield Words(f"A number, in {item.unit}." if item.unit else "A number.", stays=True)
        yield Lines(_long(item))

    # At the end

    def _end(self) -> Iterator[Block]:
        if self.asked.is_signed and not self.is_for_person:
            yield Heading(1, f"What {self.called} says of this")
            yield Ticks([(f"{self.called} {words}", "") for words in SIGNED.values()])
            yield Words("In their own words:", stays=True)
            yield Lines(LONG)
        yield Heading(1, "Today")
        yield Words("Which day is it, and who is there?", stays=True)
        yield Lines(2)
        yield Words(f"For whoever types this in: {self.asked.title}, version {self.asked.version}.")


def _long(item: Item) -> int:
    return LONG if item.type == "text" else SHORT
