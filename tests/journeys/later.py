"""Weeks that go by for one person, told to the database itself: nothing else there moves a day."""

from psycopg import sql

from tests import cluster

from .northmere import Council

# Where a day of theirs stands; what was written, by the entries that are about them.
DAYS = {
    "record_about": ("happened_at",),
    "record_clock": ("started_on", "due_on", "done_on"),
    "record_referral": ("received_at", "due_on"),
    "record_task": ("due_on", "made_at"),
    "record_episode": ("since", "at"),
    "plans_sheet": ("agreed_on", "review_on", "at"),
    "plans_line": ("on", "at"),
}
WRITTEN = {"record_entry": ("written_at",), "record_version": ("happened_at", "at")}
THEIRS = "(select entry_id from record_about where person_id = %s)"


TRIGGERS = """select tgname, tgenabled from pg_trigger
  where tgrelid = %s::regclass and not tgisinternal"""
MODES = {"O": "enable", "A": "enable always", "R": "enable replica", "D": "disable"}


def weeks_pass(council: Council, person: object, weeks: int) -> None:
    """All that was done with them lies so many weeks further back."""
    with cluster.server().connect(council.name) as root, root.transaction():
        for table, days in (DAYS | WRITTEN).items():
            key = {"record_entry": "id", "record_version": "entry_id"}.get(table)
            which = sql.SQL(f"{key} in {THEIRS}" if key else "person_id = %s")
            held = root.execute(TRIGGERS, [table]).fetchall()
            for name, _ in held:
                root.execute(_trigger(table, name, "disable"))
            root.execute(_moved(table, days, weeks) + which, [person])
            for name, mode in held:
                root.execute(_trigger(table, name, MODES[mode]))


def _trigger(table: str, name: str, how: str) -> sql.Composed:
    """Days of what is written once are moved here alone, and nobody else can."""
    words = sql.SQL("alter table {} {} trigger {}")
    return words.format(sql.Identifier(table), sql.SQL(how), sql.Identifier(name))


def _moved(table: str, days: tuple[str, ...], weeks: int) -> sql.Composed:
    back = sql.SQL(", ").join(
        sql.SQL("{0} = {0} - {1} * interval '1 week'").format(sql.Identifier(day), weeks)
        for day in days
    )
    return sql.SQL("update {} set {} where ").format(sql.Identifier(table), back)
