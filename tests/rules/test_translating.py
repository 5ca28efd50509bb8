"""What the pages of a person, a partner and a guest say is marked, so that it can be translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.rules import house

OURS = house.ROOT / "alongside"
PORTAL = OURS / "portal"
INCLUDES = re.compile(r'\{%\s*(?:include|extends)\s+"([^"]+)"')
MARKED = re.compile(
    r"\{%\s*comment\b.*?endcomment\s*%\}|\{#.*?#\}|<!--.*?-->"
    r"|\{%\s*blocktranslate\b.*?endblocktranslate\s*%\}|\{%\s*translate\s.*?%\}"
    r'|_\("[^"]*"\)',
    re.DOTALL,
)
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
QUOTED = re.compile(r'"([^"]*)"|\'([^\']*)\'')
TOLD = re.compile(r'(?:aria-label|alt|title|placeholder)="([^"]*[A-Za-z]{2}[^"]*)"')
TAG = re.compile(r"<[^>]*>", re.DOTALL)
WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]|^[A-Z][a-z]+")  # a sentence or a button, no code
HOOK = re.compile(r"(?:data|al)-[a-z-]+$")
OUR_NAME = "– Alongside"
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
NOT_SHOWN = {"note", "execute", "Http404", "set_signed_cookie"}
CODES = {"Agreed"}  # what a plan says of itself, looked at and not shown


def shown_to_them() -> set[Path]:
    """The templates of the portal, and all that they include or extend."""
    found: set[Path] = set()
    waiting = list((PORTAL / "templates").rglob("*.html"))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            named = INCLUDES.findall(one.read_text())
            waiting += [path for name in named for path in OURS.glob(f"*/templates/{name}")]
    return found


def bare(source: str) -> Iterator[str]:
    """The words of a template that stand there without a mark."""
    left = MARKED.sub(" ", source)
    for code in CODE.findall(left):
        yield from (said for said in map("".join, QUOTED.findall(code)) if WORDS.search(said))
    plain = CODE.sub(" ", left)
    yield from TOLD.findall(plain)
    for line in map(str.strip, TAG.sub("\n", plain).split("\n")):
        if re.search(r"[A-Za-z]{2}", line) and not HOOK.match(line) and line != OUR_NAME:
            yield line


def unmarked(tree: ast.Module) -> Iterator[ast.Constant]:
    """The sentences in Python that stand there without a mark; what says what a thing is does not
    count, nor what is written into the trail or asked of the database.
    """
    aside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) in MARKS | NOT_SHOWN:
            aside |= {id(one) for one in ast.walk(node)}
        elif isinstance(node, ast.Expr):  # a docstring
            aside.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_words = re.search(r"^[A-Z][a-z]+(?: |$)|[a-z] [a-z].*\.$", node.value)
            if id(node) not in aside and is_words and node.value not in CODES:
                yield node


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def test_what_their_templates_say_is_marked() -> None:
    pages = shown_to_them()
    assert len(pages) > 40
    found = [f"{house.name(one)}: {said}" for one in pages for said in bare(one.read_text())]
    assert not found, "Put these into {% translate %}:\n" + "\n".join(sorted(found))


def test_what_their_views_and_forms_say_is_marked() -> None:
    own = [one for one in PORTAL.rglob("*.py") if "tests" not in one.parts]
    assert len(own) > 20
    found = [
        f"{house.name(one)}:{said.lineno} {said.value!r}"
        for one in own
        for said in unmarked(ast.parse(one.read_text()))
    ]
    assert not found, "Put these into gettext:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "<p>Thank you</p>",
        "<p>{{ name }} by {{ day }}</p>",
        '{% draft_end "Send it" back=home %}',
        '{{ name|default:"somebody you know" }}',
        '<img alt="A star" src="x">',
    ],
)
def test_what_is_not_marked_is_found(source: str) -> None:
    assert list(bare(source))
    assert not list(bare('{% translate "Thank you" %} {% more _("Read it") %} <b data-x>999</b>'))


def test_what_is_not_marked_is_found_in_python() -> None:
    source = 'def f():\n    """Say it."""\n    return _("Yes"), "Thank you", "al-quiet"\n'
    assert [one.value for one in unmarked(ast.parse(source))] == ["Thank you"]


@pytest.mark.django_db
def test_a_language_is_offered_once_its_words_are_here(client: Client) -> None:
    """Otherwise a page says that it is Welsh, is read aloud as Welsh, and is English."""
    catalogues = {
        path.parts[-3] for one in settings.LOCALE_PATHS for path in one.glob("*/LC_MESSAGES/*.mo")
    }
    assert {code for code, _ in settings.LANGUAGES} == {"en-gb", *catalogues}
    page = client.get("/sign-in/", headers={"accept-language": "cy"})
    assert f'<html lang="{"cy" if "cy" in catalogues else "en-gb"}"' in page.content.decode()
