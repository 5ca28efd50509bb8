"""`alongside export council` and back again: the same rows and files, a trail that is proven."""

import csv
import json
import shutil
from argparse import Namespace
from hashlib import sha256
from pathlib import Path

import pytest

from alongside.foundation.postgres.roles import OWNER
from alongside.insight.exports import moving_in
from alongside.insight.exports.tables import NOT_OUT
from tests.backup.house import ask, files, superuser_url

from .conftest import (
    ACCOUNTS,
    AWKWARD,
    EXPORTS,
    SEALS,
    TRAIL,
    Made,
    Moved,
    Source,
    export,
    prepared,
)


def test_every_row_comes_back_but_for_the_secrets(made: dict[str, Made], moved: Moved) -> None:
    assert len(moved.rows) > 50
    for table, ours in moved.rows.items():
        theirs = made[moved.form].rows[table]
        if table in NOT_OUT:
            continue
        if table in (TRAIL, SEALS, EXPORTS):  # the exporting itself went on after its moment
            assert set(ours) <= set(theirs) or table == EXPORTS, table
            continue
        if table == ACCOUNTS:
            assert set(ours) >= set(theirs)
            continue
        assert ours == theirs, table


def test_secrets_are_neither_in_the_files_nor_in_the_new_place(
    source: Source, made: dict[str, Made], moved: Moved
) -> None:
    ((password,),) = ask(
        source.house, "select password from accounts_account where email like 'alice@%'"
    )
    ((sealed,),) = ask(source.house, "select data->>'secret' from mfa_authenticator")
    for one in made.values():
        for path in one.path.rglob("*"):
            if path.is_file() and path.suffix != ".parquet":
                whole = path.read_bytes()
                assert str(password).encode() not in whole
                assert str(sealed).encode() not in whole
        assert not (one.path / "tables" / "mfa_authenticator.csv").exists()
        assert not list(one.path.rglob("people_sealedlink*"))
        assert not list(one.path.rglob("secret-key"))
    assert {row[0] for row in ask(moved.house, "select password from accounts_account")} >= {"!"}
    assert ask(moved.house, "select count(*) from mfa_authenticator") == [(0,)]
    assert not (moved.house.data / "secret-key").exists()
    assert "alongside account link" not in moved.said or "@" in moved.said
    assert "needs a new way in" in moved.said


def test_every_file_comes_back(source: Source, moved: Moved) -> None:
    assert files(moved.house) == source.files
    assert len(source.files) == 4


def test_the_trail_is_proven_and_a_new_era_begins(moved: Moved) -> None:
    told = json.loads(moved.house.run("verify", "--files", "--json"))
    assert told["wrong"] == []
    assert ask(moved.house, "select max(era) from foundation_trail") == [(2,)]
    whats = {row[0] for row in ask(moved.house, "select what from foundation_trail")}
    assert "council export begun" in whats
    ((reason,),) = ask(moved.house, "select reason from insight_export where form = 'csv' limit 1")
    assert reason == "Moving to Eastmere"


def test_the_database_is_guarded_as_before(source: Source, in_csv: Moved) -> None:
    for question in (
        "select tablename, policyname, cmd, qual from pg_policies order by 1, 2",
        "select relname, relrowsecurity, relforcerowsecurity from pg_class"
        " where relkind in ('r', 'p') and relname not like 'foundation_trail_%' order by 1",
        "select tgrelid::regclass::text, tgname, tgenabled::text from pg_trigger"
        " where not tgisinternal and tgrelid::regclass::text not like 'foundation_trail_%'"
        " order by 1, 2",
    ):
        assert ask(in_csv.house, question) == ask(source.house, question)


def test_new_rows_find_a_number_of_their_own(in_csv: Moved) -> None:
    house = in_csv.house
    said = house.run("account", "add", "new@northmere.example", "--role", "administrator")
    assert "new@northmere.example" in said or "/" in said
    house.run("worker", "--once")
    assert json.loads(house.run("verify", "--json"))["wrong"] == []


def test_words_are_data_whatever_they_look_like(made: dict[str, Made], moved: Moved) -> None:
    with (made["csv"].path / "tables" / "record_part.csv").open(newline="") as opened:
        texts = {row["text"] for row in csv.DictReader(opened)}
    assert set(AWKWARD) <= texts
    there = {row[0] for row in ask(moved.house, "select text from record_part")}
    assert set(AWKWARD) <= there


def test_null_is_not_the_empty_text(made: dict[str, Made]) -> None:
    first, *rest = (made["csv"].path / "tables" / "record_entry.csv").read_text().splitlines()
    assert "pinned_at" in first
    assert ',"",' in rest[0]  # no source, which is an empty text
    assert ",," in rest[0]  # never pinned, which is null


def test_each_file_is_listed_with_its_hash_and_only_this_user_reads_it(
    made: dict[str, Made],
) -> None:
    for one in made.values():
        told = json.loads((one.path / "manifest.json").read_text())
        there = {str(p.relative_to(one.path)) for p in one.path.rglob("*") if p.is_file()}
        assert there == {*told["files"], "manifest.json"}
        for name, said in told["files"].items():
            assert sha256((one.path / name).read_bytes()).hexdigest() == said["sha256"]
        assert sha256((one.path / "manifest.json").read_bytes()).hexdigest() in one.said
        assert one.path.stat().st_mode & 0o777 == 0o700
        assert all(p.stat().st_mode & 0o077 == 0 for p in one.path.rglob("*"))


