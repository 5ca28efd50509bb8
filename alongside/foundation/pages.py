"""What every page stands on: forms that carry out actions, and pages for when something fails."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

import psycopg
from django import db
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string

T = TypeVar("T")


@dataclass(frozen=True)
class Done(Generic[T]):
    """An action was carried out; `result` is what it returned."""

    result: T


def carry_out(form: BaseForm, action: Callable[..., T], **given: Any) -> Done[T] | None:
    """Run the action with the form's answers: Done, or None with what is wrong on the form.

    The action's argument names are those of the form's fields; `given` comes on top. What the
    action refuses lands on the field that it names, or else above the form.
    """
    if not form.is_valid():
        return None
    try:
        return Done(action(**{**form.cleaned_data, **given}))
    except ValidationError as refusal:
        _put_on(form, refusal)
        return None


def _put_on(form: BaseForm, refusal: ValidationError) -> None:
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        known = name if name != NON_FIELD_ERRORS and name in form.fields else None
        for error in errors:
            form.add_error(known, error)


# When something fails

OWN_PAGES = ("/my/", "/shared/")  # of those supported, and of those who act for them
SECRET = ("password", "token", "code", "secret", "csrf")
LAYOUTS = {
    "staff": "foundation/base.html",
    "partner": "foundation/base.html",
    "person": "foundation/base_person.html",
    "proxy": "foundation/base_person.html",
}


def refuse(request: HttpRequest, status: int, **told: Any) -> HttpResponse:
    """The page for a refusal, in the frame of whoever is signed in."""
    if getattr(request, "is_locked", False):
        request.user = AnonymousUser()  # whoever passes by reads no name, and no places to go to
    account = getattr(request, "user", None)
    kind = str(getattr(account, "kind", "")) if account is not None else ""
    layout = LAYOUTS.get(kind, "foundation/base_plain.html")
    context = {"layout": layout, "kind": kind, "typed": typed(request), **told}
    return render(request, f"foundation/errors/{status}.html", context, status=status)


def typed(request: HttpRequest) -> list[str]:
    """The words that were sent with a request that failed, to give them back.

    Pages are not kept by the browser, so that going back may find an empty form. They are only
    shown, never offered to send again: another site may have made somebody send them.
    """
    try:
        return [
            value
            for name, values in request.POST.lists()
            for value in map(str, values)
            if " " in value.strip() and not any(part in name.lower() for part in SECRET)
        ]
    except Exception:  # what was sent could not be read, which is why we are here
        return []


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or what was sent could not be read."""
    return refuse(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: may be seen, but this may not be done; says why when the page gave a sentence."""
    return refuse(request, 403, why=str(exception or ""))


class Moved(Http404):
    """What stood at this address stands at another now: one id in it is another."""

    def __init__(self, was: UUID, now: UUID) -> None:
        super().__init__()
        self.was, self.now = str(was), str(now)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same for what does not exist and for whom one may not know of.

    What has moved is led on to, with all that was sent.
    """
    if isinstance(exception, Moved):
        leads = request.get_full_path().replace(exception.was, exception.now)
        return HttpResponseRedirect(leads, status=302 if request.method == "GET" else 307)
    return refuse(request, 404)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many tries in a short time."""
    return refuse(request, 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page was open so long, or across a new sign-in, that its form no longer counts."""
    cast(Any, request).is_forgery = True  # nobody was refused a page that they asked for
    context = {"is_own_page": is_own_page(request), "typed": typed(request)}
    return render(request, "foundation/errors/csrf.html", context, status=403)


# What is raised when the database cannot be reached, by Django and by the pool beneath it.
AWAY = (db.OperationalError, db.InterfaceError, psycopg.OperationalError)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Asks neither the session nor the database, since one of them may be why."""
    if isinstance(sys.exc_info()[1], AWAY):
        return away(request)
    return _alone(request, 500)


def away(request: HttpRequest) -> HttpResponse:
    """503: the database cannot be reached."""
    response = _alone(request, 503)
    response["Retry-After"] = "30"
    return response


def is_own_page(request: HttpRequest) -> bool:
    """Whether somebody supported, or who acts for them, reads this: they need the way out."""
    return request.path.startswith(OWN_PAGES)


def _alone(request: HttpRequest, status: int) -> HttpResponse:
    """A page that needs nothing but its template, and does without even that."""
    try:
        context = {"is_own_page": is_own_page(request), "typed": typed(request)}
        words: str = render_to_string(f"foundation/errors/{status}.html", context)
    except Exception:  # whatever is broken, an answer is better than a blank page
        words = "<h1>Something went wrong on our side</h1><p>Please try again in a few minutes.</p>"
    return HttpResponse(words, status=status)
