"""Allowing a device for work without a signal, and switching one off."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts import actions
from alongside.accounts.access import account_of, device_of, every_device, permitted
from alongside.foundation import trail

MOST_LISTED = 200


@permitted("allow devices")
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """What was asked for, and what is allowed."""
    return _page(request)


def _page(request: HttpRequest, refused: list[str] | None = None) -> HttpResponse:
    by = account_of(request)
    found = list(every_device()[:MOST_LISTED])
    trail.note("devices listed", by=by, detail={"devices": len(found)})
    told = {
        "waiting": [one for one in found if one.allowed_at is None],
        "allowed": [one for one in found if one.allowed_at is not None],
        "refused": refused or [],
        "is_cut": len(found) >= MOST_LISTED,
    }
    return render(request, "accounts/devices.html", told, status=400 if refused else 200)


@permitted("allow devices")
@require_POST
def allow(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """From now on people may be taken along on it."""
    device = get_object_or_404(every_device(), pk=device_id)
    try:
        actions.allow_device(device=device, by=account_of(request))
    except ValidationError as refusal:
        return _page(request, refusal.messages)
    return redirect("accounts:devices")


@permitted("allow devices")
@require_POST
def end(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """It was lost, or it is not the council's."""
    actions.end_device(device=device_of(device_id), by=account_of(request))
    return redirect("accounts:devices")
