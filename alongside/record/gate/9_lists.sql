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

-- Of these answers those that I may read, up to `most` letters of each, and what they stand beside. The policies of answers, of entries and of
-- people say the same; asked through them, three answers took nearly four times as long.
create or replace function gate.words_among(given uuid[], most integer)
  returns table (id uuid, person_id uuid, called text, is_correction boolean, at timestamptz, start text,
    entry_id uuid, kind text, written_by_id uuid, title text, contact text, happened_at timestamptz) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare barred uuid[] := gate.barred();
begin
  if gate.staff_me() is null then return; end if;
  return query select a.id, p.id, p.called::text, a.is_correction, a.at, left(a.text, most),
      e.id, e.kind::text, e.written_by_id, v.title::text, v.contact::text, v.happened_at
    from record_answer a join record_entry e on e.id = a.entry_id join record_part t on t.id = a.part_id join record_version v on v.id = t.version_id
      join people_person p on p.id = gate.stands_for(a.person_id)
   where a.id = any (given) and gate.may_see(p.id, 1::smallint) and gate.reads_entry(e.id)
     and (cardinality(barred) = 0 or not gate.about_any(e.id, barred));
end $$;

-- What came in at the front door, by the entry in which it was decided, as far as I read both.
create or replace function gate.decided_among(entries uuid[]) returns table (entry uuid, referral uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare barred uuid[] := gate.barred();
begin
  if gate.staff_me() is null then return; end if;
  return query select r.decided_in_id, r.id from record_referral r
   where r.decided_in_id = any (entries) and gate.may_see(r.person_id, 2::smallint) and gate.reads_entry(r.entry_id)
     and exists (select 1 from record_about a where a.entry_id = r.entry_id and a.person_id = r.person_id and a.removed_at is null)
     and (cardinality(barred) = 0 or not gate.about_any(r.entry_id, barred));
end $$;

-- What stands behind tasks, as far as I may know it: about whom a handover is, what came in at the front door by the entry in which it was
-- decided, and what these people and those of the handovers are called.
create or replace function gate.behind_tasks(handovers uuid[], entries uuid[], people uuid[])
  returns table (kind text, id uuid, leads uuid, called text) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare wide smallint := gate.everyone(); barred uuid[] := gate.barred(); handed uuid[]; whose uuid[];
begin
  if gate.staff_me() is null then return; end if;
  if cardinality(handovers) > 0 then
    select array_agg(h.id), array_agg(gate.stands_for(h.person_id)) into handed, whose
      from people_handover h where h.id = any (handovers) and gate.sees_handover(h);
    return query select 'handed', u.h, u.p, '' from unnest(handed, whose) u(h, p);
  end if;
  if cardinality(entries) > 0 then
    return query select 'decided', d.entry, d.referral, '' from gate.decided_among(entries) d;
  end if;
  return query select 'called', p.id, p.id, p.called::text from people_person p
   where p.id = any (people || whose) and p.state <> 'merged' and p.id <> all (barred)
     and (wide >= 1 or exists (select 1 from gate.my_grants g where g.person_id = p.id and g.rung >= 1));
end $$;

-- What there is to say to me below what waits: whom I cover or who covers for me, what I asked to see or opened since then, records that are to
-- become one, and drafts left behind. Each is read by its own question, which most pages need not ask.
create or replace function gate.stands_below(since timestamptz) returns text[] stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare me uuid := gate.staff_me();
begin
  if me is null then return '{}'; end if;
  return array_remove(array[
    case when exists (select 1 from record_cover c where (c.cover_id = me or c.away_id = me) and c.ended_at is null
      and c.starts <= statement_timestamp() and c.until > statement_timestamp()) then 'covers' end,
    case when exists (select 1 from people_accessrequest r where r.asked_by_id = me and r.asked_at >= since) then 'asked' end,
    case when exists (select 1 from people_breakglass b where b.opened_by_id = me and b.opened_at >= since) then 'opened' end,
    case when gate.may('merge people') or gate.may('read whole trail')
      or exists (select 1 from people_merge m where m.state = 'waiting' and m.asked_by_id = me) then 'merges' end,
    case when exists (select 1 from gate.drafts_left_behind()) then 'drafts' end], null);
end $$;

do $$ declare f text; begin
  foreach f in array array['reads_entry(uuid)', 'clocks_among(uuid[], date, text[], date)', 'statuses_among(uuid[])', 'days_among(uuid[], text[])',
    'words_among(uuid[], integer)', 'decided_among(uuid[])', 'behind_tasks(uuid[], uuid[], uuid[])',
    'stands_below(timestamptz)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
