"""A page of a supervision that asks with one form, whose words are kept as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.learning.actions.supervision.two import CLOSED

PURPOSE = "learning supervision"


def ask(
    request: HttpRequest,
    template: str,
    make: Callable[[QueryDict | None], BaseForm],
    action: Callable[..., Any],
    *,
    then: str | Callable[[Any], str],
    back_url: str,
    by: Account,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Ask, carry the action out, and lead to `then`; a second submit is led there too."""
    asked = drafts.asking(
        request,
        make,
        action,
        then=(lambda _made: then) if isinstance(then, str) else then,
        purpose=PURPOSE,
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    told = {
        "back_url": back_url,
        "is_kept": is_refused(asked.form, CLOSED),
        **(context or {}),
        **asked.context,
    }
    return render(request, f"learning/supervision/{template}.html", told)


def is_refused(form: BaseForm, why: str) -> bool:
    """Whether what was sent was refused for this reason, by its code."""
    refusals = form.errors.as_data().get(NON_FIELD_ERRORS, []) if form.is_bound else []
    return any(one.code == why for one in refusals)
