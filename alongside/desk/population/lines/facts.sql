-- Facts that were corrected, ended and protected; all others came with the person.
select population.act(a.id, l.sort), l.by_id, l.what, 'people.fact', a.id, a.person_id, jsonb_build_object('kind', a.kind)
  from people_fact a, lateral (
    select '0f7' as sort, a.recorded_by_id as by_id, 'fact corrected' as what where a.replaces_id is not null
    union all select '0f8', a.over_by_id, 'fact ended' where a.ends_on is not null
    union all select '0f9', a.recorded_by_id, 'fact protected' where a.is_protected) l
 where (a.replaces_id is not null or a.ends_on is not null or a.is_protected) and {range}
