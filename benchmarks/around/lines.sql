-- What was said of each version: agreed, a step done and one not; and of those whose work is over that the plan is.
insert into plans_line (id, plan, sheet_id, person_id, what, step, who, is_own, words, "on", by_id, at)
select md5('line' || s.id || l.no)::uuid, s.plan, s.id, s.person_id, l.what, l.step, l.who, l.is_own, l.words, s.agreed_on + l.no, s.by_id,
    s.at + l.no * interval '1 day'
  from plans_sheet s join who w on w.id = s.person_id
  cross join lateral (values (1, 'agrees', '', 'They', true, ''), (2, 'agrees', '', 'Their sister', false, ''),
    (3, 'done', 's' || 1 + w.n %% 5, 'They', false, 'It went well.'), (4, 'not done', 's' || 1 + w.n %% 4, 'They', false, 'Next week.'),
    (5, 'over', '', '', false, 'The work came to an end')) l (no, what, step, who, is_own, words)
 where l.no < 5 or not w.is_open
