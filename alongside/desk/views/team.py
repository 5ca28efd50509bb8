"""A manager's pages: who has how much to do, the people behind each number, and what is decided."""

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, may, permitted, staff_only
from alongside.accounts.models import Account
from alongside.desk import saying
from alongside.desk.access import team as teams
from alongside.desk.access.team import Which, Worked
from alongside.desk.schemes import Load, in_figures, schemes, used_scheme
from alongside.desk.working_forms import DecisionForm, LimitForm
from alongside.foundation import drafts, trail
from alongside.foundation.days import ago, in_words
from alongside.foundation.pages import carry_out
from alongside.foundation.templatetags.alongside import address
from alongside.people.access import record_to_open
from alongside.people.header import header_of
from alongside.record.actions.deciding import write_decision
from alongside.record.actions.limiting import set_limit
from alongside.record.readership import name_of

SUPERVISES = permitted("supervise work")
HEADINGS = {
    Which.ALL: "Everybody they work with",
    Which.LATE: "With something late",
    Which.DUE: "With something due within a week",
    Which.NO_CONTACT: "Not met or spoken with in {days} days",
    Which.RESTRICTED: "With a restriction to look at again within two weeks",
    Which.TO_CHECK: "With a status to check, and kept out of returns until then",
}

SAID = {
    Which.ALL: ("{n} person", "{n} people"),
    Which.LATE: ("{n} with something late", "{n} with something late"),
    Which.DUE: ("{n} with something due in a week", "{n} with something due in a week"),
    Which.NO_CONTACT: ("{n} not met or spoken with in {days} days",) * 2,
    Which.RESTRICTED: ("{n} with a restriction to look at again",) * 2,
    Which.TO_CHECK: ("{n} with a status to check",) * 2,
}


def _number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return max(int(given), 1) if given.isascii() and given.isdigit() and len(given) < 5 else 1


@SUPERVISES
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Everybody in a team that one leads, in the order of their names."""
    by = account_of(request)
    led = teams.teams_led(by)
    wanted = request.GET.get("team", "")
    chosen = next((one for one in led if str(one.pk) == wanted), led[0] if led else None)
    number = _number(request)
    workers, more = teams.workers_of(chosen, number) if chosen else ([], False)
    rows = teams.work_of(workers, by)
    trail.note("team page opened", on=chosen, by=by, detail={"workers": len(rows)})
    here = f"?team={chosen.pk}&page=" if chosen else ""
    waiting = teams.how_many_unallocated([chosen]) if chosen else 0
    context = {
        "teams": [
            {"name": one.name, "url": f"?team={one.pk}", "is_here": one == chosen} for one in led
        ],
        "chosen": chosen,
        "rows": [_row(one, by) for one in rows],
        "days": settings.NO_CONTACT_DAYS,
        "unallocated": _about(waiting),
        "unallocated_url": f"{reverse('desk:unallocated')}?team={chosen.pk}" if chosen else "",
        "newer": f"{here}{number - 1}" if number > 1 else "",
        "older": f"{here}{number + 1}" if more else "",
        "scheme": used_scheme(),
    }
    return render(request, "desk/team.html", context)


def _about(number: int) -> str:
    if number > teams.MOST_UNALLOCATED:
        return f"More than {teams.MOST_UNALLOCATED:,} people of this team have"
    if not number:
        return ""
    return "One person of this team has" if number == 1 else f"{number} people of this team have"


def _row(one: Worked, by: Account) -> dict[str, Any]:
    is_me = one.account == by
    page = reverse("desk:workload") if is_me else reverse("desk:team-worker", args=[one.account.pk])
    counts = [(which, one.how_many(which)) for which in Which]
    return {
        "name": name_of(one.account),
        "job": getattr(getattr(one.account, "practitioner", None), "job_title", ""),
        "url": page,
        "cells": [
            {
                "words": SAID[which][number > 1].format(n=number, days=settings.NO_CONTACT_DAYS),
                "url": f"{page}?which={which}",
            }
            for which, number in counts
            if number
        ],
        "load": one.load.short if one.load else "",
    }


@SUPERVISES
@require_safe
def worker(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One worker: those behind a number, and the sum of their work line by line."""
    by = account_of(request)
    found = teams.worker_to_supervise(by, account_id)
    return _work(request, teams.work_of([found], by)[0], by)


@staff_only
@require_safe
def workload(request: HttpRequest) -> HttpResponse:
    """One's own: what a manager sees of it, one sees first oneself."""
    by = account_of(request)
    return _work(request, teams.work_of([by], by)[0], by)


