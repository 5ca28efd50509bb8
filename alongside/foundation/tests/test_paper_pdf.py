"""A paper as PDF: its structure, its words in order, and that nothing on it is ever run."""

import subprocess
from typing import Any

import pytest

from alongside.foundation.paper import (
    Block,
    Cell,
    Column,
    Contents,
    Facts,
    Format,
    Heading,
    Lines,
    Link,
    Markdown,
    Notice,
    PageBreak,
    Paper,
    PaperNotMade,
    Picture,
    Quote,
    Reference,
    Table,
    Ticks,
    Words,
    pdf,
)
from alongside.foundation.paper.pdf import as_pdf
from alongside.foundation.paper.pieces import Pieces

from .reading_papers import inside_of, kinds_of, pages_of, words_of


def paper(*body: Block, **more: Any) -> Paper:
    told: dict[str, Any] = {
        "title": "What happened",
        "about": "About Ade Bankole",
        "made": "Printed 22 November 2026, 14:02, by Alice Shaw",
        "marking": "Confidential",
        "body": body,
    }
    return Paper(**{**told, **more})


EVERYTHING: tuple[Block, ...] = (
    Contents(),
    Heading(1, "First part", id="first"),
    Words("one line\nanother line\n\na second paragraph"),
    Markdown(
        "Some **strong** words.\n\n# A heading inside\n\n- apples\n- pears\n\n1. ten\n2. eleven"
    ),
    Quote("I want to stay.", "Ade, in their own words"),
    Notice("Mind the step."),
    Facts([("Where", "in the kitchen"), ("Who", "Pat")]),
    Heading(3, "A level too deep"),
    Table(
        [Column("When"), Column("What", 3), Column("See")],
        [
            ["1 May", [Words("The first visit.", id="row")], [Reference("first", "Part one")]],
            ["2 May", [Markdown("The **second**.")], [Link("nowhere", "no such place")]],
        ],
        row_heads=1,
    ),
    PageBreak(),
    Reference("row", "The first visit"),
)


def test_a_screen_reader_finds_its_structure() -> None:
    file = as_pdf(paper(*EVERYTHING))
    inside, kinds = inside_of(file), kinds_of(file)
    for said in ("/StructTreeRoot", "/MarkInfo", "/Lang", "pdfuaid:part", "/DisplayDocTitle"):
        assert said in inside, said
    assert "<pdfuaid:part>1</pdfuaid:part>" in inside
    assert "en-GB" in inside
    assert ">What happened<" in inside, "the title stands in what the file says of itself"
    heads = [kind for kind in kinds if kind in {"H1", "H2", "H3", "H4"}]
    assert heads == ["H1", "H2", "H2", "H3", "H3"], "one title, and no level left out"
    assert kinds.count("TH") == 3
    assert kinds.count("TR") == 3
    for kind in ("L", "LI", "BlockQuote", "TOC", "Link", "P"):
        assert kind in kinds, kind


def test_its_words_are_all_there_in_order() -> None:
    said = words_of(as_pdf(paper(*EVERYTHING)))
    wanted = (
        "What happened", "About Ade Bankole", "Confidential", "Printed 22 November", "Contents",
        "First part", "one line", "another line", "a second paragraph", "Some strong words.",
        "A heading inside", "apples", "pears", "1. ten", "2. eleven", "in their own words",
        "I want to stay.", "Mind the step.", "Where: in the kitchen", "Who: Pat", "A level too",
        "When What See", "1 May", "The first visit.", "Part one, page 1", "2 May", "The second.",
        "no such place", "The first visit, page",
    )  # fmt: skip
    at = said.index("one line") - len("First part ") if "one line" in said else 0
    place = 0
    for words in wanted[:6]:
        assert words in said[: at + 20], words
    for words in wanted[6:]:
        place = said.index(words, place) + len(words)


def test_each_page_says_what_it_is_of_and_about_whom() -> None:
    pages = pages_of(as_pdf(paper(Words("one"), PageBreak(), Words("two"), PageBreak())))
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of 2" in page
        assert "About Ade Bankole" in page
        assert "Confidential" in page
        assert "Printed 22 November 2026, 14:02, by Alice Shaw" in page


