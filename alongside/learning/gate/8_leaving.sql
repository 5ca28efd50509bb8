-- Somebody leaves: what others planned with them ends, and a circle goes on with another host.

-- Whoever hosts a circle gives that to somebody who is in it; and whoever is in one whose host's account is closed takes it up. Hosting opens
-- nothing to read, and those who may not begin a circle do not host one either. Two at once: the first has it.
create or replace function gate.hand_circle_on(which uuid, taker uuid) returns boolean security definer
  set search_path = public, pg_temp language plpgsql as $$
declare me uuid := gate.me();
begin
  update learning_circle c set host_id = taker where c.id = which and c.ended_at is null and c.host_id <> taker
     and (c.host_id = me or (taker = me and exists (select 1 from accounts_account h where h.id = c.host_id and not h.is_active)))
     and exists (select 1 from learning_member m where m.circle_id = c.id and m.account_id = taker and m.left_at is null and m.joined_at is not null)
     and exists (select 1 from accounts_account a where a.id = taker and a.is_active and a.kind in ('staff', 'partner'));
  return found;
end $$;

-- Asked for by whoever closed the account, who reads nothing of it and is told nothing, not even whether there was any. Nothing is destroyed,
-- and a second time changes nothing.
create or replace function gate.end_learning_of(leaver uuid) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
declare moment timestamptz := statement_timestamp(); freed uuid[]; one uuid;
begin
  if not coalesce(gate.may('manage accounts'), false) and gate.my_kind() is distinct from 'system' then
    raise insufficient_privilege using message = 'What a leaver planned is ended by those who manage accounts';
  end if;
  if not exists (select 1 from accounts_account a where a.id = leaver and not a.is_active) then return; end if;
  -- Sessions of theirs: whoever booked or waits reads why.
  with off as (update learning_session s set cancelled_at = moment, cancelled_why = 'Whoever was to run it has left.'
     where s.offered_by_id = leaver and s.cancelled_at is null and s.starts_at > moment returning s.id)
  update learning_booking b set has_news = true from off where b.session_id = off.id and b.account_id <> leaver and b.state in ('booked', 'waiting');
  -- Places of theirs: for whoever waits.
  with given as (update learning_booking b set state = 'cancelled', changed_at = moment from learning_session s
      where s.id = b.session_id and b.account_id = leaver and b.state in ('booked', 'waiting') and s.starts_at > moment returning b.session_id)
    select coalesce(array_agg(g.session_id order by g.session_id), '{}') into freed from given g;
  foreach one in array freed loop
    perform gate.fill_places(one);
  end loop;
  update learning_member m set left_at = moment where m.account_id = leaver and m.joined_at is null and m.left_at is null;
  -- Supervision: the other of the two reads that it is called off, and by whose leaving.
  update learning_meeting t set called_off_at = moment, called_off_why = 'They have left.', changed_at = moment, changed_by_id = leaver, seen_at = null
    from learning_supervision s where s.id = t.supervision_id and leaver in (s.supervisor_id, s.worker_id) and s.ended_at is null
     and t.held_at is null and t.called_off_at is null and t.starts_at > moment and not gate.is_signed(t.id);
  update learning_supervision s set ended_at = moment, ended_why = 'One of the two has left.'
   where leaver in (s.supervisor_id, s.worker_id) and s.ended_at is null;
  -- Help: nobody waits for an answer that will not come.
  update learning_champion c set ended_at = moment where c.account_id = leaver and c.ended_at is null;
  update learning_helprequest h set ended_at = moment, answered_at = case when h.asker_id = leaver or h.state = 'accepted' then h.answered_at else moment end,
      state = case when h.asker_id = leaver then 'withdrawn' when h.state = 'asked' then 'declined' else 'done' end
   where leaver in (h.asker_id, h.champion_id) and h.state in ('asked', 'accepted');
end $$;

alter function gate.hand_circle_on(uuid, uuid) owner to alongside_gate;
alter function gate.end_learning_of(uuid) owner to alongside_gate;
grant update (host_id) on learning_circle to alongside_gate;
grant update (left_at) on learning_member to alongside_gate;
grant update (cancelled_at, cancelled_why) on learning_session to alongside_gate;
grant update (has_news) on learning_booking to alongside_gate;
grant update (called_off_at, called_off_why, changed_at, changed_by_id, seen_at) on learning_meeting to alongside_gate;
grant update (ended_at, ended_why) on learning_supervision to alongside_gate;
grant update (ended_at) on learning_champion to alongside_gate;
grant update (state, answered_at, ended_at) on learning_helprequest to alongside_gate;
