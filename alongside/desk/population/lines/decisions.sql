-- How far things are shown, as one or two people decided.
select population.act(a.id, l.sort), l.by_id, l.what, 'record.sharingdecision', a.id, a.person_id, l.detail
  from record_sharingdecision a, lateral (
    select '0ff' as sort, a.by_id, 'sharing decided' as what, case a.sharing when 'not disclosed' then '{{"withheld": true}}' else '{{}}' end::jsonb as detail
    union all select '0ef', a.second_by_id, 'second decision', '{{"withheld": true}}' where a.second_by_id is not null) l
 where {range}
