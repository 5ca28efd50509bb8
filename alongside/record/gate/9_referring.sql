-- A partner agency begins a referral: about whom, what they may write then, and who is told of it.

-- I work at a partner agency, and something about this person is shared with me today.
create or replace function gate.shares_with_me(p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.my_kind() = 'partner' and exists (
  select 1 from people_grant g where g.person_id = p and g.account_id = gate.me() and g.basis = 'partner share'
     and g.starts <= statement_timestamp() and g.until > statement_timestamp());
end $$;

-- A referral, or a document, of my own in which nothing is said yet: only now is it said whom it is about, and listed for me.
create or replace function gate.is_referring(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.my_kind() = 'partner'
  and exists (select 1 from record_entry e where e.id = entry and e.written_by_id = gate.me() and e.kind in ('referral', 'letter') and e.versions = 1)
  and not exists (select 1 from record_version v where v.entry_id = entry);
end $$;

create or replace function gate.may_list_referral(entry uuid, p uuid, which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.is_referring(entry)
  and exists (select 1 from record_about a where a.entry_id = entry and a.person_id = p and a.sharing = 'held' and a.removed_at is null)
  and exists (select 1 from people_grant g where g.id = which and g.person_id = p and g.account_id = gate.me() and g.basis = 'partner share'
    and g.starts <= statement_timestamp() and g.until > statement_timestamp());
end $$;

create or replace function gate.is_about_alone(entry uuid, about uuid[]) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from record_about a where a.entry_id = entry and a.removed_at is null and about = array[a.person_id]);
end $$;

-- Who is told: whoever is allocated, else the teams that work with the person, else those who reach every record; and who decides
-- whether the person may read it, a manager of theirs where there is one. By id, and to the partner who sends it alone.
create or replace function gate.whom_a_referral_reaches(p uuid) returns table (is_decider boolean, account_id uuid, team_id uuid)
  stable security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.shares_with_me(p) then return; end if;
  return query
  with can as materialized (select * from gate.workers_on(p)),
    found as materialized (
      select 1 as place, g.account_id as who, null::uuid as team from people_grant g join can c on c.account_id = g.account_id
       where g.person_id = p and g.basis = 'allocated' and g.starts <= statement_timestamp() and g.until > statement_timestamp()
      union select 2, null, c.team_id from can c where c.team_id is not null and not c.is_wide
      union select 3, case when c.team_id is null then c.account_id end, c.team_id from can c where c.is_wide),
    told as materialized (select f.who, f.team from found f where f.place = (select min(place) from found)),
    theirs as materialized (select t.team as id from told t where t.team is not null
      union select m.team_id from accounts_membership m join told t on t.who = m.account_id
       where m.starts <= statement_timestamp() and m.until > statement_timestamp()),
    leads as materialized (
      select m.account_id as who from accounts_membership m join can c on c.account_id = m.account_id
       where m.is_manager and m.team_id in (select id from theirs) and m.starts <= statement_timestamp() and m.until > statement_timestamp()
         and exists (select 1 from accounts_roleheld h join accounts_role r on r.key = h.role_id where h.account_id = m.account_id
           and 'decide held entries' = any (r.permissions) and h.starts <= statement_timestamp() and h.until > statement_timestamp())
       order by 1 limit 1)
  select false, t.who, t.team from told t
  union all select true, l.who, null from leads l
  union all (select true, t.who, t.team from told t where not exists (select 1 from leads) order by t.who, t.team limit 1);
end $$;

-- What somebody from outside answered reaches whoever asked, as long as they work with the person; else whoever is allocated, else the
-- teams. Where nobody works with them any more it reaches the team of whoever asked, else whoever asked: no answer reaches nobody.
-- One task for each handover: what was answered before is read with it. Only the last answer of one's own is told.
create or replace function gate.tell_of_answer(which uuid, due date) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
declare h people_handover; p uuid;
begin
  select * into h from people_handover x where x.id = which and x.to_account_id = gate.me();
  if h.id is null or gate.my_kind() is distinct from 'partner'
     or not exists (select 1 from people_handoverline l where l.handover_id = h.id and l.by_id = gate.me()) then
    raise insufficient_privilege using message = 'You were not asked this';
  end if;
  p := gate.stands_for(h.person_id);
  update record_task t set done_at = statement_timestamp(), done_by_id = gate.me()
   where t.from_id = h.id and t.what = 'answered' and t.done_at is null;
  insert into record_task (id, what, words, person_id, account_id, team_id, from_kind, from_id, due_on, made_by_id, made_at)
  with can as materialized (select * from gate.workers_on(p)),
    found as materialized (
      select 0 as place, c.account_id as who, null::uuid as team from can c where c.account_id = h.by_id
      union select 1, g.account_id, null from people_grant g join can c on c.account_id = g.account_id
       where g.person_id = p and g.basis = 'allocated' and g.starts <= statement_timestamp() and g.until > statement_timestamp()
      union select 2, null, c.team_id from can c where c.team_id is not null and not c.is_wide
      union select 3, case when c.team_id is null then c.account_id end, c.team_id from can c where c.is_wide
      union select 4, null, h.from_team_id where h.from_team_id is not null
      union select 5, null, m.team_id from accounts_membership m
       where m.account_id = h.by_id and m.starts <= statement_timestamp() and m.until > statement_timestamp()
      union select 6, h.by_id, null)
  select gen_random_uuid(), 'answered', '', p, f.who, f.team, 'people.handover', h.id, due, gate.me(), clock_timestamp()
    from found f where f.place = (select min(place) from found);
end $$;
grant insert on record_task to alongside_gate;

do $$ declare f text; begin
  foreach f in array array['tell_of_answer(uuid, date)', 'shares_with_me(uuid)', 'is_referring(uuid)', 'may_list_referral(uuid, uuid, uuid)', 'is_about_alone(uuid, uuid[])', 'whom_a_referral_reaches(uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
