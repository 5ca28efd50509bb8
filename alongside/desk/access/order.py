"""One list of all that somebody has to see to: tasks, clocks and steps, in one written order.

The order is a rule that anybody can read, and each line says which part of it put the line there:
what is kept apart or a day of law or guidance that has passed; what is for today or before; what
comes within a week; what a person asked for; then the rest. Within each, the earliest day first.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from django.utils import timezone

from alongside.accounts.access import standing_now
from alongside.accounts.models import Account
from alongside.foundation.content import ContentError
from alongside.record.access.clocks import born_for_adults, warned_ahead
from alongside.record.clocks import rules, until_grown_up
from alongside.record.models import Task

PAGE = 30
SOON = timedelta(days=7)
# A clock or a step that is farther away is nobody's task yet, unless its rule warns earlier.
AHEAD = timedelta(days=28)
What = Task.What
DANGER = (What.ALLEGATION, What.MISFILED, What.FILE, What.REVIEW_GLASS)
BY_THE_PERSON = (What.WORDS, What.CORRECT)
Kind = Literal["task", "clock", "step"]


class Place(IntEnum):
    """Why a line stands where it does."""

    FIRST = 1
    TODAY = 2
    SOON = 3
    ASKED = 4
    REST = 5


@dataclass(frozen=True)
class Line:
    """One thing to see to, and which part of the order put it there.

    What a clock or a step says comes with it: its rule or the kind of its plan, why it is late or
    what is to be done, and about whom. A task is looked up with what it is about.
    """

    kind: Kind
    id: UUID  # of the task, of the clock, or of the plan that the step stands in
    step: str  # its key in that plan
    place: Place
    due_on: date | None
    later: date | None  # until when I put it off
    why_later: str
    person_id: UUID | None = None
    called: str = ""
    sort: str = ""
    since: date | None = None  # from when a clock counts
    words: str = ""


@dataclass(frozen=True)
class Lines:
    """One page of the list, and what stays below."""

    lines: list[Line]
    number: int
    has_more: bool


# My own, my teams' and those of whoever I cover for; as arrays, so that each is found by its index
# among all that is open. Policies hold inside, or what stands for them for a whole list: what I may
# not read is not in it. What was put off is looked up once for each line, by its own index.
LIST = """
with away as (select unnest(gate.i_cover()) as id),
teams as (select m.team_id from accounts_membership m where m.account_id = %(me)s::uuid
  and m.starts <= statement_timestamp() and m.until > statement_timestamp()),
names as (select unnest(%(names)s::text[]) as name
  union select lower(unnest(array[a.called, a.name])) from accounts_practitioner a
   where a.account_id in (select id from away)),
people as materialized (select distinct w.person_id as id, p.called
   from gate.works_with(array(select %(me)s::uuid union select id from away)) w
   join people_person p on p.id = w.person_id and p.state in ('living', 'unborn')),
lines as (
  select 'task' as kind, t.id, '' as step, t.due_on::text,
      t.what = any (%(danger)s::text[]) as is_first,
      t.what = any (%(asked)s::text[]) as is_asked, false as stays,
      null::uuid as person, '' as sort, null::date as since, '' as words, null::uuid as sheet
    from record_task t
   where t.done_at is null and (t.account_id = %(me)s::uuid
      or (t.account_id is null
        and t.team_id = any ((select array(select m.team_id from teams m))::uuid[]))
      or (t.account_id = any ((select array(select a.id from away a))::uuid[])
        and t.what <> 'allegation'
        and (t.person_id is null or t.person_id <> all ((select gate.barred())::uuid[]))))
  union all
  select 'clock', c.id, '', c.due_on::text,
      c.due_on < %(today)s::date and c.rule = any (%(legal)s::text[]), false,
      c.rule = any (%(legal)s::text[]), c.person_id, c.rule, c.started_on, c.late_why, null
    from gate.clocks_among(
      array(select id from people), %(farthest)s::date, %(children)s::text[], %(born)s::date) c
   where c.due_on <= coalesce((%(early)s::jsonb ->> c.rule)::date, %(ahead)s::date)
  union all
  select 'step', s.plan, s.step, s.by_day, false, false, false, s.person_id, s.kind, null, s.words,
      s.sheet
    from gate.steps_among(array(select id from people), %(ahead)s::date) s
   where s.owner = '' or lower(s.owner) in (select name from names)),
placed as (
  select l.*, case when is_first then 1 when due_on <= %(today_text)s then 2
      when due_on <= %(soon_text)s then 3 when is_asked then 4 else 5 end as place,
    case when said.what = 'later' and said.until > %(today)s::date then said.until end as later,
    said.words as why_later
  from lines l left join lateral (select d.what, d.until, d.words from record_duewords d
    where d.by_id = %(me)s::uuid and d.what in ('later', 'now')
      and ((l.kind = 'task' and d.task_id = l.id) or (l.kind = 'clock' and d.clock_id = l.id)
        or (l.kind = 'step' and d.entry_id = l.sheet and d.step = l.step))
    order by d.at desc, d.id desc limit 1) said on true)
select n.kind, n.id, n.step, n.place, n.due_on, n.later, coalesce(n.why_later, ''), n.person,
    coalesce(p.called, ''), n.sort, n.since, coalesce(n.words, ''), n.is_off from (
  select *, row_number() over (partition by is_off
      order by place, due_on nulls last, kind, id, step) as nr
    from (select *, later is not null and not stays as is_off from placed) said) n
  left join people p on p.id = n.person
 where nr between %(first)s and %(first)s + %(most)s and (not is_off or %(first)s = 1)
 order by nr
"""


def lines_for(account: Account, number: int = 1) -> tuple[Lines, list[Line]]:
    """One page of what somebody has to see to, and on the first what they put off. One question."""
    today = timezone.localdate()
    standing = getattr(account, "standing_in_request", None) or standing_now(account)
    early = warned_ahead(today + AHEAD)
    given: dict[str, Any] = {
        "me": account.pk,
        "danger": [str(one) for one in DANGER],
        "asked": [str(one) for one in BY_THE_PERSON],
        "legal": legal_rules(),
        "children": list(until_grown_up()),
        "born": born_for_adults(),
        "names": [one.casefold() for one in (standing.called, standing.name) if one],
        "today": today,
        "today_text": today.isoformat(),
        "soon_text": (today + SOON).isoformat(),
        "ahead": today + AHEAD,
        "farthest": max([today + AHEAD, *early.values()]),
        "early": json.dumps({rule: day.isoformat() for rule, day in early.items()}),
        "most": PAGE,
        "first": (number - 1) * PAGE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(LIST, given)
        rows = cursor.fetchall()
    here = [_line(*row) for *row, is_off in rows if not is_off]
    off = [_line(*row) for *row, is_off in rows if is_off]
    return Lines(here[:PAGE], number, len(here) > PAGE), off[:PAGE]


def _line(kind: Kind, key: UUID, step: str, place: int, due_on: str | None, *more: Any) -> Line:
    later, why, *said = more
    return Line(kind, key, step, Place(place), _day(due_on), later, why if later else "", *said)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # a step that came in with a day that does not exist
        return None


def legal_rules() -> list[str]:
    """The clocks that law or national guidance sets, and no council by itself."""
    try:
        return [one.key for one in rules().values() if one.standing != "local"]
    except ContentError:  # a slip in a file closes nobody's list
        return []
