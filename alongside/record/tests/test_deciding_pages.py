"""The pages of deciding: sharing, a second look, a release, restricting, moving and holding."""

from datetime import timedelta

from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import in_words
from alongside.people.actions import grants
from alongside.people.models import Rung
from alongside.record.actions import Words, decide_sharing, restrict_entry
from alongside.record.models import About, Entry, Hold, Misfiled, Part, Release, SharingDecision
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write, fields, sent

SOON = timezone.localdate() + timedelta(days=30)


def propose(cast: Cast) -> SharingDecision:
    with acting(cast.alice.pk):
        return decide_sharing(
            about=About.objects.select_related("entry").get(),
            sharing="not disclosed",
            ground="crime",
            why="An arrest is planned",
            review_on=SOON,
            by=cast.alice,
        )


def test_a_manager_decides(cast: Cast, note: Write, browse: Browse, trailed: Trail) -> None:
    entry = note(kind="police")
    mo, address = browse(cast.mo), f"/entries/{entry.pk}/sharing/"
    html = mo.get(address).content.decode()
    assert "We look at entries of this kind before they are shown." in html
    empty = sent(mo, address, {"sharing": "held"}).content.decode()
    for words in ("a day to come", "Say why", "They read this sentence."):
        assert words in empty
    done = sent(mo, address, {"sharing": "shown"})
    assert done.headers["Location"] == f"/entries/{entry.pk}/"
    with acting(cast.mo.pk):
        assert About.objects.get().sharing == "shown"
    assert "sharing decided" in trailed(cast.ade, cast.mo)


def test_the_writer_is_not_offered_what_is_not_hers(
    cast: Cast, note: Write, browse: Browse
) -> None:
    entry = note(kind="police")
    alice, address = browse(cast.alice), f"/entries/{entry.pk}/sharing/"
    assert "Show it to them" not in alice.get(address).content.decode()
    html = sent(alice, address, {"sharing": "shown"}).content.decode()
    assert "That is for somebody else to decide." in html
    bob = browse(cast.bob)
    assert "Deciding this is for whoever wrote it" in bob.get(address).content.decode()
    assert bob.post(address, {"sharing": "shown"}).status_code == 403
    with acting(cast.mo.pk):
        assert About.objects.get().sharing == "held"


