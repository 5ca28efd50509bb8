-- Offers of help and places in sessions: who has room, and who says what about either.

-- Of these champions, those whom one may ask today: the offer stands, is not paused, and has room. Never how many asked, or who.
create or replace function gate.champions_with_room(which uuid[]) returns setof uuid stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if gate.my_kind() not in ('staff', 'partner') then return; end if;
  return query select c.account_id from learning_champion c join accounts_account a on a.id = c.account_id and a.is_active
    where c.account_id = any (which) and c.ended_at is null and (c.paused_until is null or c.paused_until <= current_date)
      and (a.left_on is null or a.left_on > current_date)
      and c.room_for > (select count(*) from learning_helprequest h where h.champion_id = c.account_id and h.state in ('asked', 'accepted'));
end $$;

-- Whoever is asked has room for it: two who ask at once for the last of it are heard one after the other.
create or replace function gate.help_is_offered() returns trigger security definer set search_path = public, pg_temp language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(new.champion_id::text, 53));
  if not exists (select 1 from gate.champions_with_room(array[new.champion_id])) then
    raise integrity_constraint_violation using message = 'This champion has no room at the moment';
  end if;
  return new;
end $$;
create or replace trigger help_is_offered before insert on learning_helprequest for each row execute function gate.help_is_offered();

-- Whoever was asked says yes or no; whoever asked takes it back or gives thanks; either says that it is done. Nobody speaks for the other.
create or replace function gate.request_goes_on() returns trigger language plpgsql as $$
declare me uuid := gate.me();
begin
  if current_user <> 'alongside_app' then return new; end if;
  if me <> old.champion_id and (new.reply, new.answered_at) is distinct from (old.reply, old.answered_at)
     or me <> old.asker_id and (new.thanks, new.thanked_at) is distinct from (old.thanks, old.thanked_at) then
    raise insufficient_privilege using message = 'Nobody speaks for the other';
  end if;
  if new.state is distinct from old.state and not coalesce(case new.state
      when 'accepted' then old.state = 'asked' and me = old.champion_id
      when 'declined' then old.state = 'asked' and me = old.champion_id
      when 'withdrawn' then old.state in ('asked', 'accepted') and me = old.asker_id
      when 'done' then old.state = 'accepted' end, false) then
    raise integrity_constraint_violation using message = 'This request cannot become that';
  end if;
  return new;
end $$;
create or replace trigger request_goes_on before update on learning_helprequest for each row execute function gate.request_goes_on();

-- Nobody books what is over or cancelled. Whoever booked gives it up; whoever runs it says afterwards who came; a place that is free is
-- filled by gate.fill_places alone, so that nobody goes before those who wait.
create or replace function gate.booking_goes_on() returns trigger language plpgsql as $$
declare me uuid := gate.me(); one learning_session;
begin
  if current_user <> 'alongside_app' then return new; end if;
  select * into one from learning_session s where s.id = new.session_id;
  if tg_op = 'INSERT' then
    if one.id is null or one.cancelled_at is not null or one.starts_at <= statement_timestamp() then
      raise integrity_constraint_violation using message = 'This session is not open any more';
    end if;
    if new.state = 'booked' and (select coalesce(sum(c.waiting), 0) from gate.session_counts(array[new.session_id]) c) > 0 then
      raise integrity_constraint_violation using message = 'Others wait for a place already';
    end if;
  elsif new.state is distinct from old.state and not coalesce(case new.state
      when 'cancelled' then old.state in ('booked', 'waiting') and me = old.account_id
      when 'came' then old.state in ('booked', 'missed') and me = one.offered_by_id and one.starts_at <= statement_timestamp()
      when 'missed' then old.state in ('booked', 'came') and me = one.offered_by_id and one.starts_at <= statement_timestamp()
      end, false) then
    raise integrity_constraint_violation using message = 'This booking cannot become that';
  end if;
  return new;
end $$;
create or replace trigger booking_goes_on before insert or update on learning_booking for each row execute function gate.booking_goes_on();

do $$ declare f text; begin
  foreach f in array array['champions_with_room(uuid[])', 'help_is_offered()'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
