-- What was seen to.
select population.act(a.id, '0ec'), a.done_by_id, 'task done', 'record.task', a.id, a.person_id, '{{}}'::jsonb from record_task a where a.done_at is not null and {range}
