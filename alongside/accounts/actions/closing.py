"""Closing the account of somebody who leaves, and opening it again."""

from datetime import date

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import (
    Account,
    Device,
    Membership,
    RoleHeld,
    SignInLink,
    in_force,
)
from alongside.foundation import trail
from alongside.foundation.following import follow

from .roles import end_role


@transaction.atomic
def close_account(*, account: Account, by: Account, left_on: date | None = None) -> Account:
    """Close an account at once: every session, role, team and way of signing in of theirs ends.

    What they wrote stays theirs. Their grants end by what follows from "account left".
    """
    if account.pk == by.pk:
        raise ValidationError("Nobody closes their own account. Ask another administrator.")
    if account.kind == Account.Kind.SYSTEM:
        raise ValidationError("A part of the system is not closed here.")
    if not account.is_active:
        raise ValidationError("This account is closed already.")
    for held in RoleHeld.objects.filter(in_force(), account=account).select_related("role"):
        end_role(held=held, by=by)
    Membership.objects.filter(in_force(), account=account).update(until=timezone.now())
    Device.objects.filter(account=account, ended_at=None).update(ended_at=timezone.now())
    _forget_ways_in(account)
    account.is_active, account.left_on = False, left_on or timezone.localdate()
    account.save(update_fields=["is_active", "left_on", "password"])
    trail.note("account closed", on=account, by=by)
    follow("account left", account=account, by=by)
    return account


def _forget_ways_in(account: Account) -> None:
    """A new unusable password changes what sessions are signed with, so that none comes back."""
    account.set_unusable_password()
    Authenticator.objects.filter(user=account).delete()
    SocialAccount.objects.filter(user=account).delete()
    # Or a link that nobody used would let in again once the account is open again.
    SignInLink.objects.filter(account=account, used_at=None).update(used_at=timezone.now())


@transaction.atomic
def reopen_account(*, account: Account, by: Account) -> Account:
    """Open a closed account again: without roles, teams, grants or a password."""
    if account.is_active:
        raise ValidationError("This account is open.")
    account.is_active, account.left_on = True, None
    account.save(update_fields=["is_active", "left_on"])
    trail.note("account opened again", on=account, by=by)
    return account
