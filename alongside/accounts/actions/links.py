"""Single-use links to sign in with: kept as a hash, good for a day, gone once pressed."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from alongside.accounts.access import did_lately
from alongside.accounts.models import TAKES_A_STEP, Account, SignInLink
from alongside.foundation import trail
from alongside.foundation.actor import acting

GOOD_FOR = timedelta(hours=24)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()  # the token has 256 random bits: no salt is needed


@transaction.atomic
def make_sign_in_link(*, account: Account, by: Account) -> str:
    """Make a way in for somebody, and return its token, which is kept nowhere.

    An earlier link that nobody used ends now. Whoever took their second step away does not make it.
    """
    if not account.is_active or account.kind == Account.Kind.SYSTEM:
        raise ValidationError("This account is closed. Open it again first.")
    if account.is_guest:
        raise ValidationError("This account was made for one link. Nobody signs in with it.")
    if account.pk == by.pk:
        raise ValidationError("You are signed in already. Links are for somebody else.")
    if did_lately(account, *TAKES_A_STEP):
        raise ValidationError(
            "You took their second step away in the last 24 hours, so you cannot make a way in for "
            "them too. Ask another administrator, or do it tomorrow."
        )
    now = timezone.now()
    SignInLink.objects.filter(account=account, used_at=None).update(used_at=now)
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(account=account, token_hash=_hash(token), until=now + GOOD_FOR)
    trail.note("sign-in link made", on=account, by=by)
    return token


def is_good(token: str) -> bool:
    """Whether a link would still let somebody in."""
    with acting(None):  # whoever else is signed in here does not matter at the door
        return _good(token).exists()


@transaction.atomic
def use_sign_in_link(*, token: str) -> Account:
    """Use a link up, and return whose it is; of two who press at once, one gets in."""
    with acting(None):
        link = _good(token).select_related("account").first()
        # Asked and used up in one statement: the second of two finds it used.
        if link is None or not _good(token).update(used_at=timezone.now()):
            raise ValidationError("This link has been used, or its 24 hours are over.")
    with acting(link.account.pk):
        trail.note("sign-in link used", on=link.account, by=link.account)
    return link.account


def _good(token: str) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(
        token_hash=_hash(token),
        used_at=None,
        until__gt=timezone.now(),
        account__is_active=True,
    )
