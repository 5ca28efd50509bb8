"""Which circles somebody is in or may come into, and what of a round they may read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Min, QuerySet
from django.http import Http404

from alongside.accounts.models import Account, Practitioner
from alongside.foundation.actor import Actor
from alongside.learning.models import Circle, Member, Piece, Round, Turn
from alongside.learning.models.pieces import LEARNERS

PAGE = 100  # of what was said, on one page
ROUNDS = 20  # that are over, on one page
MOST_OPEN = 100  # threads of a community
MOST_NAMES = 500  # of one circle: by these a text is told apart from one about a family
MOST_LISTED = 200  # circles that are open to everybody


@dataclass(frozen=True)
class Seat:
    """One circle, and where whoever reads stands in it."""

    circle: Circle
    mine: Member | None
    is_host: bool

    @property
    def is_in(self) -> bool:
        """They said yes, and have not left."""
        return self.mine is not None and self.mine.joined_at is not None

    @property
    def is_invited(self) -> bool:
        """They are asked in, and have not answered."""
        return self.mine is not None and self.mine.joined_at is None

    @property
    def may_join(self) -> bool:
        """They may come in unasked."""
        return self.mine is None and self.circle.ended_at is None

    @property
    def is_over(self) -> bool:
        """It has ended."""
        return self.circle.ended_at is not None

    @property
    def has_no_host(self) -> bool:
        """It goes on, and whoever hosted it has left."""
        return not self.is_over and not self.circle.host.is_active


@dataclass
class Seats:
    """Every circle that somebody has to do with, by what there is to do."""

    invited: list[Seat] = field(default_factory=list)
    mine: list[Seat] = field(default_factory=list)
    over: list[Seat] = field(default_factory=list)
    to_join: list[Seat] = field(default_factory=list)


def seats_of(by: Account) -> Seats:
    """Where they are asked in, are in, were in until it ended, and may come in. Two queries."""
    members = Member.objects.filter(account=by, left_at=None).select_related("circle")
    found = Seats()
    known: set[UUID] = set()
    for one in members.order_by("-circle__made_at"):
        known.add(one.circle_id)
        seat = Seat(one.circle, one, one.circle.host_id == by.pk)
        if seat.is_over:
            found.over += [seat] if seat.is_in else []
        else:
            (found.mine if seat.is_in else found.invited).append(seat)
    open_to = Circle.objects.visible_to(by).filter(ended_at=None, kind=Circle.Kind.COMMUNITY)
    for circle in open_to.order_by("title", "id")[: MOST_LISTED + len(known)]:
        if circle.pk not in known:
            found.to_join.append(Seat(circle, None, circle.host_id == by.pk))
    return found


def is_in_circles(by: Account) -> bool:
    """Whether they are in a circle that goes on, or invited to one."""
    return Member.objects.filter(account=by, left_at=None, circle__ended_at=None).exists()


def circle_to_view(by: Account, circle_id: UUID) -> Seat:
    """One circle as this account stands in it; 404 where it may not even know of it."""
    circle = Circle.objects.select_related("host").filter(pk=circle_id).first()
    if circle is None:
        raise Http404("There is no such group.")
    mine = Member.objects.filter(circle=circle, account=by, left_at=None).first()
    return Seat(circle, mine, circle.host_id == by.pk)


def circle_to_host(by: Account, circle_id: UUID) -> Seat:
    """The same where it is theirs to look after; for everybody else the page is not there."""
    seat = circle_to_view(by, circle_id)
    if not seat.is_host:
        raise Http404("This is for whoever hosts the group.")
    return seat


def members_of(circle: Circle) -> list[Member]:
    """Who is in it or invited, in the circle's own order."""
    there = Member.objects.filter(circle=circle, left_at=None)
    return list(there.order_by("place", "invited_at", "id"))


def gone_from(circle: Circle) -> frozenset[UUID]:
    """Whose account was closed while they were in it."""
    there = Member.objects.filter(circle=circle, left_at=None, account__is_active=False)
    return frozenset(there.values_list("account_id", flat=True))


def could_host(circle: Circle) -> list[Member]:
    """Who might host it instead, whoever has been in it longest first."""
    there = Member.objects.filter(circle=circle, left_at=None).exclude(joined_at=None)
    there = there.filter(account__is_active=True, account__kind__in=LEARNERS)
    return list(there.exclude(account=circle.host_id).order_by("joined_at", "id"))


def names_in(circle: Circle) -> dict[UUID, str]:
    """What they are or were called there, by account, as they were last; of very many the first."""
    every = Member.objects.filter(circle=circle).order_by("invited_at", "id")
    return dict(every.values_list("account_id", "called")[:MOST_NAMES])


