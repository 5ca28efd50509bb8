-- Two records that are one person. One row of people_merge says so; everything that is about the one moves to the other in one go, and
-- people_mergedrow keeps what stood where, so that undoing writes back exactly that. What is written once (words, answers, plans, the
-- trail) is never moved: whoever reads it asks here who an id stands for now.

-- While somebody has yet to say whether two records are one person, or to look at what they then read, or at what was written
-- of the other before they were parted, nobody reads either from outside: not the person, and nobody who acts for them.
create or replace function gate.in_doubt(p uuid) returns boolean stable security definer set search_path = public, pg_temp language plpgsql as $$
declare them uuid[];
begin
  if not exists (select 1 from people_merge where state in ('waiting', 'made') or (state = 'undone' and looked_at is null)) then return false; end if;
  them := gate.merged_into(array[gate.stands_for(p)]);
  return exists (select 1 from people_merge m where (m.gone_id = any (them) or m.into_id = any (them))
    and (m.state = 'waiting' or (m.state = 'made' and m.checked_at is null)
      or (m.state = 'undone' and m.looked_at is null)));
end $$;

-- The same of whoever acts: for the sentence that tells them.
create or replace function gate.am_in_doubt() returns boolean stable security definer set search_path = public, pg_temp language plpgsql as $$
begin return exists (select 1 from people_grant g where g.account_id = gate.me() and g.rung = 0 and g.person_id is not null
  and g.basis in ('the person themselves', 'acting for them') and g.starts <= statement_timestamp() and g.until > statement_timestamp()
  and gate.in_doubt(g.person_id));
end $$;

-- Where an address of a record that stands under another leads, for those who may see that one.
create or replace function gate.now_for_me(p uuid) returns uuid stable security definer set search_path = public, pg_temp language plpgsql as $$
declare now uuid := gate.stands_for(p);
begin
  return case when now <> p and gate.may_see(now, 1::smallint) then now end;
end $$;

-- How somebody was seen, as a version says it under whichever of their ids it was written.
create or replace function gate.how_seen(seen jsonb, p uuid) returns text stable security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if seen = '{}' or seen ? p::text then return seen ->> p::text; end if;
  return (select seen ->> one::text from unnest(gate.merged_into(array[p])) one where seen ? one::text limit 1);
end $$;

-- Every column that points at a person, and what a merge does with it: it moves, and where `beside` names a column, only unless the other
-- record has a row for the same of those already; 'pair' is kept in order; 'last' moves when all else has; 'stays' is written once, or
-- tells of the merge itself. A test reads the models and finds none forgotten.
create or replace function gate.kept_on_merge() returns table (tbl text, col text, how text, beside text) immutable language sql as $$ values
  ('people_fact', 'person_id', 'moves', null), ('people_protection', 'person_id', 'moves', null), ('people_need', 'person_id', 'moves', null),
  ('people_relationship', 'person_id', 'moves', null), ('people_relationship', 'other_id', 'moves', null),
  ('people_bar', 'person_id', 'moves', null), ('people_shared', 'person_id', 'moves', null), ('people_accessrequest', 'person_id', 'moves', null),
  ('people_service', 'person_id', 'moves', null), ('people_servicelook', 'person_id', 'stays', null), ('people_warningnote', 'person_id', 'moves', null),
  ('people_consent', 'person_id', 'moves', null), ('people_handover', 'person_id', 'stays', null),
  ('people_breakglass', 'person_id', 'moves', null), ('people_wayin', 'person_id', 'moves', null), ('people_grant', 'person_id', 'last', null),
  ('people_notthesame', 'one_id', 'pair', null), ('people_notthesame', 'other_id', 'pair', null),
  ('people_merge', 'gone_id', 'stays', null), ('people_merge', 'into_id', 'stays', null),
  ('record_about', 'person_id', 'moves', 'entry_id'), ('record_chronologyperson', 'person_id', 'moves', 'chronology_id'),
  ('record_clock', 'person_id', 'moves', null), ('record_sharingdecision', 'person_id', 'moves', null), ('record_release', 'person_id', 'moves', 'part_id'),
  ('record_hold', 'person_id', 'moves', null), ('record_misfiled', 'person_id', 'moves', null), ('record_task', 'person_id', 'moves', null),
  ('record_referral', 'person_id', 'moves', 'entry_id'), ('record_referralline', 'person_id', 'stays', null), ('record_episode', 'person_id', 'stays', null),
  ('record_answer', 'person_id', 'stays', null), ('plans_sheet', 'person_id', 'stays', null), ('plans_line', 'person_id', 'stays', null),
  ('plans_meeting', 'person_id', 'stays', null), ('plans_meetingline', 'person_id', 'stays', null),
  ('insight_export', 'person_id', 'moves', null), ('insight_before', 'person_id', 'moves', 'row'), ('insight_imported', 'person_id', 'moves', null),
  ('insight_disagreement', 'person_id', 'moves', null), ('insight_left', 'person_id', 'moves', null) $$;

