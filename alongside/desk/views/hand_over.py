"""Answering a colleague who cannot finish what they began to write, and asks who takes it over."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.desk.access.caseload import open_tasks
from alongside.desk.access.hand_over import hand_over_to_answer
from alongside.desk.forms import AnswerHandOverForm
from alongside.foundation import drafts, trail
from alongside.foundation.models import Draft, HandOver
from alongside.record.readership import name_of

PURPOSE = "reply about unfinished writing"


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def hand_over(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """Whose it is, what kind and about whom: it is taken over unread, or not, with a sentence."""
    account = account_of(request)
    found = hand_over_to_answer(account, hand_over_id)
    asked = found.asked
    trail.note("hand over opened", on=asked, about=asked.about, by=account)
    if asked.state != HandOver.State.WAITING:
        return _answered(request, asked)

    def make(data: QueryDict | None) -> AnswerHandOverForm:
        return AnswerHandOverForm(data, may_take=found.may_take)

    page = drafts.asking(
        request,
        make,
        partial(drafts.answer_hand_over, hand_over=asked),
        then=_then,
        purpose=PURPOSE,
        about=asked.about,
        by=account,
    )
    if page.leads:
        return redirect(page.leads)
    who = name_of(asked.asked_by)
    context = {"found": found, "asked": asked, "who": who, **page.context}
    return render(request, "desk/hand_over.html", context)


def _answered(request: HttpRequest, asked: HandOver) -> HttpResponse:
    """What was answered; a sentence that somebody wrote meanwhile stays theirs all the same."""
    account = account_of(request)
    is_late = request.method == "POST"
    if is_late and request.POST.get("answer", "").strip():
        drafts.draft_for(request, purpose=PURPOSE, about=asked.about)
    context = {
        "asked": asked,
        "who": name_of(asked.asked_by),
        "is_late": is_late,
        "answered_by": name_of(asked.answered_by) if asked.answered_by else "",
        "is_mine": asked.answered_by_id == account.pk,
        "task": open_tasks(account).filter(from_id=asked.pk).first(),
    }
    return render(request, "desk/handed_over.html", context)


def _then(taken: Any) -> str:
    """What one took over is gone on with at once."""
    return drafts.go_on(taken) if isinstance(taken, Draft) else reverse("desk:waiting")