def member_to_change(by: Account, member_id: UUID) -> Member:
    """Somebody in a circle that one hosts, and that has not ended."""
    found = Member.objects.filter(pk=member_id, left_at=None).select_related("circle").first()
    if found is None or found.circle.host_id != by.pk or found.circle.ended_at is not None:
        raise Http404("There is no such member.")
    return found


def open_rounds(circle: Circle) -> list[Round]:
    """What is asked now, the newest first; of very many the newest."""
    return list(rounds_of(circle).filter(closed_at=None)[:MOST_OPEN])


def closed_rounds(circle: Circle, before: int | None = None) -> tuple[list[Round], int | None]:
    """One page of what is over, the last first, and the number before which there is more."""
    found = rounds_of(circle).exclude(closed_at=None)
    found = found.filter(number__lt=before) if before else found
    some = list(found[: ROUNDS + 1])
    return some[:ROUNDS], some[ROUNDS - 1].number if len(some) > ROUNDS else None


def first_round(circle: Circle) -> int | None:
    """The number of the first round that may be read."""
    found: int | None = rounds_of(circle).aggregate(first=Min("number"))["first"]
    return found


def rounds_of(circle: Circle) -> QuerySet[Round]:
    """The rounds of a circle, the newest first."""
    return Round.objects.filter(circle=circle).order_by("-number")


def round_to_view(by: Account, round_id: UUID) -> tuple[Round, Seat]:
    """One round of a circle that they are in."""
    found = Round.objects.filter(pk=round_id).select_related("circle").first()
    if found is None:
        raise Http404("There is no such round.")
    mine = Member.objects.filter(circle_id=found.circle_id, account=by, left_at=None).first()
    if mine is None or mine.joined_at is None:
        raise Http404("There is no such round.")
    return found, Seat(found.circle, mine, found.circle.host_id == by.pk)


def round_to_host(by: Account, round_id: UUID) -> tuple[Round, Seat]:
    """The same where the circle is theirs to look after."""
    found, seat = round_to_view(by, round_id)
    if not seat.is_host:
        raise Http404("This is for whoever hosts the group.")
    return found, seat


def turn_to_take_back(by: Account, turn_id: UUID) -> Turn:
    """Something that one said oneself."""
    mine = Turn.objects.filter(pk=turn_id, by=by).first()
    if mine is None:
        raise Http404("There is no such turn.")
    return mine


def round_said_in(turn: Turn) -> Round | None:
    """The round in which it was said, for those who are in that circle still."""
    return Round.objects.filter(pk=turn.round_id).select_related("circle").first()


def turn_brought(by: Account, turn_id: UUID) -> Turn:
    """What one brought to group supervision oneself, of somebody whom one works with."""
    mine = Turn.objects.filter(pk=turn_id, by=by, brings=True, taken_back_at=None)
    found = mine.select_related("round__circle").first()
    if found is None:
        raise Http404("There is no such turn.")
    round_to_view(by, found.round_id)
    return found


def has_said(by: Account, round: Round) -> bool:
    """Whether words of theirs stand in it."""
    mine = Turn.objects.filter(round=round, by=by, taken_back_at=None)
    return mine.exclude(text="").exists()


def kept_from(by: Account, round: Round) -> Piece | None:
    """The reflection that they made of their own words in it."""
    mine = Piece.objects.filter(owner=by, from_kind="learning.round", from_id=round.pk)
    return mine.first()


def turn_to_answer(round: Round, turn_id: UUID | None) -> Turn | None:
    """Something in this round that one may read, to answer to it."""
    return Turn.objects.filter(pk=turn_id, round=round).first() if turn_id else None


