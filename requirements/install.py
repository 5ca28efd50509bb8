"""Makes .venv from the lock files, with nothing but Python's own library; later skipped."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
HERE = PROJECT / "requirements"
VENV_PACKAGE = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
# pip's own settings for where packages come from, and what uv calls the same.
SAME_IN_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def main() -> int:
    """Install the lock files that are named, if they are not installed as they are now."""
    names = sys.argv[1:] or ["alongside"]
    with _only_one():
        wanted = [name for name in names if not _is_done(name)]
        if wanted:
            with _telling("Getting what Alongside needs (a minute or two, only this once)"):
                _make_venv()
                for name in wanted:
                    _install(name)
                _install_project()
                for name in wanted:
                    _stamp(name).write_text(_fingerprint(name))
    return 0


@contextmanager
def _only_one() -> Iterator[None]:
    """Two first starts at once: the second waits for the first."""
    handle = os.open(PROJECT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _telling(words: str) -> Iterator[None]:
    over, began = threading.Event(), time.monotonic()

    def tell() -> None:
        print(f"{words} …", flush=True)
        while not over.wait(10):
            print(f"{words} … ({time.monotonic() - began:.0f} seconds so far)", flush=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def _stamp(name: str) -> Path:
    return VENV / f"installed-{name}"


def _fingerprint(name: str) -> str:
    """Hash the lock, the project's own description, and where and for which Python it was made."""
    parts = [HERE / f"{name}.lock", PROJECT / "pyproject.toml", VENV / "pyvenv.cfg"]
    content = [str(VENV).encode(), *(part.read_bytes() for part in parts)]
    return hashlib.sha256(b"\0".join(content)).hexdigest()


def _is_done(name: str) -> bool:
    stamp = _stamp(name)
    return _is_python_there() and stamp.exists() and stamp.read_text() == _fingerprint(name)


def _is_python_there() -> bool:
    """After an upgrade of the machine, .venv's Python may be gone or be another one."""
    name = Path(os.path.realpath(PYTHON)).name  # python3.11
    is_same = not name.startswith("python3.") or (VENV / "lib" / name).exists()
    return PYTHON.exists() and is_same


def _make_venv() -> None:
    if _is_python_there() and _works([str(PYTHON), "-m", "pip", "--version"]) and _is_here():
        return
    if not os.access(PROJECT, os.W_OK):
        _give_up(f"{PROJECT} belongs to somebody else: Alongside makes the folder .venv in it.")
    shutil.rmtree(VENV, ignore_errors=True)
    make = [sys.executable, "-m", "venv", str(VENV)]
    if _works(make) or (_get_debian_package(VENV_PACKAGE) and _works(make)):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    _give_up(
        f"The package {VENV_PACKAGE} is missing. As root: apt-get install {VENV_PACKAGE}. "
        "Then run this again."
    )


def _is_here() -> bool:
    """A virtual environment cannot be moved: its scripts name the folder that it was made in."""
    pip = VENV / "bin" / "pip"
    return pip.exists() and str(VENV) in pip.read_text(errors="replace").splitlines()[0]


def _get_debian_package(name: str) -> bool:
    """As root on Debian, get what is missing; anybody else is told its name."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    _works(["apt-get", "update"])
    return _works(["apt-get", "install", "--yes", "--no-install-recommends", name])


def _install(name: str) -> None:
    lock = str(HERE / f"{name}.lock")
    uv = _find_uv()
    if uv and _works(
        [uv, "pip", "install", "--python", str(PYTHON), "--require-hashes", "-r", lock]
    ):
        return
    _must([str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock])


def _find_uv() -> str | None:
    """Use the uv that is there, or get it into the private environment; pip can do without it."""
    own = VENV / "bin" / "uv"
    if own.exists():
        return str(own)
    if found := shutil.which("uv"):
        return found
    get = ["-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(HERE / "uv.lock")]
    return str(own) if _works([str(PYTHON), *get]) else None


def _install_project() -> None:
    """Make .venv/bin/alongside; its builder is among the pinned packages."""
    own = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-e", "."]
    _must([str(PYTHON), "-m", "pip", *own])


def _environment() -> dict[str, str]:
    """uv does not read pip's settings, so whoever set pip up to use a mirror has them passed on."""
    found = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", DEBIAN_FRONTEND="noninteractive")
    found.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")  # safe here: every file is hashed
    for name, value in _pip_settings():
        if name in SAME_IN_UV:
            found.setdefault(SAME_IN_UV[name], value)
    return found


def _pip_settings() -> Iterator[tuple[str, str]]:
    if not PYTHON.exists():
        return
    said = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    for line in said.stdout.splitlines():
        name, _, value = line.partition("=")
        yield name.rpartition(".")[2], value.strip("'\"").replace("\\n", " ").strip()


def _works(command: list[str]) -> bool:
    done = subprocess.run(
        command, cwd=PROJECT, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True
    )
    return done.returncode == 0


def _must(command: list[str]) -> None:
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        why = (done.stderr or done.stdout).strip().splitlines()[-3:]
        _give_up("\n".join([*why, "Alongside could not get what it needs; is there a network?"]))


def _give_up(words: str) -> None:
    raise SystemExit(words)


if __name__ == "__main__":
    raise SystemExit(main())
