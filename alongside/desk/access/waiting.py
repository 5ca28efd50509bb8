"""What waits for somebody: each task with what it is about and the page that decides it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account, Practitioner
from alongside.foundation.actor import Actor
from alongside.foundation.conditions import Condition
from alongside.foundation.models import HandOver
from alongside.foundation.prepared import prepared
from alongside.foundation.templatetags.alongside import address
from alongside.people.access import names_of
from alongside.people.models import AccessRequest, BreakGlass, Grant, Person, Rung
from alongside.people.models.reach import reach
from alongside.record.models import (
    About,
    Answer,
    Approval,
    Entry,
    Episode,
    Misfiled,
    Restriction,
    Task,
)
from alongside.record.readership import name_of

from .caseload import open_tasks

What = Task.What
# Seen to without a page of its own; all others are closed by whoever decides them.
TICKED = (
    What.WORDS,
    What.CORRECT,
    What.MISFILED,
    What.LOOK_AGAIN,
    What.REVIEW_RESTRICTION,
    What.FILE,
    What.WITHDRAWN,
    What.FOLLOW_UP,
    What.RETURNED,
    What.REFERRAL,
    What.ALLEGATION,
    What.CONSENT,
    What.ASKED,
    What.ANSWERED,
    What.DOCUMENT,
    What.UNDONE,
)
# They may reach whole teams, and whoever is kept out of that record learns nothing of them.
ASKED_OF_TEAMS = (What.ANSWER_ACCESS, What.TAKE_OVER, What.HANDOVER, What.UNDONE)
OF_HANDOVERS = (What.HANDOVER, What.UNDONE)
FROM_OUTSIDE = (What.ANSWERED, What.DOCUMENT)
NOBODY: Mapping[UUID, str] = {}


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: whom it is about, as far as one may know, and where it is decided."""

    task: Task
    called: str  # empty where the name is not for this account
    url: str
    is_for_team: bool
    is_ones_own: bool  # what one did oneself, somebody else looks at

    @property
    def may_tick(self) -> bool:
        """Whether it is ticked off here, rather than decided on a page."""
        return self.task.what in TICKED and self.task.what != What.MISFILED


@dataclass(frozen=True)
class Behind:
    """What tasks do not say themselves, as far as whoever sees to them may know it."""

    requests: Mapping[UUID, UUID]  # whose record each request is about
    names: Mapping[UUID, str]  # what people are called
    referrals: Mapping[UUID, UUID]  # what came in at the front door, by the entry that decided it


def tasks_on(account: Account, ids: list[UUID]) -> list[Waiting]:
    """What each of these tasks is about, as one page of the list has them."""
    return waits_of(_these(account, ids), account) if ids else []


def waits_of(tasks: list[Task], account: Account) -> list[Waiting]:
    """What each task is about and where it is decided; seven queries at most."""
    behind = behind_tasks(tasks)
    return described(for_me(tasks, behind, account), behind, account)


def for_me(tasks: list[Task], behind: Behind, account: Account) -> list[Task]:
    """Those that this account sees to."""
    tasks = [one for one in tasks if not _is_ones_own_news(one, account)]
    # A request reaches whole teams; who is kept out of that record learns nothing of it.
    seen: set[UUID] = set()
    return [one for one in tasks if _is_for_me(one, behind.requests, seen)]


def described(tasks: list[Task], behind: Behind, account: Account) -> list[Waiting]:
    """What each of them is about and where it is decided."""
    names, requests = behind.names, behind.requests
    tasks = [one for one in tasks if not _is_kept_from(one, names)]
    urls = addresses(tasks, behind.referrals)
    return [
        Waiting(
            task=task,
            called=names.get(task.person_id or requests.get(task.from_id) or task.pk, ""),
            url="" if is_ones_own(task, account) else urls.get(task.pk, ""),
            is_for_team=task.account_id is None,
            is_ones_own=is_ones_own(task, account),
        )
        for task in tasks
    ]


@prepared
def _these(account: Actor, ids: list[UUID]) -> QuerySet[Task]:
    found = open_tasks(account).filter(id__any=ids)
    return found.select_related("team", "account__practitioner", "made_by__practitioner")


def _is_for_me(task: Task, requests: Mapping[UUID, UUID], seen: set[UUID]) -> bool:
    """Once for whoever is in several teams that were asked, and not for who may not read it."""
    if task.what not in ASKED_OF_TEAMS:
        return True
    is_new = task.from_id in requests and task.from_id not in seen
    seen.add(task.from_id)
    return is_new


def _is_kept_from(task: Task, names: Mapping[UUID, str]) -> bool:
    """Whether a team was told who answered about somebody whom this account may not see."""
    is_a_teams = task.what in FROM_OUTSIDE and task.account_id is None
    return is_a_teams and task.person_id not in names


def _is_ones_own_news(task: Task, account: Account) -> bool:
    """Whether a team was told of what this account, which is in it, did itself."""
    return task.what == What.UNDONE and task.made_by_id == account.pk


