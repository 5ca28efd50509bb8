"""Row-level security as data on the models: each model says who may reach its rows, in SQL that the owner writes.

A model declares `rows = Rows(see=…, add=…, change=…, columns=…)`. The expressions are SQL conditions
made by the functions below; `{t}` stands for the table itself. What is not declared is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, transaction

OWNER, APP, GATE = "alongside_owner", "alongside_app", "alongside_gate"
SEARCH, SEALER, BACKUP = "alongside_search", "alongside_sealer", "alongside_backup"

ME = "(select gate.me())"
KIND = "(select gate.my_kind())"
TEAMS = "((select gate.my_teams())::uuid[])"
MINE = "((select gate.mine())::uuid[])"  # the person I am, as they know themselves
BARRED = "((select gate.barred())::uuid[])"
STAFF_ME = "(select gate.staff_me())"  # I, if I work here and my account is open
AT_THE_DOOR = "(select gate.at_the_door())"  # nobody has signed in yet
STAFF = f"{KIND} in ('staff', 'system')"
SYSTEM = f"{KIND} = 'system'"

# Tables without rows about people who are supported, each with a reason. All others must declare `rows`.
OPEN: dict[str, str] = {
    "django_migrations": "names of migrations",
    "django_content_type": "names of models",
    "django_session": "keys of sessions; who is in them is an account id",
    "django_cache": "rate limits, keyed by hashes",
    "auth_permission": "not used",
    "auth_group": "not used",
    "auth_group_permissions": "not used",
    "django_site": "the name of this site",
    "account_emailaddress": "addresses for signing in: accounts are the named exception",
    "account_emailconfirmation": "the same",
    "mfa_authenticator": "authenticators are the named exception",
    "socialaccount_socialaccount": "single sign-on of staff",
    "socialaccount_socialapp": "settings of single sign-on",
    "socialaccount_socialtoken": "not stored",
    "socialaccount_socialapp_sites": "settings of single sign-on",
    "procrastinate_jobs": "ids only, never names",
    "procrastinate_events": "ids only",
    "procrastinate_periodic_defers": "a clock",
    "procrastinate_workers": "heartbeats",
}

# What only other functions, or the sealer, may call: the application may not.
INNER = (
    "allegations_without_line",
    "answers_without_line",
    "can_open",
    "close_month",
    "closed_to_all",
    "closes",
    "end_by_handover",
    "entry_behind",
    "files_not_as_added",
    "give_again",
    "give_by_handover",
    "handover_state",
    "holds",
    "is_anothers_there",
    "is_kept_out",
    "is_restricted",
    "is_unheld",
    "is_withheld",
    "let_team_help",
    "make_trail_months",
    "merge_facts",
    "merge_moves",
    "merge_pairs",
    "merge_sets",
    "my_rungs",
    "name_candidates",
    "pointed_at",
    "reads_entry",
    "stop_grants",
    "token_of",
    "versions_without_line",
    "why_not_now",
    "why_not_said",
    "worker_for",
    "workers_on",
    "write_index",
)

NOW = "statement_timestamp()"


def granted(column: str, rung: int | str) -> str:
    """Staff and system accounts: a grant of at least this rung on the person, and no bar."""
    return f"""(((select gate.everyone()) >= {rung} or exists (
      select 1 from gate.my_grants g where g.person_id = {column} and g.rung >= {rung}))
      and {column} <> all ({BARRED}))"""


def own(column: str) -> str:
    """The person themselves."""
    return f"({column} = any ({MINE}))"


def allowed(permission: str) -> str:
    """A role held today allows this."""
    return f"(select gate.may('{permission}'))"


# A record that comes from another Alongside brings what only its own people could write there.
BRINGS_BACK = f"({SYSTEM} and {allowed('import')})"


@dataclass(frozen=True)
class Rows:
    """Who may read, add and change the rows of one table; `columns` are those that may change at all.

    `change` says which rows, and has to hold afterwards too, unless `after` says what has to. Both
    must stand alone: an UPDATE that names no column in its WHERE asks nothing of `see`.
    """

    see: str
    add: str = "false"
    change: str = "false"
    columns: tuple[str, ...] = ()
    after: str = ""
    remove: str = "false"

    def policies(self) -> Iterator[str]:
        """Give the policies of the application's role, one for each verb that is allowed."""
        yield f"for select to {APP} using ({self.see})"
        if self.add != "false":
            yield f"for insert to {APP} with check ({self.add})"
        if self.change != "false":
            after = f" with check ({self.after})" if self.after else ""
            yield f"for update to {APP} using ({self.change}){after}"
        if self.remove != "false":
            yield f"for delete to {APP} using ({self.remove})"

    def privileges(self, table: str) -> Iterator[str]:
        """Give the grants of the application's role: column by column where rows may change."""
        yield f'revoke all on "{table}" from {APP}'
        yield f'grant select on "{table}" to {APP}'
        if self.add != "false":
            yield f'grant insert on "{table}" to {APP}'
        if self.change != "false":
            names = ", ".join(f'"{name}"' for name in self.columns)
            yield f'grant update ({names}) on "{table}" to {APP}'
        if self.remove != "false":
            yield f'grant delete on "{table}" to {APP}'


