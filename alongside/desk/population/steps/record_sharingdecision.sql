-- What managers decided about what was held first, and what two people agreed is not disclosed.
select population.id(w.written_at, '0e5', w.e * 2::bigint + t.no) as id, a.sharing, case a.sharing when 'not disclosed' then 'crime' else '' end as ground,
    case a.sharing when 'not disclosed' then 'The police ask us to wait until they have spoken with somebody' else 'Looked at with the worker' end as why,
    case w.outcome when 'held' then population.today() + 20 + population.pick(w.e, 90, 60) when 'not disclosed' then population.today() + 30 + population.pick(w.e, 91, 150) end as review_on,
    'in force' as state, case a.sharing when 'not disclosed' then w.written_at + interval '1 hour' else least(w.written_at + interval '6 days', population.this_moment()) end as at,
    case a.sharing when 'not disclosed' then w.written_at + interval '2 days' end as second_at, '' as second_words,
    population.id(w.written_at, '0e4', w.e * 2::bigint + t.no) as about_id, case a.sharing when 'not disclosed' then w.by_id else w.manager_id end as by_id,
    case t.no when 0 then w.person_id else w.other_id end as person_id, case a.sharing when 'not disclosed' then w.manager_id end as second_by_id
  from population.writing w, lateral (select case w.outcome when 'opened' then 'shown' else w.outcome end as sharing) a, generate_series(0, case when w.other_n is null then 0 else 1 end) t (no)
 where w.outcome in ('opened', 'held', 'not disclosed')
