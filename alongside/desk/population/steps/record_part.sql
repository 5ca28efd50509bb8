-- The parts of every version; where two people of one home are in it, parts about both, and about each.
select population.id(v.at, '0e3', w.e * 16::bigint + v.number * 4 + p.position) as id, p.position, p.sort,
    case when w.other_n is null then array[w.person_id] when p.position = 0 then array[w.person_id, w.other_id] when p.position = 1 then array[w.person_id]
      else array[w.other_id] end as about,
    replace(p.of, '{{name}}', w.given) as of, case w.outcome when 'imported' then 'imported' else 'typed' end as origin, '' as origin_detail,
    replace(p.text, '{{name}}', w.given) || case when v.number = 2 and p.position = 0 then ' The date above was put right.' else '' end as text,
    '' as question, '' as asked, null::jsonb as value, null::uuid as checked_by_id, w.id as entry_id, population.id(v.at, '0e1', w.e * 2::bigint + v.number) as version_id
  from population.writing w join population.telling t on t.no = w.telling, lateral (
    select 1 as number, w.written_at as at union all select 2, w.amended_at where w.is_amended) v, lateral (
    select 0 as position, t.sort_0 as sort, t.of_0 as of, t.text_0 as text
    union all select 1, t.sort_1, t.of_1, t.text_1 where t.text_1 is not null
    union all select 2, t.sort_2, t.of_2, t.text_2 where t.text_2 is not null) p
