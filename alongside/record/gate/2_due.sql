-- What is due: whose task it is, what closes it, and who has it when somebody is gone.

-- What waited because of one thing is over with it, whoever had it. Whoever closes it had one of these tasks, made them
-- necessary, or decides such things on a record that they read; what one did oneself somebody else still looks at.
create or replace function gate.close_tasks(source uuid) returns table (id uuid, person_id uuid) security definer
  set search_path = public, pg_temp language plpgsql as $$
declare is_theirs boolean;
begin
  if gate.staff_me() is null then
    raise insufficient_privilege using message = 'Only those who work here close what is due';
  end if;
  is_theirs := exists (select 1 from record_task t where t.from_id = source
    and (t.account_id = gate.me() or t.team_id = any (gate.my_teams()) or t.made_by_id = gate.me()));
  return query update record_task t set done_at = statement_timestamp(), done_by_id = gate.me()
   where t.from_id = source and t.done_at is null
     and (t.made_by_id <> gate.me() or t.what not in ('review break-glass', 'second look', 'unlock file', 'withdraw import'))
     and (is_theirs or gate.closes(t))
   returning t.id, t.person_id;
end $$;

create or replace function gate.closes(t record_task) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select case
    when t.what = 'review break-glass' then gate.may('review break-glass') and t.person_id <> all (gate.barred())
    when t.what = 'look at telling' then gate.may('review break-glass') and t.person_id <> all (gate.barred())
      and not exists (select 1 from people_breakglass b where b.grant_id = t.from_id and b.opened_by_id = gate.me())
    when t.what = 'unlock file' then gate.may('unlock files')
      and not exists (select 1 from record_unlocking u where u.id = t.from_id and u.state = 'proposed')
    when t.what = 'file kept back' then gate.may('unlock files')
      and not exists (select 1 from record_attachment f where f.id = t.from_id and f.state in ('quarantined', 'locked'))
    when t.what = 'ask about need' then gate.may_see(t.person_id, 1::smallint)
    when t.what = 'handover' then gate.handover_state(t.from_id) <> 'offered'
    when t.what = 'take over draft' then exists (select 1 from foundation_handover h where h.id = t.from_id and h.state <> 'waiting')
    when t.what = 'answer access' then exists (
      select 1 from people_accessrequest r where r.id = t.from_id and (gate.may_see(r.person_id, 2::smallint) or r.answered_by_id = gate.me()))
    else gate.may_see(t.person_id, 2::smallint) and case t.what
      when 'decide held' then gate.may('decide held entries') when 'look again' then gate.may('decide held entries')
      when 'second look' then gate.may('approve not disclosed') when 'review restriction' then gate.may('restrict entries')
      when 'disagrees' then gate.may('write record') when 'look at protection' then true else false end
    end $$;

-- Whether somebody who works here may read this person's record today, and not only in an emergency. Said to those who may
-- read it themselves, and to the clock, which hands work to nobody who could not open it.
create or replace function gate.works_with(who uuid, p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  gate.may_see(p, 2::smallint) and gate.can_open(who, p)
); end $$;

