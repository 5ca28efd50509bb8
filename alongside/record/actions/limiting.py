"""How much work somebody can hold: said by their manager, with a reason."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.record.models import WorkLimit

from .covering import leads


@transaction.atomic
def set_limit(*, account: Account, hours: int, stage: str, reason: str, by: Account) -> WorkLimit:
    """Say how much of a week somebody works, and how experienced they are; the latest counts."""
    if not may(by, "supervise work") or not leads(by, account):
        raise PermissionDenied("Whoever leads their team says this.")
    if not 10 <= hours <= 120:
        raise ValidationError({"hours": "Write a number from 10 to 120. A full week is 100."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why. They read this."})
    made = WorkLimit.objects.create(
        account=account, hours=hours, stage=stage, reason=reason.strip(), by=by
    )
    trail.note("work limit set", on=made, by=by, detail={"account": account.pk})
    return made
