"""The page on which a note is written together."""

from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.record.models import About, Entry, Part, Sharing, Version
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write, fields


def test_a_note_is_written_and_read(cast: Cast, browse: Browse, trailed: Trail) -> None:
    alice = browse(cast.alice)
    page = alice.get(f"/people/{cast.ade.pk}/write/")
    assert page.status_code == 200
    sent = fields(page.content.decode()) | {
        "happened": "yesterday, 10am",
        "kind": "visit home",
        "place": "Ade’s kitchen",
        "minutes": "75",
        "fact": "Ade made the tea. 🫖 O’Brien's <b>shed</b>.",
        "reported": "He sleeps badly.",
        "of": "Pat",
        "opinion": "The noise is the difficulty.",
        "own_words": "It is too loud there.",
        "sharing": "usual",
        f"seen_{cast.ade.pk.hex}": "alone",
    }
    done = alice.post(f"/people/{cast.ade.pk}/write/", sent)
    assert done.status_code == 302, done.content.decode()
    with acting(cast.alice.pk):
        entry = Entry.objects.get()
        version = Version.objects.get()
        parts = list(Part.objects.order_by("position"))
        about = About.objects.get()
    assert done.headers["Location"] == f"/entries/{entry.pk}/"
    assert entry.pk == UUID(sent["draft"])
    assert (entry.kind, version.contact, version.minutes) == ("visit", "home", 75)
    assert version.seen == {str(cast.ade.pk): "alone"}
    assert [one.sort for one in parts] == ["fact", "reported", "opinion", "own words"]
    assert [one.of for one in parts] == ["", "Pat", "", "Ade Bankole"]
    assert about.sharing == Sharing.SHOWN
    read = alice.get(done.headers["Location"]).content.decode()
    assert "O’Brien&#x27;s &lt;b&gt;shed&lt;/b&gt;" in read or "O’Brien's &lt;b&gt;" in read
    assert timezone.localdate().strftime("%Y") in read
    for line in ("entry finished", "draft finished", "entry opened"):
        assert line in trailed(cast.ade)
    again = alice.post(f"/people/{cast.ade.pk}/write/", sent)
    assert again.headers["Location"] == done.headers["Location"]
    with acting(cast.alice.pk):
        assert Entry.objects.count() == 1
    assert alice.get(f"/people/{cast.ade.pk}/timeline/").status_code == 200


def test_who_may_not(cast: Cast, browse: Browse) -> None:
    for account in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert browse(account).get(f"/people/{cast.ade.pk}/write/").status_code == 404
    bob = browse(cast.bob)
    assert bob.get(f"/people/{cast.temi.pk}/write/").status_code == 404


def test_somebody_not_yours_is_never_added(cast: Cast, browse: Browse) -> None:
    bob = browse(cast.bob)
    html = bob.get(f"/people/{cast.ade.pk}/write/?also={cast.temi.pk}&also=x").content.decode()
    assert "Temi" not in html
    sent = fields(html) | {
        "people": [str(cast.temi.pk)],
        "happened": "yesterday",
        "kind": "note",
        "fact": "x",
    }
    html = bob.post(f"/people/{cast.ade.pk}/write/", sent).content.decode()
    assert "Temi" not in html
    with acting(cast.alice.pk):
        assert not About.objects.filter(person=cast.temi).exists()


def test_two_people_are_asked_about_before_it_is_finished(cast: Cast, browse: Browse) -> None:
    alice, address = browse(cast.alice), f"/people/{cast.ade.pk}/write/"
    plain = fields(alice.get(address).content.decode())
    typed = {"happened": "yesterday", "kind": "call phone", "fact": "They talked."}
    added = alice.post(address, {**plain, **typed, "people": [str(cast.temi.pk)]})
    html = added.content.decode()
    assert added.status_code == 200
    assert "They talked." in html
    assert "Whose words these are" in html
    assert "It is about somebody else too, so we look at it first." in html
    both = [str(cast.ade.pk), str(cast.temi.pk)]
    told = {
        **fields(html),
        **typed,
        "people": [str(cast.temi.pk)],
        "about_fact": both,
        "opinion": "Temi worries.",
        "about_opinion": [str(cast.temi.pk)],
        "own_words": "I do not.",
    }
    asked = alice.post(address, told).content.decode()
    assert "Say whose words these are." in asked
    done = alice.post(address, {**told, **fields(asked), "whose": str(cast.temi.pk)})
    assert done.status_code == 302, done.content.decode()
    with acting(cast.alice.pk):
        about = {one.sort: set(one.about) for one in Part.objects.all()}
        assert about == {
            "fact": {cast.ade.pk, cast.temi.pk},
            "opinion": {cast.temi.pk},
            "own words": {cast.temi.pk},
        }
        assert set(About.objects.values_list("sharing", flat=True)) == {"held"}


