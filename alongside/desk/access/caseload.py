"""The people somebody works with, when each was last met, and what is due about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, Membership, in_force
from alongside.foundation import trail
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
from alongside.record.models import Answer, Task

PAGE = 20
MOST_WORDS = 5  # answers from people on the first page; the others wait on their own page
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
    """One page of it, in three queries; noted on the trail as people who appeared in a list.

    Of the others only what orders them is read. Who has died comes last, who was never met first.
    Whoever has nobody of their own sees those of their teams, unless they ask for one or the other.
    """
    is_team = who == "team"
    rows = _order(account, is_team)
    if who is None and not rows:
        is_team, rows = True, _order(account, True)
    met = {} if by_name else last_met(pk for pk, _, _ in rows)
    never = datetime.min.replace(tzinfo=UTC)
    rows.sort(key=lambda row: (row[1] in GONE, met.get(row[0], never), row[2], row[0]))
    paginator = Paginator(rows, PAGE)
    page = paginator.get_page(number)
    ids = [pk for pk, _, _ in page.object_list]
    known = {person.pk: person for person in _people(account, ids)} if ids else {}
    shown = [known[pk] for pk in ids if pk in known]
    members = _members(shown, last_met(ids) if by_name else met, account)
    trail.note("my people opened", listed=ids, by=account)
    everybody = [pk for pk, _, _ in rows]
    return Caseload(members, everybody, page.number, paginator.num_pages, is_team)


@prepared
def _order(account: Actor, is_team: bool) -> QuerySet[Person, tuple[UUID, str, str]]:
    people = team_people(account) if is_team else my_people(account)
    return people.values_list("pk", "state", "sort_key")


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


def _members(people: Sequence[Person], met: dict[UUID, datetime], account: Account) -> list[Member]:
    by_person: dict[UUID, list[Task]] = {}
    for task in tasks_about(account, [person.pk for person in people]) if people else ():
        if task.person_id:
            by_person.setdefault(task.person_id, []).append(task)
    writes = may(account, "write record")
    return [
        _member(person, met.get(person.pk), by_person.get(person.pk, []), writes)
        for person in people
    ]


@prepared
def tasks_about(account: Actor, people: list[UUID]) -> QuerySet[Task]:
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


# New words --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NewWords:
    """Words that somebody put beside an entry, and which nobody has ticked off yet."""

    task: Task
    answer: Answer
    short: str  # Ade
    text: str
    is_all: bool


def new_words(account: Account) -> list[NewWords]:
    """The newest words from people, whole unless they are very long. Three queries."""
    tasks = _word_tasks(account)
    if not tasks:
        return []
    answers = {one.pk: one for one in _answers([task.from_id for task in tasks])}
    short = short_names([answer.person for answer in answers.values()])
    return [
        _words(task, answers[task.from_id], short[answers[task.from_id].person_id])
        for task in tasks
        if task.from_id in answers
    ]


def is_beside(task: Task) -> bool:
    """Words beside an entry, which the home page shows whole; a form that was sent only waits."""
    return task.what in WORDS and task.from_kind == Answer._meta.label_lower


@prepared
def _word_tasks(account: Actor) -> QuerySet[Task]:
    beside = open_tasks(account).filter(what__in=WORDS, from_kind=Answer._meta.label_lower)
    return beside.order_by("-made_at")[:MOST_WORDS]


@prepared
def _answers(answers: list[UUID]) -> QuerySet[Answer]:
    found = Answer.objects.filter(id__any=answers).annotate(start=Left("text", WHOLE + 1))
    return found.select_related("entry", "part__version", "person").defer("text")


def _words(task: Task, answer: Answer, short: str) -> NewWords:
    start = str(getattr(answer, "start", ""))
    return NewWords(task, answer, short, start[:WHOLE], len(start) <= WHOLE)


# Still open -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unfinished:
    """A draft of one's own: what it is, with whom, and where one goes on."""

    draft: Draft
    names: tuple[str, ...]
    url: str


def unfinished(account: Account, most: int = 5) -> list[Unfinished]:
    """What was begun and not finished, the newest first. Two queries."""
    drafts = _drafts(account, most)
    names = names_of({person for draft in drafts for person in draft.about}, account)
    return [
        Unfinished(
            draft, tuple(names[person] for person in draft.about if person in names), go_on(draft)
        )
        for draft in drafts
    ]


@prepared
def _drafts(account: Actor, most: int) -> QuerySet[Draft]:
    return open_drafts_of(account)[:most]


def my_manager(account: Account) -> str:
    """The short name of whoever leads a team that this account is in, if anybody does."""
    leads = Membership.objects.filter(
        in_force(), is_manager=True, team_id__in=teams_of(account).values("team_id")
    ).exclude(account=account)
    return leads.values_list("account__practitioner__called", flat=True).first() or ""
