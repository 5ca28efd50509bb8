"""Opening a round, saying something in it, showing it to everybody, and closing it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.models import Circle, Member, Round, Turn

from .asked import held_seat, must_be_open, must_host

LONGEST_SAID = 100_000  # characters: a long evening's worth, and a page that still opens

# Circles in which one thing goes on at a time; in a community of practice many do.
ONE_AT_A_TIME = (Circle.Kind.REFLECTION, Circle.Kind.SUPERVISION, Circle.Kind.DILEMMA)

CLOSED_ALREADY = (
    "This round is over already. What you wrote is kept here; put it into what you keep of the "
    "round."
)


@transaction.atomic
def open_round(*, circle: Circle, kind: str, prompt: str, scene: str = "", by: Account) -> Round:
    """Ask everybody something: to write or choose before anybody reads, or to talk about."""
    must_host(circle, by)
    # Held until this is over, so that two rounds opened at once have two numbers.
    circle = Circle.objects.select_for_update().get(pk=circle.pk)
    must_be_open(circle)
    if not prompt.strip():
        raise ValidationError({"prompt": "Say what everybody is asked."})
    rounds = Round.objects.filter(circle=circle)
    if circle.kind in ONE_AT_A_TIME and rounds.filter(closed_at=None).exists():
        raise ValidationError("A round is still open. Close it before you open the next one.")
    # The database numbers it: whoever hosts now may not read the first of them.
    made = Round(circle=circle, number=0, kind=kind, prompt=prompt, scene=scene, asked_by=by)
    made.save(force_insert=True)
    made.refresh_from_db(fields=["number"])
    trail.note("learning: round opened", on=made, by=by, detail={"circle": circle.pk})
    return made


@transaction.atomic
def say(
    *,
    round: Round,
    text: str = "",
    choice: str = "",
    brings: bool = False,
    answers: Turn | None = None,
    by: Account,
) -> Turn:
    """Say something in a round; a new choice takes back one’s last, which nobody has seen.

    `brings`: it is about somebody whom one works with, so that a decision may come of it.
    """
    mine = held_seat(round, by)
    if mine is None or mine.joined_at is None:
        raise ValidationError("You are not in this group, so nothing was said. Keep your words.")
    round = Round.objects.select_related("circle").get(pk=round.pk)
    if round.closed_at is not None or round.circle.ended_at is not None:
        raise ValidationError("This round is closed, so nothing more is said in it.")
    if not text.strip() and not choice:
        raise ValidationError({"text": "Write something first."})
    if len(text) > LONGEST_SAID:
        raise ValidationError(
            {"text": f"This has {len(text):,} characters, and {LONGEST_SAID:,} fit."}
        )
    if choice and round.kind != Round.Kind.VOTE:
        raise ValidationError("There is nothing to choose from in this round.")
    if choice and round.revealed_at is not None:
        raise ValidationError("Everybody’s choice is shown already, so yours stays as it was.")
    if brings and not may_bring(round.circle, by):
        raise ValidationError({"brings": "Somebody you work with is brought to group supervision."})
    now = timezone.now()
    if choice:
        earlier = Turn.objects.filter(round=round, by=by, taken_back_at=None).exclude(choice="")
        earlier.update(taken_back_at=now)
    made = Turn(round=round, by=by, choice=choice, text=text, brings=brings, answers=answers)
    made.save(force_insert=True)
    Member.objects.filter(pk=mine.pk).update(seen_at=now)
    trail.note("learning: said in a circle", on=made, by=by, detail={"round": round.pk})
    return made


def may_bring(circle: Circle, by: Account) -> bool:
    """Whether one may say here that something is about somebody whom one works with."""
    return circle.kind == Circle.Kind.SUPERVISION and by.kind == Account.Kind.STAFF


@transaction.atomic
def reveal_round(*, round: Round, by: Account) -> Round:
    """Show everybody what everybody wrote or chose; a second time changes nothing."""
    must_host(round.circle, by)
    shown = Round.objects.filter(pk=round.pk, revealed_at=None, closed_at=None)
    if shown.exclude(kind=Round.Kind.TALK).update(revealed_at=timezone.now()):
        trail.note("learning: round revealed", on=round, by=by)
    round.refresh_from_db()
    return round


@transaction.atomic
def close_round(*, round: Round, notes: str = "", chosen: str = "", by: Account) -> Round:
    """Say that it is over, with what the circle keeps of it; what was said stays to be read.

    A round that was never shown stays unshown: nobody agreed to more.
    """
    must_host(round.circle, by)
    row = Round.objects.select_for_update().filter(pk=round.pk).first()
    if row is None or (row.closed_at is not None and notes.strip() != row.notes.strip()):
        raise ValidationError(CLOSED_ALREADY)
    if row.closed_at is None:
        row.closed_at, row.notes, row.chosen = timezone.now(), notes, chosen
        row.save(update_fields=["closed_at", "notes", "chosen"])
        trail.note("learning: round closed", on=row, by=by)
    return row


@transaction.atomic
def change_notes(*, round: Round, notes: str, by: Account) -> Round:
    """Write what the circle keeps of a round, also after it is over."""
    must_host(round.circle, by)
    must_be_open(round.circle)
    Round.objects.filter(pk=round.pk).update(notes=notes)
    trail.note("learning: notes of a round changed", on=round, by=by)
    round.notes = notes
    return round


@transaction.atomic
def take_back(*, turn: Turn, by: Account) -> Turn:
    """Take back what one said: nobody else reads it again. That one did stays to be seen."""
    if turn.by_id != by.pk:
        raise ValidationError("Only whoever said it takes it back.")
    if turn.taken_back_at is None:
        turn.taken_back_at = timezone.now()
        turn.save(update_fields=["taken_back_at"])
        trail.note("learning: taken back in a circle", on=turn, by=by)
    return turn
