"""Asking everybody at once and learning about nobody: waves, who was asked, ballots."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, Rows, allowed

from .pieces import LEARNS

RUNS = allowed("run surveys")
STAFF, PARTNERS, TEAMS = "staff", "partner", "teams"  # who is asked
ASKED = {
    STAFF: "everybody who works here",
    PARTNERS: "colleagues at partner agencies",
    TEAMS: "some teams",
}


class Wave(models.Model):
    """One asking: of whom, with which questions, until when; and once closed, what may be told.

    What was frozen is all that there will ever be: no page counts anew.
    """

    class Kind(models.TextChoices):
        CAPABILITY = "capability", "Where we stand"
        SURVEY = "survey", "Survey"
        HEALTH = "health check", "Health check"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)  # why it is asked and what will be done with it
    series = models.CharField(max_length=60, blank=True)  # which waves are laid side by side
    form = models.CharField(max_length=80, blank=True)  # the version of the questionnaire
    text = models.TextField(blank=True)  # the questionnaire itself, as it was asked
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the text
    groups = ArrayField(models.CharField(max_length=20), default=list)  # role, team: two at most
    # Who was asked: only waves that asked the same people are compared.
    whom = models.CharField(max_length=12, blank=True)
    teams: ArrayField[list[UUID], list[UUID]] = ArrayField(models.UUIDField(), default=list)
    smallest = models.IntegerField(default=10)  # people in a figure, at the least
    opens_on = models.DateField()
    closes_on = models.DateField()
    made_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    frozen: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True
    )
    reply = models.TextField(blank=True)  # what is done about it, in writing
    replied_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)

    rows = Rows(
        see=LEARNS,
        add=f"made_by_id = {ME} and {RUNS} and closed_at is null and frozen is null"
        " and reply = '' and replied_by_id is null and replied_at is null",
        change=RUNS,
        columns=(
            "closes_on", "reminded_at", "closed_at", "closed_by_id", "frozen", "reply",
            "replied_by_id", "replied_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(smallest__gte=5, closes_on__gte=F("opens_on"), groups__len__lte=2),
                name="wave_protects",
            )
        ]
        indexes = [models.Index(fields=["-opens_on"], name="waves_in_order")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return page_url("learning:wave", self.pk)

    @property
    def asked_whom(self) -> str:
        """Whom it asked, in words; nothing for the oldest waves, which did not keep it."""
        return ASKED.get(self.whom, "")

    @property
    def waits_for_counting(self) -> bool:
        """Closed, and then something came between: it is still to be counted."""
        return self.closed_at is not None and self.frozen is None

    def is_open_on(self, day: date) -> bool:
        """Whether it is asked on this day."""
        return self.closed_at is None and self.opens_on <= day <= self.closes_on


class Asked(models.Model):
    """That somebody was asked in a wave, and whether they gave. Only they read it.

    The ticket is there between two transactions alone: it is the id of the ballot, so that a
    second try adds none, and is forgotten as soon as the ballot stands.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="asked")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    ticket: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True)
    began_on = models.DateField(null=True)
    gave_on = models.DateField(null=True)
    declined_on = models.DateField(null=True)
    # With whom the answers are counted: two waves are laid side by side by where people stood.
    groups: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)

    rows = Rows(
        see=f"{{t}}.account_id = {ME}",
        add=f"{RUNS} and gave_on is null and ticket is null and declined_on is null"
        " and gate.is_wave_open({t}.wave_id)",
        change=f"{{t}}.account_id = {ME} and gate.is_wave_open({{t}}.wave_id)",
        columns=("ticket", "began_on", "gave_on", "declined_on", "groups"),
    )

    class Meta:
        verbose_name_plural = "asked"
        constraints = [
            models.UniqueConstraint(fields=["wave", "account"], name="asked_once_a_wave")
        ]
        indexes = [models.Index(fields=["account", "gave_on"], name="asked_of_account")]

    def __str__(self) -> str:
        return "Asked"


class Ballot(models.Model):
    """What somebody answered in a wave: whose it is stands nowhere, and nobody reads one.

    It has no time. When its wave is closed it is counted with all others and destroyed.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=uuid4)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="+")
    groups: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    answers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    # Nobody; and where nobody acts, the question itself is refused.
    rows = Rows(see=f"{ME} is null", add="gate.holds_ticket({t}.wave_id, {t}.id)")

    def __str__(self) -> str:
        return "Ballot"
