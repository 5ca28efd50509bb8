"""The front door: what came in, one of them, and what is said, decided and told of it."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, permitted
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.people.access import may_let_in
from alongside.people.header import header_of
from alongside.record import saying_referrals as saying
from alongside.record.access import referrals as access
from alongside.record.access import told_us
from alongside.record.access.referrals import Step, What
from alongside.record.actions import front_door as actions
from alongside.record.door import door
from alongside.record.forms.front_door import DecideForm, SayForm, TellForm, decisions_for
from alongside.record.models import Referral

from .pages import uuid_or_none

both = require_http_methods(["GET", "HEAD", "POST"])
HEADINGS = {
    Step.NEW: "Nobody has looked at it yet",
    Step.LOOKED_AT: "Looked at, to be decided",
    Step.DECIDED: "Decided, somebody is still to be told",
}


@permitted("write record")
@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """What came in and is open: nobody looked at it first, then by the day it is due."""
    by = account_of(request)
    after = access.place(request.GET.get("after", ""))
    page = access.page_of_open(by, after)
    groups = [
        {
            "heading": words,
            "items": [saying.item(one) for one in page.found if one.step == step],
        }
        for step, words in HEADINGS.items()
    ]
    waiting, is_more = told_us.nobody_yet(by) if after is None else ([], False)
    context = {
        "nobody_yet": [saying.told_item(one) for one in waiting],
        "is_more": is_more,
        "anything_away": after is None and told_us.anything_away(by),
        "groups": [one for one in groups if one["items"]],
        "is_first": after is None,
        "older": f"?after={page.more}" if page.more else "",
    }
    return render(request, "record/front_door.html", context)


@permitted("write record")
@require_safe
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One piece of work: what was told, what is known of it, and what was done."""
    by = account_of(request)
    return _page(request, access.referral_to_open(by, referral_id), by)


def _page(
    request: HttpRequest, one: Referral, by: Account, wrong: str = "", status: int = 200
) -> HttpResponse:
    told, earlier = access.told(one), access.earlier(one, by)
    clock = access.clock_of(one)
    context = {
        **_frame(one, by),
        "told": told,
        "state": saying.state_of(one, told),
        "taken": saying.taken(one),
        "is_mine": one.taken_by_id == by.pk,
        "is_done": one.step == Step.DONE,
        "words": access.words_about(one),
        "reasons": access.reasons(one),
        "clock": clock,
        "source": saying.source_facts(told),
        "lines": saying.line_items(told.lines),
        "others": [
            {"heading": each.person.called, "url": each.get_absolute_url(),
             "line": " ".join(saying.state_of(each))}
            for each in access.others_in(one, by)
        ],
        "earlier": saying.earlier_items(earlier, one),
        "earlier_count": earlier.count,
        "months": door().earlier_months,
        "waits": told.waits,
        "asks_who": access.asks_who(one) and may_let_in(by, one.person_id),
        "wrong": wrong,
    }  # fmt: skip
    return render(request, "record/referral.html", context, status=status)


def _frame(one: Referral, by: Account) -> dict[str, Any]:
    header = header_of(one.person, by)
    return {"referral": one, "header": header, "called": header.short, "person": one.person}


@permitted("write record")
@require_POST
def take(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Take it on, or give it back; whoever comes second reads who was first."""
    by = account_of(request)
    one = access.referral_to_change(by, referral_id)
    try:
        if "give-back" in request.POST:
            actions.give_back_referral(referral=one, by=by)
        else:
            seen = uuid_or_none(request.POST.get("seen"))
            actions.take_referral(referral=one, seen=seen, by=by)
    except ValidationError as refusal:
        now = access.referral_to_view(by, referral_id)
        return _page(request, now, by, " ".join(refusal.messages), 409)
    return redirect(one)


@permitted("write record")
@both
@drafts.not_twice
def say(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Write beneath it what was found out, or that it is taken back."""
    return _ask(request, referral_id, "say", SayForm, actions.say_of_referral)


@permitted("write record")
@both
@drafts.not_twice
def decide(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Decide about one person; again, where something has changed."""
    by = account_of(request)
    one = access.referral_to_change(by, referral_id)
    mine, others = decisions_for(one.person, by, is_decided=one.is_decided)
    if request.method == "POST" and not mine:
        raise PermissionDenied("Your role does not decide this. Ask a manager to.")
    seen = request.POST.get("seen", one.decided)
    is_held = one.decided_in_id is not None and not access.is_shown(one)
    make = partial(DecideForm, decisions=mine, is_held=is_held, is_decided=one.is_decided)
    act = partial(actions.decide_referral, seen=seen)
    context = {"others": others, "decided": one.decided, "may_decide": bool(mine)}
    context["stays_held"] = is_held and one.is_decided
    return _ask(request, referral_id, "decide", make, act, **context)


@permitted("write record")
@both
@drafts.not_twice
def tell_referrer(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Write down that whoever got in touch was told."""
    return _tell(request, referral_id, What.REFERRER)


@permitted("write record")
@both
@drafts.not_twice
def tell_family(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Write down that the person or family was told, or why not."""
    return _tell(request, referral_id, What.FAMILY)


def _tell(request: HttpRequest, referral_id: UUID, whom: str) -> HttpResponse:
    by = account_of(request)
    one = access.referral_to_change(by, referral_id)
    told = access.told(one)
    code = told.source.code if told.source else ""
    is_family = whom == What.FAMILY
    say = "" if is_family else door().may_say(one.decided, code)
    reads = access.reads_own(one) if is_family else told_us.sender_who_reads(one)
    return _ask(
        request,
        referral_id,
        "tell",
        partial(TellForm, whom=whom, reads_own=reads),
        partial(actions.tell_of_decision, whom=whom),
        is_family=is_family,
        may_say=say,
        source=saying.source_facts(told),
        is_quiet=told.is_quiet,
        can_be_told=one.is_decided and (is_family or told.can_be_told),
        wait=saying.WHOM[What(whom)],
        reads_here=reads and not is_family,
    )


def _ask(
    request: HttpRequest,
    referral_id: UUID,
    page: str,
    make: Any,
    act: Any,
    **more: Any,
) -> HttpResponse:
    by = account_of(request)
    one = access.referral_to_change(by, referral_id)
    asked = drafts.asking(
        request,
        make,
        act,
        then=lambda _: str(one.get_absolute_url()),
        purpose="what became of a referral",
        about=[one.person_id],
        by=by,
        referral=one,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        access.note("referral opened", one, by)
    context = {**_frame(one, by), **more, **asked.context, "state": saying.state_of(one)}
    status = 422 if request.method == "POST" and asked.form.errors else 200
    return render(request, f"record/referral_{page}.html", context, status=status)
