-- Staff who were given an account, a role and a team.
select population.act(a.id, l.sort), {loader}::uuid, l.what, 'accounts.account', a.id, null::uuid, l.detail
  from population.staff a, lateral (
    select '0f0' as sort, 'account added' as what, jsonb_build_object('kind', 'staff') as detail
    union all select '0f1', 'role given', jsonb_build_object('role', case when a.manages then 'manager' else 'social-worker' end)
    union all select '0f2', 'team joined', jsonb_build_object('team', a.team_id)) l
 where {range}
