"""Pieces of somebody's own learning: what they wrote, whom they let read it, and what it shows."""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from alongside.accounts.models import Account
from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, Rows

LEARNERS = ("staff", "partner")
LEARNS = f"{KIND} in {LEARNERS}"
OWN = f"({{t}}.owner_id = {ME})"
OWN_PIECE = (
    "exists (select 1 from learning_piece p where p.id = {t}.piece_id"
    f" and p.owner_id = {ME} and p.owner_id = {{t}}.owner_id)"
)


class PieceQuerySet(models.QuerySet["Piece"]):
    """Questions we ask about pieces."""

    def visible_to(self, account: Account) -> PieceQuerySet:
        """One's own, and those that somebody shares with this account today."""
        shared = Share.objects.in_force().filter(reader_id=account.pk).values("piece_id")
        return self.filter(models.Q(owner_id=account.pk) | models.Q(pk__in=shared))


class Piece(models.Model):
    """Something that a practitioner learnt from, or found out about themselves.

    It belongs to them and not to the record: no grant, duty, emergency or system account leads
    here. They may take it away for good.
    """

    class Kind(models.TextChoices):
        ASSESSMENT = "assessment", "Where I stand"
        REFLECTION = "reflection", "Reflection"
        MISTAKE = "mistake", "Learning from a mistake"
        CPD = "cpd", "CPD"
        DILEMMA = "dilemma", "Dilemma"
        SESSION = "session", "Session"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    shape = models.CharField(max_length=40, blank=True)  # of which parts it is made: “gibbs 1”
    title = models.CharField(max_length=200)
    on = models.DateField()  # the day that it is about
    versions = models.IntegerField(default=0)  # of its words
    # What it grew out of: another piece, or something else of one's own by kind and id.
    came_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="led_to")
    from_kind = models.CharField(max_length=40, blank=True)
    from_id: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PieceQuerySet.as_manager()
    rows = Rows(
        see=f"{OWN} or gate.reads_piece({{t}}.id)",
        add=f"{OWN} and {LEARNS}",
        change=OWN,
        columns=("shape", "title", "on", "versions", "came_from_id", "changed_at"),
        remove=OWN,
    )

    class Meta:
        indexes = [
            models.Index(fields=["owner", "kind", "-on", "-id"], name="pieces_of_owner"),
            models.Index(fields=["came_from"], name="pieces_from_piece"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return page_url("learning:piece", self.pk)


class Words(models.Model):
    """What stands in one part of a piece, in one version of it. Never changed itself."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    piece = models.ForeignKey(Piece, models.CASCADE, related_name="words")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    number = models.IntegerField()
    part = models.CharField(max_length=40)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"{OWN} or gate.reads_piece({{t}}.piece_id, {{t}}.part, {{t}}.number)",
        add=OWN_PIECE,
        remove=OWN,
    )

    class Meta:
        verbose_name_plural = "words"
        constraints = [
            models.UniqueConstraint(fields=["piece", "number", "part"], name="one_text_a_part")
        ]

    def __str__(self) -> str:
        return f"{self.part}, version {self.number}"


class ShareQuerySet(models.QuerySet["Share"]):
    """Questions we ask about shares."""

    def in_force(self) -> ShareQuerySet:
        """Those whose time is now."""
        now = models.functions.Now()
        return self.filter(starts__lte=now, until__gt=now, ended_at=None)


class Share(models.Model):
    """Whom the owner of a piece lets read it: one person, these parts, until then."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    piece = models.ForeignKey(Piece, models.CASCADE, related_name="shares")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    reader = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    parts = ArrayField(models.CharField(max_length=40), default=list)  # none named: all of it
    asks = models.CharField(max_length=400, blank=True)  # what the owner would like from them
    starts = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # when the reader last did

    objects = ShareQuerySet.as_manager()
    rows = Rows(
        see=f"{OWN} or {{t}}.reader_id = {ME}",
        add=f"{OWN_PIECE} and reader_id <> {ME} and ended_at is null and opened_at is null",
        # The reader says that they opened it, or gives it back.
        change=f"{OWN} or {{t}}.reader_id = {ME}",
        columns=("ended_at", "opened_at"),
        remove=OWN,
    )

    class Meta:
        indexes = [
            models.Index(fields=["piece", "reader"], name="shares_of_piece"),
            models.Index(fields=["reader", "until"], name="shares_with_reader"),
        ]

    def __str__(self) -> str:
        return "Share"


class Comment(models.Model):
    """What a critical friend or a peer says about a piece that was shared with them."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    piece = models.ForeignKey(Piece, models.CASCADE, related_name="comments")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    part = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"{OWN} or {{t}}.by_id = {ME}",
        add=f"by_id = {ME} and (({OWN_PIECE})"
        " or gate.may_comment({t}.piece_id, {t}.owner_id, {t}.part))",
        remove=OWN,
    )

    class Meta:
        indexes = [models.Index(fields=["piece", "at"], name="comments_in_order")]

    def __str__(self) -> str:
        return "Comment"


class Evidence(models.Model):
    """That a piece shows something of one cluster, in its owner's judgement."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    piece = models.ForeignKey(Piece, models.CASCADE, related_name="evidence")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    cluster = models.CharField(max_length=20)
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"{OWN} or gate.asked_to_agree({{t}}.id)",
        add=OWN_PIECE,
        remove=OWN,
    )

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["piece", "cluster"], name="shown_once_a_cluster")
        ]
        indexes = [models.Index(fields=["owner", "cluster"], name="evidence_of_owner")]

    def __str__(self) -> str:
        return f"Evidence for {self.cluster}"


class Corroboration(models.Model):
    """What a peer says whom the owner asked whether the evidence shows it."""

    class Said(models.TextChoices):
        WAITING = "", "Not answered yet"
        AGREES = "agrees", "Agrees"
        NOT_YET = "not yet", "Would not say so yet"
        CANNOT = "cannot", "Cannot say"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="corroborations")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    peer = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    relation = models.CharField(max_length=120)  # how they know the owner's practice
    asked_at = models.DateTimeField(auto_now_add=True)
    said = models.CharField(max_length=8, choices=Said, blank=True)
    text = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True)

    rows = Rows(
        see=f"{OWN} or {{t}}.peer_id = {ME}",
        add=f"{OWN} and peer_id <> {ME} and said = '' and said_at is null and exists ("
        f"select 1 from learning_evidence e where e.id = evidence_id and e.owner_id = {ME})",
        # Only the peer says anything, and once.
        change=f"{{t}}.peer_id = {ME} and {{t}}.said = ''",
        after=f"{{t}}.peer_id = {ME} and {{t}}.said <> ''",
        columns=("said", "text", "said_at"),
        remove=OWN,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "peer"], name="a_peer_asked_once")
        ]
        indexes = [models.Index(fields=["peer", "said"], name="corroborations_of_peer")]

    def __str__(self) -> str:
        return "Corroboration"
