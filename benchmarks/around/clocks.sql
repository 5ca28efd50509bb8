-- What is due: three for everybody with a worker, a few of them late, beside five that were done; two that were done for the others.
insert into record_clock (id, person_id, rule, started_on, entry_id, due_on, started_by_id, started_at, done_on, done_by_id, met_by_id, late_why,
    ended_why, begun_why)
select md5('clock' || w.id || c.no)::uuid, w.id, r.rule, e.day, e.id, x.due, w.worker, e.day + time '10:00',
    case when c.no > 3 then x.due - 1 end, case when c.no > 3 then w.worker end, null, '', '', ''
  from who w
  cross join lateral generate_series(case when w.is_open then 1 else 4 end, case when w.is_open then 8 else 5 end) c (no)
  cross join lateral (select w.ids[1 + c.no %% cardinality(w.ids)] as id, w.days[1 + c.no %% cardinality(w.ids)] as day) e
  cross join lateral (select (case when w.is_child
      then array['child-and-family-assessment', 'child-protection-visit', 'core-group', 'review-conference-later', 'looked-after-visit',
        'referral-decision', 'initial-conference', 'looked-after-review-later']
      else array['care-plan-review', 'safeguarding-assessment', 'direct-payment-review', 'safeguarding-plan', 'safeguarding-review',
        'safeguarding-decision', 'care-plan-review-light', 'direct-payment-review-first'] end)[c.no] as rule) r
  cross join lateral (select case when c.no > 3 then e.day + 20 else current_date + (w.n / 8 + c.no * 17) %% 70 - 8 end as due) x
