-- What plans need beyond their own policies: versions that follow each other, lines that belong, and nothing that changes.

-- It was written in the wrong record, and taken out of it.
create or replace function gate.plan_is_out(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from plans_line l where l.plan = which and l.what = 'out');
end $$;

-- A sheet has the id of the entry that says it in words, and a meeting that of its minutes. What staff need to read that entry; and whether somebody whom it is about is
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

-- A meeting that was arranged in the wrong record.
create or replace function gate.meeting_is_out(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from plans_meetingline l where l.meeting_id = which and l.what = 'out');
end $$;

-- The person knows of a meeting once they are asked to it.
create or replace function gate.meeting_is_told(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from plans_meetingline l where l.meeting_id = which and l.what = 'invited' and l.is_own);
end $$;

-- A line belongs to the meeting and the person that it names, and comes in its turn: what is asked and said before, until the minutes
-- are written; who came and what was decided, by whoever writes them and until they are finished; who agrees, afterwards, and for the person only by that hand or theirs.
create or replace function gate.is_said_of_meeting(which uuid, whose uuid, sort text, own boolean, who uuid, theirs boolean) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare writer uuid := (select l.by_id from plans_meetingline l where l.meeting_id = which and l.what = 'written');
begin
  if not exists (select 1 from plans_meeting m where m.id = which and m.person_id = whose) or gate.meeting_is_out(which) then
    return false;
  end if;
  if sort = 'out' then return true; end if;
  if sort = 'off' then return true; end if; -- again, where what was called off is in the wrong record: why
  if exists (select 1 from plans_meetingline l where l.meeting_id = which and l.what = 'off') then return false; end if;
  if sort in ('invited', 'not asked', 'point', 'view', 'moved', 'written') then return writer is null; end if;
  if sort in ('came', 'sent word', 'away', 'decided') then
    return writer is not distinct from who and not exists (select 1 from record_entry e where e.id = which);
  end if;
  if sort in ('agrees', 'differs') then return writer is not null and (not own or theirs or writer = who); end if;
  return false;
end $$;

-- The meetings to which whoever acts goes, when each is after it was moved the last time, and when that was said: those that they arranged, and those to which somebody
-- is asked who is called as they are, about people whose records they hold by name or through a team. What was called off is none, nor what was in the wrong record,
-- nor that to which they sent word. The policy of meetings asks which of them they may read; it is asked of these few alone. It begins with the name, which has an index:
-- who manages several teams holds thousands of records, few of which have a meeting.
create or replace function gate.my_meetings(since timestamptz, until timestamptz)
  returns table (meeting uuid, whose uuid, starts timestamptz, moved timestamptz) stable security definer rows 20
  set search_path = public, pg_temp language plpgsql as $$
declare me uuid := gate.me();
  known text := (select lower(regexp_replace(btrim(a.name), '\s+', ' ', 'g')) from accounts_practitioner a where a.account_id = me);
begin
  if gate.my_kind() is distinct from 'staff' then return; end if;
  return query
  with asked as materialized (
    select distinct x.meeting_id as id from plans_meetingline x
     where x.what = 'invited' and not x.is_own and lower(regexp_replace(btrim(split_part(x.who, ',', 1)), '\s+', ' ', 'g')) = known),
  said as materialized (
    select m.id, m.person_id, m.starts_at, true as is_mine from plans_meeting m
     where m.by_id = me and m.starts_at between since - interval '1 year' and until + interval '1 year'
    union all
    select m.id, m.person_id, m.starts_at, false from asked a join plans_meeting m on m.id = a.id
     where m.by_id <> me and m.starts_at between since - interval '1 year' and until + interval '1 year'),
  dated as materialized (
    select s.id, s.person_id, s.is_mine, coalesce(l.moved_to, s.starts_at) as starts, l.at
      from said s left join lateral (select x.moved_to, x.at from plans_meetingline x where x.meeting_id = s.id and x.what = 'moved'
        order by x.at desc, x.id desc limit 1) l on true)
  select d.id, gate.stands_for(d.person_id), d.starts, d.at from dated d
   where d.starts between since and until
     and not exists (select 1 from plans_meetingline x where x.meeting_id = d.id and x.what in ('off', 'out'))
     and (d.is_mine or (
       not exists (select 1 from plans_meetingline x where x.meeting_id = d.id and x.what = 'sent word' and not x.is_own
         and lower(regexp_replace(btrim(split_part(x.who, ',', 1)), '\s+', ' ', 'g')) = known)
       and exists (select 1 from gate.my_grants g where g.rung >= 2 and g.person_id in (d.person_id, gate.stands_for(d.person_id)))));
end $$;

do $$ declare f text; begin
  foreach f in array array['is_sheet_by(uuid, uuid)', 'plan_needs(uuid)', 'plan_kept_from(uuid, uuid[])', 'plan_is_out(uuid)', 'follows_sheet(uuid, uuid, uuid, text, integer)', 'is_said_of(uuid, uuid, uuid)',
    'meeting_is_out(uuid)', 'meeting_is_told(uuid)', 'is_said_of_meeting(uuid, uuid, text, boolean, uuid, boolean)', 'my_meetings(timestamptz, timestamptz)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;

do $$ declare t text; begin
  foreach t in array array['plans_sheet', 'plans_line', 'plans_meeting', 'plans_meetingline'] loop
    execute format('create or replace trigger stays before update or delete on %I for each row execute function gate.stays()', t);
    execute format('alter table %I enable always trigger stays', t);
  end loop;
end $$;
