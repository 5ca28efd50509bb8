"""Adding a picture or a paper while writing, describing it, taking it off."""

import logging
from collections.abc import Iterable
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft
from alongside.record import scanning
from alongside.record.access import may_change, people_on
from alongside.record.attached import about_of, may_touch
from alongside.record.files import keeping
from alongside.record.files.kinds import NotTaken, kind_of
from alongside.record.files.making import made_from
from alongside.record.files.names import cleaned
from alongside.record.locked import standing_lock
from alongside.record.models import Attachment, Entry, FileState, Version
from alongside.record.scanning import Scanned, Verdict

from .writing import may_write_or_refuse

log = logging.getLogger(__name__)
MOST_FILES = 60  # of one entry
PATIENCE = 3  # times that the scanner may fail to answer in one go
EMPTY = "There is nothing in this file. Choose it again."
FOUND = (
    "Our virus scanner found something in this file, so it was not taken. Ring us, and send it in "
    "another way."
)
HERE_ALREADY = "This file is beside the note already."
FINISHED = "This is finished. A file can only be added while it is being written."
LONGEST_WORDS = 400


def too_large() -> str:
    """What is said of a file over the limit."""
    most = settings.LARGEST_FILE // 1_000_000
    return f"This file is larger than {most} MB. Make it smaller, or split it, and add that."


@transaction.atomic
def add_attachment(
    *,
    draft: UUID,
    file: "UploadedFile[Any]",
    description: str = "",
    entry: Entry | None = None,
    by: Account,
) -> Attachment:
    """Add one file to what is being written. The same file twice is one.

    `entry` is what is being changed, if it is no new one: the file joins it with the new version.
    What came is kept as it came. What is shown is made from it by a process of its own. Where the
    scanner finds something the file is kept and never opened; without its word, a council waits.
    """
    may_write_or_refuse(by)
    if entry is not None and not may_change(by, entry):
        raise PermissionDenied
    writing = _draft(draft, by)
    _check_size([draft, entry.pk] if entry else [draft], file)
    came: Any = file
    row = Attachment(
        id=new_id(),
        entry_id=draft,
        name=cleaned(str(file.name or "")),
        size=file.size or 0,
        sha256=keeping.sha256_of(came),
        description=_words(description),
        by=by,
    )
    if standing := _same(draft, row):
        return standing
    if entry is not None and _same(entry.pk, row):
        raise ValidationError({"file": HERE_ALREADY})
    try:
        row.kind = kind_of(came)
        _take_in(row, came)
    except NotTaken as refusal:
        raise ValidationError({"file": str(refusal)}) from refusal
    _note("attachment added", row, writing.about, by, sha256=row.sha256, size=row.size)
    if row.state == FileState.QUARANTINED:
        follow("file kept back", attachment=row, about=writing.about, by=by)
    return row


def _draft(id: UUID, by: Account) -> Draft:
    """What is being written, locked, so that two clicks come one after the other."""
    mine = Draft.objects.select_for_update().filter(pk=id, owner_id=by.pk)
    draft = mine.filter(outcome=Draft.Outcome.OPEN).first()
    if draft is None or Entry.objects.filter(pk=id).exists():  # any id can be begun with
        raise ValidationError({"file": FINISHED})
    return draft


def _same(entry: UUID, row: Attachment) -> Attachment | None:
    return Attachment.objects.standing().filter(entry_id=entry, sha256=row.sha256).first()


def _check_size(entries: list[UUID], file: "UploadedFile[Any]") -> None:
    if not file.size:
        raise ValidationError({"file": EMPTY})
    if file.size > settings.LARGEST_FILE:
        raise ValidationError({"file": too_large()})
    there = Attachment.objects.filter(entry_id__in=entries)
    before = there.aggregate(all=Sum("size"))["all"] or 0
    if before + file.size > settings.LARGEST_ENTRY or there.count() >= MOST_FILES:
        most = settings.LARGEST_ENTRY // 1_000_000
        raise ValidationError(
            {
                "file": f"One entry holds {MOST_FILES} files and {most} MB at most. Put this one "
                "in another."
            }
        )


