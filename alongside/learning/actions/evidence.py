"""What a piece shows, in its owner's judgement, and what a peer says who was asked."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.instrument import CLUSTERS
from alongside.learning.models import Corroboration, Evidence, Piece

from .pieces import held


@transaction.atomic
def show_with(*, piece: Piece, cluster: str, note: str = "", by: Account) -> Evidence:
    """Say that a piece of one's own shows something of one area."""
    piece = held(piece, by)
    if cluster not in CLUSTERS:
        raise ValidationError({"cluster": "Choose one of the ten areas."})
    if Evidence.objects.filter(piece=piece, cluster=cluster).exists():
        raise ValidationError({"cluster": "You have said that already. It stands on its page."})
    made = Evidence(piece=piece, owner=by, cluster=cluster, note=note)
    made.save(force_insert=True)
    trail.note("learning: said what it shows", on=piece, by=by)
    return made


@transaction.atomic
def take_back_evidence(*, evidence: Evidence, by: Account) -> None:
    """Say so no longer; what peers answered goes with it."""
    piece = held(evidence.piece, by)
    evidence.delete()
    trail.note("learning: no longer says what it shows", on=piece, by=by)


@transaction.atomic
def ask_peer(*, evidence: Evidence, peer: Account, relation: str, by: Account) -> Corroboration:
    """Ask one person who knows one's practice whether they would say so too."""
    piece = held(evidence.piece, by)
    if peer.pk == by.pk:
        raise ValidationError({"peer": "That is you. Ask somebody who has seen you work."})
    if Corroboration.objects.filter(evidence=evidence, peer=peer).exists():
        raise ValidationError({"peer": "You have asked them about this already."})
    made = Corroboration(evidence=evidence, owner=by, peer=peer, relation=relation)
    made.save(force_insert=True)
    trail.note("learning: asked a peer", on=piece, by=by)
    return made


@transaction.atomic
def answer_peer(*, asked: Corroboration, said: str, text: str = "", by: Account) -> Corroboration:
    """Say once whether one would say so too."""
    found = Corroboration.objects.select_for_update().filter(pk=asked.pk, peer=by).first()
    if found is None:
        raise ValidationError("This is not asked any more.")
    if found.said:
        raise ValidationError("You have answered this already.")
    if said not in {"agrees", "not yet", "cannot"}:
        raise ValidationError({"said": "Choose one of the three."})
    found.said, found.text, found.said_at = said, text, timezone.now()
    found.save(update_fields=["said", "text", "said_at"])
    trail.note("learning: answered as a peer", on=found, by=by)
    return found
