-- Who is acting, and the trail: what every policy stands on.

create or replace function gate.nobody() returns text stable language plpgsql as $$
begin
  raise insufficient_privilege using message = 'Nobody is acting: no account was set for this transaction';
end $$;

create or replace function gate.me() returns uuid stable language sql
  return coalesce(nullif(current_setting('alongside.account', true), ''), gate.nobody())::uuid;

-- One line as one hash. Everything that the line says is in it. The first byte tells a line from a node or a seal.
create or replace function gate.leaf(t public.foundation_trail) returns bytea stable language sql
begin atomic
  select sha256(convert_to(chr(1) || jsonb_build_array(
    t.id, t.era, t.txid::text, (extract(epoch from t.at) * 1000000)::bigint, t.act, t.by_id, t.behalf_id,
    t.what, t.on_kind, t.on_id, t.person_id, t.listed, t.detail)::text, 'UTF8'));
end;

-- The application may add lines that name itself, and nothing else; the sealer may read them.
alter table foundation_trail enable row level security;
alter table foundation_trail force row level security;
revoke all on foundation_trail from alongside_app, alongside_search;
grant insert (act, by_id, behalf_id, what, on_kind, on_id, person_id, listed, detail) on foundation_trail to alongside_app;
grant select on foundation_trail to alongside_sealer, alongside_gate;
drop policy if exists note on foundation_trail;
drop policy if exists owner on foundation_trail;
drop policy if exists gate on foundation_trail;
drop policy if exists sealer on foundation_trail;
create policy note on foundation_trail for insert to alongside_app with check (by_id = (select gate.me()));
create policy owner on foundation_trail to alongside_owner using (true) with check (true);
create policy gate on foundation_trail for select to alongside_gate using (true);
create policy sealer on foundation_trail for select to alongside_sealer using (true);

-- How often I was refused a page within a minute, and whether this one was among them: the limit on what knocking writes down.
create or replace function gate.my_refusals(page text, about uuid, method text) returns table (lately bigint, is_known boolean) stable security definer
  set search_path = public, pg_temp language sql as $$
  select count(*), coalesce(bool_or(t.detail ->> 'page' = my_refusals.page and t.detail ->> 'method' = my_refusals.method
      and t.person_id is not distinct from my_refusals.about), false)
    from foundation_trail t where t.on_id = gate.me() and t.by_id = gate.me() and t.what = 'refused'
     and t.at > statement_timestamp() - interval '1 minute' $$;
alter function gate.my_refusals(text, uuid, text) owner to alongside_gate;

-- Seals hold hashes only, so everybody may read them; the sealer alone adds one, and nobody changes one.
alter table foundation_seal enable row level security;
alter table foundation_seal force row level security;
revoke all on foundation_seal from alongside_app, alongside_gate, alongside_search;
grant select on foundation_seal to alongside_app;
grant select, insert on foundation_seal to alongside_sealer;
drop policy if exists read on foundation_seal;
drop policy if exists owner on foundation_seal;
drop policy if exists sealer on foundation_seal;
create policy read on foundation_seal for select to alongside_app, alongside_sealer using (true);
create policy owner on foundation_seal to alongside_owner using (true) with check (true);
create policy sealer on foundation_seal for insert to alongside_sealer with check (true);

