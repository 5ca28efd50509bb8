"""What somebody reads who acts for a person, or works at a partner agency."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Grant, Shared
from alongside.record.actions import Words
from alongside.record.models import Entry
from tests.browsing import Browse
from tests.cast import Cast, person

from .conftest import Decide, Trail, Write, words_on


def share(cast: Cast, entry: Entry, name: str = "pat") -> Shared:
    account = getattr(cast, name)
    with acting(cast.alice.pk):
        grant = Grant.objects.get(account=account, person=cast.ade)
        return grants.list_for(grant=grant, entry_id=entry.pk, by=cast.alice)


def test_only_what_was_listed(cast: Cast, browse: Browse, note: Write, trailed: Trail) -> None:
    listed, other = note(Words("fact", "for Pat"), title="Listed"), note(title="Unlisted")
    for_sam = note(Words("fact", "for Sam"), title="Stool and rail")
    share(cast, listed)
    share(cast, for_sam, "sam")
    for account, mine, theirs in ((cast.pat, listed, for_sam), (cast.sam, for_sam, listed)):
        client = browse(account)
        page = words_on(client.get("/shared/"))
        assert "Ade Bankole" in page
        assert "Unlisted" not in page
        assert words_on(client.get(f"/shared/{mine.pk}/"))
        assert client.get(f"/shared/{theirs.pk}/").status_code == 404
        assert client.get(f"/shared/{other.pk}/").status_code == 404
        assert client.get(f"/my/record/{mine.pk}/").status_code == 404
        assert client.get(f"/entries/{mine.pk}/").status_code == 404
        assert client.get(f"/people/{cast.ade.pk}/").status_code == 404
        assert client.get("/")["Location"] == "/shared/"
        assert {"shared list opened", "shared entry opened"} <= set(trailed(cast.ade, account))


def test_many_people_cost_no_more_questions_than_one(
    cast: Cast, browse: Browse, note: Write
) -> None:
    share(cast, note(Words("fact", "for Pat"), title="Of Ade"))
    browser, asked = browse(cast.pat), []
    for number in range(3):
        with CaptureQueriesContext(connection) as few:
            page = words_on(browser.get("/shared/"))
        asked.append(len(few))
        assert [f"Of {one}" in page for one in range(3)] == [one < number for one in range(3)]
        with acting(cast.alice.pk):
            other = person(f"Person {number}", None, worker=cast.alice, by=cast.alice)
            grant = grants.let_act_for(person=other, account=cast.pat, called="Pat", by=cast.alice)
        entry = note(Words("fact", f"about {number}"), people=[other], title=f"Of {number}")
        with acting(cast.alice.pk):
            grants.list_for(grant=grant, entry_id=entry.pk, by=cast.alice)
    assert len(set(asked[1:])) == 1, asked
    page = words_on(browser.get("/shared/"))
    assert all(f"Person {number}" in page and f"about {number}" in page for number in range(3))


def test_nothing_is_listed_yet(cast: Cast, browse: Browse) -> None:
    assert "Nothing is shared with you" in words_on(browse(cast.pat).get("/shared/"))


def test_a_siblings_part_is_left_out(
    cast: Cast, browse: Browse, note: Write, decide: Decide
) -> None:
    both = note(
        Words("fact", "Ade alone", about=(cast.ade.pk,)),
        Words("fact", "Temi zebrafish"),
        Words("own words", "my sister zebrafish", about=(cast.temi.pk,)),
        people=[cast.ade, cast.temi],
        title="Temi zebrafish",
        place="zebrafish",
    )
    decide(both, "shown")
    share(cast, both)
    for address in ("/shared/", f"/shared/{both.pk}/"):
        page = browse(cast.pat).get(address)
        assert "Ade alone" in words_on(page)
        assert "zebrafish" not in page.content.decode()
        assert "Temi" not in page.content.decode()


def test_listed_and_then_held_or_not_disclosed(
    cast: Cast, browse: Browse, note: Write, decide: Decide
) -> None:
    entry = note(title="Listed")
    share(cast, entry)
    pat = browse(cast.pat)
    assert "Listed" in words_on(pat.get("/shared/"))
    decide(entry, "held")
    assert "Listed" not in words_on(pat.get("/shared/"))
    assert pat.get(f"/shared/{entry.pk}/").status_code == 404


def test_after_the_grant_ends_or_it_is_taken_off(cast: Cast, browse: Browse, note: Write) -> None:
    first, second = note(title="First"), note(title="Second")
    taken = share(cast, first)
    share(cast, second)
    pat = browse(cast.pat)
    with acting(cast.alice.pk):
        grants.take_off_list(shared=taken, by=cast.alice)
    assert pat.get(f"/shared/{first.pk}/").status_code == 404
    assert "First" not in words_on(pat.get("/shared/"))
    assert pat.get(f"/shared/{second.pk}/").status_code == 200
    with acting(cast.system.pk):
        grant = Grant.objects.get(account=cast.pat)
        grants.end_grant(grant=grant, why="asked", by=cast.system)
    assert pat.get(f"/shared/{second.pk}/").status_code == 404
    page = words_on(pat.get("/shared/"))
    assert "Nothing is shared with you" in page
    assert "Ade" not in page


def test_what_the_person_answered_is_not_shared(
    cast: Cast, browse: Browse, note: Write, ade: Client
) -> None:
    from uuid import uuid4

    from alongside.record.models import Part

    entry = note(title="Listed")
    share(cast, entry)
    with acting(cast.alice.pk):
        part = Part.objects.get(entry=entry)
    told = {"text": "only between us", "draft": str(uuid4())}
    assert ade.post(f"/my/record/{entry.pk}/{part.pk}/", told).status_code == 302
    page = browse(cast.pat).get(f"/shared/{entry.pk}/").content.decode()
    assert "only between us" not in page


def test_nobody_else_enters(cast: Cast, browse: Browse, note: Write) -> None:
    entry = note()
    share(cast, entry)
    for account in (cast.ade_account, cast.alice, cast.mo, cast.protection):
        assert browse(account).get("/shared/").status_code == 404
        assert browse(account).get(f"/shared/{entry.pk}/").status_code == 404