def _words(description: str) -> str:
    plain = " ".join(description.replace("\x00", "").split())
    if len(plain) > LONGEST_WORDS:
        raise ValidationError({"description": f"Say it in {LONGEST_WORDS} characters at most."})
    return plain


def _take_in(row: Attachment, came: BinaryIO) -> None:
    """Scan, make what is shown, keep both; if anything fails, nothing of it stays."""
    scanned = scanning.scan(came)
    row.state, row.said = state_after(scanned), scanned.words
    if row.state == FileState.QUARANTINED and row.by.kind == Account.Kind.PARTNER:
        # Nobody here asked for it: it is not even kept. That it came is.
        known = {"sha256": row.sha256, "size": row.size, "withheld": True}
        trail.refused("file from outside refused", by=row.by, detail=known)
        raise NotTaken(FOUND)
    try:
        with transaction.atomic():
            if row.state == FileState.QUARANTINED:
                row.save(force_insert=True)
            else:
                with made_from(came, row.kind) as made:
                    row.shown_kind, row.pages, row.text = made.shown_kind, made.pages, made.text
                    row.save(force_insert=True)
                    with made.shown.open("rb") as shown:
                        keeping.keep(keeping.shown(row.pk), shown)
            keeping.keep(keeping.original(row.pk), came)
    except BaseException:
        keeping.forget([row.pk])
        raise


def state_after(scanned: Scanned) -> str:
    """Only the scanner lets a council's file be looked at; a demonstration may have none."""
    if scanned.verdict == Verdict.CLEAN:
        return FileState.CLEAN
    if scanned.verdict == Verdict.FOUND:
        return FileState.QUARANTINED
    if scanned.verdict == Verdict.NOT_CONFIGURED and settings.IS_DEMO:
        return FileState.UNSCANNED
    return FileState.WAITING


def _note(what: str, row: Attachment, about: Iterable[UUID], by: Account, **detail: Any) -> None:
    if row.state in (FileState.QUARANTINED, FileState.LOCKED):
        detail["withheld"] = True  # the person reads of it from somebody, not from a list
    trail.note(what, on=row, about=about, by=by, detail={"entry": row.entry_id, **detail})


@transaction.atomic
def describe_attachment(*, attachment: Attachment, description: str, by: Account) -> Attachment:
    """Say what a picture shows, for whoever cannot see it."""
    may_write_or_refuse(by)
    if not may_touch(attachment, by):
        raise PermissionDenied
    if attachment.state == FileState.LOCKED:
        raise ValidationError("It is locked unseen, so nobody says what it shows.")
    words = _words(description)
    if not words:
        raise ValidationError({"description": "Say in a few words what it shows."})
    attachment.description = words
    attachment.save(update_fields=["description"])
    _note("attachment described", attachment, about_of(attachment, by), by)
    return attachment


@transaction.atomic
def take_off_attachment(*, attachment: Attachment, why: str, by: Account) -> Attachment:
    """Mark a file as not part of what is being written; it is kept, and why with it."""
    if not why.strip():
        raise ValidationError({"why": "Say why it does not belong here."})
    if not Draft.objects.filter(pk=attachment.entry_id, owner_id=by.pk, outcome="open").exists():
        raise ValidationError("This is finished. Change it, and take the file off there.")
    return _take_off(attachment, why, by)


@transaction.atomic
def take_off_amended(*, entry: Entry, ids: Iterable[UUID], why: str, by: Account) -> int:
    """Take files off an entry as part of changing it, with the reason of the new version."""
    if not may_change(by, entry):
        raise PermissionDenied
    rows = list(Attachment.objects.standing().filter(entry_id=entry.pk, pk__in=list(ids)))
    for row in rows:
        _take_off(row, why, by)
    return len(rows)


def join_files(*, entry: Entry, version: Version, draft: UUID, by: Account) -> list[str]:
    """Make what was added while an entry was changed a part of it; the hashes of what came.

    Inside the action that amends. What somebody else added meanwhile as well is there once.
    """
    there = Attachment.objects.standing().filter(entry_id=entry.pk).values_list("sha256", flat=True)
    for row in Attachment.objects.standing().filter(entry_id=draft, sha256__in=list(there)):
        _take_off(row, HERE_ALREADY, by)
    with connection.cursor() as cursor:
        cursor.execute("select sha256 from gate.join_files(%s, %s)", [draft, version.pk])
        return [sha256 for (sha256,) in cursor.fetchall()]


