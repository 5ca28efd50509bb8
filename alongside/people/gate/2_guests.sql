-- A link for somebody without an account. One function says whether it opens: it knows the token, the code and the browser by their
-- hashes alone, counts what is wrong, and looks anew each time whether what the link stands on still holds.

create or replace function gate.guest(the_token text, the_code text, the_seat text)
  returns table (state text, account_id uuid, handover_id uuid) security definer set search_path = public, pg_temp language plpgsql as $$
#variable_conflict use_column
declare l people_guestlink; h people_handover; p uuid; stands text; is_theirs boolean;
begin
  select * into l from people_guestlink x where x.token = the_token and the_token <> '' for update;  -- of two at once, one is first
  if l.id is null then return query select 'gone', null::uuid, null::uuid; return; end if;
  select * into h from people_handover x where x.id = l.handover_id;
  p := gate.stands_for(h.person_id);
  stands := gate.handover_state(h.id);
  is_theirs := l.opened_at > statement_timestamp() - interval '30 minutes' and l.seat <> '' and l.seat = the_seat;
  if stands = 'done' and is_theirs then  -- pressed twice: it has arrived, and opens nothing
    return query select 'answered', h.to_account_id, h.id; return;
  end if;
  if l.ended_at is not null or l.until <= statement_timestamp() or stands <> 'accepted'
     or exists (select 1 from people_person x where x.id = p and x.state in ('died', 'lost'))
     or gate.is_kept_out(p, h.to_account_id, null) or gate.is_kept_out(p, h.by_id, null)
     or not exists (select 1 from gate.workers_on(p) w where w.account_id = h.by_id)  -- whoever asked works here, with them
     or not exists (select 1 from people_grant g join accounts_account a on a.id = g.account_id and a.is_active
       where g.person_id = p and g.account_id = h.to_account_id and g.basis = 'partner share'
         and g.starts <= statement_timestamp() and g.until > statement_timestamp())
     or (l.opened_at is not null and is_theirs is not true) then
    return query select 'gone', null::uuid, null::uuid; return;
  end if;
  if l.opened_at is not null then
    return query select 'open', h.to_account_id, h.id;
  elsif the_code = '' then
    return query select 'closed', null::uuid, null::uuid;
  elsif l.code <> '' and l.code = the_code and the_seat <> '' then
    update people_guestlink x set opened_at = statement_timestamp(), seat = the_seat where x.id = l.id;
    return query select 'entered', h.to_account_id, h.id;
  else
    update people_guestlink x set tries = x.tries + 1, ended_at = case when x.tries >= 4 then statement_timestamp() end where x.id = l.id;
    return query select case when l.tries >= 4 then 'spent' else 'wrong' end, h.to_account_id, h.id;
  end if;
end $$;
alter function gate.guest(text, text, text) owner to alongside_gate;
grant update (opened_at, seat, tries, ended_at) on people_guestlink to alongside_gate;

-- With what the code of a link is hashed: only for who has the token.
create or replace function gate.guest_id(the_token text) returns uuid stable security definer set search_path = public, pg_temp language sql as $$
  select l.id from people_guestlink l where l.token = the_token and the_token <> '' $$;
alter function gate.guest_id(text) owner to alongside_gate;
