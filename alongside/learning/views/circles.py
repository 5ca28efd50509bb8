"""Pages of circles: which there are, beginning one, who is in it, coming in and going."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, kinds
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import in_words
from alongside.foundation.pages import carry_out
from alongside.foundation.templatetags.alongside import address, local_day
from alongside.learning.access import circles as seats
from alongside.learning.access.next_meeting import next_of
from alongside.learning.access.people_in_circles import called_in, people_in
from alongside.learning.actions import circles as actions
from alongside.learning.forms import circles as forms
from alongside.learning.models import Circle, Round
from alongside.learning.models.pieces import LEARNERS
from alongside.learning.paging import page_of, pages

from .meets import meeting_told, next_line

asks = require_http_methods(["GET", "HEAD", "POST"])
workers_only = kinds(Account.Kind.STAFF, Account.Kind.PARTNER)
PURPOSE = "learning circle"


@require_safe
def circles(request: HttpRequest) -> HttpResponse:
    """Where one is asked in, what one is in, and what one may come into."""
    by = account_of(request)
    found = seats.seats_of(by)
    fresh = seats.new_in_circles(by, found.mine)
    waiting = seats.waiting_in_circles(by)
    hosts = seats.hosts_of([*found.invited, *found.mine, *found.to_join, *found.over])
    context = {
        "invited": [_item(one, hosts) for one in found.invited],
        "mine": [_item(one, hosts, one.circle.pk in fresh) for one in found.mine],
        "to_join": [_item(one, hosts) for one in found.to_join],
        "over": [_item(one, hosts) for one in found.over],
        "waiting": [_due(one) for one in waiting],
        "may_begin": by.kind in (Account.Kind.STAFF, Account.Kind.PARTNER),
    }
    return render(request, "learning/circles/circles.html", context)


def _item(seat: seats.Seat, hosts: dict[UUID, str], is_new: bool = False) -> dict[str, str]:
    circle = seat.circle
    who = hosts.get(circle.host_id, "")
    host = "You host it" if seat.is_host else f"{who} hosts it" if who else ""
    return {
        "heading": circle.title,
        "url": url_of(circle),
        "line": next_line(next_of(circle)),
        "quiet": ". ".join(
            part for part in (circle.get_kind_display(), host, circle.meets) if part
        ),
        "aside": "New since you were here" if is_new else "",
    }


def _due(one: Round) -> dict[str, str]:
    return {
        "heading": one.circle.title,
        "url": round_url(one.circle, one),
        "line": f"Asked on {in_words(local_day(one.opened_at))}",
    }


def url_of(circle: Circle) -> str:
    """Where a circle is shown: a dilemma has pages of its own."""
    own = address("learning:group-dilemma", circle.pk) if circle.kind == "dilemma" else ""
    return own or reverse("learning:circle", args=[circle.pk])


def round_url(circle: Circle, one: Round) -> str:
    """Where a round is shown."""
    if circle.kind == Circle.Kind.DILEMMA:
        return url_of(circle)
    return reverse("learning:round", args=[one.pk])


@workers_only
@asks
@drafts.not_twice
def begin(request: HttpRequest) -> HttpResponse:
    """Make a circle of one's own."""
    by = account_of(request)
    asked = drafts.asking(
        request,
        forms.BeginCircleForm,
        actions.begin_circle,
        then=lambda made: reverse("learning:circle", args=[made.pk]),
        purpose=PURPOSE,
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    return render(request, "learning/circles/begin.html", asked.context)


@require_safe
def circle(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """One circle: what it is, who is in it, what is asked there; or an invitation to it."""
    by = account_of(request)
    seat = seats.circle_to_view(by, circle_id)
    own = url_of(seat.circle)
    if seat.is_in and own != request.path:
        return redirect(own)
    if not seat.is_in:
        context = asked_in(seat)
        first = (seat.mine.called if seat.mine else "") or seats.known_as(by)
        context["form"] = forms.ComeInForm(initial={"called": first})
        return render(request, "learning/circles/invited.html", context)
    assert seat.mine is not None
    context = about(seat, page_of(request, "people"))
    actions.look_in(seat=seat.mine, is_told=True, by=by)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else None
    closed, more = seats.closed_rounds(seat.circle, before)
    context |= {
        "open": [_shown(one) for one in seats.open_rounds(seat.circle)],
        "closed": [_shown(one) for one in closed],
        "newest_url": request.path if before else "",
        "older_url": f"?before={more}" if more else "",
        "may_ask_lived": seat.is_host and by.kind == Account.Kind.STAFF,
        "came_later": (seats.first_round(seat.circle) or 1) > 1,
        "may_keep": by.kind in LEARNERS,
    }
    return render(request, "learning/circles/circle.html", context)


def about(seat: seats.Seat, page: int = 1) -> dict[str, Any]:
    """What the page of a circle shows of it to those who are in it."""
    people = people_in(seat.circle, page)
    return {
        **_what_it_is(seat),
        "members": people.members,
        **pages("people", "people", page, people.is_more),
        "invited": people.invited,
        "others_invited": people.others,
    }


def asked_in(seat: seats.Seat) -> dict[str, Any]:
    """What it shows of it to whoever is asked in, or may come in."""
    called, is_more = called_in(seat.circle) if seat.is_invited else ([], False)
    return {**_what_it_is(seat), "called": called, "is_more": is_more}


def _what_it_is(seat: seats.Seat) -> dict[str, Any]:
    hosts = seats.hosts_of([seat])
    return {
        "seat": seat,
        "circle": seat.circle,
        "host": hosts.get(seat.circle.host_id, ""),
        **meeting_told(seat.circle),
    }


def _shown(one: Round) -> dict[str, Any]:
    day = in_words(local_day(one.opened_at))
    if one.closed_at is not None:
        state = f"Asked on {day}, and over"
    elif one.kind == Round.Kind.TALK:
        state = f"An open thread since {day}"
    elif one.revealed_at is not None:
        state = f"Asked on {day}, and everybody’s words are there to read"
    else:
        state = f"Asked on {day}. Everybody writes before anybody reads"
    return {"round": one, "url": reverse("learning:round", args=[one.pk]), "state": state}


@asks
def answer(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Say yes or no to an invitation, or come in where it is open."""
    by = account_of(request)
    seat = seats.circle_to_view(by, circle_id)
    if request.method != "POST":
        return redirect("learning:circle", circle_id)
    form = forms.ComeInForm(request.POST)
    if "no" in request.POST:
        if seat.is_invited:
            actions.answer_invitation(circle=seat.circle, accepts=False, by=by)
        return redirect("learning:circles")
    if carry_out(form, actions.join_circle, circle=seat.circle, by=by):
        return redirect("learning:circle", circle_id)
    context = {**asked_in(seat), "form": form}
    return render(request, "learning/circles/invited.html", context, status=422)


@asks
def leave(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Go, with or without what one said."""
    by = account_of(request)
    seat = seats.circle_to_view(by, circle_id)
    if not seat.is_in or seat.is_host:
        return redirect("learning:circle", circle_id)
    form = forms.LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_bound and carry_out(form, actions.leave_circle, circle=seat.circle, by=by):
        return redirect("learning:circles")
    context = {"circle": seat.circle, "form": form}
    return render(request, "learning/circles/leave.html", context)


@asks
@drafts.not_twice
def change(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Say differently what it is."""
    by = account_of(request)
    seat = seats.circle_to_host(by, circle_id)
    one = seat.circle
    now = {name: getattr(one, name) for name in ("title", "about", "meets", "link", "open_to")}
    asked = drafts.asking(
        request,
        lambda data: forms.ChangeCircleForm(data, initial=now),
        actions.change_circle,
        then=lambda _: reverse("learning:circle", args=[one.pk]),
        purpose=PURPOSE,
        by=by,
        circle=one,
    )
    if asked.leads:
        return redirect(asked.leads)
    return render(request, "learning/circles/change.html", {**asked.context, "circle": one})


@asks
def end(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """End it for everybody."""
    by = account_of(request)
    seat = seats.circle_to_host(by, circle_id)
    if request.method == "POST":
        actions.end_circle(circle=seat.circle, by=by)
        return redirect("learning:circle", circle_id)
    return render(request, "learning/circles/end.html", {"circle": seat.circle})


@asks
def ask_in(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Ask in somebody who works here or at a partner agency."""
    by = account_of(request)
    seat = seats.circle_to_host(by, circle_id)
    form = forms.InviteForm(request.POST if request.method == "POST" else None)
    return _asked_in(request, seat, form, "learning/circles/ask_in.html")


@kinds(Account.Kind.STAFF)
@asks
def ask_in_lived(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Ask in somebody who uses services, whom one works with."""
    by = account_of(request)
    seat = seats.circle_to_host(by, circle_id)
    form = forms.InviteLivedForm(request.POST if request.method == "POST" else None, by=by)
    return _asked_in(request, seat, form, "learning/circles/ask_in_lived.html")


def _asked_in(request: HttpRequest, seat: seats.Seat, form: Any, template: str) -> HttpResponse:
    by, one = account_of(request), seat.circle
    if form.is_bound and carry_out(form, actions.invite, circle=one, by=by):
        return redirect("learning:circle", one.pk)
    status = 422 if form.is_bound else 200
    return render(request, template, {"circle": one, "form": form}, status=status)


@require_POST
def up(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Let somebody's turn come one earlier."""
    by = account_of(request)
    member = seats.member_to_change(by, member_id)
    actions.move_up(member=member, by=by)
    return redirect(f"{reverse('learning:circle', args=[member.circle_id])}#who")


@asks
def remove(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Take an invitation back, or say that somebody is no longer here."""
    by = account_of(request)
    member = seats.member_to_change(by, member_id)
    if member.account_id == by.pk:
        return redirect("learning:circle", member.circle_id)
    if request.method == "POST":
        actions.remove_member(member=member, by=by)
        return redirect("learning:circle", member.circle_id)
    context = {"circle": member.circle, "member": member}
    return render(request, "learning/circles/remove.html", context)
