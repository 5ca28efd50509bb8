"""Measure what it costs to count a wave of 100,000 ballots, once, and to read its report.

    python benchmarks/waves.py --data FOLDER --json waves.json

FOLDER is one that `alongside population` has filled, or any that may be thrown away: accounts are
added to it. The ballots are put in past the policies, since giving each takes three transactions.
Two waves are counted, the second beside the first, as whoever asks the same again would have it.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.database import as_owner
from benchmarks.meters import Meter

READS = 50
ACCOUNTS = """insert into accounts_account
    (id, email, kind, is_active, is_demo, made_at, password)
  select gen_random_uuid(), 'wave-' || %s || '-' || n || '@northmere.example', 'staff', true, true,
      now(), '!'
    from generate_series(1, %s) n returning id"""
ASKED = """insert into learning_asked (id, wave_id, account_id, began_on, gave_on, groups)
  select gen_random_uuid(), %s, id, current_date, current_date, '{}' from accounts_account
   where email like 'wave-' || %s || '-%%'"""
BALLOTS = """insert into learning_ballot (id, wave_id, groups, answers)
  select gen_random_uuid(), %s,
    jsonb_build_object('role', 'role ' || (random() * 6)::int,
      'team', 'team ' || (random() * 200)::int),
    (select jsonb_object_agg(c, 1 + (random() * 3 + n * 0)::int)
       from unnest(array['A','B','C','D','E','F','G','H','I','J']) c)
    || jsonb_build_object('focus/A', 'yes', 'focus/' || chr(66 + (random() * 8)::int), 'yes',
         'barrier/kit', 'yes', 'worst', (array['kit', 'time', 'policy'])[1 + (random() * 2)::int])
    from generate_series(1, %s) n"""


def main() -> None:
    """Fill, count, read, and write down what each cost."""
    options = _options()
    data = Path(options.data).resolve()
    os.environ |= {
        "ALONGSIDE_DATA": str(data),
        "ALONGSIDE_MODE": "demo",
        "ALONGSIDE_SECRET_KEY": secrets.token_urlsafe(48),  # for this run alone
        "DJANGO_SETTINGS_MODULE": "alongside.settings",
    }
    subprocess.run([sys.executable, "-m", "alongside", "database", "start"], check=True, cwd=ROOT)
    import django

    django.setup()
    server = int((data / "pgdata" / "postmaster.pid").read_text().split()[0])
    with as_owner(data) as owner:
        runs = _whoever_runs_surveys(owner)
    from alongside.foundation.actor import acting

    with acting(runs):
        found = {
            what: _measured(data, runs, options.ballots, server) for what in ("first", "second")
        }
    Path(options.json).write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))
    subprocess.run([sys.executable, "-m", "alongside", "database", "stop"], check=True, cwd=ROOT)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", required=True, help="a folder that may be thrown away")
    parser.add_argument("--json", required=True, help="the file for the results")
    parser.add_argument("--ballots", type=int, default=100_000)
    return parser.parse_args()


def _whoever_runs_surveys(owner: Any) -> UUID:
    row = owner.execute(
        "select h.account_id from accounts_roleheld h join accounts_role r on r.key = h.role_id"
        " where 'run surveys' = any (r.permissions) and h.until > now() limit 1"
    ).fetchone()
    assert row, "Nobody in this folder may run surveys."
    found: UUID = row[0]
    return found


def _measured(data: Path, runs: UUID, ballots: int, server: int) -> dict[str, Any]:
    """Seconds of processor time, the application and the database together."""
    from django.db import transaction
    from django.utils import timezone

    from alongside.accounts.models import Account
    from alongside.learning.actions.waves import close_wave, count_wave
    from alongside.learning.models import Wave
    from alongside.learning.surveys.shipped import text_of

    today = timezone.localdate()
    with transaction.atomic():
        by = Account.objects.get(pk=runs)
        wave = Wave.objects.create(
            kind="capability", title="Measured", series=f"measured-{uuid4()}", form="barriers 1",
            text=text_of("barriers"), groups=["role", "team"], opens_on=today,
            closes_on=today + timedelta(days=1), made_by=by,
        )  # fmt: skip
    _fill(data, wave.pk, ballots)
    meter = Meter(os.getpid(), server)
    close_wave(wave=wave, by=by)
    count_wave(wave=wave, by=by)
    counted = sum(meter.stop())
    return {
        "ballots": ballots,
        "closing_cpu_s": round(counted, 2),
        "report_cpu_ms": round(_reading(by, wave.pk, server) * 1000, 1),
        "told": bool(wave.frozen and wave.frozen["is_told"]),
        "frozen_kb": round(len(json.dumps(wave.frozen)) / 1000, 1),
    }


def _fill(data: Path, wave: UUID, ballots: int) -> None:
    mark = uuid4().hex[:8]
    with as_owner(data) as owner:
        owner.execute(ACCOUNTS, (mark, ballots))
        owner.execute(ASKED, (wave, mark))
        owner.execute(BALLOTS, (wave, ballots))
        owner.commit()
        owner.execute("analyze learning_ballot, learning_asked")
        owner.commit()


def _reading(by: Any, wave: UUID, server: int) -> float:
    """Of one reading of the report, as a page."""
    from django.test import Client
    from django.urls import reverse

    client = Client(headers={"host": "localhost"})
    client.force_login(by, backend="alongside.accounts.adapters.Backend")
    address = reverse("learning:wave", args=[wave])
    first = client.get(address)
    assert first.status_code == 200, (first.status_code, first.headers.get("Location"))
    meter = Meter(os.getpid(), server)
    for _ in range(READS):
        client.get(address)
    return sum(meter.stop()) / READS


if __name__ == "__main__":
    main()
