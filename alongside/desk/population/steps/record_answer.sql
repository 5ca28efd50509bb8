-- What people who can read their record wrote beside what they read last.
select population.id(x.at, '0e8', w.n) as id, w.n % 5 = 0 as is_correction, a.words as text, x.at, r.account_id as by_id, w.person_id, w.id as entry_id,
    population.id(case when w.is_amended then w.amended_at else w.written_at end, '0e3', w.e * 16::bigint + case when w.is_amended then 8 else 4 end) as part_id
  from (select distinct on (n) * from population.writing where outcome in ('shown', 'opened') and not is_restricted and other_n is null
          and n in (select n from population.reader) order by n, e desc) w
    join population.reader r on r.n = w.n join population.answer a on a.no = population.pick(w.n, 94, {answers}),
    lateral (select greatest(r.at, least(w.written_at + interval '1 day', population.this_moment() - interval '1 hour')) as at) x
