"""Whose task it becomes: never the one who made it necessary, nor one who is kept out."""

from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account, Membership
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Bar, BreakGlass, Grant, Person
from alongside.record.actions import close_tasks
from alongside.record.actions.whose import somebody_for
from alongside.record.models import About, Task
from tests.cast import Cast, account, join

from .conftest import Trail, Write

WHY = "She rang and could not get up from the floor."


def colleague(cast: Cast, name: str, role: str) -> Account:
    with acting(cast.system.pk):
        return account("staff", name, roles=(role,))


def whose(cast: Cast, person: Person, by: Account | None = None) -> dict[str, object]:
    by = by or cast.alice
    with acting(by.pk):
        return dict(somebody_for(by, person_id=person.pk))


def test_the_writers_manager_who_sees_the_record(cast: Cast) -> None:
    assert whose(cast, cast.ade) == {"account_id": cast.mo.pk}


def test_a_manager_who_does_not_see_the_record_is_passed_over(cast: Cast) -> None:
    """Mo leads Alice, and has no sight of Temi; the principal social worker has it instead."""
    assert whose(cast, cast.temi) != {"account_id": cast.mo.pk}
    principal = colleague(cast, "Rosa", "principal-social-worker")
    assert whose(cast, cast.temi) == {"account_id": principal.pk}


def test_another_manager_who_sees_it_comes_before_the_principal(cast: Cast) -> None:
    colleague(cast, "Rosa", "principal-social-worker")
    other = colleague(cast, "Nia", "manager")
    with acting(cast.system.pk):
        join(other, cast.children)
        grants.allocate(person=cast.temi, team=cast.children, by=cast.system)
    assert whose(cast, cast.temi) == {"account_id": other.pk}


def test_never_the_actor_even_where_they_lead(cast: Cast) -> None:
    principal = colleague(cast, "Rosa", "principal-social-worker")
    assert whose(cast, cast.ade, cast.mo) == {"account_id": principal.pk}


def test_where_there_is_nobody_the_team_has_it(cast: Cast) -> None:
    assert whose(cast, cast.ade, cast.mo) == {"team_id": cast.adults.pk}
    assert whose(cast, cast.temi) == {"team_id": cast.adults.pk}


def test_who_is_in_no_team_keeps_it_in_sight(cast: Cast) -> None:
    with acting(cast.system.pk):
        Membership.objects.filter(account=cast.charlie).update(until=timezone.now())
    assert whose(cast, cast.stranger, cast.charlie) == {"account_id": cast.charlie.pk}


@pytest.mark.parametrize("by_team", [False, True])
def test_who_is_kept_out_is_passed_over(cast: Cast, by_team: bool) -> None:
    principal = colleague(cast, "Rosa", "principal-social-worker")
    with acting(cast.system.pk):
        if by_team:  # Mo alone is in it, so that Alice may still write
            Membership.objects.filter(account=cast.mo, team=cast.adults).update(is_manager=True)
            join(cast.mo, cast.children)
        Bar.objects.create(
            person=cast.ade,
            ground="conflict",
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
            **({"team": cast.children} if by_team else {"account": cast.mo}),
        )
    assert whose(cast, cast.ade) == {"account_id": principal.pk}


def test_a_manager_without_the_role_or_with_a_closed_account_is_passed_over(cast: Cast) -> None:
    principal = colleague(cast, "Rosa", "principal-social-worker")
    with acting(cast.system.pk):
        cast.mo.is_active = False
        cast.mo.save(update_fields=["is_active"])
        Membership.objects.filter(account=cast.bob).update(is_manager=True)
    assert whose(cast, cast.ade) == {"account_id": principal.pk}


def test_an_emergency_is_no_ground_to_be_chosen(cast: Cast) -> None:
    other = colleague(cast, "Nia", "manager")
    with acting(other.pk):
        grants.break_glass(person_id=cast.temi.pk, reason=WHY, by=other)
    assert whose(cast, cast.temi) == {"team_id": cast.adults.pk}


