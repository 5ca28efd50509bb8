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
   where d.outcome = 'open' and a.kind = 'staff' and (not a.is_active or a.left_on <= current_date)
   order by d.owner_id, d.saved_at;
end $$;

-- What is about a person whose record the new owner may not read stays: words typed are no way round a grant. A bar outranks
-- every manager; and nobody hands to themselves what is about nobody yet.
create or replace function gate.hand_over_drafts(giver uuid, taker uuid)
  returns table (id uuid, about uuid[]) security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('reassign drafts') then
    raise insufficient_privilege using message = 'Handing over drafts needs the right to reassign them';
  end if;
  return query update foundation_draft d set owner_id = taker, handed_over_by_id = gate.me()
   where d.owner_id = giver and d.outcome = 'open'
     and exists (select 1 from accounts_account a where a.id = giver and a.kind = 'staff'
       and (not a.is_active or a.left_on <= current_date))
     and exists (select 1 from accounts_account a where a.id = taker and a.kind = 'staff'
       and a.is_active and (a.left_on is null or a.left_on > current_date))
     and (cardinality(d.about) > 0 or taker <> gate.me())
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

alter function gate.drafts_left_behind() owner to alongside_gate;
alter function gate.hand_over_drafts(uuid, uuid) owner to alongside_gate;
grant update (owner_id, handed_over_by_id) on foundation_draft to alongside_gate;
