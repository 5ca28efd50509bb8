-- What is agreed: four in five of those with a worker have a plan in up to three versions, and one in four of the others had one.
-- A version has the id of an entry about that person, as in life.
insert into plans_sheet (id, plan, person_id, kind, number, content, agreed_on, review_on, by_id, at)
select w.ids[v.no], w.ids[1], w.id, case when w.is_child then 'child-in-need' else 'care-and-support' end, v.no,
    jsonb_set(jsonb_set(said.what, '{steps,0,by}', to_jsonb((current_date + w.n %% 60 - 20)::text)),
      '{steps,2,by}', to_jsonb((current_date + w.n %% 45 - 5)::text)),
    w.days[v.no], w.days[v.no] + 90 + w.n %% 120, w.worker, w.days[v.no] + time '15:00'
  from who w cross join (select %s::jsonb as what) said
  cross join lateral generate_series(1, least(cardinality(w.ids), 1 + w.n %% 3)) v (no)
 where w.n / 16 %% 20 < case when w.is_open then 16 else 5 end
