-- Whom each entry is about, and how far it is shared with them.
select population.id(w.written_at, '0e4', w.e * 2::bigint + t.no) as id, w.happened_at, a.sharing,
    case w.outcome when 'held' then {held_still} when 'waiting' then first.words when 'imported' then {held_third} else '' end as sharing_words,
    case w.outcome when 'waiting' then d.due when 'held' then population.today() + 20 + population.pick(w.e, 90, 60)
      when 'not disclosed' then population.today() + 30 + population.pick(w.e, 91, 150) end as sharing_review_on,
    null::timestamptz as removed_at, '' as removed_why, case t.no when 0 then w.person_id else w.other_id end as person_id, null::uuid as removed_by_id, w.id as entry_id
  from population.writing w left join population.due d on w.outcome = 'waiting' and d.day = (w.written_at at time zone 'Europe/London')::date
    left join population.held_first first on first.reason = w.first_held,
  lateral (select case when w.outcome in ('held', 'waiting', 'imported') then 'held' when w.outcome = 'not disclosed' then w.outcome else 'shown' end as sharing) a,
  generate_series(0, case when w.other_n is null then 0 else 1 end) t (no)
