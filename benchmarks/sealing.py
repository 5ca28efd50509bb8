"""Measure what a line on the trail costs: to write it, as pages do, and to seal it.

    python benchmarks/sealing.py --data FOLDER --json sealing.json

FOLDER is one that `alongside population` has filled. Each line is written in a transaction of its
own; they are then sealed in batches of the sizes that are asked for. A batch holds what came in
1.5 seconds, so its size is that of the load: 33 lines are 22 a second, 650 are 433 a second.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.database import as_owner
from benchmarks.meters import Meter


def main() -> None:
    """Write, seal in each size, and write it down."""
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
    meter = Meter(os.getpid(), int((data / "pgdata" / "postmaster.pid").read_text().split()[0]))
    with as_owner(data) as owner:
        lines = owner.execute("select count(*) from foundation_trail").fetchone()
    rows = [{"lines_before": lines[0] if lines else 0}]
    rows += [_measured(size, options.lines, meter, data) for size in options.batches]
    Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")
    subprocess.run([sys.executable, "-m", "alongside", "database", "stop"], check=True, cwd=ROOT)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", required=True, help="a folder that `population` has filled")
    parser.add_argument("--json", required=True, help="the file for the results")
    parser.add_argument("--lines", type=int, default=6_500, help="lines for each size of a batch")
    parser.add_argument("--batches", type=int, nargs="*", default=[33, 650, 6_500])
    return parser.parse_args()


def _measured(size: int, lines: int, meter: Meter, data: Path) -> dict[str, Any]:
    """Milliseconds of processor time for each line, application or sealer and database apart."""
    from alongside.foundation import sealer

    with sealer.connect() as closer:
        while sealer.close_one(closer):
            pass
        meter.start()
        _write(lines, data)
        wrote = meter.stop()
        meter.start()
        batches = 0
        while sealer.close_one(closer, most=size):
            batches += 1
        sealed = meter.stop()
    row: dict[str, Any] = {"batch": size, "lines": lines, "batches": batches}
    names = ("write_app_ms", "write_db_ms", "seal_app_ms", "seal_db_ms")
    row |= {
        name: round(1000 * used / lines, 4)
        for name, used in zip(names, wrote + sealed, strict=True)
    }
    print(row, flush=True)
    return row


def _write(lines: int, data: Path) -> None:
    from django.db import transaction

    from alongside.accounts.models import Account
    from alongside.foundation import trail
    from alongside.foundation.actor import acting

    with as_owner(data) as owner:
        found = owner.execute(
            "select account_id, person_id from people_grant"
            " where basis = 'allocated' and until > now() order by id limit 1"
        ).fetchone()
    assert found is not None, "Nobody works with anybody here."
    with acting(found[0]):
        account = Account.objects.get(pk=found[0])
        for _ in range(lines):
            with transaction.atomic():
                trail.note("person opened", about=[found[1]], by=account)


if __name__ == "__main__":
    main()
