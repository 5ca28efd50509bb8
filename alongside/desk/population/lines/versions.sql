-- What was finished and amended, each with the hash of all that it says, for everybody whom it is about.
with written as materialized (
  select a.id, a.entry_id, a.number, a.by_id, gate.content_hash(a.id) as content from record_version a where {range})
select population.act(w.id, '0fe'), w.by_id, case w.number when 1 then 'entry finished' else 'entry amended' end, 'record.version', w.id, p.person_id,
    jsonb_build_object('content', w.content, 'version', w.number)
  from written w join record_about p on p.entry_id = w.entry_id
