"""What a paper is made of, whichever file it becomes: a title, a format, and blocks in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices


class PaperNotMade(Exception):
    """The paper was too much for the time or the memory that one paper may take."""


class Format(TextChoices):
    """How the reader needs it on paper; the words are the same in each."""

    STANDARD = "standard", "Ordinary print, 12 point"
    LARGE = "large", "Large print, 18 point"
    LARGER = "larger", "Larger print, 24 point"
    EASY_READ = "easy-read", "Laid out for easy reading, 18 point"

    @property
    def points(self) -> int:
        """The size of the body's letters, in points."""
        # Who needs easy reading often needs large print too, and can choose only one.
        return {"standard": 12, "large": 18, "larger": 24, "easy-read": 18}[self.value]

    @property
    def is_stacked(self) -> bool:
        """Whether the cells of a table stand below each other, because columns would be slivers."""
        return self in (Format.LARGER, Format.EASY_READ)

    @property
    def is_one_idea_a_line(self) -> bool:
        """Whether each sentence begins a new line."""
        return self is Format.EASY_READ


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 5 below the title; `id` lets a Link or a Reference lead here."""

    level: int
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words as they were typed: an empty line parts paragraphs, a new line stays one."""

    text: str
    id: str = ""
    stays: bool = False  # on the page of what follows


@dataclass(frozen=True, slots=True)
class Markdown:
    """Light Markdown as `foundation.writing` reads it; headings go below the last Heading."""

    text: str
    id: str = ""
    stays: bool = False  # on the page of what follows


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to the place of that id in this paper; without one they are plain words."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Reference:
    """As a Link, with the number of the page: "Exhibit 12, page 4"."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values, one below the other."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the words of its head, and how wide it is beside the others."""

    words: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Lines:
    """Ruled lines to write on by hand."""

    count: int


@dataclass(frozen=True, slots=True)
class Ticks:
    """Answers to tick by hand: the words of each, and what helps to choose it."""

    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of ours, as SVG, of what the words beside it say; it is not read out."""

    svg: str


Cell = str | Sequence[Words | Markdown | Link | Reference | Lines | Ticks]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the head of which stands on each page; its first `row_heads` cells head their row.

    A row may have fewer cells than there are columns; the rest stay empty.
    """

    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    repeat_head: bool = True
    row_heads: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """A person's own words (light Markdown), set apart by more than colour, and by whom."""

    text: str
    said_by: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that the reader must not miss, in a frame."""

    text: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The headings of the paper down to `levels`, each with its page and a link."""

    levels: int = 2
    words: str = "Contents"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


Block = (
    Heading
    | Words
    | Markdown
    | Link
    | Reference
    | Facts
    | Table
    | Quote
    | Notice
    | Contents
    | PageBreak
    | Lines
    | Ticks
    | Picture
)

# Told from time to time how many rows and blocks have been taken in so far.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `body` is gone through once, so that it may come straight from the database."""

    title: str
    about: str  # who it is about: in the head of each page
    made: str  # "Printed 22 November 2026, 14:02, by Alice Shaw": in the foot of each page
    body: Iterable[Block]
    marking: str = ""  # "Confidential: about one person and for those who work with them"
    format: Format = Format.STANDARD
    language: str = "en-GB"
    landscape: bool = False
    has_easy_words: bool = False  # what is asked, and not only how it is laid out
