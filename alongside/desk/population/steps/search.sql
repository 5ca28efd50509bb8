-- The words that names are found by, with all the keys that a slip of the pen still fits; read from the facts, as gate.index_person reads them.
create unlogged table population.found_by as
select f.person_id, left(w, 60) as word, min(f.needs) as needs from people_fact f, lateral (
    select jsonb_array_elements_text(f.detail -> 'find' -> 'givens') as w union all select jsonb_array_elements_text(f.detail -> 'find' -> 'families')) x
 where f.kind in ('known as', 'legal name', 'previous name') and f.over_at is null and w <> '' group by 1, 2;
insert into search.token (token, n) select word, count(*) from population.found_by group by 1 order by 1;
insert into search.key (key, token_id) select k, t.id from search.token t, unnest(gate.name_keys(t.token)) k on conflict do nothing;
insert into search.unlisted (person_id) select id from population.someone where sealed > 0;
analyze population.found_by, search.token;
