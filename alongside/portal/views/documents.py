"""A partner agency sends a picture or a paper about somebody who is shared with it."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, kinds
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.portal.access.listed import grant_to_ask_by, name_on
from alongside.portal.forms import DocumentForm
from alongside.record.actions.documents import send_document
from alongside.record.actions.referring import live_grant

from .pages import show


@kinds(Account.Kind.PARTNER)
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def send(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """What it is, the file, and a few words; where nothing is shared any more, words stay."""
    account = account_of(request)
    grant = grant_to_ask_by(account, grant_id)
    assert grant.person_id is not None
    if not live_grant(grant, account):
        drafts.asks_nothing(request)
        return show(request, "ask_over.html", None, status=410, written=None)
    asked = drafts.asking(
        request,
        partial(DocumentForm, files=request.FILES or None),
        send_document,
        then=lambda entry: reverse("portal:shared-entry", args=[entry.pk]),
        purpose="words with a document",
        about=[grant.person_id],
        by=account,
        grant=grant,
    )
    if asked.leads:
        return redirect(asked.leads)
    return show(request, "send_document.html", None, name=name_on(grant), **asked.context)
