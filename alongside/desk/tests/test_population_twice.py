"""A population made twice from one seed is the same; each time in a database of its own."""

from typing import Any, LiteralString

from django.db import connection

from alongside.desk.population.loading import fill
from alongside.foundation import sealer
from alongside.foundation.postgres.roles import OWNER
from tests import cluster

# All but the ids of accounts: those of the cast are new each time.
SAME: LiteralString = """
select md5(string_agg(concat_ws('|', called, born_on, state, id), '' order by id))
  from people_person
union all select md5(string_agg(concat_ws('|', kind, value, key, id), '' order by id))
  from people_fact
union all select md5(string_agg(concat_ws('|', kind, written_at, id), '' order by id))
  from record_entry
union all select md5(string_agg(concat_ws('|', sort, text, about, id), '' order by id))
  from record_part
"""


def test_the_same_seed_makes_the_same_people(django_db_setup: None, django_db_blocker: Any) -> None:
    def once(seed: int) -> list[tuple[Any, ...]]:
        cluster.make_copy(connection.settings_dict["NAME"])
        fill(300, seed=seed, say=lambda words: None)
        with sealer.connect(OWNER) as owner:
            return owner.execute(SAME).fetchall()

    with django_db_blocker.unblock():
        try:
            first = once(11)
            assert once(11) == first
            assert once(12) != first
        finally:
            cluster.make_copy(connection.settings_dict["NAME"])
