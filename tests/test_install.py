"""What ./start and ./test do before there is anything: one environment, made once."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The installer, as if the project lay in an empty folder."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, path in (
        ("PROJECT", tmp_path),
        ("VENV", tmp_path / ".venv"),
        ("PYTHON", tmp_path / ".venv" / "bin" / "python"),
        ("HERE", tmp_path / "requirements"),
    ):
        monkeypatch.setattr(module, name, path)
    monkeypatch.setattr(sys, "argv", ["install.py", "alongside"])
    return module


def pretend(install: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let every command work without doing anything, and return those that were run."""
    ran: list[list[str]] = []

    def works(command: list[str]) -> bool:
        ran.append(command)
        if "venv" in command:
            lib = install.VENV / "lib" / Path(os.path.realpath(sys.executable)).name
            for folder in (install.VENV / "bin", lib):
                folder.mkdir(parents=True)
            (install.VENV / "pyvenv.cfg").write_text("version = 3")
            install.PYTHON.symlink_to(os.path.realpath(sys.executable))
            (install.VENV / "bin" / "pip").write_text(f"#!{install.VENV}/bin/python\n")
        return True

    monkeypatch.setattr(install, "_works", works)
    monkeypatch.setattr(install, "_must", works)
    return ran


def test_the_second_time_nothing_is_run(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = pretend(install, monkeypatch)
    assert install.main() == 0
    assert any("--require-hashes" in command for command in ran)
    assert any("-e" in command and "--no-index" in command for command in ran)
    ran.clear()
    assert install.main() == 0
    assert ran == []


def test_a_changed_lock_is_installed(install: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = pretend(install, monkeypatch)
    install.main()
    ran.clear()
    with (install.HERE / "alongside.lock").open("a") as lock:
        lock.write("# another version\n")
    install.main()
    assert any("--require-hashes" in command for command in ran)
    assert not any("venv" in command for command in ran)


def test_the_one_missing_package_is_named(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install, "_works", lambda command: False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match=r"The package python3\.\d+-venv is missing"):
        install.main()
    assert not install.VENV.exists()


def test_without_a_network_the_end_is_a_sentence(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = [sys.executable, "-c", "import sys; sys.exit('No matching distribution')"]
    with pytest.raises(SystemExit, match="is there a network"):
        install._must(failing)


def test_a_machine_without_python_is_told_so(tmp_path: Path) -> None:
    for name in ("dirname", "sh"):
        found = shutil.which(name)
        assert found is not None
        (tmp_path / name).symlink_to(found)
    done = subprocess.run(
        [str(tmp_path / "sh"), str(ROOT / "start")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "The missing package is python3." in done.stderr


@pytest.mark.parametrize("name", ["alongside", "tests", "uv"])
def test_every_pinned_package_has_a_hash(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text()
    pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)
