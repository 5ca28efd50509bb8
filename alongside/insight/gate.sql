-- What imports ask across everybody's records: from whom the importer is kept, and what somebody has touched since.

-- By the number of the file, and by numbers that it gives, also former ones: of a sealed child a second and open record would be
-- made otherwise. It says neither who that is nor on what ground.
create or replace function gate.import_kept_out(of_source text, number text, kinds text[], keys text[]) returns boolean
  stable security definer set search_path = public, pg_temp language plpgsql as $$
declare closed uuid[] := gate.barred();
begin
  if gate.my_kind() is distinct from 'system' or not gate.may('import') then
    raise insufficient_privilege using message = 'Only an import asks this';
  end if;
  return exists (select 1 from insight_imported i where i.source = of_source and i.child = number and i.person_id = any (closed))
    or exists (select 1 from unnest(kinds, keys) a(kind, key) join people_fact f on f.kind = a.kind and f.key = a.key
      where a.key <> '' and f.person_id = any (closed));
end $$;
alter function gate.import_kept_out(text, text, text[], text[]) owner to alongside_gate;

-- Whether something in a table points here. Every table that has such a key is asked, also those that come later; in `but` those that
-- an import fills itself.
create or replace function gate.pointed_at(target regclass, which uuid[], but text[]) returns setof uuid stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare k record;
begin
  for k in select c.conrelid::regclass as tab, a.attname as col from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      join pg_class r on r.oid = c.conrelid and r.relnamespace = 'public'::regnamespace
     where c.contype = 'f' and c.confrelid = target and c.conrelid <> target and r.relname <> all (but)
  loop
    return query execute format('select %I from %s where %I = any ($1)', k.col, k.tab, k.col) using which;
  end loop;
end $$;

-- Why an entry that an import wrote stays: held, changed, answered, decided on, or used in any way since. Without the words, and only of
-- what the import itself wrote. Asked for a whole record at once.
create or replace function gate.entries_touched(entries uuid[]) returns table (entry_id uuid, why text) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare mine uuid[]; used uuid[]; me uuid := gate.me();
begin
  if gate.my_kind() is distinct from 'system' or not gate.may('import') then
    raise insufficient_privilege using message = 'Only an import asks this';
  end if;
  mine := array(select e.id from record_entry e where e.id = any (entries) and e.written_by_id = me);
  used := array(select gate.pointed_at('record_entry', mine, array['record_version', 'record_part', 'record_about', 'record_hold', 'record_episode']));
  return query select * from (select e.id, case
    when exists (select 1 from record_hold h where h.entry_id = e.id and h.ended_at is null) then 'hold'
    when exists (select 1 from record_version v where v.entry_id = e.id and v.by_id <> me) then 'changed'
    when exists (select 1 from record_episode s join record_episode t on t.episode = s.episode where s.entry_id = e.id and t.by_id <> me)
      then 'changed'
    when exists (select 1 from record_answer w where w.entry_id = e.id) then 'answered'
    when exists (select 1 from record_about a join record_sharingdecision d on d.about_id = a.id where a.entry_id = e.id and d.by_id <> me)
      then 'decided'
    when e.about_count <> 1 or e.pinned_at is not null or e.needs > 2 or e.id = any (used)
      or exists (select 1 from record_about a where a.entry_id = e.id and a.removed_at is not null)
      or exists (select 1 from record_release l join record_part p on p.id = l.part_id where p.entry_id = e.id)
      or exists (select 1 from record_attachment f where f.entry_id = e.id)
      or exists (select 1 from people_shared s where s.entry_id = e.id)
      or exists (select 1 from record_misfiled m where m.entry_id = e.id) then 'used' end as because
    from record_entry e where e.id = any (mine)) x where x.because is not null;
end $$;

