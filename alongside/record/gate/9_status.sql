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

do $$ declare f text; begin
  foreach f in array array['episode_is_out(uuid)', 'follows_episode(uuid, uuid, uuid, text, integer)', 'episode_stands_on(uuid, uuid, uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;

create or replace trigger stays before update or delete on record_episode for each row execute function gate.stays();
alter table record_episode enable always trigger stays;
