"""How work is shared out: what is said of something due, who covers, a calendar, and a limit."""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, Rows, allowed

from .clocks import Clock
from .entry import Entry
from .tasks import Task

WORKS_HERE = f"{KIND} = 'staff'"
OWN_OR_LED = f"({{t}}.away_id = {ME} or gate.leads({{t}}.away_id))"


class DueWords(models.Model):
    """What somebody said of a task, a clock or a step on their list. Never changed itself."""

    class What(models.TextChoices):
        LATER = "later", "Put off until a day"
        NOW = "now", "Taken up again"
        PASSED = "passed", "Handed over to a colleague"
        BACK = "back", "Handed back"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="said")
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="put_off")
    # A step of what was agreed: the entry that says it, and its key there. Agreed anew, it is new.
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=8, blank=True, default="")
    what = models.CharField(max_length=10, choices=What)
    words = models.CharField(max_length=400, blank=True)
    until = models.DateField(null=True)
    to = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"by_id = {ME} or to_id = {ME}",
        # Of what one may see oneself: the policies of tasks, clocks and entries hold inside.
        add=f"{WORKS_HERE} and by_id = {ME}"
        " and (exists (select 1 from record_task x where x.id = {t}.task_id)"
        " or exists (select 1 from record_clock c where c.id = {t}.clock_id)"
        " or exists (select 1 from record_entry e where e.id = {t}.entry_id))",
    )

    class Meta:
        verbose_name_plural = "words on what is due"
        indexes = [
            models.Index(fields=["by", "task", "-at"], name="due_words_of_task"),
            models.Index(fields=["by", "clock", "-at"], name="due_words_of_clock"),
            models.Index(fields=["by", "entry", "step", "-at"], name="due_words_of_step"),
            models.Index(fields=["to", "task"], name="due_words_to"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(task__isnull=False, clock=None, entry=None, step="")
                | Q(task=None, clock__isnull=False, entry=None, step="")
                | Q(task=None, clock=None, entry__isnull=False, step__gt=""),
                name="said_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.get_what_display()


class Cover(models.Model):
    """That a colleague does somebody's work while they are away. It ends by itself."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    away = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    cover = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    starts = models.DateTimeField()
    until = models.DateTimeField()
    grants = ArrayField(models.UUIDField(), default=list)  # which let the colleague in meanwhile
    said_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    rows = Rows(
        see=f"{OWN_OR_LED} or cover_id = {ME} or said_by_id = {ME}",
        add=f"{WORKS_HERE} and said_by_id = {ME} and {OWN_OR_LED} and ended_at is null",
        change=f"({OWN_OR_LED} or {{t}}.said_by_id = {ME}) and {{t}}.ended_at is null",
        after=f"ended_at is not null and ended_by_id = {ME}",
        columns=("ended_at", "ended_by_id"),
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["cover", "until"], name="covers_by", condition=Q(ended_at__isnull=True)
            ),
            models.Index(
                fields=["away", "until"], name="covers_for", condition=Q(ended_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(away=F("cover")), name="nobody_covers_themselves"),
        ]

    def __str__(self) -> str:
        return "Cover while somebody is away"


class CalendarFeed(models.Model):
    """An address from which a calendar reads one worker's days, kept only as a hash."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    rows = Rows(
        # A calendar signs in as nobody; gate.calendar_behind looks its address up.
        see=f"account_id = {ME}",
        add=f"{WORKS_HERE} and account_id = {ME} and ended_at is null"
        " and until < statement_timestamp() + interval '91 days'",
        change=f"{{t}}.account_id = {ME} and {{t}}.ended_at is null",
        after=f"account_id = {ME} and until < statement_timestamp() + interval '91 days'",
        columns=("until", "ended_at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="one_calendar_at_once"
            )
        ]

    def __str__(self) -> str:
        return "Calendar address"


class WorkLimit(models.Model):
    """How much work somebody can hold, as their manager said on a day. The latest one counts."""

    class Stage(models.TextChoices):
        EXPERIENCED = "experienced", "Experienced"
        FIRST_YEAR = "first year", "In their first year after qualifying"
        LEARNING = "learning", "On placement, or coming back after a long time"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    hours = models.SmallIntegerField()  # of a full week, in per cent
    stage = models.CharField(max_length=12, choices=Stage)
    reason = models.CharField(max_length=400)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"account_id = {ME} or gate.leads({{t}}.account_id)",
        add=f"{WORKS_HERE} and by_id = {ME} and {allowed('supervise work')}"
        " and gate.leads({t}.account_id) and hours between 1 and 150",
    )

    class Meta:
        indexes = [models.Index(fields=["account", "-at"], name="limits_of_account")]

    def __str__(self) -> str:
        return self.get_stage_display()
