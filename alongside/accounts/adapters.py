"""How django-allauth fits in: no sign-up, our own homes and words, secrets kept encrypted."""

import secrets
import time
from base64 import b32encode
from typing import Any, cast
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.foundation.prepared import prepared

from . import actions, keeping, sealing
from .access import home_of, step_taken
from .entering import enter, leave
from .jobs import send_new_way_in
from .models import Account

REAUTHENTICATION_TIMEOUT = 300  # seconds
NOT_HERE = "accounts/not_here.html"


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Passwords, for accounts that are open and belong to a human who signs in."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        account = cast(Account | None, user)
        if account is None or account.is_guest:
            return False
        return account.is_active and account.kind != Account.Kind.SYSTEM

    def get_user(self, user_id: UUID) -> Account | None:
        """As Django does, on every page."""
        found = next(iter(_accounts(user_id)), None)
        return found if self.user_can_authenticate(found) else None


@prepared
def _accounts(account: UUID) -> QuerySet[Account]:
    return Account.objects.filter(pk=account)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in with a password or a passkey."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "That address and password do not belong together. Check both, or ask for a new way in."
        ),
        "too_many_login_attempts": (
            "There were too many tries. Wait 5 minutes, then try once more. "
            "If you have forgotten your password, you can ask for a new one."
        ),
        "incorrect_password": "That is not your password. Try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # an administrator adds accounts

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if keeping.KEPT in request.session:
            return "/kept/"  # who unlocked by single sign-on has words waiting
        account = cast(Account, request.user)
        with acting(account.pk), transaction.atomic():
            taken = step_taken()
        return reverse("mfa_index") if taken and taken.is_new else home_of(account)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return str(settings.LOGOUT_REDIRECT_URL)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever signed in within these minutes has just shown who they are."""
        request = context.request
        times = [one["at"] for one in get_authentication_records(request, request.user)]
        return not times or time.time() - max(times) > REAUTHENTICATION_TIMEOUT

    def add_message(self, *args: Any, **more: Any) -> None:
        """Say nothing in passing: each page says itself what has become of what was done."""

    def login(self, request: HttpRequest, user: Any) -> None:
        records = get_authentication_records(request, user) or [{"method": "unknown"}]
        how = "+".join(str(record.get("type") or record["method"]) for record in records)
        enter(request, user, how=how)

    def logout(self, request: HttpRequest) -> None:
        """Single sign-on signs out whoever was there; the same person loses nothing by it."""
        if not getattr(request, "is_same_person", False):
            leave(request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return render(request, NOT_HERE, status=403)

    def set_password(self, user: Any, password: str) -> None:
        user.set_password(password)
        with acting(user.pk):  # by a link in an e-mail nobody has signed in yet
            user.save(update_fields=["password"])
            trail.note("password set", on=user, by=user)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        origin = self.request.build_absolute_uri("/").rstrip("/")
        send_new_way_in.defer(account=str(user.pk), origin=origin)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By address alone; the library adds host and port, which whoever tries can choose."""
        return str(credentials.get("email", "")).strip().lower()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        account = Account.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        if account is not None:
            trail.refused("sign-in refused", by=account, detail={})

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Accounts keep their address themselves, not in allauth's table of addresses."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys, authenticator apps and recovery codes; the secrets of these are kept encrypted."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right, or its time is over. Try the next one.",
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal("authenticators", text)

    def decrypt(self, encrypted_text: str) -> str:
        """Sealed under an earlier secret key: no code will fit, and a new app must be set up."""
        try:
            return sealing.open_sealed("authenticators", encrypted_text)
        except sealing.CannotOpenError:
            return b32encode(secrets.token_bytes(20)).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Alongside"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "My passkey"


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on: only for staff who have an account with the address that it vouches for."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """An address that the provider says is not verified is nobody's, whatever the settings."""
        if any(one.get("email_verified") is False for one in login.account.extra_data.values()):
            return False
        return Account.objects.filter(
            email=email.lower(), kind=Account.Kind.STAFF, is_active=True
        ).exists()

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """A closed account keeps no connection, and reopening one makes none."""
        account = sociallogin.user if sociallogin.is_existing else None
        if account is None or account.kind != Account.Kind.STAFF or not account.is_active:
            raise ImmediateHttpResponse(render(request, NOT_HERE, status=403))
        cast(Any, request).is_same_person = request.user.pk == account.pk
        if sociallogin.account.pk is None:
            self._connect(request, account, sociallogin.account)
        # Or the library would save all of the account, and take away a password, which is not ours
        # to lose: there are no strangers' accounts here that wait for whoever owns the address.
        sociallogin._did_authenticate_by_email = None

    def _connect(self, request: HttpRequest, account: Account, found: Any) -> None:
        """Refused where the account is connected already: the address is somebody else's now."""
        try:
            with acting(account.pk):
                actions.connect_provider(account=account, found=found, by=account)
        except PermissionDenied:
            trail.refused("sign-in refused", by=account, detail={"how": "socialaccount"})
            raise ImmediateHttpResponse(render(request, NOT_HERE, status=403)) from None

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: str = "", **more: Any
    ) -> None:
        """Say that it did not work, and never why: that would teach whoever tries it."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("socialaccount_login_cancelled"))
        page = "socialaccount/authentication_error.html"
        raise ImmediateHttpResponse(render(request, page, status=403))
