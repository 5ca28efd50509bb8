-- What was written as one hash, which the line on the trail carries; the same for own words; files against theirs.

-- Every column by name: a new one is added here on purpose, and only where it says something, or old hashes would no longer fit.
-- The application asks only for what the acting account wrote itself, so that nobody tries out guesses on somebody else's words.
create or replace function gate.content_hash(version uuid) returns text stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare writer uuid;
begin
  select v.by_id into writer from record_version v where v.id = version;
  if session_user = 'alongside_app' then  -- apart, for the planner would ask who acts even where nobody does, as in the sealer
    if writer is distinct from gate.me() then return null; end if;
  end if;
  return (select encode(sha256(convert_to(chr(1) || jsonb_build_array(
      v.id, v.entry_id, v.number, v.title, (extract(epoch from v.happened_at) * 1000000)::bigint, v.happened_precision,
      v.contact, v.place, v.minutes, v.there, v.seen, v.form, v.answers, v.why, v.is_earlier_readable, v.by_id,
      (extract(epoch from v.at) * 1000000)::bigint,
      (select jsonb_agg(jsonb_build_array(p.id, p.entry_id, p.version_id, p.position, p.sort, p.about, p.of, p.origin,
          p.origin_detail, p.checked_by_id, p.text)
          || case when (p.question, p.asked, p.value is null) = ('', '', true) then '[]'::jsonb else jsonb_build_array(p.question, p.asked, p.value) end order by p.position, p.id)
         from record_part p where p.version_id = v.id))::text, 'UTF8')), 'hex')
    from record_version v where v.id = version);
end $$;

-- Versions that nobody finished or amended, as far as the trail knows.
create or replace function gate.versions_without_line() returns setof uuid stable security definer
  set search_path = public, pg_temp language sql as $$
  select v.id from record_version v where not exists (
    select 1 from foundation_trail t where t.on_id = v.id and t.on_kind = 'record.version' and t.detail ? 'content') $$;

alter function gate.content_hash(uuid) owner to alongside_gate;
alter function gate.versions_without_line() owner to alongside_gate;
grant execute on function gate.content_hash(uuid), gate.versions_without_line() to alongside_sealer;

-- The person's own words as one hash, and files against the hash they came with.

-- As content_hash: the line of writing them carries it, and the application asks only for what the acting account wrote itself.
create or replace function gate.answer_hash(answer uuid) returns text stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare writer uuid;
begin
  select w.by_id into writer from record_answer w where w.id = answer;
  if session_user = 'alongside_app' then
    if writer is distinct from gate.me() then return null; end if;
  end if;
  return (select encode(sha256(convert_to(chr(1) || jsonb_build_array(
      w.id, w.entry_id, w.part_id, w.person_id, w.is_correction, w.text, w.by_id,
      (extract(epoch from w.at) * 1000000)::bigint)::text, 'UTF8')), 'hex')
    from record_answer w where w.id = answer);
end $$;

-- Words that nobody wrote, as far as the trail knows.
create or replace function gate.answers_without_line() returns setof uuid stable security definer
  set search_path = public, pg_temp language sql as $$
  select w.id from record_answer w where not exists (
    select 1 from foundation_trail t where t.on_id = w.id and t.on_kind = 'record.answer' and t.what = 'own words added') $$;

-- Files whose row no longer holds the hash that their first line has.
create or replace function gate.files_not_as_added() returns setof uuid stable security definer
  set search_path = public, pg_temp language sql as $$
  select f.id from record_attachment f where not exists (
    select 1 from foundation_trail t where t.on_id = f.id and t.on_kind = 'record.attachment'
       and t.what in ('attachment added', 'attachment moved') and t.detail ->> 'sha256' = f.sha256) $$;

alter function gate.answer_hash(uuid) owner to alongside_gate;
alter function gate.answers_without_line() owner to alongside_gate;
alter function gate.files_not_as_added() owner to alongside_gate;
grant execute on function gate.answer_hash(uuid), gate.answers_without_line(), gate.files_not_as_added() to alongside_sealer;
