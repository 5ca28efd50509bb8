"""A questionnaire from its first page to the entry: nothing is lost, and all stands as asked."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.foundation.models import Draft, Piece
from alongside.record.models import Entry, Part, PartSort, Task, Version
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail

CARE = "care-act-assessment"


def opened(browser: Client, address: str) -> dict[str, Any]:
    """The fields of a page as a browser without scripts would send them."""
    page = browser.get(address)
    assert page.status_code == 200, page.status_code
    form = BeautifulSoup(page.content, "lxml").select_one("form[data-draft]")
    assert form is not None
    sent: dict[str, Any] = {}
    for one in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(one["name"]), one.get("type")
        if one.name == "textarea":
            sent[name] = one.get_text().removeprefix("\n")
        elif one.name == "select":
            chosen = one.select_one("option[selected]") or one.select_one("option")
            sent[name] = str(chosen["value"]) if chosen else ""
        elif kind not in ("radio", "checkbox", "file") or one.has_attr("checked"):
            sent[name] = str(one.get("value", ""))
    return sent


def begin(browser: Client, cast: Cast, key: str = CARE, mode: str = "worker") -> str:
    """The address at which a questionnaire begins."""
    there = browser.get(f"/people/{cast.ade.pk}/ask/{key}/?mode={mode}")
    assert there.status_code == 302
    return there.headers["Location"]


def turn(browser: Client, address: str, button: dict[str, str], /, **typed: Any) -> str:
    """Type on a page and press a button of it; where that leads."""
    sent = opened(browser, address) | {name.replace("__", "."): it for name, it in typed.items()}
    there = browser.post(address, sent | button)
    assert there.status_code == 302, there.content.decode()[:2000]
    return there.headers["Location"]


def finish(browser: Client, address: str, **said: str) -> Any:
    """Look it over and finish; what the server answers."""
    told = {f"entry-{name}": words for name, words in said.items()}
    return browser.post(address, opened(browser, address) | told | {"finish": "1"})


def page_of(address: str) -> str:
    return parse_qs(urlsplit(address).query).get("page", [""])[0]


def assessed(browser: Client, cast: Cast, **more: Any) -> UUID:
    """A short Care Act assessment, finished with most questions open; the id of its entry."""
    first = begin(browser, cast)
    body = turn(browser, first, {"go": "body"}, wants__person="To be in the garden. 🙂 O’Brien")
    last = turn(
        browser,
        body,
        {"go": "check"},
        **{"food-can": "help", "washing-can": "help", "washing__person": "I splash", **more},
    )
    done = finish(browser, last, gaps_why="He goes into hospital tonight.")
    assert done.status_code == 302, done.content.decode()
    return UUID(done.headers["Location"].strip("/").split("/")[-1])


def test_answers_become_parts_under_their_questions(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    alice = browse(cast.alice)
    entry_id = assessed(alice, cast)
    with acting(cast.alice.pk):
        entry = Entry.objects.get()
        version = Version.objects.get()
        parts = {one.question: one for one in Part.objects.all()}
        draft = Draft.objects.get(pk=entry_id)
    assert entry.pk == entry_id == draft.pk
    assert (entry.kind, version.form, version.title) == (
        "assessment",
        f"{CARE} 1",
        "Care Act assessment",
    )
    own, can = parts["wants.person"], parts["food-can"]
    assert (own.sort, own.of) == (PartSort.OWN_WORDS, "Ade Bankole")
    assert own.text == "To be in the garden. 🙂 O’Brien"
    assert own.asked == "What would you like to be able to do, day to day?"
    assert (can.sort, can.value) == (PartSort.FACT, {"codes": ["help"]})
    assert "help" in can.text
    assert parts["outcomes-unable"].value == {"number": "2"}
    assert version.answers["why"] == "He goes into hospital tonight."
    assert "toilet-can" in version.answers["open"]
    assert {"entry finished", "draft finished"} <= set(trailed(cast.ade))
    read = alice.get(f"/entries/{entry_id}/").content.decode()
    for words in (own.asked, "To be in the garden", "He goes into hospital tonight."):
        assert words in read
    mine = browse(cast.ade_account).get(f"/my/record/{entry_id}/").content.decode()
    assert own.asked in mine
    assert "To be in the garden" in mine


def test_without_a_script_each_turn_of_a_page_saves(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    first = begin(alice, cast)
    second = turn(alice, first, {}, wants__person="The garden", wants__worker="He smiled")
    assert page_of(second) == "body"
    with acting(cast.alice.pk):
        kept = dict(Piece.objects.values_list("name", "text"))
        draft = Draft.objects.get()
    assert (kept["wants.person"], kept["wants.worker"]) == ("The garden", "He smiled")
    assert draft.about == [cast.ade.pk]
    back = opened(alice, second.replace("page=body", "page=you"))
    assert back["wants.person"] == "The garden"
    later = alice.post(
        second, opened(alice, second) | {"save-draft": "1", "washing.person": "Fine"}
    )
    assert later.headers["Location"] == "/drafts/"
    assert opened(alice, second)["washing.person"] == "Fine"


def test_what_is_open_can_wait_and_what_cannot_says_why(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    last = turn(alice, begin(alice, cast), {"go": "check"}, wants__person="The garden")
    refused = finish(alice, last)
    assert refused.status_code == 422
    assert "Some questions are open" in refused.content.decode()
    assert "The garden" in refused.content.decode()
    with acting(cast.alice.pk):
        assert not Entry.objects.exists()
    assert finish(alice, last, gaps_why="It is urgent").status_code == 302


def test_a_strict_rule_holds_also_in_an_emergency(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    first = begin(alice, cast, "mental-capacity")
    last = turn(
        alice,
        first.replace("mode=worker", "mode=worker&page=conclusion-page"),
        {"go": "check"},
        conclusion="lacks-capacity",
    )
    refused = finish(alice, last, gaps_why="It is urgent")
    html = refused.content.decode()
    assert refused.status_code == 422, html
    assert "It cannot be finished without this." in html
    with acting(cast.alice.pk):
        assert not Entry.objects.exists()


def test_a_day_that_does_not_exist_is_said_and_kept(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    page = begin(alice, cast, "strategy-discussion")
    again = turn(
        alice, page, {"go": page_of(page) or "the-discussion"}, **{"held-at": "31 Nov 2026"}
    )
    html = alice.get(again).content.decode()
    assert "31 November does not exist. Did you mean 30 November?" in html
    assert opened(alice, again)["held-at"] == "31 Nov 2026"
    last = turn(alice, again, {"go": "check"})
    assert "31 November does not exist" in alice.get(last).content.decode()
    assert finish(alice, last, gaps_why="Urgent").status_code == 422


def test_the_same_form_sent_twice_makes_one_entry(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    last = turn(alice, begin(alice, cast), {"go": "check"}, wants__person="The garden")
    sent = opened(alice, last) | {"finish": "1", "entry-gaps_why": "Urgent"}
    one, two = alice.post(last, sent), alice.post(last, sent)
    assert one.headers["Location"] == two.headers["Location"]
    with acting(cast.alice.pk):
        assert Entry.objects.count() == 1


def test_last_time_stands_beside_and_is_taken_over_by_one_press(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    assessed(alice, cast)
    first = begin(alice, cast)
    html = alice.get(first).content.decode()
    assert "Last time, " in html
    assert "To be in the garden. 🙂 O’Brien" in html
    again = turn(alice, first, {"take": "wants.person"})
    assert again.endswith("#q-wants.person")
    page = again.partition("#")[0]
    assert opened(alice, page)["wants.person"] == "To be in the garden. 🙂 O’Brien"
    assert "Copied forward" in alice.get(page).content.decode()
    last = turn(alice, page, {"go": "check"}, wants__worker="As before")
    done = finish(alice, last, gaps_why="Urgent")
    entry = UUID(done.headers["Location"].strip("/").split("/")[-1])
    with acting(cast.alice.pk):
        origins = dict(Part.objects.filter(entry=entry).values_list("question", "origin"))
    assert origins["wants.person"] == "copied"
    assert origins["wants.worker"] == "typed"
    assert "Copied forward: from " in alice.get(f"/entries/{entry}/").content.decode()


def test_what_is_not_asked_any_more_is_kept_unless_somebody_leaves_it_out(
    cast: Cast, browse: Browse
) -> None:
    alice = browse(cast.alice)
    for leaves_out in (False, True):
        page = begin(alice, cast) + "&page=family"
        page = turn(alice, page, {"go": "family"}, **{"child-helps": "child-helps"})
        words = {"child-helps-how.person": "Temi cooks every evening"}
        page = turn(alice, page, {"go": "family"}, **words)
        last = turn(alice, page, {"go": "check"}, **{"child-helps": "no-child-helps"})
        html = alice.get(last).content.decode()
        assert "Not asked any more" in html
        assert "Temi cooks every evening" in html
        told = {"leaves_out": "on"} if leaves_out else {}
        done = finish(alice, last, gaps_why="Urgent", **told)
        entry = done.headers["Location"].strip("/").split("/")[-1]
        with acting(cast.alice.pk):
            kept = Part.objects.filter(entry=entry, question="child-helps-how.person")
            if leaves_out:
                assert not kept.exists()
            else:
                assert kept.get().asked == "Written under a question that was not asked any more"


def test_changing_an_answer_makes_a_version_and_keeps_the_rest(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    entry_id = assessed(alice, cast)
    there = f"/entries/{entry_id}/change/?base=1&mode=worker"
    assert opened(alice, there)["wants.person"] == "To be in the garden. 🙂 O’Brien"
    last = turn(alice, there, {"go": "check"}, wants__worker="He spoke of roses")
    refused = finish(alice, last)
    assert "Say what you changed and why" in refused.content.decode()
    done = finish(alice, last, why="I had forgotten the roses")
    assert done.headers["Location"] == f"/entries/{entry_id}/"
    with acting(cast.alice.pk):
        versions = list(Version.objects.order_by("number"))
        old, new = (
            {
                one.question: (one.text, one.value, one.asked, one.sort)
                for one in version.parts.all()
            }
            for version in versions
        )
    assert versions[1].form == versions[0].form
    assert new.pop("wants.worker")[0] == "He spoke of roses"
    assert new == old
    html = alice.get(f"/entries/{entry_id}/compare/").content.decode()
    assert "He spoke of roses" in html
    assert html.count("Not changed.") >= 4


def test_two_who_change_the_same_answer_are_told(cast: Cast, browse: Browse) -> None:
    alice, bob = browse(cast.alice), browse(cast.bob)
    entry_id = assessed(alice, cast)
    there = f"/entries/{entry_id}/change/?base=1&mode=worker"
    mine = turn(alice, there, {"go": "check"}, wants__person="The garden and the shed")
    theirs = turn(bob, there, {"go": "check"}, wants__person="The garden, every day")
    assert finish(bob, theirs, why="He said more").status_code == 302
    html = alice.get(mine).content.decode()
    assert "Somebody else changed this" in html
    assert "The garden, every day" in html
    assert "The garden and the shed" in html
    refused = finish(alice, mine, why="He said it to me")
    assert refused.status_code == 422
    on = mine.replace("base=1", "base=2")
    assert finish(alice, on, why="He said both").status_code == 302
    with acting(cast.alice.pk):
        last = Version.objects.get(number=3).parts.get(question="wants.person")
    assert last.text == "The garden and the shed"


def test_what_follows_from_an_answer_is_carried_out_once(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    entry_id = assessed(alice, cast)
    there = f"/entries/{entry_id}/change/?base=1&mode=worker&page=family"
    last = turn(alice, there, {"go": "check"}, **{"child-helps": "child-helps"})
    assert finish(alice, last, why="He told me today").status_code == 302
    with acting(cast.alice.pk):
        made = sorted(Task.objects.filter(what="follow up").values_list("words", "account_id"))
    assert [words.partition(":")[0].partition(",")[0] for words, _ in made] == [
        "Ask together",
        "Offer the child a young carer’s assessment",
    ]
    assert {account for _, account in made} == {cast.alice.pk}
    again = turn(alice, there.replace("base=1", "base=2"), {"go": "check"}, wants__worker="Roses")
    assert finish(alice, again, why="He told me more").status_code == 302
    with acting(cast.alice.pk):
        assert Task.objects.filter(what="follow up").count() == 2
    assert "Ask together: young carer" in alice.get("/waiting/").content.decode()


def test_who_may_not(cast: Cast, browse: Browse) -> None:
    for account in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        browser = browse(account)
        assert browser.get(f"/people/{cast.ade.pk}/ask/").status_code == 404
        assert browser.get(f"/people/{cast.ade.pk}/ask/{CARE}/?v=1").status_code == 404
    alice = browse(cast.alice)
    for wrong in (
        "no-such-thing/",
        f"{CARE}/?v=99",
        f"{CARE}/?v=1&mode=upside-down",
        "position-of-trust/?v=1",
    ):
        assert alice.get(f"/people/{cast.ade.pk}/ask/{wrong}").status_code == 404


def test_every_questionnaire_opens_in_every_mode(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    html = alice.get(f"/people/{cast.ade.pk}/ask/").content.decode()
    keys = sorted({part.split("/")[0] for part in html.split("/ask/")[1:] if "?v=" in part[:60]})
    assert len(keys) >= 16
    for key in keys:
        for mode in ("worker", "together", "alone", "easy"):
            page = alice.get(begin(alice, cast, key, mode))
            assert page.status_code in (200, 404), (key, mode)
            assert page.status_code == 200 or mode in ("alone", "easy"), (key, mode)


def test_a_page_asks_as_many_questions_of_the_database_however_much_is_known(
    cast: Cast, browse: Browse
) -> None:
    alice = browse(cast.alice)
    first = begin(alice, cast)
    alice.get(first)
    with CaptureQueriesContext(connection) as before:
        alice.get(first)
    for _ in range(2):
        assessed(alice, cast)
    with CaptureQueriesContext(connection) as after:
        alice.get(first)
    assert len(after) <= len(before) + 1  # what was said last time