def test_the_head_of_a_table_stands_on_each_page() -> None:
    rows: list[list[Cell]] = [[f"day {n}", "words " * 60] for n in range(40)]
    pages = pages_of(as_pdf(paper(Table([Column("When"), Column("What it says", 4)], rows))))
    assert len(pages) > 2
    assert all("What it says" in page for page in pages)
    assert [n for n in range(40) if f"day {n} " not in " ".join(pages)] == []


HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.2.0": *',
    '#include "/etc/hostname"',
    "$ integral_0^1 x $",
    "\\ \\u{41} \\*",
    "= not a heading",
    "<label> @label [#panic()]",
    "`raw` ``` ${x} %s {0}",
    "// nor a comment /* at all */",
    "’ “ ” … – — £ ½ é ŵ",
)


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("where", ["title", "heading", "cell", "quote", "about", "facts"])
def test_nothing_that_is_written_is_run(words: str, where: str) -> None:
    body: dict[str, list[Block]] = {
        "heading": [Heading(1, words, id=words)],
        "cell": [Table([Column(words)], [[words], [[Words(words, id=words), Link(words, words)]]])],
        "quote": [Quote(words.replace("\\", ""), words)],
        "facts": [Facts([(words, words)]), Notice(words)],
    }
    more = {where: words} if where in ("title", "about") else {}
    said = words_of(as_pdf(paper(*body.get(where, []), **more)))
    assert words.replace(" ", "") in said.replace(" ", "")
    assert "root:" not in said


def test_what_no_paper_can_hold_goes_and_the_rest_stays() -> None:
    said = words_of(as_pdf(paper(Words("a\x00b\x07c\x1bd\u2028e\ud800f\ufeffg\r\nh\x0bi"))))
    assert "a\ufffdbcd e\ufffdfg h i" in said


def test_letters_without_a_font_are_told_and_named() -> None:
    """Emoji, Egyptian hieroglyphs, and a letter that nobody has given a meaning yet."""
    said = words_of(as_pdf(paper(Words("here 🫖 there \U00013000 end \U000e0041"), Words("plain"))))
    assert "Some letters could not be printed with the letters at hand." in said
    assert "here [teapot] there" in said or "🫖" in said
    assert "□ end" in said
    assert "egyptian hieroglyph a001" in said
    assert "plain" in said
    assert "could not be printed" not in words_of(as_pdf(paper(Words("Wróbel, ŷ, Ελλάδα, е́"))))


def test_what_runs_to_the_left() -> None:
    """Arabic is printed; accents stay with their letters."""
    said = words_of(as_pdf(paper(Words("مرحبا بك"), Words("cafe\u0301 n\u0303"))))
    assert "caf" in said
    assert any("\u0600" <= letter <= "\u06ff" or "\ufb50" <= letter <= "\ufefc" for letter in said)
    assert "could not be printed" not in said


def test_a_very_long_text_is_printed() -> None:
    words = "All of this was said, and more. " * 40_000  # 1.3 million letters without a new line
    pages = pages_of(as_pdf(paper(Words(f"{words} The end."))))
    assert len(pages) > 200
    assert pages[-1].split(" Printed")[0].endswith("The end.")
    assert " ".join(pages).count("and more") == 40_000


def test_one_that_is_too_much_ends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 1e-6)
    with pytest.raises(PaperNotMade, match="more than one paper can hold"):
        as_pdf(paper(Words("x")))
    stopped = subprocess.CompletedProcess([], -24, b"%PDF-half")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: stopped)
    with pytest.raises(PaperNotMade, match="more than one paper can hold"):
        as_pdf(paper(Words("x")))


def test_the_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    run = subprocess.run

    def listening(*args: Any, **more: Any) -> Any:
        seen.update(more)
        return run(*args, **more)

    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr(subprocess, "run", listening)
    as_pdf(paper(Words("x")))
    assert set(seen["env"]) == {"PATH", "LANG", "PYTHONDONTWRITEBYTECODE"}


