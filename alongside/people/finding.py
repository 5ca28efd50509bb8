"""Finding somebody: one box for names, days of birth, numbers, phones and addresses."""

from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import Http404

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.content import nickname_groups
from alongside.foundation.prepared import prepared

from .facts import NAMES, NUMBERS, is_current
from .header import PersonHeader, headers_of
from .models import Basis, Fact, FactKind, Grant, Person
from .models.reach import given_to
from .understanding import LONGEST, Asked, understand
from .why import Hit, explain

SALT = "alongside.people.elsewhere"
STUB_LASTS = timedelta(minutes=15)
SEARCHES_A_MINUTE = 40
EXPLAINING = (
    *NAMES,
    *NUMBERS,
    FactKind.ADDRESS,
    FactKind.PHONE,
    FactKind.EMAIL,
    FactKind.BIRTH,
)


@dataclass(frozen=True)
class Found:
    """Somebody found, and why."""

    person: Person
    header: PersonHeader
    line: str  # Adeyemi Bankole, aged 68, Canal Terrace.
    yours: str  # You are their social worker.
    why: str  # Close because “Bankoli” sounds like Bankole.
    is_exact: bool
    is_own: bool


@dataclass(frozen=True)
class Elsewhere:
    """Somebody known to another team: a token for asking, and whom to ask."""

    token: str
    teams: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """All that a search gives back."""

    asked: Asked
    people: tuple[Found, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def has_exact(self) -> bool:
        """Whether somebody is written exactly as was typed."""
        return any(found.is_exact for found in self.people)


# Finding ----------------------------------------------------------------------------------------


@transaction.atomic
def find(text: str, by: Account, limit: int = 10) -> Findings:
    """Find people by whatever was typed; noted on the trail, at the same cost for any answer."""
    asked = understand(text)
    if asked.is_empty:
        return Findings(asked)
    not_too_often()
    hits, hidden = look_up(asked, limit=max(limit * 3, 30))
    found = _described(asked, hits, by)[:limit]
    elsewhere = stubs(hidden if shows_elsewhere() else [], by)
    _note("searched", text, [one.person.pk for one in found], bool(hidden), by)
    return Findings(asked, tuple(found), elsewhere)


def shows_elsewhere() -> bool:
    """Whether the council lets a search say "known to another team"."""
    return str(getattr(settings, "FIND_ELSEWHERE", "stub")) == "stub"


def not_too_often() -> None:
    """Refuse what looks like guessing; the trail itself is what is counted."""
    if rows("select gate.my_searches()")[0][0] >= SEARCHES_A_MINUTE:
        raise ValidationError(
            "That is a great many searches in one minute. Wait for one, then go on."
        )


def _note(what: str, text: str, shown: Sequence[UUID], has_hidden: bool, by: Account) -> None:
    plain = " ".join(text.split())[:LONGEST]
    detail = {"words": trail.keyed(plain), "hidden": "some" if has_hidden else "none"}
    trail.note(what, listed=shown, by=by, detail=detail)


def rows(statement: str, *given: Any) -> list[tuple[Any, ...]]:
    """The rows of one look-up through the gate."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def look_up(asked: Asked, limit: int) -> tuple[dict[UUID, Hit], list[UUID]]:
    """Ask the two functions that may look beyond one's grants: (people in sight, people hidden)."""
    hits: dict[UUID, Hit] = defaultdict(Hit)
    hidden: list[UUID] = []
    named = rows(
        "select person_id, score, is_hidden from gate.find_people(%s::text[], %s::int, %s::int)",
        list(asked.words), limit, asked.year,
    )  # fmt: skip
    for person_id, score, is_hidden in named:
        if is_hidden:
            hidden.append(person_id)
        else:
            hits[person_id].score = max(float(score), hits[person_id].score)
    exact = rows(
        "select person_id, how, is_hidden"
        " from gate.find_exact(%s::text[], %s::text[], %s::date[], %s::text[])",
        list(asked.kinds), list(asked.keys), list(asked.days), list(asked.places),
    )  # fmt: skip
    for person_id, how, is_hidden in exact:
        if is_hidden:
            hidden.append(person_id)
        elif how == "birth" and asked.words and person_id not in hits:
            continue  # a name was typed too: the day alone is somebody else's birthday
        else:
            hits[person_id].hows += (how,)
    return dict(hits), list(dict.fromkeys(hidden))[:3]


def _described(asked: Asked, hits: dict[UUID, Hit], by: Account) -> list[Found]:
    people = _people(list(hits)) if hits else []
    headers = headers_of(people, by)
    facts = facts_of([person.pk for person in people])
    yours = your_part(people, by)
    recent = dict(rows("select * from gate.opened_by_me(%s::uuid[])", list(hits)))
    best = max((hit.score for hit in hits.values()), default=0.0)
    ranked = []
    for person in people:
        hit, own = hits[person.pk], yours.get(person.pk, "")
        why, is_exact = explain(asked, person, facts[person.pk], hit)
        line = line_of(headers[person.pk], person, facts[person.pk])
        found = Found(person, headers[person.pk], line, own, why, is_exact, bool(own))
        # Own people first, then those opened lately, then likeness; what is far off comes last.
        far = not hit.hows and hit.score < best - 0.8
        seen = -recent[person.pk].timestamp() if person.pk in recent else 0.0
        rank = (not _is_sure(hit, asked), far, not is_exact and not own, not own, seen, -hit.score)
        ranked.append((rank, person.sort_key, person.pk, found))
    return [one[-1] for one in sorted(ranked, key=lambda one: one[:3])]


def _is_sure(hit: Hit, asked: Asked) -> bool:
    return any(how in NUMBERS for how in hit.hows) or ("birth" in hit.hows and bool(asked.words))


def facts_of(people: Sequence[UUID]) -> dict[UUID, list[Fact]]:
    """The facts that explain why somebody was found, as far as one may read them; one query."""
    found: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in _explaining(list(people)) if people else ():
        found[fact.person_id].append(fact)
    return found


@prepared
def _people(people: list[UUID]) -> QuerySet[Person]:
    return Person.objects.filter(id__any=people)


@prepared
def _explaining(people: list[UUID]) -> QuerySet[Fact]:
    return Fact.objects.filter(person_id__any=people, over_at=None, kind__in=EXPLAINING)


def your_part(people: Iterable[Person], by: Account) -> dict[UUID, str]:
    """What somebody has to do with each of these people, in a sentence; one query."""
    parts: dict[UUID, str] = {}
    ids = [person.pk for person in people]
    for grant in _given(by, ids) if ids else ():  # one's own last of all, so that it stays
        if grant.person_id and (grant.account_id or grant.person_id not in parts):
            parts[grant.person_id] = _part(grant)
    return parts


@prepared
def _given(by: Actor, people: list[UUID]) -> QuerySet[Grant]:
    grants = Grant.objects.filter(given_to(by), person_id__any=people, rung__gte=1)
    return grants.order_by("account_id")


def _part(grant: Grant) -> str:
    if grant.account_id is None:
        if grant.basis == Basis.TEAM:
            return "Your team works with them."
        return "It is shared with your team."
    return {
        Basis.ALLOCATED: "You work with them.",
        Basis.SUPERVISES: "You supervise who works with them.",
        Basis.BREAK_GLASS: "You opened this in an emergency.",
    }.get(Basis(grant.basis), "You may see their record.")


def line_of(header: PersonHeader, person: Person, facts: Iterable[Fact]) -> str:
    """The line under a name: legal name, age, street. A protected address is never in it."""
    here = [
        fact
        for fact in facts
        if fact.kind == FactKind.ADDRESS and is_current(fact) and not fact.is_protected
    ]
    street = _street(here[-1]) if here else ""
    legal = f"{header.legal_name}." if header.legal_name else ""
    parts = (legal, header.facts, f"{street}." if street else "")
    return " ".join(part for part in parts if part)


def _street(fact: Fact) -> str:
    lines = fact.detail.get("lines") or [fact.value]
    return str(lines[0])


# Known to another team --------------------------------------------------------------------------


def stubs(hidden: Sequence[UUID], by: Account) -> tuple[Elsewhere, ...]:
    """For each hidden person whom to ask, and a token for this account and 15 minutes."""
    teams: dict[UUID, list[str]] = defaultdict(list)
    for person_id, team in rows("select * from gate.teams_of_all(%s::uuid[])", list(hidden)):
        teams[person_id].append(team)
    return tuple(Elsewhere(elsewhere_token(one, by), tuple(sorted(teams[one]))) for one in hidden)


def _box() -> MultiFernet:
    """What closes and opens tokens; a key that is being replaced still opens."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    hashed = (sha256(f"{SALT}:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(one)) for one in hashed])


def elsewhere_token(person_id: UUID, by: Account) -> str:
    """A stand-in for somebody whose own address stays a 404.

    It is closed, not only signed: whoever has an old address of somebody does not learn from it
    whose stub this is, and no two of them can be joined.
    """
    return _box().encrypt(person_id.bytes + by.pk.bytes).decode().rstrip("=")


def _opened(token: str, lasts: timedelta | None) -> tuple[UUID, UUID]:
    """Whom a token stands for and to whom it was given; raises InvalidToken."""
    seconds = int(lasts.total_seconds()) if lasts is not None else None
    try:
        said = _box().decrypt(token + "=" * (-len(token) % 4), ttl=seconds)
        return UUID(bytes=said[:16]), UUID(bytes=said[16:])
    except ValueError as error:  # letters that no token has
        raise InvalidToken from error


def person_behind(token: str, by: Account) -> UUID:
    """The id that a token stands for; 404 if it is old, changed, or somebody else's."""
    try:
        person_id, holder = _opened(token, STUB_LASTS)
    except InvalidToken as error:
        raise Http404 from error
    if holder != by.pk:
        raise Http404
    return person_id


def was_given_to(token: str, by: Account) -> bool:
    """Whether this account was once given this token, however long ago."""
    try:
        return _opened(token, None)[1] == by.pk
    except InvalidToken:
        return False


def whom_a_page_is_about(given: Mapping[str, Any]) -> list[UUID]:
    """Whose record an address leads to, by what stands in it; for the trail alone."""
    if isinstance(person_id := given.get("person_id"), UUID):
        return [person_id]
    try:
        return [_opened(str(given["token"]), None)[0]] if "token" in given else []
    except InvalidToken:
        return []


# Upkeep -------------------------------------------------------------------------------------------


def load_nicknames(cursor: Any) -> int:
    """As the owner of the tables: replace the nicknames of the search with those of the library."""
    pairs = [
        (name, number) for number, group in enumerate(nickname_groups(), 1) for name in set(group)
    ]
    cursor.execute("delete from search.nickname")
    cursor.execute(
        "insert into search.nickname (token, family)"
        " select * from unnest(%s::text[], %s::int[]) on conflict do nothing",
        [[name for name, _ in pairs], [number for _, number in pairs]],
    )
    return len(pairs)
