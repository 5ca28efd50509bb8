"""Telling of an allegation, and answering it: step by step, kept as a draft until it is sent."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.questionnaires import access as library
from alongside.questionnaires.answering import Filled, Slot
from alongside.questionnaires.definition import Questionnaire
from alongside.questionnaires.showing import CHECK, Mode, Showing
from alongside.questionnaires.turning import next_step, one_more_row
from alongside.record.access.allegations import (
    allegation_to_open,
    allegation_to_view,
    is_keeper,
    keepers,
    versions_of,
)
from alongside.record.actions import may_write_or_refuse
from alongside.record.actions.allegations import PURPOSE, answer_allegation, tell_of_allegation
from alongside.record.actions.asking import asked_in
from alongside.record.apart import part_to_tell, parts_in
from alongside.record.asked import as_typed
from alongside.record.forms.allegations import AnswerForm, TellForm
from alongside.record.models import Allegation, AllegationVersion
from alongside.record.readership import name_of

from .pages import number_or_none

Clash = tuple[str, str, str]


@dataclass(frozen=True)
class Change:
    """An allegation that is being answered: the version it began from, and what it says now."""

    allegation: Allegation
    base: int
    now: AllegationVersion
    clashes: tuple[Clash, ...]  # answered here and by somebody else since

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody else changed it meanwhile."""
        return self.base != self.now.number


@dataclass
class Sitting:
    """All that one request about the questions knows."""

    by: Account
    draft: drafts.OpenDraft
    showing: Showing
    place: str
    told: dict[str, str]
    back: str
    change: Change | None = None

    @property
    def filled(self) -> Filled:
        """What was typed, looked at through the questions."""
        return self.showing.filled

    def at(self, step: str) -> str:
        """The address of a page of this draft."""
        told = {**self.told, **({"page": step} if step else {}), "draft": str(self.draft.id)}
        return f"{self.place}?{urlencode(told)}"


@staff_only
@require_safe
def tell(request: HttpRequest) -> HttpResponse:
    """What this is for, who reads it, and that whoever tells reads it no more."""
    by = account_of(request)
    may_write_or_refuse(by)
    day = timezone.localdate()
    found = map(library.questionnaire_of, library.asked_on(day))
    context = {
        "items": [
            {
                "heading": one.title,
                "line": one.purpose,
                "url": reverse("record:tell-of", args=[one.id]),
            }
            for one in found
            if one.is_apart
        ],
        "readers": [name_of(one) for one in keepers()],
        "is_keeper": is_keeper(by),
    }
    return render(request, "record/tell.html", context)


@staff_only
@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """It was sent. The page says nothing of it, so that it can be left open."""
    account_of(request)
    return render(request, "record/told.html", {"readers": [name_of(one) for one in keepers()]})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def tell_of(request: HttpRequest, key: str) -> HttpResponse:
    """One page of it, or looking it over and sending it."""
    by = account_of(request)
    may_write_or_refuse(by)
    asked = _asked_or_404(request, key)
    place = reverse("record:tell-of", args=[key])
    if "v" not in request.GET:
        return redirect(f"{place}?{urlencode({'v': asked.version})}")
    part = asked if is_keeper(by) else part_to_tell(asked)
    return _go_through(request, by, part, {"v": asked.version}, reverse("record:tell"))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, allegation_id: UUID) -> HttpResponse:
    """The same pages for whoever keeps it: a new version, with the reason; the old one stays."""
    by = account_of(request)
    if request.method == "POST":
        found = allegation_to_view(by, allegation_id)
    else:
        found = allegation_to_open(by, allegation_id)
    may_write_or_refuse(by)
    versions = {one.number: one for one in versions_of(found)}
    now = versions[found.versions]
    asked = library.as_asked(now.form)
    if asked is None:
        raise Http404
    base = number_or_none(request.GET.get("base")) or found.versions
    began = versions.get(base, now)
    told = {"base": str(began.number)}
    return _go_through(
        request, by, asked, told, found.get_absolute_url(), change=(found, began, now)
    )


def _asked_or_404(request: HttpRequest, key: str) -> Questionnaire:
    version = request.GET.get("v")
    today = timezone.localdate()
    found = library.as_asked(f"{key} {version}") if version else library.in_force(key, today)
    if found is None or not found.is_apart:
        raise Http404
    return found


def _go_through(
    request: HttpRequest,
    by: Account,
    asked: Questionnaire,
    told: dict[str, str],
    back: str,
    change: tuple[Allegation, AllegationVersion, AllegationVersion] | None = None,
) -> HttpResponse:
    page = request.GET.get("page", "")
    address = f"{request.path}?{urlencode({**told, **({'page': page} if page else {})})}"
    draft = drafts.draft_for(request, purpose=PURPOSE, address=address)
    draft.address = address
    if draft.became or draft.later:
        return redirect(draft.became or reverse("foundation:drafts"))
    changed = None
    if change is not None:
        found, began, now = change
        stood, stands = as_typed(asked, parts_in(began)), as_typed(asked, parts_in(now))
        clashes = _clashes(asked, draft.texts, stood, stands)
        changed = Change(found, began.number, now, clashes)
        draft.texts = {**stands, **draft.texts}
    filled = Filled(asked, draft.texts, timezone.localdate())
    me = name_of(by).split(" ")[0]
    showing = Showing(filled, Mode.WORKER, called="the person", me=me)
    sitting = Sitting(by, draft, showing, request.path, told, back, changed)
    if request.method == "POST" and not (page == CHECK and "finish" in request.POST):
        return redirect(_led(request, sitting, page))
    if request.method != "POST" and change is None:
        trail.note("telling of an allegation opened", by=by)
    return (_look_over if page == CHECK else _step)(request, sitting, page)


