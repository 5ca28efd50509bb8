"""What somebody who has left can still see: nothing."""

import pytest

from alongside.accounts.actions import close_account
from alongside.foundation.actor import acting
from alongside.people.models import Person
from tests.cast import account, assemble

pytestmark = pytest.mark.django_db


def test_closing_an_account_ends_every_grant_of_it() -> None:
    cast = assemble()
    with acting(cast.system.pk):
        administrator = account("staff", "Nadia", "Administrator", ("administrator",))
    with acting(cast.alice.pk):
        assert Person.objects.visible_to(cast.alice).count() == 2
    with acting(administrator.pk):
        close_account(account=cast.alice, by=administrator)
    with acting(cast.mo.pk):
        grants = cast.ade.grants.filter(account=cast.alice)
        assert {grant.ended_why for grant in grants} == {"left"}
    with acting(cast.alice.pk):
        assert Person.objects.count() == 0
