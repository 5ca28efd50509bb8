"""Self-assessments as they were answered, and the few things chosen to work on."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from alongside.foundation.ids import new_id
from alongside.foundation.rows import Rows

from .pieces import LEARNS, OWN, OWN_PIECE, Piece

SHARED = "gate.reads_piece({t}.piece_id, {t}.cluster)"


class Attempt(models.Model):
    """One self-assessment, as it was finished. What it says is never changed, and none replaces
    another: growth is seen by laying them side by side."""

    class Purpose(models.TextChoices):
        BASELINE = "baseline", "Where I stand"
        AGAIN = "again", "Where I stand now"
        SHORT = "short", "A short look"

    piece = models.OneToOneField(Piece, models.CASCADE, primary_key=True, related_name="attempt")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    form = models.CharField(max_length=80)  # the version of the instrument that asked
    purpose = models.CharField(max_length=8, choices=Purpose)
    role = models.CharField(max_length=40)  # the role family chosen for “typical”
    roles_version = models.CharField(max_length=40)  # of the role profiles
    rules_version = models.CharField(max_length=40)  # of how numbers are worked out
    before = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"{OWN} or gate.reads_piece({{t}}.piece_id)",
        add=OWN_PIECE,
        change=OWN,
        columns=("before_id",),  # the one before may be taken away
        remove=OWN,
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "finished_at"], name="attempts_of_owner")]

    def __str__(self) -> str:
        return self.get_purpose_display()


class Answer(models.Model):
    """What was said to one statement: a level, or why there is none."""

    class Frame(models.TextChoices):
        NOW = "now", "Now"
        THEN = "then", "Looking back"

    class Nothing(models.TextChoices):
        LEVEL = "", "A level"
        NOT_ROLE = "not-role", "Not part of my role"
        DONT_KNOW = "dont-know", "I don’t know"
        PREFER_NOT = "prefer-not", "Prefer not to say"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    piece = models.ForeignKey(Piece, models.CASCADE, related_name="answers")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    cluster = models.CharField(max_length=20)
    item = models.CharField(max_length=40)
    frame = models.CharField(max_length=4, choices=Frame)
    level = models.SmallIntegerField(null=True)
    nothing = models.CharField(max_length=12, choices=Nothing, blank=True)

    rows = Rows(see=f"{OWN} or {SHARED}", add=OWN_PIECE, remove=OWN)

    class Meta:
        constraints = [
            # Never one row per person and statement: the past would be overwritten.
            models.UniqueConstraint(fields=["piece", "item", "frame"], name="answered_once"),
            models.CheckConstraint(
                condition=Q(level__range=(1, 4), nothing="")
                | (Q(level=None) & Q(nothing__in=("not-role", "dont-know", "prefer-not"))),
                name="level_or_why_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}, {self.frame}"


class OfCluster(models.Model):
    """What else was said of one cluster: how sure, how much it matters, and a star for it."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    piece = models.ForeignKey(Piece, models.CASCADE, related_name="of_clusters")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    cluster = models.CharField(max_length=20)
    confidence = models.SmallIntegerField(null=True)  # 1 to 4
    importance = models.SmallIntegerField(null=True)  # 1 to 3
    has_star = models.BooleanField(default=False)

    rows = Rows(see=f"{OWN} or {SHARED}", add=OWN_PIECE, remove=OWN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["piece", "cluster"], name="said_once_a_cluster"),
            models.CheckConstraint(
                condition=(Q(confidence=None) | Q(confidence__range=(1, 4)))
                & (Q(importance=None) | Q(importance__range=(1, 3))),
                name="of_cluster_within",
            ),
        ]

    def __str__(self) -> str:
        return f"Of cluster {self.cluster}"


class VignetteAnswer(models.Model):
    """At which level somebody placed an invented practitioner: how strictly they use the scale."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    piece = models.ForeignKey(Piece, models.CASCADE, related_name="vignettes")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    vignette = models.CharField(max_length=40)
    level = models.SmallIntegerField()

    rows = Rows(see=OWN, add=OWN_PIECE, remove=OWN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["piece", "vignette"], name="placed_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="placed_within"),
        ]

    def __str__(self) -> str:
        return f"Vignette {self.vignette}"


class Focus(models.Model):
    """One thing chosen to work on, with what may help: at most three are open at a time."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    cluster = models.CharField(max_length=20)
    came_from = models.ForeignKey(Piece, models.SET_NULL, null=True, related_name="+")
    this_week = models.TextField(blank=True)  # one thing, a quarter of an hour at most
    for_people = models.TextField(blank=True)  # how somebody supported would notice
    helper = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    session = models.ForeignKey("learning.Session", models.SET_NULL, null=True, related_name="+")
    scenario = models.CharField(max_length=60, blank=True)
    question = models.TextField(blank=True)  # to take to supervision
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)  # what changed, when it was ended

    rows = Rows(
        see=OWN,
        add=f"{OWN} and {LEARNS} and gate.open_focuses() < 3",
        change=OWN,
        columns=(
            "this_week", "for_people", "helper_id", "session_id", "scenario", "question",
            "changed_at", "ended_at", "outcome", "came_from_id",
        ),
        remove=OWN,
    )  # fmt: skip

    class Meta:
        verbose_name_plural = "focuses"
        indexes = [models.Index(fields=["owner", "ended_at"], name="focuses_of_owner")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "cluster"],
                condition=Q(ended_at=None),
                name="one_focus_a_cluster",
            )
        ]

    def __str__(self) -> str:
        return f"Focus on {self.cluster}"
