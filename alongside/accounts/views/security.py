"""One's own ways of signing in: password, passkeys, authenticator app, recovery codes."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as passkeys
from django.contrib import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts import actions
from alongside.accounts.access import account_of, home_of, kinds, step_taken
from alongside.accounts.entering import BY_LINK
from alongside.accounts.forms import PasswordForm
from alongside.accounts.models import Account, Practitioner
from alongside.accounts.second_step import is_missing
from alongside.foundation.pages import carry_out
from alongside.foundation.templatetags.alongside import address

from .entering import needs_name

HUMANS = [kind for kind in Account.Kind.values if kind != Account.Kind.SYSTEM]
LEARNERS = (Account.Kind.STAFF, Account.Kind.PARTNER)
Type = Authenticator.Type


@kinds(*HUMANS)
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """What one signs in with, and what would be safer."""
    account = account_of(request)
    own = list(Authenticator.objects.filter(user=account).order_by("created_at"))
    codes = next((one.wrap() for one in own if one.type == Type.RECOVERY_CODES), None)
    context = {
        "account": account,
        "passkeys": [one.wrap() for one in own if one.type == Type.WEBAUTHN],
        "has_app": any(one.type == Type.TOTP for one in own),
        "codes_left": len(codes.get_unused_codes()) if codes else 0,
        "has_password": account.has_usable_password(),
        "needs_name": needs_name(request),
        "needs_second_step": is_missing(request),
        "home": home_of(account),
        "taken": _taken(account),
        "learning_url": address("learning:take-along") if account.kind in LEARNERS else "",
        "calendar_url": address("desk:calendar") if account.kind == Account.Kind.STAFF else "",
    }
    return render(request, "accounts/security.html", context)


def _taken(account: Account) -> dict[str, Any] | None:
    """Who took one's second step away, by name for colleagues and by job for everybody else."""
    taken = step_taken()
    if taken is None:
        return None
    told = Practitioner.objects.filter(account=taken.by_id)
    known = told.values_list("name" if account.is_staff_member else "job_title", flat=True).first()
    return {"by": known or gettext("somebody at the council"), "at": taken.at}


@kinds(*HUMANS)
def again_by_passkey(request: HttpRequest) -> HttpResponse:
    """Show once more who one is; a wrong passkey is told on the page that asked."""
    response = cast(HttpResponse, passkeys.reauthenticate_webauthn(request))
    is_back = response.headers.get("Location") == reverse("account_login")
    if request.method == "POST" and is_back:
        return redirect(reverse("mfa_reauthenticate_webauthn") + "?passkey=unknown")
    return response


@kinds(*HUMANS)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password."""
    account = account_of(request)
    came_by_link = request.session.get(BY_LINK) == str(account.pk)
    knows_current = account.has_usable_password() and not came_by_link
    form = PasswordForm(request.POST or None, knows_current=knows_current)
    if request.method == "POST" and form.is_valid() and _is_theirs(request, account, form):
        new = form.cleaned_data["password"]

        def choose(**_answers: str) -> Account:
            return actions.set_password(account=account, password=new, by=account)

        if carry_out(form, choose):
            auth.update_session_auth_hash(request, account)
            request.session.pop(BY_LINK, None)
            return redirect("mfa_index")
    return render(request, "accounts/password.html", {"form": form, "account": account})


def _is_theirs(request: HttpRequest, account: Account, form: PasswordForm) -> bool:
    """Whether the old password is right; tries are counted like those at the door."""
    if "current" not in form.fields:
        return True
    try:
        if get_adapter(request).reauthenticate(account, form.cleaned_data["current"]):
            return True
        form.add_error("current", "That is not the password you have now. Try again.")
    except ValidationError as refusal:
        form.add_error("current", refusal)
    return False
