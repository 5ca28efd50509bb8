"""A partner agency says yes or no to what it is asked to do, and later that it is done."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, kinds
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.content import codes
from alongside.people.actions import handovers
from alongside.people.models import HandoverLine
from alongside.portal.access.asked import Asked, asked_to_view
from alongside.portal.access.listed import name_for
from alongside.portal.forms import DoneForm, PartnerForm
from alongside.record.actions.documents import answer_with_file
from alongside.record.readership import name_of

from .pages import show

What = HandoverLine.What
OVER = {
    What.DECLINED: gettext_lazy(
        "You said no to this, and your answer has arrived. Nothing was opened to you."
    ),
    What.DONE: gettext_lazy(
        "You said that this is done, and your answer has arrived. What it opened to you has ended."
    ),
}


def ground(basis: str) -> str:
    """On what ground, in plain words."""
    found = codes("handover-basis").find(basis)
    return found.words if found else ""


@kinds(Account.Kind.PARTNER)
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def asked(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """What is asked, by whom, why and until when; and the answer, or that it is done."""
    account = account_of(request)
    one = asked_to_view(account, handover_id)
    person = one.person_id
    trail.note("request to help opened", on=one.handover, about=[person], by=account)
    told: dict[str, Any] = {
        "one": one.handover,
        "whom": one.called or name_for(account, person),
        "by_name": name_of(one.handover.by),
        "ground": ground(one.basis),
        "is_kept": one.is_kept,
        "is_offered": one.state == "",
        "over": OVER.get(What(one.state), "") if one.state else "",
    }
    if told["over"]:
        drafts.asks_nothing(request)
        return show(request, "asked.html", None, **told)
    asking = _ask(request, one, account)
    if asking.leads:
        return redirect(asking.leads)
    return show(request, "asked.html", None, **told, **asking.context)


def _ask(request: HttpRequest, one: Asked, account: Account) -> drafts.Asking:
    form: Callable[..., Form] = PartnerForm
    action: Callable[..., Any] = handovers.answer
    if one.state:
        form, action = partial(DoneForm, files=request.FILES or None), answer_with_file
    back, page = reverse("portal:shared"), reverse("portal:asked", args=[one.handover.pk])
    return drafts.asking(
        request,
        form,
        action,
        then=lambda line: back if line.what == What.ACCEPTED else page,
        purpose="answer to what is asked" if one.state == "" else "what was done",
        about=[one.person_id],
        by=account,
        handover=one.handover,
    )
