"""Names of people and places in running text, by what they look like and what stands by them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .words import WORD, Lists, bare


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _set(
    "mr mrs ms miss mx dr doctor prof professor rev reverend father fr imam rabbi sir lady lord pc "
    "pcso dc ds di sgt sergeant inspector constable judge hhj cllr councillor auntie aunty aunt "
    "uncle nana nan nanny nanna gran granny grandma grandad grandpa granddad sister nurse officer"
)
_SURE = _set("mr mrs ms mx dr prof pc pcso dc ds sgt hhj cllr")
# Whoever is named right after one of these: “her brother kian”, “a neighbour called spud”.
BEFORE_A_NAME = _set(
    "mum mom mam mother dad father son daughter brother sister nan nana gran grandma grandad aunt "
    "auntie uncle cousin niece nephew partner wife husband ex boyfriend girlfriend friend mate "
    "neighbour colleague supervisor manager peer student teacher carer worker called named twin "
    "baby boy girl toddler stepdad stepmum stepfather stepmother name's himself herself stepson "
    "stepdaughter grandson granddaughter babysitter"
)
_LED_TO = _set(
    "told asked met rang phoned called thanked believed thanks promised heard saw from with for to "
    "that what when where needed and of said let missed owe visited texted emailed by about how "
    "why was is but because"
)
_SPOKE = _set(
    "said says told tells asked asks wanted wants laughed cried rang phoned thought felt knew went "
    "came wrote texted answered shouted left smiled nodded spoke put sat stood looked had has did "
    "does would could took gave forgave agreed refused decided watched explained"
)
_LONGEST = 8  # words of one name
_ALL_CAPITALS = 5  # letters; longer ones are rather shouted names than letters that stand for words
_BEGINS = re.compile(r"(?:[.!?:;…\n]|[.!?…][”\"’')])[\s“\"‘'(*•-]*$")


@dataclass(frozen=True)
class Token:
    """A word and where it stands."""

    start: int
    end: int
    text: str
    key: str  # small letters, no accents, not whose
    begins: bool  # a sentence, or what somebody says

    @property
    def is_high(self) -> bool:
        """Whether it has a capital letter."""
        return self.text[0].isupper()


def tokens(text: str) -> list[Token]:
    """Every word of a text."""
    found: list[Token] = []
    last = 0
    for match in WORD.finditer(text):
        between = text[last : match.start()]
        begins = not found or bool(_BEGINS.search(between[-20:])) or _is_opened(between)
        key = bare(match[0])
        found.append(Token(match.start(), match.end(), match[0], key, begins))
        last = match.end()
    return found


def _is_opened(between: str) -> bool:
    return any(mark in between for mark in '“"‘\n') and between.strip(" ") != "’"


def names_in(text: str, lists: Lists) -> Iterator[tuple[int, int]]:
    """Where names may stand; the same place may come twice."""
    words = tokens(text)
    for at, word in enumerate(words):
        if _is_title(words, at, text, lists):
            yield word.start, _last_of_name(words, at + 1, text, lists)
        elif _is_name(words, at, text, lists):
            yield _first_of_name(words, at, text, lists), _last_of_name(words, at, text, lists)
    yield from _initials(text)


def _near(text: str, one: Token, other: Token) -> bool:
    return text[one.end : other.start] in {" ", ". ", ", ", "-", " “", " ‘", "’s ", "'s "}


def _is_title(words: list[Token], at: int, text: str, lists: Lists) -> bool:
    word = words[at]
    if word.key not in TITLES or at + 1 == len(words):
        return False
    after = words[at + 1]
    if text[word.end : after.start] not in {" ", ". "}:
        return word.key in _SURE and text[word.end : word.end + 5] == " and "
    if word.key in _SURE:
        return after.key not in {"who", "told", "said"}
    named = after.is_high or lists.is_name(after.key)
    return named and after.key not in lists.capitals and after.key not in {"i"}


def _is_name(words: list[Token], at: int, text: str, lists: Lists) -> bool:
    word = words[at]
    if len(word.key) < 2 or word.key in lists.capitals:
        return False
    if word.is_high and not word.begins:
        return _is_high_name(words, at, lists)
    if word.is_high:
        return _opens_with_name(words, at, text, lists)
    return _is_low_name(words, at, text, lists)


def _is_high_name(words: list[Token], at: int, lists: Lists) -> bool:
    """A capital letter in the middle of a sentence."""
    word = words[at]
    if word.text.isupper() and len(word.text) <= _ALL_CAPITALS:
        return lists.is_name(word.key)
    if word.key in lists.names or word.key in lists.places:
        return True
    if word.key.split("-")[0].split("'")[0] in lists.capitals:
        return False
    return not lists.is_ordinary(word.key)


def _opens_with_name(words: list[Token], at: int, text: str, lists: Lists) -> bool:
    """A capital letter where there would be one anyway."""
    word = words[at]
    if word.text.isupper() and len(word.text) <= _ALL_CAPITALS:
        return lists.is_name(word.key)
    if lists.is_name(word.key) or word.key in lists.places or not lists.is_ordinary(word.key):
        return True
    after = words[at + 1] if at + 1 < len(words) else None
    if word.key not in lists.names or after is None:
        return False
    return after.key in _SPOKE or word.text[-2:] in {"'s", "’s"}


def _is_low_name(words: list[Token], at: int, text: str, lists: Lists) -> bool:
    """Small letters throughout: only what is a name and nothing else, or follows a person."""
    word = words[at]
    before = words[at - 1] if at and _near(text, words[at - 1], word) else None
    if lists.is_name(word.key) and (len(word.key) > 3 or before is not None):
        return len(word.key) > 3 or before is None or _leads(before)
    if before is None or text[before.end : word.start] != " ":
        return False
    return before.key in BEFORE_A_NAME and not lists.is_ordinary(word.key)


def _leads(before: Token) -> bool:
    return before.key in BEFORE_A_NAME or before.key in _LED_TO


def _first_of_name(words: list[Token], at: int, text: str, lists: Lists) -> int:
    """Where a name begins: “Big Tel”, “Little Acorns”."""
    least = max(0, at - _LONGEST)
    while at > least and words[at].is_high:
        before = words[at - 1]
        is_part = before.is_high and not before.begins and before.key not in lists.capitals
        if not is_part or before.key == "i" or text[before.end : words[at].start] != " ":
            break
        at -= 1
    return words[at].start


def _last_of_name(words: list[Token], at: int, text: str, lists: Lists) -> int:
    """Where a name ends that goes on here: “O'Malley”, “Mr and Mrs Begum”, “Leanne H”."""
    end, most = words[at].end, at + _LONGEST
    while at + 1 < min(len(words), most):
        here, after = words[at], words[at + 1]
        between = text[here.end : after.start]
        joined = between in {" ", "-"} or (
            between == ". " and (here.key in TITLES or len(here.text) == 1)
        )
        if not joined or here.text[-2:] in {"'s", "’s"} or not _goes_on(here, after, lists):
            break
        at, end = at + 1, after.end
    return end


def _goes_on(here: Token, after: Token, lists: Lists) -> bool:
    if after.key in lists.capitals or after.text in {"I", "I'm", "I've", "I'll", "I’m", "I’ve"}:
        return False
    if here.key == "and" or here.key in _SURE:
        return after.is_high or after.key in TITLES or not lists.is_ordinary(after.key)
    if after.key == "and":
        return here.key in _SURE
    return after.is_high or (after.key in {"family", "household", "twins"} and here.is_high)


_INITIALS = re.compile(r"\b[A-Z]\. ?(?:[A-Z]\.|[A-Z][\w'’-]+)(?:[A-Z]\.)?")
_NOT_INITIALS = frozenset({"U.K.", "A.I.", "U.S.", "E.U.", "I.T.", "N.B.", "P.S."})


def _initials(text: str) -> Iterator[tuple[int, int]]:
    """“J.B.”, “K. Mbeki-Jones”; not the end of one sentence and the beginning of the next."""
    for match in _INITIALS.finditer(text):
        if match[0] not in _NOT_INITIALS and not match[0].startswith("I. "):
            yield match.span()
