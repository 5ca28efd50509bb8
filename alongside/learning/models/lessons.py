"""Lessons that somebody offered to everybody here, without their name, and what came of them."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from alongside.foundation.rows import Rows, allowed

from .pieces import LEARNS

ANSWERS = allowed("answer lessons")


class Lesson(models.Model):
    """What somebody would like others to learn from. Nothing in it leads to whoever wrote it.

    Its id is random and its day has no time: neither says when within the day it came, nor after
    what. It has no owner, and no line of the trail names it.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=uuid4)
    happened = models.TextField()
    made_sense = models.TextField(blank=True)  # why it made sense at the time
    to_try = models.TextField()
    offered_on = models.DateField()
    themes = ArrayField(models.CharField(max_length=60), default=list)  # by people, not machines
    answer = models.TextField(blank=True)  # what changed
    answered_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)
    is_open = models.BooleanField(default=False)  # everybody here may read it
    closed_why = models.CharField(max_length=400, blank=True)  # why it stays with who answers

    rows = Rows(
        see=f"{ANSWERS} or ({LEARNS} and {{t}}.is_open)",
        add=f"{LEARNS} and answer = '' and not is_open and answered_by_id is null",
        change=ANSWERS,
        columns=("themes", "answer", "answered_by_id", "answered_on", "is_open", "closed_why"),
    )

    class Meta:
        indexes = [models.Index(fields=["-offered_on"], name="lessons_in_order")]

    def __str__(self) -> str:
        return "Lesson"
