-- Whose records an account may reach, and the few look-ups that must cross grants. Each is narrow and trailed.

-- Who somebody is now: the record under which theirs stands, or they themselves.
create or replace function gate.stands_for(p uuid) returns uuid stable security definer set search_path = public, pg_temp language plpgsql as $$
declare found uuid := p; later uuid;
begin
  loop
    select m.into_id into later from people_merge m where m.gone_id = found and m.state = 'made';
    exit when later is null;
    found := later;
  end loop;
  return found;
end $$;

-- These, and all who stand under them now.
create or replace function gate.merged_into(people uuid[]) returns uuid[] stable security definer set search_path = public, pg_temp language plpgsql as $$
declare found uuid[] := people; more uuid[] := people;
begin
  while cardinality(more) > 0 loop
    more := array(select m.gone_id from people_merge m where m.into_id = any (more) and m.state = 'made');
    found := found || more;
  end loop;
  return found;
end $$;

-- What the acting account may open by name or by team today: every policy looks here, by way of the index on the person. It reads
-- grants as the gate, so that a policy that asks for one does not ask for all that the policies of grants ask; and shows nobody
-- anything but their own.
create or replace view gate.my_grants with (security_barrier) as
  select g.person_id, g.rung, (select gate.me()) as acting from people_grant g
   where g.starts <= statement_timestamp() and g.until > statement_timestamp()
     and (g.account_id = (select gate.staff_me()) or g.team_id = any ((select gate.my_teams())::uuid[]));
alter view gate.my_grants owner to alongside_gate;
grant select on gate.my_grants to alongside_app;

-- Those whom no whole-council reach opens: sealed identities. Only asked below.
create or replace function gate.closed_to_all() returns uuid[] stable security definer
  set search_path = search, public, pg_temp language plpgsql as $$ begin return array(select person_id from search.unlisted); end $$;

-- Whom I reach beside the grants above, looked up once in a transaction: the whole council; those I am kept from; the one I am.
create or replace function gate.get_to_know_reach(what text) returns text stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare me uuid := gate.me(); everyone smallint; barred uuid[]; mine uuid[] := '{}';
begin
  select coalesce(max(rung), 0) into everyone from gate.my_grants where person_id is null;
  barred := array(select b.person_id from people_bar b where (b.account_id = me or b.team_id = any (gate.my_teams()))
    and b.starts <= statement_timestamp() and b.until > statement_timestamp());
  if everyone > 0 then
    barred := barred || array(select u from unnest(gate.closed_to_all()) u
      where not exists (select 1 from gate.my_grants g where g.person_id = u and g.rung >= 1));
  end if;
  if gate.my_kind() = 'person' then
    mine := array(select g.person_id from people_grant g where g.account_id = me and g.basis = 'the person themselves'
      and g.person_id is not null and g.starts <= statement_timestamp() and g.until > statement_timestamp());
    if cardinality(mine) > 0 and gate.in_doubt(mine[1]) then mine := '{}'; else mine := gate.merged_into(mine); end if;
  end if;
  perform set_config('alongside.everyone', everyone::text, true), set_config('alongside.barred', barred::text, true),
    set_config('alongside.mine', mine::text, true), set_config('alongside.reached', me::text, true);
  return current_setting('alongside.' || what);
end $$;
alter function gate.get_to_know_reach(text) owner to alongside_gate;

create or replace function gate.my_reach(what text) returns text stable language sql as $$
  select case when current_setting('alongside.reached', true) = gate.me()::text
    then current_setting('alongside.' || what) else gate.get_to_know_reach(what) end $$;

-- Whole-council reach, of duty teams and named system purposes. Raises where nobody acts, also where there is no grant at all.
create or replace function gate.everyone() returns smallint stable language sql as $$
  select gate.my_reach('everyone')::smallint $$;

-- The person whose own account this is, under every id that stands for them. None, while it is in doubt who that is.
create or replace function gate.mine() returns uuid[] stable language sql as $$
  select gate.my_reach('mine')::uuid[] $$;

-- Whoever is kept out by name; and who reaches the whole council, from the sealed whom they were not let in to see by name.
create or replace function gate.barred() returns uuid[] stable language sql as $$
  select gate.my_reach('barred')::uuid[] $$;

create or replace trigger forget after insert or update or delete on people_grant for each statement execute function gate.forget();
create or replace trigger forget after insert or update or delete on people_bar for each statement execute function gate.forget();
create or replace trigger forget after insert or update or delete on search.unlisted for each statement execute function gate.forget();

