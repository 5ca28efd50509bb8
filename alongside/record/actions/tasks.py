"""What becomes due when something happens; nobody types these."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, in_force
from alongside.foundation import trail
from alongside.foundation.days import working_days_after
from alongside.people.models import AccessRequest, Basis, BreakGlass, Grant, Person
from alongside.record import defaults
from alongside.record.models import (
    About,
    Answer,
    Approval,
    Attachment,
    Entry,
    Misfiled,
    Restriction,
    Sharing,
    SharingDecision,
    Task,
    Unlocking,
)

from .whose import Whose, decider_for_partner, somebody_for, somebodys_team, who_holds

What = Task.What
AT_ONCE = 500  # requests that the clock looks at in one go


def _make(
    what: str,
    source: models.Model,
    *,
    by: Account,
    due_on: date | None = None,
    account_id: UUID | None = None,
    team_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Task:
    return Task.objects.create(
        what=what,
        person_id=person_id,
        account_id=account_id,
        team_id=team_id,
        from_kind=source._meta.label_lower,
        from_id=source.pk,
        due_on=due_on,
        made_by=by,
    )


def _today() -> date:
    return timezone.localdate()


def tasks_for_held(*, abouts: Sequence[About], by: Account, **_: Any) -> None:
    """Each person for whom a finished entry is held gives a manager one decision to make.

    Not yet for what an import brought about people who cannot read their record: see below. A
    partner knows nobody who decides: the database says who does.
    """
    for about in abouts:
        if about.sharing == Sharing.HELD and about.sharing_review_on is not None:
            is_partners = by.kind == Account.Kind.PARTNER
            _task_to_decide(
                about, by, decider_for_partner(about.person_id) if is_partners else None
            )


def tasks_for_own_record(*, person: Person, by: Account, **_: Any) -> None:
    """Somebody can read their record from now on: what an import held is decided about now."""
    waiting = About.objects.filter(
        person=person, removed_at=None, sharing=Sharing.HELD, sharing_review_on=None
    )
    for about in waiting:
        about.sharing_review_on = defaults.decide_by(_today())
        about.save(update_fields=["sharing_review_on"])
        _task_to_decide(about, by)


def _task_to_decide(about: About, by: Account, who: Whose | None = None) -> None:
    if Task.objects.filter(from_id=about.pk, done_at=None).exists():
        return
    _make(
        What.DECIDE_HELD,
        about,
        by=by,
        person_id=about.person_id,
        due_on=defaults.decide_by(_today()),
        **(who or somebody_for(by, person_id=about.person_id)),
    )


def task_for_decision(
    *, about: About, decision: SharingDecision, waits: bool = False, by: Account, **_: Any
) -> None:
    """What is held is looked at again on its day; what is not disclosed waits for a second person.

    What the writer holds, what a change of it holds (`waits`), and what a second person did not
    agree to, somebody has yet to decide.
    """
    if decision.state == SharingDecision.State.PROPOSED:
        second = "approve not disclosed"
        who = somebody_for(by, person_id=about.person_id, permission=second)
        due = working_days_after(_today(), defaults.DECIDE_WITHIN)
        _make(What.SECOND_LOOK, decision, by=by, person_id=about.person_id, due_on=due, **who)
        return
    if decision.state == SharingDecision.State.REFUSED:
        decides = may(by, "decide held entries")
        _task_to_decide(about, by, {"account_id": by.pk} if decides else None)
        return
    if about.sharing == Sharing.HELD and (waits or about.entry.is_work_of(by)):
        who = somebody_for(by, person_id=about.person_id, writer=about.entry.written_by)
        _task_to_decide(about, by, who)
        return
    _make(
        What.LOOK_AGAIN,
        about,
        by=by,
        person_id=about.person_id,
        due_on=decision.review_on,
        account_id=by.pk,
    )


def tasks_for_words(*, answer: Answer, by: Account, **_: Any) -> None:
    """The person's words reach everyone who is allocated to them, or else the teams that are."""
    grants = Grant.objects.filter(in_force(), person_id=answer.person_id)
    workers = list(grants.filter(basis=Basis.ALLOCATED, account__isnull=False))
    chosen = workers or list(grants.filter(team__isnull=False))
    what = What.CORRECT if answer.is_correction else What.WORDS
    due = working_days_after(_today(), 5) if answer.is_correction else None
    for one in chosen:
        _make(
            what,
            answer,
            by=by,
            person_id=answer.person_id,
            due_on=due,
            account_id=one.account_id,
            team_id=one.team_id,
        )


