-- Why few among staff may read an entry, and who looks at that again.
select population.id(w.written_at + interval '1 day', '0e6', w.e) as id, 'A safety plan is being worked out. Ask the team manager.' as words, w.written_at + interval '1 day' as at,
    population.today() + 30 + population.pick(w.e, 93, 300) as until, null::timestamptz as ended_at, w.manager_id as by_id, null::uuid as ended_by_id, w.id as entry_id, r.manager_id as review_by_id
  from population.writing w join population.team t on t.manager_id = w.manager_id join population.team r on r.t = 1 + t.t % population.teams()
 where w.is_restricted order by w.e
