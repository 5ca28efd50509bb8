-- Teams that were added besides those of the cast.
select population.act(a.id, '0f0'), {loader}::uuid, 'team added', 'accounts.team', a.id, null::uuid, '{{}}'::jsonb
  from population.team a where a.t > {cast} and {range}
