"""Makes the whole population: what is drawn, then every table, then the trail of it all."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from psycopg import sql

from alongside.desk.demo.council import DOMAIN, Council
from alongside.desk.demo.entries import HELD_STILL
from alongside.record.defaults import HELD_WORDS

from . import bare, bulk, council, pools, trail

Say = Callable[[str], None]
TABLES_BY_SIZE: LiteralString = """
select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname in ('public', 'search') and c.relkind = 'r' order by c.relpages desc
"""
SEED = 1948
AT_ONCE = 2  # pieces of work side by side
DRAWN = ("homes", "people", "needs", "writing")
# In this order: some read what those before them have written.
TABLES = (
    "people_person", "people_fact", "people_protection", "people_need", "people_needstep",
    "people_relationship", "people_grant", "people_bar", "people_sealedlink",
    "record_entry", "record_about", "record_version", "record_part", "record_sharingdecision",
    "record_restriction", "record_reader", "record_answer", "record_task", "people_shared",
)  # fmt: skip
SEARCH = ("search.of_person", "search.pair", "search.place")
WORDS = {
    "people_person": "people",
    "people_fact": "facts about them",
    "people_grant": "grants",
    "record_entry": "entries",
    "record_part": "parts of entries",
}


def fill(people: int, *, seed: int = SEED, say: Say) -> None:
    """Fill an empty database with so many people; with the same seed they are the same people.

    The tables belong to the owner, and so does this work, whoever Django signs in as. A load that
    was cut off leaves a database that is good for nothing: begin again with an empty one.
    """
    began = time.monotonic()
    with ExitStack() as stack:
        owners = [stack.enter_context(bulk.open_connection()) for _ in range(AT_ONCE)]
        refuse_if_used(owners[0])
        loader = _Loader(owners, people, seed, say)
        loader.draw()
        loader.fill_tables()
        loader.finish_tables()
        lines = trail.write_lines(owners, loader.told, say)
        loader.tidy_up()
        trail.seal(say)
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    say(f"{people:,} people and {lines:,} lines on the trail, in {minutes} min {seconds} s.")


def refuse_if_used(owner: psycopg.Connection) -> None:
    """A population never stands beside anybody's record, and is never loaded twice."""
    if not settings.IS_DEMO:
        raise ValidationError("A population is for measuring, and never for a council’s own data.")
    row = owner.execute(
        "select to_regnamespace('population') is not null,"
        " exists (select 1 from people_person) or exists ("
        "   select 1 from accounts_account where kind <> 'system')"
    ).fetchone()
    was_cut_off, is_used = row or (False, False)
    if was_cut_off:
        raise ValidationError(
            "Loading was cut off here before. Begin again with an empty database or folder."
        )
    if is_used:
        raise ValidationError(
            "This database already holds people or accounts. A population is for measuring and"
            " stands beside nobody: name an empty folder with --data."
        )


class _Loader:
    """One load: its connections, and what every step is told."""

    def __init__(
        self, owners: Sequence[psycopg.Connection], people: int, seed: int, say: Say
    ) -> None:
        self.owner, self.asks = owners[:2]
        self.owners, self.people, self.seed, self.say = owners, people, seed, say
        self.size = council.Size.for_people(people)
        self.told: dict[str, Any] = {
            "people": people,
            "seed": seed,
            "today": timezone.localdate(),
            "now": timezone.now(),
            "workers": self.size.workers,
            "teams": self.size.teams,
            "cast": len(council.CAST),
            "draws": pools.draws_for(people),
            "domain": sql.SQL(DOMAIN),
            "held_still": HELD_STILL,
            "held_third": HELD_WORDS["third"],
        }
        self.council: Council

    # What is drawn -------------------------------------------------------------------------------

    def draw(self) -> None:
        """Decide about everybody and everything that is written, in tables that go at the end."""
        self.owner.execute("create schema population")
        bulk.run(self.owner, ["tools", "pools"], self.told)
        with self._timed("names, streets and words to draw from"):
            counts = pools.load(self.owner, self.people, self.seed, self.told["today"])
            bulk.run(self.owner, ["drawing"], self.told)
        self.told |= {
            "streets": counts["street"],
            "surgeries": counts["surgery"],
            "schools": counts["school"] // 4,
            "know_first": counts["know_first"],
            "needs": counts["need"],
            "answers": counts["answer"],
            "tellings": counts["telling"],
        }
        self.council = council.make(self.owner, self.size, self.seed)
        named = {"officer": "delroy", "person": "ade", "proxy": "pat", "partner": "sam"}
        ids = {name: self.council.accounts[key].pk for name, key in named.items()}
        self.told |= ids | {
            "importer": self.council.accounts["importer"].pk,
            "loader": self.council.loader.pk,
        }
        for name in DRAWN:
            with self._timed(f"deciding about {name}"):
                bulk.run(self.owner, [name], self.told)
        bulk.run(self.owner, ["council"], self.told)

    # Every table ---------------------------------------------------------------------------------

    def fill_tables(self) -> None:
        """Fill table after table, without foreign keys, and each with its indexes at once."""
        tables = [*TABLES, *SEARCH]
        self.keys = bare.take_foreign_keys(self.owner, tables)
        for name in TABLES:
            self._fill(name)
        with self._timed("words to find people by"):
            bulk.run(self.owner, ["search"], self.told)
        for name in SEARCH:
            self._fill(name)
        bulk.run(self.owner, ["drafts"], self.told)

    def _fill(self, table: str) -> None:
        question = bulk.step(table.replace(".", "_"), self.told)
        with self._timed(table) as done:
            number = bulk.fill(self.owner, table, question, self.asks)
            done.append(f"{number:,} {WORDS.get(table, 'rows of ' + table)}")

    def finish_tables(self) -> None:
        """Put the foreign keys back, check every row against them, and count what is there."""
        with self._timed("checking that everything belongs to something"):
            bare.put_back(self.owner, self.keys)
            by_table: dict[str, list[bare.ForeignKey]] = {}
            for key in self.keys:
                by_table.setdefault(key.table, []).append(key)
            bulk.side_by_side(self.owners, _check_all, list(by_table.values()))
        self.owner.execute("analyze")

    def tidy_up(self) -> None:
        """Leave nothing of the loading behind, and let the database know what it holds."""
        self.owner.execute("drop schema population cascade")
        with self._timed("counting what is there"):
            rows = self.owner.execute(TABLES_BY_SIZE).fetchall()
            bulk.side_by_side(self.owners, _vacuum, [table for (table,) in rows])

    @contextmanager
    def _timed(self, words: str) -> Iterator[list[str]]:
        began, done = time.monotonic(), list[str]()
        yield done
        self.say(f"{time.monotonic() - began:7.1f} s  {done[0] if done else words}")


def _check_all(owner: psycopg.Connection, keys: Sequence[bare.ForeignKey]) -> None:
    for key in keys:
        bare.check(owner, key)


def _vacuum(owner: psycopg.Connection, table: str) -> None:
    owner.execute(sql.SQL("vacuum (analyze) {}").format(sql.SQL(table)))
