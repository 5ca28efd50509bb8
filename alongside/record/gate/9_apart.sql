-- Allegations, which are kept apart: telling of one without reading it, and what keeps out whoever it is against.

-- I have begun to tell of it, in this very act: nothing has been said in it yet.
create or replace function gate.is_telling(allegation uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  exists (select 1 from record_allegation a where a.id = allegation and a.told_by_id = gate.me() and a.versions = 1)
  and not exists (select 1 from record_allegationversion v where v.allegation_id = allegation)
); end $$;

-- I told of it before: whoever sends it twice does not read it, and has to be told that it is there.
create or replace function gate.have_told(allegation uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from record_allegation a where a.id = allegation and a.told_by_id = gate.me());
end $$;

-- What waited about it with whoever it turns out to be against waits with me, who keeps it: they are not even to know that it is there.
create or replace function gate.take_over_allegation(allegation uuid) returns setof uuid security definer
  set search_path = public, pg_temp language plpgsql as $$
declare kept_from uuid;
begin
  select a.against_id into kept_from from record_allegation a where a.id = allegation;
  if gate.my_kind() is distinct from 'staff' or not gate.may('keep allegations') or kept_from = gate.me() then
    raise insufficient_privilege using message = 'That allegation is not yours to keep';
  end if;
  return query update record_task t set account_id = gate.me()
   where t.from_id = allegation and t.from_kind = 'record.allegation' and t.account_id = kept_from returning t.id;
end $$;

-- What was answered as one hash, as with entries: the line of writing it carries it, and the application asks only for its own.
create or replace function gate.allegation_hash(version uuid) returns text stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare writer uuid;
begin
  select v.by_id into writer from record_allegationversion v where v.id = version;
  if session_user = 'alongside_app' then
    if writer is distinct from gate.me() then return null; end if;
  end if;
  return (select encode(sha256(convert_to(chr(1) || jsonb_build_array(
      v.id, v.allegation_id, v.number, v.form, v.said, v.left_open, v.why, v.by_id,
      (extract(epoch from v.at) * 1000000)::bigint)::text, 'UTF8')), 'hex')
    from record_allegationversion v where v.id = version);
end $$;

-- Versions that nobody wrote, as far as the trail knows.
create or replace function gate.allegations_without_line() returns setof uuid stable security definer
  set search_path = public, pg_temp language sql as $$
  select v.id from record_allegationversion v where not exists (
    select 1 from foundation_trail t where t.on_id = v.id and t.on_kind = 'record.allegationversion' and t.detail ? 'content') $$;

do $$ declare f text; begin
  foreach f in array array['is_telling(uuid)', 'have_told(uuid)', 'take_over_allegation(uuid)', 'allegation_hash(uuid)', 'allegations_without_line()'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
grant execute on function gate.allegation_hash(uuid), gate.allegations_without_line() to alongside_sealer;

-- Content stays, as with entries; and the newest version stays the one that is read.
create or replace trigger stays before update or delete on record_allegationversion for each row execute function gate.stays();
alter table record_allegationversion enable always trigger stays;
create or replace trigger versions_grow before update of versions on record_allegation for each row execute function gate.versions_grow();
