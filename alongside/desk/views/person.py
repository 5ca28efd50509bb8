"""A person's first page: who they are, what they need, who is around them, what is new."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, may, staff_only
from alongside.desk import lines
from alongside.desk.access.person import FirstPage, Helper, Near, first_page
from alongside.foundation.days import LONDON
from alongside.foundation.templatetags.alongside import address
from alongside.people.access import person_to_open
from alongside.people.kin import is_child
from alongside.people.models import Person, Rung
from alongside.people.outside import kind_words
from alongside.plans.access import Plan
from alongside.record.access.clocks import may_begin
from alongside.record.saying_statuses import short_lines

from .due import short_item

LONG_WITHOUT = 28  # days without contact that a page says plainly


@staff_only
@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """All that one needs before one rings, writes or knocks."""
    account = account_of(request)
    found = person_to_open(account, person_id)
    page = first_page(found, account)
    return render(
        request,
        "desk/person.html",
        {
            "person": found,
            "page": page,
            "header": page.header,
            "called": page.header.short,
            "has_record": page.rung >= Rung.RECORD,
            "write": _write(found, page) if may(account, "write record") else {},
            "around": [_near(one) for one in page.around],
            "involved": _involved(page) if is_child(found) else [],
            "is_child": is_child(found),
            "due": [short_item(one) for one in page.due],
            "may_begin": page.rung >= Rung.RECORD and may_begin(account, found),
            "status": short_lines(page.standing),
            "to_check": len(page.standing.checks),
            "working": [_helper(one) for one in page.working],
            "lines": lines.items(page.lines, page.header.short),
            "plans": [_plan(one) for one in page.plans],
            "glass": _until(page),
            "silence": _silence(page),
            "may_change": address("people:about", found.pk),
        },
    )


def _write(person: Person, page: FirstPage) -> dict[str, str]:
    """The one solid button, for those who may write here."""
    url = address("record:write", person.pk) if page.rung >= Rung.RECORD else ""
    word = "with" if page.header.is_living else "about"
    return {"url": url, "words": f"Write {word} {page.header.short}"}


def _plan(one: Plan) -> dict[str, str]:
    """A plan with what is next in it."""
    left = one.open_steps
    is_late = one.is_late(timezone.localdate())
    return {
        "heading": one.kind.title,
        "url": address("plans:plan", one.id),
        "line": f"Next: {left[0].words}" if left else "Every step is done.",
        "quiet": "Its day to be looked at again has gone by." if is_late else "",
    }


def _near(one: Near) -> dict[str, Any]:
    url = address("desk:person", one.person_id) if one.person_id else ""
    return {"heading": one.called, "url": url, "line": one.line}


def _helper(one: Helper) -> dict[str, Any]:
    return {"heading": one.called, "line": one.line}


def _involved(page: FirstPage) -> list[dict[str, Any]]:
    """Everybody around a child with how to ring them: workers, services, and those they live with.

    What is kept out of sight is not among them; nobody learns here whether there is anything.
    """
    found = [{**_helper(one), "quiet": one.ring} for one in page.working]
    for one in page.services:
        heading = one.agency or one.contact
        who = one.contact if one.agency else ""
        line = ", ".join(part for part in (kind_words(one), who) if part)
        found.append({"heading": heading, "line": f"{line}.", "quiet": one.phone or one.email})
    return [*found, *[_near(one) for one in page.around]]


def _until(page: FirstPage) -> str:
    return f"{page.glass.until.astimezone(LONDON):%H:%M}" if page.glass else ""


def _silence(page: FirstPage) -> int:
    """Days since anybody met or spoke with them, where that is long; nought otherwise."""
    if page.last_contact is None:
        return 0
    days = (timezone.localdate() - page.last_contact.astimezone(LONDON).date()).days
    return days if days >= LONG_WITHOUT else 0
