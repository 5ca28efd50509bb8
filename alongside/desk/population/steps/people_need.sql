-- What they need to take part.
select x.id, d.category, d.option, x.words, x.rank, population.today() + 60 + population.pick(x.n, 82, 300) as review_on, s.since as recorded_at,
    null::timestamptz as over_at, '' as over_why, null::uuid as over_by_id, s.worker_id as recorded_by_id, null::uuid as replaces_id, s.id as person_id
  from population.need_of x join population.someone s on s.n = x.n join population.need d on d.no = x.need order by s.since, s.n, x.rank
