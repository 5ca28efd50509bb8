"""Finding somebody: one box for names, days of birth, numbers, phones and addresses."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.content import nickname_groups
from alongside.foundation.days import in_words, parse_day

from . import access, identifiers
from .facts import NAMES, NUMBERS, POSTCODE, is_current, phone_key, place_key
from .header import PersonHeader, headers_of
from .likeness import closeness
from .models import Basis, Fact, FactKind, Grant, Person
from .names import tokens

SALT = "alongside.people.elsewhere"
STUB_LASTS = timedelta(minutes=15)
SEARCHES_A_MINUTE = 40
LONGEST = 200
MOST_WORDS = 4  # the search compares every pair of words
EARLIEST_BIRTH = 1890

_BIRTH = re.compile(
    r"\b(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[a-z]{3,9}\.?,?\s+\d{2,4}"
    r"|[a-z]{3,9}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})\b",
    re.IGNORECASE,
)
_NHS = re.compile(r"(?<![\d+])(\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)")
_UPN = re.compile(r"\b([a-z]\d{11}[0-9a-z])\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\w)((?:\+|0)[\d ()-]{6,18}\d)(?!\w)")
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


@dataclass(frozen=True)
class Asked:
    """What was typed, understood: parts that are exact, and words that may be spelt anyhow."""

    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # side by side with keys
    keys: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    places: tuple[str, ...] = ()
    year: int | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.keys or self.days or self.places)


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


# What was typed ---------------------------------------------------------------------------------


def understand(text: str) -> Asked:
    """Take apart what was typed in the one box; nothing in it is ever refused."""
    rest = " ".join(text.replace("\x00", "").split())[:LONGEST]
    kinds: list[str] = []
    keys: list[str] = []

    def take(pattern: re.Pattern[str], kind: str, make: Any) -> None:
        nonlocal rest
        for match in pattern.finditer(rest):
            kinds.append(kind)
            keys.append(make(match[0]))
        rest = " ".join(pattern.sub(" ", rest).split())

    take(_EMAIL, FactKind.EMAIL, lambda found: found.casefold()[:120])
    rest, days = _take_days(rest)
    take(_UPN, FactKind.UPN, lambda found: found.casefold())
    take(_NHS, FactKind.NHS_NUMBER, lambda found: re.sub(r"\D", "", found))
    take(_PHONE, FactKind.PHONE, phone_key)
    whole = rest
    take(POSTCODE, FactKind.ADDRESS, lambda found: place_key(found))
    for number in _other_numbers(whole):
        kinds += [FactKind.LOCAL_ID, FactKind.CHILD_IDENTIFIER]
        keys += [number, number]
    year = days[0].year if days else None
    if not days and (found := _YEAR.search(rest)) and re.search(r"[^\W\d]", rest):
        year, rest = int(found[0]), _YEAR.sub(" ", rest)
    words = tokens(rest)
    has_number = any(char.isdigit() for char in rest)
    return Asked(
        words=() if has_number else words[:MOST_WORDS],
        kinds=tuple(kinds),
        keys=tuple(keys),
        days=days,
        places=words if has_number or len(words) > 1 else (),
        year=year,
    )


def _take_days(rest: str) -> tuple[str, tuple[date, ...]]:
    """A day of birth, also as it is with day and month the other way round."""
    for match in _BIRTH.finditer(rest):
        try:
            day = parse_day(match[0], today=timezone.localdate())
        except ValidationError:
            continue
        left = " ".join((rest[: match.start()] + " " + rest[match.end() :]).split())
        days = [day]
        if day.day <= 12 and day.day != day.month:
            days.append(date(day.year, day.day, day.month))
        return left, tuple(days)
    return rest, ()


def _other_numbers(text: str) -> list[str]:
    """What may be a number of some other system: any word with a digit, and the whole."""
    words = [word for word in text.split() if any(char.isdigit() for char in word)]
    whole = [text] if words and len(words) < len(text.split()) <= 4 else []
    return [one.casefold()[:120] for one in [*words, *whole]][:6]


# Finding ----------------------------------------------------------------------------------------


@dataclass
class Hit:
    """What the search said about one person: how likely, and by which exact facts."""

    score: float = 0.0
    hows: tuple[str, ...] = ()


@transaction.atomic
def find(text: str, by: Account, limit: int = 10) -> Findings:
    """Find people by whatever was typed; leaves a line on the trail, and costs the same for any answer."""
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
    people = list(Person.objects.filter(pk__in=hits))
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
    kinds = (*NAMES, *NUMBERS, FactKind.ADDRESS, FactKind.PHONE, FactKind.EMAIL, FactKind.BIRTH)
    found: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in Fact.objects.filter(person_id__in=people, over_at=None, kind__in=kinds):
        found[fact.person_id].append(fact)
    return found


def your_part(people: Iterable[Person], by: Account) -> dict[UUID, str]:
    """What somebody has to do with each of these people, in a sentence; one query."""
    parts: dict[UUID, str] = {}
    grants = Grant.objects.filter(access.given_to(by), person__in=list(people), rung__gte=1)
    for grant in grants.order_by("account_id"):  # one's own last of all, so that it stays
        if grant.person_id and (grant.account_id or grant.person_id not in parts):
            parts[grant.person_id] = _part(grant)
    return parts


def _part(grant: Grant) -> str:
    if grant.account_id is None:
        return "Your team works with them."
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


# Why ----------------------------------------------------------------------------------------------

_HOW = {
    FactKind.NHS_NUMBER: "That is their NHS number.",
    FactKind.UPN: "That is their unique pupil number.",
    FactKind.LOCAL_ID: "That is a number of theirs.",
    FactKind.CHILD_IDENTIFIER: "That is a number of theirs.",
    FactKind.PHONE: "That phone number is written down for them.",
    FactKind.EMAIL: "That e-mail is written down for them.",
}


def explain(asked: Asked, person: Person, facts: Sequence[Fact], hit: Hit) -> tuple[str, bool]:
    """A plain sentence why somebody is close, and whether they are exactly what was typed."""
    sentences = [_HOW[FactKind(how)] for how in hit.hows if how in _HOW]
    if "birth" in hit.hows:
        sentences.append(_birth_why(asked, person))
    if "address" in hit.hows:
        sentences.append(_address_why(asked, facts))
    exact = bool(sentences) and not asked.words
    if hit.score:
        why, exact = _name_why(asked.words, person, facts)
        sentences.append(why)
    said = " ".join(dict.fromkeys(one for one in sentences if one))
    return said, exact


def _birth_why(asked: Asked, person: Person) -> str:
    if person.born_on == asked.days[0]:
        return "Born on that day."
    born = in_words(person.born_on) if person.born_on else "another day"
    return f"Born on {born}: day and month the other way round."


def _address_why(asked: Asked, facts: Sequence[Fact]) -> str:
    """Where they live or lived; nothing of an address that is protected."""
    for fact in facts:
        if fact.kind != FactKind.ADDRESS or fact.is_protected:
            continue
        words = set(fact.detail.get("find", {}).get("places", ()))
        if fact.key in asked.keys or (asked.places and words.issuperset(asked.places)):
            if is_current(fact):
                return f"Lives at {fact.value}."
            until = f" until {in_words(fact.ends_on)}" if fact.ends_on else ""
            return f"Lived at {fact.value}{until}."
    return ""


_CLOSE = {
    "nickname": "“{typed}” can stand for {there}",
    "begins": "“{typed}” begins {there}",
    "sounds": "“{typed}” sounds like {there}",
    "spelling": "“{typed}” is nearly {there}",
}


def _name_why(typed: Sequence[str], person: Person, facts: Sequence[Fact]) -> tuple[str, bool]:
    """Close because “Adey” begins Adeyemi, and “Bankoli” sounds like Bankole."""
    there = _name_words(person, facts)
    parts, same = [], 0
    for word in typed:
        closest = _closest(word, there)
        if closest and closest[0] == "same":
            same += 1
        elif closest:
            shown = word[:1].upper() + word[1:]
            parts.append(_CLOSE[closest[0]].format(typed=shown, there=there[closest[1]]))
    if same == len(typed):
        return "", True
    if not parts:
        return ("One of the names is the same." if same else "The name is close."), False
    return f"Close because {', and '.join(parts)}.", False


def _name_words(person: Person, facts: Sequence[Fact]) -> dict[str, str]:
    """The folded words of every name one may read, each with how it is written."""
    full = [person.called, *(fact.value for fact in facts if fact.kind in NAMES)]
    return {
        token: piece
        for name in full
        for word in name.split()
        for piece in (word.split("-") if "-" in word else [word])
        for token in tokens(piece)
    }


_ORDER = ("same", "nickname", "begins", "sounds", "spelling")


def _closest(word: str, there: Iterable[str]) -> tuple[str, str] | None:
    found = [(kind, token) for token in there if (kind := closeness(word, token))]
    return min(found, key=lambda one: _ORDER.index(one[0]), default=None)


# Known to another team --------------------------------------------------------------------------


def stubs(hidden: Sequence[UUID], by: Account) -> tuple[Elsewhere, ...]:
    """For each hidden person, whom to ask, and a token that only this account can use, for 15 minutes."""
    teams: dict[UUID, list[str]] = defaultdict(list)
    for person_id, team in rows("select * from gate.teams_of_all(%s::uuid[])", list(hidden)):
        teams[person_id].append(team)
    return tuple(Elsewhere(elsewhere_token(one, by), tuple(sorted(teams[one]))) for one in hidden)


def elsewhere_token(person_id: UUID, by: Account) -> str:
    """A signed stand-in for somebody whose own address stays a 404."""
    return signing.dumps([person_id.hex, by.pk.hex], salt=SALT)


def person_behind(token: str, by: Account) -> UUID:
    """The id that a token stands for; 404 if it is old, changed, or somebody else's."""
    try:
        person, account = signing.loads(token, salt=SALT, max_age=STUB_LASTS)
        person_id, holder = UUID(hex=person), UUID(hex=account)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    if holder != by.pk:
        raise Http404
    return person_id


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
