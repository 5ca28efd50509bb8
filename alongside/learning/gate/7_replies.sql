-- Answers in writing: whoever changes one leaves what was said before to be read beside it.

create or replace function gate.reply_is_kept() returns trigger security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if old.reply <> '' and new.reply is distinct from old.reply then
    insert into learning_saidbefore (id, wave_id, text, by_id, "on", kept_at)
      values (gen_random_uuid(), old.id, old.reply, old.replied_by_id, (old.replied_at at time zone 'Europe/London')::date, clock_timestamp());
  end if;
  return new;
end $$;

create or replace function gate.answer_is_kept() returns trigger security definer set search_path = public, pg_temp language plpgsql as $$
begin
  if old.answer <> '' and new.answer is distinct from old.answer then
    insert into learning_saidbefore (id, lesson_id, text, by_id, "on", kept_at)
      values (gen_random_uuid(), old.id, old.answer, old.answered_by_id, old.answered_on, clock_timestamp());
  end if;
  return new;
end $$;

do $$ declare f text; begin
  foreach f in array array['reply_is_kept()', 'answer_is_kept()'] loop
    execute format('alter function gate.%s owner to alongside_gate', f);
  end loop;
end $$;
grant insert on learning_saidbefore to alongside_gate;
create or replace trigger reply_is_kept before update on learning_wave for each row execute function gate.reply_is_kept();
create or replace trigger answer_is_kept before update on learning_lesson for each row execute function gate.answer_is_kept();
