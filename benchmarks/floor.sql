-- The floor's own tables. No names, no rules; {people} and {entries} are numbers.
create schema if not exists floor;
create unlogged table if not exists floor.person (id bigint primary key, name text, born date, words text);
create unlogged table if not exists floor.worker (id bigint primary key, name text, team text);
create unlogged table if not exists floor.works_with (person bigint, worker bigint, primary key (person, worker));
create unlogged table if not exists floor.entry (id bigint primary key, person bigint, at timestamptz, title text, words text);
create index if not exists floor_entry on floor.entry (person, at desc);
create table if not exists floor.audit (id bigint generated always as identity, person bigint, at timestamptz default now());
insert into floor.person select i, 'Person ' || i, date '1950-01-01' + (i % 25000)::int, repeat('words ', 20)
  from generate_series(1, {people}) i on conflict do nothing;
insert into floor.worker select i, 'Worker ' || i, 'Team ' || i % 20 from generate_series(1, 500) i on conflict do nothing;
insert into floor.works_with select i, 1 + i % 500 from generate_series(1, {people}) i on conflict do nothing;
insert into floor.entry select i, 1 + i % {people}, timestamptz '2020-01-01' + i * interval '1 minute', 'Visit ' || i,
  repeat('What was said and seen at this visit, in a few plain words. ', 14)
  from generate_series(1, {entries}) i on conflict do nothing;
analyze floor.person; analyze floor.entry; analyze floor.works_with;
