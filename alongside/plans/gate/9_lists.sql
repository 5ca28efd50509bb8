-- What goes on of the plans of a whole list of people: people/gate/3_lists.sql says why, and that the policies agree.

-- The last version that I read of each of their plans, unless the plan is over or was taken out.
create or replace function gate.plans_going_on(people uuid[]) returns table (plan uuid, sheet uuid, person_id uuid, kind text) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare barred uuid[] := gate.barred();
begin
  return query select distinct on (s.plan) s.plan, s.id, m.person_id, s.kind::text from gate.my_rungs(people) m
    join plans_sheet s on s.person_id = m.was left join record_entry e on e.id = s.id
   where (coalesce(e.needs, 2) <= m.rung or gate.reads_entry(e.id)) and (cardinality(barred) = 0 or not gate.about_any(s.id, barred))
     and not exists (select 1 from plans_line l where l.plan = s.plan and l.what in ('over', 'out'))
   order by s.plan, s.number desc;
end $$;

-- Their steps that a worker sees to up to a day, and has not done yet.
drop function if exists gate.steps_among(uuid[], date);
create or replace function gate.steps_among(people uuid[], up_to date)
  returns table (plan uuid, sheet uuid, person_id uuid, kind text, step text, by_day text, owner text, words text) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  return query select p.plan, p.sheet, p.person_id, p.kind, one ->> 'key', one ->> 'by', coalesce(one ->> 'name', ''), one ->> 'words'
    from gate.plans_going_on(people) p join plans_sheet s on s.id = p.sheet
    cross join lateral jsonb_array_elements(case when jsonb_typeof(s.content -> 'steps') = 'array' then s.content -> 'steps' else '[]' end) one
   where one ->> 'owner' = 'worker' and one ->> 'by' ~ '^\d{4}-\d\d-\d\d$' and one ->> 'by' <= up_to::text
     and coalesce((select l.what from plans_line l where l.plan = p.plan and l.step = one ->> 'key' order by l.at desc, l.id desc limit 1), '') <> 'done';
end $$;

-- The meetings to which I go (gate.my_meetings) of which I read that they are, with whom they are about. The policies of meetings and of people
-- say the same; with them, a plan that found no meeting took longer to begin than to run.
create or replace function gate.my_meetings_read(since timestamptz, until timestamptz)
  returns table (meeting uuid, kind text, starts timestamptz, at timestamptz, moved timestamptz, person_id uuid, called text) stable security definer rows 20
  set search_path = public, pg_temp language plpgsql as $$
declare barred uuid[] := gate.barred();
begin
  return query select m.id, m.kind::text, w.starts, m.at, w.moved, p.id, p.called::text
    from gate.my_meetings(since, until) w join plans_meeting m on m.id = w.meeting
      join people_person p on p.id = w.whose and p.state in ('living', 'unborn')
   where gate.may_see(p.id, 2::smallint)
     and (gate.plan_needs(m.id) <= 2 or gate.may_see(p.id, 3::smallint) or gate.reads_entry(m.id))
     and (cardinality(barred) = 0 or not gate.about_any(m.id, barred))
     and (gate.may_see(p.id, 3::smallint) or not gate.meeting_is_out(m.id));
end $$;

alter function gate.my_meetings_read(timestamptz, timestamptz) owner to alongside_gate;
alter function gate.plans_going_on(uuid[]) owner to alongside_gate;
alter function gate.steps_among(uuid[], date) owner to alongside_gate;
