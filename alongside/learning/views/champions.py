"""Pages of champions: who can help, offering it oneself, and what is between two people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.days import in_words
from alongside.foundation.templatetags.alongside import local_day
from alongside.learning.access import champions as access
from alongside.learning.access.champions import Offer
from alongside.learning.actions import champions as actions
from alongside.learning.areas import areas
from alongside.learning.areas import in_words as areas_in_words
from alongside.learning.forms import champions as forms
from alongside.learning.instrument import CLUSTERS
from alongside.learning.models import HelpRequest
from alongside.learning.paging import page_of, pages

asks = require_http_methods(["GET", "HEAD", "POST"])
PURPOSE = "learning help"
State = HelpRequest.State


@require_safe
def champions(request: HttpRequest) -> HttpResponse:
    """Who can help, those with room first; and what one has asked and was asked."""
    by = account_of(request)
    area = request.GET.get("area", "")
    area = area if area in CLUSTERS else ""
    names = dict(areas())
    page, past = page_of(request, "page"), page_of(request, "past")
    offers, is_more = access.offers_on_page(cluster=area, but=by, page=page)
    earlier, is_older = access.gone_by(by, past)
    context = {
        "form": forms.FindHelpForm(initial={"area": area}),
        "area": names.get(area, ""),
        "offers": [_item(one, names, area) for one in offers],
        **pages("offers", "page", page, is_more, area=area),
        "now": [_between(one, by) for one in access.going_on(by)],
        "earlier": [_between(one, by) for one in earlier],
        **pages("earlier", "past", past, is_older, area=area),
        "own": access.own_offer(by),
    }
    return render(request, "learning/champions/champions.html", context)


def _item(one: Offer, names: dict[str, str], area: str) -> dict[str, Any]:
    row = one.champion
    ways = [actions.WAYS[way] for way in row.ways if way in actions.WAYS]
    url = reverse("learning:ask-champion", args=[one.account_id])
    item: dict[str, Any] = {
        "heading": one.name,
        "small": ", ".join(part for part in (one.job, one.agency) if part),
        "line": row.says,
        "quiet": f"{areas_in_words(row.clusters, names)}. {'. '.join(ways)}.",
    }
    if one.has_room:
        asked = f"{url}?area={area}" if area else url
        return {**item, "action": f"Ask {one.called}", "action_url": asked}
    when = f"Back on {in_words(one.paused_until)}" if one.paused_until else "No room at the moment"
    return {**item, "aside": when}


def _between(one: HelpRequest, by: Account) -> dict[str, str]:
    other = one.champion if one.asker_id == by.pk else one.asker
    name = _name(other)
    said = {
        State.ASKED: f"You asked {name}" if one.asker_id == by.pk else f"{name} asks you",
        State.ACCEPTED: f"{name} helps you" if one.asker_id == by.pk else f"You help {name}",
    }
    state = State(one.state)
    return {
        "heading": said.get(state, f"{name}: {state.label}"),
        "url": reverse("learning:help-request", args=[one.pk]),
        "line": f"Asked on {in_words(local_day(one.asked_at))}",
    }


def _name(account: Account) -> str:
    known = getattr(account, "practitioner", None)
    return known.name if known else "A colleague"


@asks
@drafts.not_twice
def offer(request: HttpRequest) -> HttpResponse:
    """Offer help oneself, or say differently what one offers."""
    by = account_of(request)
    mine = access.own_offer(by)
    asked_for = ("clusters", "says", "ways", "room_for", "paused_until")
    now = {name: getattr(mine, name) for name in asked_for} if mine else {}
    asked = drafts.asking(
        request,
        lambda data: forms.OfferHelpForm(data, initial=now),
        actions.offer_help,
        then=lambda _: reverse("learning:champions"),
        purpose=PURPOSE,
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "mine": mine if mine and mine.ended_at is None else None}
    return render(request, "learning/champions/offer.html", context)


@asks
def end(request: HttpRequest) -> HttpResponse:
    """Offer nothing any more."""
    if request.method == "POST":
        actions.end_offer(by=account_of(request))
        return redirect("learning:champions")
    return render(request, "learning/champions/end.html")


@asks
@drafts.not_twice
def ask(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask one of them."""
    by = account_of(request)
    found = access.offer_of(account_id, but=by)
    area = request.GET.get("area", "")
    asked = drafts.asking(
        request,
        lambda data: forms.AskForHelpForm(
            data, not_of=[found.name], clusters=found.champion.clusters, initial={"cluster": area}
        ),
        actions.ask_for_help,
        then=lambda made: reverse("learning:help-request", args=[made.pk]),
        purpose=PURPOSE,
        by=by,
        champion=found.account_id,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "offer": found}
    return render(request, "learning/champions/ask.html", context)


@asks
@drafts.not_twice
def help_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What is between two people: what was asked, the answer, and thanks."""
    by = account_of(request)
    one = access.request_to_view(by, request_id)
    context: dict[str, Any] = {
        "one": one,
        "is_asker": one.asker_id == by.pk,
        "asker": _name(one.asker),
        "champion": _name(one.champion),
        "area": dict(areas()).get(one.cluster, ""),
        "may_end": one.state == State.ACCEPTED,
        "may_withdraw": one.asker_id == by.pk and one.state in (State.ASKED, State.ACCEPTED),
    }
    if found := _form_of(one, by):
        make, action, words = found
        two = [context["asker"], context["champion"]]
        asked = drafts.asking(
            request,
            lambda data: make(data, not_of=two),
            action,
            then=lambda _: reverse("learning:help-request", args=[one.pk]),
            purpose=PURPOSE,
            by=by,
            request=one,
        )
        if asked.leads:
            return redirect(asked.leads)
        context |= {**asked.context, "words": words}
    else:
        drafts.asks_nothing(request)
    if request.method != "POST":
        trail.note("learning: request for help opened", on=one, by=by)
    return render(request, "learning/champions/request.html", context)


def _form_of(one: HelpRequest, by: Account) -> tuple[Any, Any, str] | None:
    """What whoever reads may say now: an answer, or thanks."""
    if one.champion_id == by.pk and one.state == State.ASKED:
        return forms.AnswerHelpForm, actions.answer_request, "Send your answer"
    if one.asker_id == by.pk and one.state == State.DONE and one.thanked_at is None:
        return forms.ThankForm, actions.thank, "Say thanks"
    return None


@require_POST
def finish(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say that it is done."""
    by = account_of(request)
    actions.finish_request(request=access.request_to_view(by, request_id), by=by)
    return redirect("learning:help-request", request_id)


@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say that one does not need it any more."""
    by = account_of(request)
    one = access.request_to_view(by, request_id)
    if one.asker_id == by.pk:
        actions.withdraw_request(request=one, by=by)
    return redirect("learning:help-request", request_id)
