"""The locked page, and giving back what was sent while locked."""

import json
from datetime import UTC, datetime
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts import keeping, lock
from alongside.accounts.access import account_of, home_of, kinds, standing_now
from alongside.accounts.entering import LOCKED
from alongside.accounts.forms import UnlockForm
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.models import Draft

from .security import HUMANS


@transaction.non_atomic_requests  # as for signing in: a password takes long to look at
@kinds(*HUMANS)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def locked(request: HttpRequest) -> HttpResponse:
    """Whose it is, that it is safe, and how to go on."""
    account = account_of(request)
    if not cast(Any, request).is_locked:
        return redirect(_go_on(request, account))
    form = UnlockForm(request.POST if "password" in request.POST else None)
    if request.method == "POST" and _is_them(request, account, form):
        where = _go_on(request, account)
        with transaction.atomic():
            lock.unlock(request)
            trail.note("unlocked", on=account, by=account)
        return redirect(where)
    with transaction.atomic():
        return render(request, "accounts/locked.html", _said(request, account, form))


def _is_them(request: HttpRequest, account: Account, form: UnlockForm) -> bool:
    """The password or the passkey of the same account; tries are counted like those at the door."""
    if settings.IS_DEMO and account.is_demo and "go-on" in request.POST:
        return True  # nobody invented has a password
    if "credential" in request.POST:
        proof = ReauthenticateWebAuthnForm(user=account, data=request.POST)
        return bool(proof.is_valid())
    if not form.is_valid():
        return False
    try:
        if get_adapter(request).reauthenticate(account, form.cleaned_data["password"]):
            return True
        form.add_error("password", "That is not the password of this account. Try again.")
    except ValidationError as refusal:
        form.add_error("password", refusal)
    return False


def _go_on(request: HttpRequest, account: Account) -> str:
    """What was kept first; else the page that was asked for last; else home."""
    if keeping.KEPT in request.session:
        return "/kept/"
    return lock.way_back(request) or home_of(account)


def _said(request: HttpRequest, account: Account, form: UnlockForm) -> dict[str, Any]:
    since = datetime.fromtimestamp(request.session[LOCKED], tz=UTC)
    draft = Draft.objects.filter(owner=account, outcome=Draft.Outcome.OPEN)
    passkeys = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    options = webauthn.begin_authentication(account) if passkeys.exists() else None
    return {
        "form": form,
        "account": account,
        "called": standing_now(account).called,
        "since": since,
        "draft": draft.order_by("-saved_at").first(),
        "has_kept": keeping.KEPT in request.session,
        "options": json.dumps(options) if options else "",
        "wrong_passkey": "credential" in request.POST,
        "has_password": account.has_usable_password(),
        "single": _single_sign_on(account),
    }


def _single_sign_on(account: Account) -> list[Any]:
    """The council's provider, for those who came that way before."""
    if not SocialAccount.objects.filter(user=account).exists():
        return []
    return list(settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", []))


@kinds(*HUMANS)
@require_POST
def lock_now(request: HttpRequest) -> HttpResponse:
    """Lock at once; what is typed stays with the page's draft."""
    lock.lock(request)
    return redirect(lock.locked_page(request, request.POST.get("from", "")))


@kinds(*HUMANS)
@require_POST
def still_here(request: HttpRequest) -> HttpResponse:
    """Somebody is typing, or reading: asking anything at all is what keeps it open."""
    is_shut = cast(Any, request).is_locked
    return HttpResponse(status=401 if is_shut else 204)


@kinds(*HUMANS)
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """What was sent while locked, word for word, with one button to send it now."""
    if request.method == "POST":
        keeping.forget(request, request.POST.get("put-away", ""))
    pages = keeping.kept_by(request)
    if not pages:
        return redirect(home_of(account_of(request)))
    return render(request, "accounts/kept.html", {"pages": pages, "field": keeping.FIELD})
