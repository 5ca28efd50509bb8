"""The address from which a worker's own calendar reads their days: made, renewed, ended."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.record.models import CalendarFeed

LASTS = timedelta(days=90)


def hashed(secret: str) -> str:
    """What is kept of a secret; 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_calendar(*, by: Account) -> str:
    """A new address, which is shown once; the one before ends with it. Returns its secret."""
    if by.kind != Account.Kind.STAFF:
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 8))", [str(by.pk)])
    end_calendar(by=by)
    secret = secrets.token_urlsafe(32)
    made = CalendarFeed.objects.create(
        account=by, token_hash=hashed(secret), until=timezone.now() + LASTS
    )
    trail.note("calendar address made", on=made, by=by)
    return secret


@transaction.atomic
def renew_calendar(*, by: Account) -> CalendarFeed:
    """Let the same address hold for 90 days from now."""
    feed = CalendarFeed.objects.filter(account=by, ended_at=None).first()
    if feed is None or feed.until <= timezone.now():
        raise ValidationError("That address has ended. Make a new one.")
    feed.until = timezone.now() + LASTS
    if not CalendarFeed.objects.filter(pk=feed.pk, ended_at=None).update(until=feed.until):
        raise ValidationError("That address has ended. Make a new one.")
    trail.note("calendar address renewed", on=feed, by=by)
    return feed


@transaction.atomic
def end_calendar(*, by: Account) -> None:
    """End the address from now on. Twice does no harm."""
    for feed in CalendarFeed.objects.filter(account=by, ended_at=None):
        there = CalendarFeed.objects.filter(pk=feed.pk, ended_at=None)
        if there.update(ended_at=timezone.now()):  # and not by another press
            trail.note("calendar address ended", on=feed, by=by)
