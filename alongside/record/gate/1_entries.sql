-- What entries need beyond their own policies, reading one's own trail, and content that stays.

-- Whether an entry is about one of these: whoever is barred from one person on an entry does not read it. The policies give those
-- barred once for a whole query, so that this asks for one row by its index and nothing more.
create or replace function gate.about_any(entry uuid, people uuid[]) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return cardinality(people) > 0 and exists (
  -- By the entry, which is about few: by the person, all of a long record would be read once for each entry of it.
  select 1 from (select person_id from record_about where entry_id = entry and removed_at is null offset 0) a where a.person_id = any (people)
); end $$;

create or replace function gate.listed_for_me(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from people_shared s join people_grant g on g.id = s.grant_id and g.person_id = s.person_id
     join record_about a on a.entry_id = s.entry_id and a.person_id = s.person_id and a.removed_at is null
       and (a.sharing = 'shown' or (a.sharing = 'held' and exists (  -- what a partner sent themselves, until it is changed
         select 1 from record_entry e where e.id = s.entry_id and e.written_by_id = gate.me() and e.versions = 1)))
   where s.entry_id = entry and s.ended_at is null and g.account_id = gate.me()
     and g.starts <= statement_timestamp() and g.until > statement_timestamp()
     and not (gate.my_kind() = 'proxy' and gate.in_doubt(s.person_id)))
); end $$;

create or replace function gate.part_listed_for_me(entry uuid, about uuid[]) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from people_shared s join people_grant g on g.id = s.grant_id
   where s.entry_id = entry and s.ended_at is null and g.account_id = gate.me() and about <@ gate.merged_into(array[s.person_id])
     and g.starts <= statement_timestamp() and g.until > statement_timestamp())
); end $$;

-- May the person read what this version said, now that a later one stands? Every later version must allow it.
create or replace function gate.earlier_readable(entry uuid, number int) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select gate.my_kind() = 'person' and coalesce(bool_and(v.is_earlier_readable), true) from record_version v
   where v.entry_id = entry and v.number > earlier_readable.number
); end $$;

create or replace function gate.entry_readable(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_about a join record_entry e on e.id = a.entry_id where a.entry_id = entry
     and a.removed_at is null and gate.may_see(a.person_id, e.needs))
); end $$;

-- The same, not on a visit alone: only so is somebody else put on an entry, which then stays readable on their record.
create or replace function gate.entry_lasting(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_about a join record_entry e on e.id = a.entry_id where a.entry_id = entry
     and a.removed_at is null and gate.may_see(a.person_id, e.needs) and not gate.only_visits(a.person_id))
); end $$;

create or replace function gate.wrote(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_entry where id = entry and written_by_id = gate.me())
); end $$;

-- How much whoever acts has written since then, also about those of whom they may read nothing any more, or nobody said yet who they are.
create or replace function gate.wrote_since(since timestamptz) returns bigint stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select (select count(*) from record_entry where written_by_id = gate.me() and written_at >= since)
    + (select count(*) from record_toldus where by_id = gate.me() and at >= since)
); end $$;

-- Written by whoever acts, here or in the record from which it was moved: somebody else opens what they closed.
create or replace function gate.is_own_work(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_entry e where e.id = entry and gate.me() in (e.written_by_id, e.first_written_by_id))
); end $$;

create or replace function gate.is_own_part(part uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_part p join record_version v on v.id = p.version_id
   where p.id = part and (v.by_id = gate.me() or gate.is_own_work(p.entry_id)))
); end $$;

-- Words of the person beside an entry that was in the wrong record. The entry is gone from there; what they wrote is theirs and
-- stays to be read by whoever could read it beside the entry, and by data protection, who look at the slip.
create or replace function gate.is_left_behind(entry uuid, person uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_about a join record_entry e on e.id = a.entry_id
     join record_misfiled m on m.entry_id = a.entry_id and m.person_id = a.person_id
   where a.entry_id = entry and a.person_id = gate.stands_for(person) and a.removed_at is not null and a.person_id <> all (gate.barred())
     and (gate.may('read whole trail') or gate.may_see(a.person_id, greatest(e.needs, 2::smallint))))
); end $$;

