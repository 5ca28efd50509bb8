"""Pages of sessions: what is coming, one of them, offering it, and who comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, may, permitted
from alongside.foundation import drafts, trail
from alongside.foundation.days import When, in_words, time_in_words
from alongside.foundation.pages import carry_out
from alongside.foundation.templatetags.alongside import address
from alongside.learning.access import sessions as access
from alongside.learning.access.sessions import Offered
from alongside.learning.actions import sessions as actions
from alongside.learning.areas import areas
from alongside.learning.areas import in_words as areas_in_words
from alongside.learning.forms import sessions as forms
from alongside.learning.instrument import CLUSTERS
from alongside.learning.models import Booking, Session
from alongside.learning.paging import page_of, pages

from .calendars import calendar_file

asks = require_http_methods(["GET", "HEAD", "POST"])
PURPOSE = "learning session"
State = Booking.State
HAD_A_PLACE = (State.BOOKED, State.CAME, State.MISSED)


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """What is coming, those that one booked, and those that one runs."""
    by = account_of(request)
    how, area = request.GET.get("how", ""), request.GET.get("area", "")
    how = how if how in Session.How.values else ""
    area = area if area in CLUSTERS else ""
    names = dict(areas())
    coming = access.offered(access.sessions_to_show(how=how, cluster=area), to=by)
    now, past = timezone.now(), page_of(request, "past")
    earlier, is_older = access.was_at(by, past)
    runs = access.run_by(by)
    context = {
        "form": forms.FindSessionForm(initial={"how": how, "area": area}),
        "is_sorted": bool(how or area),
        "coming": [_item(one, names) for one in coming],
        "mine": [_due(one) for one in access.booked_by(by)],
        "earlier": [_due(one) for one in earlier],
        **pages("earlier", "past", past, is_older, how=how, area=area),
        "runs": [_run(one) for one in runs if one.ends_at > now - timedelta(days=60)],
        "may_offer": may(by, "offer learning"),
    }
    return render(request, "learning/sessions/sessions.html", context)


def _item(one: Offered, names: dict[str, str]) -> dict[str, Any]:
    row = one.session
    about = areas_in_words(row.clusters, names)
    return {
        "heading": row.title,
        "url": reverse("learning:session", args=[row.pk]),
        "line": f"{when_of(row)}. {row.get_how_display()}.",
        "quiet": about,
        "aside": _state_of(one),
    }


def _state_of(one: Offered) -> str:
    if one.mine == State.BOOKED:
        return "You have a place"
    if one.mine == State.WAITING:
        return "You wait for a place"
    if one.is_full:
        return "Full. You can wait for a place"
    return "1 place left" if one.free == 1 else f"{one.free} places left"


def when_of(session: Session) -> str:
    """27 March 2027, 2pm to 3.30pm, by the clock that people live with."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    until = time_in_words(end.time())
    if end.date() != start.date():
        until = f"{until} on {in_words(end.date())}"
    return f"{start:%A}, {in_words(start.date())}, {time_in_words(start.time())} to {until}"


def _due(one: Booking) -> dict[str, str]:
    gone = ". Cancelled" if one.session.cancelled_at else ""
    waits = ". You wait for a place" if one.state == State.WAITING else ""
    return {**_run(one.session), "line": f"{when_of(one.session)}{waits}{gone}"}


def _run(one: Session) -> dict[str, str]:
    gone = ". Cancelled" if one.cancelled_at else ""
    url = reverse("learning:session", args=[one.pk])
    return {"heading": one.title, "url": url, "line": f"{when_of(one)}{gone}"}


@require_safe
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """One session: what it is, and a place in it; for whoever runs it, who comes."""
    by = account_of(request)
    one = access.session_to_view(by, session_id)
    if one.has_news:
        actions.look_at_session(session=one.session, by=by)
    return _shown(request, one)


def _shown(request: HttpRequest, one: Offered, status: int = 200, **more: Any) -> HttpResponse:
    by, row = account_of(request), one.session
    runs = row.offered_by_id == by.pk
    known = getattr(row.offered_by, "practitioner", None)
    comes = access.who_comes(row) if runs else []
    piece = access.own_piece(by, row)
    if runs:
        trail.note("learning: who comes was opened", on=row, by=by)
    context = {
        "offered": one,
        "session": row,
        "when": when_of(row),
        "state": _state_of(one),
        "areas": areas_in_words(row.clusters),
        "host": known.name if known else "",
        "runs": runs,
        "has_place": one.mine in HAD_A_PLACE,
        "waits": one.mine == State.WAITING,
        "has_begun": one.has_begun,
        "comes": [forms.name_of(each) for each in comes if each.state in HAD_A_PLACE],
        "waiting": [forms.name_of(each) for each in comes if each.state == State.WAITING],
        "came": [forms.name_of(each) for each in comes if each.state == State.CAME],
        "piece": address("learning:piece", piece.pk) if piece else "",
        "has_written": piece is not None,
        **more,
    }
    return render(request, "learning/sessions/session.html", context, status=status)


