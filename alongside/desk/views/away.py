"""The pages for work without a signal: getting a device ready, and the one page that it keeps."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts import actions
from alongside.accounts.access import account_of, device_of, devices_of, may, staff_only
from alongside.accounts.lock import seconds_until_lock
from alongside.desk.access import away
from alongside.desk.forms import DeviceForm, posted
from alongside.foundation import trail
from alongside.foundation.pages import carry_out
from alongside.people.header import short_names
from alongside.questionnaires.access import asked_on
from alongside.record.taken_along import blank_forms

NOT_HERE = "This device may not take anybody along. Ask for it first."


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def without_signal(request: HttpRequest) -> HttpResponse:
    """What this device may do and holds, who goes along, and what waits to be looked at."""
    account = account_of(request)
    form = DeviceForm(posted(request))
    if request.method == "POST" and carry_out(form, actions.ask_for_device, by=account):
        return redirect("desk:away")
    offered = away.offered(account) if may(account, "write record") else []
    trail.note("people listed", listed=[one.pk for one in offered], by=account)
    shorts = short_names(offered)
    context: dict[str, Any] = {
        "form": form,
        "devices": [(one, away.state_of(one)) for one in devices_of(account)],
        "offered": [(one, shorts[one.pk]) for one in offered],
        "most": away.MOST,
        "hours": away.HOURS,
        "two": away.in_two_versions(account),
        "files": json.dumps(away.files()),
        "version": _version(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/away.html", context, status=status)


@staff_only
@require_POST
def switch_off(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """One's own device is no longer used without a signal."""
    account = account_of(request)
    actions.end_device(device=device_of(device_id, account), by=account)
    return redirect("desk:away")


def _sent(request: HttpRequest) -> dict[str, Any]:
    sent = json.loads(request.body)
    if not isinstance(sent, dict):
        raise ValueError("not what a page sends")
    return sent


def _answered(answer: Callable[[], dict[str, Any]]) -> HttpResponse:
    """In JSON; what does not hold is said in words."""
    try:
        return JsonResponse(answer())
    except ValidationError as wrong:
        return JsonResponse({"why": " ".join(wrong.messages)}, status=400)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        why = "This was not sent as a page of Alongside sends it. Open the page again."
        return JsonResponse({"why": why}, status=400)


@staff_only
@require_POST
def state(request: HttpRequest) -> HttpResponse:
    """How it stands with the device that asks."""
    account = account_of(request)

    def answer() -> dict[str, Any]:
        device = away.device_here(account, UUID(_sent(request)["device"]))
        return {"state": away.state_of(device), "name": device.name if device else ""}

    return _answered(answer)


@staff_only
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """What is taken along, to be sealed by the page at once; never kept by anything between."""
    account = account_of(request)

    def answer() -> dict[str, Any]:
        sent = _sent(request)
        device = away.device_here(account, UUID(sent["device"]))
        if device is None or away.state_of(device) != "allowed":
            raise ValidationError(NOT_HERE)
        people = [UUID(one) for one in sent["people"]]
        if not 0 < len(people) <= away.MOST:
            raise ValidationError(f"Choose between one and {away.MOST} people.")
        found = away.take_along(people=people, device=device, by=account)
        return {"people": [asdict(one) for one in found], "me": away.me(account)}

    return _answered(answer)


@staff_only
@require_safe
def open_page(request: HttpRequest) -> HttpResponse:
    """The page that a device keeps: the same for everybody, with no word about anybody."""
    return HttpResponse(_page())


def _page() -> str:
    forms = blank_forms(asked_on(timezone.localdate()))
    told = {"forms": forms, "cover_after": seconds_until_lock("staff")}
    return render_to_string("desk/away_open.html", told)


def _version() -> str:
    """Changes with the page's words, its forms and its scripts."""
    whole = _page() + away.scripts_digest() + settings.STATIC_URL + reverse("desk:away-open")
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
