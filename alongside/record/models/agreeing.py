"""What somebody else has to agree to: asked as the questionnaire says, decided with a reason."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, STAFF, Rows, allowed

from .entry import ENTRY_SEEN

MAY_AGREE = f"{STAFF} and {ENTRY_SEEN} and {allowed('agree answers')}"
NOT_MINE = "not gate.wrote_any({t}.entry_id)"  # nobody agrees to what they wrote
# A verdict is on what waits, and on no other entry; a remark belongs to one's own verdict.
ON_WHAT_WAITS = (
    "exists (select 1 from record_approval a where a.id = {t}.approval_id"
    " and a.entry_id = {t}.entry_id and a.outcome = 'waiting')"
)
OF_MY_VERDICT = (
    "exists (select 1 from record_verdict v where v.id = {t}.verdict_id"
    f" and v.entry_id = {{t}}.entry_id and v.by_id = {ME})"
)
I_DECIDED = (
    f"exists (select 1 from record_verdict v where v.approval_id = {{t}}.id and v.by_id = {ME})"
)


class Approval(models.Model):
    """One version of a questionnaire for which somebody's agreement is asked."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Waiting for agreement"
        AGREED = "agreed", "Agreed"
        RETURNED = "returned", "Returned"
        OVERTAKEN = "overtaken", "Changed before anybody decided"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    entry = models.ForeignKey("record.Entry", models.PROTECT, related_name="approvals")
    version = models.IntegerField()
    whose = models.CharField(max_length=10)  # supervisor · panel, as the questionnaire says
    needed = models.SmallIntegerField()  # how many different people
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    rows = Rows(
        see=f"{STAFF} and {ENTRY_SEEN}",
        add=f"{STAFF} and {ENTRY_SEEN} and asked_by_id = {ME} and gate.wrote_any({{t}}.entry_id)"
        " and outcome = 'waiting'",
        # Whoever wrote it can only say that it was overtaken; the others decide.
        change=f"{STAFF} and {ENTRY_SEEN} and outcome = 'waiting'",
        after=f"{STAFF} and {ENTRY_SEEN}"
        f" and ((outcome = 'overtaken' and gate.wrote_any({{t}}.entry_id))"
        f" or ({allowed('agree answers')} and {NOT_MINE} and {I_DECIDED}))",
        columns=("outcome", "closed_at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], name="one_approval_waits", condition=Q(outcome="waiting")
            )
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class Verdict(models.Model):
    """What one person decided about it, and why."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    approval = models.ForeignKey(Approval, models.PROTECT, related_name="verdicts")
    entry = models.ForeignKey("record.Entry", models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = models.TextField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"{STAFF} and {ENTRY_SEEN}",
        add=f"{MAY_AGREE} and by_id = {ME} and {NOT_MINE} and {ON_WHAT_WAITS}",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "by"], name="one_verdict_each"),
        ]

    def __str__(self) -> str:
        return "Agreed" if self.agrees else "Returned"


class Remark(models.Model):
    """What was said beside one question when it was returned, or agreed."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="remarks")
    entry = models.ForeignKey("record.Entry", models.PROTECT, related_name="+")
    question = models.CharField(max_length=80)
    asked = models.CharField(max_length=400)  # as it was asked
    text = models.TextField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"{STAFF} and {ENTRY_SEEN}",
        add=f"{MAY_AGREE} and by_id = {ME} and {NOT_MINE} and {OF_MY_VERDICT}",
    )

    def __str__(self) -> str:
        return "A remark"
