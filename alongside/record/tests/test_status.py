"""Statuses: said, put right, ended, true all the same, taken out; what the pages show of them."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When, in_words
from alongside.people.actions.lives import record_death
from alongside.people.models import Person
from alongside.record.access.statuses import how_they_stand, standing_of
from alongside.record.actions import move_misfiled_entry, statuses
from alongside.record.actions.statuses import MEANWHILE, Saying, saying_of
from alongside.record.models import Clock, Episode
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write, fields

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def say(cast: Cast, kind: str, days: int, code: str = "", **more: Any) -> Episode:
    until = more.pop("until", None)
    saying = Saying(
        kind,
        When(ago(days), "day"),
        code,
        When(ago(until), "day") if until is not None else None,
        **more,
    )
    with acting(cast.alice.pk):
        return statuses.say_status(person=cast.ade, saying=saying, by=cast.alice)


def asked(cast: Cast) -> list[str]:
    with acting(cast.alice.pk):
        person = Person.objects.get(pk=cast.ade.pk)
        return sorted(one.what for one in standing_of(person, cast.alice).checks)


def counted(cast: Cast) -> set[str]:
    with acting(cast.alice.pk):
        standing = standing_of(cast.ade, cast.alice)
        flagged = how_they_stand([cast.ade, cast.temi])[cast.ade.pk].checks
        assert {each for one in flagged for each in one.of} == standing.flagged
        return {one.kind for one in standing.every if one.episode not in standing.flagged}


def head(cast: Cast, status: Episode) -> Episode:
    with acting(cast.alice.pk):
        return Episode.objects.filter(episode=status.episode).order_by("-number")[0]


@pytest.fixture
def alice(cast: Cast, browse: Browse) -> Client:
    return browse(cast.alice)


def test_what_is_said_anew_is_another_row_and_nothing_is_lost(cast: Cast, trailed: Trail) -> None:
    one = say(cast, "care-leaver", 30, "relevant", words="O'Hara’s flat 🙂")
    with acting(cast.alice.pk):
        right = statuses.put_status_right(
            status=one,
            saying=Saying("care-leaver", When(ago(20), "day"), "former-relevant"),
            why="The letter came.",
            by=cast.alice,
        )
        every = list(Episode.objects.order_by("number").values_list("number", "code", "words"))
    assert every == [(1, "relevant", "O'Hara’s flat 🙂"), (2, "former-relevant", "")]
    assert right.episode == one.pk
    assert [one for one in trailed(cast.ade) if "status" in one] == [
        "status put right",
        "status said",
    ]


def test_what_does_not_fit_is_kept_flagged_and_not_counted_until_it_is_answered(
    cast: Cast,
) -> None:
    one = say(cast, "direct-payment", 90)
    two = say(cast, "direct-payment", 30, until=40)
    assert asked(cast) == ["backwards"]
    assert counted(cast) == {"direct-payment"}  # the first of the two alone
    with acting(cast.alice.pk):
        keys = [each.key for each in standing_of(cast.ade, cast.alice).checks]
        statuses.say_true(status=two, keys=keys, why="The bank took it back.", by=cast.alice)
        assert how_they_stand([cast.ade])[cast.ade.pk].checks == []
    assert asked(cast) == []
    with acting(cast.alice.pk):
        statuses.put_status_right(
            status=head(cast, two),
            saying=Saying("direct-payment", When(ago(30), "day"), until=When(ago(41), "day")),
            why="A day earlier.",
            by=cast.alice,
        )
    assert asked(cast) == ["backwards"]  # something else is said: it is asked anew
    with acting(cast.alice.pk):
        statuses.end_status(
            status=head(cast, two), until=When(ago(20), "day"), why="It ended.", by=cast.alice
        )
    assert asked(cast) == ["two"]
    assert counted(cast) == set()
    with acting(cast.alice.pk):
        statuses.take_status_out(status=one, why="Of his brother.", by=cast.alice)
    assert asked(cast) == []


def test_after_a_death_what_goes_on_is_asked_about_only_where_it_began_later(cast: Cast) -> None:
    say(cast, "direct-payment", 90)
    with acting(cast.alice.pk):
        record_death(person=cast.ade, died_on=ago(10), by=cast.alice)
        standing = standing_of(Person.objects.get(pk=cast.ade.pk), cast.alice)
    assert ([*standing.now, *standing.to_come], len(standing.before)) == ([], 1)
    assert asked(cast) == []
    say(cast, "carer", 5)
    assert asked(cast) == ["dead", "names"]


def test_only_who_may_write_here_says_it(cast: Cast) -> None:
    saying = Saying("carer", When(ago(1), "day"))
    for who in (cast.charlie, cast.ade_account, cast.pat, cast.sam, cast.protection):
        with acting(who.pk), pytest.raises(PermissionDenied), transaction.atomic():
            statuses.say_status(person=cast.ade, saying=saying, by=who)
    with acting(cast.alice.pk):
        assert not Episode.objects.exists()
        for wrong in (
            Saying("unheard-of", When(ago(1), "day")),
            Saying("carer", When(ago(1), "day"), traits=("to-18",)),
            Saying("carer", When(ago(1), "day"), words="x" * 20_001),
        ):
            with pytest.raises(ValidationError):
                statuses.say_status(person=cast.ade, saying=wrong, by=cast.alice)


def test_two_at_once_are_told_of_each_other(cast: Cast, browse: Browse) -> None:
    one = say(cast, "carer", 30)
    with acting(cast.bob.pk):
        statuses.end_status(status=one, until=When(ago(2), "day"), why="So it is.", by=cast.bob)
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="A colleague"):
        statuses.end_status(status=one, until=When(ago(1), "day"), why="Mine.", by=cast.alice)
    address = f"/people/{cast.ade.pk}/status/{one.pk}/end/"
    browser = browse(cast.alice)
    draft = fields(browser.get(address).content.decode())["draft"]
    told = {"draft": draft, "until": "yesterday", "why": "He moved."}
    html = browser.post(address, {**told, "seen": "1"}).content.decode()
    assert MEANWHILE in html
    assert "He moved." in html
    assert fields(html)["seen"] == "2"
    assert browser.post(address, {**told, "seen": "2"}).status_code == 302
    assert browser.post(address, {**told, "seen": "2"}).status_code == 302  # pressed twice
    assert head(cast, one).number == 3


def test_an_entry_that_leaves_takes_its_status_along(cast: Cast, note: Write) -> None:
    entry = note(kind="decision")
    one = say(cast, "direct-payment", 5, entry=entry.pk)
    other = say(cast, "carer", 5)
    with acting(cast.alice.pk):
        move_misfiled_entry(entry=entry, wrong=cast.ade, right=None, why="x", by=cast.alice)
    with acting(cast.alice.pk):
        left = [each.kind for each in Episode.objects.visible_to(cast.alice).said_last()]
    assert left == [other.kind]
    with acting(cast.system.pk):
        assert Episode.objects.filter(episode=one.pk, what="out").exists()
        assert not Clock.objects.filter(ended_at=None).exists()


def test_every_page_of_it(alice: Client, cast: Cast, browse: Browse, trailed: Trail) -> None:
    page = f"/people/{cast.ade.pk}/status/"
    html = alice.get(page).content.decode()
    assert "Nothing is written down that stands now." in html
    address = f"{page}say/order/"
    draft = fields(alice.get(address).content.decode())["draft"]
    told = {
        "draft": draft,
        "code": "non-molestation",
        "since": "3 May 2026",
        "words": "Keep <b>away",
    }
    assert alice.post(address, told).status_code == 302
    assert alice.post(address, told).status_code == 302
    with acting(cast.alice.pk):
        one = Episode.objects.get()
    html = alice.get(page).content.decode()
    assert "Order of a court" in html
    assert "Non-molestation order" in html
    assert "Keep &lt;b&gt;away" in html
    assert "It does not say of whom" in html
    assert "Status, with 1 thing to check" in alice.get(f"/people/{cast.ade.pk}/").content.decode()
    html = alice.get(f"{page}{one.pk}/").content.decode()
    assert "Since 3 May 2026" in html
    assert trailed(cast.ade)[0] == "status opened"
    for way, more in (
        ("true", {"why": "It is about all."}),
        ("right", {"since": "about 2025", "code": "care", "why": "Read anew."}),
        ("end", {"until": in_words(ago(1)), "why": "It ran out."}),
        ("out", {"why": "Of his brother."}),
    ):
        address = f"{page}{one.pk}/{way}/"
        hidden = fields(alice.get(address).content.decode())
        told = {"draft": hidden["draft"], "seen": hidden["seen"], **more}
        assert alice.post(address, told).status_code == 302, way
    with acting(cast.system.pk):
        said = Episode.objects.order_by("number").values_list("what", flat=True)
        assert list(said) == ["said", "true", "put right", "ended", "out"]
    assert alice.get(f"{page}{one.pk}/").status_code == 404  # not on the restricted rung


def test_who_is_not_let_in_and_what_is_said_of_bad_input(
    cast: Cast, alice: Client, browse: Browse
) -> None:
    one = say(cast, "carer", 5)
    page = f"/people/{cast.ade.pk}/status/"
    other = f"/people/{cast.temi.pk}/status/{one.pk}/"
    for who in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        browser = browse(who)
        for address in (page, f"{page}say/carer/", f"{page}{one.pk}/", f"{page}{one.pk}/end/"):
            assert browser.get(address).status_code in (403, 404), (who.email, address)
    assert alice.get(other).status_code == 404
    assert alice.get(f"{page}say/nonsense/").status_code == 404
    address = f"{page}say/carer/"
    draft = fields(alice.get(address).content.decode())["draft"]
    html = alice.post(address, {"draft": draft, "since": "31 February"}).content.decode()
    assert "govuk-error-summary" in html
    assert "31 February" in html
    named = alice.post(address, {"draft": draft, "since": "2020", "named": str(one.pk)})
    assert "no longer on this record" in named.content.decode()


def test_the_page_asks_the_same_number_of_questions(cast: Cast, alice: Client) -> None:
    page = f"/people/{cast.ade.pk}/status/"

    def asks() -> int:
        alice.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert alice.get(page).status_code == 200
        return len(asked)

    say(cast, "direct-payment", 90)
    few = asks()
    for days in range(30):
        say(cast, "carer", days)
    assert asks() == few


def test_what_is_known_less_exactly_comes_back_as_it_was_said(cast: Cast) -> None:
    for text, since, until in (
        ("month", When(date(2024, 2, 1), "month"), When(date(2025, 2, 1), "month")),
        ("year", When(date(2023, 1, 1), "year"), When(date(2024, 1, 1), "about")),
    ):
        with acting(cast.alice.pk):
            one = statuses.say_status(
                person=cast.ade, saying=Saying("carer", since, until=until), by=cast.alice
            )
            there = Episode.objects.get(pk=one.pk)
        assert (there.began, there.ended) == (since, until), text
        assert saying_of(there) == Saying("carer", since, until=until)
        assert there.until
        assert there.is_over(there.until + timedelta(days=1))
        assert not there.is_over(there.until)


def test_titles_hold_no_case_data(alice: Client, cast: Cast) -> None:
    one = say(cast, "carer", 5)
    page = f"/people/{cast.ade.pk}/status/"
    for address in (page, f"{page}{one.pk}/", f"{page}say/carer/", f"{page}{one.pk}/out/"):
        html = alice.get(address).content.decode()
        title = re.search(r"<title>\s*(.*?)\s*</title>", html, re.DOTALL)
        assert title is not None
        assert "Ade" not in title[1]
        assert "arer" not in title[1]