def test_the_dictionary_says_what_each_column_means(made: dict[str, Made]) -> None:
    path = made["csv"].path
    told = json.loads((path / "dictionary.json").read_text())
    tables = json.loads((path / "manifest.json").read_text())["tables"]
    assert [one["table"] for one in told] == list(tables)
    for one in told:
        assert one["means"], one["table"]
        assert [each["column"] for each in one["columns"]] == tables[one["table"]]["columns"]
        assert all(each["means"] for each in one["columns"]), one["table"]
    fact = next(one for one in told if one["table"] == "people_fact")
    columns = {one["column"]: one for one in fact["columns"]}
    assert columns["kind"]["choices"]["birth"] == "Date of birth"
    assert columns["person_id"]["points_at"] == "people_person"
    assert columns["value"]["class"] == "words"
    assert "as people say and write it" in columns["value"]["means"]
    with (path / "dictionary.csv").open(newline="") as opened:
        assert len(list(csv.reader(opened))) == 1 + sum(len(one["columns"]) for one in told)


def test_the_readme_says_what_is_not_there(made: dict[str, Made]) -> None:
    words = (made["csv"].path / "README.txt").read_text()
    for name in ("mfa_authenticator", "django_session", "accounts_account.password", "sealedlink"):
        assert name in words
    assert "Moving to Eastmere" in words


def test_who_may_not_is_refused_before_anything_is_written(source: Source, folder: Path) -> None:
    path = folder / "never"
    words = ("export", "council", str(path), "--reason", "I want to")
    said = source.house.run(*words, "--as", "alice@northmere.example", status=2)
    assert "does not include" in said
    said = source.house.run(*words, "--as", "nobody@northmere.example", status=2)
    assert "no account" in said
    assert not path.exists()
    said = source.house.run(
        "export", "council", str(path), "--reason", " ", "--as", source.officer, status=2
    )
    assert "Say why" in said


def test_a_folder_with_something_in_it_is_refused(source: Source, made: dict[str, Made]) -> None:
    words = ("export", "council", str(made["csv"].path), "--as", source.officer, "--reason", "x")
    assert "is not empty" in source.house.run(*words, status=1)


@pytest.fixture
def copied(made: dict[str, Made], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made["csv"].path, tmp_path / "copied"))


def refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What it says before it begins, by itself alone: nothing is asked of a database by then."""
    monkeypatch.setenv("ALONGSIDE_DATABASE_ROLE", OWNER)  # as it does, and forgotten afterwards
    with pytest.raises(SystemExit) as refusal:
        moving_in.run(Namespace(file=path, dry_run=True))
    return str(refusal.value)


def test_what_was_changed_is_refused_by_its_hash(
    source: Source, folder: Path, copied: Path
) -> None:
    table = copied / "tables" / "accounts_roleheld.csv"
    table.write_text(table.read_text().replace("social-worker", "administrator"))
    words = ("import", "council", str(copied), "--data", str(folder / "nowhere"))
    said = source.house.run(*words, status=1)
    assert "accounts_roleheld.csv is not what it was" in said
    assert not (folder / "nowhere").exists()


def test_what_is_missing_added_or_leads_elsewhere_is_refused(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copied / "tables" / "extra.csv").write_text("x")
    assert "extra.csv was added" in refused(copied, monkeypatch)
    (copied / "tables" / "extra.csv").unlink()
    one = copied / "tables" / "people_fact.csv"
    one.rename(copied.parent / "people_fact.csv")
    assert "people_fact.csv is missing" in refused(copied, monkeypatch)
    one.symlink_to(copied.parent / "people_fact.csv")
    assert "leads out of the export" in refused(copied, monkeypatch)


def test_what_was_cut_off_or_is_of_another_version_is_refused(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = copied / "manifest.json"
    told = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**told, "migrations": [*told["migrations"], "people.0999_x"]}))
    assert "people.0999_x" in refused(copied, monkeypatch)
    manifest.write_text(json.dumps({**told, "migrations": told["migrations"][1:]}))
    assert "does not know" in refused(copied, monkeypatch)
    (copied / "UNFINISHED.txt").write_text("")
    assert "cut off" in refused(copied, monkeypatch)
    (copied / "UNFINISHED.txt").unlink()
    manifest.unlink()
    assert "There is no manifest.json" in refused(copied, monkeypatch)


def test_a_place_that_has_people_is_refused(in_csv: Moved, made: dict[str, Made]) -> None:
    said = in_csv.house.run("import", "council", str(made["csv"].path), status=1)
    assert "is not empty" in said


def test_a_wrong_number_of_rows_brings_nothing_in(
    source: Source, folder: Path, copied: Path
) -> None:
    """Somebody who changed a table and its hash, and forgot one number."""
    manifest = copied / "manifest.json"
    told = json.loads(manifest.read_text())
    name, table = "tables/accounts_team.csv", copied / "tables" / "accounts_team.csv"
    lines = table.read_text().splitlines()
    table.write_text("\n".join(lines[:-1]) + "\n")
    told["files"][name]["sha256"] = sha256(table.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(told))
    with prepared(source, folder / "half") as half:
        words = ("--superuser-url", superuser_url(half.server))
        said = half.run("import", "council", str(copied), *words, status=1)
        assert "accounts_team has" in said
        assert (half.data / "restore-under-way").exists()  # nothing is served from there
        assert ask(half, "select count(*) from people_person") == [(0,)]


def test_it_is_on_the_trail_who_took_it_out_and_why(source: Source, folder: Path) -> None:
    export(source, folder / "again", "csv")
    ((whats, by),) = ask(
        source.house,
        "select array_agg(distinct t.what order by t.what), min(a.email) from foundation_trail t"
        " join accounts_account a on a.id = t.by_id"
        " where t.on_kind = 'insight.export' and t.what like 'council%'",
    )
    assert whats == ["council export begun", "council exported"]
    assert by == source.officer
