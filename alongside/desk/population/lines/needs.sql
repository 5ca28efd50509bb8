-- Needs that were written down.
select population.act(a.id, '0fa'), a.recorded_by_id, 'need recorded', 'people.need', a.id, a.person_id, '{{}}'::jsonb from people_need a where {range}
