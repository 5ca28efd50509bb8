-- What is due, and what was: decisions for managers, second looks, what is looked at again, and words from people.
with wanted as (
  select 'decide held' as what, case t.no when 0 then w.person_id else w.other_id end as person_id, w.manager_id as account_id, 'record.about' as from_kind,
      population.id(w.written_at, '0e4', w.e * 2::bigint + t.no) as from_id, case w.outcome when 'waiting' then d.due else ((w.written_at + interval '14 days') at time zone 'Europe/London')::date end as due_on,
      w.by_id as made_by_id, w.written_at as made_at, case when w.outcome <> 'waiting' then w.written_at + interval '6 days' end as done_at
    from population.writing w left join population.due d on d.day = (w.written_at at time zone 'Europe/London')::date, generate_series(0, case when w.other_n is null then 0 else 1 end) t (no)
   where (w.outcome = 'waiting' or (w.is_open and w.outcome in ('opened', 'held')))
  union all
  select 'look again', case t.no when 0 then w.person_id else w.other_id end, w.manager_id, 'record.about', population.id(w.written_at, '0e4', w.e * 2::bigint + t.no),
      case w.outcome when 'held' then population.today() + 20 + population.pick(w.e, 90, 60) else population.today() + 30 + population.pick(w.e, 91, 150) end,
      w.manager_id, w.written_at + interval '6 days', case when not w.is_open then least(w.written_at + interval '30 days', population.this_moment()) end
    from population.writing w, generate_series(0, case when w.other_n is null then 0 else 1 end) t (no) where w.outcome in ('held', 'not disclosed')
  union all
  select 'second look', w.person_id, w.manager_id, 'record.sharingdecision', population.id(w.written_at, '0e5', w.e * 2::bigint), ((w.written_at + interval '14 days') at time zone 'Europe/London')::date,
      w.by_id, w.written_at + interval '1 hour', w.written_at + interval '2 days' from population.writing w where w.outcome = 'not disclosed'
  union all
  select 'review restriction', w.person_id, r.review_by_id, 'record.restriction', r.id, r.until, r.by_id, r.at, case when not w.is_open then least(r.at + interval '60 days', population.this_moment()) end
    from record_restriction r join population.writing w on w.id = r.entry_id
  union all
  select case when a.is_correction then 'correct' else 'words' end, a.person_id, s.worker_id, 'record.answer', a.id,
      case when a.is_correction then ((a.at + interval '7 days') at time zone 'Europe/London')::date end, a.by_id, a.at, case when not r.is_open then least(a.at + interval '2 days', s.closed) end
    from record_answer a join population.reader r on r.person_id = a.person_id join population.someone s on s.n = r.n)
select population.id(made_at, '0e9', row_number() over (order by made_at, from_id, what)) as id, what, '' as words, from_kind, from_id, due_on, made_at, done_at, null::timestamptz as escalated_at,
    account_id, case when done_at is not null then account_id end as done_by_id, made_by_id, person_id, null::uuid as team_id
  from wanted order by made_at, from_id, what
