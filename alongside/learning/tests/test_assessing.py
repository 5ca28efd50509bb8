"""Tests of placing oneself: what is asked, kept and shown when, and to whom it never is."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft
from alongside.learning.actions.capability import Filled, finish_attempt
from alongside.learning.instrument import instrument_on
from alongside.learning.models.capability import Answer, Attempt, OfCluster, VignetteAnswer
from alongside.learning.models.pieces import Piece
from alongside.learning.profiles import roles
from tests.browsing import Browse
from tests.cast import Cast
from tests.drafting import hidden

START = "/learning/where-i-stand/"
STATEMENTS = [f"{cluster}{number}" for cluster in "abcdefghij" for number in range(1, 5)]


CHECKED = re.compile(r'name="([^"]+)"(?: id="[^"]+")? value="([^"]+)" checked')


def form_of(html: str) -> dict[str, str]:
    """What a browser would send back of this page."""
    return {**hidden(html), **dict(CHECKED.findall(html))}


def begin(browser: Client, length: str = "whole") -> str:
    """The address of the page that asks."""
    answer = browser.post(START, {"role": "social-worker", "length": length})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def press(browser: Client, address: str, button: dict[str, str], **said: str) -> Any:
    """Fill the page at an address in and press a button."""
    page = browser.get(address)
    assert page.status_code == 200
    return browser.post(address, {**form_of(page.content.decode()), **said, **button})


def finish(browser: Client, address: str, **said: str) -> Any:
    return press(browser, address, {"finish": "1"}, **said)


def whole(level: str = "3", **more: str) -> dict[str, str]:
    return {**dict.fromkeys(STATEMENTS, level), **more}


def attempt_of(by: Account) -> Attempt:
    with acting(by.pk):
        return Attempt.objects.select_related("piece").order_by("-finished_at")[0]


def test_the_first_screen_says_whose_it_is_and_who_could_compel(cast: Cast, browse: Browse) -> None:
    page = browse(cast.alice).get(START).content.decode()
    for words in ("Only you see your answers", "court", "regulator", "serious harm", "draft"):
        assert words in page, words
    assert "validated" in page
    assert "overall score" in page


def test_it_is_answered_saved_by_area_and_finished(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    address = begin(alice)
    page = alice.get(address).content.decode()
    assert page.count("<fieldset") >= 40
    assert page.count('al-choice"') == 160
    led = press(alice, address, {"go": "area-b"}, a1="2", a2="not-role", **{"star-a": "1"})
    assert urlsplit(led.headers["Location"]).fragment == "area-b"
    with acting(cast.alice.pk):
        draft = Draft.objects.get(purpose="look at where you stand")
        assert not Attempt.objects.exists()
    again = alice.get(led.headers["Location"]).content.decode()
    assert re.search(r'name="a1" value="2" checked', again)
    done = finish(
        alice, led.headers["Location"], a3="3", a4="dont-know", b1="4",
        **{"confidence-a": "2", "importance-a": "3", "place-purpose-1": "2"},
    )  # fmt: skip
    attempt = attempt_of(cast.alice)
    assert done.headers["Location"] == f"{START}{attempt.pk}/"
    assert attempt.pk == draft.pk
    assert (attempt.purpose, attempt.role) == ("baseline", "social-worker")
    assert attempt.form == "digital-capability 1"
    assert (attempt.roles_version, attempt.rules_version) == ("roles 1", "measuring 1")
    with acting(cast.alice.pk):
        said = {(one.item, one.level, one.nothing) for one in Answer.objects.all()}
        assert said == {
            ("a1", 2, ""), ("a2", None, "not-role"), ("a3", 3, ""), ("a4", None, "dont-know"),
            ("b1", 4, ""),
        }  # fmt: skip
        aside = OfCluster.objects.get()
        assert (aside.cluster, aside.confidence, aside.importance) == ("A", 2, 3)
        assert aside.has_star
        assert VignetteAnswer.objects.get().level == 2
        assert Piece.objects.get().owner_id == cast.alice.pk


def test_sent_twice_it_is_kept_once(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    address = begin(alice)
    form = {**form_of(alice.get(address).content.decode()), "a1": "2", "finish": "1"}
    first, second = alice.post(address, form), alice.post(address, form)
    assert first.headers["Location"] == second.headers["Location"]
    with acting(cast.alice.pk):
        assert Attempt.objects.count() == 1


def test_nothing_answered_is_said_and_nothing_lost(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    address = begin(alice)
    page = finish(alice, address, **{"star-c": "1"})
    assert page.status_code == 422
    assert "Answer at least one statement" in page.content.decode()
    assert re.search(r'name="star-c"[^>]* checked', page.content.decode())


def test_the_short_form_asks_ten_and_gives_no_number(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    address = begin(alice, "short")
    page = alice.get(address).content.decode()
    assert page.count('al-choice"') == 40
    assert "Nine examples" not in page
    done = finish(alice, address, a1="1", j1="4", a2="3")
    report = alice.get(done.headers["Location"]).content.decode()
    assert "I do it for them" not in report
    assert "bring on new champions" in report
    assert "<table" not in report
    attempt = attempt_of(cast.alice)
    with acting(cast.alice.pk):
        assert set(Answer.objects.values_list("item", flat=True)) == {"a1", "j1"}
    assert attempt.purpose == "short"


def test_looking_again_shows_the_past_last(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    finish(alice, begin(alice), **whole("2"))
    first = attempt_of(cast.alice)
    address = begin(alice)
    page = alice.get(address).content.decode()
    assert " checked" not in page  # now, without what was said before
    assert "Finish, and see" not in page
    led = press(alice, address, {"go": "back"}, **whole("3", a1="not-role"))
    back = led.headers["Location"]
    assert dict(parse_qsl(urlsplit(back).query))["page"] == "back"
    asked = alice.get(back).content.decode()
    assert "Looking back" in asked
    assert " checked" not in asked  # and not the stored ones either
    assert 'name="then-a1"' not in asked
    assert 'name="then-a2"' in asked
    done = finish(alice, back, **{f"then-{one}": "1" for one in STATEMENTS[1:]})
    second = attempt_of(cast.alice)
    assert (second.purpose, second.before_id) == ("again", first.pk)
    with acting(cast.alice.pk):
        assert Answer.objects.filter(piece_id=first.pk).count() == 40  # nothing was overwritten
        frames = Answer.objects.filter(piece_id=second.pk).values_list("frame", flat=True)
        assert sorted(frames).count("then") == 39
    report = alice.get(done.headers["Location"]).content.decode()
    assert "How it has changed" in report
    assert "No clear change yet." in report  # by one level
    row = re.search(
        r"Communication and relationship</th>(.*?)</tr>", report[report.index("Said then") :]
    )
    assert row is not None
    assert re.findall(r"<td>([-\d.]+)</td>", row[1]) == [
        "2.00", "1.00", "3.00", "1.00", "2.00", "-1.00",
    ]  # fmt: skip


def test_a_clear_change_is_said_as_one(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    finish(alice, begin(alice), **whole("1"))
    led = press(alice, begin(alice), {"go": "back"}, **whole("3"))
    report = alice.get(finish(alice, led.headers["Location"]).headers["Location"]).content.decode()
    assert report.count("A clear step up.") == 10
    assert "Not said" in report  # nobody has to look back


def test_what_was_never_offered_counts_as_not_said(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    done = finish(
        alice, begin(alice), a1="9", a2="2 ", a3="😀", a4="4",
        **{"confidence-a": "7", "importance-a": "4", "place-purpose-1": "0"},
    )  # fmt: skip
    assert done.status_code == 302
    with acting(cast.alice.pk):
        assert [one.item for one in Answer.objects.all()] == ["a4"]
        assert not OfCluster.objects.exists()
        assert not VignetteAnswer.objects.exists()


@pytest.mark.parametrize(
    "told",
    ["", "?v=1&role=social-worker&length=endless", "?v=1&role=queen&length=whole",
     "?v=99&role=student&length=whole", "?v=1%00&role=student&length=short"],
)  # fmt: skip
def test_an_address_that_means_nothing_is_not_there(cast: Cast, browse: Browse, told: str) -> None:
    assert browse(cast.alice).get(f"{START}placing/{told}").status_code == 404


def test_the_action_refuses_what_was_not_asked(cast: Cast) -> None:
    with acting(cast.alice.pk):
        given: dict[str, Any] = {
            "instrument": instrument_on(timezone.localdate()), "roles": roles(), "is_short": True,
            "before": None, "started_at": timezone.now(), "by": cast.alice,
        }  # fmt: skip
        for role, now, sentence in (
            ("student", {}, "at least one"),
            ("student", {"a2": "3"}, "other statements"),
            ("queen", {"a1": "3"}, "one of the roles"),
        ):
            with pytest.raises(ValidationError, match=sentence):
                finish_attempt(id=new_id(), role=role, filled=Filled(now), **given)
        assert not Piece.objects.exists()


WHO = ["bob", "charlie", "mo", "sam"]


@pytest.mark.parametrize("who", WHO)
def test_nobody_else_is_told_that_it_is_there(cast: Cast, browse: Browse, who: str) -> None:
    alice = browse(cast.alice)
    done = finish(alice, begin(alice), **whole())
    address = done.headers["Location"]
    other: Account = getattr(cast, who)
    assert browse(other).get(address).status_code == 404
    assert browse(other).get(f"{address}print/").status_code == 404
    assert "What you said before" not in browse(other).get(START).content.decode()
    with acting(other.pk), connection.cursor() as cursor:
        for table in ("attempt", "answer", "ofcluster", "vignetteanswer", "focus", "piece"):
            cursor.execute(f"select count(*) from learning_{table}")
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize("who", ["ade_account", "pat"])
def test_it_is_for_those_who_work_here(cast: Cast, browse: Browse, who: str) -> None:
    assert browse(getattr(cast, who)).get(START).status_code == 404


def test_what_was_answered_is_never_changed(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    finish(alice, begin(alice), **whole())
    with acting(cast.alice.pk), pytest.raises(Exception, match=r"never changed|permission denied"):
        Answer.objects.filter(item="a1").update(level=4)


def test_the_draft_is_begun_in_a_room_of_ones_own(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    press(alice, begin(alice), {"save-draft": "1"}, a1="2")
    page = alice.get(START).content.decode()
    found = re.search(r'href="([^"]+)">Go on where you stopped', page)
    assert found is not None
    assert re.search(r'name="a1" value="2" checked', alice.get(unescape(found[1])).content.decode())
    assert reverse("learning:place-myself") in found[1]
