"""Who visits in a measurement: workers with about twenty people each, and those who lead a team."""

import os
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.database import as_owner
from benchmarks.visitors import Visitor

Caseload = tuple[Any, list[str], list[str]]  # an account, and ids and names of its people


def visitors(count: int, seed: int, port: int) -> list[Visitor]:
    """Workers, signed in, in the order of a seeded draw."""
    return _signed_in(CASELOADS, count, seed, port)


def leaders(count: int, seed: int, port: int) -> list[Visitor]:
    """Those who lead a team of eight or more, signed in."""
    return _signed_in(LEADERS, count, seed, port)


def _signed_in(question: str, count: int, seed: int, port: int) -> list[Visitor]:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    made = []
    for place, (account, people, names) in enumerate(_accounts(question, count)):
        client = Client(SERVER_NAME="localhost")
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        made.append(Visitor(port, session, people, names, random.Random(seed * 1000 + place)))
    return made


def _accounts(question: str, count: int) -> Iterable[Caseload]:
    from django.db import connection

    from alongside.accounts.models import Account
    from alongside.foundation.actor import acting

    with as_owner(Path(os.environ["ALONGSIDE_DATA"])) as owner:
        found = owner.execute(question.encode(), [count]).fetchall()
    connection.close()
    with acting(None):
        from django.db import transaction

        with transaction.atomic():
            accounts = Account.objects.in_bulk([one for one, _, _ in found])
    return [(accounts[one], [str(p) for p in people], names) for one, people, names in found]


CASELOADS = """
select g.account_id, array_agg(p.id::text order by p.id), array_agg(p.called order by p.id)
  from people_grant g join people_person p on p.id = g.person_id
  join accounts_account a on a.id = g.account_id and a.kind = 'staff' and a.is_active
 where g.until > now() and g.starts <= now() and g.rung >= 2 and p.called like '%% %%'
 group by 1 having count(*) between 12 and 40
 order by md5(g.account_id::text) limit %s"""

LEADERS = """
select g.account_id, array_agg(p.id::text order by p.id), array_agg(p.called order by p.id)
  from people_grant g join people_person p on p.id = g.person_id
 where g.until > now() and g.starts <= now() and g.basis = 'supervises' and p.called like '%% %%'
   and g.account_id in (select m.account_id from accounts_membership m
     join accounts_membership o on o.team_id = m.team_id and o.until > now()
    where m.is_manager and m.until > now() group by 1 having count(*) >= 8)
 group by 1 order by md5(g.account_id::text) limit %s"""
