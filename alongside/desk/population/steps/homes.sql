-- Who lives together, where, under which name, and with whom the council works since when.

create unlogged table population.home as
with sized as (
  select h, case when x < .35 then 1 when x < .60 then 2 when x < .77 then 3 when x < .92 then 4 else 5 end as size
    from (select h, population.dice(h, 1) as x from generate_series(1, population.people() * 2 / 3 + 60) h offset 0) d),
placed as (select h, size, (sum(size) over (order by h) - size)::int as before from sized),
known as (
  select h, before, least(size, population.people() - before) as size, before < population.workers() * 20 as is_open
    from placed where before < population.people()),
held as (
  select k.*, case when k.is_open then k.before / 20 + 1 else 1 + population.pick(k.h, 2, population.workers()) end as w from known k)
select h.h, h.before, h.size, h.is_open, t.t,
    t.kind in ('children', 'early help') as is_family, t.id as team_id, t.manager_id,
    h.w,
    population.pick(h.h, 4, {draws}) as draw,
    case when population.dice(h.h, 5) < .045 then population.pick(h.h, 6, {draws}) end as second_draw,
    population.pick(h.h, 7, {streets}) as street,
    1 + population.pick(h.h, 8, 120) as door,
    case when population.dice(h.h, 9) < .12 then 1 + population.pick(h.h, 10, 40) end as flat,
    c.closed_back,
    case when h.is_open then 30 + floor(870 * power(population.dice(h.h, 11), 1.3))::int
      else c.closed_back + 60 + population.pick(h.h, 12, 640) end as since_back
  from held h join population.worker w on w.w = h.w join population.team t on t.t = w.t,
    lateral (select case when not h.is_open then 30 + floor(3600 * power(population.dice(h.h, 13), 1.2))::int end as closed_back) c;
