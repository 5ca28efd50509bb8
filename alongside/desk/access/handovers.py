"""Handovers for the desk: what waits for an answer, what one sent, and who hands over for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account, Membership, Team, in_force
from alongside.foundation.prepared import prepared
from alongside.people.access import person_to_view
from alongside.people.actions.handovers import AT_ONCE_MOST, Whom
from alongside.people.lineage import now_of, written_about
from alongside.people.models import (
    Basis,
    Consent,
    Grant,
    Handover,
    HandoverLine,
    Person,
    Rung,
)
from alongside.people.models.reach import teams_of
from alongside.record.readership import name_of

from .waiting import account_names

MOST = 50
FEW = 5  # beside who may see
What = HandoverLine.What
BESIDE = (What.REASON, What.GOES_ON)  # lines that move nothing
OFFERED = ""
WAITS, STANDS = Q(state=None), Q(state=What.ACCEPTED)  # of what _with_state gives
WHO = ("account__practitioner", "team")
PEOPLE = (
    "from_account__practitioner",
    "from_team",
    "to_account__practitioner__agency",
    "to_team",
    "by__practitioner",
)


# What was said last that moves it.
MOVED = HandoverLine.objects.filter(handover=OuterRef("pk")).exclude(what__in=BESIDE)
STATE = Subquery(MOVED.order_by("-number").values("what")[:1])


def _with_state(found: QuerySet[Handover]) -> QuerySet[Handover]:
    return found.select_related(*PEOPLE).annotate(state=STATE)


def _named(side: str, account: Account) -> Q:
    teams = teams_of(account).values("team_id")
    return Q(**{f"{side}_account_id": account.pk}) | Q(**{f"{side}_team_id__in": teams})


@dataclass(frozen=True)
class Told:
    """One handover in a list, and what the person is called."""

    handover: Handover
    called: str
    state: str  # empty while it waits for an answer


@dataclass(frozen=True)
class Mine:
    """What waits for this account, what it waits for, and what became of the others lately."""

    to_answer: list[Told]
    waiting: list[Told]
    lately: list[Told]


def handovers_of(account: Account) -> Mine:
    """One's own, one's teams', and those of whom one leads."""
    is_ask = Q(kind=Handover.Kind.ASK)
    asked = (is_ask & _named("from", account)) | (~is_ask & _named("to", account))
    is_led = Q(from_account_id__in=_led(account))  # who leads them may have to undo it
    is_mine = asked | Q(by=account) | _named("from", account) | _named("to", account) | is_led
    every = _with_state(Handover.objects.filter(is_mine)).order_by("-at")
    to_answer = list(every.filter(asked, WAITS).exclude(by=account)[:MOST])
    waiting = list(every.filter(WAITS, by=account)[:MOST])
    lately = list(every.filter(~WAITS | (is_led & ~asked))[:MOST])
    names = _names(one.pk for one in (*to_answer, *waiting, *lately))
    return Mine(*(_told(some, names) for some in (to_answer, waiting, lately)))


def _told(found: Sequence[Handover], names: dict[UUID, str]) -> list[Told]:
    return [Told(one, names.get(one.pk, ""), _state(one)) for one in found]


def _names(handovers: Iterable[UUID]) -> dict[UUID, str]:
    """What people are called, also for who may not open the record before they have answered."""
    with connection.cursor() as cursor:
        cursor.execute("select id, called from gate.handover_names(%s)", [list(handovers)])
        return dict(cursor.fetchall())


