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
from alongside.people.models import (
    AccessRequest,
    Bar,
    Basis,
    BreakGlass,
    Grant,
    Person,
    Rung,
    Shared,
)
from alongside.people.models.reach import own_person, teams_of

GLASS_LASTS = timedelta(hours=4)


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
    """The worker's team answers when they are away, and their managers supervise: all grants."""
    for membership in teams_of(worker).select_related("team"):
        allocate(person=person, team=membership.team, basis=Basis.TEAM, by=by)
        managers = membership.team.memberships.filter(in_force(), is_manager=True)
        for one in managers.exclude(account=worker).select_related("account"):
            allocate(
                person=person,
                account=one.account,
                rung=Rung.RESTRICTED,
                basis=Basis.SUPERVISES,
                by=by,
            )


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
    grant.until, grant.ended_by, grant.ended_why = now, by, why
    grant.save(update_fields=["until", "ended_by", "ended_why"])
    about = [grant.person_id] if grant.person_id else []
    trail.note("access ended", on=grant, about=about, by=by)
    return grant


@transaction.atomic
def open_own_record(*, person: Person, account: Account, by: Account) -> Grant:
    """Let a person's own account read what is shown to them."""
    if account.kind != Account.Kind.PERSON:
        raise ValidationError("That account does not belong to a person we support.")
    if own_person(account).exists():
        raise ValidationError("That account already belongs to somebody.")
    grant = _grant(person=person, account=account, rung=Rung.LISTED, basis=Basis.SELF, by=by)
    trail.note("own access given", on=grant, about=[person], by=by)
    follow("own record opened", person=person, by=by)
    return grant


@transaction.atomic
def let_act_for(
    *, person: Person, account: Account, called: str, reason: str = "", by: Account
) -> Grant:
    """Let somebody act for a person; they read only what is listed. `called`: “Pat, his sister”."""
    if account.kind != Account.Kind.PROXY:
        raise ValidationError("That account is not one of somebody who acts for a person.")
    return _listed_grant(person, account, Basis.PROXY, called, reason, FOR_EVER, by)


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
def bar(
    *,
    person: Person,
    ground: Bar.Ground,
    account: Account | None = None,
    team: Team | None = None,
    reason: str = "",
    by: Account,
) -> Bar:
    """Keep an account or a team out of a person's record, whatever else is granted."""
    if (account is None) == (team is None):
        raise ValidationError("Say who is kept out: one person who works here, or one team.")
    if not may(by, "bar") and account != by and by.kind != Account.Kind.SYSTEM:
        raise PermissionDenied("Your role does not include keeping others out. Ask a manager.")
    made = Bar.objects.create(
        person=person,
        account=account,
        team=team,
        ground=ground,
        reason=reason,
        starts=timezone.now(),
        until=FOR_EVER,
        given_by=by,
    )
    trail.note("kept out", on=made, about=[person], by=by)
    return made


@transaction.atomic
def end_bar(*, bar: Bar, why: str, by: Account) -> Bar:
    """They need not be kept out any more: with a reason, and never one's own bar."""
    if not may(by, "bar"):
        raise PermissionDenied("Your role does not include keeping others out. Ask a manager.")
    if not why.strip():
        raise ValidationError({"why": "Say why they need not be kept out any more."})
    is_own = bar.account_id == by.pk or (
        bar.team_id is not None and teams_of(by).filter(team_id=bar.team_id).exists()
    )
    if is_own:
        raise PermissionDenied("You are kept out yourself, so somebody else decides about it.")
    now = timezone.now()
    if bar.until <= now:
        return bar
    bar.until, bar.ended_by, bar.ended_why = now, by, why.strip()
    bar.save(update_fields=["until", "ended_by", "ended_why"])
    trail.note("kept out no longer", on=bar, about=[bar.person_id], by=by)
    return bar


def _is_barred(account: Account, person_id: UUID) -> bool:
    """Asked of the database's own function: nobody reads the bars on themselves."""
    with connection.cursor() as cursor:
        cursor.execute("select %s = any (gate.barred())", [person_id])
        row = cursor.fetchone()
    return bool(row and row[0])


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
    by: Account,
) -> AccessRequest:
    """Give or refuse access that somebody asked for; never one's own."""
    if request.asked_by_id == by.pk:
        raise PermissionDenied
    if request.state != AccessRequest.State.WAITING:
        raise ValidationError("This has been answered already.")
    if not is_given and not answer.strip():
        raise ValidationError({"answer": "Say why not, and whom they can speak to."})
    request.state = AccessRequest.State.GIVEN if is_given else AccessRequest.State.REFUSED
    request.answered_by, request.answered_at, request.answer = by, timezone.now(), answer
    request.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    if is_given:
        _grant(
            person_id=request.person_id,
            account_id=request.asked_by_id,
            rung=Rung.RECORD,
            basis=Basis.REQUEST,
            reason=request.reason,
            until=until or timezone.now() + timedelta(days=28),
            by=by,
        )
    trail.note("access answered", on=request, about=[request.person_id], by=by)
    follow("access answered", source=request, by=by)
    return request


@transaction.atomic
def break_glass(*, person_id: UUID, reason: str, by: Account) -> Grant:
    """Open a record in an emergency, for 4 hours. A manager looks at it after; the person is told.

    It never crosses a bar on oneself.
    """
    if by.kind != Account.Kind.STAFF or _is_barred(by, person_id):
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
    if glass.opened_by_id == by.pk:
        raise PermissionDenied
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
def list_for(*, grant: Grant, entry_id: UUID | None = None, fact: str = "", by: Account) -> Shared:
    """List one entry, or one kind of fact, for somebody who acts for a person or for a partner."""
    if grant.basis not in (Basis.PROXY, Basis.PARTNER) or grant.person_id is None:
        raise ValidationError("Only what is shared with a partner or a proxy is listed.")
    standing = Shared.objects.filter(
        grant=grant, entry_id=entry_id, fact=fact, ended_at=None
    ).first()
    if standing:
        return standing
    shared = Shared.objects.create(
        grant=grant, person_id=grant.person_id, entry_id=entry_id, fact=fact, by=by
    )
    trail.note("listed for them", on=shared, about=[grant.person_id], by=by)
    return shared


@transaction.atomic
def take_off_list(*, shared: Shared, by: Account) -> Shared:
    """Stop sharing one listed thing."""
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
