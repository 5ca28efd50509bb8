-- Somebody is told of who is not on a record yet, or nobody has said so; and what a partner is told of what became of what they sent.

-- Nothing of it changes but that it came to stand on a record, once, when it does.
create or replace function gate.told_us_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.stands_at is null and new.stands_at is not null
     and to_jsonb(new) - 'stands_at' = to_jsonb(old) - 'stands_at' and gate.is_entry(old.id) then
    return new;
  end if;
  raise integrity_constraint_violation using message = 'What somebody told us is never changed';
end $$;
create or replace trigger stays before update or delete on record_toldus for each row execute function gate.told_us_stays();
alter table record_toldus enable always trigger stays;

-- Why something was put away stays too: it is taken out again, once, by somebody.
create or replace function gate.put_away_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.out_at is null and new.out_at is not null and new.out_by_id is not null
     and to_jsonb(new) - 'out_at' - 'out_by_id' = to_jsonb(old) - 'out_at' - 'out_by_id' then
    return new;
  end if;
  raise integrity_constraint_violation using message = 'Why something was put away is never changed';
end $$;
create or replace trigger stays before update or delete on record_putaway for each row execute function gate.put_away_stays();
alter table record_putaway enable always trigger stays;

create or replace function gate.told_us_stands(which uuid) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  update record_toldus t set stands_at = statement_timestamp()
   where t.id = which and t.stands_at is null and gate.my_kind() = 'staff' and gate.is_entry(which);
end $$;
alter function gate.told_us_stands(uuid) owner to alongside_gate;
grant update (stands_at) on record_toldus to alongside_gate;

-- Whether anybody would read it: somebody here answers first contacts today, and may write. It knows nothing of whom it is about.
create or replace function gate.somebody_answers() returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.my_kind() = 'partner' and exists (
  select 1 from accounts_account a where a.kind = 'staff' and a.is_active
     and exists (select 1 from accounts_roleheld h join accounts_role r on r.key = h.role_id where h.account_id = a.id
       and 'write record' = any (r.permissions) and h.starts <= statement_timestamp() and h.until > statement_timestamp())
     and exists (select 1 from people_grant g where g.person_id is null and g.rung >= 1
       and g.starts <= statement_timestamp() and g.until > statement_timestamp()
       and (g.account_id = a.id or exists (select 1 from accounts_membership m where m.account_id = a.id and m.team_id = g.team_id
         and m.starts <= statement_timestamp() and m.until > statement_timestamp()))));
end $$;
alter function gate.somebody_answers() owner to alongside_gate;

-- Of what I sent myself: the id under which I sent it, and the words that somebody wrote for me to read, on which day. Nothing else of it.
create or replace function gate.what_i_was_told() returns table (sent uuid, sent_at timestamptz, told_on date, words text) stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if gate.my_kind() is distinct from 'partner' then return; end if;
  return query
  with mine as (
    select t.id, t.at as sent_at from record_toldus t where t.by_id = gate.me()
    union select e.id, e.written_at from record_entry e where e.written_by_id = gate.me())
  select l.entry_id, m.sent_at, l."on", l.words from mine m join record_referralline l on l.entry_id = m.id
   where l.what = 'referrer' and l.code = 'own pages' order by l.at desc, l.id desc limit 60;
end $$;
alter function gate.what_i_was_told() owner to alongside_gate;
