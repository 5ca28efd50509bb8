"""Is the right person found? By a misspelt name among all, and by a fragment among one's own.

    python benchmarks/finding.py --people 1000000 --data FOLDER --json finding.json

asks the same search that the page asks, in the same process, on a database that `alongside
population` filled. The slips are those of benchmarks/spelling.py: a model, not real slips.
"""

import argparse
import json
import os
import random
import secrets
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.database import as_owner
from benchmarks.journeys import _database
from benchmarks.spelling import misspelt
from benchmarks.whose import CASELOADS

SHOWN = 10  # people on the first page of a search

WHOLE_COUNCIL = """
select g.account_id from people_grant g join accounts_account a on a.id = g.account_id
 where g.person_id is null and g.until > now() and a.is_active order by g.rung desc, 1 limit 1"""
TARGETS = """
select p.id, p.called from people_person p
 where p.called like '%% %%' and p.state = 'living'
   and not exists (select 1 from search.unlisted u where u.person_id = p.id)
   and p.id >= %s order by p.id limit 1"""


def main() -> None:
    """Ask, count, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--json", required=True)
    parser.add_argument("--targets", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    data = Path(options.data).resolve()
    os.environ |= {
        "ALONGSIDE_DATA": str(data),
        "ALONGSIDE_MODE": "demo",
        "ALONGSIDE_SECRET_KEY": secrets.token_urlsafe(48),
        "DJANGO_SETTINGS_MODULE": "alongside.settings",
    }
    import django

    django.setup()
    with _database(data):
        found = _found(data, options)
    Path(options.json).write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


def _found(data: Path, options: argparse.Namespace) -> dict[str, Any]:
    chance = random.Random(options.seed)
    with as_owner(data) as owner:
        duty = owner.execute(WHOLE_COUNCIL).fetchone()
        workers = owner.execute(CASELOADS, [60]).fetchall()
        first = owner.execute("select id from people_person order by id limit 1").fetchone()
        last = owner.execute("select id from people_person order by id desc limit 1").fetchone()
        assert duty, "Nobody in this database reaches the whole council."
        assert first, "Nobody is in this database."
        assert last
        targets = [_somebody(owner, chance, first[0], last[0]) for _ in range(options.targets)]
    own = []
    for account, people, names in workers:
        at = chance.randrange(len(people))
        own.append((account, UUID(people[at]), names[at]))
    return {
        "people": options.people,
        "misspelt": _asked(
            (duty[0], person, name, misspelt(name, chance)) for person, name in targets
        ),
        "fragment_of_anybody": _asked(
            (duty[0], person, name, _fragment(name)) for person, name in targets
        ),
        "fragment_of_ones_own": _asked(
            (account, person, name, _fragment(name)) for account, person, name in own
        ),
    }


def _somebody(owner: Any, chance: random.Random, first: UUID, last: UUID) -> tuple[UUID, str]:
    """Whoever comes next after a random place between the first id and the last."""
    while True:
        place = UUID(int=chance.randrange(first.int, last.int))
        row = owner.execute(TARGETS, [place]).fetchone()
        if row:
            return row[0], row[1]


def _fragment(name: str) -> str:
    return " ".join(part[:4] for part in name.split()[:2])


def _asked(searches: Iterable[tuple[UUID, UUID, str, str]]) -> dict[str, int]:
    """For each search: whether the name sought is on the first page, and whether the person is."""
    from django.db import transaction

    from alongside.accounts.models import Account
    from alongside.foundation.actor import acting
    from alongside.people.finding import _described, look_up
    from alongside.people.understanding import understand

    count: Counter[str] = Counter()
    for who, person, name, words in searches:
        with acting(who), transaction.atomic():
            account = Account.objects.get(pk=who)
            asked = understand(words)
            hits, _ = look_up(asked, limit=30)
            shown = [one.person for one in _described(asked, hits, account)[:SHOWN]]
        count["asked"] += 1
        count["name_on_first_page"] += any(one.called == name for one in shown)
        count["person_on_first_page"] += any(one.pk == person for one in shown)
    return dict(count)


if __name__ == "__main__":
    main()
