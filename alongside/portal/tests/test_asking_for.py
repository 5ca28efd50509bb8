"""A partner asks something for somebody: held first, told to who works with them, and no more."""

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft
from alongside.people.actions import grants
from alongside.people.models import Bar, Grant, Shared
from alongside.questionnaires.access import in_force
from alongside.questionnaires.answering import Filled
from alongside.record.actions import amend_entry, decide_sharing
from alongside.record.actions.asking import parts_of
from alongside.record.actions.referring import send_referral
from alongside.record.models import About, Entry, Part, PartSort, Task, Version
from alongside.record.tests.test_questions import opened, turn
from tests import cast as casting
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, words_on

KEY = "adaptation-referral"
HARD = "He cannot get over the edge of the bath. 🙂 O’Brien"
HIS = "I am afraid of the bath"


def grant_of(cast: Cast, account: Account | None = None) -> Grant:
    with acting(cast.alice.pk):
        return Grant.objects.get(account=account or cast.sam, person=cast.ade)


def begins(cast: Cast) -> str:
    return f"/shared/ask/{grant_of(cast).pk}/{KEY}/"


def typed(sam: Client, first: str) -> str:
    """Two pages of answers; the address of the last page."""
    told: dict[str, Any] = {"referrer": "Sam, Equipment Partnership", "agrees": "yes"}
    second = turn(sam, first, {}, **told, called="Ade", address="Canal Terrace")
    more: dict[str, Any] = {"hard__worker": HARD, "hard__person": HIS, "urgent": ["falls"]}
    return turn(sam, second, {"go": "check"}, **more, **{"would-help.worker": "A rail"})


def sent(sam: Client, cast: Cast) -> UUID:
    """One that was typed and sent; its id."""
    last = typed(sam, sam.get(begins(cast)).headers["Location"])
    done = sam.post(last, opened(sam, last) | {"send": "1"})
    assert done.status_code == 302, done.content.decode()
    return UUID(done.headers["Location"].strip("/").split("/")[-1])


def filled(key: str = KEY) -> Filled:
    asked = in_force(key, timezone.localdate())
    assert asked is not None
    return Filled(asked, {"hard.worker": HARD}, timezone.localdate())


