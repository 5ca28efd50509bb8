"""The pages on which two records become one: asked, decided, looked at, undone; old addresses."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.actions.adding import Told, add_person, write_down
from alongside.people.actions.merging import agree_to_merge, ask_to_merge
from alongside.people.models import Bar, Basis, FactKind, Grant, Merge, Person, Rung
from alongside.plans.tests.agreeing import agree
from alongside.record.actions import Words, finish_entry
from alongside.record.models import Entry
from tests.browsing import Browse
from tests.cast import Cast

WHY = "He said “that’s me” & laughed 🙂"


@pytest.fixture
def second(cast: Cast) -> Person:
    """A second record of Ade: Alice wrote him down twice, and Mo reads both."""
    with acting(cast.alice.pk):
        for one, given in ((cast.ade, "Ade"), (cast.temi, "Temi")):
            write_down(
                one,
                [
                    Told(FactKind.NAME_KNOWN_AS, detail={"given": given, "family": "Bankole"}),
                    Told(FactKind.BIRTH, detail={"on": str(one.born_on)}),
                ],
                by=cast.alice,
            )
        made = add_person(
            given="Adeyemi",
            family="Bankole",
            born_on=date(1958, 5, 3),
            told=[Told(FactKind.PHONE, "07700 900123")],
            is_somebody_new=True,
            by=cast.alice,
        )
    with acting(cast.system.pk):
        Grant.objects.create(
            person=made,
            account=cast.mo,
            rung=Rung.RESTRICTED,
            basis=Basis.SUPERVISES,
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    return made


@pytest.fixture
def waiting(cast: Cast, second: Person) -> Merge:
    with acting(cast.alice.pk):
        return ask_to_merge(gone=second, into=cast.ade, why=WHY, by=cast.alice)


@pytest.fixture
def made(cast: Cast, waiting: Merge) -> Merge:
    with acting(cast.mo.pk):
        return agree_to_merge(merge=waiting, why="I asked him", by=cast.mo)


def draft(page: Any) -> str:
    found = re.search(r'name="draft" value="([0-9a-f-]+)"', page.content.decode())
    assert found
    return found[1]


def compare(second: Person, cast: Cast) -> str:
    return f"/people/{second.pk}/about/same/{cast.ade.pk}/"


def at(merge: Merge, step: str = "") -> str:
    return f"/people/one-person/{merge.pk}/{step}"


def note(cast: Cast, whom: Person, by: Account | None = None) -> Entry:
    by = by or cast.alice
    with acting(by.pk):
        return finish_entry(
            id=new_id(),
            kind="visit",
            people=[whom],
            happened=When(date(2026, 3, 2), "day"),
            parts=[Words("fact", "He made the tea himself.")],
            by=by,
        )


def test_from_the_proposal_to_one_record(cast: Cast, second: Person, browse: Browse) -> None:
    alice, mo = browse(cast.alice), browse(cast.mo)
    offered = alice.get(f"/people/{second.pk}/about/same/")
    assert compare(second, cast) in offered.content.decode()
    page = alice.get(compare(second, cast))
    assert "Date of birth: the same, 3 May 1958" in page.content.decode()
    told = {"into": str(cast.ade.pk), "why": WHY, "draft": draft(page)}
    assert alice.post(compare(second, cast), {**told, "into": "nobody"}).status_code == 200
    asked = alice.post(compare(second, cast), told)
    assert asked.status_code == 302
    assert alice.post(compare(second, cast), told)["Location"] == asked["Location"]  # sent again
    with acting(cast.mo.pk):
        merge = Merge.objects.get()
        assert (merge.gone_id, merge.into_id, merge.why) == (second.pk, cast.ade.pk, WHY)
    assert "You asked for this" in alice.get(at(merge)).content.decode()
    assert alice.get(at(merge, "agree/")).status_code == 403
    waits = mo.get("/waiting/").content.decode()
    assert "Agree, or not, that two records are one person" in waits
    page = mo.get(at(merge, "agree/"))
    assert "Once they are one" in page.content.decode()
    done = mo.post(at(merge, "agree/"), {"why": "I asked him", "draft": draft(page)})
    assert done["Location"] == at(merge)
    assert "Before they sign in again" in mo.get(at(merge)).content.decode()
    assert "before they sign in again" in mo.get("/waiting/").content.decode()
    assert mo.post(at(merge, "step/"), {"step": "checked"}).status_code == 302
    assert "Before they sign in again" not in mo.get(at(merge)).content.decode()


@pytest.mark.parametrize("who", ["charlie", "protection"])
def test_a_stranger_learns_nothing(cast: Cast, made: Merge, browse: Browse, who: str) -> None:
    browser = browse(getattr(cast, who))
    for address in (at(made), at(made, "undo/"), f"/people/{made.gone_id}/about/"):
        assert browser.get(address).status_code in (403, 404), address
        assert "Adeyemi" not in browser.get(address).content.decode()
    assert browser.get(f"/people/{made.gone_id}/about/").status_code == 404
    assert browser.post(at(made, "step/"), {"step": "checked"}).status_code == 404


def test_an_old_address_leads_to_where_it_stands_now(
    cast: Cast, made: Merge, browse: Browse
) -> None:
    with acting(cast.mo.pk):  # Charlie never saw the second record, and sees both now
        grants.allocate(person=cast.ade, account=cast.charlie, by=cast.mo)
    for who in (cast.alice, cast.charlie):
        for page in ("about/", "timeline/", ""):
            found = browse(who).get(f"/people/{made.gone_id}/{page}?back=1")
            assert found.status_code == 302
            assert found["Location"] == f"/people/{cast.ade.pk}/{page}?back=1"
    sent = browse(cast.alice).post(f"/people/{made.gone_id}/about/add/?kind=phone", {"value": "1"})
    assert (sent.status_code, sent["Location"]) == (
        307,
        f"/people/{cast.ade.pk}/about/add/?kind=phone",
    )


def test_the_person_and_who_acts_for_them_are_told_kindly(
    cast: Cast, waiting: Merge, browse: Browse
) -> None:
    ade, pat = browse(cast.ade_account), browse(cast.pat)
    assert "We are checking something first" in ade.get("/my/").content.decode()
    assert ade.get("/my/record/").status_code == 302
    assert "We are checking something about somebody" in pat.get("/shared/").content.decode()
    browse(cast.alice).post(at(waiting, "step/"), {"step": "take-back"})
    assert "Hello, Ade" in ade.get("/my/").content.decode()
    assert "We are checking" not in pat.get("/shared/").content.decode()


def test_what_the_person_reads_once_it_was_looked_at(
    cast: Cast, second: Person, browse: Browse
) -> None:
    entry, plan = note(cast, second), agree(second, cast.alice)
    with acting(cast.alice.pk):
        merge = ask_to_merge(gone=second, into=cast.ade, why=WHY, by=cast.alice)
    with acting(cast.mo.pk):
        agree_to_merge(merge=merge, why="I asked him", by=cast.mo)
    browse(cast.mo).post(at(merge, "step/"), {"step": "checked"})
    ade = browse(cast.ade_account)
    assert "He made the tea himself." in ade.get("/my/record/").content.decode()
    assert "He made the tea himself." in ade.get(f"/my/record/{entry.pk}/").content.decode()
    assert ade.get(f"/my/plans/{plan.plan}/").status_code == 200
    for who in (cast.alice, cast.bob):
        page = browse(who).get(f"/people/{cast.ade.pk}/timeline/").content.decode()
        assert "He made the tea himself." in page
        page = browse(who).get(f"/entries/{entry.pk}/").content.decode()
        assert "somebody else" not in page.split("<main")[1]
        assert browse(who).get(f"/plans/{plan.plan}/").status_code == 200
        assert str(plan.plan) in browse(who).get(f"/people/{cast.ade.pk}/plans/").content.decode()


def test_somebody_not_listed_is_looked_for_by_hand(
    cast: Cast, second: Person, browse: Browse
) -> None:
    alice = browse(cast.alice)
    page = alice.post(f"/people/{second.pk}/about/same/", {"sought": "Temi Bankole"})
    assert f"/people/{second.pk}/about/same/{cast.temi.pk}/" in page.content.decode()
    page = alice.post(f"/people/{second.pk}/about/same/", {"sought": "Nobody Known"})
    assert str(cast.stranger.pk) not in page.content.decode()


def test_undone_it_says_who_read_what_and_what_was_written(
    cast: Cast, second: Person, browse: Browse
) -> None:
    entry = note(cast, second)
    with acting(cast.alice.pk):
        merge = ask_to_merge(gone=second, into=cast.ade, why=WHY, by=cast.alice)
    with acting(cast.mo.pk):
        grants.allocate(person=cast.ade, account=cast.charlie, by=cast.mo)
        agree_to_merge(merge=merge, why="I asked him", by=cast.mo)
    charlie, mo = browse(cast.charlie), browse(cast.mo)
    assert charlie.get(f"/entries/{entry.pk}/").status_code == 200
    written = note(cast, cast.ade, by=cast.charlie)
    page = mo.get(at(merge, "undo/"))
    done = mo.post(at(merge, "undo/"), {"why": "His cousin", "draft": draft(page)})
    assert done["Location"] == at(merge)
    said = mo.get(at(merge)).content.decode()
    assert re.search(r"Charlie</th><td>Entry opened</td>.*of the first.*<strong>No</strong>", said)
    assert f"/entries/{written.pk}/" in said
    assert charlie.get(f"/entries/{entry.pk}/").status_code == 404
    assert charlie.get(f"/people/{second.pk}/about/").status_code == 404
    officer = browse(cast.protection)
    assert "look at who read what" in officer.get("/waiting/").content.decode()
    read = officer.get(at(merge)).content.decode()
    assert "Adeyemi" not in read
    assert officer.post(at(merge, "step/"), {"step": "looked"}).status_code == 302
    assert "look at who read what" not in officer.get("/waiting/").content.decode()


def test_a_wrong_step_and_a_wrong_moment(cast: Cast, waiting: Merge, browse: Browse) -> None:
    mo: Client = browse(cast.mo)
    assert mo.post(at(waiting, "step/"), {"step": "anything"}).status_code == 404
    assert mo.post(at(waiting, "step/"), {"step": "take-back"}).status_code == 403
    assert mo.post(at(waiting, "step/"), {"step": "checked"}).status_code in (403, 404)
    assert mo.get(at(waiting, "undo/")).status_code == 404
    assert mo.get(f"/people/{cast.ade.pk}/about/same/{cast.ade.pk}/").status_code == 404
    page = mo.get(at(waiting, "two-people/"))
    sent = {"why": "", "draft": draft(page)}
    assert "error-summary" in mo.post(at(waiting, "two-people/"), sent).content.decode()
    mo.post(at(waiting, "two-people/"), {**sent, "why": "Cousins"})
    assert "They are two people" in mo.get(f"/people/{cast.ade.pk}/about/same/").content.decode()


def test_who_is_there_in_an_emergency_compares_nothing(
    cast: Cast, second: Person, waiting: Merge, browse: Browse
) -> None:
    with acting(cast.mo.pk):
        grants.allocate(person=cast.ade, account=cast.charlie, by=cast.mo)
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=second.pk, reason="He has fallen.", by=cast.charlie)
    charlie = browse(cast.charlie)
    assert charlie.get(compare(second, cast)).status_code == 403
    assert charlie.post(compare(second, cast), {"why": "x"}).status_code == 403
    page = charlie.get(at(waiting))
    assert page.status_code == 200
    assert "You need to work with both" in page.content.decode()


@pytest.mark.parametrize("which", ["gone", "into"])
def test_whoever_asked_takes_it_back_though_they_may_not_open_both(
    cast: Cast, waiting: Merge, browse: Browse, which: str
) -> None:
    kept = browse(cast.mo).get(f"/people/{cast.ade.pk}/who-may-see/").content.decode()
    assert "nor anybody who acts for them reads this record" in kept
    person, stays = waiting.gone, waiting.into
    if which == "into":
        person, stays = stays, person
    with acting(cast.mo.pk):
        grants.bar(person=person, account=cast.alice, ground=Bar.Ground.FAMILY, by=cast.mo)
    alice = browse(cast.alice)
    assert str(waiting.pk) in alice.get("/waiting/").content.decode()
    page = alice.get(at(waiting)).content.decode()
    assert "You may not open both of these records any more" in page
    assert f'href="/people/{person.pk}/' not in page
    assert f'href="/people/{stays.pk}/' in page
    taken = alice.post(at(waiting, "step/"), {"step": "take-back"})
    assert (taken.status_code, taken["Location"]) == (302, "/waiting/")
    with acting(cast.mo.pk):
        assert Merge.objects.get(pk=waiting.pk).state == Merge.State.TAKEN_BACK
    kept = browse(cast.mo).get(f"/people/{cast.ade.pk}/who-may-see/").content.decode()
    assert "nor anybody who acts for them" not in kept
