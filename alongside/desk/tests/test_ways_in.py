"""Letting in the person, somebody who acts for them and a partner: the pages, and who may not."""

from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.people.actions import grants, ways_in
from alongside.people.models import Basis, Grant, Shared, WayIn
from alongside.record.actions.listing import list_entry
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write

pytestmark = pytest.mark.django_db

SURE = {
    "identity": "known",
    "identity_words": "I met her at home – ☕ – on 3 March.",
    "inbox": "alone",
    "inbox_words": "",
    "is_safe": "on",
}
OWN = {**SURE, "email": "Temi@Home.example", "reason": "She asked to read along."}
ACTING = {
    **SURE,
    "email": "bisi@home.example",
    "called": "Bisi, her mother’s sister",
    "standing": "consent",
    "seen": "Temi said so at our visit.",
    "until": "",
    "reason": "Helps with letters.",
}


def address(cast: Cast, more: str) -> str:
    """A page below who may see the record of Temi, who has no account yet."""
    return f"/people/{cast.temi.pk}/who-may-see/{more}"


def given(cast: Cast, basis: str) -> Grant:
    with acting(cast.system.pk):
        return Grant.objects.select_related("account").get(person=cast.temi, basis=basis)


def link_of(page: Any) -> str:
    words = page.content.decode().replace("<wbr>", "")
    start = words.index("/sign-in/link/")
    return str(words[start : words.index("/", start + 14) + 1])


def test_a_person_gets_an_account_of_their_own(cast: Cast, browse: Browse, trailed: Trail) -> None:
    alice = browse(cast.alice)
    assert address(cast, "own/") in alice.get(address(cast, "")).content.decode()
    page = alice.post(address(cast, "own/"), OWN)
    grant = given(cast, Basis.SELF)
    assert page["Location"] == address(cast, f"{grant.pk}/")
    assert grant.account is not None
    assert (grant.account.email, grant.account.kind) == ("temi@home.example", "person")
    assert "I met her at home – ☕" in alice.get(page["Location"]).content.decode()
    made = alice.post(address(cast, f"{grant.pk}/link/"))
    assert made["Cache-Control"] == "no-store"
    link = link_of(made)
    assert link not in alice.get(page["Location"]).content.decode()
    own = Client()
    assert own.post(link).status_code == 302
    assert own.get("/my/").status_code == 200
    assert own.get(f"/people/{cast.temi.pk}/").status_code == 404
    assert Client().post(link).status_code != 302
    assert {"own access given", "way in opened", "way in made"} <= set(
        trailed(cast.temi, cast.alice)
    )
    assert address(cast, "own/") not in alice.get(address(cast, "")).content.decode()


def test_what_was_made_sure_of_is_for_staff_alone(cast: Cast, browse: Browse) -> None:
    browse(cast.alice).post(address(cast, "own/"), OWN)
    account = given(cast, Basis.SELF).account
    assert account is not None
    for who, most in ((account, 0), (cast.charlie, 0), (cast.pat, 0), (cast.alice, 1)):
        with acting(who.pk):
            assert WayIn.objects.count() == most
    mine = browse(account)
    for page in ("/my/who-may-see/", "/my/who-looked/", "/my/"):
        assert "I met her" not in mine.get(page).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": "nonsense"}, "Write an e-mail address"),
        ({"email": ""}, "Write the address"),
        ({"email": "pat@northmere.example"}, "Somebody signs in with this address already"),
        ({"email": "ade@northmere.example"}, "Somebody signs in with this address already"),
        ({"email": "alice@northmere.example"}, "Somebody signs in with this address already"),
        ({"identity": "guess"}, "put right"),
        ({"identity_words": " "}, "put right"),
        ({"inbox": "with somebody"}, "Say who else"),
        ({"is_safe": ""}, "Talk with Temi alone first"),
        ({"reason": "x" * 5_000_00}, "put right"),
    ],
)
def test_a_wrong_answer_gives_nobody_anything(
    cast: Cast, browse: Browse, changed: dict[str, str], words: str
) -> None:
    page = browse(cast.alice).post(address(cast, "own/"), OWN | changed)
    assert page.status_code == 200
    assert words in page.content.decode()
    with acting(cast.system.pk):
        assert not Grant.objects.filter(person=cast.temi, basis=Basis.SELF).exists()
        assert not Account.objects.filter(email="temi@home.example").exists()


