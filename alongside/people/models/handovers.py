"""A handover is an offer that nobody alters, and lines beneath it; consent stands beside grants."""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, MINE, STAFF, Rows, allowed

from .grants import MAY_READ_RECORD, NOT_ON_A_VISIT, Rung
from .person import Person

OWN = f"({KIND} = 'person' and {{t}}.person_id = any ({MINE}))"


class Consent(models.Model):
    """Somebody said yes: to what, after what was explained, how they said it, and until when.

    It is withdrawn by one function of the database, which ends what rests on it in the same act.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=400)
    explained = models.CharField(max_length=400)
    evidence = models.CharField(max_length=400)  # how they said it, in words
    given_by = models.CharField(max_length=200)  # the person, or who may decide for them
    given_on = models.DateField()
    until = models.DateField(null=True)  # the last day
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+"
    )
    withdrawn_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"({STAFF} and {MAY_READ_RECORD}) or {OWN}",
        add=f"{KIND} = 'staff' and by_id = {ME} and {allowed('write record')}"
        f" and {MAY_READ_RECORD} and {NOT_ON_A_VISIT}"
        " and withdrawn_at is null and withdrawn_by_id is null and withdrawn_why = ''",
    )

    class Meta:
        indexes = [models.Index(fields=["person", "-given_on"], name="consents_of_person")]

    def __str__(self) -> str:
        return "Withdrawn" if self.withdrawn_at else "Given"


class Handover(models.Model):
    """Somebody offers a person's record on, or asks for it: who, to whom, why, and how much."""

    class Kind(models.TextChoices):
        ASSIGN = "assign", "Assign"
        TRANSFER = "transfer", "Hand over"
        ASK = "ask", "Ask to take over"
        REFER = "refer", "Ask to help"
        SHARE = "share", "Share for a time"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    from_account = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+"
    )
    from_team = models.ForeignKey("accounts.Team", models.PROTECT, null=True, related_name="+")
    to_account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey("accounts.Team", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    basis = models.CharField(max_length=24)  # a code of content/codes/handing-over.yaml
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="+")
    rung = models.SmallIntegerField(choices=Rung)  # the most that goes along
    last_day = models.DateField(null=True)  # of the share, or of whoever hands over
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see="gate.sees_handover(people_handover)",
        # Why an offer may not be made is said in one place, which the action asks too.
        add="gate.why_not_offered(people_handover) = ''",
    )

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="handovers_of_person"),
            models.Index(fields=["to_account", "-at"], name="handovers_to_account"),
            models.Index(fields=["to_team", "-at"], name="handovers_to_team"),
            models.Index(fields=["by", "-at"], name="handovers_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_account__isnull=False) ^ Q(to_team__isnull=False),
                name="handover_to_account_or_team",
            ),
            models.CheckConstraint(
                condition=Q(from_account__isnull=False) ^ Q(from_team__isnull=False),
                name="handover_from_account_or_team",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_at_once(self) -> bool:
        """Whether it opened before anybody was asked, and its reason is owed."""
        return self.basis == "immediate-harm"


class HandoverLine(models.Model):
    """What became of a handover, and which grants that gave or ended. Never changed.

    Only a function of the database writes these, since it moves the grants in the same act.
    """

    class What(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Taken back"
        DONE = "done", "Done"
        REVOKED = "revoked", "Ended"
        UNDONE = "undone", "Undone"
        REASON = "reason", "Why it could not wait"
        GOES_ON = "goes on", "Goes on, on another ground"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="lines")
    number = models.IntegerField()
    what = models.CharField(max_length=10, choices=What)
    words = models.CharField(max_length=4000, blank=True)  # what a partner answers may be long
    basis = models.CharField(max_length=24, blank=True)
    rung = models.SmallIntegerField(choices=Rung, null=True)  # how much went along
    last_day = models.DateField(null=True)
    gave = ArrayField(models.UUIDField(), default=list)  # grants
    ended = ArrayField(models.UUIDField(), default=list)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    rows = Rows(see="exists (select 1 from people_handover h where h.id = {t}.handover_id)")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "number"], name="handover_line_once")
        ]

    def __str__(self) -> str:
        return self.get_what_display()
