-- Words that people put beside what was written, each with its hash.
select population.act(a.id, '0ed'), a.by_id, 'own words added', 'record.answer', a.id, a.person_id, jsonb_build_object('content', gate.answer_hash(a.id))
  from record_answer a where {range}
