"""Pictures and papers: looking at one, taking what came, and what can be said and done about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, kinds, staff_only
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.drafts import go_on
from alongside.foundation.pages import carry_out
from alongside.record import attached, locked
from alongside.record.actions import (
    describe_attachment,
    take_off_attachment,
)
from alongside.record.files import keeping
from alongside.record.files.names import shown_name
from alongside.record.forms import DescribeForm, TakeOffForm
from alongside.record.models import Attachment, Entry

from .pages import posted

ANYBODY = kinds(*(kind.value for kind in Account.Kind if kind != Account.Kind.SYSTEM))
# Even a file that fooled everything before it runs nothing here, and is framed by nobody.
LOCKED_IN = "sandbox; default-src 'none'; frame-ancestors 'none'"
PAGE = require_http_methods(["GET", "HEAD", "POST"])


@ANYBODY
@require_safe
def attachment(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """What is shown of a file, to whoever may read what it belongs to."""
    row = attached.attachment_to_open(account_of(request), attachment_id)
    file = default_storage.open(keeping.shown(row.pk), "rb")
    return _sent(file, shown_name(row.name, row.shown_kind), row.shown_kind, row.is_picture)


@staff_only
@require_POST
def original(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """What came, as it came: for few, never shown by a browser."""
    row = attached.original_to_take(account_of(request), attachment_id)
    try:
        file = keeping.unchanged(row.pk, row.sha256)
    except keeping.Changed as wrong:
        raise PermissionDenied(
            "What is kept is not what came: it was changed. It is not handed out. Tell whoever "
            "looks after Alongside at once."
        ) from wrong
    return _sent(file, row.name, "application/octet-stream", inline=False)


def _sent(file: Any, name: str, kind: str, inline: bool) -> HttpResponse:
    response = FileResponse(file, content_type=kind)
    response["Content-Type"] = f"{kind}; charset=utf-8" if kind == "text/plain" else kind
    header = content_disposition_header(as_attachment=not inline, filename=name)
    response["Content-Disposition"] = header or "attachment"
    response["Content-Security-Policy"] = LOCKED_IN
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]  # a stream, which the guards pass on as it is


# What is known of it, and what can be done -------------------------------------------------------


@staff_only
@require_safe
def about(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """What is known of a file, without looking at it; data protection reads of what was stopped."""
    by = account_of(request)
    row = attached.attachment_to_tell(by, attachment_id)
    note_looked_into(row, by)
    locks = locked.locks_of(row)
    stands = next((one for one in locks if one.ended_at is None), None)
    return _page(
        request,
        "about_attachment",
        row,
        locks=locks,
        may_lock=stands is None and locked.may_lock(row),
        may_ask=stands is not None and locked.may_ask(stands),
        may_agree=stands is not None and locked.may_agree(stands, by),
        entry=Entry.objects.filter(pk=row.entry_id).first(),
    )


def note_looked_into(row: Attachment, by: Account) -> None:
    """On the trail for everybody whom the file is about, whether or not it may be shown."""
    people = attached.whom_to_tell(row, by) or locked.whom_of(row)
    told = {} if row.may_be_shown else {"withheld": True}
    trail.note("attachment looked into", on=row, about=people, by=by, detail=told)


def _page(request: HttpRequest, name: str, row: Attachment, **more: Any) -> HttpResponse:
    by = account_of(request)
    context = {
        "file": row,
        "back": back_to(row, by),
        "may_touch": attached.may_touch(row, by),
        "may_take": attached.may_take_original(row, by),
        "is_draft": attached.draft_behind(row, by) is not None,
        **more,
    }
    return render(request, f"record/{name}.html", context)


def back_to(row: Attachment, by: Account) -> str:
    """Where one came from: the writing, or the entry."""
    draft = attached.draft_behind(row, by)
    if draft:
        return f"{go_on(draft)}#files"
    return reverse("record:entry", args=[row.entry_id])


@staff_only
@PAGE
def describe(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Say what a picture shows."""
    by = account_of(request)
    row = _to_touch(request, attachment_id)
    form = DescribeForm(posted(request), initial={"description": row.description})
    return _carried(request, "describe_attachment", row, form, describe_attachment, by)


@staff_only
@PAGE
def take_off(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Take a file off what is being written."""
    by = account_of(request)
    row = _to_touch(request, attachment_id)
    form = TakeOffForm(posted(request))
    return _carried(request, "take_off_attachment", row, form, take_off_attachment, by)


def _to_touch(request: HttpRequest, attachment_id: UUID) -> Attachment:
    by = account_of(request)
    row = attached.attachment_to_tell(by, attachment_id)
    if not attached.may_touch(row, by):
        raise PermissionDenied
    return row


def _carried(
    request: HttpRequest,
    name: str,
    row: Attachment,
    form: Form,
    action: Callable[..., Attachment],
    by: Account,
) -> HttpResponse:
    if request.method == "POST":
        done = carry_out(form, action, attachment=row, by=by)
        if done:
            return redirect(back_to(row, by))
    return _page(request, name, row, form=form)
