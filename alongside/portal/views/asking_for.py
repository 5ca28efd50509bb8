"""A partner agency asks something for somebody of whom something is shared with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, kinds
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.drafts.reading import written
from alongside.foundation.pages import carry_out
from alongside.portal.access.listed import grant_to_ask_by, name_on
from alongside.questionnaires import access as library
from alongside.questionnaires.answering import Filled, Slot
from alongside.questionnaires.definition import PERSON, WORKER, Questionnaire
from alongside.questionnaires.showing import CHECK, Mode, Showing
from alongside.questionnaires.turning import next_step, one_more_row
from alongside.record.actions.asking import asked_in
from alongside.record.actions.referring import (
    as_partners_are_asked,
    is_for_partners,
    live_grant,
    send_referral,
)
from alongside.record.door import door
from alongside.record.readership import name_of

from .pages import show

PURPOSE = "referral"
UNNAMED = "the person"


def for_partners() -> list[Questionnaire]:
    """What a partner may start today."""
    found = map(library.questionnaire_of, library.asked_on(timezone.localdate()))
    return [one for one in found if is_for_partners(one)]


def address_to_ask(grant: UUID, key: str) -> str:
    """Where it is started."""
    return reverse("portal:ask-for", args=[grant, key])


@dataclass
class Sitting:
    """All that one request about the questions knows."""

    by: Account
    place: str  # where it is asked
    name: str  # as it was listed, or nothing
    asked: Questionnaire
    draft: drafts.OpenDraft
    showing: Showing
    step: str

    @property
    def filled(self) -> Filled:
        """What was typed, looked at through the questions."""
        return self.showing.filled

    def at(self, step: str) -> str:
        """The address of a page of this draft."""
        told = {"v": self.asked.version, **({"page": step} if step else {})}
        return f"{self.place}?{urlencode({**told, 'draft': str(self.draft.id)})}"


@kinds(Account.Kind.PARTNER)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: HttpRequest, grant_id: UUID, key: str) -> HttpResponse:
    """One page, or looking it over; where nothing is shared any more, what was typed stays."""
    by = account_of(request)
    grant = grant_to_ask_by(by, grant_id)
    asked = _asked(request, key)
    place = address_to_ask(grant.pk, key)
    if "v" not in request.GET:
        return redirect(f"{place}?{urlencode({'v': asked.version})}")
    step = request.GET.get("page", "")
    told = {"v": asked.version, **({"page": step} if step else {})}
    address = f"{place}?{urlencode(told)}"
    assert grant.person_id is not None
    draft = drafts.draft_for(request, purpose=PURPOSE, about=[grant.person_id], address=address)
    draft.address = address
    if draft.became:
        return redirect(draft.became)
    if not live_grant(grant, by):
        return _over(request, draft, by)
    if draft.later:
        return redirect(reverse("foundation:drafts"))
    sitting = sitting_of(by, place, name_on(grant), asked, draft, step)
    if request.method == "POST" and not (step == CHECK and "send" in request.POST):
        return redirect(led(request, sitting))
    if request.method != "POST":
        # Whether they may be known is among the answers: until then nobody is told.
        told_of = {"withheld": True} if asked.id in door().forms else {}
        trail.note("questions for somebody opened", about=[grant.person_id], by=by, detail=told_of)
    if step != CHECK:
        return questions(request, sitting)
    send = partial(send_referral, grant=grant, called=sitting.name)
    return look_over(request, sitting, send, "shared-entry")


def _asked(request: HttpRequest, key: str) -> Questionnaire:
    version, today = request.GET.get("v"), timezone.localdate()
    found = library.as_asked(f"{key} {version}") if version else library.in_force(key, today)
    if found is None or not is_for_partners(found):
        raise Http404
    return as_partners_are_asked(found)


def _over(request: HttpRequest, draft: drafts.OpenDraft, by: Account) -> HttpResponse:
    """Their words are theirs: shown to be copied, and whom to ring; nothing of the person."""
    row = drafts.open_drafts_of(by).filter(pk=draft.id).first()
    said = written(row, by) if row else None
    return show(request, "ask_over.html", None, status=410, written=said)


def sitting_of(
    by: Account, place: str, name: str, asked: Questionnaire, draft: drafts.OpenDraft, step: str
) -> Sitting:
    """What one request knows, from what was typed so far."""
    filled = Filled(asked, draft.texts, timezone.localdate())
    me = name_of(by).split(" ")[0]
    called = name.split(" ")[0] or UNNAMED
    showing = Showing(filled, Mode.WORKER, called=called, me=me, is_reported=True)
    return Sitting(by, place, name, asked, draft, showing, step)


# What was pressed


def led(request: HttpRequest, sitting: Sitting) -> str:
    """Where the button that was pressed leads."""
    if "add" in request.POST:
        return _add_row(sitting, request.POST["add"])
    steps = sitting.showing.steps()
    return sitting.at(next_step(steps, sitting.step, request.POST.get("go", "")))


def _add_row(sitting: Sitting, name: str) -> str:
    more = one_more_row(sitting.filled, name)
    if more is None:
        raise Http404
    piece, text = more
    seen = sitting.draft.versions.get(piece, 0)
    row = drafts.draft_of(sitting.by, sitting.draft.id)
    change = drafts.Change(piece, uuid4(), 1, seen, text)
    drafts.save_pieces(draft=row, changes=[change], by=sitting.by)
    return f"{sitting.at(sitting.step)}#ask-{name}"


# What is shown


def _frame(sitting: Sitting) -> dict[str, Any]:
    return {"asked": sitting.asked, "draft": sitting.draft, "name": sitting.name or UNNAMED}


def questions(request: HttpRequest, sitting: Sitting, first: str = "") -> HttpResponse:
    """One page of them; `first` is what comes before them all."""
    steps = sitting.showing.steps()
    if not steps:
        raise Http404
    step = next((one for one in steps if one.id == sitting.step), steps[0])
    place = steps.index(step)
    sections = sitting.showing.sections(step)
    boxes = sitting.showing.boxes(sections)
    return show(
        request,
        "ask_for.html",
        None,
        **_frame(sitting),
        title=step.title,
        intro=step.page.intro,
        sections=sections,
        names=[box.name for box in boxes],
        wrongs=[{"text": box.wrong, "href": f"#{box.id}"} for box in boxes if box.wrong],
        place=place + 1,
        steps=len(steps),
        before=steps[place - 1].id if place else first,
        is_last=place + 1 == len(steps),
    )


def look_over(
    request: HttpRequest,
    sitting: Sitting,
    send: Callable[..., UUID],
    then: str,
    template: str = "send_for.html",
    beside: Sequence[tuple[Any, str, str]] = (),
) -> HttpResponse:
    """All that was said, to be sent; `beside` stands before it: what is said, and where."""
    filled = sitting.filled
    is_sent = request.method == "POST"
    form = forms.Form(request.POST if is_sent else None)
    act = partial(send, id=sitting.draft.id, filled=filled, by=sitting.by)
    if is_sent and (done := carry_out(form, act)):
        return redirect(f"portal:{then}", done.result)
    steps = sitting.showing.steps()
    said = [(_asks(sitting, one.slot), one.words, _where(sitting, one.slot))
            for one in filled.answers()]  # fmt: skip
    return show(
        request,
        template,
        None,
        status=422 if is_sent else 200,
        **_frame(sitting),
        form=form,
        said=[*beside, *said],
        missing=[(asked_in(one), _where(sitting, one)) for one in filled.missing()],
        wrong=[(asked_in(one.slot), one.why, _where(sitting, one.slot)) for one in filled.wrong()],
        before=steps[-1].id if steps else "",
    )


def _asks(sitting: Sitting, slot: Slot) -> str:
    """The question, and who says it where two do."""
    who = {PERSON: sitting.showing.called, WORKER: sitting.showing.me}.get(slot.part, "")
    return f"{asked_in(slot)} {who[:1].upper()}{who[1:]}:" if who else asked_in(slot)


def _where(sitting: Sitting, slot: Slot) -> str:
    """The address of the place where something is asked."""
    return f"{sitting.at(sitting.asked.page_of(slot.item).id)}#q-{slot.name}"
