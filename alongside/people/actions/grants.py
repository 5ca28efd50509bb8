"""Giving and ending sight of a record: allocation, sharing, proxies, emergencies, all by grants."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import FOR_EVER, Account, Team, in_force
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.foundation.ids import new_id
from alongside.people import access
from alongside.people.models import (
    AccessRequest,
    Basis,
    BreakGlass,
    Grant,
    Person,
    Rung,
    Shared,
)
from alongside.people.models.reach import own_person, teams_of

from .bars import bar as bar
from .bars import end_bar as end_bar

GLASS_LASTS = timedelta(hours=4)
NOBODY_LEFT = (
    "Nobody else is let in to this record, and then nobody could open it. "
    "Let a worker or a team work with them first."
)
NOT_YOURS = (
    "Letting somebody read from outside the council is not part of your role here. Ask a manager, "
    "or for a sealed record whoever keeps it."
)
NOBODY_ELSE = "Nobody worked with them any more"


def _grant(*, by: Account, **row: Any) -> Grant:
    row = {"id": new_id(), "starts": timezone.now(), "until": FOR_EVER, "given_by": by} | row
    return Grant.objects.create(**row)


@transaction.atomic
def allocate(
    *,
    person: Person,
    account: Account | None = None,
    team: Team | None = None,
    rung: Rung = Rung.RECORD,
    basis: Basis = Basis.ALLOCATED,
    reason: str = "",
    by: Account,
) -> Grant:
    """Let a worker, or a team, work with a person. Giving it twice gives back the first."""
    if (account is None) == (team is None):
        raise ValidationError("Say who will work with them: one worker, or one team.")
    if account is not None and account.kind != Account.Kind.STAFF:
        raise ValidationError("Only somebody who works for the council can be allocated.")
    access.not_on_a_visit(person.pk)
    standing = Grant.objects.filter(
        in_force(), person=person, account=account, team=team, basis=basis, rung=rung
    ).first()
    if standing:
        return standing
    grant = _grant(
        person=person, account=account, team=team, rung=rung, basis=basis, reason=reason, by=by
    )
    trail.note("access given", on=grant, about=[person], by=by)
    if account is not None and basis == Basis.ALLOCATED and rung >= Rung.RECORD:
        _let_their_team_help(person, account, by)
    return grant


def _let_their_team_help(person: Person, worker: Account, by: Account) -> None:
    """The worker's team answers when they are away, and their managers supervise: all grants.

    Nobody gives more than they hold: a manager sees what is restricted where whoever lets the
    worker in does, as far as that.
    """
    rung = Rung.RESTRICTED if access.may_give_restricted(person.pk) else Rung.RECORD
    for membership in teams_of(worker).select_related("team"):
        allocate(person=person, team=membership.team, basis=Basis.TEAM, by=by)
        managers = membership.team.memberships.filter(in_force(), is_manager=True)
        for one in managers.exclude(account=worker).select_related("account"):
            allocate(
                person=person,
                account=one.account,
                rung=rung,
                basis=Basis.SUPERVISES,
                by=by,
            )


@transaction.atomic
def let_cover(
    *, person: Person, account: Account, starts: datetime, until: datetime, reason: str, by: Account
) -> Grant:
    """Let a colleague see a record while its worker is away; the person reads for whom."""
    access.not_on_a_visit(person.pk)
    row = {"rung": Rung.RECORD, "basis": Basis.REQUEST, "reason": reason, "starts": starts}
    grant = _grant(person=person, account=account, until=until, **row, by=by)
    trail.note("access given", on=grant, about=[person], by=by)
    return grant


@transaction.atomic
def let_system_reach(*, account: Account, reason: str, by: Account) -> Grant:
    """Let a named part of the system reach every record for its purpose; twice gives the first."""
    if account.kind != Account.Kind.SYSTEM or by.kind != Account.Kind.SYSTEM:
        raise PermissionDenied("Only a part of the system reaches records for a purpose.")
    if not reason.strip():
        raise ValidationError({"reason": "Say what for; the person reads this."})
    standing = Grant.objects.filter(in_force(), person=None, account=account).first()
    if standing:
        return standing
    rung = Rung.RESTRICTED
    grant = _grant(account=account, rung=rung, basis=Basis.SYSTEM, reason=reason, by=by)
    trail.note("access given", on=grant, by=by)
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, why: str = "", by: Account) -> Grant:
    """End somebody's sight of a record from now on; the row stays, so that the past can be told."""
    now = timezone.now()
    if grant.until <= now:
        raise ValidationError("This had already ended.")
    if grant.person_id and grant.account_id != by.pk:
        access.not_on_a_visit(grant.person_id)
    if by.kind == Account.Kind.STAFF and _is_last(grant):
        raise ValidationError(NOBODY_LEFT)
    grant.until, grant.ended_by, grant.ended_why = now, by, why
    grant.save(update_fields=["until", "ended_by", "ended_why"])
    about = [grant.person_id] if grant.person_id else []
    trail.note("access ended", on=grant, about=about, by=by)
    return grant


