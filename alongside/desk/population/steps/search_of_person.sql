-- Which words each person is found by, with the rung that reads a name with it.
select p.person_id, t.id as token_id, p.needs from population.found_by p join search.token t on t.token = p.word
