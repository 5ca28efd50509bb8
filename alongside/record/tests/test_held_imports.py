"""What an import holds waits for nobody until somebody can read it."""

from datetime import date

import pytest

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions.grants import open_own_record
from alongside.record.actions import Words, finish_entry
from alongside.record.models import About, Task
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


def strategy(cast: Cast, by: Account) -> None:
    with acting(by.pk):
        finish_entry(
            id=new_id(),
            kind="strategy",
            people=[cast.temi],
            happened=When(date(2026, 3, 2), "day"),
            parts=[Words("fact", "Brought in")],
            by=by,
        )


def test_an_import_gives_nobody_a_decision_until_the_person_has_an_account() -> None:
    cast = assemble()
    strategy(cast, cast.system)
    with acting(cast.system.pk):
        about = About.objects.get(person=cast.temi)
        assert (about.sharing, about.sharing_review_on) == ("held", None)
        assert not Task.objects.filter(person=cast.temi).exists()
        own = Account.objects.create_user("temi@northmere.example", kind="person")
        open_own_record(person=cast.temi, account=own, by=cast.system)
        about.refresh_from_db()
        assert about.sharing_review_on is not None
        assert Task.objects.get(person=cast.temi).what == Task.What.DECIDE_HELD


def test_what_a_worker_holds_is_decided_about_at_once() -> None:
    cast = assemble()
    strategy(cast, cast.alice)
    with acting(cast.alice.pk):
        assert Task.objects.filter(person=cast.temi, what=Task.What.DECIDE_HELD).count() == 1
