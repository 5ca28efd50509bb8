"""The Markdown of a guide made into safe pieces; what cannot be used is refused with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import nh3
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from alongside.foundation.content import ContentError

from .guide import Body, Heading, Inline, Piece

GUIDE = "guide:"  # a link to another guide: [what to say](guide:boundaries-online)
SCHEMES = frozenset({"https", "mailto", "tel"})
INLINE = frozenset({"strong", "em", "a", "br"})
TAGS = INLINE | {"p", "hr", "ul", "ol", "li", "blockquote", "h2", "h3"}
MOST_NESTING = 12
LONGEST_PARAGRAPH = 4_000  # characters; also what keeps hostile brackets cheap

_CHECK = re.compile(r"\[[ xX]\](?:\s+|$)")
_HTML = re.compile(r"<[a-zA-Z/!?]")
_UNREAD = re.compile(r"\]\(|\]\[")


class _Reader(MarkdownIt):
    """Headings, lists, quotes, emphasis and links; no HTML, pictures or code."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Whether a link may lead there; if not, it stays as typed and is refused below."""
        scheme, colon, rest = url.partition(":")
        return bool(colon and rest) and scheme.casefold() in SCHEMES | {GUIDE[:-1]}


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = _Reader("zero", {"html": False, "maxNesting": MOST_NESTING})
    reader.enable(["heading", "list", "blockquote", "hr"])
    return reader.enable(["emphasis", "link", "escape", "newline", "balance_pairs"])


def read_body(text: str, file: Path, above: int = 0) -> Body:
    """The pieces of a text that begins after so many lines; ContentError where it is wrong."""
    return _Reading(file, above).read(text)


class _Reading:
    def __init__(self, file: Path, above: int) -> None:
        self.file, self.above = file, above
        self.headings: list[Heading] = []
        self.lines: list[str] = []
        self.leads_to: list[tuple[str, int]] = []

    def wrong(self, at: Token | int, sentence: str) -> ContentError:
        """An error at a token, or at a line of the body."""
        line = at if isinstance(at, int) else (at.map or [0])[0]
        return ContentError(self.file, self.above + line + 1, sentence)

    def read(self, text: str) -> Body:
        self._refuse_html(text)
        tokens = _reader().parse(text)
        if not tokens:
            raise self.wrong(0, "There is nothing in it. Write it below the second line of “---”.")
        pieces = tuple(self._piece(part) for part in _parts(tokens))
        return Body(pieces, tuple(self.headings), tuple(self.lines), tuple(self.leads_to))

    def _refuse_html(self, text: str) -> None:
        paragraph = 0
        for number, line in enumerate(text.split("\n")):
            paragraph = paragraph + len(line) if line.strip() else 0
            if paragraph > LONGEST_PARAGRAPH:
                raise self.wrong(number, "This paragraph is too long to be read. Divide it.")
            if _HTML.search(line):
                raise self.wrong(number, "HTML is not read here. Write it as Markdown.")

    def _piece(self, tokens: list[Token]) -> Piece:
        if tokens[0].type == "bullet_list_open" and _is_checklist(tokens):
            return Piece(checks=tuple(self._checks(tokens)))
        for number, token in enumerate(tokens):
            if token.level >= MOST_NESTING - 2:
                raise self.wrong(token, "Things lie in each other too deep here. Make them flat.")
            if token.type == "heading_open":
                self._heading(token, tokens[number + 1])
            elif token.type == "inline":
                self._look_at(token)
        return Piece(html=_clean(str(_reader().renderer.render(tokens, _reader().options, {}))))

    def _heading(self, token: Token, inline: Token) -> None:
        if token.tag not in ("h2", "h3"):
            raise self.wrong(token, "A heading begins with ## or ###. The title stands above.")
        level, words = int(token.tag[1]), _words(inline)
        if not words.strip():
            raise self.wrong(token, "This heading is empty. Give it words, or take it out.")
        if level == 3 and not self.headings:
            raise self.wrong(token, "The first heading begins with ##, not ###.")
        id = base = f"part-{slugify(words) or 'one'}"
        taken = {one.id for one in self.headings}
        count = 1
        while id in taken:
            count += 1
            id = f"{base}-{count}"
        token.attrSet("id", id)
        self.headings.append(Heading(id, words, level))

    def _checks(self, tokens: list[Token]) -> Iterator[Inline]:
        for number, token in enumerate(tokens):
            if number and token.type in ("bullet_list_open", "ordered_list_open"):
                raise self.wrong(token, "A line of a checklist has no list inside it.")
            if token.type != "inline":
                continue
            mark = _CHECK.match(token.content)
            if mark is None:
                raise self.wrong(token, "In a checklist every line begins with “[ ]”.")
            plain = token.content[mark.end() :]
            inline = _reader().parseInline(plain)[0]
            inline.map = token.map
            if not plain.strip():
                raise self.wrong(token, "This line of a checklist is empty.")
            if any(one.type == "link_open" for one in inline.children or ()):
                raise self.wrong(token, "A line of a checklist has no link. Put it above the list.")
            self._look_at(inline)
            renderer = _reader().renderer
            assert isinstance(renderer, RendererHTML)
            html = renderer.renderInline(inline.children or [], _reader().options, {})
            yield Inline(_clean(html), _words(inline))

    def _look_at(self, token: Token) -> None:
        """Keep its words, and refuse what a reader would see as stray signs."""
        words = _words(token)
        if _CHECK.match(words):
            raise self.wrong(token, "Only lines of a checklist begin with “[ ]”, and all of them.")
        texts = (one.content for one in token.children or () if one.type == "text")
        if "![" in token.content or _UNREAD.search("".join(texts)):
            raise self.wrong(
                token,
                "This link leads nowhere. A link is https://…, mailto:…, tel:…, or guide: with the "
                "key of another guide; pictures have no place here.",
            )
        self.lines.append(words)
        for one in token.children or ():
            address = str(one.attrGet("href") or "") if one.type == "link_open" else ""
            if address.startswith(GUIDE):
                key = address.removeprefix(GUIDE)
                self.leads_to.append((key, self.above + (token.map or [0])[0] + 1))
                one.attrSet("href", f"../{key}/")


def _parts(tokens: list[Token]) -> Iterator[list[Token]]:
    """Runs of tokens: every checklist by itself, and what stands between them together."""
    part: list[Token] = []
    start = 0
    while start < len(tokens):
        end = start + 1
        while tokens[start].nesting == 1 and not (
            tokens[end - 1].nesting == -1 and tokens[end - 1].level == tokens[start].level
        ):
            end += 1
        block = tokens[start:end]
        start = end
        if block[0].type == "bullet_list_open" and _is_checklist(block):
            if part:
                yield part
            yield block
            part = []
        else:
            part += block
    if part:
        yield part


def _is_checklist(tokens: list[Token]) -> bool:
    """Whether a list begins as a checklist; then all of it has to be one."""
    first = next((one for one in tokens if one.type == "inline"), None)
    return first is not None and bool(_CHECK.match(first.content))


def _words(token: Token) -> str:
    return "".join(
        " " if one.type in ("softbreak", "hardbreak") else one.content
        for one in token.children or ()
    )


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={"a": {"href"}, "ol": {"start"}, "h2": {"id"}, "h3": {"id"}},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
    )
