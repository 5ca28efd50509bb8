"""Every table of the database as it stands, which of them are taken out, and in which order."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from alongside.foundation.backup import manifest, snapshot

NOT_OUT = {
    **manifest.LEFT_OUT,
    "public.account_emailconfirmation": "ways of confirming an address, which are over in days",
    "public.mfa_authenticator": "secrets of authenticator apps and passkeys, made for this address",
    "public.foundation_devicekey": "keys of devices, which another secret key cannot open",
    "public.socialaccount_socialaccount": "who somebody is at this council’s single sign-on",
    "public.socialaccount_socialapp": "secrets of single sign-on",
    "public.socialaccount_socialapp_sites": "settings of single sign-on",
    "public.socialaccount_socialtoken": "tokens of single sign-on",
    "public.people_sealedlink": "joins a sealed identity to what came before it: in no export and "
    "in no report. It travels in a backup alone, which is encrypted",
    "public.record_allegation": "kept apart from every record, and from whoever takes everything "
    "out. It travels in a backup alone, which is encrypted",
    "public.record_allegationversion": "the same",
    "public.record_calendarfeed": "hashes of addresses that hold at this council alone",
    "public.people_guestlink": "hashes of links that hold at this council alone, for three days",
    "public.record_lockedtext": "words in files that were locked unseen; as their files, they "
    "travel in a backup alone",
    **{
        f"public.learning_{name}": "what practitioners find out and write for themselves, or say "
        "among each other: theirs, and not the council’s to take out. Each takes out their own"
        for name in (
            "piece",
            "words",
            "share",
            "comment",
            "evidence",
            "corroboration",
            "attempt",
            "answer",
            "ofcluster",
            "vignetteanswer",
            "focus",
            "cpd",
            "run",
            "step",
            "circle",
            "member",
            "round",
            "turn",
            "supervision",
            "agreement",
            "meeting",
            "point",
            "said",
            "followup",
            "signature",
            "helprequest",
            "lesson",
            "saidbefore",
            "asked",
            "ballot",
            "countedin",
            "tally",
        )
    },
    "public.django_migrations": "written by the installation that it is brought into",
}
# Columns whose value is a secret: what stands there instead, and why.
# What is being written about an allegation is kept apart already.
_ALLEGATIONS = "(select d.id from foundation_draft d where d.purpose = 'allegation')"
_KEPT_APART = (
    f"case when draft_id in {_ALLEGATIONS} then '' else text end",
    "what is being written about an allegation: kept apart, and in a backup alone",
)
BLANK = {
    "public.accounts_account": {
        "password": ("'!'", "hashes of passwords: everybody gets a new way in"),
    },
    "public.foundation_piece": {"text": _KEPT_APART},
    "public.foundation_beside": {"text": _KEPT_APART},
}
# Rows that stay: what is being written, or was, for somebody’s own learning is theirs.
ONLY = {
    "public.foundation_draft": "t.purpose not like 'learning %%'",
    **{
        f"public.foundation_{name}": "t.draft_id not in (select d.id from foundation_draft d"
        " where d.purpose like 'learning %%')"
        for name in ("piece", "heard", "beside", "handover")
    },
}
# As text in every format, so that nothing of them is rounded or reordered.
COLUMNS = """
select a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull
  from pg_attribute a
 where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
 order by a.attnum
"""
KEY = """
select array_agg(a.attname::text order by array_position(i.indkey::int2[], a.attnum))
  from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
 where i.indrelid = %s::regclass and i.indisprimary
"""
POINTS = """
select a.attname, c.confrelid::regclass::text from pg_constraint c
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
 where c.conrelid = %s::regclass and c.contype = 'f' and cardinality(c.conkey) = 1
"""


@dataclass(frozen=True)
class Column:
    """One column: its name, PostgreSQL's name of its type, and whether it may be null."""

    name: str
    type: str
    is_nullable: bool
    points_at: str = ""


@dataclass(frozen=True)
class Table:
    """One table that is taken out."""

    schema: str
    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def full(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def file(self) -> str:
        """The name of its file, without an ending."""
        return self.name if self.schema == "public" else self.full

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)

    def names(self) -> sql.Composed:
        return sql.SQL(", ").join(sql.Identifier(one.name) for one in self.columns)

    def selected(self, cast: "dict[str, str] | None" = None) -> sql.Composed:
        """All of it in the order of its key: the same rows always make the same file, and nothing
        can be told from the order in which they were written.
        """
        blank, casts = BLANK.get(self.full, {}), cast or {}
        what: list[sql.Composable] = []
        for one in self.columns:
            name = sql.Identifier(one.name)
            if one.name in blank:
                what.append(sql.SQL("{} as {}").format(sql.SQL(blank[one.name][0]), name))
            elif one.name in casts:
                kind = sql.SQL(casts[one.name])
                what.append(sql.SQL("{}::{} as {}").format(name, kind, name))
            else:
                what.append(name)
        order = self.key or tuple(one.name for one in self.columns)
        return sql.SQL("select {} from {} t where {} order by {}").format(
            sql.SQL(", ").join(what),
            self.identifier,
            sql.SQL(ONLY.get(self.full, "true")),
            sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(one)) for one in order),
        )


def taken_out(reader: psycopg.Connection) -> list[Table]:
    """The tables of an export, as the database has them now."""
    found = []
    for schema, name in reader.execute(sql.SQL(snapshot.TABLES)).fetchall():
        if f"{schema}.{name}" not in NOT_OUT:
            found.append(_table(reader, schema, name))
    return found


def _table(reader: psycopg.Connection, schema: str, name: str) -> Table:
    where = [f'"{schema}"."{name}"']

    def ask(question: Any) -> list[Any]:
        return reader.execute(question, where).fetchall()

    points = dict(ask(POINTS))
    columns = tuple(
        Column(column, kind, null, points.get(column, "")) for column, kind, null in ask(COLUMNS)
    )
    ((key,),) = ask(KEY)
    return Table(schema, name, columns, tuple(key or ()))
