-- The first steps for each of these needs: asked, written down, shown first.
select population.id(s.since, '0a4', (x.n * 4::bigint + x.rank) * 4 + t.no) as id, t.step, (s.since at time zone 'Europe/London')::date as on, '' as note,
    s.worker_id as by_id, x.id as need_id
  from population.need_of x join population.someone s on s.n = x.n, (values (0, 'identify'), (1, 'record'), (2, 'flag')) t (no, step)
 order by s.since, s.n, x.rank, t.no
