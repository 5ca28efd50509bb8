"""Asking everybody, in steps that share one draft: what and whom, then how it looks, then it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, permitted
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.drafts import OpenDraft
from alongside.foundation.pages import carry_out
from alongside.learning.access import waves as access
from alongside.learning.actions import waves as actions
from alongside.learning.forms.surveys import read_or_refuse
from alongside.learning.forms.waves import OWN, AnswersForm, OpenWaveForm
from alongside.learning.models import Wave
from alongside.learning.models.waves import PARTNERS, TEAMS
from alongside.learning.surveys import building, drafting
from alongside.learning.surveys.form import Survey, survey_of

asks = require_http_methods(["GET", "HEAD", "POST"])
PURPOSE = "learning everybody"
NOT_READY = "Not every question is ready yet. Each that is not says what it needs."
CHANGED = "Something was changed after you had opened this page. Look once more."
runs = permitted(actions.PERMISSION)


# The draft that all steps share


def draft_of(request: HttpRequest) -> OpenDraft:
    """The draft of one asking; what was sent is kept before this returns."""
    here = reverse("learning:open-wave")
    found = drafts.draft_for(request, purpose=PURPOSE, address=here)
    if found.address.partition("?")[0] != here:
        raise Http404("That draft belongs to another page.")
    found.address = request.path  # each step sends to itself
    return found


def at(name: str, draft: OpenDraft, *args: Any) -> str:
    """A step, with its draft."""
    return f"{reverse(f'learning:{name}', args=args)}?draft={draft.id}"


def left(draft: OpenDraft, *, is_begun: bool = True) -> str:
    """Where a draft leads that is over or put aside, or that was never begun."""
    if draft.became:
        return draft.became
    if draft.later and not draft.refused:
        return reverse("foundation:drafts")
    return reverse("learning:open-wave") if is_begun and draft.saved_at is None else ""


def put(draft: OpenDraft, pieces: Mapping[str, str], by: Account) -> None:
    """Write down what a button changes, beside what was typed."""
    row = drafts.draft_of(by, draft.id)
    changes = [
        drafts.Change(name, uuid4(), 1, draft.versions.get(name, 0), text)
        for name, text in pieces.items()
        if draft.texts.get(name, "") != text
    ]
    drafts.save_pieces(draft=row, changes=changes, by=by)


def own_survey(draft: OpenDraft, title: str = "Questions of our own") -> tuple[str, list[str]]:
    """The text of our own questions as far as they are written, and why they cannot be asked."""
    if pasted := draft.texts.get(drafting.TEXT, "").strip():
        return _held(pasted)
    written = drafting.questions(draft.texts)
    wrong = building.wrong_together(written)
    if any(sentence for one in written for sentence in building.wrong_with(one)):
        wrong.append(NOT_READY)
    if wrong:
        return "", wrong
    series = draft.texts.get(drafting.SERIES) or f"own-{draft.id.hex[-12:]}"
    today = timezone.localdate()
    return _held(building.questionnaire(series, title or "Our own", written, today))


def _held(text: str) -> tuple[str, list[str]]:
    try:
        read_or_refuse(text)
    except ValidationError as wrong:
        return "", list(wrong.messages)
    return text, []


def settings_of(draft: OpenDraft, own: str = "") -> OpenWaveForm:
    """The first step as it was filled in, ready to be carried out."""
    return OpenWaveForm(MultiValueDict(dict(_sent(draft))), own=own)


def _sent(draft: OpenDraft) -> Iterable[tuple[str, list[str]]]:
    for name, field in OpenWaveForm.base_fields.items():
        text = draft.texts.get(name, "")
        many = getattr(field.widget, "allow_multiple_selected", False)
        yield name, [one for one in text.split("\n") if one] if many else [text]


# What and whom


@runs
@asks
@drafts.not_twice
def open_wave(request: HttpRequest) -> HttpResponse:
    """What is asked of whom, and why; nobody is asked yet."""
    draft = draft_of(request)
    if leads := left(draft, is_begun=False):
        return redirect(leads)
    form = OpenWaveForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and not draft.refused:
        is_own = form.data.get("what") == OWN
        return redirect(at("survey-questions" if is_own else "look-at-wave", draft))
    if not form.is_bound:
        draft.fill(form)
    return render(request, "learning/waves/open.html", {"form": form, "draft": draft})


# How it looks


class Preview(NamedTuple):
    """A wave that is not there yet, as the asked will see it."""

    wave: Wave
    survey: Survey
    people: int

    @property
    def context(self) -> dict[str, Any]:
        """What the templates of the asked are given."""
        form = AnswersForm(survey=self.survey, wave=self.wave, team="their team", role="")
        return {
            "wave": self.wave, "survey": self.survey, "form": form, "groups": form.parts,
            "people": self.people, "mine": None, "is_preview": True,
        }  # fmt: skip


def _preview(form: OpenWaveForm, by: Account) -> Preview:
    said = dict(form.cleaned_data)
    people = access.asked_among(said.pop("whom"), said.pop("teams")).count()
    today = timezone.localdate()
    return Preview(Wave(**said, opens_on=today, made_by=by), survey_of(said["text"]), people)


@runs
@asks
@drafts.not_twice
def look(request: HttpRequest) -> HttpResponse:
    """All of it as the asked will see it, and how many they are; then it is asked."""
    draft, by = draft_of(request), account_of(request)
    if leads := left(draft):
        return redirect(leads)
    is_own = draft.texts.get("what") == OWN
    own, wrong = own_survey(draft, draft.texts.get("title", "")) if is_own else ("", [])
    form = settings_of(draft, own)
    if not form.is_valid():
        return redirect(at("open-wave", draft))
    if wrong:
        return redirect(at("survey-questions", draft))
    preview, seen = _preview(form, by), _digest(draft)
    is_seen = request.POST.get("seen") == seen
    if request.method == "POST" and is_seen:
        act = drafts.ending_draft(actions.open_wave, draft, lambda made: made.get_absolute_url())
        if done := carry_out(form, act, by=by):
            return redirect(done.result)
    context = preview.context | {
        "draft": draft, "seen": seen, "wrongs": _wrongs(request, form, is_seen=is_seen),
        "back": at("open-wave", draft),
        "questions": at("survey-questions", draft) if is_own else "",
        "asked_where": _asked_where(form),
    }  # fmt: skip
    return render(request, "learning/waves/look.html", context)


def _wrongs(request: HttpRequest, form: OpenWaveForm, *, is_seen: bool) -> list[dict[str, str]]:
    """Why nobody was asked yet, above the page."""
    if request.method != "POST":
        return []
    if not is_seen:
        return [{"text": CHANGED, "href": ""}]
    return [{"text": str(one), "href": ""} for some in form.errors.values() for one in some]


def _digest(draft: OpenDraft) -> str:
    """Of all that is written, so that nothing is asked that nobody looked at."""
    return sha256(json.dumps(sorted(draft.texts.items())).encode()).hexdigest()


def _asked_where(form: OpenWaveForm) -> str:
    """Whom it asks, in words."""
    said = form.cleaned_data
    if said["whom"] == TEAMS:
        return f"in {', '.join(team.name for team in said['teams'])}" if said["teams"] else ""
    return "at partner agencies" if said["whom"] == PARTNERS else "who work here"
