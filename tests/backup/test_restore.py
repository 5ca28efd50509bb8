"""`alongside restore`: all of it comes back, proven, and half of it is never served."""

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import override_settings

from alongside.accounts import sealing
from alongside.foundation import sealer
from alongside.foundation.backup import age, checking, mark, target
from alongside.foundation.backup.age import DAMAGED, WRONG_KEY, CannotOpenError
from alongside.foundation.backup.manifest import LEFT_OUT, Manifest
from alongside.foundation.postgres.roles import FILE, SUPERUSER, passwords
from alongside.foundation.running import fingerprint

from .conftest import SECRET, Backup, Restored, Source, try_to_enter
from .house import House, ask, files, rows, superuser_url, url

TRAIL, SEALS = "public.foundation_trail", "public.foundation_seal"


def every_row_of_every_table_is_what_it_was(source: Source, restored: Restored) -> None:
    there = rows(restored.house)
    for name in set(source.rows) - set(LEFT_OUT) - {TRAIL, SEALS}:
        assert there[name] == source.rows[name], name
    assert {name: there[name][0] for name in LEFT_OUT} == dict.fromkeys(LEFT_OUT, 0)
    assert "tables have as many rows as they had" in restored.said


def test_tables_rights_and_policies_are_what_they_were(source: Source, restored: Restored) -> None:
    for question in SHAPE:
        assert ask(restored.house, question) == ask(source.house, question)


SHAPE = (
    "select schemaname, tablename, policyname, roles::text, cmd, qual, with_check"
    " from pg_policies order by 1, 2, 3",
    "select n.nspname, c.relname, c.relkind::text, c.relrowsecurity, c.relforcerowsecurity,"
    " c.relowner::regrole::text,"
    " (select array_agg(a::text order by a::text) from unnest(c.relacl) a)"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname in ('public', 'gate', 'search') order by 1, 2",
    "select p.oid::regprocedure::text, p.proowner::regrole::text, p.prosecdef, p.proconfig::text,"
    " p.prosrc, (select array_agg(a::text order by a::text) from unnest(p.proacl) a)"
    " from pg_proc p where p.pronamespace in ('public'::regnamespace, 'gate'::regnamespace)"
    " order by 1",
    "select tgrelid::regclass::text, tgname, tgenabled::text from pg_trigger"
    " where not tgisinternal order by 1, 2",
    "select conrelid::regclass::text, conname, contype::text, convalidated from pg_constraint"
    " where connamespace in ('public'::regnamespace, 'search'::regnamespace) order by 1, 2",
)


def test_every_file_is_what_it_was(source: Source, restored: Restored) -> None:
    assert files(restored.house) == source.files
    assert len(source.files) == 4  # what came and what is shown, of a picture and a paper
    assert "4 of 4 files are there and as they were" in restored.said


def the_old_trail_is_whole_and_a_new_era_is_sealed_after_it(restored: Restored) -> None:
    seals = ask(restored.house, "select no, era, lines from foundation_seal order by no")
    assert [(no, era) for no, era, _lines in seals] == [(1, 1), (2, 1), (3, 2)]
    (first,) = ask(
        restored.house, "select what, detail->>'seal' from foundation_trail where era = 2"
    )
    assert first == ("backup restored", "1")
    told = json.loads(restored.house.run("verify", "--json"))
    assert told["wrong"] == []
    assert told["waiting"] == 0
    assert told["lines"] == sum(int(str(lines)) for _no, _era, lines in seals)
    assert "era 2 began then" in told["restored"][0]


def the_trail_goes_on_in_the_new_era(restored: Restored) -> None:
    house = restored.house
    house.run("account", "add", "new@northmere.example", "--role", "administrator")
    house.run("worker", "--once")
    seals = ask(house, "select no, era from foundation_seal order by no desc limit 1")
    ((number, era),) = seals
    assert int(str(number)) >= 4  # what the worker itself did may have been sealed by a second look
    assert era == 2
    assert json.loads(house.run("verify", "--json"))["wrong"] == []


def test_the_other_trail_knows_nothing_of_it(source: Source, restored: Restored) -> None:
    # Its last lines are unsealed on purpose, and may have waited for too long by now to be well.
    said, _ = source.house.begin("verify", "--json").communicate(timeout=300)
    assert json.loads(said)["restored"] == []
    assert ask(source.house, "select count(*) from foundation_trail where era > 1") == [(0,)]


