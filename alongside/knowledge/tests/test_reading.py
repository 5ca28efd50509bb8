"""Tests of reading a guide: what it holds, and what is refused, with its line and a sentence."""

from datetime import date
from pathlib import Path

import pytest

from alongside.foundation.content import ContentError

from ..reading import LONGEST_FILE, read_guide, read_guide_text
from .making import ABOVE, BODY, HEAD, made, text_of


def test_what_a_guide_holds() -> None:
    guide = made(also="[can, hose]", aligns="[A, J]", related="[sowing]", valid_to="2028-01-01")
    assert (guide.key, guide.title, guide.kind_in_words) == ("watering", "Watering plants", "Guide")
    assert guide.readers == ("everybody",)
    assert (guide.also, guide.aligns, guide.related) == (("can", "hose"), ("A", "J"), ("sowing",))
    assert [(one.id, one.words, one.level) for one in guide.body.headings] == [
        ("part-before", "Before", 2),
        ("part-after", "After", 2),
    ]
    assert made().body.leads_to == (("sowing", ABOVE + 10),)
    assert guide.unchecked == ()
    assert guide.minutes == 1


def test_when_a_guide_holds_and_is_due() -> None:
    guide = made(valid_to="2028-01-01")
    assert guide.holds_on(date(2026, 1, 1))
    assert guide.holds_on(date(2028, 1, 1))
    assert not guide.holds_on(date(2025, 12, 31))
    assert not guide.holds_on(date(2028, 1, 2))
    assert not guide.is_due(date(2027, 1, 1))
    assert guide.is_due(date(2027, 1, 2))


def test_a_source_that_nobody_checked_says_so() -> None:
    text = HEAD.replace("  checked: true\n  checked_on: 2026-11-22\n", "  checked: false\n") + BODY
    (source,) = read_guide_text(text, Path("a.md")).unchecked
    assert (source.name, source.checked_on) == ("A book", None)


HEADS = [
    ("title", "", 2, "“title” is missing"),
    ("title", "x" * 91, 2, "at most 90 characters"),
    ("kind", "recipe", 2, "“kind” is “recipe”. It may be one of procedure, guide"),
    ("for", "[]", 2, "“for” is missing"),
    ("review_by", "soon", 2, "“review_by” is no date"),
    ("review_by", "2025-01-01", 2, "before it begins"),
    ("valid_to", "2025-01-01", 2, "before it begins"),
    ("owner", "", 2, "“owner” is missing"),
    ("aligns", "[Z]", 2, "“aligns” names “Z”"),
    ("writer", "me", 2, "“writer” means nothing here"),
    ("title", "a: b: c", 2, "It is no YAML"),
]


