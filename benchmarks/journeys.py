"""Measure what people do all day, against the least that a Django page can cost, in one run.

    python benchmarks/journeys.py --people 10000 --json journeys.json

fills a database of its own if need be (`alongside population`), starts the web process as
`alongside serve` does, signs workers in, and asks for pages as a browser would: permission checks,
trail and the whole page included. Processor time is the kernel's count for the web process and for
PostgreSQL: other work on the machine shows in the times on the clock more than in the costs.
"""

import argparse
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.around import fill_around
from benchmarks.meters import Meter, cores
from benchmarks.sixty import ask_sixty
from benchmarks.standing import place_everybody
from benchmarks.visitors import BY_LEADERS, MIX, OPERATIONS, Answer, Prepared, Visitor
from benchmarks.whose import leaders, visitors

PORT, FLOOR_PORT = 8471, 8472
WARM = 40
FLOOR_PEOPLE, FLOOR_ENTRIES = 2_000, 60_000
THINKS = 5.0  # seconds between two requests of one person, on average, where they think


def main() -> None:
    """Fill, start, measure, and write it down."""
    options = _options()
    data = Path(options.data or ROOT / f".alongside-population-{options.people}").resolve()
    os.environ |= {
        "ALONGSIDE_DATA": str(data),
        "ALONGSIDE_MODE": "demo",
        "ALONGSIDE_SECRET_KEY": secrets.token_urlsafe(48),  # for this run alone
        "DJANGO_SETTINGS_MODULE": "alongside.settings",
    }
    _run("population", "--people", str(options.people), "--data", str(data), if_empty=data)
    rows: list[dict[str, Any]] = []
    with _database(data) as database, _web(database) as meter, _floor(data, database) as floor:
        ask_sixty(data)
        fill_around(data)
        people = visitors(max([20, *options.users]), options.seed, PORT)
        lead = leaders(20, options.seed, PORT)
        place_everybody(data)
        for operation in options.only or OPERATIONS:
            whose = lead if operation in BY_LEADERS else people
            queries = _queries(operation, whose[0])
            rows.append(_alone(operation, whose, meter, floor, queries, options))
            _say(rows[-1])
        for users in options.users:
            for thinks in (False, True):
                rows += _together(people[:users], thinks, meter, options)
                _say(rows[-1])
    Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--json", required=True, help="the file for the results")
    parser.add_argument("--data", help="where the filled database is, or is to be")
    parser.add_argument("--samples", type=int, default=100, help="requests of one kind, one by one")
    parser.add_argument("--users", type=int, nargs="*", default=[20, 50])
    parser.add_argument("--seconds", type=float, default=30, help="length of each mixed load")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=list(OPERATIONS), help="these alone")
    return parser.parse_args()


def _say(row: dict[str, Any]) -> None:
    print(" ".join(f"{name}={value}" for name, value in row.items()), flush=True)


def _run(*words: str, if_empty: Path | None = None) -> None:
    if if_empty is not None and (if_empty / "pgdata").exists():
        return
    subprocess.run([sys.executable, "-m", "alongside", *words], check=True, cwd=ROOT)


@contextmanager
def _database(data: Path) -> Iterator[int]:
    """The server of the filled folder; its process id."""
    _run("database", "start")
    yield int((data / "pgdata" / "postmaster.pid").read_text().split()[0])
    _run("database", "stop")


@contextmanager
def _web(database: int) -> Iterator[Meter]:
    """The web process as in life; watched together with the database."""
    with _served(["-m", "alongside", "serve", "--port", str(PORT)], PORT, {}) as pid:
        yield Meter(pid, database)


@contextmanager
def _floor(data: Path, database: int) -> Iterator[Meter]:
    """The floor on the same server, web process and number of threads; tables of its own."""
    from alongside.foundation.postgres import place
    from alongside.foundation.postgres.roles import OWNER

    login = place.login(data, OWNER)
    pool = {"min_size": 2, "max_size": 8, "timeout": 10}
    settings = {
        "ENGINE": "django.db.backends.postgresql",
        **login,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, "pool": pool},
    }
    given = {"FLOOR_DATABASE": json.dumps(settings)}
    words = ["-m", "granian", "--interface", "wsgi", "--port", str(FLOOR_PORT), "--workers", "1"]
    words += ["--blocking-threads", "4", "--log-level", "warning", "--no-ws"]
    fill = [sys.executable, "-m", "benchmarks.floor", str(FLOOR_PEOPLE), str(FLOOR_ENTRIES)]
    subprocess.run(fill, check=True, cwd=ROOT, env=os.environ | given)
    with _served([*words, "benchmarks.floor:application"], FLOOR_PORT, given) as pid:
        yield Meter(pid, database)


