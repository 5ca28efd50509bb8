-- Dilemmas: what others chose, counted so that nothing can be told of one person.

-- My choices in a run that came to an end, counted in by my own will and once a dilemma. For each choice that a scene offered: whether
-- it was mine. What comes in waits until ten people have chosen in a scene, and is then counted together.
create or replace function gate.count_in(which uuid, scenes text[], choices text[], mine boolean[]) returns boolean security definer
  set search_path = public, pg_temp language plpgsql as $$
declare
  r record;
begin
  select u.scenario, u.version into r from learning_run u where u.piece_id = which and u.owner_id = gate.me() and u.ended_at is not null;
  if not found then
    raise insufficient_privilege using message = 'One counts in a run of one’s own that came to an end';
  end if;
  if exists (select 1 from unnest(scenes, choices, mine) as o(scene, choice, is_mine)
      where o.is_mine and not exists (select 1 from learning_step s where s.piece_id = which and s.move = 'chose'
        and s.scene = o.scene and s.choice = o.choice))
    or exists (select 1 from unnest(scenes, choices, mine) as o(scene, choice, is_mine)
      group by o.scene having count(*) filter (where o.is_mine) <> 1 or count(distinct o.choice) <> count(*) or count(*) > 8) then
    raise integrity_constraint_violation using message = 'Only what was chosen is counted, once a scene';
  end if;
  insert into learning_countedin (id, owner_id, scenario) values (gen_random_uuid(), gate.me(), r.scenario) on conflict do nothing;
  if not found then return false; end if;
  insert into learning_tally (id, scenario, version, scene, choice, waiting, counted)
    select gen_random_uuid(), r.scenario, r.version, o.scene, o.choice, o.is_mine::int, 0
      from unnest(scenes, choices, mine) as o(scene, choice, is_mine) order by o.scene, o.choice
    on conflict (scenario, version, scene, choice) do update set waiting = learning_tally.waiting + excluded.waiting;
  update learning_tally t set counted = t.counted + t.waiting, waiting = 0
   where t.scenario = r.scenario and t.version = r.version and t.scene = any (scenes)
     and (select sum(o.waiting) from learning_tally o where o.scenario = t.scenario and o.version = t.version and o.scene = t.scene) >= 10;
  return true;
end $$;

-- What others chose, to the nearest five: only what ten or more chose; and where those left over are fewer than ten, the next smallest
-- is left out too, until they are ten or nothing is told. Nothing is told of a scene in which nine in ten chose the same.
create or replace function gate.positions(which text, told_in text) returns table (scene text, choice text, about int, people int)
  stable security definer set search_path = public, pg_temp language plpgsql as $$
declare
  s record; c record; hidden int; left_out int; total int;
begin
  if gate.my_kind() not in ('staff', 'partner') then return; end if;
  for s in select t.scene, sum(t.counted)::int n, max(t.counted) most from learning_tally t
      where t.scenario = which and t.version = told_in group by t.scene having sum(t.counted) >= 20 loop
    continue when s.most * 10 >= s.n * 9;
    hidden := 0; left_out := 0;
    for c in select t.counted from learning_tally t where t.scenario = which and t.version = told_in and t.scene = s.scene order by t.counted, t.choice loop
      exit when c.counted >= 10 and (left_out = 0 or hidden >= 10);
      hidden := hidden + c.counted; left_out := left_out + 1;
    end loop;
    total := ((s.n + 2) / 5) * 5;
    return query select s.scene::text, o.choice::text, ((o.counted + 2) / 5) * 5, total from (
      select t.choice, t.counted, row_number() over (order by t.counted, t.choice) place from learning_tally t
       where t.scenario = which and t.version = told_in and t.scene = s.scene) o where o.place > left_out order by o.counted desc, o.choice;
  end loop;
end $$;

do $$ declare f text; begin
  foreach f in array array['count_in(uuid, text[], text[], boolean[])', 'positions(text, text)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
grant insert on learning_countedin, learning_tally to alongside_gate;
grant update (waiting, counted) on learning_tally to alongside_gate;
