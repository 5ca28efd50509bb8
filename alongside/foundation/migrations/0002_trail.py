"""The trail: partitioned by month, appended to and never changed; and room for drafts to be saved in place."""

from django.db import migrations

TRAIL = """
create table foundation_trail (
  at timestamptz not null default clock_timestamp(),
  id uuid not null default gen_random_uuid(),
  era smallint not null default 1,
  txid xid8 not null default pg_current_xact_id(),
  act uuid not null,
  by_id uuid not null,
  behalf_id uuid,
  what text not null,
  on_kind text,
  on_id uuid,
  person_id uuid,
  listed uuid[],
  detail jsonb not null default '{}',
  primary key (at, id)
) partition by range (at);
create table foundation_trail_other partition of foundation_trail default;
create index foundation_trail_sealing on foundation_trail (era, txid, id);
create index foundation_trail_person on foundation_trail (person_id, at, id);
create index foundation_trail_on on foundation_trail (on_id, at) where on_id is not null;
create index foundation_trail_listed on foundation_trail using gin (listed) where listed is not null;
alter table foundation_piece set (fillfactor = 70);
alter table foundation_draft set (fillfactor = 70);
"""


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_first_tables")]
    operations = [migrations.RunSQL(TRAIL, "drop table foundation_trail")]
