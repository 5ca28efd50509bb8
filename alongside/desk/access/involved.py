"""Who is involved with somebody: workers, services, those who act for them, people around them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from alongside.accounts.models import NOBODYS, Account
from alongside.foundation.content import codes
from alongside.foundation.days import LONDON, in_words
from alongside.foundation.prepared import prepared
from alongside.people import facts as about_facts
from alongside.people import near
from alongside.people.household import lives_with
from alongside.people.kin import FLOWS, TIES
from alongside.people.models import Basis, Fact, FactKind, Grant, Person, Relationship, Service
from alongside.people.models.grants import Rung
from alongside.people.outside import kind_words, not_told, services_of
from alongside.record.contact import by_tonight
from alongside.record.readership import name_of

from .person import granted_on

HERE, OUTSIDE, ACTS, AROUND = "here", "outside", "acts", "around"
WORKS = (Basis.ALLOCATED, Basis.SUPERVISES, Basis.TEAM)
FROM_FACTS = {FactKind.SCHOOL: "school", FactKind.GP: "gp"}
State = Relationship.State
SHORTEST = 4  # letters of a name that is looked for among those who were there


@dataclass
class One:
    """Somebody, or a service, around a person: the same for a list, a first page and a drawing."""

    key: str
    group: str
    called: str
    line: str
    ring: str = ""
    since: str = ""
    last: str = ""
    updated: str = ""
    record: UUID | None = None  # where their own record may be opened
    tie: str = ""
    flow: str = ""
    said_by: str = ""
    service: Service | None = None
    edge: UUID | None = None
    lives_there: bool = False  # as it was told, whatever the addresses say
    accounts: tuple[UUID, ...] = ()
    names: tuple[str, ...] = ()


@dataclass
class Involved:
    """Everybody, by where they come from, and what nobody has told of."""

    here: list[One] = field(default_factory=list)
    outside: list[One] = field(default_factory=list)
    acts: list[One] = field(default_factory=list)
    around: list[One] = field(default_factory=list)
    not_involved: list[Service] = field(default_factory=list)
    not_told: list[str] = field(default_factory=list)

    @property
    def everybody(self) -> list[One]:
        """All of them, those nearest first."""
        return [*self.around, *self.acts, *self.here, *self.outside]


def involved(person: Person, by: Account) -> Involved:
    """Bring it together: the same few queries, however many there are."""
    found = Involved()
    services = services_of(person)
    told = near.around_of(person, by)
    known = _facts(person, [one.other_id for one in told if one.other_id])
    for grant in granted_on(person):
        _add_grant(found, grant)
    order = [code.code for code in codes("services").codes]
    services.sort(key=lambda one: order.index(one.kind) if one.kind in order else len(order))
    found.outside += [of_service(one) for one in services if one.is_involved]
    kinds = {one.kind for one in services}
    found.outside += [_of_fact(fact) for fact in known if _is_theirs(fact, person, kinds)]
    found.not_involved = [one for one in services if not one.is_involved]
    kinds |= {FROM_FACTS[FactKind(fact.kind)] for fact in known if fact.kind in FROM_FACTS}
    found.not_told = [code.words for code in not_told(person, kinds)]
    gone = {fact.person_id for fact in known if fact.kind == FactKind.DEATH}
    found.around = [_of_somebody(one, known) for one in told if _is_around(one, gone)]
    _say_when_last(found, last_involved(person, found.everybody))
    return found


def _is_theirs(fact: Fact, person: Person, told: Collection[str]) -> bool:
    kind = FROM_FACTS.get(FactKind(fact.kind))
    return fact.person_id == person.pk and kind is not None and kind not in told


# Where each comes from ----------------------------------------------------------------------------


def _add_grant(found: Involved, grant: Grant) -> None:
    """Who works here, a partner, and who acts for them; not who is there for a time."""
    at = _day(grant.starts)
    one = One(str(grant.pk), HERE, "", "", since=at, updated=_day(grant.given_at))
    practitioner = getattr(grant.account, "practitioner", None)
    if grant.account_id:
        one.accounts = (grant.account_id,)
    if grant.basis == Basis.PROXY:
        one.group, one.called, one.line = ACTS, grant.called, "Acts for them"
        one.names = (grant.called,)
        found.acts.append(one)
    elif grant.basis == Basis.PARTNER:
        one.group, one.called = OUTSIDE, name_of(grant.account)
        agency = practitioner.agency.name if practitioner and practitioner.agency else ""
        one.line = f"{agency or (practitioner.job_title if practitioner else 'A partner agency')}"
        one.line += ", sees what is listed for them"
        one.ring = _ways(practitioner.phone if practitioner else "", grant.account)
        found.outside.append(one)
    elif grant.basis in WORKS and grant.rung >= Rung.RECORD:
        if grant.team is not None:
            one.called, one.line = grant.team.name, "Answers when their worker is away"
            one.ring = grant.team.phone
        else:
            one.called = name_of(grant.account)
            does = "supervises their worker" if grant.basis == Basis.SUPERVISES else ""
            job = practitioner.job_title if practitioner else ""
            one.line = ", ".join(part for part in (job, does) if part)
            one.ring = _ways(practitioner.phone if practitioner else "", grant.account)
        found.here.append(one)
        found.here.sort(key=lambda each: (not each.accounts, "supervises" in each.line))


def _ways(phone: str, account: Account | None) -> str:
    """How to ring and write to them; the account of a link has an address that is nobody’s."""
    mail = "" if account is None or account.email.endswith(NOBODYS) else account.email
    return " · ".join(part for part in (phone, mail) if part)


def of_service(one: Service) -> One:
    """A service from outside, with its contact; also for what is kept out of sight."""
    who = f"{one.contact}, {one.role}" if one.contact and one.role else one.contact or one.role
    quiet = [who, one.words]
    said = f", {one.told_by} said so" if one.told_by else ""
    return One(
        key=str(one.pk),
        group=OUTSIDE,
        called=one.agency or one.contact,
        line=". ".join([kind_words(one), *(part.rstrip(".") for part in quiet if part)]),
        ring=" · ".join(part for part in (one.phone, one.email) if part),
        since=one.said("starts"),
        last=f"{one.said('last')}{said}" if one.last_on else "",
        updated=f"{_day(one.recorded_at)}, {name_of(one.recorded_by)}",
        tie=one.tie,
        flow=one.flow,
        said_by=one.told_by,
        service=one,
        names=tuple(part for part in (one.contact, one.agency) if part),
    )


def _of_fact(fact: Fact) -> One:
    return One(
        key=str(fact.pk),
        group=OUTSIDE,
        called=fact.value,
        line=str(fact.get_kind_display()),
        since=in_words(fact.starts_on) if fact.starts_on else "",
        updated=_day(fact.recorded_at),
        names=(fact.value,),
    )


def _is_around(one: near.Somebody, gone: Collection[UUID]) -> bool:
    """Whether they are something to the person themselves, and living: the family page has all."""
    if one.other_id in gone or one.edge.other_state in (State.DIED, State.LOST):
        return False
    return any(line.edge.of_id is None for line in one.lines)


def _of_somebody(one: near.Somebody, known: Iterable[Fact]) -> One:
    rows = {line.edge.kind: line.edge for line in one.lines}
    said = [line for line in one.lines if line.edge.kind not in (*TIES, *FLOWS)]
    tie = next((kind for kind in TIES if kind in rows), "")
    flow = next((kind for kind in FLOWS if kind in rows), "")
    phones = [
        fact.value
        for fact in known
        if fact.person_id == one.other_id and fact.kind == FactKind.PHONE and one.other_id
    ]
    newest = max(line.edge.recorded_at for line in one.lines)
    first = min((line.edge.starts_on for line in said if line.edge.starts_on), default=None)
    since = next((line.edge.since for line in said if line.edge.starts_on == first), "")
    return One(
        key=str(one.edge.end),
        group=AROUND,
        called=one.called,
        line=" ".join(line.words for line in said),
        ring=" · ".join(phones),
        since=since if first else "",
        updated=_day(newest),
        record=one.other_id,
        tie=tie,
        flow=flow,
        said_by=rows[tie or flow].told_by if tie or flow else "",
        edge=one.edge.pk,
        lives_there=lives_with(one),
        names=(one.called,),
    )


def _facts(person: Person, others: list[UUID]) -> list[Fact]:
    return _known(person.pk, others, timezone.localdate())


@prepared
def _known(person: UUID, others: list[UUID], today: date) -> QuerySet[Fact]:
    """The school and the surgery, and relatives’ numbers; none that is kept from anybody."""
    theirs = Q(person_id__any=others, kind__in=(FactKind.PHONE, FactKind.DEATH))
    own = Q(person_id=person, kind__in=(FactKind.SCHOOL, FactKind.GP))
    found = Fact.objects.filter(about_facts.current(today), own | theirs, is_protected=False)
    return found.exclude(value="").order_by("recorded_at")


# When they were last involved ---------------------------------------------------------------------


def last_involved(person: Person, everybody: Iterable[One]) -> dict[str, date]:
    """The day of the newest entry that each wrote, is part of, or is named in; one query.

    By account, by record and by name, as far as whoever asks may read the entry.
    """
    listed = list(everybody)
    accounts = [account for one in listed for account in one.accounts]
    others = [one.record for one in listed if one.record]
    names = {name for one in listed for name in one.names if len(name) >= SHORTEST}
    with connection.cursor() as cursor:
        cursor.execute(
            "select who, at from gate.last_involved(%s, %s::uuid[], %s::uuid[], %s::text[], %s)",
            [person.pk, accounts, others, sorted(names), by_tonight()],
        )
        return {who: at.astimezone(LONDON).date() for who, at in cursor.fetchall()}


def _say_when_last(found: Involved, days: dict[str, date]) -> None:
    for one in found.everybody:
        keys = [*map(str, one.accounts), str(one.record), *one.names]
        day = max((days[key] for key in keys if key in days), default=None)
        if (
            one.service is not None
            and one.service.last_on
            and (day is None or day <= one.service.last_on)
        ):
            continue  # what somebody said is newer than what is written
        if day is not None:
            one.last = in_words(day)


def _day(at: datetime) -> str:
    return in_words(at.astimezone(LONDON).date())


def tie_words(one: One) -> str:
    """A tie as somebody said it, in words."""
    found = [codes("ties").find(code) for code in (one.tie, one.flow) if code]
    return ". ".join(code.words for code in found if code)
