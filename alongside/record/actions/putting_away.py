"""What a partner told us is put away, with a reason, and taken out again; nothing is destroyed."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.record.models import PutAway, ToldUs

from .telling_us import waiting_still
from .writing import may_write_or_refuse

LONGEST = 400
WHY = "Say why it is put away."
WORDS = "Say in a sentence or two what you looked for, or what you know."
TOO_LONG = f"At most {LONGEST} characters fit. Say it in fewer words."


@transaction.atomic
def put_away(*, told: ToldUs, why: str, words: str, by: Account) -> PutAway:
    """Put away what stands on nobody’s record. It stays as it was sent, and whoever sent it is
    told nothing. Once: whoever comes second is told that it is away, or on a record, meanwhile.
    """
    _staff_or_refuse(by)
    words = words.strip()
    if why not in PutAway.Why.values:
        raise ValidationError({"why": WHY})
    if not words:
        raise ValidationError({"words": WORDS})
    if len(words) > LONGEST:
        raise ValidationError({"words": TOO_LONG})
    one = waiting_still(told)
    made = PutAway.objects.create(told=one, why=why, words=words, by=by)
    trail.note("told us put away", on=one, by=by)
    return made


@transaction.atomic
def take_out(*, told: ToldUs, by: Account) -> bool:
    """Take it out again, so that it waits as before; done twice, it is done once."""
    _staff_or_refuse(by)
    away = PutAway.objects.filter(told=told, out_at=None)
    if not away.update(out_at=timezone.now(), out_by=by):
        return False
    trail.note("told us taken out", on=told, by=by)
    return True


def _staff_or_refuse(by: Account) -> None:
    may_write_or_refuse(by)
    if by.kind != Account.Kind.STAFF:
        raise PermissionDenied
