"""Writing a survey: the questions in order, one question, and a survey that is written already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.access import account_of
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.content import ContentError
from alongside.foundation.drafts import OpenDraft
from alongside.learning.access import waves as access
from alongside.learning.forms.surveys import QuestionForm, SurveyTextForm
from alongside.learning.surveys import building, drafting
from alongside.learning.surveys.building import KINDS, SCALE, Written
from alongside.learning.surveys.form import MOST_QUESTIONS, survey_of
from alongside.learning.surveys.shipped import SHIPPED, shipped, text_of

from .surveys import asks, at, draft_of, left, own_survey, put, runs

NEW = Written(none=("I don’t know",))
MOST_EARLIER = 10
GROWS = ("add", "copy")  # buttons that do nothing once there are more questions than can be asked


# All of them


@runs
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The questions as far as they are written: what each still needs, and what was taken out."""
    draft = draft_of(request)
    if leads := left(draft):
        return redirect(leads)
    pasted = draft.texts.get(drafting.TEXT, "").strip()
    _, wrong = own_survey(draft)
    written = drafting.questions(draft.texts)
    context = {
        "draft": draft,
        "order": draft.texts.get(drafting.ORDER, ""),
        "pasted": survey_of(pasted) if pasted and not wrong else None,
        "is_pasted": bool(pasted),
        "parts": _parts(draft, written),
        "count": len(written),
        "out": [
            drafting.question(draft.texts, n) for n in drafting.numbers(draft.texts, drafting.OUT)
        ],
        "wrong": wrong if written or pasted else [],
        "is_ready": not wrong,
        "sources": _sources(),
        "change": at("change-survey-questions", draft),
        "text_url": at("survey-text", draft),
        "look_url": at("look-at-wave", draft),
        "back_url": at("open-wave", draft),
    }
    return render(request, "learning/waves/questions.html", context)


def _parts(draft: OpenDraft, written: list[Written]) -> list[tuple[str, list[dict[str, str]]]]:
    """The questions under their headings, for list.html."""
    found: list[tuple[str, list[dict[str, str]]]] = []
    for place, one in enumerate(written, 1):
        if not found or one.heading:
            found.append((one.heading, []))
        needs = " ".join(sentence for _, sentence in building.wrong_with(one))
        found[-1][1].append(
            {
                "heading": f"{place}. {one.ask or 'Nothing asked yet'}",
                "url": at("survey-question", draft, one.number),
                "line": _answers(one),
                "quiet": f"Not ready: {needs}" if needs else "",
            }
        )
    return found


def _answers(one: Written) -> str:
    """How a question is answered, in a line."""
    if one.kind not in dict(KINDS):
        return ""
    between = " → " if one.kind == SCALE else " · "
    kind = {"one": "One of", "many": "Any of", "scale": "A scale"}[one.kind]
    none = f" ({', '.join(one.ways_out)})" if one.ways_out else ""
    return f"{kind}: {between.join(one.answers)}{none}"


def _sources() -> list[tuple[str, str, int]]:
    """Surveys to begin from: those that come with Alongside, and our own that were asked."""
    found = [(key, shipped(key)) for key in SHIPPED]
    earlier = access.waves().filter(kind="survey").exclude(series__in=SHIPPED)[:MOST_EARLIER]
    told = [(key, one.title, len(one.asks)) for key, one in found]
    for wave in earlier:
        try:
            told.append((str(wave.pk), wave.title, len(survey_of(wave.text).asks)))
        except ContentError:  # written for an earlier version of the format
            continue
    return told


