-- What is known of them, folded and keyed as the page that writes it down would: their facts lie side by side.
with numbered as (
  select s.*, 999000000 + (s.n::bigint * 514229 % 1000000) as nine,
      st.line, st.town, st.postcode, st.key as postcode_key, st.words, so.line as old_line, so.town as old_town, so.postcode as old_postcode,
      so.key as old_key, so.words as old_words, '01632' || lpad((s.n::bigint * 700001 % 1000000)::text, 6, '0') as phone, s.days_old / 365 as years,
      case when flat is not null and flat <> door then flat end as own_flat
    from population.someone s join population.street st on st.no = s.street
      join population.street so on so.no = population.pick(s.h, 70, {streets}) offset 0),
checked as (
  select *, population.nhs_check(nine) as nhs_check, substr('ABCDEFGHJKLMNPQRTUVWXYZ', population.upn_check(n) + 1, 1) || '999' || lpad(n::text, 9, '0') as upn,
      substr(phone, 1, 5) || ' ' || substr(phone, 6, 3) || ' ' || substr(phone, 9) as phone_said
    from numbered offset 0)
select case when s.sealed = 2 then population.unlinkable_id('fact ' || f.no, s.n) else population.id(s.since, '0a1', s.n::bigint * 32 + f.no) end as id,
    f.kind, f.known, f.value, f.code, f.code_set, f.key, f.detail, f.needs, false as is_check, true as is_shown, f.is_protected,
    null::date as starts_on, f.ends_on, '' as source,
    s.since as recorded_at, case when f.no = 13 then s.since + interval '2 days' end as over_at,
    case f.no when 13 then 'Two digits had changed places' when 11 then 'They moved' else '' end as over_why,
    case when f.no in (11, 13) then s.worker_id end as over_by_id, s.worker_id as recorded_by_id,
    case when f.no = 14 and s.sealed = 0 and population.dice(s.n, 75) < .02 then population.id(s.since, '0a1', s.n::bigint * 32 + 13) end as replaces_id, s.id as person_id
  from checked s join population.origin o on o.no = s.origin join population.pronoun p on p.no = s.pronoun
    join population.surgery g on g.no = s.street % {surgeries} join population.know_first k on k.no = population.pick(s.n, 80, {know_first})
    left join population.school l on l.stage = case when s.years < 5 then 'nursery' when s.years < 11 then 'primary' when s.years < 16 then 'secondary' else 'college' end
      and l.no = s.street % {schools} and s.is_small,
  lateral (select regexp_replace(split_part(s.given_folded, ' ', 1) || '.' || split_part(s.family_folded, ' ', 1), '[^a-z.]', '', 'g') as plain) a,
  lateral (select trim(both '.' from a.plain) || s.n || '@people.example' as address) e,
  lateral (
    select 0 as no, 'known as' as kind, 'known' as known, s.called as value, '' as code, '' as code_set, left(s.folded, 120) as key,
      jsonb_build_object('given', s.given, 'family', s.family, 'find', jsonb_build_object('givens', to_jsonb(string_to_array(s.given_folded, ' ')),
      'families', to_jsonb(string_to_array(s.family_folded, ' ')))) as detail, 1 as needs, false as is_protected, null::date as ends_on
    union all
    select 1, 'legal name', 'known', trim(s.given || ' ' || s.middle || ' ' || s.family), '', '',
      left(trim(s.given_folded || ' ' || s.middle_folded || ' ' || s.family_folded), 120), jsonb_build_object('given', s.given || ' ' || s.middle,
      'family', s.family, 'find', jsonb_build_object('givens', to_jsonb(string_to_array(s.given_folded || ' ' || s.middle_folded, ' ')), 'families',
      to_jsonb(string_to_array(s.family_folded, ' ')))), 1, false, null
     where s.middle is not null
    union all
    select 2, 'previous name', 'known', s.given || ' ' || s.earlier, '', '', left(s.given_folded || ' ' || s.earlier_folded, 120),
      jsonb_build_object('given', s.given, 'family', s.earlier, 'find', jsonb_build_object('givens', to_jsonb(string_to_array(s.given_folded, ' ')),
      'families', to_jsonb(string_to_array(s.earlier_folded, ' ')))), 2, false, null
     where s.earlier is not null
    union all
    select 3, 'birth', case when s.is_unborn then 'expected' else 'known' end, to_char(s.born, 'FMDD FMMonth YYYY'), '', '', s.born::text,
      jsonb_build_object('on', s.born::text, 'precision', 'day'), 1, false, null
    union all
    select 4, 'death', 'known', to_char(s.died, 'FMDD FMMonth YYYY'), '', '', s.died::text, jsonb_build_object('on', s.died::text, 'precision', 'day'),
      1, false, null
     where s.died is not null
    union all
    select 5, 'pronouns', 'known', p.value, p.code, p.code_set, '', '{{}}', 1, false, null
    union all
    select 6, 'sex', 'known', p.sex_value, p.sex_code, p.sex_code_set, '', '{{}}', 1, false, null
     where s.pronoun < 2 and not s.is_unborn
    union all
    select 7, 'ethnicity', case when population.dice(s.n, 71) < .07 then 'not asked' else 'known' end, case when population.dice(s.n,
      71) < .07 then '' else o.ethnicity end, case when population.dice(s.n, 71) < .07 then '' else o.ethnicity_code end,
      case when population.dice(s.n, 71) < .07 then '' else o.ethnicity_set end, '', '{{}}', 2, false, null
    union all
    select 8, 'language', 'known', o.language, o.language_code, o.language_set, '', '{{}}', 1, false, null
     where o.language_code <> 'en'
    union all
    select 9, 'gp', 'known', g.name, '', '', '', '{{}}', 1, false, null
     where not s.is_unborn
    union all
    select 10, 'address', 'known', coalesce('Flat ' || s.own_flat || ', ', '') || s.door || ' ' || s.line || ', ' || s.town || ', ' || s.postcode, '',
      '', case when s.n % 400 = 77 then '' else s.postcode_key end, jsonb_build_object('postcode', s.postcode, 'lines',
      to_jsonb(array_remove(array['Flat ' || s.own_flat, s.door || ' ' || s.line, s.town, s.postcode], null)), 'find', jsonb_build_object('places',
      to_jsonb(string_to_array(coalesce('flat ' || s.own_flat || ' ', '') || s.door || ' ' || s.words, ' ')))),
      case when s.n % 400 = 77 then 2 else 1 end, s.n % 400 = 77, null
    union all
    select 11, 'address', 'known', (1 + s.door / 2) || ' ' || s.old_line || ', ' || s.old_town || ', ' || s.old_postcode, '', '', s.old_key,
      jsonb_build_object('postcode', s.old_postcode, 'lines', to_jsonb(array[(1 + s.door / 2) || ' ' || s.old_line, s.old_town, s.old_postcode]),
      'find', jsonb_build_object('places', to_jsonb(string_to_array((1 + s.door / 2) || ' ' || s.old_words, ' ')))), 1, false,
      population.today() - s.since_back / 2
     where population.dice(s.h, 72) < .15 and s.since_back < s.days_old - 400
    union all
    select 12, 'nhs number', 'known', substr(nine::text, 1, 3) || ' ' || substr(nine::text, 4, 3) || ' ' || substr(nine::text, 7, 3) || nhs_check, '',
      '', nine::text || nhs_check, '{{}}', 1, false, null
     where nhs_check < 10 and s.n <= 1000000 and not s.is_unborn and population.dice(s.n, 73) < .93
    union all
    select 13, 'phone', 'known', overlay(phone_said placing '9' from 7), '', '', overlay(phone placing '9' from 6), '{{}}', 1, false, null
     where s.years > 11 and population.dice(s.n, 75) < .02 and s.sealed = 0
    union all
    select 14, 'phone', 'known', phone_said, '', '', phone, '{{}}', 1, false, null
     where s.years > 11 and (population.dice(s.n, 75) < .02 or population.dice(s.n, 76) < .85)
    union all
    select 15, 'email', 'known', e.address, '', '', left(e.address, 120), '{{}}', 1, false, null
     where s.years > 15 and population.dice(s.n, 77) < .25
    union all
    select 16, 'school', 'known', l.name, '', '', '', '{{}}', 1, false, null
     where s.years between 2 and 18 and l.name is not null
    union all
    select 17, 'upn', 'known', s.upn, '', '', lower(s.upn), '{{}}', 1, false, null
     where s.years between 5 and 16
    union all
    select 18, 'local id', 'known', 'C-' || s.n, '', '', 'c-' || s.n, jsonb_build_object('system', 'Earlier system'), 1, false, null
     where population.dice(s.n, 78) < .3
    union all
    select 19, 'know first', 'known', k.words, '', '', '', '{{}}', 1, false, null
     where not s.is_unborn and population.dice(s.n, 79) < case when s.is_open then .5 else .12 end
  ) f
