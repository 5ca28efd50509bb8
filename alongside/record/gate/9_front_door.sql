-- The front door: somebody takes on what came in for themselves, and nothing counts as decided or told that nobody said.

create or replace function gate.referral_in_ones_own_name() returns trigger language plpgsql as $$
begin
  if current_user <> 'alongside_app' then return new; end if;
  if new.taken_by_id is distinct from old.taken_by_id and new.taken_by_id is not null and new.taken_by_id is distinct from gate.me() then
    raise insufficient_privilege using message = 'Somebody takes it on themselves';
  end if;
  if (new.step >= 2 or new.decided <> '') and not exists (
      select 1 from record_referralline l where l.entry_id = new.entry_id and l.person_id = any (gate.merged_into(array[new.person_id]))
        and l.what = 'decided' and l.code = new.decided) then
    raise insufficient_privilege using message = 'Nobody said that this was decided';
  end if;
  if new.step = 9 and not exists (
      select 1 from record_referralline l where l.entry_id = new.entry_id and l.person_id = any (gate.merged_into(array[new.person_id])) and l.what = 'family') then
    raise insufficient_privilege using message = 'Nobody said what became of telling the family';
  end if;
  if old.step >= 2 and new.step < 2 then
    raise insufficient_privilege using message = 'What was decided is decided anew, and not undone';
  end if;
  if new.decided_in_id is distinct from old.decided_in_id and (new.decided_in_id is null or not exists (select 1 from record_about a
      where a.entry_id = new.decided_in_id and a.person_id = new.person_id and a.removed_at is null)) then
    raise insufficient_privilege using message = 'A decision stands on the record of the same person';
  end if;
  return new;
end $$;
create or replace trigger referral_in_ones_own_name before update on record_referral
  for each row execute function gate.referral_in_ones_own_name();

create or replace trigger stays before update or delete on record_referralline for each row execute function gate.stays();
alter table record_referralline enable always trigger stays;

-- Decided anew: what waited with a team because of the decision before is over, unless it is asked of the same team again; what still waits
-- is not asked twice. Whatever somebody has to do themselves, as ringing the police, stays theirs to tick off. Asked by whoever decided last.
create or replace function gate.asked_anew(which uuid, of_team uuid, wanted text[]) returns table (id uuid, person_id uuid, words text, is_over boolean)
  security definer set search_path = public, pg_temp language plpgsql as $$
declare r record_referral; me uuid := gate.staff_me();
begin
  select x.* into r from record_referral x where x.id = which;
  if me is null or r.decided_in_id is null or me is distinct from (select l.by_id from record_referralline l
      where l.entry_id = r.entry_id and l.person_id = any (gate.merged_into(array[r.person_id])) and l.what = 'decided' order by l.at desc, l.id desc limit 1) then
    raise insufficient_privilege using message = 'Whoever decided says what follows';
  end if;
  return query update record_task t set done_at = statement_timestamp(), done_by_id = me
   where t.from_id = r.decided_in_id and t.person_id = r.person_id and t.what = 'follow up' and t.done_at is null
     and t.team_id is not null and (t.team_id is distinct from of_team or t.words <> all (wanted))
   returning t.id, t.person_id, t.words::text, true;
  return query select t.id, t.person_id, t.words::text, false from record_task t
   where t.from_id = r.decided_in_id and t.person_id = r.person_id and t.what = 'follow up' and t.done_at is null
     and t.words = any (wanted) and t.team_id is not distinct from of_team and (of_team is not null or t.account_id = me);
end $$;
alter function gate.asked_anew(uuid, uuid, text[]) owner to alongside_gate;

-- Somebody looked again at whether a family can be told: what waited for that is over, whoever had it. Asked by whoever said last what became of it.
create or replace function gate.looked_at_telling(which uuid) returns table (id uuid, person_id uuid)
  security definer set search_path = public, pg_temp language plpgsql as $$