@require_POST
def book(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Take a place, or wait for one."""
    return _act(request, session_id, actions.book)


@require_POST
def give_up(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Not come after all."""
    return _act(request, session_id, actions.give_up)


def _act(request: HttpRequest, session_id: UUID, action: Any) -> HttpResponse:
    """Do what one button does; what is refused is said on the page."""
    by = account_of(request)
    one = access.session_to_view(by, session_id)
    form = forms.BookForm(request.POST)
    if carry_out(form, action, session=one.session, by=by):
        return redirect("learning:session", session_id)
    return _shown(request, access.session_to_view(by, session_id), status=422, form=form)


@permitted("offer learning")
@asks
@drafts.not_twice
def offer(request: HttpRequest) -> HttpResponse:
    """Offer one."""
    by = account_of(request)
    asked = drafts.asking(
        request,
        forms.OfferSessionForm,
        actions.offer_session,
        then=lambda made: reverse("learning:session", args=[made.pk]),
        purpose=PURPOSE,
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    return render(request, "learning/sessions/offer.html", asked.context)


@asks
@drafts.not_twice
def change(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Say differently when and where it is."""
    by = account_of(request)
    one = access.session_to_run(by, session_id)
    if not one.is_open and request.method != "POST":
        return redirect("learning:session", session_id)
    row = one.session
    now: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("title", "about", "clusters", "place", "link", "places")
    }
    now["starts"] = When(timezone.localtime(row.starts_at), "time")
    now["minutes"] = int((row.ends_at - row.starts_at).total_seconds() // 60)
    return _asked(
        request,
        row,
        lambda data: forms.ChangeSessionForm(data, initial=now),
        actions.change_session,
        "change",
    )


@asks
@drafts.not_twice
def cancel(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Say that it will not be, and why."""
    one = access.session_to_run(account_of(request), session_id)
    if not one.is_open and request.method != "POST":
        return redirect("learning:session", session_id)
    return _asked(request, one.session, forms.CancelForm, actions.cancel_session, "cancel")


@asks
@drafts.not_twice
def afterwards(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What one takes with one; it is one's own."""
    by = account_of(request)
    one = access.session_to_view(by, session_id)
    if (not one.has_begun or one.mine not in HAD_A_PLACE) and request.method != "POST":
        return redirect("learning:session", session_id)
    form, action = forms.AfterwardsForm, actions.write_afterwards
    return _asked(request, one.session, form, action, "afterwards")


def _asked(request: HttpRequest, row: Session, make: Any, action: Any, page: str) -> HttpResponse:
    asked = drafts.asking(
        request,
        make,
        action,
        then=lambda _: reverse("learning:session", args=[row.pk]),
        purpose=PURPOSE,
        by=account_of(request),
        session=row,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "session": row, "when": when_of(row)}
    return render(request, f"learning/sessions/{page}.html", context)


@asks
def who_came(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Say who was there."""
    by = account_of(request)
    row = access.session_to_run(by, session_id).session
    if row.starts_at > timezone.now() or row.cancelled_at is not None:
        return redirect("learning:session", session_id)
    had = [one for one in access.who_comes(row) if one.state in HAD_A_PLACE]
    form = forms.WhoCameForm(request.POST if request.method == "POST" else None, bookings=had)
    if form.is_bound and carry_out(form, actions.say_who_came, session=row, by=by):
        return redirect("learning:session", session_id)
    context = {"session": row, "when": when_of(row), "form": form, "had": had}
    return render(request, "learning/sessions/who_came.html", context)


@require_safe
def calendar(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The session for one's own calendar."""
    one = access.session_to_view(account_of(request), session_id)
    url = request.build_absolute_uri(reverse("learning:session", args=[session_id]))
    row = one.session
    link = row.link if one.mine == State.BOOKED else ""  # for whoever has a place
    return calendar_file(
        "session", of=str(row.pk), summary=row.title, starts_at=row.starts_at, ends_at=row.ends_at,
        url=url, made_at=row.made_at, changed_at=row.cancelled_at, where=row.place or link,
        is_off=row.cancelled_at is not None,
    )  # fmt: skip