def test_nobody_else_lets_anybody_in(cast: Cast, browse: Browse) -> None:
    pages = ("own/", "acting/", "partner/")
    strangers = (cast.charlie, cast.protection, cast.pat, cast.sam, cast.ade_account)
    for account in strangers:
        for more in pages:
            assert browse(account).post(address(cast, more), OWN).status_code == 404
    with acting(cast.alice.pk):
        grants.allocate(person=cast.temi, account=cast.protection, by=cast.alice)
    officer = browse(cast.protection)
    for more in pages:
        assert officer.get(address(cast, more)).status_code == 403
        assert officer.post(address(cast, more), OWN).status_code == 403
    assert address(cast, "own/") not in officer.get(address(cast, "")).content.decode()


def test_one_account_for_each_person_whoever_asks(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    assert alice.post(address(cast, "own/"), OWN).status_code == 302
    again = alice.post(address(cast, "own/"), OWN | {"email": "other@home.example"})
    assert "an account of their own already" in again.content.decode()
    with acting(cast.system.pk):
        assert not Account.objects.filter(email="other@home.example").exists()
        other = Account.objects.create_user("other@home.example", kind="person")
        row: dict[str, Any] = {
            "basis": Basis.SELF,
            "rung": 0,
            "starts": timezone.now(),
            "until": FOR_EVER,
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(person=cast.temi, account=other, given_by=cast.system, **row)
        mine = given(cast, Basis.SELF).account
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(person=cast.stranger, account=mine, given_by=cast.system, **row)


def test_it_ends_with_a_reason_and_is_given_again(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    alice.post(address(cast, "own/"), OWN)
    grant = given(cast, Basis.SELF)
    assert grant.account is not None
    link = link_of(alice.post(address(cast, f"{grant.pk}/link/")))
    end = address(cast, f"{grant.pk}/end/")
    assert "put right" in alice.post(end, {"why": ""}).content.decode()
    assert alice.post(end, {"why": "Somebody reads along."}).status_code == 302
    assert alice.get(address(cast, f"{grant.pk}/")).status_code == 404
    assert alice.post(address(cast, f"{grant.pk}/link/")).status_code == 404
    own = Client()
    own.post(link)
    assert "Temi" not in own.get("/my/record/", follow=True).content.decode()
    with acting(cast.alice.pk):
        grant.refresh_from_db()
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="ended"):
        ways_in.make_way_in(grant=grant, by=cast.alice)
    assert alice.post(address(cast, "own/"), OWN).status_code == 302


def test_a_form_that_is_sent_twice_gives_one_account(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    opened = alice.get(address(cast, "own/"))
    draft = str(opened.context["draft"].id)
    first = alice.post(address(cast, "own/"), OWN | {"draft": draft})
    second = alice.post(address(cast, "own/"), OWN | {"draft": draft})
    assert (
        first["Location"] == second["Location"] == address(cast, f"{given(cast, Basis.SELF).pk}/")
    )


def test_somebody_acts_for_them_until_a_day(cast: Cast, browse: Browse, trailed: Trail) -> None:
    alice = browse(cast.alice)
    past = alice.post(address(cast, "acting/"), ACTING | {"until": "1 March 2020"})
    assert "Choose a day to come" in past.content.decode()
    assert (
        "put right" in alice.post(address(cast, "acting/"), ACTING | {"seen": ""}).content.decode()
    )
    page = alice.post(address(cast, "acting/"), ACTING | {"until": "27 March 2199"})
    grant = given(cast, Basis.PROXY)
    assert page["Location"] == address(cast, f"{grant.pk}/")
    assert grant.until.year == 2199
    told = alice.get(page["Location"]).content.decode()
    assert "The person asked for it" in told
    twice = alice.post(address(cast, "acting/"), ACTING)
    assert "They have been let in already" in twice.content.decode()
    own = Client()
    own.post(link_of(alice.post(address(cast, f"{grant.pk}/link/"))))
    assert "Temi" in own.get("/shared/").content.decode()
    assert {"access given", "way in made"} <= set(trailed(cast.temi, cast.alice))


def test_a_link_opens_nothing_that_its_maker_may_not_let_people_in_to(
    cast: Cast, browse: Browse
) -> None:
    with acting(cast.system.pk):
        grants.let_act_for(person=cast.stranger, account=cast.pat, called="Pat", by=cast.system)
    alice = browse(cast.alice)
    assert (
        alice.post(
            address(cast, "acting/"), ACTING | {"email": "pat@northmere.example"}
        ).status_code
        == 302
    )
    grant = given(cast, Basis.PROXY)
    assert alice.post(address(cast, f"{grant.pk}/link/")).status_code == 403


def test_a_partners_worker_for_a_purpose_and_a_time(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    wanted = {"account": str(cast.sam.pk), "reason": "Lends a hoist.", "until": "1 May 2199"}
    wanted |= {"basis": "public-task"}
    page = alice.post(address(cast, "partner/"), wanted | {"basis": "consent"}).content.decode()
    assert "put right" in page
    assert (
        "put right"
        in alice.post(address(cast, "partner/"), wanted | {"until": ""}).content.decode()
    )
    for wrong in (cast.pat, cast.bob, cast.ade_account):
        refused = alice.post(address(cast, "partner/"), wanted | {"account": str(wrong.pk)})
        assert "put right" in refused.content.decode()
    assert alice.post(address(cast, "partner/"), wanted).status_code == 302
    grant = given(cast, Basis.PARTNER)
    assert "Lends a hoist." in alice.get(address(cast, f"{grant.pk}/")).content.decode()
    assert alice.post(address(cast, f"{grant.pk}/link/")).status_code == 400
    assert "Temi" in browse(cast.sam).get("/shared/").content.decode()


def test_a_way_in_of_another_record_is_not_reached_through_this_person(
    cast: Cast, browse: Browse
) -> None:
    with acting(cast.system.pk):
        other = Grant.objects.get(account=cast.ade_account)
    alice = browse(cast.alice)
    assert alice.get(address(cast, f"{other.pk}/")).status_code == 404
    assert alice.post(address(cast, f"{other.pk}/link/")).status_code == 404
    assert UUID(str(other.person_id)) == cast.ade.pk


def list_of(cast: Cast, name: str, more: str = "") -> str:
    """The page of what is listed about Ade for Pat or for Sam."""
    with acting(cast.system.pk):
        grant = Grant.objects.get(person=cast.ade, account=getattr(cast, name))
    return f"/people/{cast.ade.pk}/who-may-see/{grant.pk}/{more}"


def test_an_entry_is_listed_and_taken_off(
    cast: Cast, browse: Browse, note: Write, trailed: Trail
) -> None:
    entry = note(title="The stairs")
    alice, pat = browse(cast.alice), browse(cast.pat)
    assert "The stairs" in alice.get(list_of(cast, "pat", "list/")).content.decode()
    wanted = {"entry_id": str(entry.pk), "why": "Ade wants his sister to read it."}
    no_why = alice.post(list_of(cast, "pat", "list/"), wanted | {"why": " "})
    assert "put right" in no_why.content.decode()
    page = alice.post(list_of(cast, "pat", "list/"), wanted)
    assert page["Location"] == list_of(cast, "pat")
    assert "Ade wants his sister" in alice.get(page["Location"]).content.decode()
    assert "The stairs" in pat.get("/shared/").content.decode()
    assert "The stairs" not in browse(cast.sam).get("/shared/").content.decode()
    with acting(cast.alice.pk):
        shared = Shared.objects.get(entry_id=entry.pk)
    off = list_of(cast, "pat", f"list/{shared.pk}/off/")
    for account, status in ((cast.charlie, 404), (cast.pat, 404), (cast.ade_account, 404)):
        assert browse(account).post(off).status_code == status
    assert alice.post(list_of(cast, "sam", f"list/{shared.pk}/off/")).status_code == 404
    assert alice.post(off).status_code == 302
    assert alice.post(off).status_code == 302
    assert "The stairs" not in pat.get("/shared/").content.decode()
    done = trailed(cast.ade, cast.alice)
    assert done.count("taken off their list") == 1
    assert "listed for them" in done


def test_an_entry_is_listed_from_its_own_page(cast: Cast, browse: Browse, note: Write) -> None:
    entry = note(title="The bath")
    alice = browse(cast.alice)
    here = f"/entries/{entry.pk}/list/"
    assert here in alice.get(f"/entries/{entry.pk}/").content.decode()
    with acting(cast.system.pk):
        sam = Grant.objects.get(account=cast.sam)
        theirs = Grant.objects.filter(person=cast.stranger).first()
    assert theirs is not None
    wrong = alice.post(here, {"grant_id": str(theirs.pk), "why": "x"})
    assert "put right" in wrong.content.decode()
    given = {"grant_id": str(sam.pk), "why": "Ade asked for a rail."}
    assert alice.post(here, given)["Location"] == list_of(cast, "sam")
    assert "The bath" in browse(cast.sam).get("/shared/").content.decode()
    assert browse(cast.charlie).get(here).status_code == 404


def test_only_what_the_person_reads_and_is_not_kept_to_a_few(
    cast: Cast, browse: Browse, note: Write
) -> None:
    both = note(title="About two", people=[cast.ade, cast.temi])
    other = note(title="About Temi", people=[cast.temi])
    alice = browse(cast.alice)
    page = list_of(cast, "pat", "list/")
    note(title="Listable")
    told = alice.get(page).content.decode()
    assert "Listable" in told
    for entry in (both, other):
        assert str(entry.pk) not in told
        assert (
            "put right"
            in alice.post(page, {"entry_id": str(entry.pk), "why": "x"}).content.decode()
        )
        with acting(cast.alice.pk):
            grant = Grant.objects.get(person=cast.ade, account=cast.pat)
        with acting(cast.alice.pk), pytest.raises(ValidationError):
            list_entry(grant=grant, entry_id=entry.pk, why="x", by=cast.alice)


def test_older_entries_are_folded_away_until_one_is_chosen(
    cast: Cast, browse: Browse, note: Write
) -> None:
    entries = [note(people=[cast.temi], title=f"Note {n:02}.") for n in range(11)]
    browse(cast.alice).post(address(cast, "acting/"), ACTING)
    page = address(cast, f"{given(cast, Basis.PROXY).pk}/list/")
    html = browse(cast.alice).get(page).content.decode()
    inside = BeautifulSoup(html, "lxml").select_one("main details")
    assert inside is not None
    assert not inside.has_attr("open")
    assert [len(BeautifulSoup(html, "lxml").select(one)) for one in RADIOS] == [11, 3]
    wrong = browse(cast.alice).post(page, {"entry_id": str(entries[0].pk), "why": ""})
    opened = BeautifulSoup(wrong.content, "lxml").select_one("main details")
    assert opened is not None
    assert opened.has_attr("open")
    assert opened.select_one("input[checked]")
    chosen = {"entry_id": str(entries[0].pk), "why": "Temi said so."}
    assert browse(cast.alice).post(page, chosen).status_code == 302


RADIOS = ("input[name=entry_id]", "details input[name=entry_id]")