@contextmanager
def _served(words: list[str], port: int, given: dict[str, str]) -> Iterator[int]:
    child = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=os.environ | given, start_new_session=True
    )
    try:
        _wait_for(port, child)
        yield child.pid
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(20)


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    import socket

    for _ in range(300):
        if child.poll() is not None:
            raise SystemExit(f"The web process ended with {child.returncode} before it answered.")
        try:
            socket.create_connection(("localhost", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"Nothing answers on port {port}.")


# How many statements -----------------------------------------------------------------------------


def _queries(operation: str, one: Visitor) -> int:
    """Statements that a page sends, without those that begin and end its transaction."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    sent: list[str] = []

    def count(execute: Any, sql: str, *more: Any) -> Any:
        sent.append(sql)
        return execute(sql, *more)

    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = one.session
    ready = OPERATIONS[operation](_Inside(one, client))
    with connection.execute_wrapper(count):
        ready()
    return len(sent)


class _Inside(Visitor):
    """The same visitor, asking within this process, so that what is sent can be counted."""

    def __init__(self, one: Visitor, client: Any) -> None:
        super().__init__(one.port, one.session, one.people, one.names, one.chance)
        self.client = client

    def ask(self, way: str, path: str, said: dict[str, str] | None = None) -> Answer:
        began = time.perf_counter()
        came = self.client.post(path, said) if way == "POST" else self.client.get(path)
        took = time.perf_counter() - began
        return Answer(came.status_code, took, came.content, came.get("Location", ""))


# Measuring ---------------------------------------------------------------------------------------


def _alone(
    operation: str,
    visitors: list[Visitor],
    meter: Meter,
    floor: Meter,
    queries: int,
    options: Any,
) -> dict[str, Any]:
    """One person at a time: what each kind of request costs.

    The floor is asked for after each, since a machine that others share is faster in one minute
    than in the next.
    """
    times: list[float] = []
    sizes: list[int] = []
    app = database = beneath = 0.0
    least = Visitor(FLOOR_PORT, "", [], [], random.Random(options.seed))
    for number in range(WARM + options.samples):
        ready = OPERATIONS[operation](visitors[number % len(visitors)])
        meter.start()
        came = _good(operation, ready)
        used = meter.stop()
        cost = _floor_once(least, floor)
        if number >= WARM:
            app, database, beneath = app + used[0], database + used[1], beneath + cost
            times.append(came.seconds)
            sizes.append(len(came.body))
    return _row(operation, 1, options) | {
        "app_cpu_ms": _ms(app / options.samples),
        "db_cpu_ms": _ms(database / options.samples),
        "floor_cpu_ms": _ms(beneath / options.samples),
        "times_the_floor": round((app + database) / beneath, 2),
        **_spread(times),
        "queries": queries,
        "html_bytes": sum(sizes) // len(sizes),
    }


def _floor_once(one: Visitor, meter: Meter) -> float:
    """The floor's page about somebody: seconds of a processor, application and database."""
    person = one.chance.randrange(1, FLOOR_PEOPLE)
    meter.start()
    came = one.ask("GET", f"/floor/{person}/")
    used = meter.stop()
    if came.status != 200:
        raise SystemExit(f"The floor answered {came.status}.")
    return sum(used[:2])


def _good(operation: str, ready: Prepared) -> Answer:
    came = ready()
    wanted = 302 if operation in ("add-note", "save-form", "save-answer") else 200
    if came.status != wanted:
        raise SystemExit(f"{operation} answered {came.status} where {wanted} was expected.")
    return came


def _together(
    visitors: list[Visitor], thinks: bool, meter: Meter, options: Any
) -> list[dict[str, Any]]:
    """Many at once, in the mix of a day: times for each kind, and the cost of the whole."""
    came: dict[str, list[Answer]] = {name: [] for name in MIX}
    until = time.monotonic() + options.seconds
    threads = [
        threading.Thread(target=_visit, args=(one, thinks, until, came), daemon=True)
        for one in visitors
    ]
    meter.start()
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(options.seconds + 180)
    app, database = meter.stop()
    took = time.monotonic() - began
    memory = meter.memory()
    base = _row("", len(visitors), options) | {"thinks": thinks}
    rows = [
        base | {"operation": name, **_spread([one.seconds for one in answers])}
        for name, answers in came.items()
        if answers
    ]
    asked = _asked(came)
    every = [one.seconds for answers in came.values() for one in answers]
    whole = {
        "operation": "mixed",
        "app_cpu_ms": _ms(app / asked),
        "db_cpu_ms": _ms(database / asked),
        **_spread(every),
        "requests": asked,
        "requests_per_second": round(asked / took, 1),
        "requests_per_busy_core_second": round(asked / (app + database), 1),
        "app_megabytes": round(memory[0]),
        "db_megabytes": round(memory[1]),
    }
    return [*rows, base | whole]


def _asked(came: dict[str, list[Answer]]) -> int:
    """All requests of a load, those counted that only fetched a form to be sent."""
    forms = ("fragment-search", "misspelt-search", "add-note", "save-form")
    return sum(len(answers) * (2 if name in forms else 1) for name, answers in came.items())


def _visit(one: Visitor, thinks: bool, until: float, came: dict[str, list[Answer]]) -> None:
    names, weights = list(MIX), list(MIX.values())
    while time.monotonic() < until:
        if thinks:
            time.sleep(one.chance.expovariate(1 / THINKS))
        name = one.chance.choices(names, weights)[0]
        came[name].append(_good(name, OPERATIONS[name](one)))


def _row(operation: str, users: int, options: Any) -> dict[str, Any]:
    return {"operation": operation, "people": options.people, "users": users, "cores": cores()}


def _spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)

    def at(share: float) -> float:
        return _ms(ordered[min(len(ordered) - 1, int(len(ordered) * share))])

    return {"p50_ms": at(0.50), "p95_ms": at(0.95), "p99_ms": at(0.99)}


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


if __name__ == "__main__":
    main()
