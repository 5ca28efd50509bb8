"""Ways of signing in that somebody has lost: taken away, so that they can set up new ones."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from alongside.accounts.models import Account
from alongside.foundation import trail


@transaction.atomic
def forget_second_factor(*, account: Account, by: Account) -> Account:
    """Somebody lost phone and recovery codes: all they proved themselves with is forgotten.

    Their password stays, and alone lets them in; so it is for those whom one has met or rung.
    """
    if account.pk == by.pk:
        raise ValidationError("Take your own away on your security page.")
    forgotten, _ = Authenticator.objects.filter(user=account).delete()
    if not forgotten:
        raise ValidationError("They have no passkey and no authenticator app.")
    trail.note("second factor forgotten", on=account, by=by, detail={"number": forgotten})
    return account


@transaction.atomic
def connect_provider(*, account: Account, found: SocialAccount, by: Account) -> SocialAccount:
    """From now on this identity at the council's provider is this account; only for oneself."""
    if account.pk != by.pk or account.kind != Account.Kind.STAFF or not account.is_active:
        raise PermissionDenied("Only staff sign in with a council account, each with their own.")
    found.user = account
    found.save(force_insert=True)
    trail.note("council account connected", on=account, by=by)
    return found
