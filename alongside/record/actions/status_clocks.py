"""A status starts clocks, moves them with its day, and stops them when it ends."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Func, Q, TextField, UUIDField, Value
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.days import LONDON
from alongside.people.lineage import written_about
from alongside.people.models import Person
from alongside.record.clocks import calendar, due, rule_on
from alongside.record.clocks.following import may_follow, series, table
from alongside.record.clocks.standing import (
    StandingRow,
    chain,
    follows_standing,
    reason_over,
    standing_rows,
    started_by,
)
from alongside.record.models import About, Clock, Episode, Seen, Version

from .clocks import CHANGED, EXACT, Keeping, form_of_row, nothing_refused
from .due import refuse_humans

# What was due longer ago than this says more about what is not written here than about a person.
LONG_PAST = timedelta(days=31)
MADE_UP_FOR = timedelta(days=3)


def settle(
    person_id: UUID,
    *,
    as_of: date | None = None,
    out: Collection[UUID] = (),
    by: Account,
) -> None:
    """Lay the clocks of one person beside the statuses that stand now. Nothing is refused by it.

    `as_of` is the day to which a return reaches: what was not due long before it is begun. What is
    about to be taken out of the record is left out, for nobody here sees its clocks afterwards.
    """
    with nothing_refused():
        Settling(person_id, as_of or timezone.localdate(), by, out).settle()


def settle_by_day(*, by: Account) -> int:
    """What was said ahead has begun or ended by now: settle those of whom it was, each for itself.

    A few days back, so that a night on which nothing ran is made up for; settled twice, nothing
    more happens. What was said is asked for by its own days, so that most records are not read.
    """
    refuse_humans(by)
    today = timezone.localdate()
    since = today - MADE_UP_FOR
    turns = Q(since__range=(since, today)) | Q(until__range=(since - timedelta(days=1), today))
    states = (Person.State.LIVING, Person.State.UNBORN)
    found = Episode.objects.visible_to(by).said_last().filter(turns, person__state__in=states)
    people = list(found.order_by("person_id").values_list("person_id", flat=True).distinct())
    for person in people:
        settle(person, by=by)
    return len(people)


@dataclass
class Settling:
    """One person's statuses as they were said last, and their clocks."""

    person_id: UUID
    as_of: date
    by: Account
    out: Collection[UUID] = ()
    heads: list[Episode] = field(default_factory=list)
    now: list[Episode] = field(default_factory=list)  # those that stand today
    standing: list[tuple[Episode, StandingRow]] = field(default_factory=list)

    def settle(self) -> None:
        """Stop what has ended, then begin what has begun, so that a move starts anew."""
        every = Episode.objects.filter(written_about([self.person_id])).said_last()
        every = every.exclude(episode__in=self.out)
        self.heads = list(every.order_by("since", "episode"))
        clocks = self._clocks()
        if not self.heads and not clocks:
            return
        today = timezone.localdate()
        self.now = [one for one in self.heads if one.stands_on(today)]
        codes = {one.code for one in self.now}
        for one in self.now:
            row = follows_standing(one.kind, one.code, one.traits, codes)
            if row:
                self.standing.append((one, row))
        keeping = Keeping(None, self.person_id, None, clocks, self.by)
        self._stop(keeping, today)
        for one, row in self.standing:
            for key in row.starts:
                self._start(keeping, one, key)
        keeping.tell()

    def _clocks(self) -> list[Clock]:
        mine = Q(done_on=None, ended_at=None) | Q(episode__isnull=False)
        found = Clock.objects.filter(mine, person_id=self.person_id).order_by("due_on", "pk")
        return list(found.select_for_update(of=("self",)).select_related("episode"))

    # Stopping -----------------------------------------------------------------------------------

    def _stop(self, keeping: Keeping, today: date) -> None:
        for clock in [one for one in keeping.clocks if not one.is_over]:
            if clock.episode is not None:
                kind = clock.episode.kind
                if not self._goes_on(clock, kind):
                    is_so = any(one.episode == clock.episode_id for one in self.now)
                    keeping.stop(clock, CHANGED if is_so else reason_over(kind, clock.rule))
            elif kind := self._ended_with(clock, today):
                keeping.stop(clock, reason_over(kind, clock.rule))

    def _goes_on(self, clock: Clock, kind: str) -> bool:
        """Its own status stands and starts it; or another that carries on where that one ended."""
        return any(
            any(clock.rule in series(key) for key in row.starts)
            for one, row in self.standing
            if one.episode == clock.episode_id or (one.kind == kind and row.goes_on)
        )

    def _ended_with(self, clock: Clock, today: date) -> str:
        """The status that ended after an entry had started this clock; empty where none did."""
        now = {one.kind for one, _ in self.standing}
        for kind in {row.status for row in standing_rows()} - now:
            if clock.rule in started_by(kind):
                ended = [one for one in self.heads if one.kind == kind and one.is_over(today)]
                if any(one.until and one.until >= clock.started_on for one in ended):
                    return kind
        return ""

    # Starting -----------------------------------------------------------------------------------

    def _start(self, keeping: Keeping, status: Episode, key: str) -> None:
        """Begin what is not begun; what is begun counts from its day, as long as that is exact."""
        rules = series(key)
        mine = [
            one
            for one in keeping.clocks
            if one.episode_id == status.episode and one.after_id is None and one.rule in rules
        ]
        live = [one for one in mine if one.ended_at is None]
        if live:
            if status.since_known == "day" and live[0].rule == key:
                keeping.move(live[0], status.since)
            return
        by_hand = [one for one in mine if one.ended_why not in (CHANGED, _over(status, one))]
        if by_hand or any(one.rule in rules and not one.is_over for one in keeping.clocks):
            return
        if status.since_known == "day":
            self._begin(keeping, status, key, rules)

    def _begin(self, keeping: Keeping, status: Episode, key: str, rules: Collection[str]) -> None:
        days = self._written(status, rules)
        done = self._rules_done()
        key, start = chain(key, status.since, days, traits=status.traits, done=done)
        rule = rule_on(key, start)
        if rule and due(rule, start, closed=calendar().closed).due_on >= self.as_of - LONG_PAST:
            keeping.episode = status.episode
            keeping.begin(key, start)

    def _rules_done(self) -> set[str]:
        met = Clock.objects.filter(person=self.person_id, ended_at=None, done_on__isnull=False)
        return set(met.values_list("rule", flat=True))

    def _written(self, status: Episode, rules: Collection[str]) -> list[date]:
        """On which days since what these rules want was written down already."""
        rows = [row for row in table() if row.meets & set(rules)]
        if not rows:
            return []
        # By name: left to the planner it may begin with everything that was ever written.
        kinds = {row.kind for row in rows}
        about = About.objects.filter(person=self.person_id, removed_at=None, entry__kind__in=kinds)
        entries = list(about.values_list("entry", flat=True))
        if not entries:
            return []
        found = Version.objects.filter(
            entry_id__any=entries,
            number=F("entry__versions"),
            happened_precision__in=EXACT,
            happened_at__date__gte=status.since,
        )
        seen = (Seen.ALONE, Seen.WITH_OTHERS)
        how = Func(
            F("seen"),
            Value(self.person_id, UUIDField()),
            function="gate.how_seen",
            output_field=TextField(),
        )
        asked = ("entry__kind", "form", "entry__written_by__kind", "happened_at")
        return [
            day
            for kind, form, writer, at, was in found.values_list(*asked, how)
            if any(row.wants(kind, _form(form, kind, writer), was in seen) for row in rows)
            and ((day := at.astimezone(LONDON).date()) > status.since or kind == "visit")
        ]


def _over(status: Episode, clock: Clock) -> str:
    return reason_over(status.kind, clock.rule)


def _form(form: str, kind: str, writer: str) -> str:
    return form_of_row(form, may_follow(kind), is_brought=writer == Account.Kind.SYSTEM)
