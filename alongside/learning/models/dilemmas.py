"""Dilemmas as somebody played them: each choice and its reason, also those they changed."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, Rows

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
        see=OWN,  # readers read its words, part by part
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

    rows = Rows(see=OWN, add=OWN_PIECE, remove=OWN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["piece", "number"], name="one_step_a_time")]

    def __str__(self) -> str:
        return f"Step {self.number}"


class CountedIn(models.Model):
    """That somebody let their choices in a dilemma be counted: not which, and once only."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    scenario = models.CharField(max_length=60)

    rows = Rows(see=OWN)  # gate.count_in adds one

    class Meta:
        verbose_name_plural = "counted in"
        constraints = [
            models.UniqueConstraint(fields=["owner", "scenario"], name="counted_once_a_dilemma")
        ]

    def __str__(self) -> str:
        return f"Counted in {self.scenario}"


class Tally(models.Model):
    """How many chose something in a scene, whoever they were; nobody reads it as it stands.

    What comes in waits until ten people have chosen in that scene, and then becomes countable with
    all of them at once: from one day to the next nothing can be told of one person.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    scenario = models.CharField(max_length=60)
    version = models.CharField(max_length=12)
    scene = models.CharField(max_length=60)
    choice = models.CharField(max_length=60)
    waiting = models.IntegerField(default=0)
    counted = models.IntegerField(default=0)

    rows = Rows(see=f"{ME} is null")

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "version", "scene", "choice"], name="one_tally_a_choice"
            )
        ]

    def __str__(self) -> str:
        return f"Tally of {self.scene}"
