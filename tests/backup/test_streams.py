"""What backups are made of: encrypted streams, a tar in them, and a file that is there or not."""

import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from alongside.foundation import sealer
from alongside.foundation.backup import age, destination, mark, snapshot, target
from alongside.foundation.backup.age import CannotOpenError
from alongside.foundation.backup.bundle import Member, pack, unpack
from alongside.foundation.backup.destination import choose, written
from alongside.foundation.backup.manifest import MOST_SHOWN, Faults
from tests.sealing import seal, write

PUBLIC, SECRET = age.new_pair()
KEYS = age.read_public([PUBLIC])
LONG = bytes(range(256)) * 3_000


@pytest.fixture
def identities(tmp_path: Path) -> list[Any]:
    (tmp_path / "key.txt").write_text(age.as_key_file(PUBLIC, SECRET, datetime.now(tz=UTC)))
    return age.read_secret(tmp_path / "key.txt")


def sealed(*members: Member) -> io.BytesIO:
    file = io.BytesIO()
    age.seal(pack(iter(members)), file, KEYS)
    return file


def manifest() -> Member:
    return Member.of("manifest.json", b"{}")


def test_what_goes_in_comes_out(identities: list[Any]) -> None:
    file = sealed(manifest(), Member.of("database/00000001", LONG), Member.of("files/a/b", b""))
    found = {one.name: b"".join(one.pieces()) for one in unpack(file, identities)}
    assert found == {"manifest.json": b"{}", "database/00000001": LONG, "files/a/b": b""}
    assert b"manifest" not in file.getvalue()


@pytest.mark.parametrize(
    "name",
    ["../secret-key", "/etc/passwd", "files/../x", "files/a//b", "files/.ssh", "x", "secret-key/x"],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, identities: list[Any]) -> None:
    """Anybody may have the public key, and could hand us a file that opens."""
    with pytest.raises(CannotOpenError, match="not a backup that Alongside made"):
        list(unpack(sealed(manifest(), Member.of(name, b"x")), identities))


def test_members_that_are_not_in_order_are_refused(identities: list[Any]) -> None:
    for members in ([Member.of("secret-key", b"x"), manifest()], [manifest(), manifest()], []):
        with pytest.raises(CannotOpenError, match="not a backup that Alongside made"):
            list(unpack(sealed(*members), identities))


@pytest.mark.parametrize("spoil", [b"", b"no tar at all" * 99, b"\0" * 5_000, LONG])
def test_something_else_in_the_same_format_is_refused(spoil: bytes, identities: list[Any]) -> None:
    file = io.BytesIO()
    age.seal(iter([spoil]), file, KEYS)
    with pytest.raises(CannotOpenError, match="not a backup that Alongside made"):
        list(unpack(file, identities))


def test_sums_that_do_not_fit_are_refused(identities: list[Any]) -> None:
    whole = b"".join(pack(iter([manifest(), Member.of("files/a", b"the kettle")])))
    for wrong in (whole.replace(b"kettle", b"bottle"), whole.replace(b"  files/a", b"  files/b")):
        assert wrong != whole
        file = io.BytesIO()
        age.seal(iter([wrong]), file, KEYS)
        with pytest.raises(CannotOpenError, match="not a backup that Alongside made"):
            list(unpack(file, identities))


@pytest.mark.parametrize("left", [70_000, 400_000, -70_000, -1])
def test_what_ends_inside_a_member_is_said_to_whoever_reads_it(
    left: int, identities: list[Any]
) -> None:
    file = sealed(manifest(), Member.of("database/00000001", LONG))
    short = io.BytesIO(file.getvalue()[:left])
    with pytest.raises(CannotOpenError, match="not a whole backup"):
        assert [one.read(len(LONG)) for one in unpack(short, identities)] == []


