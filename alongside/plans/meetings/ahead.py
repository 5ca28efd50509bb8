"""What is due before a meeting follows its day: begun, moved, and ended with it."""

from alongside.accounts.models import Account
from alongside.record.actions.clocks_ahead import HELD, OFF, keep_ahead

from .access import Met, arranged_for


def keep_what_is_due_before(*, met: Met, by: Account, **_: object) -> None:
    """After a meeting was arranged, moved or called off: lay beside it what counts back from it."""
    keep_ahead(person_id=met.person.pk, coming=arranged_for(met.person, by), why=OFF, by=by)


def end_what_was_due_before(*, met: Met, by: Account, **_: object) -> None:
    """After its minutes: what was not done ends; what is due before the next stays."""
    keep_ahead(person_id=met.person.pk, coming=arranged_for(met.person, by), why=HELD, by=by)
