-- How each came to their worker; of those with one in fifteen is offered on to their team, and nobody has said yes.
with made as (
  insert into people_handover (id, kind, person_id, from_account_id, from_team_id, to_account_id, to_team_id, reason, basis, rung, by_id, at)
  select md5('handover' || w.id || c.no)::uuid, case c.no when 1 then 'assign' else 'transfer' end, w.id, case c.no when 2 then w.worker end,
      case c.no when 1 then w.team end, case c.no when 1 then w.worker end, case c.no when 2 then w.team end, 'Lives in the area', 'public-task', 2,
      case c.no when 1 then w.manager else w.worker end, case c.no when 1 then w.starts else now() - w.n %% 9 * interval '1 day' end
    from who w cross join lateral generate_series(1, case when w.is_open and w.n %% 15 = 0 then 2 else 1 end) c (no)
  returning id, kind, to_account_id, at)
insert into people_handoverline (id, handover_id, number, what, words, basis, rung, gave, ended, by_id, at)
select md5('said' || m.id)::uuid, m.id, 1, 'accepted', '', '', 2, '{}', '{}', m.to_account_id, m.at from made m where m.kind = 'assign'
