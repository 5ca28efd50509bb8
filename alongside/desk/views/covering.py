"""Who does whose work while somebody is away: said, listed, ended."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.desk.access.covering import cover_to_end, covers_near, led_by
from alongside.desk.access.waiting import account_names
from alongside.desk.working_forms import CoverForm
from alongside.foundation import drafts
from alongside.record.actions.covering import arrange_cover, end_cover


@staff_only
@require_safe
def covers(request: HttpRequest) -> HttpResponse:
    """Those that are, and those that come."""
    return render(request, "desk/covers.html", {"covers": covers_near(account_of(request))})


@staff_only
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Who is away, from when to when, and who covers."""
    by = account_of(request)
    asked = drafts.asking(
        request,
        partial(CoverForm, whom=_whom(by)),
        arrange_cover,
        then=lambda _: reverse("desk:covers"),
        purpose="who covers",
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    return render(request, "desk/add_cover.html", asked.context)


def _whom(by: Account) -> list[tuple[str, str]]:
    """Oneself, and those whom one leads, by name."""
    names = account_names(led_by(by))
    led = sorted(((name, str(key)) for key, name in names.items()), key=lambda one: one[0])
    return [(str(by.pk), "I am"), *((key, name) for name, key in led)]


@staff_only
@require_POST
def end(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    """It ends at once. Pressing twice does no harm."""
    by = account_of(request)
    end_cover(cover=cover_to_end(by, cover_id), by=by)
    return redirect("desk:covers")
