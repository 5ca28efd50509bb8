-- Access that was given, and that ended; whoever holds a new identity was let in without a word.
select population.act(a.id, l.sort), l.by_id, l.what, 'people.grant', a.id, a.person_id, '{{}}'::jsonb
  from people_grant a, lateral (
    select '0f3' as sort, a.given_by_id as by_id, case a.basis when 'the person themselves' then 'own access given' else 'access given' end as what
    union all select '0f4', a.ended_by_id, 'access ended' where a.ended_by_id is not null) l
 where a.person_id is not null and not (a.rung = 3 and a.basis = 'allocated') and {range}
