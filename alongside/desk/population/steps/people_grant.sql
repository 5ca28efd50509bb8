-- Who may see whom: open where somebody works with them now, ended where the work is over.
with asked as (
  select s.*, coalesce(closed, population.for_ever()) as until, case when closed is null then '' else 'The work came to an end' end as ended_why,
      case when closed is not null then manager_id end as ended_by_id, r.at, r.account_id as own_account
    from population.someone s left join population.reader r using (n) offset 0)
select case when f.no < 0 then population.unlinkable_id('grant', s.n) else population.id(s.since, '0a6', s.n * 8::bigint + f.no) end as id,
    f.rung, f.basis, f.called, f.reason, f.starts, f.until, case when f.ended_by_id is not null then population.for_ever() end as until_before, f.starts as given_at, f.ended_why, f.account_id, f.ended_by_id, f.given_by_id, f.team_id, s.id as person_id
  from asked s,
  lateral (
    select 0 as no, 2 as rung, 'allocated' as basis, '' as called, '' as reason, s.since as starts, s.until, s.ended_why, s.worker_id as account_id,
      s.ended_by_id, s.manager_id as given_by_id, null::uuid as team_id where s.sealed < 2
    union all
    select 1, 2, 'team', '', '', s.since, s.until, s.ended_why, null, s.ended_by_id, s.manager_id, s.team_id where s.sealed < 2
    union all
    select 2, 3, 'supervises', '', '', s.since, s.until, '', s.manager_id, null, s.manager_id, null where s.closed is null
    union all
    select -1, 3, 'allocated', '', '', case s.sealed when 2 then s.since else s.closed end, population.for_ever(), '', {officer}::uuid, null, {officer}::uuid, null where s.sealed > 0
    union all
    select 3, 0, 'the person themselves', '', '', s.at, population.for_ever(), '', s.own_account, null, s.worker_id, null where s.own_account is not null
    union all
    select 4, 0, 'acting for them', 'Pat, his sister', '', s.at, population.for_ever(), '', {proxy}::uuid, null, s.worker_id, null where s.n = 1
    union all
    select 5, 0, 'partner share', '', 'Lends and looks after equipment', coalesce(s.closed, s.since) - interval '2 days', population.for_ever(), '', {partner}::uuid, null, s.worker_id, null
     where s.n % 500 = 1 and s.n < 5000 and s.sealed = 0
  ) f
