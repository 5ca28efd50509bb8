-- Who was kept out.
select population.act(a.id, '0fc'), a.given_by_id, 'kept out', 'people.bar', a.id, a.person_id, '{{}}'::jsonb from people_bar a where {range}
