"""The agreement of the two: reading it and its earlier versions, writing a new one, signing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import in_words
from alongside.learning import supervising
from alongside.learning.access.supervision import (
    agreement_to_sign,
    agreements_of,
    day_of,
    other_of,
    supervision_to_view,
)
from alongside.learning.actions.supervision import sign_agreement, write_agreement
from alongside.learning.forms.supervision import AgreementForm, SignForm
from alongside.learning.models import Agreement, Supervision

from .asked import ask
from .lines import agreement_line, at_start, name_of
from .two import GET_OR_POST


@staff_only
@require_safe
def agreement(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """What the two agreed; with ?version=1 as it was before."""
    by = account_of(request)
    found = supervision_to_view(by, supervision_id)
    every = agreements_of(found)
    wanted = request.GET.get("version", "")
    here = next((one for one in every if str(one.number) == wanted), every[0] if every else None)
    if wanted and (here is None or str(here.number) != wanted):
        raise Http404
    context = {
        "supervision": found,
        "other": other_of(found, by).practitioner,
        "goes_on": found.accepted_at is not None and found.ended_at is None,
        "here": here,
        "is_newest": bool(every) and here == every[0],
        "line": agreement_line([here], found, by) if here else None,
        "parts": parts_of(here) if here else [],
        "otherwise": _otherwise(here, found, by) if here else [],
        "versions": [_version(one, found, by, here) for one in every] if every[1:] else [],
    }
    return render(request, "learning/supervision/agreement.html", context)


def parts_of(agreement: Agreement) -> list[tuple[str, str]]:
    """Each part under what it answers; a part that is asked no more keeps its key."""
    asked = supervising.agreement_parts()
    known = [(one.ask, agreement.said[key]) for key, one in asked.items() if key in agreement.said]
    gone = [(at_start(key), words) for key, words in agreement.said.items() if key not in asked]
    return known + gone


def _otherwise(here: Agreement, found: Supervision, by: Account) -> list[tuple[str, str]]:
    return [
        (at_start(name_of(one.by_id, found, by)), one.words)
        for one in here.signatures.all()
        if one.words
    ]


def _version(
    one: Agreement, found: Supervision, by: Account, here: Agreement | None
) -> dict[str, Any]:
    address = reverse("learning:agreement", args=[found.pk])
    return {
        "heading": f"Version {one.number}",
        "url": "" if one == here else f"{address}?version={one.number}",
        "line": f"Written by {name_of(one.by_id, found, by)} on {in_words(day_of(one.at))}.",
    }


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def write(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """Write an agreement, beginning with what the last one says."""
    by = account_of(request)
    found = supervision_to_view(by, supervision_id)
    address = reverse("learning:agreement", args=[found.pk])
    last = next(iter(agreements_of(found)), None)
    return ask(
        request,
        "write_agreement",
        lambda data: AgreementForm(data, initial=last.said if last else {}),
        _whole(partial(write_agreement, supervision=found)),
        then=address,
        back_url=address,
        by=by,
        context={"other": other_of(found, by).practitioner, "length": supervising.length()},
    )


def _whole(write: Callable[..., Agreement]) -> Callable[..., Agreement]:
    """The action takes all the parts as one."""

    def act(*, by: Account, **said: str) -> Agreement:
        return write(said=said, by=by)

    return act


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def sign(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """Sign the newest, saying what one sees otherwise."""
    by = account_of(request)
    newest = agreement_to_sign(by, supervision_id)
    address = reverse("learning:agreement", args=[supervision_id])
    return ask(
        request,
        "sign_agreement",
        SignForm,
        partial(sign_agreement, agreement=newest, seen=request.POST.get("read", "")),
        then=address,
        back_url=address,
        by=by,
        context={
            "agreement": newest,
            "parts": parts_of(newest),
            "other": other_of(newest.supervision, by).practitioner,
        },
    )