def people_sign_in_with_what_they_had_and_nobody_is_signed_in(
    source: Source, restored: Restored
) -> None:
    data = restored.house.data
    assert ask(source.house, "select session_key from django_session") == [(source.session,)]
    assert ask(restored.house, "select count(*) from django_session") == [(0,)]
    assert ask(source.house, "select count(*) from accounts_signinlink") == [(1,)]
    assert ask(restored.house, "select count(*) from accounts_signinlink") == [(0,)]
    assert (data / "secret-key").stat().st_mode & 0o777 == 0o600
    ((sealed,),) = ask(restored.house, "select data->>'secret' from mfa_authenticator")
    with override_settings(SECRET_KEY=(data / "secret-key").read_text()):
        assert sealing.open_sealed("authenticators", str(sealed)) == SECRET
    mine, theirs = passwords(source.house.data), passwords(data)
    assert not set(mine.values()) & set(theirs.values())  # the database's own are new


def test_all_of_it_is_there_and_then_life_goes_on(source: Source, restored: Restored) -> None:
    """In this order, for the last of them changes what the others look at."""
    every_row_of_every_table_is_what_it_was(source, restored)
    the_old_trail_is_whole_and_a_new_era_is_sealed_after_it(restored)
    people_sign_in_with_what_they_had_and_nobody_is_signed_in(source, restored)
    the_trail_goes_on_in_the_new_era(restored)


def test_while_it_was_half_done_nothing_worked(restored: Restored) -> None:
    assert "permission denied for database" in restored.refusals.pop("application")
    for name, said in restored.refusals.items():
        assert "is only half restored, from northmere.age" in said, name
    assert not mark.is_there(restored.house.data)


def test_now_it_is_there_to_be_served(source: Source, restored: Restored) -> None:
    """The next start finds nothing to do, which the source, made by no command, does not say."""
    question = "select obj_description('public.django_migrations'::regclass)"
    ((there,),) = ask(restored.house, question)
    assert len(str(there)) == len(fingerprint.of_code())
    assert ask(source.house, question) == [(None,)]
    assert try_to_enter(restored.house.data) == ""


