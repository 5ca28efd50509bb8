"""Two self-assessments for everybody who works there, to see what a personal report costs."""

from datetime import date
from pathlib import Path

from benchmarks.database import as_owner

PIECES = """
insert into learning_piece
  (id, owner_id, kind, shape, title, "on", versions, from_kind, made_at, changed_at)
select md5(a.id::text || t.n)::uuid, a.id, 'assessment', %s, 'Where I stand',
    current_date - 200 * (1 - t.n), 0, '', now(), now()
  from accounts_account a cross join (values (0), (1)) t(n) where a.kind = 'staff' and a.is_active
on conflict do nothing"""
ATTEMPTS = """
insert into learning_attempt (piece_id, owner_id, form, purpose, role, roles_version,
  rules_version, before_id, started_at, finished_at)
select p.id, p.owner_id, p.shape, case when e.id is null then 'baseline' else 'again' end,
    'social-worker', %s, %s, e.id, now(), p."on" + time '12:00'
  from learning_piece p
  left join learning_piece e on e.owner_id = p.owner_id and e.id <> p.id and e."on" < p."on"
 where p.kind = 'assessment' order by p."on"
on conflict do nothing"""
ANSWERS = """
insert into learning_answer (id, piece_id, owner_id, cluster, item, frame, level, nothing)
select md5(p.id::text || s.item || f.frame)::uuid, p.id, p.owner_id, s.cluster, s.item, f.frame,
    1 + abs(hashtext(p.id::text || s.item || f.frame)) %% 4, ''
  from learning_piece p cross join unnest(%s::text[], %s::text[]) s(cluster, item)
  join learning_attempt t on t.piece_id = p.id
  cross join (values ('now'), ('then')) f(frame) where f.frame = 'now' or t.before_id is not null
on conflict do nothing"""

# One in five offers help with two areas, and twelve sessions are coming.
CHAMPIONS = """
insert into learning_champion (account_id, clusters, says, ways, room_for, since)
select a.id, array[chr(65 + abs(hashtext(a.id::text)) %% 10),
    chr(65 + abs(hashtext('x' || a.id::text)) %% 10)],
    'I can show how I do it.', array['beside'], 2, now()
  from accounts_account a
 where a.kind = 'staff' and a.is_active and abs(hashtext(a.id::text)) %% 5 = 0
on conflict do nothing"""
SESSIONS = """
insert into learning_session (id, title, about, how, clusters, place, link, starts_at, ends_at,
  places, offered_by_id, made_at, cancelled_why)
select md5('session' || n)::uuid, 'Together, number ' || n, 'Bring something.', 'classroom',
    array[chr(64 + n %% 10 + 1)], 'Room 2', '', now() + n * interval '3 days',
    now() + n * interval '3 days' + interval '1 hour', 12,
    (select id from accounts_account where kind = 'staff' and is_active order by id limit 1),
    now(), ''
  from generate_series(1, 12) n
on conflict do nothing"""
# A wording that was made in this very hour is looked up on every page.
STOOD = """
update questionnaires_definition set made_at = '2026-01-01' where key = 'digital-capability'"""


def place_everybody(data: Path) -> None:
    """Give each member of staff a baseline and a second look; twice changes nothing."""
    from alongside.learning.instrument import instrument_on
    from alongside.learning.measuring import RULES
    from alongside.learning.profiles import roles

    asked = instrument_on(date.today())
    statements = asked.asked(is_short=False)
    with as_owner(data) as owner:
        owner.execute(STOOD)
        owner.execute(CHAMPIONS, [])
        owner.execute(SESSIONS, [])
        owner.execute(PIECES, [asked.form])
        owner.execute(ATTEMPTS, [roles().form, RULES])
        owner.execute(ANSWERS, [[s.cluster for s in statements], [s.id for s in statements]])
