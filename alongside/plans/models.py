"""Plans as sheets that nobody alters, meetings about somebody, and lines said beneath both."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from alongside.accounts.models import Account
from alongside.foundation.actor import Actor
from alongside.foundation.addresses import page_url
from alongside.foundation.conditions import Condition
from alongside.foundation.ids import new_id
from alongside.foundation.rows import BARRED, KIND, ME, MINE, STAFF, Rows, allowed, granted, own
from alongside.people.models import Rung
from alongside.people.models.grants import NOT_ON_A_VISIT
from alongside.people.models.reach import STAFF_KINDS

# What was written in the wrong record is gone from the person's own pages at once, and stays only
# for those who may read what is restricted.
STANDS = "not gate.plan_is_out({t}.plan)"
# A sheet keeps the id under which it was written; whoever reads that person now reads it.
NOW = "gate.stands_for({t}.person_id)"
NOT_ON_A_VISIT_NOW = NOT_ON_A_VISIT.replace("{t}.person_id", NOW)
# A sheet has the id of the entry that says it in words: who may not read the entry, by its rung, by
# a bar, or because it is not shown to them, does not read it here.
LET = f"""(gate.plan_needs({{0}}) <= 2 or {granted("{1}", Rung.RESTRICTED.value)}
  or exists (select 1 from record_entry e where e.id = {{0}}))
  and not gate.about_any({{0}}, {BARRED})"""
KEPT = f"gate.plan_kept_from({{0}}, {MINE})"


def read(sheet: str) -> str:
    """Who reads what stands on that sheet, written so that `{t}` may stand in it."""
    let = LET.format(sheet, NOW)
    return f"""(({STAFF} and {granted(NOW, 2)} and {let} and ({STANDS}
  or {granted(NOW, 3)})) or ({own("{t}.person_id")} and {STANDS}
  and not {KEPT.format(sheet)}))"""


WRITES = f"""({KIND} = 'staff' and by_id = {ME} and {allowed("write record")}
  and {granted(NOW, 2)})"""


def leaves(entry: str) -> str:
    """Whoever takes a misfiled entry out, on a visit too where it is theirs, takes this along."""
    return f"""({KIND} = 'staff' and by_id = {ME} and {granted(NOW, 2)} and exists (
  select 1 from record_entry w where w.id {entry} and (w.written_by_id = {ME}
    or ({allowed("move misfiled entry")} and {NOT_ON_A_VISIT_NOW}))))"""


SHEETS_OF_PLAN = "in (select s.id from plans_sheet s where s.plan = {t}.plan)"
# What a person says is written down by whoever agreed that version with them, and by nobody else.
IN_ONES_SHEET = f"gate.is_sheet_by({{t}}.sheet_id, {ME})"
SAYS = f"""({KIND} = 'person' and by_id = {ME} and {own("{t}.person_id")} and {{t}}.is_own
  and not {KEPT.format("{t}.sheet_id")})"""

# The same words for a queryset, and only for whoever is acting.
REACHED = f"""({granted("gate.stands_for({0})", Rung.RECORD.value)} and {ME} = %s
  and {LET.format("{1}", "gate.stands_for({0})")})"""
MY_OWN = f"({own('{0}')} and not {KEPT.format('{1}')} and {ME} = %s)"


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Questions we ask about sheets."""

    def visible_to(self, account: Actor) -> SheetQuerySet:
        """By who reads its entry, or one's own that is shown; the policies ask the rest."""
        if account.kind in STAFF_KINDS:
            return self.filter(Condition(REACHED, "person_id", "id", given=(account.pk,)))
        if account.kind == Account.Kind.PERSON:
            return self.filter(Condition(MY_OWN, "person_id", "id", given=(account.pk,)))
        return self.none()


