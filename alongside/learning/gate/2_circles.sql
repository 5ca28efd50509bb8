-- Circles: who is in one, who may be asked in, and when what was written becomes readable by the others.

-- I host it, or am invited to it, and have not left.
create or replace function gate.in_circle(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_circle c where c.id = which and c.host_id = gate.me())
  or exists (select 1 from learning_member m where m.circle_id = which and m.account_id = gate.me() and m.left_at is null);
end $$;

-- I host it, or came into it and have not left: whoever is only asked in is not there yet.
create or replace function gate.came_into(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_circle c where c.id = which and c.host_id = gate.me())
  or exists (select 1 from learning_member m where m.circle_id = which and m.account_id = gate.me() and m.left_at is null and m.joined_at is not null);
end $$;

-- What those who are in it are called, in its own order, for whoever is asked in: never whose account it is, nor when they were there.
create or replace function gate.called_in(which uuid, lim int) returns setof text stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if not gate.in_circle(which) then return; end if;
  return query select m.called::text from learning_member m where m.circle_id = which and m.left_at is null and m.joined_at is not null
   order by m.place, m.invited_at, m.id limit least(lim, 100);
end $$;

-- This round is there for me: I was in the circle before it was shown, or was over unshown. In a community of practice every round is, and whoever
-- writes is told so. An open thread goes on: of what was said in it before I came I read nothing (gate.reads_turn).
create or replace function gate.sees_round(circle uuid, shown timestamptz, closed timestamptz) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_member m join learning_circle c on c.id = m.circle_id
    where m.circle_id = circle and m.account_id = gate.me() and m.left_at is null and m.joined_at is not null
      and (c.kind = 'community' or coalesce(shown, closed) is null or coalesce(shown, closed) > m.joined_at));
end $$;

-- I may come in without being invited.
create or replace function gate.may_join(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_circle c where c.id = which and c.ended_at is null
    and ((gate.my_kind() = 'staff' and c.open_to in ('staff', 'all')) or (gate.my_kind() = 'partner' and c.open_to = 'all')));
end $$;

-- I may ask them in: they work here or at a partner agency; or they read a record that I read, so that I know them already.
create or replace function gate.may_ask_in(whom uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  return exists (select 1 from accounts_account a where a.id = whom and a.is_active and a.id <> gate.me()
    and (a.kind in ('staff', 'partner')
      or (a.kind in ('person', 'proxy') and gate.my_kind() = 'staff' and exists (
        select 1 from people_grant g where g.account_id = a.id and g.person_id is not null and g.starts <= statement_timestamp()
          and g.until > statement_timestamp() and gate.may_see(g.person_id, 2::smallint)))));
end $$;

-- What the others said in this round is there for me: it is there for me itself, and was revealed or is an open thread.
create or replace function gate.reads_round(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_round r where r.id = which and (r.kind = 'talk' or r.revealed_at is not null)
    and gate.sees_round(r.circle_id, r.revealed_at, r.closed_at));
end $$;

-- The same of one thing that was said there, at this moment: outside a community of practice, of a thread only what was said since I came.
create or replace function gate.reads_turn(which uuid, said timestamptz) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_round r join learning_circle c on c.id = r.circle_id
      join learning_member m on m.circle_id = r.circle_id
    where r.id = which and (r.kind = 'talk' or r.revealed_at is not null)
      and m.account_id = gate.me() and m.left_at is null and m.joined_at is not null
      and (c.kind = 'community' or ((r.kind <> 'talk' or said >= m.joined_at)
        and (coalesce(r.revealed_at, r.closed_at) is null or coalesce(r.revealed_at, r.closed_at) > m.joined_at))));
end $$;

-- I may say something in it: I joined, and neither it nor the circle is over.
create or replace function gate.may_say(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_round r join learning_circle c on c.id = r.circle_id
    where r.id = which and r.closed_at is null and c.ended_at is null and gate.sees_round(r.circle_id, r.revealed_at, r.closed_at));
end $$;

-- Who has said something, for whoever waits: never what.
create or replace function gate.heard_in_round(which uuid) returns uuid[] stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if not exists (select 1 from learning_round r where r.id = which and gate.sees_round(r.circle_id, r.revealed_at, r.closed_at)) then return '{}'; end if;
  return coalesce((select array_agg(distinct t.by_id) from learning_turn t where t.round_id = which and t.taken_back_at is null), '{}');
end $$;

-- That somebody took something back, where what they said could be read before: never what it was.
create or replace function gate.taken_back_in(which uuid) returns table (id uuid, by_id uuid, answers_id uuid, at timestamptz, taken_back_at timestamptz)
  stable security definer set search_path = public, pg_temp language plpgsql as $$ begin
  if not gate.reads_round(which) then return; end if;
  return query select t.id, t.by_id, t.answers_id, t.at, t.taken_back_at from learning_turn t join learning_round r on r.id = t.round_id
   where t.round_id = which and t.taken_back_at is not null and (r.revealed_at is null or t.taken_back_at > r.revealed_at)
     and gate.reads_turn(which, t.at);
end $$;

