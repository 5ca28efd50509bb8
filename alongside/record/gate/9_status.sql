-- Statuses: what is said anew follows what was said before, of the same person and kind, and nothing that was said changes.

-- It was said on the wrong record, and taken out of it.
create or replace function gate.episode_is_out(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from record_episode e where e.episode = which and e.what = 'out');
end $$;

-- What is said first gives the status its id; each later saying follows the one before, until it is taken out.
create or replace function gate.follows_episode(saying uuid, which uuid, whose uuid, sort text, nr int) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if nr = 1 then
    return saying = which and not exists (select 1 from record_episode e where e.episode = which);
  end if;
  return exists (select 1 from record_episode e where e.episode = which and e.person_id = whose and e.kind = sort and e.number = nr - 1)
    and not gate.episode_is_out(which);
end $$;

-- It stands on an entry that is or was about this person, and names somebody as this record does.
create or replace function gate.episode_stands_on(whose uuid, entry uuid, named uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  (entry is null or exists (select 1 from record_about a where a.entry_id = entry and a.person_id = any (gate.merged_into(array[gate.stands_for(whose)]))))
  and (named is null or exists (select 1 from people_relationship r where r.id = named and r.person_id = any (gate.merged_into(array[gate.stands_for(whose)]))));
end $$;

-- Who looks at who may see, once an order keeps somebody away who may be let in: whoever is allocated by name, else the teams that work
-- with the person, else those who reach every record. Not who is asked the same of this person already, for that day or before; of two who
-- say it at once, the second waits for the first.
create or replace function gate.who_looks(p uuid, said text, due date) returns table (account_id uuid, team_id uuid) security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.my_kind() is distinct from 'staff' or not gate.may_see(p, 2::smallint) then
    raise insufficient_privilege using message = 'Only those who work with somebody ask for this';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(p::text, 31));
  return query with can as materialized (select * from gate.workers_on(p)),
    found as materialized (
      select 1 as place, g.account_id as who, null::uuid as team from people_grant g join can c on c.account_id = g.account_id
       where g.person_id = p and g.basis = 'allocated' and g.starts <= statement_timestamp() and g.until > statement_timestamp()
      union select 2, null, c.team_id from can c where c.team_id is not null and not c.is_wide
      union select 3, c.account_id, null from can c where c.team_id is null and not c.is_wide
      union select 4, case when c.team_id is null then c.account_id end, c.team_id from can c where c.is_wide)
  select f.who, f.team from found f where f.place = (select min(place) from found)
    and not exists (select 1 from record_task t where t.person_id = p and t.what = 'follow up' and t.words = said and t.done_at is null
      and t.due_on <= due and (t.account_id = f.who or t.team_id = f.team));
end $$;

do $$ declare f text; begin
  foreach f in array array['who_looks(uuid, text, date)', 'episode_is_out(uuid)', 'follows_episode(uuid, uuid, uuid, text, integer)', 'episode_stands_on(uuid, uuid, uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;

create or replace trigger stays before update or delete on record_episode for each row execute function gate.stays();
alter table record_episode enable always trigger stays;
