"""Agreeing a plan by the action: versions, who may, what is refused, and what stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants, lives
from alongside.people.models import Bar
from alongside.plans import access, telling
from alongside.plans.actions import Voice, answer_plan, end_plan, say_of_step
from alongside.plans.models import Line, Sheet
from alongside.plans.wording import Step, from_data
from tests.cast import Cast

from .agreeing import worded
from .conftest import Agreed, Trail, day

pytestmark = pytest.mark.django_db
REASON = "He rang and said that he has fallen, and nobody who works with him answers."


def test_a_plan_is_agreed_and_read_by_those_who_reach_the_record(
    cast: Cast, agreed: Agreed, trailed: Trail
) -> None:
    made = agreed()
    for account in (cast.alice, cast.bob, cast.mo, cast.ade_account):
        with acting(account.pk):
            found = access.plan_to_view(account, made.plan)
            assert found.wording == worded()
            assert [one.what for one in found.voices] == ["agrees"]
    for account in (cast.charlie, cast.pat, cast.sam, cast.protection):
        with acting(account.pk), pytest.raises(Http404):
            access.plan_to_view(account, made.plan)
    assert "plan agreed" in trailed(cast.ade)


def test_the_same_words_agreed_twice_are_one_plan(cast: Cast, agreed: Agreed) -> None:
    id = new_id()
    assert agreed(id=id).pk == agreed(id=id).pk
    with acting(cast.alice.pk):
        assert Sheet.objects.count() == 1
        assert Line.objects.count() == 1


def test_looking_again_makes_the_next_version_and_the_first_stays(
    cast: Cast, agreed: Agreed, trailed: Trail
) -> None:
    first = agreed()
    second = agreed(plan=first.plan, seen=1, wording=worded(wanted="Now I cook."))
    assert (second.number, second.plan) == (2, first.plan)
    with acting(cast.bob.pk):
        assert access.plan_to_view(cast.bob, first.plan).wording.wanted == "Now I cook."
        before = access.plan_to_view(cast.bob, first.plan, 1)
        assert before.wording == worded()
        assert not before.is_newest
        with pytest.raises(Http404):
            access.plan_to_view(cast.bob, first.plan, 3)
    assert "plan reviewed" in trailed(cast.ade)


def test_two_who_change_one_plan_are_told_and_nothing_is_written_over(
    cast: Cast, agreed: Agreed
) -> None:
    first = agreed()
    agreed(by=cast.bob, plan=first.plan, seen=1, wording=worded(wanted="Bob’s"))
    with pytest.raises(ValidationError, match="Bob agreed version 2"):
        agreed(plan=first.plan, seen=1, wording=worded(wanted="Alice’s"))
    third = agreed(plan=first.plan, seen=2, wording=worded(wanted="Alice’s"))
    assert third.number == 3
    with acting(cast.alice.pk):
        wanted = [from_data(one.content).wanted for one in Sheet.objects.order_by("number")]
    assert wanted[1:] == ["Bob’s", "Alice’s"]


def test_a_version_is_not_agreed_before_the_one_that_it_follows(cast: Cast, agreed: Agreed) -> None:
    first = agreed()
    with pytest.raises(ValidationError, match="or a later one"):
        agreed(plan=first.plan, seen=1, agreed_on=day(-1))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"wording": worded(goals=(), steps=())}, "Nothing has been agreed yet"),
        ({"kind": "wish-list"}, "no such kind of plan"),
        ({"voices": [Voice("agrees", "Pat")]}, "Say whether the person agrees"),
        ({"agreed_on": day(1), "review_on": day(9)}, "has not come yet"),
        ({"review_on": day(0)}, "not after the day of the plan"),
        ({"wording": worded(strengths="x" * 200_001)}, "longer than a plan can be"),
    ],
)
def test_what_cannot_be_agreed_says_why(
    cast: Cast, agreed: Agreed, told: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        agreed(**told)
    with acting(cast.alice.pk):
        assert not Sheet.objects.exists()


def test_nobody_agrees_a_plan_in_a_record_that_they_do_not_reach(
    cast: Cast, agreed: Agreed
) -> None:
    for account in (cast.charlie, cast.pat, cast.sam, cast.ade_account):
        with pytest.raises(PermissionDenied):
            agreed(by=account)
    mine = agreed()
    for account in (cast.charlie, cast.pat, cast.ade_account):
        with pytest.raises((PermissionDenied, Http404)):
            agreed(by=account, plan=mine.plan, seen=1)


def test_who_is_barred_finds_nothing(cast: Cast, agreed: Agreed) -> None:
    made = agreed()
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    with acting(cast.bob.pk):
        assert not Sheet.objects.exists()
        assert not Line.objects.exists()
        with pytest.raises(Http404):
            access.plan_to_view(cast.bob, made.plan)


def test_a_step_is_done_and_not_done_in_lines_of_their_own(
    cast: Cast, agreed: Agreed, trailed: Trail
) -> None:
    made = agreed()
    told: dict[str, Any] = {"plan": made.plan, "step": "s1", "on": day(0)}
    with acting(cast.ade_account.pk):
        mine = say_of_step(**told, is_done=True, words="I did it", by=cast.ade_account)
        assert mine.is_own
        plan = access.plan_to_view(cast.ade_account, made.plan)
        assert [plan.is_done(one) for one in plan.wording.steps] == [True, False]
    with acting(cast.alice.pk):
        say_of_step(**told, is_done=False, words="The rice was wrong", by=cast.alice)
        say_of_step(**told, is_done=False, words="The rice was wrong", by=cast.alice)
        plan = access.plan_to_view(cast.alice, made.plan)
        assert not plan.is_done(plan.wording.steps[0])
        assert [one.words for one in plan.said_of(Step("s1", ""))] == [
            "The rice was wrong",
            "I did it",
        ]
        with pytest.raises(ValidationError, match="not in the plan any more"):
            say_of_step(**{**told, "step": "s9"}, is_done=True, by=cast.alice)
        with acting(cast.ade_account.pk), pytest.raises(PermissionDenied):  # Alice’s step
            say_of_step(**{**told, "step": "s2"}, is_done=True, by=cast.ade_account)
        with pytest.raises(ValidationError, match="has not come yet"):
            say_of_step(**{**told, "on": day(2)}, is_done=True, by=cast.alice)
    assert {"step done", "step not done"} <= set(trailed(cast.ade))


def test_whoever_is_there_for_a_time_agrees_and_ends_nothing(cast: Cast, agreed: Agreed) -> None:
    made = agreed()
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=cast.ade.pk, reason=REASON, by=cast.charlie)
        plan = access.plan_to_view(cast.charlie, made.plan)
        assert plan.wording == worded()
        with pytest.raises(ValidationError, match="emergency"):
            end_plan(plan=made.plan, is_misplaced=True, words="Mine.", by=cast.charlie)
    with pytest.raises(ValidationError, match="emergency"):
        agreed(by=cast.charlie)


def test_nobody_is_asked_of_somebody_who_has_died(cast: Cast, agreed: Agreed) -> None:
    made = agreed(agreed_on=day(-60), review_on=day(-9))
    with acting(cast.alice.pk):
        plan = access.plan_to_view(cast.alice, made.plan)
        assert len(telling.kindly(plan, "Ade", day(0))) == 1
        lives.record_death(person=cast.ade, died_on=day(-2), by=cast.alice)
        plan = access.plan_to_view(cast.alice, made.plan)
        assert telling.kindly(plan, "Ade", day(0)) == []
        assert not plan.is_late(day(0))
        cast.ade.refresh_from_db()
    with pytest.raises(ValidationError, match="not alive"):
        agreed(plan=made.plan, seen=1)


def test_the_person_says_what_they_think_and_nobody_else_says_it_for_them(
    cast: Cast, agreed: Agreed, trailed: Trail
) -> None:
    made = agreed()
    with acting(cast.ade_account.pk):
        with pytest.raises(ValidationError, match="in your own words"):
            answer_plan(plan=made.plan, agrees=False, seen=1, by=cast.ade_account)
        answer_plan(plan=made.plan, agrees=False, words="Not Sundays.", seen=1, by=cast.ade_account)
    with acting(cast.alice.pk):
        voices = access.plan_to_view(cast.alice, made.plan).voices
        assert [(one.what, one.is_own) for one in voices] == [("agrees", True), ("differs", True)]
        assert [one.is_own_hand for one in voices] == [False, True]
        with pytest.raises(PermissionDenied):
            answer_plan(plan=made.plan, agrees=True, seen=1, by=cast.alice)
    assert "plan answered" in trailed(cast.ade)


def test_what_is_over_stays_readable_and_nothing_follows_it(cast: Cast, agreed: Agreed) -> None:
    made = agreed()
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="Say why"):
            end_plan(plan=made.plan, is_misplaced=False, words="", by=cast.alice)
        end_plan(plan=made.plan, is_misplaced=False, words="He moved.", by=cast.alice)
    with pytest.raises(PermissionDenied, match="over"):
        agreed(plan=made.plan, seen=1)
    with acting(cast.ade_account.pk):
        assert access.plan_to_view(cast.ade_account, made.plan).end
        with pytest.raises(PermissionDenied):
            answer_plan(plan=made.plan, agrees=True, seen=1, by=cast.ade_account)
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="over already"):
            end_plan(plan=made.plan, is_misplaced=False, words="Again.", by=cast.alice)
        end_plan(plan=made.plan, is_misplaced=True, words="It is Temi’s.", by=cast.alice)
    with acting(cast.ade_account.pk), pytest.raises(Http404):
        access.plan_to_view(cast.ade_account, made.plan)
    with acting(cast.mo.pk):
        assert access.plan_to_view(cast.mo, made.plan).over
        with pytest.raises(PermissionDenied, match="already"):
            end_plan(plan=made.plan, is_misplaced=True, words="Again.", by=cast.mo)


def test_the_person_answers_the_version_that_they_have_seen(cast: Cast, agreed: Agreed) -> None:
    made = agreed()
    agreed(plan=made.plan, seen=1)
    with acting(cast.ade_account.pk):
        for seen in (1, None):
            with pytest.raises(ValidationError, match="agreed anew"):
                answer_plan(plan=made.plan, agrees=True, seen=seen, by=cast.ade_account)
        answer_plan(plan=made.plan, agrees=True, seen=2, by=cast.ade_account)


def test_what_counts_is_read_however_much_was_said_since(
    cast: Cast, agreed: Agreed, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = agreed()
    told: dict[str, Any] = {"plan": made.plan, "on": day(0), "by": cast.alice}
    with acting(cast.alice.pk):
        say_of_step(**told, step="s1", is_done=True)
        for n in range(6):
            say_of_step(**told, step="s2", is_done=False, words=str(n))
        monkeypatch.setattr(access, "MOST_LINES", 2)
        plan = access.plan_to_view(cast.alice, made.plan)
    assert [one.what for one in plan.voices] == ["agrees"]
    assert [plan.is_done(one) for one in plan.wording.steps] == [True, False]
    assert [one.words for one in plan.said_of(plan.wording.steps[1])] == ["5", "4"]
    assert plan.left_out == 4


def test_what_stood_in_the_wrong_record_is_out_of_sight_at_once(cast: Cast, agreed: Agreed) -> None:
    made = agreed()
    with acting(cast.alice.pk):
        end_plan(plan=made.plan, is_misplaced=True, words="It is Temi’s.", by=cast.alice)
    for account in (cast.alice, cast.bob, cast.ade_account):
        with acting(account.pk), pytest.raises(Http404):
            access.plan_to_view(account, made.plan)
    with acting(cast.bob.pk):
        (out,) = access.misplaced(cast.ade)
        assert (out.what, out.words, out.who) == ("out", "", "")
    with acting(cast.ade_account.pk):
        assert not Line.objects.exists()
    with acting(cast.mo.pk):  # holds what is restricted
        plan = access.plan_to_view(cast.mo, made.plan)
        assert plan.is_out
        assert plan.over
        assert plan.over.words == "It is Temi’s."


def test_plans_are_listed_by_the_same_two_questions(
    cast: Cast, agreed: Agreed, django_assert_num_queries: Any
) -> None:
    for n in range(3):
        agreed(agreed_on=day(-n), review_on=day(40))
        with acting(cast.alice.pk):
            access.plans_of([cast.ade], cast.alice)  # what is looked up once is
            with django_assert_num_queries(2):
                found = access.plans_of([cast.ade], cast.alice)
        assert len(found) == n + 1
    assert found[0].sheet.agreed_on - found[2].sheet.agreed_on == timedelta(days=2)


def test_of_more_than_a_page_holds_the_latest_begun_are_shown(
    cast: Cast, agreed: Agreed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "MOST", 1)
    older, newer = agreed(kind="safety"), agreed()
    with acting(cast.alice.pk):
        (shown,) = access.plans_of([cast.ade], cast.alice)
    assert older.plan != newer.plan
    assert shown.sheet.plan == newer.plan
