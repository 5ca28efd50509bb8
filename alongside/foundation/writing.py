"""What people write: light Markdown made into safe HTML or plain text, and differences shown."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

Kind = Literal["same", "removed", "added"]

# Longer texts are pasted in, not typed with Markdown: they are shown as plain paragraphs, since
# reading Markdown takes about a second per megabyte and can be made to take far longer.
MOST_MARKDOWN = 200_000
# The same for one paragraph, where brackets and stars without end would be costly.
MOST_IN_PARAGRAPH = 20_000
# How many pairs of equal words two texts may have before they are compared by paragraphs.
MOST_PAIRS = 100_000
MOST_NESTING = 20  # quotes in lists in quotes: what lies deeper would be left out
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # two of them make a flag
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
TAGS = frozenset(
    {"p", "br", "hr", "ul", "ol", "li", "blockquote", "strong", "em", "a"}
    | {f"h{level}" for level in range(1, 7)}
)


class Difference(NamedTuple):
    """A run of words that stayed, went or came."""

    kind: Kind
    words: str


class _Reader(MarkdownIt):
    """Only what people write by hand, and nothing that could make their words vanish.

    No HTML, images, code, link definitions or entities: those stay as the letters typed.
    """

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Whether a link may lead there; if not, it stays as typed."""
        scheme, colon, _ = url.partition(":")
        return bool(colon) and scheme.strip().casefold() in SCHEMES


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = _Reader("zero", {"html": False, "breaks": True, "maxNesting": MOST_NESTING})
    reader.enable(["heading", "list", "blockquote", "hr"])
    reader.enable(["emphasis", "link", "autolink", "escape", "newline", "balance_pairs"])
    return reader


