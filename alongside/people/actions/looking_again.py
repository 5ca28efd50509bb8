"""Looking again, on the day that was said, at what somebody is not told or is kept from others."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.people.models import BreakGlass, Protection

from .facts import lock

LONGEST = 400
TO_COME = "Choose a day to come on which somebody looks at this again."


@transaction.atomic
def decide_telling(
    *,
    glass: BreakGlass,
    telling: str,
    telling_why: str = "",
    telling_review_on: date | None = None,
    by: Account,
) -> BreakGlass:
    """Decide anew whether the person is told that their record was opened in an emergency."""
    if glass.opened_by_id == by.pk or not may(by, "review break-glass"):
        raise PermissionDenied
    glass = BreakGlass.objects.select_for_update(of=("self",)).get(pk=glass.pk)
    if glass.outcome == BreakGlass.Outcome.WAITING:
        raise ValidationError("Nobody has said yet whether it was right to open it. Do that first.")
    if glass.telling == BreakGlass.Telling.SHOWN:
        raise ValidationError("They have been told already.")
    is_told = telling == BreakGlass.Telling.SHOWN
    if not is_told:
        _check_later(telling_why, telling_review_on)
    glass.telling = telling
    glass.telling_why = "" if is_told else telling_why.strip()[:LONGEST]
    glass.telling_review_on = None if is_told else telling_review_on
    glass.save(update_fields=["telling", "telling_why", "telling_review_on"])
    trail.note("telling decided", on=glass, about=[glass.person_id], by=by)
    follow("looked at again", source=glass, by=by)
    return glass


def _check_later(why: str, review_on: date | None) -> None:
    wrong = {}
    if not why.strip():
        wrong["telling_why"] = "Say why they are not told yet."
    if review_on is None or review_on <= timezone.localdate():
        wrong["telling_review_on"] = TO_COME
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def keep_protecting(*, protection: Protection, review_on: date, by: Account) -> Protection:
    """It still has to be kept safe: somebody looks at it again on another day."""
    lock(protection.person)
    standing = Protection.objects.filter(pk=protection.pk, ended_at=None).first()
    if standing is None:
        raise ValidationError("Somebody has ended this since you opened it. Read it again.")
    if review_on <= timezone.localdate():
        raise ValidationError({"review_on": TO_COME})
    standing.review_on = review_on
    standing.save(update_fields=["review_on"])
    trail.note("protection looked at", on=standing, about=[standing.person_id], by=by)
    follow("looked at again", source=standing, by=by)
    return standing
