-- What came in: once about every second person. One in three hundred of all is still open, and of those with a worker one in fifteen.
with made as (
  insert into record_referral (id, entry_id, person_id, received_at, is_urgent, step, due_on, taken_by_id, decided, decided_in_id)
  select md5('referral' || w.id)::uuid, w.ids[1], w.id, w.days[1] + time '11:00', w.n %% 40 = 0, s.step,
      case when s.step < 9 then current_date + w.n %% 7 - 2 else w.days[1] + 2 end, case when s.step > 0 then w.worker end,
      case when s.step > 1 then d.code else '' end, case when s.step > 1 then w.ids[cardinality(w.ids)] end
    from who w cross join lateral (select w.n / 4 %% 300 < case when w.is_open then 20 else 1 end as is_open) o
    cross join lateral (select case when o.is_open then w.n / 4 %% 3 else 9 end as step) s
    cross join lateral (select case when w.is_child then 'assess' else 'adult-assessment' end as code) d
   where w.n %% 2 = 0 or o.is_open
  returning entry_id, person_id, received_at, step, decided, taken_by_id)
insert into record_referralline (id, entry_id, person_id, what, code, ground, who, reach, is_quiet, words, authority, "on", by_id, at)
select md5('told' || m.person_id || l.no)::uuid, m.entry_id, case when l.no > 1 then m.person_id end, l.what, l.code, '', l.who, l.reach, false, l.words,
    case l.no when 2 then 'allocate' else '' end, m.received_at::date, w.worker, m.received_at + l.no * interval '1 hour'
  from made m join who w on w.id = m.person_id
  cross join lateral (values (1, 'from', 'professional', 'Anna Holt, Mere Lane Primary', '01632 960 077', '', 0), (2, 'decided', m.decided, '', '', '', 2),
    (3, 'referrer', 'phone', '', '', 'Told by phone', 9), (4, 'family', 'phone', '', '', 'Rang them', 9)) l (no, what, code, who, reach, words, at_step)
 where m.step >= l.at_step
