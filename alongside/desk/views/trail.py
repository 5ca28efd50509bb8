"""The whole trail, for data protection: who opened, searched and changed what."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.desk.access import whole_trail


@staff_only
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Newest first; about one person where an id is given. Reading it is noted as well."""
    account = account_of(request)
    whole_trail.trail_to_read(account)
    person_id = _id(request.GET.get("person", ""))
    before = _moment(request.GET.get("before", ""))
    lines, older = whole_trail.whole_trail(
        account, before=before or timezone.now(), person_id=person_id
    )
    asked = {"person": str(person_id)} if person_id else {}
    context = {
        "lines": lines,
        "older_url": f"?{urlencode({**asked, 'before': older.isoformat()})}" if older else "",
        "newer_url": f"?{urlencode(asked)}" if before and asked else "?" if before else "",
        "person": next((one.person for one in lines), "somebody") if person_id else "",
    }
    return render(request, "desk/trail.html", context)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """A moment with its zone; anything else is as good as none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
