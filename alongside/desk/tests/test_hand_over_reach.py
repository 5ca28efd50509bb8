"""Whom a draft reaches that is to be taken over: first who leads there."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account, Membership, RoleHeld
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.models import Draft, HandOver
from alongside.people.actions import grants
from alongside.people.models import AccessRequest, Grant
from alongside.record.models import Task
from alongside.record.tests.test_questions import opened
from tests.browsing import Browse
from tests.cast import Cast, join

from .closing import (
    YES,
    begun,
    close_to,
    keep_out,
    offered,
    open_to,
    page_of,
    second_manager,
    state,
)

pytestmark = pytest.mark.django_db


def reached(asked: HandOver, by: Account) -> set[tuple[str, object]]:
    with acting(by.pk):
        tasks = Task.objects.filter(from_id=asked.pk, done_at=None)
        return {("account", t.account_id) if t.account_id else ("team", t.team_id) for t in tasks}


def end_all(cast: Cast, **which: object) -> None:
    with acting(cast.system.pk):
        now = timezone.now()
        Grant.objects.filter(person=cast.ade, until__gt=now, **which).update(until=now)


def test_without_a_team_the_allocated_workers_manager_is_asked(cast: Cast) -> None:
    draft = begun(cast, cast.alice)
    open_to(cast, cast.bob)
    end_all(cast, team=cast.adults)
    end_all(cast, account=cast.alice)
    with acting(cast.alice.pk):
        asked = drafts.ask_to_hand_over(draft=draft, by=cast.alice)
    assert reached(asked, cast.alice) == {("account", cast.mo.pk)}


def test_a_team_without_a_manager_is_asked_as_a_team(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        now = timezone.now()
        Membership.objects.filter(account=cast.mo, until__gt=now).update(until=now)
        join(cast.alice, cast.children)
    end_all(cast, account=cast.mo)
    draft, asked = offered(cast, cast.alice)
    assert reached(asked, cast.alice) == {("team", cast.adults.pk)}
    bob = browse(cast.bob)
    assert "A colleague began to write about Ade" in bob.get("/waiting/").content.decode()
    assert bob.post(page_of(asked), opened(bob, page_of(asked)) | YES).status_code == 302
    with acting(cast.bob.pk):
        assert Draft.objects.get(pk=draft.pk).owner_id == cast.bob.pk


def test_where_nobody_works_with_them_who_looks_after_that_is_asked(
    cast: Cast, browse: Browse
) -> None:
    end_all(cast, rung__gte=1, account=cast.mo)
    end_all(cast, team=cast.adults)
    draft, asked = offered(cast, cast.alice, "He waits for an answer")
    assert reached(asked, cast.alice) == {("account", cast.protection.pk)}
    officer = browse(cast.protection)
    html = officer.get(page_of(asked)).content.decode()
    with acting(cast.alice.pk):
        request = AccessRequest.objects.get()
    assert "Nobody works with this person any more" in html
    assert f"/waiting/access/{request.pk}/" in html
    assert "Ade" not in html.split("<main")[1]
    with acting(cast.protection.pk):
        grants.answer_access(request=request, is_given=True, team=cast.adults, by=cast.protection)
    html = browse(cast.alice).get("/drafts/").content.decode()
    assert f"/people/{cast.ade.pk}/write/?draft={draft.pk}" in html


def test_who_is_kept_out_asks_for_no_access_with_it(cast: Cast) -> None:
    end_all(cast, rung__gte=1, account=cast.mo)
    end_all(cast, team=cast.adults)
    draft = begun(cast, cast.alice)
    close_to(cast, cast.alice)
    keep_out(cast, cast.alice)
    with acting(cast.alice.pk):
        asked = drafts.ask_to_hand_over(draft=draft, by=cast.alice)
        assert not AccessRequest.objects.exists()
    assert reached(asked, cast.alice) == {("account", cast.protection.pk)}


def test_a_visit_takes_nothing_over(cast: Cast) -> None:
    _, asked = offered(cast, cast.alice)
    end_all(cast, account=cast.mo)
    end_all(cast, team=cast.adults)
    with acting(cast.mo.pk):
        grants.break_glass(person_id=cast.ade.pk, reason="He is not breathing", by=cast.mo)
        with pytest.raises(ValidationError, match="may not open"):
            drafts.answer_hand_over(hand_over=asked, takes_over=True, by=cast.mo)
    assert state(cast, asked) == "waiting"


def test_roles_may_be_given_for_a_time(cast: Cast) -> None:
    """Who led and does no longer, answers no longer, unless the task was theirs."""
    nia = second_manager(cast)
    _, asked = offered(cast, cast.alice)
    with acting(cast.system.pk):
        now = timezone.now()
        Membership.objects.filter(account=nia, until__gt=now).update(until=now)
        RoleHeld.objects.filter(account=nia, until=FOR_EVER).update(until=now)
        Task.objects.filter(account=nia).update(account=cast.mo)
    with acting(nia.pk):
        assert not HandOver.objects.filter(pk=asked.pk).exists()
