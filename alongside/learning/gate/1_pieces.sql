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

-- All that I did in learning, and what others did with what is mine or ours. Of what is shared among many each reads their own lines alone.
-- Older than a line: its moment and its id, since several lines have one moment.
drop function if exists gate.my_learning_trail(timestamptz, int);
create or replace function gate.my_learning_trail(before timestamptz, before_id uuid, lim int)
  returns table (at timestamptz, id uuid, what text, by_id uuid, on_kind text, on_id uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$
declare me uuid := gate.me(); most int := least(lim, 500);
begin return query
  with ours (supervision_id) as (select s.id from learning_supervision s where me in (s.supervisor_id, s.worker_id)),
  met (meeting_id) as (select m.id from learning_meeting m join ours using (supervision_id)),
  mine (mine_id) as (
    select s.id from learning_share s where s.owner_id = me
    union select s.piece_id from learning_share s where s.owner_id = me
    union select c.id from learning_corroboration c where c.owner_id = me
    union select h.id from learning_helprequest h where me in (h.asker_id, h.champion_id)
    union select m.id from learning_member m where m.account_id = me
    union select b.id from learning_booking b where b.account_id = me
    union select o.supervision_id from ours o
    union select m.meeting_id from met m
    union select p.id from learning_point p join met using (meeting_id)
    union select f.id from learning_followup f join ours using (supervision_id)
    union select a.id from learning_agreement a join ours using (supervision_id)
    union select me),
  told as (
    (select t.at, t.id, t.what, t.by_id, t.on_kind, t.on_id from foundation_trail t
      where t.by_id = me and t.what like 'learning:%' and (t.at, t.id) < (before, before_id) order by t.at desc, t.id desc limit most)
    union all
    (select t.at, t.id, t.what, t.by_id, t.on_kind, t.on_id from mine m join foundation_trail t on t.on_id = m.mine_id
      where t.by_id <> me and t.what like 'learning:%' and (t.at, t.id) < (before, before_id) order by t.at desc, t.id desc limit most))
  select * from told order by 1 desc, 2 desc limit most;
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
      'my_learning_trail(timestamptz, uuid, int)'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
  foreach f in array array['words', 'answer', 'ofcluster', 'vignetteanswer', 'step', 'comment', 'agreement', 'said', 'signature'] loop
    execute format('create or replace trigger words_stay before update on learning_%s for each row execute function gate.words_stay()', f);
    execute format('alter table learning_%s enable always trigger words_stay', f);
  end loop;
end $$;