def test_looking_for_somebody_keeps_what_was_typed(cast: Cast, browse: Browse) -> None:
    alice, address = browse(cast.alice), f"/people/{cast.ade.pk}/write/"
    told = {
        **fields(alice.get(address).content.decode()),
        "happened": "yesterday",
        "fact": "Half a thought",
        "look": "1",
        "look_for": "Nobody At All",
    }
    html = alice.post(address, told).content.decode()
    assert "Half a thought" in html
    assert "Nobody whose record you may write in is close to that." in html


def test_later_keeps_it_and_comes_back(cast: Cast, browse: Browse) -> None:
    alice, address = browse(cast.alice), f"/people/{cast.ade.pk}/write/"
    told = fields(alice.get(address).content.decode()) | {
        "happened": "about 2019",
        "kind": "letter letter",
        "fact": "Half a thought",
        "names_others": "on",
    }
    assert alice.post(address, {**told, "save-draft": "1"}).status_code == 302
    html = alice.get(f"{address}?draft={told['draft']}").content.decode()
    assert "Half a thought" in html
    assert "about 2019" in html
    assert '<option value="letter letter" selected>' in html
    with acting(cast.alice.pk):
        assert not Entry.objects.exists()


def test_wrong_answers_say_what_is_wrong(cast: Cast, browse: Browse) -> None:
    alice, address = browse(cast.alice), f"/people/{cast.ade.pk}/write/"
    told = fields(alice.get(address).content.decode()) | {
        "happened": "31 November 2025",
        "kind": "gossip",
        "minutes": "many",
        "fact": "x",
        "sharing": "not disclosed",
        "review_on": "yesterday",
    }
    html = alice.post(address, told).content.decode()
    for words in (
        "31 November does not exist",
        "Write the minutes as a number, such as 45.",
        "Say on what ground they are not told.",
        "Say why, for those who look at this later.",
        "a day to come",
    ):
        assert words in html
    empty = {**told, "happened": "tomorrow", "kind": "note", "minutes": "", "sharing": "usual"}
    assert "has not come yet" in alice.post(address, empty).content.decode()
    nothing = {**empty, "happened": "yesterday", "fact": " "}
    assert "Nothing has been written yet." in alice.post(address, nothing).content.decode()


def test_five_megabytes_are_refused_in_words_and_kept(cast: Cast, browse: Browse) -> None:
    alice, address = browse(cast.alice), f"/people/{cast.ade.pk}/write/"
    told = fields(alice.get(address).content.decode()) | {"happened": "yesterday", "kind": "note"}
    html = alice.post(address, {**told, "fact": "five " * 1_000_000}).content.decode()
    assert "5,000,000 characters, and 1,000,000 fit" in html
    with acting(cast.alice.pk):
        assert not Entry.objects.exists()


def test_choosing_whom_it_is_about(cast: Cast, browse: Browse, trailed: Trail) -> None:
    alice = browse(cast.alice)
    html = alice.get("/write/").content.decode()
    assert "Ade Bankole" in html
    assert "Nobody Known" not in html
    assert "people listed" in trailed()
    assert "Choose at least one person" in alice.post("/write/").content.decode()
    one = alice.post("/write/", {"people": [str(cast.ade.pk)]})
    assert one.headers["Location"] == f"/people/{cast.ade.pk}/write/"
    two = alice.post("/write/", {"people": [str(cast.ade.pk), str(cast.temi.pk)]})
    assert two.headers["Location"] == f"/people/{cast.ade.pk}/write/?also={cast.temi.pk}"
    other = alice.post("/write/", {"people": [str(cast.stranger.pk)]}).content.decode()
    assert "not somebody in whose record you may write" in other
    empty = alice.post("/write/", {"look": "1", "look_for": " "}).content.decode()
    assert "Write a name first" in empty
    assert browse(cast.charlie).get("/write/").status_code == 200


def test_the_page_is_as_dear_for_a_big_caseload(cast: Cast, note: Write, browse: Browse) -> None:
    """What is typed costs the same however much stands in the record."""
    alice, address = browse(cast.alice), f"/people/{cast.ade.pk}/write/"
    counts = []
    for more in (1, 20):
        for _ in range(more):
            note()
        alice.get(address)
        with CaptureQueriesContext(connection) as asked:
            alice.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
