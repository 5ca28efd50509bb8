"""What the database does for two records side by side among fifty thousand: it reads these two."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.people import merging
from alongside.people.actions.adding import Told, add_person
from alongside.people.actions.facts import record_fact
from alongside.people.actions.merging import agree_to_merge, ask_to_merge, undo_merge
from alongside.people.duplicates import likely_same_as
from alongside.people.models import FactKind, Person
from tests.cast import Cast, account, assemble, join
from tests.cluster import as_owner

LARGE = ("people_person", "people_fact", "people_grant", "people_merge", "people_relationship")


def twice(cast: Cast) -> tuple[Person, Person]:
    with acting(cast.mo.pk):
        made = [
            add_person(
                given=given,
                family="Marsh",
                born_on=date(2017, 5, 3),
                told=[Told(FactKind.PHONE, "07700 900123")],
                is_somebody_new=True,
                by=cast.mo,
            )
            for given in ("Keziah", "Kezia")
        ]
    return made[0], made[1]


def fill(cast: Cast) -> None:
    """Fifty thousand others with a name in common and a phone each, without the ceremony."""
    with acting(cast.system.pk), connection.cursor() as cursor:
        cursor.execute(
            "insert into people_person (id, called, sort_key, pronouns, state, born_on,"
            " birth_known, needs_line, added_at) select gen_random_uuid(), 'Somebody ' || n,"
            " 'somebody', '', 'living', date '1930-01-01' + n % 30000, 'known', '', now()"
            " from generate_series(1, 50000) n"
        )
        cursor.execute(
            "insert into people_fact (id, person_id, kind, known, value, code, code_set, key,"
            " detail, needs, is_check, is_shown, is_protected, source, recorded_at,"
            " recorded_by_id, over_why) select gen_random_uuid(), id, 'phone', 'known', 'x', '',"
            " '', 'k' || row_number() over (), '{}', 1, false, true, false, '', now(), %s, ''"
            " from people_person",
            [cast.system.pk],
        )
        cursor.execute(
            "insert into people_grant (id, person_id, account_id, rung, basis, called, reason,"
            " starts, until, given_by_id, given_at, ended_why) select gen_random_uuid(), id, %s, 2,"
            " 'allocated', '', '', now(), '9999-12-31', %s, now(), '' from people_person",
            [cast.charlie.pk, cast.system.pk],
        )


def read() -> dict[str, int]:
    """How many rows of each table were read from end to end in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select relname, seq_tup_read from pg_stat_xact_user_tables")
        found = dict(cursor.fetchall())
    return {table: found.get(table, 0) for table in LARGE}


@pytest.mark.django_db(transaction=True)
def test_only_indexes_are_read_among_fifty_thousand() -> None:
    with transaction.atomic():
        cast = assemble()
        fill(cast)
        with acting(cast.system.pk):
            nia = account("staff", "Nia", "Team manager", ("manager",))
            join(nia, cast.adults)
        one, other = twice(cast)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("analyze")
    with transaction.atomic(), acting(cast.mo.pk):
        found = likely_same_as(other, cast.mo)
        assert [each.person for each in found.people] == [one]
        assert max(read().values()) < 1000, read()
        merging.beside(other, one, cast.mo)
        assert max(read().values()) < 1000, read()
        merge = ask_to_merge(gone=other, into=one, why="The same", by=cast.mo)
        assert max(read().values()) < 1000, read()
    with transaction.atomic(), acting(nia.pk):
        agree_to_merge(merge=merge, why="They are", by=nia)
        assert max(read().values()) < 1000, read()
        undo_merge(merge=merge, why="They are not", by=nia)
        assert max(read().values()) < 1000, read()


@pytest.mark.django_db
def test_the_same_number_of_queries_however_much_is_written() -> None:
    cast = assemble()
    one, other = twice(cast)

    def asked() -> int:
        with acting(cast.mo.pk), CaptureQueriesContext(connection) as caught:
            merging.beside(other, one, cast.mo)
        return len(caught)

    first = asked()
    with acting(cast.mo.pk):
        for number in range(4):
            record_fact(person=one, kind="phone", value=f"07700 90012{number}", by=cast.mo)
    assert asked() == first
