"""A case in supervision: whom it is about, and the decision that goes on their record."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.foundation import drafts, trail
from alongside.learning.access.supervision import allocated_to, other_of, point_to_view
from alongside.learning.actions.supervision import decide_case
from alongside.learning.forms.supervision import ChoosePersonForm, DecisionForm
from alongside.learning.models import Point
from alongside.people.access import person_to_view, record_to_open
from alongside.people.header import header_of
from alongside.people.models import Rung
from alongside.record.access import people_to_write_about
from alongside.record.actions import may_write_or_refuse

from .two import GET_OR_POST

MOST_LISTED = 240


def _case(point: Point) -> Point:
    if point.kind != Point.Kind.CASE or point.taken_off_at:
        raise Http404
    return point


@staff_only
@require_http_methods(GET_OR_POST)
def choose(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Whose record the decision belongs to: one of those in whose record one may write."""
    by = account_of(request)
    point = _case(point_to_view(by, point_id))
    may_write_or_refuse(by)
    people = people_to_write_about(by, most=MOST_LISTED)
    people.sort(key=lambda one: (one.sort_key, one.pk))
    mine = allocated_to(by, people)
    form = ChoosePersonForm(
        request.POST if request.method == "POST" else None,
        own=[one for one in people if one.pk in mine],
        others=[one for one in people if one.pk not in mine],
    )
    if form.is_valid():
        address = reverse("learning:decide-case", args=[point.pk, form.cleaned_data["person"]])
        return redirect(address)
    trail.note("people listed", listed=[one.pk for one in people], by=by)
    context = {
        "form": form,
        "point": point,
        "is_empty": not people,
        "is_cut": len(people) >= MOST_LISTED,
    }
    return render(request, "learning/supervision/choose.html", context)


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def decide(request: HttpRequest, point_id: UUID, person_id: UUID) -> HttpResponse:
    """What was decided and why, for that person's record."""
    by = account_of(request)
    point = _case(point_to_view(by, point_id))
    is_post = request.method == "POST"
    person = (
        person_to_view(by, person_id, Rung.RECORD) if is_post else record_to_open(by, person_id)
    )
    may_write_or_refuse(by)
    address = point.meeting.get_absolute_url()
    # Words about a person, unlike the rest of this room: they may be handed over as a note may.
    asked = drafts.asking(
        request,
        DecisionForm,
        partial(decide_case, point=point, person=person),
        then=lambda _made: str(address),
        purpose="decision",
        about=[person],
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {
        **asked.context,
        "person": person,
        "header": header_of(person, by),
        "other": other_of(point.meeting.supervision, by).practitioner,
        "back_url": address,
    }
    return render(request, "learning/supervision/decide.html", context)
