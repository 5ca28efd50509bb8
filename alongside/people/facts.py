"""What each kind of fact holds: who may read it, what makes it right, how it is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone

from alongside.foundation.content import CodeSet, codes
from alongside.foundation.days import When, parse_when

from . import identifiers
from .models import Fact, FactKind, Known
from .names import fold, tokens

LONGEST_LINE = 200
LONGEST_WORDS = 20_000
POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Clean:
    """A fact made ready to be kept."""

    value: str
    code: str = ""
    code_set: str = ""
    key: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    is_check: bool = False  # kept as stated, though it fails its check


@dataclass(frozen=True)
class Given:
    """What somebody wrote for a fact."""

    value: str
    code: str
    code_set: str
    detail: Mapping[str, Any]
    known: str


Cleaner = Callable[[Given], Clean]


@dataclass(frozen=True)
class Rule:
    """What holds for one kind: the rung that reads it, how many there may be, how it is cleaned."""

    clean: Cleaner
    rung: int = 1
    is_single: bool = True  # one at a time; several numbers or languages may stand together
    is_dated: bool = True  # it can change from a day on; a date of birth can only be corrected
    may_come_later: bool = False  # a change may be written down before its day
    may_protect: bool = False
    hint: str = ""


def _wrong(sentence: str) -> ValidationError:
    return ValidationError({"value": sentence})


def _line(given: Given, longest: int = LONGEST_LINE) -> str:
    """One line: trimmed, single spaces, nothing that cannot be seen."""
    text = " ".join(given.value.replace("\x00", "").split())
    if len(text) > longest:
        raise _wrong(f"That is too long: at most {longest} characters fit here.")
    return text


# Names ------------------------------------------------------------------------------------------


def split_name(full: str) -> tuple[str, str]:
    """Given and family part of a name that came in one piece; a single word is a given name."""
    words = full.split()
    return (full, "") if len(words) < 2 else (" ".join(words[:-1]), words[-1])


def can_be_seen(text: str) -> bool:
    """Whether there is a letter, a figure or a picture in it, and not only signs nobody sees."""
    return any(unicodedata.category(char)[0] in "LNS" for char in text)


def _name(given: Given) -> Clean:
    parts = {key: " ".join(str(given.detail.get(key, "")).split()) for key in ("given", "family")}
    full = _line(given) or " ".join(part for part in parts.values() if part)
    if not can_be_seen(full):
        raise _wrong("Write the name, as they say or spell it.")
    if len(full) > LONGEST_LINE:
        raise _wrong(f"That is too long for a name: at most {LONGEST_LINE} characters fit.")
    if not any(parts.values()):
        parts["given"], parts["family"] = split_name(full)
    # Folded here, in Python, so that the database can keep its index of names without knowing how.
    find = {"givens": list(tokens(parts["given"])), "families": list(tokens(parts["family"]))}
    return Clean(full, key=fold(full)[:120], detail={**parts, "find": find})


def _words(given: Given) -> Clean:
    text = given.value.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise _wrong("Write it in words.")
    if len(text) > LONGEST_WORDS:
        raise _wrong(f"That is too long: at most {LONGEST_WORDS:,} characters fit.")
    return Clean(text)


def _one_line(given: Given) -> Clean:
    text = _line(given)
    if not text:
        raise _wrong("Write it in words.")
    return Clean(text)


# Days -------------------------------------------------------------------------------------------


def when_of(detail: Mapping[str, Any]) -> When | None:
    """The day that a fact of birth or death holds, as exactly as it is known."""
    if not detail.get("on"):
        return None
    return When(date.fromisoformat(detail["on"]), detail.get("precision", "day"))


def _day(given: Given) -> Clean:
    when = _stated_day(given)
    if given.known != Known.EXPECTED and when.day > timezone.localdate():
        raise _wrong(f"{when.words()} has not come yet. Look at the day again.")
    if when.day.year < 1890:
        raise _wrong(f"{when.words()} is too long ago. Look at the year again.")
    key = when.day.isoformat() if when.precision == "day" else ""
    detail = {"on": when.day.isoformat(), "precision": when.precision}
    return Clean(when.words(), key=key, detail=detail)


def _stated_day(given: Given) -> When:
    if given.detail.get("on"):
        try:
            day = date.fromisoformat(str(given.detail["on"]))
        except ValueError as error:
            raise _wrong("Write the day like this: 27 March 2026.") from error
        return When(day, given.detail.get("precision", "day"))
    try:
        when = parse_when(given.value, today=timezone.localdate())
    except ValidationError as error:
        raise ValidationError({"value": error.messages}) from error
    return When(when.day, "day") if when.precision == "time" else when


# What has a code --------------------------------------------------------------------------------


def _coded(default: str, *others: str) -> Cleaner:
    """A fact with a code of one set, or of another that stands for the same question."""

    def clean(given: Given) -> Clean:
        text = _line(given)
        if not given.code:
            if not text:
                raise _wrong("Choose one, or write it in words.")
            return Clean(text)
        chosen = given.code_set or default
        if chosen not in (default, *others):
            raise ValidationError({"code": f"“{chosen}” is no list of answers to this question."})
        known = codes(chosen).find(given.code)
        if known is None:
            raise ValidationError(
                {"code": f"“{given.code}” is none of the answers to choose from."}
            )
        said = text or known.words
        return Clean(said, code=given.code, code_set=chosen)

    return clean


# Numbers ----------------------------------------------------------------------------------------


def _number(check: Callable[[str], str], shown: Callable[[str], str] = str) -> Cleaner:
    def clean(given: Given) -> Clean:
        try:
            number = check(given.value)
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error
        more = {key: str(given.detail[key])[:120] for key in ("system",) if given.detail.get(key)}
        return Clean(shown(number), key=number.casefold()[:120], detail=more)

    return clean


def phone_key(text: str) -> str:
    """The digits of a phone number, as one dials it from England."""
    digits = re.sub(r"[^0-9+]", "", text.split("(")[0] if text.strip()[:1] != "(" else text)
    return re.sub(r"^(?:\+44|0044)0?", "0", digits).replace("+", "")


def _phone(given: Given) -> Clean:
    text = _line(given)
    key = phone_key(text)
    if not 5 <= len(key) <= 15:
        raise _wrong("Write a phone number with its digits, such as 01632 960 150.")
    return Clean(text, key=key)


def _email(given: Given) -> Clean:
    text = _line(given)
    try:
        validate_email(text)
    except ValidationError as error:
        raise _wrong("Write an e-mail address such as name@example.org.") from error
    return Clean(text, key=text.casefold()[:120])


# Places -----------------------------------------------------------------------------------------


def postcode_in(text: str) -> str:
    """The last postcode in some words, as it is written ("LS6 1AB"), or nothing."""
    found = POSTCODE.findall(text)
    return f"{found[-1][0]} {found[-1][1]}".upper() if found else ""


def place_key(postcode: str) -> str:
    """A postcode as it is looked up: "ls61ab"."""
    return "".join(postcode.split()).casefold()


def _address(given: Given) -> Clean:
    lines = [" ".join(line.split()) for line in re.split(r"[\n,]", given.value.replace("\x00", ""))]
    lines = [line for line in lines if line]
    if not lines:
        raise _wrong("Write the address, or “no fixed address”.")
    text = ", ".join(lines)
    if len(text) > 400:
        raise _wrong("That is too long for an address: at most 400 characters fit.")
    postcode = postcode_in(text)
    words = [word for word in tokens(POSTCODE.sub(" ", text)) if len(word) <= 40]
    detail: dict[str, Any] = {"lines": lines, "postcode": postcode, "find": {"places": words[:30]}}
    if uprn := str(given.detail.get("uprn") or "").strip():
        if not re.fullmatch(r"[0-9]{1,12}", uprn):
            raise _wrong("A UPRN has at most 12 digits.")
        detail["uprn"] = uprn
    return Clean(text, key=place_key(postcode) or fold(text)[:120], detail=detail)


# The table --------------------------------------------------------------------------------------

_nhs = _number(identifiers.nhs_number, identifiers.nhs_number_in_words)

RULES: dict[str, Rule] = {
    FactKind.NAME_KNOWN_AS: Rule(_name, hint="What they want to be called."),
    FactKind.NAME_LEGAL: Rule(_name, hint="As it stands on official papers."),
    # A former name can out somebody: it takes the record to read it.
    FactKind.NAME_PREVIOUS: Rule(_name, rung=2, is_single=False),
    FactKind.SAY_IT: Rule(_one_line, hint="As it sounds, such as ah-DAY."),
    FactKind.PRONOUNS: Rule(_coded("pronouns")),
    FactKind.BIRTH: Rule(
        _day, is_dated=False, hint="A day, a month, a year, or “about 1986” if nobody is sure."
    ),
    FactKind.DEATH: Rule(_day, is_dated=False),
    FactKind.PREGNANCY: Rule(_words, rung=2),
    FactKind.SEX: Rule(_coded("sex", "gender-dfe-until-2024")),
    FactKind.GENDER: Rule(_coded("gender-identity"), rung=2),
    FactKind.ETHNICITY: Rule(_coded("ethnicity-dfe", "ethnicity-ons-2021"), rung=2),
    FactKind.LANGUAGE: Rule(_coded("languages"), is_single=False),
    FactKind.INTERPRETER: Rule(_one_line, hint="Which language, and who suits them."),
    FactKind.NHS_NUMBER: Rule(_nhs, is_dated=False),
    FactKind.UPN: Rule(_number(identifiers.upn), is_single=False),
    FactKind.LOCAL_ID: Rule(_number(identifiers.local_id), is_single=False),
    FactKind.CHILD_IDENTIFIER: Rule(_number(identifiers.local_id), rung=2),
    FactKind.ADDRESS: Rule(
        _address, is_single=False, may_come_later=True, may_protect=True,
        hint="One line after the other, with the postcode.",
    ),
    FactKind.PHONE: Rule(_phone, is_single=False, may_come_later=True, may_protect=True),
    FactKind.EMAIL: Rule(_email, is_single=False, may_come_later=True, may_protect=True),
    FactKind.GP: Rule(_one_line, may_come_later=True),
    FactKind.SCHOOL: Rule(_one_line, is_single=False, may_come_later=True),
    FactKind.KNOW_FIRST: Rule(_words, hint="In their own words."),
}  # fmt: skip

CODED: dict[str, str] = {
    FactKind.PRONOUNS: "pronouns",
    FactKind.SEX: "sex",
    FactKind.GENDER: "gender-identity",
    FactKind.ETHNICITY: "ethnicity-dfe",
    FactKind.LANGUAGE: "languages",
}
NAMES = (FactKind.NAME_KNOWN_AS, FactKind.NAME_LEGAL, FactKind.NAME_PREVIOUS)
NUMBERS = (FactKind.NHS_NUMBER, FactKind.UPN, FactKind.LOCAL_ID, FactKind.CHILD_IDENTIFIER)
WITHOUT_ANSWER = (Known.NOT_KNOWN, Known.NOT_ASKED, Known.RATHER_NOT)
# What others may see when they must not learn where somebody lives: see protect_fact.
PROTECTED_RUNG = 2
BOTH = (
    "You wrote something, and chose that there is no answer. Which is right? "
    "Choose “Known”, or empty what you wrote."
)
THEIR_OWN = "They wrote this themselves, so nobody else changes it. Speak with them about it."
# Ways of being known that fit only a day; everything else is known, or why not.
DAY_KINDS = (FactKind.BIRTH, FactKind.DEATH)


def code_set_of(kind: str) -> CodeSet | None:
    """The answers to choose from for a kind of fact, where there are any."""
    return codes(CODED[kind]) if kind in CODED else None


def clean(
    kind: str,
    *,
    value: str = "",
    code: str = "",
    code_set: str = "",
    detail: Mapping[str, Any] | None = None,
    known: str = Known.KNOWN,
    as_stated: bool = False,
) -> Clean:
    """Make a fact ready, or refuse; `as_stated` keeps a number that fails its check."""
    if kind not in RULES:
        raise ValidationError({"kind": "Choose what it is that you are writing down."})
    if known not in Known.values:
        raise ValidationError({"known": "Choose whether it is known."})
    if known in (Known.EXPECTED, Known.ESTIMATED) and kind not in DAY_KINDS:
        raise ValidationError({"known": "Only a day can be expected or estimated."})
    if known in WITHOUT_ANSWER:
        if value.strip() or code or any(str(part).strip() for part in (detail or {}).values()):
            raise ValidationError({"known": BOTH})
        return Clean("")
    given = Given(value, code, code_set, detail or {}, known)
    try:
        return RULES[kind].clean(given)
    except ValidationError:
        stated = _line(given, 120)
        if not (as_stated and stated and kind in NUMBERS):
            raise
        return Clean(stated, key=stated.casefold().replace(" ", ""), is_check=True)


def current(on: date | None = None) -> Q:
    """Facts that stand, and whose time is that day (today): not corrected, not ended."""
    day = on or timezone.localdate()
    return (
        Q(over_at=None)
        & (Q(starts_on=None) | Q(starts_on__lte=day))
        & (Q(ends_on=None) | Q(ends_on__gt=day))
    )


def is_current(fact: Fact, on: date | None = None) -> bool:
    """The same question about one fact that has been read already."""
    day = on or timezone.localdate()
    begun = fact.starts_on is None or fact.starts_on <= day
    return fact.over_at is None and begun and (fact.ends_on is None or fact.ends_on > day)


def said(fact: Fact) -> str:
    """A fact in words: "about 1986", "We have not asked yet", "943 476 5919, to be checked"."""
    if fact.known in WITHOUT_ANSWER:
        return str(Known(fact.known).label)
    words = fact.value
    if fact.known == Known.EXPECTED:
        return f"expected {words}"
    if fact.known == Known.ESTIMATED and not words.startswith("about"):
        words = f"about {words}"
    return f"{words} (kept as stated; it fails its check)" if fact.is_check else words


def latest(facts: Iterable[Fact], kind: str) -> Fact | None:
    """The fact of a kind that is in force: their own words first, else the one recorded last."""
    found = [fact for fact in facts if fact.kind == kind and is_current(fact)]
    return max(
        found,
        key=lambda fact: (fact.is_own, fact.starts_on or date.min, fact.recorded_at),
        default=None,
    )
