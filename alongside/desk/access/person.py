"""What stands on a person's first page, by how much of the record whoever asks may see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation.actor import Actor
from alongside.foundation.content import codes
from alongside.foundation.days import LONDON, in_words
from alongside.foundation.prepared import prepared
from alongside.people import facts as about_facts
from alongside.people.header import PersonHeader, header_of
from alongside.people.kin import FLOWS, TIES
from alongside.people.models import (
    Basis,
    Fact,
    FactKind,
    Grant,
    Person,
    Protection,
    Relationship,
    Rung,
    Service,
    WarningNote,
)
from alongside.people.models.grants import is_cover
from alongside.people.models.reach import given_to, reach
from alongside.people.models.relationships import past
from alongside.people.outside import services_of
from alongside.plans.access import Plan, plans_of
from alongside.record.about_me import AboutMe, about_me
from alongside.record.access import Line, timeline
from alongside.record.access.clocks import due_about
from alongside.record.access.statuses import Standing, standing_of
from alongside.record.contact import last_contact
from alongside.record.models import Clock
from alongside.record.readership import name_of

LINES = 5  # of the timeline
A_MOMENT = timedelta(seconds=1)  # what ends with a day ends as the next one begins
CONTACT = (
    FactKind.ADDRESS,
    FactKind.PHONE,
    FactKind.EMAIL,
    FactKind.LANGUAGE,
    FactKind.INTERPRETER,
    FactKind.SCHOOL,
    FactKind.GP,
)
WORKING = (Basis.ALLOCATED, Basis.SUPERVISES, Basis.TEAM, Basis.PARTNER, Basis.REQUEST)


@dataclass(frozen=True)
class Detail:
    """One way of reaching somebody; `kept_from` only where it is protected."""

    label: str
    value: str
    kept_from: str = ""


@dataclass(frozen=True)
class Near:
    """Somebody around the person; `person_id` only where they have a record that may be opened."""

    called: str
    line: str
    person_id: UUID | None


@dataclass(frozen=True)
class Helper:
    """Somebody who works with the person."""

    called: str
    line: str
    ring: str = ""


@dataclass(frozen=True)
class FirstPage:
    """Everything on a person's first page. What takes the record is empty for those without it."""

    header: PersonHeader
    rung: int
    details: list[Detail]
    first_by: str
    glass: Grant | None
    around: list[Near]
    working: list[Helper]
    services: list[Service]
    lines: list[Line]
    has_older: bool
    last_contact: datetime | None
    about_me: AboutMe | None
    due: list[Clock]
    warnings: list[WarningNote]
    standing: Standing
    plans: list[Plan]


def first_page(person: Person, by: Account) -> FirstPage:
    """Bring it together: the same number of queries whatever is in the record."""
    rung, is_emergency = _standing(person, by)
    header = header_of(person, by)
    may_read = rung >= Rung.RECORD
    page = timeline(person, by=by, size=LINES) if may_read else None
    return FirstPage(
        header=header,
        rung=rung,
        details=details(person, rung),
        first_by=_who_said(header),
        glass=emergency(person, by) if is_emergency else None,
        around=around(person, by) if may_read else [],
        working=working(person) if may_read else [],
        services=[one for one in services_of(person) if one.is_involved] if may_read else [],
        lines=page.lines if page else [],
        has_older=bool(page and page.older),
        last_contact=last_contact(person) if may_read and header.is_living else None,
        about_me=about_me(by, person) if may_read else None,
        due=due_about(by, person.pk) if may_read else [],
        warnings=warnings(person) if header.is_living else [],
        standing=standing_of(person, by) if may_read else Standing([], [], [], []),
        plans=[one for one in plans_of([person], by) if one.goes_on] if may_read else [],
    )


def _standing(person: Person, by: Account) -> tuple[int, bool]:
    """The highest rung that the account reaches, and whether by an emergency; one query."""
    reached = next(iter(_reached(by, person.pk)), (False, False, False))
    return Rung.CONTACT + sum(reached[:2]), reached[2]


@prepared
def _reached(by: Actor, person: UUID) -> QuerySet[Person, tuple[bool, bool, bool]]:
    broken = Grant.objects.filter(given_to(by), person_id=person, basis=Basis.BREAK_GLASS)
    found = Person.objects.filter(pk=person).annotate(
        is_record=reach(by, Rung.RECORD),
        is_restricted=reach(by, Rung.RESTRICTED),
        is_emergency=Exists(broken),
    )
    return found.values_list("is_record", "is_restricted", "is_emergency")


def warnings(person: Person) -> list[WarningNote]:
    """What those who visit or meet them are warned of today."""
    return list(_warnings(person.pk, timezone.localdate()))


@prepared
def _warnings(person: UUID, today: date) -> QuerySet[WarningNote]:
    found = WarningNote.objects.filter(person_id=person, over_at=None, review_on__gte=today)
    return found.order_by("-at", "pk")


def details(person: Person, rung: int) -> list[Detail]:
    """How to reach them. What is protected takes the record, and says from whom it is kept."""
    found = _ways_to_reach(person.pk, rung, timezone.localdate())
    is_any_kept = any(fact.is_protected for fact in found)
    kept = {one.fact_id: one.from_whom for one in _protected(person.pk)} if is_any_kept else {}
    order = {kind: place for place, kind in enumerate(CONTACT)}
    return [
        Detail(
            label=fact.get_kind_display(),
            value=about_facts.said(fact),
            kept_from=kept.get(fact.pk, "somebody") if fact.is_protected else "",
        )
        for fact in sorted(found, key=lambda fact: order[FactKind(fact.kind)])
        if not fact.is_protected or rung >= Rung.RECORD
    ]


