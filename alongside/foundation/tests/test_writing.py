"""Light Markdown as safe HTML and as plain text, short forms, and differences shown."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.foundation import writing
from alongside.foundation.writing import (
    MOST_MARKDOWN,
    TAGS,
    differences,
    first_words,
    to_html,
    to_text,
)

MARKDOWN = st.text(alphabet="ab *_[]()<>#-1.\\`\n!&\"'é🦋", max_size=120) | st.text(max_size=120)


def test_what_people_write_by_hand() -> None:
    written = "Ade was **glad**.\nHe said *no*.\n\n- tea\n- cake\n\n> a quote\n\n3. third"
    assert to_html(written) == (
        "<p>Ade was <strong>glad</strong>.<br>\nHe said <em>no</em>.</p>\n"
        "<ul>\n<li>tea</li>\n<li>cake</li>\n</ul>\n"
        "<blockquote>\n<p>a quote</p>\n</blockquote>\n"
        '<ol start="3">\n<li>third</li>\n</ol>\n'
    )


def test_headings_start_where_the_page_wants_and_skip_no_level() -> None:
    html = to_html("### Deep first\n# High\n#### Deeper\n## Back", heading_from=4)
    assert re.findall(r"<(h\d)>", html) == ["h4", "h4", "h5", "h5"]
    assert "<h6>" in to_html("# a\n## b\n### c\n#### d\n##### e\n###### f")
    assert "h7" not in to_html("# a\n## b\n### c\n#### d\n##### e\n###### f", heading_from=6)


def test_an_empty_heading_is_what_was_typed() -> None:
    assert to_html("#\n\n## ") == "<p>#</p>\n<p>##</p>\n"


def test_a_level_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="from 1 to 6"):
        to_html("x", heading_from=7)


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("[us](https://a.example/b?c=1&d=2)", 'href="https://a.example/b?c=1&amp;d=2"'),
        ("[mail](mailto:a@b.example)", 'href="mailto:a@b.example"'),
        ("[ring](tel:+441632960150)", 'href="tel:+441632960150"'),
        ("<https://a.example>", 'href="https://a.example"'),
    ],
)
def test_links_that_may_be(written: str, link: str) -> None:
    html = to_html(written)
    assert link in html
    assert 'rel="noopener noreferrer nofollow"' in html


@pytest.mark.parametrize(
    "written",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHN2Zz4=)",
        "[x](/people/1/)",
        "[x](//evil.example)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "<b onclick=x>hello</b>",
        "&lt;script&gt;",
        "[foo]: https://a.example",
        "```\ncode\n```",
        "    four spaces",
        "a &nbsp; b",
        "Title\n===",
    ],
)
def test_everything_else_stays_as_it_was_typed(written: str) -> None:
    html = to_html(written)
    assert "<a" not in html
    shown = re.sub(r"<[^>]*>", "", html)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, char)
    assert shown.split() == written.split()


def test_images_are_not_fetched() -> None:
    assert "<img" not in to_html("![x](https://a.example/x.png)")


@given(MARKDOWN)
def test_nothing_but_the_allowed_ever_comes_out(written: str) -> None:
    html = to_html(written)
    tags = set(re.findall(r"</?([a-zA-Z0-9]+)", html))
    assert tags <= TAGS - {"h1", "h2"}
    assert not re.search(r"<[^>]*\s(on\w+|style|class|id)=", html)
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.split(":")[0].lower() in {"http", "https", "mailto", "tel"}


@given(st.lists(st.text(alphabet="abcé🦋", min_size=1, max_size=5), min_size=1, max_size=8))
def test_no_word_vanishes(words: list[str]) -> None:
    written = "\n".join(f"{sign}{w}" for w, sign in zip(words, "># -*1[<~", strict=False))
    html, text = to_html(written), to_text(written)
    assert all(word in html and word in text for word in words)


def test_lists_too_deep_for_markdown_keep_their_words() -> None:
    deep = "".join(f"{'  ' * n}- word{n}\n" for n in range(60))
    assert all(f"word{n}" in to_html(deep) and f"word{n}" in to_text(deep) for n in range(60))


@pytest.mark.parametrize(
    "written",
    [
        "wörd <b> " * 550_000,
        "[" * 190_000,
        "*a **b _c " * 18_000,
        ("[" * 9_000 + "\n\n") * 20,
        "[a](b" * 30_000,
        ">" * 190_000,
        "- " * 90_000,
        "\\" * 190_000,
        "a\n\n" * 60_000,
        "\n" * 5_000_000,
        " " * 5_000_000,
    ],
    ids=lambda text: f"{text[:12]!r} {len(text)}",
)
def test_five_megabytes_and_spite_take_no_more_than_seconds(written: str) -> None:
    started = time.perf_counter()
    to_html(written)
    to_text(written)
    differences(written, written[::-1])
    first_words(written, 200)
    assert time.perf_counter() - started < 20


def test_long_text_is_shown_plain_and_safe() -> None:
    html = to_html("<script>\n**not bold**\n\nnext" + " x" * MOST_MARKDOWN)
    assert html.startswith("<p>&lt;script&gt;<br>\n**not bold**</p>\n<p>next x")


def test_the_words_alone() -> None:
    written = "# Visit\n\nAde was **glad**\nand [rang](https://a.example).\n\n- tea\n- cake"
    assert to_text(written) == "Visit\nAde was glad and rang.\ntea\ncake"


@pytest.mark.parametrize(
    ("text", "n", "short"),
    [
        ("Ade was glad", 20, "Ade was glad"),
        ("Ade was glad", 12, "Ade was glad"),
        ("Ade was glad to be home", 12, "Ade was…"),
        ("Ade was glad, then sad", 14, "Ade was glad…"),
        ("Llanfairpwllgwyngyll", 6, "Llanf…"),
        ("one\n\n  two", 20, "one two"),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 9, "👩‍👩‍👧‍👦…"),
        ("🇬🇧🇮🇪🇵🇱", 4, "🇬🇧…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("", 5, ""),
    ],
)
def test_first_words(text: str, n: int, short: str) -> None:
    assert first_words(text, n) == short


@given(st.text(max_size=80), st.integers(2, 30))
def test_first_words_fit_and_begin_as_the_text_does(text: str, n: int) -> None:
    short = first_words(text, n)
    assert len(short) <= n
    assert " ".join(text.split()).startswith(short.removesuffix("…"))


def test_first_words_of_much_space() -> None:
    assert first_words("one" + " " * 5000, 10) == "one"
    assert first_words("one" + " " * 5000 + "two", 10) == "one…"


def shown(old: str, new: str) -> list[tuple[str, str]]:
    return [(change.kind, change.words) for change in differences(old, new)]


def test_differences_by_word() -> None:
    assert shown("He left at two. He was sad.", "He left at three. He was very sad.") == [
        ("same", "He left at"),
        ("removed", " two"),
        ("added", " three"),
        ("same", ". He was"),
        ("added", " very"),
        ("same", " sad."),
    ]


def test_differences_at_the_ends() -> None:
    assert shown("", "") == []
    assert shown("a", "a") == [("same", "a")]
    assert shown("", "a b") == [("added", "a b")]
    assert shown("He left.", "He left. Then he came back.") == [
        ("same", "He left."),
        ("added", " Then he came back."),
    ]


PIECES = st.lists(st.sampled_from(["a", "b", "ab", " ", "\n", "'", ".", "é", "🦋"]), max_size=40)


@given(PIECES.map("".join), PIECES.map("".join))
def test_differences_lose_nothing(old: str, new: str) -> None:
    changes = differences(old, new)
    assert "".join(c.words for c in changes if c.kind != "added") == old
    assert "".join(c.words for c in changes if c.kind != "removed") == new
    assert all(one.kind != two.kind for one, two in pairwise(changes))


def test_texts_too_alike_within_themselves_are_compared_by_line() -> None:
    old = "x y z\n" * 2000 + "the end\n" + "x y z\n" * 10
    new = "x y z\n" * 1000 + "a middle\n" + "x y z\n" * 1000 + "an end\n"
    changes = differences(old, new)
    assert "".join(c.words for c in changes if c.kind != "added") == old
    assert "".join(c.words for c in changes if c.kind != "removed") == new


@given(st.text(alphabet="abcéßЖ日 ,.;:?!'’‘“”…()–—/%£-1_\n", max_size=60))
def test_plain_sentences_are_drawn_as_the_long_way_draws_them(text: str) -> None:
    short = to_html(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "_SIMPLE", re.compile("(?!)"))
        assert to_html(text) == short


@pytest.mark.parametrize(
    "text", ["1. one", "- one", "a\n- b", "*a*", "a & b", "a <b>", " a", "a \nb", "[a]", "a\tb", ""]
)
def test_what_may_mean_something_goes_the_long_way(text: str) -> None:
    assert not writing._SIMPLE.fullmatch(text)
    assert writing._SIMPLE.fullmatch("I liked it, 3 times.\n\nIt’s good – really! (On Monday.)\n")
