"""What the council asks: all questionnaires, one with its versions, and what nobody answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, permitted
from alongside.accounts.models import Practitioner
from alongside.foundation import drafts, trail
from alongside.foundation.days import in_words
from alongside.foundation.models import Draft
from alongside.questionnaires import reporting
from alongside.questionnaires.access import questionnaire_of
from alongside.questionnaires.actions import EDIT, withdraw_questionnaire
from alongside.questionnaires.comparing import compared, heading_of
from alongside.questionnaires.definition import Item, Questionnaire
from alongside.questionnaires.forms import WithdrawForm
from alongside.questionnaires.models import Definition
from alongside.questionnaires.showing import said
from alongside.questionnaires.standing import Standing, is_ever_asked, standing_of, standings

from .changes import shown_changes

PURPOSE = "change of a questionnaire"  # of the draft that holds the text
WHO = {"person": "The person", "worker": "The worker", "both": "The person and the worker"}
APPROVAL = {"none": "Nobody", "supervisor": "A supervisor", "panel": "A panel"}


def whose(one: Definition) -> str:
    """Where a version comes from."""
    return "Shipped with Alongside" if one.is_shipped else "The council’s own"


def names_of(versions: tuple[Definition, ...]) -> dict[UUID, str]:
    """The names of those who published them."""
    asked = [one.by_id for one in versions if one.by_id]
    rows = Practitioner.objects.filter(account__in=asked).values_list("account_id", "name")
    return dict(rows)


@permitted(EDIT)
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Everything that is asked, what was asked and is not any more, and one’s own drafts."""
    by = account_of(request)
    found = standings()
    mine = [one for one in drafts.open_drafts_of(by) if one.purpose == PURPOSE]
    context = {
        "in_force": [_line(one) for one in found if one.now is not None],
        "planned": [_line(one) for one in found if one.now is None and one.next],
        "ended": [_line(one) for one in found if one.now is None and not one.next],
        "drafts": [(one, drafts.go_on(one), _title(one, found)) for one in mine],
    }
    return render(request, "questionnaires/edit_library.html", context)


def _title(draft: Draft, found: list[Standing]) -> str:
    """Of which questionnaire somebody writes a new version; its address says so."""
    key = resolve(draft.address.partition("?")[0]).kwargs["key"]
    title = next((one.shown.title for one in found if one.key == key), "")
    return title or "A new questionnaire"


def _line(one: Standing) -> dict[str, Any]:
    asked = questionnaire_of(one.shown)
    return {
        "asked": asked,
        "url": reverse("questionnaires:one", args=[one.key]),
        "version": one.shown,
        "whose": whose(one.shown),
        "count": len(asked.questions),
        "next": one.next,
        "upgrade": one.upgrade,
    }


@permitted(EDIT)
@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """One questionnaire: what is asked, every version, and what the library has changed since."""
    standing = standing_of(key)
    version = request.GET.get("v")
    shown = standing.find(version) if version else standing.shown
    asked = questionnaire_of(shown)
    context = {
        "standing": standing,
        "shown": shown,
        "is_now": standing.now is not None and shown.pk == standing.now.pk,
        "asked": asked,
        "facts": _facts(asked, shown),
        "pages": [_page(asked, page) for page in asked.pages],
        "versions": _versions(standing),
        "upgrade": _upgrade(standing),
        "begin": reverse("questionnaires:edit", args=[key]),
    }
    return render(request, "questionnaires/edit_one.html", context)


def _facts(asked: Questionnaire, shown: Definition) -> list[tuple[str, str]]:
    facts = [
        ("Version", f"{shown.version}. {whose(shown)}"),
        ("Asked since", in_words(shown.starts)),
        ("Asked until", in_words(shown.ends) if shown.ends else "Nothing is planned"),
        ("Who answers", WHO[asked.answered_by]),
        ("Questions", str(len(asked.questions))),
        ("Who agrees after it", APPROVAL[asked.approval]),
        ("Why these questions", asked.why_these),
        ("Law", asked.law),
        ("Source", asked.dated.source),
        ("Checked", in_words(asked.dated.checked_on) if asked.dated.checked else "Not yet"),
    ]
    return [(what, words) for what, words in facts if words]


