"""What each step in a circle asks first: whether one may, and whether it is open."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Max

from alongside.accounts.models import Account, Practitioner
from alongside.learning.models import Circle, Member, Round


def called_as(account: Account, said: str) -> str:
    """How somebody is called in a circle: as they say, or by the short name of the directory."""
    said = " ".join(said.replace("\x00", "").split())
    if said:
        return said[:80]
    known = Practitioner.objects.filter(account_id=account.pk).values_list("called", flat=True)
    found = next(iter(known), "")
    if not found:
        raise ValidationError({"called": "Say how the others are to call you here."})
    return found


def must_learn(by: Account) -> None:
    if by.kind not in (Account.Kind.STAFF, Account.Kind.PARTNER):
        raise ValidationError("Groups are begun by those who work here or at a partner agency.")


def must_host(circle: Circle, by: Account) -> None:
    if circle.host_id != by.pk:
        raise ValidationError("Only whoever hosts this group does this.")


def must_be_open(circle: Circle) -> None:
    if circle.ended_at is not None:
        raise ValidationError("This group has ended. What was said in it can still be read.")


def title_of(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise ValidationError({"title": "Give it a name, so that people know it again."})
    return title


def was_said(circle: Circle) -> bool:
    """Whether anybody said anything: asked of who was heard, since not all is ours to read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from learning_round r where r.circle_id = %s"
            " and gate.heard_in_round(r.id) <> '{}')",
            [circle.pk],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def my_seat(circle: Circle, by: Account) -> Member | None:
    return Member.objects.filter(circle=circle, account=by, left_at=None).first()


def held_seat(round: Round, by: Account) -> Member | None:
    """One's own place, held until this is over: what one says comes one after the other."""
    mine = Member.objects.filter(circle_id=round.circle_id, account=by, left_at=None)
    return mine.select_for_update().first()


def next_place(circle: Circle) -> int:
    return int(
        Member.objects.filter(circle=circle).aggregate(next=Max(F("place") + 1))["next"] or 1
    )
