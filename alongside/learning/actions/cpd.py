"""What is done with CPD: a piece is kept, changed, and put into the regulator’s form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.cpd import pack_for
from alongside.learning.models import Cpd, Piece

from .pieces import held, rewrite_piece, write_piece


@transaction.atomic
def write_cpd(
    *,
    title: str,
    on: date,
    activity: str,
    texts: Mapping[str, str],
    is_peer: bool = False,
    peer_relation: str = "",
    peer_on: date | None = None,
    came_from: Piece | None = None,
    from_kind: str = "",
    from_id: UUID | None = None,
    by: Account,
) -> Piece:
    """Keep a piece of CPD. What was learnt and what good it did are its writer's own words."""
    piece = write_piece(
        kind=Piece.Kind.CPD, shape="", title=title, on=on, texts=texts, came_from=came_from,
        from_kind=from_kind, from_id=from_id, by=by,
    )  # fmt: skip
    one = Cpd(piece=piece, owner=by)
    _fill(one, on, activity, is_peer, peer_relation, peer_on)
    one.save(force_insert=True)
    return piece


@transaction.atomic
def change_cpd(
    *,
    piece: Piece,
    title: str,
    on: date,
    activity: str,
    texts: Mapping[str, str],
    is_peer: bool = False,
    peer_relation: str = "",
    peer_on: date | None = None,
    by: Account,
) -> Piece:
    """Change it; its words as a new version, beside which the earlier ones stay."""
    piece = rewrite_piece(piece=piece, title=title, on=on, texts=texts, by=by)
    one = Cpd.objects.get(piece=piece)
    _fill(one, on, activity, is_peer, peer_relation, peer_on)
    one.save(update_fields=["activity", "is_peer", "peer_relation", "peer_on", "pack"])
    trail.note("learning: CPD changed", on=piece, by=by)
    return piece


def _fill(
    one: Cpd, on: date, activity: str, is_peer: bool, peer_relation: str, peer_on: date | None
) -> None:
    pack = pack_for(on)
    if pack is None:
        raise ValidationError("There are no rules here for CPD, so nothing can be kept as CPD.")
    if activity not in pack.activities:
        raise ValidationError({"activity": "Choose what kind of learning it was."})
    if is_peer and not peer_relation.strip():
        raise ValidationError({"peer_relation": "Say how they know your work, such as “manager”."})
    if peer_on is not None and peer_on > timezone.localdate():
        raise ValidationError({"peer_on": "That day has not come yet."})
    one.pack, one.activity, one.is_peer = pack.key, activity, is_peer
    one.peer_relation = peer_relation if is_peer else ""
    one.peer_on = peer_on if is_peer else None


@transaction.atomic
def mark_sent(*, piece: Piece, by: Account) -> None:
    """Note for oneself that it stands in the regulator's own form now."""
    piece = held(piece, by)
    one = Cpd.objects.get(piece=piece)
    one.sent_on = timezone.localdate()
    one.save(update_fields=["sent_on"])
    trail.note("learning: CPD put into the regulator's form", on=piece, by=by)