create or replace function gate.can_open(who uuid, p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  with teams as (select m.team_id from accounts_membership m
     where m.account_id = who and m.starts <= statement_timestamp() and m.until > statement_timestamp())
  select exists (select 1 from accounts_account a where a.id = who and a.is_active and a.kind = 'staff')
     and exists (select 1 from people_grant g where (g.person_id = p or (g.person_id is null and not exists (
          select 1 from search.unlisted u where u.person_id = p))) and g.rung >= 2 and g.basis <> 'break-glass'
       and g.starts <= statement_timestamp() and g.until > statement_timestamp()
       and (g.account_id = who or g.team_id in (select team_id from teams)))
     and not exists (select 1 from people_bar b where b.person_id = p and (b.account_id = who or b.team_id in (select team_id from teams))
       and b.starts <= statement_timestamp() and b.until > statement_timestamp()) $$;

-- Who answers somebody who asked to see a record: the teams that work with the person, as long as somebody in them can; else who was let in
-- by name; else who reaches all records; else, where nobody works with the person any more, all who look after that across the council.
-- Never whoever asked, nor anybody who is kept out. By id, and only to whoever asked, whose task it makes, and to the clock.
create or replace function gate.answerers_of(request uuid) returns table (account_id uuid, team_id uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare p uuid; asker uuid;
begin
  select r.person_id, r.asked_by_id into p, asker from people_accessrequest r
   where r.id = request and r.state = 'waiting' and (r.asked_by_id = gate.me() or gate.my_kind() = 'system');
  return query with can as materialized (select * from gate.workers_on(p) w where w.account_id <> asker),
    found as materialized (
      select 1 as place, null::uuid as who, c.team_id as team from can c where c.team_id is not null and not c.is_wide
      union select 2, c.account_id, null from can c where c.team_id is null and not c.is_wide
      union select 3, case when c.team_id is null then c.account_id end, c.team_id from can c where c.is_wide
      union select 4, a.id, null from accounts_account a join accounts_roleheld h on h.account_id = a.id
         join accounts_role r on r.key = h.role_id and 'answer unheld' = any (r.permissions)
       where gate.is_unheld(p) and a.is_active and a.kind = 'staff' and a.id <> asker
         and h.starts <= statement_timestamp() and h.until > statement_timestamp()
         and not exists (select 1 from people_bar b where b.person_id = p and b.starts <= statement_timestamp() and b.until > statement_timestamp()
           and (b.account_id = a.id or b.team_id in (select m.team_id from accounts_membership m
             where m.account_id = a.id and m.starts <= statement_timestamp() and m.until > statement_timestamp()))))
  select f.who, f.team from found f where f.place = (select min(place) from found);
end $$;

-- For the clock alone: requests whose tasks are with nobody who can answer any more, and who can.
create or replace function gate.requests_astray(lim int) returns table (request uuid, account_id uuid, team_id uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.my_kind() is distinct from 'system' or gate.everyone() < 3 then
    raise insufficient_privilege using message = 'Only the clock does this';
  end if;
  return query with waits as materialized (
    select r.id, a.account_id as who, a.team_id as team
      from (select q.id from people_accessrequest q where q.state = 'waiting' order by q.asked_at limit lim) r, lateral gate.answerers_of(r.id) a)
  select w.id, w.who, w.team from waits w where not exists (
    select 1 from record_task t join waits x on x.id = t.from_id and (x.who = t.account_id or x.team = t.team_id)
     where t.from_id = w.id and t.done_at is null);
end $$;

-- For the clock alone: what is past the day on which somebody was to look again, and waits with nobody: what is held, restricted or
-- not told yet, what is kept safe, and what somebody needs. By id; it reads no words.
create or replace function gate.looks_due(today date, lim int)
  returns table (kind text, id uuid, person_id uuid, due_on date, account_id uuid, writer_id uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.my_kind() is distinct from 'system' or gate.everyone() < 3 then
    raise insufficient_privilege using message = 'Only the clock does this';
  end if;
  return query
    (select 'held', a.id, a.person_id, a.sharing_review_on,
        (select d.by_id from record_sharingdecision d where d.about_id = a.id and d.state <> 'refused'
           and gate.can_open(d.by_id, a.person_id) order by d.at desc limit 1),
        coalesce(e.first_written_by_id, e.written_by_id)
       from record_about a join record_entry e on e.id = a.entry_id
      where a.removed_at is null and a.sharing <> 'shown' and a.sharing_review_on < today
        and not exists (select 1 from record_task t where t.done_at is null and (t.from_id = a.id
          or t.from_id in (select d.id from record_sharingdecision d where d.about_id = a.id)))
      order by a.sharing_review_on, a.id limit lim)
    union all
    (select 'restricted', r.id,
        (select a.person_id from record_about a where a.entry_id = r.entry_id and a.removed_at is null order by a.id limit 1),
        r.until, r.review_by_id, r.by_id
       from record_restriction r
      where r.ended_at is null and r.until < today
        and not exists (select 1 from record_task t where t.done_at is null and t.from_id = r.id)
      order by r.until, r.id limit lim)
    union all
    (select 'telling', b.grant_id, b.person_id, b.telling_review_on, b.reviewed_by_id, b.opened_by_id
       from people_breakglass b
      where b.telling <> 'shown' and b.outcome <> 'waiting' and b.telling_review_on < today
        and not exists (select 1 from record_task t where t.done_at is null and t.from_id = b.grant_id)
      order by b.telling_review_on, b.grant_id limit lim)
    union all
    (select 'protection', p.id, p.person_id, p.review_on, gate.worker_for(p.person_id, p.by_id), p.by_id
       from people_protection p join people_fact f on f.id = p.fact_id
      where p.ended_at is null and p.review_on < today and f.over_at is null and (f.ends_on is null or f.ends_on >= today)
        and not exists (select 1 from record_task t where t.done_at is null and t.from_id = p.id)
      order by p.review_on, p.id limit lim)
    union all
    (select 'warning', w.id, w.person_id, w.review_on, gate.worker_for(w.person_id, w.by_id), w.by_id
       from people_warningnote w join people_person who on who.id = w.person_id and who.state = 'living'
      where w.over_at is null and w.review_on < today + 14 and w.review_on >= today - 30 -- before it runs out, and not for ever
        and not exists (select 1 from record_task t where t.done_at is null and t.from_id = w.id)
      order by w.review_on, w.id limit lim)
    union all
    (select 'need', n.id, n.person_id, n.review_on, gate.worker_for(n.person_id, n.recorded_by_id), n.recorded_by_id
       from people_need n join people_person who on who.id = n.person_id and who.state in ('living', 'unborn')
      where n.over_at is null and n.review_on < today
        and not exists (select 1 from record_task t where t.done_at is null and t.from_id = n.id)
      order by n.review_on, n.id limit lim);
end $$;

-- Who is asked: whoever works with the person by name, the one who wrote it down first among them; else that one, as long as they
-- may open the record.
create or replace function gate.worker_for(p uuid, wrote uuid) returns uuid stable security definer
  set search_path = public, pg_temp language sql as $$
  select coalesce((select g.account_id from people_grant g where g.person_id = p and g.basis = 'allocated' and g.account_id is not null
       and g.starts <= statement_timestamp() and g.until > statement_timestamp() and gate.can_open(g.account_id, p)
     order by g.account_id <> wrote, g.starts, g.id limit 1),
    case when gate.can_open(wrote, p) then wrote end) $$;

-- What waits about somebody with those who are kept out of that record by now goes to a manager of a team that works with the person,
-- or to that team. Nobody gets what they made necessary themselves; where there is nobody, the clock hands it on.
create or replace function gate.hand_on_from_kept_out(p uuid) returns table (id uuid) security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.staff_me() is null then
    raise insufficient_privilege using message = 'Only those who work here hand on what is due';
  end if;
  return query
  with kept as materialized (
    select b.account_id as who from people_bar b where b.person_id = p and b.account_id is not null
       and b.starts <= statement_timestamp() and b.until > statement_timestamp()
    union select m.account_id from people_bar b join accounts_membership m on m.team_id = b.team_id and m.until > statement_timestamp()
     where b.person_id = p and b.starts <= statement_timestamp() and b.until > statement_timestamp()),
  theirs as materialized (
    select distinct g.team_id from people_grant g where g.person_id = p and g.team_id is not null and g.rung >= 2
       and g.starts <= statement_timestamp() and g.until > statement_timestamp()
       and not exists (select 1 from people_bar b where b.person_id = p and b.team_id = g.team_id
         and b.starts <= statement_timestamp() and b.until > statement_timestamp())),
  moves as (
    select t.id as which, t.from_id, (select m.account_id from accounts_membership m join accounts_account a on a.id = m.account_id and a.is_active
        where m.team_id in (select team_id from theirs) and m.is_manager and m.starts <= statement_timestamp() and m.until > statement_timestamp()
          and m.account_id <> t.made_by_id and m.account_id not in (select who from kept) order by m.account_id limit 1) as manager,
        (select min(h.team_id::text)::uuid from theirs h) as team
      from record_task t where t.person_id = p and t.done_at is null and t.account_id in (select who from kept))
  update record_task t set account_id = m.manager, team_id = case when m.manager is null then m.team end
    from moves m where t.id = m.which and (m.manager is not null or m.team is not null)
  returning t.id;
end $$;

-- What waits about a record that was sealed, for whoever sealed it and alone opens it still.
create or replace function gate.keep_tasks_of_sealed(p uuid) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('seal identity') or not gate.is_mine_by_name(p) or not gate.may_see(p, 2::smallint) then
    raise insufficient_privilege using message = 'Only whoever sealed the record keeps what waits about it';
  end if;
  update record_task t set account_id = gate.me(), team_id = null where t.person_id = p and t.done_at is null;
end $$;

-- What had to be done about somebody is done once it stands written about them, whoever had it; and waits again where it does not stand so any
-- more. For whoever wrote it or put it right just now, or is taking it out of a wrong record. Not what follows from that entry itself, nor what
-- was asked for after it was written. A visit is one at which they were seen.
create or replace function gate.lay_tasks_beside(which uuid) returns table (id uuid, person_id uuid, is_over boolean) security definer
  set search_path = public, pg_temp language plpgsql as $$
#variable_conflict use_column
declare e record_entry; v record_version; me uuid := gate.staff_me(); met uuid[];
begin
  select x.* into e from record_entry x where x.id = which;
  select x.* into v from record_version x where x.entry_id = which and x.number = e.versions;
  if me is null or not (coalesce(v.by_id = me, false)
      or exists (select 1 from record_misfiled m where m.entry_id = which and m.by_id = me)) then
    raise insufficient_privilege using message = 'Whoever wrote it says what it has done';
  end if;
  select array_agg(t.id) into met from record_about a
    join record_task t on t.person_id = any (gate.merged_into(array[a.person_id]))
     and (t.met_by_id = which or (t.done_at is null and t.awaits <> '' and t.what = 'follow up'))
   where a.entry_id = which and a.removed_at is null and v.happened_precision in ('time', 'day')
     and not exists (select 1 from record_misfiled m where m.entry_id = which and m.person_id = a.person_id)
     and (t.awaits = regexp_replace(v.form, ' [^ ]*$', '')
       or (t.awaits = e.kind and (e.kind <> 'visit' or gate.how_seen(v.seen, a.person_id) in ('alone', 'with others'))))
     and t.from_id <> which and t.made_at <= e.written_at
     and (a.happened_at at time zone 'Europe/London')::date >= (least(t.made_at, (select min(b.happened_at) from record_about b
       where b.entry_id = t.from_id)) at time zone 'Europe/London')::date;
  return query update record_task t set done_at = null, done_by_id = null, met_by_id = null
   where t.met_by_id = which and t.id <> all (coalesce(met, '{}')) returning t.id, t.person_id, false;
  return query update record_task t set done_at = statement_timestamp(), done_by_id = me, met_by_id = which
   where t.id = any (met) and t.done_at is null returning t.id, t.person_id, true;
end $$;
alter function gate.lay_tasks_beside(uuid) owner to alongside_gate;
grant update (met_by_id) on record_task to alongside_gate;

do $$ declare f text; begin
  foreach f in array array['hand_on_from_kept_out(uuid)', 'keep_tasks_of_sealed(uuid)', 'close_tasks(uuid)', 'closes(record_task)', 'works_with(uuid, uuid)', 'answerers_of(uuid)', 'requests_astray(int)', 'worker_for(uuid, uuid)', 'looks_due(date, int)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
alter function gate.can_open(uuid, uuid) owner to alongside_search;
grant update (done_at, done_by_id, account_id, team_id) on record_task to alongside_gate;
