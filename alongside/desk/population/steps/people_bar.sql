-- Who is kept out, whatever else would let them in: now and then a colleague in the same team is family.
select population.id(s.since, '0a8', s.n) as id, 'family' as ground, 'They told us themselves that they are related.' as reason, s.since + interval '1 day' as starts,
    population.for_ever() as until, c.id as account_id, s.manager_id as given_by_id, null::uuid as team_id, s.id as person_id, null::uuid as ended_by_id, '' as ended_why
  from population.someone s join population.worker w on w.w = s.w join population.team t on t.t = w.t
    join population.worker c on c.t = w.t and c.w = t.first_worker + (s.w - t.first_worker + 1) % t.workers and c.w <> s.w
 where s.is_open and s.n % 40 = 7