@dataclass(frozen=True)
class Line:
    """One line of what is asked: a question with its condition, or a heading above some."""

    words: str
    condition: str
    is_heading: bool


def _page(asked: Questionnaire, page: Item) -> dict[str, Any]:
    parts = [
        {
            "title": section.ask,
            "condition": _only(asked, section),
            "lines": list(_lines(asked, section)),
        }
        for section in page.items
    ]
    return {"title": page.ask, "condition": _only(asked, page), "parts": parts}


def _lines(asked: Questionnaire, above: Item) -> Iterator[Line]:
    for item in above.items:
        if item.items or item.is_question:
            yield Line(heading_of(item), _only(asked, item), bool(item.items))
        yield from _lines(asked, item)


def _only(asked: Questionnaire, item: Item) -> str:
    return f"Only if {said(item.when, asked)}" if item.when is not None else ""


def _versions(standing: Standing) -> list[dict[str, Any]]:
    names = names_of(standing.versions)
    today = timezone.localdate()
    return [
        {
            "version": one,
            "whose": whose(one),
            "is_now": standing.now is not None and one.pk == standing.now.pk,
            "was_asked": is_ever_asked(one),
            "by": names.get(one.by_id, "") if one.by_id else "",
            "may_end": not one.is_shipped
            and (one.ends is None or one.ends > max(today, one.starts)),
        }
        for one in standing.versions
    ]


def _upgrade(standing: Standing) -> dict[str, Any] | None:
    """What the library changed since the version that the council’s own goes back to."""
    if standing.upgrade is None:
        return None
    behind, newer = standing.upgrade
    changes = compared(questionnaire_of(behind), questionnaire_of(newer))
    edit = reverse("questionnaires:edit", args=[standing.key])
    return {
        "behind": behind,
        "newer": newer,
        "changes": shown_changes(changes),
        "begin": f"{edit}?from={newer.version}",
    }


@permitted(EDIT)
def withdraw(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """Stop asking by one of the council’s own versions."""
    by = account_of(request)
    standing = standing_of(key)
    found = standing.find(version)

    def form(data: Any) -> WithdrawForm:
        return WithdrawForm(data, initial={"ends": in_words(timezone.localdate())})

    asked = drafts.asking(
        request,
        form,
        withdraw_questionnaire,
        then=lambda done: reverse("questionnaires:one", args=[done.key]),
        purpose="withdrawal of a questionnaire",
        by=by,
        definition=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    has_begun = found.starts <= timezone.localdate()
    library_has = any(one.is_shipped and one.ends is None for one in standing.versions)
    told = {"found": found, "has_begun": has_begun, "library_has": library_has}
    context = {**asked.context, **told, "back": reverse("questionnaires:one", args=[key])}
    status = 422 if asked.form.is_bound else 200
    return render(request, "questionnaires/edit_withdraw.html", context, status=status)


@permitted(EDIT)
@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    """Which questions nobody answers: numbers across everybody, never who."""
    by = account_of(request)
    now = [one.now for one in standings() if one.now is not None]
    now = [one for one in now if not questionnaire_of(one).is_of_oneself]
    found = [
        reporting.unanswered(questionnaire_of(each), reporting.counted(each.form)) for each in now
    ]
    trail.note("answers counted", by=by, detail={"questionnaires": [each.form for each in now]})
    context = {
        "named": [one for one in found if one.names_any],
        "fine": [one for one in found if one.is_enough and not one.names_any],
        "too_few": [one for one in found if not one.is_enough],
        "enough": reporting.ENOUGH,
    }
    return render(request, "questionnaires/edit_unanswered.html", context)
