"""What a handover opens is no more than was said, to whoever may say so, and not for longer."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account, Membership
from alongside.desk.access.handovers import givers
from alongside.desk.access.person import working
from alongside.foundation.actor import acting
from alongside.people.actions import consents, grants, handovers, ways_in
from alongside.people.actions.handovers import Whom
from alongside.people.models import Basis, Consent, Grant, Handover, HandoverLine, Rung
from alongside.record.models import Task
from tests.cast import Cast, account, join

pytestmark = pytest.mark.django_db
What = HandoverLine.What


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
        "reason": "She has moved house.",
        "basis": "public-task",
    }
    with acting(by.pk):
        return handovers.offer(**(usual | more), to=to, by=by)


def answers(by: Account, made: Handover, **more: Any) -> HandoverLine:
    with acting(by.pk):
        return handovers.answer(handover=made, is_accepted=True, by=by, **more)


def consent_of(cast: Cast, **more: Any) -> Consent:
    with acting(cast.alice.pk):
        return consents.note_consent(
            person=cast.ade, purpose="x", explained="x", evidence="x", given_by="Ade",
            given_on=timezone.localdate(), by=cast.alice, **more,
        )  # fmt: skip


def test_a_team_reads_along_and_no_more_is_said_of_it(cast: Cast) -> None:
    last = timezone.localdate() + timedelta(days=5)
    made = offers(cast, Whom(team=cast.children), kind="share", last_day=last)
    answers(cast.charlie, made)
    with acting(cast.alice.pk):
        line = {one.called: one.line for one in working(cast.ade)}[cast.children.name]
    assert line == f"Reads along until {last.day} {last:%B %Y}."


def test_no_colleague_hands_over_for_the_team_what_is_anothers(cast: Cast) -> None:
    with acting(cast.bob.pk):
        assert givers(cast.bob, cast.ade) == []
    with pytest.raises(PermissionDenied):
        offers(cast, Whom(cast.charlie), by=cast.bob, giver=Whom(team=cast.adults))
    with acting(cast.mo.pk):
        assert (f"team {cast.adults.pk}", cast.adults.name) in givers(cast.mo, cast.ade)
    offers(cast, Whom(cast.charlie), by=cast.mo, giver=Whom(team=cast.adults))


def test_no_colleague_answers_for_the_team_who_is_anothers(cast: Cast) -> None:
    last = timezone.localdate()
    answers(cast.charlie, offers(cast, Whom(cast.charlie), kind="share", last_day=last))
    made = offers(
        cast, Whom(cast.charlie), by=cast.charlie, kind="ask", giver=Whom(team=cast.adults)
    )
    with pytest.raises(PermissionDenied):
        answers(cast.bob, made)
    answers(cast.alice, made)


@pytest.mark.parametrize("kind", ["transfer", "ask", "assign"])
def test_what_does_not_end_rests_on_no_consent(cast: Cast, kind: str) -> None:
    by = cast.mo if kind == "assign" else cast.alice
    to = Whom(cast.alice) if kind == "ask" else Whom(cast.charlie)
    giver = Whom(team=cast.adults) if kind == "ask" else Whom(by)
    rest = {"basis": "consent", "consent": consent_of(cast)}
    with pytest.raises(ValidationError, match="does not end where they take their yes back"):
        offers(cast, to, by=by, kind=kind, giver=giver, **rest)


def test_who_helps_because_of_a_yes_helps_no_longer_than_it_holds(
    cast: Cast, omar: Account
) -> None:
    consent = consent_of(cast, until=timezone.localdate() + timedelta(days=3))
    made = offers(cast, Whom(cast.charlie), kind="refer", basis="consent", consent=consent)
    gave = answers(cast.charlie, made).gave
    with acting(cast.system.pk):
        found = list(Grant.objects.filter(pk__in=gave))
    assert {one.basis for one in found} == {"allocated", "team", "supervises"}
    for one in found:
        assert one.until - timezone.now() < timedelta(days=5), one


def test_a_new_manager_sees_what_was_accepted_and_not_what_was_offered(
    cast: Cast, omar: Account
) -> None:
    with acting(cast.system.pk):
        grants.allocate(person=cast.ade, account=cast.alice, rung=Rung.RESTRICTED, by=cast.system)
        Grant.objects.filter(person=cast.ade, basis=Basis.SUPERVISES).update(until=timezone.now())
    answers(cast.charlie, offers(cast, Whom(cast.charlie), rung=3), rung=2)
    with acting(cast.system.pk):
        assert Grant.objects.get(person=cast.ade, account=omar, basis=Basis.SUPERVISES).rung == 2


def test_who_manages_no_more_is_given_nothing_again(cast: Cast, omar: Account) -> None:
    made = offers(cast, Whom(cast.charlie))
    answers(cast.charlie, made)
    with acting(cast.system.pk):
        Membership.objects.filter(account=cast.mo).update(until=timezone.now())
    with acting(omar.pk):
        handovers.say(handover=made, what=What.UNDONE, words="The wrong Ade.", by=omar)
    with acting(cast.system.pk):
        again = Grant.objects.filter(person=cast.ade, until__gt=timezone.now())
        assert not again.filter(account=cast.mo).exists()
        assert again.filter(account=cast.alice, basis=Basis.ALLOCATED).exists()


def test_whoever_keeps_a_sealed_record_shares_it_with_a_partner(cast: Cast) -> None:
    roles = ("adoption-records-officer", "social-worker")
    with acting(cast.system.pk):
        keeper = account("staff", "Delroy", "Adoption worker", roles)
        grants.allocate(person=cast.temi, account=keeper, by=cast.system)
    with acting(keeper.pk), connection.cursor() as cursor:
        cursor.execute("select gate.unlist(%s)", [cast.temi.pk])
    until = timezone.now() + timedelta(days=9)
    given: dict[str, Any] = {"person": cast.temi, "account": cast.sam, "until": until}
    with acting(cast.alice.pk), pytest.raises(PermissionDenied):
        ways_in.let_partner_read(**given, reason="Lends a stool", by=cast.alice)
    with acting(keeper.pk):
        grant = ways_in.let_partner_read(**given, reason="Lends a stool", by=keeper)
        assert (grant.basis, grant.rung) == ("partner share", 0)
    with pytest.raises(ValidationError, match="Whoever keeps this record"):
        offers(cast, Whom(cast.charlie), by=keeper, person=cast.temi, kind="refer")


def test_what_was_answered_or_taken_back_waits_for_nobody(cast: Cast) -> None:
    taken = offers(cast, Whom(cast.charlie))
    with acting(cast.mo.pk):
        handovers.say(handover=taken, what=What.WITHDRAWN, by=cast.mo)
    consent = consent_of(cast)
    rests = offers(cast, Whom(cast.charlie), kind="refer", basis="consent", consent=consent)
    with acting(cast.charlie.pk):
        assert Task.objects.get(from_id=taken.pk).done_by_id == cast.mo.pk
        assert Task.objects.get(from_id=rests.pk).done_at is None
    with acting(cast.ade_account.pk):
        consents.withdraw_consent(consent=consent, by=cast.ade_account)
    with acting(cast.charlie.pk):
        assert Task.objects.get(from_id=rests.pk).done_at
