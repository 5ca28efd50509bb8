"""The chronology of a family: what is written about those who were chosen, in one order."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.foundation import trail
from alongside.people.access import person_to_view
from alongside.people.header import header_of
from alongside.people.models import Person, Rung
from alongside.record.access.families import (
    LINES,
    MOST_CHOSEN,
    ON_PAPER,
    FamilyLine,
    chosen_of,
    family_lines,
    members,
)

from .chronologies import place_of, written
from .timeline import shown


@staff_only
@require_safe
def family_chronology(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What is written about somebody and those of the family who were chosen; ?with= names them."""
    by = account_of(request)
    person = person_to_view(by, person_id, Rung.RECORD)
    offered = members(person, by)
    people = chosen_of(offered, request.GET.getlist("with"))
    trail.note("family chronology opened", on=person, about=people, by=by)
    on_paper = "all" in request.GET
    after = place_of(request.GET.get("after", ""))
    page = family_lines(people, after, by=by, size=ON_PAPER if on_paper else LINES)
    lines = [_line(one) for one in page.lines]
    chosen = [("with", str(one.pk)) for one in people[1:]]
    context = {
        "person": person,
        "header": header_of(person, by),
        "offered": [(one, one in people) for one in offered[1:]],
        "people": people,
        "lines": lines,
        "hidden": sum(bool(one.get("is_stub")) for one in lines),
        "later_url": _end(*chosen, ("after", written(page.later))) if page.later else "",
        "all_url": _end(*chosen, ("all", "1")),
        "on_paper": on_paper,
        "is_later": bool(after),
        "most": MOST_CHOSEN,
        "is_cut": on_paper and page.later is not None,
    }
    return render(request, "record/family_chronology.html", context)


def _line(one: FamilyLine) -> dict[str, Any]:
    whose = [person.called for person in one.whose]
    return {**shown(one.line, _short(one.whose)), "names": ", ".join(whose)}


def _short(whose: list[Person]) -> str:
    return whose[0].called if len(whose) == 1 else "They"


def _end(*pairs: tuple[str, str]) -> str:
    return f"?{urlencode(pairs)}"
