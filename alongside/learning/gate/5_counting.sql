-- Counting a wave: the ballots are added up inside the database, so that none of them ever leaves it.

drop function if exists gate.wave_counts(uuid);
drop function if exists gate.ballots_of(uuid);

-- It is closed and not counted yet, so I may count it. Two doors stay shut, through which the answers of one could be had by counting twice:
-- closing must have been committed by an earlier transaction, since what is closed and counted in one can be rolled back, answered once more and
-- counted again (age() counts from the number of this transaction, so it is 0 or less for what this one or a savepoint of it wrote); and ballots that
-- are on their way are waited for, and then seen, which an older snapshot would not.
create or replace function gate.closes_wave(which uuid) returns boolean security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if not gate.may('run surveys') or current_setting('transaction_isolation') <> 'read committed' then return false; end if;
  perform pg_advisory_xact_lock(hashtextextended(which::text, 53));
  return exists (select 1 from learning_wave w where w.id = which and w.closed_at is not null and w.frozen is null and age(w.xmin) > 0);
end $$;

-- How many ballots have each answer: of all, of each team (no role), of each role (no team). Lines without a question count all of each team and role;
-- those with the answer “/” count who chose anything to work on, which is asked in waves of capability alone.
-- They are read in the order of team and role, so that what is added up next is near what was added up last.
create or replace function gate.count_ballots(which uuid)
  returns table (question text, option text, team text, role text, people bigint) security definer
  set search_path = public, pg_temp set work_mem = '64MB' language plpgsql as $$ begin
  if not gate.closes_wave(which) then
    raise insufficient_privilege using message = 'Ballots are counted once, when their wave is closed';
  end if;
  return query
    with b as materialized (select coalesce(l.groups ->> 'team', '') t, coalesce(l.groups ->> 'role', '') r, l.answers a
      from learning_ballot l where l.wave_id = which and jsonb_typeof(l.answers) = 'object' order by 1, 2),
    g as materialized (select b.t, b.r, row_number() over () at, count(*) n from b group by 1, 2),
    p as materialized (select e.key k, e.value v, g.at, count(*) n
      from b join g using (t, r) cross join lateral jsonb_each_text(b.a) e group by 1, 2, 3),
    f as (select b.t, b.r, count(*) n from b
      where b.a ?| (select array_agg(distinct p.k) from p where starts_with(p.k, 'focus/')) group by 1, 2)
    select ''::text, ''::text, g.t, g.r, g.n from g
    union all
    select p.k, p.v, g.t, g.r, sum(p.n)::bigint from p join g using (at)
      group by grouping sets ((p.k, p.v), (p.k, p.v, g.t), (p.k, p.v, g.r))
    union all
    select 'focus'::text, '/'::text, f.t, f.r, coalesce(sum(f.n), 0)::bigint from f group by grouping sets ((), (f.t), (f.r));
end $$;

-- How many were asked, began and gave: when the wave is closed, and not while somebody could watch the number grow.
create or replace function gate.wave_taken_part(which uuid) returns table (asked bigint, began bigint, gave bigint) security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if not gate.closes_wave(which) then
    raise insufficient_privilege using message = 'Who answers is counted once, when the wave is closed';
  end if;
  return query select count(*), count(coalesce(a.began_on, a.gave_on)), count(a.gave_on) from learning_asked a where a.wave_id = which;
end $$;

-- Where people stood in an earlier wave and in the one that is being closed: so that laying them side by side tells of nobody.
create or replace function gate.wave_crossing(which uuid, before uuid)
  returns table (team_before text, role_before text, team text, role text, people bigint) security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if not gate.closes_wave(which) or not exists (select 1 from learning_wave w where w.id = before and w.frozen is not null) then
    raise insufficient_privilege using message = 'Waves are laid side by side when one is closed';
  end if;
  return query
    with o as (select a.account_id, coalesce(a.groups ->> 'team', '') t, coalesce(a.groups ->> 'role', '') r
        from learning_asked a where a.wave_id = before and a.gave_on is not null),
      n as (select a.account_id, coalesce(a.groups ->> 'team', '') t, coalesce(a.groups ->> 'role', '') r
        from learning_asked a where a.wave_id = which and a.gave_on is not null)
    select o.t, o.r, n.t, n.r, count(*) from o full join n using (account_id) group by 1, 2, 3, 4;
end $$;

-- A ballot stands although its giver never heard so: a signal was lost in between. It was given.
create or replace function gate.mark_given(which uuid) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if not gate.closes_wave(which) then
    raise insufficient_privilege using message = 'Ballots are counted once, when their wave is closed';
  end if;
  update learning_asked a set gave_on = (statement_timestamp() at time zone 'Europe/London')::date, ticket = null
    where a.wave_id = which and a.gave_on is null
      and exists (select 1 from learning_ballot b where b.wave_id = which and b.id = a.ticket);
end $$;

do $$ declare f text; begin
  foreach f in array array['closes_wave(uuid)', 'count_ballots(uuid)', 'wave_taken_part(uuid)', 'wave_crossing(uuid, uuid)', 'mark_given(uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
grant update (gave_on, ticket) on learning_asked to alongside_gate;
