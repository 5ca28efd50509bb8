-- Work that is shared out: whom I lead, whom I cover, and a task that changes hands.

-- Whether I lead a team that this account is in today. Nobody leads themselves.
create or replace function gate.leads(who uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select gate.staff_me() is not null and who <> gate.me() and exists (
    select 1 from accounts_membership mine join accounts_membership theirs on theirs.team_id = mine.team_id
     where mine.account_id = gate.me() and mine.is_manager and mine.starts <= statement_timestamp() and mine.until > statement_timestamp()
       and theirs.account_id = who and theirs.starts <= statement_timestamp() and theirs.until > statement_timestamp()));
end $$;

-- Those who are away, and whose work I do meanwhile.
create or replace function gate.i_cover() returns uuid[] stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return array(
  select c.away_id from record_cover c where c.cover_id = gate.staff_me() and c.ended_at is null
     and c.starts <= statement_timestamp() and c.until > statement_timestamp());
end $$;

-- A task of mine, of a team of mine or of somebody whom I cover goes to a colleague who may open that record. What a second person has
-- to look at, what only some roles decide and what is kept apart stays where it is, and so does what is about somebody I am kept out of,
-- where I cover; nobody gets what they made necessary themselves,
-- save what they asked for and is handed back.
create or replace function gate.pass_task(which uuid, whom uuid) returns boolean security definer
  set search_path = public, pg_temp language plpgsql as $$
declare t record_task;
begin
  if gate.staff_me() is null then
    raise insufficient_privilege using message = 'Only those who work here hand over what is due';
  end if;
  select * into t from record_task where id = which for update;
  if t.id is null or t.done_at is not null
     or not (t.account_id = gate.me() or (t.account_id is null and t.team_id = any (gate.my_teams())) or (t.account_id = any (gate.i_cover())
       and (t.person_id is null or t.person_id <> all (gate.barred()))))
     or t.what not in ('words', 'correct', 'look again', 'review restriction', 'disagrees', 'follow up', 'answers returned', 'referral',
       'ask about need', 'look at protection', 'asked')
     or (t.what <> 'asked' and t.made_by_id = whom and t.what in ('review restriction'))
     or not exists (select 1 from accounts_account a where a.id = whom and a.is_active and a.kind = 'staff')
     or (t.person_id is not null and not gate.can_open(whom, t.person_id)) then
    return false;
  end if;
  update record_task set account_id = whom where id = which;
  return true;
end $$;

-- On how many of the last days a calendar asked for my address, and when it did last.
create or replace function gate.my_calendar_asked(days int) returns table (day date, times bigint) stable security definer
  set search_path = public, pg_temp set timezone = 'Europe/London' language plpgsql as $$ begin return query
  select t.at::date, count(*) from foundation_trail t
   where t.on_kind = 'record.calendarfeed' and t.on_id in (select f.id from record_calendarfeed f where f.account_id = gate.staff_me())
     and t.what = 'calendar fetched' and t.at > statement_timestamp() - least(days, 92) * interval '1 day'
   group by 1 order by 1 desc;
end $$;

-- Whose calendar this address is, for a calendar, which signs in as nobody: it has to bring the whole of it.
create or replace function gate.calendar_behind(hash text) returns table (feed uuid, account uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return query
  select f.id, f.account_id from record_calendarfeed f join accounts_account a on a.id = f.account_id and a.is_active and a.kind = 'staff'
   where f.token_hash = hash and f.ended_at is null and f.until > statement_timestamp();
end $$;

-- Cover ends early, and with it all that it opened: also where whoever ends it may not open those records. Only what was given for it.
create or replace function gate.close_cover(which uuid) returns table (id uuid, person_id uuid) security definer
  set search_path = public, pg_temp language plpgsql as $$
declare c record_cover;
begin
  select * into c from record_cover x where x.id = which;
  if c.id is null or gate.staff_me() is null or not (gate.me() in (c.away_id, c.said_by_id) or gate.leads(c.away_id)) then
    raise insufficient_privilege using message = 'Whoever is away ends this, or their manager';
  end if;
  return query update people_grant g set until = statement_timestamp(), ended_by_id = gate.me(), ended_why = 'Nobody covers any more'
   where g.id = any (c.grants) and g.account_id = c.cover_id and g.given_by_id = c.said_by_id and g.basis = 'asked and given'
     and g.reason like 'Covers for %' and g.until > statement_timestamp()
   returning g.id, g.person_id;
end $$;

-- Whether a colleague is away on some of these days: asked before they are to cover for somebody.
create or replace function gate.is_away(who uuid, from_then timestamptz, until_then timestamptz) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.staff_me() is not null and exists (
  select 1 from record_cover c where c.away_id = who and c.ended_at is null and c.starts < until_then and c.until > from_then);
end $$;

do $$ declare f text; begin
  foreach f in array array['close_cover(uuid)', 'calendar_behind(text)', 'is_away(uuid, timestamptz, timestamptz)', 'leads(uuid)', 'i_cover()', 'pass_task(uuid, uuid)', 'my_calendar_asked(int)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;

do $$ declare t text; begin
  foreach t in array array['record_duewords', 'record_worklimit'] loop
    execute format('create or replace trigger stays before update or delete on %I for each row execute function gate.stays()', t);
    execute format('alter table %I enable always trigger stays', t);
  end loop;
end $$;

-- For whoever leads a team: those of its people with whom nobody works by name, the longest waiting first. Without those kept from me.
create or replace function gate.unallocated(team uuid, most int) returns table (person_id uuid, since timestamptz) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.staff_me() is null or not gate.may('supervise work') or not exists (select 1 from accounts_membership m where m.team_id = team
     and m.account_id = gate.me() and m.is_manager and m.starts <= statement_timestamp() and m.until > statement_timestamp()) then
    return;
  end if;
  return query select g.person_id, min(g.starts) from people_grant g join people_person p on p.id = g.person_id and p.state in ('living', 'unborn')
   where g.team_id = team and g.rung >= 2 and not gate.is_visit(g.basis) and g.starts <= statement_timestamp() and g.until > statement_timestamp()
     and g.person_id <> all (gate.barred())
     and not exists (select 1 from people_grant a where a.person_id = g.person_id and a.basis = 'allocated' and a.account_id is not null
       and a.starts <= statement_timestamp() and a.until > statement_timestamp())
   group by g.person_id order by 2, 1 limit least(most, 1001);
end $$;

-- Of people whose records I read: which restrictions somebody has to look at again before a day. Staff see the stub of each.
create or replace function gate.restricted_due(people uuid[], before date) returns table (person_id uuid, until date) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare wide smallint := gate.everyone(); barred uuid[] := gate.barred();
begin
  if gate.staff_me() is null then return; end if;
  return query with mine as materialized (select p from unnest(people) p where p <> all (barred)
     and (wide >= 2 or exists (select 1 from gate.my_grants g where g.person_id = p and g.rung >= 2)))
  select a.person_id, min(r.until) from mine m join record_about a on a.person_id = m.p and a.removed_at is null
    join record_restriction r on r.entry_id = a.entry_id and r.ended_at is null and r.until < before
   where cardinality(barred) = 0 or not gate.about_any(a.entry_id, barred) group by a.person_id, r.entry_id;
end $$;
alter function gate.unallocated(uuid, int) owner to alongside_gate;
alter function gate.restricted_due(uuid[], date) owner to alongside_gate;
