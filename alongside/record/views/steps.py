"""Going through a questionnaire step by step: what a button does, a step, and looking it over."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import in_words
from alongside.foundation.pages import carry_out
from alongside.people.header import PersonHeader
from alongside.people.models import Person
from alongside.questionnaires.answering import Filled, Slot
from alongside.questionnaires.definition import PERSON, Questionnaire
from alongside.questionnaires.showing import CHECK, ONE_BY_ONE, Mode, Showing
from alongside.record import defaults
from alongside.record.access import Reading
from alongside.record.actions.asking import SIGNING, amend_answers, asked_in, finish_answers
from alongside.record.asked import LastTime
from alongside.record.forms.asking import ChangeAnswersForm, FinishForm
from alongside.record.forms.writing import when_now

from .pages import quiet, will_read

SAME = "same"  # the piece that names what was copied forward
MODES = (
    (Mode.WORKER, "Fill it in"),
    (Mode.TOGETHER, "Side by side, large"),
    (Mode.ALONE, "On their own, one question at a time"),
    (Mode.EASY, "Easy words and pictures"),
)


@dataclass(frozen=True)
class Change:
    """A finished questionnaire that is being put right."""

    began: Reading  # the version that this began from
    now: Reading
    clashes: tuple[tuple[str, str, str], ...] = ()  # changed here and by somebody else meanwhile


@dataclass
class Desk:
    """All that one request about one questionnaire knows."""

    by: Account
    person: Person
    header: PersonHeader
    asked: Questionnaire
    draft: drafts.OpenDraft
    showing: Showing
    last: LastTime | None
    place: str  # the address without what comes after "?"
    told: dict[str, str]  # what comes after it, but for the page
    change: Change | None = None

    @property
    def filled(self) -> Filled:
        """What was typed, looked at through the questionnaire."""
        return self.showing.filled

    @property
    def is_alone(self) -> bool:
        """Whether the person goes through it by themselves."""
        return self.showing.mode in ONE_BY_ONE

    def at(self, step: str, **other: str) -> str:
        """The address of a step of this draft."""
        where = {"page": step} if step else {}
        told = {**self.told, **other, **where, "draft": str(self.draft.id)}
        return f"{self.place}?{urlencode(told)}"


def go_through(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    """The step that was asked for, after what was pressed on the last one."""
    if request.method == "POST":
        led = _posted(request, desk, page)
        if led is not None:
            return led
    return _look_over(request, desk) if page == CHECK else _step(request, desk, page)


# What was pressed


def _posted(request: HttpRequest, desk: Desk, page: str) -> HttpResponse | None:
    """Where the button leads; None where the page is shown again."""
    if "add" in request.POST:
        return _add_row(desk, request.POST["add"], page)
    if "take" in request.POST:
        return _take_over(desk, request.POST["take"], page)
    if page == CHECK and "finish" in request.POST:
        return None
    steps = [step.id for step in desk.showing.steps()]
    wanted = request.POST.get("go", "")
    if wanted not in (*steps, CHECK):
        wanted = _next(steps, page)
    return redirect(desk.at(wanted))


def _next(steps: list[str], page: str) -> str:
    place = steps.index(page) if page in steps else 0
    return steps[place + 1] if place + 1 < len(steps) else CHECK


def _add_row(desk: Desk, name: str, page: str) -> HttpResponse:
    group = desk.asked.by_id.get(name.rpartition(".")[2])
    if group is None or not group.is_repeated:
        raise Http404
    prefix = name.removesuffix(group.id)
    rows = len(desk.filled.rows(group, prefix)) + 1
    _write(desk, {f"{name}.rows": str(min(rows, group.most_rows))})
    return redirect(f"{desk.at(page)}#ask-{name}")


def _take_over(desk: Desk, name: str, page: str) -> HttpResponse:
    offers = desk.showing.offers.get(name)
    if not offers:
        raise Http404
    if desk.filled.texts.get(name, "").strip():  # typed meanwhile, and nothing typed is overwritten
        return redirect(f"{desk.at(page)}#q-{name}")
    same = [*desk.draft.texts.get(SAME, "").split("\n"), name]
    _write(desk, {name: offers[0].typed, SAME: "\n".join(one for one in same if one)})
    return redirect(f"{desk.at(page)}#q-{name}")


def _write(desk: Desk, texts: dict[str, str]) -> None:
    """Put words into the draft for whoever pressed the button."""
    changes = [
        drafts.Change(name, uuid4(), 1, desk.draft.versions.get(name, 0), text)
        for name, text in texts.items()
    ]
    row = drafts.draft_of(desk.by, desk.draft.id)
    drafts.save_pieces(draft=row, changes=changes, by=desk.by)


# What is shown


def _frame(desk: Desk, step: str, title: str) -> dict[str, Any]:
    steps = desk.showing.steps()
    place = next((n for n, one in enumerate(steps, 1) if one.id == step), len(steps) + 1)
    return {
        "layout": "foundation/base_plain.html" if desk.is_alone else "foundation/base.html",
        "is_alone": desk.is_alone,
        "is_large": desk.showing.mode in (Mode.TOGETHER, Mode.EASY),
        "picture": desk.showing.mode == Mode.EASY,
        "me": desk.showing.me,
        "asked": desk.asked,
        "person": desk.person,
        "header": desk.header,
        "quiet": quiet(desk.header),
        "draft": desk.draft,
        "steps": steps,
        "ways": _ways(desk, step),
        "step": step,
        "title": title,
        "place": place,
        "before": steps[place - 2].id if place > 1 and steps else "",
        "is_last": place >= len(steps),
        "change": desk.change,
        "back": _back(desk),
    }


def _back(desk: Desk) -> str:
    if desk.change is not None:
        return desk.change.now.entry.get_absolute_url()
    return reverse("record:choose-questionnaire", args=[desk.person.pk])


def _ways(desk: Desk, step: str) -> list[dict[str, Any]]:
    """The ways to go through it, at the same place where that is there."""
    has_own = any(PERSON in one.voices for one in desk.asked.questions)
    page = "" if desk.is_alone or step == CHECK else step
    return [
        {
            "words": words,
            "is_here": mode == desk.showing.mode,
            "url": desk.at("" if mode in ONE_BY_ONE else page, mode=str(mode)),
        }
        for mode, words in MODES
        if mode not in ONE_BY_ONE or has_own
    ]


def _step(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    steps = desk.showing.steps()
    if not steps:
        raise Http404("There is nothing to ask here.")
    step = next((one for one in steps if one.id == page), steps[0])
    sections = desk.showing.sections(step)
    boxes = desk.showing.boxes(sections)
    context = _frame(desk, step.id, step.title)
    context |= {
        "sections": sections,
        "names": [box.name for box in boxes],
        "wrongs": [{"text": box.wrong, "href": f"#{box.id}"} for box in boxes if box.wrong],
        "intro": "" if step.only else step.page.intro,
        "is_child": step.page.look == "child",
    }
    return render(request, "record/ask.html", context)


def _look_over(request: HttpRequest, desk: Desk) -> HttpResponse:
    filled = desk.filled
    missing, broken = filled.missing(), filled.broken()
    form = _form(request, desk, has_gaps=bool(missing or any(not one.is_strict for one in broken)))
    if form.is_bound:
        done = carry_out(form, _finishing(form, desk), by=desk.by)
        if done:
            return redirect(done.result.get_absolute_url())
    else:
        desk.draft.fill(form)
    names_others = bool(form["names_others"].value())
    context = _frame(desk, CHECK, "Look it over, and finish")
    context |= {
        "form": form,
        "missing": [(_where(desk, one), asked_in(one)) for one in missing],
        "wrong": [(_where(desk, one.slot), one) for one in filled.wrong()],
        "broken": broken,
        "left": [(asked_in(slot), words) for slot, words in filled.no_longer_asked()],
        "said": _said(desk),
        "readers": will_read([desk.person], desk.asked.kind, names_others=names_others),
    }
    status = 422 if form.is_bound else 200
    return render(request, "record/check_answers.html", context, status=status)


def _form(request: HttpRequest, desk: Desk, *, has_gaps: bool) -> FinishForm | ChangeAnswersForm:
    data = request.POST if "finish" in request.POST else None
    given: dict[str, Any] = {
        "called": desk.header.short,
        "is_signed": desk.asked.is_signed,
        "has_gaps": has_gaps,
    }
    if desk.change is None:
        initial = {"happened": when_now(), "names_others": desk.asked.names_others}
        return FinishForm(data, initial=initial, **given)
    return ChangeAnswersForm(data, initial=_as_it_was(desk.change.now), **given)


def _as_it_was(now: Reading) -> dict[str, Any]:
    """The envelope of what is being changed, as it stands."""
    version = now.version
    said = {part.question: part for part in now.parts if part.question.startswith(SIGNING)}
    signed, words = said.get(SIGNING), said.get(f"{SIGNING}.words")
    return {
        "happened": defaults.when_of(version),
        "contact": version.contact,
        "there": version.there,
        "minutes": version.minutes,
        "signed": (signed.value or {}).get("codes", [""])[0] if signed else "",
        "signed_words": words.text if words else "",
        "gaps_why": version.answers.get("why", ""),
        "is_earlier_readable": True,
    }


def _finishing(form: FinishForm | ChangeAnswersForm, desk: Desk) -> Any:
    def finish(*, by: Account, **_: Any) -> Any:
        told = {"filled": desk.filled, "copied": _copied(desk), "by": by, **form.entry()}
        if desk.last is not None:
            told["copied_from"] = f"from {in_words(desk.last.on)}"
        if desk.change is None:
            people, title = [desk.person], desk.asked.title
            return finish_answers(id=desk.draft.id, people=people, title=title, **told)
        began, entry = desk.change.began, desk.change.now.entry
        happened = told.pop("happened")
        is_moved = happened != defaults.when_of(began.version)
        amend_answers(
            entry=entry,
            base=began.version.number,
            stood=began.parts,
            people=[about.person for about in began.abouts],
            happened=happened if is_moved else None,
            draft=desk.draft.id,
            **told,
        )
        return entry

    return finish


def _copied(desk: Desk) -> list[str]:
    """What was taken over by its button and still says the same."""
    last = desk.last.parts if desk.last else {}
    words = {one.slot.name: one.words for one in desk.filled.answers()}
    return [
        name for name in desk.showing.same if name in last and words.get(name) == last[name].text
    ]


def _where(desk: Desk, slot: Slot) -> str:
    """The address of the place where something is asked."""
    page = desk.asked.page_of(slot.item).id
    here = replace(desk, told={**desk.told, "mode": str(Mode.WORKER)}) if desk.is_alone else desk
    return f"{here.at(page)}#q-{slot.name}"


def _said(desk: Desk) -> list[dict[str, Any]]:
    """Every answer by page, to be looked over before it is final."""
    found: list[dict[str, Any]] = []
    for one in desk.filled.answers():
        page = desk.asked.page_of(one.slot.item)
        if not found or found[-1]["page"] != page.id:
            url = _where(desk, one.slot).partition("#")[0]
            found.append({"page": page.id, "title": page.ask, "url": url, "said": []})
        is_own = one.slot.voice == PERSON and one.slot.item.role == "question"
        found[-1]["said"].append((asked_in(one.slot), one.words, is_own))
    return found
