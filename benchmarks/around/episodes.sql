-- What somebody is: of those with a worker two in three, of the others one in four once was. One in five was said twice.
insert into record_episode (id, episode, number, what, person_id, kind, code, since, since_known, until, until_known, words, why, detail, source, by_id, at)
select md5('episode' || w.id || k.no || v.no)::uuid, md5('episode' || w.id || k.no || 1)::uuid, v.no, case v.no when 1 then 'said' else 'put right' end,
    w.id, k.kind, k.code, greatest(w.starts::date, w.until::date - 200 - w.n %% 400) + k.no, 'day',
    case when not w.is_open then w.until::date when w.n %% 7 = 0 then current_date + w.n %% 90 - 45 end, 'day',
    'As it was agreed.', case v.no when 1 then '' else 'The day was wrong' end, '{}', '', w.worker, w.until - interval '40 days' + v.no * interval '1 day'
  from who w
  cross join lateral (select no, kind, code from (values
      (1, case w.n %% 3 when 0 then 'looked-after' when 1 then 'protection-plan' else 'child-in-need' end,
          case w.n %% 3 when 0 then 'C2' when 1 then 'NEG' else 'N1' end, true),
      (2, 'placement', 'U4', true), (1, case w.n %% 2 when 0 then 'carer' else 'safeguarding' end, '', false)) c (no, kind, code, is_child)
    where c.is_child = w.is_child and (c.no = 1 or w.n %% 3 = 0)) k
  cross join lateral generate_series(1, case when w.n %% 5 = 0 then 2 else 1 end) v (no)
 where w.n / 64 %% 12 < case when w.is_open then 8 else 3 end
