-- What kind of account acts, in which teams, and what its roles allow. A closed account is nobody and may nothing.

-- Nobody has signed in yet. Never raises, so that accounts can be looked up at the door.
create or replace function gate.at_the_door() returns boolean stable language sql
  return coalesce(current_setting('alongside.account', true), '') = '';

-- Looked up once in a transaction and kept in its settings, beside the account that they are about; whatever changes them has them
-- forgotten. Who could forge such a setting could as well say that another account acts: neither opens more than the other.
create or replace function gate.get_to_know(what text) returns text stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare me uuid := gate.me(); kind text; teams uuid[] := '{}'; permissions text[] := '{}';
begin
  select a.kind into kind from accounts_account a where a.id = me and a.is_active;
  if kind in ('staff', 'system') then
    teams := array(select m.team_id from accounts_membership m
      where m.account_id = me and m.starts <= statement_timestamp() and m.until > statement_timestamp());
  end if;
  if kind is not null then
    permissions := array(select distinct unnest(r.permissions) from accounts_roleheld h join accounts_role r on r.key = h.role_id
      where h.account_id = me and h.starts <= statement_timestamp() and h.until > statement_timestamp());
  end if;
  perform set_config('alongside.my_kind', coalesce(kind, ''), true), set_config('alongside.my_teams', teams::text, true),
    set_config('alongside.my_permissions', permissions::text, true), set_config('alongside.known', me::text, true);
  return current_setting('alongside.' || what);
end $$;
alter function gate.get_to_know(text) owner to alongside_gate;

-- Said so that the planner writes it into the query: no function is called where the answer is known.
create or replace function gate.about_me(what text) returns text stable language sql as $$
  select case when current_setting('alongside.known', true) = gate.me()::text
    then current_setting('alongside.' || what) else gate.get_to_know(what) end $$;

create or replace function gate.my_kind() returns text stable language sql as $$
  select nullif(gate.about_me('my_kind'), '') $$;

-- I, if I work here or am a named part of the system: only these hold grants with a rung.
create or replace function gate.staff_me() returns uuid stable language sql as $$
  select case when gate.about_me('my_kind') in ('staff', 'system') then gate.me() end $$;

create or replace function gate.my_teams() returns uuid[] stable language sql as $$
  select gate.about_me('my_teams')::uuid[] $$;

create or replace function gate.may(permission text) returns boolean stable language sql as $$
  select permission = any (gate.about_me('my_permissions')::text[]) $$;

create or replace function gate.forget() returns trigger language plpgsql as $$
begin
  perform set_config('alongside.known', '', true), set_config('alongside.reached', '', true);
  return null;
end $$;
create or replace trigger forget after insert or update or delete on accounts_account for each statement execute function gate.forget();
create or replace trigger forget after insert or update or delete on accounts_membership for each statement execute function gate.forget();
create or replace trigger forget after insert or update or delete on accounts_roleheld for each statement execute function gate.forget();
create or replace trigger forget after insert or update or delete on accounts_role for each statement execute function gate.forget();

-- What has an end is given anew, with a line on the trail, and never made longer.
create or replace function gate.only_ends() returns trigger language plpgsql as $$
begin
  if new.until > old.until then
    raise insufficient_privilege using message = 'What has an end is not made longer: it is given again';
  end if;
  return new;
end $$;
create or replace trigger only_ends before update of until on accounts_membership for each row execute function gate.only_ends();
create or replace trigger only_ends before update of until on accounts_roleheld for each row execute function gate.only_ends();

-- ---- what an administrator does to somebody's way in ----

-- Whether I did one of these to an account within a day: taking its second step away and making a way in take two people.
create or replace function gate.i_did_lately(whom uuid, done text[]) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select exists (select 1 from foundation_trail t where t.on_id = whom and t.on_kind = 'accounts.account'
     and t.at > statement_timestamp() - interval '24 hours' and t.by_id = gate.me() and t.what = any (done)) $$;

-- Who took my second step away, and when, if that was within 28 days; and whether this is the first time I am here since.
create or replace function gate.my_step_taken() returns table (by_id uuid, at timestamptz, is_new boolean) stable security definer
  set search_path = public, pg_temp language sql as $$
  select t.by_id, t.at, (select count(*) from foundation_trail s where s.on_id = gate.me() and s.on_kind = 'accounts.account'
       and s.at > t.at and s.by_id = gate.me() and s.what = 'signed in') < 2
    from foundation_trail t where t.on_id = gate.me() and t.on_kind = 'accounts.account'
     and t.at > statement_timestamp() - interval '28 days' and t.what = 'second factor forgotten' and t.by_id <> gate.me()
   order by t.at desc limit 1 $$;

alter function gate.i_did_lately(uuid, text[]) owner to alongside_gate;
alter function gate.my_step_taken() owner to alongside_gate;