-- Whoever may read both as they work with them. Everybody else learns nothing of either.
create or replace function gate.sees_both(a uuid, b uuid, rung int) returns boolean stable security definer set search_path = public, pg_temp language plpgsql as $$
begin return gate.my_kind() = 'staff' and gate.may_see(a, rung::smallint) and gate.may_see(b, rung::smallint)
  and not gate.only_visits(a) and not gate.only_visits(b);
end $$;

-- Whether something stands on one of them that takes the highest rung to read. The highest is asked for, rather than whether there is one:
-- so the facts of these few are read, and not all until one is found.
create or replace function gate.is_restricted(people uuid[]) returns boolean stable security definer set search_path = public, pg_temp language plpgsql as $$
begin return exists (select 1 from record_about a join record_entry e on e.id = a.entry_id where a.person_id = any (people) and a.removed_at is null and e.needs > 2)
  or coalesce((select max(f.needs) from people_fact f where f.person_id = any (people)), 0) > 2
  or exists (select 1 from plans_line l where l.person_id = any (gate.merged_into(people)) and l.what = 'out')
  or exists (select 1 from plans_meetingline l where l.person_id = any (gate.merged_into(people)) and l.what = 'out')
  or exists (select 1 from record_episode s where s.person_id = any (gate.merged_into(people)) and s.what = 'out')
  or exists (select 1 from people_servicelook l where l.person_id = any (gate.merged_into(people)));
end $$;

-- Why these two cannot be one record for now, as words that the program has sentences for. Each speaks against it, or would be lost by it.
create or replace function gate.merge_stops(a uuid, b uuid, but uuid) returns setof text stable security definer set search_path = public, pg_temp language plpgsql as $$
declare one people_person; other people_person; pair uuid[] := array[a, b];
begin
  if not gate.sees_both(a, b, 2) then return next 'not yours'; return; end if;
  select * into one from people_person where id = a;
  select * into other from people_person where id = b;
  if exists (select 1 from gate.unlisted_of(pair)) or exists (select 1 from people_sealedlink l where l.before = any (pair) or l.after = any (pair)) then return next 'sealed'; end if;
  if 'merged' in (one.state, other.state) or a = b then return next 'merged'; end if;
  if one.state <> other.state or one.state not in ('living', 'died', 'unborn', 'merged') then return next 'states'; end if;
  if exists (select 1 from people_notthesame n where n.over_at is null and n.one_id = any (pair) and n.other_id = any (pair)) then return next 'two'; end if;
  if exists (select 1 from people_merge m where m.state = 'waiting' and m.id is distinct from but and (m.gone_id = any (pair) or m.into_id = any (pair))) then return next 'waiting'; end if;
  if exists (select 1 from people_grant g where g.person_id = any (pair) and gate.is_visit(g.basis) and g.starts <= statement_timestamp()
      and g.until > statement_timestamp()) then return next 'visit'; end if;
  if 2 = (select count(distinct g.person_id) from people_grant g where g.person_id = any (pair) and g.basis = 'the person themselves' and g.until > statement_timestamp()) then return next 'own'; end if;
  if exists (select 1 from record_hold h where h.ended_at is null and (h.person_id = any (pair)
      or h.entry_id in (select x.entry_id from record_about x where x.person_id = any (pair) and x.removed_at is null))) then return next 'hold'; end if;
  if exists (select 1 from record_about x join record_about y on y.entry_id = x.entry_id where x.person_id = a and y.person_id = b and x.removed_at is null and y.removed_at is null)
     or exists (select 1 from record_chronologyperson x join record_chronologyperson y on y.chronology_id = x.chronology_id where x.person_id = a and y.person_id = b) then return next 'noted'; end if;
  if exists (select 1 from people_relationship r where r.over_at is null and r.person_id = any (pair) and r.other_id = any (pair)) then return next 'family'; end if;
  if gate.is_restricted(pair) and exists (
      select 1 from people_grant g where g.person_id = any (pair) and g.rung > 2 and g.until > statement_timestamp() and not exists (
        select 1 from people_grant o where o.person_id = any (pair) and o.person_id <> g.person_id and o.rung > 2 and o.until > statement_timestamp()
          and o.account_id is not distinct from g.account_id and o.team_id is not distinct from g.team_id)) then return next 'restricted'; end if;
