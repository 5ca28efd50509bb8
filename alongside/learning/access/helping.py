"""What may help with an area: a person first, then a session, a dilemma, a guide."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.days import in_words
from alongside.foundation.prepared import prepared
from alongside.foundation.templatetags.alongside import address
from alongside.knowledge import access as guides
from alongside.knowledge.guide import Guide
from alongside.learning.access.champions import Offer, offers
from alongside.learning.access.sessions import Offered, offered
from alongside.learning.models import Session
from alongside.learning.profiles import Suggestions, suggestions
from alongside.learning.scenarios import library

LATER = 60  # sessions looked at, the next first
MOST = 2  # of each sort: what helps is one thing that is done, not a list


@dataclass(frozen=True)
class Help:
    """One thing that may help: what it is, where it is, and why it is named."""

    words: str
    url: str
    why: str


@dataclass(frozen=True)
class Helps:
    """All that is offered about one area, each sort at most twice."""

    suggested: Suggestions
    people: tuple[Help, ...]
    sessions: tuple[Help, ...]
    dilemmas: tuple[Help, ...]
    guides: tuple[Help, ...]


@prepared
def _coming(now: datetime) -> QuerySet[Session]:
    found = Session.objects.filter(starts_at__gt=now, cancelled_at=None)
    return found.order_by("starts_at", "id")[:LATER]


def helps_for(clusters: Collection[str], by: Account) -> dict[str, Helps]:
    """What helps with each of these areas; as many questions, however many areas."""
    people = [one for one in offers(but=by) if one.has_room]
    wanted = set(clusters)
    sessions = offered((one for one in _coming(timezone.now()) if wanted & {*one.clusters}), to=by)
    return {
        one: Helps(
            suggested=suggestions()[one],
            people=_first(_person(each, one) for each in people if one in each.champion.clusters),
            sessions=_first(
                _session(each)
                for each in sessions
                if one in each.session.clusters and not each.mine
            ),
            dilemmas=_first(
                Help(each.title, address("learning:dilemma", each.key), "A dilemma about it.")
                for each in library.for_cluster(one)
            ),
            guides=_first(
                Help(each.title, address("knowledge:guide", each.key), each.purpose)
                for each in _most_about(one)
            ),
        )
        for one in clusters
    }


def _most_about(cluster: str) -> list[Guide]:
    """Guides that help with it; those that name it first come first."""
    found = [one for one in guides.in_force() if cluster in one.aligns]
    return sorted(found, key=lambda one: (one.aligns.index(cluster), len(one.aligns)))


def _first(found: Iterable[Help]) -> tuple[Help, ...]:
    return tuple(islice(found, MOST))


def _person(one: Offer, cluster: str) -> Help:
    url = address("learning:ask-champion", one.account_id)
    says = one.champion.says.strip() or "Offers to help with this."
    return Help(one.name, f"{url}?area={cluster}" if url else "", says)


def _session(one: Offered) -> Help:
    found = one.session
    day = in_words(timezone.localtime(found.starts_at).date())
    full = " It is full; there is a waiting list." if one.is_full else ""
    why = f"{found.get_how_display()}, {day}.{full}"
    return Help(found.title, address("learning:session", found.pk), why)
