-- Who reads a chronology, what goes into it, and that nothing changes in one that is finished.

-- Staff who reach the record of everybody it is about, and are kept out of none of them.
create or replace function gate.reaches_chronology(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.my_kind() in ('staff', 'system') and coalesce(
  (select bool_and(gate.may_see(p.person_id, 2::smallint)) from record_chronologyperson p where p.chronology_id = which), false);
end $$;

create or replace function gate.is_no_chronology_yet(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  gate.staff_me() is not null and not exists (select 1 from record_chronology where id = which);
end $$;

-- Staff whose role is to write, as long as it is not finished.
create or replace function gate.changes_chronology(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.my_kind() = 'staff' and gate.may('write record')
  and exists (select 1 from record_chronology c where c.id = which and c.finished_at is null) and gate.reaches_chronology(which);
end $$;

-- An entry about somebody whom the chronology is about. Whether I may read it, the policies ask besides.
create or replace function gate.may_choose(which uuid, entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.changes_chronology(which)
  and exists (select 1 from record_about a join record_chronologyperson p on p.person_id = a.person_id and p.chronology_id = which
    where a.entry_id = entry and a.removed_at is null);
end $$;

-- The words of a line stand as long as its entry is about somebody whom the chronology is about: what was in the wrong record is gone
-- from there at once, also where it can still be read elsewhere.
create or replace function gate.line_stands(which uuid, entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from record_chronologyline l where l.id = which and l.entry_id = entry and gate.reaches_chronology(l.chronology_id)
     and exists (select 1 from record_about a join record_chronologyperson p on p.person_id = a.person_id and p.chronology_id = l.chronology_id
       where a.entry_id = entry and a.removed_at is null));
end $$;

create or replace function gate.writes_line(which uuid, entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.line_stands(which, entry) and exists (
  select 1 from record_chronologyline l where l.id = which and gate.changes_chronology(l.chronology_id));
end $$;

-- Papers that the worker made are there for a day.
create or replace function gate.clear_papers() returns bigint security definer
  set search_path = public, pg_temp language plpgsql as $$
declare gone bigint;
begin
  delete from record_chronologypaper where asked_at < statement_timestamp() - interval '1 day';
  get diagnostics gone = row_count;
  return gone;
end $$;
grant delete on record_chronologypaper to alongside_gate;

do $$ declare f text; begin
  foreach f in array array['reaches_chronology(uuid)', 'is_no_chronology_yet(uuid)', 'changes_chronology(uuid)', 'may_choose(uuid, uuid)', 'line_stands(uuid, uuid)', 'writes_line(uuid, uuid)', 'clear_papers()'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
