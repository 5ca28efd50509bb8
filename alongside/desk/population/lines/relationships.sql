-- Who is around whom: one act, and a line on each of the two records.
select population.act(a.id, '0fb'), a.recorded_by_id, 'relationship added', 'people.relationship', a.id, p.person_id, '{{}}'::jsonb
  from people_relationship a, lateral (select a.person_id union all select a.other_id) p where a.person_id < a.other_id and {range}
