"""The page on which somebody who works here says that a record is not for them to read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.desk.forms import DeclareForm
from alongside.foundation import drafts
from alongside.people.access import person_to_open, person_to_view
from alongside.people.actions import grants
from alongside.people.header import header_of


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def keep_me_out(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Declare a conflict of one's own: it closes the record to oneself, and needs no role."""
    account = account_of(request)
    opens = person_to_view if request.method == "POST" else person_to_open
    person = opens(account, person_id)
    asked = drafts.asking(
        request,
        DeclareForm,
        grants.bar,
        then=lambda _: reverse("desk:my-people"),
        purpose="reason for keeping out of a record",
        about=[person],
        by=account,
        person=person,
        account=account,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "person": person, "header": header_of(person, account)}
    return render(request, "desk/keep_me_out.html", context)
