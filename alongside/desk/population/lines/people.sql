-- People who were added; the line about a new identity names nobody.
select population.act(a.id, '0f5'), a.worker_id, 'person added', case when a.sealed < 2 then 'people.person' end, case when a.sealed < 2 then a.id end,
    case when a.sealed < 2 then a.id end, '{{}}'::jsonb
  from population.someone a where {range}
