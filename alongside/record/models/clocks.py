"""By when something is due for somebody, as a dated rule says. It informs, and locks nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from alongside.foundation.actor import Actor
from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, STAFF, Rows, allowed, granted
from alongside.people.models import Person, Rung
from alongside.people.models.grants import NOT_ON_A_VISIT
from alongside.people.models.reach import STAFF_KINDS, reach

from .entry import ENTRY_SEEN, Entry
from .status import Episode

# With the record, for staff alone, and only for those who may read what it counts from: a clock
# tells what was written. An entry that was taken out of this record opens none of its clocks here.
# What counts from a status asks the policy of the status too.
IS_ABOUT = (
    "exists (select 1 from record_about a where a.entry_id = {t}.entry_id"
    " and a.person_id = {t}.person_id and a.removed_at is null)"
)
OF_STATUS = (
    "exists (select 1 from record_episode e where e.id = {t}.episode_id"
    " and gate.stands_for(e.person_id) = {t}.person_id)"
)
READ = f"""({STAFF} and {granted("{t}.person_id", 2)}
  and ({{t}}.entry_id is null or ({IS_ABOUT} and {ENTRY_SEEN}))
  and ({{t}}.episode_id is null or {OF_STATUS}))"""
# It begins open: what became of it is said later, and gate/9_clocks.sql asks in whose name.
OPEN = """(done_on is null and done_by_id is null and met_by_id is null and ended_at is null
  and ended_by_id is null and late_why = '' and ended_why = '')"""
# What is said by hand of when it is due is for those who write in the record.
WRITE = allowed("write record")
# The policy of the clocks themselves holds inside.
CLOCK_SEEN = f"({STAFF} and exists (select 1 from record_clock c where c.id = {{t}}.clock_id))"
STAYS = f"""exists (select 1 from record_clock c where c.id = {{t}}.clock_id
  and {NOT_ON_A_VISIT.replace("{t}.person_id", "c.person_id")})"""


class ClockQuerySet(models.QuerySet["Clock"]):
    """Questions we ask about clocks."""

    def visible_to(self, account: Actor) -> ClockQuerySet:
        """Those that this account may read: staff with the record, who may read the entry too."""
        if account.kind not in STAFF_KINDS:
            return self.none()
        entries = Entry.objects.visible_to(account).filter(pk=OuterRef("entry_id"))
        return self.filter(
            reach(account, Rung.RECORD, "person_id"), Q(entry=None) | Exists(entries)
        )

    def but_for_adults(self, rules: Collection[str], born: date) -> ClockQuerySet:
        """Without what these rules want for somebody who was born on that day or before it."""
        return self.exclude(rule__in=rules, person__born_on__lte=born)

    def still_open(self) -> ClockQuerySet:
        """Neither done nor stopped, for somebody who lives or is not born yet; due first."""
        states = (Person.State.LIVING, Person.State.UNBORN)
        return self.filter(done_on=None, ended_at=None, person__state__in=states).order_by(
            "due_on", "pk"
        )


class Clock(models.Model):
    """What is due for one person: the rule, the day it counts from, and what became of it.

    The version of the rule is that of `started_on`. A clock whose time began when another was done
    names that one with `after`. It counts from an entry, or from a status as it was said first, or
    from what was written while that status stood; that opens or hides it. What began outside
    Alongside was begun by hand, and says why it counts from that day.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)  # a key of content/clocks
    started_on = models.DateField()
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    episode = models.ForeignKey(Episode, models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    started_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    begun_why = models.CharField(max_length=400, blank=True)  # of one begun by hand
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    met_by = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    late_why = models.CharField(max_length=400, blank=True)  # said last; all of it is ClockWords
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=400, blank=True)

    objects = ClockQuerySet.as_manager()
    rows = Rows(
        see=READ,
        add=f"""{READ} and {OPEN} and started_by_id = {ME}
          and (begun_why = '' or ({KIND} = 'staff' and {WRITE} and {NOT_ON_A_VISIT}))""",
        change=READ,
        columns=(
            "started_on",
            "due_on",
            "after_id",
            "done_on",
            "done_by_id",
            "met_by_id",
            "late_why",
            "ended_at",
            "ended_by_id",
            "ended_why",
        ),
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "due_on", "id"],
                name="open_clocks_of_person",
                condition=Q(done_on=None, ended_at=None),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "person", "rule"],
                condition=Q(after=None, ended_at=None),
                name="clock_begins_once",
            ),
            models.UniqueConstraint(
                fields=["episode", "rule"],
                condition=Q(after=None, ended_at=None),
                name="clock_of_status_once",
            ),
            models.CheckConstraint(
                condition=Q(entry__isnull=False)
                | Q(episode__isnull=False)
                | Q(after__isnull=False)
                | ~Q(begun_why=""),
                name="clock_counts_from_something",
            ),
            models.UniqueConstraint(
                fields=["after"], condition=Q(ended_at=None), name="clock_follows_once"
            ),
        ]

    def __str__(self) -> str:
        return "A day by which something is due"

    def get_absolute_url(self) -> str:
        return page_url("record:clock", self.pk)

    @property
    def is_over(self) -> bool:
        """Whether it was done or stopped."""
        return self.done_on is not None or self.ended_at is not None


class ClockWords(models.Model):
    """What somebody said of a clock, in their own name. Never changed itself.

    What was said of its time, and when a visit is planned, is put right by saying it again, or that
    it was not so, in place of what was said first.
    """

    class What(models.TextChoices):
        DONE = "done", "It was done"
        LATE = "late", "Why it is late"
        STOPPED = "stopped", "It does not count any more"
        AGAIN = "again", "It is still to be done"
        MOVED = "moved", "It is still to be done"
        PAUSED = "paused", "The time stood still"
        LONGER = "longer", "It was given longer"
        PLANNED = "planned", "When it is planned"
        NOT_SO = "not so", "That was not so"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="said")
    what = models.CharField(max_length=10, choices=What)
    words = models.CharField(max_length=400)
    since = models.DateField(null=True)  # of a pause: until then it counted
    until = models.DateField(null=True)  # when it goes on, or the day to which it was given longer
    reason = models.CharField(max_length=200, blank=True)  # as the rule names it
    agreed_by = models.CharField(max_length=200, blank=True)  # who gave it longer
    planned_for = models.DateTimeField(null=True)  # of a visit
    instead_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=CLOCK_SEEN,
        add=f"""{CLOCK_SEEN} and by_id = {ME}
          and (what not in ('paused', 'longer', 'planned', 'not so') or ({WRITE} and {STAYS}))""",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="paused") | Q(since__isnull=False, until__gt=F("since")),
                name="clock_stood_still_for_days",
            ),
            models.CheckConstraint(
                condition=~Q(what="longer") | (Q(until__isnull=False) & ~Q(agreed_by="")),
                name="clock_given_longer_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(what="planned") | Q(planned_for__isnull=False),
                name="clock_planned_for_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return "What was said of something due"
