-- Words as they are looked for among others: whole ones, whatever stands between them, so that Anna is not found in Joanna.
create or replace function gate.plain_words(said text) returns text immutable parallel safe language sql as $$
  select ' ' || btrim(regexp_replace(lower(said), '[^[:alnum:]]+', ' ', 'g')) || ' ' $$;

-- Who was last involved with somebody, as far as I may read it: the newest entry that an account wrote, that is also about somebody
-- whose record I read, or that names somebody among those who were there. In one go, where the policies would be asked for each entry.
create or replace function gate.last_involved(p uuid, accounts uuid[], others uuid[], names text[], before timestamptz)
  returns table (who text, at timestamptz) stable security definer set search_path = public, pg_temp language plpgsql as $$
declare rung smallint := case when gate.may_see(p, 3::smallint) then 3 when gate.may_see(p, 2::smallint) then 2 else 0 end;
  me uuid := gate.staff_me(); kept uuid[] := gate.barred(); known uuid[];
begin
  if me is null or rung = 0 then return; end if;
  known := array(select o from unnest(others) o where gate.may_see(o, 2::smallint));
  return query
  with read as materialized (
    select e.id, coalesce(e.first_written_by_id, e.written_by_id) as writer, a.happened_at, gate.plain_words(v.there) as there
      from record_about a join record_entry e on e.id = a.entry_id
      join record_version v on v.entry_id = e.id and v.number = e.versions
     where a.person_id = p and a.removed_at is null and a.happened_at < before
       and (e.needs <= rung or e.written_by_id = me
         or exists (select 1 from record_reader r where r.entry_id = e.id and r.account_id = me and r.ended_at is null))
       and (cardinality(kept) = 0 or not gate.about_any(e.id, kept))),
  named as materialized (select n, gate.plain_words(n) as plain from unnest(names) n)
  select r.writer::text, max(r.happened_at) from read r where r.writer = any (accounts) group by 1
  union all
  select b.person_id::text, max(r.happened_at) from read r join record_about b on b.entry_id = r.id
   where b.person_id = any (known) and b.removed_at is null group by 1
  union all
  select m.n, max(r.happened_at) from read r cross join named m
   where r.there <> '  ' and position(m.plain in r.there) > 0 group by 1;
end $$;
alter function gate.last_involved(uuid, uuid[], uuid[], text[], timestamptz) owner to alongside_gate;

-- Why somebody looked at services that are kept out of sight stays as they said it.
create or replace trigger stays before update or delete on people_servicelook for each row execute function gate.stays();
alter table people_servicelook enable always trigger stays;
