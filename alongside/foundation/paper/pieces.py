"""A paper taken apart into plain pieces, from which either file is written.

A piece is a dictionary with its kind `k`; every word of a writer stands in a run, which is the
words alone or [words, whether bold, where it leads]. Nothing in it is a language of any program.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext
from markdown_it.token import Token

from alongside.foundation.writing import order_headings, read_markdown

from . import document as d

Piece = dict[str, Any]
Run = str | list[Any]

BOX = "\u2610"  # to tick
EVERY = 50  # how many rows and blocks pass between two words about progress
# A row with less than this in each cell stays on one page; what is longer may have to be parted.
MOST_UNPARTED = 900
# One paragraph without an end would be laid out as a whole, at a cost that grows faster than it.
MOST_IN_PARAGRAPH = 20_000
_LINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff]")
_SENTENCE = re.compile(r"(\S{0,20}[.!?…]{1,5}[\"”’')\]]{0,3})[ \u00a0]{1,9}(?=[\"“‘'(]{0,3}[^\W_])")
_SHORT = re.compile(r"(?:[a-z]\.)+", re.IGNORECASE)
_GOES_ON = {"mr.", "mrs.", "ms.", "mx.", "dr.", "prof.", "st.", "no.", "e.g.", "i.e.", "etc."}


def clean(text: str) -> str:
    """The words without what no paper can hold: signs that steer machines, halves of letters."""
    lines = _LINES.sub("\n", text).replace("\t", " ")
    return _CONTROLS.sub("", _UNPRINTABLE.sub("\ufffd", lines))


class Pieces:
    """Takes a paper apart, block by block, as they come."""

    def __init__(self, paper: d.Paper, progress: d.Progress | None = None) -> None:
        self.format = paper.format
        self.progress = progress
        self.done = 0
        self.level = 1  # of the last Heading; the title is the first
        self.last = 1  # of whatever heading came last
        self.numbers: dict[str, int] = {}
        self.there: set[int] = set()
        self.body = [piece for block in paper.body for piece in self._block(block)]
        if progress:
            progress(self.done)

    @property
    def places(self) -> list[bool]:
        """For each number that a link may lead to: whether there is such a place."""
        return [number in self.there for number in range(len(self.numbers))]

    def _count(self) -> None:
        self.done += 1
        if self.progress and self.done % EVERY == 0:
            self.progress(self.done)

    def _block(self, block: d.Block) -> Iterator[Piece]:
        self._count()
        match block:
            case d.Heading():
                yield from self._heading(block)
            case d.Facts():
                yield {"k": "facts", "pairs": [self._fact(*pair) for pair in block.pairs]}
            case d.Table() if self.format.is_stacked:
                yield from self._stacked(block)
            case d.Table():
                yield self._table(block)
            case d.Quote():
                pieces = self._markdown(block.text, None)
                yield {"k": "own", "by": clean(block.said_by), "b": pieces}
            case d.Notice():
                yield {"k": "notice", "b": self._words(block.text)}
            case d.Contents():
                yield {"k": "contents", "words": clean(block.words), "levels": block.levels}
            case d.PageBreak():
                yield {"k": "break"}
            case d.Picture():
                yield {"k": "picture", "svg": block.svg}
            case _:
                yield from self._cell([block], self.level + 1)

    # Places and headings ------------------------------------------------------------------------

    def _number(self, id: str) -> int:
        return self.numbers.setdefault(id, len(self.numbers))

    def _place(self, id: str) -> int | None:
        """The number of a place that begins here; of two with one id, the first is meant."""
        if not id or self._number(id) in self.there:
            return None
        self.there.add(self.numbers[id])
        return self.numbers[id]

    def _heading(self, block: d.Heading) -> Iterator[Piece]:
        words = " ".join(clean(block.text).split())
        if words:
            # A level that were left out would lose those who go from heading to heading.
            self.level = self.last = min(max(block.level, 1) + 1, self.level + 1, 6)
            yield {"k": "h", "l": self.level, "r": [words], "id": self._place(block.id)}

    # Words ---------------------------------------------------------------------------------------

    def _words(self, text: str, id: str = "") -> list[Piece]:
        """Plain words: paragraphs at empty lines."""
        parts = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", clean(text)))
        pieces = [p for part in parts if part.strip() for p in self._paragraph([part])]
        return self._placed(pieces, id)

    def _placed(self, pieces: list[Piece], id: str) -> list[Piece]:
        place = self._place(id)
        if place is not None:
            pieces = pieces or [_p([""])]
            pieces[0]["id"] = place
        return pieces

    def _paragraph(self, runs: list[Run]) -> list[Piece]:
        lines = _lines(runs) if self.format.is_one_idea_a_line else [runs]
        return [_p(part) for line in lines for part in _short_enough(line)]

    def _markdown(self, text: str, level: int | None, id: str = "") -> list[Piece]:
        """Light Markdown; its headings begin at `level`, or are bold lines where there is none."""
        text = clean(text)
        read = read_markdown(text)
        if read is None:
            return self._words(text, id)
        if level is not None:
            order_headings(read, min(level, 6))
        return self._placed(list(self._tokens(iter(read), level)), id)

    def _tokens(self, tokens: Iterator[Token], level: int | None) -> Iterator[Piece]:
        """The pieces up to the end of what encloses them."""
        for token in tokens:
            match token.type:
                case "heading_open":
                    yield from self._read_heading(token, next(tokens), level)
                case "inline":
                    yield from self._paragraph(_runs(token.children or []))
                case "bullet_list_open" | "ordered_list_open":
                    start = token.attrGet("start") if token.type.startswith("o") else None
                    items = list(self._items(tokens, level))
                    number = (1 if start is None else start) if token.type[0] == "o" else None
                    yield {"k": "list", "start": number, "items": items}
                case "blockquote_open":
                    yield {"k": "cited", "b": list(self._tokens(tokens, None))}
                case "hr":
                    yield {"k": "rule"}
                case "list_item_close" | "blockquote_close":
                    return

    def _items(self, tokens: Iterator[Token], level: int | None) -> Iterator[list[Piece]]:
        for token in tokens:
            if token.type == "list_item_open":
                # A heading in a list would break the list, or the order of the headings.
                yield list(self._tokens(tokens, None))
            else:
                return

    def _read_heading(self, opened: Token, inline: Token, level: int | None) -> Iterator[Piece]:
        words = "".join(_text(token) for token in inline.children or [])
        if level is None or not words.strip():
            yield from [_p([[words, True, ""]])] if words.strip() else []
        else:
            self.last = min(int(opened.tag[1]), self.last + 1)
            yield {"k": "h", "l": self.last, "r": [" ".join(words.split())], "id": None}

    # Tables and facts ----------------------------------------------------------------------------

    def _fact(self, label: str, value: str) -> list[Any]:
        return [clean(label), self._words(value)]

    def _cell(self, cell: d.Cell | Sequence[Any], level: int | None = None) -> list[Piece]:
        if isinstance(cell, str):
            return self._words(cell)
        pieces: list[Piece] = []
        for one in cell:
            match one:
                case d.Words():
                    pieces += _staying(self._words(one.text, one.id), one.stays)
                case d.Lines():
                    pieces.append({"k": "lines", "n": one.count})
                case d.Ticks():
                    items = [
                        [*self._words(words), *self._words(more)] for words, more in one.options
                    ]
                    pieces.append({"k": "ticks", "items": items})
                case d.Markdown():
                    pieces += _staying(self._markdown(one.text, level, one.id), one.stays)
                case d.Link():
                    pieces.append(_p([[clean(one.words), False, self._number(one.id)]]))
                case d.Reference():
                    number = self._number(one.id)
                    pieces.append({"k": "ref", "w": clean(one.words), "to": number})
        return pieces

    def _table(self, table: d.Table) -> Piece:
        return {
            "k": "table",
            "heads": [clean(column.words) for column in table.columns],
            "widths": [column.width for column in table.columns],
            "repeat": table.repeat_head,
            "row_heads": table.row_heads,
            "rows": list(self._rows(table)),
        }

    def _rows(self, table: d.Table) -> Iterator[list[Any]]:
        """Each row: whether it may be parted by a page, then its cells."""
        for row in table.rows:
            self._count()
            cells = [self._cell(cell) for cell in row][: len(table.columns)]
            cells += [[] for _ in range(len(table.columns) - len(cells))]
            yield [any(length(cell) > MOST_UNPARTED for cell in cells), *cells]

    def _stacked(self, table: d.Table) -> Iterator[Piece]:
        """Each row as lines one below the other, what heads the column before what stands in it."""
        heads = [clean(column.words) for column in table.columns]
        for _, *cells in self._rows(table):
            pairs = [[head, cell] for head, cell in zip(heads, cells, strict=True) if cell]
            yield {"k": "facts", "pairs": pairs}
            yield {"k": "rule"}


def length(pieces: Iterable[Piece]) -> int:
    """About how many letters there are."""
    total = 0
    for piece in pieces:
        total += sum(len(run if isinstance(run, str) else run[0]) for run in piece.get("r", ()))
        total += length(piece.get("b", ()))
        total += sum(length(item) + 40 for item in piece.get("items", ()))
    return total


def _p(runs: list[Run]) -> Piece:
    return {"k": "p", "r": runs, "rtl": is_right_to_left(runs), "id": None, "stays": False}


def _staying(pieces: list[Piece], stays: bool) -> list[Piece]:
    """Paragraphs that stay on the page of what follows; headings do so anyway."""
    return [{**one, "stays": stays} if one["k"] == "p" else one for one in pieces]


def is_right_to_left(runs: Iterable[Run]) -> bool:
    """Whether the first letter that has a direction runs to the left, as in Arabic or Hebrew."""
    for run in runs:
        for letter in run if isinstance(run, str) else run[0]:
            direction = unicodedata.bidirectional(letter)
            if direction in ("L", "R", "AL"):
                return direction != "L"
    return False


def _text(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return token.content


def _runs(tokens: Iterable[Token]) -> list[Run]:
    """The runs of a paragraph; an address that its words do not show stands behind them."""
    runs: list[Run] = []
    bold, link, linked = 0, "", ""
    for token in tokens:
        if token.type in ("strong_open", "em_open"):
            bold += 1
        elif token.type in ("strong_close", "em_close"):
            bold -= 1
        elif token.type == "link_open":
            link, linked = str(token.attrGet("href")), ""
        elif token.type == "link_close":
            if linked not in (link, link.removeprefix("mailto:"), link.removeprefix("tel:")):
                runs.append(f" ({link})")
            link = ""
        elif words := _text(token):
            linked += words
            runs.append([words, bold > 0, link] if bold or link else words)
    return runs


def _lines(runs: list[Run]) -> Iterator[list[Run]]:
    """One line for each sentence, and for each new line that was typed."""
    line: list[Run] = []
    for run in runs:
        words, rest = (run, []) if isinstance(run, str) else (run[0], run[1:])
        parts = _SENTENCE.sub(_ended, words).split("\n")
        for number, part in enumerate(parts):
            if number and line:
                yield line
                line = []
            if part:
                line.append([part, *rest] if rest else part)
    if line:
        yield line


def _ended(match: re.Match[str]) -> str:
    word = match[1]
    is_initial = len(word) == 2 and word[0].isupper() and word != "I."
    after = match.string[match.end() : match.end() + 1]
    is_short = _SHORT.fullmatch(word) is not None and after.islower()  # at 2 p.m. on Monday
    return match[0] if word.casefold() in _GOES_ON or is_initial or is_short else f"{word}\n"


def _short_enough(runs: list[Run]) -> Iterator[list[Run]]:
    """A text beyond any paragraph in several, parted at a new line or a space if there is one."""
    words = runs[0]
    if len(runs) > 1 or not isinstance(words, str):
        yield runs
        return
    start = 0
    while len(words) - start > MOST_IN_PARAGRAPH:
        end = start + MOST_IN_PARAGRAPH
        cut = max(words.rfind("\n", start + 1, end), words.rfind(" ", start + 1, end))
        cut = cut if cut > 0 else end
        yield [words[start:cut]]
        start = cut + 1 if words[cut] in " \n" else cut
    yield [words[start:]]


def front(paper: d.Paper) -> Piece:
    """What is said of the paper itself: on its first page, and in the head and foot of each."""
    is_easy = paper.format is d.Format.EASY_READ
    easy = gettext("Laid out for easy reading; the words themselves are as written.")
    return {
        "title": " ".join(clean(paper.title).split()) or gettext("Untitled"),
        "about": clean(paper.about),
        "made": clean(paper.made),
        "marking": clean(paper.marking),
        "note": easy if is_easy and not paper.has_easy_words else "",
        "language": paper.language,
    }
