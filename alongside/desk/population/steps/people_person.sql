-- People themselves: what lists show.
select id, called, left(sort_key, 200) as sort_key, p.value as pronouns,
    case when is_unborn then 'unborn' when died is not null then 'died' else 'living' end as state,
    born as born_on, case when is_unborn then 'expected' else 'known' end as birth_known, died as died_on,
    coalesce((select string_agg(rtrim(x.words, '.') || '.', ' ' order by x.rank) from population.need_of x where x.n = s.n), '') as needs_line,
    since as added_at
  from population.someone s join population.pronoun p on p.no = s.pronoun
