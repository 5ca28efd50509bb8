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
    """One thing to see to, and which part of the order put it there."""

    kind: Kind
    id: UUID  # of the task, of the clock, or of the plan that the step stands in
    step: str  # its key in that plan
    place: Place
    due_on: date | None
    later: date | None  # until when I put it off
    why_later: str


@dataclass(frozen=True)
class Lines:
    """One page of the list, and what stays below."""

    lines: list[Line]
    number: int
    has_more: bool


# My own, my teams' and those of whoever I cover for; as arrays, so that each is found by its index
# among all that is open. Policies hold inside: what I may not read is not in it. What was put off
# is looked up once for each line, by its own index.
LIST = """
with away as (select unnest(gate.i_cover()) as id),
teams as (select m.team_id from accounts_membership m where m.account_id = %(me)s::uuid
  and m.starts <= statement_timestamp() and m.until > statement_timestamp()),
names as (select unnest(%(names)s::text[]) as name
  union select lower(unnest(array[a.called, a.name])) from accounts_practitioner a
   where a.account_id in (select id from away)),
people as materialized (select distinct g.person_id as id from people_grant g
   where g.account_id in (select %(me)s::uuid union select id from away) and g.basis = 'allocated'
     and g.person_id is not null and g.rung >= 2
     and g.starts <= statement_timestamp() and g.until > statement_timestamp()),
lines as (
  select 'task' as kind, t.id, '' as step, t.due_on::text,
      t.what = any (%(danger)s::text[]) as is_first,
      t.what = any (%(asked)s::text[]) as is_asked, false as stays
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
      c.rule = any (%(legal)s::text[])
    from people w join record_clock c on c.person_id = w.id join people_person p on p.id = w.id
   where c.done_on is null and c.ended_at is null and c.due_on <= %(farthest)s::date
     and c.due_on <= coalesce((%(early)s::jsonb ->> c.rule)::date, %(ahead)s::date)
     and p.state in ('living', 'unborn')
     and not (c.rule = any (%(children)s::text[]) and coalesce(p.born_on <= %(born)s::date, false))
  union all
  select 'step', s.plan, each ->> 'key', each ->> 'by', false, false, false
    from people w
    join lateral (select distinct on (x.plan) x.plan, x.content from plans_sheet x
       where x.person_id = any ((select gate.merged_into(array[w.id]))::uuid[])
       order by x.plan, x.number desc) s on true
    join people_person p on p.id = w.id and p.state in ('living', 'unborn')
    cross join lateral jsonb_array_elements(case when jsonb_typeof(s.content -> 'steps') = 'array'
       then s.content -> 'steps' else '[]' end) each
   where each ->> 'owner' = 'worker' and each ->> 'by' ~ '^\\d{4}-\\d\\d-\\d\\d$'
     and each ->> 'by' <= %(ahead_text)s
     and (coalesce(each ->> 'name', '') = '' or lower(each ->> 'name') in (select name from names))
     and not exists (select 1 from plans_line l where l.plan = s.plan and l.what in ('over', 'out'))
     and coalesce((select l.what from plans_line l where l.plan = s.plan and l.step = each ->> 'key'
       order by l.at desc, l.id desc limit 1), '') <> 'done'),
placed as (
  select l.*, case when is_first then 1 when due_on <= %(today_text)s then 2
      when due_on <= %(soon_text)s then 3 when is_asked then 4 else 5 end as place,
    case when said.what = 'later' and said.until > %(today)s::date then said.until end as later,
    said.words
  from lines l left join lateral (select d.what, d.until, d.words from record_duewords d
    where d.by_id = %(me)s::uuid and d.what in ('later', 'now')
      and ((l.kind = 'task' and d.task_id = l.id) or (l.kind = 'clock' and d.clock_id = l.id))
    order by d.at desc, d.id desc limit 1) said on l.kind <> 'step')
select kind, id, step, place, due_on, later, coalesce(words, ''), is_off from (
  select *, row_number() over (partition by is_off
      order by place, due_on nulls last, kind, id, step) as nr
    from (select *, later is not null and not stays as is_off from placed) said) numbered
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
        "ahead_text": (today + AHEAD).isoformat(),
        "most": PAGE,
        "first": (number - 1) * PAGE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(LIST, given)
        rows = cursor.fetchall()
    here = [_line(*row) for *row, is_off in rows if not is_off]
    off = [_line(*row) for *row, is_off in rows if is_off]
    return Lines(here[:PAGE], number, len(here) > PAGE), off[:PAGE]


def _line(
    kind: Kind, key: UUID, step: str, place: int, due_on: str | None, later: date | None, words: str
) -> Line:
    return Line(kind, key, step, Place(place), _day(due_on), later, words if later else "")


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


@dataclass(frozen=True)
class Steps:
    """What a step of a plan says, for the list: its words, and whose plan it stands in."""

    words: str
    person: UUID
    called: str
    kind: str


# Who stands for whom is worked out first: beside a policy, no index is asked for what a function
# says, and everybody would be read for each plan.
STEPS = """
with heads as materialized (
  select distinct on (s.plan) s.plan, gate.stands_for(s.person_id) as whose, s.kind,
      s.content -> 'steps' as steps
    from plans_sheet s where s.plan = any (%s) order by s.plan, s.number desc)
select h.plan, p.id, p.called, h.kind, h.steps from heads h join people_person p on p.id = h.whose
"""


def steps_of(lines: list[Line]) -> dict[tuple[UUID, str], Steps]:
    """The words of the steps on this page. One question, or none."""
    plans = list({one.id for one in lines if one.kind == "step"})
    if not plans:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STEPS, [plans])
        rows = cursor.fetchall()
    found = {}
    for plan, person, called, kind, steps in rows:
        for step in json.loads(steps or "[]"):
            found[plan, str(step.get("key"))] = Steps(str(step.get("words")), person, called, kind)
    return found
