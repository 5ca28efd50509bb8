"""Who is in a circle, a page at a time: an open one may have everybody who works here in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from alongside.learning.models import Circle, Member

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
