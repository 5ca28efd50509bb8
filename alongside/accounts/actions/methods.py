"""Ways of signing in that somebody has lost: taken away, so that they can set up new ones."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from alongside.accounts.access import did_lately
from alongside.accounts.models import Account
from alongside.foundation import trail


@transaction.atomic
def forget_second_factor(*, account: Account, by: Account) -> Account:
    """Somebody lost phone and recovery codes: all they proved themselves with is forgotten.

    Their password stays, and alone lets them in; so it is for those whom one has met or rung. They
    are told when they next sign in. Whoever made a link for them does not do this too.
    """
    if account.pk == by.pk:
        raise ValidationError("Take your own away on your security page.")
    if did_lately(account, "sign-in link made"):
        raise ValidationError(
            "You made a way in for them in the last 24 hours, so you cannot take their second step "
            "away too. Ask another administrator, or do it tomorrow."
        )
    forgotten, _ = Authenticator.objects.filter(user=account).delete()
    if not forgotten:
        raise ValidationError("They have no passkey and no authenticator app.")
    trail.note("second factor forgotten", on=account, by=by, detail={"number": forgotten})
    return account


@transaction.atomic
def connect_provider(*, account: Account, found: SocialAccount, by: Account) -> SocialAccount:
    """From now on this identity at the council's provider is this account; only for oneself.

    A second one is refused: an address that was somebody's is given to whoever comes after them.
    """
    if account.pk != by.pk or account.kind != Account.Kind.STAFF or not account.is_active:
        raise PermissionDenied("Only staff sign in with a council account, each with their own.")
    if SocialAccount.objects.filter(user=account, provider=found.provider).exists():
        raise PermissionDenied("Another council account is connected to this one already.")
    found.user = account
    found.save(force_insert=True)
    trail.note("council account connected", on=account, by=by)
    return found


@transaction.atomic
def disconnect_provider(*, account: Account, by: Account) -> Account:
    """Forget who somebody is at the council's provider; the next time their address counts again.

    For when the provider gives everybody a new identity, as after a move to another one.
    """
    gone, _ = SocialAccount.objects.filter(user=account).delete()
    if not gone:
        raise ValidationError("No council account is connected to this one.")
    trail.note("council account disconnected", on=account, by=by)
    return account