@runs
@require_POST
@drafts.not_twice
def change_questions(request: HttpRequest) -> HttpResponse:
    """Add a question, put one back, begin from a survey, or leave the pasted one."""
    draft, by = draft_of(request), account_of(request)
    if leads := left(draft):
        return redirect(leads)
    texts = draft.texts
    does, _, which = request.POST.get("do", "").partition(":")
    is_full = does in GROWS and len(drafting.numbers(texts)) > MOST_QUESTIONS
    is_once = request.POST.get("order", "") == texts.get(drafting.ORDER, "")  # not pressed twice
    if is_once and not is_full:
        if does == "add":
            return redirect(at("survey-question", draft, _added(draft, by)))
        put(draft, _changes(does, which, texts, by), by)
    return redirect(at("survey-questions", draft))


def _added(draft: OpenDraft, by: Account) -> int:
    """The number of a new question; where one is empty still, of that one."""
    for one in drafting.questions(draft.texts):
        if one.is_empty:
            return one.number
    put(draft, drafting.added(draft.texts, [NEW]), by)
    return drafting.next_number(draft.texts)


def _changes(does: str, which: str, texts: Mapping[str, str], by: Account) -> dict[str, str]:
    if does == "back" and which.isascii() and which.isdigit():
        return drafting.put_back(texts, int(which))
    if does == "leave":
        return {drafting.TEXT: ""}
    if does == "copy":
        return _copied(which, texts, by)
    raise Http404("There is no such button.")


def _copied(which: str, texts: Mapping[str, str], by: Account) -> dict[str, str]:
    """A survey that is there, to go on from; one of our own goes on as the same one."""
    if which in SHIPPED:
        return drafting.added(texts, building.copied(survey_of(text_of(which))))
    try:
        wave = access.wave_to_view(by, UUID(which))
    except ValueError as error:
        raise Http404("There is no such survey.") from error
    found = drafting.added(texts, building.copied(survey_of(wave.text)))
    return found if drafting.numbers(texts) else found | {drafting.SERIES: wave.series}


# One of them


@runs
@asks
@drafts.not_twice
def question(request: HttpRequest, number: int) -> HttpResponse:
    """One question: what it asks, how it is answered, and where it stands."""
    draft, by = draft_of(request), account_of(request)
    order = drafting.numbers(draft.texts)
    if leads := left(draft) or ("" if number in order else at("survey-questions", draft)):
        return redirect(leads)
    is_post = request.method == "POST"
    form = QuestionForm(request.POST if is_post else None, number=number, order=order)
    if is_post and "out" in request.POST:
        put(draft, drafting.taken_out(draft.texts, number), by)
        return redirect(at("survey-questions", draft))
    if is_post and form.is_valid() and not draft.refused:
        if place := form.cleaned_data.get("place"):
            put(draft, drafting.moved(draft.texts, number, int(place)), by)
        if "next" in request.POST:
            return redirect(at("survey-question", draft, _after(draft, by)))
        return redirect(at("survey-questions", draft))
    if not form.is_bound:
        draft.fill(form)
    context: dict[str, Any] = {
        "form": form, "draft": draft, "back": at("survey-questions", draft),
        "place": order.index(number) + 1, "count": len(order),
    }  # fmt: skip
    return render(request, "learning/waves/question.html", context)


def _after(draft: OpenDraft, by: Account) -> int:
    """A new question, once this one is kept."""
    again = drafts.draft_of(by, draft.id)
    pieces = {piece.name: piece for piece in again.pieces.all()}
    draft.texts = {name: piece.text for name, piece in pieces.items()}
    draft.versions = {name: piece.version for name, piece in pieces.items()}
    return _added(draft, by)


# One that is written already


@runs
@asks
@drafts.not_twice
def text(request: HttpRequest) -> HttpResponse:
    """A survey that is written already, as text: it is asked as it stands."""
    draft = draft_of(request)
    if leads := left(draft):
        return redirect(leads)
    form = SurveyTextForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and not draft.refused:
        return redirect(at("survey-questions", draft))
    if not form.is_bound:
        draft.fill(form)
    context = {"form": form, "draft": draft, "back": at("survey-questions", draft)}
    return render(request, "learning/waves/text.html", context)
