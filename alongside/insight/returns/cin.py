"""Reads the XML of a children in need census, one child at a time, and lets it do nothing to us."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from lxml import etree

LARGEST = 512 * 1024 * 1024  # bytes; the largest councils send about a tenth of this
DEEPEST = 12  # how far elements lie within each other; the census needs 7
CHUNK = 32 * 1024
# Bytes of one child, or of the header: the largest real ones have a hundredth of this. What is not
# read away yet takes up to thirty times as much memory.
LARGEST_CHILD = 4 * 1024 * 1024


class UnreadableFileError(Exception):
    """The file cannot be read as a whole; the message is one sentence for whoever sent it."""


@dataclass(frozen=True)
class Node:
    """One element: its name without namespace, the line it begins on, its text, what is in it."""

    name: str
    line: int
    text: str = ""
    inside: tuple["Node", ...] = ()
    file: str = ""  # where a return is several files

    def all(self, name: str) -> list["Node"]:
        """The elements of that name directly in it."""
        return [one for one in self.inside if one.name == name]

    def first(self, name: str) -> "Node":
        """The first of that name; an empty one on the same line where there is none."""
        return next(iter(self.all(name)), Node(name, self.line, file=self.file))

    def value(self, name: str) -> str:
        """The text of the first of that name."""
        return self.first(name).text


@dataclass(frozen=True)
class Header:
    """Whose return it is, of which year, and to which day it reaches."""

    lea: str
    year: str
    reference: date | None
    children: int
    digest: str
    wrong: tuple[tuple[Node, str], ...] = field(default=())

    @property
    def source(self) -> str:
        """Children are matched within this only."""
        return f"cin:{self.lea}"

    @property
    def said(self) -> str:
        """The return in words."""
        year = f" {self.year}" if self.year else ""
        return f"CIN census{year}, LEA {self.lea}"


def day_in(text: str) -> date | None:
    """A day as XML Schema writes it (xs:date; a time zone is left out); None if it is none."""
    text = text.strip()
    try:
        return date.fromisoformat(text[:10]) if _is_day(text) else None
    except ValueError:
        return None


def _is_day(text: str) -> bool:
    rest = text[10:]
    zoned = len(rest) == 6 and rest[0] in "+-" and rest[3] == ":"
    return len(text) >= 10 and text[4] == "-" and text[7] == "-" and (rest in ("", "Z") or zoned)


def check(path: Path) -> Header:
    """Read the whole file once: refused if broken anywhere, so that no half of it comes in."""
    size = _size(path)
    if size == 0:
        raise UnreadableFileError("The file is empty.")
    if size > LARGEST:
        raise UnreadableFileError(
            f"The file has {size / 1024**2:,.0f} MB. A census has at most {LARGEST // 1024**2} MB, "
            "so this is probably another file."
        )
    header, children = None, 0
    for element in _elements(path, ("Header", "Child")):
        if element.name == "Child":
            children += 1
        elif header is None:
            header = element
    if header is None:
        raise UnreadableFileError(
            "The file has no header, so nobody can tell which council it is from."
        )
    if not children:
        raise UnreadableFileError("There is no child in the file.")
    return _header(header, children, _digest(path))


def _size(path: Path) -> int:
    try:
        if not path.is_file():
            raise UnreadableFileError(f"There is no file {path.name} there.")
        with path.open("rb"):
            return path.stat().st_size
    except OSError as error:
        raise UnreadableFileError(f"The file cannot be opened: {error.strerror}.") from error


def _digest(path: Path) -> str:
    whole = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            whole.update(block)
    return whole.hexdigest()


def _header(header: Node, children: int, digest: str) -> Header:
    about, source = header.first("CollectionDetails"), header.first("Source")
    if (collection := about.value("Collection")) and collection.upper() != "CIN":
        raise UnreadableFileError(
            f"This is another return (“{collection[:20]}”), not a children in need census."
        )
    lea = source.value("LEA")
    if not (lea.isascii() and lea.isdigit() and len(lea) == 3):
        raise UnreadableFileError(
            "The header does not say which council the file is from: LEA should have three digits."
        )
    wrong = []
    reference, year = about.first("ReferenceDate"), about.value("Year")
    if reference.text and day_in(reference.text) is None:
        wrong.append((reference, "This is not a day, so today is used instead."))
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        wrong.append((about.first("Year"), "This is not a year."))
        year = ""
    return Header(lea, year, day_in(reference.text), children, digest, tuple(wrong))


def children(path: Path) -> Iterator[Node]:
    """Each child of a file that has been checked, one after the other."""
    yield from _elements(path, ("Child",))


def _elements(path: Path, names: tuple[str, ...]) -> Iterator[Node]:
    try:
        yield from _stream(path, names)
    except etree.XMLSyntaxError as error:
        where = f"line {error.lineno}" if error.lineno else "its beginning"
        raise UnreadableFileError(
            f"The file is broken at {where}, so nothing of it was read. "
            "Ask for it to be made again."
        ) from error
    except (OSError, UnicodeError, LookupError) as error:
        raise UnreadableFileError(
            "The file cannot be read: it is damaged, or written in an unknown encoding."
        ) from error


def _stream(path: Path, names: tuple[str, ...]) -> Iterator[Node]:
    """No document type, no entities, no network: the three ways in which XML reaches out."""
    parser: Any = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    state = _State()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            parser.feed(chunk)
            state.held += len(chunk)
            yield from _read(parser, state, names)
            if state.held > LARGEST_CHILD:
                raise UnreadableFileError(
                    f"One child has more than {LARGEST_CHILD // 1024**2} MB: this is no census."
                )
    parser.close()
    yield from _read(parser, state, names)


@dataclass
class _State:
    """How far a file has been read, and how many bytes of it are still held."""

    depth: int = 0
    is_checked: bool = False
    held: int = 0


def _read(parser: Any, state: _State, names: tuple[str, ...]) -> Iterator[Node]:
    for event, element in parser.read_events():
        if event == "start":
            _begin(element, state)
            continue
        state.depth -= 1
        if state.depth <= 2 and _name(element) in names:
            yield _node(element)
        if state.depth <= 2 and _name(element.getparent()) != "Header":
            _forget(element)
            state.held = 0


def _begin(element: Any, state: _State) -> None:
    state.depth += 1
    if not state.is_checked:
        _check_root(element)
        state.is_checked = True
    if state.depth > DEEPEST:
        raise UnreadableFileError(
            f"Elements lie too deep in each other at line {element.sourceline}: this is no census."
        )


def _check_root(element: Any) -> None:
    info = element.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise UnreadableFileError(
            "The file declares a document type. A census has none, and such files are not read."
        )
    if _name(element) != "Message":
        raise UnreadableFileError(
            f"This is not a census: it begins with “{_name(element)[:40]}” instead of “Message”."
        )


def _forget(element: Any) -> None:
    """What has been read gives its memory back."""
    if element.getparent() is None:
        return
    element.clear(keep_tail=False)
    while element.getprevious() is not None:
        del element.getparent()[0]


def _name(element: Any) -> str:
    """Its name without a namespace; nothing for what is no element."""
    named = element is not None and isinstance(element.tag, str)
    return etree.QName(element).localname if named else ""


def _node(element: Any) -> Node:
    inside = tuple(_node(one) for one in element if isinstance(one.tag, str))
    text = "" if inside else " ".join("".join(element.itertext()).split())
    return Node(_name(element), element.sourceline or 0, text, inside)