declare r record_referral; me uuid := gate.staff_me();
begin
  select x.* into r from record_referral x where x.id = which;
  if me is null or me is distinct from (select l.by_id from record_referralline l where l.entry_id = r.entry_id
      and l.person_id = any (gate.merged_into(array[r.person_id])) and l.what = 'family' order by l.at desc, l.id desc limit 1) then
    raise insufficient_privilege using message = 'Whoever said what became of telling the family ends what waited for it';
  end if;
  return query update record_task t set done_at = statement_timestamp(), done_by_id = me
   where t.from_id in (r.decided_in_id, r.entry_id) and t.person_id = r.person_id and t.what = 'follow up' and t.awaits = 'family told'
     and t.done_at is null returning t.id, t.person_id;
end $$;
alter function gate.looked_at_telling(uuid) owner to alongside_gate;

-- What somebody who has left had taken on is among what nobody has taken on again; asked for by those who close accounts, who see no records.
create or replace function gate.give_back_referrals_of(leaver uuid) returns table (id uuid, person_id uuid) security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('manage accounts') and gate.my_kind() is distinct from 'system' then
    raise insufficient_privilege using message = 'Giving back what a leaver had taken on needs the right to manage accounts';
  end if;
  return query
  with back as (
    update record_referral r set taken_by_id = null where r.taken_by_id = leaver and r.step < 9
       and exists (select 1 from accounts_account a where a.id = leaver and not a.is_active)
    returning r.id, r.entry_id, r.person_id),
  said as (
    insert into record_referralline (id, entry_id, person_id, what, code, ground, who, reach, is_quiet, words, authority, "on", by_id, at)
    select gen_random_uuid(), b.entry_id, b.person_id, 'given back', '', '', '', '', false, 'Whoever had taken it on has left.', '',
           (statement_timestamp() at time zone 'Europe/London')::date, gate.me(), statement_timestamp() from back b)
  select b.id, b.person_id from back b;
end $$;
alter function gate.give_back_referrals_of(uuid) owner to alongside_gate;
-- What a partner agency sent by a form of the front door makes one piece of work for each living person whom it is about, once, and says
-- who sent it, with what they said of themselves.
drop function if exists gate.comes_in_by_partner(uuid, date, boolean, text, boolean);
create or replace function gate.comes_in_by_partner(which uuid, due date, urgent boolean, themselves text, how_reached text, quiet boolean) returns table (id uuid, person_id uuid) security definer
  set search_path = public, pg_temp language plpgsql as $$
#variable_conflict use_column
begin
  if gate.my_kind() is distinct from 'partner' or exists (select 1 from record_referral r where r.entry_id = which)
     or not exists (select 1 from record_entry e join record_version v on v.entry_id = e.id and v.by_id = gate.me()
       where e.id = which and e.written_by_id = gate.me() and e.kind = 'referral' and e.versions = 1
         and v.at > statement_timestamp() - interval '1 hour') then
    raise insufficient_privilege using message = 'Only what was sent just now comes in';
  end if;
  insert into record_referralline (id, entry_id, person_id, what, code, ground, who, reach, is_quiet, words, authority, "on", by_id, at)
  select gen_random_uuid(), which, null, 'from', 'professional', '', left(concat_ws(', ', p.name, a.name), 200), left(coalesce(nullif(btrim(how_reached), ''), p.phone, ''), 200), quiet, left(btrim(themselves), 400), '',
      (statement_timestamp() at time zone 'Europe/London')::date, gate.me(), statement_timestamp()
    from (select gate.me() as id) me left join accounts_practitioner p on p.account_id = me.id left join accounts_agency a on a.id = p.agency_id;
  return query insert into record_referral (id, entry_id, person_id, received_at, is_urgent, step, due_on, decided)
    select gen_random_uuid(), which, a.person_id, a.happened_at, urgent, 0, due, ''
      from record_about a join people_person p on p.id = a.person_id and p.state not in ('died', 'lost', 'mistake')
     where a.entry_id = which and a.removed_at is null
    returning id, person_id;
end $$;
alter function gate.comes_in_by_partner(uuid, date, boolean, text, text, boolean) owner to alongside_gate;
grant insert on record_referral to alongside_gate;
grant update (taken_by_id) on record_referral to alongside_gate;
grant insert on record_referralline to alongside_gate;
