"""The kinds of status read from `content/statuses/` and checked: a sentence for each fault."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, CodeSet, Dated, code_sets, dated, folder, read
from alongside.record.clocks.rule import Length

_KIND = (
    "key", "title", "codes", "asks", "ages", "alone", "within", "needs", "longest", "names",
    "ahead", "before_birth", "traits", "source", "checked_on", "checked", "valid_from", "valid_to",
)  # fmt: skip
_LENGTH = re.compile(r"([1-9]\d{0,3}) (calendar day|month)s?")
ORDER = "order"


@dataclass(frozen=True)
class Kind:
    """One kind: what is asked of it, and what has to fit."""

    key: str
    title: str
    codes: CodeSet | None
    asks: str
    ages: tuple[int, int] | None
    alone: str  # "all": one at a time; "code": one of each code; empty: any number
    within: str
    needs: tuple[str, int] | None  # the kind of an entry, and how many days before at most
    longest: Mapping[str, Length]
    names: str
    is_ahead: bool  # it says itself until which day it holds
    may_precede_birth: bool
    traits: Mapping[str, str]
    dated: Dated

    def words_for(self, code: str) -> str:
        """The plain words for a code; the code itself, as stated, where nobody knows it."""
        found = self.codes.find(code) if self.codes else None
        return found.words if found else code and f"“{code}”, a code that we do not know"

    def also(self, code: str) -> Mapping[str, str]:
        """What else a code says of itself."""
        found = self.codes.find(code) if self.codes else None
        return found.also if found else {}

    def has_to_name(self, code: str) -> bool:
        """Whether it says nothing without somebody: a carer of whom, an order against whom."""
        return bool(self.names) and (self.codes is None or "names" in self.also(code))


def kinds() -> Mapping[str, Kind]:
    """Every kind by key, in the order of the file; read once."""
    return _kinds(folder())


def kind_of(key: str) -> Kind | None:
    """One of them; none where it is not here any more."""
    return kinds().get(key)


def check_kinds() -> None:
    """Read them again, so that what is wrong is said."""
    _kinds.__wrapped__(folder())


@lru_cache(maxsize=4)
def _kinds(root: Path) -> Mapping[str, Kind]:
    file = read(root / "statuses" / "kinds.yaml")
    file.only("source", "checked_on", "checked", "kinds")
    whole = dated(file)
    found: dict[str, Kind] = {}
    for block in file.blocks("kinds"):
        one = _kind(block, whole)
        if one.key in found:
            raise block.wrong(f"There are two kinds called “{one.key}”.")
        if one.within and one.within not in found:
            raise block.wrong(f"“within” names “{one.within}”. Write that kind above this one.")
        found[one.key] = one
    return found


def _kind(block: Block, whole: Dated) -> Kind:
    block.only(*_KIND)
    named, alone = block.text_or("codes"), block.text_or("alone")
    if named and named not in code_sets():
        raise block.wrong(f"“codes” names “{named}”, and there is no such set.")
    if alone not in ("", "all", "code"):
        raise block.wrong("“alone” is one of all, code.")
    traits = block.block("traits") if block.get("traits") else Block()
    return Kind(
        key=block.text("key"),
        title=block.text("title"),
        codes=code_sets()[named] if named else None,
        asks=block.text("asks") if named else "",
        ages=_ages(block),
        alone=alone,
        within=block.text_or("within"),
        needs=_needs(block),
        longest=_longest(block),
        names=block.text_or("names"),
        is_ahead=block.yes("ahead"),
        may_precede_birth=block.yes("before_birth"),
        traits={key: traits.text(key) for key in traits},
        dated=dated(block, whole),
    )


def _ages(block: Block) -> tuple[int, int] | None:
    said = block.texts("ages")
    if not said:
        return None
    if len(said) != 2 or not all(one.isdecimal() for one in said):
        raise block.wrong("“ages” are two numbers: from and to, in years.")
    return int(said[0]), int(said[1])


def _needs(block: Block) -> tuple[str, int] | None:
    if not block.get("needs"):
        return None
    needs = block.block("needs")
    if not needs.text("days").isdecimal():
        raise needs.wrong("“days” is a number.")
    return needs.text("kind"), int(needs.text("days"))


def _longest(block: Block) -> Mapping[str, Length]:
    said = block.block("longest") if block.get("longest") else Block()
    found: dict[str, Length] = {}
    for code in said:
        match = _LENGTH.fullmatch(said.text(code))
        if match is None:
            raise said.wrong("“longest” is such as 12 months or 14 calendar days.")
        found[code] = Length(int(match[1]), "month" if match[2] == "month" else "calendar day")
    return found
