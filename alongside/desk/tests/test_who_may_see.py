"""Who may see a record, for those who keep it: sentences, letting in, ending and keeping out."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Bar, Basis, Grant, Rung
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail

pytestmark = pytest.mark.django_db


def test_whoever_was_given_a_record_lets_their_own_worker_in(cast: Cast, browse: Browse) -> None:
    with acting(cast.charlie.pk):
        grants.allocate(person=cast.stranger, account=cast.mo, by=cast.charlie)
    add = f"/people/{cast.stranger.pk}/who-may-see/add/"
    page = browse(cast.mo).get(add).content.decode()
    assert "with what is restricted" not in page
    assert (
        "with what is restricted"
        in browse(cast.mo).get(f"/people/{cast.ade.pk}/who-may-see/add/").content.decode()
    )
    answers = {"who": f"account {cast.alice.pk}", "rung": "2", "reason": "She moves to us"}
    assert browse(cast.mo).post(add, answers).status_code == 302
    with acting(cast.alice.pk):
        there = Grant.objects.filter(person=cast.stranger)
        assert there.filter(account=cast.alice, rung=2, basis="allocated").exists()
        assert there.get(account=cast.mo, basis="supervises").rung == Rung.RECORD
    answers |= {"rung": "3"}
    assert browse(cast.mo).post(add, answers).status_code == 200  # nobody gives more than they have


def test_whoever_was_let_in_for_a_time_lets_nobody_in(cast: Cast, browse: Browse) -> None:
    with acting(cast.charlie.pk):
        given = Basis.REQUEST
        grants.allocate(person=cast.stranger, account=cast.mo, basis=given, by=cast.charlie)
    browser, base = browse(cast.mo), f"/people/{cast.stranger.pk}/who-may-see/"
    page = browser.get(base).content.decode()
    assert "You were let in for a time." in page
    assert page.count("End it") == 1  # one's own
    assert f"{base}add/" not in page
    answer = browser.post(
        f"{base}add/", {"who": f"account {cast.mo.pk}", "rung": "2", "reason": ""}
    )
    assert answer.status_code == 403
    with acting(cast.mo.pk):
        there = Grant.objects.filter(account=cast.mo, person=cast.stranger)
        assert [one.basis for one in there] == [Basis.REQUEST]


def address(cast: Cast, more: str = "") -> str:
    """The page about Ade, or one below it."""
    return f"/people/{cast.ade.pk}/who-may-see/{more}"


def grant_of(cast: Cast, name: str) -> Grant:
    """The grant of one of the cast on Ade's record."""
    with acting(cast.system.pk):
        return Grant.objects.get(person=cast.ade, account=getattr(cast, name))


def test_a_sentence_for_each(cast: Cast, browse: Browse, trailed: Trail) -> None:
    page = browse(cast.bob).get(address(cast)).content.decode()
    for words in (
        "Alice",
        "Adults, East",
        "Mo",
        "Pat, his sister",
        "Lends equipment",
        "Works with",
    ):
        assert words in page
    assert f"{grant_of(cast, 'alice').pk}/end/" not in page  # who was allocated is a manager’s
    assert f"{grant_of(cast, 'pat').pk}/end/" in page  # who lets them in from outside ends it too
    assert "Keep somebody out" not in page
    assert "End it" in browse(cast.mo).get(address(cast)).content.decode()
    assert "who may see opened" in trailed(cast.ade, cast.bob)


def test_strangers_find_nothing(cast: Cast, browse: Browse) -> None:
    end = f"{grant_of(cast, 'alice').pk}/end/"
    for account in (cast.charlie, cast.protection, cast.pat, cast.sam, cast.ade_account):
        for more in ("", "add/", "keep-out/", end):
            assert browse(account).get(address(cast, more)).status_code == 404


