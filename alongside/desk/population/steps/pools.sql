-- The tables that names, streets and words are drawn from, and who works here; they go when the loading is over.
create unlogged table population.family (no int, name text, folded text, origin int, first int, before int);
create unlogged table population.given (grp int, draw int, name text, folded text);
create unlogged table population.origin (
  no int, key text, ethnicity text, ethnicity_code text, ethnicity_set text, language text, language_code text, language_set text);
create unlogged table population.pronoun (no int, value text, code text, code_set text, sex_value text, sex_code text, sex_code_set text);
create unlogged table population.street (no int, line text, town text, postcode text, key text, words text);
create unlogged table population.surgery (no int, name text);
create unlogged table population.school (stage text, no int, name text);
create unlogged table population.need (no int, category text, option text, words text);
create unlogged table population.know_first (no int, words text);
create unlogged table population.answer (no int, words text);
create unlogged table population.telling (
  no int, grp int, kind text, contact text, title text, place text, minutes int, word_of_time text, is_held_kind boolean,
  sort_0 text, of_0 text, text_0 text, sort_1 text, of_1 text, text_1 text, sort_2 text, of_2 text, text_2 text);
create unlogged table population.held_first (reason text, words text);
create unlogged table population.due (day date, due date);
create unlogged table population.team (t int, id uuid, manager_id uuid, kind text, first_worker int, workers int);
create unlogged table population.worker (w int, id uuid, t int);
create unlogged table population.staff (no int, id uuid, team_id uuid, manages boolean, job text, name text, called text);
