"""The command, who may give it, what it leaves on the trail, and the larger sample."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from alongside import cli
from alongside.accounts.models import Account, Team
from alongside.foundation.actor import acting
from alongside.foundation.content import codes
from alongside.insight.models import Imported, ImportRun
from alongside.people.models import Fact
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import OWN, SHARED, Import, adds_up, child, count, refusals

pytestmark = pytest.mark.django_db


def test_only_who_may_import_is_acted_for(cast: Cast, brought: Import) -> None:
    for email in (cast.alice.email, cast.ade_account.email):
        with pytest.raises(ValidationError, match="may not bring records in"):
            brought(behalf=email)
    with pytest.raises(ValidationError, match="no account with the address"):
        brought(behalf="nobody@northmere.example")
    with pytest.raises(ValidationError, match="no team called"):
        brought(team="Nowhere")


def test_the_first_administrator_and_intake_unless_told(
    cast: Cast, kit: Account, brought: Import
) -> None:
    report = brought(behalf="", team="")
    with acting(kit.pk):
        run = ImportRun.objects.get(pk=report.run)
        assert run.behalf_id == kit.pk
        assert Team.objects.get(pk=run.team_id).name == "Intake"


def test_every_line_says_on_whose_behalf(cast: Cast, kit: Account, brought: Import) -> None:
    brought()
    with acting(cast.protection.pk), connection.cursor() as cursor:
        cursor.execute(
            "select what, behalf_id, count(*)"
            " from gate.whole_trail(now() + interval '1 hour', 900, null)"
            " where what in ('person added', 'entry finished', 'death recorded',"
            " 'import begun', 'import ended') group by 1, 2"
        )
        lines = cursor.fetchall()
    assert {what: number for what, behalf, number in lines} == {
        "person added": 4, "entry finished": 21, "death recorded": 1,
        "import begun": 1, "import ended": 1,
    }  # fmt: skip
    assert {behalf for _what, behalf, _number in lines} == {kit.pk}


def test_the_team_reads_the_timeline_and_a_stranger_does_not(
    cast: Cast, brought: Import, browse: Browse
) -> None:
    brought()
    with acting(cast.alice.pk):
        one = child("NM0001", cast.alice)
    page = browse(cast.alice).get(f"/people/{one.pk}/timeline/")
    assert "Child protection plan begun" in page.content.decode()
    for stranger in (cast.charlie, cast.sam, cast.ade_account):
        assert browse(stranger).get(f"/people/{one.pk}/timeline/").status_code in (403, 404)
    with acting(cast.charlie.pk):
        assert not Fact.objects.filter(value="NM0001").exists()
        assert not Imported.objects.exists()


# The command ------------------------------------------------------------------------------------


def run_command(*words: str) -> int:
    return cli.main(["import", "cin", *words])


def test_the_command_speaks_json(
    cast: Cast, kit: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(str(OWN), "--json", "--as", kit.email) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["dry_run"] is False
    assert adds_up(said["tables"])
    assert Path(said["refusals"]).exists()


def test_the_command_refuses_in_one_sentence(
    cast: Cast, kit: Account, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_text("<Message>")
    for words in ((str(broken),), (str(OWN), "--as", cast.alice.email), (str(OWN), "--team", "X")):
        assert run_command(*words) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.strip().splitlines()) == 1
    assert run_command(str(OWN), "--refusals", str(tmp_path)) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_the_command_says_what_became_of_it(
    cast: Cast, kit: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(str(OWN), "--dry-run") == 0
    assert "Only tried" in capsys.readouterr().out


# The larger sample ------------------------------------------------------------------------------


def test_the_shared_sample_comes_in_whole(cast: Cast, brought: Import) -> None:
    sample = SHARED / "fake_CIN_data.xml"
    if not sample.exists():
        pytest.skip("the shared sample is not beside the project (../shared/data/cin)")
    report = brought(sample)
    assert adds_up(report.tables)
    read = {name: row["read"] for name, row in report.tables.items() if row["read"]}
    assert read == {
        "children": 332, "disabilities": 74, "referrals": 402, "conferences": 350,
        "closures": 252, "deaths": 21,
    }  # fmt: skip
    assert count(report, "refused") == {}
    wrong = [line for line in refusals(report) if line["field"] == "UPN"]
    assert len(wrong) == 320
    with acting(cast.alice.pk):
        assert Fact.objects.filter(kind="upn", is_check=True).count() == 320
        assert Fact.objects.filter(kind="sex", code="1").count() == 82
    assert codes("gender-dfe-until-2024").words_for("1") == "Male"
