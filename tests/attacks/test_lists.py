"""What is worked out for a whole list of people: never more than the policies show of each row."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.actions.merging import agree_to_merge, ask_to_merge
from alongside.people.models import Bar, Basis, Grant, Person, Rung
from alongside.plans.actions import end_plan
from alongside.plans.tests.agreeing import agree
from alongside.record.actions import statuses
from alongside.record.actions.statuses import Saying
from alongside.record.models import Clock
from tests.cast import Cast, assemble, person

from . import attacker

pytestmark = pytest.mark.django_db

# The same, asked row by row: what the policies let each account read.
ROW_BY_ROW = {
    "select account_id || ' ' || person_id from gate.works_with(%(who)s)": """
        select distinct g.account_id || ' ' || g.person_id from people_grant g
          join people_person p on p.id = g.person_id and p.state <> 'merged'
         where g.account_id = any (%(who)s) and g.basis = 'allocated' and g.rung >= 2
           and g.starts <= statement_timestamp() and g.until > statement_timestamp()
           and gate.may_see(p.id, 2::smallint)""",
    "select id from gate.clocks_among(%(people)s, 'infinity', %(rules)s, %(born)s)": """
        select c.id from record_clock c
          join people_person p on p.id = c.person_id and p.state in ('living', 'unborn')
         where c.person_id = any (%(people)s) and c.done_on is null and c.ended_at is null
           and not (c.rule = any (%(rules)s) and coalesce(p.born_on <= %(born)s, false))""",
    "select id from gate.statuses_among(%(people)s)": """
        select e.id from record_episode e
         where e.person_id = any ((select gate.merged_into(%(people)s))::uuid[])
           and gate.stands_for(e.person_id) = any (%(people)s) and e.what <> 'out'
           and not exists (select 1 from record_episode l
             where l.episode = e.episode and l.number > e.number)""",
    "select person_id || kind || at from gate.days_among(%(people)s, array['note'])": """
        select gate.stands_for(a.person_id) || e.kind || a.happened_at
          from record_about a join record_entry e on e.id = a.entry_id and e.kind = 'note'
         where a.person_id = any ((select gate.merged_into(%(people)s))::uuid[])
           and gate.stands_for(a.person_id) = any (%(people)s) and a.removed_at is null""",
    "select person_id || kind || plan from gate.plans_going_on(%(people)s)": """
        select gate.stands_for(s.person_id) || s.kind || s.plan from plans_sheet s
         where s.person_id = any ((select gate.merged_into(%(people)s))::uuid[])
           and gate.stands_for(s.person_id) = any (%(people)s)
           and not exists (select 1 from plans_sheet n where n.plan = s.plan
             and n.number > s.number)
           and not exists (select 1 from plans_line l where l.plan = s.plan
             and l.what in ('over', 'out'))""",
    "select id || start || entry_id from gate.words_among(%(answers)s, 3)": """
        select w.id || left(w.text, 3) || e.id from record_answer w
          join record_entry e on e.id = w.entry_id join record_part t on t.id = w.part_id
          join record_version v on v.id = t.version_id
          join people_person p on p.id = gate.stands_for(w.person_id)
         where w.id = any (%(answers)s)""",
    "select entry || ' ' || referral from gate.decided_among(%(entries)s)": """
        select r.decided_in_id || ' ' || r.id from record_referral r
         where r.decided_in_id = any (%(entries)s)""",
    """select meeting || kind || starts || at || person_id || called
      from gate.my_meetings_read(now() - interval '9 days', now() + interval '9 days')""": """
        select m.id || m.kind || w.starts || m.at || p.id || p.called
          from gate.my_meetings(now() - interval '9 days', now() + interval '9 days') w
          join plans_meeting m on m.id = w.meeting
          join people_person p on p.id = w.whose and p.state in ('living', 'unborn')""",
    "select kind || ' ' || id || ' ' || leads || called"
    " from gate.behind_tasks(%(handovers)s, %(entries)s, %(people)s)": """
        with handed as (select h.id, gate.stands_for(h.person_id) as whose
          from people_handover h where h.id = any (%(handovers)s))
        select 'handed ' || id || ' ' || whose from handed
        union all select 'decided ' || r.decided_in_id || ' ' || r.id from record_referral r
         where r.decided_in_id = any (%(entries)s)
        union all select 'called ' || p.id || ' ' || p.id || p.called from people_person p
         where p.state <> 'merged'
           and (p.id = any (%(people)s) or p.id in (select whose from handed))""",
}


def let_in(cast: Cast, who: Account, rung: int, whom: Person | None) -> None:
    with acting(cast.system.pk):
        Grant.objects.create(
            person=whom, account=who, rung=rung, basis=Basis.ALLOCATED if whom else Basis.DUTY,
            starts=timezone.now() - timedelta(minutes=1), until=FOR_EVER, given_by=cast.system,
        )  # fmt: skip


def written(cast: Cast, people: list[Person], draw: random.Random) -> dict[str, list[UUID]]:
    """Entries, statuses and plans about some of them, with what is due because of each.

    Gives the entries, each of which decides about somebody, and what Ade answered beside them.
    """
    today = timezone.localdate()
    made: dict[str, list[UUID]] = {"entries": [], "answers": []}
    for nth in range(5):
        whose = draw.choice(together(people)) if nth else [cast.ade]
        entry = attacker.entry(cast.alice, whose)
        about = attacker.reads(
            cast.alice, "select person_id from record_about where entry_id = %s", [entry]
        )
        due(cast, next(one for one in people if one.pk == about[0]), entry_id=entry)
        made["answers"] += answered(cast, entry)
        decided(cast, entry, draw.choice(about))
        met(cast, entry, draw.choice(about), draw)
        made["entries"].append(entry)
        restrict(cast, entry, draw)
    for whom in people:
        with acting(cast.alice.pk):
            said = statuses.say_status(
                person=whom, saying=Saying("direct-payment", When(today, "day")), by=cast.alice
            )
        due(cast, whom, episode=said)
        if draw.random() < 0.4:
            with acting(cast.alice.pk):
                statuses.take_status_out(status=said, why="Somebody else", by=cast.alice)
        _, *others = draw.choice([some for some in together(people) if some[0] == whom])
        plan = agree(whom, cast.alice, others=others)
        if draw.random() < 0.3:
            with acting(cast.alice.pk):
                end_plan(plan=plan.plan, is_misplaced=False, words="Done", by=cast.alice)
        restrict(cast, plan.pk, draw)
    return made


def answered(cast: Cast, entry: UUID) -> list[UUID]:
    """By Ade, beside what is about him alone: the rest of an entry is not shown to him."""
    show = "update record_about set sharing = 'shown' where entry_id = %s and person_id = %s"
    attacker.changes(cast.alice, show, [entry, cast.ade.pk])
    parts = "select id from record_part where entry_id = %s"
    made = []
    for part in attacker.reads(cast.ade_account, parts, [entry]):
        made.append(new_id())
        assert attacker.inserts(
            cast.ade_account, "record_answer", id=made[-1], entry_id=entry, part_id=part,
            person_id=cast.ade.pk, is_correction=False, text="Words of Ade’s",
            by_id=cast.ade_account.pk, at=timezone.now(),
        )  # fmt: skip
    return made


def decided(cast: Cast, entry: UUID, whom: UUID) -> None:
    """What came in about somebody, told and decided in the same entry."""
    came, now = new_id(), timezone.now()
    assert attacker.inserts(
        cast.alice, "record_referral", id=came, entry_id=entry, person_id=whom, received_at=now,
        is_urgent=False, step=0, due_on=now.date(), decided="",
    )  # fmt: skip
    into = "update record_referral set decided_in_id = %s where id = %s"
    assert attacker.changes(cast.alice, into, [entry, came]) == 1


def met(cast: Cast, minutes: UUID, whom: UUID, draw: random.Random) -> None:
    """A meeting of which that entry is the minutes, and to which some colleagues are asked."""
    now = timezone.now()
    assert attacker.inserts(
        cast.alice, "plans_meeting", id=minutes, person_id=whom, kind="core-group", starts_at=now,
        place="", link="", why="x", by_id=cast.alice.pk, at=now,
    )  # fmt: skip
    asked = draw.sample(["Bob", "Charlie", "Mo", "Priti"], 3)
    for what, who in (*(("invited", who) for who in asked), ("out", "")):
        if what == "invited" or draw.random() < 0.3:
            assert attacker.inserts(
                cast.alice, "plans_meetingline", id=new_id(), meeting_id=minutes, person_id=whom,
                what=what, who=who, how="", is_own=False, words="", by_id=cast.alice.pk, at=now,
            )  # fmt: skip


def handed(cast: Cast, people: list[Person], draw: random.Random) -> list[UUID]:
    """What Alice offered of each of them, to a colleague of some team."""
    made = []
    for one in people:
        made.append(new_id())
        assert attacker.inserts(
            cast.alice, "people_handover", id=made[-1], kind="transfer", person_id=one.pk,
            from_account_id=cast.alice.pk, to_account_id=draw.choice([cast.bob, cast.charlie]).pk,
            reason="She moves", basis="public-task", rung=2, by_id=cast.alice.pk,
            at=timezone.now(),
        )  # fmt: skip
    return made


def together(people: list[Person]) -> list[list[Person]]:
    """Whom one entry may be about: anybody, and two who are not one man in two records."""
    ade, *_, second = people
    pairs = [[one, two] for one in people for two in people if one != two]
    return [*([one] for one in people), *(some for some in pairs if {*some} != {ade, second})]


def due(cast: Cast, whom: Person, **of: Any) -> None:
    today = timezone.localdate()
    with acting(cast.alice.pk):
        Clock.objects.create(
            person=whom, rule="core-group", started_on=today, due_on=today,
            started_by=cast.alice, **of,
        )  # fmt: skip


def restrict(cast: Cast, entry: Any, draw: random.Random) -> None:
    """Few may read some of them; and of those, one who was let in by name."""
    if draw.random() < 0.5:
        return
    with acting(cast.system.pk), connection.cursor() as cursor:
        cursor.execute("update record_entry set needs = 3 where id = %s", [entry])
    if draw.random() < 0.5:
        reader = draw.choice([cast.bob, cast.charlie, cast.mo])
        attacker.inserts(
            cast.alice, "record_reader", id=new_id(), entry_id=entry, account_id=reader.pk,
            by_id=cast.alice.pk, at=timezone.now(),
        )  # fmt: skip


def happens(cast: Cast, draw: random.Random) -> tuple[list[Person], dict[str, list[UUID]]]:
    """Anything: who reads how much of whom, what is written, who is kept out, one man twice.

    Gives the people, and what `written` gives.
    """
    with acting(cast.system.pk):
        second = person("Adeyemi Bankole", cast.ade.born_on, worker=cast.alice, by=cast.system)
    people = [cast.ade, cast.temi, cast.stranger, second]
    let_in(cast, cast.alice, Rung.RECORD, cast.stranger)
    let_in(cast, cast.mo, Rung.RESTRICTED, second)
    for who in (cast.bob, cast.charlie, cast.protection, cast.mo):
        for whom in people:
            if draw.random() < 0.6:
                let_in(cast, who, draw.choice([1, 2, 3]), whom)
    if draw.random() < 0.5:
        let_in(cast, cast.charlie, draw.choice([1, 2, 3]), None)
    made = written(cast, people, draw)
    made["handovers"] = handed(cast, people, draw)
    if draw.random() < 0.7:
        with acting(cast.alice.pk):
            merge = ask_to_merge(gone=second, into=cast.ade, why="One man", by=cast.alice)
        with acting(cast.mo.pk):
            agree_to_merge(merge=merge, why="I asked him", is_restricted_too=True, by=cast.mo)
    for who in (cast.alice, cast.bob, cast.charlie):
        if draw.random() < 0.5:
            with acting(cast.mo.pk):
                grants.bar(
                    person=cast.ade, account=who, ground=Bar.Ground.CONFLICT, reason="x", by=cast.mo
                )
    return people, made


@pytest.mark.parametrize("seed", range(5))
def test_nothing_comes_back_that_no_policy_shows(seed: int) -> None:
    cast, draw = assemble(), random.Random(seed)
    people, made = happens(cast, draw)
    with acting(cast.alice.pk):
        Person.objects.filter(pk=cast.temi.pk).update(state=draw.choice(["living", "died"]))
    staff = (cast.alice, cast.bob, cast.charlie, cast.mo, cast.protection)
    given = {
        "who": [one.pk for one in staff],
        "people": [one.pk for one in people] * 2,
        "rules": ["core-group"],
        **made,
        "born": cast.ade.born_on if draw.random() < 0.5 else timezone.localdate(),
    }
    assert made["answers"]
    seen = 0
    for whole, row_by_row in ROW_BY_ROW.items():
        for who in (*staff, cast.system):
            found = asked(who, whole, given)
            assert found == asked(who, row_by_row, given), (who.email, whole)
            seen += len(found)
        for who in (cast.ade_account, cast.pat, cast.sam):
            assert asked(who, whole, given) == []
    assert seen > 20


def asked(who: Account, sql: str, given: dict[str, Any]) -> list[str]:
    with acting(who.pk), connection.cursor() as cursor:
        cursor.execute(sql, given)
        return sorted(str(row[0]) for row in cursor.fetchall())


def test_the_inner_functions_are_nobodys() -> None:
    cast = assemble()
    entry = attacker.entry(cast.alice, [cast.ade])
    for sql, given in (
        ("select was from gate.my_rungs(array[%s::uuid])", cast.ade.pk),
        ("select gate.reads_entry(%s)", entry),
    ):
        assert attacker.reads(cast.alice, sql, [given]) == []
