"""An adopted child of a return whose identity was sealed: no import leads to who they are now."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.insight.returns.importing import Report, Wanted, bring_in
from alongside.people.actions import grants
from alongside.people.actions.sealing import seal_identity
from alongside.people.models import Person
from alongside.people.tests.test_sealing import rows_about
from tests.cast import Cast, account, assemble
from tests.cluster import as_owner

from .conftest import adds_up, child, count, refusals
from .looked_after import FILES, rows_in, write

TIMES = ("starts", "until")


class Scene:
    """The child of the return, who they are now, and both imports."""

    cast: Cast
    officer: Account
    old: Person
    new: Person
    again: Report


@pytest.fixture
def scene(transactional_db: None, tmp_path: Path) -> Scene:
    """With real transactions: sealing is several."""
    made, folder = Scene(), write(tmp_path / "return", FILES)
    with transaction.atomic():
        made.cast = assemble()
        with acting(made.cast.system.pk):
            kit = account("staff", "Kit", "", ("administrator",))
            made.officer = account("staff", "Olu", "", ("adoption-records-officer",))
    wanted = Wanted(folder, kit.email, made.cast.adults.name, kind="ssda903")
    bring_in(wanted, lambda done, of: None)
    with acting(made.cast.alice.pk), transaction.atomic():
        made.old = child("LA0002", made.cast.alice)
        grants.allocate(person=made.old, account=made.officer, by=made.cast.alice)
    with acting(made.officer.pk):
        made.new = seal_identity(
            person=made.old, given="Robin", family="Ash", why="An adoption order", by=made.officer
        )
    made.again = bring_in(wanted, lambda done, of: None)
    return made


def test_what_the_file_says_of_them_is_refused_row_by_row(scene: Scene) -> None:
    theirs = {"header": 1, "episodes": 1, "reviews": 1, "placed_for_adoption": 1, "ad1": 1}
    assert adds_up(scene.again.tables)
    assert count(scene.again, "refused") == theirs
    assert count(scene.again, "imported") == {}
    assert count(scene.again, "read") == rows_in(FILES)
    told = [one for one in refusals(scene.again) if one["value"] == "LA0002"]
    assert {one["file"] for one in told} == {f"{name}.csv" for name in theirs}
    with acting(scene.cast.alice.pk), transaction.atomic():
        assert not Person.objects.filter(called="Child LA0002").exists()


def test_no_column_id_time_or_transaction_joins_the_two(scene: Scene) -> None:
    with as_owner():
        old, new = rows_about(scene.old), rows_about(scene.new)
        with connection.cursor() as cursor:
            cursor.execute("select t::text from foundation_trail t")
            trail = [line for (line,) in cursor.fetchall()]
    assert {"record_about", "insight_imported"} <= {table for table, _ in old}  # it stays there
    assert [table for table, row in new if str(scene.old.pk) in json.dumps(row)] == [
        "people_sealedlink"
    ]
    mine = [row for table, row in new if table != "people_sealedlink"]
    theirs = [row for table, row in old if table != "people_sealedlink"]
    assert mine
    assert {row["xmin"] for row in mine}.isdisjoint(row["xmin"] for row in theirs)
    for row in mine:
        assert UUID(row["id"]).version == 4
        times = [value for key, value in row.items() if key.endswith("_at") or key in TIMES]
        assert all("-01T00:00:00" in value for value in times if value), row
        assert not any(word in json.dumps(row) for word in ("LA0002", "UN5", "ssda903", "SSDA903"))
    assert not any(str(scene.new.pk) in line for line in trail)
