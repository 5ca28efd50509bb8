"""Offering a session, changing and cancelling it, booking a place, and saying who came."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import When
from alongside.foundation.links import safe_link
from alongside.learning.access.sessions import offered
from alongside.learning.instrument import CLUSTERS
from alongside.learning.models import Booking, Piece, Session, Words

from .pieces import must_say_something

State = Booking.State
LONGEST = timedelta(hours=12)
WHERE_AND_WHEN = ("place", "link", "starts_at", "ends_at")
COMES = (State.BOOKED, State.WAITING)
KEPT = ("title", "about", "how", "clusters", "place", "link", "starts_at", "ends_at", "places")


@transaction.atomic
def offer_session(
    *,
    title: str,
    about: str,
    how: str,
    clusters: Sequence[str],
    starts: When,
    minutes: int,
    places: int,
    place: str = "",
    link: str = "",
    by: Account,
) -> Session:
    """Offer colleagues something at a time, to so many of them."""
    if not may(by, "offer learning"):
        raise ValidationError("Your role does not include offering sessions.")
    made = Session(title=_title(title), about=about, how=how, offered_by=by)
    made.clusters = [one for one in CLUSTERS if one in clusters]
    made.place, made.link, made.places = place.strip(), safe_link(link), places
    made.starts_at, made.ends_at = _times(starts, minutes)
    _must_be_reached(made)
    made.save(force_insert=True)
    trail.note("learning: session offered", on=made, by=by)
    return made


@transaction.atomic
def change_session(
    *,
    session: Session,
    title: str,
    about: str,
    clusters: Sequence[str],
    starts: When,
    minutes: int,
    places: int,
    place: str = "",
    link: str = "",
    by: Account,
) -> Session:
    """Say differently when and where it is; more places go to whoever waits."""
    row = _held(session, by)
    _must_be_coming(row)
    taken = offered([row])[0].booked
    if places < taken:
        raise ValidationError(
            {"places": f"{taken} people have a place already. Offer at least so many."}
        )
    before = [getattr(row, name) for name in WHERE_AND_WHEN]
    row.title, row.about = _title(title), about
    row.clusters = [one for one in CLUSTERS if one in clusters]
    row.place, row.link, row.places = place.strip(), safe_link(link), places
    row.starts_at, row.ends_at = _times(starts, minutes)
    _must_be_reached(row)
    row.save(update_fields=[name for name in KEPT if name != "how"])
    if before != [getattr(row, name) for name in WHERE_AND_WHEN]:
        _tell_who_comes(row)
    _fill(row.pk)
    trail.note("learning: session changed", on=row, by=by)
    return row


@transaction.atomic
def cancel_session(*, session: Session, why: str, by: Account) -> Session:
    """Say that it will not be, and why; everybody who has a place reads it."""
    row = _held(session, by)
    if row.cancelled_at is None:
        _must_be_coming(row)
        if not why.strip():
            raise ValidationError({"why": "Say why, for those who have planned to come."})
        row.cancelled_at, row.cancelled_why = timezone.now(), why.strip()[:400]
        row.save(update_fields=["cancelled_at", "cancelled_why"])
        _tell_who_comes(row)
        trail.note("learning: session cancelled", on=row, by=by)
    return row


def _tell_who_comes(session: Session) -> None:
    """Their first page of learning says so until they have looked."""
    Booking.objects.filter(session=session, state__in=COMES).update(has_news=True)


@transaction.atomic
def look_at_session(*, session: Session, by: Account) -> None:
    """Whoever booked has read where and when it is now."""
    mine = Booking.objects.filter(session=session, account=by, has_news=True)
    if mine.update(has_news=False):
        trail.note("learning: change of a session read", on=session, by=by)


@transaction.atomic
def book(*, session: Session, by: Account) -> Booking:
    """Take a place; where none is free or others wait, wait for one. Twice changes nothing."""
    row = Session.objects.get(pk=session.pk)
    _must_be_coming(row)
    there = _mine(row, by)
    if there is not None:
        return there
    made = _placed(row, by, State.BOOKED) if not offered([row])[0].is_full else None
    made = made or _placed(row, by, State.WAITING)
    if made is None:  # booked in this very moment, from another window
        there = _mine(row, by)
        if there is None:
            raise ValidationError("This could not be booked. Try again in a minute.")
        return there
    trail.note("learning: session booked", on=made, by=by)
    return made


def _placed(session: Session, by: Account, state: str) -> Booking | None:
    """The booking, or none where the database says that there is no such place."""
    made = Booking(session=session, account=by, state=state)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    return made


@transaction.atomic
def give_up(*, session: Session, by: Account) -> None:
    """Not come after all; whoever waits longest has the place at once."""
    there = _mine(session, by)
    if there is None or there.state not in (State.BOOKED, State.WAITING):
        return
    if Session.objects.get(pk=session.pk).starts_at <= timezone.now():
        raise ValidationError("It has begun, so nobody else could have your place.")
    there.state = State.CANCELLED
    there.save(update_fields=["state", "changed_at"])
    _fill(session.pk)
    trail.note("learning: place given up", on=there, by=by)


@transaction.atomic
def say_who_came(*, session: Session, came: Collection[UUID], by: Account) -> None:
    """Afterwards: who was there, of those who had a place. Told to nobody but each of them."""
    row = _held(session, by)
    if row.starts_at > timezone.now():
        raise ValidationError("It has not begun yet.")
    wanted = (State.BOOKED, State.CAME, State.MISSED)
    for one in Booking.objects.filter(session=row, state__in=wanted):
        state = State.CAME if one.pk in came else State.MISSED
        if one.state != state:
            one.state = state
            one.save(update_fields=["state", "changed_at"])
    trail.note("learning: who came was noted", on=row, by=by)


def _mine(session: Session, by: Account) -> Booking | None:
    found = Booking.objects.filter(session=session, account=by).exclude(state=State.CANCELLED)
    return found.first()


def _held(session: Session, by: Account) -> Session:
    """The row, held until this is over, for whoever runs it."""
    if session.offered_by_id != by.pk:
        raise ValidationError("Only whoever runs this session does this.")
    # Whoever books at this moment still points at the row: a full lock would wait for each other.
    return Session.objects.select_for_update(no_key=True).get(pk=session.pk)


def _fill(session: UUID) -> list[UUID]:
    """Give what is free to whoever waits longest."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.fill_places(%s)", [session])
        return [row[0] for row in cursor.fetchall()]


