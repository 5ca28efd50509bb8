"""What one brought to group supervision: the decision that goes on that person's record."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from alongside.accounts.access import account_of, staff_only
from alongside.foundation import drafts
from alongside.learning.access.circles import turn_brought
from alongside.learning.actions.circles import decide_brought
from alongside.learning.models import Turn

from .circles import asks
from .deciding import ask_what, ask_whose


def _place(turn: Turn) -> str:
    return f"{reverse('learning:round', args=[turn.round_id])}#said-{turn.pk}"


@staff_only
@asks
def choose(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    """Whose record the decision belongs to."""
    turn = turn_brought(account_of(request), turn_id)
    return ask_whose(
        request,
        lambda person: reverse("learning:decide-brought", args=[turn.pk, person]),
        back_url=_place(turn),
    )


@staff_only
@asks
@drafts.not_twice
def decide(request: HttpRequest, turn_id: UUID, person_id: UUID) -> HttpResponse:
    """What was decided and why, for that person's record."""
    turn = turn_brought(account_of(request), turn_id)
    return ask_what(
        request,
        person_id,
        partial(decide_brought, turn=turn),
        back_url=_place(turn),
        with_name="your name alone: nobody else of the group is named",
    )