def _work(request: HttpRequest, one: Worked, by: Account) -> HttpResponse:
    given = request.GET.get("which", "")
    which = Which(given) if given in list(Which) else Which.ALL
    people, number = one.which(which), _number(request)
    start = (number - 1) * teams.PEOPLE
    shown = people[start : start + teams.PEOPLE]
    is_own = one.account == by
    on = one.account
    trail.note("caseload opened", on=on, listed=[person.pk for person in shown], by=by)
    context = {
        "is_own": is_own,
        "name": name_of(one.account),
        "account_id": one.account.pk,
        "heading": HEADINGS[which].format(days=settings.NO_CONTACT_DAYS),
        "choices": [
            {"words": _choice(other, one.how_many(other)), "url": f"?which={other}"}
            for other in Which
            if other != which and one.how_many(other)
        ],
        "items": [_person(one, person, which, by) for person in shown],
        "newer": f"?which={which}&page={number - 1}" if number > 1 else "",
        "older": f"?which={which}&page={number + 1}" if len(people) > start + len(shown) else "",
        "is_first": number == 1,
        "load": one.load,
        "sum": _sum(one.load) if one.load else [],
        "limit": one.limit,
        "limit_by": name_of(one.limit.by) if one.limit else "",
        "scheme": used_scheme(),
        "others": [other for other in schemes().values() if not other.is_used],
    }
    return render(request, "desk/team_worker.html", context)


def _choice(which: Which, number: int) -> str:
    words = HEADINGS[which].format(days=settings.NO_CONTACT_DAYS)
    return f"{words} ({number})"


def _sum(load: Load) -> list[dict[str, str]]:
    return [
        {"what": one.what, "why": one.why, "points": in_figures(one.points)} for one in load.lines
    ]


def _person(one: Worked, person: Any, which: Which, by: Account) -> dict[str, Any]:
    said = []
    if late := one.late.get(person.pk):
        said.append(f"{late} thing{'' if late == 1 else 's'} late")
    if due := one.due.get(person.pk):
        said.append(f"{due} due within a week")
    if person.pk in one.restricted:
        said.append("a restriction to look at again")
    if number := one.to_check.get(person.pk):
        said.append(f"{number} status{'' if number == 1 else 'es'} to check, kept out of returns")
    is_checking = which == Which.TO_CHECK
    contact = one.contact.get(person.pk)
    last = saying.met(person, contact) if contact is None else _spoken(contact)
    writes = may(by, "supervise work") and may(by, "write record")
    words = ", ".join(said)
    return {
        "heading": person.called,
        "url": address("record:status", person.pk) if is_checking else person.get_absolute_url(),
        "line": f"{words[:1].upper()}{words[1:]}." if words else "",
        "quiet": f"{last}.",
        "action": "Write a decision",
        "action_about": f"about {person.called}",
        "action_url": address("desk:decide", person.pk) if writes else "",
    }


def _spoken(moment: Any) -> str:
    day = saying.local(moment)
    return f"Last met or spoken with {in_words(day)}, {ago(day, timezone.localdate())}"


@SUPERVISES
@require_safe
def unallocated(request: HttpRequest) -> HttpResponse:
    """Those of a team with whom nobody works by name, whoever has waited longest first."""
    by = account_of(request)
    led = teams.teams_led(by)
    wanted = request.GET.get("team", "")
    chosen = [one for one in led if str(one.pk) == wanted] or led
    number = _number(request)
    shown, more = teams.unallocated(chosen, number, by)
    trail.note("people listed", listed=[one.person.pk for one in shown], by=by)
    here = f"?team={wanted}&page=" if len(chosen) == 1 else "?page="
    context = {
        "items": [
            {
                "heading": one.person.called,
                "url": one.person.get_absolute_url(),
                "line": f"With the team since {in_words(saying.local(one.since))}, "
                f"{ago(saying.local(one.since), timezone.localdate())}.",
                "action": "Who may see",
                "action_about": one.person.called,
                "action_url": reverse("desk:who-may-see", args=[one.person.pk]),
            }
            for one in shown
        ],
        "newer": f"{here}{number - 1}" if number > 1 else "",
        "older": f"{here}{number + 1}" if more else "",
    }
    return render(request, "desk/unallocated.html", context)


@SUPERVISES
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def limit(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """How much somebody can hold, with the reason."""
    by = account_of(request)
    found = teams.worker_to_supervise(by, account_id)
    asked = drafts.asking(
        request,
        partial(LimitForm, initial={"hours": 100, "stage": "experienced"}),
        set_limit,
        then=lambda _: reverse("desk:team-worker", args=[found.pk]),
        purpose="how much somebody can hold",
        by=by,
        account=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    back = reverse("desk:team-worker", args=[found.pk])
    context = {"name": name_of(found), "back_url": back, "scheme": used_scheme()}
    return render(request, "desk/work_limit.html", {**context, **asked.context})


@SUPERVISES
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A decision with its reasoning, written onto the record; kept as it is typed."""
    by = account_of(request)
    person = record_to_open(by, person_id)
    if not may(by, "write record"):
        drafts.asks_nothing(request)
        raise PermissionDenied("Your role is to read here, not to write.")
    draft = drafts.draft_for(request, purpose="management decision", about=[person])
    if draft.became:
        return redirect(draft.became)
    if draft.later and not draft.refused:
        return redirect(reverse("foundation:drafts"))
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and not draft.refused:
        done = carry_out(form, write_decision, id=draft.id, person=person, by=by)
        if done:
            return redirect(done.result.get_absolute_url())
    if not form.is_bound:
        draft.fill(form)
    header = header_of(person, by)
    context = {"person": person, "header": header, "called": header.short}
    return render(request, "desk/decide.html", {**context, "form": form, "draft": draft})
