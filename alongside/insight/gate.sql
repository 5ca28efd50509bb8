-- What imports ask across everybody's records: whether a child of a file is one from whom the importer is kept.

-- By the number of the file, and by numbers that it gives, also former ones: of a sealed child a second and open record would be
-- made otherwise. It says neither who that is nor on what ground.
create or replace function gate.import_kept_out(of_source text, number text, kinds text[], keys text[]) returns boolean
  stable security definer set search_path = public, pg_temp language plpgsql as $$
declare closed uuid[] := gate.barred();
begin
  if gate.my_kind() is distinct from 'system' or not gate.may('import') then
    raise insufficient_privilege using message = 'Only an import asks this';
  end if;
  return exists (select 1 from insight_imported i where i.source = of_source and i.child = number and i.person_id = any (closed))
    or exists (select 1 from unnest(kinds, keys) a(kind, key) join people_fact f on f.kind = a.kind and f.key = a.key
      where a.key <> '' and f.person_id = any (closed));
end $$;
alter function gate.import_kept_out(text, text, text[], text[]) owner to alongside_gate;
