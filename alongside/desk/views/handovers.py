"""Handing somebody over: offering, answering, ending and undoing it, and one's own list."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.desk import saying_handovers as saying
from alongside.desk.access import handovers as reads
from alongside.desk.access.guests import guest_link, where_listed
from alongside.desk.access.handovers import Page, Told
from alongside.desk.handing import AnswerForm, AskOverForm, LeaverForm, NowForm, OfferForm, SayForm
from alongside.foundation import drafts, trail
from alongside.foundation.days import in_words
from alongside.people.access import is_sealed, may_open_to, only_visits, person_to_view
from alongside.people.actions import handovers as actions
from alongside.people.header import header_of
from alongside.people.models import Handover, HandoverLine, Person, Rung
from alongside.record.readership import name_of

both = require_http_methods(["GET", "HEAD", "POST"])
What = HandoverLine.What
Kind = Handover.Kind
# What is said on a page of its own: its address, what it does, its button.
SAYS: dict[str, tuple[str, str, str]] = {
    "take-back": (What.WITHDRAWN, "Take it back", "Take it back"),
    "done": (What.DONE, "Say that it is done", "It is done"),
    "end": (What.REVOKED, "End it", "End it now"),
    "undo": (What.UNDONE, "Undo it", "Undo it now"),
    "reason": (What.REASON, "Say why it could not wait", "Send the reason"),
}
FOLLOWS = {
    What.WITHDRAWN: "Nothing was opened yet, and nothing changes.",
    What.DONE: "What this opened to you ends now.",
    What.REVOKED: "What this opened ends at once. What they wrote stays in the record.",
    What.UNDONE: "What this gave ends at once, and everybody who worked with them before does "
    "so again. What was written meanwhile stays in the record. Who saw what is listed on the "
    "page of this handover. Whoever handed over and whoever took over find it under “Waiting for "
    "you”.",
    What.REASON: "This was opened at once. Whoever leads the team reads the reason.",
}


def _page(handover: Handover) -> str:
    return reverse("desk:handover", args=[handover.pk])


@staff_only
@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """What waits for one's answer, what one waits for, and what became of the others."""
    account = account_of(request)
    mine = reads.handovers_of(account)
    shown = [*mine.to_answer, *mine.waiting, *mine.lately]
    trail.note(
        "handovers opened", listed=sorted({one.handover.person_id for one in shown}), by=account
    )
    colleagues = reads.colleagues_with_people(account)
    context = {
        "to_answer": [_item(one, "Answer") for one in mine.to_answer],
        "waiting": [_item(one) for one in mine.waiting],
        "lately": [_item(one) for one in mine.lately],
        "colleagues": [_colleague(one, number) for one, number in colleagues],
    }
    return render(request, "desk/handovers.html", context)


def _item(told: Told, action: str = "") -> dict[str, str]:
    handover = told.handover
    url = _page(handover)
    return {
        "heading": saying.heading(handover, told.called),
        "url": url,
        "small": "" if action else saying.STATES[told.state],
        "line": f"“{handover.reason}”" if handover.reason else "",
        "quiet": f"{in_words(handover.at.date())}, by {name_of(handover.by)}",
        "action": action,
        "action_url": url if action else "",
    }


def _colleague(one: Account, number: int) -> dict[str, str]:
    people = "1 person" if number == 1 else f"{number} people"
    left = "" if one.is_active else "Has left. "
    return {
        "heading": name_of(one),
        "url": reverse("desk:leaving", args=[one.pk]),
        "line": f"{left}{people}",
    }


def person_to_hand_on(account: Account, person_id: UUID) -> Person:
    """The person, to those who work with them; a sealed record is let in to by its keeper."""
    person = person_to_view(account, person_id, Rung.RECORD)
    if why_not := only_visits(person.pk):
        raise PermissionDenied(why_not)
    if is_sealed(person.pk):
        raise PermissionDenied(actions.WHY_NOT["sealed"][1])
    if person.state in (Person.State.DIED, Person.State.LOST):
        raise PermissionDenied(actions.WHY_NOT["died"][1])
    return person


@staff_only
@both
@drafts.not_twice
def offer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Hand somebody over, ask a colleague to help, or share for a time."""
    account = account_of(request)
    person = person_to_hand_on(account, person_id)
    return _ask(
        request,
        person,
        partial(OfferForm, person=person, by=account),
        actions.offer,
        "desk/offer.html",
        "reason for handing over",
    )


@staff_only
@both
@drafts.not_twice
def ask_over(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask whoever works with somebody to hand them over: also who is there for a time."""
    account = account_of(request)
    person = person_to_view(account, person_id, Rung.RECORD)
    return _ask(
        request,
        person,
        partial(AskOverForm, person=person, by=account),
        actions.offer,
        "desk/ask_over.html",
        "reason for taking over",
    )


