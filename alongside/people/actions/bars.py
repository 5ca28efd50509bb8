"""Keeping somebody out of a record, whatever else would let them in; and no longer."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import FOR_EVER, Account, Team
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.people import access
from alongside.people.models import Bar, Person
from alongside.people.models.reach import teams_of


@transaction.atomic
def bar(
    *,
    person: Person,
    ground: Bar.Ground,
    account: Account | None = None,
    team: Team | None = None,
    reason: str = "",
    by: Account,
) -> Bar:
    """Keep an account or a team out of a person's record, whatever else is granted."""
    if (account is None) == (team is None):
        raise ValidationError("Say who is kept out: one person who works here, or one team.")
    if not may(by, "bar") and account != by and by.kind != Account.Kind.SYSTEM:
        raise PermissionDenied("Your role does not include keeping others out. Ask a manager.")
    if account != by:
        access.not_on_a_visit(person.pk)
    made = Bar.objects.create(
        person=person,
        account=account,
        team=team,
        ground=ground,
        reason=reason,
        starts=timezone.now(),
        until=FOR_EVER,
        given_by=by,
    )
    trail.note("kept out", on=made, about=[person], by=by)
    follow("kept out", person=person, by=by)
    return made


@transaction.atomic
def end_bar(*, bar: Bar, why: str, by: Account) -> Bar:
    """They need not be kept out any more: with a reason, and never one's own bar."""
    if not may(by, "bar"):
        raise PermissionDenied("Your role does not include keeping others out. Ask a manager.")
    if not why.strip():
        raise ValidationError({"why": "Say why they need not be kept out any more."})
    is_own = bar.account_id == by.pk or (
        bar.team_id is not None and teams_of(by).filter(team_id=bar.team_id).exists()
    )
    if is_own:
        raise PermissionDenied("You are kept out yourself, so somebody else decides about it.")
    access.not_on_a_visit(bar.person_id)
    now = timezone.now()
    if bar.until <= now:
        return bar
    bar.until, bar.ended_by, bar.ended_why = now, by, why.strip()
    bar.save(update_fields=["until", "ended_by", "ended_why"])
    trail.note("kept out no longer", on=bar, about=[bar.person_id], by=by)
    return bar
