"""The people somebody works with, when each was last met, and what is due about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from uuid import UUID

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, Membership, in_force
from alongside.foundation.actor import Actor
from alongside.foundation.conditions import Condition
from alongside.foundation.drafts import go_on, open_drafts_of
from alongside.foundation.models import Draft
from alongside.foundation.prepared import prepared
from alongside.people.access import names_of
from alongside.people.header import short_names
from alongside.people.models import Basis, Grant, Person, Rung
from alongside.people.models.person import PersonQuerySet
from alongside.people.models.reach import by_name_or_team, reach, teams_of
from alongside.record.access import people_to_write_about
from alongside.record.contact import MET, by_tonight
from alongside.record.models import Answer, DueWords, Entry, Task, Version

PAGE = 20
MOST_WORDS = 5  # answers from people on the first page; the others wait on their own page
MOST_TASKS = 10  # for now, and for later, of which half are shown; the whole list is paged
WHOLE = 2_000  # characters of somebody's words that are read here in full
WORDS = (Task.What.WORDS, Task.What.CORRECT)
GONE = (Person.State.DIED, Person.State.LOST, Person.State.MISTAKE)


@dataclass(frozen=True)
class Member:
    """One person of a caseload."""

    person: Person
    met: datetime | None
    due: Task | None
    has_words: bool
    may_write: bool


@dataclass(frozen=True)
class Caseload:
    """One page of the people somebody works with."""

    members: list[Member]
    everybody: list[UUID]  # also on its other pages
    names: dict[UUID, str]  # what those are called whom this page has read
    tasks: list[Task]  # what waits: about those on this page, and what comes first of the rest
    number: int
    pages: int
    is_team: bool

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.everybody)


def my_people(account: Actor) -> PersonQuerySet:
    """The people whom this account is asked to work with."""
    grants = Grant.objects.filter(in_force(), account_id=account.pk, basis=Basis.ALLOCATED)
    return Person.objects.visible_to(account).filter(pk__in=grants.values("person_id"))


def team_people(account: Actor) -> PersonQuerySet:
    """Everybody whom this account reaches by name or through a team, but not by duty for all."""
    return Person.objects.visible_to(account).filter(by_name_or_team(Rung.CONTACT))


def caseload(who: str | None, *, by_name: bool, number: int, account: Account) -> Caseload:
    """One page of it, and what waits beside it, in three queries; of a team in four.

    Of those on other pages of a team only what orders them is read. Who has died comes last, who
    was never met first. Whoever has nobody of their own sees those of their teams, unless they ask
    for one or the other. Whose names the page shows is for the page to note.
    """
    is_team, known = who == "team", {}
    if not is_team:
        known = {person.pk: person for person in _mine(account)}
        is_team = who is None and not known
    rows = (
        _order(account) if is_team else [(pk, one.state, one.sort_key) for pk, one in known.items()]
    )
    met = {} if by_name else last_met(pk for pk, _, _ in rows)
    never = datetime.min.replace(tzinfo=UTC)
    rows.sort(key=lambda row: (row[1] in GONE, met.get(row[0], never), row[2], row[0]))
    paginator = Paginator(rows, PAGE)
    page = paginator.get_page(number)
    ids = [pk for pk, _, _ in page.object_list]
    if is_team:
        known = {person.pk: person for person in _people(account, ids)} if ids else {}
    shown = [known[pk] for pk in ids if pk in known]
    tasks = tasks_on_home(account, ids)
    members = _members(shown, last_met(ids) if by_name else met, tasks, account)
    everybody, names = [pk for pk, _, _ in rows], {pk: one.called for pk, one in known.items()}
    return Caseload(members, everybody, names, tasks, page.number, paginator.num_pages, is_team)


@prepared
def _mine(account: Actor) -> QuerySet[Person]:
    return my_people(account).annotate(is_record=reach(account, Rung.RECORD))


@prepared
def _order(account: Actor) -> QuerySet[Person, tuple[UUID, str, str]]:
    return team_people(account).values_list("pk", "state", "sort_key")


@prepared
def _people(account: Actor, people: list[UUID]) -> QuerySet[Person]:
    found = Person.objects.filter(id__any=people)
    return found.annotate(is_record=reach(account, Rung.RECORD))


def last_met(people: Iterable[UUID]) -> dict[UUID, datetime]:
    """When somebody last met each of these people, as far as whoever asks can tell; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, at from gate.last_met(%s::uuid[], %s::text[], %s)",
            [list(people), [str(kind) for kind in MET], by_tonight()],
        )
        return dict(cursor.fetchall())


