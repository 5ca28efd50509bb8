"""The whole trail, for data protection alone: in words, page by page, noted when it is read."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.desk.access import whole_trail
from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Bar
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail

pytestmark = pytest.mark.django_db


def test_data_protection_reads_who_did_what(cast: Cast, browse: Browse, trailed: Trail) -> None:
    browse(cast.alice).get(f"/people/{cast.ade.pk}/")
    browser = browse(cast.protection)
    page = browser.get("/trail/").content.decode()
    assert "Person opened" in page
    assert "Alice" in page
    assert "Ade Bankole" not in page
    assert f"?person={cast.ade.pk}" in page
    assert "trail read" in trailed(by=cast.protection)
    one = browser.get(f"/trail/?person={cast.ade.pk}").content.decode()
    assert "Person opened" in one
    assert "Waiting opened" not in one
    assert "trail read" in trailed(cast.ade, cast.protection)


def test_for_everybody_else_it_is_not_there(cast: Cast, browse: Browse) -> None:
    for account in (cast.alice, cast.bob, cast.charlie, cast.mo, cast.ade_account, cast.pat):
        assert browse(account).get("/trail/").status_code == 404
        assert "Who did what" not in browse(account).get("/account/security/").content.decode()


def test_odd_questions_are_answered(cast: Cast, browse: Browse) -> None:
    for asked in (
        "person=x",
        "before=yesterday",
        "before=2026-99-99T00:00:00Z",
        "before=2026-01-01",
    ):
        assert browse(cast.protection).get(f"/trail/?{asked}").status_code == 200


def test_no_line_is_lost_between_pages(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_trail, "PAGE", 7)
    with acting(cast.alice.pk):
        for n in range(30):
            trail.note(f"test line {n}", by=cast.alice)
    browser = browse(cast.protection)
    address, seen = "/trail/", set[str]()
    for _ in range(60):
        page = browser.get(address).content.decode()
        seen |= set(re.findall(r"Test line \d+", page))
        older = re.search(r'href="(\?[^"]*)" rel="next"', page)
        if not older:
            break
        address = "/trail/" + older[1].replace("&amp;", "&")
    assert len(seen) == 30


def test_who_is_kept_out_does_not_read_of_them(cast: Cast, browse: Browse) -> None:
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.protection, ground=Bar.Ground.OWN, by=cast.mo)
    page = browse(cast.protection).get("/trail/").content.decode()
    assert str(cast.ade.pk) not in page


def test_many_lines_cost_what_few_cost(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.protection)
    browser.get("/trail/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/trail/")
    with acting(cast.alice.pk):
        for n in range(60):
            trail.note(f"test line {n}", about=[cast.ade], by=cast.alice)
    with CaptureQueriesContext(connection) as many:
        browser.get("/trail/")
    assert len(many) <= len(few) + 1  # lines of one moment are read together