def test_whoever_stops_half_way_waits_for_nobody(identities: list[Any]) -> None:
    file = sealed(manifest(), *(Member.of(f"database/{n:08d}", LONG) for n in range(1, 9)))
    began = time.monotonic()
    contents = unpack(file, identities)
    assert next(contents).name == "manifest.json"
    assert next(contents).read(10) == LONG[:10]
    del contents
    assert time.monotonic() - began < 5


def test_what_goes_wrong_in_the_middle_is_said_as_it_is() -> None:
    def broken() -> Iterator[bytes]:
        yield LONG
        raise SystemExit("The database could not be written out")

    with pytest.raises(SystemExit, match="could not be written out"):
        age.seal(broken(), io.BytesIO(), KEYS)


def test_a_full_disk_is_named_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Path("/dev/full").open("wb")  # noqa: SIM115 closed by whoever writes to it
    monkeypatch.setattr(destination, "_opened", lambda part: full)
    refused = pytest.raises(SystemExit, match=r"could not be written to .*: No space left")
    with refused, written(tmp_path / "b.age") as file:
        age.seal(iter([LONG]), file, KEYS)
    assert list(tmp_path.iterdir()) == []


def test_two_at_once_do_not_take_each_other_away(tmp_path: Path) -> None:
    with written(tmp_path / "one.age") as one:
        one.write(b"one")
        with written(tmp_path / "two.age") as two:
            two.write(b"two")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "one.age": b"one",
        "two.age": b"two",
    }


def test_one_that_came_first_keeps_its_name(tmp_path: Path) -> None:
    refused = pytest.raises(SystemExit, match="no backup is ever overwritten")
    with refused, written(tmp_path / "b.age") as file:
        file.write(b"late")
        (tmp_path / "b.age").write_bytes(b"early")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"b.age": b"early"}


def test_where_it_goes(tmp_path: Path) -> None:
    now = datetime(2026, 3, 27, 3, 5, 9, tzinfo=UTC)
    named = "alongside-20260327T030509Z.age"
    assert choose("", tmp_path / "backups", now) == tmp_path / "backups" / named
    assert choose(str(tmp_path), Path("elsewhere"), now) == tmp_path / named
    assert choose(str(tmp_path / "x.age"), Path("elsewhere"), now) == tmp_path / "x.age"


def test_faults_are_counted_and_not_all_listed() -> None:
    faults = Faults(missing=[f"originals/{n}" for n in range(1_000)])
    assert len(faults.sentences()) == MOST_SHOWN + 1
    assert faults.sentences()[-1] == "And 980 files more."
    assert faults.count == 1_000


def test_only_one_restore_at_a_time(tmp_path: Path) -> None:
    with mark.held(tmp_path, file="a", into="here"):
        refused = pytest.raises(SystemExit, match=r"Another restore into .* is under way")
        with refused, mark.held(tmp_path, file="b", into="here"):
            pass
        assert mark.is_there(tmp_path)
    assert not mark.is_there(tmp_path)
    with pytest.raises(KeyError), mark.held(tmp_path, file="a", into="here"):
        raise KeyError
    assert mark.told(tmp_path)["file"] == "a"


def test_a_server_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///gone?host={tmp_path}")
    place = target.OwnServer(tmp_path, f"postgresql:///postgres?host={tmp_path}")
    with pytest.raises(SystemExit, match="The server does not let Alongside in"):
        place.major()


@pytest.mark.django_db(transaction=True)
def test_sealing_goes_on_while_a_backup_reads() -> None:
    with snapshot.taken() as (reader, _moment), sealer.connect() as closer:
        write(3)
        assert seal(closer) == 3
        assert snapshot.last_seal(reader) == (0, "")  # it still reads its own moment


@pytest.mark.django_db(transaction=True)
def test_a_backup_reads_and_never_writes() -> None:
    refused = pytest.raises(psycopg.errors.ReadOnlySqlTransaction)
    with refused, snapshot.taken() as (reader, _moment):
        reader.execute("delete from django_session")
