-- Somebody is told of who is not on a record yet, or nobody has said so; and what a partner is told of what became of what they sent.

create or replace trigger stays before update or delete on record_toldus for each row execute function gate.stays();
alter table record_toldus enable always trigger stays;

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
