-- What each entry says, and once in twenty what it said before it was put right.
select population.id(v.at, '0e1', w.e * 2::bigint + v.number) as id, v.number, left(replace(t.title, '{{name}}', w.given), 200) as title, w.happened_at,
    w.word_of_time as happened_precision, t.contact, t.place, t.minutes, case when t.minutes is null then '' else w.given end as there,
    case when w.kind = 'visit' then jsonb_build_object(w.person_id::text, case when population.dice(w.e, 92) < .6 then 'alone' else 'with others' end) else '{{}}' end as seen,
    'note 1' as form, '{{}}'::jsonb as answers, case v.number when 2 then 'One date was wrong. The rest stays as it was.' else '' end as why, true as is_earlier_readable,
    v.at, w.by_id, w.id as entry_id
  from population.writing w join population.telling t on t.no = w.telling, lateral (
    select 1 as number, w.written_at as at union all select 2, w.amended_at where w.is_amended) v
