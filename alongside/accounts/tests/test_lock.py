"""A session locks after idleness; what is sent meanwhile is kept, word for word, for its owner."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alongside.accounts import keeping, sealing
from alongside.accounts.models import Account

from .conftest import PASSWORD

WORDS = "Ade’s words: “no”, 🙂 & <b>bold</b>\nsecond line\n\nŁukasz O'Brien"


@pytest.fixture
def locked(browser: Client, ada: Account) -> Client:
    """An administrator who went away."""
    browser.post("/sign-in/", {"login": ada.email, "password": PASSWORD})
    age(browser, 16 * 60)
    return browser


def age(browser: Client, seconds: int) -> None:
    session = browser.session
    session["seen-at"] -= seconds
    session.save()


def unlock(browser: Client, password: str = PASSWORD, address: str = "/locked/"):  # type: ignore[no-untyped-def]
    return browser.post(address, {"password": password})


def test_fourteen_minutes_are_not_too_long(browser: Client, ada: Account) -> None:
    browser.post("/sign-in/", {"login": ada.email, "password": PASSWORD})
    age(browser, 14 * 60)
    assert browser.get("/accounts/").status_code == 200
    age(browser, 14 * 60)
    assert browser.get("/accounts/").status_code == 200, "each page begins the time anew"


def test_after_fifteen_every_page_leads_to_the_lock_and_back(locked: Client) -> None:
    response = locked.get("/accounts/?page=1")
    assert response.headers["Location"] == "/locked/?from=%2Faccounts%2F"
    page = locked.get("/locked/").content.decode()
    assert "Ada" in page
    assert "Locked while you were away" in page
    key = locked.session.session_key
    assert unlock(locked).headers["Location"] == "/accounts/?page=1"
    assert locked.session.session_key != key
    assert locked.get("/accounts/").status_code == 200


def test_a_person_locks_after_ten(browser: Client, ade: Account) -> None:
    browser.post("/sign-in/", {"login": ade.email, "password": PASSWORD})
    age(browser, 11 * 60)
    assert browser.get("/account/security/").status_code == 302


def test_coming_back_does_not_unlock(locked: Client) -> None:
    for _ in range(3):
        assert locked.get("/accounts/").status_code == 302


def test_a_wrong_password_and_somebody_elses_do_not_unlock(
    locked: Client, make: Callable[..., Account]
) -> None:
    other = make("Bob", "staff", "social-worker")
    other.set_password("other people have other words")
    other.save(update_fields=["password"])
    for password in ("", "wrong", "other people have other words"):
        assert unlock(locked, password).status_code == 200
    assert locked.get("/accounts/").status_code == 302


def test_tries_at_the_lock_are_counted(locked: Client) -> None:
    for _ in range(5):
        unlock(locked, "wrong")
    assert "Wait 5 minutes" in unlock(locked).content.decode()
    assert locked.get("/accounts/").status_code == 302


def test_scripts_get_401_and_the_reason(locked: Client) -> None:
    response = locked.post("/accounts/", {}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (401, {"why": "locked"})
    assert keeping.KEPT not in locked.session


def test_a_locked_session_is_a_stranger_on_public_pages(locked: Client) -> None:
    locked.get("/accounts/")
    page = locked.get("/sign-in/")
    assert page.status_code == 200
    assert not page.wsgi_request.user.is_authenticated


def test_a_locked_session_is_a_stranger_where_there_is_no_page(
    locked: Client, ada: Account
) -> None:
    page = locked.get("/there/is/no/such/page/").content.decode()
    assert "We cannot find that page" in page
    assert "Ada" not in page
    assert "/accounts/" not in page
    assert locked.post("/locked/", {"password": PASSWORD}).status_code == 302
    assert "Ada" in locked.get("/there/is/no/such/page/").content.decode()


def posted(browser: Client) -> dict[str, list[str]]:
    """The hidden fields of the first form that sends kept words again."""
    page = browser.get("/kept/").content.decode()
    form = re.search(r'<form method="post" action="/accounts/add/">(.*?)</form>', page, re.S)
    assert form, page
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form[1], re.S):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def test_what_was_sent_while_locked_comes_back_word_for_word(locked: Client) -> None:
    sent = {
        "email": "new@northmere.example",
        "kind": "staff",
        "name": WORDS.replace("\n", " "),
        "called": "",
        "many": ["one", "two"],
        "password": "never kept",
    }
    response = locked.post("/accounts/add/", sent)
    assert response.headers["Location"] == "/locked/"
    assert "What you typed is safe" in locked.get("/locked/").content.decode()
    assert not Account.objects.filter(email="new@northmere.example").exists()
    assert unlock(locked).headers["Location"] == "/kept/"
    page = locked.get("/kept/").content.decode()
    assert "Ade’s words: “no”, 🙂 &amp; &lt;b&gt;" in page
    assert "never kept" not in page
    fields = posted(locked)
    assert fields["name"] == [WORDS.replace("\n", " ")]
    assert fields["many"] == ["one", "two"]
    done = locked.post("/accounts/add/", fields)
    assert done.status_code == 302
    assert Account.objects.filter(email="new@northmere.example").exists()
    assert locked.get("/kept/").status_code == 302, "sent, so kept no longer"


def test_lines_survive(locked: Client) -> None:
    locked.post("/accounts/add/", {"name": WORDS})
    unlock(locked)
    assert posted(locked)["name"] == [WORDS]


def test_what_the_page_then_refuses_is_shown_by_that_page(locked: Client) -> None:
    locked.post("/accounts/add/", {"email": "not an address", "kind": "staff", "name": WORDS})
    unlock(locked)
    page = locked.post("/accounts/add/", posted(locked))
    assert "Łukasz O&#x27;Brien" in page.content.decode()


def test_two_pages_are_both_kept(locked: Client) -> None:
    locked.post("/accounts/add/", {"name": "the first words"})
    locked.post("/accounts/teams/add/", {"name": "the second words"})
    unlock(locked)
    page = locked.get("/kept/").content.decode()
    assert "the first words" in page
    assert "the second words" in page


def test_five_million_characters_are_kept(locked: Client) -> None:
    locked.post("/accounts/add/", {"name": "long words " * 450_000})
    unlock(locked)
    [kept] = keeping.kept_by(locked.get("/account/security/").wsgi_request)
    assert len(kept.fields[0][1]) == 4_950_000


def test_files_are_named_since_they_cannot_be_kept(locked: Client) -> None:
    photo = SimpleUploadedFile("the garden.jpg", b"x")
    locked.post("/accounts/add/", {"name": "some words", "photo": photo})
    unlock(locked)
    assert "the garden.jpg" in locked.get("/kept/").content.decode()


def test_they_can_be_put_away(locked: Client) -> None:
    locked.post("/accounts/add/", {"name": "some words"})
    unlock(locked)
    [kept] = keeping.kept_by(locked.get("/account/security/").wsgi_request)
    assert locked.post("/kept/", {"put-away": kept.key}).status_code == 302


def test_kept_words_lie_sealed_and_open_for_their_owner_only(
    locked: Client, alice: Account
) -> None:
    locked.post("/accounts/add/", {"name": WORDS})
    stored = str(dict(locked.session))
    assert "Łukasz" not in stored
    [[_key, sealed]] = locked.session[keeping.KEPT]
    with pytest.raises(sealing.CannotOpenError):
        sealing.open_sealed(f"kept words of {alice.pk}", sealed)


def test_signing_in_as_somebody_else_leaves_them_nothing(locked: Client, alice: Account) -> None:
    locked.post("/accounts/add/", {"name": WORDS})
    locked.post("/sign-in/", {"login": alice.email, "password": PASSWORD})
    assert locked.session["_auth_user_id"] == str(alice.pk)
    assert keeping.KEPT not in locked.session
    assert locked.get("/account/security/").status_code == 200


def test_signing_in_again_as_oneself_unlocks_and_keeps(locked: Client, ada: Account) -> None:
    locked.post("/accounts/add/", {"name": "some words"})
    locked.post("/sign-in/", {"login": ada.email, "password": PASSWORD})
    assert "some words" in locked.get("/kept/").content.decode()


def test_without_a_token_nothing_is_kept(ada: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    session = strict.session
    session["seen-at"] = 1
    session.save()
    assert strict.post("/accounts/add/", {"name": WORDS}).status_code == 403
    assert keeping.KEPT not in strict.session


def test_one_can_lock_at_once(browser: Client, ada: Account) -> None:
    browser.force_login(ada)
    browser.post("/locked/now/", {"from": "/accounts/?page=1"})
    assert browser.get("/accounts/teams/").status_code == 302
    assert browser.get("/locked/").status_code == 200


def test_a_page_elsewhere_is_no_way_back(browser: Client, ada: Account) -> None:
    browser.force_login(ada)
    browser.post("/locked/now/", {"from": "https://evil.example/"})
    where = unlock(browser, address="/locked/?from=//evil.example/").headers["Location"]
    assert where == "/"


def test_saying_that_one_is_here_keeps_it_open(browser: Client, ada: Account) -> None:
    browser.force_login(ada)
    browser.get("/account/security/")
    age(browser, 10 * 60)
    assert browser.post("/locked/still-here/").status_code == 204
    age(browser, 10 * 60)
    assert browser.get("/accounts/").status_code == 200
    age(browser, 16 * 60)
    assert browser.post("/locked/still-here/").status_code == 401


def test_each_page_says_when_it_locks(browser: Client, ada: Account) -> None:
    browser.force_login(ada)
    assert 'data-lock-after="900"' in browser.get("/accounts/").content.decode()


def test_demo_people_unlock_by_one_press_and_nobody_else(
    browser: Client, make: Callable[..., Account], ada: Account
) -> None:
    demo = make("Worker", "staff", is_demo=True)
    for account, status in ((demo, 302), (ada, 200)):
        browser.force_login(account)
        browser.post("/locked/now/")
        assert browser.post("/locked/", {"go-on": "1"}).status_code == status
