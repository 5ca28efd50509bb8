"""What follows in learning when an account is closed: nobody waits for somebody who is gone."""

from __future__ import annotations

from typing import Any

from django.db import connection

from alongside.accounts.models import Account
from alongside.foundation import trail


def end_learning_of(*, account: Account, by: Account, **_: Any) -> None:
    """End what others planned with them, unread; what is their own stays as it is.

    The line is written in any case: it is not to say whether there was something.
    """
    with connection.cursor() as cursor:
        cursor.execute("select gate.end_learning_of(%s)", [account.pk])
    trail.note("learning: plans ended as the account closed", on=account, by=by)