@pytest.mark.parametrize(("key", "value", "line", "sentence"), HEADS)
def test_a_head_that_is_wrong(key: str, value: str, line: int, sentence: str) -> None:
    with pytest.raises(ContentError) as caught:
        made(**{key: value})
    assert caught.value.line == line
    assert sentence in caught.value.sentence


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ("  checked: true\n", "  checked: false\n", "only such a one"),
        ("  checked_on: 2026-11-22\n", "", "only such a one"),
        ("- name: A book\n", "- name: A book\n  address: http://a.example\n", "begins with https"),
        ("- name: A book\n", "- name: A book\n  address: javascript:x\n", "begins with https"),
        ("- name: A book\n", "- name: A book\n  writer: x\n", "“writer” means nothing"),
    ],
)
def test_a_source_that_is_wrong(was: str, now: str, sentence: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_guide_text(HEAD.replace(was, now) + BODY, Path("a.md"))
    assert caught.value.line == 10  # where the source begins
    assert sentence in caught.value.sentence


BODIES = [
    ("", 0, "There is nothing in it"),
    ("Text.\n\n# Title\n", 3, "begins with ## or ###"),
    ("#### Deep\n", 1, "begins with ## or ###"),
    ("### First\n", 1, "The first heading begins with ##"),
    ("##\n", 1, "This heading is empty"),
    ("A\n\n<script>alert(1)</script>\n", 3, "HTML is not read here"),
    ("A <img src=x onerror=alert(1)>\n", 1, "HTML is not read here"),
    ("<!-- hidden -->\n", 1, "HTML is not read here"),
    ("[click](javascript:alert(1))\n", 1, "This link leads nowhere"),
    ("[click](JaVaScRiPt:alert(1))\n", 1, "This link leads nowhere"),
    ("[click](data:text/html,x)\n", 1, "This link leads nowhere"),
    ("[click](http://a.example)\n", 1, "This link leads nowhere"),
    ("[click](/my/)\n", 1, "This link leads nowhere"),
    ("[click](guide:)\n", 1, "This link leads nowhere"),
    ("![a](https://a.example/a.png)\n", 1, "This link leads nowhere"),
    ("- [ ] One\n- Two\n", 2, "every line begins with “[ ]”"),
    ("- One\n- [ ] Two\n", 2, "Only lines of a checklist"),
    ("- [ ] One\n  - [ ] Two\n", 2, "no list inside it"),
    ("- [ ] [a](guide:b)\n", 1, "has no link"),
    ("- [ ] \n", 1, "is empty"),
    ("1. [ ] One\n", 1, "Only lines of a checklist"),
    ("> " * 40 + "deep\n", 1, "too deep"),
    ("a [" * 3_000 + "\n", 1, "too long to be read"),
]


@pytest.mark.parametrize(("body", "line", "sentence"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_wrong(body: str, line: int, sentence: str) -> None:
    with pytest.raises(ContentError) as caught:
        made(body)
    assert sentence in caught.value.sentence
    assert caught.value.line == ABOVE + (line or 1)


def test_what_is_written_is_safe_html_in_pieces() -> None:
    before, checks, after = made().body.pieces
    assert before.html == '<p>Plants drink.</p>\n<h2 id="part-before">Before</h2>\n'
    assert [one.html for one in checks.checks] == [
        "I looked at the soil.",
        "I found the <strong>can</strong>.",
    ]
    assert [one.words for one in checks.checks] == ["I looked at the soil.", "I found the can."]
    assert '<a href="../sowing/" rel="noopener noreferrer">sowing</a>' in after.html


def test_ampersands_quotes_and_entities_stay_words() -> None:
    (piece,) = made("Tom & “Jerry” 1 < 2 &lt;script&gt; *now* `code`\n").body.pieces
    assert piece.html == (
        "<p>Tom &amp; “Jerry” 1 &lt; 2 &amp;lt;script&amp;gt; <em>now</em> `code`</p>\n"
    )


def test_headings_of_one_name_have_places_of_their_own() -> None:
    body = made("## Now\n\nA\n\n## Now\n\nB\n\n### 今\n\nC\n").body
    assert [one.id for one in body.headings] == ["part-now", "part-now-2", "part-one"]


@pytest.mark.parametrize("text", ["", "title: x", "---\ntitle: x\n", BODY, "----\n---\n"])
def test_a_file_without_a_head(text: str) -> None:
    with pytest.raises(ContentError, match="It begins with a line of “---”") as caught:
        read_guide_text(text, Path("a.md"))
    assert caught.value.line == 1


def test_lines_may_end_as_windows_ends_them() -> None:
    assert read_guide_text("\ufeff" + text_of().replace("\n", "\r\n"), Path("a.md")).body.headings


def test_five_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "long.md"
    file.write_text(text_of("word " * 1_000_000), encoding="utf-8")
    with pytest.raises(ContentError, match=f"longer than {LONGEST_FILE:,} characters"):
        read_guide(file)


def test_what_is_no_text_and_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "letters.md").write_bytes(b"---\n\xff\xfe")
    for name in ("letters", "gone"):
        with pytest.raises(ContentError, match="It cannot be read"):
            read_guide(tmp_path / f"{name}.md")
    with pytest.raises(ContentError, match="small letters"):
        read_guide(tmp_path / "Two Words.md")


def test_yaml_that_grows_is_refused() -> None:
    aliases = "a: &a0 [x]\n" + "".join(f"b{n}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(60))
    with pytest.raises(ContentError, match="cannot stand for something above"):
        read_guide_text(f"---\n{aliases}---\nWords.\n", Path("a.md"))
