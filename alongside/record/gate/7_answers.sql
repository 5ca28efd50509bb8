-- How often the questions of one questionnaire were asked and answered: numbers across everybody, and never who.

-- An entry counts as it now stands, and once, however many voices, rows or words beside a choice answer the same question. A
-- version says which questions were asked in it; earlier ones do not. Of each question: the entries that answer it; those that are
-- known to have asked it; and of these, those that answer it. The row without a question: all entries; those that say what was
-- asked; nought. A place is named as "washing.person" or "helpers.2.who": the question is its last name that is no voice or piece
-- of the answer. What was left under a question no longer asked answers none.
drop function if exists gate.answers_by_question(text);  -- its columns were other ones
create function gate.answers_by_question(of_form text) returns table (question text, entries bigint, asked bigint, of_asked bigint)
  stable security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if not gate.may('edit questionnaires') then
    raise insufficient_privilege using message = 'Answers are counted for those who edit questionnaires';
  end if;
  return query
    with finished as (
      select v.id, v.entry_id, case jsonb_typeof(v.answers -> 'asked') when 'array' then v.answers -> 'asked' end as ids
        from record_version v join record_entry e on e.id = v.entry_id and e.versions = v.number
       where v.form = of_form and v.form not like 'note %'
         and exists (select 1 from record_about a where a.entry_id = e.id and a.removed_at is null)),
    places as (
      select f.entry_id, f.ids, string_to_array(p.question, '.') as s
        from finished f join record_part p on p.version_id = f.id
       where p.question <> '' and p.asked <> 'Written under a question that was not asked any more'),
    answered as (
      select distinct entry_id, ids,
             case when cardinality(s) > 1 and s[cardinality(s)] in ('person', 'worker', 'other', 'because', 'agree', 'differ')
                   and not (cardinality(s) > 2 and s[cardinality(s) - 1] ~ '^[0-9]+$')
                  then s[cardinality(s) - 1] else s[cardinality(s)] end as name
        from places),
    told as (
      select one.name, true as is_asked, false as is_answered, false as is_both
        from finished f cross join lateral jsonb_array_elements_text(f.ids) as one (name)
      union all
      select a.name, false, true, coalesce(a.ids ? a.name, false) from answered a)
    select ''::text, count(*), count(f.ids), 0::bigint from finished f
    union all
    select t.name, count(*) filter (where t.is_answered), count(*) filter (where t.is_asked), count(*) filter (where t.is_both)
      from told t group by 1;
end $$;

alter function gate.answers_by_question(text) owner to alongside_gate;
