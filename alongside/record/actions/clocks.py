"""What is written starts clocks and meets them; what was changed is laid beside them again."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.content import ContentError
from alongside.foundation.days import LONDON, age
from alongside.people.lineage import how_seen
from alongside.people.models import Person
from alongside.record.access import OF_A_MEETING
from alongside.record.access.clocks import count
from alongside.record.clocks import GROWN_UP, CannotCount, calendar, due, rule_of, rule_on
from alongside.record.clocks.following import Row, Written, follows, may_follow, series
from alongside.record.clocks.standing import next_rule
from alongside.record.door import DECISION
from alongside.record.models import (
    About,
    Clock,
    ClockWords,
    Entry,
    EntryKind,
    Episode,
    Misfiled,
    Part,
    Referral,
    Seen,
    Version,
)

log = logging.getLogger(__name__)
CHANGED = "What it counted from was changed"
DAY_CHANGED = "The day it counts from was put right, and is after the day it was done"
ANSWER = "referral-decision"  # the clock that counts from the day on which a referral came
EXACT = (Version.Precision.TIME, Version.Precision.DAY)  # nothing counts from “about 2019”


def start_clocks(*, entry: Entry, by: Account, **_: Any) -> None:
    """After an entry is finished: what follows from it, for each person it is about.

    Only from what those write who work here: an import tells what was, and what a person or a
    partner sends is looked at by somebody first.
    """
    if by.kind == Account.Kind.STAFF:
        _keep(entry, by, is_new=True)


def keep_clocks(*, entry: Entry, by: Account, **_: Any) -> None:
    """After an entry was amended: its clocks move with its day, and follow what it says now.

    What is put right later starts only what is still to come: a word changed in an old note, or in
    one that an import brought, makes nothing late.
    """
    if by.kind == Account.Kind.STAFF and entry.written_by.kind == Account.Kind.STAFF:
        _keep(entry, by)


def stop_clocks_of_misfiled(*, mark: Misfiled, entry: Entry, by: Account, **_: Any) -> None:
    """An entry that leaves a record takes with it what it had started and met there."""
    with nothing_refused():
        clocks = _clocks(entry, [mark.person_id])
        keeping = Keeping(entry, mark.person_id, None, clocks, by)
        keeping.lay_beside(None)
        keeping.tell()


@contextmanager
def nothing_refused() -> Iterator[None]:
    """What goes wrong with clocks stops nobody from writing; none of it is kept then, and no words
    of a record are logged."""
    try:
        with transaction.atomic():
            yield
    except (ContentError, CannotCount) as wrong:  # a slip in a file, which the sentence names
        log.error("Nothing follows from what is written: %s", wrong)
    except Exception as wrong:
        log.error("Nothing follows from what is written: %s", type(wrong).__name__)


def _keep(entry: Entry, by: Account, *, is_new: bool = False) -> None:
    try:
        every = may_follow(entry.kind)
    except ContentError as wrong:
        log.error("Nothing follows from what is written: %s", wrong)
        return
    if every or not is_new:
        with nothing_refused():
            _keep_each(entry, every, by, is_new)


def _keep_each(entry: Entry, every: Sequence[Row], by: Account, is_new: bool) -> None:
    version = Version.objects.get(entry=entry, number=entry.versions)
    door = _at_the_door(entry, version)
    if door and door.entry is None and is_new:
        return  # its clocks follow once it is said which referral it answers
    form = form_of_row(version.form, every)
    rows = every if version.happened_precision in EXACT else ()
    abouts = list(About.objects.filter(entry=entry, removed_at=None).select_related("person"))
    clocks = _clocks(entry, [one.person_id for one in abouts])
    answers = _answers(version, rows)
    for about in abouts:
        mine = [one for one in clocks if one.person_id == about.person_id]
        day = about.happened_at.astimezone(LONDON).date()
        keeping = Keeping(entry, about.person_id, day, mine, by, is_new=is_new, door=door)
        said = Written(
            kind=entry.kind,
            form=form,
            for_whom=_for_whom(about.person, day),
            answers=answers,
            is_seen=how_seen(version.seen, about.person_id) in (Seen.ALONE, Seen.WITH_OTHERS),
            open=keeping.rules_open(),
        )
        row = follows(said) if rows else None
        keeping.lay_beside(row)
        keeping.tell()
        if row and row.meets and not keeping.has_met:
            from .status_clocks import settle  # which stands on this module

            settle(about.person_id, by=by)


def form_of_row(form: str, rows: Sequence[Row], *, is_brought: bool = False) -> str:
    """By which a row names it; none for a plain note, and minutes or a return that no row names."""
    name = form.rpartition(" ")[0]
    if is_brought or form.startswith(OF_A_MEETING):
        return name if any(row.form == name for row in rows) else ""
    return "" if form.startswith("note ") else name


@dataclass(frozen=True)
class AtTheDoor:
    """The referral that a decision answers; none where it is not said which, or not to be seen."""

    entry: UUID | None = None
    came_on: date | None = None


def _at_the_door(entry: Entry, version: Version) -> AtTheDoor | None:
    """What a decision of the front door answers; none for anything else that is written."""
    if entry.kind != EntryKind.DECISION or not version.form.startswith("note "):
        return None
    if not Part.objects.filter(version=version, question=DECISION).exists():
        return None
    found = Referral.objects.filter(decided_in=entry).first()
    if found is None:
        return AtTheDoor()
    return AtTheDoor(found.entry_id, found.received_at.astimezone(LONDON).date())


def _clocks(entry: Entry, people: Sequence[UUID]) -> list[Clock]:
    """What is open for these people, with all that this entry started or met; locked."""
    mine = Q(entry=entry) | Q(met_by=entry)
    is_open = Q(done_on=None, ended_at=None)
    found = Clock.objects.filter(mine | is_open, person_id__in=people).order_by("due_on", "pk")
    return list(found.select_for_update(of=("self",)))


def _answers(version: Version, rows: Sequence[Row]) -> dict[str, Collection[str]]:
    asked = {row.question for row in rows if row.question}
    if not asked:
        return {}
    parts = Part.objects.filter(version=version, question__in=asked).values_list(
        "question", "value"
    )
    return {question: tuple((value or {}).get("codes", ())) for question, value in parts}


def _for_whom(person: Person, day: date) -> str:
    """Whoever may be a child counts as one: a date too many is stopped, one too few is missed."""
    born = person.born_on
    is_grown_up = born is not None and born <= day and age(born, day) >= GROWN_UP
    return "adults" if is_grown_up and person.state != Person.State.UNBORN else "children"


@dataclass
class Keeping:
    """The clocks of one person, laid beside what one entry says about them now.

    Where they count from a status, there is none: `episode` is what was said of it first.
    """

    entry: Entry | None
    person_id: UUID
    day: date | None  # none where the entry is no longer about them
    clocks: list[Clock]
    by: Account
    is_new: bool = True
    episode: UUID | None = None
    why: str = ""  # where it counts from neither
    door: AtTheDoor | None = None  # where it decides about one referral, and about no other
    said: list[trail.Said] = field(default_factory=list)

    def rules_open(self) -> set[str]:
        """What was open on its day, beside what this entry itself began."""
        day = self.day or date.max
        others = {one.rule for one in self._others() if one.started_on < day}
        return others | {one.rule for one in self._met()}

    @property
    def entry_id(self) -> UUID | None:
        """The id of what was written; none where there is only a status."""
        return self.entry.pk if self.entry else None

    def _others(self) -> list[Clock]:
        others = [one for one in self.clocks if not one.entry_id or one.entry_id != self.entry_id]
        return [one for one in others if not one.is_over]

    def _met(self) -> list[Clock]:
        met = [one for one in self.clocks if one.met_by_id and one.met_by_id == self.entry_id]
        return [one for one in met if one.ended_at is None]

    @property
    def has_met(self) -> bool:
        """Whether something that was due was met by this entry."""
        return bool(self._met())

    def lay_beside(self, row: Row | None) -> None:
        """Undo what does not follow any more, move what does, and begin what is new."""
        meets = row.meets if row else frozenset()
        starts = row.starts if row else ()
        for one in self._met():
            if self.day is None or one.rule not in meets or self.day < one.started_on:
                self.open_again(one)
            else:
                self._redate(one)
        for one in [one for one in self.clocks if one.entry_id == self.entry_id]:
            if one.ended_at is None and (one.after_id is None or self.day is None):
                if self.day is None or one.rule not in starts:
                    self.stop(one, CHANGED)
                else:
                    self.move(one, self._from(one.rule, self.day))
        if self.day is not None:
            self._follow(meets, starts, self.day)

    def _follow(self, meets: Collection[str], starts: Sequence[str], day: date) -> None:
        for one in self._others():
            is_begun = (one.started_on, one.after_id is not None) <= (day, False)
            if one.rule in meets and is_begun and self._may_meet(one):
                self._meet(one, day)
        for key in starts:
            if not any(one.rule in series(key) and self._is_there(one) for one in self.clocks):
                self.begin(key, self._from(key, day))

    def _is_there(self, one: Clock) -> bool:
        """Open, or of this entry and over: what somebody stopped does not begin again."""
        if one.ended_at is not None:
            return one.entry_id == self.entry_id and one.ended_why != CHANGED
        return not one.is_over or one.entry_id == self.entry_id

    def _may_meet(self, one: Clock) -> bool:
        if self.door is not None and (not one.entry_id or one.entry_id != self.door.entry):
            return False
        return not self._is_said_open(one)

    def _is_said_open(self, one: Clock) -> bool:
        """Somebody said since this was written that it is still to be done."""
        again = ClockWords.objects.filter(clock=one, what=ClockWords.What.AGAIN)
        if self.is_new or self.entry is None:
            return False
        return again.filter(at__gt=self.entry.written_at).exists()

    def _from(self, key: str, day: date) -> date:
        """The day itself, or that of what this entry met and what counts from the same thing."""
        rule = rule_on(key, day)
        for one in self._met() if rule else ():
            before = rule_of(one.rule, one.started_on)
            if rule and before and one.done_on and before.starts == rule.starts:
                return one.started_on
        came = self.door.came_on if self.door else None
        first = rule_on(ANSWER, came) if came else None
        if came and rule and first and first.starts == rule.starts:
            return came
        return day

    def begin(self, key: str, day: date, after: Clock | None = None) -> None:
        """Start a clock as its rule stood on that day; none where no rule held then."""
        rule = rule_on(key, day)
        if rule is None:
            return
        due_on = due(rule, day, closed=calendar().closed).due_on
        if after is None and not self.is_new and due_on < timezone.localdate():
            return
        clock = Clock.objects.create(
            person_id=self.person_id,
            rule=key,
            started_on=day,
            entry=self.entry,
            episode_id=after.episode_id if after else self.episode,
            after=after,
            due_on=due_on,
            begun_why=self.why,
            started_by=self.by,
        )
        self.clocks.append(clock)
        self._note("clock started", clock)

    def _meet(self, one: Clock, day: date) -> None:
        one.done_on, one.done_by, one.met_by = day, self.by, self.entry
        one.save(update_fields=["done_on", "done_by", "met_by"])
        self._note("clock met", one)
        self.then(one, day)

    def then(self, one: Clock, day: date) -> None:
        """What begins when this one is done."""
        rule = rule_on(one.rule, one.started_on)
        if rule and rule.then:
            key = self._instead(rule.then, one, day) if one.episode_id else rule.then
            self.begin(key, day, after=one)

    def _instead(self, key: str, one: Clock, day: date) -> str:
        """What comes next while a status stands: less often once a year or a review is over."""
        said = Episode.objects.filter(episode=one.episode_id or one.pk)
        status = said.order_by("-number")[0]
        done = Clock.objects.filter(person=self.person_id, done_on__lte=day, ended_at=None)
        met = set(done.values_list("rule", flat=True))
        return next_rule(key, day, since=status.since, traits=status.traits, done=met)

    def _redate(self, one: Clock) -> None:
        """It was met on another day, and the next one counts from there."""
        day = self.day
        if day is None or one.done_on == day:
            return
        one.done_on, one.done_by = day, self.by
        one.save(update_fields=["done_on", "done_by"])
        self._note("clock moved", one)
        if (later := _next(one)) is not None:
            self.move(self._here(later), day)

    def move(self, one: Clock, day: date) -> None:
        """It counts from another day. What is done stays, unless before its new beginning."""
        rule = rule_on(one.rule, day)
        if one.started_on == day or rule is None:
            return
        while one.done_on is not None and one.done_on < day:
            self.say(one, ClockWords.What.MOVED, DAY_CHANGED)
            self.open_again(one)
        if one.done_on is not None:
            return
        said = ClockWords.objects.filter(clock=one)
        one.started_on, one.due_on = day, count(rule, day, said).due_on
        one.save(update_fields=["started_on", "due_on"])
        self._note("clock moved", one)

    def say(self, one: Clock, what: ClockWords.What, words: str) -> None:
        """Put words beside it; none that was said before is lost."""
        ClockWords.objects.create(clock=one, what=what, words=words, by=self.by)

    def stop(self, one: Clock, why: str) -> None:
        """It does not count any more."""
        one.ended_at, one.ended_by, one.ended_why = timezone.now(), self.by, why
        one.save(update_fields=["ended_at", "ended_by", "ended_why"])
        self._note("clock stopped", one)

    def open_again(self, one: Clock) -> None:
        """It is due as before. Where the next one was done since, that met this one instead."""
        later = _next(one)
        one.done_on = one.done_by = one.met_by = one.ended_at = one.ended_by = None
        one.ended_why = ""
        if later is not None:
            later = self._here(later)
            one.done_on, one.done_by, one.met_by = later.done_on, later.done_by, later.met_by
            beyond = _next(later)
            self.stop(later, CHANGED)
            if beyond is not None:
                Clock.objects.filter(pk=beyond.pk).update(after=one)
        one.save(
            update_fields=["done_on", "done_by", "met_by", "ended_at", "ended_by", "ended_why"]
        )
        self._note("clock opened again", one)

    def _here(self, clock: Clock) -> Clock:
        """The same clock as it is held here, so that nothing is written from an older reading."""
        return next((one for one in self.clocks if one.pk == clock.pk), clock)

    def _note(self, what: str, one: Clock) -> None:
        # Not told to the person line by line: some clocks count from what they are not told of.
        self.said.append(trail.Said(what, one, [self.person_id], detail={"withheld": True}))

    def tell(self) -> None:
        """Put on the trail what was done."""
        if self.said:
            trail.note_all(self.said, by=self.by)


def _next(one: Clock) -> Clock | None:
    return Clock.objects.filter(after=one, ended_at=None).first()
