"""Asking the virus scanner: its word, a late word, and that no word is never a good one."""

import io
from pathlib import Path

import pytest

from alongside.record.scanning import Verdict, scan

from . import clamd, samples

pytestmark = pytest.mark.usefixtures("settings")


def asked(where: str, raw: bytes, settings: object, seconds: float = 5) -> Verdict:
    settings.CLAMD = where  # type: ignore[attr-defined]
    return scan(io.BytesIO(raw), seconds=seconds).verdict


def test_clean_and_found(settings: object) -> None:
    with clamd.scanner() as one:
        assert asked(one.where, b"hello", settings) == Verdict.CLEAN
        assert asked(one.where, samples.EICAR, settings) == Verdict.FOUND
        assert asked(one.where, b"a" * 3_000_000 + samples.EICAR, settings) == Verdict.FOUND


def test_what_it_found_is_told_in_its_own_words(settings: object) -> None:
    with clamd.scanner() as one:
        settings.CLAMD = one.where  # type: ignore[attr-defined]
        assert scan(io.BytesIO(samples.EICAR)).words == "Eicar-Signature"


def test_by_a_socket_on_this_machine(settings: object, tmp_path: Path) -> None:
    with clamd.scanner(str(tmp_path / "clamd.sock")) as one:
        assert asked(one.where, b"hello", settings) == Verdict.CLEAN
    assert asked(str(tmp_path / "gone.sock"), b"hello", settings) == Verdict.UNREACHABLE


@pytest.mark.parametrize("manner", ["fails", "talks nonsense", "hangs up"])
def test_anything_but_its_clear_word_counts_as_none(manner: str, settings: object) -> None:
    with clamd.scanner() as one:
        one.behaves(manner)
        assert asked(one.where, samples.EICAR, settings) == Verdict.UNREACHABLE


def test_a_late_word_counts_as_none(settings: object) -> None:
    with clamd.scanner() as one:
        one.behaves("slow", 2)
        assert asked(one.where, b"hello", settings, seconds=0.3) == Verdict.UNREACHABLE


def test_nobody_there_and_nobody_asked(settings: object) -> None:
    assert asked(clamd.nobody_there(), b"hello", settings) == Verdict.UNREACHABLE
    assert asked("not an address", b"hello", settings) == Verdict.UNREACHABLE
    assert asked("", b"hello", settings) == Verdict.NOT_CONFIGURED


def test_the_file_can_be_read_again_afterwards(settings: object) -> None:
    file = io.BytesIO(b"hello")
    with clamd.scanner() as one:
        settings.CLAMD = one.where  # type: ignore[attr-defined]
        scan(file)
    assert file.read() == b"hello"
