-- Waves: giving a ballot that nobody can lay beside a name, and counting all of them once.

-- It is asked still: today lies in its time, and nobody has closed it.
create or replace function gate.is_wave_open(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_wave w where w.id = which and w.closed_at is null
    and w.opens_on <= (statement_timestamp() at time zone 'Europe/London')::date
    and w.closes_on >= (statement_timestamp() at time zone 'Europe/London')::date);
end $$;

-- I was asked, have drawn this ticket, and have not given yet.
create or replace function gate.holds_ticket(which uuid, drawn uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  gate.is_wave_open(which) and exists (select 1 from learning_asked a where a.wave_id = which and a.account_id = gate.me()
    and a.ticket = drawn and a.gave_on is null);
end $$;

-- Once the tables stand, the ballots go: how many there were is what stays.
create or replace function gate.destroy_ballots(which uuid) returns bigint security definer
  set search_path = public, pg_temp language plpgsql as $$
declare gone bigint;
begin
  if not gate.may('run surveys') or not exists (select 1 from learning_wave w where w.id = which and w.frozen is not null) then
    raise insufficient_privilege using message = 'Ballots go once what they say is frozen';
  end if;
  delete from learning_ballot b where b.wave_id = which;
  get diagnostics gone = row_count;
  update learning_asked a set ticket = null where a.wave_id = which and a.ticket is not null;
  return gone;
end $$;

-- What is frozen stays frozen, what is closed stays closed, and nothing is frozen of what is open still.
create or replace function gate.wave_stays() returns trigger language plpgsql as $$
begin
  if new.frozen is not null and new.closed_at is null then
    raise integrity_constraint_violation using message = 'A wave is closed before it is counted';
  end if;
  if (old.frozen is not null and new.frozen is distinct from old.frozen) or (old.closed_at is not null and new.closed_at is distinct from old.closed_at)
     or (old.closed_at is not null and new.closes_on is distinct from old.closes_on) then
    raise integrity_constraint_violation using message = 'A wave that is closed stays as it was frozen';
  end if;
  return new;
end $$;
create or replace trigger wave_stays before update on learning_wave for each row execute function gate.wave_stays();

do $$ declare f text; begin
  foreach f in array array['is_wave_open(uuid)', 'holds_ticket(uuid, uuid)', 'destroy_ballots(uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
grant delete on learning_ballot to alongside_gate;
grant update (ticket) on learning_asked to alongside_gate;