end $$;

-- The type of a column, to write back what was kept as text.
create or replace function gate.type_of(tbl text, col text) returns text stable language sql as $$
  select format_type(a.atttypid, a.atttypmod) from pg_attribute a where a.attrelid = tbl::regclass and a.attname = col $$;

-- By which column a row is named: mostly its id, sometimes that of what it belongs to.
create or replace function gate.key_of(tbl text) returns text stable language sql as $$
  select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indrelid = tbl::regclass and i.indisprimary $$;

-- One value becomes another, and what it was is kept. For the merge alone.
create or replace function gate.merge_sets(which uuid, tbl text, col text, target uuid, value text) returns void
  set search_path = public, pg_temp language plpgsql as $$
declare old text;
begin
  execute format('select %I::text from %I where id = $1', col, tbl) into old using target;
  if old is not distinct from value then return; end if;
  execute format('update %I set %I = $1::%s where id = $2', tbl, col, gate.type_of(tbl, col)) using value, target;
  insert into people_mergedrow (id, merge_id, "table", "column", "row", was, became) values (gen_random_uuid(), which, tbl, col, target, old, value);
end $$;

-- Every row of one column that is about the one is about the other from now on. For the merge alone.
create or replace function gate.merge_moves(which uuid, tbl text, col text, beside text, one uuid, other uuid) returns void
  set search_path = public, pg_temp language plpgsql as $$
declare unless text := case when beside is null then '' else format(' and not exists (select 1 from %I o where o.%I = $1 and o.%I = t.%I)', tbl, col, beside, beside) end;
begin
  execute format('with moved as (update %1$I t set %2$I = $1 where t.%2$I = $2%3$s returning t.%4$I as one)'
    ' insert into people_mergedrow (id, merge_id, "table", "column", "row", was, became)'
    ' select gen_random_uuid(), $3, %1$L, %2$L, one, $2::text, $1::text from moved', tbl, col, unless, gate.key_of(tbl)) using other, one, which;
end $$;

-- Of what there is one of, the record that stays keeps its own; the other's is over, or stands as a name from before. Whatever the one
-- that stays does not say is filled in. Each value that changes is kept.
create or replace function gate.merge_facts(which uuid, one uuid, other uuid) returns void
  set search_path = public, pg_temp language plpgsql as $$
declare f people_fact; was people_person; now people_person; today date := (statement_timestamp() at time zone 'Europe/London')::date;
begin
  select * into was from people_person where id = one;
  select * into now from people_person where id = other;
  for f in select * from people_fact x where x.person_id = one and x.over_at is null and (x.ends_on is null or x.ends_on > today) loop
    if f.kind = 'known as' or (f.kind = 'legal name' and exists (select 1 from people_fact o where o.person_id = other and o.kind = f.kind and o.over_at is null)) then
      perform gate.merge_sets(which, 'people_fact', 'kind', f.id, 'previous name'), gate.merge_sets(which, 'people_fact', 'needs', f.id, greatest(f.needs, 2)::text);
    elsif (f.kind = 'birth' and now.born_on is not null) or (f.kind in ('say it', 'pronouns', 'birth', 'death', 'pregnancy', 'sex', 'gender', 'ethnicity', 'interpreter', 'nhs number', 'child identifier', 'gp')
        and exists (select 1 from people_fact o where o.person_id = other and o.kind = f.kind and o.over_at is null and (o.ends_on is null or o.ends_on > today))) then
      perform gate.merge_sets(which, 'people_fact', 'over_at', f.id, statement_timestamp()::text), gate.merge_sets(which, 'people_fact', 'over_by_id', f.id, gate.me()::text),
        gate.merge_sets(which, 'people_fact', 'over_why', f.id, 'It stood on a second record of theirs');
    end if;
  end loop;
  if now.born_on is null and was.born_on is not null then
    perform gate.merge_sets(which, 'people_person', 'born_on', other, was.born_on::text), gate.merge_sets(which, 'people_person', 'birth_known', other, was.birth_known);
  end if;
  if now.died_on is null and was.died_on is not null then perform gate.merge_sets(which, 'people_person', 'died_on', other, was.died_on::text); end if;
  if now.pronouns = '' then perform gate.merge_sets(which, 'people_person', 'pronouns', other, was.pronouns); end if;
  if now.needs_line = '' then perform gate.merge_sets(which, 'people_person', 'needs_line', other, was.needs_line); end if;
