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

-- What I did in learning, and what others did with what I share. Nobody else is told either.
create or replace function gate.my_learning_trail(before timestamptz, lim int)
  returns table (at timestamptz, what text, by_id uuid, on_kind text, on_id uuid) stable security definer
  set search_path = public, pg_temp language plpgsql as $$ begin return query
  select t.at, t.what, t.by_id, t.on_kind, t.on_id from (
    select t.at, t.what, t.by_id, t.on_kind, t.on_id from foundation_trail t
      join learning_piece p on p.id = t.on_id and p.owner_id = gate.me() where t.what like 'learning:%' and t.at < before
    union
    select t.at, t.what, t.by_id, t.on_kind, t.on_id from foundation_trail t
      join learning_share s on s.id = t.on_id and s.owner_id = gate.me() where t.what like 'learning:%' and t.at < before
    union
    select t.at, t.what, t.by_id, t.on_kind, t.on_id from foundation_trail t
     where t.on_id = gate.me() and t.by_id = gate.me() and t.what like 'learning:%' and t.at < before) t
   order by t.at desc limit least(lim, 500);
end $$;

-- Words stay as they were written: a change is a new version, and taking a piece away is the owner's alone.
create or replace function gate.words_stay() returns trigger language plpgsql as $$
begin
  raise integrity_constraint_violation using message = 'What was written is never changed: write a new version';
end $$;

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
