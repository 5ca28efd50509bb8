-- What kind of account acts, in which teams, and what its roles allow. A closed account is nobody and may nothing.

-- Nobody has signed in yet. Never raises, so that accounts can be looked up at the door.
create or replace function gate.at_the_door() returns boolean stable language sql
  return coalesce(current_setting('alongside.account', true), '') = '';

create or replace function gate.my_kind() returns text stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select kind::text from accounts_account where id = gate.me() and is_active
); end $$;

-- I, if I work here or am a named part of the system: only these hold grants with a rung.
create or replace function gate.staff_me() returns uuid stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select id from accounts_account where id = gate.me() and is_active and kind in ('staff', 'system')
); end $$;

create or replace function gate.my_teams() returns uuid[] stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select coalesce(array_agg(m.team_id), '{}') from accounts_membership m join accounts_account a on a.id = m.account_id
   where m.account_id = gate.me() and m.starts <= statement_timestamp() and m.until > statement_timestamp()
     and a.is_active and a.kind in ('staff', 'system')
); end $$;

create or replace function gate.may(permission text) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from accounts_roleheld h join accounts_role r on r.key = h.role_id join accounts_account a on a.id = h.account_id
     where h.account_id = gate.me() and a.is_active and h.starts <= statement_timestamp() and h.until > statement_timestamp()
       and permission = any (r.permissions))
); end $$;

alter function gate.my_kind() owner to alongside_gate;
alter function gate.staff_me() owner to alongside_gate;
alter function gate.my_teams() owner to alongside_gate;
alter function gate.may(text) owner to alongside_gate;

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
