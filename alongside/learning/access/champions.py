"""Colleagues who offer help, who of them has room, and one's own requests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.learning.models import Champion, HelpRequest

PAGE = 30  # offers on one page
EARLIER = 10  # requests that are over, on one page
MOST_GOING = 500
GOING = (HelpRequest.State.ASKED, HelpRequest.State.ACCEPTED)


@dataclass(frozen=True)
class Offer:
    """What a colleague offers, and whether one may ask them today."""

    champion: Champion
    name: str
    called: str
    job: str
    agency: str
    has_room: bool
    paused_until: date | None

    @property
    def account_id(self) -> UUID:
        """Whose offer it is."""
        return self.champion.account_id


def champions_for(
    cluster: str, *, but: Account | None = None, with_room: bool = True, most: int = 3
) -> list[Offer]:
    """Whom to ask about an area: those with room, by name. One reads it before any link."""
    found = [one for one in offers(cluster=cluster, but=but) if one.has_room or not with_room]
    return found[:most]


def offers(*, cluster: str = "", but: Account | None = None) -> list[Offer]:
    """The first page of what is offered, about this area where one is given."""
    return offers_on_page(cluster=cluster, but=but)[0]


def offers_on_page(
    *, cluster: str = "", but: Account | None = None, page: int = 1
) -> tuple[list[Offer], bool]:
    """A page of the offers that stand, by name, on it those with room first; and whether there
    are more. Nobody is ranked. Whoever has left offers nothing any more. Two queries."""
    today = timezone.localdate()
    found = Champion.objects.filter(ended_at=None, account__is_active=True)
    found = found.exclude(account__left_on__lte=today)
    found = found.filter(clusters__contains=[cluster]) if cluster else found
    found = found.exclude(account_id=but.pk) if but else found
    found = found.select_related("account__practitioner__agency")
    found = found.order_by("account__practitioner__name", "account_id")
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1])
    free = with_room(one.account_id for one in rows) if rows else frozenset()
    made = [_offer(one, free, today) for one in rows[:PAGE]]
    return sorted(made, key=lambda one: not one.has_room), len(rows) > PAGE


def _offer(one: Champion, free: frozenset[UUID], today: date) -> Offer:
    known = getattr(one.account, "practitioner", None)
    is_paused = one.paused_until is not None and one.paused_until > today
    return Offer(
        one,
        known.name if known else "A colleague",
        known.called if known else "them",
        known.job_title if known else "",
        known.agency.name if known and known.agency else "",
        one.account_id in free,
        one.paused_until if is_paused else None,
    )


def with_room(accounts: Iterable[UUID]) -> frozenset[UUID]:
    """Of these, those whom one may ask today: the database counts, and tells nobody how many."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.champions_with_room(%s)", [list(accounts)])
        return frozenset(row[0] for row in cursor.fetchall())


def own_offer(by: Account) -> Champion | None:
    """What one offers oneself, or offered before."""
    return Champion.objects.filter(account=by).first()


def offer_of(account_id: UUID, *, but: Account) -> Offer:
    """A colleague's offer; 404 where there is none, or it is one's own."""
    found = Champion.objects.filter(account_id=account_id, ended_at=None, account__is_active=True)
    one = found.exclude(account=but).select_related("account__practitioner__agency").first()
    if one is None:
        raise Http404("There is no such offer.")
    return _offer(one, with_room([one.account_id]), timezone.localdate())


def requests_of(by: Account) -> QuerySet[HelpRequest]:
    """What one asked, and was asked."""
    found = HelpRequest.objects.filter(Q(asker=by) | Q(champion=by))
    who = ("asker__practitioner", "champion__practitioner")
    return found.select_related(*who).order_by("-asked_at", "-id")


def going_on(by: Account) -> list[HelpRequest]:
    """What waits for an answer, or is under way. Of each champion no more than they have room for,
    and of each whom one asks one an area."""
    return list(requests_of(by).filter(state__in=GOING)[:MOST_GOING])


def gone_by(by: Account, page: int = 1) -> tuple[list[HelpRequest], bool]:
    """A page of what is over, the newest first, and whether there is more."""
    found = requests_of(by).exclude(state__in=GOING)
    some = list(found[(page - 1) * EARLIER : page * EARLIER + 1])
    return some[:EARLIER], len(some) > EARLIER


def request_to_view(by: Account, request_id: UUID) -> HelpRequest:
    """One request between oneself and somebody else."""
    found = requests_of(by).filter(pk=request_id).first()
    if found is None:
        raise Http404("There is no such request.")
    return found
