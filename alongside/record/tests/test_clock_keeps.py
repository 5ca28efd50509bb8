"""Every day on which somebody promised to look again is kept by the clock, and leads to a page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import in_words
from alongside.people.actions import grants
from alongside.people.actions.facts import record_fact
from alongside.people.actions.looking_again import decide_telling, keep_protecting
from alongside.people.actions.needs import record_need, review_need
from alongside.people.actions.protecting import end_protection, protect_fact
from alongside.people.models import BreakGlass, FactKind, Protection
from alongside.record import jobs
from alongside.record.actions import decide_sharing
from alongside.record.models import About, Sharing, Task
from tests.browsing import Browse
from tests.cast import Cast, account

from .conftest import Write
from .test_clock import days_pass, rosa, tasks

__all__ = ["days_pass", "rosa"]
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=30)
WHY = "Nobody answers and I must know"
Pass = Callable[[int], None]


def opened(cast: Cast) -> BreakGlass:
    """Charlie opens Ade's record in an emergency."""
    with acting(cast.charlie.pk):
        grant = grants.break_glass(person_id=cast.ade.pk, reason=WHY, by=cast.charlie)
        return BreakGlass.objects.get(pk=grant.pk)


def told_later(cast: Cast) -> BreakGlass:
    """Mo says that it was right, and that Ade is told in a month."""
    glass = opened(cast)
    later: dict[str, Any] = {"telling_why": "He is in hospital", "telling_review_on": SOON}
    with acting(cast.mo.pk):
        return grants.review_break_glass(
            glass=glass, outcome="right", words="", telling="held", by=cast.mo, **later
        )


def test_an_opening_that_no_manager_looks_at_is_handed_on(
    cast: Cast, rosa: Account, days_pass: Pass
) -> None:
    opened(cast)
    assert jobs.hand_on_overdue(0) == 0
    days_pass(6)
    assert jobs.hand_on_overdue(0) == 1
    (task,) = tasks(cast, what=Task.What.REVIEW_GLASS)
    assert task.account_id == rosa.pk


def test_what_waits_with_one_goes_to_the_next(
    cast: Cast, rosa: Account, note: Write, days_pass: Pass
) -> None:
    """A proposal not to disclose never lies with one person who does not look."""
    note()
    with acting(cast.alice.pk):
        decide_sharing(
            about=About.objects.select_related("entry").get(),
            sharing=Sharing.NOT_DISCLOSED,
            ground="crime",
            why="A threat",
            review_on=TODAY + timedelta(days=300),
            by=cast.alice,
        )
    with acting(cast.system.pk):
        una = account("staff", "Una", roles=("principal-social-worker",))
    days_pass(20)
    seen = []
    for later in (20, 22, 40, 60, 80):
        days_pass(later)
        jobs.hand_on_overdue(0)
        seen.append(tasks(cast, what=Task.What.SECOND_LOOK)[0].account_id)
        with acting(cast.system.pk):  # as if it had been handed on that day
            at = timezone.now() + timedelta(days=later)
            Task.objects.filter(what=Task.What.SECOND_LOOK).update(escalated_at=at)
    assert seen == [rosa.pk, rosa.pk, una.pk, cast.protection.pk, rosa.pk]


def test_it_leaves_whoever_has_left(
    cast: Cast, rosa: Account, note: Write, days_pass: Pass
) -> None:
    note(kind="police")
    days_pass(40)
    assert jobs.hand_on_overdue(0) == 1
    with acting(cast.system.pk):
        una = account("staff", "Una", roles=("principal-social-worker",))
        rosa.is_active = False
        rosa.save(update_fields=["is_active"])
    assert jobs.hand_on_overdue(0) == 1
    assert tasks(cast)[0].account_id == una.pk


def test_whether_somebody_is_told_is_decided_again(
    cast: Cast, browse: Browse, days_pass: Pass
) -> None:
    glass = told_later(cast)
    assert jobs.look_again(0) == 0
    days_pass(31)
    assert (jobs.look_again(0), jobs.look_again(0)) == (1, 0)
    (task,) = tasks(cast, what=Task.What.TELLING)
    assert (task.account_id, task.from_id, task.due_on) == (cast.mo.pk, glass.pk, SOON)
    mo = browse(cast.mo)
    address = f"/waiting/emergency/{glass.pk}/"
    assert address in mo.get("/waiting/").content.decode()
    assert "Decide again" in mo.get(address).content.decode()
    late = mo.post(address, {"telling": "held", "telling_why": ""}).content.decode()
    assert "Say why they are not told yet." in late
    assert mo.post(address, {"telling": "shown"}).status_code == 302
    assert tasks(cast, what=Task.What.TELLING) == []
    with acting(cast.ade_account.pk):
        assert BreakGlass.objects.get().telling == "shown"
    assert "Decide again" not in mo.get(address).content.decode()


