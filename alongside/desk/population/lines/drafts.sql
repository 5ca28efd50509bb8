-- Writing that was begun.
select population.act(a.id, '0eb'), a.owner_id, 'draft opened', 'foundation.draft', a.id, a.about[1], '{{}}'::jsonb from foundation_draft a where {range}