def heard_in(round: Round) -> frozenset[UUID]:
    """The accounts that have said something in it: never what."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.heard_in_round(%s)", [round.pk])
        row = cursor.fetchone()
    return frozenset(row[0] if row and row[0] else ())


@dataclass(frozen=True)
class Heard:
    """One thing that was said, as the round shows it; of what was taken back only that it was."""

    id: UUID
    by_id: UUID
    at: datetime
    text: str = ""
    choice: str = ""
    answers_id: UUID | None = None
    is_mine: bool = False
    is_after: bool = False  # said once everything was shown
    brings: bool = False  # about somebody whom they work with
    entry_id: UUID | None = None  # the decision that came of it
    taken_back_at: datetime | None = None


@dataclass(frozen=True)
class Talk:
    """What may be read of a round, in order, and whether there is more before it."""

    said: tuple[Heard, ...]
    earlier: UUID | None = None  # the first on this page, where there is more before it

    @property
    def by_turn(self) -> list[Heard]:
        """What was said before it was shown."""
        return [one for one in self.said if not one.is_after]

    @property
    def afterwards(self) -> list[Heard]:
        """What was said once it was shown."""
        return [one for one in self.said if one.is_after]


def talk_in(round: Round, by: Actor, *, before: UUID | None = None) -> Talk:
    """The newest that may be read of a round, or what was said before. Two queries."""
    rows = Turn.objects.filter(round=round).order_by("-at", "-id")
    gone = [] if before else _taken_back(round)
    if before and (mark := Turn.objects.filter(pk=before, round=round).first()):
        rows = rows.filter(at__lt=mark.at)
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    said = [_heard(one, round, by) for one in found]
    oldest = min((one.at for one in said), default=None)
    known = {one.id for one in said}
    said += [
        one
        for one in gone
        if one.id not in known and (not more or oldest is None or one.at >= oldest)
    ]
    said.sort(key=lambda one: (one.at, one.id))
    return Talk(tuple(said), found[-1].pk if more else None)


def _heard(turn: Turn, round: Round, by: Actor) -> Heard:
    is_after = round.revealed_at is not None and turn.at > round.revealed_at
    is_gone = turn.taken_back_at is not None
    return Heard(
        turn.pk,
        turn.by_id,
        turn.at,
        text="" if is_gone else turn.text,
        choice="" if is_gone else turn.choice,
        answers_id=turn.answers_id,
        is_mine=turn.by_id == by.pk,
        is_after=is_after,
        brings=turn.brings and not is_gone,
        entry_id=None if is_gone else turn.entry_id,
        taken_back_at=turn.taken_back_at,
    )


def _taken_back(round: Round) -> list[Heard]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, by_id, answers_id, at, taken_back_at from gate.taken_back_in(%s)"
            " order by at desc limit %s",
            [round.pk, PAGE],
        )
        rows = cursor.fetchall()
    shown = round.revealed_at
    return [
        Heard(
            one,
            by_id,
            at,
            answers_id=answers,
            is_after=shown is not None and at > shown,
            taken_back_at=gone,
        )
        for one, by_id, answers, at, gone in rows
    ]


def waiting_in_circles(by: Account) -> list[Round]:
    """Open rounds of one's circles in which everybody writes first, and one has not yet."""
    circles = Member.objects.filter(account=by, left_at=None).exclude(joined_at=None)
    rounds = Round.objects.filter(
        circle__in=circles.values("circle_id"), closed_at=None, revealed_at=None
    )
    rounds = rounds.exclude(kind=Round.Kind.TALK).select_related("circle").order_by("opened_at")
    said = Turn.objects.filter(by=by, round__in=rounds, taken_back_at=None)
    heard = set(said.values_list("round_id", flat=True))
    return [one for one in rounds if one.pk not in heard]


def new_in_circles(by: Account, seats: Iterable[Seat]) -> set[UUID]:
    """The circles in which somebody else said something readable since one looked in."""
    seen = {one.circle.pk: one.mine.seen_at for one in seats if one.mine and one.mine.seen_at}
    if not seen:
        return set()
    newest = Turn.objects.filter(round__circle__in=list(seen), at__gt=min(seen.values()))
    rows = newest.exclude(by=by).values_list("round__circle_id", "at", "round__revealed_at")
    return {circle for circle, at, shown in rows[:2000] if max(at, shown or at) > seen[circle]}


def circles_open(ids: Collection[UUID], by: Actor) -> set[UUID]:
    """Of these circles, those whose pages are open to this account."""
    return set(Circle.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))


def rounds_open(ids: Collection[UUID], by: Actor) -> set[UUID]:
    """Of these rounds, those whose pages are open to this account."""
    return set(Round.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))


def turns_open(ids: Collection[UUID], by: Actor) -> set[UUID]:
    """Of these, what one said oneself, in a circle that one is in still."""
    mine = Turn.objects.filter(pk__in=list(ids), by_id=by.pk, taken_back_at=None)
    return set(mine.filter(round__in=Round.objects.all()).values_list("pk", flat=True))


def known_as(account: Account) -> str:
    """The short name of the directory, where there is one."""
    names = Practitioner.objects.filter(account_id=account.pk).values_list("called", flat=True)
    return next(iter(names), "")


def hosts_of(seats: Sequence[Seat]) -> dict[UUID, str]:
    """The names of those who host these circles, and have not left."""
    hosts = {one.circle.host_id for one in seats}
    here = Practitioner.objects.filter(account_id__in=hosts, account__is_active=True)
    return dict(here.values_list("account_id", "name"))


def account_known_to(by: Account, email: str) -> Account | None:
    """Whoever signs in with this address, if they read a record that one reads oneself.

    For everybody else it is the same as if nobody did.
    """
    kinds = (Account.Kind.PERSON, Account.Kind.PROXY)
    found = Account.objects.filter(email=email.strip().lower(), kind__in=kinds).first()
    if found is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select gate.may_ask_in(%s)", [found.pk])
        row = cursor.fetchone()
    return found if row and row[0] else None
