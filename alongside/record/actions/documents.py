"""What somebody from outside sends: a picture or a paper, held first, for a worker to look at."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation import drafts
from alongside.foundation.days import LONDON, When, working_days_after
from alongside.foundation.following import follow
from alongside.foundation.ids import new_id
from alongside.people.actions import handovers
from alongside.people.lineage import now_of
from alongside.people.models import Basis, Grant, Handover, HandoverLine, Person
from alongside.record.models import Entry, EntryKind, PartSort, Task
from alongside.record.readership import name_of

from .attaching import add_attachment
from .referring import ENDED, LOOK_WITHIN, NOBODY, live_grant, not_too_much
from .whose import Told, whom_a_referral_reaches
from .writing import Words, finish_entry

WITH_AN_ANSWER = "Sent with an answer"
NO_FILE = "Choose the file that you want to send."


@transaction.atomic
def send_document(
    *,
    grant: Grant,
    title: str,
    file: "UploadedFile[Any] | None",
    words: str = "",
    address: str = "/shared/",
    by: Account,
) -> Entry:
    """Put a file into somebody's record in the sender's name; held first, and read by a worker.

    Refused where the grant has ended, where nobody would be told of it, and where the scanner
    finds something in the file.
    """
    if by.kind != Account.Kind.PARTNER:
        raise PermissionDenied
    if file is None:
        raise ValidationError({"file": NO_FILE})
    if grant.person_id is None or not live_grant(grant, by):
        raise ValidationError(ENDED)
    told = whom_a_referral_reaches(grant.person_id)
    if not told:
        raise ValidationError(NOBODY)
    not_too_much(by)
    id = new_id()
    about = [grant.person_id]
    drafts.begin_draft(id=id, purpose="document", address=address, about=about, by=by)
    add_attachment(draft=id, file=file, description=title, by=by)
    said = [Words(PartSort.REPORTED, words, of=name_of(by)[:200])] if words.strip() else []
    done = finish_entry(
        id=id,
        kind=EntryKind.LETTER,
        people=[Person(pk=grant.person_id)],
        happened=When(timezone.now().astimezone(LONDON), "time"),
        parts=said,
        title=title,
        grant=grant,
        by=by,
    )
    follow("document sent", entry=done, person=grant.person_id, told=told, by=by)
    return done


@transaction.atomic
def answer_with_file(
    *, handover: Handover, words: str, file: "UploadedFile[Any] | None" = None, by: Account
) -> HandoverLine:
    """Say that what was asked is done; a file that comes with it stands on the record."""
    if file is not None:
        grant = _grant_of(handover, by)
        send_document(grant=grant, title=WITH_AN_ANSWER, file=file, words=words, by=by)
    return handovers.say(handover=handover, what=HandoverLine.What.DONE, words=words, by=by)


def _grant_of(handover: Handover, by: Account) -> Grant:
    now = now_of([handover.person_id]).get(handover.person_id, handover.person_id)
    mine = Grant.objects.filter(in_force(), account_id=by.pk, basis=Basis.PARTNER, person_id=now)
    found = mine.order_by("starts").first()
    if found is None:
        raise ValidationError(ENDED)
    return found


def tasks_for_document(
    *, entry: Entry, person: UUID, told: Sequence[Told], by: Account, **_: Any
) -> None:
    """Whoever works with the person reads it, and says where it belongs."""
    due = working_days_after(timezone.localdate(), LOOK_WITHIN)
    Task.objects.bulk_create(
        Task(
            what=Task.What.DOCUMENT,
            person_id=person,
            account_id=one.account_id,
            team_id=one.team_id,
            from_kind=entry._meta.label_lower,
            from_id=entry.pk,
            due_on=due,
            made_by=by,
        )
        for one in told
        if not one.is_decider
    )
