"""Devices on which somebody may work without a signal: asked for, allowed, and ended."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account, Device
from alongside.foundation import trail

MOST = 10  # of one account at a time
ENDED = "This device was switched off meanwhile. It can be asked for again."


@transaction.atomic
def ask_for_device(*, device: UUID, name: str, by: Account) -> Device:
    """Ask that this device may be used without a signal; asked twice is asked once."""
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": "Say which device this is, such as: my work phone."})
    if by.kind != Account.Kind.STAFF:
        raise ValidationError("Only staff can work without a signal.")
    mine = Device.objects.filter(account=by, ended_at=None)
    found = mine.filter(device=device).first()
    if found is not None:
        return found
    if mine.count() >= MOST:
        raise ValidationError(f"You have {MOST} devices. Switch one off that you no longer use.")
    made = Device(account=by, device=device, name=name[:80])
    made.save(force_insert=True)
    trail.note("device asked for", on=made, by=by)
    return made


@transaction.atomic
def allow_device(*, device: Device, by: Account) -> Device:
    """Say that it is the council's own, or looked after as if it were."""
    if device.account_id == by.pk:
        raise ValidationError("Nobody allows their own device. Ask another administrator.")
    if device.ended_at is not None:
        raise ValidationError(ENDED)
    if device.allowed_at is None:
        device.allowed_by, device.allowed_at = by, timezone.now()
        device.save(update_fields=["allowed_by", "allowed_at"])
        trail.note("device allowed", on=device, by=by)
    return device


@transaction.atomic
def end_device(*, device: Device, by: Account) -> Device:
    """It is lost, given back or no longer wanted: nothing more is ever taken along on it.

    Words that it still holds sealed are taken in whenever it has a signal again.
    """
    if device.ended_at is None:
        device.ended_at = timezone.now()
        device.save(update_fields=["ended_at"])
        trail.note("device switched off", on=device, by=by)
    return device