end $$;

-- That two others are not the same stays said of whoever stays; the lower id first, and nothing twice. For the merge alone.
create or replace function gate.merge_pairs(which uuid, one uuid, other uuid) returns void
  set search_path = public, pg_temp language plpgsql as $$
declare n people_notthesame; first uuid; second uuid;
begin
  for n in select * from people_notthesame x where one in (x.one_id, x.other_id) and other not in (x.one_id, x.other_id) loop
    first := least(other, case when n.one_id = one then n.other_id else n.one_id end);
    second := greatest(other, case when n.one_id = one then n.other_id else n.one_id end);
    continue when n.over_at is null and exists (select 1 from people_notthesame x where x.one_id = first and x.other_id = second and x.over_at is null);
    update people_notthesame set one_id = first, other_id = second where id = n.id;
    insert into people_mergedrow (id, merge_id, "table", "column", "row", was, became) values
      (gen_random_uuid(), which, 'people_notthesame', 'one_id', n.id, n.one_id::text, first::text),
      (gen_random_uuid(), which, 'people_notthesame', 'other_id', n.id, n.other_id::text, second::text);
  end loop;
end $$;

-- A second person agrees: never whoever asked, and only who reads both as far as anything on either goes.
create or replace function gate.merge_people(which uuid, words text, restricted_too boolean) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
declare m people_merge; k record; g people_grant; stop text; me uuid := gate.me();
begin
  select * into m from people_merge where id = which for update;
  if m.id is null or m.asked_by_id = me or not gate.may('merge people')
     or not gate.sees_both(m.gone_id, m.into_id, case when gate.is_restricted(array[m.gone_id, m.into_id]) then 3 else 2 end) then
    raise insufficient_privilege using message = 'A second person agrees, who may read both records';
  end if;
  if m.state <> 'waiting' then raise check_violation using message = 'That has been decided already'; end if;
  perform 1 from people_person p where p.id in (m.gone_id, m.into_id) order by p.id for update;
  select s into stop from gate.merge_stops(m.gone_id, m.into_id, m.id) s where s <> 'restricted' or not restricted_too limit 1;
  if stop is not null then raise check_violation using message = stop; end if;
  perform gate.merge_facts(which, m.gone_id, m.into_id), gate.merge_pairs(which, m.gone_id, m.into_id);
  for k in select * from gate.kept_on_merge() where how = 'moves' loop
    perform gate.merge_moves(which, k.tbl, k.col, k.beside, m.gone_id, m.into_id);
  end loop;
  perform gate.merge_sets(which, 'people_person', 'state', m.gone_id, 'merged');
  perform gate.write_index(m.gone_id), gate.write_index(m.into_id);
  if not restricted_too then
    for g in select * from people_grant x where x.person_id = m.gone_id and x.rung > 2 loop
      perform gate.merge_sets(which, 'people_grant', 'rung', g.id, '2');
    end loop;
  end if;
  perform gate.merge_moves(which, 'people_grant', 'person_id', null, m.gone_id, m.into_id);
  update people_merge set state = 'made', decided_by_id = me, decided_at = statement_timestamp(), decided_why = words, is_restricted_too = restricted_too where id = which;
end $$;

-- They are two people, says a second person; or whoever asked takes it back. Nothing has moved.
create or replace function gate.merge_not(which uuid, words text) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
declare m people_merge; me uuid := gate.staff_me();
begin
  select * into m from people_merge where id = which for update;
  if m.id is null or me is null or not (m.asked_by_id = me or (gate.may('merge people') and gate.sees_both(m.gone_id, m.into_id, 2))) then
    raise insufficient_privilege using message = 'That is not yours to decide';
  end if;
  if m.state <> 'waiting' then raise check_violation using message = 'That has been decided already'; end if;
  update people_merge set state = case when m.asked_by_id = me then 'taken back' else 'two' end, decided_by_id = me,
    decided_at = statement_timestamp(), decided_why = words where id = which;
