"""What may help with an area: a person first, then a session, a dilemma, a course, a guide."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.content import folder
from alongside.foundation.days import in_words
from alongside.foundation.templatetags.alongside import address
from alongside.knowledge import access as guides
from alongside.knowledge.guide import Guide
from alongside.learning.courses import for_cluster
from alongside.learning.models import Session
from alongside.learning.profiles import Suggestions, suggestions
from alongside.learning.scenarios import library

CHAMPIONS = 100  # offers looked at in each area
LATER = 20  # sessions looked at in each area, the next first
MOST = 2  # of each sort: what helps is one thing that is done, not a list


@dataclass(frozen=True)
class Help:
    """One thing that may help: what it is, where it is, and why it is named."""

    words: str
    url: str
    why: str
    key: str = ""  # what a card keeps of it


@dataclass(frozen=True)
class Helps:
    """All that is offered about one area, each sort at most twice."""

    suggested: Suggestions
    people: tuple[Help, ...]
    sessions: tuple[Help, ...]
    dilemmas: tuple[Help, ...]
    courses: tuple[Help, ...]
    guides: tuple[Help, ...]


# One question each: as two and three they cost as much as all else on a report together.
PEOPLE = """
with offering as (
  select distinct one.* from unnest(%(clusters)s::text[]) as area(id) cross join lateral (
    select c.account_id, c.clusters, c.says, p.name
      from learning_champion c join accounts_account a on a.id = c.account_id and a.is_active
      left join accounts_practitioner p on p.account_id = c.account_id
     where c.ended_at is null and (a.left_on is null or a.left_on > %(today)s)
       and c.account_id <> %(me)s and area.id = any (c.clusters::text[])
     order by p.name, c.account_id limit %(most)s) one)
select o.account_id, o.clusters, o.says, o.name from offering o
 where o.account_id in (
   select gate.champions_with_room(array(select account_id from offering)))
 order by o.name, o.account_id"""
SESSIONS = """
with coming as (
  select distinct one.* from unnest(%(clusters)s::text[]) as area(id) cross join lateral (
    select id, title, how, clusters, starts_at, places from learning_session
     where starts_at > %(now)s and cancelled_at is null and area.id = any (clusters::text[])
     order by starts_at, id limit %(most)s) one)
select c.id, c.clusters, c.title, c.how, c.starts_at,
       coalesce(f.booked + f.waiting, 0) >= c.places
  from coming c
  left join gate.session_counts(array(select id from coming)) f on f.session_id = c.id
 where not exists (select from learning_booking b where b.session_id = c.id
                     and b.account_id = %(me)s and b.state <> 'cancelled')
 order by c.starts_at, c.id"""


def helps_for(clusters: Collection[str], by: Account) -> dict[str, Helps]:
    """What helps with each of these areas; two questions, however many areas."""
    today = timezone.localdate()
    asked = {"me": by.pk, "clusters": sorted(clusters), "today": today, "now": timezone.now()}
    people, sessions = _asked(PEOPLE, asked, CHAMPIONS), _asked(SESSIONS, asked, LATER)
    found = {}
    for one in clusters:
        dilemmas, short, read = _by_oneself(one, today, folder())
        found[one] = Helps(
            suggested=suggestions()[one],
            people=_first(_person(each, one) for each in people if one in each[1]),
            sessions=_first(_session(each) for each in sessions if one in each[1]),
            dilemmas=dilemmas,
            courses=short,
            guides=read,
        )
    return found


def _asked(question: str, asked: dict[str, Any], most: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, {**asked, "most": most})
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@lru_cache(maxsize=64)
def _by_oneself(
    cluster: str, today: date, root: Path
) -> tuple[tuple[Help, ...], tuple[Help, ...], tuple[Help, ...]]:
    """Dilemmas, courses and guides: of the library of a day, and the same for everybody."""
    return (
        _first(
            Help(each.title, address("learning:dilemma", each.key), "A dilemma about it.", each.key)
            for each in library.for_cluster(cluster)
        ),
        _first(
            Help(each.title, address("learning:course", each.key), each.purpose)
            for each in for_cluster(cluster)[:1]
        ),
        _first(
            Help(each.title, address("knowledge:guide", each.key), each.purpose)
            for each in _most_about(cluster)
        ),
    )


def _most_about(cluster: str) -> list[Guide]:
    """Guides that help with it; those that name it first come first."""
    found = [one for one in guides.in_force() if cluster in one.aligns]
    return sorted(found, key=lambda one: (one.aligns.index(cluster), len(one.aligns)))


def _first(found: Iterable[Help]) -> tuple[Help, ...]:
    return tuple(islice(found, MOST))


def _person(one: tuple[Any, ...], cluster: str) -> Help:
    account, _, says, name = one
    url = address("learning:ask-champion", account)
    said = says.strip() or "Offers to help with this."
    return Help(name or "A colleague", f"{url}?area={cluster}" if url else "", said, str(account))


def _session(one: tuple[Any, ...]) -> Help:
    session, _, title, how, starts_at, is_full = one
    day = in_words(timezone.localtime(starts_at).date())
    full = " It is full; there is a waiting list." if is_full else ""
    why = f"{Session.How(how).label}, {day}.{full}"
    return Help(title, address("learning:session", session), why, str(session))
