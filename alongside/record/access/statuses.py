"""The way to statuses: what stands now, what was, and what has to be checked."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation.actor import Actor
from alongside.foundation.conditions import Condition
from alongside.foundation.days import LONDON, age
from alongside.foundation.prepared import prepared
from alongside.people.access import only_visits
from alongside.people.lineage import written_about
from alongside.people.models import Person, Relationship
from alongside.people.models.relationships import past
from alongside.record.models import Episode
from alongside.record.statuses import Check, Kind, Life, Stated, checks, is_over, kinds
from alongside.record.statuses.kinds import ORDER

# As `written_about` asks, of one person.
THEIRS = "{0} = any ((select gate.merged_into(array[%s::uuid]))::uuid[])"
AMONG = """
select case when e.person_id = any (w.ids) then e.person_id else gate.stands_for(e.person_id) end,
    e.episode, e.kind, e.code, e.named_id, e.since, e.since_known, e.until, e.until_known,
    e.detail ->> 'answered'
  from (select %s::uuid[] as ids) w cross join lateral gate.statuses_among(w.ids) e
"""
DAYS_AMONG = "select person_id, kind, at from gate.days_among(%s::uuid[], %s::text[])"
MOST = 300  # of one person; a page says so where there are more


@dataclass(frozen=True)
class Standing:
    """All that is said of one person's statuses, as it was said last."""

    now: list[Episode]
    to_come: list[Episode]
    before: list[Episode]  # newest first
    checks: list[Check]
    is_cut: bool = False

    @property
    def every(self) -> list[Episode]:
        """All of them."""
        return [*self.now, *self.to_come, *self.before]

    @property
    def flagged(self) -> set[UUID]:
        """Those that somebody is asked about."""
        return {each for one in self.checks for each in one.of}


def standing_of(person: Person, by: Actor) -> Standing:
    """Now, to come, before, and what to check: two questions, whatever there is.

    Nothing stands now, or comes, for somebody who has died or was not born.
    """
    found = list(_heads(by, person.pk))
    if not found:
        return Standing([], [], [], [])
    today = timezone.localdate()
    is_over = person.state in (Person.State.DIED, Person.State.LOST)
    now = [one for one in found if one.stands_on(today) and not is_over]
    to_come = [one for one in found if one.since > today and not is_over]
    before = [one for one in found if one not in now and one not in to_come]
    entries = _entries_about({person.pk: [one.kind for one in found]}).get(person.pk, ())
    asked = checks([one.stated() for one in found], _life(person, entries))
    order = list(kinds())
    return Standing(
        sorted(now, key=lambda one: (_place(order, one.kind), one.since)),
        sorted(to_come, key=lambda one: one.since),
        sorted(before, key=lambda one: (one.until or one.since, one.since), reverse=True),
        asked,
        len(found) == MOST,
    )


def _place(order: list[str], kind: str) -> int:
    return order.index(kind) if kind in order else len(order)


@prepared
def _heads(by: Actor, person: UUID) -> QuerySet[Episode]:
    theirs = Condition(THEIRS, "person_id", given=(person,))
    found = Episode.objects.visible_to(by).filter(theirs).said_last()
    return found.select_related("named", "by__practitioner").order_by("-since", "-pk")[:MOST]


Days = dict[UUID, list[tuple[str, date]]]


def _entries_about(said: Mapping[UUID, Iterable[str]]) -> Days:
    """Kinds and days of what these kinds of status have to fit; asked only where one has to."""
    about: list[UUID] = []
    wanted: set[str] = set()
    every = kinds()
    for person, some in said.items():
        needed = {kind.needs[0] for one in some if (kind := every.get(one)) and kind.needs}
        if needed:
            about.append(person)
            wanted |= needed
    found: Days = {}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(DAYS_AMONG, [about, sorted(wanted)])
            for person, kind, at in cursor.fetchall():
                found.setdefault(person, []).append((kind, at.astimezone(LONDON).date()))
    return found


def _life(person: Person, entries: Collection[tuple[str, date]], today: date | None = None) -> Life:
    """What it has to fit into."""
    is_born = person.state != Person.State.UNBORN
    born = person.born_on if is_born else None
    return Life(today or timezone.localdate(), born, person.died_on, entries)


