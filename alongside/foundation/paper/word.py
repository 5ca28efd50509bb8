"""A paper as a Word file, with headings, lists and table heads that assistive technology knows.

Rows and paragraphs are written as XML of our own and taken in whole: the library's way of adding a
row looks through all those before it, which at two thousand rows takes minutes.
"""

import io
from collections.abc import Iterable
from typing import Any, cast

import docx
from django.utils import timezone
from django.utils.translation import gettext
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from .document import Paper, Progress
from .pieces import BOX, Piece, Pieces, Run, front, is_right_to_left
from .word_blank import STAYS, drawn, lines
from .word_look import NAMESPACES, escaped, frame, inner_width, look

DEEPEST = 3  # levels of lists that the styles of Word know
MOST_TOGETHER = 12  # answers to tick that stay on one page, as in paper.typ


def as_word(paper: Paper, progress: Progress | None = None) -> bytes:
    """The paper as a Word file (.docx)."""
    pieces = Pieces(paper, progress)
    told = front(paper)
    document = docx.Document()
    look(document, paper, told)
    _Writer(document, pieces, paper.format.points).write(told)
    properties = document.core_properties
    properties.title, properties.language = told["title"][:255], paper.language
    properties.author, properties.comments = "", ""
    properties.created = properties.modified = timezone.now().replace(tzinfo=None)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