def test_what_a_partner_sends_stands_in_the_record_and_is_held(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    sam = browse(cast.sam)
    assert begins(cast) in sam.get("/shared/").content.decode()
    made = sent(sam, cast)
    with acting(cast.alice.pk):
        entry = Entry.objects.get(pk=made)
        version = Version.objects.get(entry=entry)
        about = About.objects.get(entry=entry)
        parts = {one.question: one for one in Part.objects.filter(entry=entry)}
    assert (entry.kind, entry.written_by_id, version.by_id) == (
        "referral",
        cast.sam.pk,
        cast.sam.pk,
    )
    assert version.form == f"{KEY} 1"
    assert (about.person_id, about.sharing) == (cast.ade.pk, "held")
    assert parts["hard.worker"].text == HARD
    own = parts["hard.person"]
    assert (own.sort, own.of, own.text) == (PartSort.REPORTED, "Ade Bankole", HIS)
    assert not [one for one in parts.values() if one.sort == PartSort.OWN_WORDS]
    page = browse(cast.alice).get(f"/entries/{made}/").content.decode()
    assert HARD in page
    assert "What Ade Bankole said, as Sam wrote it down" in page
    mine = browse(cast.ade_account)
    assert mine.get(f"/my/record/{made}/").status_code == 404
    assert "Somebody from another organisation wrote it" in words_on(mine.get("/my/record/"))
    assert {"entry finished", "listed for them", "questions for somebody opened"} <= set(
        trailed(cast.ade, cast.sam)
    )


def test_who_works_with_them_is_told_and_a_manager_decides(cast: Cast, browse: Browse) -> None:
    made = sent(browse(cast.sam), cast)
    with acting(cast.alice.pk):
        tasks = list(Task.objects.filter(what="referral"))
        assert {one.account_id for one in tasks} == {cast.alice.pk}
        assert "Ring and agree what can be done this week" in {one.words for one in tasks}
    with acting(cast.mo.pk):
        [decide] = Task.objects.filter(what="decide held")
        assert decide.account_id == cast.mo.pk
        about = About.objects.select_related("entry").get(entry_id=made)
        assert decide.from_id == about.pk
    waits = browse(cast.alice).get("/waiting/").content.decode()
    assert "A partner agency asks something for Ade" in waits
    with acting(cast.mo.pk):
        decide_sharing(about=about, sharing="shown", why="He knows of it", by=cast.mo)
    read = words_on(browse(cast.ade_account).get(f"/my/record/{made}/"))
    assert HIS in read


def test_the_partner_reads_what_they_wrote_and_nothing_else(cast: Cast, browse: Browse) -> None:
    sam = browse(cast.sam)
    made = sent(sam, cast)
    page = words_on(sam.get(f"/shared/{made}/"))
    assert HARD in page
    assert "You sent this" in page
    assert "You sent this" in words_on(sam.get("/shared/"))
    for address in (f"/entries/{made}/", f"/people/{cast.ade.pk}/", "/waiting/", "/write/"):
        assert sam.get(address).status_code == 404, address
    with acting(cast.sam.pk):
        assert list(Entry.objects.values_list("pk", flat=True)) == [made]
        assert not About.objects.exists()
        assert not Task.objects.exists()


def test_what_we_change_meanwhile_is_not_theirs_to_read(cast: Cast, browse: Browse) -> None:
    sam = browse(cast.sam)
    made = sent(sam, cast)
    with acting(cast.alice.pk):
        asked = in_force(KEY, timezone.localdate())
        assert asked is not None
        words = Filled(asked, {"hard.worker": "zebrafish"}, timezone.localdate())
        amend_entry(
            entry=Entry.objects.get(pk=made),
            base=1,
            parts=parts_of(words, [], {}, None, keeps_left=False),
            why="I rang him",
            by=cast.alice,
        )
    assert sam.get(f"/shared/{made}/").status_code == 404
    page = words_on(sam.get("/shared/"))
    assert "We have worked on it since" in page
    assert "zebrafish" not in page
    assert HARD not in page


def test_sent_twice_it_is_one(cast: Cast, browse: Browse) -> None:
    sam = browse(cast.sam)
    last = typed(sam, sam.get(begins(cast)).headers["Location"])
    told = opened(sam, last) | {"send": "1"}
    first, again = sam.post(last, told), sam.post(last, told)
    assert first.headers["Location"] == again.headers["Location"]
    with acting(cast.alice.pk):
        assert Entry.objects.count() == 1
        grant = grant_of(cast)
    made = new_id()
    for _ in range(2):
        with acting(cast.sam.pk):
            assert (
                send_referral(id=made, filled=filled(), grant=grant, called="", by=cast.sam) == made
            )


def test_nothing_is_sent_empty(cast: Cast, browse: Browse) -> None:
    sam = browse(cast.sam)
    last = turn(sam, sam.get(begins(cast)).headers["Location"], {"go": "check"})
    refused = sam.post(last, opened(sam, last) | {"send": "1"})
    assert refused.status_code == 422
    assert "Answer one question at least" in refused.content.decode()


def test_where_nothing_is_shared_any_more_the_words_stay_and_somebody_can_be_rung(
    cast: Cast, browse: Browse
) -> None:
    sam = browse(cast.sam)
    last = typed(sam, sam.get(begins(cast)).headers["Location"])
    told = opened(sam, last) | {"send": "1"}
    with acting(cast.system.pk):
        grants.end_grant(grant=grant_of(cast), why="closed", by=cast.system)
    over = sam.post(last, told)
    assert over.status_code == 410
    page = over.content.decode()
    assert "no longer shared with you" in page
    assert HARD in page
    assert "Canal Terrace" in page  # their own words, all of them
    with acting(cast.sam.pk):
        assert Draft.objects.get(purpose="referral").outcome == "open"
    with acting(cast.alice.pk):
        assert not Entry.objects.exists()
    with acting(cast.sam.pk), pytest.raises(ValidationError, match="shared with you any more"):
        send_referral(id=new_id(), filled=filled(), grant=grant_of(cast), called="", by=cast.sam)


def test_another_partner_and_everybody_else_finds_nothing(cast: Cast, browse: Browse) -> None:
    made = sent(browse(cast.sam), cast)
    with acting(cast.system.pk):
        other = casting.account("partner", "Tess", "Housing")
    with acting(cast.alice.pk):
        grants.share_with_partner(person=cast.temi, account=other, reason="Rehouses", by=cast.alice)
    tess = browse(other)
    assert tess.get(begins(cast)).status_code == 404
    assert tess.get(f"/shared/{made}/").status_code == 404
    for one in (cast.pat, cast.alice, cast.ade_account):
        assert browse(one).get(begins(cast)).status_code == 404, one.email
    sam = browse(cast.sam)
    assert sam.get(f"/shared/ask/{new_id()}/{KEY}/").status_code == 404
    with acting(other.pk):
        theirs = Grant.objects.get(account=other)
    with acting(cast.sam.pk), pytest.raises(ValidationError):
        send_referral(id=new_id(), filled=filled(), grant=theirs, called="", by=cast.sam)


@pytest.mark.parametrize("key", ["about-me", "care-act-assessment", "position-of-trust", "nothing"])
def test_other_forms_are_not_theirs_to_start(cast: Cast, browse: Browse, key: str) -> None:
    sam = browse(cast.sam)
    assert sam.get(f"/shared/ask/{grant_of(cast).pk}/{key}/?v=1").status_code == 404
    if key == "care-act-assessment":
        grant = grant_of(cast)
        with acting(cast.sam.pk), pytest.raises(PermissionDenied):
            send_referral(id=new_id(), filled=filled(key), grant=grant, called="", by=cast.sam)


def test_where_nobody_would_read_it_it_is_not_sent(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        for grant in Grant.objects.filter(person=cast.ade, rung__gte=2):
            grants.end_grant(grant=grant, why="closed", by=cast.system)
    with acting(cast.sam.pk):
        grant = Grant.objects.get(account=cast.sam)
        with pytest.raises(ValidationError, match="Nobody at the council works"):
            send_referral(id=new_id(), filled=filled(), grant=grant, called="", by=cast.sam)


def test_a_referral_too_many_for_a_day_waits_with_its_words(
    cast: Cast, browse: Browse, settings: Any
) -> None:
    sam = browse(cast.sam)
    sent(sam, cast)
    settings.PARTNER_SENDS_A_DAY = 1
    last = typed(sam, sam.get(begins(cast)).headers["Location"])
    refused = sam.post(last, opened(sam, last) | {"send": "1"})
    assert refused.status_code == 422
    assert "ring 999" in refused.content.decode()
    assert HARD in words_on(sam.get(last))
    settings.PARTNER_SENDS_A_DAY = 2
    assert sam.post(last, opened(sam, last) | {"send": "1"}).status_code == 302


def test_who_is_kept_out_is_not_told(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        grants.bar(person=cast.ade, account=cast.mo, ground=Bar.Ground.FAMILY, by=cast.system)
    sent(browse(cast.sam), cast)
    with acting(cast.mo.pk):
        assert not Task.objects.exists()
    with acting(cast.alice.pk):
        [decide] = Task.objects.filter(what="decide held")
    assert decide.account_id == cast.alice.pk


def test_a_worker_takes_it_off_their_list(cast: Cast, browse: Browse) -> None:
    sam = browse(cast.sam)
    made = sent(sam, cast)
    with acting(cast.alice.pk):
        grants.take_off_list(shared=Shared.objects.get(entry_id=made), by=cast.alice)
    assert sam.get(f"/shared/{made}/").status_code == 404
    assert HARD not in words_on(sam.get("/shared/"))
