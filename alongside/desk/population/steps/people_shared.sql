-- What is listed for whoever acts for somebody, or for a partner: the name, and the latest that is shown.
with listed as (select * from people_grant where basis in ('acting for them', 'partner share')),
latest as (
  select w.person_id, w.id, row_number() over (partition by w.person_id order by w.e desc) as no
    from population.writing w where w.person_id in (select person_id from listed) and w.other_n is null and w.outcome = 'shown' and not w.is_restricted)
select population.id(g.starts, '0a7', row_number() over (order by g.id, x.no)) as id, x.id as entry_id, case x.no when 0 then 'name' else '' end as fact, '' as why,
    g.starts as at, null::timestamptz as ended_at, g.given_by_id as by_id, g.id as grant_id, g.person_id
  from listed g join (select person_id, null::uuid as id, 0 as no from listed union select person_id, id, no from latest where no < 3) x on x.person_id = g.person_id
