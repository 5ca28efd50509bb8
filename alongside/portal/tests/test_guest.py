"""Somebody without an account reads one thing by a link and a code, answers it, and is out."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.actions import close_account, make_sign_in_link
from alongside.accounts.adapters import Backend
from alongside.accounts.entering import enter
from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access.waves import asked_among
from alongside.learning.models.waves import PARTNERS
from alongside.people.actions import bars, consents, grants, guests, handovers
from alongside.people.models import Bar, Grant, GuestLink, Handover
from alongside.portal.views import guest as page_of_guest
from alongside.record.actions import Words
from alongside.record.models import Entry
from alongside.record.tests import samples
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Decide, Trail, Write, words_on

OBJECTION = Bar.Ground.OBJECTION
WHY = "Does he take his tablets? O'Neill's “list” 💊"


@pytest.fixture(autouse=True)
def fresh(cast: Cast) -> None:
    cache.clear()


def ask(cast: Cast, **more: Any) -> Handover:
    usual: dict[str, Any] = {
        "person": cast.ade,
        "name": "Hana Osei",
        "job": "GP, Mill Street Surgery",
        "reason": WHY,
        "basis": "public-task",
        "hours": 24,
    }
    with acting(cast.alice.pk):
        return guests.ask_by_link(by=cast.alice, **(usual | more))


def keys(cast: Cast, made: Handover) -> tuple[str, str]:
    with acting(cast.alice.pk):
        token = guests.make_guest_link(handover=made, by=cast.alice)
        code = guests.make_guest_code(handover=made, by=cast.alice)
    return f"/sign-in/guest/{token}/", code


def text(response: Any) -> str:
    from bs4 import BeautifulSoup

    return str(BeautifulSoup(response.content, "lxml").get_text(" ", strip=True))


def kept(cast: Cast) -> str:
    """All that the database keeps of links."""
    with acting(cast.alice.pk), connection.cursor() as cursor:
        cursor.execute("select * from people_guestlink")
        return str(cursor.fetchall())


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def grant_of(cast: Cast, made: Handover) -> Grant:
    with acting(cast.alice.pk):
        return Grant.objects.get(account_id=str(made.to_account_id))


def test_one_sitting_with_the_code_and_one_answer(
    cast: Cast, note: Write, client: Client, browse: Browse
) -> None:
    listed = note(Words("fact", "He says that they make him dizzy."), title="About his tablets")
    note(Words("fact", "zebrafish"), title="Unlisted zebrafish")
    made = ask(cast)
    with acting(cast.alice.pk):
        grants.list_for(grant=grant_of(cast, made), entry_id=listed.pk, by=cast.alice)
    url, code = keys(cast, made)
    door = client.get(url)
    assert "no-store" in door["Cache-Control"]
    assert door["Referrer-Policy"] == "same-origin"
    for hidden in ("Ade", "tablets", "Alice"):
        assert hidden not in door.content.decode()
    room = client.post(url, {"code": f"{code[:3]} {code[3:]}"})
    assert "no-store" in room["Cache-Control"]
    said = words_on(room)
    assert "Ade Bankole" in said
    assert "He says that they make him dizzy." in said
    assert "zebrafish" not in room.content.decode()
    assert "dizzy" in words_on(client.get(url))
    empty = client.post(url, {"words": " "})
    assert "Say what you did" in words_on(empty)
    assert "Thank you" in words_on(client.post(url, {"words": "Yes, twice a day"}))
    again = client.post(url, {"words": " Yes, twice a day "})  # pressed twice: it came once
    assert (again.status_code, "Thank you" in text(again)) == (200, True)
    assert "Thank you" in text(client.get(url))
    other = client.post(url, {"words": "No, never"})
    assert (other.status_code, "No, never" in text(other)) == (410, True)
    assert Client().post(url, {"words": "Yes, twice a day"}).status_code == 410
    page = words_on(browse(cast.alice).get(f"/handovers/{made.pk}/"))
    assert "Yes, twice a day" in page
    assert "They have answered" in page
    assert grant_of(cast, made).until <= timezone.now()


def test_a_guest_sends_a_file_with_the_answer(
    cast: Cast, client: Client, browse: Browse, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    made = ask(cast)
    url, code = keys(cast, made)
    client.post(url, {"code": code})
    big = SimpleUploadedFile("x.txt", b"a" * (settings.LARGEST_FILE + 1))
    refused = client.post(url, {"words": "Yes 💊", "file": big})
    assert "larger than" in words_on(refused)
    assert "Yes 💊" in refused.content.decode()
    file = SimpleUploadedFile("list.pdf", samples.pdf())
    said = "a" * 3_999 + "\x00💊"
    assert "Thank you" in words_on(client.post(url, {"words": said, "file": file}))
    alice = browse(cast.alice)
    waits = words_on(alice.get("/waiting/"))
    assert "An answer came from outside, about Ade" in waits
    assert "A document came from outside, about Ade" in waits
    with acting(cast.alice.pk):
        (entry,) = Entry.objects.filter(written_by_id=made.to_account_id)
        assert made.lines.get(what="done").words == said.replace("\x00", "")
    assert "Hana Osei" in words_on(alice.get(f"/entries/{entry.pk}/"))


def test_too_long_an_answer_is_given_back(cast: Cast, client: Client) -> None:
    url, code = keys(cast, ask(cast))
    client.post(url, {"code": code})
    page = client.post(url, {"words": "Ä" * 5_000_000})
    assert page.status_code == 200
    assert "Ä" * 4_001 in page.content.decode()
    assert client.get(url).status_code == 200


def test_what_is_held_since_is_not_read(
    cast: Cast, client: Client, note: Write, decide: Decide
) -> None:
    listed = note(Words("fact", "They make him dizzy."))
    made = ask(cast)
    with acting(cast.alice.pk):
        grants.list_for(grant=grant_of(cast, made), entry_id=listed.pk, by=cast.alice)
    url, code = keys(cast, made)
    assert "dizzy" in words_on(client.post(url, {"code": code}))
    decide(listed, "held")
    assert "dizzy" not in words_on(client.get(url))


def test_it_opens_nothing_else_and_signs_nobody_in(cast: Cast, client: Client) -> None:
    url, code = keys(cast, ask(cast))
    client.post(url, {"code": code})
    assert "_auth_user_id" not in client.session
    for other in ("/shared/", "/learning/", "/", f"/people/{cast.ade.pk}/", "/drafts/"):
        answer = client.get(other)
        assert answer.status_code == 302
        assert "/sign-in/" in answer["Location"]


def test_nobody_signs_in_as_a_guest(cast: Cast, client: Client) -> None:
    made = ask(cast)
    guest = Account.objects.get(pk=str(made.to_account_id))
    assert not Backend().user_can_authenticate(guest)
    request = RequestFactory().get("/")
    request.session = client.session
    with pytest.raises(PermissionDenied):
        enter(request, guest, how="test")
    client.force_login(guest, backend="alongside.accounts.adapters.Backend")
    assert "/sign-in/" in client.get("/shared/").headers["Location"]
    with acting(cast.system.pk), pytest.raises(ValidationError, match="made for one link"):
        make_sign_in_link(account=Account.objects.get(pk=str(made.to_account_id)), by=cast.system)


def test_no_list_of_people_has_a_guest(cast: Cast, browse: Browse) -> None:
    guest = ask(cast).to_account_id
    page = words_on(browse(cast.alice).get(f"/people/{cast.ade.pk}/hand-over/"))
    assert "Bob" in page
    assert "Hana Osei" not in page
    with acting(cast.alice.pk):
        found = set(asked_among(PARTNERS, []).values_list("pk", flat=True))
        assert cast.sam.pk in found
        assert guest not in found


def test_five_wrong_codes_end_it(cast: Cast, client: Client, browse: Browse) -> None:
    made = ask(cast)
    url, code = keys(cast, made)
    for number in range(5):
        answer = client.post(url, {"code": wrong(code)})
        assert answer.status_code == (410 if number == 4 else 200)
    assert client.post(url, {"code": code}).status_code == 410
    assert client.get(url).status_code == 410
    assert "Five wrong codes ended it" in words_on(browse(cast.alice).get(f"/handovers/{made.pk}/"))
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="Make another one"):
        guests.make_guest_code(handover=made, by=cast.alice)


def test_a_second_browser_is_refused_and_pressing_twice_is_not(cast: Cast, client: Client) -> None:
    made = ask(cast)
    url, code = keys(cast, made)
    assert client.post(url, {"code": code}).status_code == 200
    assert Client().post(url, {"code": code}).status_code == 410
    assert Client().get(url).status_code == 410
    assert client.get(url).status_code == 200
    assert client.post(url, {"code": code}).status_code == 200  # pressed twice


def test_a_wrong_code_is_counted_whatever_becomes_of_the_page(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ask(cast)
    url, code = keys(cast, made)

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(page_of_guest, "_page", fails)
    client.raise_request_exception = False
    for _ in range(5):
        assert client.post(url, {"code": wrong(code)}).status_code == 500
    monkeypatch.undo()
    assert client.post(url, {"code": code}).status_code == 410


def test_a_seat_is_one_browsers_and_no_two_links_tell_so(cast: Cast, client: Client) -> None:
    first, second = ask(cast), ask(cast, name="Ben Osei")
    for made in (first, second):
        url, code = keys(cast, made)
        client.get(url)
        assert client.post(url, {"code": code}).status_code == 200
        assert client.get(url).status_code == 200
    with acting(cast.alice.pk):
        seats = list(GuestLink.objects.values_list("seat", flat=True))
    assert len(set(seats)) == 2
    assert client.cookies["seat"].value.split(":")[0] not in "".join(seats)


def left(cast: Cast, made: Handover) -> None:
    with acting(cast.system.pk):
        close_account(account=cast.alice, by=cast.system)


def kept_out(cast: Cast, made: Handover) -> None:
    with acting(cast.mo.pk):
        bars.bar(person=cast.ade, account=cast.alice, ground=OBJECTION, by=cast.mo)


def ended(cast: Cast, made: Handover) -> None:
    with acting(cast.alice.pk):
        handovers.say(handover=made, what="revoked", words="Wrong surgery", by=cast.alice)


def died(cast: Cast, made: Handover) -> None:
    with acting(cast.mo.pk):
        type(cast.ade).objects.filter(pk=cast.ade.pk).update(state="died")


def grant_over(cast: Cast, made: Handover) -> None:
    with acting(cast.alice.pk):
        grants.end_grant(
            grant=Grant.objects.get(account_id=str(made.to_account_id)), why="x", by=cast.alice
        )


def moved(cast: Cast, made: Handover) -> None:
    """Whoever asked does not work with the person any more; others do."""
    with acting(cast.mo.pk):
        for one in Grant.objects.filter(person=cast.ade, account=cast.alice):
            grants.end_grant(grant=one, why="moved", by=cast.mo)
        for one in Grant.objects.filter(person=cast.ade, team__isnull=False):
            grants.end_grant(grant=one, why="moved", by=cast.mo)


@pytest.mark.parametrize("ends", [ended, died, grant_over, left, kept_out, moved])
@pytest.mark.parametrize("is_opened", [True, False])
def test_it_dies_at_once(cast: Cast, client: Client, ends: Any, is_opened: bool) -> None:
    made = ask(cast)
    url, code = keys(cast, made)
    if is_opened:
        client.post(url, {"code": code})
    ends(cast, made)
    assert client.get(url).status_code == 410
    answer = client.post(url, {"words": "Still typing"})
    assert answer.status_code == 410
    assert "Still typing" in text(answer)


def test_consent_taken_back_ends_it(cast: Cast, client: Client) -> None:
    with acting(cast.alice.pk):
        consent = consents.note_consent(
            person=cast.ade, purpose="The GP", explained="All", evidence="He nodded",
            given_by="Ade", given_on=timezone.localdate(), by=cast.alice,
        )  # fmt: skip
    url, code = keys(cast, ask(cast, basis="consent", consent=consent))
    client.post(url, {"code": code})
    with acting(cast.alice.pk):
        consents.withdraw_consent(consent=consent, words="", by=cast.alice)
    assert client.get(url).status_code == 410


def test_a_new_link_and_a_new_code_end_the_earlier(cast: Cast, client: Client) -> None:
    made = ask(cast)
    first, _ = keys(cast, made)
    url, code = keys(cast, made)
    assert client.get(first).status_code == 410
    assert client.get("/sign-in/guest/made-up/").status_code == 410
    assert client.post(url, {"code": code}).status_code == 200


def test_only_hashes_are_kept_and_the_code_stands_apart(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    made = ask(cast)
    alice = browse(cast.alice)
    code = words_on(alice.post(f"/handovers/{made.pk}/code/"))
    made_link = alice.post(f"/handovers/{made.pk}/link/")
    link, whole = words_on(made_link), made_link.content.decode().replace("<wbr>", "")
    digits = "".join(re.search(r"(\d{3}) (\d{3})", code).groups())  # type: ignore[union-attr]
    token = re.search(r"/sign-in/guest/([\w-]+)/", whole).group(1)  # type: ignore[union-attr]
    assert "/sign-in/guest/" not in code
    assert not re.search(r"\b\d{3} ?\d{3}\b", link)
    assert token not in kept(cast)
    assert f"'{digits}'" not in kept(cast)
    assert len(kept(cast)) > 200
    assert not any(token in line or digits in line for line in trailed())
    assert alice.get(f"/handovers/{made.pk}/code/").status_code == 405
    for account in (cast.bob, cast.charlie, cast.sam, cast.ade_account):
        answer = browse(account).post(f"/handovers/{made.pk}/code/")
        assert answer.status_code in (403, 404)


def test_each_wrong_question_has_its_sentence(cast: Cast, browse: Browse) -> None:
    page = f"/people/{cast.ade.pk}/hand-over/link/"
    alice = browse(cast.alice)
    assert "Ask somebody without an account" in words_on(alice.get(page))
    with acting(cast.alice.pk), pytest.raises(ValidationError):
        guests.ask_by_link(
            person=cast.ade, name="H", job="GP", reason="x", basis="public-task", hours=100,
            by=cast.alice,
        )  # fmt: skip
    with acting(cast.charlie.pk), pytest.raises(PermissionDenied):
        guests.ask_by_link(
            person=cast.ade, name="H", job="GP", reason="x", basis="public-task", hours=24,
            by=cast.charlie,
        )  # fmt: skip
    with acting(cast.alice.pk):
        assert not Account.objects.filter(email__endswith="@link.invalid").exists()
        assert GuestLink.objects.count() == 0


def test_the_person_reads_whom_was_let_in_and_why(cast: Cast, ade: Client) -> None:
    ask(cast)
    page = words_on(ade.get("/my/who-may-see/"))
    assert "GP, Mill Street Surgery".lower() in page.lower()
    assert WHY in page


def test_what_is_listed_costs_the_same_for_any_number(
    cast: Cast, client: Client, note: Write
) -> None:
    made = ask(cast)
    url, code = keys(cast, made)
    client.post(url, {"code": code})
    asked = []
    for number in range(3):
        entry = note(Words("fact", f"words {number}"), title=f"Note {number}")
        with acting(cast.alice.pk):
            grants.list_for(grant=grant_of(cast, made), entry_id=entry.pk, by=cast.alice)
        with CaptureQueriesContext(connection) as few:
            assert f"words {number}" in words_on(client.get(url))
        asked.append(len(few))
    assert asked[1] == asked[2], asked