def test_a_place_with_anything_in_it_is_left_alone(
    backup: Backup, key: Path, restored: Restored, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ade")
    for data in (tmp_path, restored.house.data):
        house = replace(restored.house, data=data)
        before = sorted(one.name for one in data.iterdir())
        said = house.run("restore", str(backup.path), "--identity", str(key), status=1)
        assert "is not empty" in said
        assert sorted(one.name for one in data.iterdir()) == before


def test_only_looking_changes_nothing(
    backup: Backup, key: Path, restored: Restored, tmp_path: Path
) -> None:
    house = replace(restored.house, data=tmp_path / "new")
    said = house.run("restore", str(backup.path), "--identity", str(key), "--check")
    assert "This backup is whole" in said
    assert not house.data.exists()


def test_a_damaged_one_is_refused_before_anything_is_made(
    backup: Backup, key: Path, restored: Restored, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.age"
    cut.write_bytes(backup.path.read_bytes()[:-1])
    house = replace(restored.house, data=tmp_path / "new")
    said = house.run("restore", str(cut), "--identity", str(key), status=1)
    assert DAMAGED in said
    assert not house.data.exists()


@pytest.mark.parametrize("place", [0, 30, 150, 2_000, -5_000, -17, -1])
def test_a_byte_that_was_flipped_is_found(backup: Backup, key: Path, place: int) -> None:
    spoilt = bytearray(backup.path.read_bytes())
    spoilt[place] ^= 1
    with pytest.raises(CannotOpenError):
        look(bytes(spoilt), key)


@pytest.mark.parametrize("left", [0, 1, 100, 1_000, 70_000, -1, -20, -70_000])
def test_one_that_ends_too_early_is_found(backup: Backup, key: Path, left: int) -> None:
    with pytest.raises(CannotOpenError, match="not a whole backup"):
        look(backup.path.read_bytes()[:left], key)


def test_another_key_does_not_open_it(backup: Backup, tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(age.new_pair()[1])
    with pytest.raises(CannotOpenError, match="This key does not open") as refusal:
        look(backup.path.read_bytes(), tmp_path / "key.txt")
    assert str(refusal.value) == WRONG_KEY


def look(content: bytes, key: Path) -> Manifest:
    return checking.look_through(io.BytesIO(content), age.read_secret(key))[0]


def test_a_key_file_without_a_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="cannot be read: No such file"):
        age.read_secret(tmp_path / "nowhere")
    for words in ("", "# a comment\n", "age1notasecret\n", "\x00\xff"):
        (tmp_path / "key.txt").write_text(words)
        with pytest.raises(SystemExit, match="holds no secret key"):
            age.read_secret(tmp_path / "key.txt")


def test_a_backup_of_newer_code_or_a_newer_server_is_refused(backup: Backup, key: Path) -> None:
    manifest = look(backup.path.read_bytes(), key)
    checking.refuse_newer_code(manifest)
    checking.refuse_newer_server(manifest, 18)
    newer = replace(manifest, migrations=[*manifest.migrations, "people.9999_tomorrow"])
    with pytest.raises(SystemExit, match=r"made by a newer Alongside.*people\.9999_tomorrow"):
        checking.refuse_newer_code(newer)
    with pytest.raises(SystemExit, match="comes from PostgreSQL 18, and the server"):
        checking.refuse_newer_server(manifest, 17)
    with pytest.raises(CannotOpenError, match="newer Alongside"):
        Manifest.read(replace(manifest, format=2).write())


def test_where_there_is_no_room_nothing_is_begun(backup: Backup, key: Path, tmp_path: Path) -> None:
    manifest = replace(look(backup.path.read_bytes(), key), room=10**18)
    with pytest.raises(SystemExit, match="There is not enough room"):
        checking.refuse_without_room(manifest, tmp_path / "new" / "folder")


# A server of one's own ---------------------------------------------------------------------------


@pytest.fixture
def own(source: Source, tmp_path: Path) -> Iterator[House]:
    """A database that is not there yet, on a server that has another Alongside's already."""
    data = tmp_path / "own"
    data.mkdir()
    name = f"{source.house.name}_again"
    settings = {
        "DATABASE_URL": url(source.house.server, name),
        "DJANGO_SETTINGS_MODULE": "tests.backup.newer.settings",
    }
    yield House(data, source.house.server, name, settings)
    with source.house.server.connect(SUPERUSER) as root:
        root.execute(f'drop database if exists "{name}" with (force)')


def test_an_older_backup_comes_up_to_newer_code_on_a_server_of_ones_own(
    source: Source, backup: Backup, key: Path, own: House
) -> None:
    words = ["restore", str(backup.path), "--identity", str(key)]
    words += ["--superuser-url", superuser_url(own.server)]
    said = own.run(*words, status=1)
    assert "Copy its database-roles.json" in said  # or its passwords would be changed

    shutil.copy(source.house.data / FILE, own.data / FILE)
    published = own.data.parent / "kept-elsewhere.jsonl"
    published.write_text((source.house.data / sealer.FILE).read_text())
    said = own.run(*words, "--published", str(published), status=1)
    assert "Look at this: The file leaflets/1 is missing" in said  # what the newer code wants
    teams = ask(own, "select team, file from newer_leaflet order by id")
    assert teams == [("Adults, East", "leaflets/1"), ("Children, West", "leaflets/1")]
    there = rows(own)
    for name in ("record_part", "record_attachment", "people_fact", "people_grant"):
        assert there[f"public.{name}"] == source.rows[f"public.{name}"]

    empty = replace(own, data=own.data.parent / "third")
    empty.data.mkdir()
    shutil.copy(source.house.data / FILE, empty.data / FILE)
    said = empty.run(*words[:-2], status=1)
    assert f"The database {own.name} is not empty" in said


def test_the_mark_of_another_place_opens_no_database(
    source: Source, own: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a changed DATABASE_URL and a second try would empty a council's database."""
    monkeypatch.setenv("DATABASE_URL", url(source.house.server, source.house.name))
    place = target.OwnServer(own.data, superuser_url(own.server))
    shutil.copy(source.house.data / FILE, own.data / FILE)
    for into in ("somewhere else", place.name):  # and even its own, since it is not closed
        note = {"file": "x", "into": into, "since": ""}
        (own.data / mark.FILE).write_text(json.dumps(note))
        with pytest.raises(SystemExit, match="is not empty: it has"):
            place.refuse_unless_empty()
