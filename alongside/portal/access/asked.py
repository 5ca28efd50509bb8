"""What a partner agency was asked to do, and on what ground something is shared with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.models import Account
from alongside.people.lineage import now_of
from alongside.people.models import Handover, HandoverLine

MOST = 60
What = HandoverLine.What
OF_HARM = {"immediate-harm", "serious-harm"}
BESIDE = (What.REASON, What.GOES_ON)  # lines that move nothing


@dataclass(frozen=True)
class Asked:
    """One thing that this account was asked, or that was shared with it: the database says which.

    The state is empty while it waits for an answer. The name is there only as long.
    """

    handover: Handover
    person_id: UUID  # as their record stands now
    called: str
    state: str
    basis: str  # the ground on which it goes on

    @property
    def is_kept(self) -> bool:
        """Whether it is kept from the person why: it was to keep somebody from harm."""
        return bool(OF_HARM & {self.basis, self.handover.basis})


def _found(account: Account) -> QuerySet[Handover]:
    lines = HandoverLine.objects.filter(handover=OuterRef("pk")).order_by("-number")
    return (
        Handover.objects.filter(to_account=account)
        .annotate(
            state=Subquery(lines.exclude(what__in=BESIDE).values("what")[:1]),
            now=Subquery(lines.filter(what=What.GOES_ON).values("basis")[:1]),
        )
        .select_related("by__practitioner")
    )


def _told(found: Iterable[Handover]) -> list[Asked]:
    rows = list(found)
    with connection.cursor() as cursor:
        cursor.execute("select id, called from gate.handover_names(%s)", [[one.pk for one in rows]])
        names: dict[UUID, str] = dict(cursor.fetchall())
    now = now_of({one.person_id for one in rows})
    return [
        Asked(
            one,
            now.get(one.person_id, one.person_id),
            names.get(one.pk, ""),
            getattr(one, "state", None) or "",
            getattr(one, "now", None) or one.basis,
        )
        for one in rows
    ]


def asked_of(account: Account) -> list[Asked]:
    """What waits for an answer, and what goes on now: the first day to keep comes first."""
    if account.kind != Account.Kind.PARTNER:
        return []
    is_open = Q(state=None) | Q(state=What.ACCEPTED)
    return _told(_found(account).filter(is_open).order_by("last_day", "at", "pk")[:MOST])


def asked_to_view(account: Account, handover_id: UUID) -> Asked:
    """One thing that this account was asked to do; or 404."""
    if account.kind != Account.Kind.PARTNER:
        raise Http404
    found = _found(account).filter(kind=Handover.Kind.REFER)
    (told,) = _told([get_object_or_404(found, pk=handover_id)])
    return told


def asked_open(handovers: Iterable[UUID], account: Account) -> set[UUID]:
    """Those of these of which this account may still say something."""
    rows = _found(account).filter(pk__in=list(handovers), kind=Handover.Kind.REFER)
    return {one.handover.pk for one in _told(rows) if one.state in ("", What.ACCEPTED)}
