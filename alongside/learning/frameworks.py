"""Frameworks of capability as dated data: ours in our own words, others by link and label alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid5

from alongside.foundation.content import Block, Dated, dated, folder, read
from alongside.questionnaires.reading import read_questionnaire

OWN, LINK_ONLY = "own", "link_only"
KINDS = ("superdomain", "domain", "cluster", "statement", "standard", "level")
MATCHES = ("exact", "narrower", "broader", "related", "replaced_by")
LONGEST_LABEL = 60  # characters: a name to find it by, never its text
# From it and a node's address its id for exchange is worked out, the same everywhere and for ever.
SPACE = UUID("6f0f3f1e-55c5-5c3b-9c5e-3a2f0c1d7b44")

_FRAMEWORK = ("id", "title", "publisher", "rights", "source", "source_url", "versions")
_VERSION = (
    "version", "checked_on", "checked", "valid_from", "day_checked", "valid_to", "status",
    "statements_from", "nodes", "crosswalks",
)  # fmt: skip
_NODE = ("id", "kind", "under", "code", "label", "text", "checked")


@dataclass(frozen=True)
class Node:
    """One thing that a framework names."""

    id: str
    kind: str
    label: str
    under: str  # the id of what it stands under
    code: str
    text: str  # our own words; nothing where a framework is by link alone
    is_checked: bool
    order: int
    line: int


@dataclass(frozen=True)
class Crosswalk:
    """How something of one framework stands to something of another, and why we say so."""

    from_node: str  # nothing: the framework as a whole
    to_framework: str
    to_node: str  # nothing: the framework as a whole
    match: str  # one of MATCHES
    because: str
    line: int


@dataclass(frozen=True)
class Version:
    """What a framework says from a day until a day."""

    version: str
    dated: Dated
    is_day_checked: bool  # whether the first day is known, or no more than its year
    status: str
    nodes: tuple[Node, ...]
    crosswalks: tuple[Crosswalk, ...]

    def node(self, id: str) -> Node | None:
        """The node with this id."""
        return next((one for one in self.nodes if one.id == id), None)


@dataclass(frozen=True)
class Framework:
    """One framework, in all its versions."""

    id: str
    title: str
    publisher: str
    rights: str
    source: str
    source_url: str
    versions: tuple[Version, ...]
    file: Path

    def on(self, day: date) -> Version | None:
        """The version in force on a day."""
        return next((one for one in self.versions if one.dated.holds_on(day)), None)

    def named(self, version: str) -> Version | None:
        """The version of this name, whether or not it is in force: old evidence stays readable."""
        return next((one for one in self.versions if one.version == version), None)

    def shown(self, day: date) -> Version:
        """The version in force on a day; before the first of them the first, after it the last."""
        begun = [one for one in self.versions if (one.dated.valid_from or date.min) <= day]
        return self.on(day) or (begun or self.versions)[-1 if begun else 0]

    def case_id(self, node: Node | None = None) -> UUID:
        """Its id, or that of a node, for exchange with others: the same in every version."""
        return uuid5(SPACE, f"{self.id}/{node.id}" if node else self.id)


@dataclass(frozen=True)
class LinedUp:
    """Something of one framework beside something of another, seen from the first."""

    here: Node | None  # nothing: the framework as a whole
    match: str  # one of MATCHES, or one turned round: "replaces"
    framework: Framework
    there: Node | None
    because: str


# How one side stands to the other, seen from the other.
TURNED = {"narrower": "broader", "broader": "narrower", "replaced_by": "replaces"}


def frameworks() -> Mapping[str, Framework]:
    """Every framework that is shipped, by id."""
    return _frameworks(folder())


def in_force(day: date) -> list[tuple[Framework, Version]]:
    """Those that hold on a day, by title."""
    found = ((one, one.on(day)) for one in frameworks().values())
    held = [(one, version) for one, version in found if version is not None]
    return sorted(held, key=lambda pair: pair[0].title.casefold())


def replaced_by(framework: Framework) -> Framework | None:
    """What takes its place, where something does."""
    links = (link for version in framework.versions for link in version.crosswalks)
    for link in links:
        if link.match == "replaced_by" and not link.from_node:
            return frameworks()[link.to_framework]
    return None


def lined_up(framework: Framework, day: date) -> list[LinedUp]:
    """All that a framework is laid beside on a day, said on either side, in its own order."""
    found = [*_said_here(framework, day), *_said_elsewhere(framework, day)]
    order = {one.id: one.order for one in framework.shown(day).nodes}
    # The whole first; whoever said it, what belongs to one part stands together.
    return sorted(found, key=lambda one: order.get(one.here.id, 0) if one.here else 0)


def _said_here(framework: Framework, day: date) -> Iterator[LinedUp]:
    version = framework.shown(day)
    for one in version.crosswalks:
        other = frameworks()[one.to_framework]
        here = version.node(one.from_node)
        yield LinedUp(here, one.match, other, _part(other, one.to_node, day), one.because)


def _said_elsewhere(framework: Framework, day: date) -> Iterator[LinedUp]:
    for other in frameworks().values():
        version = other.shown(day)
        for one in version.crosswalks:
            if one.to_framework == framework.id:
                match = TURNED.get(one.match, one.match)
                here, there = _part(framework, one.to_node, day), version.node(one.from_node)
                yield LinedUp(here, match, other, there, one.because)


def _part(framework: Framework, node: str, day: date) -> Node | None:
    """A part by its id: as it is on a day, or as it last was."""
    known = (framework.shown(day), *reversed(framework.versions))
    return next((found for one in known if (found := one.node(node))), None)


def check_frameworks() -> None:
    """Read all of it again, so that what is wrong is said: ContentError."""
    _frameworks.__wrapped__(folder())


@lru_cache(maxsize=4)
def _frameworks(root: Path) -> Mapping[str, Framework]:
    found: dict[str, Framework] = {}
    for file in sorted((root / "frameworks").glob("*.yaml")):
        one = _framework(read(file), root)
        found[one.id] = one
    for one in found.values():
        for version in one.versions:
            for link in version.crosswalks:
                _leads_somewhere(one, version, link, found)
    return found


def _at(file: Path, line: int) -> Block:
    block = Block()
    block.file, block.line = file, line
    return block


def _framework(head: Block, root: Path) -> Framework:
    head.only(*_FRAMEWORK)
    if head.text("id") != head.file.stem:
        raise head.wrong(f"“id” has to be {head.file.stem}, as the file is called.")
    rights = head.text("rights")
    if rights not in (OWN, LINK_ONLY):
        raise head.wrong(f"“rights” is {OWN} or {LINK_ONLY}.")
    address = head.text_or("source_url")
    if rights == LINK_ONLY and not address.startswith("https://"):
        raise head.wrong("What is by link alone needs its “source_url”, beginning with https://.")
    versions = tuple(_version(one, head, rights, root) for one in head.blocks("versions"))
    for earlier, later in pairwise(versions):
        if (earlier.dated.valid_to or date.max) >= (later.dated.valid_from or date.min):
            raise head.wrong(f"Version {later.version} begins before {earlier.version} has ended.")
    return Framework(
        head.text("id"), head.text("title"), head.text("publisher"), rights, head.text("source"),
        address, versions, head.file,
    )  # fmt: skip


def _version(block: Block, head: Block, rights: str, root: Path) -> Version:
    block.only(*_VERSION)
    block.setdefault("source", head.text("source"))
    dates = dated(block)
    if dates.valid_from is None:
        raise block.wrong("A version needs the day from which it holds: “valid_from”.")
    nodes = [_node(one, rights, order) for order, one in enumerate(block.blocks("nodes"), 1)]
    if block.get("statements_from"):
        nodes += _statements(block, root, len(nodes))
    _hold_together(block, nodes)
    links = block.blocks("crosswalks") if block.get("crosswalks") else ()
    return Version(
        block.text("version"), dates, block.yes("day_checked", True), block.text_or("status"),
        tuple(nodes), tuple(map(_crosswalk, links)),
    )  # fmt: skip


def _node(block: Block, rights: str, order: int) -> Node:
    block.only(*_NODE)
    kind, label, text = block.text("kind"), block.text("label"), block.text_or("text")
    if kind not in KINDS:
        raise block.wrong(f"“kind” is “{kind}”. It may be one of {', '.join(KINDS)}.")
    if rights == LINK_ONLY and text:
        raise block.wrong("It is by link alone, so no “text” of it may stand here.")
    if rights == OWN and not text:
        raise block.wrong("What is our own says what it means: “text”.")
    if len(label) > LONGEST_LABEL:
        raise block.wrong(f"“label” is a name, of at most {LONGEST_LABEL} characters.")
    return Node(
        block.text("id"), kind, label, block.text_or("under"), block.text_or("code"), text,
        block.yes("checked", True), order, block.line,
    )  # fmt: skip


def _statements(block: Block, root: Path, after: int) -> list[Node]:
    """The statements of a questionnaire, under the clusters that its pages are."""
    file = root / "questionnaires" / f"{block.text('statements_from')}.yaml"
    if not file.is_file():
        raise block.wrong(f"There is no questionnaire called “{file.stem}”.")
    asked = read_questionnaire(file.read_text(encoding="utf-8"), str(file))
    return [
        Node(
            one.id, "statement", f"Statement {one.id.upper()}", asked.page_of(one).id.upper(),
            one.id.upper(), one.ask, True, after + number, one.line,
        )
        for number, one in enumerate(asked.questions, 1)
    ]  # fmt: skip


def _hold_together(block: Block, nodes: Iterable[Node]) -> None:
    known: set[str] = set()
    for one in nodes:
        place = _at(block.file, one.line)
        if one.id in known:
            raise place.wrong(f"“{one.id}” is there twice.")
        if one.under and one.under not in known:
            raise place.wrong(f"“{one.id}” stands under “{one.under}”, which is not above it.")
        known.add(one.id)


def _crosswalk(block: Block) -> Crosswalk:
    block.only("from", "to", "is", "because")
    match = block.text("is")
    if match not in MATCHES:
        raise block.wrong(f"“is” is “{match}”. It may be one of {', '.join(MATCHES)}.")
    framework, _, node = block.text("to").partition("/")
    because = block.text("because")
    return Crosswalk(block.text_or("from"), framework, node, match, because, block.line)


def _leads_somewhere(
    one: Framework, version: Version, link: Crosswalk, known: Mapping[str, Framework]
) -> None:
    place = _at(one.file, link.line)
    if link.from_node and version.node(link.from_node) is None:
        raise place.wrong(f"“{link.from_node}” is nothing that stands here.")
    to = known.get(link.to_framework)
    if to is None or (link.to_node and not any(each.node(link.to_node) for each in to.versions)):
        said = "/".join(filter(None, (link.to_framework, link.to_node)))
        raise place.wrong(f"It leads to “{said}”, which is not there.")
    if link.match == "replaced_by" and not link.from_node:
        end = version.dated.valid_to
        if end is None or to.on(end + timedelta(days=1)) is None:
            raise place.wrong("What replaces it has to hold from the day after it ends.")