def test_each_of_several_people_is_decided_apart(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(people=[cast.ade, cast.temi])
    alice, address = browse(cast.alice), f"/entries/{entry.pk}/sharing/"
    assert "Decide for each of them." in alice.get(address).content.decode()
    told = {
        "sharing": "not disclosed",
        "ground": "court",
        "why": "An order",
        "review_on": in_words(SOON),
    }
    assert sent(alice, f"{address}?person={cast.temi.pk}", told).status_code == 302
    with acting(cast.alice.pk):
        found = dict(About.objects.values_list("person_id", "sharing"))
    assert found == {cast.ade.pk: "held", cast.temi.pk: "not disclosed"}
    assert alice.get(f"{address}?person={cast.stranger.pk}").status_code == 404
    assert browse(cast.mo).get(f"{address}?person={cast.temi.pk}").status_code == 200
    mo = browse(cast.mo).get(f"{address}?person={cast.temi.pk}").content.decode()
    assert "Temi" not in mo  # he may see Ade alone, and decides for Ade


def test_a_second_person_decides(cast: Cast, note: Write, browse: Browse) -> None:
    note(kind="police")
    address = f"/decisions/{propose(cast).pk}/"
    alice = browse(cast.alice)
    assert "somebody else decides" in alice.get(address).content.decode()
    assert alice.post(address, {"is_agreed": "yes"}).status_code == 403
    for account in (cast.charlie, cast.ade_account, cast.protection):
        assert browse(account).get(address).status_code == 404
    assert browse(cast.bob).post(address, {"is_agreed": "yes"}).status_code == 403
    mo = browse(cast.mo)
    assert "An arrest is planned" in mo.get(address).content.decode()
    assert "Say whether you agree." in mo.post(address, {}).content.decode()
    assert "Say why not." in mo.post(address, {"is_agreed": "no"}).content.decode()
    assert mo.post(address, {"is_agreed": "yes"}).status_code == 302
    assert "This has been decided: in force." in mo.get(address).content.decode()
    assert "decided already" in mo.post(address, {"is_agreed": "no", "words": "x"}).content.decode()


def test_a_part_is_released_on_its_page(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(Words("fact", "They talked."), people=[cast.ade, cast.temi])
    with acting(cast.mo.pk):
        part = Part.objects.get()
    address = f"/entries/{entry.pk}/release/{part.pk}/{cast.ade.pk}/"
    mo = browse(cast.mo)
    html = mo.get(address).content.decode()
    assert "also about somebody else" in html
    assert "Temi" not in html
    assert "Say why they may read" in mo.post(address, {"why": ""}).content.decode()
    assert browse(cast.bob).post(address, {"why": "x"}).status_code == 403
    assert mo.post(address, {"why": "Both were there"}).status_code == 302
    with acting(cast.mo.pk):
        assert Release.objects.get().person_id == cast.ade.pk
    other = f"/entries/{entry.pk}/release/{cast.ade.pk}/{cast.ade.pk}/"
    assert mo.get(other).status_code == 404


def test_restricting_naming_and_lifting(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    alice, bob, mo = (browse(one) for one in (cast.alice, cast.bob, cast.mo))
    address = f"/entries/{entry.pk}/restrict/"
    wrong = alice.post(address, {"words": "", "until": "yesterday", "review_by": "Alice"})
    html = wrong.content.decode()
    for words in ("Say why few may read it.", "a day to come", "Somebody else has to look"):
        assert words in html
    unknown = alice.post(address, {"words": "x", "until": "1 May 2090", "review_by": "Zz"})
    assert "Nobody who works here is called “Zz”." in unknown.content.decode()
    told = {"words": "About a relative.", "until": in_words(SOON), "review_by": "mo"}
    assert alice.post(address, told).status_code == 302
    assert bob.get(f"/entries/{entry.pk}/").status_code == 404
    page = alice.get(f"/entries/{entry.pk}/").content.decode()
    assert "Only a few may read this" in page
    named = sent(alice, f"{address}readers/", {"account": "bob@northmere.example"})
    assert named.status_code == 302
    assert bob.get(f"/entries/{entry.pk}/").status_code == 200
    assert bob.get(f"{address}readers/").status_code == 403
    lift = mo.get(f"{address}lift/").content.decode()
    assert "Let everyone here read it" in lift
    assert "Leave it as it is" in lift
    assert "Save and go on later" not in lift  # nothing is typed here
    for _pressed_twice in range(2):
        done = mo.post(f"{address}lift/", fields(lift))
        assert done.headers["Location"] == f"/entries/{entry.pk}/"
    assert "is not restricted" in mo.post(f"{address}lift/").content.decode()


def test_two_colleagues_of_one_name(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    with acting(cast.alice.pk):
        restrict_entry(entry=entry, words="w", until=SOON, review_by=cast.mo, by=cast.alice)
    told = {"account": "i"}  # Alice, Charlie and Priti
    address = f"/entries/{entry.pk}/restrict/readers/"
    html = sent(browse(cast.alice), address, told).content.decode()
    assert "More than one person fits “i”." in html
    assert "charlie@northmere.example" in html


def test_moving_by_finding_the_right_person(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(Words("fact", "About Temi."))
    alice, address = browse(cast.alice), f"/entries/{entry.pk}/move/"
    assert alice.get(address).status_code == 200
    assert browse(cast.bob).get(address).status_code == 403
    assert "Say how it came" in alice.post(address, {"right": ""}).content.decode()
    told = {"why": "Mixed up", "right": str(cast.stranger.pk)}
    assert "Look for that person by name" in alice.post(address, told).content.decode()
    looked = alice.post(address, {"why": "Mixed up", "look": "1", "look_for": "Temi"})
    assert "Mixed up" in looked.content.decode()
    done = sent(alice, address, {"why": "Mixed up", "right": str(cast.temi.pk)})
    assert done.headers["Location"] == f"/people/{cast.ade.pk}/timeline/"
    assert alice.get(f"/entries/{entry.pk}/").status_code == 404
    assert (
        "An entry about somebody else was here"
        in alice.get(done.headers["Location"]).content.decode()
    )
    with acting(cast.alice.pk):
        assert Misfiled.objects.get().why == "Mixed up"
        assert Part.objects.get().about == [cast.temi.pk]


def test_pinning_is_a_press(cast: Cast, note: Write, browse: Browse) -> None:
    entry, bob = note(), browse(cast.bob)
    assert bob.get(f"/entries/{entry.pk}/pin/").status_code == 405
    assert bob.post(f"/entries/{entry.pk}/pin/").status_code == 302
    assert "No longer keep at hand" in bob.get(f"/entries/{entry.pk}/").content.decode()
    assert bob.post(f"/entries/{entry.pk}/unpin/").status_code == 302
    assert browse(cast.charlie).post(f"/entries/{entry.pk}/pin/").status_code == 404
    with acting(cast.bob.pk):
        assert Entry.objects.get().pinned_at is None


def test_a_hold_is_placed_and_ended(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    with acting(cast.system.pk):
        grants.allocate(person=cast.ade, account=cast.protection, rung=Rung.RECORD, by=cast.system)
    officer = browse(cast.protection)
    address = f"/entries/{entry.pk}/hold/"
    assert officer.get(address).status_code == 200
    assert browse(cast.mo).get(address).status_code == 403
    assert (
        "Say what it is needed for" in officer.post(address, {"ground": "court"}).content.decode()
    )
    assert officer.post(address, {"ground": "court", "why": "A case"}).status_code == 302
    with acting(cast.protection.pk):
        hold = Hold.objects.get()
    assert "A case" in officer.get(f"/entries/{entry.pk}/").content.decode()
    end = f"{address}{hold.pk}/end/"
    assert browse(cast.mo).get(end).status_code == 403
    assert officer.post(end, {"why": "Over"}).status_code == 302
    assert "had already ended" in officer.post(end, {"why": "Over"}).content.decode()
