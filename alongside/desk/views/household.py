"""Who lives with somebody, now and before, on one page."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.foundation import trail
from alongside.people.access import record_to_open
from alongside.people.header import header_of
from alongside.people.household import Stay, household_of


@staff_only
@require_safe
def household(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who lives at the same address, as far as one may know; ?page= where they are many."""
    by = account_of(request)
    person = record_to_open(by, person_id, "household opened")
    asked = request.GET.get("page", "1")
    found = household_of(person, by, int(asked) if asked.isdecimal() and len(asked) < 4 else 1)
    listed = sorted({one.person for one in (*found.now, *found.before) if one.person})
    if listed:
        trail.note("people listed", listed=listed, by=by)
    context = {
        "person": person,
        "header": header_of(person, by),
        "found": found,
        "now": [_shown(one) for one in found.now],
        "before": [_shown(one) for one in found.before],
        "newer_url": f"?page={found.page - 1}" if found.page > 1 else "",
        "older_url": f"?page={found.page + 1}" if found.page < found.pages else "",
    }
    return render(request, "desk/household.html", context)


def _shown(one: Stay) -> dict[str, Any]:
    url = reverse("desk:household", args=[one.person]) if one.person else ""
    return {"heading": one.called, "url": url, "line": one.words}
