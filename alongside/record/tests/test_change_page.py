"""The page on which an entry is changed, also by two people at once."""

from bs4 import BeautifulSoup
from django.test import Client

from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.record.actions import Words
from alongside.record.models import Entry, Part, Version
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write, fields


def change(
    client: Client, entry: Entry, query: str = "", **told: str
) -> tuple[str, dict[str, str]]:
    """Open the page, and give what a browser would send of it."""
    page = client.get(f"/entries/{entry.pk}/change/{query}")
    assert page.status_code == 200
    html = page.content.decode()
    sent = fields(html) | {
        "happened": "yesterday",
        "title": "",
        "place": "",
        "is_earlier_readable": "on",
        **told,
    }
    return html, sent


def test_a_change_makes_a_version(cast: Cast, note: Write, browse: Browse, trailed: Trail) -> None:
    entry, bob = note(), browse(cast.bob)
    _, sent = change(bob, entry, fact_1="He made two cups.", why="There were two")
    done = bob.post(f"/entries/{entry.pk}/change/?base=1", sent)
    assert done.headers["Location"] == f"/entries/{entry.pk}/"
    again = bob.post(f"/entries/{entry.pk}/change/?base=1", sent)
    assert again.headers["Location"] == f"/entries/{entry.pk}/"
    with acting(cast.bob.pk):
        assert Version.objects.count() == 2
        assert Part.objects.get(version__number=2).text == "He made two cups."
    assert "entry amended" in trailed(cast.ade, cast.bob)


def test_without_a_reason_nothing_is_lost(cast: Cast, note: Write, browse: Browse) -> None:
    entry, bob = note(), browse(cast.bob)
    _, sent = change(bob, entry, fact_1="Words that stay.", why="")
    html = bob.post(f"/entries/{entry.pk}/change/?base=1", sent).content.decode()
    assert "Say what you changed and why." in html
    assert "Words that stay." in html
    with acting(cast.bob.pk):
        assert Version.objects.count() == 1


def test_two_at_once_are_put_together_by_a_person(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    alice, bob = browse(cast.alice), browse(cast.bob)
    _, hers = change(alice, entry, fact_1="Hers: tea.", why="a", place="Kitchen")
    _, his = change(bob, entry, fact_1="His: coffee.", opinion_1="His view.", why="b")
    alice.post(f"/entries/{entry.pk}/change/?base=1", hers)
    both = bob.post(f"/entries/{entry.pk}/change/?base=1", his)
    html = both.content.decode()
    assert both.status_code == 200
    assert "Two changes to put together" in html
    for words in ("Hers", "His", "His view.", "Kitchen"):
        assert words in html
    with acting(cast.bob.pk):
        assert Version.objects.count() == 2
    assert f'action="/entries/{entry.pk}/change/?base=2"' in html
    merged = fields(html) | {
        "happened": "yesterday",
        "place": "Kitchen",
        "fact_1": "Hers: tea. His: coffee.",
        "opinion_1": "His view.",
        "why": "Both of us were there",
        "is_earlier_readable": "on",
    }
    done = bob.post(f"/entries/{entry.pk}/change/?base=2", merged)
    assert done.status_code == 302, done.content.decode()
    with acting(cast.bob.pk):
        now = Version.objects.get(number=3)
        assert now.place == "Kitchen"
        assert {one.text for one in now.parts.all()} == {"Hers: tea. His: coffee.", "His view."}


def test_two_who_changed_other_words_of_one_box_lose_nothing(
    cast: Cast, note: Write, browse: Browse
) -> None:
    entry = note(Words("fact", "He made the tea himself. He walked to the gate."))
    alice, bob = browse(cast.alice), browse(cast.bob)
    hers = "He made the tea himself, with milk. He walked to the gate."
    his = "He made the tea himself. He walked to the gate. He came back alone."
    _, first = change(alice, entry, fact_1=hers, why="The milk")
    _, second = change(bob, entry, fact_1=his, why="The way back")
    alice.post(f"/entries/{entry.pk}/change/?base=1", first)
    html = bob.post(f"/entries/{entry.pk}/change/?base=1", second).content.decode()
    page = BeautifulSoup(html, "lxml")
    box = page.select_one("textarea[name=fact_1]")
    assert box is not None
    assert box.get_text().strip() == (
        "He made the tea himself, with milk. He walked to the gate. He came back alone."
    )
    assert "Both changes are in it. Read it once more." in html
    assert [one.get_text() for one in page.select("section h3")][:2] == [
        "Alice changed",
        "You changed",
    ]


def test_who_changed_the_same_words_is_told_so(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    alice, bob = browse(cast.alice), browse(cast.bob)
    _, hers = change(alice, entry, fact_1="Hers: tea.", why="a")
    _, his = change(bob, entry, fact_1="His: coffee.", why="b")
    alice.post(f"/entries/{entry.pk}/change/?base=1", hers)
    html = bob.post(f"/entries/{entry.pk}/change/?base=1", his).content.decode()
    assert "You both changed the same words. It holds yours: add what Alice wrote." in html
    folded = BeautifulSoup(html, "lxml").select_one("details:has(textarea)")
    assert folded is not None
    assert "What neither of you changed" in folded.get_text()
    assert not folded.select_one("textarea[name=fact_1]")


def test_going_on_later_with_an_old_version_shows_both(
    cast: Cast, note: Write, browse: Browse
) -> None:
    entry = note()
    alice, bob = browse(cast.alice), browse(cast.bob)
    _, his = change(bob, entry, fact_1="His: coffee.")
    later = bob.post(f"/entries/{entry.pk}/change/?base=1", {**his, "save-draft": "1"})
    assert later.status_code == 302
    _, hers = change(alice, entry, fact_1="Hers: tea.", why="a")
    alice.post(f"/entries/{entry.pk}/change/?base=1", hers)
    page = bob.get(f"/entries/{entry.pk}/change/?base=1&draft={his['draft']}")
    html = page.content.decode()
    assert "Two changes to put together" in html
    assert "coffee" in html
    assert "Hers" in html


def test_reading_alone_is_403(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    with acting(cast.system.pk):
        grants.allocate(person=cast.ade, account=cast.protection, by=cast.system)
    reader = browse(cast.protection)
    assert reader.get(f"/entries/{entry.pk}/").status_code == 200
    assert reader.get(f"/entries/{entry.pk}/change/").status_code == 403
    assert reader.get(f"/people/{cast.ade.pk}/write/").status_code == 403
    assert reader.get("/write/").status_code == 403


def test_odd_bases(cast: Cast, note: Write, browse: Browse) -> None:
    entry, bob = note(), browse(cast.bob)
    for base in ("x", "-1", "0", "99", "9" * 30, "²"):
        assert bob.get(f"/entries/{entry.pk}/change/?base={base}").status_code == 200
