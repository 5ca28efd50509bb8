"""The second step that a council asks of its staff: without one they can only set it up."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from . import keeping
from .entering import HOW
from .models import Account

# What somebody may open who has no second step yet: setting one up, and the lock.
SETTING_UP = ("/account/", "/locked/")
SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
BY_PROVIDER = "socialaccount"  # single sign-on: a second step is the provider's to ask for


def is_missing(request: HttpRequest) -> bool:
    """Whether this is a member of staff who could be anybody that knows a password."""
    account = request.user
    if not settings.STAFF_SECOND_STEP or not isinstance(account, Account):
        return False
    came = str(request.session.get(HOW, "")).split("+")
    if account.kind != Account.Kind.STAFF or BY_PROVIDER in came:
        return False
    return not Authenticator.objects.filter(user=account, type__in=SECOND).exists()


def is_in_the_way(request: HttpRequest) -> bool:
    """Whether this page waits until a second step is set up."""
    return not request.path_info.startswith(SETTING_UP) and is_missing(request)


def lead_there(request: HttpRequest) -> HttpResponse:
    """To where it is set up; words that were sent meanwhile are kept, as by a locked session."""
    if request.method == "POST":
        keeping.keep(request)
    return redirect(reverse("mfa_index"))