create or replace function gate.may_see(p uuid, need smallint) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  (gate.everyone() >= need or exists (select 1 from gate.my_grants g where g.person_id = p and g.rung >= need)) and p <> all (gate.barred());
end $$;

-- Nobody yet: whoever adds somebody says first who works with them.
create or replace function gate.is_new(p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select gate.staff_me() is not null and not exists (select 1 from people_person where id = p)
); end $$;

create or replace function gate.is_my_glass(which uuid, p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select exists (select 1 from people_grant where id = which and person_id = p and account_id = gate.staff_me() and basis = 'break-glass') $$;

-- On what ground somebody comes into a record for one purpose and a time, rather than to work with the person.
create or replace function gate.is_visit(basis text) returns boolean immutable parallel safe language sql
  return basis in ('break-glass', 'asked and given', 'rights request');

-- Whether a visit is all that opens somebody's record to me: an emergency, an answer to my asking, or what was shared with me or a team of
-- mine for a time. From there nobody lets anybody in, ends what others may see, keeps anybody out, begins the record of a twin, or takes an entry along: what was given for a time stays so.
create or replace function gate.only_visits(p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare me uuid := gate.staff_me(); teams uuid[] := gate.my_teams();
begin
  return gate.everyone() < 2
    and exists (select 1 from people_grant g where g.person_id = p and (g.account_id = me or g.team_id = any (teams)) and gate.is_visit(g.basis)
      and g.starts <= statement_timestamp() and g.until > statement_timestamp())
    and not exists (select 1 from people_grant g where g.person_id = p and (g.account_id = me or g.team_id = any (teams))
      and g.rung >= 2 and not gate.is_visit(g.basis) and g.starts <= statement_timestamp() and g.until > statement_timestamp());
end $$;

-- The same where the visit is an emergency: for the sentence that says so.
create or replace function gate.only_by_glass(p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  return gate.only_visits(p) and not exists (select 1 from people_grant g where g.person_id = p
    and (g.account_id = gate.staff_me() or g.team_id = any (gate.my_teams())) and g.rung >= 2 and g.basis <> 'break-glass' and g.starts <= statement_timestamp() and g.until > statement_timestamp());
end $$;

-- Everybody who is let in to work with somebody: by name, by a team that they are in, or with the whole council's records. Without those
-- who have left, and those who are kept out.
create or replace function gate.workers_on(p uuid) returns table (account_id uuid, team_id uuid, is_wide boolean) stable security definer
  set search_path = search, public, pg_temp language sql as $$
  select a.id, g.team_id, g.person_id is null from people_grant g
    join lateral (select g.account_id as id where g.account_id is not null
      union all select m.account_id from accounts_membership m
       where m.team_id = g.team_id and m.starts <= statement_timestamp() and m.until > statement_timestamp()) w on true
    join accounts_account a on a.id = w.id and a.is_active and a.kind = 'staff'
   where (g.person_id = p or (g.person_id is null and not exists (select 1 from search.unlisted u where u.person_id = p)))
     and g.rung >= 2 and not gate.is_visit(g.basis) and g.starts <= statement_timestamp() and g.until > statement_timestamp()
     and not exists (select 1 from people_bar b where b.person_id = p and b.starts <= statement_timestamp() and b.until > statement_timestamp()
       and (b.account_id = a.id or b.team_id in (select m.team_id from accounts_membership m
         where m.account_id = a.id and m.starts <= statement_timestamp() and m.until > statement_timestamp()))) $$;

-- Whether nobody here works with somebody any more: their worker has left, or all that let anybody in has run out. Never of the sealed.
create or replace function gate.is_unheld(p uuid) returns boolean stable security definer
  set search_path = search, public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from people_person where id = p) and not exists (select 1 from gate.workers_on(p))
     and not exists (select 1 from search.unlisted u where u.person_id = p);
end $$;

-- Whether I answer whoever asks to see such a record, without reading it myself: or nobody could ever open it again.
create or replace function gate.may_answer_unheld(p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  gate.my_kind() = 'staff' and gate.may('answer unheld') and p <> all (gate.barred()) and gate.is_unheld(p);
end $$;

-- Whether I may let the person, somebody acting for them, or a partner in: a reader whose role includes it; of the sealed, who seals.
create or replace function gate.may_open_to(p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  gate.my_kind() = 'staff' and gate.may_see(p, 2::smallint) and not gate.only_visits(p)
  and gate.may(case when exists (select 1 from gate.unlisted_of(array[p])) then 'seal identity' else 'give a way in' end);
end $$;

-- Whether I may make a way in for this account: all that it reads is what I may let people in to. Or a link would open more than I may.
create or replace function gate.may_make_way_in(whom uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare open uuid[] := array(select g.person_id from people_grant g join accounts_account a on a.id = g.account_id and a.is_active and a.kind in ('person', 'proxy')
   where g.account_id = whom and g.starts <= statement_timestamp() and g.until > statement_timestamp());
begin
  return cardinality(open) > 0 and (select bool_and(coalesce(gate.may_open_to(p), false)) from unnest(open) p);
end $$;

-- Whether the acting account may write this grant. Nobody gives more than they hold, and nobody lets themselves in, save in
-- an emergency: for 4 hours, without what is restricted. A rung is for staff; the others hold what is shown or listed.
create or replace function gate.may_give(p uuid, whom uuid, whom_team uuid, how smallint, why text, ends timestamptz) returns boolean
  stable security definer set search_path = public, pg_temp language plpgsql as $$
declare
  is_mine boolean := coalesce(whom = gate.me(), false) or coalesce(whom_team = any (gate.my_teams()), false);
  of_kind text := (select a.kind from accounts_account a where a.id = whom);
  wanted text := case why when 'the person themselves' then 'person' when 'acting for them' then 'proxy' when 'partner share' then 'partner' else 'staff' end;
begin
  if p is null or p = any (gate.barred()) or coalesce(of_kind, 'staff') <> wanted or (how > 0) <> (wanted = 'staff') then return false; end if;
  if gate.my_kind() = 'person' then return wanted in ('proxy', 'partner') and p = any (gate.mine()); end if;
  if gate.my_kind() is distinct from 'staff' or why = 'system purpose' then return false; end if;
  if why = 'break-glass' then
    return coalesce(whom = gate.me(), false) and how <= 2 and ends <= statement_timestamp() + interval '4 hours 5 minutes' and gate.may('break glass');
  end if;
  if wanted <> 'staff' then return gate.may_open_to(p) and (why <> 'the person themselves' or ends >= '9999-01-01'); end if;
  if gate.is_new(p) then return true; end if;
  -- Of a record that nobody holds: whoever asked for a time, and a team that works with the person from now on. Read by neither of us.
  if how <= 2 and not is_mine and (why = 'asked and given' or (why = 'allocated' and whom_team is not null)) and gate.may_answer_unheld(p)
     and exists (select 1 from people_accessrequest r where r.person_id = p and r.state = 'given' and r.answered_by_id = gate.me()
       and (whom_team is not null or r.asked_by_id = whom)) then return true; end if;
  if not gate.may_see(p, 2::smallint) or gate.only_visits(p) then return false; end if;
  return how <= 2 or gate.may_see(p, how)
    or (is_mine and gate.may('seal identity'))
    or (not is_mine and (why = 'supervises' or gate.may('allocate')));
end $$;

-- What has an end is given anew, and never made longer. The end that a grant had is kept as it is ended, and only to that end
-- may it come back: where what the person or somebody acting for them could read was ended by a death that was told wrongly.
create or replace function gate.grant_ends() returns trigger language plpgsql as $$
begin
  if new.until < old.until then
    new.until_before := old.until;
  elsif new.until > old.until then
    if old.rung > 0 or gate.my_kind() is distinct from 'staff' or new.until is distinct from old.until_before then
      raise insufficient_privilege using message = 'What has an end is not made longer: it is given again';
    end if;
    new.until_before := null;
  end if;
  return new;
end $$;
create or replace trigger only_ends before update of until on people_grant for each row execute function gate.grant_ends();

-- The name that was listed for a proxy's or a partner's grant; nothing else of the person.
create or replace function gate.shared_name(which uuid) returns text stable security definer
  set search_path = public, pg_temp language sql as $$
  select p.called from people_shared s join people_grant g on g.id = s.grant_id join people_person p on p.id = s.person_id
   where g.id = which and g.account_id = gate.me() and s.fact = 'name' and s.ended_at is null
     and g.starts <= statement_timestamp() and g.until > statement_timestamp() $$;

-- Teams that hold a person's record: what a stub may say, to staff, and nobody's name. Who is there for a time holds nothing.
create or replace function gate.teams_of(p uuid) returns setof text stable security definer
  set search_path = public, pg_temp language sql as $$
  select distinct t.name from people_grant g
    left join accounts_membership m on m.account_id = g.account_id and m.until > statement_timestamp()
    join accounts_team t on t.id = coalesce(g.team_id, m.team_id)
   where g.person_id = p and g.rung >= 2 and not gate.is_visit(g.basis) and g.until > statement_timestamp() and g.starts <= statement_timestamp()
     and gate.staff_me() is not null $$;

-- The same, with the teams' ids, for what a team is asked to look at.
create or replace function gate.holders_of(p uuid) returns table (team_id uuid, name text) stable security definer
  set search_path = public, pg_temp language sql as $$
  select distinct t.id, t.name::text from people_grant g
    left join accounts_membership m on m.account_id = g.account_id and m.until > statement_timestamp()
    join accounts_team t on t.id = coalesce(g.team_id, m.team_id)
   where g.person_id = p and g.rung >= 2 and not gate.is_visit(g.basis) and g.until > statement_timestamp() and g.starts <= statement_timestamp()
     and gate.staff_me() is not null $$;
alter function gate.holders_of(uuid) owner to alongside_gate;

-- Whoever has left sees nothing from now on; asked for by those who close accounts, who see no records themselves.
create or replace function gate.end_grants_of(leaver uuid) returns table (id uuid, person_id uuid) security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('manage accounts') and gate.my_kind() is distinct from 'system' then
    raise insufficient_privilege using message = 'Ending the grants of a leaver needs the right to manage accounts';
  end if;
  return query update people_grant g set until = statement_timestamp(), ended_by_id = gate.me(), ended_why = 'left'
   where g.account_id = leaver and g.until > statement_timestamp()
     and exists (select 1 from accounts_account a where a.id = leaver and not a.is_active)
   returning g.id, g.person_id;
end $$;
alter function gate.end_grants_of(uuid) owner to alongside_gate;
grant update (until, ended_by_id, ended_why) on people_grant to alongside_gate;

-- ---- names: distinct tokens with deletion keys; nobody but these functions reads them ----

create or replace function gate.name_keys(t text) returns text[] immutable parallel safe
  set search_path = public, pg_temp language sql as $$
  with one as (select overlay(t placing '' from i for 1) as k from generate_series(1, length(t)) i where length(t) between 3 and 40)
  select array_agg(distinct k) from (
    select t as k union all select k from one
    union all select overlay(one.k placing '' from i for 1) from one, generate_series(1, length(t) - 1) i where length(t) between 5 and 14
    union all select '~' || dmetaphone(t) where t ~ '^[ -~]+$' and length(dmetaphone(t)) > 1
    union all select '~' || dmetaphone_alt(t) where t ~ '^[ -~]+$' and length(dmetaphone_alt(t)) > 1) x $$;

create or replace function gate.sounds(t text) returns text immutable parallel safe
  set search_path = public, pg_temp language sql as $$
  select case when t ~ '^[ -~]+$' then dmetaphone(t) else t end $$;

create or replace function gate.token_of(word text) returns int security definer
  set search_path = search, public, pg_temp language plpgsql as $$
declare found int;
begin
  select id into found from search.token where token = word;
  if found is not null then return found; end if;
  insert into search.token (token) values (word) on conflict (token) do nothing returning id into found;
  if found is null then select id into found from search.token where token = word; return found; end if;
  insert into search.key (key, token_id) select k, found from unnest(gate.name_keys(word)) k on conflict do nothing;
  return found;
end $$;

-- A name that has ended or was put right can out somebody, and so can how it was said, a pronoun and a sex: from then on it takes the
-- record to read it, as what was written down as a previous name. Whoever changes it may hold less than that themselves.
create or replace function gate.keep_former(p uuid) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may_see(p, 1::smallint) then raise insufficient_privilege using message = 'That record is not yours to name'; end if;
  update people_fact f set needs = 2 where f.person_id = p and f.needs < 2 and f.kind in ('known as', 'legal name', 'say it', 'pronouns', 'sex')
     and (f.over_at is not null or f.ends_on <= (statement_timestamp() at time zone 'Europe/London')::date);
end $$;
alter function gate.keep_former(uuid) owner to alongside_gate;

-- Called by the actions that change a fact. What is indexed was folded in Python and stands in the facts' details, so
-- that somebody who may not read a former name does not lose it from the index by writing down a new one. A word keeps the rung
-- that reads a name with it: a former name finds nobody for those who may not read it, and makes no stub.
create or replace function gate.index_person(p uuid) returns void security definer
  set search_path = search, public, pg_temp language plpgsql as $$
begin
  perform gate.keep_former(p);
  perform gate.write_index(p);
end $$;

-- The same without asking who acts: for the gate alone, where two records become one or are parted again.
create or replace function gate.write_index(p uuid) returns void security definer
  set search_path = search, public, pg_temp language plpgsql as $$
declare t int[]; r smallint[];
begin
  select coalesce(array_agg(gate.token_of(w) order by w), '{}'), coalesce(array_agg(rung order by w), '{}') into t, r from (
    select left(w, 60) as w, min(f.needs) as rung from people_fact f, lateral (
        select jsonb_array_elements_text(f.detail -> 'find' -> 'givens') as w
        union select jsonb_array_elements_text(f.detail -> 'find' -> 'families')) x
     where f.person_id = p and f.kind in ('known as', 'legal name', 'previous name') and f.over_at is null and w <> '' group by 1) y;
  delete from search.pair where person_id = p;
  delete from search.of_person where person_id = p;
  delete from search.place where person_id = p;
  insert into search.pair (a, b, person_id, needs) select x.word, y.word, p, greatest(x.rung, y.rung)
    from unnest(t, r) x(word, rung), unnest(t, r) y(word, rung) where x.word < y.word on conflict do nothing;
  insert into search.of_person (person_id, token_id, needs) select p, x.word, x.rung from unnest(t, r) x(word, rung) on conflict do nothing;
  insert into search.place (word, person_id) select distinct left(w, 40), p from people_fact f, jsonb_array_elements_text(f.detail -> 'find' -> 'places') w
   where f.person_id = p and f.kind = 'address' and f.over_at is null and not f.is_protected and w <> '' on conflict do nothing;
end $$;

-- An address, phone or e-mail that is kept safe stays so where somebody writes it down again who does not see that: the new row is
-- kept from the same people, and whoever wrote it learns nothing by it. Of addresses one may say less than the other.
create or replace function gate.keep_safe_too(which uuid) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
declare f people_fact; old people_fact; places jsonb;
begin
  select * into f from people_fact where id = which and recorded_by_id = gate.me() and over_at is null and not is_protected;
  if f.id is null or not gate.may_see(f.person_id, 1::smallint) then return; end if;
  places := coalesce(f.detail -> 'find' -> 'places', '[]');
  select * into old from people_fact o where o.person_id = f.person_id and o.kind = f.kind and o.id <> f.id and o.is_protected and o.over_at is null
     and (lower(btrim(o.value)) = lower(btrim(f.value))
       or (f.kind = 'phone' and right(regexp_replace(o.value, '[^0-9]', '', 'g'), 9) = right(regexp_replace(f.value, '[^0-9]', '', 'g'), 9))
       or (f.kind = 'address' and jsonb_array_length(places) > 1 and jsonb_array_length(coalesce(o.detail #> '{find,places}', '[]')) > 1
         and ((o.detail #> '{find,places}') @> places or places @> (o.detail #> '{find,places}'))))
   order by o.recorded_at desc limit 1;
  if old.id is null then return; end if;
  update people_fact set is_protected = true, needs = old.needs, key = '' where id = f.id;
  insert into people_protection (id, fact_id, person_id, from_whom, why, review_on, by_id, at, ended_why)
    select gen_random_uuid(), f.id, f.person_id, k.from_whom, k.why, k.review_on, k.by_id, statement_timestamp(), ''
      from people_protection k where k.fact_id = old.id and k.ended_at is null;
end $$;
alter function gate.keep_safe_too(uuid) owner to alongside_gate;
grant update (is_protected, needs, key) on people_fact to alongside_gate;
grant insert on people_protection to alongside_gate;

-- Sealed: found only by those who hold a grant on that very person, never through a duty's reach, never as a stub.
create or replace function gate.unlist(p uuid) returns void security definer
  set search_path = search, public, pg_temp language plpgsql as $$
begin
  if not gate.may('seal identity') then raise insufficient_privilege using message = 'Sealing is not yours to do'; end if;
  insert into search.unlisted (person_id) values (p) on conflict do nothing;
end $$;

-- What colleagues had begun to write about a sealed record alone waits with whoever keeps it, unread: they could not send it any more.
-- What somebody writes about themselves stays theirs.
create or replace function gate.keep_drafts_of_sealed(p uuid) returns void security definer
  set search_path = search, public, pg_temp language plpgsql as $$
begin
  if not gate.may('seal identity') or not gate.is_mine_by_name(p) or not gate.may_see(p, 2::smallint) then
    raise insufficient_privilege using message = 'Only whoever sealed the record keeps what was begun about it';
  end if;
  update foundation_draft d set owner_id = gate.me(), handed_over_by_id = gate.me()
    from accounts_account a where a.id = d.owner_id and a.kind = 'staff' and a.id <> gate.me()
     and d.outcome = 'open' and d.about = array[p];
end $$;
alter function gate.keep_drafts_of_sealed(uuid) owner to alongside_gate;

-- How far the sealing of a record came, for whoever may seal it. Which record is the new one is only said while that is not made.
create or replace function gate.sealing_of(p uuid) returns table (link uuid, after uuid, is_made boolean) stable security definer
  set search_path = public, pg_temp language sql as $$
  select l.id, case when n.id is null then l.after end, n.id is not null from people_sealedlink l left join people_person n on n.id = l.after
   where l.before = p and gate.may('seal identity') and gate.may_see(p, 2::smallint) limit 1 $$;

create or replace function gate.is_mine_by_name(p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from gate.my_grants g where g.person_id = p and g.rung >= 1);
end $$;

-- Which of these are sealed: they are never offered as somebody's duplicate.
create or replace function gate.unlisted_of(people uuid[]) returns setof uuid stable security definer
  set search_path = search, public, pg_temp language sql as $$
  select u.person_id from search.unlisted u where u.person_id = any (people) and gate.may_see(u.person_id, 1::smallint) $$;

-- How common each token is; ranks candidates. Run by the worker at night, never in the way of anybody.
create or replace function gate.recount_names() returns void security definer
  set search_path = search, public, pg_temp language sql as $$
  update search.token t set n = x.n from (select token_id, count(*)::int n from search.of_person group by 1) x
   where x.token_id = t.id and t.n is distinct from x.n $$;

create or replace function gate.name_candidates(w text, k int) returns table (token_id int, score real) stable
  set search_path = search, public, pg_temp language sql as $$
  with swaps as materialized (select array_agg(overlay(w placing substr(w, i + 1, 1) || substr(w, i, 1) from i for 2)) as s from generate_series(1, length(w) - 1) i),
  keyed as materialized (select distinct y.token_id from search.key y where y.key = any (gate.name_keys(w))),
  scored as (
    select t.id, (1 - case when t.token = any ((select s from swaps)::text[]) then 1 else levenshtein_less_equal(t.token, w, 3) end::real / greatest(length(t.token), length(w))
        + case when gate.sounds(t.token) = gate.sounds(w) then 0.12 else 0 end
        + case when t.token = w then 0.25 else 0 end + 0.02 * ln(greatest(t.n, 1)))::real as s
      from keyed join search.token t on t.id = keyed.token_id
    union all
    select t.id, (0.95 + 0.02 * ln(greatest(t.n, 1)))::real from search.nickname n join search.nickname m using (family)
      join search.token t on t.token = m.token where n.token = w and m.token <> w
    union all
    (select t.id, (0.75 + 0.02 * ln(greatest(t.n, 1)))::real from search.token t
      where length(w) >= 3 and t.token > w and t.token < w || U&'\FFFD' order by t.n desc limit 12))
  select id, max(s)::real from scored group by id order by max(s) desc, id limit k $$;

-- Words are folded by Python (people/names.py). Own people first. `is_hidden` rows are for a stub: never the sealed, never the barred.
create or replace function gate.find_people(words text[], lim int, year int)
  returns table (person_id uuid, score real, is_hidden boolean) stable security definer
  set search_path = search, public, pg_temp language plpgsql as $$
declare
  w text[] := words[1:4]; me uuid := gate.me(); teams uuid[] := gate.my_teams(); wide smallint := gate.everyone();
  barred uuid[] := gate.barred();
begin
  if gate.my_kind() is null or gate.my_kind() not in ('staff', 'system') or coalesce(cardinality(w), 0) = 0 then return; end if;
  return query
  with cand as materialized (select i, c.token_id as t, c.score as s from generate_subscripts(w, 1) i, lateral gate.name_candidates(w[i], 28) c),
  mine as materialized (select g.person_id from people_grant g
       where g.account_id = me and g.rung >= 1 and g.starts <= statement_timestamp() and g.until > statement_timestamp() and g.person_id is not null
     union select g.person_id from people_grant g
       where g.team_id = any (teams) and g.rung >= 1 and g.starts <= statement_timestamp() and g.until > statement_timestamp() and g.person_id is not null),
  -- The likeliest pairs of words first, and no further once there are enough: what comes later is less like what was typed.
  pairs as materialized (
    select p.person_id as id, q.s from (select f.t as a, g.t as b, f.s + g.s as s from cand f join cand g on f.i <> g.i order by 3 desc) q
      cross join lateral (select n.person_id from search.pair n where n.a = q.a and n.b = q.b and (n.needs < 2 or gate.may_see(n.person_id, n.needs)) limit 400) p
     limit 3000),
  own as materialized (
    select n.person_id as id, c.i, max(c.s) as s from mine o join search.of_person n on n.person_id = o.person_id join cand c on c.t = n.token_id
     where n.needs < 2 or gate.may_see(n.person_id, n.needs) group by 1, 2),
  single as materialized (
    select n.person_id as id, q.s from (select c.t, c.s from cand c where cardinality(w) = 1 and wide >= 1 order by 2 desc) q
      cross join lateral (select x.person_id from search.of_person x where x.token_id = q.t and (x.needs < 2 or gate.may_see(x.person_id, x.needs)) limit 400) n
     limit 1000),
  hits as (
    select id, s from pairs union all select id, s from single
    union all select o.id, case when count(*) > 1 then (array_agg(o.s order by o.s desc))[1] + (array_agg(o.s order by o.s desc))[2] else max(o.s) end
      from own o group by 1 having count(*) > 1 or cardinality(w) = 1 or max(o.s) >= 0.9),
  top as materialized (
    select h.id, max(h.s) as s, bool_or(m.person_id is not null) as own from hits h left join mine m on m.person_id = h.id
     where h.id <> all (barred) group by h.id order by 3 desc, 2 desc, 1 limit case when year is null then 400 else 3000 end),
  looked as materialized (
    select t.id, (t.s + case when year is not null then 0.3 / (1 + abs(coalesce(extract(year from p.born_on), 1800) - year)) else 0 end)::real as s, p.sort_key, t.own
      from top t join people_person p on p.id = t.id),
  spread as (select l.*, row_number() over (partition by l.sort_key order by l.own desc, l.s desc, l.id) as nth from looked l
     where l.own or (wide >= 1 and not exists (select 1 from search.unlisted u where u.person_id = l.id)))
  (select d.id, (d.s + case when d.own then 0.2 else 0 end)::real, false from spread d where year is not null or d.nth <= 2 or d.own order by 2 desc, d.id limit lim)
  union all
  (select l.id, l.s, true from looked l
    where not l.own and wide < 1 and gate.may('search before registering') and l.s > 0.85 * (select max(x.s) from looked x)
      and not exists (select 1 from search.unlisted u where u.person_id = l.id) order by l.s desc, l.id limit 3);
end $$;

-- What was typed exactly: a number, a phone, a postcode (kind and key side by side), a day of birth, words of an address.
-- A stub for what lies outside one's grants never says which fact it was; a day alone fits too many people for a stub.
create or replace function gate.find_exact(kinds text[], keys text[], days date[], places text[])
  returns table (person_id uuid, how text, is_hidden boolean) stable security definer
  set search_path = search, public, pg_temp language plpgsql as $$
declare may_ask boolean := gate.may('search before registering'); barred uuid[] := gate.barred(); wide smallint := gate.everyone();
begin
  if gate.my_kind() is null or gate.my_kind() not in ('staff', 'system') then return; end if;
  return query
  with facts as materialized (
    select f.person_id as id, f.kind::text as how, f.needs from unnest(kinds, keys) a(kind, key)
      join people_fact f on f.kind = a.kind and f.key = a.key where a.key <> '' and f.over_at is null and not f.is_protected limit 200),
  born as materialized (select p.id, 'birth' as how, 1::smallint as needs from people_person p where p.born_on = any (days) and p.state <> 'merged' limit 400),
  lives as materialized (
    select l.person_id as id, 'address' as how, 1::smallint as needs from search.place l
     where l.word = any (places) group by 1 having count(*) = cardinality(places) limit 200),
  hits as (select * from facts union all select * from born union all select * from lives),
  looked as (
    select h.id, h.how, gate.may_see(h.id, h.needs) as seen, gate.is_mine_by_name(h.id) as mine,
           exists (select 1 from search.unlisted u where u.person_id = h.id) as sealed
      from hits h where h.id <> all (barred))
  (select distinct l.id, l.how, false from looked l where l.seen and (l.mine or not l.sealed) limit 100)
  union all
  (select distinct l.id, 'known', true from looked l
    where not l.seen and not l.mine and wide < 1 and not l.sealed and l.how <> 'birth' and may_ask limit 3);
end $$;

-- Of people out of sight, those whose day of birth is one of these, or not known to the day: so that a stub is worth asking about.
create or replace function gate.birth_fits(people uuid[], days date[]) returns setof uuid stable security definer
  set search_path = public, pg_temp language sql as $$
  select p.id from people_person p where p.id = any (people) and gate.may('search before registering') and p.id <> all (gate.barred())
     and (p.born_on is null or p.born_on = any (days) or p.birth_known <> 'known'
       or exists (select 1 from people_fact f where f.person_id = p.id and f.kind = 'birth' and f.over_at is null
         and f.detail ->> 'precision' <> 'day')) $$;

-- Teams that hold several people's records, for the stubs of one page.
create or replace function gate.teams_of_all(people uuid[]) returns table (person_id uuid, team text) stable security definer
  set search_path = public, pg_temp language sql as $$
  select p, t from unnest(people) p, lateral gate.teams_of(p) t where gate.my_kind() in ('staff', 'system') $$;

-- Whom I opened within a month, of those I have just found.
create or replace function gate.opened_by_me(people uuid[]) returns table (person_id uuid, at timestamptz) stable security definer
  set search_path = public, pg_temp language sql as $$
  select t.person_id, max(t.at) from foundation_trail t
   where t.person_id = any (people) and t.by_id = gate.me() and t.at > now() - interval '30 days'
     and t.what in ('person opened', 'record opened') group by 1 $$;

-- How often I have searched within a minute: the limit on guessing.
create or replace function gate.my_searches() returns bigint stable security definer
  set search_path = public, pg_temp language sql as $$
  select count(*) from foundation_trail t where t.person_id is null and t.at > now() - interval '1 minute'
     and t.by_id = gate.me() and t.what in ('searched', 'looked for duplicates') $$;

do $$ declare f text; begin
  foreach f in array array['everyone()', 'mine()', 'barred()', 'may_see(uuid, smallint)', 'is_new(uuid)', 'is_my_glass(uuid, uuid)', 'only_visits(uuid)', 'only_by_glass(uuid)', 'may_answer_unheld(uuid)', 'sealing_of(uuid)', 'may_open_to(uuid)', 'may_make_way_in(uuid)',
      'may_give(uuid, uuid, uuid, smallint, text, timestamptz)', 'shared_name(uuid)', 'teams_of(uuid)',
      'teams_of_all(uuid[])', 'opened_by_me(uuid[])', 'my_searches()', 'birth_fits(uuid[], date[])', 'is_mine_by_name(uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
  foreach f in array array['token_of(text)', 'closed_to_all()', 'index_person(uuid)', 'write_index(uuid)', 'unlist(uuid)', 'workers_on(uuid)', 'is_unheld(uuid)', 'unlisted_of(uuid[])', 'recount_names()',
      'find_people(text[], int, int)', 'find_exact(text[], text[], date[], text[])'] loop
    execute format('alter function gate.%s owner to alongside_search', f);
  end loop;
end $$;

grant usage on schema search to alongside_search, alongside_backup;
grant select, insert, update, delete on all tables in schema search to alongside_search;
grant select on all tables in schema search to alongside_backup;
grant usage, select on all sequences in schema search to alongside_search;

-- ---- reading the trail ----

-- How many times in a month they appeared in somebody's list without being opened.
create or replace function gate.my_listings()
  returns table (month date, times bigint) stable security definer set search_path = public, pg_temp language sql as $$
  select date_trunc('month', t.at)::date, count(*) from foundation_trail t
   where t.listed && gate.mine() and cardinality(gate.mine()) > 0
   group by 1 order by 1 desc limit 36 $$;

-- Everything, for those whose role is to read it; a line about a person barred to them stays hidden.
create or replace function gate.whole_trail(before timestamptz, lim int, p uuid)
  returns table (id uuid, at timestamptz, what text, by_id uuid, behalf_id uuid, on_kind text, on_id uuid, person_id uuid, detail jsonb)
  stable security definer set search_path = public, pg_temp language sql as $$
  select t.id, t.at, t.what, t.by_id, t.behalf_id, t.on_kind, t.on_id, t.person_id, t.detail from foundation_trail t
   where gate.may('read whole trail') and t.at < before and (p is null or t.person_id = any ((select gate.merged_into(array[p]))::uuid[]))
     and (t.person_id is null or t.person_id <> all (gate.barred())) and t.what not like 'learning:%'
   order by t.at desc limit lim $$;

-- Who had looked at one entry, for those who may read the record of a person it is about, and for data protection.
create or replace function gate.readers_of(entry uuid, p uuid)
  returns table (by_id uuid, at timestamptz, what text) stable security definer set search_path = public, pg_temp language sql as $$
  select t.by_id, max(t.at), t.what from foundation_trail t
   where t.person_id = any ((select gate.merged_into(array[p]))::uuid[]) and t.on_id = entry and t.on_kind = 'record.entry'
     and (gate.may_see(p, 2::smallint) or (gate.may('read whole trail') and p <> all (gate.barred()))) group by t.by_id, t.what order by 2 desc limit 50 $$;
