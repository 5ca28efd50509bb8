"""Who is in a circle, a page at a time: an open one may have everybody who works here in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from alongside.learning.models import Circle, Member, Round

PEOPLE = 50  # on one page


@dataclass(frozen=True)
class People:
    """Some of those who are in a circle, and of those who are asked in."""

    members: tuple[Member, ...]
    invited: tuple[Member, ...]
    is_more: bool  # members after these
    others: int  # more who are asked in


def called_in(circle: Circle) -> tuple[list[str], bool]:
    """What those in it are called, for whoever is asked in, and whether there are more of them.

    Who has only been asked reads no row of the others: not whose account it is, nor when they
    were there.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.called_in(%s, %s)", [circle.pk, PEOPLE + 1])
        found = [name for (name,) in cursor.fetchall()]
    return found[:PEOPLE], len(found) > PEOPLE


@dataclass(frozen=True)
class Some:
    """The first names of some who are in a circle, and how many more there are."""

    names: tuple[str, ...] = ()
    more: int = 0


# Never what was written, and of very many the first alone.
WROTE = """
select w.wrote, count(*), (array_agg(w.called order by w.place, w.invited_at, w.id))[1:%(most)s]
  from (select m.*, m.account_id = any (h.ids) as wrote from learning_member m
         cross join (select gate.heard_in_round(%(round)s) as ids) h
         where m.circle_id = %(circle)s and m.left_at is null and m.joined_at is not null) w
 group by w.wrote"""


def who_wrote(round: Round) -> tuple[Some, Some]:
    """Those who have written in a round, and those who have not, in the circle's own order."""
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"round": round.pk, "circle": round.circle_id, "most": PEOPLE}
        cursor.execute(WROTE, asked)
        found = {wrote: Some(tuple(n), count - len(n)) for wrote, count, n in cursor.fetchall()}
    return found.get(True, Some()), found.get(False, Some())


def speakers_in(circle: Circle, accounts: Iterable[UUID]) -> list[Member]:
    """Those who are or were in it under these accounts, in the circle's own order."""
    found = Member.objects.filter(circle=circle, account__in=set(accounts))
    return list(found.order_by("place", "invited_at", "id"))


def people_in(circle: Circle, page: int = 1) -> People:
    """A page of who is in it, in the circle's own order, and the first of those asked in."""
    there = Member.objects.filter(circle=circle, left_at=None)
    there = there.order_by("place", "invited_at", "id")
    members = there.exclude(joined_at=None)[(page - 1) * PEOPLE : page * PEOPLE + 1]
    asked = there.filter(joined_at=None)
    invited = tuple(asked[:PEOPLE])
    others = asked.count() - PEOPLE if len(invited) == PEOPLE else 0
    some = tuple(members)
    return People(some[:PEOPLE], invited, len(some) > PEOPLE, others)
