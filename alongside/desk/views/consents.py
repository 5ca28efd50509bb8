"""Consent, as it stands on a record: noted, read, and taken back."""

from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.desk import saying_handovers as saying
from alongside.desk.access import handovers as reads
from alongside.desk.handing import ConsentForm, WithdrawForm
from alongside.foundation import drafts, trail
from alongside.foundation.days import in_words
from alongside.people.access import only_visits, person_to_view, record_to_open
from alongside.people.actions.consents import note_consent, withdraw_consent
from alongside.people.header import header_of
from alongside.people.models import Consent, Person, Rung
from alongside.record.readership import name_of

both = require_http_methods(["GET", "HEAD", "POST"])


@staff_only
@require_safe
def consents(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What somebody said yes to, the latest first."""
    account = account_of(request)
    person = record_to_open(account, person_id, "consents opened")
    context = {
        "person": person,
        "header": header_of(person, account),
        "items": [_item(one) for one in reads.consents_on(person)],
        "may_add": _may_write(account, person),
    }
    return render(request, "desk/consents.html", context)


def _may_write(account: Account, person: Person) -> bool:
    return may(account, "write record") and not only_visits(person.pk)


def _item(one: Consent) -> dict[str, str]:
    return {
        "heading": one.purpose,
        "url": reverse("desk:consent", args=[one.person_id, one.pk]),
        "small": state_of(one),
        "line": f"{one.given_by}, on {in_words(one.given_on)}",
    }


def state_of(one: Consent) -> str:
    """Taken back, over, or how long it holds."""
    if one.withdrawn_at:
        return "Taken back"
    if one.until and one.until < timezone.localdate():
        return f"Ended on {in_words(one.until)}"
    return f"Holds until {in_words(one.until)}" if one.until else "Holds"


@staff_only
@both
@drafts.not_twice
def note(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down that somebody said yes."""
    account = account_of(request)
    person = person_to_view(account, person_id, Rung.RECORD)
    if not _may_write(account, person):
        raise PermissionDenied(only_visits(person.pk))
    asked = drafts.asking(
        request,
        ConsentForm,
        note_consent,
        then=lambda one: reverse("desk:consent", args=[person.pk, one.pk]),
        purpose="consent",
        about=[person],
        by=account,
        person=person,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "person": person, "header": header_of(person, account)}
    return render(request, "desk/note_consent.html", context)


@staff_only
@both
@drafts.not_twice
def consent(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """One consent, what rests on it, and taking it back."""
    account = account_of(request)
    person, one = reads.consent_to_view(account, person_id, consent_id)
    trail.note("consent opened", on=one, about=[person], by=account)
    context = {
        "person": person,
        "header": header_of(person, account),
        "one": one,
        "state": state_of(one),
        "by": name_of(one.by),
        "withdrawn_by": name_of(one.withdrawn_by) if one.withdrawn_by else "",
    }
    if one.withdrawn_at or not _may_write(account, person):
        drafts.asks_nothing(request)
        return render(request, "desk/consent.html", context)
    shares = reads.resting_on(one)
    names = {share.pk: saying.receiver(share) for share in shares}
    asked = drafts.asking(
        request,
        partial(WithdrawForm, shares=shares, names=names),
        withdraw_consent,
        then=lambda _: reverse("desk:consent", args=[person.pk, one.pk]),
        purpose="consent taken back",
        about=[person],
        by=account,
        consent=one,
    )
    if asked.leads:
        return redirect(asked.leads)
    return render(request, "desk/consent.html", {**context, **asked.context, "shares": shares})