def test_a_long_easy_text_is_taken_apart_in_good_time() -> None:
    """Two million letters with sentences, and as many without a space; none of them goes."""
    for written in ("it was said. " * 150_000, "x" * 2_000_000):
        pieces = Pieces(paper(Words(written), format=Format.EASY_READ)).body
        said = "".join(one["r"][0] for one in pieces)
        assert said.replace(" ", "") == written.replace(" ", "")


@pytest.mark.parametrize("format", list(Format))
def test_every_format_says_the_same(format: Format) -> None:
    said = words_of(as_pdf(paper(*EVERYTHING, format=format)))
    for words in ("Some strong words.", "I want to stay.", "The first visit.", "1 May", "When"):
        assert words in said
    is_easy = format is Format.EASY_READ
    assert ("the words themselves are as written" in said) is is_easy


def test_easy_reading_is_one_idea_a_line() -> None:
    written = (
        "I like tea. Dr. Shaw came at 2 p.m. on Monday! Is that so? Mr. B. Hall said “No.” Yes"
    )
    lines = [one["r"][0] for one in Pieces(paper(Words(written), format=Format.EASY_READ)).body]
    assert lines == [
        "I like tea.",
        "Dr. Shaw came at 2 p.m. on Monday!",
        "Is that so?",
        "Mr. B. Hall said “No.”",
        "Yes",
    ]


def test_it_says_how_far_it_is() -> None:
    told: list[int] = []
    rows: list[list[Cell]] = [[str(n)] for n in range(120)]
    as_pdf(paper(Table([Column("n")], rows)), told.append)
    assert told == [50, 100, 121]


# To fill in by hand -------------------------------------------------------------------------------

HEART = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7H1z"/></svg>'
BLANK: tuple[Block, ...] = (
    Picture(HEART),
    Heading(1, "How do you wash?"),
    Words("Why we ask: to help.", stays=True),
    Lines(4),
    Heading(1, "Can you?"),
    Ticks([("Alone", ""), ("With help", "Somebody stands by.")]),
    Heading(1, "What is needed?"),
    Table([Column("Ade says"), Column("We write")], [[[Lines(3)], [Lines(3)]]]),
)


@pytest.mark.parametrize("format", list(Format))
def test_boxes_are_read_out_and_lines_and_drawings_are_not(format: Format) -> None:
    file = as_pdf(paper(*BLANK, format=format))
    said = words_of(file)
    assert "\u2610 Alone" in said
    assert "\u2610 With help" in said
    kinds = kinds_of(file)
    assert kinds.count("LI") >= 2
    assert "Figure" not in kinds, "a drawing that nobody has to hear of"
    assert not [kind for kind in kinds if kind in ("Formula", "Form")]
    assert "<pdfuaid:part>1</pdfuaid:part>" in inside_of(file)


def test_what_stays_is_on_the_page_of_its_lines() -> None:
    question = (Heading(1, "One more?"), Words("Why we ask: to know.", stays=True), Lines(5))
    for page in pages_of(as_pdf(paper(*question * 12))):
        assert page.count("One more?") == page.count("Why we ask")
        assert not page.rstrip().endswith("to know."), "its lines are on another page"


def test_words_in_a_drawing_are_drawn_and_never_run() -> None:
    bad = HEART.replace("<path", "<script>alert(1)</script><path")
    assert as_pdf(paper(Picture(bad), Words("Here."))).startswith(b"%PDF")
    with pytest.raises(PaperNotMade):
        as_pdf(paper(Picture("no drawing at all")))


def test_whose_words_they_are_stands_on_the_page_where_they_begin() -> None:
    quote = Quote("First line.\n\nAnother line.", "Ade, in their own words")
    for before in range(30, 44):
        body: list[Block] = [*(Words("Line") for _ in range(before)), Heading(1, "How?"), quote]
        for page in pages_of(as_pdf(paper(*body))):
            assert ("own words" in page) == ("First line." in page), before
