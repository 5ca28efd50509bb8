"""Teams, and who joins and leaves them."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts import actions
from alongside.accounts.access import account_of, account_to_manage, permitted
from alongside.accounts.forms import JoinForm, TeamForm
from alongside.accounts.models import Membership, Team, in_force
from alongside.foundation.pages import carry_out

from .managing import describe, show


@permitted("manage accounts")
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Every team with the people in it today."""
    today = Membership.objects.filter(in_force()).select_related("account__practitioner")
    members = Prefetch("memberships", today.order_by("account__email"), to_attr="today")
    found = Team.objects.prefetch_related(members).order_by("name")
    return render(request, "accounts/teams.html", {"teams": found})


@permitted("manage accounts")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new team."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and carry_out(form, actions.add_team, by=account_of(request)):
        return redirect("accounts:teams")
    return render(request, "accounts/add_team.html", {"form": form})


@permitted("manage accounts")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Put somebody in a team."""
    by = account_of(request)
    found = account_to_manage(by, account_id)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and carry_out(form, actions.join_team, account=found, by=by):
        return redirect("accounts:account", found.pk)
    return render(request, "accounts/join_team.html", describe(found, by, form=form))


@permitted("manage accounts")
@require_POST
def leave(request: HttpRequest, account_id: UUID, membership_id: UUID) -> HttpResponse:
    """End somebody's time in a team."""
    by = account_of(request)
    found = account_to_manage(by, account_id)
    membership = get_object_or_404(Membership, pk=membership_id, account=found)
    try:
        actions.leave_team(membership=membership, by=by)
    except ValidationError as refusal:
        return show(request, found, refused=refusal.messages)
    return redirect("accounts:account", found.pk)