def is_ones_own(task: Task, account: Account) -> bool:
    """Whether this asks for a look at what the account did itself."""
    looked_at = (What.REVIEW_GLASS, What.SECOND_LOOK, What.UNLOCK, What.AGREE, What.TAKE_OVER)
    return task.what in looked_at and task.made_by_id == account.pk


def behind_tasks(tasks: Iterable[Task], known: Mapping[UUID, str] = NOBODY) -> Behind:
    """What these do not say themselves; `known` is what some people are called. One question.

    Two more where access was asked for or a draft was offered: such a task does not say about whom
    it is, as it reaches teams.
    """
    of: dict[str, list[UUID]] = {}
    for task in tasks:
        of.setdefault(task.what, []).append(task.from_id)
    requests: dict[UUID, UUID] = {}
    if What.ANSWER_ACCESS in of:
        requests |= dict(_requested(of[What.ANSWER_ACCESS]))
    if What.TAKE_OVER in of:
        requests |= {pk: about[0] for pk, about in _offered(of[What.TAKE_OVER])}
    people = {task.person_id for task in tasks if task.person_id} | {*requests.values()}
    handovers = [key for what in OF_HANDOVERS for key in of.get(what, [])]
    asked = handovers, of.get(What.FOLLOW_UP, []), [*(people - known.keys())]
    found: dict[str, list[tuple[UUID, UUID, str]]] = {"handed": [], "decided": [], "called": []}
    if any(asked):
        with connection.cursor() as cursor:
            cursor.execute(BEHIND, [f"{{{','.join(map(str, ids))}}}" for ids in asked])
            for kind, *row in cursor.fetchall():
                found[kind].append((row[0], row[1], row[2]))
    names = {person: called for _, person, called in found["called"]}
    handed = {key: person for key, person, _ in found["handed"]}
    referrals = {entry: referral for entry, referral, _ in found["decided"]}
    return Behind(requests | handed, {**known, **names}, referrals)


# As text, which is prepared once: an empty list is of no type.
BEHIND = "select kind, id, leads, called from gate.behind_tasks(%s::uuid[], %s::uuid[], %s::uuid[])"


@prepared
def _requested(ids: list[UUID]) -> QuerySet[AccessRequest, tuple[UUID, UUID]]:
    return AccessRequest.objects.filter(id__any=ids).values_list("pk", "person_id")


@prepared
def _offered(ids: list[UUID]) -> QuerySet[HandOver, tuple[UUID, list[UUID]]]:
    return HandOver.objects.filter(id__any=ids).values_list("pk", "about")


def addresses(tasks: Sequence[Task], referrals: Mapping[UUID, UUID]) -> dict[UUID, str]:
    """The page that decides each task, where there is one; a query for each kind of source."""
    entries = _entries_behind(tasks)
    found = {}
    for task in tasks:
        name, on_entry = PAGES.get(What(task.what), ("", False))
        key = entries.get(task.from_id) if on_entry else task.from_id
        found[task.pk] = address(name, key) if name and key else ""
        if task.from_kind == Episode._meta.label_lower and task.person_id:
            found[task.pk] = address("desk:who-may-see", task.person_id)  # an order names somebody
        if task.what == What.ASKED and task.from_kind == Entry._meta.label_lower:
            found[task.pk] = address("plans:sheet", task.from_id)  # a step of what was agreed
        if task.what in OF_A_PERSON and task.person_id:
            found[task.pk] = address(OF_A_PERSON[What(task.what)], task.person_id, task.from_id)
        if task.what == What.FOLLOW_UP and task.from_id in referrals:  # where it is seen to
            found[task.pk] = address("record:referral", referrals[task.from_id])
    return found


# Which page decides a task, and whether its address is that of an entry or of the source itself.
PAGES: dict[What, tuple[str, bool]] = {
    What.DECIDE_HELD: ("record:sharing", True),
    What.LOOK_AGAIN: ("record:sharing", True),
    What.SECOND_LOOK: ("record:decision", False),
    What.WORDS: ("record:entry", True),
    What.CORRECT: ("record:entry", True),
    What.REVIEW_RESTRICTION: ("record:entry", True),
    What.ANSWER_ACCESS: ("desk:answer-access", False),
    What.REVIEW_GLASS: ("desk:review-glass", False),
    What.MISFILED: ("desk:misfiled", False),
    What.FILE: ("record:about-attachment", False),
    What.UNLOCK: ("record:unlocking", False),
    What.DISAGREES: ("insight:disagreement", False),
    What.TELLING: ("desk:review-glass", False),
    What.WITHDRAW: ("insight:withdrawal", False),
    What.WITHDRAWN: ("insight:withdrawal", False),
    What.FOLLOW_UP: ("record:entry", False),
    What.AGREE: ("record:agree", True),
    What.RETURNED: ("record:entry", True),
    What.REFERRAL: ("record:entry", True),
    What.ALLEGATION: ("record:allegation", False),
    What.TAKE_OVER: ("desk:hand-over", False),
    What.HANDOVER: ("desk:handover", False),
    What.UNDONE: ("desk:handover", False),
    What.REASON: ("desk:handover", False),
    What.ASKED: ("record:clock", False),
    What.ANSWERED: ("desk:handover", False),
    What.DOCUMENT: ("record:entry", True),
}

