"""An allegation on its pages: told without being read again, kept by a few, answered, printed."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account, RoleHeld
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft, Piece
from alongside.questionnaires.access import in_force
from alongside.record.actions.allegations import keep_allegation_from, tell_of_allegation
from alongside.record.apart import part_to_tell
from alongside.record.models import About, Allegation, AllegationVersion, Entry, Task
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail
from .telling import DAY, KEY, SAID, TELLS, filled, keeper, tell, told_on_pages
from .test_questions import opened, turn


@pytest.fixture
def josie(cast: Cast) -> Account:
    """The designated officer."""
    return keeper(cast)


def test_anybody_tells_and_reads_it_no_more(cast: Cast, browse: Browse, josie: Account) -> None:
    alice = browse(cast.alice)
    assert "Tell the designated officer" in alice.get("/write/").content.decode()
    before = alice.get("/allegations/tell/").content.decode()
    assert "Josie" in before
    assert "you cannot open it again" in before
    assert told_on_pages(alice) == "/allegations/tell/sent/"
    assert alice.get("/allegations/tell/sent/").status_code == 200
    with acting(josie.pk):
        [made] = Allegation.objects.all()
        [version] = AllegationVersion.objects.all()
    assert [one["text"] for one in version.said if one["question"] == "what-said"] == [SAID]
    for address in ("", "answer/", "print/", "kept-from/"):
        assert alice.get(f"/allegations/{made.pk}/{address}").status_code == 404, address
    assert alice.get("/allegations/").status_code == 404
    with acting(cast.alice.pk):
        assert not Allegation.objects.exists()
        assert not AllegationVersion.objects.exists()
        draft = Draft.objects.get(pk=made.pk)
        assert draft.outcome == "finished"
        assert not Piece.objects.filter(draft=draft).exclude(text="").exists()
    again = alice.get(f"{TELLS}?v=1&draft={made.pk}")
    assert again.headers["Location"] == "/allegations/tell/sent/"


def test_what_is_told_is_asked_up_to_where_something_is_decided(
    cast: Cast, browse: Browse, josie: Account
) -> None:
    whole = in_force(KEY, DAY)
    assert whole is not None
    part = part_to_tell(whole)
    assert [page.id for page in part.pages] == ["what-is-said", "children", "the-person"]
    assert part.rules == ()
    first = browse(cast.alice).get(TELLS, follow=True).content.decode()
    assert "Page 1 of 3" in first
    mine = browse(josie).get(TELLS, follow=True).content.decode()
    assert "Page 1 of 5" in mine


def test_sent_twice_it_is_one(cast: Cast, josie: Account) -> None:
    made = tell(cast.alice)
    with acting(cast.alice.pk):
        tell_of_allegation(id=made, filled=filled(), by=cast.alice)
    with acting(josie.pk):
        assert Allegation.objects.count() == 1


def test_nothing_is_sent_empty_or_with_gaps_that_nobody_explains(
    cast: Cast, browse: Browse, josie: Account
) -> None:
    alice = browse(cast.alice)
    first = alice.get(TELLS).headers["Location"]
    last = turn(alice, first, {"go": "check"}, **{"what-said": SAID})
    html = alice.get(last).content.decode()
    assert "Still open" in html
    assert "You will not be able to read this again." in html
    refused = alice.post(last, opened(alice, last) | {"finish": "1"})
    assert refused.status_code == 422
    assert "Some questions are open" in refused.content.decode()
    why = {"entry-gaps_why": "That is all she said."}
    done = alice.post(last, opened(alice, last) | why | {"finish": "1"})
    assert done.headers["Location"] == "/allegations/tell/sent/"
    read = browse(josie).get("/allegations/").content.decode()
    address = BeautifulSoup(read, "lxml").select_one(".al-list a")
    assert address is not None
    html = browse(josie).get(str(address["href"])).content.decode()
    assert "That is all she said." in html
    assert "Still open" in html


def test_a_keeper_finds_reads_and_is_told_of_it(
    cast: Cast, browse: Browse, josie: Account, trailed: Trail
) -> None:
    made, reader = tell(cast.alice), browse(josie)
    assert "About an allegation: Read what was told" in reader.get("/waiting/").content.decode()
    listed = reader.get("/allegations/").content.decode()
    assert "Told by Alice" in listed
    assert f"/allegations/{made}/" in listed
    html = reader.get(f"/allegations/{made}/").content.decode()
    assert SAID in html
    assert "Told by Alice on" in html
    lines = trailed(by=josie)
    assert {"allegations listed", "allegation opened"} <= set(lines)
    assert "allegation noted" in trailed(by=cast.alice)


def test_a_line_on_the_trail_is_about_nobody(cast: Cast, josie: Account) -> None:
    tell(cast.alice)
    with acting(cast.protection.pk), connection.cursor() as cursor:
        cursor.execute(
            "select person_id, on_kind, detail::text from"
            " gate.whole_trail(now() + interval '1 hour', 50, null)"
            " where what = 'allegation noted'"
        )
        [(person, kind, detail)] = cursor.fetchall()
    assert person is None
    assert kind == "record.allegationversion"
    assert set(json.loads(detail)) == {"content", "version"}


def test_a_keeper_answers_and_what_it_said_before_stays(
    cast: Cast, browse: Browse, josie: Account, trailed: Trail
) -> None:
    made, reader = tell(cast.alice), browse(josie)
    there = f"/allegations/{made}/answer/?base=1&page=looking-into-it"
    typed: dict[str, Any] = {
        "who-looks": ["police"],
        "outcome": "open",
        "look-again": "3 December 2026",
    }
    because = {"who-looks.because": "It may be a crime", "outcome.because": "It has just begun"}
    last = turn(reader, there, {"go": "check"}, **typed, **because)
    html = reader.get(last).content.decode()
    assert SAID in html  # what stood is still there
    unsaid = reader.post(last, opened(reader, last) | {"finish": "1"})
    assert unsaid.status_code == 422
    done = reader.post(last, opened(reader, last) | {"entry-why": "After the call", "finish": "1"})
    assert done.headers["Location"] == f"/allegations/{made}/"
    html = reader.get(f"/allegations/{made}/").content.decode()
    assert "<h1>It has not ended yet</h1>" in html
    assert "After the call" in html
    assert "It may be a crime" in html
    old = reader.get(f"/allegations/{made}/?version=1").content.decode()
    assert "This is version 1, as it was" in old
    assert "It may be a crime" not in old
    assert reader.get(f"/allegations/{made}/?version=9").status_code == 404
    assert "allegation answered" in trailed(by=josie)
    with acting(josie.pk):
        words = set(Task.objects.filter(what="allegation").values_list("words", flat=True))
        tasks = Task.objects.filter(what="allegation")
        assert {one.person_id for one in tasks} == {None}
        assert tasks.get(words="Read what was told").done_at is not None
    assert "Agree who tells the person and when" in words


def test_two_keepers_at_once_lose_nothing(cast: Cast, browse: Browse, josie: Account) -> None:
    made, ffion = tell(cast.alice), keeper(cast, "Ffion")
    mine, hers = browse(josie), browse(ffion)
    there = f"/allegations/{made}/answer/?base=1"
    both = [
        turn(who, there, {"go": "check"}, **{"their-work": words})
        for who, words in ((mine, "Coach, and a driver"), (hers, "Coach and scout leader"))
    ]
    told = {"entry-why": "They told me", "entry-gaps_why": "Not known", "finish": "1"}
    assert mine.post(both[0], opened(mine, both[0]) | told).status_code == 302
    refused = hers.post(both[1], opened(hers, both[1]) | told)
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "Somebody else changed this while you were writing" in html
    assert "They wrote: Coach, and a driver" in html
    on = BeautifulSoup(html, "lxml").select_one(".al-withheld a")
    assert on is not None
    last = turn(hers, str(on["href"]), {"go": "check"})
    assert hers.post(last, opened(hers, last) | told).status_code == 302
    with acting(josie.pk):
        newest = AllegationVersion.objects.get(number=3)
    assert "Coach and scout leader" in str(newest.said)


def test_whoever_it_is_against_never_reads_it_whatever_their_role(
    cast: Cast, browse: Browse, josie: Account
) -> None:
    ffion = keeper(cast, "Ffion")
    made = tell(cast.alice, against=ffion)
    accused = browse(ffion)
    assert str(made) not in accused.get("/allegations/").content.decode()
    for address in ("", "answer/", "print/", "kept-from/"):
        assert accused.get(f"/allegations/{made}/{address}").status_code == 404, address
    with acting(ffion.pk):
        assert not Allegation.objects.exists()
        assert not AllegationVersion.objects.exists()
        assert not Task.objects.exists()
    assert (
        "never Ffion, whom it is about"
        in browse(josie).get(f"/allegations/{made}/").content.decode()
    )


def test_a_keeper_keeps_it_from_a_colleague_and_takes_what_waits(
    cast: Cast, browse: Browse, josie: Account, trailed: Trail
) -> None:
    ffion = keeper(cast, "Ffion")
    made, reader = tell(cast.alice), browse(josie)
    with acting(ffion.pk):
        assert Task.objects.filter(from_id=made).exists()
    address = f"/allegations/{made}/kept-from/"
    unknown = reader.post(address, opened(reader, address) | {"against": "Nobody Here"})
    assert "Nobody who works here is called" in unknown.content.decode()
    about_me = reader.post(address, opened(reader, address) | {"against": "Josie"})
    assert "It is about you." in about_me.content.decode()
    done = reader.post(address, opened(reader, address) | {"against": "Ffion"})
    assert done.headers["Location"] == f"/allegations/{made}/"
    assert browse(ffion).get(f"/allegations/{made}/").status_code == 404
    with acting(ffion.pk):
        assert not Task.objects.filter(from_id=made).exists()
    with acting(josie.pk):
        assert Task.objects.filter(from_id=made, account=josie).count() == 2
    assert "allegation kept from somebody" in trailed(by=josie)


def test_somebody_is_always_left_to_read_it(cast: Cast, josie: Account) -> None:
    refused = pytest.raises(ValidationError, match="nobody could read this")
    with acting(cast.alice.pk), transaction.atomic(), refused:
        tell_of_allegation(id=new_id(), filled=filled(), against=josie, by=cast.alice)
    made, ffion = tell(cast.alice), keeper(cast, "Ffion")
    with acting(cast.system.pk):
        RoleHeld.objects.filter(account=josie).update(until=timezone.now())
    with acting(ffion.pk):
        found = Allegation.objects.get(pk=made)
    with acting(ffion.pk), pytest.raises(ValidationError, match="It is about you"):
        keep_allegation_from(allegation=found, against=ffion, by=ffion)


def test_it_stands_on_no_record_and_nobody_else_finds_it(
    cast: Cast, browse: Browse, josie: Account
) -> None:
    made = tell(cast.alice, against=cast.bob)
    everybody = (cast.alice, cast.bob, cast.charlie, cast.mo, cast.protection)
    others = (cast.ade_account, cast.pat, cast.sam)
    for one in (*everybody, *others):
        browser = browse(one)
        for address in ("", "answer/", "print/", "kept-from/"):
            assert browser.get(f"/allegations/{made}/{address}").status_code == 404, one.email
        assert browser.get("/allegations/").status_code == 404, one.email
        with acting(one.pk):
            assert not Allegation.objects.exists()
            assert not AllegationVersion.objects.exists()
    with acting(cast.system.pk):
        assert not Entry.objects.exists()
        assert not About.objects.exists()
        assert not Allegation.objects.exists()
    for address in (f"/fhir/QuestionnaireResponse/{made}/", f"/entries/{made}/"):
        assert browse(josie).get(address).status_code == 404
    timeline = browse(cast.alice).get(f"/people/{cast.ade.pk}/timeline/").content.decode()
    assert "allegation" not in timeline.casefold()


def test_it_is_not_asked_about_a_person(cast: Cast, browse: Browse, josie: Account) -> None:
    for one in (browse(cast.alice), browse(josie)):
        assert one.get(f"/people/{cast.ade.pk}/ask/{KEY}/").status_code in (403, 404)
    assert browse(cast.alice).get("/allegations/tell/care-act-assessment/").status_code == 404
    assert browse(cast.alice).get("/allegations/tell/nothing-here/").status_code == 404


def test_paper_says_that_it_is_kept_apart(
    cast: Cast, browse: Browse, josie: Account, trailed: Trail
) -> None:
    made, reader = tell(cast.alice), browse(josie)
    page = f"/allegations/{made}/print/"
    assert reader.get(page).status_code == 200
    for file in ("pdf", "word"):
        paper = reader.post(page, {"format": "standard", "file": file})
        assert paper.status_code == 200
        assert paper.headers["Cache-Control"] == "no-store"
        assert "kept-apart" in paper.headers["Content-Disposition"]
    assert "allegation printed" in trailed(by=josie)


def test_what_a_leaver_began_goes_only_to_who_keeps_them(
    cast: Cast, browse: Browse, josie: Account
) -> None:
    alice = browse(cast.alice)
    turn(alice, alice.get(TELLS).headers["Location"], {}, **{"what-said": SAID})
    with acting(cast.system.pk):
        cast.alice.is_active, cast.alice.left_on = False, timezone.localdate() - timedelta(1)
        cast.alice.save(update_fields=["is_active", "left_on"])

    def hand(to: Account) -> int:
        with acting(cast.mo.pk), transaction.atomic():
            return drafts.hand_over_drafts(from_account=cast.alice, to_account=to, by=cast.mo)

    with pytest.raises(ValidationError):
        hand(cast.bob)
    assert hand(josie) == 1


def test_a_role_that_ended_reads_nothing(cast: Cast, browse: Browse, josie: Account) -> None:
    made: UUID = tell(cast.alice)
    with acting(cast.system.pk):
        RoleHeld.objects.filter(account=josie).update(until=timezone.now())
    assert browse(josie).get(f"/allegations/{made}/").status_code == 404
    with acting(josie.pk):
        assert not Allegation.objects.exists()
