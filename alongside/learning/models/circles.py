"""People who learn together: a circle, its rounds, and what each says in a round.

One shape for reflecting in a group, playing a dilemma in a group, group supervision and communities
of practice. In a round that asks everybody to write first, the database shows nobody's words to
another before it is revealed.
"""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from alongside.accounts.models import Account
from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, Rows

from .pieces import LEARNS

CAME_INTO = "gate.came_into({t}.circle_id)"
SINCE_I_CAME = "gate.sees_round({t}.circle_id, {t}.revealed_at, {t}.closed_at)"
HOSTS = (
    "exists (select 1 from learning_circle c where c.id = {t}.circle_id"
    f" and c.host_id = {ME} and c.ended_at is null)"
)


class CircleQuerySet(models.QuerySet["Circle"]):
    """Questions we ask about circles."""

    def visible_to(self, account: Account) -> CircleQuerySet:
        """Those that one hosts or is in, or may join."""
        member = Member.objects.filter(account_id=account.pk, left_at=None).values("circle_id")
        open_to = {"staff": ("staff", "all"), "partner": ("all",)}.get(account.kind, ())
        return self.filter(
            Q(host_id=account.pk) | Q(pk__in=member) | Q(open_to__in=open_to, ended_at=None)
        )


class Circle(models.Model):
    """Some people who meet to learn from each other."""

    class Kind(models.TextChoices):
        REFLECTION = "reflection", "Reflecting together"
        DILEMMA = "dilemma", "A dilemma together"
        SUPERVISION = "supervision", "Group supervision"
        COMMUNITY = "community", "Community of practice"

    class OpenTo(models.TextChoices):
        INVITED = "invited", "Those who are invited"
        STAFF = "staff", "Everybody who works here"
        ALL = "all", "Everybody who works here, and partner agencies"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)  # what it is for, and what was agreed about it
    host = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    open_to = models.CharField(max_length=8, choices=OpenTo, default=OpenTo.INVITED)
    scenario = models.CharField(max_length=60, blank=True)
    version = models.CharField(max_length=12, blank=True)  # of the scenario
    shape = models.CharField(max_length=40, blank=True)  # of a reflection
    meets = models.CharField(max_length=200, blank=True)  # when and where, in words
    link = models.URLField(max_length=500, blank=True)  # of a video meeting
    # The next meeting, or the last one once it is past: since when it is planned, when that was
    # changed since and what the others knew before, and why it was called off, if it was.
    next_at = models.DateTimeField(null=True)
    next_where = models.CharField(max_length=200, blank=True)
    next_set_at = models.DateTimeField(null=True)
    next_changed_at = models.DateTimeField(null=True)
    next_was_at = models.DateTimeField(null=True)
    next_off_why = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = CircleQuerySet.as_manager()
    rows = Rows(
        see=f"{{t}}.host_id = {ME} or gate.in_circle({{t}}.id)"
        f" or ({{t}}.ended_at is null and (({KIND} = 'staff' and {{t}}.open_to in ('staff', 'all'))"
        f" or ({KIND} = 'partner' and {{t}}.open_to = 'all')))",
        add=f"host_id = {ME} and {LEARNS}",
        change=f"{{t}}.host_id = {ME}",
        columns=(
            "title", "about", "open_to", "meets", "link", "ended_at", "next_at", "next_where",
            "next_set_at", "next_changed_at", "next_was_at", "next_off_why",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["host", "ended_at"], name="circles_of_host"),
            models.Index(fields=["open_to", "ended_at"], name="circles_to_join"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return page_url("learning:circle", self.pk)


class Member(models.Model):
    """Somebody who is in a circle, or is invited and has not answered."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="members")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    called = models.CharField(max_length=80)  # as the others here know them
    place = models.IntegerField(default=0)  # whose turn comes when, in the circle's own order
    invited_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # when they last looked in
    told_at = models.DateTimeField(null=True)  # when they last read when the circle meets

    rows = Rows(
        # Whoever is only asked in reads what the others are called (gate.called_in), and no more.
        see=f"{{t}}.account_id = {ME} or {CAME_INTO}",
        add=f"invited_by_id = {ME} and left_at is null and ("
        f"({HOSTS} and (account_id = {ME}"
        " or (joined_at is null and gate.may_ask_in({t}.account_id))))"
        f" or (account_id = {ME} and gate.may_join({{t}}.circle_id)))",
        change=f"{{t}}.account_id = {ME} or {HOSTS}",
        columns=("called", "place", "joined_at", "left_at", "seen_at", "told_at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "account"], condition=Q(left_at=None), name="once_in_a_circle"
            )
        ]
        indexes = [models.Index(fields=["account", "left_at"], name="circles_of_member")]

    def __str__(self) -> str:
        return "Member"


class Round(models.Model):
    """One thing that is asked of everybody in a circle, or talked about there."""

    class Kind(models.TextChoices):
        WRITE = "write", "Everybody writes before anybody reads"
        VOTE = "vote", "Everybody chooses before anybody sees"
        TALK = "talk", "An open thread"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="rounds")
    number = models.IntegerField()
    kind = models.CharField(max_length=5, choices=Kind)
    prompt = models.TextField()
    scene = models.CharField(max_length=60, blank=True)  # of the scenario
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    revealed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    notes = models.TextField(blank=True)  # what the circle keeps of it
    chosen = models.CharField(max_length=60, blank=True)  # which way the circle went on

    rows = Rows(
        see=SINCE_I_CAME,
        add=f"asked_by_id = {ME} and closed_at is null and revealed_at is null and {HOSTS}",
        change=HOSTS,
        columns=("revealed_at", "closed_at", "notes", "chosen"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "number"], name="rounds_numbered_once")
        ]

    def __str__(self) -> str:
        return f"Round {self.number}"


class Turn(models.Model):
    """What one member says in a round. Never changed: a later one stands beside it."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    round = models.ForeignKey(Round, models.PROTECT, related_name="turns")
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    choice = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    # Said of somebody whom they work with: no name stands here, and of what was decided for them
    # nothing but where it is. Only whoever brought it writes that, on the record.
    brings = models.BooleanField(default=False)
    entry_id: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True)

    rows = Rows(
        # What somebody took back is read by nobody else again; that they did is asked of the gate.
        see=f"{{t}}.by_id = {ME}"
        " or ({t}.taken_back_at is null and gate.reads_turn({t}.round_id, {t}.at))",
        add=f"by_id = {ME} and taken_back_at is null and gate.may_say({{t}}.round_id)",
        change=f"{{t}}.by_id = {ME}",
        columns=("taken_back_at", "entry_id"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["round", "at"], name="turns_in_order"),
            models.Index(fields=["by", "at"], name="turns_of_member"),
        ]

    def __str__(self) -> str:
        return "Turn"
