"""Whoever tries a page that is not for them leaves a line, although the request is undone."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from alongside.accounts.models import Account
from alongside.foundation import refusals
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.finding import elsewhere_token
from alongside.people.models import Bar, Person, Rung
from tests import browsing
from tests.attacks.attacker import entry
from tests.browsing import Browse
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
# With real transactions: what a request wrote is truly gone once it is undone.
for_real = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(db: None) -> Cast:
    with transaction.atomic():
        return assemble()


@pytest.fixture
def browse(db: None) -> Browse:
    def signed_in(account: Account) -> Client:
        with transaction.atomic():
            return browsing.signed_in(account)

    return signed_in


def refused(cast: Cast, by: Account, about: Person | None = None) -> list[dict[str, Any]]:
    """The lines about what was refused to somebody, as data protection reads them."""
    with acting(cast.protection.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select person_id, detail from gate.whole_trail(now() + interval '1 hour', 900, %s)"
            " where what = 'refused' and by_id = %s",
            [about.pk if about else None, by.pk],
        )
        return [{**json.loads(detail), "person": person} for person, detail in cursor.fetchall()]


@pytest.mark.parametrize(
    "page", ["", "about/", "timeline/", "who-may-see/", "write/", "who-may-see/add/", "take-out/"]
)
def test_a_stranger_who_tries_a_record_stays_on_the_trail(
    cast: Cast, browse: Browse, page: str
) -> None:
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/{page}").status_code == 404
    [line] = refused(cast, cast.charlie, cast.ade)
    assert (line["status"], line["method"]) == (404, "GET")


@for_real
def test_what_the_page_itself_wrote_is_undone_and_the_line_stays(
    cast: Cast, browse: Browse
) -> None:
    """The record of somebody whom one may only ring, and an emergency without the right to it."""
    with acting(cast.system.pk), transaction.atomic():
        rung = Rung.CONTACT
        grants.allocate(person=cast.ade, account=cast.charlie, rung=rung, by=cast.system)
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/timeline/").status_code == 403
    [line] = refused(cast, cast.charlie, cast.ade)
    assert line["page"] == "record:timeline"
    assert line["status"] == 403
    token = elsewhere_token(cast.ade.pk, cast.protection)
    answer = browse(cast.protection).post(f"/elsewhere/{token}/open-now/", {"reason": "He fell"})
    assert answer.status_code == 403
    [line] = refused(cast, cast.protection, cast.ade)
    assert line["page"] == "desk:break-glass"


def test_an_emergency_that_is_refused_names_whom_it_was_about(cast: Cast, browse: Browse) -> None:
    """A relative who is kept out tries it by the link of an old search; another may not."""
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.charlie, ground=Bar.Ground.FAMILY, by=cast.mo)
    for who, status in ((cast.charlie, 404), (cast.protection, 403)):
        token = elsewhere_token(cast.ade.pk, who)
        address = f"/elsewhere/{token}/open-now/"
        answer = browse(who).post(address, {"reason": "He is my uncle and he fell"})
        assert answer.status_code == status, address
        [line] = refused(cast, who, cast.ade)
        assert line["page"] == "desk:break-glass"
        assert token not in str(line)


def test_what_is_about_nobody_in_particular_is_noted_too(cast: Cast, browse: Browse) -> None:
    note = entry(cast.alice, [cast.ade])
    browser = browse(cast.charlie)
    assert browser.get(f"/entries/{note}/?q=Bankole").status_code == 404
    assert browser.get("/trail/").status_code == 404
    lines = refused(cast, cast.charlie)
    assert {line["page"] for line in lines} == {"record:entry", "desk:trail"}
    assert str(note) in {line.get("entry_id") for line in lines}
    assert "Bankole" not in str(lines)


def test_somebody_supported_who_tries_the_pages_of_staff(cast: Cast, browse: Browse) -> None:
    assert browse(cast.ade_account).get(f"/people/{cast.temi.pk}/").status_code == 404
    assert len(refused(cast, cast.ade_account, cast.temi)) == 1


def test_the_person_is_not_told_of_it_as_of_an_opening(cast: Cast, browse: Browse) -> None:
    browse(cast.charlie).get(f"/people/{cast.ade.pk}/")
    assert refused(cast, cast.charlie, cast.ade)
    with acting(cast.ade_account.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select by_id from gate.my_trail(now() + interval '1 hour', 100)")
        assert cast.charlie.pk not in {by for (by,) in cursor.fetchall()}


def test_data_protection_reads_which_page_it_was(cast: Cast, browse: Browse) -> None:
    browse(cast.charlie).get(f"/people/{cast.ade.pk}/timeline/")
    page = browse(cast.protection).get("/trail/").content.decode()
    assert "Refused: timeline" in page
    assert "Charlie" in page


def test_knocking_does_not_fill_the_trail(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MOST_A_MINUTE", 4)
    browser = browse(cast.charlie)
    for _ in range(5):
        knock(browser, cast.ade.pk)
    assert len(refused(cast, cast.charlie)) == 1
    for _ in range(9):
        knock(browser, uuid4())
    lines = refused(cast, cast.charlie)
    assert len(lines) == 4
    assert [line.get("more", False) for line in lines].count(True) == 1
    assert not refused(cast, cast.bob)


def knock(browser: Client, person_id: UUID) -> None:
    assert browser.get(f"/people/{person_id}/").status_code == 404


def test_no_line_where_nobody_was_refused_a_page(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.charlie)
    assert browser.get("/no-such-page/").status_code == 404
    assert browser.get("/").status_code == 200
    strict = Client(enforce_csrf_checks=True)
    with acting(cast.charlie.pk), transaction.atomic():
        strict.force_login(cast.charlie, backend="alongside.accounts.adapters.Backend")
    assert strict.post("/find/", {"q": "Ade"}).status_code == 403
    assert Client().get(f"/people/{cast.ade.pk}/").status_code == 302
    assert refused(cast, cast.charlie) == []


@for_real
def test_a_refused_sign_in_is_noted_though_its_request_is_undone(cast: Cast) -> None:
    wrong = {"login": cast.charlie.email, "password": "not this one"}
    Client().post("/sign-in/", wrong)
    with acting(cast.protection.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select what from gate.whole_trail(now() + interval '1 hour', 900, null)")
        assert [what for (what,) in cursor.fetchall()].count("sign-in refused") == 1
