-- The one place that joins a new identity to what came before it.
select population.unlinkable_id('link', a.n) as id, b.id as before, a.id as after
  from population.someone a join population.someone b on b.n = a.n - 500 where a.sealed = 2
