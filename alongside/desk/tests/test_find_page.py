"""Find: one box, why each is close, stubs of what is elsewhere, and what stands behind them."""

import re
from datetime import date, timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.people import finding
from alongside.people.actions import grants
from alongside.people.actions.adding import add_person
from alongside.people.models import AccessRequest, Bar, Grant, Person
from alongside.record.models import Task
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def lukasz(cast: Cast) -> Person:
    """A child whom Alice's team knows, and nobody else."""
    with acting(cast.alice.pk):
        return add_person(
            given="Łukasz",
            family="O’Brien-Nowak",
            born_on=date(2019, 5, 3),
            is_somebody_new=True,
            by=cast.alice,
        )


def search(client: Client, words: str) -> str:
    """What a search answers."""
    response = client.post("/find/", {"q": words})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def token_in(page: str) -> str:
    """The token of the first stub."""
    found = re.search(r"/elsewhere/([^/]+)/", page)
    assert found
    return found[1]


def test_an_empty_page_has_one_box(cast: Cast, browse: Browse) -> None:
    page = browse(cast.alice).get("/find/").content.decode()
    assert "the spelling need not be right" in page
    assert "Every search is noted" in page
    assert 'method="post"' in page


def test_a_misspelt_name_finds_somebody_and_says_why(
    cast: Cast, browse: Browse, lukasz: Person, trailed: Trail
) -> None:
    page = search(browse(cast.alice), "lucas nowack")
    assert "Nobody is spelt exactly like that" in page
    assert "Łukasz O’Brien-Nowak" in page
    assert "Close because" in page
    assert f"/people/{lukasz.pk}/write/" in page
    assert page.index("Łukasz") < page.index("Is it somebody new?")
    assert "searched" in trailed(by=cast.alice)


def test_words_never_stand_in_the_address(cast: Cast, browse: Browse, lukasz: Person) -> None:
    page = browse(cast.alice).get("/find/?q=lukasz").content.decode()
    assert "Łukasz" not in page


@pytest.mark.parametrize("words", ["", "   ", "🥔", "'; drop table people_person; --", "x" * 4_000])
def test_odd_searches_are_answered(cast: Cast, browse: Browse, words: str) -> None:
    assert "Find someone" in search(browse(cast.alice), words)


def test_nothing_found_says_what_to_try(cast: Cast, browse: Browse) -> None:
    page = search(browse(cast.alice), "zzyzx qwerty")
    assert "Nobody whose record you may open is like that" in page
    assert "Add somebody new" in page
    assert "Add somebody new" not in search(browse(cast.protection), "zzyzx qwerty")


def test_too_many_searches_are_refused_in_words(cast: Cast, browse: Browse) -> None:
    with mock.patch.object(finding, "SEARCHES_A_MINUTE", 0):
        page = search(browse(cast.alice), "lukasz")
    assert "a great many searches" in page


def test_elsewhere_is_a_stub_without_a_name(cast: Cast, browse: Browse, lukasz: Person) -> None:
    page = search(browse(cast.charlie), "lukasz nowak")
    assert "Known to another team" in page
    assert "Adults, East" in page
    assert "Ask the team" in page
    assert "open it now for 4 hours" in page
    for words in ("Łukasz", "O’Brien", str(lukasz.pk)):
        assert words not in page


def test_asking_reaches_the_team_once(
    cast: Cast, browse: Browse, lukasz: Person, trailed: Trail
) -> None:
    browser = browse(cast.charlie)
    address = f"/elsewhere/{token_in(search(browser, 'lukasz nowak'))}/"
    assert "Łukasz" not in browser.get(address).content.decode()
    wrong = browser.post(address, {"reason": "  "}).content.decode()
    assert "<title>Error: " in re.sub(r"\s*<title>\s*", "<title>", wrong)
    for _ in range(2):
        sent = browser.post(address, {"reason": "I work with his mother’s sister’s child."})
        assert sent["Location"].startswith("/waiting/")
    with acting(cast.charlie.pk):
        assert AccessRequest.objects.filter(asked_by=cast.charlie).count() == 1
    page = browser.get("/waiting/").content.decode()
    assert "Waiting for an answer" in page
    assert "his mother’s sister’s child" in page
    assert "Łukasz" not in page
    with acting(cast.bob.pk):
        assert Task.objects.filter(what="answer access", team=cast.adults).count() == 1
    assert "access asked" in trailed(lukasz, cast.charlie)


def test_a_token_is_for_one_account_and_a_quarter_of_an_hour(
    cast: Cast, browse: Browse, lukasz: Person
) -> None:
    with acting(cast.charlie.pk):
        token = finding.elsewhere_token(lukasz.pk, cast.charlie)
    for account in (cast.protection, cast.bob):
        assert browse(account).get(f"/elsewhere/{token}/").status_code == 404
    assert browse(cast.charlie).get(f"/elsewhere/{token}x/").status_code == 404
    with mock.patch.object(finding, "STUB_LASTS", timedelta(seconds=-1)):
        late = browse(cast.charlie).post(f"/elsewhere/{token}/", {"reason": "My long reason."})
        other = browse(cast.bob).get(f"/elsewhere/{token}/")
    assert late.status_code == 410
    assert "My long reason." in late.content.decode()
    assert "Nothing was sent" in late.content.decode()
    assert other.status_code == 404


def test_opening_in_an_emergency(
    cast: Cast, browse: Browse, lukasz: Person, trailed: Trail
) -> None:
    browser = browse(cast.charlie)
    address = f"/elsewhere/{token_in(search(browser, 'lukasz nowak'))}/open-now/"
    assert browser.get(f"/people/{lukasz.pk}/").status_code == 404
    short = browser.post(address, {"reason": "urgent"}).content.decode()
    assert "Say what the emergency is" in short
    opened = browser.post(address, {"reason": "He was found alone at the station at night."})
    assert opened["Location"] == f"/people/{lukasz.pk}/"
    page = browser.get(f"/people/{lukasz.pk}/").content.decode()
    assert "You opened this record in an emergency. It closes by itself at" in page
    with acting(cast.charlie.pk):
        until = Grant.objects.get(account=cast.charlie, basis="break-glass").until
    assert until - timezone.now() < timedelta(hours=4)
    assert "opened in an emergency" in trailed(lukasz, cast.charlie)


def test_who_is_kept_out_cannot_open_it_with_an_old_token(
    cast: Cast, browse: Browse, lukasz: Person
) -> None:
    with acting(cast.charlie.pk):
        token = finding.elsewhere_token(lukasz.pk, cast.charlie)
    with acting(cast.mo.pk):
        grants.bar(person=lukasz, account=cast.charlie, ground=Bar.Ground.FAMILY, by=cast.mo)
    for address in (f"/elsewhere/{token}/", f"/elsewhere/{token}/open-now/"):
        response = browse(cast.charlie).post(address, {"reason": "Long enough a reason."})
        assert response.status_code == 404
    assert "another team" not in search(browse(cast.charlie), "lukasz nowak")


def test_without_the_permission_no_emergency(cast: Cast, browse: Browse, lukasz: Person) -> None:
    with acting(cast.protection.pk):
        token = finding.elsewhere_token(lukasz.pk, cast.protection)
    response = browse(cast.protection).post(
        f"/elsewhere/{token}/open-now/", {"reason": "Long enough a reason."}
    )
    assert response.status_code == 403
    page = browse(cast.protection).get(f"/elsewhere/{token}/").content.decode()
    assert "open it now" not in page
