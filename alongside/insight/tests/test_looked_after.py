"""Bringing in a return on children looked after: each row on a timeline, and nothing twice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alongside import cli
from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.insight.models import Disagreement, Imported, ImportRun
from alongside.people.actions.adding import Told, add_person
from alongside.people.models import Fact, FactKind, Person
from alongside.record.models import About, Entry, Part, Version
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Import, adds_up, child, count, refusals
from .looked_after import FILES, SHARED, changed, rows_in, sample, write

pytestmark = pytest.mark.django_db

Bring = Callable[..., Any]


@pytest.fixture
def bring(brought: Import, tmp_path: Path) -> Bring:
    """Bring our own return in, or one with other files."""

    def run(files: dict[str, str] | None = None, **more: Any) -> Any:
        folder = tmp_path / f"return-{len(list(tmp_path.iterdir()))}"
        return brought(write(folder, files or FILES), kind="ssda903", **more)

    return run


def titles(person: Person) -> list[str]:
    """The titles on a timeline, oldest first."""
    found = Version.objects.filter(entry__abouts__person=person).order_by("happened_at", "title")
    return [one.title for one in found]


def words(person: Person) -> str:
    """All that the entries about somebody say."""
    return "\n".join(Part.objects.filter(about=[person.pk]).values_list("text", flat=True))


def how_many(cast: Cast) -> tuple[int, ...]:
    """How much there is, so that a second run can be seen to change nothing."""
    with acting(cast.system.pk):
        return (
            Fact.objects.count(), Version.objects.count(), Person.objects.count(),
            Entry.objects.count(),
        )  # fmt: skip


def test_every_row_comes_in(cast: Cast, bring: Bring) -> None:
    report = bring()
    assert adds_up(report.tables)
    assert count(report, "imported") == rows_in(FILES) == count(report, "read")
    with acting(cast.alice.pk):
        one = child("LA0001", cast.alice)
        assert (one.called, str(one.born_on)) == ("Child LA0001", "2008-03-27")
        assert titles(one) == [
            "Began to be looked after",
            "A social worker began to work with them",
            "Moved to another placement, and legal status changed",
            "Review of care",
            "Missing from placement",
            "Review of care",
            "Away from placement without agreement",
            "Health in the year to March 2018",
            "Permanent home before coming into care",
        ]
        said = words(one)
        assert "Legal status: An interim care order (C1)." in said
        assert "Placement: A children's home (K2)." in said
        assert "Found or back: 25 November 2017." in said
        assert "Came and spoke (PN1)" in said
        assert "“zz/05/2012”" in said
        for secret in ("EG19", "WV27", "4244474"):  # where a child lives is no matter of a timeline
            assert secret not in said


def test_facts_and_why_there_is_none(cast: Cast, bring: Bring) -> None:
    bring()
    with acting(cast.alice.pk):
        two, three = child("LA0002", cast.alice), child("LA0003", cast.alice)
        assert Fact.objects.get(person=two, kind="sex").code == "1"
        assert Fact.objects.get(person=two, kind="ethnicity").known == "rather not"
        assert "UN5" in Fact.objects.get(person=two, kind="upn").source
        assert Fact.objects.get(person=three, kind="ethnicity").code == "ABAN"
        assert "Became a mother" in titles(three)
        assert "14 February 2021" in words(three)


def test_what_is_about_others_is_held_first(cast: Cast, bring: Bring) -> None:
    bring()
    with acting(cast.mo.pk):
        held = About.objects.filter(sharing="held").select_related("person")
        found = {(one.person.called, titles_of(one)) for one in held}
    assert found == {
        ("Child LA0002", "Began to be looked after"),  # because of a parent's illness
        ("Child LA0002", "Matched with adopters"),
        ("Child LA0002", "Decided that the child should be placed for adoption"),
        ("Child LA0003", "Became a mother"),
        ("Child LA0003", "Moved to another placement"),  # after an allegation
    }


def titles_of(about: About) -> str:
    """The title of an entry."""
    return Version.objects.get(entry=about.entry_id).title


def test_a_second_run_changes_nothing_in_whatever_order(cast: Cast, bring: Bring) -> None:
    bring()
    before = how_many(cast)
    upside_down = {
        name: "\n".join([lines[0], *reversed(lines[1:])])
        for name, lines in ((name, text.splitlines()) for name, text in FILES.items())
    }
    for files in (FILES, upside_down):
        again = bring(files)
        assert count(again, "unchanged") == rows_in(FILES)
        assert count(again, "imported") == count(again, "refused") == {}
        assert how_many(cast) == before


def test_a_dry_run_says_the_same_and_keeps_nothing(cast: Cast, kit: Account, bring: Bring) -> None:
    dry = bring(is_dry=True)
    with acting(cast.system.pk):
        assert not Person.objects.filter(called__startswith="Child").exists()
        assert not ImportRun.objects.exists()
    assert dry.tables == bring().tables


def test_the_next_year_adds_and_corrects(cast: Cast, bring: Bring) -> None:
    bring()
    later = changed(
        episodes=(
            "LA0001,14/08/2017,B,C2,N1,K2,PR4,,,,EG19 7TT,WV27 9FX,8969628\n",
            "LA0001,14/08/2017,B,C2,N1,K2,PR4,02/05/2018,X1,CHILD,,,\n"
            "LA0001,02/05/2018,P,C2,N1,U4,PR1,,,,,,\n",
        ),
        oc2=("LA0001,27/03/2008,17", "LA0001,27/03/2008,12"),
    )
    report = bring(later)
    assert adds_up(report.tables)
    assert report.said == "SSDA903 return 2019"
    assert count(report, "imported") == {"episodes": 2, "oc2": 2, "oc3": 1}
    with acting(cast.alice.pk):
        one = child("LA0001", cast.alice)
        changed_entry = Entry.objects.get(abouts__person=one, versions=2)
        last = Version.objects.get(entry=changed_entry, number=2)
        assert "Ended: 2 May 2018" in Part.objects.get(version=last).text
        health = [one for one in titles(one) if one.startswith("Health")]
        assert health == ["Health in the year to March 2018", "Health in the year to March 2019"]


def test_the_year_can_be_said(cast: Cast, bring: Bring) -> None:
    assert bring(year=2020).said == "SSDA903 return 2020"


def test_a_child_on_record_is_asked_about_and_no_row_is_lost(cast: Cast, bring: Bring) -> None:
    with acting(cast.alice.pk):
        number = Told(FactKind.LOCAL_ID, "LA0001")
        add_person(given="Wren", told=[number], is_somebody_new=True, by=cast.alice)
    report = bring()
    assert adds_up(report.tables)
    refused = count(report, "refused")
    assert refused == {
        "header": 1, "episodes": 2, "reviews": 2, "missing": 2, "oc2": 1,
        "previous_permanence": 1, "sw_episodes": 1,
    }  # fmt: skip
    told = [one for one in refusals(report) if one["value"] == "LA0001"]
    listed = {(one["file"], one["row"]) for one in told}
    assert len(listed) == sum(refused.values())
    with acting(cast.mo.pk):
        assert Disagreement.objects.get().label == "Is it the same child?"


def test_the_team_reads_it_and_a_stranger_does_not(
    cast: Cast, bring: Bring, browse: Browse
) -> None:
    bring()
    with acting(cast.alice.pk):
        two = child("LA0002", cast.alice)
    page = browse(cast.alice).get(f"/people/{two.pk}/timeline/").content.decode()
    assert "Matched with adopters" in page
    for stranger in (cast.charlie, cast.sam, cast.ade_account):
        assert browse(stranger).get(f"/people/{two.pk}/timeline/").status_code in (403, 404)
    with acting(cast.charlie.pk):
        assert not Imported.objects.exists()


def test_administrators_read_it_in_numbers(
    cast: Cast, kit: Account, bring: Bring, browse: Browse
) -> None:
    report = bring()
    client = browse(kit)
    assert "SSDA903 return 2018" in client.get("/imports/").content.decode()
    page = client.get(f"/imports/{report.run}/").content.decode()
    assert "Matched for adoption" in page
    assert "LA0001" not in page


def test_the_command_speaks_json(
    cast: Cast, kit: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "return", FILES)
    assert cli.main(["import", "ssda903", str(folder), "--json", "--as", kit.email]) == 0
    said = json.loads(capsys.readouterr().out)
    assert adds_up(said["tables"])
    assert set(said) == {"tables", "run", "refusals", "checks", "dry_run"}
    assert Path(said["refusals"]).read_text().startswith("file,row,column,value,reason")
    assert cli.main(["import", "ssda903", str(folder), "--dry-run"]) == 0
    assert "Episodes of care" in capsys.readouterr().out
    for nowhere in (tmp_path / "none", folder / "header.csv", tmp_path):
        assert cli.main(["import", "ssda903", str(nowhere)]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


# A good part of the shared sample ---------------------------------------------------------------


def test_a_part_of_the_shared_return_comes_in(cast: Cast, bring: Bring) -> None:
    if not SHARED.exists():
        pytest.skip("the shared return is not beside the project (../shared/data/ssda903)")
    files = sample(SHARED, 60)
    report = bring(files)
    assert adds_up(report.tables)
    assert {name: counts["read"] for name, counts in report.tables.items()} == rows_in(files)
    assert report.tables["sw_episodes"]["refused"] == 1  # a child who is not in header.csv
    refused = {name: number for name, number in count(report, "refused").items() if number}
    assert set(refused) <= {"reviews", "sw_episodes"}  # reviews that have not come yet
    listed = [one for one in refusals(report) if "not brought in" in one["reason"]]
    assert len(listed) == sum(refused.values())
    before = how_many(cast)
    again = bring(files)
    assert adds_up(again.tables)
    assert count(again, "imported") == {}
    assert how_many(cast) == before
