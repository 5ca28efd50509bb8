-- Supervision and sessions: what was signed stays, and who has a place.

-- One of the two has signed this meeting's record: the other signs exactly that, and nothing is added in between. Said to the two alone.
create or replace function gate.is_signed(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_signature s join learning_meeting m on m.id = s.meeting_id join learning_supervision u on u.id = m.supervision_id
    where s.meeting_id = which and gate.me() in (u.supervisor_id, u.worker_id));
end $$;

-- What is over is not begun again, and nobody says yes to what they proposed themselves.
create or replace function gate.what_ended_stays() returns trigger security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if old.ended_at is not null then
    raise integrity_constraint_violation using message = 'This is over, and stays as it was';
  end if;
  if tg_table_name = 'learning_supervision' then
    if new.accepted_at is distinct from old.accepted_at and (old.accepted_at is not null or gate.me() = old.proposed_by_id) then
      raise integrity_constraint_violation using message = 'The other of the two says yes, and once';
    end if;
  end if;
  return new;
end $$;
do $$ declare f text; begin
  foreach f in array array['supervision', 'followup'] loop
    execute format('create or replace trigger what_ended_stays before update on learning_%s for each row execute function gate.what_ended_stays()', f);
  end loop;
end $$;

-- I run this session.
create or replace function gate.offers_session(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_session s where s.id = which and s.offered_by_id = gate.me());
end $$;

-- How many have a place and how many wait, for everybody who looks for a session.
create or replace function gate.session_counts(which uuid[]) returns table (session_id uuid, booked bigint, waiting bigint) stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if gate.my_kind() not in ('staff', 'partner') then return; end if;
  return query select b.session_id, count(*) filter (where b.state in ('booked', 'came', 'missed')), count(*) filter (where b.state = 'waiting')
    from learning_booking b where b.session_id = any (which) group by b.session_id;
end $$;

-- A place that is free goes to whoever waits longest: by whoever gave theirs up, or runs it.
create or replace function gate.fill_places(which uuid) returns setof uuid security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.my_kind() not in ('staff', 'partner', 'system') or not exists (select 1 from learning_session s where s.id = which and s.cancelled_at is null
      and s.starts_at > statement_timestamp()) then return; end if;
  perform pg_advisory_xact_lock(hashtextextended(which::text, 52));
  return query update learning_booking b set state = 'booked', changed_at = statement_timestamp() where b.id in (
    select w.id from learning_booking w where w.session_id = which and w.state = 'waiting' order by w.at, w.id
     limit greatest(0, (select s.places from learning_session s where s.id = which)
       - (select count(*) from learning_booking t where t.session_id = which and t.state in ('booked', 'came', 'missed')))) returning b.id;
end $$;

-- Nobody books a place that is not there: the application asks first, and the database makes sure.
create or replace function gate.place_is_free() returns trigger security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if new.state = 'booked' and (tg_op = 'INSERT' or old.state is distinct from 'booked') then
    perform pg_advisory_xact_lock(hashtextextended(new.session_id::text, 52));
    if (select count(*) from learning_booking b where b.session_id = new.session_id and b.id <> new.id and b.state in ('booked', 'came', 'missed'))
       >= (select s.places from learning_session s where s.id = new.session_id) then
      raise integrity_constraint_violation using message = 'Every place of this session is taken';
    end if;
  end if;
  return new;
end $$;
create or replace trigger place_is_free before insert or update on learning_booking for each row execute function gate.place_is_free();

do $$ declare f text; begin
  foreach f in array array['is_signed(uuid)', 'what_ended_stays()', 'offers_session(uuid)', 'session_counts(uuid[])', 'fill_places(uuid)', 'place_is_free()'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
grant update (state, changed_at) on learning_booking to alongside_gate;
