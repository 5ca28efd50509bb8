-- Agreement: nobody agrees to what they wrote themselves, in whichever version.

create or replace function gate.wrote_any(entry uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return (
  select exists (select 1 from record_entry e where e.id = entry and gate.me() in (e.written_by_id, e.first_written_by_id))
    or exists (select 1 from record_version v where v.entry_id = entry and v.by_id = gate.me())
); end $$;

alter function gate.wrote_any(uuid) owner to alongside_gate;
