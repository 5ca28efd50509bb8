"""Asking everybody: opening a wave, reminding, closing it once and for ever, and answering it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, Team
from alongside.foundation import trail
from alongside.foundation.content import ContentError
from alongside.foundation.small_numbers import LEAST_EVER, Published, Rules, publish
from alongside.learning.access.waves import asked_among
from alongside.learning.instrument import CLUSTERS, KEY
from alongside.learning.models import Asked, Champion, Session, Wave
from alongside.learning.models.waves import TEAMS
from alongside.learning.surveys.asked_before import MOST_BY_GROUP, Marks, marks_of, shared
from alongside.learning.surveys.counting import (
    Line,
    Moved,
    classes_in,
    counted_of,
    crossing_of,
    questions_of,
)
from alongside.learning.surveys.form import survey_of

from .giving import hold

PERMISSION = "run surveys"
NOT_YOURS = "Asking everybody is not part of your role. Ask your principal social worker."
STILL_OPEN = "The same questions are open already. Close that one first."
NOBODY = "Nobody would be asked. Choose other teams, or everybody."
CLOSED = "It is closed already, and what may be told of it stands."
NOT_CLOSED = "It is open still. Close it first; then it is counted."
NOT_COUNTED = "It is answered in writing once it is closed and counted."
DIVISIONS = ("role", "team")


def may_run_or_refuse(by: Account) -> None:
    """Refuse whoever may not ask everybody."""
    if not may(by, PERMISSION):
        raise PermissionDenied(NOT_YOURS)


@transaction.atomic
def open_wave(
    *,
    kind: str,
    title: str,
    about: str,
    text: str,
    whom: str,
    teams: Sequence[Team],
    groups: Sequence[str],
    smallest: int,
    closes_on: date,
    by: Account,
) -> Wave:
    """Ask everybody who is meant, from today on, and say until when."""
    may_run_or_refuse(by)
    if smallest < LEAST_EVER:
        raise ValidationError({"smallest": f"A figure tells of {LEAST_EVER} people at the least."})
    today = timezone.localdate()
    if closes_on < today:
        raise ValidationError({"closes_on": "That day is over. Choose one to come."})
    survey = survey_of(text)
    series = KEY if kind == Wave.Kind.CAPABILITY else survey.id
    if Wave.objects.filter(series=series, closed_at=None).exists():
        raise ValidationError(STILL_OPEN)
    asked = list(asked_among(whom, teams).values_list("pk", flat=True))
    if not asked:
        raise ValidationError(NOBODY)
    wave = Wave.objects.create(
        kind=kind, title=title.strip(), about=about.strip(), series=series, form=survey.form,
        text=text, digest=survey.digest, groups=[one for one in DIVISIONS if one in groups],
        whom=whom, teams=sorted(one.pk for one in teams) if whom == TEAMS else [],
        smallest=smallest, opens_on=today, closes_on=closes_on, made_by=by,
    )  # fmt: skip
    Asked.objects.bulk_create([Asked(wave=wave, account_id=one) for one in asked])
    trail.note("learning: everybody asked", on=wave, by=by, detail={"asked": len(asked)})
    return wave


@transaction.atomic
def remind(*, wave: Wave, by: Account) -> Wave:
    """Say on the page of whoever has not answered that it is still open; nobody is told who."""
    may_run_or_refuse(by)
    if wave.closed_at:
        raise ValidationError(CLOSED)
    wave.reminded_at = timezone.now()
    wave.save(update_fields=["reminded_at"])
    trail.note("learning: everybody reminded", on=wave, by=by)
    return wave


@transaction.atomic
def close_wave(*, wave: Wave, by: Account) -> Wave:
    """Nobody answers any more, for ever; then `count_wave`, in a transaction of its own.

    The database counts nothing that was closed in the same transaction: taking it back, letting
    one more answer and counting again would tell what that one said.
    """
    may_run_or_refuse(by)
    hold(wave, alone=True)
    wave.refresh_from_db()
    if not wave.closed_at:
        wave.closed_at, wave.closed_by = timezone.now(), by
        wave.save(update_fields=["closed_at", "closed_by"])
        trail.note("learning: wave closed", on=wave, by=by)
    return wave


@transaction.atomic
def count_wave(*, wave: Wave, by: Account) -> Wave:
    """Count the ballots once, keep what may be told, and destroy them; once more does no harm."""
    may_run_or_refuse(by)
    hold(wave, alone=True)
    wave.refresh_from_db()
    if not wave.closed_at:
        raise ValidationError(NOT_CLOSED)
    if wave.frozen is None:
        _ask("select gate.mark_given(%s)", wave.pk)
        wave.frozen = _frozen(wave)
        wave.save(update_fields=["frozen"])
        _ask("select gate.destroy_ballots(%s)", wave.pk)
        trail.note("learning: wave counted", on=wave, by=by)
    return wave


def _frozen(wave: Wave) -> dict[str, object]:
    """Everything that will ever be told of it."""
    rules = Rules(least=wave.smallest)
    ((asked, began, gave),) = _ask("select * from gate.wave_taken_part(%s)", wave.pk)
    earlier = _earlier(wave)
    divisions = wave.groups if len(earlier) <= MOST_BY_GROUP else []
    told = _published(wave, rules, earlier, divisions)
    frozen: dict[str, object] = {
        **told.as_json(),
        "asked": asked,
        "stopped": rules.rounded(began - gave) if began - gave >= rules.least else None,
        "too_many_before": len(earlier) if wave.groups and not divisions else None,
    }
    if wave.kind == Wave.Kind.CAPABILITY:
        frozen["supply"] = _supply()
    return frozen


def _earlier(wave: Wave) -> list[tuple[Wave, frozenset[str]]]:
    """Every wave that told of any of the same questions, whatever it was called, and of which."""
    now = _marks(wave)
    found = Wave.objects.filter(frozen__is_told=True).exclude(pk=wave.pk).order_by("pk")
    both = [(one, _shared(now, one)) for one in found]
    return [(one, questions) for one, questions in both if questions]


def _shared(now: Marks, before: Wave) -> frozenset[str]:
    try:
        return shared(now, _marks(before))
    except ContentError:  # written for another version of Alongside: it may have asked all of it
        return frozenset(now)


def _marks(wave: Wave) -> Marks:
    return marks_of(survey_of(wave.text), wave.kind == Wave.Kind.CAPABILITY)


def _published(
    wave: Wave,
    rules: Rules,
    earlier: Sequence[tuple[Wave, frozenset[str]]],
    divisions: Sequence[str],
) -> Published:
    lines = [Line(*row) for row in _ask("select * from gate.count_ballots(%s)", wave.pk)]
    questions = questions_of(survey_of(wave.text), wave.kind == Wave.Kind.CAPABILITY)
    crossings = tuple(
        crossing_of(_moved(wave, before), classes_in(before.frozen), divisions, asked)
        for before, asked in earlier
    )
    return publish(counted_of(lines, questions, divisions, crossings), rules)


def _moved(wave: Wave, before: Wave) -> list[Moved]:
    rows = _ask("select * from gate.wave_crossing(%s, %s)", wave.pk, before.pk)
    return [Moved(*row) for row in rows]


def _supply() -> dict[str, list[int]]:
    """For each area, colleagues who offer help and sessions to come: both are there to be seen."""
    now = timezone.now()
    offers = Champion.objects.filter(ended_at=None).values_list("clusters", flat=True)
    coming = Session.objects.filter(starts_at__gt=now, cancelled_at=None)
    sessions = list(coming.values_list("clusters", flat=True))
    helpers = list(offers)
    return {
        one: [sum(one in some for some in helpers), sum(one in some for some in sessions)]
        for one in CLUSTERS
    }


@transaction.atomic
def reply_to_wave(*, wave: Wave, reply: str, by: Account) -> Wave:
    """Say in writing what is done about it; everybody who was asked reads it.

    What was said before is kept by the database and stays to be read below.
    """
    may_run_or_refuse(by)
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.frozen is None:
        raise ValidationError(NOT_COUNTED)
    if not reply.strip():
        raise ValidationError({"reply": "Write what will be done, by whom and by when."})
    if wave.reply == reply.strip():
        return wave
    wave.reply, wave.replied_by, wave.replied_at = reply.strip(), by, timezone.now()
    wave.save(update_fields=["reply", "replied_by", "replied_at"])
    trail.note("learning: wave answered", on=wave, by=by)
    return wave


def _ask(sql: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
