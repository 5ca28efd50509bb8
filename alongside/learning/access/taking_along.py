"""All of somebody's own pieces, and what they worked on, read at once to be taken along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.days import in_words
from alongside.learning.areas import areas
from alongside.learning.cpd import Year, packs
from alongside.learning.instrument import in_full, instrument_named
from alongside.learning.models import (
    Answer,
    Attempt,
    Comment,
    Cpd,
    Evidence,
    Focus,
    Piece,
    Words,
)
from alongside.learning.scenarios.library import scenario_named
from alongside.learning.taking_along import Taken, Version

from .pieces import called_in, names


def all_of(by: Account) -> list[Taken]:
    """Everything of one's own, the oldest first; as many queries for much as for little."""
    every = Piece.objects.filter(owner=by)
    return sorted([*_pieces(by, every), *_focuses(by)], key=lambda one: one.on)


def cpd_of_year(by: Account, year: Year) -> list[Taken]:
    """One's own CPD of one year, the oldest first."""
    cpd = Piece.objects.filter(owner=by, kind=Piece.Kind.CPD)
    return _pieces(by, cpd.filter(on__range=(year.begins, year.ends)))


def _pieces(by: Account, some: QuerySet[Piece]) -> list[Taken]:
    pieces = list(some.order_by("on", "pk"))
    words: dict[UUID, list[Words]] = defaultdict(list)
    for row in Words.objects.filter(owner=by, piece__in=some).order_by("number", "pk"):
        words[row.piece_id].append(row)
    comments: dict[UUID, list[Comment]] = defaultdict(list)
    for said in Comment.objects.filter(owner=by, piece__in=some).order_by("at"):
        comments[said.piece_id].append(said)
    called = names(said.by_id for some in comments.values() for said in some)
    shows: dict[UUID, list[str]] = defaultdict(list)
    known = dict(areas())
    for one in Evidence.objects.filter(owner=by).order_by("cluster"):
        shows[one.piece_id].append(known.get(one.cluster, one.cluster))
    cpd = {one.piece_id: one for one in Cpd.objects.filter(owner=by)}
    placed = _placed(by, some)
    return [
        Taken(
            id=str(piece.pk),
            kind=piece.get_kind_display(),
            title=piece.title,
            on=piece.on,
            facts=_facts(cpd.get(piece.pk)),
            versions=placed.get(piece.pk) or _versions(piece, words[piece.pk]),
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
    if one.peer_on:
        facts.append(("Talked over on", in_words(one.peer_on)))
    if one.sent_on:
        facts.append(("In the regulator’s form since", in_words(one.sent_on)))
    return tuple(facts)


def _placed(by: Account, some: QuerySet[Piece]) -> dict[UUID, tuple[Version, ...]]:
    """Each self-assessment as it was finished: every statement with what was chosen, in words."""
    answers: dict[UUID, list[Answer]] = defaultdict(list)
    for one in Answer.objects.filter(owner=by):
        answers[one.piece_id].append(one)
    return {
        attempt.piece_id: (
            Version(1, attempt.finished_at, tuple(_statements(attempt, answers[attempt.pk]))),
        )
        for attempt in Attempt.objects.filter(owner=by, piece__in=some)
    }


def _statements(attempt: Attempt, answers: list[Answer]) -> Iterator[tuple[str, str]]:
    looks: dict[str, dict[str, str]] = defaultdict(dict)
    for one in answers:
        looks[one.frame][one.item] = one.nothing or str(one.level)
    for statement in instrument_named(attempt.form).statements:
        now, then = (looks[frame].get(statement.id, "") for frame in Answer.Frame.values)
        said = [in_full(statement, now)] if now else []
        said += [f"Looking back: {in_full(statement, then)}"] if then else []
        if said:
            yield statement.text, " ".join(said)


def _focuses(by: Account) -> list[Taken]:
    """What one worked on, open or ended."""
    known = dict(areas())
    mine = list(Focus.objects.filter(owner=by).select_related("session"))
    called = names(one.helper_id for one in mine if one.helper_id)
    return [
        Taken(
            id=str(one.pk),
            kind="What I work on" if one.ended_at is None else "What I worked on",
            title=known.get(one.cluster, one.cluster),
            on=timezone.localtime(one.made_at).date(),
            facts=(),
            versions=(Version(1, one.changed_at, tuple(_card(one, called))),),
            comments=(),
            shows=(),
        )
        for one in mine
    ]


def _card(one: Focus, called: dict[UUID, str]) -> Iterator[tuple[str, str]]:
    dilemma = scenario_named(one.scenario) if one.scenario else None
    told = (
        ("This week", one.this_week),
        ("A person", called.get(one.helper_id, "A colleague") if one.helper_id else ""),
        ("A session", one.session.title if one.session else ""),
        ("A dilemma", dilemma.title if dilemma else ""),
        ("How people would notice", one.for_people),
        ("For supervision", one.question),
        ("What came of it", one.outcome),
    )
    return ((heading, text) for heading, text in told if text)
