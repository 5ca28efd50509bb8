"""Small questionnaires made for a test, and definitions compared without their lines."""

from dataclasses import replace
from datetime import date

import pytest

from alongside.foundation.content import ContentError

from ..answering import Filled
from ..definition import Item, Questionnaire
from ..reading import read_questionnaire
from .samples import HEAD

DAY = date(2026, 11, 22)
WHY = "why: To know., used_by: You."
BEFORE = HEAD.count("\n") + 6  # lines above the first question


def text_of(*questions: str, head: str = HEAD, after: str = "") -> str:
    """A file with one page, one section and these questions, each on one line in flow style."""
    lines = "".join(f"    - {{{one}}}\n" for one in questions)
    top = "pages:\n- id: page\n  title: A page\n  sections:\n  - id: part\n    questions:\n"
    return f"{head}{top}{lines}{after}"


def made(*questions: str, head: str = HEAD, after: str = "") -> Questionnaire:
    """The same, read."""
    return read_questionnaire(text_of(*questions, head=head, after=after))


def asking(id: str, more: str, ask: str = "What is it?") -> str:
    """One question in flow style; `more` begins with its type."""
    return f'id: {id}, ask: "{ask}", {WHY}, type: {more}'


def filled(asked: Questionnaire, **texts: str) -> Filled:
    """What was typed; `__` stands for a full stop and `_` for a hyphen."""
    named = {key.replace("__", ".").replace("_", "-"): text for key, text in texts.items()}
    return Filled(asked, named, DAY)


def refusal(text: str) -> ContentError:
    """What is said of a text that is wrong."""
    with pytest.raises(ContentError) as caught:
        read_questionnaire(text)
    return caught.value


def bare(asked: Questionnaire) -> Questionnaire:
    """A definition without the lines on which it stood."""
    return replace(asked, digest="", pages=tuple(map(_bare, asked.pages)), parents={})


def _bare(item: Item) -> Item:
    return replace(item, line=0, items=tuple(map(_bare, item.items)))