-- Who comes in says so with their own hand, and how they are called there; whoever left comes back by being asked again.
create or replace function gate.member_goes_on() returns trigger language plpgsql as $$
begin
  if (old.left_at is not null and new.left_at is distinct from old.left_at)
     or (old.joined_at is not null and new.joined_at is distinct from old.joined_at) then
    raise integrity_constraint_violation using message = 'Who came and who left stays as it was';
  end if;
  if current_user = 'alongside_app' and old.account_id <> gate.me()
     and (new.joined_at, new.called, new.seen_at, new.told_at) is distinct from (old.joined_at, old.called, old.seen_at, old.told_at) then
    raise insufficient_privilege using message = 'Only they themselves say yes, and how they are called';
  end if;
  return new;
end $$;

-- A circle that ended stays ended, and meets no more; its next meeting lies ahead; and it is not opened to more people once somebody has said
-- something in it.
create or replace function gate.circle_goes_on() returns trigger security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if old.ended_at is not null and new.ended_at is distinct from old.ended_at then
    raise integrity_constraint_violation using message = 'A circle that ended stays ended';
  end if;
  if new.next_at is distinct from old.next_at and (old.ended_at is not null
      or not coalesce(new.next_at between statement_timestamp() - interval '1 minute' and statement_timestamp() + interval '732 days', true)) then
    raise integrity_constraint_violation using message = 'The next meeting lies ahead, and within two years';
  end if;
  if array_position(array['invited', 'staff', 'all'], new.open_to::text) > array_position(array['invited', 'staff', 'all'], old.open_to::text)
     and exists (select 1 from learning_turn t join learning_round r on r.id = t.round_id where r.circle_id = new.id and t.taken_back_at is null) then
    raise integrity_constraint_violation using message = 'What was said here was said to those who were here';
  end if;
  return new;
end $$;

-- What was revealed stays revealed, and what was said stays as it was said.
create or replace function gate.round_goes_on() returns trigger language plpgsql as $$
begin
  if (old.revealed_at is not null and new.revealed_at is distinct from old.revealed_at)
     or (old.closed_at is not null and (new.closed_at, new.revealed_at) is distinct from (old.closed_at, old.revealed_at)) then
    raise integrity_constraint_violation using message = 'A round that was revealed or closed stays so';
  end if;
  return new;
end $$;

-- Nobody passes off as said before the reveal what they say after it, chooses again once all is seen, or has two choices standing.
create or replace function gate.turn_begins() returns trigger security definer set search_path = public, pg_temp language plpgsql as $$
declare revealed timestamptz := (select r.revealed_at from learning_round r where r.id = new.round_id);
begin
  if revealed is not null and (new.at <= revealed or new.choice <> '') then
    raise integrity_constraint_violation using message = 'This round was revealed: what is said now is said after it';
  end if;
  if new.choice <> '' and exists (select 1 from learning_turn t where t.round_id = new.round_id and t.by_id = new.by_id
      and t.choice <> '' and t.taken_back_at is null) then
    raise integrity_constraint_violation using message = 'One choice stands at a time';
  end if;
  if new.entry_id is not null or (new.brings and (coalesce(gate.my_kind(), 'staff') <> 'staff' or not exists (
      select 1 from learning_round r join learning_circle c on c.id = r.circle_id where r.id = new.round_id and c.kind = 'supervision'))) then
    raise integrity_constraint_violation using message = 'Somebody one works with is brought to group supervision, by those who work here';
  end if;
  if new.answers_id is not null and not exists (select 1 from learning_turn t where t.id = new.answers_id and t.round_id = new.round_id) then
    raise integrity_constraint_violation using message = 'An answer belongs to the same round';
  end if;
  return new;
end $$;
create or replace function gate.turn_stays() returns trigger language plpgsql as $$
begin
  if (new.round_id, new.by_id, new.choice, new.text, new.brings, new.at)
       is distinct from (old.round_id, old.by_id, old.choice, old.text, old.brings, old.at)
     or (new.entry_id is distinct from old.entry_id and (old.entry_id is not null or not old.brings or old.taken_back_at is not null))
     or (old.taken_back_at is not null and new.taken_back_at is distinct from old.taken_back_at) then
    raise integrity_constraint_violation using message = 'What was said stays: say something new beside it';
  end if;
  return new;
end $$;
create or replace trigger goes_on before update on learning_circle for each row execute function gate.circle_goes_on();
create or replace trigger goes_on before update on learning_member for each row execute function gate.member_goes_on();
create or replace trigger goes_on before update on learning_round for each row execute function gate.round_goes_on();
create or replace trigger turn_begins before insert on learning_turn for each row execute function gate.turn_begins();
create or replace trigger turn_stays before update on learning_turn for each row execute function gate.turn_stays();

do $$ declare f text; begin
  foreach f in array array['in_circle(uuid)', 'came_into(uuid)', 'called_in(uuid, int)', 'sees_round(uuid, timestamptz, timestamptz)', 'reads_turn(uuid, timestamptz)', 'may_join(uuid)', 'may_ask_in(uuid)', 'reads_round(uuid)', 'may_say(uuid)',
      'heard_in_round(uuid)', 'taken_back_in(uuid)', 'circle_goes_on()', 'turn_begins()'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
