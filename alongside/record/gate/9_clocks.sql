-- Clocks: what became of one is said in one's own name, and what was said of it stays.

-- Where a clock is opened again and the next one was done since, it takes over by whom and what that was met; else whoever says that
-- it is done or over is whoever acts, and what met it is about the same person. Nothing is begun after somebody else's clock.
create or replace function gate.clock_in_ones_own_name() returns trigger language plpgsql as $$
begin
  if current_user <> 'alongside_app' then return new; end if;
  -- Asked as it is said, not of every later change: the clock before may be one that whoever acts does not see.
  if new.after_id is not null and (tg_op = 'INSERT' or new.after_id is distinct from old.after_id) and not exists (
      select 1 from record_clock c where c.id = new.after_id and c.person_id = new.person_id) then
    raise insufficient_privilege using message = 'It begins after a clock of the same person';
  end if;
  if tg_op = 'INSERT' then return new; end if;
  if (new.done_on, new.done_by_id, new.met_by_id) is distinct from (old.done_on, old.done_by_id, old.met_by_id)
     and not (new.done_on is null and new.done_by_id is null and new.met_by_id is null)
     and not (new.done_on is not null and new.done_by_id is not distinct from gate.me()
       and (new.met_by_id is null or exists (select 1 from record_about a
         where a.entry_id = new.met_by_id and a.person_id = new.person_id and a.removed_at is null)))
     and not exists (select 1 from record_clock c where c.after_id = new.id and c.done_on = new.done_on
       and c.done_by_id = new.done_by_id and c.met_by_id is not distinct from new.met_by_id) then
    raise insufficient_privilege using message = 'That something is done is said in one’s own name';
  end if;
  if (new.ended_at, new.ended_by_id, new.ended_why) is distinct from (old.ended_at, old.ended_by_id, old.ended_why)
     and not (new.ended_at is null and new.ended_by_id is null and new.ended_why = '')
     and not (new.ended_at is not null and new.ended_by_id is not distinct from gate.me()) then
    raise insufficient_privilege using message = 'That something is over is said in one’s own name';
  end if;
  return new;
end $$;
create or replace trigger clock_in_ones_own_name before insert or update on record_clock
  for each row execute function gate.clock_in_ones_own_name();

create or replace trigger stays before update or delete on record_clockwords for each row execute function gate.stays();
alter table record_clockwords enable always trigger stays;

-- What was said of a clock's time, and when a visit is planned, is put right beside the same clock, and only once; and nothing else is said in its place.
create or replace function gate.clock_words_fit() returns trigger language plpgsql as $$
begin
  if current_user = 'alongside_app' and new.instead_of_id is not null and (new.what not in ('paused', 'longer', 'planned', 'not so') or not exists (
      select 1 from record_clockwords w where w.id = new.instead_of_id and w.clock_id = new.clock_id
        and w.what in ('paused', 'longer', 'planned') and new.what in (w.what, 'not so'))) then
    raise insufficient_privilege using message = 'What was said of its time is put right beside the same clock';
  end if;
  return new;
end $$;
create or replace trigger clock_words_fit before insert on record_clockwords for each row execute function gate.clock_words_fit();
