"""Supervision between two: what they agreed, each meeting, and what follows. Both read it alone."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from alongside.foundation.actor import Actor
from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, Rows

OURS = "exists (select 1 from learning_supervision s where s.id = {t}.supervision_id)"
STANDING = (
    "exists (select 1 from learning_supervision s where s.id = {t}.supervision_id"
    " and s.accepted_at is not null and s.ended_at is null)"
)
OF_MEETING = "exists (select 1 from learning_meeting m where m.id = {t}.meeting_id)"


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    """Questions we ask about supervisions."""

    def visible_to(self, account: Actor) -> SupervisionQuerySet:
        """Those of which this account is one of the two."""
        return self.filter(Q(supervisor_id=account.pk) | Q(worker_id=account.pk))


class Supervision(models.Model):
    """Who supervises whom, from when until when, and how often they mean to meet."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    supervisor = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    worker = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    rhythm = models.CharField(max_length=40)  # by role: a key of content/supervision/rhythms.yaml
    every_days = models.IntegerField()  # what the two settled on
    proposed_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=400, blank=True)

    objects = SupervisionQuerySet.as_manager()
    rows = Rows(
        see=f"{{t}}.supervisor_id = {ME} or {{t}}.worker_id = {ME}",
        add=f"proposed_by_id = {ME} and {ME} in (supervisor_id, worker_id) and {KIND} = 'staff'"
        " and accepted_at is null and ended_at is null"
        " and gate.both_work_here({t}.supervisor_id, {t}.worker_id)",
        change=f"{{t}}.supervisor_id = {ME} or {{t}}.worker_id = {ME}",
        columns=("rhythm", "every_days", "accepted_at", "ended_at", "ended_why"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(supervisor=F("worker")), name="nobody_supervises_themselves"
            ),
            models.UniqueConstraint(
                fields=["supervisor", "worker"],
                condition=Q(ended_at=None),
                name="one_supervision_of_two",
            ),
        ]
        indexes = [models.Index(fields=["worker", "ended_at"], name="supervisions_of_worker")]

    def __str__(self) -> str:
        return "Supervision"

    def get_absolute_url(self) -> str:
        return page_url("learning:supervision", self.pk)


class Agreement(models.Model):
    """What the two agree about how they work together. Never changed: a new one follows it."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    supervision = models.ForeignKey(Supervision, models.PROTECT, related_name="agreements")
    number = models.IntegerField()
    said: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()  # words by part
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(see=OURS, add=f"by_id = {ME} and {STANDING}")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supervision", "number"], name="agreed_once_a_number")
        ]

    def __str__(self) -> str:
        return f"Agreement {self.number}"


class Meeting(models.Model):
    """One supervision session, planned or held."""

    class How(models.TextChoices):
        FACE = "face to face", "Face to face"
        VIDEO = "video", "By video"
        PHONE = "phone", "By phone"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    supervision = models.ForeignKey(Supervision, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    how = models.CharField(max_length=12, choices=How)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    made_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    held_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    called_off_why = models.CharField(max_length=400, blank=True)
    # The last time it was moved or called off: by whom, since when the other knew another time,
    # and when they read of it.
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    was_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    rows = Rows(
        see=OURS,
        add=f"made_by_id = {ME} and {STANDING}",
        change=f"{OURS} and not gate.is_signed({{t}}.id)",
        columns=(
            "starts_at", "how", "place", "link", "held_at", "called_off_at", "called_off_why",
            "changed_at", "changed_by_id", "was_at", "seen_at",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["supervision", "-starts_at"], name="meetings_in_order")]

    def __str__(self) -> str:
        return "Supervision meeting"

    def get_absolute_url(self) -> str:
        return page_url("learning:meeting", self.pk)


class Point(models.Model):
    """One thing on the agenda of a meeting, brought by one of the two."""

    class Kind(models.TextChoices):
        CASE = "case", "Somebody I work with"
        REFLECTION = "reflection", "How the work is for me"
        ETHICS = "ethics", "The ethics of digital work"
        LEARNING = "learning", "What I am learning"
        WORKLOAD = "workload", "Workload and wellbeing"
        OTHER = "other", "Something else"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="points")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True)
    # Of a case nothing but where its decision stands: the words are on the record, by its rules.
    entry_id: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    taken_off_at = models.DateTimeField(null=True)

    rows = Rows(
        see=OF_MEETING,
        add=f"by_id = {ME} and {OF_MEETING} and not gate.is_signed({{t}}.meeting_id)",
        change=f"{OF_MEETING} and not gate.is_signed({{t}}.meeting_id)",
        columns=("taken_off_at", "entry_id"),
    )

    class Meta:
        indexes = [models.Index(fields=["meeting", "at"], name="points_in_order")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Said(models.Model):
    """What was noted on a point of a meeting, by one of the two. Never changed."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="said")
    point = models.ForeignKey(Point, models.PROTECT, null=True, related_name="said")
    text = models.TextField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=OF_MEETING,
        add=f"by_id = {ME} and {OF_MEETING} and not gate.is_signed({{t}}.meeting_id)",
    )

    class Meta:
        verbose_name_plural = "said"

    def __str__(self) -> str:
        return "Noted"


class FollowUp(models.Model):
    """What one of the two will do, by when, and what came of it."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    supervision = models.ForeignKey(Supervision, models.PROTECT, related_name="follow_ups")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="follow_ups")
    text = models.TextField()
    who = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    is_done = models.BooleanField(default=False)
    outcome = models.TextField(blank=True)

    rows = Rows(
        see=OURS,
        add=f"by_id = {ME} and {OURS} and not gate.is_signed({{t}}.meeting_id)"
        " and exists (select 1 from learning_meeting m where m.id = {t}.meeting_id"
        " and m.supervision_id = {t}.supervision_id)",
        change=OURS,
        columns=("ended_at", "is_done", "outcome", "due_on"),
    )

    class Meta:
        indexes = [models.Index(fields=["supervision", "ended_at"], name="follow_ups_open")]

    def __str__(self) -> str:
        return "Follow-up"


class Signature(models.Model):
    """That one of the two has read what stands in a meeting's record, or in an agreement."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="signatures")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="signatures")
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    words = models.TextField(blank=True)  # what they see otherwise
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"{OF_MEETING} or exists (select 1 from learning_agreement a"
        " where a.id = {t}.agreement_id)",
        add=f"by_id = {ME} and (exists (select 1 from learning_meeting m"
        " where m.id = {t}.meeting_id and m.held_at is not null)"
        " or exists (select 1 from learning_agreement a where a.id = {t}.agreement_id))",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "by"], name="meeting_signed_once"),
            models.UniqueConstraint(fields=["agreement", "by"], name="agreement_signed_once"),
            models.CheckConstraint(
                condition=Q(meeting=None, agreement__isnull=False)
                | Q(meeting__isnull=False, agreement=None),
                name="signs_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return "Signature"