def _is_last(grant: Grant) -> bool:
    """Whether nobody else who works here would be let in to this record."""
    if grant.person_id is None or grant.rung < Rung.RECORD or grant.basis == Basis.BREAK_GLASS:
        return False
    there = Grant.objects.filter(in_force(), person_id=grant.person_id, rung__gte=Rung.RECORD)
    return not there.exclude(pk=grant.pk).exclude(basis=Basis.BREAK_GLASS).exists()


@transaction.atomic
def open_own_record(*, person: Person, account: Account, reason: str = "", by: Account) -> Grant:
    """Let a person's own account read what is shown to them: one account for each person."""
    if account.kind != Account.Kind.PERSON:
        raise ValidationError("That account does not belong to a person we support.")
    access.not_on_a_visit(person.pk)
    if own_person(account).exists():
        raise ValidationError("That account already belongs to somebody.")
    row = {"rung": Rung.LISTED, "basis": Basis.SELF, "reason": reason}
    grant = _grant(person=person, account=account, **row, by=by)
    trail.note("own access given", on=grant, about=[person], by=by)
    follow("own record opened", person=person, by=by)
    return grant


@transaction.atomic
def let_act_for(
    *,
    person: Person,
    account: Account,
    called: str,
    reason: str = "",
    until: datetime = FOR_EVER,
    by: Account,
) -> Grant:
    """Let somebody act for a person; they read only what is listed. `called`: “Pat, his sister”."""
    if account.kind != Account.Kind.PROXY:
        raise ValidationError("That account is not one of somebody who acts for a person.")
    return _listed_grant(person, account, Basis.PROXY, called, reason, until, by)


@transaction.atomic
def share_with_partner(
    *, person: Person, account: Account, reason: str, until: datetime | None = None, by: Account
) -> Grant:
    """Let a partner agency's worker read only what is listed for them, for a reason."""
    if account.kind != Account.Kind.PARTNER:
        raise ValidationError("That account does not belong to a partner agency.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why they need it; the person reads this."})
    return _listed_grant(person, account, Basis.PARTNER, "", reason, until or FOR_EVER, by)


def _listed_grant(
    person: Person,
    account: Account,
    basis: Basis,
    called: str,
    reason: str,
    until: datetime,
    by: Account,
) -> Grant:
    access.not_on_a_visit(person.pk)
    follow("letting in", person=person, called=called, account=account, by=by)
    grant = _grant(
        person=person,
        account=account,
        rung=Rung.LISTED,
        basis=basis,
        called=called,
        reason=reason,
        until=until,
        by=by,
    )
    Shared.objects.create(grant=grant, person=person, fact="name", by=by)
    trail.note("access given", on=grant, about=[person], by=by)
    return grant


