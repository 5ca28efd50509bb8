"""The timeline: newest first, nothing missing without a word, as dear with many as with few."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people.actions import grants
from alongside.people.models import Rung
from alongside.record import saying
from alongside.record.access import Line
from alongside.record.actions import Words, move_misfiled_entry, pin_entry, restrict_entry
from alongside.record.models import Entry, Part
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write

TODAY = timezone.localdate()


def ago(days: int) -> When:
    return When(TODAY - timedelta(days=days), "day")


def page_of(browse: Browse, cast: Cast, query: str = "", by: Any = None) -> str:
    response = browse(by or cast.alice).get(f"/people/{cast.ade.pk}/timeline/{query}")
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


def test_newest_first_and_a_line_on_the_trail(
    cast: Cast, note: Write, browse: Browse, trailed: Trail
) -> None:
    for days in (3, 1, 2):
        note(title=f"Note {days}", happened=ago(days))
    html = page_of(browse, cast)
    assert html.index("Note 1") < html.index("Note 2") < html.index("Note 3")
    assert "timeline opened" in trailed(cast.ade, cast.alice)


def test_empty_teaches(cast: Cast, browse: Browse) -> None:
    html = page_of(browse, cast)
    assert "Nothing is written here yet" in html
    assert "Nobody has written down that they met or spoke with Ade Bankole yet." in html


def test_who_may_not(cast: Cast, note: Write, browse: Browse) -> None:
    note()
    address = f"/people/{cast.ade.pk}/timeline/"
    for account in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert browse(account).get(address).status_code == 404, account
    with acting(cast.system.pk):
        grants.allocate(person=cast.ade, account=cast.charlie, rung=Rung.CONTACT, by=cast.system)
    assert browse(cast.charlie).get(address).status_code == 403


def test_keyset_pages_hold_everything_once(cast: Cast, note: Write, browse: Browse) -> None:
    for number in range(45):  # many on one moment: the id tells them apart
        note(title=f"Note {number:02}.", happened=ago(number // 15))
    alice, seen, query = browse(cast.alice), [], ""
    for _ in range(3):
        html = alice.get(f"/people/{cast.ade.pk}/timeline/{query}").content.decode()
        seen += [n for n in range(45) if f"Note {n:02}." in html]
        start = html.find('href="?before=') + 6
        query = html[start : html.index('"', start)].replace("&amp;", "&") if start > 6 else ""
    assert sorted(seen) == list(range(45))
    assert query == ""


@pytest.mark.parametrize("bad", ["x", "2026-13-01~", "~", "9" * 400, "2026-01-01T00:00~x"])
def test_a_broken_cursor_begins_at_the_top(
    cast: Cast, note: Write, browse: Browse, bad: str
) -> None:
    note(title="Still there")
    assert "Still there" in page_of(browse, cast, f"?before={bad}")


def test_stubs_markers_late_and_pinned(cast: Cast, note: Write, browse: Browse) -> None:
    note(title="Written late", happened=ago(40))
    hidden, wrong, kept = note(title="Hidden"), note(title="Wrong"), note(title="Kept")
    with acting(cast.alice.pk):
        restrict_entry(
            entry=hidden,
            words="About a relative.",
            until=TODAY + timedelta(days=9),
            review_by=cast.mo,
            by=cast.alice,
        )
        move_misfiled_entry(entry=wrong, wrong=cast.ade, right=None, why="Mixed up", by=cast.alice)
        pin_entry(entry=kept, by=cast.alice)
    html = page_of(browse, cast, by=cast.bob)
    assert "Something is written here that you may not read" in html
    assert "About a relative." in html
    assert "Hidden" not in html
    assert "An entry about somebody else was here" in html
    assert "Written late, on" in html
    assert "Kept at hand" in html
    assert "1 of them may not be read here." in html


def test_no_contact_is_said_plainly_and_not_after_death(
    cast: Cast, note: Write, browse: Browse
) -> None:
    note(kind="visit", happened=ago(30))
    note(kind="note", happened=ago(1))
    assert "No contact for 30 days." in page_of(browse, cast)
    with acting(cast.system.pk):
        cast.ade.state = "died"
        cast.ade.died_on = TODAY
        cast.ade.save(update_fields=["state", "died_on"])
    assert "No contact" not in page_of(browse, cast)


def test_filters(cast: Cast, note: Write, browse: Browse) -> None:
    note(title="A visit", kind="visit", happened=ago(5))
    note(title="A call", kind="call", by=cast.bob, happened=ago(2))
    alice = browse(cast.alice)
    address = f"/people/{cast.ade.pk}/timeline/"
    for told, there in (
        ({"kind": "call"}, "A call"),
        ({"who": str(cast.alice.pk)}, "A visit"),
        ({"since": str(TODAY - timedelta(days=3))}, "A call"),
        ({"until": str(TODAY - timedelta(days=5))}, "A visit"),
        ({"team": str(cast.adults.pk)}, "A call"),
    ):
        sent = alice.post(address, told)
        assert sent.status_code == 302
        html = alice.get(sent.headers["Location"]).content.decode()
        assert there in html
        other = "A visit" if there == "A call" else "A call"
        assert ("team" in told) == (other in html), told
    assert "Nothing in this record fits" in alice.get(f"{address}?pinned=on").content.decode()
    wrong = alice.post(address, {"since": "31 November 2025"})
    assert "31 November does not exist" in wrong.content.decode()
    assert alice.get(f"{address}?who=x&kind=y&team=%00").status_code == 200


def test_words_are_found_and_stay_out_of_addresses(
    cast: Cast, note: Write, browse: Browse, trailed: Trail
) -> None:
    note(Words("fact", "He planted a walnut tree."), title="Garden")
    note(Words("fact", "Tea."), title="Kitchen")
    address = f"/people/{cast.ade.pk}/timeline/"
    alice = browse(cast.alice)
    html = alice.post(address, {"words": "planting walnuts"}).content.decode()
    assert "Garden" in html
    assert "Kitchen" not in html
    assert "record searched" in trailed(cast.ade)
    assert "Kitchen" in alice.get(f"{address}?words=walnut").content.decode()
    for odd in ("'\"; drop table", "🫖", "\x00tea", "a" * 200, "-- or and ("):
        assert alice.post(address, {"words": odd}).status_code == 200


def test_words_are_found_at_the_end_of_the_longest_note(
    cast: Cast, note: Write, browse: Browse
) -> None:
    many = " ".join(f"w{number:x}q" for number in range(130_000))[:999_900]
    note(Words("fact", f"{many} walnut"), title="Long")
    address = f"/people/{cast.ade.pk}/timeline/"
    response = browse(cast.alice).post(address, {"words": "walnut"})
    assert "Long" in response.content.decode()
    assert len(response.content) < 100_000


def test_what_is_restricted_is_not_found_by_its_words(
    cast: Cast, note: Write, browse: Browse
) -> None:
    entry = note(Words("fact", "walnut"), title="Hidden")
    with acting(cast.alice.pk):
        restrict_entry(
            entry=entry,
            words="w",
            until=TODAY + timedelta(days=9),
            review_by=cast.mo,
            by=cast.alice,
        )
    address = f"/people/{cast.ade.pk}/timeline/"
    found, nothing = (
        browse(cast.bob).post(address, {"words": words}).content.decode()
        for words in ("walnut", "xylophone")
    )
    assert "may not read" not in found
    assert found.count("<li") == nothing.count("<li")


def test_as_dear_with_many_as_with_few(cast: Cast, note: Write, browse: Browse) -> None:
    counts = []
    alice = browse(cast.alice)
    for more in (2, 38):
        for _ in range(more):
            note(happened=ago(1))
        alice.get(f"/people/{cast.ade.pk}/timeline/")  # the first page of a session is dearer
        with CaptureQueriesContext(connection) as asked:
            alice.get(f"/people/{cast.ade.pk}/timeline/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 45


def test_whose_words_stand_alone_is_said(cast: Cast, note: Write, browse: Browse) -> None:
    heard = note(Words("own words", "I like it here."), kind="own words")
    told = note(Words("own words", "Too loud.", of="Temi"), kind="own words")
    titled = note(Words("own words", "Tea first."), kind="visit", title="On the bench")
    html = page_of(browse, cast)
    for entry, whose in ((heard, "Ade said"), (told, "Temi said")):
        link = html.index(f'href="/entries/{entry.pk}/">Read it<')
        heading = html.rindex("<h3", 0, link)
        assert whose in html[heading:link]
        assert html.count(f"/entries/{entry.pk}/") == 1
    assert "In their own words" not in html
    assert f'<h3><a href="/entries/{titled.pk}/">On the bench</a></h3>' in html
    own = Entry(kind="own words", written_by=cast.ade_account)
    line = Line(None, timezone.now(), own, parts=[Part(sort="own words", text="Mine")])
    assert saying.whose_words(line, "Ade") == "Ade wrote"
