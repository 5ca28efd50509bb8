"""Giving a way in to the person, to somebody who acts for them, and to a partner's worker."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.accounts.actions import add_account, make_sign_in_link
from alongside.accounts.models import FOR_EVER, Account, in_force
from alongside.foundation import trail
from alongside.foundation.days import LONDON
from alongside.foundation.following import follow
from alongside.people import access
from alongside.people.models import Basis, Grant, Handover, Person, WayIn

from . import grants, handovers
from .grants import NOT_YOURS as NOT_YOURS

HAS_ONE = (
    "They have an account of their own already. End that one first, if it is no longer theirs."
)


@dataclass(frozen=True)
class MadeSure:
    """What whoever gives the way in has made sure of; only staff read it."""

    identity: str
    identity_words: str
    inbox: str
    inbox_words: str = ""
    standing: str = ""
    seen: str = ""


def _begin(person: Person) -> None:
    """Only who may, and only for somebody who lives: not on a visit, not after a death."""
    access.not_on_a_visit(person.pk)
    if not access.may_open_to(person.pk):
        raise PermissionDenied(NOT_YOURS)
    if person.state != Person.State.LIVING:
        raise ValidationError("This is only for somebody who is living.")


@transaction.atomic
def let_person_read(
    *, person: Person, email: str, reason: str, made_sure: MadeSure, by: Account
) -> Grant:
    """Give the person an account of their own, which reads what is shown to them."""
    _begin(person)
    _look_over(made_sure)
    _said(reason)
    if Grant.objects.filter(in_force(), person=person, basis=Basis.SELF).exists():
        raise ValidationError(HAS_ONE)
    account = _account(email, Account.Kind.PERSON, person, by)
    try:
        with transaction.atomic():
            grant = grants.open_own_record(person=person, account=account, reason=reason, by=by)
    except IntegrityError as second:  # two colleagues did it at once
        raise ValidationError(HAS_ONE) from second
    return _written(grant, made_sure, by)


@transaction.atomic
def let_somebody_act(
    *,
    person: Person,
    email: str,
    called: str,
    reason: str,
    made_sure: MadeSure,
    until: datetime | None = None,
    by: Account,
) -> Grant:
    """Let somebody act for the person, on a basis that was seen; they read only what is listed."""
    _begin(person)
    _look_over(made_sure)
    _said(reason)
    if not called.strip():
        raise ValidationError({"called": "Say who they are, such as “Pat, his sister”."})
    if made_sure.standing not in WayIn.Standing.values:
        raise ValidationError({"standing": "Choose why they may act for them."})
    if not made_sure.seen.strip():
        raise ValidationError({"seen": "Say what you have seen, or how they told you."})
    follow("letting in", person=person, called=called, email=email, by=by)
    account = _account(email, Account.Kind.PROXY, person, by)
    _not_twice(person, account, "email")
    grant = grants.let_act_for(
        person=person,
        account=account,
        called=called.strip(),
        reason=reason,
        until=_to_come(until),
        by=by,
    )
    return _written(grant, made_sure, by)


@transaction.atomic
def let_partner_read(
    *,
    person: Person,
    account: Account,
    reason: str,
    until: datetime,
    basis: str = "public-task",
    by: Account,
) -> Grant:
    """Let one worker of a partner agency read what is listed for them, for a purpose and a time."""
    _begin(person)
    if not account.is_active:
        raise ValidationError({"account": "Their account is closed. Choose somebody else."})
    _not_twice(person, account, "account")
    shared = handovers.offer(
        person=person,
        kind=Handover.Kind.SHARE,
        to=handovers.Whom(account),
        reason=_said(reason),
        basis=basis,
        last_day=_to_come(until).astimezone(LONDON).date(),
        by=by,
    )
    return Grant.objects.get(pk=shared.lines.get(number=1).gave[0])


@transaction.atomic
def make_way_in(*, grant: Grant, by: Account) -> str:
    """Make a single-use link for whoever the grant is for; its token is kept nowhere."""
    if grant.person is None or grant.account is None or grant.basis not in _BY_LINK:
        raise ValidationError("An administrator makes the way in for this account.")
    _begin(grant.person)
    if grant.until <= timezone.now():
        raise ValidationError("This has ended.")
    if grant.basis == Basis.PROXY:  # an order may have been made since they were let in
        follow("letting in", person=grant.person, called=grant.called, field="grant", by=by)
    if not access.may_make_way_in(grant.account.pk):
        raise PermissionDenied(
            "They act for somebody else too, whose record you do not keep. "
            "An administrator can make a way in for them."
        )
    token = make_sign_in_link(account=grant.account, by=by)
    trail.note("way in made", on=grant, about=[grant.person], by=by)
    return token


_BY_LINK = (Basis.SELF, Basis.PROXY)


def _account(email: str, kind: Account.Kind, person: Person, by: Account) -> Account:
    """A new account; or the one that is theirs already, as of a mother of two children."""
    found = Account.objects.filter(email=email.strip().lower()).first()
    if found is None:
        return add_account(email=email, kind=kind, by=by)
    if found.kind != kind or not (kind == Account.Kind.PROXY or _was_theirs(found, person)):
        raise ValidationError(
            {
                "email": "Somebody signs in with this address already. It must be one that only "
                "they use here: ask them for another, or ask an administrator whose it is."
            }
        )
    if not found.is_active:
        raise ValidationError(
            {"email": "This account is closed. An administrator can open it again."}
        )
    return found


def _was_theirs(account: Account, person: Person) -> bool:
    """Whether the person signed in with this account before it was ended."""
    return Grant.objects.filter(account=account, person=person, basis=Basis.SELF).exists()


def _not_twice(person: Person, account: Account, field: str) -> None:
    if Grant.objects.filter(in_force(), person=person, account=account).exists():
        raise ValidationError({field: "They have been let in already. Look at who may see."})


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": "Say why."})
    return reason


def _to_come(until: datetime | None) -> datetime:
    if until is not None and until <= timezone.now():
        raise ValidationError({"until": "Choose a day to come."})
    return until or FOR_EVER


def _look_over(made_sure: MadeSure) -> None:
    """Nobody is let in before it is known who they are and who else reads their post."""
    if made_sure.identity not in WayIn.Identity.values or not made_sure.identity_words.strip():
        raise ValidationError({"identity_words": "Say who made sure of it, when and how."})
    if made_sure.inbox not in WayIn.Inbox.values:
        raise ValidationError({"inbox": "Choose who reads their e-mail and uses their phone."})
    if made_sure.inbox == WayIn.Inbox.WITH_SOMEBODY and not made_sure.inbox_words.strip():
        raise ValidationError({"inbox_words": "Say who else, and how you know that it is safe."})


def _written(grant: Grant, made_sure: MadeSure, by: Account) -> Grant:
    assert grant.person_id is not None
    WayIn.objects.create(grant=grant, person_id=grant.person_id, by=by, **vars(made_sure))
    return grant
