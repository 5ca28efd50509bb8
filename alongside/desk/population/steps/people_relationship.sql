-- Who is who to each other in one home: told on both records.
with pairs as (
  select a.n as a_n, b.n as b_n, a.id as a_id, b.id as b_id, a.called as a_called, b.called as b_called, greatest(a.since, b.since) as at, a.worker_id,
      case when b.is_small or (not a.is_family and b.place > 2) then 'child' else 'partner' end as kind
    from population.someone a join population.someone b on b.h = a.h and b.place > 1 and b.sealed = 0
   where a.place = 1 and a.sealed = 0 and not a.is_small)
select population.id(at, '0a5', b_n * 2::bigint + t.no) as id, case t.no when 0 then b_called else a_called end as called,
    case t.no when 0 then kind when 1 then case kind when 'child' then 'parent' else 'partner' end end as kind, '' as words, true as is_told_here, false as is_sensitive,
    null::date as starts_on, null::date as ends_on, at as recorded_at, null::timestamptz as over_at, '' as over_why,
    case t.no when 0 then b_id else a_id end as other_id, null::uuid as over_by_id, case t.no when 0 then a_id else b_id end as person_id, worker_id as recorded_by_id
  from pairs, (values (0), (1)) t (no) order by at, b_n, t.no
