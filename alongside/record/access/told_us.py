"""What was told about somebody whom nobody has looked for yet: for who answers, and who sent it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.record.models import Entry, PutAway, Referral, ToldUs

MOST = 30
MOST_SENT = 20


def told_to_open(account: Account, told_id: UUID) -> ToldUs:
    """Return it, or 404 for whoever does not answer first contacts; 403 to those who only read."""
    if account.kind != Account.Kind.STAFF:
        raise Http404
    if not may(account, "write record"):
        raise PermissionDenied("Your role is to read here, not to write.")
    found = ToldUs.objects.select_related("by__practitioner__agency")
    return get_object_or_404(found, pk=told_id)


def nobody_yet(account: Account) -> tuple[Sequence[ToldUs], bool]:
    """What stands on nobody’s record, danger first, then by its day; and whether there is more.

    The database gives it to those alone who answer first contacts. One query.
    """
    if account.kind != Account.Kind.STAFF:
        return [], False
    away = PutAway.objects.filter(told=OuterRef("pk"), out_at=None)
    found = ToldUs.objects.filter(~Exists(away), stands_at=None)
    found = found.select_related("by__practitioner__agency")
    rows = list(found.order_by("-is_urgent", "due_on", "pk")[: MOST + 1])
    if rows:
        trail.note("told us listed", by=account, detail={"number": len(rows[:MOST])})
    return rows[:MOST], len(rows) > MOST


def stands_as(told_id: UUID, account: Account) -> UUID | None:
    """The piece of work that it has become, as far as this account may see it. One query."""
    found = Referral.objects.visible_to(account).filter(entry=told_id).order_by("pk")
    return found.values_list("pk", flat=True).first()


# What was put away --------------------------------------------------------------------------------


def put_away_of(one: ToldUs) -> Sequence[PutAway]:
    """How often it was put away, and why, the last time first. One query."""
    found = PutAway.objects.filter(told=one).order_by("-at", "-pk")
    return list(found.select_related("by__practitioner", "out_by__practitioner")[:MOST])


def is_away(told_id: UUID) -> bool:
    """Whether it is put away now. One query."""
    return PutAway.objects.filter(told=told_id, out_at=None).exists()


def anything_away(account: Account) -> bool:
    """Whether anything is put away, for whoever answers first contacts. One query."""
    if account.kind != Account.Kind.STAFF:
        return False
    return PutAway.objects.filter(out_at=None).exists()


def all_away(account: Account, page: int) -> tuple[Sequence[PutAway], bool]:
    """A page of what is put away, the last first, and whether there is more. One query."""
    if account.kind != Account.Kind.STAFF:
        return [], False
    found = PutAway.objects.filter(out_at=None).order_by("-at", "-pk")
    found = found.select_related("told__by__practitioner__agency", "by__practitioner")
    first = (page - 1) * MOST
    rows = list(found[first : first + MOST + 1])
    if rows:
        trail.note("told us listed", by=account, detail={"number": len(rows[:MOST])})
    return rows[:MOST], len(rows) > MOST


# For whoever sent it ------------------------------------------------------------------------------


@dataclass(frozen=True)
class SaidBack:
    """What somebody here wrote for whoever sent it to read, and on which day."""

    sent: UUID
    sent_at: datetime
    on: date
    words: str


def sent_by(account: Account) -> tuple[Sequence[ToldUs], bool]:
    """What this account told us, the newest first, and whether there is more. One query."""
    rows = list(ToldUs.objects.filter(by=account).order_by("-at", "-pk")[: MOST_SENT + 1])
    return rows[:MOST_SENT], len(rows) > MOST_SENT


def sent_to_read(account: Account, told_id: UUID) -> ToldUs:
    """One of one’s own; 404 for all others."""
    if account.kind != Account.Kind.PARTNER:
        raise Http404
    found = get_object_or_404(ToldUs, pk=told_id, by=account)
    trail.note("told us opened", on=found, by=account)
    return found


def said_back() -> list[SaidBack]:
    """What was written for whoever acts, of what they sent; no more leaves the gate. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select sent, sent_at, told_on, words from gate.what_i_was_told()")
        return [SaidBack(*row) for row in cursor.fetchall()]


def sender_who_reads(referral: Referral) -> bool:
    """Whether an account of a partner sent it, and can read what is said back. Two queries."""
    written = Entry.objects.filter(pk=referral.entry_id).values_list(
        "written_by__kind", "written_by__is_active"
    )
    told = ToldUs.objects.filter(pk=referral.entry_id).values_list("by__kind", "by__is_active")
    return (Account.Kind.PARTNER.value, True) in {*written, *told}
