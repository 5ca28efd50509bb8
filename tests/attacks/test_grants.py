"""Nobody lets themselves in: grants, bars, roles, teams and links, with SQL of one's own."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants as actions
from alongside.people.models import Bar, BreakGlass, Grant
from tests.attacks.attacker import changes, entry, grants, inserts, reads
from tests.cast import Cast, assemble
from tests.cast import account as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def made_by_the_system(cast: Cast, kind: str, name: str, *more: Any) -> Account:
    with acting(cast.system.pk):
        return made(kind, name, *more)


def test_staff_let_neither_themselves_nor_their_team_into_a_record(cast: Cast) -> None:
    for basis in ("allocated", "team", "asked and given", "system purpose", "rights request"):
        assert not grants(
            cast.charlie, person_id=cast.ade.pk, account_id=cast.charlie.pk, basis=basis
        )
    assert not grants(cast.charlie, person_id=cast.ade.pk, team_id=cast.children.pk, basis="team")
    assert not grants(cast.mo, person_id=cast.stranger.pk, account_id=cast.mo.pk)


def test_nobody_but_the_system_writes_a_grant_on_everybody(cast: Cast) -> None:
    for who in (cast.alice, cast.mo, cast.ade_account, cast.pat, cast.protection):
        for rung in (0, 1, 3):
            assert not grants(who, account_id=who.pk, rung=rung, basis="duty")
    assert not grants(cast.mo, team_id=cast.adults.pk, rung=1, basis="duty")


def test_a_reader_gives_what_they_have_and_no_more(cast: Cast) -> None:
    assert grants(cast.alice, person_id=cast.ade.pk, account_id=cast.charlie.pk)
    assert not grants(cast.alice, person_id=cast.ade.pk, account_id=cast.charlie.pk, rung=3)
    assert not grants(cast.alice, person_id=cast.ade.pk, account_id=cast.alice.pk, rung=3)
    assert grants(cast.mo, person_id=cast.ade.pk, account_id=cast.bob.pk, rung=3)


def test_a_grant_with_a_rung_is_for_staff_alone(cast: Cast) -> None:
    for who in (cast.pat, cast.sam, cast.ade_account):
        assert not grants(cast.alice, person_id=cast.ade.pk, account_id=who.pk)
        assert not grants(who, person_id=cast.ade.pk, account_id=who.pk)
    assert not grants(
        cast.alice,
        person_id=cast.ade.pk,
        account_id=cast.pat.pk,
        rung=0,
        basis="the person themselves",
    )


def test_even_a_grant_with_a_rung_opens_nothing_to_a_partner_or_to_a_closed_account(
    cast: Cast,
) -> None:
    entry(cast.alice, [cast.ade])
    with acting(cast.system.pk):
        for who in (cast.sam, cast.charlie):
            Grant.objects.create(
                person=cast.ade,
                account=who,
                rung=3,
                basis="allocated",
                starts=timezone.now(),
                until=FOR_EVER,
                given_by=cast.system,
            )
    assert reads(cast.charlie, "select id from record_part")
    assert not reads(cast.sam, "select id from people_person")
    assert not reads(cast.sam, "select id from record_part")
    assert changes(
        cast.system,
        "update accounts_account set is_active = false where id = %s",
        [cast.charlie.pk],
    )
    for table in ("people_person", "record_part", "record_entry", "record_about"):
        assert not reads(cast.charlie, f"select id from {table}")
    with acting(cast.system.pk):
        Grant.objects.create(
            account=cast.sam,
            rung=3,
            basis="duty",
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    assert not reads(cast.sam, "select id from people_person")


def test_a_person_lists_for_proxies_and_partners_on_their_own_record_only(cast: Cast) -> None:
    me, mine = cast.ade_account, cast.ade.pk
    friend = made_by_the_system(cast, "proxy", "friend")
    assert grants(me, person_id=mine, account_id=friend.pk, rung=0, basis="acting for them")
    assert not grants(
        me, person_id=cast.temi.pk, account_id=friend.pk, rung=0, basis="acting for them"
    )
    assert not grants(me, person_id=mine, account_id=cast.charlie.pk, rung=2)
    assert not grants(
        me, person_id=cast.temi.pk, account_id=me.pk, rung=0, basis="the person themselves"
    )


def test_an_emergency_is_ones_own_short_and_needs_the_right(cast: Cast) -> None:
    soon, late = timezone.now() + timedelta(hours=3), timezone.now() + timedelta(days=3)
    glass = {"person_id": cast.ade.pk, "basis": "break-glass", "reason": "He fell"}
    assert not grants(cast.charlie, account_id=cast.charlie.pk, until=late, **glass)
    assert not grants(cast.charlie, account_id=cast.charlie.pk, until=soon, rung=3, **glass)
    assert not grants(cast.charlie, account_id=cast.mo.pk, until=soon, **glass)
    student = made_by_the_system(cast, "staff", "Stu", "Student", ("student-social-worker",))
    assert not grants(student, account_id=student.pk, until=soon, **glass)
    assert grants(cast.charlie, account_id=cast.charlie.pk, until=soon, **glass)
    with acting(student.pk), pytest.raises(PermissionDenied):
        actions.break_glass(person_id=cast.ade.pk, reason="He fell at night", by=student)


def test_nothing_that_has_an_end_is_made_longer(cast: Cast) -> None:
    with acting(cast.charlie.pk):
        actions.break_glass(person_id=cast.ade.pk, reason="He fell at night", by=cast.charlie)
    assert not changes(
        cast.charlie,
        "update people_grant set until = %s where account_id = %s and basis = 'break-glass'",
        [FOR_EVER, cast.charlie.pk],
    )
    with acting(cast.mo.pk):
        actions.end_grant(grant=Grant.objects.get(person=cast.ade, account=cast.alice), by=cast.mo)
    for who in (cast.alice, cast.mo, cast.bob):
        assert not changes(who, "update people_grant set until = %s", [FOR_EVER])
    for table in ("accounts_membership", "accounts_roleheld"):
        assert changes(
            cast.system, f"update {table} set until = now() where account_id = %s", [cast.bob.pk]
        )
        for who in (cast.bob, cast.mo, cast.alice):
            assert not changes(who, f"update {table} set until = %s", [FOR_EVER]), table


def test_a_person_ends_what_they_listed_and_no_worker_s_grant(cast: Cast) -> None:
    end = "update people_grant set until = now() where account_id = %s and person_id = %s"
    assert not changes(cast.ade_account, end, [cast.alice.pk, cast.ade.pk])
    assert changes(cast.ade_account, end, [cast.pat.pk, cast.ade.pk])


def test_the_person_reads_no_emergency_that_they_are_not_told_of(cast: Cast) -> None:
    with acting(cast.charlie.pk):
        actions.break_glass(person_id=cast.ade.pk, reason="She says he hits her", by=cast.charlie)
    seen = "select reason from people_grant where basis = 'break-glass'"
    assert reads(cast.ade_account, seen) == []
    with acting(cast.mo.pk):
        actions.review_break_glass(
            glass=BreakGlass.objects.get(),
            outcome="right",
            words="Right",
            by=cast.mo,
            telling="not disclosed",
            telling_why="A danger to her",
            telling_review_on=timezone.localdate() + timedelta(days=30),
        )
    told = "select what from gate.my_trail(now() + interval '1 minute', 100)"
    assert not {"emergency opening reviewed", "opened in an emergency"} & {
        *reads(cast.ade_account, told)
    }
    assert "task done" not in reads(cast.ade_account, told)
    with acting(cast.mo.pk):
        BreakGlass.objects.update(telling="shown")
    assert reads(cast.ade_account, seen) == ["She says he hits her"]
    assert "emergency opening reviewed" in reads(cast.ade_account, told)


def test_whoever_opened_in_an_emergency_does_not_close_its_review(cast: Cast) -> None:
    with acting(cast.charlie.pk):
        actions.break_glass(person_id=cast.ade.pk, reason="He fell at night", by=cast.charlie)
    assert not changes(
        cast.charlie, "update record_task set done_at = now() where what = 'review break-glass'"
    )
    own = reads(cast.bob, "select id from people_grant where team_id = %s", [cast.adults.pk])
    assert not inserts(
        cast.bob,
        "people_breakglass",
        grant_id=own[0],
        person_id=cast.ade.pk,
        opened_by_id=cast.bob.pk,
        opened_at=timezone.now(),
        outcome="right",
        words="",
        telling="held",
        telling_why="",
    )


def bars(me: Account, who: Account, cast: Cast) -> bool:
    now = timezone.now()
    return inserts(
        me,
        "people_bar",
        id=new_id(),
        person_id=cast.ade.pk,
        account_id=who.pk,
        ground="objection",
        reason="",
        starts=now,
        until=FOR_EVER,
        given_by_id=me.pk,
        ended_why="",
    )


def test_only_whose_role_it_is_keeps_others_out(cast: Cast) -> None:
    assert not bars(cast.charlie, cast.alice, cast)
    assert not bars(cast.bob, cast.alice, cast)
    assert bars(cast.bob, cast.bob, cast)  # a conflict that one declares oneself
    assert bars(cast.mo, cast.alice, cast)
    with acting(cast.charlie.pk), pytest.raises(PermissionDenied):
        actions.bar(person=cast.ade, ground=Bar.Ground.FAMILY, account=cast.alice, by=cast.charlie)


def test_nobody_lifts_or_reads_the_bar_on_themselves(cast: Cast) -> None:
    with acting(cast.system.pk):
        actions.bar(
            person=cast.ade,
            ground=Bar.Ground.FAMILY,
            account=cast.mo,
            reason="She is his former wife",
            by=cast.system,
        )
    assert not reads(cast.mo, "select id from people_bar")
    assert not changes(cast.mo, "update people_bar set until = now()")
    assert not reads(cast.ade_account, "select reason from people_bar")


def test_nobody_takes_a_role_or_joins_a_team(cast: Cast) -> None:
    now = timezone.now()
    admin = made_by_the_system(cast, "staff", "Ada", "Administrator", ("administrator",))
    for who in (cast.alice, cast.mo, cast.ade_account, cast.pat, cast.sam, admin):
        times = {"starts": now, "until": FOR_EVER}
        assert not inserts(
            who,
            "accounts_roleheld",
            id=new_id(),
            account_id=who.pk,
            given_by_id=who.pk,
            role_id="data-protection-officer",
            **times,
        ), who.email
        assert not inserts(
            who,
            "accounts_membership",
            id=new_id(),
            account_id=who.pk,
            team_id=cast.children.pk,
            is_manager=True,
            **times,
        ), who.email
    assert not changes(cast.bob, "update accounts_membership set is_manager = true")


def test_nobody_becomes_somebody_else_by_way_of_their_account(cast: Cast) -> None:
    password = "update accounts_account set password = 'x' where id = %s"
    for who in (cast.ade_account, cast.pat, cast.sam, cast.bob, cast.mo):
        assert not changes(who, password, [cast.alice.pk]), who.email
        assert changes(who, password, [who.pk]), who.email
        assert not inserts(
            who,
            "accounts_signinlink",
            id=new_id(),
            account_id=cast.alice.pk,
            token_hash="0" * 64,
            made_at=timezone.now(),
            until=FOR_EVER,
        ), who.email
        assert not inserts(
            who,
            "accounts_account",
            id=new_id(),
            email=f"new-{who.email}",
            kind="system",
            password="",
            is_active=True,
            is_demo=False,
            made_at=timezone.now(),
        ), who.email
    assert not changes(cast.pat, "update accounts_practitioner set name = 'Alice'")


def test_a_link_that_was_used_stays_used(cast: Cast) -> None:
    made = {"made_at": timezone.now(), "until": FOR_EVER, "token_hash": "0" * 64}
    assert inserts(
        cast.system, "accounts_signinlink", id=new_id(), account_id=cast.alice.pk, **made
    )
    assert changes(cast.bob, "update accounts_signinlink set used_at = now()")
    assert not changes(cast.bob, "update accounts_signinlink set used_at = null")


def test_people_supported_and_proxies_are_no_list_of_addresses(cast: Cast) -> None:
    other = made_by_the_system(cast, "person", "other")
    seen = "select email from accounts_account where kind in ('person', 'proxy')"
    for who in (cast.pat, cast.sam):
        assert other.email not in reads(who, seen)
        assert cast.ade_account.email not in reads(who, seen)
    assert set(reads(cast.ade_account, seen)) == {cast.ade_account.email, cast.pat.email}


def test_which_team_knows_somebody_is_told_to_staff_alone(cast: Cast) -> None:
    for who in (cast.ade_account, cast.pat, cast.sam):
        for function in ("gate.teams_of(%s)", "gate.holders_of(%s)"):
            assert reads(who, f"select * from {function}", [cast.stranger.pk]) == []
    assert reads(cast.bob, "select * from gate.teams_of(%s)", [cast.stranger.pk])
