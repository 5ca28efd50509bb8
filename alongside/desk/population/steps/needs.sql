-- Who needs what to take part: half of those somebody works with now, and some of the others.
create unlogged table population.need_of as
select s.n, r as rank, d.no as need, d.words, case when s.sealed = 2 then population.unlinkable_id('need ' || r, s.n) else population.id(s.since, '0a3', s.n * 4::bigint + r) end as id
  from population.someone s, generate_series(0, population.pick(s.n, 83, 3)) r
    join population.need d on true
 where population.dice(s.n, 84) < case when s.is_open then .55 else .10 end and not s.is_unborn
   and d.no = (population.pick(s.n, 85, {needs}) + r * 19) % {needs};
create index on population.need_of (n);
analyze population.need_of;
