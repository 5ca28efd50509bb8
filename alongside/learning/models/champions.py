"""People who offer to help colleagues, and who asked them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, Rows

from .pieces import LEARNS


class Champion(models.Model):
    """Somebody who offers to help, by their own will: with what, how, and how many at a time."""

    account = models.OneToOneField(
        "accounts.Account", models.PROTECT, primary_key=True, related_name="+"
    )
    clusters = ArrayField(models.CharField(max_length=20), default=list)
    says = models.TextField(blank=True)  # what they can show, in their own words
    ways = ArrayField(models.CharField(max_length=20), default=list)  # beside you, call, session
    room_for = models.SmallIntegerField(default=2)  # people at a time
    paused_until = models.DateField(null=True)
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    rows = Rows(
        see=f"{LEARNS} and ({{t}}.ended_at is null or {{t}}.account_id = {ME})",
        add=f"account_id = {ME} and {LEARNS}",
        change=f"{{t}}.account_id = {ME}",
        columns=("clusters", "says", "ways", "room_for", "paused_until", "ended_at"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(room_for__range=(0, 50)), name="champion_room_within"
            )
        ]

    def __str__(self) -> str:
        return "Champion"


class HelpRequest(models.Model):
    """That somebody asks a champion for help, and what came of it. Between the two."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Not this time"
        WITHDRAWN = "withdrawn", "Not needed any more"
        DONE = "done", "Done"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    asker = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    champion = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    cluster = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    reply = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    thanks = models.TextField(blank=True)
    thanked_at = models.DateTimeField(null=True)

    rows = Rows(
        see=f"{{t}}.asker_id = {ME} or {{t}}.champion_id = {ME}",
        add=f"asker_id = {ME} and champion_id <> {ME} and {LEARNS} and state = 'asked'"
        " and reply = '' and thanks = '' and answered_at is null and ended_at is null"
        " and thanked_at is null",
        change=f"{{t}}.asker_id = {ME} or {{t}}.champion_id = {ME}",
        columns=("state", "reply", "answered_at", "ended_at", "thanks", "thanked_at"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["champion", "state"], name="asked_of_champion"),
            models.Index(fields=["asker", "state"], name="asked_by_asker"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "champion", "cluster"],
                condition=Q(state__in=("asked", "accepted")),
                name="asked_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return "Request for help"