-- The same of people whom an import added: anything that others wrote, decided, granted or began about them.
create or replace function gate.people_touched(people uuid[]) returns table (person_id uuid, why text) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare used uuid[]; me uuid := gate.me();
begin
  if gate.my_kind() is distinct from 'system' or not gate.may('import') then
    raise insufficient_privilege using message = 'Only an import asks this';
  end if;
  used := array(select gate.pointed_at('people_person', people, array['people_fact', 'people_grant', 'record_about', 'record_hold',
    'record_task', 'record_misfiled', 'record_episode', 'record_clock', 'insight_imported', 'insight_left', 'insight_disagreement']));
  return query select * from (select p, case
    when exists (select 1 from record_hold h where h.person_id = p and h.ended_at is null) then 'hold'
    when exists (select 1 from people_fact f where f.person_id = p and (f.recorded_by_id <> me or f.over_by_id <> me or f.is_protected))
      or exists (select 1 from record_episode s where s.person_id = p and s.by_id <> me)
      then 'changed'
    when p = any (used)
      or exists (select 1 from record_clock c where c.person_id = p and (c.started_by_id <> me or c.done_by_id <> me or c.ended_by_id <> me))
      or exists (select 1 from record_about a join record_entry e on e.id = a.entry_id where a.person_id = p
        and a.removed_at is null and e.written_by_id <> me)
      or exists (select 1 from people_grant g where g.person_id = p and (g.given_by_id <> me or g.ended_by_id <> me))
      or exists (select 1 from insight_disagreement d where d.person_id = p and d.state in ('kept', 'taken'))
      or exists (select 1 from record_task t where t.person_id = p and t.made_by_id <> me)
      or exists (select 1 from foundation_draft d where d.outcome = 'open' and d.about @> array[p]) then 'used' end as because
    from unnest(people) p) x where x.because is not null;
end $$;

-- Take entries of one import out of the record, after two people agreed to that: what waited because of them is over too. Only what
-- that import wrote itself. Gives the records that they stood in, and whether the person could read it there.
create or replace function gate.take_out_brought_in(of_run uuid, entries uuid[], words text)
  returns table (entry_id uuid, person_id uuid, happened_at timestamptz, was_shown boolean) security definer
  set search_path = public, pg_temp language plpgsql as $$
#variable_conflict use_column
declare mine uuid[];
begin
  if gate.my_kind() is distinct from 'system' or not gate.may('import')
     or not exists (select 1 from insight_withdrawal w where w.run_id = of_run and w.state = 'agreed' and w.ended_at is null) then
    raise insufficient_privilege using message = 'Two people agree before an import is taken back';
  end if;
  mine := array(select i.became from insight_imported i join record_entry e on e.id = i.became
     where i.run_id = of_run and i.did = 'added' and i.became = any (entries) and e.written_by_id = gate.me() and gate.may_see(i.person_id, 2::smallint));
  update record_task t set done_at = statement_timestamp(), done_by_id = gate.me()
   where t.done_at is null and (t.from_id in (select a.id from record_about a where a.entry_id = any (mine)) or t.from_id in (
     select d.id from record_sharingdecision d join record_about a on a.id = d.about_id where a.entry_id = any (mine)));
  update record_entry set about_count = 0 where id = any (mine);
  return query update record_about a set removed_at = statement_timestamp(), removed_by_id = gate.me(), removed_why = words
    from record_entry e where e.id = a.entry_id and a.entry_id = any (mine) and a.removed_at is null
    returning a.entry_id, a.person_id, a.happened_at, a.sharing = 'shown' and exists (select 1 from people_grant g
      where g.person_id = a.person_id and g.basis = 'the person themselves' and g.until > e.written_at);
end $$;

do $$ declare f text; begin
  foreach f in array array['pointed_at(regclass, uuid[], text[])', 'entries_touched(uuid[])', 'people_touched(uuid[])', 'take_out_brought_in(uuid, uuid[], text)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;

-- How many facts there are, also those that whoever takes a record out may not read: the copy says how many it lacks. A number alone.
create or replace function gate.facts_of(person uuid) returns bigint stable security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('export person') or not gate.may_see(person, 2::smallint) then
    raise insufficient_privilege using message = 'That record is not yours to take out';
  end if;
  return (select count(*) from people_fact f where f.person_id = person);
end $$;
alter function gate.facts_of(uuid) owner to alongside_gate;
