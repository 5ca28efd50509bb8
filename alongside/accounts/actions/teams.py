"""Teams, and who is in them from when until when."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account, Membership, Team, in_force
from alongside.foundation import trail


@transaction.atomic
def add_team(*, name: str, kind: str, phone: str = "", by: Account) -> Team:
    """Add a team of the council."""
    words = " ".join(name.split())
    if not words:
        raise ValidationError({"name": "Write the name of the team."})
    if kind not in Team.Kind.values:
        raise ValidationError({"kind": "Choose what kind of team this is."})
    if Team.objects.filter(name__iexact=words).exists():
        raise ValidationError({"name": "There is a team of this name already."})
    team = Team.objects.create(name=words, kind=kind, phone=phone.strip())
    trail.note("team added", on=team, by=by)
    return team


@transaction.atomic
def join_team(*, account: Account, team: Team, is_manager: bool = False, by: Account) -> Membership:
    """Put a member of staff in a team from now on; what the team may see, they may see."""
    if account.kind != Account.Kind.STAFF:
        raise ValidationError("Only people who work for the council are in its teams.")
    if not account.is_active:
        raise ValidationError("This account is closed. Open it again first.")
    if account.pk == by.pk:
        # A team opens the records of its people, so joining one is a kind of access.
        raise ValidationError("Nobody puts themselves in a team. Ask another administrator.")
    if Membership.objects.filter(in_force(), account=account, team=team).exists():
        raise ValidationError({"team": "They are in this team already."})
    membership = Membership.objects.create(
        account=account, team=team, is_manager=is_manager, starts=timezone.now(), until=FOR_EVER
    )
    trail.note("team joined", on=account, by=by, detail={"team": str(team.pk)})
    return membership


@transaction.atomic
def leave_team(*, membership: Membership, by: Account) -> Membership:
    """End somebody's time in a team; what only the team may see, they no longer see."""
    if membership.until <= timezone.now():
        raise ValidationError("They have left this team already.")
    membership.until = timezone.now()
    membership.save(update_fields=["until"])
    detail = {"team": str(membership.team_id)}
    trail.note("team left", on=membership.account, by=by, detail=detail)
    return membership


@transaction.atomic
def set_manager(*, membership: Membership, is_manager: bool, by: Account) -> Membership:
    """Say whether somebody manages the team they are in; never oneself."""
    if membership.account_id == by.pk:
        raise ValidationError("Nobody makes themselves a manager. Ask another administrator.")
    membership.is_manager = is_manager
    membership.save(update_fields=["is_manager"])
    detail = {"team": str(membership.team_id), "manages": is_manager}
    trail.note("team manager set", on=membership.account, by=by, detail=detail)
    return membership
