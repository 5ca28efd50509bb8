"""Asked and given stays for a time: whoever was let in because they asked lets nobody in."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants as actions
from alongside.people.actions import handovers
from alongside.people.models import Bar, Grant, Person, Rung
from alongside.record.actions.listing import list_entry
from tests.attacks.attacker import changes, entry, grants, inserts, reads
from tests.cast import Cast, account, join

pytestmark = pytest.mark.django_db
WHY = "I work with her brother, who lives with her"


@pytest.fixture
def mo(cast: Cast) -> Account:
    """A manager of another team, who asked Charlie and was let in for four weeks."""
    with acting(cast.mo.pk):
        asked = actions.ask_for_access(person_id=cast.stranger.pk, reason=WHY, by=cast.mo)
    with acting(cast.charlie.pk):
        actions.answer_access(request=asked, is_given=True, by=cast.charlie)
    return cast.mo


def test_they_read_and_write(cast: Cast, mo: Account) -> None:
    found = entry(cast.charlie, [cast.stranger])
    assert reads(mo, "select id from record_entry where id = %s", [found])
    assert entry(mo, [cast.stranger])


def test_they_let_nobody_in_and_stay_no_longer(cast: Cast, mo: Account) -> None:
    later = timezone.now() + timedelta(days=40)
    for who in (mo, cast.bob, cast.alice):
        for basis in ("allocated", "asked and given", "supervises", "rights request", "duty"):
            one = {"person_id": cast.stranger.pk, "account_id": who.pk, "basis": basis}
            assert not grants(mo, **one), (who.email, basis)
            assert not grants(mo, **one, until=later, rung=1), (who.email, basis)
    assert not grants(mo, person_id=cast.stranger.pk, team_id=cast.adults.pk, basis="team")
    outside = {"person_id": cast.stranger.pk, "account_id": cast.pat.pk, "rung": 0}
    assert not grants(mo, **outside, basis="acting for them")
    longer = "update people_grant set until = %s where account_id = %s and person_id = %s"
    assert not changes(mo, longer, [FOR_EVER, mo.pk, cast.stranger.pk])


def test_they_turn_nobody_out_and_keep_nobody_out(cast: Cast, mo: Account) -> None:
    end = "update people_grant set until = now() where person_id = %s and account_id = %s"
    assert not changes(mo, end, [cast.stranger.pk, cast.charlie.pk])
    now = timezone.now()
    row = {"id": new_id(), "person_id": cast.stranger.pk, "account_id": cast.charlie.pk}
    ends = {"starts": now, "until": FOR_EVER, "given_by_id": mo.pk, "ended_why": "", "reason": ""}
    assert not inserts(mo, "people_bar", **row, **ends, ground="objection")


def test_they_answer_nobody_who_asks(cast: Cast, mo: Account) -> None:
    with acting(cast.bob.pk):
        asked = actions.ask_for_access(person_id=cast.stranger.pk, reason=WHY, by=cast.bob)
    said = "update people_accessrequest set state = 'given' where id = %s"
    assert not changes(mo, said, [asked.pk])
    assert changes(cast.charlie, said, [asked.pk])


def test_the_actions_say_why_not(cast: Cast, mo: Account) -> None:
    with acting(mo.pk):
        them = Person.objects.get(pk=cast.stranger.pk)
        theirs = Grant.objects.get(person=them, account=cast.charlie)
        for refused in (
            lambda: actions.allocate(person=them, account=mo, by=mo),
            lambda: actions.end_grant(grant=theirs, why="x", by=mo),
            lambda: actions.bar(person=them, ground=Bar.Ground.FAMILY, account=cast.charlie, by=mo),
            lambda: actions.let_act_for(person=them, account=cast.pat, called="Pat", by=mo),
        ):
            with pytest.raises(ValidationError, match="let in for a time"):
                refused()
        mine = Grant.objects.get(person=them, account=mo)
        actions.end_grant(grant=mine, why="It is over", by=mo)
    assert not reads(mo, "select id from people_person where id = %s", [them.pk])


def test_who_is_let_in_to_work_with_them_decides_like_anybody(cast: Cast, mo: Account) -> None:
    with acting(cast.charlie.pk):
        actions.allocate(person=cast.stranger, account=mo, by=cast.charlie)
    with acting(mo.pk):
        assert actions.allocate(person=cast.stranger, account=cast.alice, by=mo)


def test_nobody_makes_themselves_a_request_that_was_given(cast: Cast) -> None:
    row = {"id": new_id(), "person_id": cast.stranger.pk, "asked_by_id": cast.mo.pk}
    now = {"asked_at": timezone.now(), "reason": WHY, "answer": ""}
    given = {"state": "given", "answered_by_id": cast.mo.pk}
    assert not inserts(cast.mo, "people_accessrequest", **row, **now, **given)
    assert inserts(cast.mo, "people_accessrequest", **row, **now, state="waiting")


def test_only_whoever_lets_people_in_lists_an_entry_for_them(cast: Cast) -> None:
    """A reader of the record whose role does not include it lists nothing, by SQL either."""
    found = entry(cast.alice, [cast.ade])
    with acting(cast.system.pk):
        actions.allocate(person=cast.ade, account=cast.protection, by=cast.system)
    [pat] = reads(cast.alice, "select id from people_grant where account_id = %s", [cast.pat.pk])
    row = {"grant_id": pat, "person_id": cast.ade.pk, "entry_id": found, "fact": "", "why": ""}
    made = {"at": timezone.now()}
    for who, may in ((cast.protection, False), (cast.alice, True), (cast.ade_account, True)):
        assert inserts(who, "people_shared", id=new_id(), **row, **made, by_id=who.pk) is may


def test_listing_is_refused_in_words(cast: Cast) -> None:
    found = entry(cast.alice, [cast.ade])
    with acting(cast.system.pk):
        actions.allocate(person=cast.ade, account=cast.protection, by=cast.system)
    with acting(cast.protection.pk):
        pat = Grant.objects.get(person=cast.ade, account=cast.pat)
        with pytest.raises(PermissionDenied, match="not part of your role"):
            actions.list_for(grant=pat, entry_id=found, by=cast.protection)
        with pytest.raises(PermissionDenied, match="not part of your role"):
            list_entry(grant=pat, entry_id=found, why="Ade said so", by=cast.protection)


@pytest.fixture
def omar(cast: Cast) -> Account:
    """The manager of a team with which a record of another team was shared for a time."""
    with acting(cast.system.pk):
        made = account("staff", "Omar", "Team manager", ("manager", "social-worker"))
        join(made, cast.children, is_manager=True)
    with acting(cast.alice.pk):
        to = handovers.Whom(team=cast.children)
        handovers.open_now(person=cast.ade, to=to, by=cast.alice)
    return made


def test_what_is_shared_with_a_team_is_a_visit_of_everybody_in_it(
    cast: Cast, omar: Account
) -> None:
    asks = "select gate.only_visits(%s), gate.may_open_to(%s)"
    assert reads(omar, "select id from people_person where id = %s", [cast.ade.pk])
    assert entry(omar, [cast.ade])
    for who in (omar, cast.charlie):
        assert reads(who, asks, [cast.ade.pk, cast.ade.pk]) == [True]
        assert reads(who, "select gate.may_open_to(%s)", [cast.ade.pk]) == [False]
        assert reads(who, "select gate.only_by_glass(%s)", [cast.ade.pk]) == [False]
        for basis in ("allocated", "asked and given", "supervises", "team"):
            one = {"person_id": cast.ade.pk, "account_id": who.pk, "basis": basis}
            assert not grants(who, **one), (who.email, basis)
        end = "update people_grant set until = now() where person_id = %s and account_id = %s"
        assert not changes(who, end, [cast.ade.pk, cast.alice.pk])
    with acting(omar.pk):
        them = Person.objects.get(pk=cast.ade.pk)
        theirs = Grant.objects.get(person=them, account=cast.alice)
        for refused in (
            lambda: handovers.assign(person=them, account=omar, rung=Rung.RECORD, by=omar),
            lambda: actions.end_grant(grant=theirs, why="x", by=omar),
            lambda: actions.bar(person=them, ground=Bar.Ground.FAMILY, account=cast.bob, by=omar),
            lambda: actions.let_act_for(person=them, account=cast.pat, called="Pat", by=omar),
        ):
            with pytest.raises(ValidationError, match="let in for a time"):
                refused()


def test_an_emergency_beside_it_is_no_more_than_a_visit(cast: Cast, omar: Account) -> None:
    with acting(omar.pk):
        actions.break_glass(person_id=cast.ade.pk, reason="He has fallen at home.", by=omar)
    assert reads(omar, "select gate.only_visits(%s)", [cast.ade.pk]) == [True]
    assert reads(omar, "select gate.only_by_glass(%s)", [cast.ade.pk]) == [False]