def offered(handovers: Sequence[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Whom each of these is about and what they are called, for who is to answer and knows both."""
    if not handovers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select h.id, h.person_id, n.called from gate.handover_names(%s) n"
            " join people_handover h on h.id = n.id",
            [list(handovers)],
        )
        return {key: (person, called) for key, person, called in cursor.fetchall()}


def handed_on(person: Person) -> list[Told]:
    """The last few handovers of somebody's record, for who reads it."""
    found = _with_state(Handover.objects.filter(written_about([person.pk]))).order_by("-at")
    return _told(list(found[:FEW]), {})


def answers_to(handovers: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """What was asked in each of these, and where it stands; of a question there is the answer."""
    ids = list(handovers)
    return {
        key: (state or "" if kind == Handover.Kind.REFER else "", reason)
        for key, kind, state, reason in (_answers(ids) if ids else ())
    }


@prepared
def _answers(ids: list[UUID]) -> QuerySet[Handover, tuple[UUID, str, str | None, str]]:
    found = Handover.objects.filter(id__any=ids).annotate(state=STATE)
    return found.values_list("pk", "kind", "state", "reason")


def _state(one: Handover) -> str:
    return getattr(one, "state", None) or ""


@dataclass(frozen=True)
class Seen:
    """What somebody did with a record that a handover opened to them."""

    name: str
    what: str
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Page:
    """A handover with its lines, and what this account may say of it."""

    handover: Handover
    whose: UUID  # as their record stands now
    called: str
    state: str
    lines: list[HandoverLine]
    may_answer: bool
    may_undo: bool
    may_explain: bool
    may_read_seen: bool
    seen: list[Seen]
    is_reached: bool  # the record is open to this account

    @property
    def accepted(self) -> HandoverLine | None:
        return next((one for one in self.lines if one.what == What.ACCEPTED), None)

    @property
    def owes_reason(self) -> bool:
        return (
            self.handover.is_at_once
            and not self.handover.reason
            and not any(one.what == What.REASON for one in self.lines)
        )


def handover_to_view(account: Account, handover_id: UUID) -> Page:
    """One handover, for whoever it is for, who sent it, who leads them or reads the record."""
    found = _with_state(Handover.objects.filter(pk=handover_id)).select_related("consent", *PEOPLE)
    handover = get_object_or_404(found)
    with connection.cursor() as cursor:
        cursor.execute(
            "select gate.answers_handover(h), gate.may_undo(h), gate.may_explain(h),"
            " gate.may_see(gate.stands_for(h.person_id), 2::smallint)"
            " from people_handover h where h.id = %s",
            [handover.pk],
        )
        may_answer, may_undo, may_explain, reads = cursor.fetchone()
    state = _state(handover)
    whose = now_of([handover.person_id]).get(handover.person_id, handover.person_id)
    reached = Person.objects.visible_to(account).filter(pk=whose)
    return Page(
        handover=handover,
        whose=whose,
        called=_names([handover.pk]).get(handover.pk, ""),
        state=state,
        lines=list(handover.lines.select_related("by__practitioner").order_by("number")),
        may_answer=may_answer and state == OFFERED and handover.by_id != account.pk,
        may_undo=may_undo,
        may_explain=may_explain,
        may_read_seen=may_undo or reads,
        seen=_who_saw(handover),
        is_reached=reached.exists(),
    )


def _who_saw(handover: Handover) -> list[Seen]:
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.seen_by_handover(%s)", [handover.pk])
        rows = cursor.fetchall()
    names = account_names(by for by, *_ in rows)
    return [Seen(names.get(by, ""), *rest) for by, *rest in rows]


# Who hands over, and to whom ----------------------------------------------------------------------


def givers(account: Account, person: Person) -> list[tuple[str, str]]:
    """For whom this account may hand somebody over: itself, a team of its own, whom it leads."""
    teams = set(teams_of(account).values_list("team_id", flat=True))
    led = _led(account)
    found = []
    working = list(_working(person))
    free = teams - _teams_of_others(account, working)
    for one in working:
        is_mine = one.account_id == account.pk or one.team_id in free
        if is_mine or one.account_id in led:
            key = f"team {one.team_id}" if one.team_id else f"account {one.account_id}"
            name = one.team.name if one.team else name_of(one.account)
            found.append((key, "I do" if one.account_id == account.pk else name))
    every = sorted(dict(found).items(), key=lambda each: each[1] != "I do")
    # Who works with them by name, and leads nobody, hands over what is their own.
    return every[:1] if every and every[0][1] == "I do" and not led else every


def _teams_of_others(account: Account, working: Sequence[Grant]) -> set[UUID]:
    """Teams in which another works with them by name: theirs to hand over, or their manager’s."""
    by_name = [one.account_id for one in working if one.basis == Basis.ALLOCATED]
    named = {one for one in by_name if one is not None and one != account.pk}
    there = Membership.objects.filter(in_force(), account_id__in=named)
    there = there.filter(account__is_active=True)
    if may(account, "allocate"):
        mine = Membership.objects.filter(in_force(), account=account, is_manager=True)
        there = there.exclude(team_id__in=mine.values("team_id"))
    return set(there.values_list("team_id", flat=True))


def holders(person: Person) -> list[tuple[str, str]]:
    """Who works with somebody by name, or as a team: whoever takes them over asks one of these."""
    found = _working(person).filter(basis=Basis.ALLOCATED)
    return [
        (f"team {one.team_id}", one.team.name)
        if one.team
        else (f"account {one.account_id}", name_of(one.account))
        for one in found
    ]


def _working(person: Person) -> QuerySet[Grant]:
    kinds = Q(basis=Basis.ALLOCATED) | Q(basis=Basis.TEAM)
    found = Grant.objects.filter(in_force(), kinds, person=person, rung__gte=Rung.RECORD)
    return found.select_related(*WHO).order_by("starts")


def _led(account: Account) -> set[UUID]:
    """The people in the teams that this account manages."""
    teams = Membership.objects.filter(in_force(), account=account, is_manager=True)
    found = Membership.objects.filter(in_force(), team_id__in=teams.values("team_id"))
    return set(found.values_list("account_id", flat=True)) - {account.pk}


def near_to(account: Account) -> set[str]:
    """The people in the teams of this manager, and the manager, as a form names them."""
    return {f"account {one}" for one in {*_led(account), account.pk}}


def whom(key: str) -> Whom:
    """The worker or the team that a form names: “account …” or “team …”."""
    kind, _, pk = key.partition(" ")
    if kind == "team":
        return Whom(team=Team.objects.get(pk=pk))
    return Whom(account=Account.objects.get(pk=pk))


# Everybody with whom somebody works ---------------------------------------------------------------


@dataclass(frozen=True)
class Leaving:
    """Somebody whose people are to be handed over, and these people."""

    account: Account
    name: str
    people: list[Person]
    more: int


def colleagues_with_people(account: Account) -> list[tuple[Account, int]]:
    """Whom this manager leads, or who has left, with how many people each works with."""
    if not may(account, "allocate"):
        return []
    rows = _still_theirs(account).values_list("account_id", "person_id").distinct()
    counts: dict[UUID, set[UUID]] = {}
    for who, person in rows[:5_000]:
        counts.setdefault(who, set()).add(person)
    accounts = Account.objects.filter(pk__in=counts).select_related("practitioner")
    found = [(one, len(counts[one.pk])) for one in accounts]
    return sorted(found, key=lambda each: (each[0].is_active, name_of(each[0])))


def _still_theirs(account: Account) -> QuerySet[Grant]:
    """Allocated to whom I lead; or to somebody who has left, and to nobody by name since."""
    again = Grant.objects.filter(in_force(), basis=Basis.ALLOCATED, account__is_active=True)
    mine = Grant.objects.filter(basis=Basis.ALLOCATED, account__isnull=False).exclude(
        account=account
    )
    is_free = ~Exists(again.filter(person=OuterRef("person_id")))
    left = Q(ended_why="left", account__is_active=False) & Q(is_free)
    seen = Person.objects.visible_to(account).values("pk")
    return mine.filter((in_force() & Q(account_id__in=_led(account))) | left, person_id__in=seen)


def leaving(account: Account, leaver_id: UUID) -> Leaving:
    """The people with whom a colleague works, for the manager who hands them over; or 404."""
    if not may(account, "allocate"):
        raise PermissionDenied("Handing over for a colleague is a manager’s to do.")
    ids = _still_theirs(account).filter(account_id=leaver_id).values("person_id")
    found = Person.objects.visible_to(account).filter(pk__in=ids).order_by("sort_key", "pk")
    total = found.count()
    leaver = get_object_or_404(Account.objects.select_related("practitioner"), pk=leaver_id)
    if not total and leaver_id not in _led(account):
        raise Http404
    return Leaving(leaver, name_of(leaver), list(found[:AT_ONCE_MOST]), total - AT_ONCE_MOST)


# Consent ------------------------------------------------------------------------------------------


def consents_on(person: Person) -> list[Consent]:
    """What somebody said yes to, the latest first."""
    found = Consent.objects.filter(person=person).select_related("by__practitioner")
    return list(found.order_by("-given_on", "-at")[:MOST])


def live_consents(person: Person, today: date) -> list[tuple[str, str]]:
    """Those that hold today, for choosing."""
    held = Q(until=None) | Q(until__gte=today)
    found = Consent.objects.filter(held, person=person, withdrawn_at=None).order_by("-given_on")
    return [(str(one.pk), one.purpose) for one in found[:MOST]]


def consent_to_view(account: Account, person_id: UUID, consent_id: UUID) -> tuple[Person, Consent]:
    """A consent on this record, for who reads it; or 404."""
    person = person_to_view(account, person_id, Rung.RECORD)
    found = Consent.objects.select_related("by__practitioner", "withdrawn_by__practitioner")
    return person, get_object_or_404(found, pk=consent_id, person=person)


def resting_on(consent: Consent) -> list[Handover]:
    """The shares that go on now because of this consent."""
    moved_on = HandoverLine.objects.filter(what=What.GOES_ON).values("handover_id")
    kinds = (Handover.Kind.SHARE, Handover.Kind.REFER)
    found = _with_state(Handover.objects.filter(consent=consent, kind__in=kinds))
    return list(found.filter(STANDS).exclude(pk__in=moved_on).order_by("at")[:MOST])


def handovers_open(handovers: Iterable[UUID], account: Account) -> set[UUID]:
    """Those of these handovers of which something may still be said."""
    found = _with_state(Handover.objects.filter(pk__in=list(handovers)))
    is_open = WAITS | STANDS
    return set(found.filter(is_open).values_list("pk", flat=True))


def colleagues_open(accounts: Iterable[UUID], account: Account) -> set[UUID]:
    """Those of these colleagues whose people this account may hand over."""
    return set(accounts) if may(account, "allocate") else set()


def is_receiver(handover: Handover, account: Account) -> bool:
    """Whether it is for this account, or for a team of it."""
    if handover.to_team_id is None:
        return handover.to_account_id == account.pk
    return teams_of(account).filter(team_id=handover.to_team_id).exists()
