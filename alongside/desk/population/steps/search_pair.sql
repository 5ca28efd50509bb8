-- Every two of these words side by side.
select x.token_id as a, y.token_id as b, x.person_id, greatest(x.needs, y.needs) as needs from search.of_person x join search.of_person y on y.person_id = x.person_id and y.token_id > x.token_id