def _clashes(
    asked: Questionnaire, typed: dict[str, str], old: dict[str, str], new: dict[str, str]
) -> tuple[Clash, ...]:
    """What was answered here and by somebody else since: the question, their words, and these."""
    slots = {slot.name: slot for slot, _ in Filled(asked, new, timezone.localdate()).all_slots()}
    return tuple(
        (asked_in(slots[name]), new.get(name, ""), text)
        for name, text in typed.items()
        if name in slots and old.get(name, "") != new.get(name, "") != text
    )


# What was pressed


def _led(request: HttpRequest, sitting: Sitting, page: str) -> str:
    """Where the button leads."""
    if "add" in request.POST:
        return _add_row(sitting, request.POST["add"], page)
    steps = sitting.showing.steps()
    return sitting.at(next_step(steps, page, request.POST.get("go", "")))


def _add_row(sitting: Sitting, name: str, page: str) -> str:
    more = one_more_row(sitting.filled, name)
    if more is None:
        raise Http404
    piece, text = more
    seen = sitting.draft.versions.get(piece, 0)
    row = drafts.draft_of(sitting.by, sitting.draft.id)
    change = drafts.Change(piece, uuid4(), 1, seen, text)
    drafts.save_pieces(draft=row, changes=[change], by=sitting.by)
    return f"{sitting.at(page)}#ask-{name}"


# What is shown


def _frame(sitting: Sitting, step: str) -> dict[str, Any]:
    steps = sitting.showing.steps()
    place = next((n for n, one in enumerate(steps, 1) if one.id == step), len(steps) + 1)
    return {
        "asked": sitting.showing.asked,
        "draft": sitting.draft,
        "steps": steps,
        "step": step,
        "place": place,
        "before": steps[place - 2].id if place > 1 and steps else "",
        "is_last": place >= len(steps),
        "change": sitting.change,
        "back": sitting.back,
    }


def _step(request: HttpRequest, sitting: Sitting, page: str) -> HttpResponse:
    steps = sitting.showing.steps()
    if not steps:
        raise Http404
    step = next((one for one in steps if one.id == page), steps[0])
    sections = sitting.showing.sections(step)
    boxes = sitting.showing.boxes(sections)
    context = _frame(sitting, step.id) | {
        "title": step.title,
        "intro": step.page.intro,
        "sections": sections,
        "names": [box.name for box in boxes],
        "wrongs": [{"text": box.wrong, "href": f"#{box.id}"} for box in boxes if box.wrong],
    }
    return render(request, "record/tell_step.html", context)


def _look_over(request: HttpRequest, sitting: Sitting, page: str) -> HttpResponse:
    filled = sitting.filled
    missing, broken = filled.missing(), filled.broken()
    form = _form(request, sitting, bool(missing or any(not one.is_strict for one in broken)))
    if form.is_bound:
        if done := carry_out(form, _sending(form, sitting), by=sitting.by):
            return redirect(done.result)
    else:
        sitting.draft.fill(form)
    left = [(asked_in(slot), words) for slot, words in filled.no_longer_asked()]
    if not left:
        del form.fields["leaves_out"]
    context = _frame(sitting, page) | {
        "form": form,
        "said": [
            (asked_in(one.slot), one.words, _where(sitting, one.slot)) for one in filled.answers()
        ],
        "missing": [(_where(sitting, one), asked_in(one)) for one in missing],
        "wrong": [(_where(sitting, one.slot), one) for one in filled.wrong()],
        "broken": broken,
        "left": left,
        "readers": [name_of(one) for one in keepers(but=_kept_from(sitting))],
        "is_keeper": is_keeper(sitting.by),
    }
    status = 422 if form.is_bound else 200
    return render(request, "record/tell_check.html", context, status=status)


def _kept_from(sitting: Sitting) -> UUID | None:
    return sitting.change.allegation.against_id if sitting.change else None


def _form(request: HttpRequest, sitting: Sitting, has_gaps: bool) -> TellForm | AnswerForm:
    data = request.POST if "finish" in request.POST else None
    if sitting.change is None:
        return TellForm(data, has_gaps=has_gaps)
    why = sitting.change.now.left_open.get("why", "")
    return AnswerForm(data, has_gaps=has_gaps, initial={"gaps_why": why})


def _sending(form: TellForm | AnswerForm, sitting: Sitting) -> Any:
    """The action, and where whoever carried it out goes then."""

    def send(*, by: Account, **_: Any) -> str:
        told: dict[str, Any] = {"filled": sitting.filled, "by": by, **form.told()}
        if sitting.change is None:
            tell_of_allegation(id=sitting.draft.id, **told)
            return drafts.already(sitting.draft.id, by) or reverse("record:told")
        change = sitting.change
        answer_allegation(
            allegation=change.allegation, base=change.base, draft=sitting.draft.id, **told
        )
        return change.allegation.get_absolute_url()

    return send


def _where(sitting: Sitting, slot: Slot) -> str:
    """The address of the place where something is asked."""
    return f"{sitting.at(sitting.showing.asked.page_of(slot.item).id)}#q-{slot.name}"
