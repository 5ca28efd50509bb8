"""A partner tells us of somebody who is not shared with them: who it is, and what happened."""

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, kinds
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import LONDON, in_words
from alongside.portal.forms import WhomForm
from alongside.questionnaires import access as library
from alongside.questionnaires.definition import Questionnaire
from alongside.questionnaires.showing import CHECK
from alongside.record.access import told_us as access
from alongside.record.actions.asking import asked_in
from alongside.record.actions.referring import as_partners_are_asked, is_for_partners
from alongside.record.actions.telling_us import (
    Whom,
    filled_of,
    form_to_tell_by,
    somebody_answers,
    tell_us,
)
from alongside.record.door import door

from .asking_for import PURPOSE, Sitting, led, look_over, questions, sitting_of
from .pages import show

WHOM = "whom"  # the page before the questions, and before the names of its boxes


@kinds(Account.Kind.PARTNER)
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Who it is about, then the questions, then looking it over; nobody is looked for."""
    by, place = account_of(request), reverse("portal:tell")
    asked = _asked(request)
    if "v" not in request.GET:
        return redirect(f"{place}?{urlencode({'v': asked.version})}")
    step = request.GET.get("page", "")
    told = {"v": asked.version, **({"page": step} if step else {})}
    draft = drafts.draft_for(request, purpose=PURPOSE, address=f"{place}?{urlencode(told)}")
    draft.address = f"{place}?{urlencode(told)}"
    if draft.became:
        return redirect(draft.became)
    if draft.later:
        return redirect("foundation:drafts")
    form = WhomForm(draft.texts if draft.texts else None, prefix=WHOM)
    sitting = sitting_of(by, place, _named(draft), asked, draft, step)
    if request.method == "POST" and not (step == CHECK and "send" in request.POST):
        return _led(request, sitting, form)
    if step == CHECK:
        return _look_over(request, sitting, form)
    if step:
        return questions(request, sitting, first=WHOM)
    return _whom(request, sitting, WhomForm(initial=_typed(draft), prefix=WHOM))


def _asked(request: HttpRequest) -> Questionnaire:
    """The form in force; or that by which it was begun."""
    version, now = request.GET.get("v"), form_to_tell_by()
    if now is None:
        raise Http404
    found = library.as_asked(f"{now.id} {version}") if version else now
    if found is None or not is_for_partners(found) or found.id not in door().forms:
        raise Http404
    return as_partners_are_asked(found)


def _named(draft: drafts.OpenDraft) -> str:
    return " ".join(draft.texts.get(f"{WHOM}-named", "").split())[:80]


def _typed(draft: drafts.OpenDraft) -> dict[str, str]:
    return {name: draft.texts.get(f"{WHOM}-{name}", "") for name in WhomForm.base_fields}


def _led(request: HttpRequest, sitting: Sitting, form: WhomForm) -> HttpResponse:
    """Back to who it is about, on to the questions, or to the one after this."""
    if request.POST.get("go") == WHOM:
        return redirect(sitting.at(""))
    if sitting.step:
        return redirect(led(request, sitting))
    if not form.is_valid():
        return _whom(request, sitting, form, 422)
    steps = sitting.showing.steps()
    return redirect(sitting.at(steps[0].id if steps else CHECK))


def _whom(
    request: HttpRequest, sitting: Sitting, form: WhomForm, status: int = 200
) -> HttpResponse:
    more: dict[str, Any] = {"form": form, "draft": sitting.draft, "answers": somebody_answers()}
    return show(request, "tell.html", None, status=status, **more)


def _look_over(request: HttpRequest, sitting: Sitting, form: WhomForm) -> HttpResponse:
    typed = _typed(sitting.draft)
    beside = [
        (one.label, typed[name], f"{sitting.at('')}#id_{WHOM}-{name}")
        for name, one in form.fields.items()
        if typed[name].strip()
    ]
    send = partial(_send, whom=Whom(**typed))
    return look_over(request, sitting, send, "told", "send_told.html", beside)


def _send(**given: Any) -> UUID:
    return tell_us(**given).pk


def sent_and_said_back(by: Account) -> dict[str, Any]:
    """What a partner told us, with what somebody wrote back; and that of other referrals."""
    rows, is_more = access.sent_by(by)
    back: dict[UUID, list[access.SaidBack]] = {}
    for each in access.said_back():
        back.setdefault(each.sent, []).append(each)
    told = [
        {
            "heading": one.named,
            "url": reverse("portal:told", args=[one.pk]),
            "line": " ".join(each.words for each in back.pop(one.pk, [])[:1]),
            "quiet": gettext("Sent on %(day)s.") % {"day": _day(one.at)},
        }
        for one in rows
    ]
    others = [
        {
            "heading": gettext("Sent on %(day)s") % {"day": _day(found[0].sent_at)},
            "line": found[0].words,
            "quiet": gettext("We told you on %(day)s.") % {"day": in_words(found[0].on)},
        }
        for found in back.values()
    ]
    offers = form_to_tell_by() is not None and somebody_answers()
    url = reverse("portal:tell") if offers else ""
    return {"tell_url": url, "sent": [*told, *others], "is_more_sent": is_more}


def _day(at: datetime) -> str:
    return in_words(at.astimezone(LONDON).date())


@kinds(Account.Kind.PARTNER)
@require_safe
def told(request: HttpRequest, told_id: UUID) -> HttpResponse:
    """What one sent, as it was sent, and what somebody wrote back."""
    by = account_of(request)
    one = access.sent_to_read(by, told_id)
    filled = filled_of(one)
    whom = [(field.label, getattr(one, name)) for name, field in WhomForm.base_fields.items()]
    said = [(asked_in(each.slot), each.words) for each in (filled.answers() if filled else [])]
    return show(
        request,
        "told.html",
        None,
        on=_day(one.at),
        said=[(asks, words) for asks, words in [*whom, *said] if words],
        back=[
            (in_words(each.on), each.words) for each in access.said_back() if each.sent == one.pk
        ],
    )