@dataclass
class Stand:
    """Which kinds of status stand for somebody today, and what does not fit in all that was."""

    kinds: set[str] = field(default_factory=set)
    checks: list[Check] = field(default_factory=list)


def how_they_stand(people: Sequence[Person]) -> dict[UUID, Stand]:
    """The same of each of these people of whom something was said. Two questions at most.

    What is asked about stays out of every return until somebody has answered.
    """
    whose, today, every = {one.pk: one for one in people}, timezone.localdate(), kinds()
    said: dict[UUID, list[Stated]] = {}
    found: dict[UUID, Stand] = {}
    with connection.cursor() as cursor:
        cursor.execute(AMONG, [list(whose)])
        for person, *rest, since, known, until, known_too, answered in cursor.fetchall():
            episode, kind, code, named = rest
            began, ended = (since, known), (until, known_too)
            keys = json.loads(answered or "[]")
            one = Stated.of(episode, kind, code, began, ended, named, keys)
            said.setdefault(person, []).append(one)
            stand = found.setdefault(person, Stand())
            if since <= today and not is_over(*ended, every.get(kind), today):
                stand.kinds.add(kind)
    entries = _entries_about({key: [one.kind for one in some] for key, some in said.items()})
    for key, some in said.items():
        found[key].checks = checks(some, _life(whose[key], entries.get(key, ()), today))
    return found


def status_to_change(account: Account, person: Person, episode: UUID) -> Episode:
    """What was said last of one status, to be said anew; 404 where there is none any more."""
    found = Episode.objects.visible_to(account).filter(written_about([person.pk]), episode=episode)
    return get_object_or_404(found.said_last().select_related("person", "named"))


def may_say(account: Account, person: Person) -> bool:
    """Whether they may say something of a status here: not on a visit."""
    return may(account, "write record") and not only_visits(person.pk)


def kinds_for(person: Person) -> tuple[list[Kind], list[Kind]]:
    """What may be said of them at their age; and of a grown-up what they were as a child."""
    today = timezone.localdate()
    years = age(min(person.born_on, today), today) if person.born_on else None
    every = list(kinds().values())
    if years is None:
        return every, []
    may = [one for one in every if one.ages is None or one.ages[0] <= years]
    now = [one for one in may if one.ages is None or years <= one.ages[1]]
    return now, [one for one in may if one not in now]


def to_say(account: Account, person: Person) -> None:
    """403 to those who only read, or visit."""
    if not may_say(account, person):
        raise PermissionDenied("Your role is to read here, not to write.")


def people_named(person: Person, head: Episode | None = None) -> list[Relationship]:
    """Who is written down around them now, whom a status can name: each once.

    Whom the status names already stays among them, however long ago they were around.
    """
    found = Relationship.objects.filter(person=person, of=None, over_at=None)
    once: dict[UUID, Relationship] = {}
    if head is not None and head.named is not None:
        once[head.named.end] = head.named
    for one in found.exclude(past(timezone.localdate())).order_by("called", "recorded_at"):
        once.setdefault(one.end, one)
    return list(once.values())[:MOST]


def sayings_of(account: Account, person: Person, episode: UUID) -> list[Episode]:
    """All that was said of one status, oldest first; 404 where none of it may be read."""
    found = Episode.objects.visible_to(account).filter(written_about([person.pk]), episode=episode)
    every = list(found.select_related("named", "by__practitioner").order_by("number"))
    if not every:
        raise Http404
    return every


def orders_that_keep_away(people: Iterable[UUID], on: date | None = None) -> list[Episode]:
    """Orders of a court that stand and say of somebody that they must keep away."""
    day, away = on or timezone.localdate(), codes_that_keep_away()
    if not away:
        return []
    found = Episode.objects.filter(written_about(people), kind=ORDER, code__in=away)
    found = found.said_last().exclude(until__lt=day).filter(since__lte=day)
    return list(found.select_related("named").order_by("since"))


def codes_that_keep_away() -> list[str]:
    """Which orders of a court say of somebody that they must keep away."""
    kind = kinds().get(ORDER)
    every = kind.codes.codes if kind and kind.codes else ()
    return [one.code for one in every if "keeps_away" in one.also]


def last_sayings(episode: UUID) -> list[Episode]:
    """What is said of one status now, and what was said of it before that."""
    found = Episode.objects.filter(episode=episode).select_related("named")
    return list(found.order_by("-number")[:2])
