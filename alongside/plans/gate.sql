-- What plans need beyond their own policies: versions that follow each other, lines that belong, and nothing that changes.

-- It was written in the wrong record, and taken out of it.
create or replace function gate.plan_is_out(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from plans_line l where l.plan = which and l.what = 'out');
end $$;

-- A sheet has the id of the entry that says it in words. What staff need to read that entry; and whether somebody whom it is about is
-- not shown it, or not yet.
create or replace function gate.plan_needs(sheet uuid) returns smallint stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  coalesce((select greatest(e.needs, 2::smallint) from record_entry e where e.id = sheet), 2::smallint);
end $$;
create or replace function gate.plan_kept_from(sheet uuid, people uuid[]) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from record_about a where a.entry_id = sheet and a.person_id = any (people) and a.removed_at is null and a.sharing <> 'shown');
end $$;

-- A first sheet gives the plan its id; each later one follows the one before, of the same person and kind, as long as it is not over.
create or replace function gate.follows_sheet(sheet uuid, which uuid, whose uuid, sort text, nr int) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if nr = 1 then
    return sheet = which and not exists (select 1 from plans_sheet s where s.plan = which);
  end if;
  return exists (select 1 from plans_sheet s where s.plan = which and s.person_id = whose and s.kind = sort and s.number = nr - 1)
    and not exists (select 1 from plans_line l where l.plan = which and l.what in ('over', 'out'));
end $$;

-- A line belongs to a sheet of the plan and the person that it names; of what was taken out nothing more is said.
create or replace function gate.is_said_of(sheet uuid, which uuid, whose uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from plans_sheet s where s.id = sheet and s.plan = which and s.person_id = whose)
    and not gate.plan_is_out(which);
end $$;

-- Whether this account agreed that version.
create or replace function gate.is_sheet_by(sheet uuid, who uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from plans_sheet s where s.id = sheet and s.by_id = who);
end $$;

do $$ declare f text; begin
  foreach f in array array['is_sheet_by(uuid, uuid)', 'plan_needs(uuid)', 'plan_kept_from(uuid, uuid[])', 'plan_is_out(uuid)', 'follows_sheet(uuid, uuid, uuid, text, integer)', 'is_said_of(uuid, uuid, uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;

do $$ declare t text; begin
  foreach t in array array['plans_sheet', 'plans_line'] loop
    execute format('create or replace trigger stays before update or delete on %I for each row execute function gate.stays()', t);
    execute format('alter table %I enable always trigger stays', t);
  end loop;
end $$;
