-- Whole lists at once. A policy is asked for each row, and again for each row that it looks behind: a page about everybody in a team would
-- ask thousands of times. Here it is worked out once for all of them whom I reach; the other 3_ and 9_lists.sql build on that. Nothing comes
-- back that the policies would not show: tests/attacks/test_lists.py asks both ways.

-- Of these people those whose records I read, under which ids each was written about, and how far I read. For the gate alone.
create or replace function gate.my_rungs(people uuid[]) returns table (was uuid, person_id uuid, rung smallint) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare wide smallint := gate.everyone(); barred uuid[] := gate.barred(); now_ids uuid[];
begin
  if gate.staff_me() is null then return; end if;
  now_ids := array(select p.id from people_person p where p.id = any (people) and p.state <> 'merged' and p.id <> all (barred));
  return query
  with mine as materialized (select p, greatest(wide, max(g.rung))::smallint as r from unnest(now_ids) p
     left join gate.my_grants g on g.person_id = p group by p having greatest(wide, max(g.rung)) >= 2)
  select u, m.p, m.r from unnest(gate.merged_into(now_ids)) u
    join mine m on m.p = case when u = any (now_ids) then u else gate.stands_for(u) end;
end $$;

-- Whom each of these works with by name, of those whose records I read.
create or replace function gate.works_with(who uuid[]) returns table (account_id uuid, person_id uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  return query
  -- One account after the other, by its own index: asked for all of them at once, those of the whole council that last would be read too.
  with given as materialized (select distinct w as a, t.p from unnest(who) w cross join lateral (select g.person_id as p from people_grant g
     where g.account_id = w and g.basis = 'allocated' and g.rung >= 2
       and g.starts <= statement_timestamp() and g.until > statement_timestamp() offset 0) t where t.p is not null)
  select x.a, x.p from given x join gate.my_rungs(array(select y.p from given y)) r on r.was = x.p and r.person_id = x.p;
end $$;

alter function gate.my_rungs(uuid[]) owner to alongside_gate;
alter function gate.works_with(uuid[]) owner to alongside_gate;
