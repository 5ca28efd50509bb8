"""Weeks that go by for one person, told to the database itself: nothing else there moves a day."""

from psycopg import sql

from tests import cluster

from .northmere import Council

# Where a day of theirs stands; what was written, by the entries that are about them.
DAYS = {
    "record_clock": ("started_on", "due_on", "done_on"),
    "record_referral": ("received_at", "due_on"),
    "record_task": ("due_on", "made_at"),
    "record_episode": ("since", "at"),
    "plans_sheet": ("agreed_on", "review_on", "at"),
    "plans_line": ("on", "at"),
}
WRITTEN = {"record_entry": ("written_at",), "record_version": ("happened_at", "at")}
THEIRS = "(select entry_id from record_about where person_id = %s)"


def weeks_pass(council: Council, person: object, weeks: int) -> None:
    """All that was done with them lies so many weeks further back."""
    with cluster.server().connect(council.name) as root:
        root.execute("set session_replication_role = replica")  # triggers refuse another day
        for table, days in DAYS.items():
            root.execute(_move(table, days, weeks, "person_id = %s"), [person])
        for table, days in WRITTEN.items():
            key = "id" if table == "record_entry" else "entry_id"
            root.execute(_move(table, days, weeks, f"{key} in {THEIRS}"), [person])


def _move(table: str, days: tuple[str, ...], weeks: int, which: str) -> sql.Composed:
    back = sql.SQL(", ").join(
        sql.SQL("{0} = {0} - {1} * interval '1 week'").format(sql.Identifier(day), weeks)
        for day in days
    )
    moved = sql.SQL("update {} set {} where ").format(sql.Identifier(table), back)
    return moved + sql.SQL(which)  # type: ignore[arg-type]