-- A month reached by its own name would not be under the policies of the whole: only a backup may do so.
create or replace function gate.close_month(month regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', month);
  execute format('alter table %s force row level security', month);
  execute format('revoke all on %s from alongside_app, alongside_gate, alongside_search, alongside_sealer', month);
  execute format('grant select on %s to alongside_backup', month);
end $$;

-- Months are made ahead by the sealer; what falls outside them lands in the default partition. Made apart and then attached,
-- so that writers never queue behind it; a reader in the way makes it give up and come back. It belongs to the owner, for only
-- an owner may attach a partition. A month that already has lines in the default partition stays there: lines are never moved.
drop function if exists gate.make_trail_months(int);
create function gate.make_trail_months(ahead int) returns int
  security definer set search_path = public, pg_temp set lock_timeout = '2s' set timezone = 'UTC' language plpgsql as $$
declare
  month date := date_trunc('month', now())::date; following date; name text; made int := 0;
begin
  for i in 0..least(ahead, 24) loop
    following := (month + interval '1 month')::date;
    name := 'foundation_trail_' || to_char(month, 'YYYY_MM');
    if to_regclass(name) is null
       and not exists (select 1 from foundation_trail t where t.tableoid = 'foundation_trail_other'::regclass and t.at >= month and t.at < following) then
      execute format('create table %I (like foundation_trail including all)', name);
      perform gate.close_month(name::regclass);
      execute format('alter table foundation_trail attach partition %I for values from (%L) to (%L)', name, month, following);
      made := made + 1;
    end if;
    month := following;
  end loop;
  return made;
end $$;
do $$ declare month regclass; begin
  for month in select inhrelid::regclass from pg_inherits where inhparent = 'foundation_trail'::regclass loop
    perform gate.close_month(month);
  end loop;
  perform gate.make_trail_months(3);
end $$;
grant execute on function gate.leaf(foundation_trail), gate.make_trail_months(int) to alongside_sealer;

-- ---- drafts of somebody who has left: by owner and date, unread ----

create or replace function gate.drafts_left_behind()
  returns table (id uuid, owner_id uuid, began_at timestamptz, saved_at timestamptz) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('reassign drafts') then return; end if;
  return query select d.id, d.owner_id, d.began_at, d.saved_at from foundation_draft d
    join accounts_account a on a.id = d.owner_id
   where d.outcome = 'open' and d.purpose not like 'learning %' and a.kind = 'staff' and (not a.is_active or a.left_on <= current_date)
   order by d.owner_id, d.saved_at;
end $$;

-- What somebody wrote for their own learning stays theirs: nobody is even told of it.
-- What is about a person whose record the new owner may not read stays: words typed are no way round a grant. A bar outranks
-- every manager; nobody hands to themselves what is about nobody yet; and what is being written about an allegation goes only to
-- somebody whose role it is to keep them.
create or replace function gate.hand_over_drafts(giver uuid, taker uuid)
  returns table (id uuid, about uuid[]) security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('reassign drafts') then
    raise insufficient_privilege using message = 'Handing over drafts needs the right to reassign them';
  end if;
  return query update foundation_draft d set owner_id = taker, handed_over_by_id = gate.me(), offered_at = null
   where d.owner_id = giver and d.outcome = 'open' and d.purpose not like 'learning %'
     and exists (select 1 from accounts_account a where a.id = giver and a.kind = 'staff'
       and (not a.is_active or a.left_on <= current_date))
     and exists (select 1 from accounts_account a where a.id = taker and a.kind = 'staff'
       and a.is_active and (a.left_on is null or a.left_on > current_date))
     and (cardinality(d.about) > 0 or taker <> gate.me())
     and (d.purpose <> 'allegation' or exists (select 1 from accounts_roleheld h join accounts_role r on r.key = h.role_id
       where h.account_id = taker and h.starts <= statement_timestamp() and h.until > statement_timestamp()
         and 'keep allegations' = any (r.permissions)))
     and not exists (select 1 from unnest(d.about) p where not exists (select 1 from people_grant g
       where (g.person_id = p or g.person_id is null) and g.rung >= 2
         and g.starts <= statement_timestamp() and g.until > statement_timestamp()
         and (g.account_id = taker or g.team_id in (select m.team_id from accounts_membership m
           where m.account_id = taker and m.starts <= statement_timestamp() and m.until > statement_timestamp()))))
     and not exists (select 1 from people_bar b
       where b.person_id = any (d.about) and b.starts <= statement_timestamp() and b.until > statement_timestamp()
         and (b.account_id = taker or b.team_id in (select m.team_id from accounts_membership m
           where m.account_id = taker and m.starts <= statement_timestamp() and m.until > statement_timestamp())))
   returning d.id, d.about;
end $$;

-- What somebody who left had asked for is answered, once their draft is with somebody else.
create or replace function gate.settle_hand_overs(drafts uuid[]) returns setof uuid security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('reassign drafts') then
    raise insufficient_privilege using message = 'Handing over drafts needs the right to reassign them';
  end if;
  return query update foundation_handover h set state = 'taken', answered_by_id = d.owner_id, answered_at = statement_timestamp()
    from foundation_draft d where d.id = any (drafts) and h.draft_id = d.id and h.state = 'waiting' and d.owner_id <> h.asked_by_id
   returning h.id;
end $$;

alter function gate.settle_hand_overs(uuid[]) owner to alongside_gate;
alter function gate.drafts_left_behind() owner to alongside_gate;
alter function gate.hand_over_drafts(uuid, uuid) owner to alongside_gate;

-- ---- drafts that somebody may not finish any more, and asks another to take over ----

-- Whether I may offer this draft: my own, open, one that becomes part of a record, about people with whom I worked at some time.
-- Or anybody could lay words before whoever works with somebody.
create or replace function gate.may_offer(draft uuid, kind text, people uuid[], began timestamptz) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  kind in ('note', 'questionnaire', 'amendment') and cardinality(people) > 0
  and exists (select 1 from foundation_draft d where d.id = draft and d.owner_id = gate.me() and d.outcome = 'open'
    and d.purpose = kind and d.about = people and d.began_at = began)
  and not exists (select 1 from unnest(people) p where not exists (select 1 from people_grant g
    where (g.person_id = p or g.person_id is null) and g.rung >= 2 and g.starts <= statement_timestamp()
      and (g.account_id = gate.me() or g.team_id in (select m.team_id from accounts_membership m where m.account_id = gate.me()))));
end $$;

-- Whether I answer it: it waits with me or my team, or I lead where the record is held. Never for myself, never on a visit alone, and
-- never across a bar.
create or replace function gate.answers_hand_over(which uuid, asker uuid, people uuid[]) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  gate.my_kind() = 'staff' and asker <> gate.me() and not people && gate.barred()
  and (exists (select 1 from record_task t where t.from_id = which and t.what = 'take over draft'
      and (t.account_id = gate.me() or t.team_id = any (gate.my_teams())))
    or (gate.may('allocate') and exists (select 1 from unnest(people) p
      where gate.may_see(p, 2::smallint) and not gate.only_visits(p))));
end $$;

-- Whether I may have these words: I work with everybody they are about, and may read the entry that they are to change. Words typed
-- are no way round a grant, nor round a bar.
create or replace function gate.may_take_up(people uuid[], place text) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare entry uuid := substring(place from '^/entries/([0-9a-f-]{36})/')::uuid;
begin
  return gate.my_kind() = 'staff' and cardinality(people) > 0
    and not exists (select 1 from unnest(people) p where not gate.may_see(p, 2::smallint) or gate.only_visits(p))
    and (entry is null or (gate.entry_readable(entry) and not gate.about_any(entry, gate.barred())));
end $$;

-- The same, asked before one presses: the draft itself stays unread.
create or replace function gate.could_take_over(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return coalesce((
  select gate.answers_hand_over(h.id, h.asked_by_id, h.about) and gate.may_take_up(d.about, d.address) and d.outcome = 'open'
    from foundation_handover h join foundation_draft d on d.id = h.draft_id and d.owner_id = h.asked_by_id
   where h.id = which and h.state = 'waiting'), false);
end $$;

-- What I was asked to take over becomes mine, unread until then. Nothing where somebody was quicker, or its writer finished it.
create or replace function gate.take_over_draft(which uuid) returns table (id uuid, giver uuid, about uuid[]) security definer
  set search_path = public, pg_temp language plpgsql as $$
declare asked foundation_handover; given foundation_draft;
begin
  select * into asked from foundation_handover h where h.id = which;
  if asked.id is null or not gate.answers_hand_over(asked.id, asked.asked_by_id, asked.about) then
    raise insufficient_privilege using message = 'That draft was not offered to you';
  end if;
  -- In the order in which its writer would finish it: the draft first.
  select * into given from foundation_draft d where d.id = asked.draft_id for update;
  perform 1 from foundation_handover h where h.id = which and h.state = 'waiting' for update;
  if not found or given.owner_id <> asked.asked_by_id or given.outcome <> 'open' then return; end if;
  if not gate.may_take_up(given.about, given.address) then
    raise insufficient_privilege using message = 'Those words are about somebody whose record you do not hold';
  end if;
  update foundation_handover h set state = 'taken', answered_by_id = gate.me(), answered_at = statement_timestamp() where h.id = which;
  update foundation_draft d set owner_id = gate.me(), handed_over_by_id = asked.asked_by_id, offered_at = null where d.id = given.id;
  return query select given.id, given.owner_id, given.about;
end $$;

-- Who is asked, by id, and only by whoever asks: first who leads a team that works with all of them; then who leads a team of the worker
-- that is allocated to them; then those teams; then who was let in by name; then duty. Where nobody may read all of it, the same for some
-- of them; and where nobody works with any of them any more, whoever looks after that across the council. Never who asks.
create or replace function gate.takers_of(which uuid) returns table (account_id uuid, team_id uuid, is_unheld boolean) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare people uuid[]; asker uuid;
begin
  select h.about, h.asked_by_id into people, asker from foundation_handover h where h.id = which and h.asked_by_id = gate.me();
  return query
  with works as materialized (
    select w.account_id as who, w.team_id as team, w.is_wide as wide, p from unnest(people) p, lateral gate.workers_on(p) w where w.account_id <> asker),
  reads as materialized (select w.who, count(distinct w.p) = cardinality(people) as has_all from works w group by 1),
  leads as materialized (select m.team_id as team, m.account_id as who from accounts_membership m
     where m.is_manager and m.starts <= statement_timestamp() and m.until > statement_timestamp()),
  found as materialized (
    select 1 as place, w.who, null::uuid as team from works w join leads l on l.team = w.team and l.who = w.who where not w.wide
    union select 2, r.who, null from reads r join leads l on l.who = r.who
      join accounts_membership m on m.team_id = l.team and m.starts <= statement_timestamp() and m.until > statement_timestamp()
      join people_grant g on g.account_id = m.account_id and g.person_id = any (people) and g.basis = 'allocated' and g.rung >= 2
       and g.starts <= statement_timestamp() and g.until > statement_timestamp()
    union select 3, w.who, w.team from works w where w.team is not null and not w.wide
    union select 4, w.who, null from works w where w.team is null and not w.wide
    union select 5, w.who, w.team from works w where w.wide),
  chosen as (select f.place, f.who, f.team, r.has_all, rank() over (order by not r.has_all, f.place) as rank from found f join reads r on r.who = f.who),
  unheld as (
    select a.id from accounts_account a join accounts_roleheld h on h.account_id = a.id
      join accounts_role r on r.key = h.role_id and 'answer unheld' = any (r.permissions)
     where not exists (select 1 from chosen) and a.is_active and a.kind = 'staff' and a.id <> asker
       and h.starts <= statement_timestamp() and h.until > statement_timestamp()
       and not exists (select 1 from people_bar b where b.person_id = any (people) and b.starts <= statement_timestamp() and b.until > statement_timestamp()
         and (b.account_id = a.id or b.team_id in (select m.team_id from accounts_membership m
           where m.account_id = a.id and m.starts <= statement_timestamp() and m.until > statement_timestamp()))))
  select distinct case when c.team is null then c.who end, c.team, false from chosen c where c.rank = 1
  union select u.id, null, true from unheld u;
end $$;

do $$ declare f text; begin
  foreach f in array array['may_offer(uuid, text, uuid[], timestamptz)', 'answers_hand_over(uuid, uuid, uuid[])', 'may_take_up(uuid[], text)',
      'could_take_over(uuid)', 'take_over_draft(uuid)', 'takers_of(uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
grant update (owner_id, handed_over_by_id, offered_at) on foundation_draft to alongside_gate;
grant update (state, answered_by_id, answered_at) on foundation_handover to alongside_gate;

-- For whatever is written once, in any room.
create or replace function gate.stays() returns trigger language plpgsql as $$
begin
  raise integrity_constraint_violation using message = 'What is finished is never changed: amend it with a new version';
end $$;
