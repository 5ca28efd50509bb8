"""Which kinds of account may enter which addresses, asked once for every page."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import auth
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from alongside.foundation.opened import is_open
from alongside.foundation.pages import LAYOUTS

from . import second_step
from .access import Standing, home_of, standing_now
from .entering import KIND
from .models import Account

EVERYBODY: frozenset[str] = frozenset(Account.Kind.values)
NOT_STAFF = frozenset({Account.Kind.PROXY.value, Account.Kind.PARTNER.value})

# Without signing in.
PUBLIC = (
    "/sign-in/",
    "/sign-out/",
    "/public/",
    "/demo/",
    "/static/",
    "/sw.js",
    "/calendar/",  # a calendar knows its address, and signs in as nobody
    "/drafts/sealed/",  # a locked device hands in what it sealed
)

# The first that fits. What is in no line is for staff: forgetting one lets nobody in.
ROOMS: tuple[tuple[str, frozenset[str]], ...] = (
    ("/my/", frozenset({Account.Kind.PERSON.value})),
    ("/shared/", NOT_STAFF),
    ("/account/", EVERYBODY),
    ("/locked/", EVERYBODY),
    ("/kept/", EVERYBODY),
    ("/drafts/", EVERYBODY),
    ("/knowledge/", frozenset({Account.Kind.STAFF.value, Account.Kind.PARTNER.value})),
    ("/learning/together/", EVERYBODY),  # whoever was invited to a circle; each page asks again
    ("/learning/", frozenset({Account.Kind.STAFF.value, Account.Kind.PARTNER.value})),
    ("/attachments/", EVERYBODY),  # a file itself; its other pages are for staff alone
)
STAFF = frozenset({Account.Kind.STAFF.value})


def is_public(path: str) -> bool:
    """Whether this address is for strangers too."""
    is_asking_who = path.startswith("/drafts/") and path.endswith("/hello/")  # answers 401 itself
    return path.startswith(PUBLIC) or is_asking_who


def who_enters(path: str) -> frozenset[str]:
    """The kinds of account that may enter this address."""
    return next((kinds for prefix, kinds in ROOMS if path.startswith(prefix)), STAFF)


def is_background(request: HttpRequest) -> bool:
    """Whether a script asks, which wants a status and no page."""
    headers = request.headers
    # A page that the service worker asks for on the browser's behalf may say "empty" too.
    is_page = headers.get("Sec-Fetch-Mode") == "navigate"
    return (
        "HX-Request" in headers
        or headers.get("Accept", "").startswith("application/json")
        or headers.get("Content-Type", "").startswith("application/json")
        or (headers.get("Sec-Fetch-Dest") == "empty" and not is_page)
    )


def turned_away(request: HttpRequest, why: str, to: str) -> HttpResponse:
    """For a script: 401 with the reason; the pages themselves go to the sign-in or the lock."""
    answer = JsonResponse({"why": why}, status=401)
    if "HX-Request" in request.headers:
        answer["HX-Redirect"] = to
    return answer


class GuardMiddleware:
    """After authentication: a session belongs to one account of one kind, or to nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._recognise(request)
        return self.get_response(request)

    def _recognise(self, request: HttpRequest) -> None:
        known = cast(Any, request)
        known.frame = "foundation/base_plain.html"
        account = request.user
        if not account.is_authenticated:
            return
        account = cast(Account, get_user(request))
        known.user = account  # itself, and no longer what stands in for it
        if request.session.setdefault(KIND, str(account.kind)) != account.kind:
            auth.logout(request)
            return
        known.frame = LAYOUTS.get(account.kind, known.frame)
        standing = cast(Standing, SimpleLazyObject(lambda: standing_now(account)))
        known.permissions = SimpleLazyObject(lambda: standing.permissions)
        cast(Any, account).permissions_in_request = known.permissions  # wherever it is asked
        cast(Any, account).standing_in_request = standing  # with the name, where that is asked
        known.signed_in_as = SimpleLazyObject(lambda: standing.called)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, more: Any
    ) -> HttpResponse | None:
        if is_public(request.path_info):
            return None
        if not request.user.is_authenticated:
            if is_background(request):
                return turned_away(request, "signed out", "/sign-in/")
            # Without its question mark and what follows: a search holds words.
            return redirect_to_login(request.path)
        if second_step.is_in_the_way(request):
            if is_background(request):
                return turned_away(request, "second step", "/account/security/")
            return second_step.lead_there(request)
        account = request.user
        if account.kind in who_enters(request.path_info) and is_open(request.path_info):
            return None
        if request.path_info == "/":
            return redirect(home_of(account))
        raise Http404
