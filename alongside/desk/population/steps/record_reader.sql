-- Who reads what is restricted, by name.
select population.id(r.at, '0e7', row_number() over (order by r.id, x.no)) as id, r.at, case x.no when 0 then r.by_id else r.review_by_id end as account_id, r.by_id, r.entry_id
  from record_restriction r, (values (0), (1)) x (no) order by r.id, x.no
