-- What is written about whom, by whom and when, and how far it is shown: one row for each entry, in the order of writing.
-- `offset 0` keeps what one part works out from being worked out again in each of the next.

create unlogged table population.writing as
with counted as (
  select *, least(60, 1 + floor(exp(1.25 + .95 * population.bell(n, 50))))::int as drawn, coalesce(closed_back, 1 + population.pick(n, 52, 24)) as until_back
    from population.someone offset 0),
planned as (
  select c.n, c.h, c.place, c.size, c.id, c.worker_id, c.manager_id, c.team_id, c.given, c.is_open, c.pronoun, c.sealed, c.days_old, c.since_back, c.closed_back, c.until_back,
      j, many, j = many and closed_back is not null and many > 2 as is_last, c.n * 64::bigint + j as key
    from counted c, lateral (select case when is_unborn then least(drawn, 4) when is_open then greatest(drawn, 4) else drawn end as many) m, generate_series(1, many) j offset 0),
dated as (
  select *, case when j = 1 then since_back when is_last then until_back
      -- The newest more often than the oldest, where the work goes on.
      else until_back + round(greatest(0, since_back - until_back) * power(1 - (j - 1 + population.dice(key, 53)) / many,
        case when closed_back is null then 1.7 else 1.1 end)) end::int as back
    from planned offset 0),
grouped as (
  select *, population.today() - back as day, (case when days_old - back < 18 * 365 and sealed <> 2 then 3 else 0 end + pronoun) * 3
      + case when sealed = 2 then 1 when j = 1 then 0 when is_last then 2 else 1 end as grp
    from dated offset 0),
told as (
  select d.*, t.no as telling, t.kind, t.word_of_time, t.is_held_kind, population.workday(d.day) as workday,
      case when d.sealed <> 2 and (t.kind = 'decision' or (t.kind = 'review' and population.dice(d.key, 56) < .2)) then d.manager_id else d.worker_id end as by_id
    from grouped d join population.group_of_tellings g on g.grp = d.grp join population.telling t on t.no = g.first + population.pick(d.key, 54, g.many) offset 0),
happened as (
  select t.*, r.n is not null as has_account, least(population.clock(workday, case word_of_time when 'time' then 540 + 15 * population.pick(key, 55, 28) else 720 end),
      population.this_moment() - interval '5 minutes') as happened_at, n - place + (place % size) + 1 as next_n
    from told t left join population.reader r using (n) offset 0),
written as (
  select p.*, least(population.this_moment() - interval '3 minutes', happened_at + case when population.dice(key, 62) < .03 and back > 14 then interval '7 days 20 minutes'
      else (20 + population.pick(key, 63, 220)) * interval '1 minute' end) as written_at, o.n as other_n, o.id as other_id,
      case when is_held_kind then 'kind' when o.n is not null then 'others' when p.sealed = 0 and population.dice(key, 58) < .006 then 'third' end as first_held,
      population.dice(key, 59) as x
    from happened p left join population.someone o on o.n = p.next_n and p.size > 1
      and p.sealed = 0 and o.sealed = 0 and o.since_back >= p.back and p.by_id = p.worker_id and population.dice(p.key, 57) < .105 offset 0),
decided as (
  select *, case
      when sealed = 2 then 'shown'
      when first_held is not null and back < 9 and by_id = worker_id then 'waiting'
      when first_held is not null and is_open and back between 9 and 150 and x < .10 then 'held'
      when not is_open and not has_account and other_n is null and not is_held_kind and back > 400 and x > .960 then 'imported'
      when other_n is null and by_id = worker_id and back between 20 and 2000 and x < .0082 then 'not disclosed'
      when first_held is not null then 'opened' else 'shown' end as outcome
    from written offset 0)
select row_number() over (order by written_at, key)::int as e, population.id(written_at, '0e0', key) as id, n, other_n, id as person_id, other_id,
    manager_id, case when outcome <> 'imported' and sealed <> 2 then team_id end as team_id, case outcome when 'imported' then {importer}::uuid else by_id end as by_id,
    telling, kind, word_of_time, given, is_open, happened_at, written_at,
    least(population.this_moment() - interval '2 minutes', written_at + (20 + population.pick(key, 64, 40)) * interval '1 hour') as amended_at, first_held, outcome,
    sealed = 0 and other_n is null and outcome in ('shown', 'opened') and back > 10 and population.dice(key, 60) < .0105 as is_restricted,
    outcome <> 'imported' and back > 3 and population.dice(key, 61) < .05 as is_amended
  from decided;
create unique index on population.writing (e);
analyze population.writing;
