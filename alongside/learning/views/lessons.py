"""Lessons from colleagues: reading them, offering one without a name, and answering."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, may, permitted
from alongside.foundation import drafts
from alongside.foundation.pages import carry_out
from alongside.learning.access import lessons as access
from alongside.learning.access.pieces import piece_of_mine, texts_of
from alongside.learning.actions import lessons as actions
from alongside.learning.forms.lessons import AnswerForm, OfferForm

from .pieces import asks

ANSWERS = "answer to a lesson"
FROM = {"happened": "happened", "made-sense": "made_sense", "to-try": "to_try"}


@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    """What others here learnt, and what changed."""
    by = account_of(request)
    answers = may(by, "answer lessons")
    answered = access.answered(by, _id(request, "after"))
    waiting = access.waiting(by, _id(request, "waits")) if answers else access.Page((), None)
    context = {
        "answered": answered.lessons,
        "older_url": f"?after={answered.after}" if answered.after else "",
        "newest_url": "?" if "after" in request.GET else "",
        "waiting": waiting.lessons,
        "waits_url": f"?waits={waiting.after}" if waiting.after else "",
        "first_url": "?" if "waits" in request.GET else "",
        "themes": access.themes(by),
        "answers": answers,
    }
    return render(request, "learning/lessons/lessons.html", context)


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET[name])
    except (KeyError, ValueError):
        return None


# The request has no transaction of its own: nothing else is written in that of the lesson, by
# which it could be told whose it is.
@transaction.non_atomic_requests
@asks
def offer(request: HttpRequest, piece_id: UUID | None = None) -> HttpResponse:
    """Offer a lesson; nothing says by whom. It is not kept while it is typed, for that reason.

    A piece only fills the boxes: the form is sent to the address without it, so that no log of
    addresses, in front of Alongside or elsewhere, tells what a lesson came from.
    """
    by = account_of(request)
    with transaction.atomic():
        initial = _begun(request, piece_id) if piece_id else {}
    form = OfferForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and carry_out(form, actions.offer_lesson, by=by):
        return redirect("learning:lesson-offered")
    status = 422 if form.is_bound else 200
    with transaction.atomic():
        return render(request, "learning/lessons/offer.html", {"form": form}, status=status)


def _begun(request: HttpRequest, piece_id: UUID) -> dict[str, str]:
    """What one wrote already, in the boxes of the lesson, to be changed before it is offered."""
    piece = piece_of_mine(account_of(request), piece_id)
    found = {one.part: one.text for one in texts_of(piece)}
    return {name: found[part] for part, name in FROM.items() if part in found}


@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    """Thanks, and what happens now."""
    return render(request, "learning/lessons/offered.html")


@permitted("answer lessons")
@asks
@drafts.not_twice
def answer(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """Say what changed."""
    by = account_of(request)
    one = access.lesson_to_answer(lesson_id)
    initial = {"answer": one.answer, "themes": ", ".join(one.themes), "closed_why": one.closed_why}
    if one.answer:
        initial["is_open"] = "yes" if one.is_open else "no"
    asked = drafts.asking(
        request,
        lambda data: AnswerForm(data, initial=initial),
        actions.answer_lesson,
        then=lambda _: reverse("learning:lessons"),
        purpose=ANSWERS,
        by=by,
        lesson=one,
    )
    if asked.leads:
        return redirect(asked.leads)
    status = 422 if request.method == "POST" else 200
    context = {**asked.context, "lesson": one}
    return render(request, "learning/lessons/answer.html", context, status=status)
