"""A file that comes with what is being written, whichever button sent it; no word of it is lost."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.record.actions import add_attachment
from alongside.record.attached import attachments_of
from alongside.record.forms import AttachForm
from alongside.record.models import Attachment, Entry

from .pages import uuid_or_none

ATTACH = "attach"  # the button beside the file
# Buttons beside a file that was added: what was typed is saved first, then its own page opens.
BUTTONS = {
    "file-words": "record:describe-attachment",
    "file-off": "record:take-off-attachment",
    "file-lock": "record:lock-attachment",
}
CHOOSE = "Choose the picture or the paper first."
OR_EMPTY = "Choose the picture or the paper that these words are about, or empty this box."


@dataclass
class Brought:
    """The box for a file, what was added before, and where to go from here."""

    form: AttachForm
    files: list[Attachment]
    then: str = ""  # an address, once the file is in
    stays: bool = False  # something about a file is to be put right first


def brought(
    request: HttpRequest, draft: drafts.OpenDraft, by: Account, entry: Entry | None = None
) -> Brought:
    """Take in the file that was sent, if one was. What was typed has been saved already.

    `entry` is what is being changed; without it something new is being written.
    """
    if request.method != "POST":
        return Brought(AttachForm(), attachments_of(draft.id))
    for button, name in BUTTONS.items():
        if chosen := uuid_or_none(request.POST.get(button)):
            return Brought(AttachForm(), [], then=reverse(name, args=[chosen]))
    form = AttachForm(request.POST, request.FILES)
    is_asked = ATTACH in request.POST
    is_in = _take_in(form, is_asked, draft, entry, by)
    files = [] if draft.is_new and not request.FILES else attachments_of(draft.id)
    if not is_in:
        return Brought(form, files, stays=True)
    if is_asked and not draft.refused:
        return Brought(AttachForm(), files, then=f"{draft.go_on}#files")
    return Brought(AttachForm(), files, stays=is_asked)


def _take_in(
    form: AttachForm, is_asked: bool, draft: drafts.OpenDraft, entry: Entry | None, by: Account
) -> bool:
    """Whether all is well: a file was added, or there was none to add."""
    if not form.is_valid():
        return False
    if form.cleaned_data["file"] is None:
        if form.cleaned_data["description"] or is_asked:
            form.add_error("file", CHOOSE if is_asked else OR_EMPTY)
            return False
        return True
    if carry_out(form, add_attachment, draft=draft.id, entry=entry, by=by):
        return True
    trail.note("attachment refused", about=draft.about, by=by)
    return False
