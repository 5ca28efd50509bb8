"""How a link for somebody without an account stands, for the page of its handover."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation.days import LONDON, in_words
from alongside.people.models import Basis, Grant, GuestLink, Handover, HandoverLine, Person

What = HandoverLine.What
SAID_YES = (What.ACCEPTED, What.DONE, What.REVOKED)
OVER = (Person.State.DIED, Person.State.LOST)


@dataclass(frozen=True)
class Link:
    """How a link for somebody without an account stands, and where what they read is chosen."""

    words: str
    is_open: bool  # the link and the code may still be made anew, by whoever asked
    grant_id: UUID | None


def guest_link(handover: Handover, account: Account) -> Link | None:
    """The link by which somebody without an account reads this share, if there is one."""
    row = GuestLink.objects.filter(handover=handover).select_related("by").first()
    if row is None:
        return None
    state = getattr(handover, "state", None) or ""
    gave = handover.lines.filter(what=What.ACCEPTED).values_list("gave", flat=True).first()
    grant = Grant.objects.filter(pk__in=gave or ()).first()
    ends = min(row.until, grant.until) if grant else row.until  # with the consent it rests on
    is_dead = state != What.ACCEPTED or row.ended_at is not None or not _stands(row, grant)
    is_over = is_dead or ends <= timezone.now()
    if state == What.DONE:
        words = "They have answered. The link opens nothing any more."
    elif row.ended_at:
        words = "Five wrong codes ended it. Ring them, and make another one if they need it."
    elif row.opened_at:
        words = f"Opened at {_clock(row.opened_at)}. It opens once, for half an hour."
    elif is_dead:
        words = "It opens nothing any more, and nobody opened it." if state else ""
    elif is_over:
        words = "Its time is over, and nobody opened it."
    else:
        words = f"{_not_opened(row)} It ends at {_clock(ends)}."
    is_open = not is_over and row.opened_at is None and row.by_id == account.pk
    return Link(words, is_open, grant.pk if grant and not is_over else None)


def where_listed(handover: Handover, whose: UUID, state: str) -> UUID | None:
    """The grant on which it is chosen what a partner reads who said yes to this.

    One that stood before goes on when this is over, with all that was listed meanwhile.
    """
    to = handover.to_account
    if state not in SAID_YES or to is None or to.kind != Account.Kind.PARTNER:
        return None
    mine = Grant.objects.filter(in_force(), account=to, person_id=whose, basis=Basis.PARTNER)
    if Person.objects.filter(pk=whose, state__in=OVER).exists():
        return None
    return mine.order_by("starts").values_list("pk", flat=True).first()


def asked_by(grant: Grant) -> UUID | None:
    """What somebody without an account was asked, whose grant this is."""
    found = Handover.objects.filter(link__isnull=False, to_account_id=grant.account_id)
    return found.values_list("pk", flat=True).first()


def has_link_of(handover: Handover, account: Account) -> bool:
    """Whether there is a link for this, and this account asked for it."""
    return GuestLink.objects.filter(handover=handover, by=account).exists()


def _stands(row: GuestLink, grant: Grant | None) -> bool:
    """Whether what the link opens is open, as far as its reader may know; its door asks more."""
    if grant is None:
        return row.by.is_active
    died = Person.objects.filter(pk=str(grant.person_id), state__in=OVER).exists()
    return row.by.is_active and not died


def _not_opened(row: GuestLink) -> str:
    if not row.token:
        return "No link has been made yet."
    if not row.code:
        return "The link opens only with a code, and none has been made yet."
    return "Nobody has opened it yet."


def _clock(at: datetime) -> str:
    at = at.astimezone(LONDON)
    return f"{at:%H:%M} on {in_words(at.date())}"
