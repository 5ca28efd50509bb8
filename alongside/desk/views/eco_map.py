"""The eco-map of somebody: drawn, and the same in words; and a tie as somebody said it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, may, staff_only
from alongside.desk.access.involved import Involved, One, involved, tie_words
from alongside.desk.outside_forms import TieForm
from alongside.foundation import drafts, trail
from alongside.people.access import person_to_view, record_to_open, relationship_to_change
from alongside.people.actions.around import may_write_or_refuse
from alongside.people.actions.families import record_tie
from alongside.people.drawing.ecomap import MOST, Spoke, eco_map, legend
from alongside.people.header import header_of
from alongside.people.household import household_of
from alongside.people.models import Person, Rung

PARTS = (("around", "People"), ("acts", "Acts for them"), ("here", "Working here"),
         ("outside", "Services and groups"))  # fmt: skip


@staff_only
@require_safe
def drawn(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everybody around somebody, with the ties that were said; nothing that is out of sight."""
    by = account_of(request)
    person = record_to_open(by, person_id, "eco-map opened")
    found = involved(person, by)
    home = {one.person for one in household_of(person, by).now if one.person}
    listed = sorted({one.record for one in found.around if one.record})
    if listed:
        trail.note("people listed", listed=listed, by=by)
    spokes = [_spoke(one, home) for one in found.everybody]
    picture = eco_map(person.called, spokes)
    context = {
        "person": person,
        "header": header_of(person, by),
        "picture": picture,
        "legend": legend(picture),
        "parts": _in_words(found, person, may(by, "write record")),
        "is_cut": len(spokes) > MOST,
        "is_wide": picture.size > 1,
    }
    return render(request, "desk/eco_map.html", context)


def _spoke(one: One, home: set[UUID]) -> Spoke:
    quiet = one.line.partition(".")[0].partition(",")[0]
    is_home = one.record in home or one.lives_there
    return Spoke(one.key, one.called or quiet, quiet, one.tie, one.flow, is_home)


def _in_words(found: Involved, person: Person, may_write: bool) -> list[dict[str, Any]]:
    parts = []
    for name, heading in PARTS:
        items = []
        for one in getattr(found, name):
            said = tie_words(one)
            by = f" {one.said_by} said so." if said and one.said_by else ""
            url = _tie_url(one, person) if may_write else ""
            items.append({"one": one, "said": f"{said}.{by}" if said else "", "url": url})
        if items:
            parts.append({"heading": heading, "items": items})
    return parts


def _tie_url(one: One, person: Person) -> str:
    if one.edge:
        return reverse("desk:tie", args=[person.pk, one.edge])
    if one.service:
        return reverse("desk:change-service", args=[person.pk, one.service.pk])
    return ""


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def tie(request: HttpRequest, person_id: UUID, edge_id: UUID) -> HttpResponse:
    """What the tie with somebody around the person is like, and who said so."""
    by = account_of(request)
    if request.method == "POST":
        person = person_to_view(by, person_id, Rung.RECORD)
    else:
        person = record_to_open(by, person_id, "person opened")
    may_write_or_refuse(by)
    who = relationship_to_change(by, person_id, edge_id)
    away = reverse("desk:eco-map", args=[person_id])
    asked = drafts.asking(
        request, TieForm, record_tie, then=lambda _: away, purpose="tie with somebody",
        about=[person], by=by, person=person, who=who,
    )  # fmt: skip
    if asked.leads:
        return redirect(asked.leads)
    told = {"heading": "What is the tie with them like?", "line": who.called, "away": away}
    told["button"] = "Write this down"
    context = {**asked.context, **told, "person": person, "header": header_of(person, by)}
    return render(request, "desk/involved_ask.html", context)