@staff_only
@both
@drafts.not_twice
def now(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody is at risk of harm: it opens at once, and the reason is owed."""
    account = account_of(request)
    person = person_to_hand_on(account, person_id)
    return _ask(
        request, person, NowForm, actions.open_now, "desk/open_now.html", "who has to know now"
    )


def _ask(
    request: HttpRequest, person: Person, form: Any, action: Any, template: str, purpose: str
) -> HttpResponse:
    account = account_of(request)
    asked = drafts.asking(
        request,
        form,
        action,
        then=_page,
        purpose=purpose,
        about=[person],
        by=account,
        person=person,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "person": person, "header": header_of(person, account)}
    return render(request, template, {**context, "may_open": may_open_to(person.pk)})


@staff_only
@both
@drafts.not_twice
def handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """One handover: what is offered, what became of it, who saw what; and one's answer."""
    account = account_of(request)
    page = reads.handover_to_view(account, handover_id)
    about = [page.whose]
    trail.note("handover opened", on=page.handover, about=about, by=account)
    asked = None
    if page.may_answer:
        asked = drafts.asking(
            request,
            partial(AnswerForm, page=page),
            actions.answer,
            then=lambda _: _page(page.handover),
            purpose="answer to a handover",
            about=about,
            by=account,
            handover=page.handover,
        )
        if asked.leads:
            return redirect(asked.leads)
    else:
        drafts.asks_nothing(request)
    context = {**_told(page, account), **(asked.context if asked else {})}
    return render(request, "desk/handover.html", context)


def _told(page: Page, account: Account) -> dict[str, Any]:
    one = page.handover
    link = guest_link(one, account) if one.kind == Kind.SHARE else None
    listed_on = link.grant_id if link else where_listed(one, page.whose, page.state)
    return {
        "page": page,
        "one": one,
        "heading": saying.heading(one, page.called),
        "state": saying.STATES[page.state],
        "person_url": reverse("desk:person", args=[page.whose]) if page.is_reached else "",
        "ground": saying.ground(one.basis),
        "amount": "" if saying.is_outside(one) else saying.AMOUNTS[Rung(one.rung)],
        "lines": [(saying.what_was_said(line, one), line) for line in page.lines],
        "links": [
            {"url": reverse("desk:say-of-handover", args=[one.pk, key]), "words": SAYS[key][1]}
            for key in _may_say(page, account)
        ],
        "seen": [(f"{each.what[:1].upper()}{each.what[1:]}", each) for each in page.seen],
        "is_mine": one.by_id == account.pk,
        "is_over": one.kind in (Kind.TRANSFER, Kind.ASK),
        "giver": saying.giver(one),
        "link": link,
        "listed_on": listed_on,
        "goes_on": page.state != What.ACCEPTED,
    }


def _may_say(page: Page, account: Account) -> list[str]:
    """What may be said of it on a page of its own; the database asks again."""
    one, is_mine = page.handover, page.handover.by_id == account.pk
    found = []
    if page.may_explain and page.owes_reason:
        found.append("reason")
    if page.state == reads.OFFERED and is_mine:
        found.append("take-back")
    if page.state == What.ACCEPTED and one.kind in (Kind.REFER, Kind.SHARE):
        if reads.is_receiver(one, account):
            found.append("done")
        if is_mine or page.may_undo:
            found.append("end")
    if page.state == What.ACCEPTED and one.kind != Kind.SHARE and page.may_undo:
        found.append("undo")
    return found


@staff_only
@both
@drafts.not_twice
def say(request: HttpRequest, handover_id: UUID, key: str) -> HttpResponse:
    """Take back, finish, end or undo a handover, or say why it could not wait."""
    account = account_of(request)
    page = reads.handover_to_view(account, handover_id)
    if key not in SAYS:
        raise Http404
    what, heading, button = SAYS[key]
    is_late = request.method == "POST"  # somebody else was faster: the action says who
    if key not in _may_say(page, account) and not is_late:
        raise PermissionDenied("This has been said, or is not yours to say. Look at it again.")
    asked = drafts.asking(
        request,
        partial(SayForm, what=what),
        actions.say,
        then=lambda _: _page(page.handover),
        purpose="words to a handover",
        about=[page.whose],
        by=account,
        handover=page.handover,
        what=what,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {
        **asked.context,
        "heading": heading,
        "about": saying.heading(page.handover, page.called),
        "follows": FOLLOWS[What(what)],
        "button": button,
        "back": _page(page.handover),
    }
    return render(request, "desk/say_of_handover.html", context)


@staff_only
@both
@drafts.not_twice
def leaving(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Everybody with whom a colleague works goes to others in one act."""
    account = account_of(request)
    if not may(account, "allocate"):
        raise PermissionDenied("Handing over for a colleague is a manager’s to do.")
    found = reads.leaving(account, account_id)
    trail.note("people listed", listed=[one.pk for one in found.people], by=account)
    context: dict[str, Any] = {"found": found, "is_open": found.account.is_active}
    if found.people:
        asked = drafts.asking(
            request,
            partial(LeaverForm, people=found.people, leaver=found.account, by=account),
            actions.hand_all_over,
            then=lambda _: reverse("desk:leaving", args=[account_id]),
            purpose="handing over for a colleague",
            about=found.people,
            by=account,
            giver=found.account,
        )
        if asked.leads:
            return redirect(asked.leads)
        context |= asked.context
    else:
        drafts.asks_nothing(request)
    return render(request, "desk/leaving.html", context)