end $$;

-- What waits about a record that is sealed is taken back: nobody could decide it any more, and the other person would stay locked out.
create or replace function gate.take_back_of_sealed(p uuid) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('seal identity') or not gate.is_mine_by_name(p) or not gate.may_see(p, 2::smallint) then
    raise insufficient_privilege using message = 'Only whoever sealed the record takes back what waits about it';
  end if;
  update people_merge set state = 'taken back', decided_by_id = gate.me(), decided_at = statement_timestamp(), decided_why = ''
   where state = 'waiting' and p in (gone_id, into_id);
end $$;

-- Somebody has looked at what the person, and those who act for them, read from now on. What was being written in the very moment in
-- which they became one, and came to stand on the record that went, comes along now.
create or replace function gate.merge_checked(which uuid) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
declare m people_merge; k record;
begin
  select * into m from people_merge where id = which for update;
  update people_merge x set checked_by_id = gate.me(), checked_at = statement_timestamp()
   where x.id = which and x.state = 'made' and x.checked_at is null and gate.my_kind() = 'staff' and gate.may('merge people')
     and gate.may_see(gate.stands_for(m.into_id), 2::smallint) and not gate.only_visits(gate.stands_for(m.into_id));
  if not found then raise insufficient_privilege using message = 'That is not yours to look at, or was looked at'; end if;
  for k in select * from gate.kept_on_merge() where how in ('moves', 'last') loop
    perform gate.merge_moves(which, k.tbl, k.col, k.beside, m.gone_id, m.into_id);
  end loop;
end $$;

-- Undone as a whole: every value that the merge changed, and that nobody has changed since, is what it was. What was written since stays
-- with whoever stayed, for somebody to look at; only who was kept out since is kept out of both.
create or replace function gate.merge_undone(which uuid, words text) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
declare m people_merge; k record;
begin
  select * into m from people_merge where id = which for update;
  if m.id is null or gate.my_kind() is distinct from 'staff' or not gate.may('merge people')
     or not gate.may_see(gate.stands_for(m.into_id), 2::smallint) or gate.only_visits(gate.stands_for(m.into_id)) then
    raise insufficient_privilege using message = 'That is not yours to undo';
  end if;
  if m.state <> 'made' then raise check_violation using message = 'That has been undone already'; end if;
  if exists (select 1 from people_merge l where l.gone_id = m.into_id and l.state = 'made') then raise check_violation using message = 'later'; end if;
  if exists (select 1 from gate.unlisted_of(array[m.into_id])) or exists (select 1 from people_sealedlink l where m.into_id in (l.before, l.after)) then
    raise check_violation using message = 'sealed';
  end if;
  perform 1 from people_person p where p.id in (m.gone_id, m.into_id) order by p.id for update;
  insert into people_bar (id, person_id, account_id, team_id, ground, reason, starts, until, given_by_id, ended_why)
    select gen_random_uuid(), m.gone_id, b.account_id, b.team_id, b.ground, b.reason, b.starts, b.until, b.given_by_id, '' from people_bar b
     where b.person_id = m.into_id and b.starts >= m.decided_at and b.until > statement_timestamp()
       and not exists (select 1 from people_mergedrow r where r.merge_id = which and r."row" = b.id);
  update people_notthesame n set one_id = a.was::uuid, other_id = b.was::uuid from people_mergedrow a, people_mergedrow b
   where a.merge_id = which and b.merge_id = which and a."table" = 'people_notthesame' and b."table" = 'people_notthesame'
     and a."column" = 'one_id' and b."column" = 'other_id' and a."row" = n.id and b."row" = n.id and n.one_id = a.became::uuid and n.other_id = b.became::uuid;
  for k in select distinct r."table" as tbl, r."column" as col from people_mergedrow r where r.merge_id = which and r."table" <> 'people_notthesame' loop
    execute format('update %1$I t set %2$I = r.was::%3$s from people_mergedrow r where r.merge_id = $1 and r."table" = %1$L and r."column" = %2$L'
      ' and t.%4$I = r."row" and t.%2$I is not distinct from r.became::%3$s',
      k.tbl, k.col, gate.type_of(k.tbl, k.col), gate.key_of(k.tbl)) using which;
  end loop;
  -- What is due because of a status goes where that stands, also where it was begun meanwhile.
  update record_clock c set person_id = m.gone_id from record_episode e
   where e.id = c.episode_id and c.person_id = m.into_id and e.person_id = any (gate.merged_into(array[m.gone_id]));
  perform gate.write_index(m.gone_id), gate.write_index(m.into_id);
  update people_merge set state = 'undone', undone_by_id = gate.me(), undone_at = statement_timestamp(), undone_why = words where id = which;
