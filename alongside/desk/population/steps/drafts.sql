-- What somebody has begun to write and not finished: two for each worker.
insert into foundation_draft (id, purpose, address, about, outcome, began_at, saved_at, became, owner_id)
  select population.id(d.at, '0d0', s.n), 'note', '/people/' || s.id || '/write/', array[s.id], 'open', d.at, d.at + interval '9 minutes', '', s.worker_id
    from population.someone s, lateral (select population.this_moment() - (3 + population.pick(s.n, 95, 200)) * interval '1 hour' as at) d
   where s.is_open and s.n % 20 in (3, 12);
insert into foundation_piece (id, name, version, text, editor, digest, draft_id)
  select population.id(d.began_at, '0d' || p.no, s.n), p.name, 1, p.text, population.unlinkable_id('editor', s.n), '', d.id
    from foundation_draft d join population.someone s on s.id = d.about[1]
      join population.telling t on t.no = population.pick(s.n, 96, {tellings}),
    lateral (values (1, 'title', replace(t.title, '{{name}}', s.given)), (2, 'fact', replace(coalesce(t.text_0, ''), '{{name}}', s.given))) p (no, name, text);
