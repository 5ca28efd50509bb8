"""Listing entries for whoever acts for a person or works for a partner, and taking them off."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.desk.access.listing import (
    LISTED_FOR,
    OnList,
    lists_for,
    may_be_listed,
)
from alongside.desk.access.person import grants_on
from alongside.desk.letting_in import ListForForm, ListForm
from alongside.foundation import drafts
from alongside.foundation.days import in_words
from alongside.people.access import may_open_to, person_to_view
from alongside.people.actions.ways_in import NOT_YOURS
from alongside.people.header import header_of
from alongside.people.models import Grant, Person, Rung, Shared
from alongside.record import saying
from alongside.record.access import entry_to_open
from alongside.record.actions.listing import list_entry, unlist_entry
from alongside.record.defaults import when_of
from alongside.record.models import Version

from .who_may_see import whom

PURPOSE = "reason for listing an entry"


def _page(grant: Grant) -> str:
    return reverse("desk:way-in", args=[grant.person_id, grant.pk])


def named(version: Version) -> str:
    """Visit at home, 19 November 2026. Its title first, where it has one; the day is enough."""
    kind, when = saying.kind_of(version.entry, version), when_of(version)
    on = in_words(when.day) if saying.is_exact(version) else when.words()
    return f"{version.title or kind}, {on}"


def told(one: OnList, person: Person, grant: Grant) -> dict[str, Any]:
    """One entry on the list: what it is, who agreed, and whether they read it now."""
    why = f"“{one.shared.why}”" if one.shared.why else ""
    return {
        "shared": one.shared,
        "heading": named(one.version) if one.version else "An entry that you may not read",
        "url": one.version.entry.get_absolute_url() if one.version else "",
        "why": why,
        "is_read": one.is_read,
        "off": reverse("desk:take-off-list", args=[person.pk, grant.pk, one.shared.pk]),
    }


def _grant_for(account: Account, person_id: UUID, grant_id: UUID) -> tuple[Person, Grant]:
    """The grant that something is listed for, to those who may let people in to this record."""
    person = person_to_view(account, person_id, Rung.RECORD)
    if not may_open_to(person.pk):
        raise PermissionDenied(NOT_YOURS)
    grants = grants_on(person).filter(basis__in=LISTED_FOR)
    return person, get_object_or_404(grants, pk=grant_id)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def list_for(request: HttpRequest, person_id: UUID, grant_id: UUID) -> HttpResponse:
    """Choose an entry for one who reads only what is listed."""
    account = account_of(request)
    person, grant = _grant_for(account, person_id, grant_id)
    versions = may_be_listed(person, grant, account)
    choices = [(str(one.entry_id), named(one)) for one in versions]
    asked = drafts.asking(
        request,
        partial(ListForm, entries=choices),
        list_entry,
        then=lambda _: _page(grant),
        purpose=PURPOSE,
        about=[person],
        by=account,
        grant=grant,
    )
    if asked.leads:
        return redirect(asked.leads)
    header = header_of(person, account)
    context: dict[str, Any] = {
        "heading": f"List an entry for {whom(grant, person)}",
        "line": f"They read what is about {header.short} alone, as long as {header.short} may.",
        "away": _page(grant),
    }
    context |= {"person": person, "header": header, "is_any": bool(choices)}
    return render(request, "desk/list_for.html", {**context, **asked.context})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def list_this(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """From the page of an entry: choose for whom it is listed."""
    account = account_of(request)
    entry = entry_to_open(account, entry_id)
    found = lists_for(entry)
    choices = [(str(one.pk), _for_whom(one)) for one in found]
    asked = drafts.asking(
        request,
        partial(ListForForm, grants=choices),
        lambda *, grant_id, why, by: list_entry(
            grant=next(one for one in found if str(one.pk) == grant_id),
            entry_id=entry.pk,
            why=why,
            by=by,
        ),
        then=lambda shared: _page(shared.grant),
        purpose=PURPOSE,
        about=[one.person_id for one in found if one.person_id],
        by=account,
    )
    if asked.leads:
        return redirect(asked.leads)
    away = entry.get_absolute_url()
    now = Version.objects.select_related("entry").get(entry=entry, number=entry.versions)
    context = {"heading": "List this entry for somebody", "away": away, "is_any": bool(choices)}
    context["which"] = named(now)
    return render(request, "desk/list_this.html", {**context, **asked.context})


def _for_whom(grant: Grant) -> str:
    person = grant.person
    assert person is not None
    return f"{whom(grant, person)}, for {person.called}"


@staff_only
@require_POST
def take_off(
    request: HttpRequest, person_id: UUID, grant_id: UUID, shared_id: UUID
) -> HttpResponse:
    """Stop letting them read one entry."""
    account = account_of(request)
    _, grant = _grant_for(account, person_id, grant_id)
    rows = Shared.objects.filter(grant=grant, entry_id__isnull=False)
    unlist_entry(shared=get_object_or_404(rows, pk=shared_id), by=account)
    return redirect(_page(grant))