def to_html(text: str, heading_from: int = 3) -> SafeString:
    """Safe HTML of light Markdown: headings, lists, quotes, emphasis, links; new lines are kept.

    Headings start at `heading_from` (3 is h3) and never skip a level, so that the page keeps its
    order. Links lead only to http, https, mailto and tel. What is not understood stays as typed.
    """
    if not 1 <= heading_from <= 6:
        raise ValueError("Headings start at a level from 1 to 6.")
    if _SIMPLE.fullmatch(text) and "_" not in text:
        return mark_safe(_simple_html(text))  # noqa: S308 - letters and full stops, no signs
    read = read_markdown(text)
    if read is None:
        return mark_safe(_plain_html(text))  # noqa: S308 - every character is escaped
    order_headings(read, heading_from)
    rendered = str(_reader().renderer.render(read, _reader().options, {}))
    clean = nh3.clean(
        rendered,
        tags=set(TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - written by nh3, from an allow-list


# Sentences, as most people write them: no line begins with anything but a letter, and nothing in
# them means anything to Markdown or to HTML. The long way gives the same, and takes far longer.
_LINE = r"[^\W\d_][\w ,.;:?!'’‘“”…()–—/%£-]*+(?<! )"
_SIMPLE = re.compile(rf"{_LINE}(?:\n++{_LINE})*+\n*+")


def _simple_html(text: str) -> str:
    paragraphs = re.split(r"\n{2,}", text.strip("\n"))
    return "".join(f"<p>{one.replace(chr(10), '<br>' + chr(10))}</p>\n" for one in paragraphs)


def read_markdown(text: str) -> list[Token] | None:
    """The text as Markdown, or nothing if it is too much, or too deep, to be meant as that."""
    if not _is_light(text):
        return None
    read = _reader().parse(text)
    if any(token.level >= MOST_NESTING - 1 for token in read):
        return None
    for opening, inline, closing in zip(read, read[1:], read[2:], strict=False):
        if opening.type == "heading_open" and not inline.content:
            _as_typed(opening, inline, closing)
    return read


def _as_typed(opening: Token, inline: Token, closing: Token) -> None:
    """A lone "#" is no heading: an empty one would stand in the way of screen readers."""
    typed = Token("text", "", 0, content=opening.markup)
    inline.content, inline.children = opening.markup, [typed]
    opening.type, closing.type = "paragraph_open", "paragraph_close"
    opening.tag = closing.tag = "p"


def _is_light(text: str) -> bool:
    """Short enough, as a whole and in each paragraph, to be read as Markdown in good time."""
    if len(text) > MOST_MARKDOWN:
        return False
    return all(len(part) <= MOST_IN_PARAGRAPH for part in re.split(r"\n[ \t\r]*\n", text))


def _plain_html(text: str) -> str:
    """Paragraphs at empty lines, breaks at new lines, everything else as it was typed."""
    tidy = html.escape(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd"))
    paragraphs = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", tidy))
    return "".join(
        f"<p>{p.replace(chr(10), '<br>' + chr(10))}</p>\n" for p in paragraphs if p.strip()
    )


def order_headings(read: Sequence[Token], heading_from: int) -> None:
    """Give each heading the level that it has among those above it."""
    above: list[int] = []
    level = heading_from
    for token in read:
        if token.type == "heading_open":
            typed = int(token.tag[1])
            while above and above[-1] >= typed:
                above.pop()
            above.append(typed)
            level = min(heading_from + len(above) - 1, 6)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"


def to_text(text: str) -> str:
    """The words alone, without the signs of Markdown: one line for each paragraph or point."""
    read = read_markdown(text)
    if read is None:
        return text
    inlines = (token.children or [] for token in read if token.type == "inline")
    return "\n".join("".join(_words_of(token) for token in inline) for inline in inlines)


def _words_of(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


def first_words(text: str, n: int) -> str:
    """The whole words that fit into `n` characters, on one line, with "…" if there was more.

    A first word that is longer is cut between what readers see as characters, so that no accent
    and no emoji is broken.
    """
    start = " ".join(text[: n * 4 + 200].split())
    if len(start) <= n:
        return start if len(text) <= n * 4 + 200 or not text[n * 4 + 200 :].strip() else f"{start}…"
    room = max(n - 1, 0)
    cut = start.rfind(" ", 0, room + 1)
    if cut <= 0:
        cut = room
        while cut > 0 and _belong_together(start[:cut], start[cut]):
            cut -= 1
    return start[:cut].rstrip(" ,;:–-") + "…"


def _belong_together(left: str, right: str) -> bool:
    """Whether a cut here would part what is seen as one: accents, joined emoji, tones, flags."""
    joined = "\u200d" in {left[-1], right} or "\ufe00" <= right <= "\ufe0f"
    tone = "\U0001f3fb" <= right <= "\U0001f3ff"
    tag = "\U000e0020" <= right <= "\U000e007f"
    letters = len(left) - len(left.rstrip(_FLAG_LETTERS))
    half_flag = right in _FLAG_LETTERS and letters % 2 == 1
    return joined or tone or tag or half_flag or unicodedata.category(right).startswith("M")


# The space before a word belongs to it: spaces of their own are too alike to be compared.
_WORDS = re.compile(r"\s*(?:\w+(?:['’]\w+)*|[^\w\s]+)|\s+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


def differences(old: str, new: str) -> list[Difference]:
    """What changed between two texts, word by word: runs of (same | removed | added, words).

    "same" and "removed" together are `old`, "same" and "added" together are `new`, to the letter.
    Texts too large or too alike within themselves are compared by lines, or else as a whole.
    """
    for pattern in (_WORDS, _LINES):
        before, after = pattern.findall(old), pattern.findall(new)
        start, end = _shared_ends(before, after)
        middle = before[start : len(before) - end], after[start : len(after) - end]
        if _pairs(*middle) <= MOST_PAIRS:
            changes = _compare(*middle)
            break
    else:
        changes = [("removed", middle[0]), ("added", middle[1])]
    whole = [("same", before[:start]), *changes, ("same", before[len(before) - end :])]
    return _joined(whole)


def merged(was: str, mine: str, theirs: str) -> str | None:
    """One text with what both writers changed of the first; None where they changed the same words.

    What both put in at the same place stands there twice over: theirs, then mine.
    """
    if mine in (was, theirs):
        return theirs
    if theirs == was:
        return mine
    words = [_WORDS.findall(text) for text in (was, mine, theirs)]
    if any(_pairs(words[0], words[n]) > MOST_PAIRS for n in (1, 2)):
        return None
    edits = sorted([*_edits(words[0], words[2], 0), *_edits(words[0], words[1], 1)])
    if any(_clash(one, other) for one, other in pairwise(edits)):
        return None
    text, at = "", 0
    for edit in edits:
        kept = "".join(words[0][at : edit.start])
        is_apart = kept or not text or text[-1:].isspace() or edit.words[:1].isspace()
        text += kept + ("" if is_apart or not edit.words else " ") + edit.words
        at = edit.end
    return text + "".join(words[0][at:])


class _Edit(NamedTuple):
    start: int
    end: int
    by: int
    words: str


def _edits(before: list[str], after: list[str], by: int) -> list[_Edit]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        _Edit(a, b, by, "".join(after[c:d]))
        for what, a, b, c, d in matcher.get_opcodes()
        if what != "equal"
    ]


def _clash(one: _Edit, other: _Edit) -> bool:
    """Whether two writers took the same words away, or one put words into what the other took."""
    return one.by != other.by and other.start < one.end


def _shared_ends(before: list[str], after: list[str]) -> tuple[int, int]:
    """How many words both begin with, and how many both end with: an amendment is mostly these."""
    most = min(len(before), len(after))
    start = next((n for n in range(most) if before[n] != after[n]), most)
    rest = most - start
    end = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    return start, end


def _pairs(before: list[str], after: list[str]) -> int:
    """How many pairs of equal words the comparison has to look at."""
    there = Counter(after)
    return sum(there[word] for word in before)


def _compare(before: list[str], after: list[str]) -> list[tuple[Kind, list[str]]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    changes: list[tuple[Kind, list[str]]] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            changes.append(("same", before[a:b]))
        else:
            changes += [("removed", before[a:b]), ("added", after[c:d])]
    return changes


def _joined(runs: Sequence[tuple[Kind, list[str]]]) -> list[Difference]:
    """Runs of one kind that follow each other as one, and none of them empty."""
    joined: list[Difference] = []
    for kind, words in runs:
        if not words:
            continue
        if joined and joined[-1].kind == kind:
            joined[-1] = Difference(kind, joined[-1].words + "".join(words))
        else:
            joined.append(Difference(kind, "".join(words)))
    return joined
