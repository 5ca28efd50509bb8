-- Services from outside: three of everybody with a worker, two of the others; one in ten is out of sight.
insert into people_service (id, person_id, kind, is_involved, agency, contact, role, phone, email, words, tie, flow, starts_on, starts_known,
    ends_known, last_on, last_known, told_by, is_sensitive, recorded_by_id, recorded_at, over_why)
select md5('service' || w.id || c.no)::uuid, w.id, k.kind, c.no < 3, 'Mere Lane Centre ' || w.n %% 90, 'Anna Holt', 'Who rings back', '01632 960 077',
    '', '', '', '', w.starts::date, 'month', 'day', w.until::date - w.n %% 90, 'day', 'Their sister', c.no = 2 and w.n %% 10 = 0, w.worker, w.until, ''
  from who w cross join lateral generate_series(1, case when w.is_open then 3 else 2 end) c (no)
  cross join lateral (select case when c.no = 2 and w.n %% 10 = 0 then 'substance' else (array['gp', 'housing', 'home-care'])[c.no] end as kind) k
