"""The person answers by themselves: what there is to answer, one question a page, sending it."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.foundation.paper import Format
from alongside.portal.access.sight import allocated_to
from alongside.portal.forms import SendForm
from alongside.portal.who import Names
from alongside.questionnaires import access as library
from alongside.questionnaires.answering import Filled, Slot
from alongside.questionnaires.definition import PERSON, Questionnaire
from alongside.questionnaires.pieces import Step
from alongside.questionnaires.showing import CHECK, ONE_BY_ONE, Mode, Showing
from alongside.record.actions.asking import asked_in
from alongside.record.actions.sending import as_written, is_for_the_person, send_answers
from alongside.record.asked import LastTime, last_time, offers_for
from alongside.record.papers import format_for

from .pages import Me, mine, show

PURPOSE = "your answers"
SAME = "same"  # the piece that names what was taken over from last time


@mine
@require_safe
def choose_questions(request: HttpRequest, me: Me) -> HttpResponse:
    """What they may answer, what they began, and when they last sent it."""
    trail.note("own questions listed", on=me.person, about=[me.person], by=me.account)
    begun = list(drafts.open_drafts_of(me.account).filter(purpose=PURPOSE))
    items = [
        _item(asked, [one for one in begun if one.address.startswith(_place(asked))])
        for asked in map(library.questionnaire_of, library.asked_on(timezone.localdate()))
        if is_for_the_person(asked)
    ]
    return show(request, "choose_questions.html", me, items=items)


def _item(asked: Questionnaire, begun: list[Any]) -> dict[str, Any]:
    again = {"action": gettext("Go on where I stopped"), "action_about": asked.title}
    more = {**again, "action_url": drafts.go_on(begun[0])} if begun else {}
    return {"heading": asked.title, "url": _place(asked), "line": asked.purpose, **more}


def _place(asked: Questionnaire) -> str:
    return reverse("portal:ask", args=[asked.id])


# One question on a page


@dataclass
class Sitting:
    """All that one request about their answers knows."""

    me: Me
    asked: Questionnaire
    draft: drafts.OpenDraft
    showing: Showing
    last: LastTime | None
    step: str

    @property
    def filled(self) -> Filled:
        """What was typed, looked at through the questions."""
        return self.showing.filled

    def at(self, step: str, mode: Mode | None = None) -> str:
        """The address of a question, of this draft and in this way of asking."""
        told = _told(self.asked, mode or self.showing.mode, step)
        return f"{_place(self.asked)}?{urlencode({**told, 'draft': str(self.draft.id)})}"


@mine
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, me: Me, key: str) -> HttpResponse:
    """One question, or looking it over; the way of asking stays in the address."""
    asked, mode = _asked(request, key), _mode(request, me)
    if "v" not in request.GET or "mode" not in request.GET:
        return redirect(f"{_place(asked)}?{urlencode(_told(asked, mode))}")
    step = request.GET.get("page", "")
    address = f"{_place(asked)}?{urlencode(_told(asked, mode, step))}"
    draft = drafts.draft_for(request, purpose=PURPOSE, about=[me.person], address=address)
    draft.address = address
    if draft.became or draft.later:
        return redirect(draft.became or reverse("foundation:drafts"))
    sitting = _sitting(me, asked, mode, draft, step)
    if request.method == "POST" and not (step == CHECK and "send" in request.POST):
        return redirect(_led(request, sitting))
    if request.method != "POST":
        trail.note("own questions opened", on=me.person, about=[me.person], by=me.account)
    return (_look_over if step == CHECK else _question)(request, sitting)


def _asked(request: HttpRequest, key: str) -> Questionnaire:
    version = request.GET.get("v")
    today = timezone.localdate()
    found = library.as_asked(f"{key} {version}") if version else library.in_force(key, today)
    if found is None or not is_for_the_person(found):
        raise Http404
    return found


def _mode(request: HttpRequest, me: Me) -> Mode:
    """As the address says; else in easy words for whoever needs paper in them."""
    if "mode" not in request.GET:
        return Mode.EASY if format_for(me.person) is Format.EASY_READ else Mode.ALONE
    found = next((one for one in ONE_BY_ONE if one == request.GET["mode"]), None)
    if found is None:
        raise Http404
    return found


def _told(asked: Questionnaire, mode: Mode, step: str = "") -> dict[str, str]:
    return {"v": asked.version, "mode": str(mode), **({"page": step} if step else {})}


def _sitting(
    me: Me, asked: Questionnaire, mode: Mode, draft: drafts.OpenDraft, step: str
) -> Sitting:
    filled = Filled(asked, draft.texts, timezone.localdate())
    last = last_time(me.account, me.person, asked.id, but=draft.id)
    showing = Showing(
        filled,
        mode,
        called=me.header.short,
        me=gettext("We"),
        offers=offers_for(filled, me.person, last, me.account),
        same=set(draft.texts.get(SAME, "").split("\n")),
    )
    return Sitting(me, asked, draft, showing, last, step)


# What was pressed


def _led(request: HttpRequest, sitting: Sitting) -> str:
    """Where the button leads."""
    posted = request.POST
    if "add" in posted:
        return _add_row(sitting, posted["add"])
    if "take" in posted:
        return _take_over(sitting, posted["take"])
    if posted.get("mode") in ONE_BY_ONE:
        return sitting.at(sitting.step, Mode(posted["mode"]))
    steps = [one.id for one in sitting.showing.steps()]
    wanted = posted.get("go", "")
    return sitting.at(wanted if wanted in (*steps, CHECK) else _next(steps, sitting.step))


def _next(steps: list[str], step: str) -> str:
    place = steps.index(step) if step in steps else 0
    return steps[place + 1] if place + 1 < len(steps) else CHECK


def _add_row(sitting: Sitting, name: str) -> str:
    group = sitting.asked.by_id.get(name.rpartition(".")[2])
    if group is None or not group.is_repeated:
        raise Http404
    rows = len(sitting.filled.rows(group, name.removesuffix(group.id))) + 1
    _write(sitting, {f"{name}.rows": str(min(rows, group.most_rows))})
    return f"{sitting.at(sitting.step)}#ask-{name}"


def _take_over(sitting: Sitting, name: str) -> str:
    offers = sitting.showing.offers.get(name)
    if not offers:
        raise Http404
    if not sitting.draft.texts.get(name, "").strip():  # what was typed meanwhile stays
        same = [*sitting.draft.texts.get(SAME, "").split("\n"), name]
        _write(sitting, {name: offers[0].typed, SAME: "\n".join(one for one in same if one)})
    return f"{sitting.at(sitting.step)}#q-{name}"


def _write(sitting: Sitting, texts: dict[str, str]) -> None:
    row = drafts.draft_of(sitting.me.account, sitting.draft.id)
    seen = sitting.draft.versions
    changes = [
        drafts.Change(name, uuid4(), 1, seen.get(name, 0), text) for name, text in texts.items()
    ]
    drafts.save_pieces(draft=row, changes=changes, by=sitting.me.account)


# What is shown


def _question(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    steps = sitting.showing.steps()
    if not steps:
        raise Http404
    step = next((one for one in steps if one.id == sitting.step), steps[0])
    place = steps.index(step)
    sections = sitting.showing.sections(step)
    boxes = sitting.showing.boxes(sections)
    return show(
        request,
        "ask.html",
        sitting.me,
        **_frame(sitting),
        title=step.title,
        intro=step.page.intro if _begins_page(steps, place) else "",
        sections=sections,
        names=[box.name for box in boxes],
        wrongs=[{"text": box.wrong, "href": f"#{box.id}"} for box in boxes if box.wrong],
        place=place + 1,
        steps=len(steps),
        before=steps[place - 1].id if place else "",
        is_last=place + 1 == len(steps),
    )


def _begins_page(steps: list[Step], place: int) -> bool:
    return place == 0 or steps[place - 1].page.id != steps[place].page.id


def _frame(sitting: Sitting) -> dict[str, Any]:
    is_easy = sitting.showing.mode is Mode.EASY
    return {
        "asked": sitting.asked,
        "draft": sitting.draft,
        "picture": is_easy,
        "other_mode": str(Mode.ALONE if is_easy else Mode.EASY),
        "is_child": is_easy,
    }


def _look_over(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    filled, me = sitting.filled, sitting.me
    is_sent = request.method == "POST"
    form = SendForm(request.POST if is_sent else None)
    if is_sent:
        send = partial(_send, sitting, form)
        if done := carry_out(form, send):
            return redirect(f"{reverse('portal:entry', args=[done.result])}?sent=1")
    else:
        sitting.draft.fill(form)
    left = [(asked_in(slot), words) for slot, words in filled.no_longer_asked()]
    if not left:
        del form.fields["leaves_out"]
    workers = allocated_to(me.person)
    names = Names(me.person, me.account.pk, [one.pk for one in workers])
    return show(
        request,
        "send_answers.html",
        me,
        status=422 if is_sent else 200,
        **_frame(sitting),
        form=form,
        said=[
            (asked_in(one.slot), one.words, _where(sitting, one.slot)) for one in filled.answers()
        ],
        as_written=_as_written(sitting),
        missing=[(asked_in(one), _where(sitting, one)) for one in _open(sitting)],
        left=left,
        workers=[names.of(one.pk, known=True) for one in workers],
        before=sitting.showing.steps()[-1].id if sitting.showing.steps() else "",
    )


def _send(sitting: Sitting, form: SendForm, **_: Any) -> UUID:
    last = sitting.last.parts if sitting.last else {}
    now = {one.slot.name: one.words for one in sitting.filled.answers()}
    same = [name for name in sitting.showing.same if name in last]
    entry = send_answers(
        id=sitting.draft.id,
        filled=sitting.filled,
        copied=[name for name in same if now.get(name) == last[name].text],
        keeps_left=not form.cleaned_data.get("leaves_out"),
        by=sitting.me.account,
    )
    return entry.pk


def _as_written(sitting: Sitting) -> list[tuple[str, str, str]]:
    try:
        found = as_written(sitting.filled)
    except ValidationError:  # said above the form once it is sent
        return []
    return [(asked_in(one), sitting.filled.text(one), _where(sitting, one)) for one in found]


def _open(sitting: Sitting) -> list[Slot]:
    """What was asked for especially and is open; what was answered otherwise counts as said."""
    return [
        one
        for one in sitting.filled.missing()
        if one.voice == PERSON and not sitting.filled.text(one).strip()
    ]


def _where(sitting: Sitting, slot: Slot) -> str:
    """The address of the page that asks it: of a group as a whole."""
    steps = {one.id for one in sitting.showing.steps()}
    near = (slot.item, *sitting.asked.above(slot.item))
    return sitting.at(next((one.id for one in near if one.id in steps), ""))