def test_the_contact_rung_does_not_read_it(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        grants.allocate(person=cast.ade, account=cast.charlie, rung=Rung.CONTACT, by=cast.alice)
    assert browse(cast.charlie).get(address(cast)).status_code == 403


def test_a_manager_lets_somebody_in(cast: Cast, browse: Browse, trailed: Trail) -> None:
    browser = browse(cast.mo)
    assert "Choose somebody." in browser.post(address(cast, "add/"), {"rung": "2"}).content.decode()
    given = {"who": f"account {cast.charlie.pk}", "rung": "2", "reason": "Moves to his team."}
    assert browser.post(address(cast, "add/"), given)["Location"] == address(cast)
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 200
    assert "Moves to his team." in browser.get(address(cast)).content.decode()
    assert "access given" in trailed(cast.ade, cast.mo)
    assert browse(cast.bob).post(address(cast, "add/"), given).status_code == 403


@pytest.mark.parametrize("who", ["", "nobody", "account 1", "team x", "account"])
def test_odd_answers_are_refused(cast: Cast, browse: Browse, who: str) -> None:
    response = browse(cast.mo).post(address(cast, "add/"), {"who": who, "rung": "2"})
    assert response.status_code == 200
    assert "put right" in response.content.decode()


def test_only_those_who_work_here_are_let_in(cast: Cast, browse: Browse) -> None:
    for account in (cast.sam, cast.pat, cast.ade_account):
        given = {"who": f"account {account.pk}", "rung": "2", "reason": ""}
        assert browse(cast.mo).post(address(cast, "add/"), given).status_code == 200


def test_somebody_is_kept_out_and_not_let_in_again(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    given = {"who": f"account {cast.bob.pk}", "ground": "family", "reason": "His cousin."}
    assert browse(cast.mo).post(address(cast, "keep-out/"), given).status_code == 302
    assert browse(cast.bob).get(f"/people/{cast.ade.pk}/").status_code == 404
    assert "His cousin." in browse(cast.mo).get(address(cast)).content.decode()
    page = browse(cast.alice).get(address(cast)).content.decode()
    assert "Bob" in page  # who, and not why
    assert "His cousin." not in page
    assert Bar.Ground.FAMILY.label not in page
    with acting(cast.mo.pk):
        assert Bar.objects.get().given_by_id == cast.mo.pk
    back = browse(cast.mo).post(
        address(cast, "add/"), {"who": f"account {cast.bob.pk}", "rung": "2", "reason": ""}
    )
    assert "kept out of this record" in back.content.decode()
    assert browse(cast.alice).post(address(cast, "keep-out/"), given).status_code == 403
    assert "kept out" in trailed(cast.ade, cast.mo)


def test_access_ends_with_a_reason(cast: Cast, browse: Browse, trailed: Trail) -> None:
    end = address(cast, f"{grant_of(cast, 'sam').pk}/end/")
    allocated = address(cast, f"{grant_of(cast, 'alice').pk}/end/")
    assert browse(cast.bob).post(allocated, {"why": "No."}).status_code == 403
    assert "put right" in browse(cast.mo).post(end, {"why": ""}).content.decode()
    assert browse(cast.mo).post(end, {"why": "The loan is over."})["Location"] == address(cast)
    assert browse(cast.mo).post(end, {"why": "The loan is over."}).status_code == 404
    assert "Lends equipment" not in browse(cast.mo).get(address(cast)).content.decode()
    assert "access ended" in trailed(cast.ade, cast.mo)


def test_one_ends_ones_own(cast: Cast, browse: Browse) -> None:
    end = address(cast, f"{grant_of(cast, 'alice').pk}/end/")
    assert browse(cast.alice).post(end, {"why": "I have moved on."})["Location"] == "/"


def test_a_grant_of_somebody_else_is_not_reached_through_this_person(
    cast: Cast, browse: Browse
) -> None:
    with acting(cast.system.pk):
        other = Grant.objects.get(person=cast.stranger)
    end = address(cast, f"{other.pk}/end/")
    assert browse(cast.mo).post(end, {"why": "x"}).status_code == 404


def test_many_grants_cost_what_few_cost(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.mo)
    browser.get(address(cast))
    with CaptureQueriesContext(connection) as few:
        browser.get(address(cast))
    with acting(cast.mo.pk):
        for account in (cast.bob, cast.charlie):
            grants.allocate(person=cast.ade, account=account, by=cast.mo)
            grants.bar(person=cast.ade, account=account, ground=Bar.Ground.FAMILY, by=cast.mo)
    with CaptureQueriesContext(connection) as many:
        browser.get(address(cast))
    assert len(many) == len(few)


def test_they_are_kept_out_no_longer_with_a_reason(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    with acting(cast.mo.pk):
        kept = grants.bar(
            person=cast.ade, account=cast.bob, ground=Bar.Ground.OBJECTION, by=cast.mo
        )
    end = address(cast, f"keep-out/{kept.pk}/end/")
    assert browse(cast.bob).get(end).status_code == 404
    assert browse(cast.alice).post(end, {"why": "x"}).status_code == 403
    manager = browse(cast.mo)
    assert end in manager.get(address(cast)).content.decode()
    assert end not in browse(cast.alice).get(address(cast)).content.decode()
    assert "put right" in manager.post(end, {"why": " "}).content.decode()
    assert manager.post(end, {"why": "Ade has changed his mind."})["Location"] == address(cast)
    assert browse(cast.bob).get(f"/people/{cast.ade.pk}/").status_code == 200
    with acting(cast.mo.pk):
        kept.refresh_from_db()
        assert (kept.ended_by_id, kept.ended_why) == (cast.mo.pk, "Ade has changed his mind.")
    assert manager.get(end).status_code == 404
    assert "kept out no longer" in trailed(cast.ade, cast.mo)


def test_a_bar_of_another_record_is_not_reached_through_this_person(
    cast: Cast, browse: Browse
) -> None:
    with acting(cast.system.pk):
        other = grants.bar(
            person=cast.stranger, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.system
        )
    end = address(cast, f"keep-out/{other.pk}/end/")
    assert browse(cast.mo).post(end, {"why": "x"}).status_code == 404


def test_nobody_ends_what_keeps_them_out(cast: Cast) -> None:
    with acting(cast.system.pk):
        own = grants.bar(person=cast.ade, account=cast.mo, ground=Bar.Ground.FAMILY, by=cast.system)
    with acting(cast.mo.pk), pytest.raises(PermissionDenied):
        grants.end_bar(bar=own, why="I think it is fine.", by=cast.mo)
    with acting(cast.system.pk):
        assert Bar.objects.get(pk=own.pk).ended_by_id is None