end $$;

-- Who may read what became of two records that were parted again: whoever reads both, or looks after data protection.
create or replace function gate.reads_parted(which uuid) returns people_merge stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare m people_merge;
begin
  select * into m from people_merge where id = which and state = 'undone';
  if m.id is null or gate.staff_me() is null or not (gate.sees_both(m.gone_id, m.into_id, 2)
      or (gate.may('read whole trail') and m.gone_id <> all (gate.barred()) and m.into_id <> all (gate.barred()))) then return null; end if;
  return m;
end $$;

-- Who read what while two people stood in one record, and whether they were let in to whomever it is about: those who were not come first.
-- By ids, from the trail. `whose` is nobody where the page showed both.
create or replace function gate.who_saw_merged(which uuid, lim int)
  returns table (by_id uuid, what text, on_kind text, on_id uuid, whose uuid, at timestamptz, times bigint, was_let_in boolean) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare m people_merge := gate.reads_parted(which);
begin
  if m.id is null then return; end if;
  return query
  with seen as materialized (
    select t.by_id, t.what, t.on_kind, t.on_id, max(t.at) as at, count(distinct t.act) as times, case
        when t.on_kind = 'people.person' then null
        when exists (select 1 from people_mergedrow r where r.merge_id = which and r."row" = t.on_id and r."column" in ('person_id', 'other_id'))
          or (t.on_kind = 'record.entry' and exists (select 1 from record_about a where a.entry_id = t.on_id and a.person_id = m.gone_id))
          or (t.on_kind = 'plans.sheet' and exists (select 1 from plans_sheet s where s.id = t.on_id and s.person_id = m.gone_id))
          or (t.on_kind = 'plans.meeting' and exists (select 1 from plans_meeting s where s.id = t.on_id and s.person_id = m.gone_id))
          or (t.on_kind = 'record.episode' and exists (select 1 from record_episode s where s.id = t.on_id and s.person_id = m.gone_id))
          or (t.on_kind = 'people.handover' and exists (select 1 from people_handover h where h.id = t.on_id and h.person_id = m.gone_id)) then m.gone_id
        else m.into_id end as whose
      from foundation_trail t
     where t.person_id in (m.gone_id, m.into_id) and t.at between m.decided_at and m.undone_at and t.what ~ '(opened|printed|compared|taken out)'
       and t.on_kind not in ('people.merge', 'foundation.draft')
     group by t.by_id, t.what, t.on_kind, t.on_id),
  judged as (
    select s.*, not exists (select 1 from unnest(case when s.whose is null then array[m.gone_id, m.into_id] else array[s.whose] end) p where not exists (
      select 1 from people_grant g where (g.person_id = p or g.person_id is null) and g.starts <= s.at and g.until > s.at and (g.account_id = s.by_id or g.team_id in (
        select x.team_id from accounts_membership x where x.account_id = s.by_id and x.starts <= s.at and x.until > s.at)))) as let_in from seen s)
  select j.by_id, j.what::text, j.on_kind::text, j.on_id, j.whose, j.at, j.times, j.let_in from judged j order by j.let_in, j.at desc limit lim;
end $$;

