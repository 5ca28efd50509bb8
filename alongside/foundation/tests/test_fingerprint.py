"""Bringing up is asked for again whenever something that it lays out has changed."""

from pathlib import Path

import pytest

from alongside.foundation.running import fingerprint


@pytest.mark.parametrize(
    "changed",
    [
        "alongside/people/models.py",
        "alongside/people/gate.sql",
        "alongside/desk/static/desk/look.css",
        "content/roles.yaml",
        "requirements/alongside.lock",
    ],
)
def test_what_is_laid_out_counts(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, "PROJECT", tmp_path)
    file = tmp_path / changed
    file.parent.mkdir(parents=True)
    file.write_text("as it was")
    before = fingerprint.of_code()
    assert fingerprint.of_code() == before
    file.write_text("otherwise")
    assert fingerprint.of_code() != before


def test_tests_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "PROJECT", tmp_path)
    before = fingerprint.of_code()
    file = tmp_path / "alongside/people/tests/test_find.py"
    file.parent.mkdir(parents=True)
    file.write_text("one more")
    assert fingerprint.of_code() == before
