"""What every page of the portal shares: who is reading, in which frame, in what size of print."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alongside.accounts.access import account_of, kinds
from alongside.accounts.models import Account
from alongside.people.header import PersonHeader, header_of
from alongside.people.models import Person
from alongside.portal.access.mine import person_of

P = ParamSpec("P")


@dataclass(frozen=True)
class Me:
    """The person who reads, by their own account."""

    account: Account
    person: Person
    header: PersonHeader


def me_of(request: HttpRequest) -> Me | None:
    """Whoever reads; nobody where the account was never joined to a record, or no longer is."""
    account = account_of(request)
    person = person_of(account)
    return Me(account, person, header_of(person, account)) if person else None


View = Callable[Concatenate[HttpRequest, Me, P], HttpResponse]


def mine(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page of the person's own; an account that is nobody's is sent home, which explains it."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **more: P.kwargs) -> HttpResponse:
        me = me_of(request)
        if me is None:
            return redirect("portal:home")
        return view(request, me, *args, **more)

    return kinds(Account.Kind.PERSON)(page)


def show(
    request: HttpRequest, template: str, me: Me | None, status: int = 200, **told: Any
) -> HttpResponse:
    """The page, in large print where the person's needs say so."""
    header = me.header if me else None
    told |= {"is_large": bool(header and header.has_large_print), "called": header and header.short}
    return render(request, f"portal/{template}", told, status=status)


def asked_version(request: HttpRequest) -> int | None:
    """The version in the address, if there is one; 404 if it is not a number that one can have."""
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else None
    if asked and not number:
        raise Http404
    return number


def id_or_none(text: str | None) -> UUID | None:
    """The id in an address or a form, or nothing if it is not one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
