"""What every page about one person does: opens the person, and asks with one form."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from alongside.accounts.access import account_of
from alongside.foundation import drafts
from alongside.people import access
from alongside.people.header import header_of
from alongside.people.models import Person


def opened(request: HttpRequest, person_id: UUID) -> Person:
    """The person of a page, or 404; reading the page leaves a line on the trail."""
    open_or_view = access.person_to_open if request.method == "GET" else access.person_to_view
    return open_or_view(account_of(request), person_id)


def ask(
    request: HttpRequest,
    person: Person,
    form: Callable[[QueryDict | None], BaseForm],
    action: Callable[..., Any],
    heading: str,
    button: str,
    /,
    *,
    back: str,
    purpose: str,
    line: str = "",
    kept_away: Sequence[str] = (),
    **given: Any,
) -> HttpResponse:
    """One question about a person, kept as it is typed; answered, it leads back to `back`.

    `form` makes the form and `given` goes to the action; `line` says more above
    the form, and `kept_away` whom an order of a court keeps away.
    """
    away = reverse(f"people:{back}", args=[person.pk])
    account = account_of(request)
    asked = drafts.asking(
        request,
        form,
        action,
        then=lambda _: away,
        purpose=purpose,
        about=[person],
        by=account,
        **given,
    )
    if asked.leads:
        return redirect(asked.leads)
    told = {"heading": heading, "button": button, "line": line, "back": back, "away": away}
    return show(request, "ask", person, kept_away=kept_away, **asked.context, **told)


def show(request: HttpRequest, template: str, person: Person, **told: Any) -> HttpResponse:
    """A page about a person."""
    header = header_of(person, account_of(request))
    return render(request, f"people/{template}.html", {"person": person, "header": header, **told})
