-- What kind of account acts, in which teams, and what its roles allow.

create or replace function gate.my_kind() returns text stable security definer
  set search_path = public, pg_temp language sql as $$
  select kind::text from accounts_account where id = gate.me() and is_active $$;

create or replace function gate.my_teams() returns uuid[] stable security definer
  set search_path = public, pg_temp language sql as $$
  select coalesce(array_agg(team_id), '{}') from accounts_membership
   where account_id = gate.me() and starts <= statement_timestamp() and until > statement_timestamp() $$;

create or replace function gate.may(permission text) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select exists (select 1 from accounts_roleheld h join accounts_role r on r.key = h.role_id
     where h.account_id = gate.me() and h.starts <= statement_timestamp() and h.until > statement_timestamp()
       and permission = any (r.permissions)) $$;

alter function gate.my_kind() owner to alongside_gate;
alter function gate.my_teams() owner to alongside_gate;
alter function gate.may(text) owner to alongside_gate;