def _members(
    people: Sequence[Person],
    met: dict[UUID, datetime],
    tasks: Iterable[Task],
    account: Account,
) -> list[Member]:
    by_person: dict[UUID, list[Task]] = {}
    for task in tasks:
        if task.person_id:
            by_person.setdefault(task.person_id, []).append(task)
    writes = may(account, "write record")
    return [
        _member(person, met.get(person.pk), by_person.get(person.pk, []), writes)
        for person in people
    ]


@prepared
def tasks_about(account: Actor, people: list[UUID]) -> QuerySet[Task]:
    """What waits about these people."""
    return open_tasks(account).filter(person_id__any=people)


def writable(people: Iterable[UUID], account: Account) -> set[UUID]:
    """Of these people, those in whose record this account may write. Two queries at most."""
    if not may(account, "write record"):
        return set()
    return {person.pk for person in people_to_write_about(account, people)}


def _member(person: Person, met: datetime | None, tasks: list[Task], writes: bool) -> Member:
    due = [task for task in tasks if task.due_on and task.what not in WORDS]
    return Member(
        person=person,
        met=met,
        due=min(due, key=lambda task: task.due_on or timezone.localdate(), default=None),
        has_words=any(task.what in WORDS for task in tasks),
        may_write=writes and bool(getattr(person, "is_record", False)),
    )


# What waits -------------------------------------------------------------------------------------


# Of those who are away meanwhile; what is kept apart is nobody's to cover, and a bar holds.
COVERED = Condition(
    "({0} = any ((select gate.i_cover())::uuid[]) and {1} <> 'allegation'"
    " and ({2} is null or {2} <> all ((select gate.barred())::uuid[])))",
    "account_id",
    "what",
    "person_id",
)
# One array, so that an index is asked for these teams; not all that waits with any team is read.
OF_MY_TEAMS = (
    "({0} is null and {1} = any ((select array(select m.team_id from accounts_membership m"
    " where m.account_id = %s and m.starts <= statement_timestamp()"
    " and m.until > statement_timestamp()))::uuid[]))"
)


def open_tasks(account: Actor) -> QuerySet[Task]:
    """What waits for this account, or for a team that it is in; what is due first comes first."""
    teams = Condition(OF_MY_TEAMS, "account_id", "team_id", given=(account.pk,))
    mine = Q(account_id=account.pk) | Q(teams) | Q(COVERED)
    return Task.objects.filter(mine, done_at=None).order_by(
        F("due_on").asc(nulls_last=True), "made_at"
    )


def tasks_on_home(account: Account, people: list[UUID], most: int = MOST_TASKS) -> list[Task]:
    """All that waits about these people; of the rest the newest words, and what is due first.

    Each says its `sort`, a `Sort`, and its place in that by its day, `soonest`.
    """
    return _on_home(account, people, timezone.localdate(), most)


class Sort(IntEnum):
    """What a task is to the first page."""

    WORDS = 1  # beside an entry, and shown there whole
    OFF = 2  # put off until a day to come
    NOW = 3
    LATER = 4


