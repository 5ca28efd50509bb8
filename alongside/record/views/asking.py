"""Choosing a questionnaire, filling it in, and putting right what was answered."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.people.access import person_to_view, record_to_open
from alongside.people.header import header_of
from alongside.people.models import Person, Rung
from alongside.questionnaires import access as library
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.definition import Questionnaire
from alongside.questionnaires.showing import ONE_BY_ONE, Mode, Showing
from alongside.record.access import Reading, reading
from alongside.record.actions import may_write_or_refuse
from alongside.record.actions.asking import asked_in
from alongside.record.actions.coming_in import without_who
from alongside.record.asked import as_typed, last_time, offers_for, places_of
from alongside.record.models import Entry
from alongside.record.readership import name_of

from .pages import number_or_none, quiet
from .steps import SAME, Change, Desk, go_through


@staff_only
def choose_questionnaire(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What may be asked, each with its purpose."""
    by = account_of(request)
    person = record_to_open(by, person_id)
    may_write_or_refuse(by)
    header = header_of(person, by)
    offered = map(library.questionnaire_of, library.asked_on(timezone.localdate()))
    context: dict[str, Any] = {
        "person": person,
        "header": header,
        "quiet": quiet(header),
        "heading": "Ask together",
        "offered": [
            {"asked": one, "url": _address(one, person.pk, Mode.WORKER)}
            for one in offered
            if not one.is_apart
        ],
    }
    return render(request, "record/choose_questionnaire.html", context)


def _address(asked: Questionnaire, person: UUID, mode: Mode) -> str:
    told = {"v": asked.version, "mode": str(mode)}
    return f"{reverse('record:ask', args=[person, asked.id])}?{urlencode(told)}"


@staff_only
def ask(request: HttpRequest, person_id: UUID, key: str) -> HttpResponse:
    """One step of a questionnaire, in whichever of its modes."""
    by = account_of(request)
    is_post = request.method == "POST"
    person = (
        person_to_view(by, person_id, Rung.RECORD) if is_post else record_to_open(by, person_id)
    )
    may_write_or_refuse(by)
    asked, mode = asked_or_404(request, key), _mode(request)
    if "v" not in request.GET:
        return redirect(_address(asked, person.pk, mode))
    told = {"v": asked.version, "mode": str(mode)}
    page, draft = _drafted(request, "questionnaire", [person], told)
    if leads := _elsewhere(draft):
        return redirect(leads)
    desk = _desk(by, person, asked, mode, draft, request.path, told)
    return go_through(request, desk, page)


def asked_or_404(request: HttpRequest, key: str) -> Questionnaire:
    """The questionnaire, in the version of the address or as it is in force."""
    version = request.GET.get("v")
    found = (
        library.as_asked(f"{key} {version}")
        if version
        else library.in_force(key, timezone.localdate())
    )
    if found is None or found.is_apart or found.is_of_oneself:
        raise Http404("There is no such questionnaire.")
    return found


def _mode(request: HttpRequest) -> Mode:
    try:
        return Mode(request.GET.get("mode", Mode.WORKER))
    except ValueError as unknown:
        raise Http404 from unknown


def _drafted(
    request: HttpRequest, purpose: str, people: list[Any], told: dict[str, str]
) -> tuple[str, drafts.OpenDraft]:
    """The step that was asked for, and the draft, which is gone on with at this very step."""
    page = request.GET.get("page", "")
    where = {**told, "page": page} if page else told
    address = f"{request.path}?{urlencode(where)}"
    draft = drafts.draft_for(request, purpose=purpose, about=people, address=address)
    draft.address = address
    return page, draft


def _elsewhere(draft: drafts.OpenDraft) -> str:
    """Where a draft leads that is over, or that is gone on with later."""
    return draft.became or (reverse("foundation:drafts") if draft.later else "")


def _desk(
    by: Account,
    person: Person,
    asked: Questionnaire,
    mode: Mode,
    draft: drafts.OpenDraft,
    place: str,
    told: dict[str, str],
    change: Change | None = None,
) -> Desk:
    header = header_of(person, by)
    filled = Filled(asked, draft.texts, timezone.localdate())
    but = change.now.entry.pk if change else draft.id
    last = last_time(by, person, asked.id, but=but)
    showing = Showing(
        filled,
        mode,
        called=header.short,
        me=name_of(by).split(" ")[0],
        offers=offers_for(filled, person, last, by) if mode not in ONE_BY_ONE else {},
        same=set(draft.texts.get(SAME, "").split("\n")),
    )
    return Desk(by, person, header, asked, draft, showing, last, place, told, change)


# Putting right what was answered


def change_answers(
    request: HttpRequest, entry: Entry, asked: Questionnaire, people: list[UUID], by: Account
) -> HttpResponse:
    """The same steps for what is finished: a new version, with the reason; the old one stays."""
    base = number_or_none(request.GET.get("base")) or entry.versions
    base = min(max(base, 1), entry.versions)
    mode, asked = _mode(request), without_who(asked)
    now = reading(entry)
    if not now.abouts:
        raise Http404
    told = {"base": str(base), "mode": str(mode)}
    page, draft = _drafted(request, "amendment", people, told)
    if leads := _elsewhere(draft):
        return redirect(leads)
    began = now if base == entry.versions else reading(entry, base)
    change = Change(began, now, tuple(_clashes(asked, draft.texts, began, now)))
    draft.texts = {**as_typed(asked, now.parts), **draft.texts}
    person = now.abouts[0].person
    desk = _desk(by, person, asked, mode, draft, request.path, told, change)
    return go_through(request, desk, page)


def _clashes(
    asked: Questionnaire, typed: dict[str, str], began: Reading, now: Reading
) -> list[tuple[str, str, str]]:
    """What was changed here and by somebody else since: the question, their words, and these."""
    if began is now:
        return []
    old, new = as_typed(asked, began.parts), as_typed(asked, now.parts)
    slots = places_of(asked, {**old, **new, **typed})
    return [
        (asked_in(slots[name]) if name in slots else name, new.get(name, ""), text)
        for name, text in typed.items()
        if old.get(name, "") != new.get(name, "") != text and name in {*old, *new}
    ]
