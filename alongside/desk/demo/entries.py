"""Writes planned entries, each as its own writer, with the lines that finishing leaves."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON
from alongside.foundation.ids import new_id
from alongside.record import defaults
from alongside.record.models import About, Entry, Part, Sharing, SharingDecision, Task, Version

from .calendar import Calendar
from .council import Council
from .plans import EntryPlan
from .rows import change, note_all, note_written, put

TOGETHER = 240  # entries written at a time
DECIDED_AFTER = timedelta(days=6)
STILL_HELD = timedelta(days=150)
HELD_STILL = "It names other people, so it is held for now. We look at it again on this day."


class Scribe:
    """Writes entries down as they were finished on their day."""

    def __init__(self, council: Council, days: Calendar, say: Callable[[str], None]) -> None:
        self.council, self.days, self.say = council, days, say
        self.abouts: dict[tuple[UUID, UUID], About] = {}
        self.now = days.at(0, 23, 59, works=False)

    def write(self, plans: Sequence[EntryPlan]) -> None:
        """Write them all, then what managers have decided about those that were held first."""
        by_writer: dict[str, list[EntryPlan]] = defaultdict(list)
        for plan in plans:
            by_writer[plan.by].append(plan)
        done = 0
        for writer, mine in by_writer.items():
            account = self.council.accounts[writer]
            for start in range(0, len(mine), TOGETHER):
                chunk = mine[start : start + TOGETHER]
                with acting(account.pk):
                    self._write(chunk, account)
                done += len(chunk)
            self.say(f"Making Northmere: {done:,} of {len(plans):,} entries")
        self._decide(plans)

    def _write(self, plans: Sequence[EntryPlan], by: Account) -> None:
        put([self._entry(plan, by) for plan in plans])
        abouts = [about for plan in plans for about in self._abouts(plan)]
        put(abouts)
        put([_version(plan, by) for plan in plans])
        put([part for plan in plans for part in _parts(plan)])
        note_written(
            [(plan.version, one, "entry finished") for plan in plans for one in plan.people], by
        )
        waiting = [
            about for about in abouts if about.sharing == Sharing.HELD and self._waits(about)
        ]
        self._ask(waiting, plans, by)

    def _entry(self, plan: EntryPlan, by: Account) -> Entry:
        return Entry(
            id=plan.id,
            kind=plan.kind,
            written_at=plan.written_at,
            written_by=by,
            team=self.council.teams[plan.team] if plan.team else None,
            about_count=len(plan.people),
        )

    def _abouts(self, plan: EntryPlan) -> Iterable[About]:
        for person in plan.people:
            sharing, words = defaults.first_sharing(plan.kind, plan.people, names_others=False)
            about = About(
                id=new_id(),
                entry_id=plan.id,
                person_id=person,
                happened_at=plan.at,
                sharing=sharing,
                sharing_words=words,
                sharing_review_on=defaults.decide_by(_day(plan.written_at)) if words else None,
            )
            self.abouts[plan.id, person] = about
            yield about

    # Held first ----------------------------------------------------------------------------------

    def _waits(self, about: About) -> bool:
        return about.happened_at > self.now - timedelta(days=9)

    def _ask(self, abouts: Sequence[About], plans: Sequence[EntryPlan], by: Account) -> None:
        """What was held in the last days still waits for a manager."""
        manager = {plan.id: plan.manager for plan in plans}
        tasks = [
            Task(
                what=Task.What.DECIDE_HELD,
                person_id=about.person_id,
                account=self.council.accounts[manager[about.entry_id]],
                from_kind="record.about",
                from_id=about.pk,
                due_on=about.sharing_review_on,
                made_by=by,
                made_at=about.happened_at,
            )
            for about in abouts
            if manager[about.entry_id]
        ]
        if tasks:
            put(tasks)

    def _decide(self, plans: Sequence[EntryPlan]) -> None:
        by_manager: dict[str, list[About]] = defaultdict(list)
        for plan in plans:
            for person in plan.people:
                about = self.abouts[plan.id, person]
                if about.sharing == Sharing.HELD and plan.manager and not self._waits(about):
                    by_manager[plan.manager].append(about)
        for manager, abouts in by_manager.items():
            account = self.council.accounts[manager]
            with acting(account.pk):
                self._decide_as(account, abouts)

    def _decide_as(self, by: Account, abouts: Sequence[About]) -> None:
        """Most was shown after a few days; what is grave, and not long ago, is held still."""
        for about in abouts:
            grave = about.sharing_words == defaults.HELD_WORDS["kind"]
            if grave and about.happened_at > self.now - STILL_HELD:
                about.sharing_words = HELD_STILL
                about.sharing_review_on = self.days.day(-20 - about.happened_at.day)
            else:
                about.sharing, about.sharing_words = Sharing.SHOWN, ""
                about.sharing_review_on = None
        change(abouts, ["sharing", "sharing_words", "sharing_review_on"])
        decisions = [_decision(about, by) for about in abouts]
        put(decisions)
        note_all("sharing decided", [(one, one.person_id) for one in decisions], by)
        again = [
            Task(
                what=Task.What.LOOK_AGAIN,
                person_id=about.person_id,
                account=by,
                from_kind="record.about",
                from_id=about.pk,
                due_on=about.sharing_review_on,
                made_by=by,
                made_at=about.happened_at + DECIDED_AFTER,
            )
            for about in abouts
            if about.sharing == Sharing.HELD
        ]
        if again:
            put(again)


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _decision(about: About, by: Account) -> SharingDecision:
    return SharingDecision(
        about=about,
        person_id=about.person_id,
        sharing=about.sharing,
        why="Looked at with the worker",
        review_on=about.sharing_review_on,
        state=SharingDecision.State.IN_FORCE,
        by=by,
        at=about.happened_at + DECIDED_AFTER,
    )


def _version(plan: EntryPlan, by: Account) -> Version:
    return Version(
        id=plan.version,
        entry_id=plan.id,
        title=plan.title,
        happened_at=plan.at,
        happened_precision=plan.precision,
        contact=plan.contact,
        place=plan.place,
        minutes=plan.minutes,
        there=plan.there,
        seen=dict(plan.seen),
        by=by,
        at=plan.written_at,
    )


def _parts(plan: EntryPlan) -> Iterable[Part]:
    for position, part in enumerate(plan.parts):
        yield Part(
            id=new_id(),
            entry_id=plan.id,
            version_id=plan.version,
            position=position,
            sort=part.sort,
            about=list(part.about or plan.people),
            of=part.of,
            text=part.text,
        )
