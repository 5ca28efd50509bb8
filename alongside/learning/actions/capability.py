"""Finishing a self-assessment, and choosing the few things to work on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.instrument import CLUSTERS, NOTHING, Instrument
from alongside.learning.measuring import MOST_SHOWN, RULES
from alongside.learning.models.capability import (
    Answer,
    Attempt,
    Focus,
    OfCluster,
    VignetteAnswer,
)
from alongside.learning.models.pieces import Piece
from alongside.learning.models.sessions import Session
from alongside.learning.profiles import Roles, meant
from alongside.learning.scenarios.library import scenario_named
from alongside.learning.standing import Aside

NOTHING_SAID = "Answer at least one statement, so that there is something to keep."
THREE = "You work on three things already. End one of them first: three is as much as one can do."
ON_A_CARD = (
    "this_week", "for_people", "question", "helper", "session", "scenario", "changed_at",
)  # fmt: skip
LONGEST = 4_000  # characters of what is written on a card


@dataclass(frozen=True)
class Filled:
    """All that one self-assessment says, read from what was typed."""

    now: Mapping[str, str]
    then: Mapping[str, str] = field(default_factory=dict)
    asides: Mapping[str, Aside] = field(default_factory=dict)
    placed: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def finish_attempt(
    *,
    id: UUID,
    instrument: Instrument,
    roles: Roles,
    role: str,
    filled: Filled,
    is_short: bool,
    before: Attempt | None,
    started_at: datetime,
    by: Account,
) -> Attempt:
    """Keep a self-assessment as it was answered: nobody changes it, one only looks again."""
    asked = {one.id for one in instrument.asked(is_short=is_short)}
    if not filled.now:
        raise ValidationError(NOTHING_SAID)
    if not {*filled.now, *filled.then} <= asked:
        raise ValidationError("These answers belong to other statements. Begin again.")
    if role not in roles.by_id:
        raise ValidationError({"role": "Choose one of the roles."})
    title = "A short look" if is_short else "Where I stand"
    piece = Piece.objects.create(
        id=id, owner=by, kind=Piece.Kind.ASSESSMENT, title=title, on=timezone.localdate(),
        shape=instrument.form,
    )  # fmt: skip
    purposes = Attempt.Purpose
    looked_again = purposes.AGAIN if before is not None else purposes.BASELINE
    attempt = Attempt.objects.create(
        piece=piece,
        owner=by,
        form=instrument.form,
        purpose=purposes.SHORT if is_short else looked_again,
        role=role,
        roles_version=roles.form,
        rules_version=RULES,
        before=None if is_short else before,
        started_at=started_at,
    )
    _keep_answers(piece, instrument, filled, by)
    trail.note("learning: where I stand finished", on=piece, by=by)
    return attempt


def _keep_answers(piece: Piece, instrument: Instrument, filled: Filled, by: Account) -> None:
    Answer.objects.bulk_create(
        Answer(
            piece=piece,
            owner=by,
            cluster=instrument.by_id[item].cluster,
            item=item,
            frame=frame,
            level=None if said in NOTHING else int(said),
            nothing=said if said in NOTHING else "",
        )
        for frame, all_said in ((Answer.Frame.NOW, filled.now), (Answer.Frame.THEN, filled.then))
        for item, said in all_said.items()
    )
    OfCluster.objects.bulk_create(
        OfCluster(
            piece=piece, owner=by, cluster=cluster, confidence=one.confidence,
            importance=one.importance, has_star=one.has_star,
        )
        for cluster, one in filled.asides.items()
        if one != Aside()
    )  # fmt: skip
    VignetteAnswer.objects.bulk_create(
        VignetteAnswer(piece=piece, owner=by, vignette=key, level=level)
        for key, level in filled.placed.items()
        if key in meant()
    )


# What to work on


@transaction.atomic
def choose_focus(
    *,
    cluster: str,
    this_week: str,
    for_people: str = "",
    question: str = "",
    helper: Account | None = None,
    session: UUID | None = None,
    scenario: str = "",
    came_from: Piece | None = None,
    by: Account,
) -> Focus:
    """Put one area on a card of its own, with what may help; at most three are open at a time."""
    if cluster not in CLUSTERS:
        raise ValidationError("There is no such area.")
    _short_enough(this_week=this_week, for_people=for_people, question=question)
    _can_be_named(helper, session, scenario, by)
    mine = list(Focus.objects.filter(owner=by, ended_at=None).values_list("cluster", flat=True))
    if cluster in mine:
        raise ValidationError("You work on this already. Change that card instead.")
    if len(mine) >= MOST_SHOWN:
        raise ValidationError(THREE)
    focus = Focus.objects.create(
        owner=by, cluster=cluster, this_week=this_week, for_people=for_people, question=question,
        helper=helper, session_id=session, scenario=scenario, came_from=came_from,
    )  # fmt: skip
    trail.note("learning: something to work on chosen", on=focus, by=by)
    return focus


@transaction.atomic
def change_focus(
    *,
    focus: Focus,
    this_week: str,
    for_people: str = "",
    question: str = "",
    helper: Account | None = None,
    session: UUID | None = None,
    scenario: str = "",
    by: Account,
) -> Focus:
    """Write a card anew: it is a plan, and plans change."""
    _must_be_open(focus, by)
    _short_enough(this_week=this_week, for_people=for_people, question=question)
    _can_be_named(helper, session, scenario, by)
    focus.this_week, focus.for_people, focus.question = this_week, for_people, question
    focus.helper, focus.session_id, focus.scenario = helper, session, scenario
    focus.save(update_fields=ON_A_CARD)
    trail.note("learning: something to work on changed", on=focus, by=by)
    return focus


@transaction.atomic
def end_focus(*, focus: Focus, outcome: str = "", by: Account) -> Focus:
    """Put a card away, with what changed for people, if anything did."""
    _must_be_open(focus, by)
    _short_enough(outcome=outcome)
    focus.outcome, focus.ended_at = outcome, timezone.now()
    focus.save(update_fields=["outcome", "ended_at", "changed_at"])
    trail.note("learning: something to work on ended", on=focus, by=by)
    return focus


def _can_be_named(helper: Account | None, session: UUID | None, scenario: str, by: Account) -> None:
    """Nobody is asked and no place is taken by this: a card only says what one means to do."""
    if helper is not None and helper.pk == by.pk:
        raise ValidationError({"helper": "Name somebody else than yourself, or nobody."})
    if session is not None and not Session.objects.filter(pk=session).exists():
        raise ValidationError({"session": "There is no such session. Choose another, or none."})
    if scenario and scenario_named(scenario) is None:
        raise ValidationError({"scenario": "There is no such dilemma. Choose another, or none."})


def _must_be_open(focus: Focus, by: Account) -> None:
    if focus.owner_id != by.pk or focus.ended_at is not None:
        raise ValidationError("This card was put away already.")


def _short_enough(**texts: str) -> None:
    for name, text in texts.items():
        if len(text) > LONGEST:
            raise ValidationError({name: f"Say it in {LONGEST:,} characters or fewer."})


def open_clusters(focuses: Sequence[Focus]) -> set[str]:
    """The areas that are worked on."""
    return {one.cluster for one in focuses if one.ended_at is None}
