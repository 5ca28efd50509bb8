"""Beginning a circle, saying differently what it is, and ending it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.links import safe_link
from alongside.learning.models import Circle, Member, Round

from .asked import called_as, must_be_open, must_host, must_learn, title_of, was_said


@transaction.atomic
def begin_circle(
    *,
    kind: str,
    title: str,
    about: str = "",
    open_to: str = Circle.OpenTo.INVITED,
    scenario: str = "",
    version: str = "",
    shape: str = "",
    meets: str = "",
    link: str = "",
    called: str = "",
    by: Account,
) -> Circle:
    """Make a circle that one hosts and is in; `called` is how one is known there."""
    must_learn(by)
    made = Circle(
        kind=kind,
        title=title_of(title),
        about=about,
        open_to=open_to if kind == Circle.Kind.COMMUNITY else Circle.OpenTo.INVITED,
        scenario=scenario,
        version=version,
        shape=shape,
        meets=meets.strip(),
        link=safe_link(link),
        host=by,
    )
    made.save(force_insert=True)
    now = timezone.now()
    host = Member(circle=made, account=by, called=called_as(by, called), invited_by=by)
    host.joined_at = host.seen_at = now
    host.save(force_insert=True)
    trail.note("learning: circle begun", on=made, by=by, detail={"kind": kind})
    return made


@transaction.atomic
def change_circle(
    *, circle: Circle, title: str, about: str, open_to: str, meets: str, link: str, by: Account
) -> Circle:
    """Say differently what it is, when it meets, or who may come in without being asked."""
    must_host(circle, by)
    must_be_open(circle)
    widest = [one.value for one in Circle.OpenTo]
    wider = widest.index(open_to) > widest.index(circle.open_to)
    if wider and circle.kind != Circle.Kind.COMMUNITY:
        raise ValidationError({"open_to": "Only a community of practice is open to others."})
    if wider and was_said(circle):
        raise ValidationError(
            {
                "open_to": "Things were said here to those who were here. Begin a new group that "
                "is open to more people, or ask each of them in by name."
            }
        )
    circle.title, circle.about, circle.open_to = title_of(title), about, open_to
    circle.meets, circle.link = meets.strip(), safe_link(link)
    circle.save(update_fields=["title", "about", "open_to", "meets", "link"])
    trail.note("learning: circle changed", on=circle, by=by)
    return circle


@transaction.atomic
def end_circle(*, circle: Circle, by: Account) -> Circle:
    """End it for everybody; whoever is in it still reads what they could read."""
    must_host(circle, by)
    if circle.ended_at is None:
        now = timezone.now()
        Round.objects.filter(circle=circle, closed_at=None).update(closed_at=now)
        circle.ended_at = now
        circle.save(update_fields=["ended_at"])
        trail.note("learning: circle ended", on=circle, by=by)
    return circle
