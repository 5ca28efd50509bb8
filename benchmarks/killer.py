"""Kill things at random while people write: is anything lost that was shown as saved?

    python benchmarks/killer.py --kills 200 --typists 40 --json killer.json

runs `alongside start` on a folder of its own, lets typists save drafts as their pages do and finish
entries, and meanwhile kills (-9) the web process, the worker, or PostgreSQL. Afterwards every draft
is compared with the last words that the server said it had, every finished entry is counted, and
`alongside verify` proves the trail.
"""

import argparse
import html
import http.client
import json
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.database import as_owner
from benchmarks.meters import family

GONE = (http.client.HTTPException, OSError)
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
FORM = re.compile(r"<form [^>]*data-draft[^>]*>")
TOLD = re.compile(r'data-(\w+)="([^"]*)"')


@dataclass
class Written:
    """One piece of writing: what the server has said of it."""

    draft: str
    token: str  # words found nowhere else
    saved: str = ""  # the last text that the server said it had
    tried: str = ""  # the last text that was sent
    is_finished: bool = False


@dataclass
class Typist(threading.Thread):
    """Somebody who writes, again and again, and never gives up on what they wrote."""

    number: int
    port: int
    over: threading.Event
    chance: random.Random
    written: list[Written] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    cookie: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Come in, and write until it is over."""
        while not self.over.is_set():
            try:
                self._come_in()
                while not self.over.is_set():
                    self._write_one()
            except GONE:
                time.sleep(0.3)

    def ask(self, way: str, path: str, body: bytes | None = None, kind: str = "") -> Any:
        """Ask once, on a new connection; return status, headers and body."""
        line = http.client.HTTPConnection("localhost", self.port, timeout=30)
        headers = {"Cookie": f"alongside-session={self.cookie}; alongside-csrf={self.token}"}
        if kind:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.token}
        line.request(way, path, body, headers)
        came = line.getresponse()
        page = came.read()
        for name, value in came.getheaders():
            if name.lower() == "set-cookie":
                said, _, rest = value.partition("=")
                if said == "alongside-session":
                    self.cookie = rest.partition(";")[0]
                if said == "alongside-csrf":
                    self.token = rest.partition(";")[0]
        line.close()
        return came, page.decode(errors="replace")

    def _come_in(self) -> None:
        if self.cookie and self.people:
            return
        form = "application/x-www-form-urlencoded"
        persona = ("worker", "colleague", "manager")[self.number % 3]
        came, _ = self.ask("POST", "/demo/sign-in", f"persona={persona}".encode(), form)
        if came.status != 302:
            self.cookie = ""
            raise OSError(f"came in with {came.status}")
        _, page = self.ask("GET", "/")
        self.people = sorted(set(re.findall(r"/people/([0-9a-f-]{36})/", page)))
        if not self.people:
            self.cookie = ""
            raise OSError("nobody was there to write about")

    def _write_one(self) -> None:
        path = f"/people/{self.chance.choice(self.people)}/write/"
        came, page = self.ask("GET", path)
        found = FORM.search(page)
        if came.status != 200 or not found:
            time.sleep(0.3)
            return
        told = dict(TOLD.findall(found.group()))
        fields = {k: html.unescape(v) for k, v in HIDDEN.findall(page.partition("/locked/now/")[0])}
        one = Written(told["draft"], f"token{uuid4().hex}")
        self.written.append(one)
        editor, base = str(uuid4()), 0
        for seq in range(1, self.chance.randrange(2, 9)):
            one.tried = f"{one.token} It’s the {seq}. time that I say so. 🙂 " + "Words. " * seq
            base = self._save(one, told, editor, seq, base)
            if self.over.is_set():
                return
            time.sleep(self.chance.random() * 0.4)
        if self.chance.random() < 0.6:
            self._finish(one, path, fields | _answers(page), (editor, seq, base))

    def _save(self, one: Written, told: dict[str, str], editor: str, seq: int, base: int) -> int:
        change = {"piece": "fact", "editor": editor, "seq": seq, "base": base, "text": one.tried}
        said = {
            "format": 1,
            "owner": told["owner"],
            "purpose": told["purpose"],
            "address": told["address"],
            "about": [i for i in told["about"].split(",") if i],
            "changes": [change],
        }
        body = json.dumps(said).encode()
        while not self.over.is_set():
            try:
                came, answer = self.ask(
                    "POST", f"/drafts/{one.draft}/save/", body, "application/json"
                )
            except GONE:
                time.sleep(0.3)
                continue
            if came.status == 200:
                heard = json.loads(answer)["heard"][0]
                if heard["kept"] != "current":
                    self.refused.append(f"a save was kept {heard['kept']}")
                one.saved = one.tried
                return int(heard["version"])
            if came.status < 500 and came.status != 429:
                self.refused.append(f"a save was answered {came.status}")
                return base
            time.sleep(0.3)
        return base

    def _finish(
        self, one: Written, path: str, fields: dict[str, str], said: tuple[str, int, int]
    ) -> None:
        fields = fields | {"draft-said": json.dumps({"fact": said}), "fact": one.tried}
        body = urlencode(fields).encode()
        while not self.over.is_set():
            try:
                came, _ = self.ask("POST", path, body, "application/x-www-form-urlencoded")
            except GONE:
                time.sleep(0.3)
                continue
            if came.status == 302:
                one.is_finished = True
                return
            if came.status < 500:
                self.refused.append(f"finishing was answered {came.status}")
                return
            time.sleep(0.3)


def _answers(page: str) -> dict[str, str]:
    """What a note has to say besides its words."""
    happened = re.search(r'name="happened"[^>]*value="([^"]*)"', page)
    seen = re.search(r'name="(seen_\w+)"', page)
    said = {"kind": "note", "sharing": "usual"}
    if happened:
        said["happened"] = html.unescape(happened.group(1))
    return said | ({seen.group(1): "not seen"} if seen else {})


# Killing -----------------------------------------------------------------------------------------


def _named(pids: set[int], words: str) -> list[int]:
    found = []
    for pid in pids:
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if words in line:
            found.append(pid)
    return found


def victims(keeper: int, data: Path) -> dict[str, list[int]]:
    """The processes that may be killed, by what they are; a backend is one of PostgreSQL's."""
    pids = family(keeper)
    found = {"web": _named(pids, "granian"), "worker": _named(pids, "alongside worker")}
    try:
        postmaster = int((data / "pgdata" / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return found
    backends = sorted(family(postmaster) - {postmaster})
    return found | {"database": [postmaster], "backend": backends}


def kill_one(keeper: int, data: Path, chance: random.Random, so_far: dict[str, int]) -> str:
    """Kill one of them; say what it was, or nothing when there was nothing to kill.

    Each kind has its turn once; after that it is left to chance.
    """
    kinds = {kind: pids for kind, pids in victims(keeper, data).items() if pids}
    kinds = {kind: pids for kind, pids in kinds.items() if kind not in so_far} or kinds
    if not kinds:
        return ""
    kind = chance.choice(sorted(kinds))
    try:
        os.kill(chance.choice(kinds[kind]), signal.SIGKILL)
    except ProcessLookupError:
        return ""
    return kind


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return int(one.getsockname()[1])


def is_up(port: int) -> bool:
    """Whether it says that it is well."""
    line = http.client.HTTPConnection("localhost", port, timeout=3)
    try:
        line.request("GET", "/health")
        return line.getresponse().status == 200
    except GONE:
        return False
    finally:
        line.close()


def wait_until_up(port: int, seconds: float = 120) -> float:
    """Wait until it is well again; the seconds that it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if is_up(port):
            return time.monotonic() - began
        time.sleep(0.2)
    raise SystemExit(f"It did not come back within {seconds:.0f} seconds.")


# Afterwards --------------------------------------------------------------------------------------

PIECES = "select draft_id::text, text from foundation_piece where name = 'fact'"
PARTS = "select text from record_part where text like 'token%%'"


def compare(typists: list[Typist], data: Path) -> dict[str, Any]:
    """What was lost or doubled, against what the server had said."""
    with as_owner(data) as owner:
        pieces = dict(owner.execute(PIECES).fetchall())
        parts: dict[str, list[str]] = {}
        for (text,) in owner.execute(PARTS):
            parts.setdefault(text.split(" ")[0], []).append(text)
    every = [one for typist in typists for one in typist.written]
    lost, doubled = [], []
    for one in every:
        entries = parts.get(one.token, [])
        if len(entries) > 1:
            doubled.append(one.token)
        if one.is_finished and one.tried.strip() not in [text.strip() for text in entries]:
            lost.append(f"finished {one.token}")
        if one.saved and not entries and pieces.get(one.draft) not in (one.saved, one.tried):
            lost.append(f"saved {one.token}")
    return {
        "drafts": sum(bool(one.saved) for one in every),
        "finished": sum(one.is_finished for one in every),
        "lost": lost,
        "doubled": doubled,
        "refused": [words for typist in typists for words in typist.refused],
    }


def run(data: Path, kills: int, typists: int, seconds: float, seed: int) -> dict[str, Any]:
    """Start, write, kill, look, prove."""
    port = free_port()
    command = [sys.executable, "-m", "alongside", "start", "--port", str(port), "--data", str(data)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ALONGSIDE_", "DATABASE_"))}
    env = kept | {
        "ALONGSIDE_SECRET_KEY": secrets.token_urlsafe(48),
        "DJANGO_SETTINGS_MODULE": "alongside.settings",
    }
    keeper = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    over, chance = threading.Event(), random.Random(seed)
    counted: dict[str, int] = {}
    away: list[float] = []
    try:
        wait_until_up(port, 600)
        people = [Typist(n, port, over, random.Random(seed * 1000 + n)) for n in range(typists)]
        for one in people:
            one.start()
        while sum(counted.values()) < kills:
            time.sleep(chance.uniform(0.3, seconds))
            if kind := kill_one(keeper.pid, data, chance, counted):
                counted[kind] = counted.get(kind, 0) + 1
                away.append(wait_until_up(port))
        time.sleep(3)
        over.set()
        for one in people:
            one.join(60)
        wait_until_up(port)
        found = compare(people, data)
        proof = [sys.executable, "-m", "alongside", "verify", "--json", "--data", str(data)]
        proved = subprocess.run(proof, cwd=ROOT, env=env, capture_output=True, check=False)
    finally:
        over.set()
        keeper.terminate()
        keeper.wait(60)
    away.sort()
    return {
        "killed": counted,
        "away_median_s": round(away[len(away) // 2], 2) if away else None,
        "away_longest_s": round(away[-1], 2) if away else None,
        **found,
        "verify": proved.returncode,
        "verify_said": proved.stdout.decode()[-2000:],
    }


def main() -> None:
    """Do it, write it down, and end with 1 when anything was lost, doubled or broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--typists", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=4, help="longest pause between two kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", help="an empty folder; a passing one if none is named")
    parser.add_argument("--json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="alongside-killer-") as passing:
        Path(passing).chmod(0o711)
        data = Path(options.data or Path(passing) / "data").resolve()
        found = run(data, options.kills, options.typists, options.seconds, options.seed)
    print(json.dumps(found, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(found, indent=1) + "\n")
    sys.exit(bool(found["lost"] or found["doubled"] or found["refused"] or found["verify"]))


if __name__ == "__main__":
    main()
