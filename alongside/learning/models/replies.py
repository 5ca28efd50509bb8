"""An answer in writing as it stood before somebody changed it: what was said stays to be read."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from alongside.foundation.rows import Rows

from .lessons import ANSWERS, Lesson
from .pieces import LEARNS
from .waves import Wave


class SaidBefore(models.Model):
    """What was said about a wave or a lesson, and is said otherwise now.

    The database writes it down itself when an answer is changed, so nobody can do so unseen.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=uuid4)
    wave = models.ForeignKey(Wave, models.PROTECT, null=True, related_name="said_before")
    lesson = models.ForeignKey(Lesson, models.PROTECT, null=True, related_name="said_before")
    text = models.TextField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    on = models.DateField()
    kept_at = models.DateTimeField()

    # What was promised to everybody, everybody still reads. An answer to a lesson may have been
    # changed because somebody could be recognised in it.
    rows = Rows(
        see=f"({{t}}.wave_id is not null and {LEARNS})"
        f" or ({{t}}.lesson_id is not null and {ANSWERS})"
    )

    class Meta:
        verbose_name_plural = "said before"
        constraints = [
            models.CheckConstraint(
                condition=Q(wave__isnull=True, lesson__isnull=False)
                | Q(wave__isnull=False, lesson__isnull=True),
                name="said_about_one",
            )
        ]
        indexes = [models.Index(fields=["-kept_at"], name="said_before_in_order")]

    def __str__(self) -> str:
        return "Said before"