create or replace function gate.is_entry(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_entry where id = which)
); end $$;

-- By rung alone, for somebody who decides; the policies of parts and releases would ask each other in a circle.
create or replace function gate.part_readable(part uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select gate.staff_me() is not null and exists (
    select 1 from record_part p where p.id = part and gate.entry_readable(p.entry_id) and not gate.about_any(p.entry_id, gate.barred()))
); end $$;

-- A version stays open to its writer until the trail has the line with the hash of all that it says.
create or replace function gate.is_writing(version uuid, entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_version v where v.id = version and v.entry_id = entry and v.by_id = gate.me())
     and not exists (select 1 from foundation_trail t where t.on_id = version and t.on_kind = 'record.version' and t.detail ? 'content')
); end $$;

-- Whoever changes an entry, as long as they do: from their version until its line on the trail.
create or replace function gate.is_changing(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_version v where v.entry_id = entry and v.by_id = gate.me() and gate.is_writing(v.id, v.entry_id))
); end $$;

-- Everyone an entry is about, by id, for staff who read it: also those whose names they may not know. Its parts say the same ids.
create or replace function gate.whom(entry uuid) returns setof uuid stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin
  return query select a.person_id from record_about a where a.entry_id = entry and a.removed_at is null
     and gate.staff_me() is not null and not gate.about_any(entry, gate.barred())
     and (gate.entry_readable(entry) or (
       (gate.wrote(entry) or exists (select 1 from record_reader r where r.entry_id = entry and r.account_id = gate.me() and r.ended_at is null))
       and exists (select 1 from record_about b where b.entry_id = entry and b.removed_at is null and gate.may_see(b.person_id, 2::smallint))));
end $$;

