"""Dilemmas as somebody played them: each choice and its reason, also those they changed."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from alongside.foundation.ids import new_id
from alongside.foundation.rows import Rows

from .pieces import OWN, OWN_PIECE, Piece


class Run(models.Model):
    """One way through a scenario, begun or ended."""

    piece = models.OneToOneField(Piece, models.CASCADE, primary_key=True, related_name="run")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    scenario = models.CharField(max_length=60)
    version = models.CharField(max_length=12)
    at_scene = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)

    rows = Rows(
        see=f"{OWN} or gate.reads_piece({{t}}.piece_id)",
        add=OWN_PIECE,
        change=OWN,
        columns=("at_scene", "ended_at"),
        remove=OWN,
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "scenario"], name="runs_of_owner")]

    def __str__(self) -> str:
        return f"Run of {self.scenario}"


class Step(models.Model):
    """One move: a choice with its reason, or a way back. Never changed itself."""

    class Move(models.TextChoices):
        CHOSE = "chose", "Chose"
        WENT = "went", "Went back, or to a scene seen before"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    piece = models.ForeignKey(Piece, models.CASCADE, related_name="steps")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    number = models.IntegerField()
    move = models.CharField(max_length=5, choices=Move)
    scene = models.CharField(max_length=60)  # where it was made
    choice = models.CharField(max_length=60, blank=True)
    to_scene = models.CharField(max_length=60)
    why = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(see=f"{OWN} or gate.reads_piece({{t}}.piece_id)", add=OWN_PIECE, remove=OWN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["piece", "number"], name="one_step_a_time")]

    def __str__(self) -> str:
        return f"Step {self.number}"
