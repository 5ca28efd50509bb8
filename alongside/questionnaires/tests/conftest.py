"""What the tests of the pages stand on: somebody who may edit what is asked, and the trail."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from tests.cast import Cast, account

Trail = Callable[..., list[str]]


@pytest.fixture
def josie(cast: Cast) -> Account:
    """The principal social worker."""
    with acting(cast.system.pk):
        return account("staff", "Josie", "Principal", ("principal-social-worker",))


@pytest.fixture
def trailed(cast: Cast) -> Trail:
    """What the trail says that somebody did (to this, where it is given), newest first."""

    def lines(by: Account, on: UUID | None = None) -> list[str]:
        with acting(cast.protection.pk), connection.cursor() as cursor:
            cursor.execute(
                "select what, by_id, on_id from"
                " gate.whole_trail(now() + interval '1 hour', 900, null)"
            )
            found = cursor.fetchall()
        return [what for what, who, which in found if who == by.pk and on in (None, which)]

    return lines