@prepared
def _ways_to_reach(person: UUID, rung: int, today: date) -> QuerySet[Fact]:
    found = Fact.objects.filter(about_facts.current(today), person_id=person, kind__in=CONTACT)
    return found.filter(needs__lte=rung).order_by("recorded_at")


@prepared
def _protected(person: UUID) -> QuerySet[Protection]:
    return Protection.objects.filter(person_id=person, ended_at=None)


def _who_said(header: PersonHeader) -> str:
    """Who wrote down what the person wants known first; nobody where they wrote it themselves."""
    if header.know_first_by is None or header.is_know_first_own:
        return ""
    return name_of(next(iter(_account(header.know_first_by)), None))


@prepared
def _account(account: UUID) -> QuerySet[Account]:
    return Account.objects.filter(pk=account).select_related("practitioner")


def emergency(person: Person, by: Account) -> Grant | None:
    """The opening in an emergency by which this account is here, while it lasts."""
    found = _mine(by, person.pk)
    is_only_way = found and all(grant.basis == Basis.BREAK_GLASS for grant in found)
    return found[0] if is_only_way else None


@prepared
def _mine(by: Actor, person: UUID) -> QuerySet[Grant]:
    mine = Grant.objects.filter(given_to(by), person_id=person, rung__gte=Rung.CONTACT)
    return mine.order_by("-until")


def around(person: Person, by: Account) -> list[Near]:
    """Who is around them, as told on this record or seen on both."""
    found: dict[UUID, list[Relationship]] = {}
    for edge in _edges(by, person.pk, timezone.localdate()):
        found.setdefault(edge.end, []).append(edge)
    return [_near(edges) for edges in found.values()]


@prepared
def _edges(by: Actor, person: UUID, today: date) -> QuerySet[Relationship]:
    seen = Exists(Person.objects.visible_to(by).filter(pk=OuterRef("other_id")))
    may_know = Q(is_told_here=True) | Q(is_seen=True)
    return (
        Relationship.objects.annotate(is_seen=seen)
        .filter(may_know, person_id=person, of=None, over_at=None)
        .exclude(past(today))
        .exclude(kind__in=(*TIES, *FLOWS))
        .order_by("recorded_at")
    )


def _near(edges: list[Relationship]) -> Near:
    """Somebody, with all that they are to the person in one line."""
    words: list[str] = []
    for edge in edges:
        kind = codes("relationships").find(edge.kind)
        words += [kind.words if kind else edge.kind, edge.words]
    line = ". ".join(word.rstrip(".") for word in words if word) + "."
    is_seen = bool(getattr(edges[0], "is_seen", False))
    return Near(edges[0].called, line, edges[0].other_id if is_seen else None)


def grants_on(person: Person) -> QuerySet[Grant]:
    """Every grant in force on this person's record, with whom it names; one query."""
    return _in_force_on(person.pk)


def granted_on(person: Person) -> list[Grant]:
    """The same, where no more is asked of them than what they are."""
    return _granted_on(person.pk)


@prepared
def _granted_on(person: UUID) -> QuerySet[Grant]:
    return _in_force_on(person)


def _in_force_on(person: UUID) -> QuerySet[Grant]:
    return (
        Grant.objects.filter(in_force(), person_id=person)
        .select_related("account__practitioner__agency", "team", "given_by__practitioner")
        .order_by("starts")
    )


def working(person: Person) -> list[Helper]:
    """Who works with them: workers first, then whoever shares in it, then their teams."""
    grants = _workers(person.pk)
    ranked = sorted(
        grants, key=lambda grant: (grant.account is None, WORKING.index(Basis(grant.basis)))
    )
    found: dict[Any, Helper] = {}
    for grant in ranked:
        found.setdefault(grant.account_id or grant.team_id, _helper(grant))
    return list(found.values())


@prepared
def _workers(person: UUID) -> QuerySet[Grant]:
    return _in_force_on(person).filter(basis__in=WORKING)


def _helper(grant: Grant) -> Helper:
    since = f"{grant.starts:%B %Y}"
    along = f"Reads along until {in_words((grant.until - A_MOMENT).astimezone(LONDON).date())}."
    if grant.team is not None and grant.basis == Basis.REQUEST:
        return Helper(grant.team.name, along, grant.team.phone)
    if grant.team is not None:
        return Helper(grant.team.name, "Answers when their worker is away.", grant.team.phone)
    practitioner = getattr(grant.account, "practitioner", None)
    job = practitioner.job_title if practitioner else ""
    phone = practitioner.phone if practitioner else ""
    if grant.basis == Basis.PARTNER:
        agency = practitioner.agency.name if practitioner and practitioner.agency else job
        return Helper(name_of(grant.account), f"{agency}. Sees only what is listed.", phone)
    if grant.basis == Basis.SUPERVISES:
        return Helper(name_of(grant.account), f"{job}. Supervises their worker.", phone)
    if is_cover(grant.basis, grant.reason):
        return Helper(name_of(grant.account), f"{job}. {grant.reason}.", phone)
    if grant.basis == Basis.REQUEST:
        return Helper(name_of(grant.account), f"{job}. {along}", phone)
    return Helper(name_of(grant.account), f"{job}, since {since}.", phone)
