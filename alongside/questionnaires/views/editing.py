"""Writing a new version: its text, how it is asked, what changes, and from when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, permitted
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.days import in_words
from alongside.foundation.drafts import OpenDraft
from alongside.foundation.pages import carry_out
from alongside.questionnaires.access import questionnaire_of
from alongside.questionnaires.actions import EDIT, publish_questionnaire
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.comparing import Comparison, compared
from alongside.questionnaires.definition import Item, Questionnaire
from alongside.questionnaires.forms import TEXT, PublishForm, TextForm
from alongside.questionnaires.linting import measured
from alongside.questionnaires.models import Definition
from alongside.questionnaires.pieces import Step
from alongside.questionnaires.reporting import Counted, counted, entries
from alongside.questionnaires.showing import Mode, Showing, said
from alongside.questionnaires.standing import Standing, standing_of, text_of

from .changes import shown_changes
from .library import PURPOSE, names_of, whose

SAM, ALEX = "Sam", "Alex"  # what the person and the worker are called where it is only shown
AROUND = 3  # lines shown before and after one that is wrong
STEPS = (
    ("edit", "The text"),
    ("look", "How it is asked"),
    ("compare", "What changes"),
    ("publish", "Publish it"),
)


@dataclass
class Desk:
    """All that one request about one new version knows."""

    by: Account
    key: str  # empty for one that is new altogether
    standing: Standing | None
    base: Definition | None  # the version from which the writer began
    draft: OpenDraft

    @property
    def text(self) -> str:
        """What is written so far; before the first word, what it begins with."""
        if TEXT in self.draft.texts:
            return self.draft.texts[TEXT]
        if self.base is not None:
            return text_of(self.base)
        today = timezone.localdate()
        return render_to_string("questionnaires/edit_beginning.yaml", {"today": today})

    def at(self, step: str, **more: str) -> str:
        """The address of a step."""
        return _address(self.key, step, self.base, **more)

    def to(self, step: str, **more: str) -> str:
        """The same with the draft in it."""
        return self.at(step, **more, draft=str(self.draft.id))


def _address(key: str, step: str, base: Definition | None, **more: str) -> str:
    where = reverse(f"questionnaires:{step}", kwargs={"key": key})
    told = {**({"from": base.version} if base is not None else {}), **more}
    return f"{where}?{urlencode(told)}" if told else where


def _desk(request: HttpRequest, key: str, step: str) -> Desk:
    standing = standing_of(key) if key else None
    version = request.GET.get("from", "")
    base = None
    if standing is not None:
        base = standing.find(version) if version else standing.shown
    address = _address(key, step, base)
    draft = drafts.draft_for(request, purpose=PURPOSE, address=address)
    draft.address = address
    return Desk(account_of(request), key, standing, base, draft)


def _left(desk: Desk) -> HttpResponse | None:
    """Where a draft leads that is over, or is put aside for later."""
    if desk.draft.became:
        return redirect(desk.draft.became)
    if desk.draft.later and not desk.draft.refused:
        return redirect(reverse("foundation:drafts"))
    return None


def _frame(desk: Desk, step: str) -> dict[str, Any]:
    since = desk.standing.newest if desk.standing is not None else None
    is_behind = since is not None and desk.base is not None and since.pk != desk.base.pk
    one = reverse("questionnaires:one", args=[desk.key]) if desk.key else ""
    return {
        "title": desk.standing.shown.title if desk.standing else "A new questionnaire",
        "steps": [(words, desk.to(name), name == step) for name, words in STEPS],
        "draft": desk.draft,
        "base": desk.base,
        "since": since if is_behind and since and not since.is_shipped else None,
        "back": one or reverse("questionnaires:library"),
    }


# The text


@permitted(EDIT)
@drafts.not_twice
def edit(request: HttpRequest, key: str = "") -> HttpResponse:
    """The text of a new version, kept as it is typed; what is wrong is said with its line."""
    desk = _desk(request, key, "edit")
    if desk.base is not None and "from" not in request.GET and request.method == "GET":
        more = {"draft": request.GET["draft"]} if "draft" in request.GET else {}
        return redirect(desk.at("edit", **more))
    if left := _left(desk):
        return left
    form = _text_form(request, desk)
    if request.method == "POST" and form.is_valid() and not desk.draft.refused:
        return redirect(desk.to("look"))
    context = _frame(desk, "edit") | {"form": form, "around": _around(form)}
    status = 422 if request.method == "POST" else 200
    return render(request, "questionnaires/edit_text.html", context, status=status)


def _text_form(request: HttpRequest, desk: Desk) -> TextForm:
    if request.method == "POST":
        return TextForm({TEXT: request.POST.get(TEXT, desk.text)}, key=desk.key)
    if TEXT in desk.draft.texts:
        return TextForm({TEXT: desk.text}, key=desk.key)
    return TextForm(initial={TEXT: desk.text}, key=desk.key)


def _around(form: TextForm) -> dict[str, Any] | None:
    """The lines around the one that is wrong."""
    if not form.is_bound or form.is_valid() or form.wrong is None or not form.wrong.line:
        return None
    line = form.wrong.line
    text = str(form.data.get(TEXT, "")).replace("\r\n", "\n").split("\n")
    first = max(line - AROUND, 1)
    lines = text[first - 1 : line + AROUND]
    shown = [(number, words[:200], number == line) for number, words in enumerate(lines, first)]
    return {"line": line, "lines": shown, "first": first}


def _found(desk: Desk) -> Questionnaire | None:
    """The questionnaire, where its text holds."""
    form = TextForm({TEXT: desk.text}, key=desk.key)
    return form.found if form.is_valid() else None


# How it is asked


class Everything(Filled):
    """A questionnaire that nobody fills in: all of it is asked, whatever the conditions."""

    asks_everything = True


@permitted(EDIT)
@require_safe
def look(request: HttpRequest, key: str = "") -> HttpResponse:
    """Each page as it is asked, in the worker’s way or in easy words; nothing can be filled in."""
    desk = _desk(request, key, "look")
    found = _found(desk)
    if left := _left(desk):
        return left
    if found is None:
        return redirect(desk.to("edit"))
    mode = Mode.EASY if request.GET.get("mode") == Mode.EASY else Mode.WORKER
    showing = Showing(Everything(found, {}, timezone.localdate()), mode, SAM, ALEX)
    steps = showing.steps()
    pages = list({one.page.id: one.page for one in steps}.values())
    page = next((one for one in pages if one.id == request.GET.get("page")), None)
    page = page or (pages[0] if pages else None)
    context = _frame(desk, "look") | {
        "asked": found,
        "called": (SAM, ALEX),
        "measured": measured(found),
        "ways": _ways(desk, mode, page),
        "picture": mode == Mode.EASY,
        "pages": [(one.ask, desk.to("look", mode=mode, page=one.id), one == page) for one in pages],
        "page": page,
        "condition": _only(found, page),
        "screens": [showing.sections(one) for one in steps if one.page == page],
        "is_easy": mode == Mode.EASY,
        "next": _next(desk, mode, steps, page),
    }
    return render(request, "questionnaires/edit_look.html", context)


def _ways(desk: Desk, mode: Mode, page: Item | None) -> list[tuple[str, str, bool]]:
    here = {"page": page.id} if page is not None else {}
    told = ((Mode.WORKER, "By the worker"), (Mode.EASY, "In easy words, one after the other"))
    return [(words, desk.to("look", mode=one, **here), one == mode) for one, words in told]


def _next(desk: Desk, mode: Mode, steps: list[Step], page: Item | None) -> str:
    """The page after this one."""
    ids = list(dict.fromkeys(one.page.id for one in steps))
    place = ids.index(page.id) + 1 if page is not None and page.id in ids else 0
    return desk.to("look", mode=mode, page=ids[place]) if place < len(ids) else ""


def _only(asked: Questionnaire, page: Item | None) -> str:
    if page is None or page.when is None:
        return ""
    return f"Only if {said(page.when, asked)}"


# What changes


@permitted(EDIT)
@require_safe
def compare(request: HttpRequest, key: str = "") -> HttpResponse:
    """What is new, gone and different against what is asked now, and which answers it touches."""
    desk = _desk(request, key, "compare")
    found = _found(desk)
    if left := _left(desk):
        return left
    if found is None:
        return redirect(desk.to("edit"))
    context = _frame(desk, "compare") | {"asked": found, "against": None}
    if desk.standing is not None:
        against = desk.standing.shown
        numbers = counted(against.form)
        trail.note("answers counted", by=desk.by, detail={"questionnaires": [against.form]})
        changes = compared(questionnaire_of(against), found)
        context |= {
            "against": against,
            "whose": whose(against),
            "changes": shown_changes(changes, numbers),
            "touched": _touched(changes, numbers),
            "entries": entries(numbers.entries),
            "asked_by": names_of((against,)).get(against.by_id or desk.by.pk, ""),
        }
    return render(request, "questionnaires/edit_compare.html", context)


def _touched(changes: Comparison, numbers: Counted) -> bool:
    """Whether anything that somebody answered is asked otherwise now."""
    return any(numbers.of(id) for id in changes.touched)


# From when


@permitted(EDIT)
@drafts.not_twice
def publish(request: HttpRequest, key: str = "") -> HttpResponse:
    """From which day it is asked, and why: the last step."""
    desk = _desk(request, key, "publish")
    if left := _left(desk):
        return left
    found = _found(desk)
    if found is None or TEXT not in desk.draft.texts:
        return redirect(desk.to("edit"))
    upgrade = desk.standing.upgrade[1] if desk.standing and desk.standing.upgrade else None
    form = _publish_form(request, desk, upgrade)
    if request.method == "POST":
        done = carry_out(form, _publishing(desk, found, upgrade), by=desk.by)
        if done:
            return redirect(done.result)
    context = _frame(desk, "publish") | {
        "form": form,
        "asked": found,
        "planned": desk.standing.next if desk.standing else None,
        "changes": _in_numbers(desk, found),
    }
    status = 422 if form.is_bound else 200
    return render(request, "questionnaires/edit_publish.html", context, status=status)


def _publish_form(request: HttpRequest, desk: Desk, upgrade: Definition | None) -> PublishForm:
    newest = str(desk.standing.newest.pk) if desk.standing else ""
    initial = {"starts": in_words(timezone.localdate()), "instead_of": newest}
    form = PublishForm(
        request.POST if request.method == "POST" else None, upgrade=upgrade, initial=initial
    )
    if not form.is_bound:
        desk.draft.fill(form)
    return form


def _publishing(desk: Desk, found: Questionnaire, upgrade: Definition | None) -> Any:
    """The action, which also ends the draft."""

    def publishes(*, by: Account, starts: Any, why: str, **told: Any) -> Definition:
        base = upgrade if upgrade is not None and told.get("takes_upgrade") else desk.base
        versions = desk.standing.versions if desk.standing else ()
        seen = next((one for one in versions if str(one.pk) == told["instead_of"]), desk.base)
        return publish_questionnaire(
            text=desk.text,
            key=desk.key or found.id,
            starts=starts,
            why=why,
            based_on=base,
            instead_of=seen,
            by=by,
        )

    return drafts.ending_draft(
        publishes, desk.draft, lambda made: reverse("questionnaires:one", args=[made.key])
    )


def _in_numbers(desk: Desk, found: Questionnaire) -> list[tuple[str, str]]:
    """How much changes, in numbers."""
    if desk.standing is None:
        return [("Questions", str(len(found.questions)))]
    changes = compared(questionnaire_of(desk.standing.shown), found)
    told = (("New", changes.new), ("Gone", changes.gone), ("Different", changes.changed))
    return [(words, str(sum(one.is_question for one in which))) for words, which in told]
