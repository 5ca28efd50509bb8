"""What has a shape of its own: dates, addresses, numbers, links, ages, and what is rare."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = (
    "(?:(?:twenty|thirty)[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    "|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    "|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    "|thirtieth)"
)
_YEAR = r"(?:19|20)\d\d"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})"
NUMBERS = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty"
    "|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)"
)
_STREET = "(?:street|road|lane|avenue|terrace|crescent|grove|gardens|mews|rd|ave|ln)"
# These are everyday words as well, and a street only with a capital letter.
_HIGH_STREET = (
    "(?:Close|Drive|Row|Square|View|Rise|Parade|Way|Court|Place|Walk|Hill|Gate|Yard|Estate|St)"
)
_OPENS = "The|A|An|My|Our|His|Her|Their|Your|This|That|In|At|On|Every|No|Each|Any|Next|One|I|We"
_PROPER = rf"(?!(?:{_OPENS})\b)[^\W\d_a-z][\w'’.-]*"  # a word with a capital letter, no article


@dataclass(frozen=True)
class Pattern:
    """Words of one shape, what they are, why that tells, and what could stand there instead."""

    kind: str
    regex: re.Pattern[str]
    why: str
    instead: str
    group: int = 0


def _any(kind: str, regex: str, why: str, instead: str, group: int = 0) -> Pattern:
    return Pattern(kind, re.compile(regex, re.IGNORECASE), why, instead, group)


def _exact(kind: str, regex: str, why: str, instead: str, group: int = 0) -> Pattern:
    return Pattern(kind, re.compile(regex), why, instead, group)


_DATE_WHY = "A date can be looked up in the record."
_DATE_INSTEAD = "that day, or the time of year"
_ADDRESS_WHY = "An address leads to a door."
_NUMBER_WHY = "A number like this belongs to one person, one case or one thing."
_PLACE_WHY = "Few people go to one place, and who works there knows them."
_RARE_WHY = "So few people are like this that it can be enough by itself."

_HOME = "their home"
_BY_KIND = "the place, by what it is"
_WIDER = "say it more widely"

PATTERNS: tuple[Pattern, ...] = (
    _any(
        "email",
        r"\b[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+",
        "It leads to one person.",
        "an e-mail address",
    ),
    _any(
        "link",
        r"\b(?:https?://|www\.)[^\s<>]+",
        "It leads to a page about somebody.",
        "a page online",
    ),
    _any(
        "link",
        r"\b(?:facebook|instagram|tiktok|snapchat|youtube|twitter|x|linkedin)\.com/\S+",
        "It leads to somebody's own page.",
        "a profile",
    ),
    _any(
        "link",
        r"(?<![\w.])@[a-z0-9_](?:[\w.]*\w)?",
        "What somebody is called online leads to them.",
        "a name used online",
    ),
    _any(
        "name",
        r"(?<![\w.@/])[a-z]{2,20}[._][a-z]{2,20}\d{0,4}(?![\w@/(])",
        "It looks like what somebody is called on a computer.",
        "a person",
    ),
    _any(
        "date",
        rf"\b{_WEEKDAY}(?:the )?{_DAY}(?: day)?(?: of)? {_MONTH}\b\.?(?:,? (?:{_YEAR}|'?\d\d\b))?",
        _DATE_WHY,
        _DATE_INSTEAD,
    ),
    _any(
        "date",
        rf"\b{_WEEKDAY}{_MONTH}\.? (?:the )?{_DAY}\b(?:,? {_YEAR})?",
        _DATE_WHY,
        _DATE_INSTEAD,
    ),
    _any("date", r"\b\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)\b", _DATE_WHY, _DATE_INSTEAD),
    _any("date", r"\b(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b", _DATE_WHY, _DATE_INSTEAD),
    _any(
        "date",
        rf"\b(?:christmas|new year['’]?s?|boxing|easter|bonfire|eid|diwali|pancake|mothering|good)"
        rf"(?: (?:day|eve|night|friday|monday|sunday|tuesday))?(?: of| in)? {_YEAR}\b",
        _DATE_WHY,
        _DATE_INSTEAD,
    ),
    _exact(
        "address",
        r"\b(?i:flat|apartment|unit|room) \d+[a-zA-Z]?"
        rf"(?:,? (?:\d+[a-zA-Z]? )?(?:{_PROPER} ?){{1,4}})?",
        _ADDRESS_WHY,
        _HOME,
    ),
    _any(
        "address",
        rf"\b\d{{1,4}}[a-z]?,? (?:[^\W\d_][\w'’.-]*,? ){{1,3}}{_STREET}\b",
        _ADDRESS_WHY,
        _HOME,
    ),
    _exact(
        "address",
        rf"\b\d{{1,4}}[a-zA-Z]?,? (?:{_PROPER},? ){{1,3}}{_HIGH_STREET}\b",
        _ADDRESS_WHY,
        _HOME,
    ),
    _exact(
        "address",
        r"(?:\b[A-Z][\w'’-]+,? ){0,3}\b(?:Cottage|House|Forge|Farm|Barn|Vicarage|Rectory|Bungalow)"
        rf", (?:{_PROPER} ){{1,3}}(?:(?i:{_STREET})|{_HIGH_STREET})\b",
        _ADDRESS_WHY,
        _HOME,
    ),
    _exact(
        "address",
        rf"\b(?:{_PROPER} ){{1,3}}(?:(?i:{_STREET})|{_HIGH_STREET})\b",
        _ADDRESS_WHY,
        "their street",
    ),
    _any(
        "postcode",
        r"\b(?:[a-z]{1,2}\d{1,2}[a-z]? ?\d[a-z]{2})\b",
        "A postcode is a few doors.",
        "nearby",
    ),
    _any(
        "phone",
        r"(?<!\w)(?:\(?0\d{2,4}\)?|\+44 ?\(?0?\)?\d{2,4})(?:[ -]?\d{3,4}){1,3}(?:[ -]?\d{1,3})?\b",
        "A number leads to one person.",
        "a phone number",
    ),
    _any("number", r"\b[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b", _NUMBER_WHY, "their number"),
    _any("number", r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", _NUMBER_WHY, "their number"),
    _any("number", r"(?<![\w£$€.,])\d{6,}(?![\w%])", _NUMBER_WHY, "a number"),
    _any("number", r"\b[a-z]{1,4}[-/ ]?\d{3,}(?:[-/]\d+)*\b", _NUMBER_WHY, "a number"),
    _any("number", r"\b[a-z]{1,4}[-/](?:\d{2,}[-/])+\d{2,}\b", _NUMBER_WHY, "a number"),
    _any("number", r"\b[a-z]{2}\d{2} ?[a-z]{3}\b", "A number plate leads to one car.", "a car"),
    _any("number", r"\b[a-z]\d{6,}[a-z]?\d*\b", _NUMBER_WHY, "a number"),
    _exact(
        "place",
        rf"\b(?:{_PROPER} (?:and |of |the |for )?){{1,4}}(?i:primary school|secondary school"
        r"|high school|school|academy|college|nursery|pre-?school|hospital|infirmary|hospice|ward"
        r"|children['’]s home|care home|nursing home|home|surgery|medical centre|health centre"
        r"|children['’]s centre|centre|clinic|church|mosque|temple"
        r"|gurdwara|synagogue|park|court|prison|lodge|house|hostel|refuge|club|library|university|hall|farm|unit|estate|flats)\b",
        _PLACE_WHY,
        _BY_KIND,
    ),
    _any("place", r"\bward [a-z]?\d{1,3}[a-z]?\b", _PLACE_WHY, "the ward"),
    _exact("place", rf"\bHM(?:P|YOI) {_PROPER}", _PLACE_WHY, "a prison"),
    _exact("place", rf"\bSt\.? {_PROPER}['’]?s?\b(?: {_PROPER})?", _PLACE_WHY, _BY_KIND),
    _exact("place", r"\b[Tt]he [A-Z][\w'’-]+ (?:and|&) [A-Z][\w'’-]+", _PLACE_WHY, _BY_KIND),
    _exact(
        "place",
        r"(?<=[a-z] )(?:Little|Great|Upper|Lower|North|South|East|West|Old|New) [A-Z][\w'’-]+",
        _PLACE_WHY,
        _BY_KIND,
    ),
    _any(
        "rare",
        r"\bthe only (?!(?:thing|way|one|ones|time|reason|person|question|answer|option"
        r"|choice|problem"
        r"|difference|people|part|bit|word|other|place|day|name|real|good|right|sure|honest)\b)"
        r"[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*)?",
        _RARE_WHY,
        _WIDER,
    ),
    _any(
        "rare",
        r"\b(?:the )?first (?:female|male|woman|man|black|asian|deaf|blind|muslim"
        r"|openly)\b(?: [^\W\d_]\w*)?",
        _RARE_WHY,
        _WIDER,
    ),
    _any(
        "rare",
        rf"\b(?:a )?family of (?:{NUMBERS}|\d+) (?:children|kids|boys|girls)\b",
        _RARE_WHY,
        "a large family",
    ),
    _any(
        "rare",
        r"\b(?:identical twins|triplets|quadruplets|quintuplets)\b",
        _RARE_WHY,
        "brothers and sisters",
    ),
    _any(
        "rare",
        r"\b(?:the )?(?:(?:former|local|town|retired|ex)[- ])+(?:mayor|mp|councillor|vicar"
        r"|priest|imam|rabbi|headteacher|head teacher|footballer|judge|actor|singer|doctor|gp"
        r"|police officer|sheriff)\b",
        _RARE_WHY,
        "what they do, more widely",
    ),
)

# Ages tell when a place or something rare stands near them, and over ninety by themselves.
AGES = re.compile(
    rf"\b(?:aged? (?:of )?(?:\d{{1,3}}|{NUMBERS})"
    rf"|(?:\d{{1,3}}|{NUMBERS})[- ]years?[- ]olds?"
    rf"|(?:is|was|turned|turning|just|only|nearly) (?:\d{{1,3}}|{NUMBERS})"
    r"(?![\w:/.]*\w| (?:minutes|hours|days|weeks|months|times|of|people|visits|in|per|or"
    r"|miles)))\b",
    re.IGNORECASE,
)
OLD = re.compile(r"\b(?:9\d|1[01]\d|ninety|a hundred)\b", re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*[.!?]*")