def test_nobody_decides_about_telling_of_their_own_opening(cast: Cast) -> None:
    glass = opened(cast)
    with acting(cast.charlie.pk), pytest.raises(PermissionDenied):
        decide_telling(glass=glass, telling="shown", by=cast.charlie)
    with acting(cast.mo.pk), pytest.raises(ValidationError, match="Nobody has said yet"):
        decide_telling(glass=glass, telling="shown", by=cast.mo)


def test_a_second_review_does_not_write_over_the_first(cast: Cast) -> None:
    glass = told_later(cast)
    with acting(cast.protection.pk), pytest.raises(ValidationError, match="Somebody else has"):
        grants.review_break_glass(
            glass=glass, outcome="wrong", words="x", telling="shown", by=cast.protection
        )
    with acting(cast.mo.pk):
        assert BreakGlass.objects.get().outcome == "right"


def protected(cast: Cast) -> Protection:
    with acting(cast.alice.pk):
        fact = record_fact(
            person=cast.ade, kind=FactKind.PHONE, value="0113 496 0101", by=cast.alice
        )
        return protect_fact(fact=fact, from_whom="Jan", why="Danger", review_on=SOON, by=cast.alice)


def test_what_is_kept_safe_is_looked_at_again(cast: Cast, browse: Browse, days_pass: Pass) -> None:
    kept = protected(cast)
    days_pass(31)
    assert (jobs.look_again(0), jobs.look_again(0)) == (1, 0)
    (task,) = tasks(cast)
    assert (task.what, task.account_id) == (Task.What.PROTECTION, cast.alice.pk)
    alice = browse(cast.alice)
    address = f"/people/{cast.ade.pk}/about/protected/{kept.pk}/keep/"
    assert address in alice.get("/waiting/").content.decode()
    page = alice.get(address).content.decode()
    assert "It is kept from: Jan. Danger." in page
    past = alice.post(address, {"review_on": in_words(TODAY)}).content.decode()
    assert "Choose a day to come" in past
    later = TODAY + timedelta(days=90)
    assert alice.post(address, {"review_on": in_words(later)}).status_code == 302
    assert tasks(cast) == []
    with acting(cast.alice.pk):
        assert Protection.objects.get().review_on == later
    assert browse(cast.charlie).get(address).status_code == 404


def test_what_is_no_longer_kept_safe_is_not_asked_about(cast: Cast, days_pass: Pass) -> None:
    kept = protected(cast)
    days_pass(31)
    assert jobs.look_again(0) == 1
    with acting(cast.bob.pk):
        kept = Protection.objects.select_related("fact__person").get()
        end_protection(protection=kept, why="He has moved", by=cast.bob)
    assert tasks(cast) == []
    assert jobs.look_again(0) == 0
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="ended this since"):
        keep_protecting(protection=kept, review_on=TODAY + timedelta(days=90), by=cast.alice)


def test_a_need_is_asked_about_again_by_whoever_works_with_them(
    cast: Cast, browse: Browse, days_pass: Pass
) -> None:
    with acting(cast.bob.pk):
        need = record_need(person=cast.ade, words="Ring first", review_on=SOON, by=cast.bob)
    days_pass(31)
    assert (jobs.look_again(0), jobs.look_again(0)) == (1, 0)
    (task,) = tasks(cast)
    assert (task.what, task.account_id) == (Task.What.NEED, cast.alice.pk)
    address = f"/people/{cast.ade.pk}/about/needs/{need.pk}/ask-again/"
    assert address in browse(cast.alice).get("/waiting/").content.decode()
    with acting(cast.bob.pk):  # whoever asks again, it is done for all
        review_need(need=need, is_right=True, review_on=TODAY + timedelta(days=90), by=cast.bob)
    assert tasks(cast) == []
