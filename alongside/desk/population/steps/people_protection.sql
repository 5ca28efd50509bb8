-- From whom an address is kept.
select population.id(since + interval '1 day', '0a2', n) as id, 'A former partner and his family' as from_whom,
    'There is an order, and somebody has looked for them.' as why, population.today() + 30 + population.pick(n, 81, 200) as review_on,
    since + interval '1 day' as at, null::timestamptz as ended_at, worker_id as by_id, null::uuid as ended_by_id,
    population.id(since, '0a1', n::bigint * 32 + 10) as fact_id, id as person_id
  from population.someone where n % 400 = 77
