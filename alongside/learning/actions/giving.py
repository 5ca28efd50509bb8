"""Giving one's answers in a wave, so that nobody can lay them beside a name.

Three transactions, each of which may be the last before the power goes: a ticket is drawn; a
ballot is put in under its number, and nothing else is written with it, not even a line of the
trail, since rows of one transaction can be told to belong together; the ticket is forgotten. Doing
it again from wherever it stopped changes nothing that is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.models import Asked, Ballot, Wave

# The same for looking, giving and saying no, and of which wave it was it does not say.
USED = "learning: a page of questions used"
NOT_ASKED = "You were not asked in this one, or it is closed."
GIVEN = "Your answers are in already. Nobody can find them again, so they cannot be changed."
NOTHING = "Answer at least one question, or say that you would rather not take part."


@transaction.atomic
def begin_answers(*, wave: Wave, by: Account) -> None:
    """That somebody began: how many did not come to the end is told of everybody together."""
    mine = Asked.objects.filter(wave=wave, account=by, began_on=None, gave_on=None)
    mine.update(began_on=timezone.localdate())
    trail.note(USED, on=by, by=by)


def give_answers(
    *, wave: Wave, answers: Mapping[str, str], groups: Mapping[str, str], by: Account
) -> None:
    """Put somebody's answers with everybody's. Outside a transaction: it makes its own."""
    if not answers:
        raise ValidationError(NOTHING)
    ticket = draw_ticket(wave=wave, groups=groups, by=by)
    put_in(wave=wave, ticket=ticket, answers=answers, by=by)
    forget_ticket(wave=wave, by=by)


@transaction.atomic
def draw_ticket(*, wave: Wave, groups: Mapping[str, str], by: Account) -> UUID:
    """The number under which a ballot will be put in: the same one, until it is forgotten.

    With whom it is counted stands with it, and is not changed by a second try.
    """
    mine = Asked.objects.select_for_update().filter(wave=wave, account=by).first()
    if mine is None or not wave.is_open_on(timezone.localdate()):
        raise ValidationError(NOT_ASKED)
    if mine.gave_on:
        raise ValidationError(GIVEN)
    if mine.ticket is None:
        mine.ticket = uuid4()
        mine.groups = {name: groups.get(name, "") for name in wave.groups}
        mine.save(update_fields=["ticket", "groups"])
    trail.note(USED, on=by, by=by)
    return mine.ticket


def put_in(*, wave: Wave, ticket: UUID, answers: Mapping[str, str], by: Account) -> None:
    """Put a ballot in, once: a second try under the same number finds the first.

    It is counted where whoever gives said that they are when the number was drawn. Whoever closes
    the wave waits until this is done, or this is refused.
    """
    try:
        with transaction.atomic():
            hold(wave, alone=False)
            mine = Asked.objects.filter(wave=wave, account=by, ticket=ticket).first()
            if mine is None:  # forgotten since: given from another window, or counted already
                raise ValidationError(GIVEN)
            one = Ballot(id=ticket, wave=wave, groups=mine.groups, answers={**answers})
            Ballot.objects.bulk_create([one])
    except IntegrityError:  # it is in already
        return
    except ProgrammingError as refused:  # the database: closed in the meantime
        raise ValidationError(NOT_ASKED) from refused


@transaction.atomic
def forget_ticket(*, wave: Wave, by: Account) -> None:
    """Say that somebody gave, and forget under which number."""
    mine = Asked.objects.filter(wave=wave, account=by, gave_on=None)
    mine.update(gave_on=timezone.localdate(), ticket=None)
    trail.note(USED, on=by, by=by)


@transaction.atomic
def decline(*, wave: Wave, by: Account) -> None:
    """Rather not: it is no longer offered, and counted nowhere."""
    mine = Asked.objects.filter(wave=wave, account=by, gave_on=None, ticket=None)
    mine.update(declined_on=timezone.localdate())
    trail.note(USED, on=by, by=by)


def hold(wave: Wave, *, alone: bool) -> None:
    """Until the transaction is over: many may put ballots in, or one alone may count them."""
    how = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"select {how}(hashtextextended(%s, 53))", [str(wave.pk)])
