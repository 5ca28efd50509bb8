"""What somebody sent of themselves: first on their record, changed by nobody, and found at once."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.record.actions import Words, amend_entry
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Write, words_on
from .test_asking import sent


def test_about_me_stands_first_for_him_and_for_whoever_works_with_him(
    ade: Client, cast: Cast, browse: Browse
) -> None:
    sent(cast, called="Old", matters="Before")
    entry = sent(
        cast, called="Ade", matters="My dog", people="Pat", good_day="Tea", hopes="The sea"
    )
    sent(cast, "feedback", difference="much")
    for browser, path, link in (
        (ade, "/my/", f"/my/record/{entry.pk}/"),
        (browse(cast.alice), f"/people/{cast.ade.pk}/", f"/entries/{entry.pk}/"),
    ):
        html = browser.get(path).content.decode()
        section = BeautifulSoup(html, "lxml").select_one("section[aria-labelledby=about-me]")
        assert section is not None
        said = section.get_text(" ", strip=True)
        assert "My dog" in said
        assert "Before" not in said
        assert "Tea" not in said
        assert link in str(section)
        assert html.index("about-me") < html.index("al-two")
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 404


def test_a_note_is_no_about_me_and_many_cost_what_one_does(
    cast: Cast, note: Write, browse: Browse
) -> None:
    path = f"/people/{cast.ade.pk}/"
    note(title="About me")
    staff = browse(cast.alice)
    staff.get(path)
    with CaptureQueriesContext(connection) as without:
        assert 'id="about-me"' not in staff.get(path).content.decode()
    counts = []
    for matters in ("My dog", "My cat", "My garden"):
        sent(cast, matters=matters)
        with CaptureQueriesContext(connection) as with_some:
            assert matters in staff.get(path).content.decode()
        counts.append(len(with_some))
    assert counts == [len(without) + 1] * 3


def test_nobody_changes_what_he_sent(ade: Client, cast: Cast, browse: Browse) -> None:
    entry = sent(cast, matters="My dog")
    staff = browse(cast.alice)
    page = staff.get(f"/entries/{entry.pk}/").content.decode()
    assert "Written by the person themselves on" in page
    assert f"/entries/{entry.pk}/change/" not in page
    assert staff.get(f"/entries/{entry.pk}/change/").status_code == 403
    with acting(cast.alice.pk), pytest.raises(PermissionDenied):
        amend_entry(
            entry=entry, base=1, parts=[Words("own words", "My cat")], why="No", by=cast.alice
        )
    for one in ("restrict", "move", "sharing"):  # all else that is done with an entry still is
        assert browse(cast.mo).get(f"/entries/{entry.pk}/{one}/").status_code == 200, one
    assert staff.post(f"/entries/{entry.pk}/pin/").status_code == 302
    assert "Something here is wrong" not in words_on(ade.get(f"/my/record/{entry.pk}/"))


def test_what_is_held_from_him_is_not_first_on_his_home(
    ade: Client, cast: Cast, decide: Any
) -> None:
    entry = sent(cast, matters="My dog")
    decide(entry, "held")
    assert "My dog" not in ade.get("/my/").content.decode()
