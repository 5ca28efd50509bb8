"""The pages before one is in: signing in and out, a forgotten password, a single-use link."""

import ipaddress
from typing import Any, cast

from allauth.account import views as allauth
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts import actions
from alongside.accounts.access import home_of
from alongside.accounts.actions.links import is_good
from alongside.accounts.entering import BY_LINK, leave
from alongside.foundation.actor import acting

TOO_MANY = "too_many_login_attempts"
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


def needs_name(request: HttpRequest) -> bool:
    """Whether this page was reached by a number, for which browsers make no passkeys."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


# Its counts of tries hold at once, whatever becomes of the page; and nobody else who comes from the
# same place waits until this password has been looked at, which is made to take long.
@transaction.non_atomic_requests
def sign_in(request: HttpRequest) -> HttpResponse:
    """Password or passkey, then a code if they set one up."""
    if request.user.is_authenticated:
        return redirect(home_of(request.user))
    response = cast(HttpResponse, allauth.login(request))
    context: dict[str, Any] | None = getattr(response, "context_data", None)
    if context is None:
        return response
    context |= {
        "needs_name": needs_name(request),
        "single": settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", []),
        "has_mail": has_mail(),
    }
    form = context["form"]
    if form.is_bound and any(one.code == TOO_MANY for one in form.non_field_errors().as_data()):
        response.status_code = 429
        response["Retry-After"] = "300"
    return response


def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey; one that nobody here has is told on the page that asked."""
    response = cast(HttpResponse, passkeys.login_webauthn(request))
    is_back = response.headers.get("Location") == reverse("account_login")
    if request.method == "POST" and is_back:
        return redirect(reverse("account_login") + "?passkey=unknown")
    return response


def has_mail() -> bool:
    """Whether this council's Alongside can send e-mail."""
    return settings.EMAIL_BACKEND != NO_MAIL


def forgotten(request: HttpRequest) -> HttpResponse:
    """A new way in by e-mail where there is mail; otherwise whom to ask."""
    if not has_mail():
        return render(request, "accounts/ask_administrator.html")
    return cast(HttpResponse, allauth.password_reset(request))


def new_password(request: HttpRequest, **given: str) -> HttpResponse:
    """A password chosen by a link in an e-mail; who else is signed in here does not matter."""
    with acting(None):
        return cast(HttpResponse, allauth.password_reset_from_key(request, **given))


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """An account that is closed, or single sign-on by somebody who has none."""
    return render(request, "accounts/not_here.html", status=403)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Asked first, since a link on another page could otherwise sign somebody out."""
    if request.method == "POST":
        leave(request)
        return redirect("account_login")
    return render(request, "accounts/sign_out.html")


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A single-use link: opening it shows a button, so that no mail scanner uses it up."""
    if refused := ratelimit.consume_or_429(request, action="login"):
        return cast(HttpResponse, refused)
    if not is_good(token):
        return render(request, "accounts/link_over.html", status=410)
    if request.method != "POST":
        return render(request, "accounts/link.html", {"is_somebody": request.user.is_authenticated})
    try:
        account = actions.use_sign_in_link(token=token)
    except ValidationError:
        return render(request, "accounts/link_over.html", status=410)
    if request.user.is_authenticated:
        leave(request)
    record_authentication(request, account, method="link")
    request.session[BY_LINK] = str(account.pk)
    login = Login(user=account, redirect_url="/account/security/")
    return cast(HttpResponse, perform_login(request, login))
