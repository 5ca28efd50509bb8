-- Services kept out of sight: read by staff only while the reason that they gave is open on this very connection, and fresh.

create or replace function gate.looks_behind(p uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare look text := coalesce(current_setting('alongside.look', true), '');
begin
  return look <> '' and exists (select 1 from people_servicelook l where l.id::text = look and l.person_id = p
    and l.by_id = gate.staff_me() and l.at > statement_timestamp() - interval '30 minutes');
end $$;
alter function gate.looks_behind(uuid) owner to alongside_gate;
