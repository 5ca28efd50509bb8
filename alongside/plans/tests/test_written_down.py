"""What is agreed stands on the record as an entry, for everybody for whom it is."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from alongside.foundation.actor import acting
from alongside.people.actions.around import add_relationship
from alongside.plans import access
from alongside.plans.actions import Voice, end_plan
from alongside.plans.models import Line, Sheet
from alongside.record.access import entry_to_amend, entry_to_view, reading
from alongside.record.actions import amend_entry
from alongside.record.actions.moving import move_misfiled_entry
from alongside.record.actions.writing import Words
from alongside.record.models import About, Clock, Entry, Misfiled, Task
from tests.browsing import Browse
from tests.cast import Cast

from .agreeing import worded
from .closed import begun_then_closed
from .conftest import Agreed, Trail, day, sent, whole

pytestmark = pytest.mark.django_db


def test_each_voice_stands_for_itself_in_the_record(
    cast: Cast, agreed: Agreed, trailed: Trail
) -> None:
    pat = Voice("differs", "Pat, his sister", "One day at the centre.")
    own = Voice("agrees", "Ade", "That is what I said.", is_own=True)
    made = agreed(voices=[own, pat], wording=worded(there="Ade and Alice"))
    with acting(cast.alice.pk):
        read = reading(entry_to_view(cast.alice, made.pk))
        assert (read.entry.kind, read.version.title) == ("plan", "Care and support plan")
        assert read.version.there == "Ade and Alice"
        wanted, together, who = read.parts
        assert (wanted.sort, wanted.text) == ("own words", "I want to cook for my sister again.")
        assert "- Buy the rice (Ade Bankole)" in together.text
        assert "We will know by this: Temi has eaten." in together.text
        assert "- Pat, his sister sees it differently: “One day at the centre.”" in who.text
    assert {"plan agreed", "entry finished"} <= set(trailed(cast.ade))
    with acting(cast.ade_account.pk):  # agreed with him, so it is his to read
        assert entry_to_view(cast.ade_account, made.pk)


def test_what_is_not_their_own_is_told_as_ours(cast: Cast, agreed: Agreed) -> None:
    made = agreed(wording=worded(wanted_is_ours=True))
    with acting(cast.alice.pk):
        assert reading(entry_to_view(cast.alice, made.pk)).parts[0].sort == "opinion"


def test_agreeing_starts_a_clock_and_looking_again_meets_it(cast: Cast, agreed: Agreed) -> None:
    made = agreed(agreed_on=day(-3))
    with acting(cast.alice.pk):
        light = Clock.objects.get(entry_id=made.pk)
        assert light.rule == "care-plan-review-light"
    again = agreed(plan=made.plan, seen=1)
    with acting(cast.alice.pk):
        light.refresh_from_db()
        assert (light.met_by_id, light.done_on) == (again.pk, day(0))
        assert Clock.objects.get(entry_id=again.pk).rule == "care-plan-review"


@pytest.mark.parametrize("kind", ["safety", "early-help", "pathway"])
def test_other_kinds_of_plan_start_and_meet_nothing_for_an_adult(
    cast: Cast, agreed: Agreed, kind: str
) -> None:
    agreed()
    made = agreed(kind=kind)
    again = agreed(kind=kind, plan=made.plan, seen=1)
    with acting(cast.alice.pk):
        assert not Clock.objects.filter(entry_id__in=[made.pk, again.pk]).exists()
        assert Clock.objects.get().done_on is None


def test_what_was_agreed_leads_to_the_plan(cast: Cast, agreed: Agreed, browse: Browse) -> None:
    made = agreed()
    html = browse(cast.alice).get(f"/entries/{made.pk}/").content.decode()
    assert f'href="/plans/versions/{made.pk}/"' in html
    assert "Change this note" not in html
    leads = browse(cast.alice).get(f"/plans/versions/{made.pk}/")
    assert leads.headers["Location"] == f"/plans/{made.plan}/?version=1"
    assert browse(cast.charlie).get(f"/plans/versions/{made.pk}/").status_code == 404


def test_nobody_changes_what_was_agreed_behind_the_plan(cast: Cast, agreed: Agreed) -> None:
    made = agreed()
    with acting(cast.alice.pk):
        with pytest.raises(PermissionDenied, match="look at the plan again"):
            entry_to_amend(cast.alice, made.pk)
        words = [Words("fact", "Something else")]
        with pytest.raises(PermissionDenied, match="look at the plan again"):
            amend_entry(
                entry=Entry.objects.get(), base=1, parts=words, why="Because", by=cast.alice
            )


def test_agreed_twice_it_is_one_entry(cast: Cast, agreed: Agreed) -> None:
    made = agreed()
    assert agreed(id=made.pk).pk == made.pk
    with acting(cast.alice.pk):
        assert Entry.objects.count() == Sheet.objects.count() == 1


def test_a_plan_for_two_of_a_family_stands_in_both_records(
    cast: Cast, agreed: Agreed, browse: Browse
) -> None:
    made = agreed(others=[cast.temi])
    with acting(cast.alice.pk):
        abouts = {one.person_id: one for one in About.objects.filter(entry_id=made.pk)}
        assert set(abouts) == {cast.ade.pk, cast.temi.pk}
        assert {one.sharing for one in abouts.values()} == {"held"}  # a manager looks first
        wanted, *rest = reading(entry_to_view(cast.alice, made.pk)).parts
        assert wanted.about == [cast.ade.pk]  # his own words are nobody else’s
        assert all(set(one.about) == set(abouts) for one in rest)
        assert access.also_for(made) == [cast.temi]
        assert [one.id for one in access.plans_with(cast.temi, cast.alice)] == [made.plan]
    alice = browse(cast.alice)
    html = alice.get(f"/people/{cast.temi.pk}/plans/").content.decode()
    assert "Care and support plan, with Ade Bankole" in html
    assert "<b>Also for</b>Temi Bankole" in alice.get(f"/plans/{made.plan}/").content.decode()
    agreed(plan=made.plan, seen=1)  # by somebody who may not have seen her
    with acting(cast.alice.pk):
        (left,) = access.plans_with(cast.temi, cast.alice)
    assert (left.sheet.pk, left.is_newest) == (made.pk, False)
    html = alice.get(f"/people/{cast.temi.pk}/plans/").content.decode()
    assert "Looked at again since, without Temi." in html
    assert f"/plans/versions/{made.pk}/" in html
    with acting(cast.bob.pk):  # who works with Ade alone
        assert access.also_for(made) == []


def test_the_page_offers_those_around_somebody_and_nobody_else(cast: Cast, browse: Browse) -> None:
    alice, address = browse(cast.alice), f"/people/{cast.ade.pk}/plans/begin/care-and-support/"
    assert "Who else in the family" not in alice.get(address).content.decode()
    with acting(cast.alice.pk):
        add_relationship(
            person=cast.ade, other=cast.temi, called="Temi", kind="sibling", by=cast.alice
        )
    answer = sent(alice, address, **whole(others=[str(cast.temi.pk)]))
    assert answer.status_code == 302
    with acting(cast.alice.pk):
        assert access.also_for(Sheet.objects.get()) == [cast.temi]
    forged = sent(alice, address, **whole(others=[str(cast.stranger.pk)]))
    assert "not somebody in whose record you may write" in forged.content.decode()


def test_out_of_the_wrong_record_with_all_its_versions(cast: Cast, agreed: Agreed) -> None:
    made = agreed(others=[cast.temi])
    agreed(plan=made.plan, seen=1)
    with acting(cast.alice.pk):
        end_plan(plan=made.plan, is_misplaced=True, words="It is Bob’s.", by=cast.alice)
        assert not About.objects.filter(removed_at=None).exists()
        assert Misfiled.objects.count() == 3
    with acting(cast.ade_account.pk):
        assert not Entry.objects.exists()
        assert not Sheet.objects.exists()
    with acting(cast.protection.pk):  # who had looked is asked
        assert Task.objects.filter(person=cast.ade).exists()


def test_an_entry_out_of_the_wrong_record_takes_its_plan_along(cast: Cast, agreed: Agreed) -> None:
    made = agreed()
    again = agreed(plan=made.plan, seen=1)
    with acting(cast.alice.pk):
        move_misfiled_entry(
            entry=Entry.objects.get(pk=again.pk), wrong=cast.ade, right=None, why="Not his",
            by=cast.alice,
        )  # fmt: skip
        assert not About.objects.filter(removed_at=None).exists()
        with pytest.raises(Http404):
            access.plan_to_view(cast.alice, made.plan)
        assert Line.objects.filter(what="out").count() == 1


def test_a_colleague_does_not_take_out_what_somebody_else_agreed(
    cast: Cast, agreed: Agreed
) -> None:
    made = agreed()
    with acting(cast.bob.pk):
        with pytest.raises(ValidationError, match="so a manager takes it out"):
            end_plan(plan=made.plan, is_misplaced=True, words="Not his.", by=cast.bob)
        assert not access.plan_to_view(cast.bob, made.plan).end
    with acting(cast.mo.pk):
        end_plan(plan=made.plan, is_misplaced=True, words="Not his.", by=cast.mo)
    with acting(cast.bob.pk), pytest.raises(Http404):
        access.plan_to_view(cast.bob, made.plan)


@pytest.mark.parametrize("is_review", [False, True])
def test_a_draft_whose_record_closed_is_read_under_what_was_asked(
    cast: Cast, agreed: Agreed, browse: Browse, is_review: Any
) -> None:
    plan = agreed().plan if is_review else None
    html = begun_then_closed(cast, browse, plan)
    for words in ("What the person wants", "The sea", "What is needed", "A ramp", "Step 1"):
        assert words in html
    assert "the person’s own" in html
    assert "Ade Bankole" not in html.split("<main")[1]