# Those whose page is one of a person's: its address has the person's id first.
OF_A_PERSON: dict[What, str] = {
    What.PROTECTION: "people:keep-protected",
    What.WARNING: "people:warn-again",
    What.NEED: "people:review-need",
    What.CONSENT: "desk:consent",
}


def _entries_behind(tasks: Sequence[Task]) -> dict[UUID, UUID]:
    found: dict[UUID, UUID] = {}
    for label, model in (
        ("record.about", About),
        ("record.answer", Answer),
        ("record.restriction", Restriction),
        ("record.approval", Approval),
    ):
        ids = [task.from_id for task in tasks if task.from_kind == label]
        found |= dict(_entries_of(model, ids)) if ids else {}
    return found | {one.from_id: one.from_id for one in tasks if one.from_kind == "record.entry"}


@prepared
def _entries_of(model: type[Model], ids: list[UUID]) -> QuerySet[Any, tuple[UUID, UUID]]:
    return model._default_manager.filter(id__any=ids).values_list("pk", "entry_id")


def task_to_tick(account: Account, task_id: UUID) -> Task:
    """A task of one's own or one's team; 403 for what is decided on a page of its own."""
    task = get_object_or_404(open_tasks(account), pk=task_id)
    if task.what not in TICKED and not _is_answered(task):
        raise PermissionDenied("This is decided on its own page, and closes by itself then.")
    return task


def _is_answered(task: Task) -> bool:
    """What somebody else answered while it waited with two."""
    waits = HandOver.objects.filter(pk=task.from_id, state=HandOver.State.WAITING)
    return task.what == What.TAKE_OVER and not waits.exists()


# Access that was asked for ------------------------------------------------------------------------


UNHELD = Condition("gate.may_answer_unheld({0})", "person_id")


def request_to_answer(account: Account, request_id: UUID) -> AccessRequest:
    """A request about somebody whose record one holds, or nobody does; never one's own."""
    is_theirs = reach(account, Rung.RECORD, "person_id") | Q(UNHELD) | Q(answered_by=account)
    request = get_object_or_404(
        AccessRequest.objects.filter(is_theirs).select_related(
            "asked_by__practitioner", "answered_by__practitioner"
        ),
        pk=request_id,
    )
    if request.asked_by_id == account.pk:
        raise PermissionDenied("You asked for this yourself. Somebody else in the team answers it.")
    return request


# Emergency openings -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opening:
    """A record opened in an emergency, for whoever looks at it afterwards."""

    glass: BreakGlass
    called: str
    by_name: str
    reason: str


def opening_to_review(account: Account, glass_id: UUID) -> Opening:
    """An opening by somebody else, for those whose role is to look at it."""
    if not may(account, "review break-glass"):
        raise Http404
    glass = get_object_or_404(
        BreakGlass.objects.select_related("opened_by__practitioner", "reviewed_by__practitioner"),
        pk=glass_id,
    )
    if glass.opened_by_id == account.pk:
        raise PermissionDenied("You opened this yourself. Somebody else looks at it.")
    # Not readable for somebody who is kept out of that record: they do not look at it either.
    grant = get_object_or_404(Grant, pk=glass.pk)
    called = names_of([glass.person_id], account).get(glass.person_id, "")
    return Opening(glass, called, name_of(glass.opened_by), grant.reason)


# What was in the wrong record ---------------------------------------------------------------------


@dataclass(frozen=True)
class Looked:
    """Somebody who had looked at an entry while it stood in the wrong record."""

    name: str
    what: str
    at: datetime


def misfiled_to_see(account: Account, mark_id: UUID) -> Misfiled:
    """The marker of a slip: for those who hold the record, and for data protection."""
    marks = Misfiled.objects.filter(because=Misfiled.Because.SOMEBODY_ELSE)
    marks = marks.select_related("by__practitioner")
    if not may(account, "read whole trail"):
        marks = marks.filter(reach(account, Rung.RECORD, "person_id"))
    return get_object_or_404(marks, pk=mark_id)


def who_had_looked(mark: Misfiled) -> list[Looked]:
    """Who had opened the entry on the wrong record, the latest first. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.readers_of(%s, %s)", [mark.entry_id, mark.person_id])
        seen = cursor.fetchall()
    names = account_names(by for by, _at, _what in seen)
    return [Looked(names[by], what, at) for by, at, what in seen]


def account_names(accounts: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """What accounts are called: staff and partners by name, others by kind. Two queries."""
    ids = {one for one in accounts if one}
    names: dict[UUID | None, str] = dict(
        Practitioner.objects.filter(account_id__in=ids).values_list("account_id", "name")
    )
    rest = Account.objects.filter(pk__in=ids - names.keys())
    return names | {one.pk: str(one.get_kind_display()) for one in rest}


def whose(person_id: UUID, account: Account) -> str:
    """A person's name, or words for somebody whose record is closed to this account."""
    person = Person.objects.visible_to(account).filter(pk=person_id).first()
    return person.called if person else ""
