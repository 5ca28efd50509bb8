"""The person's own words beside a part: kept as written, once, and told to those who read them."""

from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from alongside.foundation.actor import acting
from alongside.foundation.models import Draft
from alongside.people.actions import grants
from alongside.people.models import Grant
from alongside.record.actions import Words, amend_entry
from alongside.record.models import Answer, Entry, Part, Task
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Decide, Trail, Write, words_on

WORDS = "I never said I want to stop going out. I’d said *there* 🙂 O'Neill"


def address_of(entry: Entry, by: Any) -> str:
    with acting(by.pk):
        part = Part.objects.filter(entry=entry).order_by("position").first()
    assert part
    return f"/my/record/{entry.pk}/{part.pk}/"


def send(client: Client, address: str, text: str, **more: Any) -> Any:
    return client.post(address, {"text": text, "draft": str(uuid4()), **more})


def test_words_are_kept_as_written_and_reach_those_who_work_with_him(
    ade: Client, note: Write, cast: Cast, trailed: Trail, browse: Browse
) -> None:
    entry = note(title="Going out")
    address = address_of(entry, cast.alice)
    assert "Send my words" in words_on(ade.get(address))
    response = send(ade, address, WORDS)
    page = words_on(ade.get(response["Location"]))
    assert "Your words are in your record" in page
    assert "Alice, social worker (Adults, East) , who reads them" in page
    for where in ("/my/record/", f"/my/record/{entry.pk}/"):
        assert "I never said I want to stop going out. I’d said" in words_on(ade.get(where))
    with acting(cast.alice.pk):
        assert Answer.objects.get(entry=entry).text == WORDS
        assert Task.objects.get(what=Task.What.WORDS).account_id == cast.alice.pk
    assert "own words added" in trailed(cast.ade, cast.ade_account)
    staff = browse(cast.alice).get(f"/entries/{entry.pk}/")
    assert "🙂 O&#x27;Neill" in staff.content.decode() or "🙂 O'Neill" in staff.content.decode()


def test_something_is_wrong(ade: Client, note: Write, cast: Cast) -> None:
    address = address_of(note(), cast.alice)
    assert "checked" in ade.get(f"{address}?wrong=1").content.decode()
    response = send(ade, address, "He did not make it, I did", is_correction="on")
    page = words_on(ade.get(response["Location"]))
    assert "You said that something is wrong." in page
    assert "who has to look at it by" in page
    with acting(cast.alice.pk):
        assert Answer.objects.get().is_correction
        assert Task.objects.get().what == Task.What.CORRECT


def test_sending_twice_makes_one(ade: Client, note: Write, cast: Cast) -> None:
    address = address_of(note(), cast.alice)
    told = {"text": WORDS, "draft": str(uuid4())}
    first, second = ade.post(address, told), ade.post(address, told)
    assert first["Location"] == second["Location"]
    assert ade.get(f"{address}?draft={told['draft']}")["Location"] == first["Location"]
    with acting(cast.alice.pk):
        assert Answer.objects.count() == 1
        assert Task.objects.count() == 1


def test_nothing_written_is_said_kindly(ade: Client, note: Write, cast: Cast) -> None:
    page = words_on(send(ade, address_of(note(), cast.alice), "  \n "))
    assert "You have not written anything yet." in page


def test_five_megabytes_are_kept_and_refused_in_words(ade: Client, note: Write, cast: Cast) -> None:
    long = "I have a lot to say. " * 250_000
    response = send(ade, address_of(note(), cast.alice), long)
    assert "characters" in words_on(response)
    assert long.strip()[:2000] in response.content.decode()
    with acting(cast.alice.pk):
        assert not Answer.objects.exists()
    exact = "x" * 200_000
    assert send(ade, address_of(note(), cast.alice), exact).status_code == 302


def test_save_and_go_on_later(ade: Client, note: Write, cast: Cast) -> None:
    address = address_of(note(), cast.alice)
    pieces = '{"text": [0, "x"]}'
    told = {"text": "half a sen", "draft": str(uuid4()), "draft-pieces": pieces}
    assert ade.post(address, {**told, "save-draft": "1"})["Location"] == "/drafts/"
    assert "half a sen" in words_on(ade.get("/drafts/"))
    assert "half a sen" in ade.get(f"{address}?draft={told['draft']}").content.decode()
    with acting(cast.alice.pk):
        assert not Draft.objects.filter(pk=told["draft"]).exists()  # nobody else's


def test_words_are_kept_where_the_entry_was_held_meanwhile(
    ade: Client, note: Write, cast: Cast, decide: Decide
) -> None:
    entry = note()
    address = address_of(entry, cast.alice)
    decide(entry, "held")
    pieces = '{"text": [0, "x"]}'
    response = send(ade, address, WORDS, **{"draft-pieces": pieces})
    assert response.status_code == 404
    assert "Your words are kept, and not sent" in response.content.decode()
    assert "I never said" in words_on(ade.get("/drafts/"))
    with acting(cast.alice.pk):
        assert not Answer.objects.exists()


def test_words_stay_when_it_is_changed_and_when_it_is_held(
    ade: Client, note: Write, cast: Cast, decide: Decide
) -> None:
    entry = note(Words("fact", "He stopped going out"))
    send(ade, address_of(entry, cast.alice), "Not out. There.")
    with acting(cast.alice.pk):
        parts = [Words("fact", "He stopped going there")]
        amend_entry(entry=entry, base=1, parts=parts, why="He said so", by=cast.alice)
    page = words_on(ade.get("/my/record/"))
    assert "He stopped going there" in page
    assert "Not out. There." in page
    assert "The reason: “He said so”" in page
    assert "He stopped going out" in words_on(ade.get(f"/my/record/{entry.pk}/?version=1"))
    decide(entry, "held")
    page = words_on(ade.get("/my/record/"))
    assert "Not out. There." in page
    assert "going there" not in page


def test_nobody_works_with_him_now(ade: Client, note: Write, cast: Cast) -> None:
    entry = note()
    address = address_of(entry, cast.alice)
    with acting(cast.system.pk):
        for grant in Grant.objects.filter(person=cast.ade, rung__gte=2):
            grants.end_grant(grant=grant, why="closed", by=cast.system)
    page = words_on(ade.get(send(ade, address, "Anybody?")["Location"]))
    assert "Nobody works with you at the moment" in page


def test_only_his_own_words_are_found(ade: Client, note: Write, cast: Cast, browse: Browse) -> None:
    address = address_of(note(), cast.alice)
    sent = send(ade, address, WORDS)["Location"]
    for account in (cast.pat, cast.sam, cast.alice, cast.charlie):
        assert browse(account).get(sent).status_code == 404, account.email
        assert browse(account).get(address).status_code == 404, account.email
        assert send(browse(account), address, "mine").status_code == 404
    assert ade.get(f"/my/record/words/{uuid4()}/").status_code == 404
    assert UUID(sent.split("/")[-2])
