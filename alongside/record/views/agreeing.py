"""Agreeing to a questionnaire that somebody else wrote, or returning it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.questionnaires.access import as_asked
from alongside.record.access import entry_to_open, entry_to_view, people_on
from alongside.record.actions.agreeing import decide_answers, may_decide
from alongside.record.agreement import agreement_of
from alongside.record.forms.agreeing import AGREES, AgreeForm
from alongside.record.models import Verdict
from alongside.record.parts import parts_of, together

from .pages import frame


@staff_only
@drafts.not_twice
def agree(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Read it with a box beside each answer; the decision needs a reason."""
    by = account_of(request)
    is_post = request.method == "POST"
    entry = entry_to_view(by, entry_id) if is_post else entry_to_open(by, entry_id)
    approval = entry.approvals.filter(outcome="waiting").first()
    if approval is None:
        raise Http404("Nobody’s agreement is asked for here.")
    if not may_decide(approval, by):
        raise PermissionDenied("Somebody else has to agree to this: not who wrote it, and once.")
    context = frame(request, entry, heading="Agree to it, or return it")
    parts = parts_of(context["read"])
    answers = [one.part for one in parts if one.part.question]

    def make(data: QueryDict | None) -> AgreeForm:
        return AgreeForm(data, parts=answers)

    def act(*, by: Account, decision: str, reason: str, **_: Any) -> Verdict:
        remarks = {} if form is None else form.remarks()
        agrees = decision == AGREES
        return decide_answers(
            approval=approval, agrees=agrees, reason=reason, remarks=remarks, by=by
        )

    form: AgreeForm | None = make(request.POST) if is_post else None
    if form is not None:
        form.is_valid()
    asked = drafts.asking(
        request,
        make,
        act,
        then=lambda _: str(entry.get_absolute_url()),
        purpose="agreement",
        about=people_on(entry),
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    boxes = {question: asked.form[name] for name, question in asked.form.places.items()}
    rows = together(parts, as_asked(context["version"].form))
    context |= asked.context
    context |= {
        "rows": [
            (row.heading, [(one, boxes.get(one.part.question)) for one in row.parts])
            for row in rows
        ],
        "agreement": agreement_of(entry),
    }
    return render(request, "record/agree.html", context)
