"""The forms that go along where there is no signal: each drawn blank, about nobody, once."""

import re
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from alongside.people.models import Person
from alongside.questionnaires import access as library
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.definition import Item, Proposal, Questionnaire
from alongside.questionnaires.models import Definition
from alongside.questionnaires.pieces import Step
from alongside.questionnaires.showing import Mode, Showing

from .forms.writing import BOXES, NoteForm

NOBODY = UUID(int=0)  # stands in each address until it is known whom it is about
CALLED, ME = "{called}", "{me}"  # stand for the names, which only the device puts in
ROWS, ROWS_INSIDE = 6, 2  # of a group that repeats; more of them once there is a signal


@dataclass(frozen=True)
class Blank:
    """One form without a word in it, and where it is gone on with once there is a signal."""

    key: str
    title: str
    says: str  # what it is for, in a sentence
    purpose: str  # of the draft
    address: str  # with NOBODY in place of the person
    html: SafeString


def blank_forms(asked_on: list[Definition]) -> list[Blank]:
    """A note, and whatever may be asked that is not kept apart, by title."""
    asked = [library.questionnaire_of(one) for one in asked_on]
    return [_note(), *(_blank(one) for one in asked if not one.is_apart)]


@cache
def _note() -> Blank:
    person = Person(id=NOBODY, called=CALLED)
    form = NoteForm(person=person, called={NOBODY: CALLED})
    boxes = [form[box.name] for box in BOXES]
    html = _lean(
        render_to_string("record/blank_note.html", {"form": form, "boxes": boxes, "me": ME})
    )
    address = reverse("record:write", args=[NOBODY])
    says = "What happened, what was said, and what they want to say."
    return Blank("note", "A note, written together", says, "note", address, html)


# A wording never changes, so what is drawn of it does not either.
INDENTED = re.compile(r"\n\s+")
_drawn: dict[tuple[str, str], Blank] = {}
MOST_DRAWN = 256


def _blank(asked: Questionnaire) -> Blank:
    key = (asked.form, asked.digest)
    if key not in _drawn:
        if len(_drawn) >= MOST_DRAWN:
            _drawn.clear()
        _drawn[key] = _draw(asked)
    return _drawn[key]


def _draw(asked: Questionnaire) -> Blank:
    empty = _Empty(asked, {}, timezone.localdate())
    showing = _Everything(empty, Mode.WORKER, called=CALLED, me=ME)
    steps = [
        (page.ask, page.intro, showing.sections(Step(page.id, page.ask, page)))
        for page in asked.pages
    ]
    html = _lean(render_to_string("record/blank_form.html", {"asked": asked, "steps": steps}))
    told = urlencode({"v": asked.version, "mode": str(Mode.WORKER)})
    address = f"{reverse('record:ask', args=[NOBODY, asked.id])}?{told}"
    return Blank(asked.id, asked.title, asked.purpose, "questionnaire", address, html)


def _lean(html: str) -> SafeString:
    """Without what only indents it: all forms together go to a phone."""
    return SafeString(INDENTED.sub("\n", html))


class _Empty(Filled):
    """Nothing is answered yet, and nothing is proposed; rows stand ready to be shown."""

    asks_everything = True

    def rows(self, group: Item, prefix: str = "") -> list[str]:
        """As many rows as are drawn: the page shows the next one when it is asked for."""
        count = min(ROWS_INSIDE if prefix else ROWS, group.most_rows)
        return [f"{prefix}{group.id}.{number}." for number in range(1, count + 1)]

    def proposal(self, item: Item, prefix: str = "") -> Proposal | None:
        """Nothing follows from no answers."""
        return None


class _Everything(Showing):
    """All pages at once: what hangs on an answer is there, and the page's script shows it."""

    def _hangs_on(self, item: Item, step: Step) -> bool:
        return item.when is not None
