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
