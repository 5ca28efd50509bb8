-- What waits: two for each of somebody’s people, forty that were done, and what is asked of their team.
insert into record_task (id, what, words, person_id, account_id, team_id, from_kind, from_id, due_on, made_by_id, made_at, done_at, done_by_id)
select md5('task' || w.id || c.no)::uuid, case c.no %% 2 when 0 then 'follow up' else 'asked' end, 'Ring about the rail on the stairs', w.id,
    w.worker, null, 'record.entry', w.ids[1], current_date + (w.n / 4 + c.no * 11) %% 60 - 10, w.manager, now() - c.no * interval '9 days',
    case when c.no > 2 then now() - c.no * interval '5 days' end, case when c.no > 2 then w.worker end
  from who w cross join generate_series(1, 42) c (no) where w.is_open and (c.no < 3 or w.n %% 20 < 1)
union all
select md5('waits' || h.id)::uuid, 'handover', '', null, null, h.to_team_id, 'people.handover', h.id, current_date + 5, h.by_id, h.at, null, null
  from people_handover h where h.kind = 'transfer'
union all
select md5('tell' || r.id)::uuid, 'follow up', 'Tell the family what was decided', r.person_id, null, w.team, 'record.entry', r.decided_in_id, r.due_on,
    w.worker, r.received_at, null, null
  from record_referral r join who w on w.id = r.person_id where r.step = 2