def _take_off(row: Attachment, why: str, by: Account) -> Attachment:
    if row.taken_off_at:
        return row
    row.taken_off_at, row.taken_off_by = timezone.now(), by
    row.taken_off_why = why.strip()[:LONGEST_WORDS]
    row.save(update_fields=["taken_off_at", "taken_off_by", "taken_off_why"])
    _note("attachment taken off", row, about_of(row, by), by)
    return row


@transaction.atomic
def copy_attachments(*, entry: Entry, to: Entry, by: Account) -> int:
    """Give an entry that is written in the right record the files of the one in the wrong one.

    What is locked is locked there too, by whom and why it was, with its words.
    """
    count = 0
    for row in Attachment.objects.standing().filter(entry_id=entry.pk):
        lock = standing_lock(row)
        old, row.pk, row.entry_id, row.by = row.pk, new_id(), to.pk, by
        row.since = 1
        row.state = lock.was if lock else row.state
        row._state.adding = True
        row.save(force_insert=True)
        _copy_files(old, row.pk)
        if lock:
            _carry_lock(old, row)
        _note("attachment moved", row, people_on(to), by, sha256=row.sha256)
        count += 1
    return count


def _carry_lock(old: UUID, row: Attachment) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select gate.carry_lock(%s, %s)", [old, row.pk])
    row.state = FileState.LOCKED


def _copy_files(old: UUID, new: UUID) -> None:
    try:
        for where in (keeping.original, keeping.shown):
            keeping.copy(where(old), where(new))
    except BaseException:
        keeping.forget([new])
        raise


# The scanner's job --------------------------------------------------------------------------------


def scan_what_waits(*, by: Account, most: int = 20) -> int:
    """Ask the scanner again about what it did not answer for; leave it when it is still away."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select id, sha256, about from gate.files_waiting(%s)", [most])
        waiting = cursor.fetchall()
    done = failed = 0
    for id, sha256, about in waiting:
        scanned = _scan_again(id, sha256)
        if scanned.verdict in (Verdict.CLEAN, Verdict.FOUND):
            _settle(id, scanned, about, by)
            done += 1
            continue
        failed += 1
        if scanned.verdict == Verdict.NOT_CONFIGURED or failed == PATIENCE:
            break
    return done


def _scan_again(id: UUID, sha256: str) -> Scanned:
    try:
        with keeping.unchanged(id, sha256) as file:
            return scanning.scan(file, seconds=scanning.AT_LEISURE)
    except (OSError, keeping.Changed):
        log.error("A file that waits for the scanner is not as it came: %s", id)
        return Scanned(Verdict.UNREACHABLE)


@transaction.atomic
def _settle(id: UUID, scanned: Scanned, about: list[UUID], by: Account) -> None:
    is_bad = scanned.verdict == Verdict.FOUND
    with connection.cursor() as cursor:
        cursor.execute("select gate.file_scanned(%s, %s, %s)", [id, is_bad, scanned.words])
        (changed,) = cursor.fetchone()
    if not changed:
        return  # somebody locked it meanwhile
    row = Attachment(pk=id)
    detail = {"found": is_bad, **({"withheld": True} if is_bad else {})}
    trail.note("attachment scanned", on=row, about=about, by=by, detail=detail)
    if is_bad:
        follow("file kept back", attachment=row, about=about, by=by)


@transaction.atomic
def clear_away(*, ids: list[UUID], by: Account) -> int:
    """Remove files that belong to no row: something failed between keeping them and saying so."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.files_known(%s)", [ids])
        known = {row[0] for row in cursor.fetchall()}
    stray = [one for one in ids if one not in known]
    keeping.forget(stray)
    if stray:
        trail.note("stray files cleared away", by=by, detail={"files": len(stray)})
    return len(stray)
