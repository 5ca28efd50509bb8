-- What was listed for somebody; the name comes with the grant.
select population.act(a.id, '0fd'), a.by_id, 'listed for them', 'people.shared', a.id, a.person_id, '{{}}'::jsonb from people_shared a where a.entry_id is not null and {range}
