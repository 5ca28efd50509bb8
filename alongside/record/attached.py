"""The pictures and papers of an entry, and the only ways from a web address to a file."""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.models import Draft
from alongside.people.models import Shared

from .access import everybody_on, may_change, people_on
from .models import Attachment, Entry, FileLock, FileState, Version

# Named one by one: a phone then sends its own kind of picture as JPEG.
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf,.docx,.odt,text/plain"
ORIGINALS = ("decide held entries", "place hold")  # who may take what came, as it came

LOCKS = FileLock.objects.filter(ended_at=None).select_related("by__practitioner")


def with_locks(rows: QuerySet[Attachment]) -> list[Attachment]:
    """Files for a page, in the order in which they came: those locked say by whom and why."""
    return list(rows.order_by("at").prefetch_related(Prefetch("locks", LOCKS, "standing_locks")))


def attachments_of(entry_id: UUID) -> list[Attachment]:
    """What stands beside what is being written, or beside an entry as it is now."""
    return with_locks(Attachment.objects.standing().filter(entry_id=entry_id))


def attachments_with(entry: Entry, version: Version) -> list[Attachment]:
    """What stood beside this version: files come and go by changing an entry, and stay gone."""
    if version.number == entry.versions:
        return attachments_of(entry.pk)
    still = Q(taken_off_at=None) | Q(taken_off_at__gt=version.at)
    return with_locks(
        Attachment.objects.filter(still, entry_id=entry.pk, since__lte=version.number)
    )


def attachments_ever(entry: Entry) -> list[Attachment]:
    """Every file that an entry has or had."""
    return list(Attachment.objects.filter(entry_id=entry.pk).order_by("at"))


def attachments_to_see(entry_id: UUID, by: Account) -> list[Attachment]:
    """What this account may look at beside an entry."""
    rows = Attachment.objects.visible_to(by).standing()
    return list(rows.filter(entry_id=entry_id).order_by("at"))


def attachment_to_open(account: Account, id: UUID) -> Attachment:
    """A file to look at; 404 to strangers, and for everybody where it was kept back. Trailed."""
    row = get_object_or_404(Attachment.objects.visible_to(account), pk=id)
    trail.note("attachment opened", on=row, about=whom_to_tell(row, account), by=account)
    return row


def about_of(row: Attachment, by: Account) -> list[UUID]:
    """Whom the file tells of: whoever the entry is about, or is being written about."""
    entry = Entry.objects.filter(pk=row.entry_id).first()
    if entry:
        return people_on(entry)
    draft = Draft.objects.filter(pk=row.entry_id, owner_id=by.pk).first()
    return list(draft.about) if draft else []


def may_touch(row: Attachment, by: Account) -> bool:
    """Whether this account is writing what the file belongs to, or may change it now."""
    if Draft.objects.filter(pk=row.entry_id, owner_id=by.pk, outcome="open").exists():
        return True
    entry = Entry.objects.filter(pk=row.entry_id).first()
    return by.kind == Account.Kind.STAFF and entry is not None and may_change(by, entry)


def whom_to_tell(row: Attachment, account: Account) -> list[UUID]:
    """Everybody who reads that it was opened; who acts for somebody tells only those listed."""
    entry = Entry.objects.filter(pk=row.entry_id).first()
    if account.kind == Account.Kind.STAFF and entry:
        return everybody_on(entry)
    if account.kind in (Account.Kind.STAFF, Account.Kind.PERSON):
        return about_of(row, account)
    return list(Shared.objects.filter(entry_id=row.entry_id).values_list("person_id", flat=True))


def attachment_to_tell(account: Account, id: UUID) -> Attachment:
    """What is known of a file, for staff who may see its row; 404 for everybody else."""
    rows = Attachment.objects.select_related("by__practitioner", "taken_off_by__practitioner")
    return get_object_or_404(rows, pk=id)


def may_take_original(row: Attachment, account: Account) -> bool:
    """Whether what came may leave as it came: after a scan, and for few."""
    is_safe = row.state == FileState.CLEAN and account.kind == Account.Kind.STAFF
    return is_safe and any(may(account, one) for one in ORIGINALS)


def original_to_take(account: Account, id: UUID) -> Attachment:
    """A file whose original may be taken; 403 to those who may only look. Trailed."""
    row = attachment_to_tell(account, id)
    if row.state not in (FileState.CLEAN, FileState.UNSCANNED):
        raise Http404
    if not may_take_original(row, account):
        raise PermissionDenied("What came is only for managers and data protection, once scanned.")
    about = whom_to_tell(row, account)
    trail.note("original taken", on=row, about=about, by=account, detail={"sha256": row.sha256})
    return row


def draft_behind(row: Attachment, account: Account) -> Draft | None:
    """What is being written, where the file is not part of anything finished yet."""
    mine = Draft.objects.filter(pk=row.entry_id, owner_id=account.pk)
    return mine.exclude(outcome=Draft.Outcome.FINISHED).first()


def limit_in_words() -> str:
    """20 MB."""
    return f"{settings.LARGEST_FILE // 1_000_000} MB"
