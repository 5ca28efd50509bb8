"""What became of what somebody asked or opened themselves: access, and emergencies."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import Actor
from alongside.foundation.prepared import prepared
from alongside.foundation.templatetags.alongside import address
from alongside.people.access import names_of
from alongside.people.models import AccessRequest, BreakGlass

ASKED_WITHIN = timedelta(days=28)


@dataclass(frozen=True)
class Asked:
    """A request of one's own for access, and what became of it."""

    request: AccessRequest
    url: str


@dataclass(frozen=True)
class Opened:
    """A record that one opened in an emergency; whose, as long as one may still see them."""

    glass: BreakGlass
    called: str


def stands_below() -> frozenset[str]:
    """Which of `covers`, `asked`, `opened`, `merges` and `drafts` there is to say below the list.

    One question, so that none is asked for what most do not have.
    """
    with connection.cursor() as cursor:
        cursor.execute("select gate.stands_below(%s)", [timezone.now() - ASKED_WITHIN])
        return frozenset(cursor.fetchone()[0])


def asked_by(account: Account) -> list[Asked]:
    """What this account asked to see lately; a link only once it may open it. Two queries."""
    found = _asked_by(account, timezone.now() - ASKED_WITHIN)
    open_now = names_of([request.person_id for request in found], account)
    return [
        Asked(one, address("desk:person", one.person_id) if one.person_id in open_now else "")
        for one in found
    ]


@prepared
def _asked_by(account: Actor, since: datetime) -> QuerySet[AccessRequest]:
    mine = AccessRequest.objects.filter(asked_by_id=account.pk, asked_at__gte=since)
    return mine.order_by("-asked_at")[:20]


def opened_by(account: Account) -> list[Opened]:
    """The records that this account opened in an emergency lately, with what a manager said."""
    found = _opened_by(account, timezone.now() - ASKED_WITHIN)
    names = names_of([glass.person_id for glass in found], account)
    return [Opened(one, names.get(one.person_id, "")) for one in found]


@prepared
def _opened_by(account: Actor, since: datetime) -> QuerySet[BreakGlass]:
    mine = BreakGlass.objects.filter(opened_by_id=account.pk, opened_at__gte=since)
    return mine.select_related("reviewed_by__practitioner").order_by("-opened_at")[:20]
