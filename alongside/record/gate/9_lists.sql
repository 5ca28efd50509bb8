-- What is due, and what is said of statuses, for a whole list of people: people/gate/3_lists.sql says why, and that the policies agree.

-- Whether I read an entry that asks for more than I have on the person in question: I wrote it or was let in, or it is about somebody else
-- too, of whom I read more. The policy of entries, but for whom I am kept from. For the gate alone.
create or replace function gate.reads_entry(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from record_entry e join record_about a on a.entry_id = e.id and a.removed_at is null and gate.may_see(a.person_id, 2::smallint)
   where e.id = entry and (e.needs <= 2 or e.written_by_id = gate.me() or gate.may_see(a.person_id, 3::smallint)
     or exists (select 1 from record_reader r where r.entry_id = e.id and r.account_id = gate.me() and r.ended_at is null)));
end $$;

-- What is open about these up to a day, for whoever lives or is not born yet; without what these rules want of those who are grown up.
create or replace function gate.clocks_among(people uuid[], up_to date, children text[], born date) returns setof record_clock stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare barred uuid[] := gate.barred();
begin
  return query
  with mine as materialized (select r.person_id as p, r.rung, coalesce(p.born_on <= born, false) as is_adult
     from gate.my_rungs(people) r join people_person p on p.id = r.person_id and p.state in ('living', 'unborn') where r.was = r.person_id)
  select c.* from mine m join record_clock c on c.person_id = m.p and c.done_on is null and c.ended_at is null and c.due_on <= up_to
   where not (m.is_adult and c.rule = any (children))
     and (c.entry_id is null or exists (select 1 from record_about a join record_entry e on e.id = a.entry_id
       where a.entry_id = c.entry_id and a.person_id = c.person_id and a.removed_at is null
         and (e.needs <= m.rung or gate.reads_entry(e.id)) and (cardinality(barred) = 0 or not gate.about_any(e.id, barred))))
     and (c.episode_id is null or exists (select 1 from record_episode s where s.id = c.episode_id
       and (s.person_id = c.person_id or gate.stands_for(s.person_id) = c.person_id)
       and (m.rung >= 3 or not exists (select 1 from record_episode o where o.episode = s.episode and o.what = 'out'))));
end $$;

-- What was said last of each status of these, unless it was taken out.
create or replace function gate.statuses_among(people uuid[]) returns setof record_episode stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  return query select (x.last).* from gate.my_rungs(people) m cross join lateral (
    select distinct on (e.episode) e as last from record_episode e where e.person_id = m.was order by e.episode, e.number desc) x
   where (x.last).what <> 'out';
end $$;

-- On which days entries of these kinds about them were, as far as I read those.
create or replace function gate.days_among(people uuid[], kinds text[]) returns table (person_id uuid, kind text, at timestamptz) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare barred uuid[] := gate.barred();
begin
  return query select m.person_id, e.kind::text, a.happened_at from gate.my_rungs(people) m
    join record_about a on a.person_id = m.was and a.removed_at is null join record_entry e on e.id = a.entry_id and e.kind = any (kinds)
   where (e.needs <= m.rung or gate.reads_entry(e.id)) and (cardinality(barred) = 0 or not gate.about_any(e.id, barred));
end $$;

do $$ declare f text; begin
  foreach f in array array['reads_entry(uuid)', 'clocks_among(uuid[], date, text[], date)', 'statuses_among(uuid[])', 'days_among(uuid[], text[])'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
