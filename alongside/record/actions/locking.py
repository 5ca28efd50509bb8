"""Locking a file unseen, with the reason; and opening it again, which two people agree."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.record import locked
from alongside.record.models import Attachment, FileLock, FileState, Unlocking

from .tasks import close_tasks

State = Unlocking.State
LONGEST_WHY = 400
SAY_WHY = "Say in a sentence why nobody should look at it. The next reader sees this sentence."
SAY_WHY_OPEN = "Say why it may be opened again. The second person decides by this sentence."
SAY_WHY_SECOND = "Say why, or why not. It stays with the file."
LOCKED_ALREADY = "Somebody has locked this file already. Nothing was changed."
NOT_LOCKED = "This file is not locked any more. Nothing was changed."
ASKED_ALREADY = "Somebody has asked for this already. It waits for a second person."
NOBODY_ELSE = (
    "Nobody else could agree to this yet: it takes a second person who works with the person as "
    "a manager, or data protection. Ask an administrator who that is."
)
DECIDED = "This has been decided already. Nothing was changed."


@transaction.atomic
def lock_attachment(*, attachment: Attachment, why: str, by: Account) -> FileLock:
    """Lock a file that may show the abuse of a child: from now on nobody looks at it here.

    It is kept as it came, with the words in it, for the police. Who did it, when and why is read by
    all who read what it belongs to.
    """
    locked.lock_or_refuse(attachment, by)
    row = _as_it_stands(attachment)
    words = _said("why", why, SAY_WHY)
    if row.state == FileState.LOCKED:
        raise ValidationError(LOCKED_ALREADY)
    lock = FileLock.objects.create(attachment=row, why=words, by=by)
    attachment.refresh_from_db(fields=["state", "text"])  # the database locked it
    about = locked.whom_of(row)
    _note("attachment locked", row, about, by, lock=lock.pk)
    follow("file kept back", attachment=row, about=about, by=by)
    return lock


@transaction.atomic
def ask_to_unlock(*, lock: FileLock, why: str, by: Account) -> Unlocking:
    """Ask that a locked file is opened again. It stays locked until somebody else has agreed."""
    if not FileLock.objects.filter(pk=lock.pk, ended_at=None).exists():
        raise ValidationError(NOT_LOCKED)
    locked.unlock_or_refuse(lock, by)
    words = _said("why", why, SAY_WHY_OPEN)
    if Unlocking.objects.filter(lock=lock, state=State.PROPOSED).exists():
        raise ValidationError(ASKED_ALREADY)
    others = locked.who_may_agree(lock)
    if not others:
        raise ValidationError(NOBODY_ELSE)
    try:
        with transaction.atomic():
            asked = Unlocking.objects.create(lock=lock, why=words, by=by)
    except IntegrityError as second:  # two colleagues asked at once
        raise ValidationError(ASKED_ALREADY) from second
    about = locked.whom_of(lock.attachment)
    _note("unlocking asked", lock.attachment, about, by, lock=lock.pk, unlocking=asked.pk)
    follow("unlocking asked", unlocking=asked, second=others[0], about=about, by=by)
    return asked


@transaction.atomic
def decide_unlocking(
    *, unlocking: Unlocking, is_agreed: bool, words: str = "", by: Account
) -> Unlocking:
    """As the second person, agree that a file is opened again, or refuse; nobody agrees alone.

    What is agreed opens it at once: it is what it was before, with its words.
    """
    if unlocking.by_id == by.pk:
        raise PermissionDenied("You asked for this yourself, so somebody else decides.")
    waits = Unlocking.objects.filter(pk=unlocking.pk, state=State.PROPOSED)
    asked = waits.select_for_update(of=("self",)).first()
    if asked is None:
        if waits.exists():
            locked.unlock_or_refuse(unlocking.lock, by)  # says why they may not
        raise ValidationError(DECIDED)
    asked.second_words = _said("words", words, SAY_WHY_SECOND)
    asked.state = State.AGREED if is_agreed else State.REFUSED
    asked.second_by, asked.second_at = by, timezone.now()
    row = asked.lock.attachment
    about = locked.whom_of(row)  # as long as it may be asked
    asked.save(update_fields=["state", "second_by", "second_at", "second_words"])
    what = "attachment unlocked" if is_agreed else "unlocking refused"
    _note(what, row, about, by, lock=asked.lock_id, unlocking=asked.pk)
    close_tasks(source=asked, by=by)
    if is_agreed and asked.lock.was != FileState.QUARANTINED:
        close_tasks(source=row, by=by)  # what told data protection of it
    return asked


def _as_it_stands(attachment: Attachment) -> Attachment:
    """The file as it is now, and until this is done: two who lock it come one after the other."""
    rows = Attachment.objects.select_for_update(of=("self",))
    return rows.get(pk=attachment.pk)


def _said(field: str, words: str, otherwise: str) -> str:
    plain = " ".join(words.replace("\x00", "").split())
    if not plain:
        raise ValidationError({field: otherwise})
    if len(plain) > LONGEST_WHY:
        raise ValidationError({field: f"Say it in {LONGEST_WHY} characters at most."})
    return plain


def _note(
    what: str, row: Attachment, about: Sequence[UUID], by: Account, **detail: UUID | None
) -> None:
    """Withheld from the person's own list: they hear of it from somebody, not from a line."""
    told = {"entry": row.entry_id, **detail, "withheld": True}
    trail.note(what, on=row, about=about, by=by, detail=told)
