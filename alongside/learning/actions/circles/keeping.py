"""Keeping one's own words of a round that is over, as a reflection of one's own."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.days import in_words
from alongside.learning.actions.pieces import write_piece
from alongside.learning.models import Piece, Round, Turn

from .asked import held_seat, must_learn

FROM_ROUND = "learning.round"


@transaction.atomic
def keep_my_words(*, round: Round, by: Account) -> Piece:
    """Make a piece of one's own words alone; a second press leads to what the first one made."""
    must_learn(by)
    if held_seat(round, by) is None:
        raise ValidationError("You are not in this group any more.")
    kept = Piece.objects.filter(owner=by, from_kind=FROM_ROUND, from_id=round.pk).first()
    if kept is not None:
        return kept
    mine = list(Turn.objects.filter(round=round, by=by, taken_back_at=None).order_by("at", "pk"))
    texts = [one.text.strip() for one in mine if one.text.strip()]
    if not texts:
        raise ValidationError("You said nothing in this round that could be kept.")
    on = timezone.localtime(mine[-1].at).date()
    return write_piece(
        kind=Piece.Kind.REFLECTION,
        shape="",
        # The circle's name and what was asked are other people's words.
        title=f"{round.circle.get_kind_display()}, {in_words(on)}",
        on=on,
        texts={"words": "\n\n".join(texts)},
        from_kind=FROM_ROUND,
        from_id=round.pk,
        by=by,
    )