class Sheet(models.Model):
    """One version of a plan, as it was agreed. Never changed: what is agreed anew is a new one."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    plan = models.UUIDField()  # the id of its first sheet
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)  # a key of content/plans
    number = models.IntegerField(default=1)
    content = models.JSONField()  # a Wording
    agreed_on = models.DateField()
    review_on = models.DateField(null=True)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = SheetQuerySet.as_manager()
    rows = Rows(
        see=read("{t}.id"),
        add=f"{WRITES} and {NOT_ON_A_VISIT_NOW}"
        " and gate.follows_sheet({t}.id, {t}.plan, {t}.person_id, {t}.kind, {t}.number)",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="sheet_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(content__contains={}), name="sheet_says_an_object"
            ),
        ]
        indexes = [models.Index(fields=["person", "plan", "-number"], name="sheets_of_person")]

    def __str__(self) -> str:
        return f"Version {self.number}"

    def get_absolute_url(self) -> str:
        return page_url("plans:plan", self.plan)


class Line(models.Model):
    """What was said of a plan afterwards: of one step, or of all of it. Never changed either."""

    class What(models.TextChoices):
        AGREES = "agrees", "Agrees"
        DIFFERS = "differs", "Sees it differently"
        NOT_ASKED = "not asked", "Was not asked yet"
        DONE = "done", "Done"
        NOT_DONE = "not done", "Not done"
        OVER = "over", "This plan is over"
        OUT = "out", "It was in the wrong record"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    plan = models.UUIDField()
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="lines")  # as it stood then
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What)
    step = models.CharField(max_length=8, blank=True)
    who = models.CharField(max_length=200)  # whose words, as one says it
    is_own = models.BooleanField(default=False)  # the person's
    words = models.TextField(blank=True)
    on = models.DateField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        # That one was taken out is said to staff on whose record it stood, and no more of it.
        see=f"{read('{t}.sheet_id')} or ({STAFF} and {{t}}.what = 'out' and {granted(NOW, 2)})",
        add=f"""(({WRITES} and (what in ('done', 'not done') or {NOT_ON_A_VISIT_NOW})
          and what in ('agrees', 'differs', 'not asked', 'done', 'not done', 'over', 'out')
          and (not {{t}}.is_own or ({{t}}.step = '' and {IN_ONES_SHEET})))
          or ({SAYS} and what in ('agrees', 'differs', 'done', 'not done'))
          or ({{t}}.what in ('over', 'out') and not {{t}}.is_own
            and {leaves(SHEETS_OF_PLAN)}))
          and ({{t}}.what in ('done', 'not done')) = ({{t}}.step <> '')
          and ({{t}}.what <> 'out' or ({{t}}.words = '' and {{t}}.who = ''))
          and gate.is_said_of({{t}}.sheet_id, {{t}}.plan, {{t}}.person_id)""",
    )

    class Meta:
        indexes = [
            models.Index(fields=["plan", "at"], name="lines_of_plan"),
            # Most plans have none: whether one goes on is known without reading what was said.
            models.Index(
                fields=["plan"], name="ends_of_plan", condition=models.Q(what__in=("over", "out"))
            ),
        ]

    def __str__(self) -> str:
        return self.get_what_display()

    @property
    def is_own_hand(self) -> bool:
        """Whether the person wrote it, rather than somebody for them."""
        return self.is_own and self.by.kind == Account.Kind.PERSON


# The person reads of a meeting to which they were asked, and nothing of one to which they were not.
# Its minutes have its id as an entry: who may not read them reads neither it nor what came of it,
# and the person, to whom they are not shown, no line that tells of them but one of their own hand.
MEETING_STANDS = "not gate.meeting_is_out({0})"
IS_MY_OWN = "{own} and gate.meeting_is_told({0}) and not gate.meeting_is_out({0})"
MY_MEETING = f"({own('{0}')} and {ME} = %s)"
TOLD = "('invited', 'point', 'moved', 'off')"
SAID_BEFORE = "('view', 'point')"
SAID_AFTER = "('agrees', 'differs')"
SHOWN = f"not {KEPT.format('{t}.meeting_id')}"


def _staff_reads(meeting: str) -> str:
    stands, let = MEETING_STANDS.format(meeting), LET.format(meeting, NOW)
    return f"({STAFF} and {granted(NOW, 2)} and {let} and ({stands} or {granted(NOW, 3)}))"


def _own_reads(meeting: str) -> str:
    return "(" + IS_MY_OWN.format(meeting, own=own("{t}.person_id")) + ")"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Questions we ask about meetings."""

    def visible_to(self, account: Actor) -> MeetingQuerySet:
        """By who reads its minutes, or one's own; to whom it was told the policies ask."""
        if account.kind in STAFF_KINDS:
            return self.filter(Condition(REACHED, "person_id", "id", given=(account.pk,)))
        if account.kind == Account.Kind.PERSON:
            return self.filter(Condition(MY_MEETING, "person_id", given=(account.pk,)))
        return self.none()


