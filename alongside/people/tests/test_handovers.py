"""A handover moves the grants with it, once, and every refusal says what to do."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection
from django.utils import timezone

from alongside.accounts.models import Account, Team
from alongside.foundation.actor import acting
from alongside.people.access import person_to_open
from alongside.people.actions import grants, handovers
from alongside.people.actions.handovers import Whom
from alongside.people.models import Bar, Basis, Grant, Handover, HandoverLine, Person
from alongside.record.models import Task
from tests.cast import Cast, account, join, person

pytestmark = pytest.mark.django_db
What = HandoverLine.What
WHY = "She has moved house, and your team works there."


@pytest.fixture
def omar(cast: Cast) -> Account:
    """The manager of the other team."""
    with acting(cast.system.pk):
        made = account("staff", "Omar", "Team manager", ("manager",))
        join(made, cast.children, is_manager=True)
    return made


def offers(cast: Cast, to: Whom, by: Account | None = None, **more: Any) -> Handover:
    by = by or cast.alice
    usual: dict[str, Any] = {
        "person": cast.ade,
        "kind": "transfer",
        "reason": WHY,
        "basis": "public-task",
    }
    with acting(by.pk):
        return handovers.offer(**(usual | more), to=to, by=by)


def answers(by: Account, made: Handover, is_accepted: bool = True, **more: Any) -> HandoverLine:
    with acting(by.pk):
        return handovers.answer(handover=made, is_accepted=is_accepted, by=by, **more)


def says(by: Account, made: Handover, what: str, words: str = "It was the wrong Ade.") -> Any:
    with acting(by.pk):
        return handovers.say(handover=made, what=what, words=words, by=by)


def standing(cast: Cast, person: Person) -> set[tuple[Any, ...]]:
    """Who works with somebody now: the grants as they are told, without their ids."""
    with acting(cast.system.pk):
        found = Grant.objects.filter(person=person, until__gt=timezone.now(), rung__gt=0)
        return set(found.values_list("account__email", "team__name", "rung", "basis", "until"))


def test_a_transfer_gives_to_one_and_ends_with_the_other(cast: Cast, omar: Account) -> None:
    before = standing(cast, cast.ade)
    made = offers(cast, Whom(team=cast.children))
    assert standing(cast, cast.ade) == before
    with acting(cast.charlie.pk):
        assert Task.objects.get(from_id=made.pk).person_id is None
    answers(cast.charlie, made)
    told = {(who or team, rung, basis) for who, team, rung, basis, _ in standing(cast, cast.ade)}
    assert told == {
        ("Children, West", 2, "allocated"),
        ("omar@northmere.example", 3, "supervises"),
    }
    with acting(cast.charlie.pk):
        assert Task.objects.get(from_id=made.pk).done_at
        assert Person.objects.visible_to(cast.charlie).filter(pk=cast.ade.pk).exists()
    with acting(cast.alice.pk):
        assert not Person.objects.visible_to(cast.alice).filter(pk=cast.ade.pk).exists()


def test_an_undoing_restores_exactly_what_was(cast: Cast, omar: Account) -> None:
    before = standing(cast, cast.ade)
    made = offers(cast, Whom(account=cast.charlie))
    answers(cast.charlie, made)
    assert standing(cast, cast.ade) != before
    with acting(cast.charlie.pk):
        person_to_open(cast.charlie, cast.ade.pk)
    with acting(cast.mo.pk), connection.cursor() as cursor:
        assert says(cast.mo, made, What.UNDONE).what == "undone"
        cursor.execute("select what from gate.seen_by_handover(%s)", [made.pk])
        assert cursor.fetchall() == [("person opened",)]
    assert standing(cast, cast.ade) == before
    with pytest.raises(ValidationError, match="Mo undid this at"):
        says(omar, made, What.UNDONE)


def test_who_hands_over_may_stay_until_a_day_that_is_said(cast: Cast) -> None:
    made = offers(cast, Whom(account=cast.charlie))
    answers(cast.charlie, made, last_day=timezone.localdate() + timedelta(days=3))
    with acting(cast.alice.pk):
        mine = Grant.objects.get(person=cast.ade, account=cast.alice)
        assert timedelta(days=2) < mine.until - timezone.now() < timedelta(days=5)
    before = standing(cast, cast.ade)
    says(cast.mo, made, What.UNDONE)
    after = {one for one in standing(cast, cast.ade) if one[0] == cast.alice.email}
    assert [one[4].year for one in after] == [9999]
    assert after != {one for one in before if one[0] == cast.alice.email}


def test_asked_for_it_is_answered_by_who_works_with_them(cast: Cast) -> None:
    with acting(cast.mo.pk):
        handovers.offer(
            person=cast.ade, kind="share", to=Whom(cast.charlie), reason=WHY, basis="public-task",
            last_day=timezone.localdate(), by=cast.mo,
        )  # fmt: skip
    with acting(cast.charlie.pk):
        shared = Handover.objects.get(kind="share")
    answers(cast.charlie, shared)
    made = offers(
        cast, Whom(cast.charlie), by=cast.charlie, kind="ask", giver=Whom(account=cast.alice)
    )
    with pytest.raises(PermissionDenied):
        answers(cast.charlie, made)
    answers(cast.alice, made)
    told = {who for who, _, _, basis, _ in standing(cast, cast.ade) if basis == "allocated"}
    assert told == {cast.charlie.email}


def test_what_is_shared_for_a_time_ends_with_its_day(cast: Cast) -> None:
    made = offers(cast, Whom(cast.charlie), kind="share", last_day=timezone.localdate())
    answers(cast.charlie, made)
    with acting(cast.charlie.pk):
        mine = Grant.objects.get(person=cast.ade, account=cast.charlie)
        assert (mine.basis, mine.rung) == ("asked and given", 2)
        assert mine.until - timezone.now() <= timedelta(days=1, hours=1)
    says(cast.charlie, made, What.DONE)
    with acting(cast.alice.pk):
        assert Grant.objects.get(person=cast.ade, account=cast.charlie).until <= timezone.now()


def test_at_risk_of_harm_it_opens_at_once_and_the_reason_is_owed(cast: Cast) -> None:
    with acting(cast.alice.pk):
        made = handovers.open_now(person=cast.ade, to=Whom(team=cast.children), by=cast.alice)
        owed = Task.objects.get(from_id=made.pk)
        assert (owed.what, owed.account_id, owed.done_at) == ("reason owed", cast.alice.pk, None)
        assert owed.due_on is not None
        assert owed.due_on > timezone.localdate()
    with acting(cast.charlie.pk):
        assert Person.objects.visible_to(cast.charlie).filter(pk=cast.ade.pk).exists()
    says(cast.alice, made, What.REASON, "He was alone, and the door stood open.")
    with acting(cast.alice.pk):
        assert Task.objects.get(from_id=made.pk).done_at
    with pytest.raises(ValidationError, match="Alice gave the reason at"):
        says(cast.alice, made, What.REASON)


def test_the_second_of_two_managers_is_told_who_and_when(cast: Cast, omar: Account) -> None:
    made = offers(cast, Whom(team=cast.children))
    answers(omar, made)
    for again in (True, False):
        with pytest.raises(ValidationError, match=r"Omar accepted this at \d\d:\d\d on"):
            answers(cast.charlie, made, again, words="No room")
    with acting(cast.system.pk):
        assert Grant.objects.filter(person=cast.ade, team=cast.children).count() == 1


def test_declined_with_a_reason_or_taken_back_moves_nothing(cast: Cast) -> None:
    before = standing(cast, cast.ade)
    made = offers(cast, Whom(cast.charlie))
    with pytest.raises(ValidationError, match="Say why"):
        answers(cast.charlie, made, False)
    answers(cast.charlie, made, False, words="I have no room this month.")
    again = offers(cast, Whom(cast.charlie))
    says(cast.alice, again, What.WITHDRAWN, "")
    with pytest.raises(ValidationError, match="Alice took this back at"):
        answers(cast.charlie, again)
    assert standing(cast, cast.ade) == before


def empty_team(cast: Cast) -> Whom:
    with acting(cast.system.pk):
        return Whom(team=Team.objects.create(name="Adults, closed", kind="adults"))


def left(cast: Cast) -> Whom:
    with acting(cast.system.pk):
        Account.objects.filter(pk=cast.charlie.pk).update(is_active=False)
    return Whom(cast.charlie)


def barred(cast: Cast) -> Whom:
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.charlie, ground=Bar.Ground.FAMILY, by=cast.mo)
    return Whom(cast.charlie)


def died(cast: Cast) -> Whom:
    with acting(cast.mo.pk):
        Person.objects.filter(pk=cast.ade.pk).update(state="died")
    return Whom(cast.charlie)


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        (empty_team, "Nobody is in that team any more"),
        (left, "Their account is closed"),
        (barred, "They are kept out of this record"),
        (died, "They have died"),
        (lambda cast: Whom(cast.alice), "That is where it is already"),
        (lambda cast: Whom(cast.sam), "A partner agency can be asked to help"),
        (lambda cast: Whom(cast.pat), "Choose somebody who works here"),
    ],
    ids=["closed team", "left", "barred", "died", "oneself", "partner", "proxy"],
)
def test_each_refusal_has_its_sentence(cast: Cast, to: Any, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        offers(cast, to(cast))


def test_what_happened_since_is_asked_again_when_it_is_accepted(cast: Cast) -> None:
    gone = offers(cast, Whom(cast.bob), kind="refer", giver=Whom(cast.alice))
    made = offers(cast, Whom(team=cast.children))
    with acting(cast.alice.pk):
        Grant.objects.filter(person=cast.ade, account=cast.alice).update(until=timezone.now())
    with pytest.raises(ValidationError, match="does not work with them any more"):
        answers(cast.charlie, made)
    died(cast)
    with pytest.raises(ValidationError, match="They have died"):
        answers(cast.bob, gone)
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    with pytest.raises(DatabaseError, match="not yours to answer"):
        answers(cast.bob, gone)


def test_offered_twice_it_waits_once(cast: Cast) -> None:
    offers(cast, Whom(cast.charlie))
    with pytest.raises(ValidationError, match="waits for their answer already"):
        offers(cast, Whom(cast.charlie))


def test_a_sealed_record_is_not_offered(cast: Cast) -> None:
    with acting(cast.system.pk):
        keeper = account(
            "staff", "Delroy", "Adoption worker", ("adoption-records-officer", "social-worker")
        )
    with acting(keeper.pk), connection.cursor() as cursor:
        cursor.execute("select gate.unlist(%s)", [cast.ade.pk])
    with pytest.raises(ValidationError, match="Whoever keeps this record"):
        offers(cast, Whom(cast.charlie))


def test_who_is_there_for_a_time_hands_nothing_on(cast: Cast) -> None:
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=cast.ade.pk, reason="He rang and has fallen.", by=cast.charlie)
    with pytest.raises(ValidationError, match="emergency"):
        offers(cast, Whom(team=cast.adults), by=cast.charlie)


def test_nobody_is_left_without_anybody(cast: Cast) -> None:
    made = offers(cast, Whom(cast.charlie), kind="refer", person=cast.temi)
    answers(cast.charlie, made)
    with acting(cast.alice.pk):
        for one in Grant.objects.filter(person=cast.temi, account=cast.alice):
            grants.end_grant(grant=one, by=cast.alice)
    with acting(cast.charlie.pk):
        teams = Grant.objects.filter(person=cast.temi, team=cast.children)
        assert teams.exists()
    with pytest.raises(ValidationError, match="Nobody would work with them then"):
        says(cast.charlie, made, What.DONE)


def test_a_leaver_with_forty_people_is_handed_over_in_one_act(cast: Cast) -> None:
    with acting(cast.system.pk):
        forty = [person(f"Person {n}", None, worker=cast.bob, by=cast.system) for n in range(40)]
        for one in forty:
            grants.allocate(person=one, account=cast.mo, basis=Basis.SUPERVISES, by=cast.system)
    with acting(cast.mo.pk):
        chosen = [(one, Whom(cast.alice if n % 2 else cast.charlie)) for n, one in enumerate(forty)]
        handovers.hand_all_over(giver=cast.bob, people=chosen, reason="Bob leaves.", by=cast.mo)
    for one in forty:
        who = {who for who, _, _, basis, _ in standing(cast, one) if basis == "allocated"}
        assert who in ({cast.alice.email}, {cast.charlie.email})
    with acting(cast.system.pk):
        assert not Grant.objects.filter(account=cast.bob, until__gt=timezone.now()).exists()


def test_nobody_answers_what_they_offered_as_one_of_a_team(cast: Cast) -> None:
    made = offers(cast, Whom(team=cast.adults))
    with pytest.raises(PermissionDenied):
        answers(cast.alice, made)
    answers(cast.bob, made)


def test_who_may_not_see_it_any_more_shares_nothing(cast: Cast) -> None:
    made = offers(cast, Whom(cast.charlie), kind="share", last_day=timezone.localdate())
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.alice, ground=Bar.Ground.FAMILY, by=cast.mo)
    with pytest.raises(ValidationError, match="does not work with them any more"):
        answers(cast.charlie, made)


def test_a_manager_of_who_only_helps_sees_no_more_than_they(cast: Cast, omar: Account) -> None:
    answers(cast.charlie, offers(cast, Whom(cast.charlie), kind="refer"))
    told = {(who, rung) for who, _, rung, _, _ in standing(cast, cast.ade)}
    assert (omar.email, 2) in told
    assert (cast.mo.email, 3) in told


def test_nobody_assigns_in_the_name_of_another_team(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        offers(cast, Whom(cast.bob), by=cast.mo, kind="assign", giver=Whom(team=cast.children))