class _Writer:
    """Writes pieces to the body of a document, in order."""

    def __init__(self, document: Document, pieces: Pieces, points: int) -> None:
        self.document = document
        self.pieces = pieces
        self.points = points
        self.body = document.element.body
        self.bookmarks = 0
        self.addresses: dict[str, str] = {}
        self.headings = [p for p in pieces.body if p["k"] == "h"]
        self.pages = {id(p): f"head_{number}" for number, p in enumerate(self.headings)}

    def write(self, told: Piece) -> None:
        """What is said of the paper, then all that is on it."""
        self._add(_paragraph(_run(told["title"]), "Heading1"))
        for key in ("about", "marking"):
            if told[key]:
                self._add(_paragraph(_run(told[key], bold=True)))
        for key in ("made", "note"):
            if told[key]:
                self._add(_paragraph(_run(told[key])))
        for piece in self.pieces.body:
            self._piece(piece)

    def _add(self, xml: str) -> None:
        """Add one paragraph; it says itself what its prefixes mean."""
        self.body.sectPr.addprevious(parse_xml(f"<w:p {NAMESPACES}>{xml.removeprefix('<w:p>')}"))

    def _piece(self, piece: Piece) -> None:
        if piece["k"] == "table":
            self._table(piece)
            return
        for xml in self._paragraphs(piece):
            self._add(xml)

    # Paragraphs ----------------------------------------------------------------------------------

    def _paragraphs(
        self, piece: Piece, more: str = "", style: str = "", depth: int = 0
    ) -> list[str]:
        """A piece as paragraphs; `more` are properties that stand in each of them."""
        match piece["k"]:
            case "p":
                return [self._p(piece, more, style)]
            case "h":
                return [self._heading(piece)]
            case "ref":
                return [_paragraph(self._reference(piece), style, more)]
            case "list":
                return self._list(piece, more, depth)
            case "facts":
                return [xml for pair in piece["pairs"] for xml in self._fact(*pair)]
            case "contents":
                return self._contents(piece)
            case "lines":
                return lines(piece["n"])
            case "ticks":
                return self._ticks(piece["items"], more, depth)
            case "picture":
                return [_paragraph(drawn(self.document, piece["svg"], self.points), "", STAYS)]
        return ALONE.get(piece["k"]) or self._set_apart(piece, more, style, depth)

    def _set_apart(self, piece: Piece, more: str, style: str, depth: int) -> list[str]:
        """What somebody said or wrote elsewhere, and what must not be missed."""
        if piece["k"] == "own":
            said = [_paragraph(_run(piece["by"], bold=True), "OwnWords")] if piece["by"] else []
            # Lists in it have styles of their own, and need the frame again.
            box = f"<w:pBdr>{frame('double', 6)}</w:pBdr>"
            return [*said, *self._all(piece["b"], box, "OwnWords", depth), _paragraph("")]
        if piece["k"] == "notice":
            return [*self._all(piece["b"], more, "Notice", depth), _paragraph("")]
        return self._all(piece["b"], more, style or "Quote", depth)

    def _all(self, pieces: Iterable[Piece], more: str, style: str, depth: int) -> list[str]:
        return [xml for one in pieces for xml in self._paragraphs(one, more, style, depth)]

    def _p(self, piece: Piece, more: str = "", style: str = "", before: str = "") -> str:
        runs = before + "".join(self._runs(piece["r"]))
        turned = "<w:bidi/>" if piece["rtl"] else ""
        stays = STAYS if piece["stays"] else ""
        return _paragraph(self._placed(piece["id"], runs), style, stays + more + turned)

    def _ticks(self, items: list[list[Piece]], more: str, depth: int) -> list[str]:
        """What is chosen from stays on one page; a very long list has to go on overleaf."""
        stays = STAYS if len(items) <= MOST_TOGETHER else ""
        kept = [xml for one in items[:-1] for xml in self._tick(one, stays + more, depth)]
        return kept + [xml for one in items[-1:] for xml in self._tick(one, more, depth)]

    def _tick(self, item: list[Piece], more: str, depth: int) -> list[str]:
        first, *rest = item or [_blank()]
        box = self._p(first, more, "Ticks", before=_run(f"{BOX}\t"))
        return [box, *self._all(rest, more, "TicksMore", depth)]

    def _heading(self, piece: Piece) -> str:
        inside = self._placed(piece["id"], "".join(self._runs(piece["r"])))
        return _paragraph(self._bookmark(self.pages[id(piece)], inside), f"Heading{piece['l']}")

    def _list(self, piece: Piece, more: str, depth: int) -> list[str]:
        deep = min(depth, DEEPEST - 1)
        suffix = str(deep + 1) if deep else ""
        start = piece["start"]
        style = "ListBullet" if start is None else "ListNumber"
        number = "" if start is None else self._numbering(f"{style}{suffix}", start)
        found: list[str] = []
        for item in piece["items"]:
            for place, one in enumerate(item or [_blank()]):
                is_first = place == 0 and one["k"] == "p"
                name = f"{style if is_first else 'ListContinue'}{suffix}"
                found += self._paragraphs(one, (number if is_first else "") + more, name, depth + 1)
        return found

    def _numbering(self, style: str, start: int) -> str:
        """Each list counts from its own first number, and does not go on from the one before."""
        numbering = self.document.part.numbering_part.element
        styled = self.document.styles.element.xpath(
            f'w:style[@w:styleId="{style}"]/w:pPr/w:numPr/w:numId/@w:val'
        )
        abstract = numbering.xpath(f'w:num[@w:numId="{styled[0]}"]/w:abstractNumId/@w:val')
        num = numbering.add_num(int(abstract[0]))
        num.add_lvlOverride(ilvl=0).add_startOverride(start)
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{num.numId}"/></w:numPr>'

    def _fact(self, label: str, value: list[Piece]) -> list[str]:
        before = _run(f"{label}: ", bold=True)
        if value and value[0]["k"] == "p":
            first = self._p(value[0], style="Facts", before=before)
            return [first, *self._all(value[1:], "", "FactsMore", 0)]
        return [_paragraph(before, "Facts"), *self._all(value, "", "FactsMore", 0)]

    def _contents(self, piece: Piece) -> list[str]:
        lines = [_paragraph(_run(piece["words"]), "Heading2")]
        for one in self.headings:
            if one["l"] <= piece["levels"] + 1:
                place = self.pages[id(one)]
                words = "".join(self._runs(one["r"]))
                page = f"<w:r><w:tab/></w:r>{_page_of(place)}"
                link = f'<w:hyperlink w:anchor="{place}" w:history="1">{words}{page}</w:hyperlink>'
                lines.append(_paragraph(link, f"Contents{min(one['l'] - 1, 3)}"))
        return lines

    # Runs, links and places ----------------------------------------------------------------------

    def _runs(self, runs: Iterable[Run]) -> Iterable[str]:
        for run in runs:
            words, bold, to = (run, False, "") if isinstance(run, str) else run
            made = _run(words, bold=bold, link=to != "")
            if to == "":
                yield made
            elif isinstance(to, int):
                yield self._link(to, words)
            else:
                yield f'<w:hyperlink r:id="{self._address(to)}" w:history="1">{made}</w:hyperlink>'

    def _link(self, to: int, words: str) -> str:
        if to not in self.pieces.there:
            return _run(words)
        made = _run(words, link=True)
        return f'<w:hyperlink w:anchor="place_{to}" w:history="1">{made}</w:hyperlink>'

    def _reference(self, piece: Piece) -> str:
        """The words, and the page, which Word counts when it opens the file."""
        made = self._link(piece["to"], piece["w"])
        if piece["to"] not in self.pieces.there:
            return made
        return made + _run(gettext(", page ")) + _page_of(f"place_{piece['to']}")

    def _address(self, to: str) -> str:
        if to not in self.addresses:
            relate = self.document.part.relate_to
            self.addresses[to] = relate(to, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self.addresses[to]

    def _placed(self, place: int | None, inside: str) -> str:
        return inside if place is None else self._bookmark(f"place_{place}", inside)

    def _bookmark(self, name: str, inside: str) -> str:
        self.bookmarks += 1
        start = f'<w:bookmarkStart w:id="{self.bookmarks}" w:name="{name}"/>'
        return f'{start}{inside}<w:bookmarkEnd w:id="{self.bookmarks}"/>'

    # Tables --------------------------------------------------------------------------------------

    def _table(self, piece: Piece) -> None:
        widths = self._in_twips(piece["widths"])
        first = '<w:tblLook w:firstRow="1" w:lastRow="0" w:noHBand="1" w:noVBand="1" '
        columns = f'w:firstColumn="{int(piece["row_heads"] > 0)}" w:lastColumn="0"/>'
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        table = cast(
            Any,
            parse_xml(
                f'<w:tbl {NAMESPACES}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
                f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
                f"{first}{columns}"
                f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid></w:tbl>"
            ),
        )
        repeated = "<w:tblHeader/>" if piece["repeat"] else ""
        heads = [_paragraph(_run(head, bold=True), "TableWords") for head in piece["heads"]]
        table.append(_row(f"<w:cantSplit/>{repeated}", zip(widths, heads, strict=True)))
        for may_part, *cells in piece["rows"]:
            made = [self._cell(c, n < piece["row_heads"]) for n, c in enumerate(cells)]
            held = "" if may_part else "<w:cantSplit/>"
            table.append(_row(held, zip(widths, made, strict=True)))
        self.body.sectPr.addprevious(table)
        self._add(_paragraph(""))

    def _in_twips(self, widths: list[float]) -> list[int]:
        """Widths of columns, from beside each other to twentieths of a point."""
        room, whole = inner_width(self.document) // 635, sum(widths) or 1
        return [round(room * width / whole) for width in widths]

    def _cell(self, pieces: list[Piece], is_head: bool) -> str:
        if is_head:
            pieces = [_in_bold(piece) for piece in pieces]
        made = self._all(pieces, "", "TableWords", 0)
        return "".join(made) or _paragraph("", "TableWords")


def _blank() -> Piece:
    return {"k": "p", "r": [""], "rtl": False, "id": None, "stays": False}


def _in_bold(piece: Piece) -> Piece:
    if "r" not in piece:
        return piece
    runs = [
        [run, True, ""] if isinstance(run, str) else [run[0], True, run[2]] for run in piece["r"]
    ]
    return {**piece, "r": runs}


def _row(properties: str, cells: Iterable[tuple[int, str]]) -> Any:
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'
        for width, inside in cells
    )
    said = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return parse_xml(f"<w:tr {NAMESPACES}>{said}{made}</w:tr>")


def _paragraph(inside: str, style: str = "", more: str = "") -> str:
    """A paragraph; the order of its properties is the one that Word asks for."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{more}</w:pPr>" if named or more else ""
    return f"<w:p>{properties}{inside}</w:p>"


def _run(words: str, *, bold: bool = False, link: bool = False) -> str:
    if not words:
        return ""
    said = "<w:b/><w:bCs/>" if bold else ""
    said += '<w:u w:val="single"/>' if link else ""
    said += "<w:rtl/>" if is_right_to_left([words]) else ""
    properties = f"<w:rPr>{said}</w:rPr>" if said else ""
    lines = (f'<w:t xml:space="preserve">{escaped(line)}</w:t>' for line in words.split("\n"))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


ALONE = {  # pieces without words
    "rule": [_paragraph("", "Rule")],
    "break": [_paragraph('<w:r><w:br w:type="page"/></w:r>')],
}


def _page_of(place: str) -> str:
    """A field with the page of a place: "…" until whatever opens the file has counted."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> PAGEREF {place} \\h </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>…</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
