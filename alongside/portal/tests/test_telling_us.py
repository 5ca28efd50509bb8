"""A partner tells us of somebody nobody shared; a worker says who it is; the partner is told."""

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import FOR_EVER
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft
from alongside.people.models import Basis, Grant, Person, Rung
from alongside.record.access import told_us as access
from alongside.record.actions.front_door import decide_referral, tell_of_decision
from alongside.record.actions.receiving import Source, receive_referral
from alongside.record.actions.telling_us import NOBODY, Whom, say_who_it_is, tell_us
from alongside.record.models import About, Entry, Part, Referral, ReferralLine, ToldUs
from alongside.record.tests.test_questions import opened
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import words_on
from .test_referring_by_form import QUIET, SAW, TOLD, filled
from .test_referring_by_form import sent as referred
from .test_referring_by_form import work as at_the_door

MAX = Whom("Max O’Neill-Brown 🙂", "about 8", "14 Canal Terrace", "Class 3, and a baby sister")
WHY = "Talked with mum."
BACK = "We are talking with the family. Thank you for telling us."


def on_duty(cast: Cast, team: Any = None) -> None:
    """Whoever is in this team answers first contacts of anybody."""
    with acting(cast.system.pk):
        Grant.objects.create(
            team=team or cast.children, rung=Rung.CONTACT, basis=Basis.DUTY, reason="Duty",
            starts=timezone.now(), until=FOR_EVER, given_by=cast.system,
        )  # fmt: skip


@pytest.fixture
def cast(cast: Cast) -> Cast:
    on_duty(cast)
    return cast


def sent(cast: Cast, whom: Whom = MAX, id: UUID | None = None, **more: str) -> ToldUs:
    with acting(cast.sam.pk):
        return tell_us(id=id or new_id(), whom=whom, filled=filled(**more), by=cast.sam)


def joined(cast: Cast, one: ToldUs, *people: Person) -> list[Referral]:
    with acting(cast.charlie.pk):
        return say_who_it_is(told=one, people=people or [cast.stranger], by=cast.charlie)


def told_back(cast: Cast, work: Referral, **more: Any) -> ReferralLine:
    with acting(cast.charlie.pk):
        decide_referral(
            referral=work, decision="elsewhere", why="Talked with mum.", by=cast.charlie
        )
        said = {"how": "own pages", "words": BACK, "on": None} | more
        return tell_of_decision(referral=work, whom="referrer", by=cast.charlie, **said)


def test_it_waits_for_who_answers_and_for_nobody_else(cast: Cast, browse: Browse) -> None:
    one = sent(cast)
    for who, reads in ((cast.charlie, True), (cast.sam, True), (cast.alice, False),
                       (cast.mo, False), (cast.pat, False), (cast.ade_account, False)):  # fmt: skip
        with acting(who.pk):
            assert ToldUs.objects.filter(pk=one.pk).exists() is reads, who.email
    assert one.named in words_on(browse(cast.charlie).get("/front-door/"))
    assert one.named not in words_on(browse(cast.alice).get("/front-door/"))
    page = words_on(browse(cast.charlie).get(f"/front-door/told/{one.pk}/"))
    assert SAW in page
    assert MAX.more in page
    assert browse(cast.alice).get(f"/front-door/told/{one.pk}/").status_code == 404
    with acting(cast.sam.pk):
        assert not Entry.objects.exists()


def test_whoever_is_meant_it_is_the_same(cast: Cast, browse: Browse) -> None:
    """Somebody known and nobody at all: the same questions of the database, the same page."""
    sam = browse(cast.sam)
    pages = []
    for named in ("Ade Bankole", "Nobody Atall"):
        one = sent(cast, Whom(named, "3 May 1958"))
        page = words_on(sam.get(f"/shared/told/{one.pk}/"))
        pages.append(page.replace(named, "X"))
    assert pages[0] == pages[1]


def test_it_becomes_a_piece_of_work_for_each(cast: Cast, browse: Browse) -> None:
    one = sent(cast, MAX, None, **{"danger-now": "yes", "danger-how": "Alone at night"})
    assert (one.is_urgent, one.due_on) == (True, timezone.localdate())
    with acting(cast.system.pk):
        Grant.objects.create(
            person=cast.temi, account=cast.charlie, rung=Rung.RECORD, basis=Basis.ALLOCATED,
            starts=timezone.now(), until=FOR_EVER, given_by=cast.system,
        )  # fmt: skip
    made = joined(cast, one, cast.stranger, cast.temi)
    assert {each.person_id for each in made} == {cast.stranger.pk, cast.temi.pk}
    assert all(each.is_urgent and each.entry_id == one.pk for each in made)
    with acting(cast.charlie.pk):
        said = dict(Part.objects.filter(entry=one.pk).values_list("question", "text"))
        assert SAW in said["happened"]
        assert MAX.named in said["whom"]
        assert "referrer" not in said
        assert set(About.objects.filter(entry=one.pk).values_list("sharing", flat=True)) == {"held"}
        line = ReferralLine.objects.get(entry=one.pk, what="from")
        assert line.who.startswith("Sam")
        assert (line.words, line.reach) == (TOLD["referrer"], TOLD["ring-back"])
    charlie = browse(cast.charlie)
    page = charlie.get("/front-door/")
    assert "To be found, or added" not in words_on(page)
    assert "Nobody Known" in words_on(page)
    assert charlie.get(f"/front-door/told/{one.pk}/").status_code == 302
    assert SAW in words_on(charlie.get(f"/front-door/{made[0].pk}/"))
    assert charlie.get(f"/entries/{one.pk}/").status_code == 200


