"""check-config names each missing or unsafe setting; until then a council's service is closed."""

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from alongside.foundation import checks
from alongside.foundation.postgres import place
from alongside.foundation.running import fingerprint

GOOD: dict[str, Any] = {
    "MODE": "council",
    "IS_DEMO": False,
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": ["alongside.northmere.example"],
    "TRUSTS_PROXY": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


@pytest.fixture
def council(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A council's settings without fault; each test spoils one."""
    for name, value in GOOD.items():
        setattr(settings, name, value)
    settings.DATA = tmp_path
    monkeypatch.setattr(checks, "_database", lambda: iter(()))
    monkeypatch.setattr(place, "find", lambda data: place.Place("localhost", 5432, "a"))
    monkeypatch.delenv("ALONGSIDE_CERTIFICATE", raising=False)
    return settings


def test_a_council_that_did_everything_starts(council: Any) -> None:
    assert list(checks.refusals()) == []
    checks.refuse_unsafe()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "passing-" + "x" * 60, "No secret key"),
        ("SECRET_KEY", "demo-Vq3nTz8Lw" + "k2Rm5XpYc7" * 6, "made for a demonstration"),
        ("SECRET_KEY", "django-insecure-" + "x" * 60, "looks like an example"),
        ("SECRET_KEY", "Kd93kf", "too easy to guess"),
        ("SECRET_KEY", "ab" * 40, "too easy to guess"),
        ("ALLOWED_HOSTS", [], "No address of its own"),
        ("ALLOWED_HOSTS", ["localhost"], "No address of its own"),
        ("ALLOWED_HOSTS", ["*"], "allows any name"),
        ("ALLOWED_HOSTS", [".northmere.example"], "allows any name"),
        ("TRUSTS_PROXY", False, "Nothing encrypts the connection"),
        ("SESSION_COOKIE_SECURE", False, "Cookies would travel without encryption"),
        ("DEBUG", True, "Debugging is on"),
    ],
)
def test_each_fault_is_named_and_stops_a_council(
    council: Any, name: str, value: object, words: str
) -> None:
    setattr(council, name, value)
    assert [fault for fault in checks.refusals() if words in fault]
    with pytest.raises(SystemExit, match=words):
        checks.refuse_unsafe()


def test_a_certificate_must_be_there(council: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    council.TRUSTS_PROXY = False
    monkeypatch.setenv("ALONGSIDE_CERTIFICATE", "/nowhere/cert.pem")
    faults = list(checks.refusals())
    assert len(faults) == 2
    assert all("does not name a file that Alongside can read" in fault for fault in faults)


def test_the_way_to_a_far_database_must_be_encrypted(
    council: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = place.Place("db.northmere.example", 5432, "alongside", {"sslmode": "prefer"})
    monkeypatch.setattr(place, "find", lambda data: far)
    assert [fault for fault in checks.refusals() if "sslmode=verify-full" in fault]


def test_demo_people_and_a_role_that_may_too_much(
    council: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(fingerprint, "is_demo_loaded", lambda: True)
    monkeypatch.setattr(fingerprint, "connect", lambda role: Answering((False, True, False)))
    faults = list(checks._database())
    assert any("demo people" in fault for fault in faults)
    assert any("may do too much" in fault for fault in faults)


class Answering:
    """A connection whose every question has one answer."""

    def __init__(self, row: tuple[bool, ...]) -> None:
        self.row = row

    def __enter__(self) -> "Answering":
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, _: str) -> "Answering":
        return self

    def fetchone(self) -> tuple[bool, ...]:
        return self.row


def test_secrets_that_others_can_read_are_named(council: Any, tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("x")
    (tmp_path / "secret-key").chmod(0o644)
    assert [fault for fault in checks.gaps() if "chmod 600" in fault]


def test_a_demonstration_is_not_for_real_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.run(None) == 1  # type: ignore[arg-type]
    said = capsys.readouterr().out
    assert "This is a demonstration" in said
    assert "not yet for real people's data" in said


def test_good_settings_do_not_make_it_ready(
    council: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The warning is always there, and stops nothing."""
    council.STAFF_SECOND_STEP, council.CLAMD = True, "localhost:3310"
    monkeypatch.setenv("ALONGSIDE_MAIL_HOST", "mail.northmere.example")
    monkeypatch.setenv("ALONGSIDE_MAIL_FROM", "alongside@northmere.example")
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/alongside")
    assert checks.run(None) == 1  # type: ignore[arg-type]
    assert "No key for backups" in capsys.readouterr().out
    monkeypatch.setenv("ALONGSIDE_BACKUP_KEYS", "age1…")
    assert checks.run(None) == 0  # type: ignore[arg-type]
    said = capsys.readouterr().out
    assert "Every setting that Alongside can check is in order." in said
    assert "Warning: Alongside is not yet for real people's data" in said


def test_a_mode_that_does_not_exist(settings: Any) -> None:
    settings.MODE = "live"
    with pytest.raises(SystemExit, match="'demo' or 'council'"):
        checks.refuse_unsafe()


@pytest.mark.parametrize(("mode", "prefix"), [("council", "__Host-"), ("demo", "")])
def test_no_other_site_of_the_council_gives_people_a_session(mode: str, prefix: str) -> None:
    """Browsers refuse such a name to any site but this one, and without encryption."""
    names = "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"
    asked = f"from alongside import settings as s; print(*(getattr(s, one) for one in {names}))"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | {"ALONGSIDE_MODE": mode},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [f"{prefix}alongside-session", f"{prefix}alongside-csrf"]
