-- What is drawn: one row for each draw of a family name, and where the tellings of a group begin.
create unlogged table population.family_draw as select generate_series(first, before - 1) as draw, no from population.family;
create unlogged table population.group_of_tellings as select grp, min(no) as first, count(*)::int as many from population.telling group by 1;
analyze;
