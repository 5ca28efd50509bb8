"""A link for somebody without an account, attacked by SQL and by two at once."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import sealer
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import guests
from alongside.people.models import Handover
from tests.cast import Cast, assemble

from . import attacker


@pytest.fixture
def cast() -> Cast:
    with transaction.atomic():
        return assemble()


def ask(cast: Cast) -> Handover:
    with acting(cast.alice.pk):
        return guests.ask_by_link(
            person=cast.ade,
            name="Hana Osei",
            job="GP, Mill Street Surgery",
            reason="x",
            basis="public-task",
            hours=24,
            by=cast.alice,
        )


def link(cast: Cast, made: Handover, **more: Any) -> dict[str, Any]:
    usual = {
        "id": new_id(),
        "handover_id": made.pk,
        "token": "x",
        "code": "x",
        "seat": "",
        "tries": 0,
        "until": timezone.now() + timedelta(hours=1),
        "made_at": timezone.now(),
        "by_id": cast.alice.pk,
    }
    return usual | more


@pytest.mark.django_db
def test_nobody_makes_a_key_to_another_account_or_for_longer(cast: Cast) -> None:
    with acting(cast.alice.pk):
        with_sam = Handover.objects.filter(to_account=cast.sam).first()
    made = ask(cast)
    wrongs: list[dict[str, Any]] = [
        {"until": timezone.now() + timedelta(hours=80)},
        {"by_id": cast.bob.pk},
        {"opened_at": timezone.now()},
        {"tries": 3},
    ]
    assert attacker.reads(cast.alice, "select count(*) from people_guestlink") == [1]
    for wrong in wrongs:
        assert not attacker.inserts(cast.alice, "people_guestlink", **link(cast, made, **wrong))
    if with_sam is not None:
        assert not attacker.inserts(cast.alice, "people_guestlink", **link(cast, with_sam))
    for account in (cast.charlie, cast.sam, cast.ade_account, cast.protection):
        mine = {"by_id": account.pk}
        assert not attacker.inserts(account, "people_guestlink", **link(cast, made, **mine))


@pytest.mark.django_db
def test_nobody_else_reads_or_turns_a_key(cast: Cast) -> None:
    made = ask(cast)
    guest = Account(pk=made.to_account_id)
    assert attacker.reads(cast.alice, "select id from people_guestlink")
    for account in (cast.charlie, cast.sam, cast.pat, cast.ade_account, guest):
        assert attacker.reads(account, "select id from people_guestlink") == []
    turn = "update people_guestlink set code = 'x'"
    assert attacker.changes(cast.alice, turn) == 1
    for account in (cast.bob, cast.charlie, cast.sam, guest):
        assert attacker.changes(account, turn) == 0
    for column in ("tries = 0", "until = now() + interval '1 year'", "opened_at = null", "seat=''"):
        assert attacker.changes(cast.alice, f"update people_guestlink set {column}") == 0
    assert attacker.changes(cast.alice, "delete from people_guestlink") == 0


@pytest.mark.django_db
def test_a_guest_reads_nothing_but_what_is_listed(cast: Cast) -> None:
    made = ask(cast)
    guest = Account(pk=made.to_account_id)
    for table in ("people_person", "people_fact", "record_entry", "record_part", "people_consent"):
        assert attacker.reads(guest, f"select id from {table}") == []
    assert attacker.reads(guest, "select id from people_handover") == [made.pk]
    assert len(attacker.reads(guest, "select id from people_grant")) == 1


@pytest.mark.django_db
def test_who_may_let_nobody_in_makes_no_account_for_a_link(cast: Cast) -> None:
    row = {
        "password": "", "kind": "partner", "is_active": True, "is_demo": False,
        "made_at": timezone.now(),
    }  # fmt: skip
    for account in (cast.sam, cast.ade_account, cast.pat):
        told = {**row, "id": new_id(), "email": "x@link.invalid"}
        assert not attacker.inserts(account, "accounts_account", **told)
    told = {**row, "id": new_id(), "email": "somebody@elsewhere.example"}
    assert not attacker.inserts(cast.alice, "accounts_account", **told)


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_once_one_comes_in(cast: Cast) -> None:
    with transaction.atomic():
        made = ask(cast)
    with acting(cast.alice.pk), transaction.atomic():
        token = guests.make_guest_link(handover=made, by=cast.alice)
        code = guests.make_guest_code(handover=made, by=cast.alice)
    start, found = Barrier(2), []

    def come() -> None:
        try:
            start.wait()
            found.append(Client().post(f"/sign-in/guest/{token}/", {"code": code}).status_code)
        finally:
            connections.close_all()

    threads = [Thread(target=come) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [200, 410]


def opened(cast: Cast) -> tuple[str, str, Handover]:
    """A link and its code, for good."""
    with transaction.atomic():
        made = ask(cast)
    with acting(cast.alice.pk), transaction.atomic():
        token = guests.make_guest_link(handover=made, by=cast.alice)
        code = guests.make_guest_code(handover=made, by=cast.alice)
    return f"/sign-in/guest/{token}/", code, made


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("column", "minutes"), [("opened_at", 31), ("until", 24 * 60)])
def test_it_ends_with_its_time(cast: Cast, column: str, minutes: int) -> None:
    url, code, _ = opened(cast)
    client = Client()
    assert client.post(url, {"code": code}).status_code == 200
    assert client.get(url).status_code == 200
    with sealer.connect("alongside_owner") as owner:
        owner.execute(
            f"update people_guestlink set {column} = {column} - interval '{minutes} minutes'"
        )
    assert client.get(url).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_many_who_guess_at_once_have_five_tries_together(cast: Cast) -> None:
    url, code, _ = opened(cast)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    start, found = Barrier(8), []

    def guess() -> None:
        try:
            start.wait()
            found.append(Client().post(url, {"code": wrong}).status_code)
        finally:
            connections.close_all()

    threads = [Thread(target=guess) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    # Whoever finds the count of requests in another's hands is sent away, and tried nothing.
    away = found.count(429)
    assert len(found) == 8
    assert found.count(200) <= 4
    assert found.count(200) + found.count(410) == 8 - away
    for _ in range(away):
        Client().post(url, {"code": wrong})
    assert Client().post(url, {"code": code}).status_code == 410


@pytest.mark.django_db
def test_an_account_for_a_link_is_shared_with_once(cast: Cast) -> None:
    made = ask(cast)
    row: dict[str, Any] = {
        "id": new_id(), "kind": "share", "person_id": cast.temi.pk, "rung": 2,
        "from_account_id": cast.alice.pk, "to_account_id": made.to_account_id,
        "reason": "x", "basis": "public-task",
        "last_day": timezone.localdate(), "by_id": cast.alice.pk, "at": timezone.now(),
    }  # fmt: skip
    with_sam = {"to_account_id": cast.sam.pk}
    again: dict[str, Any] = {"person_id": cast.ade.pk}
    for wrong in ({}, again, {**again, "kind": "refer"}):
        assert not attacker.inserts(cast.alice, "people_handover", **row | wrong)
    other = {**row, **with_sam, "person_id": cast.ade.pk, "kind": "refer"}
    assert attacker.inserts(cast.alice, "people_handover", **other)


@pytest.mark.django_db
def test_only_who_answered_makes_a_task_of_it(cast: Cast) -> None:
    made = ask(cast)
    tell = "select gate.tell_of_answer(%s, current_date)"
    guest = Account(pk=made.to_account_id)
    for account in (guest, cast.sam, cast.pat, cast.ade_account, cast.alice):
        attacker.reads(account, tell, [made.pk])
    assert attacker.reads(cast.alice, "select id from record_task where what = 'answered'") == []
