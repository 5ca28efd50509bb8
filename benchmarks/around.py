"""What is due, agreed, asked and offered around everybody, to see what those pages cost."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from alongside.plans.wording import Goal, Owner, Step, Wording, as_data
from benchmarks.database import as_owner

STEPS = Path(__file__).parent / "around"
# In this order: some read what those before them have written.
TABLES = (
    "episodes",
    "clocks",
    "plans",
    "lines",
    "services",
    "handovers",
    "referrals",
    "tasks",
)
# Each person once: who works with them, the child or adult they are, and entries about them alone.
WHO = """
create temporary table who as
select p.id, h.n, g.account_id as worker, g.given_by_id as manager, t.team_id as team,
    g.starts, least(g.until, now()) as until, g.until > now() as is_open,
    coalesce(p.born_on > current_date - interval '18 years', false) as is_child, e.ids, e.days
  from people_person p
  cross join lateral (select abs(hashtext(p.id::text)) as n) h
  join lateral (select * from people_grant x where x.person_id = p.id and x.basis = 'allocated'
    and x.account_id is not null order by x.until desc limit 1) g on true
  join lateral (select x.team_id from people_grant x where x.person_id = p.id
    and x.team_id is not null order by x.until desc limit 1) t on true
  join lateral (select array_agg(b.entry_id order by b.happened_at) as ids,
      array_agg(b.happened_at::date order by b.happened_at) as days
    from (select a.entry_id, a.happened_at from record_about a
        join record_entry r on r.id = a.entry_id and r.about_count = 1 and r.needs = 2
       where a.person_id = p.id and a.removed_at is null
       order by a.happened_at desc limit 4) b) e on e.ids is not null
 where p.state = 'living'"""


def fill_around(data: Path) -> None:
    """Fill it in the database of this folder; twice changes nothing."""
    with as_owner(data) as owner:
        if owner.execute("select exists (select 1 from record_referral)").fetchone() == (True,):
            return
        owner.execute("set local work_mem = '256MB'")
        owner.execute("set local synchronous_commit = off")
        fill(owner, say=lambda words: print(words, flush=True))
    with as_owner(data) as owner:
        owner.autocommit = True
        for table in CHANGED:
            owner.execute(f"vacuum (analyze) {table}".encode())


def fill(owner: psycopg.Connection[Any], *, say: Callable[[str], None]) -> None:
    """Fill one table after the other, as the owner of them all."""
    owner.execute(WHO)
    owner.execute("analyze who")
    for name in TABLES:
        began = monotonic()
        text = (STEPS / f"{name}.sql").read_text(encoding="utf-8")
        rows = owner.execute(text.encode(), _given(name)).rowcount
        say(f"{monotonic() - began:7.1f} s  {rows:,} {name}")
    owner.execute("drop table who")


CHANGED = (
    "record_episode",
    "record_clock",
    "record_task",
    "record_referral",
    "record_referralline",
    "plans_sheet",
    "plans_line",
    "people_service",
    "people_handover",
    "people_handoverline",
)


def _given(name: str) -> list[Jsonb]:
    return [Jsonb(_said())] if name == "plans" else []


def _said() -> dict[str, object]:
    """One plan: the steps of a worker get days of their own in the database."""
    day = date(2026, 1, 1)
    goals = [f"To manage the week without being worn out, in way {n}" for n in range(1, 4)]
    steps = (
        "Ring the surgery about the tablets",
        "Go to the group on Monday",
        "Fill in the form",
        "Come by every second week",
        "Mend the rail on the stairs",
    )
    owners = (Owner.WORKER, Owner.PERSON, Owner.WORKER, Owner.SERVICE, Owner.RELATIVE)
    return as_data(
        Wording(
            wanted="To stay where I am, and to see more of my family at weekends.",
            strengths="Knows everybody in the street, and asks for help before it is too late.",
            sections={"needs": "Washing and meals in the morning, and somebody to talk to."},
            goals=tuple(
                Goal(f"g{n}", words, "We both say so", n) for n, words in enumerate(goals, 1)
            ),
            steps=tuple(
                Step(f"s{n}", words, owner, by=day if owner == Owner.WORKER else None)
                for n, (words, owner) in enumerate(zip(steps, owners, strict=True), 1)
            ),
        )
    )
