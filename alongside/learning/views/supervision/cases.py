"""A case in supervision: whom it is about, and the decision that goes on their record."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.foundation import drafts
from alongside.learning.access.supervision import called, other_of, point_to_view
from alongside.learning.actions.supervision import decide_case
from alongside.learning.models import Point
from alongside.learning.views.deciding import ask_what, ask_whose

from .two import GET_OR_POST


def _case(point: Point) -> Point:
    if point.kind != Point.Kind.CASE or point.taken_off_at:
        raise Http404
    return point


@staff_only
@require_http_methods(GET_OR_POST)
def choose(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Whose record the decision belongs to: one of those in whose record one may write."""
    point = _case(point_to_view(account_of(request), point_id))
    return ask_whose(
        request,
        lambda person: reverse("learning:decide-case", args=[point.pk, person]),
        back_url=point.meeting.get_absolute_url(),
        is_of_two=True,
    )


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def decide(request: HttpRequest, point_id: UUID, person_id: UUID) -> HttpResponse:
    """What was decided and why, for that person's record."""
    by = account_of(request)
    point = _case(point_to_view(by, point_id))
    return ask_what(
        request,
        person_id,
        partial(decide_case, point=point),
        back_url=point.meeting.get_absolute_url(),
        with_name=f"your name and {called(other_of(point.meeting.supervision, by))}’s",
    )
