"""All of somebody's own pieces, read at once, to be taken along."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from alongside.accounts.models import Account
from alongside.learning.areas import areas
from alongside.learning.cpd import packs
from alongside.learning.models import Comment, Cpd, Evidence, Piece, Words
from alongside.learning.taking_along import Taken, Version

from .pieces import called_in, names


def all_of(by: Account) -> list[Taken]:
    """Every piece of one's own, the oldest first; seven queries, however many there are."""
    pieces = list(Piece.objects.filter(owner=by).order_by("on", "pk"))
    words: dict[UUID, list[Words]] = defaultdict(list)
    for row in Words.objects.filter(owner=by).order_by("number", "pk"):
        words[row.piece_id].append(row)
    comments: dict[UUID, list[Comment]] = defaultdict(list)
    for said in Comment.objects.filter(owner=by).order_by("at"):
        comments[said.piece_id].append(said)
    called = names(said.by_id for some in comments.values() for said in some)
    shows: dict[UUID, list[str]] = defaultdict(list)
    known = dict(areas())
    for one in Evidence.objects.filter(owner=by).order_by("cluster"):
        shows[one.piece_id].append(known.get(one.cluster, one.cluster))
    cpd = {one.piece_id: one for one in Cpd.objects.filter(owner=by)}
    return [
        Taken(
            id=str(piece.pk),
            kind=piece.get_kind_display(),
            title=piece.title,
            on=piece.on,
            facts=_facts(cpd.get(piece.pk)),
            versions=_versions(piece, words[piece.pk]),
            comments=tuple(
                (called.get(said.by_id, "a colleague"), said.at, said.text)
                for said in comments[piece.pk]
            ),
            shows=tuple(shows[piece.pk]),
        )
        for piece in pieces
    ]


def _versions(piece: Piece, words: list[Words]) -> tuple[Version, ...]:
    called = called_in(piece)
    order = {key: place for place, key in enumerate(called)}
    numbers = sorted({one.number for one in words})
    return tuple(
        Version(number, rows[0].at, tuple((called.get(r.part, r.part), r.text) for r in rows))
        for number in numbers
        for rows in [
            sorted(
                (one for one in words if one.number == number),
                key=lambda one: order.get(one.part, len(order)),
            )
        ]
    )


def _facts(one: Cpd | None) -> tuple[tuple[str, str], ...]:
    if one is None:
        return ()
    pack = packs().get(one.pack)
    activity = pack.activities.get(one.activity, one.activity) if pack else one.activity
    rules = f"{pack.regulator}, {pack.nation}" if pack else one.pack
    facts = [("Kind of learning", activity), ("Rules", rules)]
    if one.is_peer:
        facts.append(("Talked over with", one.peer_relation))
    return tuple(facts)
