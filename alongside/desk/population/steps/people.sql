-- Everybody, one by one: who they are, how their names are found, and since when somebody works with them.

create unlogged table population.born as
with placed as (
  select h.before + p as n, p as place, h.*,
      -- Who got a new identity (2), and who they were before (1): never in the same home.
      case when (h.before + p) % 1000 = 601 and h.before + p - 500 > population.workers() * 20 + 5 then 2
        when (h.before + p) % 1000 = 101 and h.before + p > population.workers() * 20 + 5 and h.before + p + 500 <= population.people() then 1 else 0 end as sealed
    from population.home h, generate_series(1, h.size) p offset 0),
aged as (
  select *, population.dice(n, 20) as x, 18 + 80 * power(population.dice(h, 21), .85) as first_age,
      n <> 1 and is_family and (size = 1 or place > 2 or (place = 2 and population.dice(n, 22) > .45)) as is_small
    from placed offset 0),
lived as (
  select *, case when is_small then case when size = 1 then 4 + 14 * x else 18 * x end
      when is_family then 19 + 32 * x when place = 1 then first_age
      when place = 2 then least(100, greatest(18, first_age - 5 + 10 * x))
      else greatest(18, first_age - 34 + 12 * x) end as age,
      is_open and is_family and n > 20 and size > 1 and place = size and is_small and population.dice(n, 23) < .02 as is_unborn
    from aged offset 0)
select n, h, place, size, is_open, t, is_family, team_id, manager_id, sealed, is_unborn, street, door, flat, draw, second_draw,
    case when is_open then least(population.workers(), (n - 1) / 20 + 1) else w end as w, is_small,
    b.days, case when is_unborn then -10 - population.pick(n, 24, 200) else b.days end as days_old,
    closed_back,
    case when is_unborn then least(since_back, 20 + population.pick(n, 25, 70))
      else least(since_back, greatest(b.days - 12, coalesce(closed_back + 45, 4))) end as since_back,
    case when n = 1 then 1 when population.dice(n, 26) < .015 then 2
      when population.dice(n, 27) < case when is_family and place = 1 then .8 else .5 end then 0 else 1 end as pronoun
  from lived, lateral (select greatest(floor(age * 365.25)::int, coalesce(closed_back + 60 + population.pick(n, 28, 200), 2)) as days) b;

create unlogged table population.named as
select b.n, b.pronoun_of_name, f.origin, case when b.is_unborn then 'Baby' else g.name end as given, case when b.is_unborn then 'baby' else g.folded end as given_folded,
    case when is_alone then '' when s.is_two then f.name || '-' || f2.name when b.pronoun_of_name = 0 and o.key = 'polish'
      then regexp_replace(f.name, '([sc])ki$', '\1ka') else f.name end as family,
    case when is_alone then '' when s.is_two then f.folded || ' ' || f2.folded when b.pronoun_of_name = 0 and o.key = 'polish'
      then regexp_replace(f.folded, '([sc])ki$', '\1ka') else f.folded end as family_folded,
    m.name as middle, m.folded as middle_folded, e.name as earlier, e.folded as earlier_folded
  from (select *, case pronoun when 2 then population.pick(n, 30, 2) else pronoun end as pronoun_of_name,
          case when place > 1 and population.dice(n, 31) < .12 then population.pick(n, 32, {draws}) else draw end as name_draw,
          case when days_old > 61 * 365 then 0 when days_old < 26 * 365 then 2 else 1 end as generation
          from population.born) b
    join population.family_draw d on d.draw = b.name_draw join population.family f on f.no = d.no join population.origin o on o.no = f.origin
    left join population.family_draw d2 on d2.draw = b.second_draw left join population.family f2 on f2.no = d2.no
    join population.family_draw d3 on d3.draw = population.pick(b.n, 33, {draws}) join population.family e on e.no = d3.no
    join population.given g on g.grp = (f.origin * 2 + b.pronoun_of_name) * 3 + b.generation and g.draw = population.pick(b.n, 34, 1024)
    join population.given m on m.grp = g.grp and m.draw = population.pick(b.n, 35, 1024),
    lateral (select coalesce(not string_to_array(f.folded, ' ') && string_to_array(f2.folded, ' '), false) as is_two,
        b.n <> 1 and population.dice(b.n, 36) < .05 and o.key in ('afghan', 'somali', 'pakistani', 'bangladeshi', 'tamil') as is_alone) s;

-- In the order in which they were added, as rows come to lie on a disk in life.
create unlogged table population.someone as
select b.n, b.h, b.place, b.size, b.is_open, b.is_family, b.is_small, b.is_unborn, b.sealed, b.pronoun, b.days_old, b.since_back, b.closed_back,
    b.street, b.door, b.flat, a.origin, a.given, a.given_folded, a.family, a.family_folded,
    case when population.dice(b.n, 40) < .10 and b.n <> 1 and not string_to_array(a.given_folded, ' ') && string_to_array(a.middle_folded, ' ')
      then a.middle end as middle, a.middle_folded,
    case when a.pronoun_of_name = 0 and not b.is_small and population.dice(b.n, 41) < .08 then a.earlier end as earlier, a.earlier_folded,
    trim(a.given || ' ' || a.family) as called, trim(a.given_folded || ' ' || a.family_folded) as folded,
    trim(a.family_folded || ' ' || a.given_folded) as sort_key,
    case b.sealed when 2 then population.unlinkable_id('person', b.n) else population.id(d.since, '0a0', b.n) end as id,
    population.today() - b.days_old as born,
    case when not b.is_open and b.n <> 1 and population.dice(b.n, 42) < case when b.days_old > 70 * 365 then .25 when b.days_old > 50 * 365 then .05 else .004 end
      and not b.is_small then population.today() - population.pick(b.n, 43, b.closed_back) end as died,
    d.since, population.clock(population.today() - b.closed_back, 990) as closed,
    case b.sealed when 2 then {officer}::uuid else w.id end as worker_id, b.w, b.team_id, b.manager_id,
    population.clock(population.today() - b.days_old, 720) as born_at
  from population.born b
    join (select n, pronoun_of_name, origin, case when n = 1 then 'Ade' else given end as given, case when n = 1 then 'ade' else given_folded end as given_folded,
        case when n = 1 then 'Bankole' else family end as family, case when n = 1 then 'bankole' else family_folded end as family_folded,
        middle, middle_folded, earlier, earlier_folded from population.named) a on a.n = b.n
    join population.worker w on w.w = b.w,
    lateral (select case b.sealed when 2 then date_trunc('month', population.clock(population.today() - b.since_back, 545), 'Europe/London')
      else population.clock(population.today() - b.since_back, 540 + population.pick(b.n, 44, 420)) end as since) d
  order by d.since, b.n;
create unique index on population.someone (n);
create index on population.someone (h);
analyze population.someone;

-- Who can read their own record: of those somebody works with now three of twenty, of the others about one in a hundred.
create unlogged table population.reader as
select n, id as person_id, case when n = 1 then {person}::uuid else population.id(since, '0b0', n) end as account_id, is_open,
    coalesce(population.this_moment() - case when is_open then interval '3 days' end, closed - interval '20 days') as at
  from (select *, row_number() over (partition by is_open, w order by n) as place_in_list from population.someone
         where days_old > 12 * 365 and died is null and sealed = 0 and (is_open or population.dice(n, 45) < .0075)) s
 where not is_open or place_in_list <= 3;
analyze population.reader;
drop table population.born, population.named;
