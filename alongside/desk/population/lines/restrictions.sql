-- What was restricted among staff.
select population.act(a.id, '0ee'), a.by_id, 'entry restricted', 'record.entry', a.entry_id, p.person_id, '{{}}'::jsonb
  from record_restriction a join record_about p on p.entry_id = a.entry_id where {range}
