"""How a Word file looks: page, letters, styles, what stands at the head and foot of each page."""

from typing import Any, cast
from xml.sax.saxutils import escape

from django.utils.translation import gettext
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from .document import Format, Paper
from .pieces import Piece

NAMESPACES = nsdecls("w", "r")
# On every machine that opens Word files, and plain to read; ours would be missing there.
LETTERS = "Arial"
BLACK = RGBColor(0, 0, 0)
SIZES = {1: 1.7, 2: 1.3, 3: 1.12, 4: 1.0, 5: 1.0, 6: 1.0}  # headings, beside the body
escaped = escape


def look(document: Document, paper: Paper, told: Piece) -> None:
    """Set up the page, the styles, the language, and what stands on each page."""
    points = paper.format.points
    _page(document, paper)
    _styles(document, paper.format)
    _language(document, paper.language)
    _head_and_foot(document, told, max(10, round(points * 0.82)))


def _page(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    short, long = Mm(210), Mm(297)
    section.page_width, section.page_height = (long, short) if paper.landscape else (short, long)
    if paper.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.top_margin = section.bottom_margin = Mm(20)
    section.right_margin = Mm(38 if paper.format is Format.EASY_READ else 20)


def inner_width(document: Document) -> int:
    """Between the margins, in the library's units: 635 are a twentieth of a point."""
    section = document.sections[0]
    sides = (section.left_margin or 0) + (section.right_margin or 0)
    return (section.page_width or 0) - sides


def _styles(document: Document, format: Format) -> None:
    points, is_airy = format.points, format is Format.EASY_READ
    normal = _style(document, "Normal", points)
    normal.paragraph_format.line_spacing = 1.6 if is_airy else 1.3
    normal.paragraph_format.space_after = Pt(points * (1.1 if is_airy else 0.6))
    for level, size in SIZES.items():
        heading = _style(document, f"Heading {level}", points * size, bold=True)
        heading.paragraph_format.space_before = Pt(points * (0 if level == 1 else 1.2))
        heading.paragraph_format.space_after = Pt(points * 0.5)
    for name in ("List Bullet", "List Number", "List Continue"):
        for suffix in ("", " 2", " 3"):
            _style(document, name + suffix, points)
    _style(document, "Quote", points).paragraph_format.left_indent = Mm(8)
    _added(document, "Own Words", points * 1.06, frame("double", 6))
    _added(document, "Notice", points, frame("single", 10))
    _added(document, "Rule", points * 0.5, '<w:bottom w:val="single" w:sz="6" w:space="1"/>')
    _added(document, "Facts", points).paragraph_format.left_indent = Mm(0)
    _added(document, "Facts More", points).paragraph_format.left_indent = Mm(6)
    ticks = _added(document, "Ticks", points).paragraph_format
    ticks.left_indent, ticks.first_line_indent = Pt(points * 2), Pt(points * -2)
    ticks.tab_stops.add_tab_stop(Pt(points * 2))
    _added(document, "Ticks More", points).paragraph_format.left_indent = Pt(points * 2)
    ruled = '<w:bottom w:val="single" w:sz="6" w:space="1"/><w:between w:val="single" w:sz="6"/>'
    lines = _added(document, "Ruled", points * 1.6, ruled).paragraph_format
    lines.space_after, lines.line_spacing = Pt(0), 1.2
    table = _added(document, "Table Words", max(10, points * 0.9))
    table.paragraph_format.space_after = Pt(points * 0.25)
    _contents_styles(document, points)


def _contents_styles(document: Document, points: int) -> None:
    for level in (1, 2, 3):
        style = _added(document, f"Contents {level}", points)
        style.paragraph_format.left_indent = Mm(6 * (level - 1))
        style.paragraph_format.tab_stops.add_tab_stop(
            inner_width(document), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )


def _added(document: Document, name: str, points: float, border: str = "") -> ParagraphStyle:
    style = cast(ParagraphStyle, document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    style.base_style = document.styles["Normal"]
    _sized(style, points)
    if border:
        properties: Any = style.element.get_or_add_pPr()
        properties.insert(0, parse_xml(f"<w:pBdr {NAMESPACES}>{border}</w:pBdr>"))
    return style


def frame(left: str, width: int) -> str:
    """The borders of a paragraph on all sides; paragraphs with the same ones share a frame."""
    sides = (("top", "single"), ("left", left), ("bottom", "single"), ("right", "single"))
    return "".join(
        f'<w:{side} w:val="{line}" w:sz="{width}" w:space="6" w:color="000000"/>'
        for side, line in sides
    )


def _style(document: Document, name: str, points: float, *, bold: bool = False) -> ParagraphStyle:
    """One of the styles that come with the library, in our letters and in black."""
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.bold = LETTERS, bold
    _sized(style, points)
    style.font.italic, style.font.color.rgb = False, BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for one in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{one}"), None)
    for one in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{one}"), LETTERS)
    return style


def _sized(style: ParagraphStyle, points: float) -> None:
    """The size of the letters; Word keeps that of Arabic, Hebrew and others apart."""
    style.font.size = Pt(points)
    properties: Any = style.element.get_or_add_rPr()
    size = properties.find(qn("w:sz"))
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    size.addnext(parse_xml(f'<w:szCs {NAMESPACES} w:val="{round(points * 2)}"/>'))


def _language(document: Document, language: str) -> None:
    for found in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang"):
        found.set(qn("w:val"), language)


def _head_and_foot(document: Document, told: Piece, points: int) -> None:
    """The first page says in its own words what the head of each page says."""
    section, width = document.sections[0], inner_width(document)
    section.different_first_page_header_footer = True
    _line(section.header.paragraphs[0], told["about"], told["marking"], points, width)
    for foot in (section.footer, section.first_page_footer):
        line = foot.paragraphs[0]
        _line(line, told["made"], "", points, width)
        for part in gettext("Page %(page)s of %(pages)s").split("%("):
            field, _, words = part.partition(")s") if ")s" in part else ("", "", part)
            if field:
                _field(line, "PAGE" if field == "page" else "NUMPAGES", points)
            line.add_run(words).font.size = Pt(points)


def _line(line: Any, left: str, right: str, points: int, width: int) -> None:
    line.style.font.size = Pt(points)
    line.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{left}\t{right}").font.size = Pt(points)


def _field(line: Any, code: str, points: int) -> None:
    size = f'<w:rPr><w:sz w:val="{points * 2}"/></w:rPr>'
    run = f"<w:r>{size}<w:t>1</w:t></w:r>"
    line._p.append(parse_xml(f'<w:fldSimple {NAMESPACES} w:instr="{code}">{run}</w:fldSimple>'))
