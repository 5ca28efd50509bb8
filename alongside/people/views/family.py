"""The page of a family: drawn, and the same in words."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from alongside.accounts.access import account_of, staff_only
from alongside.foundation import trail
from alongside.people.drawing.picture import legend, picture
from alongside.people.drawing.words import in_words
from alongside.people.gathering import MOST, family_of

from .around import record
from .asking import show


@staff_only
@require_GET
def family(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The family of a person, as far as one may read it, on one page."""
    account, person = account_of(request), record(request, person_id)
    found = family_of(person, account).nearest(MOST)
    drawing = picture(found)
    listed = [key for key, node in found.nodes.items() if node.person and key != person.pk]
    if listed:
        trail.note("people listed", listed=sorted(listed), by=account)
    return show(
        request,
        "family",
        person,
        picture=drawing,
        legend=legend(drawing, person.called),
        generations=in_words(found, drawing),
        is_cut=found.is_cut,
        is_wide=drawing.size > 1,
    )
