-- The words of addresses that are not kept from anybody.
select distinct left(w, 40) as word, person_id from people_fact f, jsonb_array_elements_text(f.detail -> 'find' -> 'places') w
 where f.kind = 'address' and f.over_at is null and not f.is_protected and w <> ''
