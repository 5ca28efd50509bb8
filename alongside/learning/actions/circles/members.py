"""Who is in a circle: asking people in, saying yes or no, going, and whose turn comes when."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.models import Circle, Member, Turn

from .asked import called_as, must_be_open, must_host, my_seat, next_place


@transaction.atomic
def invite(*, circle: Circle, account: Account, called: str = "", by: Account) -> Member:
    """Ask somebody in, whom one may ask; once they are asked, asking again changes nothing."""
    must_host(circle, by)
    must_be_open(circle)
    _one_at_a_time(circle)
    there = Member.objects.filter(circle=circle, account=account, left_at=None).first()
    if there is not None:
        return there
    if not may_ask_in(account):
        raise ValidationError("This account cannot be asked in. Ask them in another way.")
    made = Member(circle=circle, account=account, called=called_as(account, called), invited_by=by)
    made.place = next_place(circle)
    made.save(force_insert=True)
    trail.note("learning: asked into a circle", on=made, by=by, detail={"circle": circle.pk})
    return made


def _one_at_a_time(circle: Circle) -> None:
    """Two presses at once find one seat: the second waits until the first is over."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 53))", [str(circle.pk)])


def may_ask_in(account: Account) -> bool:
    """Whether whoever acts now may: the database says so, as its own rule does."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.may_ask_in(%s)", [account.pk])
        row = cursor.fetchone()
    return bool(row and row[0])


@transaction.atomic
def answer_invitation(*, circle: Circle, accepts: bool, called: str = "", by: Account) -> Member:
    """Say yes, and how one is called there; or no, which needs no reason."""
    mine = my_seat(circle, by)
    if mine is None:
        raise ValidationError("You are not invited any more. Ask whoever invited you.")
    if mine.joined_at is not None and accepts:
        return mine
    if accepts:
        must_be_open(circle)
        mine.called = called_as(by, called or mine.called)
        mine.joined_at = mine.seen_at = timezone.now()
        mine.save(update_fields=["called", "joined_at", "seen_at"])
        trail.note("learning: circle joined", on=circle, by=by)
        return mine
    return leave_circle(circle=circle, by=by)


@transaction.atomic
def join_circle(*, circle: Circle, called: str = "", by: Account) -> Member:
    """Come into a circle that is open to one, without being invited."""
    _one_at_a_time(circle)
    if my_seat(circle, by) is not None:
        return answer_invitation(circle=circle, accepts=True, called=called, by=by)
    must_be_open(circle)
    if not Circle.objects.visible_to(by).filter(pk=circle.pk).exists():
        raise ValidationError("Nobody comes into this group without being invited.")
    now = timezone.now()
    made = Member(circle=circle, account=by, called=called_as(by, called), invited_by=by)
    made.place, made.joined_at, made.seen_at = next_place(circle), now, now
    made.save(force_insert=True)
    trail.note("learning: circle joined", on=circle, by=by)
    return made


@transaction.atomic
def leave_circle(*, circle: Circle, takes_back: bool = False, by: Account) -> Member:
    """Go, and take back all that one said there, if one likes; or say no to an invitation."""
    if circle.host_id == by.pk:
        raise ValidationError("You host this group. Hand it on first, or end it.")
    mine = my_seat(circle, by)
    if mine is None:
        raise ValidationError("You are not in this group any more.")
    if takes_back:
        said = Turn.objects.filter(round__circle=circle, by=by, taken_back_at=None)
        said.update(taken_back_at=timezone.now())
    mine.left_at = timezone.now()
    mine.save(update_fields=["left_at"])
    what = "learning: circle left" if mine.joined_at else "learning: invitation declined"
    trail.note(what, on=mine, by=by, detail={"circle": circle.pk})
    return mine


@transaction.atomic
def remove_member(*, member: Member, by: Account) -> Member:
    """Take an invitation back, or say that somebody is no longer here; what they said stays."""
    must_host(member.circle, by)
    if member.account_id == by.pk:
        raise ValidationError("You host this group, so you stay in it until it ends.")
    if member.left_at is None:
        member.left_at = timezone.now()
        member.save(update_fields=["left_at"])
        trail.note("learning: no longer in a circle", on=member, by=by)
    return member


@transaction.atomic
def move_up(*, member: Member, by: Account) -> None:
    """Let somebody's turn come one earlier: the order is the circle's own."""
    must_host(member.circle, by)
    must_be_open(member.circle)
    row = list(
        Member.objects.select_for_update()
        .filter(circle=member.circle_id, left_at=None)
        .order_by("place", "invited_at", "id")
    )
    at = next((n for n, one in enumerate(row) if one.pk == member.pk), 0)
    if at:
        row[at - 1], row[at] = row[at], row[at - 1]
    for place, one in enumerate(row):
        if one.place != place:
            one.place = place
            one.save(update_fields=["place"])
    trail.note("learning: order of a circle changed", on=member.circle, by=by)


@transaction.atomic
def look_in(*, seat: Member, is_told: bool = False, by: Account) -> None:
    """Remember when one was last here, so that the page can say what is new; and note it.

    `is_told`: the page says when they meet.
    """
    now = timezone.now()
    Member.objects.filter(pk=seat.pk).update(seen_at=now, **({"told_at": now} if is_told else {}))
    trail.note("learning: circle opened", on=seat.circle, by=by)
