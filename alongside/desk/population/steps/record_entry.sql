-- The envelopes of all that is written.
select id, kind, written_at, case when is_amended then 2 else 1 end as versions, case when other_n is null then 1 else 2 end as about_count,
    case when outcome = 'imported' then 'Earlier system' else '' end as source, case when is_restricted then 3 else 2 end as needs,
    null::timestamptz as pinned_at, null::uuid as pinned_by_id, team_id, by_id as written_by_id
  from population.writing order by e
