"""Pages of hosting: handing a circle on, and taking one over whose host has left."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from alongside.accounts.access import account_of
from alongside.foundation.pages import carry_out
from alongside.learning.access import circles as seats
from alongside.learning.actions.circles import hosting as actions
from alongside.learning.forms.hosting import HandOnForm

from .circles import asks, url_of, workers_only


@workers_only
@asks
def hand_on(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Let another member host it."""
    by = account_of(request)
    circle = seats.circle_to_host(by, circle_id).circle
    if circle.ended_at is not None:
        return redirect(url_of(circle))
    members = seats.could_host(circle)
    form = HandOnForm(request.POST if request.method == "POST" else None, members=members)
    if carry_out(form, actions.hand_on, circle=circle, by=by):
        return redirect(url_of(circle))
    context = {"circle": circle, "form": form, "members": members, "back": url_of(circle)}
    status = 422 if form.is_bound else 200
    return render(request, "learning/circles/hand_on.html", context, status=status)


@workers_only
@require_POST
def take_over(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Host it from now on, where whoever hosted it has left."""
    by = account_of(request)
    circle = seats.circle_to_view(by, circle_id).circle
    with suppress(ValidationError):  # somebody else was first, or it ended: the page says so
        actions.take_over(circle=circle, by=by)
    return redirect(url_of(circle))