@transaction.atomic
def ask_for_access(*, person_id: UUID, reason: str, by: Account) -> AccessRequest:
    """Ask the team that knows a person; a second asking gives back the one that waits."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why you need to see this record."})
    waiting = AccessRequest.objects.filter(
        person_id=person_id, asked_by=by, state=AccessRequest.State.WAITING
    ).first()
    if waiting:
        return waiting
    request = AccessRequest.objects.create(person_id=person_id, asked_by=by, reason=reason)
    trail.note("access asked", on=request, about=[person_id], by=by)
    follow("access asked", request=request, by=by)
    return request


@transaction.atomic
def answer_access(
    *,
    request: AccessRequest,
    is_given: bool,
    answer: str = "",
    until: datetime | None = None,
    team: Team | None = None,
    by: Account,
) -> AccessRequest:
    """Give or refuse access that somebody asked for; never one's own.

    Where nobody works with the person any more, `team` does from now on: it is asked for then,
    and never otherwise.
    """
    if request.asked_by_id == by.pk:
        raise PermissionDenied
    if request.state != AccessRequest.State.WAITING:
        raise ValidationError("This has been answered already.")
    is_unheld = access.may_answer_unheld(request.person_id)
    if not is_unheld:
        access.not_on_a_visit(request.person_id)
    _check_answer(is_given, answer, team, is_unheld)
    request.state = AccessRequest.State.GIVEN if is_given else AccessRequest.State.REFUSED
    request.answered_by, request.answered_at, request.answer = by, timezone.now(), answer
    request.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    if is_given and not (team and teams_of(request.asked_by).filter(team=team).exists()):
        _grant(
            person_id=request.person_id,
            account_id=request.asked_by_id,
            rung=Rung.RECORD,
            basis=Basis.REQUEST,
            reason=request.reason,
            until=until or timezone.now() + timedelta(days=28),
            by=by,
        )
    if is_given and team:
        row = {"person_id": request.person_id, "team": team, "rung": Rung.RECORD}
        grant = _grant(**row, basis=Basis.ALLOCATED, reason=NOBODY_ELSE, by=by)
        trail.note("access given", on=grant, about=[request.person_id], by=by)
    trail.note("access answered", on=request, about=[request.person_id], by=by)
    follow("access answered", source=request, by=by)
    return request


def _check_answer(is_given: bool, answer: str, team: Team | None, is_unheld: bool) -> None:
    if not is_given and not answer.strip():
        raise ValidationError({"answer": "Say why not, and whom they can speak to."})
    if is_given and is_unheld and team is None:
        raise ValidationError({"team": "Choose which team works with them from now on."})
    if team and not is_unheld:
        raise ValidationError("Somebody works with them by now, and answers this.")


@transaction.atomic
def break_glass(*, person_id: UUID, reason: str, by: Account) -> Grant:
    """Open a record in an emergency, for 4 hours. A manager looks at it after; the person is told.

    It never crosses a bar on oneself.
    """
    if by.kind != Account.Kind.STAFF or access.is_barred(person_id):
        raise PermissionDenied
    if not may(by, "break glass"):
        raise PermissionDenied("Your role does not include opening a record in an emergency.")
    if len(reason.strip()) < 10:
        raise ValidationError({"reason": "Say what the emergency is. A manager reads this today."})
    grant = _grant(
        person_id=person_id,
        account=by,
        rung=Rung.RECORD,
        basis=Basis.BREAK_GLASS,
        reason=reason,
        until=timezone.now() + GLASS_LASTS,
        by=by,
    )
    glass = BreakGlass.objects.create(grant=grant, person_id=person_id, opened_by=by)
    trail.note("opened in an emergency", on=grant, about=[person_id], by=by)
    follow("glass broken", glass=glass, by=by)
    return grant


@transaction.atomic
def review_break_glass(
    *,
    glass: BreakGlass,
    outcome: str,
    words: str,
    telling: str,
    telling_why: str = "",
    telling_review_on: date | None = None,
    by: Account,
) -> BreakGlass:
    """Say whether it was right to open the record, and whether the person is told now."""
    if glass.opened_by_id == by.pk or not may(by, "review break-glass"):
        raise PermissionDenied
    glass = BreakGlass.objects.select_for_update(of=("self",)).get(pk=glass.pk)
    if glass.outcome != BreakGlass.Outcome.WAITING:
        raise ValidationError("Somebody else has looked at this since you opened it.")
    if telling != BreakGlass.Telling.SHOWN and not (telling_why.strip() and telling_review_on):
        raise ValidationError(
            {"telling_why": "Say why they are not told now, and when you look at it again."}
        )
    glass.outcome, glass.words, glass.telling = outcome, words, telling
    glass.telling_why, glass.telling_review_on = telling_why, telling_review_on
    glass.reviewed_by, glass.reviewed_at = by, timezone.now()
    glass.save(
        update_fields=[
            "outcome",
            "words",
            "telling",
            "telling_why",
            "telling_review_on",
            "reviewed_by",
            "reviewed_at",
        ]
    )
    trail.note("emergency opening reviewed", on=glass, about=[glass.person_id], by=by)
    follow("glass reviewed", source=glass, by=by)
    return glass


@transaction.atomic
def list_for(
    *, grant: Grant, entry_id: UUID | None = None, fact: str = "", why: str = "", by: Account
) -> Shared:
    """List one entry, or one kind of fact, for somebody who acts for a person or for a partner."""
    if grant.basis not in (Basis.PROXY, Basis.PARTNER) or grant.person_id is None:
        raise ValidationError("Only what is shared with a partner or a proxy is listed.")
    access.not_on_a_visit(grant.person_id)
    if by.kind == Account.Kind.STAFF and not access.may_open_to(grant.person_id):
        raise PermissionDenied(NOT_YOURS)
    standing = Shared.objects.filter(
        grant=grant, entry_id=entry_id, fact=fact, ended_at=None
    ).first()
    if standing:
        return standing
    shared = Shared.objects.create(
        grant=grant, person_id=grant.person_id, entry_id=entry_id, fact=fact, why=why, by=by
    )
    trail.note("listed for them", on=shared, about=[grant.person_id], by=by)
    return shared


@transaction.atomic
def take_off_list(*, shared: Shared, by: Account) -> Shared:
    """Stop sharing one listed thing."""
    access.not_on_a_visit(shared.person_id)
    shared.ended_at = timezone.now()
    shared.save(update_fields=["ended_at"])
    trail.note("taken off their list", on=shared, about=[shared.person_id], by=by)
    return shared


@transaction.atomic
def end_all_of(*, account: Account, by: Account, **_: Any) -> int:
    """End everything that somebody who has left could see; returns how many grants there were."""
    with connection.cursor() as cursor:
        cursor.execute("select id, person_id from gate.end_grants_of(%s)", [account.pk])
        ended = cursor.fetchall()
    for grant, person in ended:
        detail = {"grant": grant, "account": account.pk}
        trail.note("access ended", about=[person] if person else [], by=by, detail=detail)
    return len(ended)