class Meeting(models.Model):
    """A meeting about somebody, as it was arranged. What changes afterwards is a line beneath."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)  # a key of content/meetings
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)  # of a video meeting
    why = models.TextField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = MeetingQuerySet.as_manager()
    rows = Rows(
        see=f"{_staff_reads('{t}.id')} or {_own_reads('{t}.id')}",
        add=f"{WRITES} and {NOT_ON_A_VISIT_NOW}",
    )

    class Meta:
        indexes = [models.Index(fields=["person", "-starts_at"], name="meetings_of_person")]

    def __str__(self) -> str:
        return "A meeting"

    def get_absolute_url(self) -> str:
        return page_url("plans:meeting", self.pk)


class MeetingLine(models.Model):
    """One thing said of a meeting: before it, about it, or of its minutes. Never changed."""

    class What(models.TextChoices):
        INVITED = "invited", "Asked to come"
        NOT_ASKED = "not asked", "Was not asked to come"
        POINT = "point", "Something to talk about"
        VIEW = "view", "What they say beforehand"
        MOVED = "moved", "Moved to another day"
        OFF = "off", "Called off"
        WRITTEN = "written", "Minutes were written down"
        CAME = "came", "Came"
        SENT_WORD = "sent word", "Sent word"
        AWAY = "away", "Did not come"
        DECIDED = "decided", "Decided"
        AGREES = "agrees", "Agrees with the minutes"
        DIFFERS = "differs", "Sees it differently"
        OUT = "out", "It was in the wrong record"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="lines")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What)
    who = models.CharField(max_length=200, blank=True)  # whose words, or who is asked
    how = models.CharField(max_length=20, blank=True)  # they were asked; of a decision, whose it is
    is_own = models.BooleanField(default=False)  # the person's
    words = models.TextField(blank=True)
    on = models.DateField(null=True)  # by when
    moved_to = models.DateTimeField(null=True)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        # That one was taken out is said to staff on whose record it stood, and no more of it.
        see=f"""{_staff_reads("{t}.meeting_id")}
          or ({STAFF} and {{t}}.what = 'out' and {granted(NOW, 2)})
          or ({_own_reads("{t}.meeting_id")} and ({{t}}.what in {TOLD}
            or ({{t}}.is_own and {{t}}.what in {SAID_BEFORE})
            or ({{t}}.what = 'written' and {SHOWN})
            or ({{t}}.is_own and {{t}}.what in {SAID_AFTER}
              and ({{t}}.by_id = {ME} or {SHOWN}))))""",
        # Only of a meeting that one reads.
        add=f"""(({WRITES} and {NOT_ON_A_VISIT_NOW}) or ({KIND} = 'person' and {{t}}.by_id = {ME}
            and {own("{t}.person_id")} and {{t}}.is_own and ({{t}}.what in {SAID_BEFORE}
              or ({{t}}.what in {SAID_AFTER} and {SHOWN})))
            or ({{t}}.what in ('off', 'out') and {leaves("= {t}.meeting_id")}))
          and exists (select 1 from plans_meeting m where m.id = {{t}}.meeting_id)
          and ({{t}}.what <> 'out' or ({{t}}.words = '' and {{t}}.who = ''))
          and ({{t}}.what = 'moved') = ({{t}}.moved_to is not null)
          and gate.is_said_of_meeting({{t}}.meeting_id, {{t}}.person_id, {{t}}.what,
            {{t}}.is_own, {ME}, {KIND} = 'person')""",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=models.Q(what="written"),
                name="meeting_written_down_once",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "at"], name="lines_of_meeting")]

    def __str__(self) -> str:
        return self.get_what_display()

    @property
    def is_own_hand(self) -> bool:
        """Whether the person wrote it, rather than somebody for them."""
        return self.is_own and self.by.kind == Account.Kind.PERSON