def test_sending_and_choosing_twice_make_one(cast: Cast) -> None:
    id = new_id()
    one = sent(cast, id=id)
    assert sent(cast, Whom("Somebody else"), id=id).named == one.named
    assert len(joined(cast, one)) == 1
    with pytest.raises(ValidationError, match="meanwhile"):
        joined(cast, one)
    with acting(cast.charlie.pk):
        assert Referral.objects.filter(entry=one.pk).count() == 1


def test_not_on_a_record_in_which_one_may_not_write(cast: Cast) -> None:
    one = sent(cast)
    with pytest.raises(PermissionDenied):
        joined(cast, one, cast.ade)
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="meanwhile"):
        say_who_it_is(told=one, people=[cast.ade], by=cast.alice)
    with acting(cast.charlie.pk), pytest.raises(ValidationError, match="who this is about"):
        say_who_it_is(told=one, people=[], by=cast.charlie)
    with acting(cast.sam.pk), pytest.raises(PermissionDenied):
        say_who_it_is(told=one, people=[cast.ade], by=cast.sam)


@pytest.mark.parametrize(
    ("whom", "more", "says"),
    [
        (Whom("  "), {}, "who it is about"),
        (Whom("x" * 201), {}, "more than we can keep"),
        (MAX, {"happened": "🙂" * 400_001}, "more than we can keep"),
        (Whom("Max", more="Sam's pupil"), QUIET, "Say it without the name"),
        (MAX, {"referrer": "a" * 201}, "200 characters"),
    ],
    ids=["nobody", "long name", "long words", "quiet", "long referrer"],
)
def test_what_cannot_be_kept_is_given_back(
    cast: Cast, whom: Whom, more: dict[str, str], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        sent(cast, whom, None, **more)
    with acting(cast.sam.pk):
        assert not ToldUs.objects.exists()


def test_the_daily_limit_counts_it(cast: Cast, settings: Any) -> None:
    settings.PARTNER_SENDS_A_DAY = 1
    sent(cast)
    with pytest.raises(ValidationError, match="sent 1 "):
        sent(cast)


def test_where_nobody_would_read_it_it_is_not_sent(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        Grant.objects.filter(basis=Basis.DUTY).update(until=timezone.now())
    with pytest.raises(ValidationError, match=NOBODY[:30]):
        sent(cast)
    assert "worried about" not in words_on(browse(cast.sam).get("/shared/"))


def test_others_tell_us_in_another_way(cast: Cast, browse: Browse) -> None:
    for who in (cast.alice, cast.pat, cast.ade_account):
        assert browse(who).get("/shared/tell/?v=1").status_code in (302, 403, 404), who.email
        with acting(who.pk), pytest.raises(PermissionDenied):
            tell_us(id=new_id(), whom=MAX, filled=filled(), by=who)


def turn(browser: Client, address: str, typed: dict[str, Any]) -> Any:
    """Type on a page and press a button of it."""
    return browser.post(address, opened(browser, address) | typed)


def through(sam: Client) -> Any:
    """Page by page as a browser does, up to looking it over."""
    address = sam.get("/shared/tell/")["Location"]
    page = sam.get(address)
    assert "Ring 999 first" in words_on(page)
    told = {"whom-named": MAX.named, "whom-born": MAX.born, "whom-lives": "", "whom-more": ""}
    next_one = turn(sam, address, told)
    for answers in (
        {name: TOLD[name] for name in ("referrer", "ring-back")},
        {name: TOLD[name] for name in ("happened", "they-say", "danger-now")},
        {name: TOLD[name] for name in ("told", "may-name")},
    ):
        assert next_one.status_code == 302
        next_one = turn(sam, next_one["Location"], answers)
    return next_one["Location"]


def test_page_by_page_and_what_was_typed_is_kept(cast: Cast, browse: Browse) -> None:
    sam = browse(cast.sam)
    check = through(sam)
    page = sam.get(check)
    assert MAX.named in words_on(page)
    assert "We do not say here whether we know them" in words_on(page)
    with acting(cast.sam.pk):
        assert Draft.objects.filter(purpose="referral", outcome="open").count() == 1
    pressed = opened(sam, check) | {"send": "1"}
    done = sam.post(check, pressed)
    assert done.status_code == 302
    again = sam.post(check, pressed)
    assert again["Location"] == done["Location"]
    with acting(cast.sam.pk):
        one = ToldUs.objects.get()
    assert (one.named, one.texts["happened"]) == (MAX.named, SAW)
    assert "whom-named" not in one.texts
    assert SAW in words_on(sam.get(done["Location"]))
    assert MAX.named in words_on(sam.get("/shared/"))


def test_without_a_name_the_page_says_so_and_keeps_the_rest(cast: Cast, browse: Browse) -> None:
    sam = browse(cast.sam)
    address = sam.get("/shared/tell/")["Location"]
    page = turn(sam, address, {"whom-named": " ", "whom-lives": MAX.lives})
    assert page.status_code == 422
    assert "Write a name, or what you know of them." in page.content.decode()
    assert MAX.lives in page.content.decode()


def test_the_worker_adds_somebody_and_puts_it_there(cast: Cast, browse: Browse) -> None:
    one, charlie = sent(cast), browse(cast.charlie)
    address = f"/front-door/told/{one.pk}/"
    page = charlie.get(address)
    assert MAX.named in str(page.context["look"].initial)
    added = turn(charlie, address, {"new-given": "Max", "new-family": "O’Neill-Brown",
                                    "new-id": str(new_id()), "add": "1"})  # fmt: skip
    if added.status_code == 200:
        added = turn(charlie, address, {"new-given": "Max", "new-family": "O’Neill-Brown",
                                        "new-id": str(new_id()), "add-anyhow": "1"})  # fmt: skip
    assert added.status_code == 302
    with acting(cast.charlie.pk):
        new = Person.objects.get(called__startswith="Max")
    back = charlie.get(added["Location"].partition("#")[0])
    assert str(new.pk) in back.content.decode()
    done = turn(charlie, added["Location"].partition("#")[0],
                {"people": [str(new.pk)], "shown": [str(new.pk)]})  # fmt: skip
    assert done.status_code == 302
    assert "/front-door/" in done["Location"]
    assert SAW in words_on(charlie.get(done["Location"]))


def test_what_is_said_back_stands_with_whoever_sent_it(cast: Cast, browse: Browse) -> None:
    one = sent(cast)
    (work,) = joined(cast, one)
    sam = browse(cast.sam)
    assert BACK not in words_on(sam.get("/shared/"))
    with pytest.raises(ValidationError, match="400 characters"):
        told_back(cast, work, words="x" * 401)
    with acting(cast.charlie.pk):
        tell_of_decision(referral=work, whom="referrer", how="phone", words="Secret call", on=None,
                         by=cast.charlie)  # fmt: skip
        tell_of_decision(referral=work, whom="referrer", how="own pages", words=BACK, on=None,
                         by=cast.charlie)  # fmt: skip
    for address in ("/shared/", f"/shared/told/{one.pk}/"):
        page = words_on(sam.get(address))
        assert BACK in page
        assert "Secret call" not in page
        assert WHY not in page
        assert "Nobody Known" not in page
    with acting(cast.alice.pk):
        assert access.said_back() == []


def test_only_where_they_have_a_page(cast: Cast, browse: Browse) -> None:
    with acting(cast.charlie.pk):
        (work,) = receive_referral(
            id=new_id(), people=[cast.stranger], received=When(timezone.localdate(), "day"),
            source=Source("professional", "Sam", "", False), words="Rang.", by=cast.charlie,
        )  # fmt: skip
    with pytest.raises(ValidationError, match="no page here"):
        told_back(cast, work)
    assert "on their own page" not in words_on(
        browse(cast.charlie).get(f"/front-door/{work.pk}/tell/")
    )


def test_pages_ask_the_same_number_of_questions(cast: Cast, browse: Browse) -> None:
    def asks(client: Client, address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(address)
        return len(found)

    sam, charlie = browse(cast.sam), browse(cast.charlie)
    sent(cast)
    for client, address in ((sam, "/shared/"), (charlie, "/front-door/")):
        client.get(address)
    before = asks(sam, "/shared/"), asks(charlie, "/front-door/")
    for _ in range(4):
        sent(cast)
    assert (asks(sam, "/shared/"), asks(charlie, "/front-door/")) == before


def test_of_somebody_who_is_shared_it_is_said_back_too(cast: Cast, browse: Browse) -> None:
    referred(cast)
    (work,) = at_the_door(cast)
    with acting(cast.alice.pk):
        decide_referral(referral=work, decision="elsewhere", why=WHY, is_shown=True, by=cast.alice)
        tell_of_decision(
            referral=work, whom="referrer", how="own pages", words=BACK, on=None, by=cast.alice
        )
    page = words_on(browse(cast.sam).get("/shared/"))
    assert BACK in page
    assert WHY not in page
