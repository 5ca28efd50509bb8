"""Playing a dilemma: beginning, choosing, going back, and taking a run away for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.access.dilemmas import Played, played
from alongside.learning.models import Piece, Run, Words
from alongside.learning.models import Step as Stored
from alongside.learning.scenarios import playing
from alongside.learning.scenarios.scenario import Scenario

from .pieces import remove_piece, write_piece

ELSEWHERE = "You went on in another window. This is where you are now; your reason is kept."
CHANGED = "This dilemma was written anew since you began. Your steps are kept. Begin again to play."


@transaction.atomic
def begin_run(*, scenario: Scenario, by: Account) -> Run:
    """Begin a dilemma alone; what one does in it is one's own."""
    piece = Piece(
        owner=by,
        kind=Piece.Kind.DILEMMA,
        shape=f"{scenario.key} {scenario.version}"[:40],
        title=scenario.title,
        on=timezone.localdate(),
        versions=1,
    )
    piece.save(force_insert=True)
    run = Run(piece=piece, owner=by, scenario=scenario.key, version=str(scenario.version))
    run.at_scene = scenario.begins
    run.save(force_insert=True)
    trail.note("learning: dilemma begun", on=piece, by=by)
    return run


@transaction.atomic
def choose(*, run: Run, number: int, choice: str, why: str, by: Account) -> Played:
    """Choose in the scene where one is, with a reason or without; `number` is the page's step."""
    now = _going_on(run, number)
    try:
        play = now.play.choose(choice, why)
    except playing.UnknownError as error:
        raise ValidationError({"choice": "This is not to be chosen here. Choose again."}) from error
    chosen = now.play.scene.choice(choice)
    assert chosen is not None  # it was just chosen
    _add(now, play, move=Stored.Move.CHOSE, choice=choice, why=why, by=by)
    told = f"{now.play.scene.title}: {chosen.words}" + (f"\n\n{why}" if why.strip() else "")
    Words(piece=now.piece, owner=by, number=1, part=f"step {number}", text=told).save(
        force_insert=True
    )
    trail.note("learning: chosen in a dilemma", on=now.piece, by=by)
    return played(now.run)


@transaction.atomic
def go(*, run: Run, number: int, place: int, by: Account) -> Played:
    """Go back to where one has been; what was chosen since stays as it was."""
    now = _going_on(run, number)
    try:
        play = now.play.go(place)
    except playing.UnknownError as error:
        raise ValidationError("You have not been there in this run.") from error
    _add(now, play, move=Stored.Move.WENT, choice=str(place), why="", by=by)
    trail.note("learning: gone back in a dilemma", on=now.piece, by=by)
    return played(now.run)


def _going_on(run: Run, number: int) -> Played:
    """The run as it stands, held until this is over, if the page that asks is up to date."""
    locked = Run.objects.select_for_update(of=("self",)).select_related("piece").get(pk=run.pk)
    now = played(locked)
    if now.is_changed:
        raise ValidationError(CHANGED)
    if number != now.next_number:
        raise ValidationError(ELSEWHERE)
    return now


def _add(
    before: Played, play: playing.Run, *, move: str, choice: str, why: str, by: Account
) -> None:
    step = Stored(
        piece=before.piece,
        owner=by,
        number=before.next_number,
        move=move,
        scene=before.play.scene.id,
        choice=choice,
        to_scene=play.scene.id,
        why=why,
    )
    step.save(force_insert=True)
    run = before.run
    run.at_scene = play.scene.id
    if play.is_ended and run.ended_at is None:
        run.ended_at = timezone.now()
    run.save(update_fields=["at_scene", "ended_at"])
    before.piece.save(update_fields=["changed_at"])


@transaction.atomic
def reflect_on(
    *, run: Run, shape: str, title: str, on: date, texts: Mapping[str, str], by: Account
) -> Piece:
    """Keep a reflection that grew out of a run; the run stays as it is."""
    return write_piece(
        kind=Piece.Kind.REFLECTION,
        shape=shape,
        title=title,
        on=on,
        texts=texts,
        came_from=run.piece,
        by=by,
    )


@transaction.atomic
def count_in(*, run: Run, by: Account) -> bool:
    """Let one's choices be counted with everybody's, once a dilemma; False if they were already.

    Of a scene to which one came twice, what one chose last.
    """
    now = played(run)
    if now.is_changed or run.ended_at is None:
        raise ValidationError("Only a run that came to an end is counted.")
    last = {one.place.scene.id: one for one in now.play.decided}
    offered = [
        (scene, choice.id, choice.id == one.choice.id)
        for scene, one in last.items()
        for choice in one.place.scene.choices
    ]
    if not offered:
        raise ValidationError("Nothing was chosen in this run, so nothing is counted.")
    with connection.cursor() as cursor:
        cursor.execute(
            "select gate.count_in(%s, %s, %s, %s)",
            [run.pk, *(list(column) for column in zip(*offered, strict=True))],
        )
        row = cursor.fetchone()
    trail.note("learning: choices counted in", on=run.piece, by=by)
    return bool(row and row[0])


@transaction.atomic
def remove_run(*, run: Run, by: Account) -> None:
    """Take a run away for good, with every choice and reason in it."""
    remove_piece(piece=run.piece, by=by)