-- Who lets others read a restricted entry: whoever restricted it, whoever looks at it again, and those with the rung.
create or replace function gate.names_readers(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select gate.entry_readable(entry) or exists (select 1 from record_restriction r join record_about a on a.entry_id = r.entry_id
     and a.removed_at is null and gate.may_see(a.person_id, 2::smallint)
   where r.entry_id = entry and r.ended_at is null and (r.by_id = gate.me() or r.review_by_id = gate.me())) $$;

-- Which entry a line of the trail is about, by way of whatever it is on.
create or replace function gate.entry_behind(kind text, target uuid) returns uuid stable security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  return case kind
    when 'record.entry' then target
    when 'record.version' then (select v.entry_id from record_version v where v.id = target)
    when 'record.about' then (select a.entry_id from record_about a where a.id = target)
    when 'record.answer' then (select w.entry_id from record_answer w where w.id = target)
    when 'record.sharingdecision' then (select a.entry_id from record_sharingdecision d join record_about a on a.id = d.about_id where d.id = target)
    when 'record.release' then (select p.entry_id from record_release r join record_part p on p.id = r.part_id where r.id = target)
    when 'record.restriction' then (select r.entry_id from record_restriction r where r.id = target)
    when 'record.attachment' then (select f.entry_id from record_attachment f where f.id = target)
    when 'record.unlocking' then (select f.entry_id from record_unlocking u join record_filelock l on l.id = u.lock_id join record_attachment f on f.id = l.attachment_id where u.id = target)
    when 'record.misfiled' then (select m.entry_id from record_misfiled m where m.id = target)
    when 'record.task' then (select case when t.from_kind = 'record.task' then null else gate.entry_behind(t.from_kind, t.from_id) end from record_task t where t.id = target)
  end;
end $$;

-- A line that the person does not read yet: the same three outcomes as for entries, worked out when read. Writing that is not
-- finished is nobody else's; nor is the handling of what they are not told of.
create or replace function gate.is_withheld(t foundation_trail) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select (t.detail ? 'withheld') or coalesce(t.on_kind in ('foundation.draft', 'foundation.handover'), false)
    or coalesce(t.on_kind = 'record.attachment' and not exists (
      select 1 from record_entry e where e.id = gate.entry_behind(t.on_kind, t.on_id)), false)
    or exists (select 1 from record_about a where a.entry_id = gate.entry_behind(t.on_kind, t.on_id) and a.person_id = t.person_id
      and (a.sharing = 'not disclosed' or a.removed_at is not null))
    or exists (select 1 from people_breakglass b where b.person_id = t.person_id and b.telling <> 'shown'
      and ((b.opened_by_id = t.by_id and t.at between b.opened_at - interval '1 minute' and b.opened_at + interval '4 hours')
        or b.grant_id = case t.on_kind when 'people.breakglass' then t.on_id when 'people.grant' then t.on_id
          when 'record.task' then (select k.from_id from record_task k where k.id = t.on_id and k.from_kind = 'people.breakglass') end))
    or (t.on_kind = 'people.fact' and exists (select 1 from people_fact f where f.id = t.on_id and not f.is_shown))
    -- Who was asked so that somebody comes to no harm, as gate.sees_handover says.
    or (t.on_kind = 'people.handover' and exists (select 1 from people_handover h where h.id = t.on_id
      and (h.basis in ('immediate-harm', 'serious-harm') or exists (select 1 from people_handoverline l
        where l.handover_id = h.id and l.what = 'goes on' and l.basis in ('immediate-harm', 'serious-harm')))))
    -- What somebody did who told us of a worry, and is not to be known: at a partner agency they did it themselves.
    or (t.on_kind in ('people.shared', 'record.entry', 'record.version', 'record.about', 'record.attachment', 'record.task')
      and exists (select 1 from record_referralline l join accounts_account a on a.id = l.by_id and a.kind = 'partner'
        where l.by_id = t.by_id and l.what = 'from' and l.is_quiet and l.entry_id = case t.on_kind
          when 'people.shared' then (select s.entry_id from people_shared s where s.id = t.on_id) else gate.entry_behind(t.on_kind, t.on_id) end))
    or (t.on_kind = 'people.relationship' and exists (
      select 1 from people_relationship r where r.id = t.on_id and (r.is_sensitive or not r.is_told_here))) $$;

-- Who has written in a record, and for which team: of the entries that whoever asks may read. In one go over the ids, for the
-- policies ask each entry of a long record.
create or replace function gate.authors_of(person uuid) returns table (writer uuid, team uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare rung smallint := case when gate.may_see(person, 3::smallint) then 3 when gate.may_see(person, 2::smallint) then 2 else 0 end;
  kept uuid[] := gate.barred();
begin
  if gate.staff_me() is null or rung = 0 then return; end if;
  return query select distinct e.written_by_id, e.team_id from record_about a join record_entry e on e.id = a.entry_id
   where a.person_id = person and a.removed_at is null and e.needs <= rung
     and (cardinality(kept) = 0 or not gate.about_any(e.id, kept));
end $$;

-- When each of these people was last met, as far as I may read it: asked once for a whole list, where the policies would be asked for
-- every entry of everybody on it. The same as contact.py says of one person.
create or replace function gate.last_met(people uuid[], kinds text[], before timestamptz) returns table (person_id uuid, at timestamptz)
  stable security definer set search_path = public, pg_temp language plpgsql as $$
declare me uuid := gate.staff_me(); wide smallint := gate.everyone(); barred uuid[] := gate.barred();
begin
  if me is null then return; end if;
  return query
  with mine as materialized (select p, greatest(wide, max(g.rung)) as rung from unnest(people) p
     left join gate.my_grants g on g.person_id = p where p <> all (barred) group by p)
  select m.p, l.happened_at from mine m cross join lateral (
    select a.happened_at from record_about a join record_entry e on e.id = a.entry_id
      join record_version v on v.entry_id = e.id and v.number = e.versions
     where a.person_id = m.p and a.removed_at is null and a.happened_at < before and e.kind = any (kinds)
       and coalesce(gate.how_seen(v.seen, m.p), '') <> 'not seen'
       and (e.needs <= m.rung or e.written_by_id = me
         or exists (select 1 from record_reader r where r.entry_id = e.id and r.account_id = me and r.ended_at is null)
         or exists (select 1 from record_about b join gate.my_grants g on g.person_id = b.person_id and g.rung >= e.needs
              where b.entry_id = e.id and b.removed_at is null))
       and (cardinality(barred) = 0 or not gate.about_any(e.id, barred))
     order by a.happened_at desc, a.entry_id desc limit 1) l
   where m.rung >= 2;
end $$;
alter function gate.last_met(uuid[], text[], timestamptz) owner to alongside_gate;

-- Whether an entry is mine to take out of a record: I wrote it, or my role is to put such things right, and I am not there for a time only:
-- or whoever opens a record in an emergency could take what they find there into another.
create or replace function gate.may_move(entry uuid, person uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return gate.my_kind() in ('staff', 'system') and gate.may_see(person, 2::smallint)
     and (gate.wrote(entry) or (gate.may('move misfiled entry') and not gate.only_visits(person)));
end $$;

-- Take one person off an entry that is in the wrong record. It is out of sight from then on, also for whoever does it.
create or replace function gate.take_out(which uuid, why text) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  update record_about a set removed_at = statement_timestamp(), removed_by_id = gate.me(), removed_why = why
   where a.id = which and a.removed_at is null and gate.may_move(a.entry_id, a.person_id);
  if not found then raise insufficient_privilege using message = 'That entry is not yours to move'; end if;
end $$;

-- What waited because of an entry in the wrong record, with whomever it waited, is over once it leaves: the decision, the second
-- look, what the person said of it, and the looking again, unless it stays with somebody else. Asked just before take_out.
create or replace function gate.close_moved(which uuid) returns table (id uuid, person_id uuid) security definer
  set search_path = public, pg_temp language plpgsql as $$
declare entry uuid; person uuid;
begin
  select a.entry_id, a.person_id into entry, person from record_about a
   where a.id = which and a.removed_at is null and gate.may_move(a.entry_id, a.person_id);
  if entry is null then raise insufficient_privilege using message = 'That entry is not yours to move'; end if;
  return query update record_task t set done_at = statement_timestamp(), done_by_id = gate.me()
   where t.done_at is null and (t.from_id = which
     or t.from_id in (select d.id from record_sharingdecision d where d.about_id = which)
     or t.from_id in (select w.id from record_answer w where w.entry_id = entry and w.person_id = person)
     or (t.from_id in (select r.id from record_restriction r where r.entry_id = entry union all
         select u.id from record_unlocking u join record_filelock l on l.id = u.lock_id join record_attachment f on f.id = l.attachment_id
          where f.entry_id = entry) and not exists (
       select 1 from record_about o where o.entry_id = entry and o.removed_at is null and o.id <> which)))
   returning t.id, t.person_id;
end $$;

-- What protects an entry goes with it into the right record, and who wrote it: few readers, holds, the first writer. Only onto what
-- one has just written there oneself, from what is one's own to move. Gives the restrictions, each of which somebody looks at again.
create or replace function gate.carry_over(moved_from uuid, moved_to uuid) returns setof uuid security definer
  set search_path = public, pg_temp language plpgsql as $$
declare was record_entry;
begin
  select e.* into was from record_entry e where e.id = moved_from
     and exists (select 1 from record_about a where a.entry_id = moved_from and a.removed_at is null and gate.may_move(moved_from, a.person_id));
  if was.id is null or gate.about_any(moved_from, gate.barred()) then
    raise insufficient_privilege using message = 'That entry is not yours to move';
  end if;
  update record_entry e set first_written_by_id = coalesce(was.first_written_by_id, was.written_by_id),
      first_written_at = coalesce(was.first_written_at, was.written_at), needs = greatest(e.needs, was.needs)
   where e.id = moved_to and e.id <> moved_from and e.written_by_id = gate.me() and e.versions = 1 and e.first_written_by_id is null
     and e.source = 'moved from another record' and e.written_at > statement_timestamp() - interval '5 minutes';
  if not found then raise insufficient_privilege using message = 'Only what was just moved carries this over'; end if;
  if was.needs > 2 then
    insert into record_reader (id, entry_id, account_id, by_id, at)
      select gen_random_uuid(), moved_to, one, gate.me(), statement_timestamp() from (
        select r.account_id as one from record_reader r where r.entry_id = moved_from and r.ended_at is null
        union select was.written_by_id union select was.first_written_by_id where was.first_written_by_id is not null) readers
      join accounts_account a on a.id = one and a.kind = 'staff';
  end if;
  insert into record_hold (id, entry_id, ground, why, by_id, at, ended_why)
    select gen_random_uuid(), moved_to, h.ground, h.why, h.by_id, h.at, '' from record_hold h where h.entry_id = moved_from and h.ended_at is null;
  return query insert into record_restriction (id, entry_id, words, by_id, at, until, review_by_id)
    select gen_random_uuid(), moved_to, r.words, r.by_id, r.at, r.until, r.review_by_id
      from record_restriction r where r.entry_id = moved_from and r.ended_at is null
    returning record_restriction.id;
end $$;

-- When it happened was put right: on every timeline that the entry is on, also of people whose names one may not see.
create or replace function gate.redate(entry uuid) returns void security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.my_kind() not in ('staff', 'system') or not exists (select 1 from record_about a where a.entry_id = entry
      and a.removed_at is null and gate.may_see(a.person_id, 2::smallint)) then
    raise insufficient_privilege using message = 'That entry is not yours to change';
  end if;
  update record_about a set happened_at = v.happened_at from record_version v join record_entry e on e.id = v.entry_id and e.versions = v.number
   where v.entry_id = entry and a.entry_id = entry;
end $$;

-- One record becomes several at a birth: what was written before it stands on the twins' records too, also where it is restricted,
-- so that no record is silent about it. Once, on records that are still empty, and never so that somebody comes to read more:
-- whoever supervises could be let in to the first child's record as well.
create or replace function gate.attach_to_twins(first uuid, twins uuid[], words text) returns setof uuid security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.my_kind() not in ('staff', 'system') or not gate.may_see(first, 2::smallint) or gate.only_visits(first)
     or exists (select 1 from unnest(twins) twin where not gate.is_new_twin(first, twin)) then
    raise insufficient_privilege using message = 'Those records are not yours to begin';
  end if;
  insert into record_about (id, entry_id, person_id, happened_at, sharing, sharing_words, sharing_review_on, removed_why)
    select gen_random_uuid(), a.entry_id, twin, a.happened_at,
        case when looks then 'held' else a.sharing end, case when looks then words else a.sharing_words end,
        case when looks then null else a.sharing_review_on end, ''
      from record_about a join record_entry e on e.id = a.entry_id cross join unnest(twins) twin,
        lateral (select a.sharing = 'shown' and e.about_count > 1 as looks) l
     where a.person_id = first and a.removed_at is null;
  return query update record_entry e set about_count = e.about_count + cardinality(twins) from record_about a
    where a.entry_id = e.id and a.person_id = first and a.removed_at is null returning e.id;
end $$;

create or replace function gate.is_new_twin(first uuid, twin uuid) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select gate.may_see(twin, 2::smallint) and (gate.may_see(first, 3::smallint) or not gate.may_see(twin, 3::smallint))
     and exists (select 1 from people_relationship r join people_person a on a.id = r.person_id join people_person b on b.id = r.other_id
       where a.id = twin and b.id = first and a.born_on = b.born_on and r.kind in ('twin', 'multiple') and r.over_at is null)
     and not exists (select 1 from record_about where person_id = twin)
     and not exists (select 1 from people_grant t where t.person_id = twin and t.rung >= 3 and t.basis <> 'supervises'
       and t.until > statement_timestamp() and not exists (select 1 from people_grant f
         where f.person_id = first and f.rung >= 3 and f.until >= t.until
           and (f.account_id = t.account_id or f.team_id = t.team_id))) $$;

-- The person's own: who opened or changed what, by team and job. Withheld openings are left out when read.
create or replace function gate.my_trail(before timestamptz, lim int)
  returns table (at timestamptz, what text, by_id uuid, behalf_id uuid, on_kind text, on_id uuid, basis text) stable security definer
  set search_path = public, pg_temp language sql as $$
  select t.at, t.what, t.by_id, t.behalf_id, t.on_kind, t.on_id,
         (select g.basis from people_grant g left join accounts_membership m on m.team_id = g.team_id and m.starts <= t.at and m.until > t.at
           where g.person_id = t.person_id and g.starts <= t.at and g.until > t.at and (g.account_id = t.by_id or m.account_id = t.by_id)
           order by g.rung desc, g.account_id is null limit 1)
    from foundation_trail t
   where t.person_id = any (gate.mine()) and t.at < before
     and not gate.is_withheld(t)
   order by t.at desc limit lim $$;

do $$ declare f text; begin
  foreach f in array array['about_any(uuid, uuid[])', 'listed_for_me(uuid)', 'part_listed_for_me(uuid, uuid[])', 'earlier_readable(uuid, int)',
      'entry_readable(uuid)', 'entry_lasting(uuid)', 'wrote(uuid)', 'wrote_since(timestamptz)', 'is_own_work(uuid)', 'is_own_part(uuid)', 'is_left_behind(uuid, uuid)', 'may_move(uuid, uuid)', 'close_moved(uuid)', 'carry_over(uuid, uuid)', 'authors_of(uuid)', 'is_entry(uuid)', 'is_writing(uuid, uuid)', 'is_changing(uuid)', 'whom(uuid)', 'part_readable(uuid)', 'names_readers(uuid)', 'entry_behind(text, uuid)', 'take_out(uuid, text)', 'redate(uuid)', 'attach_to_twins(uuid, uuid[], text)', 'is_new_twin(uuid, uuid)', 'is_withheld(foundation_trail)', 'my_trail(timestamptz, int)', 'my_listings()',
      'whole_trail(timestamptz, int, uuid)', 'readers_of(uuid, uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;

grant insert, update (removed_at, removed_by_id, removed_why, happened_at) on record_about to alongside_gate;
grant update (about_count, first_written_by_id, first_written_at, needs) on record_entry to alongside_gate;
grant insert on record_reader, record_hold, record_restriction to alongside_gate;

-- Content stays: not even the owner changes a version, a part or an answer without first taking this away, which the trail's hashes show.
do $$ declare t text; begin
  foreach t in array array['record_version', 'record_part', 'record_answer', 'foundation_trail', 'foundation_seal'] loop
    execute format('create or replace trigger stays before update or delete on %I for each row execute function gate.stays()', t);
    execute format('alter table %I enable always trigger stays', t);
  end loop;
end $$;

-- The newest version stays the one that is read.
create or replace function gate.versions_grow() returns trigger language plpgsql as $$
begin
  if new.versions < old.versions then
    raise integrity_constraint_violation using message = 'An entry is amended by a later version, never by going back';
  end if;
  return new;
end $$;
create or replace trigger versions_grow before update of versions on record_entry for each row execute function gate.versions_grow();

-- What is shown, held or not disclosed is opened by somebody whose role it is, and never by the writer; the writer may close it,
-- and so does whoever changes it so that words become somebody's to read.
create or replace function gate.sharing_moves() returns trigger language plpgsql as $$
declare
  ladder text[] := array['shown', 'held', 'not disclosed'];
  opens boolean := array_position(ladder, new.sharing::text) < array_position(ladder, old.sharing::text);
begin
  if new.sharing = old.sharing or gate.my_kind() = 'system' then return new; end if;
  if old.sharing = 'not disclosed' and exists (
      select 1 from record_sharingdecision d where d.about_id = old.id and d.state = 'proposed') then
    raise insufficient_privilege using message = 'A second person decides first whether this is not disclosed';
  end if;
  if (opens and gate.is_own_work(new.entry_id))
     or not (gate.may('decide held entries') or (not opens and gate.wrote(new.entry_id))
       or (old.sharing = 'shown' and new.sharing = 'held' and gate.is_changing(new.entry_id))
       or (new.sharing = 'held' and gate.may('approve not disclosed'))) then
    raise insufficient_privilege using message = 'How far this is shown is not yours to decide';
  end if;
  return new;
end $$;
create or replace trigger sharing_moves before update of sharing on record_about for each row execute function gate.sharing_moves();