# The first page: each task is read once for all that the page says of it.
@prepared
def _on_home(account: Actor, people: list[UUID], today: date, most: int) -> QuerySet[Task]:
    said = DueWords.objects.filter(by_id=account.pk, task_id=OuterRef("pk"))
    said = said.filter(what__in=(DueWords.What.LATER, DueWords.What.NOW)).order_by("-at")
    words = Q(what__in=WORDS, from_kind=Answer._meta.label_lower)
    found = open_tasks(account).annotate(
        until=Subquery(said.values("until")[:1]),
        sort=Case(
            When(words, then=Sort.WORDS.value),
            When(until__gt=today, then=Sort.OFF.value),
            When(due_on__lte=today, then=Sort.NOW.value),
            default=Sort.LATER.value,
        ),
    )
    first = [F("due_on").asc(nulls_last=True), F("made_at").asc()]
    found = found.annotate(
        newest=Window(RowNumber(), [F("sort")], F("made_at").desc()),
        soonest=Window(RowNumber(), [F("sort")], first),
    )
    is_among = Q(sort=Sort.WORDS.value, newest__lte=MOST_WORDS)
    is_among |= Q(sort__gte=Sort.NOW.value, soonest__lte=most)
    return found.filter(is_among | Q(person_id__any=people))


# New words --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NewWords:
    """Words that somebody put beside an entry, and which nobody has ticked off yet."""

    task: Task
    entry: Entry
    version: Version  # of that entry, beside which they stand
    short: str  # Ade
    is_correction: bool
    at: datetime
    text: str
    is_all: bool


NEW_WORDS = """select id, person_id, called, is_correction, at, start, entry_id, kind,
  written_by_id, title, contact, happened_at from gate.words_among(%s::uuid[], %s)"""


def new_words(tasks: Iterable[Task]) -> list[NewWords]:
    """The newest words from people, whole unless they are very long. Two queries."""
    beside = sorted((one for one in tasks if is_beside(one)), key=lambda one: one.made_at)
    newest = {one.from_id: one for one in beside[: -MOST_WORDS - 1 : -1]}
    if not newest:
        return []
    with connection.cursor() as cursor:
        cursor.execute(NEW_WORDS, [list(newest), WHOLE + 1])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    short = short_names([Person(pk=row[0], called=row[1]) for row in found.values()])
    return [_words(one, short, *found[key]) for key, one in newest.items() if key in found]


def _words(
    task: Task,
    short: Mapping[UUID, str],
    person_id: UUID,
    called: str,
    is_correction: bool,
    at: datetime,
    start: str,
    entry_id: UUID,
    kind: str,
    written_by_id: UUID,
    title: str,
    contact: str,
    happened_at: datetime,
) -> NewWords:
    entry = Entry(pk=entry_id, kind=kind, written_by_id=written_by_id)
    version = Version(title=title, contact=contact, happened_at=happened_at)
    said = start[:WHOLE], len(start) <= WHOLE
    return NewWords(task, entry, version, short[person_id], is_correction, at, *said)


def is_beside(task: Task) -> bool:
    """Words beside an entry, which the home page shows whole; a form that was sent only waits."""
    return task.what in WORDS and task.from_kind == Answer._meta.label_lower


# Still open -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unfinished:
    """A draft of one's own: what it is, with whom, and where one goes on."""

    draft: Draft
    names: tuple[str, ...]
    url: str


def unfinished(account: Account, known: Mapping[UUID, str], most: int = 5) -> list[Unfinished]:
    """What was begun and not finished, the newest first. Two queries.

    `known` is what some are called, who need not be looked up.
    """
    drafts = _drafts(account, most)
    names = names_beside(known, {person for draft in drafts for person in draft.about}, account)
    return [
        Unfinished(
            draft, tuple(names[person] for person in draft.about if person in names), go_on(draft)
        )
        for draft in drafts
    ]


def names_beside(
    known: Mapping[UUID, str], people: Iterable[UUID], account: Account
) -> dict[UUID, str]:
    """What these are called, as `names_of` says, without asking for those that are known."""
    return {**known, **names_of(set(people) - known.keys(), account)}


@prepared
def _drafts(account: Actor, most: int) -> QuerySet[Draft]:
    return open_drafts_of(account)[:most]


def my_manager(account: Account) -> str:
    """The short name of whoever leads a team that this account is in, if anybody does."""
    leads = Membership.objects.filter(
        in_force(), is_manager=True, team_id__in=teams_of(account).values("team_id")
    ).exclude(account=account)
    return leads.values_list("account__practitioner__called", flat=True).first() or ""
