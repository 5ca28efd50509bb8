"""Bringing files to what is being written, as tests do it."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.record.actions import Words, add_attachment, finish_entry
from alongside.record.models import Attachment, Entry

from . import samples


def upload(raw: bytes, name: str = "ramp.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def begin(by: Account, *people: Person) -> UUID:
    """Begin to write, and give the draft's id."""
    with acting(by.pk):
        draft = drafts.begin_draft(
            id=new_id(), purpose="note", address="/write/", about=people, by=by
        )
    return draft.pk


def add(draft: UUID, by: Account, raw: bytes = b"", **more: Any) -> Attachment:
    file = upload(raw or samples.picture(), more.pop("name", "ramp.jpg"))
    with acting(by.pk):
        return add_attachment(draft=draft, file=file, by=by, **more)


def finish(draft: UUID, by: Account, *people: Person, **more: Any) -> Entry:
    with acting(by.pk):
        return finish_entry(
            id=draft,
            kind="visit",
            people=people,
            happened=When(timezone.localdate(), "day"),
            parts=[Words("fact", "The ramp is there.")],
            by=by,
            **more,
        )


def sees(account: Account) -> list[UUID]:
    with acting(account.pk):
        return list(Attachment.objects.values_list("pk", flat=True))