def declared() -> Iterator[tuple[str, Rows]]:
    """Give each table with its declaration."""
    for model in apps.get_models(include_auto_created=True):
        rule: Any = getattr(model, "rows", None)
        if isinstance(rule, Rows):
            yield model._meta.db_table, rule


def gate_files() -> list[Path]:
    """Give the SQL of the definer functions, lowest package first."""
    rooms = [Path(config.path) for config in apps.get_app_configs()]
    return [
        path
        for room in rooms
        for path in (room / "gate.sql", *_in_order(room / "gate"))
        if path.exists()
    ]


def _in_order(folder: Path) -> list[Path]:
    """A room with much to say has a folder of the same name, whose files begin with a number."""
    return sorted(folder.glob("*.sql"))


def fingerprint() -> str:
    """Return a hash of all that is written below, so that a start can tell whether it is current."""
    parts = [path.read_text() for path in gate_files()]
    parts += [f"{table}{rule}" for table, rule in declared()]
    parts += [Path(__file__).read_text()]
    return sha256("\n".join(parts).encode()).hexdigest()


def is_current(using: str = "default") -> bool:
    """Say whether the database already has exactly these functions and policies."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = 'gate'"
        )
        row = cursor.fetchone()
    return bool(row) and row[0] == fingerprint()


def write(using: str = "default") -> None:
    """As the owner: write the functions, privileges and policies anew, all in one transaction."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for statement in _opening():
            cursor.execute(statement)
        for path in gate_files():
            cursor.execute(path.read_text())  # without parameters: several statements in one go
        for table, rule in declared():
            _protect(cursor, table, rule)
        for statement in _closing():
            cursor.execute(statement)
        cursor.execute(f"comment on schema gate is '{fingerprint()}'")


def _opening() -> Iterator[str]:
    yield "create schema if not exists gate"
    yield f"grant usage on schema public, gate to {APP}, {GATE}, {SEARCH}, {SEALER}, {BACKUP}"
    yield f"grant create on schema gate to {GATE}, {SEARCH}"
    yield f"grant create on schema public to {OWNER}"
    yield f"grant select, insert, update, delete on all tables in schema public to {APP}"
    yield f"grant usage on all sequences in schema public to {APP}"
    yield f"grant select on all tables in schema public to {GATE}, {SEARCH}, {BACKUP}"
    yield f"grant select on all sequences in schema public to {BACKUP}"
    yield f"revoke all on django_migrations from {APP}"
    yield f"grant select on django_migrations to {APP}"


def _closing() -> Iterator[str]:
    yield "revoke execute on all functions in schema gate from public"
    yield f"grant execute on all functions in schema gate to {APP}, {GATE}, {SEARCH}, {OWNER}"
    yield f"""do $$ declare f regprocedure; begin
      for f in select oid from pg_proc where pronamespace = 'gate'::regnamespace
         and proname in ({", ".join(f"'{name}'" for name in INNER)}) loop
        execute format('revoke execute on function %s from {APP}', f);
      end loop; end $$"""
    # Whatever a package made in a schema of its own: a backup that may not read all of it is none.
    yield f"""do $$ declare s regnamespace; begin
      for s in select oid from pg_namespace where nspowner = '{OWNER}'::regrole loop
        execute format('grant usage on schema %s to {BACKUP}', s);
        execute format('grant select on all tables in schema %s to {BACKUP}', s);
        execute format('grant select on all sequences in schema %s to {BACKUP}', s);
      end loop; end $$"""


def _protect(cursor: Any, table: str, rule: Rows) -> None:
    cursor.execute(
        "select policyname from pg_policies where schemaname = 'public' and tablename = %s", [table]
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'drop policy "{name}" on "{table}"')
    cursor.execute(f'alter table "{table}" enable row level security')
    cursor.execute(f'alter table "{table}" force row level security')
    for statement in rule.privileges(table):
        cursor.execute(statement)
    for role in (OWNER, GATE, SEARCH):
        cursor.execute(
            f'create policy {role} on "{table}" to {role} using (true) with check (true)'
        )
    for number, body in enumerate(rule.policies()):
        cursor.execute(f'create policy app_{number} on "{table}" {body}'.replace("{t}", table))


UNPROTECTED = f"""
select c.relname, case c.relkind when 'm' then 'materialised view that the application may read'
    when 'v' then 'view without security_invoker' else 'table without row-level security' end
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm')
   and (has_table_privilege('{APP}', c.oid, 'select') or has_any_column_privilege('{APP}', c.oid, 'select'))
   and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
   and (c.relkind = 'm'
     or (c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false))
     or (c.relkind in ('r', 'p') and c.relname <> all (%s)
         and not (c.relrowsecurity and c.relforcerowsecurity and exists (
           select 1 from pg_policy p where p.polrelid = c.oid
              and '{APP}'::regrole = any (p.polroles)))))
"""
