"""Who hosts a circle: handing it on, and taking it up when whoever hosted it has left."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.models import Circle, Member

from .asked import must_be_open, must_host, my_seat


@transaction.atomic
def hand_on(*, circle: Circle, to: UUID, by: Account) -> Circle:
    """Let another member host it from now on; one stays in it oneself, as they were."""
    must_host(circle, by)
    must_be_open(circle)
    seat = Member.objects.filter(circle=circle, account=to, left_at=None).first()
    if seat is None or not _is_given(circle, to):
        raise ValidationError({"to": "They cannot host it any more. Choose somebody else."})
    trail.note("learning: circle handed on", on=seat, by=by, detail={"circle": circle.pk})
    return circle


@transaction.atomic
def take_over(*, circle: Circle, by: Account) -> Circle:
    """Host a circle that one is in, whose host has left; pressed twice it changes nothing."""
    must_be_open(circle)
    seat = my_seat(circle, by)
    if circle.host_id == by.pk:
        return circle
    if seat is None or not _is_given(circle, by.pk):
        raise ValidationError("Somebody hosts this group, so you did not take it over.")
    trail.note("learning: circle taken over", on=seat, by=by, detail={"circle": circle.pk})
    return circle


def _is_given(circle: Circle, to: UUID) -> bool:
    """Whether the database gives it to them, by its own rule; the host is no column to write."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.hand_circle_on(%s, %s)", [circle.pk, to])
        row = cursor.fetchone()
    circle.refresh_from_db()
    return bool(row and row[0])
