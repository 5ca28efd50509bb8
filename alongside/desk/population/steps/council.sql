-- Those who sign in besides the cast: staff by the thousand, and people who can read their own record.
update population.staff s set name = x.name, called = x.called from (
  select m.no, g.name || ' ' || f.name as name, g.name as called from population.staff m
    join population.family_draw d on d.draw = population.pick(m.no, 97, {draws}) join population.family f on f.no = d.no
    join population.given g on g.grp = f.origin * 6 + population.pick(m.no, 98, 6) and g.draw = population.pick(m.no, 99, 1024)) x where x.no = s.no;
insert into accounts_account (id, password, email, kind, is_active, is_demo, made_at)
  select id, '!' || md5(id::text), 'staff-' || no || '@{domain}', 'staff', true, true, population.this_moment() from population.staff
  union all
  select account_id, '!' || md5(account_id::text), 'person-' || n || '@{domain}', 'person', true, true, at from population.reader where n > 1;
insert into accounts_practitioner (account_id, name, called, job_title, phone)
  select id, name, called, job, '01632 960 ' || 200 + no % 700 from population.staff;
insert into accounts_membership (id, is_manager, starts, until, account_id, team_id)
  select population.id(population.this_moment(), '0c1', no), manages, population.clock(population.today() - 1500, 540), population.for_ever(), id, team_id from population.staff;
insert into accounts_roleheld (id, starts, until, account_id, given_by_id, role_id)
  select population.id(population.this_moment(), '0c2', no), population.clock(population.today() - 1500, 540), population.for_ever(), id, {loader}::uuid,
      case when manages then 'manager' else 'social-worker' end from population.staff;
