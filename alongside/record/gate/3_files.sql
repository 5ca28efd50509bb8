-- Pictures and papers: who sees them, and what may become of them.

-- A file cannot be cut into parts, so it is only for an entry that was never about anybody else: also not about somebody who was
-- taken off since. Then as the entry itself: shown to the person, or listed for whoever acts for them.
create or replace function gate.file_is_mine_to_see(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language sql as $$
  select exists (select 1 from record_entry e where e.id = entry)
     and (select count(*) from record_about a where a.entry_id = entry) = 1
     and case gate.my_kind()
       when 'person' then exists (select 1 from record_about a where a.entry_id = entry and a.removed_at is null
         and a.sharing = 'shown' and a.person_id = any (gate.mine()))
       when 'proxy' then gate.listed_for_me(entry)
       when 'partner' then gate.listed_for_me(entry)
       else false end $$;

-- For the scanner's job alone: what waits, by id and hash, and whom it is about. It reads no words.
create or replace function gate.files_waiting(lim int)
  returns table (id uuid, sha256 text, about uuid[]) stable security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.my_kind() is distinct from 'system' then
    raise insufficient_privilege using message = 'Only a part of the system does this';
  end if;
  return query select f.id, f.sha256::text, coalesce(
      (select array_agg(a.person_id) from record_about a where a.entry_id = f.entry_id and a.removed_at is null),
      (select d.about from foundation_draft d where d.id = f.entry_id), '{}')
    from record_attachment f where f.state = 'waiting' order by random() limit lim;
end $$;

create or replace function gate.file_scanned(which uuid, is_bad boolean, words text) returns boolean security definer
  set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.my_kind() is distinct from 'system' then
    raise insufficient_privilege using message = 'Only a part of the system does this';
  end if;
  update record_attachment f set state = case when is_bad then 'quarantined' else 'clean' end, said = left(words, 200),
     text = case when is_bad then '' else f.text end
   where f.id = which and f.state = 'waiting';
  return found;
end $$;

-- Which of these files belong to a row: what does not was left by something that failed, and is cleared away.
create or replace function gate.files_known(ids uuid[]) returns setof uuid stable security definer
  set search_path = public, pg_temp language sql as $$
  select f.id from record_attachment f where f.id = any (ids) and gate.my_kind() = 'system' $$;

-- What was added while an entry was being changed is part of it from the version on that comes of it: out of one's own draft, while
-- one writes that version. The application by itself changes no file's entry.
create or replace function gate.join_files(draft uuid, version uuid)
  returns table (id uuid, sha256 text) security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if gate.staff_me() is null
     or not exists (select 1 from foundation_draft d where d.id = draft and d.owner_id = gate.me() and d.outcome = 'open')
     or gate.is_entry(draft)
     or not exists (select 1 from record_version v where v.id = version and gate.is_writing(v.id, v.entry_id)) then
    raise insufficient_privilege using message = 'These files are not yours to add here';
  end if;
  return query with joined as (
    update record_attachment f set entry_id = v.entry_id, since = v.number from record_version v
     where v.id = version and f.entry_id = draft returning f.id, f.sha256, f.at, f.taken_off_at)
   select j.id, j.sha256::text from joined j where j.taken_off_at is null order by j.at;
end $$;

do $$ declare f text; begin
  foreach f in array array['join_files(uuid, uuid)', 'file_is_mine_to_see(uuid)', 'files_waiting(int)', 'file_scanned(uuid, boolean, text)', 'files_known(uuid[])'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
grant update (state, said, text, entry_id, since) on record_attachment to alongside_gate;

-- A file becomes clean by the scanner's word alone. It is locked as long as it has a lock, and what is taken off stays so.
create or replace function gate.file_moves() returns trigger language plpgsql as $$
declare is_locked boolean;
begin
  if new.state <> old.state then
    is_locked := exists (select 1 from record_filelock l where l.attachment_id = old.id and l.ended_at is null);
    if is_locked <> (new.state = 'locked') or ('locked' not in (old.state, new.state) and gate.my_kind() is distinct from 'system') then
      raise insufficient_privilege using message = 'Nobody may do that to a file';
    end if;
  end if;
  if (new.text <> old.text and new.text <> '' and old.state <> 'locked')
     or (old.taken_off_at is not null and new.taken_off_at is distinct from old.taken_off_at) then
    raise insufficient_privilege using message = 'Nobody may do that to a file';
  end if;
  return new;
end $$;
create or replace trigger file_moves before update on record_attachment for each row execute function gate.file_moves();
