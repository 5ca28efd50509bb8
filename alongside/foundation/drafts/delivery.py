"""Words that arrive sealed from a device: ciphertext in, and never anything out."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from alongside.foundation import trail
from alongside.foundation.actor import Actor, acting
from alongside.foundation.models import Draft

from .actions import begin_draft
from .keys import SealedRow, key_of, unseal
from .saving import Answer, Change, save_pieces

MOST_ROWS = 500  # in one delivery


def deliver(device: UUID, rows: Sequence[SealedRow]) -> list[tuple[SealedRow, Answer]]:
    """Take in what opens with this device's key, as its owner; say nothing about the rest.

    This is the one door without a session. What lets a row in is that it opens under a key which
    only its owner's own signed-in page was ever given.
    """
    taken: list[tuple[SealedRow, Answer]] = []
    for owner in dict.fromkeys(row.owner for row in rows):
        with acting(owner):
            taken += _deliver_for(owner, device, [row for row in rows if row.owner == owner])
    return taken


@transaction.atomic
def _deliver_for(
    owner: UUID, device: UUID, rows: Iterable[SealedRow]
) -> list[tuple[SealedRow, Answer]]:
    by = get_user_model().objects.filter(pk=owner).first()
    key = key_of(owner, device) if by is not None else None
    if by is None or key is None:
        return []
    taken = [(row, answer) for row in rows if (answer := _take(row, unseal(row, key), by))]
    if taken:
        detail = {"drafts": sorted({str(row.draft) for row, _ in taken})}
        trail.note("sealed words delivered", by=by, detail=detail)
    return taken


def _take(row: SealedRow, text: str | None, by: Actor) -> Answer | None:
    if text is None:
        return None
    try:
        with transaction.atomic():
            change = Change(row.piece, row.editor, row.seq, row.base, text)
            return save_pieces(draft=_draft(row, by), changes=[change], by=by)[0]
    except ValidationError:
        return None


def _draft(row: SealedRow, by: Actor) -> Draft:
    """The draft; or, when it was handed over meanwhile, a second one for what came after."""
    try:
        return _begin(row.draft, row, by)
    except Http404:
        return _begin(uuid5(row.draft, str(by.pk)), row, by)


def _begin(id: UUID, row: SealedRow, by: Actor) -> Draft:
    purpose, about = row.purpose, row.about
    return begin_draft(id=id, purpose=purpose, address=row.address, about=about, by=by)
