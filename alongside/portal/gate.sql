-- What a person's own pages need beyond the rows that they may read: narrow, and only ever about themselves.

-- When they were last here, before they signed in this time. Their own lines of the trail say so; nothing else keeps it.
create or replace function gate.my_last_visit() returns timestamptz stable security definer
  set search_path = public, pg_temp language sql as $$
  select max(t.at) from foundation_trail t join accounts_account a on a.id = gate.me()
   where t.person_id = any (gate.mine()) and t.by_id = a.id and t.at < a.last_login $$;

-- What has become readable, or was changed, since then. What is held is told once, when it was written; nothing that is not
-- disclosed or was taken out is ever here.
create or replace function gate.my_news(since timestamptz, lim int)
  returns table (entry_id uuid, what text, at timestamptz) stable security definer
  set search_path = public, pg_temp language sql as $$
  with mine as (select a.id, a.entry_id, a.sharing, a.happened_at from record_about a
     where a.person_id = any (gate.mine()) and a.removed_at is null and a.sharing in ('shown', 'held')),
  told as (
    select m.entry_id, 'new' as what, e.written_at as at, 1 as weight from mine m join record_entry e on e.id = m.entry_id
    union all
    select m.entry_id, 'opened', d.at, 2 from mine m join record_sharingdecision d on d.about_id = m.id
     where m.sharing = 'shown' and d.sharing = 'shown' and d.state = 'in force'
    union all
    select m.entry_id, 'changed', v.at, 3 from mine m join record_version v on v.entry_id = m.entry_id and v.number > 1
     where m.sharing = 'shown'
    union all
    select m.entry_id, 'opened', r.at, 2 from mine m join record_part p on p.entry_id = m.entry_id
      join record_release r on r.part_id = p.id and r.person_id = any (gate.mine()) where m.sharing = 'shown')
  select entry_id, what, at from (
    select distinct on (t.entry_id) t.entry_id, t.what, t.at from told t where t.at > since order by t.entry_id, t.weight, t.at desc) x
   order by at desc limit lim $$;

-- Of what is held from them: who decided or has to decide, and by when. An account's id, to be said as a job and a team.
create or replace function gate.who_decides(entries uuid[])
  returns table (entry_id uuid, decided_by uuid, waits_with uuid, due_on date) stable security definer
  set search_path = public, pg_temp language sql as $$
  select a.entry_id,
         (select d.by_id from record_sharingdecision d where d.about_id = a.id and d.sharing = 'held' order by d.at desc limit 1),
         t.account_id, coalesce(a.sharing_review_on, t.due_on)
    from record_about a left join lateral (select w.account_id, w.due_on from record_task w
      where w.from_id = a.id and w.done_at is null order by w.made_at desc limit 1) t on true
   where a.entry_id = any (entries) and a.person_id = any (gate.mine()) and a.removed_at is null and a.sharing = 'held' $$;

-- Who may look without a reason that names them: duty, and named parts of the system. Whoever is kept out is not among them.
create or replace function gate.open_to_all()
  returns table (account_id uuid, team_id uuid, basis text, reason text, rung smallint, until timestamptz) stable security definer
  set search_path = public, pg_temp language sql as $$
  select g.account_id, g.team_id, g.basis::text, g.reason::text, g.rung, g.until from people_grant g
   where g.person_id is null and g.rung >= 1 and g.starts <= statement_timestamp() and g.until > statement_timestamp()
     and cardinality(gate.mine()) > 0
     and not exists (select 1 from people_bar b where b.person_id = any (gate.mine()) and b.starts <= statement_timestamp()
       and b.until > statement_timestamp() and (b.account_id = g.account_id or b.team_id = g.team_id))
   order by g.basis, g.starts $$;

do $$ declare f text; begin
  foreach f in array array['my_last_visit()', 'my_news(timestamptz, int)', 'who_decides(uuid[])', 'open_to_all()'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
