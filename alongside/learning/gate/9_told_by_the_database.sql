-- What the database itself says, so that nobody can say it otherwise with SQL of their own: when something was, and whose answers are whose.

-- These moments are now, whatever was written; and on a row that has one, it is left to the other triggers. Names of columns: tg_argv.
create or replace function gate.at_this_moment() returns trigger language plpgsql as $$
declare was jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) else '{}' end; is_now jsonb := to_jsonb(new);
  told jsonb := '{}'; moment text;
begin
  if current_user <> 'alongside_app' then return new; end if;
  foreach moment in array tg_argv loop
    if is_now ->> moment is not null and was ->> moment is null then
      told := told || jsonb_build_object(moment, clock_timestamp());
    end if;
  end loop;
  return jsonb_populate_record(new, told);
end $$;

do $$ declare one record; begin
  for one in select * from (values
      ('member', 'invited_at, joined_at, left_at'), ('round', 'opened_at, revealed_at, closed_at'), ('turn', 'at, taken_back_at'),
      ('signature', 'at'), ('agreement', 'at'), ('said', 'at'), ('point', 'at'), ('followup', 'at'), ('comment', 'at'), ('booking', 'at')
    ) as l(called, moments) loop
    execute format('create or replace trigger at_this_moment before insert or update on learning_%s for each row execute function gate.at_this_moment(%s)',
      one.called, one.moments);
  end loop;
end $$;

-- One ballot each: a number is drawn once and stands until it is forgotten, which is when one has given; with whom one is counted stands with it;
-- and who gave or would rather not has done so.
create or replace function gate.asked_goes_on() returns trigger language plpgsql as $$
begin
  if current_user <> 'alongside_app' then return new; end if;
  if (old.gave_on is not null and (new.gave_on is distinct from old.gave_on or new.ticket is not null))
     or (old.declined_on is not null and new.declined_on is distinct from old.declined_on)
     or (old.began_on is not null and new.began_on is distinct from old.began_on)
     or (old.ticket is not null and new.ticket is distinct from old.ticket and (new.ticket is not null or new.gave_on is null))
     or ((old.ticket is not null or old.gave_on is not null) and new.groups is distinct from old.groups)
     or jsonb_typeof(new.groups) <> 'object' or octet_length(new.groups::text) > 2000 then
    raise integrity_constraint_violation using message = 'One ballot each: what was given or declined stays so';
  end if;
  return new;
end $$;
create or replace trigger asked_goes_on before update on learning_asked for each row execute function gate.asked_goes_on();

-- A ballot can be counted, and is counted with those with whom its giver said that they are. Without a ticket the policy refuses it.
create or replace function gate.ballot_holds() returns trigger language plpgsql as $$
declare drawn record;
begin
  if current_user <> 'alongside_app' then return new; end if;
  if jsonb_typeof(new.answers) <> 'object' or octet_length(new.answers::text) > 100000
     or exists (select 1 from jsonb_each(case when jsonb_typeof(new.answers) = 'object' then new.answers else '{}' end) e
       where jsonb_typeof(e.value) <> 'string') then
    raise data_exception using message = 'A ballot names one answer to each question';
  end if;
  select a.groups into drawn from learning_asked a where a.wave_id = new.wave_id and a.ticket = new.id;
  if found and new.groups is distinct from drawn.groups then
    raise data_exception using message = 'A ballot is counted where its giver said that they are';
  end if;
  return new;
end $$;
create or replace trigger ballot_holds before insert on learning_ballot for each row execute function gate.ballot_holds();

-- What is promised in writing, and that it is closed, is said by whoever does it.
create or replace function gate.wave_is_signed() returns trigger language plpgsql as $$
begin
  if current_user <> 'alongside_app' then return new; end if;
  if ((new.reply, new.replied_by_id, new.replied_at) is distinct from (old.reply, old.replied_by_id, old.replied_at)
        and new.replied_by_id is distinct from gate.me())
     or ((new.closed_at, new.closed_by_id) is distinct from (old.closed_at, old.closed_by_id) and new.closed_by_id is distinct from gate.me()) then
    raise insufficient_privilege using message = 'Nobody speaks for another';
  end if;
  return new;
end $$;
create or replace trigger wave_is_signed before update on learning_wave for each row execute function gate.wave_is_signed();

-- Both work here, so that one may supervise the other.
create or replace function gate.both_work_here(one uuid, other uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  (select count(*) = 2 from accounts_account a where a.id in (one, other) and a.kind = 'staff' and a.is_active);
end $$;
alter function gate.both_work_here(uuid, uuid) owner to alongside_gate;

-- Rounds are numbered one after the other, also where whoever hosts the circle now came later and does not read the first of them.
create or replace function gate.next_round_in(which uuid) returns int stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  if not exists (select 1 from learning_circle c where c.id = which and c.host_id = gate.me()) then return 1; end if;
  return (select coalesce(max(r.number), 0) + 1 from learning_round r where r.circle_id = which);
end $$;
alter function gate.next_round_in(uuid) owner to alongside_gate;

create or replace function gate.round_is_numbered() returns trigger language plpgsql as $$
begin
  if current_user = 'alongside_app' then new.number := gate.next_round_in(new.circle_id); end if;
  return new;
end $$;
create or replace trigger round_is_numbered before insert on learning_round for each row execute function gate.round_is_numbered();
