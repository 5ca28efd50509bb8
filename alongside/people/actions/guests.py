"""Letting somebody without an account read one thing, and answer it, by a link and a code."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from alongside.accounts.actions import add_account
from alongside.accounts.models import NOBODYS, Account
from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON
from alongside.people import access
from alongside.people.lineage import now_of
from alongside.people.models import Consent, GuestLink, Handover, Person

from . import handovers
from .grants import NOT_YOURS

HOURS = (24, 48, 72)
OVER = "This link was opened, or has ended. Make another one."


@dataclass(frozen=True)
class Guest:
    """What the database says of a link: closed, wrong, spent, entered, open, answered or gone."""

    state: str
    account_id: UUID | None
    handover_id: UUID | None


@transaction.atomic
def ask_by_link(
    *,
    person: Person,
    name: str,
    job: str,
    reason: str,
    basis: str,
    consent: Consent | None = None,
    hours: int,
    by: Account,
) -> Handover:
    """Share with somebody without an account, for three days at most; the link is made apart."""
    if hours not in HOURS:
        raise ValidationError({"hours": "Choose for how long."})
    access.not_on_a_visit(person.pk)
    if not access.may_open_to(person.pk):
        raise PermissionDenied(NOT_YOURS)
    until = timezone.now() + timedelta(hours=hours)
    account = add_account(
        email=f"{uuid4().hex}{NOBODYS}",  # .invalid is no address: nobody signs in with it
        kind=Account.Kind.PARTNER,
        name=name.strip(),
        job_title=job.strip(),
        by=by,
    )
    made = handovers.offer(
        person=person,
        kind=Handover.Kind.SHARE,
        to=handovers.Whom(account),
        reason=reason,
        basis=basis,
        consent=consent,
        last_day=until.astimezone(LONDON).date(),
        by=by,
    )
    GuestLink.objects.create(handover=made, until=until, by=by)
    return made


@transaction.atomic
def make_guest_link(*, handover: Handover, by: Account) -> str:
    """Make the link, and return its token, which is kept nowhere; an earlier one ends."""
    token = secrets.token_urlsafe(32)
    _change(handover, by, token=_hash(token))
    trail.note("link for a guest made", on=handover, about=[handover.person_id], by=by)
    return token


@transaction.atomic
def make_guest_code(*, handover: Handover, by: Account) -> str:
    """Make the code that is told by another way, kept as a hash; an earlier one ends."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    link = GuestLink.objects.filter(handover=handover).first()
    _change(handover, by, code=_code(link.pk, code) if link else "")
    trail.note("code for a guest made", on=handover, about=[handover.person_id], by=by)
    return code


def _change(handover: Handover, by: Account, **what: str) -> None:
    person = now_of([handover.person_id]).get(handover.person_id, handover.person_id)
    if not access.may_open_to(person):  # also whoever asked, once they do not work there any more
        raise PermissionDenied(NOT_YOURS)
    open_now = GuestLink.objects.filter(
        handover=handover, by=by, opened_at=None, ended_at=None, until__gt=timezone.now()
    )
    if handovers_over(handover) or not open_now.update(**what):
        raise ValidationError(OVER)
    if handover.to_account is not None:  # an order may have been made since
        whose = Person.objects.get(pk=person)
        handovers.let_in_or_refuse(whose, handover.to_account, by)


def handovers_over(handover: Handover) -> bool:
    """Whether the share on which the link stands has ended."""
    ends = (handovers.What.DONE, handovers.What.REVOKED)
    return handover.lines.filter(what__in=ends).exists()


@transaction.atomic
def enter_as_guest(*, token: str, code: str = "", seat: str = "") -> Guest:
    """Ask the database whether a link opens, here and now; what is wrong is counted and trailed."""
    with acting(None):  # whoever is signed in here does not matter at this door
        link = _id_of(token)
        typed = "".join(code.split())[:12]
        hashed = _code(link, typed) if link and typed else ""
        with connection.cursor() as cursor:
            # Hashed with the link, so that no two links tell that one browser opened both.
            given = [_hash(token), hashed, _hash(f"{token} {seat}") if seat else ""]
            cursor.execute("select * from gate.guest(%s, %s, %s)", given)
            guest = Guest(*cursor.fetchone())
    if guest.account_id and guest.state not in ("open", "answered"):
        with acting(guest.account_id):
            account = Account.objects.get(pk=guest.account_id)
            said = "guest came in" if guest.state == "entered" else "wrong code from a guest"
            trail.note(said, on=Handover(pk=guest.handover_id), by=account)
    return guest


def _id_of(token: str) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("select gate.guest_id(%s)", [_hash(token)])
        (found,) = cursor.fetchone()
    return UUID(str(found)) if found else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()  # 256 random bits: no salt is needed


def _code(link: UUID, code: str) -> str:
    # Keyed with the secret of this installation: six digits would be guessed from a plain hash.
    # The database compares these, so how long that takes says nothing of the digits.
    return salted_hmac("alongside.guest", f"{link}:{code}", algorithm="sha256").hexdigest()
