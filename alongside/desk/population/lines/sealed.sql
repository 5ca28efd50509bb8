-- Identities that were sealed.
select population.act(a.id, '0f6'), {officer}::uuid, 'identity sealed', 'people.sealedlink', a.id, null::uuid, '{{}}'::jsonb from people_sealedlink a where {range}
