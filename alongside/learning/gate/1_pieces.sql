-- What is somebody's own in learning: whom they let read it, and their own trail. No grant, role or system account is asked for here.

-- Somebody shares this piece with me today; `part` asks for one part of it, `number` for the version, of which only the newest is shared.
create or replace function gate.reads_piece(which uuid, part text default null, number int default null) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return exists (
  select 1 from learning_share s join learning_piece p on p.id = s.piece_id
   where s.piece_id = which and s.reader_id = gate.me() and s.starts <= statement_timestamp() and s.until > statement_timestamp()
     and s.ended_at is null and gate.my_kind() in ('staff', 'partner')
     and (part is null or cardinality(s.parts) = 0 or part = any (s.parts))
     and (number is null or number = p.versions));
end $$;

-- I may say something beside it: it is shared with me, and it is whose I say.
create or replace function gate.may_comment(which uuid, owner uuid, part text) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_piece p where p.id = which and p.owner_id = owner) and gate.reads_piece(which, nullif(part, ''));
end $$;

-- The owner asked me whether this shows what they think it does.
create or replace function gate.asked_to_agree(which uuid) returns boolean stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  exists (select 1 from learning_corroboration c where c.evidence_id = which and c.peer_id = gate.me());
end $$;

-- How many things I work on now.
create or replace function gate.open_focuses() returns int stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return
  (select count(*) from learning_focus f where f.owner_id = gate.me() and f.ended_at is null)::int;
end $$;

-- What I did in learning, and what others did with what is mine. Of what is shared among several each reads their own lines alone.
create or replace function gate.my_learning_trail(before timestamptz, lim int)
  returns table (at timestamptz, what text, by_id uuid, on_kind text, on_id uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare me uuid := gate.me();
begin return query
  with mine (id, is_own) as (
    select p.id, true from learning_piece p where p.owner_id = me
    union all select s.id, true from learning_share s where s.owner_id = me
    union all select c.id, true from learning_corroboration c where c.owner_id = me
    union all select c.id, false from learning_corroboration c where c.peer_id = me
    union all select h.id, true from learning_helprequest h where me in (h.asker_id, h.champion_id)
    union all select f.id, true from learning_focus f where f.owner_id = me
    union all select p.piece_id, false from learning_share p where p.reader_id = me
    union all select m.circle_id, false from learning_member m where m.account_id = me
    union all select r.id, false from learning_round r join learning_member m on m.circle_id = r.circle_id and m.account_id = me
    union all select u.id, false from learning_turn u where u.by_id = me
    union all select s.id, true from learning_supervision s where me in (s.supervisor_id, s.worker_id)
    union all select m.id, true from learning_meeting m join learning_supervision s on s.id = m.supervision_id and me in (s.supervisor_id, s.worker_id)
    union all select b.session_id, false from learning_booking b where b.account_id = me
    union all select s.id, false from learning_session s where s.offered_by_id = me
    union all select a.wave_id, false from learning_asked a where a.account_id = me
    union all select me, false)
  select t.at, t.what, t.by_id, t.on_kind, t.on_id from (select m.id, bool_or(m.is_own) as is_own from mine m group by m.id) m
    join foundation_trail t on t.on_id = m.id and (m.is_own or t.by_id = me)
   where t.what like 'learning:%' and t.at < before
   order by t.at desc limit least(lim, 500);
end $$;

-- Words stay as they were written: a change is a new version, and taking a piece away is the owner's alone.
create or replace function gate.words_stay() returns trigger language plpgsql as $$
begin
  raise integrity_constraint_violation using message = 'What was written is never changed: write a new version';
end $$;

-- A share that was ended stays ended, and when it was opened is said by whoever opened it and never taken back.
create or replace function gate.share_stays() returns trigger language plpgsql as $$
begin
  if (old.ended_at is not null and new.ended_at is distinct from old.ended_at)
     or (old.opened_at is not null and (new.opened_at is null or new.opened_at < old.opened_at)) then
    raise integrity_constraint_violation using message = 'What was ended stays ended: share it anew';
  end if;
  return new;
end $$;
create or replace trigger share_stays before update on learning_share for each row execute function gate.share_stays();

do $$ declare f text; begin
  foreach f in array array['reads_piece(uuid, text, int)', 'may_comment(uuid, uuid, text)', 'asked_to_agree(uuid)', 'open_focuses()',
      'my_learning_trail(timestamptz, int)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
  foreach f in array array['words', 'answer', 'ofcluster', 'vignetteanswer', 'step', 'comment', 'agreement', 'said', 'signature'] loop
    execute format('create or replace trigger words_stay before update on learning_%s for each row execute function gate.words_stay()', f);
    execute format('alter table learning_%s enable always trigger words_stay', f);
  end loop;
end $$;
