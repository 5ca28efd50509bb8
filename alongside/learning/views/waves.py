"""Pages of what everybody is asked: the list, one wave, answering it, closing it, its report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.access import account_of, may
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import in_words
from alongside.foundation.pages import carry_out
from alongside.foundation.small_numbers import Rules
from alongside.foundation.templatetags.alongside import address
from alongside.learning.access import waves as access
from alongside.learning.access.home import names_of
from alongside.learning.actions import giving
from alongside.learning.actions import waves as actions
from alongside.learning.forms.waves import AnswersForm, ReplyForm
from alongside.learning.models import Asked, Wave
from alongside.learning.surveys.form import survey_of
from alongside.learning.surveys.told import told_of

from .surveys import PURPOSE, asks, runs


@require_safe
def waves(request: HttpRequest) -> HttpResponse:
    """What everybody was asked, and what came of it."""
    by = account_of(request)
    mine, today = access.asked_where(by), timezone.localdate()
    found = list(access.waves()[:100])
    context = {
        "waiting": [_item(one, by) for one in found if _waits(one, mine.get(one.pk))],
        "open": [
            _item(one, by)
            for one in found
            if not one.closed_at and not _waits(one, mine.get(one.pk))
        ],
        "closed": [_item(one, by) for one in found if one.closed_at],
        "may_run": may(by, actions.PERMISSION),
        "today": today,
    }
    return render(request, "learning/waves/waves.html", context)


def _waits(wave: Wave, asked: Asked | None) -> bool:
    if asked is None or asked.gave_on or asked.declined_on:
        return False
    return wave.is_open_on(timezone.localdate())


def _item(wave: Wave, by: Account) -> dict[str, str]:
    if wave.waits_for_counting:
        when = "Closed, and not counted yet"
    elif wave.closed_at:
        when = f"Closed on {in_words(timezone.localdate(wave.closed_at))}"
    elif wave.is_open_on(timezone.localdate()):
        when = f"Open until {in_words(wave.closes_on)}"
    else:
        when = f"Was open until {in_words(wave.closes_on)}, and is not counted yet"
    return {
        "heading": wave.title,
        "url": wave.get_absolute_url(),
        "line": wave.get_kind_display(),
        "quiet": when + (". Answered in writing" if wave.reply else ""),
    }


@require_safe
def wave(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """One of them: what is asked of whom and why; once closed, what came of it."""
    by = account_of(request)
    found = access.wave_to_view(by, wave_id)
    asked = access.asked_in(by, found)
    context: dict[str, Any] = {
        "wave": found,
        "survey": survey_of(found.text),
        "asked": asked,
        "waits": _waits(found, asked),
        "is_reminded": bool(found.reminded_at and asked and not asked.gave_on),
        "is_over": not found.closed_at and not found.is_open_on(timezone.localdate()),
        "may_run": may(by, actions.PERMISSION),
    }
    if found.waits_for_counting:
        return render(request, "learning/waves/closed.html", context)
    if found.closed_at:
        return render(request, "learning/waves/report.html", {**context, **report_of(found)})
    return render(request, "learning/waves/wave.html", context)


def report_of(found: Wave) -> dict[str, Any]:
    """What was frozen, in words."""
    frozen: Mapping[str, Any] = found.frozen or {}
    rules = Rules(least=found.smallest)
    before, others = access.before(found)
    said_before = list(access.said_before(found))
    last = [found.replied_by_id] if found.replied_by_id else []
    wrote = names_of([*last, *(one.by_id for one in said_before)])
    context = {
        "frozen": frozen,
        "rules": rules,
        "before": before,
        "others": others,
        "replied_by": wrote.get(last[0], "") if last else "",
        "said_before": [(one, wrote.get(one.by_id, "")) for one in said_before],
    }
    if not frozen.get("is_told"):
        return context
    return context | told_of(found, before)


@transaction.non_atomic_requests  # whose a ballot is could be told from what was written with it
@asks
def answer(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """The questions; what is answered is kept nowhere until it is given."""
    by = account_of(request)
    with transaction.atomic():
        found = access.wave_to_view(by, wave_id)
        asked = access.asked_in(by, found)
        if not asked or asked.gave_on or not found.is_open_on(timezone.localdate()):
            return redirect(found)
        if request.method == "GET":
            giving.begin_answers(wave=found, by=by)
        mine = access.levels_for(by, found)
        make = partial(
            AnswersForm, survey=survey_of(found.text), wave=found, team=access.team_of(by),
            role=mine.role,
        )  # fmt: skip
        form = make(request.POST if request.method == "POST" else None)
    give = partial(_give, found, mine.answers, by)
    if form.is_bound and carry_out(form, give):
        return redirect(f"{found.get_absolute_url()}?given=1")
    with transaction.atomic():
        context = {
            "wave": found, "form": form, "mine": mine, "groups": form.parts,
            "stand": address("learning:where-i-stand"),
        }  # fmt: skip
        return render(request, "learning/waves/answer.html", context)


def _give(
    wave: Wave, levels: Mapping[str, str], by: Account, *, answers: dict[str, str],
    groups: dict[str, str],
) -> bool:  # fmt: skip
    giving.give_answers(wave=wave, answers={**levels, **answers}, groups=groups, by=by)
    return True


@require_POST
def decline(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """Rather not; nobody is told."""
    by = account_of(request)
    giving.decline(wave=access.wave_to_view(by, wave_id), by=by)
    return redirect("learning:waves")


@runs
@require_POST
def remind(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """Say to whoever has not answered that it is open still."""
    by = account_of(request)
    found = access.wave_to_view(by, wave_id)
    if not found.closed_at:
        actions.remind(wave=found, by=by)
    return redirect(found)


@transaction.non_atomic_requests  # nothing is counted in the transaction that closed it
@asks
def close(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """Count it, once; asked before it is done, since nothing brings the ballots back.

    Cut off in between, it is closed and not counted: sent once more, it goes on from there.
    """
    by = account_of(request)
    with transaction.atomic():
        found = access.wave_to_view(by, wave_id)
        actions.may_run_or_refuse(by)
    if request.method == "POST":
        actions.close_wave(wave=found, by=by)
        actions.count_wave(wave=found, by=by)
    if found.closed_at:
        return redirect(found)
    with transaction.atomic():
        return render(request, "learning/waves/close.html", {"wave": found})


@runs
@asks
@drafts.not_twice
def reply(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """Answer what everybody said, in writing."""
    by = account_of(request)
    found = access.wave_to_view(by, wave_id)
    if found.frozen is None:
        return redirect(found)

    def make(data: QueryDict | None) -> ReplyForm:
        return ReplyForm(data, initial={"reply": found.reply})

    asked = drafts.asking(
        request,
        make,
        actions.reply_to_wave,
        then=lambda done: reverse("learning:wave", args=[done.pk]),
        purpose=PURPOSE,
        by=by,
        wave=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    return render(request, "learning/waves/reply.html", {**asked.context, "wave": found})
