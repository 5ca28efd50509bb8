"""Short courses: which there are, and the steps of one; nobody is told who takes which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of
from alongside.foundation.days import in_words
from alongside.foundation.templatetags.alongside import address
from alongside.knowledge.ticking import mark
from alongside.learning import areas, courses
from alongside.learning.access.helping import Help, helps_for
from alongside.learning.courses import Course, Step
from alongside.learning.scenarios.library import scenario_named
from alongside.learning.shapes import shapes


@dataclass(frozen=True)
class Drawn:
    """A step as the page shows it."""

    does: str  # what one does in it: ask, read, play …
    words: str
    url: str
    step: Step
    mark: str
    people: tuple[Help, ...] = ()


# What one does in each kind of step, said before its title.
DOES = {
    courses.PERSON: "Ask",
    courses.GUIDE: "Read",
    courses.RECORDING: "Listen or watch",
    courses.DILEMMA: "Play",
    courses.REFLECT: "Write for yourself",
    courses.SUPERVISION: "Bring to supervision",
}


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every course: what it is for, how long it takes, and how far this browser knows one is."""
    names = dict(areas.areas())
    reader = str(account_of(request).pk)
    items = [_item(one, names, reader) for one in courses.in_force()]
    return render(request, "learning/courses/courses.html", {"items": items})


def _item(course: Course, names: dict[str, str], reader: str) -> dict[str, Any]:
    today = timezone.localdate()
    due = f"Was to be looked at again by {in_words(course.review_by)}"
    return {
        "course": course,
        "url": reverse("learning:course", args=[course.key]),
        "areas": _areas(course, names),
        "due": due if course.is_due(today) else "",
        "marks": " ".join(_mark(reader, course, step) for step in course.steps),
    }


@require_safe
def course(request: HttpRequest, key: str) -> HttpResponse:
    """One course: a person first, then what there is to read, play, write and bring along."""
    found = courses.course_named(key)
    if found is None:
        raise Http404
    me = account_of(request)
    names = dict(areas.areas())
    asked = {one.key for one in found.steps if one.kind == courses.PERSON}
    helps = helps_for(sorted({*found.areas, *asked}), me)
    steps = [
        _drawn(one, found, str(me.pk), helps[one.key].people if one.key in asked else ())
        for one in found.steps
    ]
    context = {
        "course": found,
        "areas": _areas(found, names),
        "steps": steps,
        "sessions": dict.fromkeys(one for area in found.areas for one in helps[area].sessions),
        "is_due": found.is_due(timezone.localdate()),
        "has_supervision": me.is_staff_member,
    }
    return render(request, "learning/courses/course.html", context)


def _areas(course: Course, names: dict[str, str]) -> str:
    """Their names, the first above all; some have a comma of their own."""
    return " · ".join(names[one] for one in course.areas)


def _mark(reader: str, course: Course, step: Step) -> str:
    return mark(reader, f"{course.key} {step.kind} {step.key}")


def _drawn(step: Step, course: Course, reader: str, people: tuple[Help, ...]) -> Drawn:
    words, url = _leads(step)
    return Drawn(DOES[step.kind], words, url, step, _mark(reader, course, step), people)


def _leads(step: Step) -> tuple[str, str]:
    """What a step is called, and where it is; nowhere where that is not there at the moment."""
    if step.kind == courses.PERSON:
        url = address("learning:champions")
        return "Somebody who knows it", f"{url}?area={step.key}"
    if step.kind in (courses.GUIDE, courses.RECORDING):
        guide = courses.guide_of(step)
        if guide is None:
            return "A guide that is not there at the moment", ""
        part = "#recording-1" if step.kind == courses.RECORDING else ""
        return guide.title, address("knowledge:guide", guide.key) + part
    if step.kind == courses.DILEMMA:
        scenario = scenario_named(step.key)
        if scenario is None or not scenario.holds_on(timezone.localdate()):
            return "A dilemma that is not there at the moment", ""
        return scenario.title, address("learning:dilemma", scenario.key)
    if step.kind == courses.REFLECT:
        shape = shapes().by_id.get(step.key)
        if shape is None:
            return "A way to reflect that is not there at the moment", ""
        return shape.title, address("learning:reflect", shape.id)
    return step.key, ""
