"""A paper for Word: opened again, with its headings, lists, tables, links and language."""

import io
import time
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from alongside.foundation.paper import (
    Cell,
    Column,
    Format,
    Heading,
    Lines,
    Markdown,
    Picture,
    Quote,
    Reference,
    Table,
    Ticks,
    Words,
)
from alongside.foundation.paper.word import as_word

from .test_paper_pdf import EVERYTHING, HOSTILE, paper


def opened(*body: Any, **more: Any) -> Any:
    return docx.Document(io.BytesIO(as_word(paper(*body, **more))))


def test_it_opens_with_its_headings_and_properties() -> None:
    document = opened(*EVERYTHING, language="cy-GB")
    heads = [
        (p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")
    ]
    assert heads == [
        ("Heading 1", "What happened"),
        ("Heading 2", "Contents"),
        ("Heading 2", "First part"),
        ("Heading 3", "A heading inside"),
        ("Heading 3", "A level too deep"),
    ]
    assert document.core_properties.title == "What happened"
    assert document.core_properties.language == "cy-GB"
    assert document.core_properties.author == ""
    assert document.core_properties.comments == ""
    languages = document.styles.element.xpath("w:docDefaults//w:lang/@w:val")
    assert languages == ["cy-GB"]


def test_lists_own_words_and_places() -> None:
    document = opened(*EVERYTHING)
    styles = {p.text: p.style.name for p in document.paragraphs}
    assert styles["apples"] == "List Bullet"
    assert styles["eleven"] == "List Number"
    assert styles["I want to stay."] == "Own Words"
    assert styles["Mind the step."] == "Notice"
    assert styles["Where: in the kitchen"] == "Facts"
    anchors = document.element.body.xpath("//w:hyperlink/@w:anchor")
    places = set(document.element.body.xpath("//w:bookmarkStart/@w:name"))
    assert anchors
    assert set(anchors) <= places, "every link leads somewhere"
    fields = document.element.body.xpath("//w:instrText/text()")
    assert {field.split()[1] for field in fields} <= places


def test_the_head_of_a_table_is_one_and_is_repeated() -> None:
    document = opened(*EVERYTHING)
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["When", "What", "See"]
    first = table.rows[0]._tr.trPr
    assert first.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert look.get(qn("w:firstRow")) == "1"
    assert look.get(qn("w:firstColumn")) == "1"
    assert table.rows[1].cells[0].paragraphs[0].runs[0].bold


def test_numbered_lists_begin_anew() -> None:
    document = opened(Markdown("1. a\n2. b"), Markdown("5. c\n6. d"))
    numbers = document.element.body.xpath("//w:numPr/w:numId/@w:val")
    assert len(set(numbers)) == 2
    part = document.part.numbering_part.element
    starts = part.xpath("w:num/w:lvlOverride/w:startOverride/@w:val")
    assert starts[-2:] == ["1", "5"]


def test_every_page_says_about_whom() -> None:
    section = opened(Words("x")).sections[0]
    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].text == "About Ade Bankole\tConfidential"
    for foot in (section.footer, section.first_page_footer):
        assert foot.paragraphs[0].text.startswith("Printed 22 November 2026")
        codes = foot.paragraphs[0]._p.xpath("w:fldSimple/@w:instr")
        assert codes == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("words", [*HOSTILE, "]]> <w:p/> &amp; <!-- ", "🫖 مرحبا e\u0301 漢字"])
def test_words_stay_words(words: str) -> None:
    document = opened(Words(words), Quote(words.replace("\\", ""), words), title=words)
    assert words in [p.text for p in document.paragraphs]
    assert document.core_properties.title == " ".join(words.split())


def test_what_xml_cannot_hold() -> None:
    document = opened(Words("a\x00b\x07c\ud800d\x0be"))
    assert "a\ufffdbc\ufffdd\ne" in [p.text for p in document.paragraphs]


def test_what_runs_to_the_left_is_marked() -> None:
    document = opened(Words("مرحبا بك"), Words("hello"))
    arabic, english = document.paragraphs[-2:]
    assert arabic._p.pPr.find(qn("w:bidi")) is not None
    assert english._p.pPr is None or english._p.pPr.find(qn("w:bidi")) is None


@pytest.mark.parametrize("format", list(Format))
def test_letters_are_as_large_as_asked(format: Format) -> None:
    document = opened(Heading(1, "x"), Words("y"), format=format)
    assert document.styles["Normal"].font.size.pt == format.points
    assert document.styles["Heading 2"].font.size.pt > format.points


def test_a_link_to_a_page_of_the_web_is_one_and_is_printed() -> None:
    document = opened(Markdown("See [the guide](https://example.org/x?a=1&b=2)."))
    (link,) = document.element.body.xpath("//w:hyperlink[@r:id]")
    target = document.part.rels[link.get(qn("r:id"))].target_ref
    assert target == "https://example.org/x?a=1&b=2"
    assert "(https://example.org/x?a=1&b=2)" in document.paragraphs[-1].text


def test_many_rows_take_no_longer_each_than_few() -> None:
    """Ten times the rows in less than forty times the time: what grows with the square does not."""

    def seconds(count: int) -> float:
        rows: list[list[Cell]] = [
            [str(n), [Words("words " * 30, id=f"r{n}")], [Reference(f"r{n}", "see")]]
            for n in range(count)
        ]
        began = time.process_time()
        file = as_word(paper(Table([Column("n"), Column("w", 4), Column("s")], rows)))
        took = time.process_time() - began
        with zipfile.ZipFile(io.BytesIO(file)) as kept:
            assert kept.read("word/document.xml").count(b"<w:tr>") == count + 1
        return took

    seconds(10)
    assert seconds(2000) < 40 * seconds(200)


# To fill in by hand -------------------------------------------------------------------------------


def test_it_has_lines_boxes_and_drawings_for_a_pen() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7H1z"/></svg>'
    body = (
        Picture(svg),
        Heading(1, "How?"),
        Words("Why we ask: to help.", stays=True),
        Lines(3),
        Ticks([("Alone", ""), ("With help", "Somebody stands by.")]),
        Table([Column("Ade says"), Column("We write")], [[[Lines(2)], [Lines(2)]]]),
        Picture(svg),
    )
    file = as_word(paper(*body))
    read = docx.Document(io.BytesIO(file))
    styles = [one.style.name for one in read.paragraphs if one.style]
    assert styles.count("Ruled") == 3
    boxes = [one.text for one in read.paragraphs if one.style and one.style.name == "Ticks"]
    assert boxes == ["\u2610\tAlone", "\u2610\tWith help"]
    assert "Somebody stands by." in [one.text for one in read.paragraphs]
    cells = read.tables[0].rows[1].cells
    ruled = [one for one in cells[0].paragraphs if one.style and one.style.name == "Ruled"]
    assert len(ruled) == 2
    why = next(one for one in read.paragraphs if one.text.startswith("Why we ask"))
    assert why.paragraph_format.keep_with_next
    with zipfile.ZipFile(io.BytesIO(file)) as inside:
        drawings = [name for name in inside.namelist() if name.endswith(".svg")]
        assert len(drawings) == 2
        assert inside.read(drawings[0]).decode() == svg
        said = inside.read("word/document.xml").decode()
    assert said.count("svgBlip") == 2
    assert 'decorative" val="1"' in said
