-- Files locked unseen: who locks, who may open them again, and where the words in them are meanwhile.

-- Whether I am on somebody's record for good whom this is about, or only in an emergency, or only for a time because I asked.
create or replace function gate.is_on(entry uuid, may_visit boolean) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_about a where a.entry_id = entry and a.removed_at is null and gate.may_see(a.person_id, 2::smallint)
     and not case when may_visit then gate.only_by_glass(a.person_id) else gate.only_visits(a.person_id) end)
); end $$;

-- Whoever may change what the file belongs to, save from an emergency alone: nobody is there long enough to be asked about it. What one is
-- still writing hides nothing from anybody. Who may read the file's row at all, the policies ask besides.
create or replace function gate.may_lock_file(file uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare whole uuid := (select f.entry_id from record_attachment f where f.id = file);
begin
  return whole is not null and gate.my_kind() = 'staff' and gate.may('write record') and case when gate.is_entry(whole)
    then gate.is_on(whole, true)
    else exists (select 1 from foundation_draft d where d.id = whole and d.owner_id = gate.me() and d.outcome = 'open') end;
end $$;

-- Data protection knows of every lock, save about those from whom they are kept.
create or replace function gate.oversees_file(file uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  gate.my_kind() = 'staff' and gate.may('read whole trail')
  and exists (select 1 from record_attachment f where f.id = file and not gate.about_any(f.entry_id, gate.barred()));
end $$;

-- Who asks that a file is opened again, and who may be the second to agree: by role, and as data protection or on the record. What is
-- still being written waits until it is finished: nobody else reads it before.
create or replace function gate.may_unlock_file(lock uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_filelock l join record_attachment f on f.id = l.attachment_id
     where l.id = lock and l.ended_at is null and gate.my_kind() = 'staff' and gate.may('unlock files') and gate.is_entry(f.entry_id)
       and (gate.oversees_file(f.id) or gate.is_on(f.entry_id, false)))
); end $$;

-- Whom a locked file tells of, by id, for the trail and the task of whoever sees its row.
create or replace function gate.whom_of_file(file uuid) returns setof uuid stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare whole uuid := (select f.entry_id from record_attachment f where f.id = file);
begin
  return query select a.person_id from record_about a where a.entry_id = whole and a.removed_at is null and gate.oversees_file(file)
    union select gate.whom(whole)
    union select unnest(d.about) from foundation_draft d where d.id = whole and d.owner_id = gate.me() and not gate.is_entry(whole);
end $$;

-- Who could be the second to agree, by id, and only to whoever may ask: data protection first, then who leads on one of these records.
-- Nobody who is kept out of any of them, and nobody who is there for a time.
create or replace function gate.who_may_unlock(lock uuid) returns setof uuid stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare whole record_entry;
begin
  select e.* into whole from record_filelock l join record_attachment f on f.id = l.attachment_id join record_entry e on e.id = f.entry_id
   where l.id = lock;
  if whole.id is null or not gate.may_unlock_file(lock) then return; end if;
  return query
  with on_it as materialized (select a.person_id from record_about a where a.entry_id = whole.id and a.removed_at is null),
  can as materialized (
    select a.id as who, bool_or('read whole trail' = any (r.permissions)) as oversees, min(h.starts) as since,
        array(select m.team_id from accounts_membership m
          where m.account_id = a.id and m.starts <= statement_timestamp() and m.until > statement_timestamp()) as teams
      from accounts_account a join accounts_roleheld h on h.account_id = a.id and h.starts <= statement_timestamp() and h.until > statement_timestamp()
        join accounts_role r on r.key = h.role_id
     where a.kind = 'staff' and a.is_active and a.id <> gate.me() group by a.id having bool_or('unlock files' = any (r.permissions)))
  select c.who from can c
   where (c.oversees or exists (select 1 from people_grant g join on_it p on p.person_id = g.person_id
        where (g.account_id = c.who or g.team_id = any (c.teams)) and g.rung >= whole.needs and not gate.is_visit(g.basis)
          and g.starts <= statement_timestamp() and g.until > statement_timestamp()))
     and not exists (select 1 from people_bar b join on_it p on p.person_id = b.person_id
        where (b.account_id = c.who or b.team_id = any (c.teams)) and b.starts <= statement_timestamp() and b.until > statement_timestamp())
   order by c.oversees desc, c.since, c.who;
end $$;

-- A lock takes hold with its row: what the file was is looked up and not told, and its words go where nobody reads them.
create or replace function gate.lock_begins() returns trigger security definer set search_path = public, pg_temp language plpgsql as $$
begin
  select f.state into new.was from record_attachment f where f.id = new.attachment_id for update;
  if new.was is null or new.was = 'locked' then
    raise insufficient_privilege using message = 'That file is not there to be locked';
  end if;
  return new;
end $$;
create or replace function gate.lock_holds() returns trigger security definer set search_path = public, pg_temp language plpgsql as $$
begin
  insert into record_lockedtext (lock_id, text) select new.id, f.text from record_attachment f where f.id = new.attachment_id and f.text <> '';
  update record_attachment f set state = 'locked', text = '' where f.id = new.attachment_id;
  return null;
end $$;
create or replace trigger lock_begins before insert on record_filelock for each row execute function gate.lock_begins();
create or replace trigger lock_holds after insert on record_filelock for each row execute function gate.lock_holds();

-- What two people agreed opens the file: it is again what it was, with its words.
create or replace function gate.unlocking_opens() returns trigger security definer set search_path = public, pg_temp language plpgsql as $$
declare ended record_filelock;
begin
  if old.state = new.state or new.state <> 'agreed' then return null; end if;
  if new.second_by_id is null or new.second_by_id = new.by_id then
    raise insufficient_privilege using message = 'A second person opens a locked file';
  end if;
  update record_filelock l set ended_at = statement_timestamp() where l.id = new.lock_id and l.ended_at is null returning l.* into ended;
  if ended.id is null then
    raise insufficient_privilege using message = 'That file is not locked any more';
  end if;
  update record_attachment f set state = ended.was, text = coalesce((select k.text from record_lockedtext k where k.lock_id = ended.id), '')
   where f.id = ended.attachment_id;
  delete from record_lockedtext k where k.lock_id = ended.id;
  return null;
end $$;
create or replace trigger unlocking_opens after update of state on record_unlocking for each row execute function gate.unlocking_opens();

-- A lock goes with its file into the right record, and the words with it: onto the copy that one has just made there oneself.
create or replace function gate.carry_lock(moved_from uuid, moved_to uuid) returns uuid security definer
  set search_path = public, pg_temp language plpgsql as $$
declare stands record_filelock; carried uuid := gen_random_uuid();
begin
  select l.* into stands from record_filelock l join record_attachment f on f.id = l.attachment_id
     join record_attachment copy on copy.id = moved_to and copy.sha256 = f.sha256 and copy.by_id = gate.me()
     join record_entry e on e.id = copy.entry_id and e.written_by_id = gate.me() and e.source = 'moved from another record'
       and e.written_at > statement_timestamp() - interval '5 minutes'
   where f.id = moved_from and l.ended_at is null and not gate.about_any(f.entry_id, gate.barred())
     and exists (select 1 from record_about a where a.entry_id = f.entry_id and a.removed_at is null and gate.may_move(f.entry_id, a.person_id));
  if stands.id is null then raise insufficient_privilege using message = 'That file is not yours to move'; end if;
  insert into record_filelock (id, attachment_id, was, why, by_id, at) values (carried, moved_to, stands.was, stands.why, stands.by_id, stands.at);
  insert into record_lockedtext (lock_id, text) select carried, k.text from record_lockedtext k where k.lock_id = stands.id;
  return carried;
end $$;

do $$ declare f text; begin
  foreach f in array array['is_on(uuid, boolean)', 'may_lock_file(uuid)', 'oversees_file(uuid)', 'may_unlock_file(uuid)', 'whom_of_file(uuid)', 'who_may_unlock(uuid)', 'lock_begins()', 'lock_holds()', 'unlocking_opens()', 'carry_lock(uuid, uuid)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
grant insert, update (ended_at) on record_filelock to alongside_gate;
grant insert, delete on record_lockedtext to alongside_gate;

-- How many pictures and papers of an entry that is shown to the person are not, because somebody else is or was on it too. A number
-- and nothing more: what is missing should be asked for, not wondered about.
create or replace function gate.files_left_out(entry uuid) returns bigint stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select count(*) from record_attachment f where f.entry_id = entry and f.taken_off_at is null and f.state in ('clean', 'unscanned')
     and gate.my_kind() = 'person' and not gate.file_is_mine_to_see(entry)
     and exists (select 1 from record_about a where a.entry_id = entry and a.removed_at is null and a.sharing = 'shown'
       and a.person_id = any (gate.mine()))
); end $$;
alter function gate.files_left_out(uuid) owner to alongside_gate;
