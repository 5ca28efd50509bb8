"""Under which headings guides stand: areas of capability, situations, readers, who looks after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, ContentError, folder, read

from .guide import KINDS, Guide

ELSE = "Not sorted yet"


@dataclass(frozen=True)
class Shelf:
    """One heading, with its guides in order."""

    title: str
    guides: tuple[Guide, ...]
    about: str = ""


@dataclass(frozen=True)
class Named:
    """What a heading is called; and of an area, in a few words what it is."""

    title: str
    about: str = ""


def situations() -> Mapping[str, Named]:
    """What somebody may be in the middle of, by id."""
    return _kept(folder())[0]


def readers() -> Mapping[str, Named]:
    """Who somebody may be, by id."""
    return _kept(folder())[1]


def check_headings(guide: Guide, file: Path) -> None:
    """Refuse a heading that there is not: ContentError, also where the headings are wrong."""
    known = dict(zip(("when", "who"), _headings(folder()), strict=True))
    for key, named in (("when", guide.situations), ("who", guide.who)):
        for one in named:
            if one not in known[key]:
                may = ", ".join(known[key]) or "nothing: there is no shelves.yaml beside it"
                raise ContentError(file, 1, f"“{key}” names “{one}”. It may name {may}.")


def areas(day: date) -> Mapping[str, Named]:
    """The areas of capability that are in force, by letter; none where none are shipped."""
    held = (some for since, until, some in _areas(folder()) if since <= day <= until)
    return next(held, {})


def by_kind(guides: Iterable[Guide], day: date) -> list[Shelf]:
    """Procedures, guides, and what one begins with."""
    named = {kind: Named(words[1]) for kind, words in KINDS.items()}
    return _sorted(guides, named, lambda one: [one.kind])


def by_situation(guides: Iterable[Guide], day: date) -> list[Shelf]:
    """By what somebody is in the middle of; a guide may stand under several."""
    return _sorted(guides, situations(), lambda one: one.situations)


def by_reader(guides: Iterable[Guide], day: date) -> list[Shelf]:
    """By whom it is for."""
    return _sorted(guides, readers(), lambda one: one.who)


def by_area(guides: Iterable[Guide], day: date) -> list[Shelf]:
    """By area of capability; a guide that is about it above all stands before others."""
    found = _sorted(guides, areas(day), lambda one: one.aligns)
    letters = {named.title: letter for letter, named in areas(day).items()}
    return [
        Shelf(
            one.title,
            tuple(sorted(one.guides, key=lambda guide: _rank(guide, letters.get(one.title, "")))),
            one.about,
        )
        for one in found
    ]


def by_owner(guides: Iterable[Guide], day: date) -> list[Shelf]:
    """By who looks after it; what is to be looked at again soonest comes first."""
    found = list(guides)
    owners = {one.owner: Named(_capital(one.owner)) for one in found}
    named = dict(sorted(owners.items(), key=lambda one: one[0].casefold()))
    shelves = _sorted(found, named, lambda one: [one.owner])
    return [
        Shelf(one.title, tuple(sorted(one.guides, key=lambda guide: guide.review_by)))
        for one in shelves
    ]


def _rank(guide: Guide, letter: str) -> int:
    return guide.aligns.index(letter) if letter in guide.aligns else 0


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _sorted(
    guides: Iterable[Guide], named: Mapping[str, Named], places: Callable[[Guide], Iterable[str]]
) -> list[Shelf]:
    found: dict[str, list[Guide]] = {key: [] for key in named}
    nowhere: list[Guide] = []
    for guide in guides:
        under = [key for key in places(guide) if key in found]
        for key in under:
            found[key].append(guide)
        if not under:
            nowhere.append(guide)
    shelves = [Shelf(named[key].title, tuple(some), named[key].about)
               for key, some in found.items() if some]  # fmt: skip
    return [*shelves, Shelf(ELSE, tuple(nowhere))] if nowhere else shelves


# Reading


@lru_cache(maxsize=8)
def _kept(root: Path) -> tuple[Mapping[str, Named], Mapping[str, Named]]:
    try:
        return _headings(root)
    except ContentError:  # guides are read without it; `alongside knowledge check` says why
        return {}, {}


def _headings(root: Path) -> tuple[Mapping[str, Named], Mapping[str, Named]]:
    file = root / "guides" / "shelves.yaml"
    if not file.is_file():
        return {}, {}
    head = read(file)
    head.only("situations", "readers")
    return _named(head, "situations"), _named(head, "readers")


def _named(head: Block, key: str) -> Mapping[str, Named]:
    found: dict[str, Named] = {}
    for one in head.blocks(key):
        one.only("id", "title")
        if one.text("id") in found:
            raise one.wrong(f"“{one.text('id')}” is there twice.")
        found[one.text("id")] = Named(one.text("title"))
    return found


_Areas = tuple[tuple[date, date, Mapping[str, Named]], ...]


@lru_cache(maxsize=8)
def _areas(root: Path) -> _Areas:
    """What each version of our own framework calls its areas, with the days that it holds."""
    file = root / "frameworks" / "alongside.yaml"
    try:
        versions = read(file).blocks("versions") if file.is_file() else ()
        return tuple(
            (one.day("valid_from") or date.min, one.day("valid_to") or date.max, _clusters(one))
            for one in versions
        )
    except ContentError:  # learning checks that file, and says what is wrong
        return ()


def _clusters(version: Block) -> Mapping[str, Named]:
    found = (one for one in version.blocks("nodes") if one.get("kind") == "cluster")
    return {one.text("id"): Named(one.text("label"), one.text_or("text")) for one in found}