-- What was written in the one record while it stood for two: by ids, the newest first, for somebody to say whose it is.
create or replace function gate.written_while_merged(which uuid, lim int) returns table (kind text, id uuid, at timestamptz, by_id uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare m people_merge := gate.reads_parted(which);
begin
  if m.id is null then return; end if;
  return query select * from (
    select 'entry', e.id, e.written_at, e.written_by_id from record_about a join record_entry e on e.id = a.entry_id
     where a.person_id = m.into_id and a.removed_at is null and e.written_at between m.decided_at and m.undone_at
    union all select 'fact', f.id, f.recorded_at, f.recorded_by_id from people_fact f where f.person_id = m.into_id and f.recorded_at between m.decided_at and m.undone_at
    union all select 'need', n.id, n.recorded_at, n.recorded_by_id from people_need n where n.person_id = m.into_id and n.recorded_at between m.decided_at and m.undone_at
    union all select 'relationship', r.id, r.recorded_at, r.recorded_by_id from people_relationship r where r.person_id = m.into_id and r.recorded_at between m.decided_at and m.undone_at
    union all select 'access', g.id, g.given_at, g.given_by_id from people_grant g where g.person_id = m.into_id and g.given_at between m.decided_at and m.undone_at
    union all select 'plan', s.id, s.at, s.by_id from plans_sheet s where s.person_id = m.into_id and s.at between m.decided_at and m.undone_at
    union all select 'meeting', s.id, s.at, s.by_id from plans_meeting s where s.person_id = m.into_id and s.at between m.decided_at and m.undone_at
    union all select 'status', s.id, s.at, s.by_id from record_episode s where s.person_id = m.into_id and s.at between m.decided_at and m.undone_at
    union all select 'warning', n.id, n.at, n.by_id from people_warningnote n where n.person_id = m.into_id and n.at between m.decided_at and m.undone_at
    union all select 'service', v.id, v.recorded_at, v.recorded_by_id from people_service v where v.person_id = m.into_id and v.recorded_at between m.decided_at and m.undone_at
    union all select 'consent', c.id, c.at, c.by_id from people_consent c where c.person_id = m.into_id and c.at between m.decided_at and m.undone_at
    union all select 'handover', h.id, h.at, h.by_id from people_handover h where h.person_id = m.into_id and h.at between m.decided_at and m.undone_at) w
   order by 3 desc, 2 limit lim;
end $$;

create or replace function gate.merge_looked(which uuid) returns void security definer set search_path = public, pg_temp language plpgsql as $$
begin
  update people_merge m set looked_by_id = gate.me(), looked_at = statement_timestamp()
   where m.id = which and m.state = 'undone' and m.looked_at is null and gate.may('read whole trail') and (gate.reads_parted(which)).id is not null;
  if not found then raise insufficient_privilege using message = 'That is not yours to look at, or was looked at'; end if;
end $$;

do $$ declare f text; t record; begin
  foreach f in array array['stands_for(uuid)', 'merged_into(uuid[])', 'in_doubt(uuid)', 'am_in_doubt()', 'now_for_me(uuid)', 'how_seen(jsonb, uuid)', 'sees_both(uuid, uuid, int)', 'is_restricted(uuid[])',
      'merge_stops(uuid, uuid, uuid)', 'merge_people(uuid, text, boolean)', 'merge_not(uuid, text)', 'take_back_of_sealed(uuid)', 'merge_checked(uuid)', 'merge_undone(uuid, text)', 'reads_parted(uuid)',
      'who_saw_merged(uuid, int)', 'written_while_merged(uuid, int)', 'merge_looked(uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
  for t in select * from gate.kept_on_merge() where how <> 'stays' loop
    execute format('grant update (%I) on %I to alongside_gate', t.col, t.tbl);
  end loop;
end $$;
grant insert on people_mergedrow, people_bar to alongside_gate;
grant update on people_merge to alongside_gate;
grant update (kind, needs, over_at, over_by_id, over_why) on people_fact to alongside_gate;
grant update (rung) on people_grant to alongside_gate;
grant update (born_on, birth_known, died_on, pronouns, needs_line, state) on people_person to alongside_gate;
create or replace trigger forget after insert or update or delete on people_merge for each statement execute function gate.forget();

-- How much is written about each of two records, for whoever compares them.
create or replace function gate.merge_counts(a uuid, b uuid) returns table (person_id uuid, notes bigint, plans bigint, tasks bigint, around bigint) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.sees_both(gate.stands_for(a), gate.stands_for(b), 2) then return; end if;
  return query select p, (select count(*) from record_about x where x.person_id = p and x.removed_at is null),
    (select count(distinct s.plan) from plans_sheet s where s.person_id = any ((select gate.merged_into(array[p]))::uuid[])),
    (select count(*) from record_task t where t.person_id = p and t.done_at is null),
    (select count(*) from people_relationship r where r.person_id = p and r.over_at is null) from unnest(array[a, b]) p;
end $$;
alter function gate.merge_counts(uuid, uuid) owner to alongside_gate;