def _must_be_coming(session: Session) -> None:
    if session.cancelled_at is not None:
        raise ValidationError("This session was cancelled.")
    if session.starts_at <= timezone.now():
        raise ValidationError("This session has begun already.")


def _must_be_reached(session: Session) -> None:
    if session.how == Session.How.WEBINAR and not session.link:
        raise ValidationError({"link": "Say the address at which people join it."})
    if session.how == Session.How.CLASSROOM and not session.place:
        raise ValidationError({"place": "Say where it is."})


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise ValidationError({"title": "Give it a name, so that people know it again."})
    return title


def _times(starts: When, minutes: int) -> tuple[datetime, datetime]:
    """From when until when: both in the time that people live in."""
    moment = starts.earliest
    if not isinstance(moment, datetime):
        raise ValidationError({"starts": "Say the time too, such as 27 March 2026, 2pm."})
    if moment <= timezone.now():
        raise ValidationError({"starts": "This is over already. Choose a time to come."})
    length = timedelta(minutes=minutes)
    if not timedelta() < length <= LONGEST:
        raise ValidationError({"minutes": "A session lasts from 1 minute to 12 hours."})
    return moment, moment + length


@transaction.atomic
def write_afterwards(*, session: Session, learnt: str, differently: str, by: Account) -> Piece:
    """Keep what one takes with one: a piece of one’s own, which whoever ran it never reads."""
    there = _mine(session, by)
    if there is None or there.state == State.WAITING:
        raise ValidationError("You had no place in this session.")
    if session.starts_at > timezone.now():
        raise ValidationError("It has not begun yet.")
    given = {"learnt": learnt, "differently": differently}
    must_say_something(given)
    made = Piece(owner=by, kind=Piece.Kind.SESSION, shape="session 1", title=session.title)
    made.on = timezone.localtime(session.starts_at).date()
    made.versions, made.from_kind, made.from_id = 1, "session", session.pk
    made.save(force_insert=True)
    for part, text in given.items():
        if text.strip():
            words = Words(piece=made, owner=by, number=1, part=part, text=text)
            words.save(force_insert=True)
    trail.note("learning: session kept", on=made, by=by)
    return made
