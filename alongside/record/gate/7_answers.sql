-- How often the questions of one questionnaire were answered: numbers across everybody, and never who.

-- An entry counts as it now stands, and once, however many voices, rows or words beside a choice answer the same question. The
-- row without a question says how many entries there are. A place is named as "washing.person" or "helpers.2.who": the question
-- is its last name that is no voice or piece of the answer. What was left under a question no longer asked answers none.
create or replace function gate.answers_by_question(of_form text) returns table (question text, entries bigint) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('edit questionnaires') then
    raise insufficient_privilege using message = 'Answers are counted for those who edit questionnaires';
  end if;
  return query
    with answered as (
      select v.id, v.entry_id from record_version v join record_entry e on e.id = v.entry_id and e.versions = v.number
       where v.form = of_form and v.form not like 'note %'
         and exists (select 1 from record_about a where a.entry_id = e.id and a.removed_at is null)),
    places as (
      select a.entry_id, string_to_array(p.question, '.') as s
        from answered a join record_part p on p.version_id = a.id
       where p.question <> '' and p.asked <> 'Written under a question that was not asked any more')
    select ''::text, count(*) from answered
    union all
    select case when cardinality(s) > 1 and s[cardinality(s)] in ('person', 'worker', 'other', 'because', 'agree', 'differ')
                 and not (cardinality(s) > 2 and s[cardinality(s) - 1] ~ '^[0-9]+$')
                then s[cardinality(s) - 1] else s[cardinality(s)] end, count(distinct entry_id)
      from places group by 1;
end $$;

alter function gate.answers_by_question(text) owner to alongside_gate;
