"""A plan is read by whoever reads its entry: not what is held, restricted or not disclosed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Bar
from alongside.plans import access
from alongside.plans.models import Line, Sheet
from alongside.record.actions import decide_sharing, name_reader, restrict_entry, second_decision
from alongside.record.models import About, Entry, Sharing, SharingDecision
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Agreed

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=30)
REASON = "He rang and said that he has fallen, and nobody who works with him answers."


def opened(account: Account, plan: Sheet) -> bool:
    """Whether they find it by the page, and the database gives it to them at all."""
    with acting(account.pk), connection.cursor() as cursor:
        cursor.execute("select count(*) from plans_sheet where id = %s", [plan.pk])
        there = cursor.fetchone() == (1,)
        said = Line.objects.filter(sheet=plan).exists()
        try:
            access.plan_to_view(account, plan.plan, plan.number)
        except Http404:
            assert not there
            assert not said
            return False
        assert there
        assert said
        return True


def my_plans(cast: Cast, browse: Browse) -> str:
    return str(browse(cast.ade_account).get("/my/plans/").content.decode())


def restrict(cast: Cast, made: Sheet) -> None:
    with acting(cast.alice.pk):
        restrict_entry(
            entry=Entry.objects.get(pk=made.pk), words="An arrest is planned.", until=SOON,
            review_by=cast.mo, by=cast.alice,
        )  # fmt: skip


def test_a_plan_for_two_is_read_by_its_person_once_a_manager_shows_it(
    cast: Cast, agreed: Agreed, browse: Browse
) -> None:
    made = agreed(others=[cast.temi])
    assert opened(cast.alice, made)
    assert not opened(cast.ade_account, made)
    assert "Care and support plan" not in my_plans(cast, browse)
    assert browse(cast.ade_account).get(f"/my/plans/{made.plan}/").status_code == 404
    with acting(cast.mo.pk):
        about = About.objects.get(entry_id=made.pk, person=cast.ade)
        decide_sharing(about=about, sharing=Sharing.SHOWN, by=cast.mo)
    assert opened(cast.ade_account, made)  # whatever is held from his sister
    assert "Care and support plan" in my_plans(cast, browse)


def test_a_plan_agreed_with_them_alone_is_theirs_at_once_until_it_is_not_disclosed(
    cast: Cast, agreed: Agreed, browse: Browse
) -> None:
    made = agreed()
    assert opened(cast.ade_account, made)
    with acting(cast.alice.pk):
        decide_sharing(
            about=About.objects.get(entry_id=made.pk), sharing=Sharing.NOT_DISCLOSED,
            ground="crime", why="An arrest is planned.", review_on=SOON, by=cast.alice,
        )  # fmt: skip
    with acting(cast.mo.pk):
        second_decision(decision=SharingDecision.objects.get(), is_agreed=True, by=cast.mo)
    assert not opened(cast.ade_account, made)
    assert "Care and support plan" not in my_plans(cast, browse)
    assert opened(cast.bob, made)


def test_a_restricted_plan_is_read_by_those_who_read_its_entry(cast: Cast, agreed: Agreed) -> None:
    made = agreed()
    restrict(cast, made)
    assert not opened(cast.bob, made)
    assert opened(cast.mo, made)
    assert opened(cast.alice, made)  # who wrote it
    with acting(cast.alice.pk):
        name_reader(entry=Entry.objects.get(pk=made.pk), account=cast.bob, by=cast.alice)
    assert opened(cast.bob, made)


def test_a_newer_version_that_is_kept_is_not_written_over(cast: Cast, agreed: Agreed) -> None:
    first = agreed()
    second = agreed(plan=first.plan, seen=1)
    restrict(cast, second)
    assert opened(cast.bob, first)
    assert not opened(cast.bob, second)
    with pytest.raises(ValidationError, match="kept to fewer people"):
        agreed(by=cast.bob, plan=first.plan, seen=1)


def test_who_is_kept_from_one_of_the_family_reads_no_plan_for_both(
    cast: Cast, agreed: Agreed
) -> None:
    made = agreed(others=[cast.temi])
    assert opened(cast.bob, made)
    with acting(cast.mo.pk):
        grants.bar(person=cast.temi, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    assert not opened(cast.bob, made)


def test_nothing_is_agreed_into_a_record_that_one_visits(cast: Cast, agreed: Agreed) -> None:
    with acting(cast.bob.pk):
        grants.break_glass(person_id=cast.temi.pk, reason=REASON, by=cast.bob)
    with pytest.raises(ValidationError, match="emergency"):
        agreed(by=cast.bob, others=[cast.temi])
    with acting(cast.alice.pk):
        assert not Sheet.objects.exists()
