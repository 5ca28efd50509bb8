"""Saying that a record is not for oneself; what waited goes on, and nobody is left without."""

import pytest
from django.core.exceptions import ValidationError

from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Bar, Grant
from alongside.record.actions import place_hold
from alongside.record.models import Hold, Task
from tests.attacks.attacker import changes, reads
from tests.browsing import Browse
from tests.cast import Cast, join

from .conftest import Trail

pytestmark = pytest.mark.django_db


def test_a_worker_keeps_themselves_out(cast: Cast, browse: Browse, trailed: Trail) -> None:
    bob, page = browse(cast.bob), f"/people/{cast.ade.pk}/who-may-see/keep-me-out/"
    assert page in bob.get(f"/people/{cast.ade.pk}/who-may-see/").content.decode()
    assert "The person asked for it" not in bob.get(page).content.decode()
    assert "Choose why." in bob.post(page, {"reason": ""}).content.decode()
    assert "put right" in bob.post(page, {"ground": "objection"}).content.decode()
    given = {"ground": "family", "reason": "He is my uncle"}
    assert bob.post(page, given)["Location"] == "/"
    assert bob.get(f"/people/{cast.ade.pk}/").status_code == 404
    assert bob.get(page).status_code == 404
    assert "kept out" in trailed(cast.ade, cast.bob)
    with acting(cast.mo.pk):
        kept = Bar.objects.get(account=cast.bob)
        assert (kept.given_by, kept.reason) == (cast.bob, "He is my uncle")
    assert browse(cast.charlie).get(page).status_code == 404


def waiting_with_mo(cast: Cast) -> Task:
    """A decision about Ade that waits with his manager."""
    with acting(cast.alice.pk):
        row = {"person": cast.ade, "account": cast.mo, "from_id": cast.ade.pk}
        return Task.objects.create(what=Task.What.DECIDE_HELD, made_by=cast.alice, **row)


def test_what_waits_with_whoever_is_kept_out_is_handed_on(cast: Cast, trailed: Trail) -> None:
    task = waiting_with_mo(cast)
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, ground=Bar.Ground.CONFLICT, account=cast.mo, by=cast.mo)
        assert not Task.objects.filter(account=cast.mo).exists()
    with acting(cast.alice.pk):
        task.refresh_from_db()
        assert (task.account, task.team) == (None, cast.adults)
    assert "task handed on" in trailed(cast.ade, cast.mo)


def test_another_manager_of_the_team_comes_before_the_team(cast: Cast) -> None:
    task = waiting_with_mo(cast)
    with acting(cast.system.pk):
        join(cast.charlie, cast.adults, is_manager=True)
        grants.bar(person=cast.ade, ground=Bar.Ground.FAMILY, account=cast.mo, by=cast.system)
    with acting(cast.charlie.pk):
        assert Task.objects.get(pk=task.pk).account == cast.charlie


def test_the_last_who_may_open_a_record_stays(cast: Cast) -> None:
    with acting(cast.alice.pk):
        only = Grant.objects.get(person=cast.temi, account=cast.alice)
        with pytest.raises(ValidationError, match="Nobody else is let in"):
            grants.end_grant(grant=only, why="I leave", by=cast.alice)
        grants.allocate(person=cast.temi, team=cast.adults, by=cast.alice)
        grants.end_grant(grant=only, why="I leave", by=cast.alice)
    with acting(cast.bob.pk):
        assert Grant.objects.filter(person=cast.temi, team=cast.adults).exists()


def test_a_hold_is_not_read_or_ended_by_whoever_is_kept_out(cast: Cast) -> None:
    officer = cast.protection
    with acting(officer.pk):
        place_hold(person=cast.ade, ground=Hold.Ground.POLICE, why="A case", by=officer)
    look = "select why from record_hold where person_id = %s"
    ends = "update record_hold set ended_at = now() where person_id = %s"
    assert reads(officer, look, [cast.ade.pk]) == ["A case"]
    with acting(cast.system.pk):
        grants.bar(person=cast.ade, ground=Bar.Ground.FAMILY, account=officer, by=cast.system)
    assert reads(officer, look, [cast.ade.pk]) == []
    assert changes(officer, ends, [cast.ade.pk]) == 0
    assert reads(cast.alice, look, [cast.ade.pk]) == ["A case"]