def opened(cast: Cast, by: Account, person: Person) -> Task:
    with acting(by.pk):
        grants.break_glass(person_id=person.pk, reason=WHY, by=by)
        return Task.objects.get(what=Task.What.REVIEW_GLASS, made_by=by)


def test_an_emergency_is_looked_at_by_somebody_else(cast: Cast) -> None:
    """Ade's manager looks at Charlie's; at the manager's own, data protection."""
    assert opened(cast, cast.charlie, cast.ade).account_id == cast.mo.pk
    assert opened(cast, cast.mo, cast.stranger).account_id == cast.protection.pk


def test_opening_in_an_emergency_is_itself_a_permission(cast: Cast) -> None:
    student = colleague(cast, "Jo", "student-social-worker")
    with acting(student.pk), pytest.raises(PermissionDenied, match="in an emergency"):
        grants.break_glass(person_id=cast.ade.pk, reason=WHY, by=student)
    with acting(cast.system.pk):
        assert not Grant.objects.filter(account=student).exists()


def open_tasks(cast: Cast) -> int:
    with acting(cast.system.pk):
        return Task.objects.filter(done_at=None).count()


def test_what_several_teams_were_asked_is_over_for_all(cast: Cast, trailed: Trail) -> None:
    """Ade's two teams are asked; one answers, and the other is not left with it."""
    with acting(cast.system.pk):
        grants.allocate(person=cast.ade, team=cast.children, by=cast.system)
    dana = colleague(cast, "Dana", "social-worker")
    with acting(dana.pk):
        asked = grants.ask_for_access(person_id=cast.ade.pk, reason="His daughter", by=dana)
    assert open_tasks(cast) == 2
    with acting(cast.bob.pk):
        grants.answer_access(request=asked, is_given=True, by=cast.bob)
    assert open_tasks(cast) == 0
    assert trailed(by=cast.bob).count("task done") == 2


def closes(who: Account, source: UUID) -> int:
    with acting(who.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from gate.close_tasks(%s)", [source])
        return int(cursor.fetchone()[0])


def test_nobody_closes_what_is_not_theirs_to_decide(cast: Cast, note: Write) -> None:
    entry = note(kind="police")
    with acting(cast.alice.pk):
        about = About.objects.get(entry=entry)
    assert closes(cast.bob, about.pk) == 0  # reads the record, and decides nothing
    stranger = colleague(cast, "Nia", "manager")
    assert closes(stranger, about.pk) == 0  # decides such things, and not on this record
    with pytest.raises(ProgrammingError, match="work here"):
        closes(cast.ade_account, about.pk)
    assert open_tasks(cast) == 1
    principal = colleague(cast, "Rosa", "principal-social-worker")
    with acting(cast.system.pk):
        grants.allocate(person=cast.ade, account=principal, by=cast.system)
    with acting(principal.pk):
        close_tasks(source=about, by=principal)
    assert open_tasks(cast) == 0


def test_whoever_opened_in_an_emergency_does_not_close_its_review(cast: Cast) -> None:
    task = opened(cast, cast.mo, cast.stranger)
    assert closes(cast.mo, task.from_id) == 0
    with acting(cast.protection.pk):
        glass = BreakGlass.objects.get()
        close_tasks(source=glass, by=cast.protection)
    assert open_tasks(cast) == 0


def test_a_second_look_that_fell_to_ones_team_is_not_ticked_off_by_oneself(cast: Cast) -> None:
    with acting(cast.alice.pk):
        task = Task.objects.create(
            what=Task.What.SECOND_LOOK,
            person=cast.ade,
            team=cast.adults,
            from_kind="record.about",
            from_id=cast.ade.pk,
            made_by=cast.alice,
        )
        assert not Task.objects.filter(pk=task.pk).update(done_at=timezone.now())
    with acting(cast.bob.pk):
        assert Task.objects.filter(pk=task.pk).update(done_at=timezone.now()) == 1
