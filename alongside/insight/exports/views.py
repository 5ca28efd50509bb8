"""Taking everything of one person out by a browser: why, and then the same folder as a file."""

from typing import IO, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.people.access import person_to_view, record_to_open
from alongside.people.header import header_of
from alongside.people.models import Person, Rung

from .forms import TakeOutForm
from .parcel import make_parcel

NOT_YOURS = "Your role does not include taking a record out. Ask a team manager."
# Even a file that fooled everything before it runs nothing here, and is framed by nobody.
LOCKED_IN = "sandbox; default-src 'none'; frame-ancestors 'none'"


@transaction.non_atomic_requests  # that it was begun stays on the trail, whatever becomes of it
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What the copy holds and what not, and why it is made; then the copy itself."""
    by = account_of(request)
    with transaction.atomic():
        person, draft, form = _asked(request, person_id, by)
        if draft.became:
            return redirect(draft.became)
        if draft.later and not draft.refused:
            return redirect("foundation:drafts")
        if request.method != "POST" or draft.refused or not form.is_valid():
            return _page(request, person, draft, form)
    try:
        parcel = _taken(person, draft, form.cleaned_data["reason"], by)
    except ValidationError as refusal:
        with transaction.atomic():
            form.add_error("reason" if hasattr(refusal, "error_dict") else None, _plain(refusal))
            return _page(request, person, draft, form)
    return _sent(parcel)


def _asked(
    request: HttpRequest, person_id: UUID, by: Account
) -> tuple[Person, drafts.OpenDraft, TakeOutForm]:
    """404 to strangers, 403 to those whose role or whose access does not go so far."""
    person = person_to_view(by, person_id, Rung.RECORD)
    if not may(by, "export person"):
        raise PermissionDenied(NOT_YOURS)
    purpose = "reason for taking a record out"
    draft = drafts.draft_for(request, purpose=purpose, about=[person])
    form = TakeOutForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        draft.fill(form)
        record_to_open(by, person_id, "record opened to export")
    return person, draft, form


def _taken(person: Person, draft: drafts.OpenDraft, reason: str, by: Account) -> IO[bytes]:
    """The copy; the words of the draft now stand with the export."""
    parcel = make_parcel(person=person, reason=reason, by=by)
    try:
        with transaction.atomic():
            address = reverse("insight:take-out", args=[person.pk])
            drafts.finish_draft(id=draft.id, became=f"{address}?taken=", by=by)
    except BaseException:
        parcel.close()
        raise
    return parcel


def _plain(refusal: ValidationError) -> str:
    return " ".join(refusal.messages)


def _page(
    request: HttpRequest, person: Person, draft: drafts.OpenDraft, form: TakeOutForm
) -> HttpResponse:
    by = account_of(request)
    context: dict[str, Any] = {
        "person": person,
        "header": header_of(person, by),
        "draft": draft,
        "form": form,
        "is_taken": "taken" in request.GET and request.method != "POST",
        "reads_trail": may(by, "read whole trail"),
    }
    return render(request, "insight/exports/take_out.html", context)


def _sent(parcel: IO[bytes]) -> HttpResponse:
    """As a download that no browser or proxy keeps; closing it is all that removing it takes."""
    name = f"record-{timezone.localdate().isoformat()}.zip"
    response = FileResponse(
        parcel, as_attachment=True, filename=name, content_type="application/zip"
    )
    response["Content-Security-Policy"] = LOCKED_IN
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]  # a stream, which the guards pass on as it is
