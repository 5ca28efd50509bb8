-- Handing over. One function says who sees an offer, one why it may not be made, and one moves it on: it writes the line and moves the
-- grants in the same act, so that no line is without its grants and no grant without its line.

-- Whether I manage a team that this account is in, or was in until it left; or this team.
create or replace function gate.leads(whom uuid, whom_team uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.my_kind() = 'staff' and exists (
  select 1 from accounts_membership m where m.account_id = gate.me() and m.is_manager
     and m.starts <= statement_timestamp() and m.until > statement_timestamp()
     and (m.team_id = whom_team or m.team_id in (select o.team_id from accounts_membership o join accounts_account a on a.id = o.account_id
       where o.account_id = whom and (o.until > statement_timestamp() or (not a.is_active and o.until::date >= a.left_on - 1)))));
end $$;

create or replace function gate.is_in_it(whom uuid, whom_team uuid) returns boolean stable language sql as $$
  select coalesce(whom = gate.staff_me(), false) or coalesce(gate.staff_me() is not null and whom_team = any (gate.my_teams()), false) $$;

-- Whoever offered, whoever is meant, who leads them, who reads the record; and the person, of what became something. Where it was to
-- keep somebody from harm, the person reads who may see, and not why: that is told by somebody who knows whether it is safe.
-- A partner sees what they are asked while they can answer it, what they said yes to while it is shared with them, and what they
-- answered themselves. What was taken back or ended is gone, and what they answered too once the person has died or is protected.
create or replace function gate.sees_handover(h people_handover) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  h.person_id := gate.stands_for(h.person_id);
  if gate.my_kind() = 'person' then
    return h.person_id = any (gate.mine()) and h.basis not in ('immediate-harm', 'serious-harm')
      and exists (select 1 from people_handoverline l where l.handover_id = h.id and l.what = 'accepted')
      and not exists (select 1 from people_handoverline l where l.handover_id = h.id and l.what = 'goes on' and l.basis in ('immediate-harm', 'serious-harm'));
  end if;
  if gate.my_kind() = 'partner' then
    return h.to_account_id = gate.me() and h.kind in ('refer', 'share') and not gate.is_kept_out(h.person_id, h.to_account_id, null)
      and not exists (select 1 from people_person p where p.id = h.person_id and p.state in ('died', 'lost'))
      and case gate.handover_state(h.id) when 'offered' then h.kind = 'refer' and gate.why_not_now(h) = ''
        when 'accepted' then gate.shares_by(h.id)
        else exists (select 1 from people_handoverline l where l.handover_id = h.id and l.what in ('declined', 'done')
          and (l.at > statement_timestamp() - interval '1 hour' or h.person_id <> all (gate.closed_to_all())))
          and gate.handover_state(h.id) in ('declined', 'done') end;
  end if;
  return gate.staff_me() is not null and h.person_id <> all (gate.barred())
    and (h.by_id = gate.me() or gate.is_in_it(h.from_account_id, h.from_team_id) or gate.is_in_it(h.to_account_id, h.to_team_id)
      or gate.may_see(h.person_id, 2::smallint)
      or (gate.may('allocate') and (gate.leads(h.from_account_id, h.from_team_id) or gate.leads(h.to_account_id, h.to_team_id))));
end $$;

-- Whether a partner holds today what a handover gave them; or, where it gave nothing, what they held already.
create or replace function gate.shares_by(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select exists (select 1 from people_handover h join people_grant g on g.person_id = gate.stands_for(h.person_id) and g.account_id = h.to_account_id
     join people_handoverline l on l.handover_id = h.id and l.what = 'accepted' and (g.id = any (l.gave) or cardinality(l.gave) = 0)
   where h.id = which and h.to_account_id = gate.me() and g.basis = 'partner share'
     and g.starts <= statement_timestamp() and g.until > statement_timestamp()) $$;

create or replace function gate.is_partners(h people_handover) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select exists (select 1 from accounts_account a where a.id = h.to_account_id and a.kind = 'partner') $$;

-- An account that was made for one link: it is shared with once, for as long as a link lasts, and asked for nothing else.
create or replace function gate.is_guests(h people_handover) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select exists (select 1 from accounts_account a where a.id = h.to_account_id and a.kind = 'partner' and right(a.email, 13) = '@link.invalid') $$;

-- Whether an account, or one of its teams, or a team is kept out of somebody's record.
create or replace function gate.is_kept_out(p uuid, whom uuid, whom_team uuid) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select exists (select 1 from people_bar b where b.person_id = p and b.starts <= statement_timestamp() and b.until > statement_timestamp()
    and (b.account_id = whom or b.team_id = whom_team or b.team_id in (select m.team_id from accounts_membership m
      where m.account_id = whom and m.starts <= statement_timestamp() and m.until > statement_timestamp()))) $$;

-- Whether an account by its own name, or a team, works with somebody now.
create or replace function gate.holds(p uuid, whom uuid, whom_team uuid) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select exists (select 1 from people_grant g where g.person_id = p and (g.account_id = whom or g.team_id = whom_team) and g.rung >= 2
    and g.basis in ('allocated', 'team', 'duty') and g.starts <= statement_timestamp() and g.until > statement_timestamp()) $$;

-- Whether somebody in a team but me is allocated by name: what the team hands over is theirs, and they or their manager say so.
create or replace function gate.is_anothers_there(p uuid, whom_team uuid) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select exists (select 1 from people_grant g join accounts_account a on a.id = g.account_id and a.is_active
     join accounts_membership m on m.account_id = a.id and m.team_id = whom_team and m.starts <= statement_timestamp() and m.until > statement_timestamp()
   where g.person_id = p and a.id <> gate.me() and g.basis = 'allocated' and g.rung >= 2 and g.starts <= statement_timestamp() and g.until > statement_timestamp()) $$;

-- What stands against a handover whoever asks: asked when it is offered, and again when it is accepted. A word for each sentence.
create or replace function gate.why_not_now(h people_handover) returns text stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare whom accounts_account; today date := (statement_timestamp() at time zone 'Europe/London')::date;
begin
  h.person_id := gate.stands_for(h.person_id);
  if h.kind <> 'assign' and exists (select 1 from gate.unlisted_of(array[h.person_id])) and not (h.kind = 'share' and gate.may_open_to(h.person_id)
      and exists (select 1 from accounts_account a where a.id = h.to_account_id and a.kind = 'partner')) then return 'sealed'; end if;
  if h.kind <> 'assign' and exists (select 1 from people_person p where p.id = h.person_id and p.state in ('died', 'lost')) then return 'died'; end if;
  if h.to_account_id is not null then
    select * into whom from accounts_account a where a.id = h.to_account_id;
    if whom.id is null or not whom.is_active then return 'left'; end if;
    if whom.kind = 'partner' then
      if h.kind not in ('share', 'refer') then return 'partner'; end if;
      if gate.my_kind() = 'partner' and h.person_id = any (gate.closed_to_all()) then return 'sealed'; end if;
    elsif whom.kind <> 'staff' then return 'outside'; end if;
  elsif not exists (select 1 from accounts_membership m join accounts_account a on a.id = m.account_id and a.is_active
      where m.team_id = h.to_team_id and m.starts <= statement_timestamp() and m.until > statement_timestamp()) then
    return 'closed';
  end if;
  if gate.is_kept_out(h.person_id, h.to_account_id, h.to_team_id) then return 'barred'; end if;
  if h.kind <> 'assign' and (h.to_account_id = h.from_account_id or h.to_team_id = h.from_team_id) then return 'oneself'; end if;
  if h.kind in ('transfer', 'ask') and not gate.holds(h.person_id, h.from_account_id, h.from_team_id) then return 'not held'; end if;
  if h.kind in ('refer', 'share') and not exists (select 1 from gate.workers_on(h.person_id) w where w.account_id = h.by_id) then return 'not held'; end if;
  if h.consent_id is not null and not exists (select 1 from people_consent c where c.id = h.consent_id and c.person_id = h.person_id
      and c.withdrawn_at is null and (c.until is null or c.until >= today)) then return 'consent over'; end if;
  if (h.kind = 'share' or (h.kind = 'refer' and gate.is_partners(h))) and h.last_day < today then return 'day'; end if;
  return '';
end $$;

create or replace function gate.why_not_offered(h people_handover) returns text stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare today date := (statement_timestamp() at time zone 'Europe/London')::date; is_mine boolean;
begin
  if gate.my_kind() is distinct from 'staff' or h.by_id is distinct from gate.me() or h.person_id = any (gate.barred()) or h.person_id <> gate.stands_for(h.person_id)
     or not gate.may_see(h.person_id, case when h.kind = 'ask' then 1::smallint else 2::smallint end) then return 'not yours'; end if;
  if h.kind not in ('assign', 'transfer', 'ask', 'refer', 'share') then return 'kind'; end if;
  if h.kind <> 'ask' and gate.only_visits(h.person_id) then return 'visit'; end if;
  if h.kind = 'assign' then
    if not (gate.may('allocate') or (gate.may('seal identity') and exists (select 1 from gate.unlisted_of(array[h.person_id])))) then return 'role'; end if;
    if not gate.may_give(h.person_id, h.to_account_id, h.to_team_id, h.rung, case when h.to_team_id is null then 'allocated' else 'team' end, '9999-01-01')
       or not (coalesce(h.from_account_id = gate.me(), false) or gate.leads(h.from_account_id, h.from_team_id) or gate.may('seal identity')
         or coalesce(h.from_team_id = any (gate.my_teams()), false)) then return 'role'; end if;
  elsif h.kind = 'ask' then
    if not gate.is_in_it(h.to_account_id, h.to_team_id) then return 'not yours'; end if;
  else
    is_mine := gate.is_in_it(h.from_account_id, h.from_team_id) or (h.kind = 'transfer' and gate.leads(h.from_account_id, h.from_team_id));
    if not is_mine or (h.kind = 'transfer' and h.from_team_id is not null and gate.is_anothers_there(h.person_id, h.from_team_id)
        and not (gate.may('allocate') and gate.leads(null, h.from_team_id))) then return 'not yours'; end if;
    if h.to_account_id = gate.me() and h.from_account_id is distinct from gate.me() then return 'oneself'; end if;
  end if;
  if h.rung not between 1 and 3 or (h.rung > 2 and not gate.may_see(h.person_id, h.rung) and h.kind <> 'assign')
     or (h.kind in ('transfer', 'ask') and h.rung < 2) then return 'rung'; end if;
  if (h.basis = 'consent') <> (h.consent_id is not null) then return 'consent'; end if;
  if h.basis = 'consent' and h.kind not in ('refer', 'share') then return 'lasts'; end if;
  if (h.kind = 'share' and (h.last_day is null or (h.last_day > today + 366 and not gate.is_partners(h))))
     or (h.kind = 'refer' and gate.is_partners(h) and (h.last_day is null or h.last_day > today + 366)) then return 'day'; end if;
  if h.kind = 'transfer' and h.last_day < today then return 'day'; end if;
  if btrim(h.reason) = '' and h.kind <> 'assign' and not (h.kind = 'share' and h.basis = 'immediate-harm') then return 'reason'; end if;
  if h.basis = 'immediate-harm' and h.kind not in ('share', 'assign') then return 'harm'; end if;
  if gate.is_partners(h) and not gate.may_open_to(h.person_id) then return 'not open'; end if;
  if gate.is_guests(h) and (h.kind <> 'share' or h.last_day > today + 4
      or exists (select 1 from people_handover o where o.to_account_id = h.to_account_id and o.id <> h.id)) then return 'outside'; end if;
  if h.kind <> 'assign' and exists (select 1 from people_handover o where o.person_id = any (gate.merged_into(array[h.person_id])) and o.id <> h.id and o.kind = h.kind
      and (o.to_account_id = h.to_account_id or o.to_team_id = h.to_team_id)
      and not exists (select 1 from people_handoverline l where l.handover_id = o.id)) then return 'offered'; end if;
  return gate.why_not_now(h);
end $$;

-- A grant that a handover gives, unless the same is held already or whoever it is for is kept out. Nobody but the functions here calls it.
-- The person reads a grant with its reason: of what was to keep somebody from harm the reason stands on the handover alone.
create or replace function gate.give_by_handover(h people_handover, whom uuid, whom_team uuid, how smallint, why text, ends timestamptz)
  returns uuid[] security definer set search_path = public, pg_temp language plpgsql as $$
declare made uuid := gen_random_uuid();
begin
  if gate.is_kept_out(h.person_id, whom, whom_team) or exists (select 1 from people_grant g where g.person_id = h.person_id
      and (g.account_id = whom or g.team_id = whom_team) and g.basis = why and g.rung >= how
      and g.starts <= statement_timestamp() and g.until >= ends) then return '{}'; end if;
  insert into people_grant (id, person_id, account_id, team_id, rung, basis, called, reason, starts, until, given_by_id, given_at, ended_why)
    values (made, h.person_id, whom, whom_team, how, why, '', case when h.basis in ('immediate-harm', 'serious-harm') then '' else h.reason end, statement_timestamp(), ends, h.by_id, statement_timestamp(), '');
  if why = 'partner share' then
    insert into people_shared (id, grant_id, person_id, fact, why, by_id, at)
      values (gen_random_uuid(), made, h.person_id, 'name', '', h.by_id, statement_timestamp());
  end if;
  return array[made];
end $$;

-- The worker's team answers when they are away, and its managers supervise: they see as much as the managers before them did, or as much
-- as was accepted. It ends when what the worker was given does.
drop function if exists gate.let_team_help(people_handover);
create or replace function gate.let_team_help(h people_handover, how smallint, ends timestamptz) returns uuid[] security definer
  set search_path = public, pg_temp language plpgsql as $$
declare gave uuid[] := '{}'; one record; most smallint := 2;
begin
  select greatest(2, max(g.rung)) into most from people_grant g where g.person_id = h.person_id and g.basis = 'supervises'
    and g.starts <= statement_timestamp() and g.until > statement_timestamp();
  most := case when h.kind = 'refer' then 2 else greatest(coalesce(most, 2::smallint), how) end;
  for one in select m.team_id, m.account_id, m.is_manager and a.is_active as leads, a.id = h.to_account_id as is_it from accounts_membership m
      join accounts_account a on a.id = m.account_id
     where m.starts <= statement_timestamp() and m.until > statement_timestamp() and (m.team_id = h.to_team_id or m.team_id in
       (select o.team_id from accounts_membership o where o.account_id = h.to_account_id and o.starts <= statement_timestamp() and o.until > statement_timestamp()))
  loop
    if h.to_account_id is not null and one.is_it then gave := gave || gate.give_by_handover(h, null, one.team_id, 2::smallint, 'team', ends); end if;
    if one.leads and not coalesce(one.is_it, false) then
      gave := gave || gate.give_by_handover(h, one.account_id, null, most, 'supervises', ends);
    end if;
  end loop;
  return gave;
end $$;

-- What whoever hands over held: their own, and that of their teams and managers where nobody else there works with the person.
create or replace function gate.end_by_handover(h people_handover, ends timestamptz, keep uuid[]) returns uuid[] security definer
  set search_path = public, pg_temp language plpgsql as $$
declare leaving uuid[]; ended uuid[]; ids uuid[];
begin
  leaving := array(select m.team_id from accounts_membership m where m.account_id = h.from_account_id and m.starts <= statement_timestamp()
      and m.until > statement_timestamp() union select h.from_team_id where h.from_team_id is not null
    except select h.to_team_id
    except select m.team_id from people_grant g join accounts_membership m on m.account_id = g.account_id and m.starts <= statement_timestamp()
        and m.until > statement_timestamp()
      where g.person_id = h.person_id and g.basis = 'allocated' and g.rung >= 2 and g.starts <= statement_timestamp() and g.until > statement_timestamp()
        and g.account_id is distinct from h.from_account_id
        and (h.from_team_id is null or m.team_id <> h.from_team_id or g.account_id = h.to_account_id));
  ids := array(select g.id from people_grant g where g.person_id = h.person_id and g.starts <= statement_timestamp() and g.until > ends
     and g.id <> all (keep) and (
      (g.account_id = h.from_account_id and g.basis = 'allocated')
      or (h.from_team_id is not null and g.basis = 'allocated' and g.account_id is distinct from h.to_account_id and h.from_team_id = any (leaving)
        and g.account_id in (select m.account_id from accounts_membership m
          where m.team_id = h.from_team_id and m.starts <= statement_timestamp() and m.until > statement_timestamp()))
      or (g.team_id = any (leaving) and g.basis in ('team', 'allocated'))
      or (g.basis = 'supervises' and g.account_id is distinct from h.to_account_id
        and exists (select 1 from accounts_membership m where m.account_id = g.account_id and m.is_manager and m.team_id = any (leaving)
          and m.until > statement_timestamp())
        and not exists (select 1 from accounts_membership m join people_grant k on k.team_id = m.team_id and k.person_id = h.person_id
          and k.until > ends and k.team_id <> all (leaving)
          where m.account_id = g.account_id and m.is_manager and m.until > statement_timestamp()))));
  with done as (update people_grant g set until = ends, ended_by_id = gate.me(), ended_why = 'Handed over' where g.id = any (ids) returning g.id)
    select coalesce(array_agg(id), '{}') into ended from done;
  return ended;
end $$;

create or replace function gate.stop_grants(which uuid[], why text) returns uuid[] security definer
  set search_path = public, pg_temp language plpgsql as $$
declare ended uuid[];
begin
  with done as (update people_grant g set until = statement_timestamp(), ended_by_id = gate.me(), ended_why = left(why, 400)
     where g.id = any (which) and g.until > statement_timestamp() returning g.id)
    select coalesce(array_agg(id), '{}') into ended from done;
  return ended;
end $$;

-- What had ended is given again, to whoever is still here and not kept out, and still manages: the same people, as much, on the same ground, to the same end.
create or replace function gate.give_again(which uuid[]) returns uuid[] security definer
  set search_path = public, pg_temp language plpgsql as $$
declare gave uuid[];
begin
  with made as (
    insert into people_grant (id, person_id, account_id, team_id, rung, basis, called, reason, starts, until, given_by_id, given_at, ended_why)
    select gen_random_uuid(), g.person_id, g.account_id, g.team_id, g.rung, g.basis, g.called, g.reason, statement_timestamp(),
        coalesce(g.until_before, '9999-01-01'), gate.me(), statement_timestamp(), ''
      from people_grant g where g.id = any (which) and coalesce(g.until_before, '9999-01-01') > statement_timestamp()
       and (g.account_id is null or exists (select 1 from accounts_account a where a.id = g.account_id and a.is_active))
       and not gate.is_kept_out(g.person_id, g.account_id, g.team_id)
       and (g.basis <> 'supervises' or exists (select 1 from accounts_membership m where m.account_id = g.account_id and m.is_manager
         and m.starts <= statement_timestamp() and m.until > statement_timestamp()))
    returning id)
    select coalesce(array_agg(id), '{}') into gave from made;
  return gave;
end $$;

create or replace function gate.end_of_day(day date) returns timestamptz immutable language sql as $$
  select (day + 1)::timestamp at time zone 'Europe/London' $$;

-- Where a handover stands: the last line that moved it.
create or replace function gate.handover_state(which uuid) returns text stable security definer
  set search_path = public, pg_temp language sql as $$
  select coalesce((select l.what from people_handoverline l where l.handover_id = which and l.what not in ('reason', 'goes on')
    order by l.number desc limit 1), 'offered') $$;

create or replace function gate.may_undo(h people_handover) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  h.person_id := gate.stands_for(h.person_id);
  return gate.may('allocate') and h.person_id <> all (gate.barred()) and (gate.leads(h.from_account_id, h.from_team_id)
    or gate.leads(h.to_account_id, h.to_team_id) or (gate.may_see(h.person_id, 2::smallint) and not gate.only_visits(h.person_id)));
end $$;

-- Why it could not wait says whoever opened it; or, once they do not, whoever leads them, who has asked.
create or replace function gate.may_explain(h people_handover) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  return h.by_id = gate.me() or (gate.may('allocate') and gate.leads(h.by_id, null));
end $$;

create or replace function gate.answers_handover(h people_handover) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if h.kind = 'ask' then return (gate.is_in_it(h.from_account_id, h.from_team_id) and not (h.from_team_id is not null and gate.is_anothers_there(h.person_id, h.from_team_id)))
    or (gate.may('allocate') and gate.leads(h.from_account_id, h.from_team_id)); end if;
  return gate.is_in_it(h.to_account_id, h.to_team_id) or (gate.my_kind() = 'partner' and h.to_account_id = gate.me() and h.kind = 'refer');
end $$;

-- Why this may not be said of it now; empty where it may.
create or replace function gate.why_not_said(h people_handover, said text, their_words text, how smallint, ground text) returns text
  stable security definer set search_path = public, pg_temp language plpgsql as $$
declare state text := gate.handover_state(h.id); is_at_once boolean; later timestamptz;
begin
  is_at_once := h.by_id = gate.me() and (h.kind = 'assign' or h.basis = 'immediate-harm'
    or (h.kind = 'share' and gate.is_partners(h)));
  if said in ('accepted', 'declined') then
    -- Nobody answers what they offered or asked themselves, also not as one of a team.
    if not (gate.answers_handover(h) and h.by_id <> gate.me()) and not (is_at_once and said = 'accepted') then return 'not yours'; end if;
    if state <> 'offered' then return 'taken'; end if;
    if said = 'declined' and btrim(their_words) = '' then return 'words'; end if;
    if said = 'declined' then return ''; end if;
    if how is null or how < 1 or how > h.rung or (how < 2 and h.kind in ('transfer', 'ask')) then return 'rung'; end if;
    return gate.why_not_now(h);
  elsif said = 'withdrawn' then
    if h.by_id <> gate.me() and not (gate.may('allocate') and gate.leads(h.from_account_id, h.from_team_id)) then return 'not yours'; end if;
    return case when state = 'offered' then '' else 'taken' end;
  elsif said = 'reason' then
    if not gate.may_explain(h) or h.basis <> 'immediate-harm' then return 'not yours'; end if;
    if exists (select 1 from people_handoverline l where l.handover_id = h.id and l.what = 'reason') then return 'taken'; end if;
    return case when btrim(their_words) = '' then 'words' else '' end;
  end if;
  if said in ('done', 'revoked') and (h.kind not in ('refer', 'share')
     or not case said when 'done' then gate.answers_handover(h) or (gate.my_kind() = 'partner' and h.to_account_id = gate.me()) else h.by_id = gate.me() or gate.may_undo(h) end) then return 'not yours'; end if;
  if said = 'undone' and (h.kind = 'share' or not gate.may_undo(h)) then return 'not yours'; end if;
  if said = 'goes on' and (h.basis <> 'consent' or h.kind not in ('refer', 'share') or not gate.may_see(gate.stands_for(h.person_id), 2::smallint)
     or gate.only_visits(gate.stands_for(h.person_id)) or not gate.may('write record')) then return 'not yours'; end if;
  if said not in ('done', 'revoked', 'undone', 'goes on') then return 'kind'; end if;
  if state <> 'accepted' then return 'taken'; end if;
  if btrim(their_words) = '' then return 'words'; end if;
  if said = 'goes on' and ground in ('', 'consent', 'immediate-harm') then return 'ground'; end if;
  if said = 'undone' then
    select l.at into later from people_handoverline l where l.handover_id = h.id and l.what = 'accepted';
    if exists (select 1 from people_handoverline l join people_handover o on o.id = l.handover_id where o.person_id = any (gate.merged_into(array[gate.stands_for(h.person_id)])) and o.id <> h.id
        and o.kind in ('transfer', 'ask') and l.what = 'accepted' and l.at > later and gate.handover_state(o.id) = 'accepted') then return 'moved on'; end if;
  end if;
  return '';
end $$;

create or replace function gate.say_of_handover(which uuid, said text, their_words text, how smallint, day date, ground text)
  returns table (refused text, number int, gave uuid[], ended uuid[], person_id uuid) security definer
  set search_path = public, pg_temp language plpgsql as $$
#variable_conflict use_column
declare h people_handover; first people_handoverline; why text; given uuid[] := '{}'; over uuid[] := '{}'; nr int; ends timestamptz; most timestamptz;
  basis text; last date; is_till boolean;
begin
  select * into h from people_handover x where x.id = which;
  if h.id is null or (gate.staff_me() is null and gate.my_kind() <> 'partner') or not gate.sees_handover(h) then
    raise insufficient_privilege using message = 'That handover is not yours to answer';
  end if;
  h.person_id := gate.stands_for(h.person_id);
  perform pg_advisory_xact_lock(hashtextextended(h.person_id::text, 30));  -- one at a time for each person
  why := gate.why_not_said(h, said, coalesce(their_words, ''), how, coalesce(ground, ''));
  if why <> '' then return query select why, 0, given, over, h.person_id; return; end if;
  if said = 'accepted' then
    last := coalesce(day, h.last_day);
    is_till := h.kind = 'share' or gate.is_partners(h);
    if is_till then last := h.last_day; end if;
    most := case when is_till then gate.end_of_day(last) else '9999-01-01'::timestamptz end;
    if h.kind in ('refer', 'share') and h.consent_id is not null then
      most := least(most, (select gate.end_of_day(c.until) from people_consent c where c.id = h.consent_id));
    end if;
    if gate.is_partners(h) then
      given := gate.give_by_handover(h, h.to_account_id, null, 0::smallint, 'partner share', most);
    else
      basis := case when h.kind = 'share' then 'asked and given' when h.kind = 'assign' and h.to_team_id is not null then 'team' else 'allocated' end;
      given := gate.give_by_handover(h, h.to_account_id, h.to_team_id, how, basis, most);
      if h.kind <> 'share' and how >= 2 then given := given || gate.let_team_help(h, how, most); end if;
    end if;
    if h.kind in ('transfer', 'ask') or (h.kind = 'assign' and h.from_account_id is distinct from h.by_id) then
      ends := greatest(statement_timestamp(), case when last > (statement_timestamp() at time zone 'Europe/London')::date then gate.end_of_day(last) else statement_timestamp() end);
      over := gate.end_by_handover(h, ends, given);
    end if;
  elsif said in ('done', 'revoked', 'undone') then
    select * into first from people_handoverline l where l.handover_id = h.id and l.what = 'accepted';
    over := gate.stop_grants(first.gave, case said when 'undone' then 'The handover was undone' else 'The handover is over' end);
    if said = 'undone' then
      given := gate.give_again(first.ended);
      perform gate.stop_grants(first.ended, 'The handover was undone');
    end if;
    if h.kind <> 'share' and not gate.is_partners(h)  -- who never worked here: what they read ends, whoever is left
      and not exists (select 1 from people_grant g where g.person_id = h.person_id and g.rung >= 2 and not gate.is_visit(g.basis)
        and g.starts <= statement_timestamp() and g.until > statement_timestamp()) then
      raise exception 'nobody left';
    end if;
  end if;
  select coalesce(max(l.number), 0) + 1 into nr from people_handoverline l where l.handover_id = h.id;
  insert into people_handoverline (id, handover_id, number, what, words, basis, rung, last_day, gave, ended, by_id, at)
    values (gen_random_uuid(), h.id, nr, said, left(btrim(coalesce(their_words, '')), 4000), coalesce(ground, ''), case when said = 'accepted' then how end, last,
      given, over, gate.me(), clock_timestamp());
  return query select '', nr, given, over, h.person_id;
end $$;

-- Consent is withdrawn, and what rests on it ends in the same act; open offers that rest on it are taken back.
create or replace function gate.withdraw_consent(which uuid, why text) returns table (handover uuid, ended uuid[]) security definer
  set search_path = public, pg_temp language plpgsql as $$
#variable_conflict use_column
declare c people_consent; h people_handover; stopped uuid[]; nr int; state text;
begin
  select * into c from people_consent x where x.id = which;
  if c.id is null or not (c.person_id = any (gate.mine()) or (gate.my_kind() = 'staff' and gate.may('write record')
      and gate.may_see(c.person_id, 2::smallint) and not gate.only_visits(c.person_id))) then
    raise insufficient_privilege using message = 'That consent is not yours to withdraw';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(c.person_id::text, 30));
  update people_consent x set withdrawn_at = statement_timestamp(), withdrawn_by_id = gate.me(), withdrawn_why = left(btrim(why), 400)
    where x.id = which and x.withdrawn_at is null;
  if not found then return; end if;
  for h in select * from people_handover x where x.consent_id = which
      and not exists (select 1 from people_handoverline l where l.handover_id = x.id and l.what = 'goes on') loop
    state := gate.handover_state(h.id);
    if state = 'offered' or (state = 'accepted' and h.kind in ('refer', 'share')) then
      select gate.stop_grants(l.gave, 'Consent was withdrawn') into stopped from people_handoverline l where l.handover_id = h.id and l.what = 'accepted';
      select coalesce(max(l.number), 0) + 1 into nr from people_handoverline l where l.handover_id = h.id;
      insert into people_handoverline (id, handover_id, number, what, words, basis, gave, ended, by_id, at)
        values (gen_random_uuid(), h.id, nr, case state when 'offered' then 'withdrawn' else 'revoked' end, 'Consent was withdrawn', '', '{}',
          coalesce(stopped, '{}'), gate.me(), clock_timestamp());
      if state = 'offered' then  -- nobody is asked for an answer any more
        update record_task t set done_at = statement_timestamp(), done_by_id = gate.me() where t.from_id = h.id and t.what = 'handover' and t.done_at is null;
      end if;
      return query select h.id, coalesce(stopped, '{}');
      stopped := null;
    end if;
  end loop;
end $$;

-- What somebody is called, for whoever is asked to answer before they may open the record.
create or replace function gate.handover_names(which uuid[]) returns table (id uuid, called text) stable security definer
  set search_path = public, pg_temp language sql as $$
  select h.id, p.called::text from people_handover h join people_person p on p.id = gate.stands_for(h.person_id)
   where h.id = any (which) and gate.sees_handover(h) and (gate.staff_me() is not null
     or (gate.my_kind() = 'partner' and h.kind = 'refer' and gate.handover_state(h.id) = 'offered')) $$;

-- Who opened or wrote what through it, from when it was accepted until it ended: for those who may undo it and those who read the record.
create or replace function gate.seen_by_handover(which uuid) returns table (by_id uuid, what text, times bigint, first timestamptz, last timestamptz)
  stable security definer set search_path = public, pg_temp language sql as $$
  select t.by_id, t.what::text, count(*), min(t.at), max(t.at) from people_handover h
    join people_handoverline l on l.handover_id = h.id and l.what = 'accepted'
    left join people_handoverline o on o.handover_id = h.id and o.what in ('done', 'revoked', 'undone')
    join foundation_trail t on t.person_id = any (gate.merged_into(array[gate.stands_for(h.person_id)])) and t.at >= l.at and t.at <= coalesce(o.at, statement_timestamp())
   where h.id = which and gate.sees_handover(h) and (gate.may_undo(h) or gate.may_see(gate.stands_for(h.person_id), 2::smallint)) and t.what not like 'learning:%'
     and t.what not like 'handover%' and t.what not like 'draft%' and t.what not like 'task%' and t.what not in ('access given', 'access ended')
     and exists (select 1 from people_grant g where g.id = any (l.gave) and (g.account_id = t.by_id or exists (select 1 from accounts_membership m
       where m.team_id = g.team_id and m.account_id = t.by_id and m.starts <= t.at and m.until > t.at)))
     and not (t.by_id = coalesce(h.from_account_id, h.by_id))
   group by t.by_id, t.what order by 4 limit 100 $$;

do $$ declare f text; begin
  foreach f in array array['leads(uuid, uuid)', 'sees_handover(people_handover)', 'shares_by(uuid)', 'is_partners(people_handover)', 'is_guests(people_handover)', 'is_kept_out(uuid, uuid, uuid)',
      'holds(uuid, uuid, uuid)', 'is_anothers_there(uuid, uuid)',
      'why_not_now(people_handover)', 'why_not_offered(people_handover)', 'give_by_handover(people_handover, uuid, uuid, smallint, text, timestamptz)',
      'let_team_help(people_handover, smallint, timestamptz)', 'end_by_handover(people_handover, timestamptz, uuid[])', 'stop_grants(uuid[], text)', 'give_again(uuid[])',
      'handover_state(uuid)', 'may_undo(people_handover)', 'may_explain(people_handover)', 'answers_handover(people_handover)',
      'why_not_said(people_handover, text, text, smallint, text)', 'say_of_handover(uuid, text, text, smallint, date, text)',
      'withdraw_consent(uuid, text)', 'handover_names(uuid[])', 'seen_by_handover(uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
grant insert on people_grant, people_shared, people_handoverline to alongside_gate;
grant update (withdrawn_at, withdrawn_by_id, withdrawn_why) on people_consent to alongside_gate;

do $$ declare t text; begin
  foreach t in array array['people_handover', 'people_handoverline'] loop
    execute format('create or replace trigger stays before update or delete on %I for each row execute function gate.stays()', t);
    execute format('alter table %I enable always trigger stays', t);
  end loop;
end $$;
