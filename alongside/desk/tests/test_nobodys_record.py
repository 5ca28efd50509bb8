"""Whoever asks to see a record is answered by somebody, also where nobody works with the person."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.accounts.models import Account, Membership
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import AccessRequest, Bar, Basis, Grant, Person
from alongside.record.actions import hand_on_astray, ready_clock
from alongside.record.models import Task
from tests.attacks.attacker import grants as writes_grant
from tests.browsing import Browse
from tests.cast import Cast, account

from .conftest import Trail

pytestmark = pytest.mark.django_db
WHY = "She came to the library with her brother, whom I work with."
Ask = Callable[..., AccessRequest]


@pytest.fixture
def ask(cast: Cast) -> Ask:
    """Bob asks to see somebody's record; the stranger's, unless told otherwise."""

    def asked(person: Person | None = None, by: Account | None = None) -> AccessRequest:
        who = by or cast.bob
        with acting(who.pk):
            person_id = (person or cast.stranger).pk
            return grants.ask_for_access(person_id=person_id, reason=WHY, by=who)

    return asked


def leave(cast: Cast, person: Person) -> None:
    """Whoever was let in is let in no longer."""
    with acting(cast.system.pk):
        for one in Grant.objects.filter(person=person, until__gt=timezone.now()):
            grants.end_grant(grant=one, why="They left", by=cast.system)


def asked_of(cast: Cast, request: AccessRequest) -> set[str]:
    """Who has the task of answering: short names of accounts, and names of teams."""
    with acting(cast.system.pk):
        open_now = Task.objects.filter(from_id=request.pk, done_at=None)
        return {
            one.team.name if one.team else one.account.practitioner.called  # type: ignore[union-attr]
            for one in open_now.select_related("team", "account__practitioner")
        }


def test_a_worker_without_a_team_is_asked_by_name(cast: Cast, ask: Ask) -> None:
    with acting(cast.system.pk):
        Membership.objects.filter(account=cast.charlie).update(until=timezone.now())
    assert asked_of(cast, ask()) == {"Charlie"}


def test_a_team_in_which_somebody_can_answer_is_asked_and_nobody_else(cast: Cast, ask: Ask) -> None:
    assert asked_of(cast, ask(cast.ade, cast.charlie)) == {"Adults, East"}


def test_a_team_that_nobody_is_in_is_not_asked(cast: Cast, ask: Ask) -> None:
    with acting(cast.system.pk):
        grants.allocate(person=cast.stranger, team=cast.adults, by=cast.system)
        Membership.objects.filter(team=cast.adults).update(until=timezone.now())
    assert asked_of(cast, ask()) == {"Charlie"}


def test_who_is_there_for_a_time_does_not_answer(cast: Cast, ask: Ask) -> None:
    leave(cast, cast.stranger)
    with acting(cast.mo.pk):
        grants.break_glass(person_id=cast.stranger.pk, reason=WHY, by=cast.mo)
    assert asked_of(cast, ask()) == {"Priti"}


def test_nobody_s_record_waits_with_all_who_look_after_that(cast: Cast, ask: Ask) -> None:
    leave(cast, cast.stranger)
    with acting(cast.system.pk):
        account("staff", "Rosa", "Principal", ("principal-social-worker",))
        left = account("staff", "Gone", "Data protection officer", ("data-protection-officer",))
        Account.objects.filter(pk=left.pk).update(is_active=False)
        ground = Bar.Ground.FAMILY
        grants.bar(person=cast.stranger, account=cast.protection, ground=ground, by=cast.system)
    assert asked_of(cast, ask()) == {"Rosa"}


def test_where_nobody_has_the_role_it_stays_in_sight_of_who_asked(cast: Cast, ask: Ask) -> None:
    leave(cast, cast.stranger)
    with acting(cast.system.pk):
        Account.objects.filter(pk=cast.protection.pk).update(is_active=False)
    assert asked_of(cast, ask()) == {"Adults, East"}


def test_data_protection_answers_unread_and_a_team_works_with_them_from_now_on(
    cast: Cast, ask: Ask, browse: Browse, trailed: Trail
) -> None:
    leave(cast, cast.stranger)
    request = ask(by=cast.mo)
    browser, address = browse(cast.protection), f"/waiting/access/{request.pk}/"
    waiting = browser.get("/waiting/").content.decode()
    assert address in waiting
    page = browser.get(address).content.decode()
    assert "Nobody works with this person any more." in page
    assert WHY in page
    assert cast.stranger.called not in page + waiting
    yes = {"is_given": "yes", "weeks": "1", "answer": "", "team": ""}
    assert "Choose which team works with them" in browser.post(address, yes).content.decode()
    yes["team"] = f"team {cast.children.pk}"
    assert browser.post(address, yes)["Location"] == "/waiting/"
    assert address not in browser.get("/waiting/").content.decode()
    with acting(cast.system.pk):
        given = Grant.objects.filter(person=cast.stranger, given_by=cast.protection)
        found = {(one.account_id, one.team_id, one.basis, one.rung) for one in given}
        assert found == {
            (cast.mo.pk, None, Basis.REQUEST, 2),
            (None, cast.children.pk, Basis.ALLOCATED, 2),
        }
    assert browse(cast.charlie).get(f"/people/{cast.stranger.pk}/").status_code == 200
    assert browser.get(f"/people/{cast.stranger.pk}/").status_code == 404
    assert "Given" in browser.get(address).content.decode()  # what one answered, one may read again
    assert trailed(cast.stranger, cast.protection).count("access given") == 1
    assert asked_of(cast, ask(by=cast.bob)) == {"Children, West"}


def test_who_is_in_that_team_is_let_in_with_it(cast: Cast, ask: Ask, browse: Browse) -> None:
    leave(cast, cast.stranger)
    request = ask(by=cast.bob)
    yes = {"is_given": "yes", "weeks": "1", "answer": "", "team": f"team {cast.adults.pk}"}
    browse(cast.protection).post(f"/waiting/access/{request.pk}/", yes)
    with acting(cast.system.pk):
        [given] = Grant.objects.filter(person=cast.stranger, given_by=cast.protection)
        assert given.team_id == cast.adults.pk
    assert browse(cast.bob).get(f"/people/{cast.stranger.pk}/").status_code == 200


def test_it_can_be_refused(cast: Cast, ask: Ask, browse: Browse) -> None:
    leave(cast, cast.stranger)
    request = ask()
    no = {"is_given": "no", "weeks": "1", "answer": "Ring me first.", "team": ""}
    browse(cast.protection).post(f"/waiting/access/{request.pk}/", no)
    assert "Ring me first." in browse(cast.bob).get("/waiting/").content.decode()
    with acting(cast.system.pk):
        assert not Grant.objects.filter(given_by=cast.protection).exists()


def test_nobody_else_answers_and_nobody_is_let_in_who_did_not_ask(
    cast: Cast, ask: Ask, browse: Browse
) -> None:
    officer, held = cast.protection, ask(cast.ade, cast.charlie)
    assert browse(officer).get(f"/waiting/access/{held.pk}/").status_code == 404
    leave(cast, cast.stranger)
    request = ask()
    for who in (cast.alice, cast.charlie):
        assert browse(who).get(f"/waiting/access/{request.pk}/").status_code == 404
    one = {"person_id": cast.stranger.pk, "until": timezone.now() + timedelta(days=7)}
    bob = {"account_id": cast.bob.pk, "basis": "asked and given"}
    team = {"team_id": cast.children.pk, "basis": "allocated"}
    assert not writes_grant(officer, **one, **bob)  # not answered yet
    assert not writes_grant(officer, **one, **team)
    with acting(officer.pk):
        AccessRequest.objects.filter(pk=request.pk).update(state="given", answered_by=officer)
    assert not writes_grant(officer, **one, account_id=cast.alice.pk, basis="asked and given")
    assert not writes_grant(officer, **one, account_id=officer.pk, basis="allocated")
    assert not writes_grant(officer, **one, account_id=cast.bob.pk, basis="allocated")
    assert not writes_grant(officer, **one, **(bob | {"rung": 3}))
    assert writes_grant(officer, **one, **bob)
    assert writes_grant(officer, **one, **team)
    assert not writes_grant(officer, **one, **bob)  # the team works with them by now


def test_what_nobody_can_answer_any_more_the_clock_hands_on_once(
    cast: Cast, ask: Ask, trailed: Trail
) -> None:
    request = ask()
    assert asked_of(cast, request) == {"Charlie"}
    leave(cast, cast.stranger)
    clock = ready_clock()
    with acting(clock.pk):
        assert hand_on_astray(by=clock) == 1
        assert hand_on_astray(by=clock) == 0
    assert asked_of(cast, request) == {"Charlie", "Priti"}
    assert "task handed on" in trailed(by=clock)


def test_the_words_of_a_stub_say_that_no_team_works_with_them(
    cast: Cast, browse: Browse, ask: Ask
) -> None:
    from alongside.people.finding import elsewhere_token

    leave(cast, cast.stranger)
    address = f"/elsewhere/{elsewhere_token(cast.stranger.pk, cast.bob)}/"
    page = browse(cast.bob).get(address).content.decode()
    assert "no team works with them now" in page
    assert "Ask to see it" in page
    assert cast.stranger.called not in page