def task_for_access(*, request: AccessRequest, by: Account, **_: Any) -> None:
    """Those who work with the person answer within one working day, a local rule.

    Where nobody does any more, who looks after that across the council; and where nobody has that
    role either, it stays in sight of the team of whoever asked. Without the person's id: who is
    kept out of that record and is in such a team learns nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("select account_id, team_id from gate.answerers_of(%s)", [request.pk])
        found: list[Whose] = [_one_of(*row) for row in cursor.fetchall()]
    due = working_days_after(_today(), 1)
    for who in found or [somebodys_team(by)]:
        _make(What.ANSWER_ACCESS, request, by=by, due_on=due, **who)


@transaction.atomic
def hand_on_astray(*, by: Account) -> int:
    """The clock: a request whose team has nobody left, or may not open it now, goes to who can."""
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.requests_astray(%s)", [AT_ONCE])
        found = cursor.fetchall()
    due = working_days_after(_today(), 1)
    for request, account, team in found:
        who, source = _one_of(account, team), AccessRequest(pk=request)
        task = _make(What.ANSWER_ACCESS, source, by=by, due_on=due, **who)
        trail.note("task handed on", on=task, by=by)
    return len(found)


def _one_of(account: UUID | None, team: UUID | None) -> Whose:
    return {"account_id": account} if account else {"team_id": team} if team else {}


def task_for_glass(*, glass: BreakGlass, by: Account, **_: Any) -> None:
    """A manager looks at every record that was opened in an emergency, by the next working day."""
    due = working_days_after(_today(), 1)
    who = somebody_for(
        by, person_id=glass.person_id, permission="review break-glass", may_be_unseen=True
    )
    _make(What.REVIEW_GLASS, glass, by=by, person_id=glass.person_id, due_on=due, **who)


def task_for_misfiled(*, mark: Misfiled, by: Account, **_: Any) -> None:
    """Data protection looks at what was in the wrong record, and at who had read it."""
    due = working_days_after(_today(), 1)
    who = _data_protection(by, mark.person_id)
    _make(What.MISFILED, mark, by=by, person_id=mark.person_id, due_on=due, **who)


def task_for_file(
    *, attachment: Attachment, about: Sequence[UUID] = (), by: Account, **_: Any
) -> None:
    """Data protection sees to a file that nobody may open: a scanner or a colleague stopped it."""
    due = working_days_after(_today(), 1)
    person_id = next(iter(about), None)
    who = _data_protection(by, person_id)
    _make(What.FILE, attachment, by=by, person_id=person_id, due_on=due, **who)


def task_for_unlocking(
    *, unlocking: Unlocking, second: UUID, about: Sequence[UUID] = (), by: Account, **_: Any
) -> None:
    """A second person agrees, or not, that a locked file is opened again.

    It is not handed on past its day: across the council only data protection knows of such files.
    Whoever else may decide finds the request beside the file.
    """
    due = working_days_after(_today(), defaults.DECIDE_WITHIN)
    person_id = next(iter(about), None)
    _make(What.UNLOCK, unlocking, by=by, person_id=person_id, due_on=due, account_id=second)


def _data_protection(by: Account, person_id: UUID | None) -> Whose:
    officer = who_holds("data-protection-officer", by=by)
    return {"account_id": officer} if officer else somebody_for(by, person_id=person_id)


def task_for_restriction(*, restriction: Restriction, by: Account, **_: Any) -> None:
    """Somebody else looks again at what is restricted, on the day that was said."""
    about = About.objects.filter(entry_id=restriction.entry_id, removed_at=None).first()
    _make(
        What.REVIEW_RESTRICTION,
        restriction,
        by=by,
        person_id=about.person_id if about else None,
        account_id=restriction.review_by_id,
        due_on=restriction.until,
    )


# From questionnaires


def task_for_answer(
    *, entry: Entry, person: Person, words: str, within: int, awaits: str = "", by: Account
) -> Task | None:
    """What the questionnaire says follows from an answer: for whoever wrote it, and once."""
    made = Task.objects.filter(from_id=entry.pk, what=What.FOLLOW_UP, words=words[:400])
    if by.kind != Account.Kind.STAFF or made.exists():
        return None
    return Task.objects.create(
        what=What.FOLLOW_UP,
        words=words[:400],
        person=person,
        account=by,
        from_kind=entry._meta.label_lower,
        from_id=entry.pk,
        awaits=awaits,
        due_on=working_days_after(_today(), within),
        made_by=by,
    )


def tasks_met(*, entry: Entry, by: Account, **_: Any) -> None:
    """What had to be done about somebody is done once it is written down, whoever had it.

    Where that is put right, or was in the wrong record, it waits again. Only those who work here
    do it: an import tells what was, and what a person or a partner sends somebody looks at first.
    """
    if by.kind != Account.Kind.STAFF or entry.written_by.kind != Account.Kind.STAFF:
        return
    with connection.cursor() as cursor:
        cursor.execute("select id, person_id, is_over from gate.lay_tasks_beside(%s)", [entry.pk])
        found = cursor.fetchall()
    withheld = {"withheld": True}  # it would tell of an entry that the person may not know
    said = [
        trail.Said(
            "task done" if is_over else "task opened again",
            Task(pk=task),
            [person],
            detail=withheld,
        )
        for task, person, is_over in found
    ]
    if said:
        trail.note_all(said, by=by)


def task_for_agreement(
    *, approval: Approval, people: Sequence[UUID], within: int, by: Account
) -> None:
    """Somebody else agrees to a questionnaire, or returns it: never who wrote or decided it."""
    person_id = next(iter(people), None)
    due, writer = working_days_after(_today(), within), approval.asked_by
    who = somebody_for(by, person_id=person_id, permission="agree answers", writer=writer)
    _make(What.AGREE, approval, by=by, person_id=person_id, due_on=due, **who)


def task_for_returned(
    *, approval: Approval, people: Sequence[UUID], within: int, by: Account
) -> None:
    """Whoever wrote it reads what is missing."""
    _make(
        What.RETURNED,
        approval,
        by=by,
        person_id=next(iter(people), None),
        account_id=approval.asked_by_id,
        due_on=working_days_after(_today(), within),
    )


@transaction.atomic
def do_task(*, task: Task, by: Account) -> Task:
    """Tick off what has been seen to."""
    if task.done_at:
        return task
    task.done_at, task.done_by = timezone.now(), by
    task.save(update_fields=["done_at", "done_by"])
    trail.note("task done", on=task, about=[task.person_id] if task.person_id else [], by=by)
    return task


@transaction.atomic
def close_tasks(*, source: models.Model, by: Account, **_: Any) -> None:
    """Close whatever waited because of this, with whomever it waited, once it has been decided."""
    with connection.cursor() as cursor:
        cursor.execute("select id, person_id from gate.close_tasks(%s)", [source.pk])
        note_done(cursor.fetchall(), by)


def note_done(closed: Iterable[tuple[UUID, UUID | None]], by: Account) -> None:
    """Put on the trail what the database closed."""
    for task, person in closed:
        trail.note("task done", on=Task(pk=task), about=[person] if person else [], by=by)


def hand_on_from_kept_out(*, person: Person, by: Account, **_: Any) -> None:
    """What waited with somebody who may not see this record any more waits with those who may."""
    with connection.cursor() as cursor:
        cursor.execute("select id from gate.hand_on_from_kept_out(%s)", [person.pk])
        moved = cursor.fetchall()
    for (task,) in moved:
        trail.note("task handed on", on=Task(pk=task), about=[person], by=by)


def keep_tasks_of_sealed(*, person: Person, by: Account, **_: Any) -> None:
    """What waited about a sealed record waits with whoever keeps it; nobody else opens it.

    Without lines of its own on the trail: the sealing is one, and names no record.
    """
    with connection.cursor() as cursor:
        cursor.execute("select gate.keep_tasks_of_sealed(%s)", [person.pk])
