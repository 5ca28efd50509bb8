"""The title of a page stands in the browser's history: it says what kind of page, never whose."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.rules.house import ROOT

TITLE = re.compile(r"\{% block title %\}(.*?)\{% endblock(?: title)? %\}", re.DOTALL)
# The one page that asks many questions; each is a sentence that stands in people/views.
ASKS = "people/ask.html"
FIXED = {"label"}  # of a kind of fact, such as “Pronouns”


def _titles() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "alongside").glob("*/templates/**/*.html")):
        name = path.relative_to(next(one for one in path.parents if one.name == "templates"))
        for title in TITLE.findall(path.read_text()):
            yield str(name), title


def test_no_title_holds_anything_but_words_of_its_own() -> None:
    titles = list(_titles())
    assert len(titles) > 80
    told = {name: title for name, title in titles if "{{" in title}
    assert told == {ASKS: "{{ heading }}"}
    tags = {tag for _, title in titles for tag in re.findall(r"\{% (\w+)", title)}
    assert tags <= {"translate", "if", "else", "endif"}


def test_a_question_about_somebody_does_not_name_them() -> None:
    views = (ROOT / "alongside/people/views").glob("*.py")
    asked = [call for path in sorted(views) for call in _questions(path)]
    assert len(asked) > 12
    for call in asked:
        heading = call.args[4]
        parts = [node for node in ast.walk(heading) if isinstance(node, ast.Name | ast.Attribute)]
        given = {node.attr for node in parts if isinstance(node, ast.Attribute)}
        assert given <= FIXED, ast.unparse(heading)
        assert isinstance(heading, ast.Constant | ast.JoinedStr), ast.unparse(heading)
        if isinstance(heading, ast.JoinedStr):
            assert given == FIXED, ast.unparse(heading)


def _questions(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ask":
            yield node
