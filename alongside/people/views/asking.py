"""What every page about one person does: opens the person, and asks with one form."""

from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.accounts.access import account_of
from alongside.people import access
from alongside.people.header import header_of
from alongside.people.models import Person


def opened(request: HttpRequest, person_id: UUID) -> Person:
    """The person of a page, or 404; reading the page leaves a line on the trail."""
    open_or_view = access.person_to_open if request.method == "GET" else access.person_to_view
    return open_or_view(account_of(request), person_id)


def ask(
    request: HttpRequest, person: Person, form: BaseForm, heading: str, button: str, **told: Any
) -> HttpResponse:
    """One question about a person: `line` says more, `back` and `back_url` lead away."""
    header = header_of(person, account_of(request))
    context = {"person": person, "header": header, "form": form, "heading": heading, **told}
    return render(request, "people/ask.html", {**context, "button": button})


def show(request: HttpRequest, template: str, person: Person, **told: Any) -> HttpResponse:
    """A page about a person."""
    header = header_of(person, account_of(request))
    return render(request, f"people/{template}.html", {"person": person, "header": header, **told})
