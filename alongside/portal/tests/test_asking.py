"""The person answers by themselves: nothing lost, nothing held up, and nobody but them."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions.needs import record_need
from alongside.people.models import Person
from alongside.questionnaires import access as library
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.definition import Questionnaire
from alongside.record.actions import Words, finish_entry
from alongside.record.actions.sending import NOTHING, send_answers
from alongside.record.models import Entry, Part, Task, Version
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, words_on

ABOUT, FEEDBACK = "/my/ask/about-me/", "/my/ask/feedback/"
TODAY = date(2026, 11, 22)


def asked(key: str = "about-me") -> Questionnaire:
    found = library.in_force(key, TODAY)
    assert found is not None
    return found


def open_at(browser: Client, address: str) -> Any:
    """The page, wherever it leads."""
    return browser.get(address, follow=True)


def fields_of(response: Any) -> tuple[str, dict[str, Any]]:
    """The form as a browser without a script fills it in: where it goes, and what is in it."""
    form = BeautifulSoup(response.content, "lxml").select_one("form[data-draft]")
    assert form is not None
    told: dict[str, Any] = {}
    for one in form.select("input[name], textarea[name], select[name]"):
        if one.get("type") in ("radio", "checkbox") and not one.has_attr("checked"):
            continue
        words = one.text.removeprefix("\n") if one.name == "textarea" else one.get("value", "")
        told[str(one["name"])] = words
    request = response.request
    return f"{request['PATH_INFO']}?{request['QUERY_STRING']}", told


def turn(browser: Client, page: Any, **typed: str) -> Any:
    """Type, press a button, and see where it leads; `_` stands for a hyphen."""
    address, told = fields_of(page)
    typed = {name.replace("_", "-"): words for name, words in typed.items()}
    return browser.post(address, {**told, **typed}, follow=True)


def step_of(page: Any) -> str:
    """The question at which the browser stands."""
    return str(parse_qs(page.request["QUERY_STRING"]).get("page", [""])[0])


def draft_on(page: Any) -> str:
    return str(fields_of(page)[1]["draft"])


def filled(key: str = "about-me", **texts: str) -> Filled:
    named = {name.replace("_", "-"): text for name, text in texts.items()}
    return Filled(asked(key), named, TODAY)


def sent(cast: Cast, key: str = "about-me", **texts: str) -> Entry:
    with acting(cast.ade_account.pk):
        return send_answers(id=new_id(), filled=filled(key, **texts), by=cast.ade_account)


def parts_of(entry: UUID, by: Any) -> list[tuple[str, str, str]]:
    with acting(by.pk):
        found = Part.objects.filter(entry_id=entry).order_by("position")
        return [(one.question, one.sort, one.text) for one in found]


# From the first page to the record ----------------------------------------------------------------


def test_he_answers_one_question_a_page_and_it_stands_in_his_record(
    ade: Client, cast: Cast, browse: Browse, trailed: Trail
) -> None:
    assert "/my/ask/" in ade.get("/my/").content.decode()
    choose = words_on(ade.get("/my/ask/"))
    assert "About me" in choose
    assert "Did it make a difference?" in choose
    page = open_at(ade, ABOUT)
    assert "Question 1 of 13" in words_on(page)
    page = turn(ade, page, called="Ade, as in “ah-day” 🙂")
    assert step_of(page) == "matters"
    page = turn(ade, page, matters="My dog.\nI’m O'Neill’s *cousin*. <b>Tea</b>")
    assert step_of(page) == "people"
    page = turn(ade, page, go="check")
    said = words_on(page)
    assert "My dog." in said
    assert "When do you want help, and how should it be done?" in said  # asked for, and open
    assert "You can leave it open." in said
    assert "Alice, social worker (Adults, East)" in said
    done = turn(ade, page, send="1")
    words = words_on(done)
    assert "This is in your record now, in your own words." in words
    assert "Alice, social worker (Adults, East)" in words
    entry = UUID(done.request["PATH_INFO"].split("/")[3])
    assert parts_of(entry, cast.alice) == [
        ("called", "own words", "Ade, as in “ah-day” 🙂"),
        ("matters", "own words", "My dog.\nI’m O'Neill’s *cousin*. <b>Tea</b>"),
    ]
    with acting(cast.alice.pk):
        row, version = Entry.objects.get(pk=entry), Version.objects.get(entry=entry)
        assert (row.kind, row.written_by_id) == ("own words", cast.ade_account.pk)
        assert version.form.rpartition(" ")[0] == "about-me"
        assert version.answers["open"] == ["support-how"]
        assert {"called", "matters"} <= set(version.answers["asked"])
    staff = browse(cast.alice).get(f"/entries/{entry}/").content.decode()
    assert "What matters most to you? Ade Bankole, in their own words" in staff
    assert "<b>Tea</b>" not in staff
    waiting = browse(cast.alice).get("/waiting/").content.decode()
    assert "New words from Ade Bankole" in waiting
    assert f"/entries/{entry}/" in waiting
    assert "entry finished" in trailed(cast.ade, cast.ade_account)


def test_what_he_typed_is_kept_on_every_turn_of_a_page_and_found_again(ade: Client) -> None:
    page = turn(ade, open_at(ade, ABOUT), called="Ade")
    draft = draft_on(page)
    page = turn(ade, page, matters="My dog", go="called")  # back
    assert 'value="Ade"' in page.content.decode()
    page = turn(ade, page, called="Adé")
    assert "My dog" in page.content.decode()
    assert draft_on(page) == draft
    left = turn(ade, page, matters="My dog and tea", save_draft="1")
    assert left.request["PATH_INFO"] == "/drafts/"
    again = BeautifulSoup(ade.get("/my/ask/").content, "lxml")
    links = [one for one in again.select("main a") if "where I stopped" in one.text]
    assert len(links) == 1
    page = open_at(ade, str(links[0]["href"]))
    assert (step_of(page), draft_on(page)) == ("matters", draft)
    assert "My dog and tea" in page.content.decode()


def test_easy_words_stay_chosen_and_lose_nothing(ade: Client) -> None:
    page = turn(ade, open_at(ade, ABOUT), called="Ade", mode="easy")
    said = page.content.decode()
    assert "What is your name?" in said
    assert "pictures/person" in said
    assert 'value="Ade"' in said
    page = turn(ade, page)
    assert "What is important to you?" in page.content.decode()
    page = turn(ade, page, mode="alone")
    assert "What matters most to you?" in page.content.decode()


def test_who_needs_easy_reading_begins_in_easy_words(ade: Client, cast: Cast) -> None:
    with acting(cast.alice.pk):
        record_need(person=cast.ade, option="format-easy-read", by=cast.alice)
    assert "What is your name?" in open_at(ade, ABOUT).content.decode()


def test_a_condition_asks_and_what_it_leads_to_waits_with_his_worker(
    ade: Client, cast: Cast
) -> None:
    page = turn(ade, open_at(ade, FEEDBACK), difference="worse")
    assert step_of(page) == "what-changed"
    page = turn(ade, page, what_changed="I cannot sleep.")
    done = turn(ade, turn(ade, page, go="check"), send="1")
    assert words_on(done).count("Alice, social worker") == 1
    with acting(cast.alice.pk):
        task = Task.objects.get(account=cast.alice, what="words")
        assert task.words == "Ring and ask what made things worse"
        assert task.due_on is not None


def test_what_is_asked_no_more_is_kept_unless_he_leaves_it_out(ade: Client, cast: Cast) -> None:
    for leaves, kept in (("", ["difference", "what-changed"]), ("on", ["difference"])):
        page = turn(ade, open_at(ade, FEEDBACK), difference="worse")
        page = turn(ade, page, what_changed="I cannot sleep.", go="difference")
        page = turn(ade, page, difference="too-soon", go="check")
        assert "I cannot sleep." in words_on(page)
        more = {"leaves_out": leaves} if leaves else {}
        address, told = fields_of(page)
        done = ade.post(address, {**told, **more, "send": "1"}, follow=True)
        entry = UUID(done.request["PATH_INFO"].split("/")[3])
        assert [question for question, _, _ in parts_of(entry, cast.alice)] == kept


def test_words_where_a_day_was_asked_are_sent_as_they_were_written(ade: Client, cast: Cast) -> None:
    page = open_at(ade, f"{ABOUT}?v={asked().version}&mode=alone&page=ask-again")
    page = turn(ade, page, ask_again="when the clocks change", go="check")
    assert "when the clocks change" in words_on(page)
    assert "You can send it as you wrote it." in words_on(page)
    done = turn(ade, page, send="1")
    entry = UUID(done.request["PATH_INFO"].split("/")[3])
    assert parts_of(entry, cast.alice) == [("ask-again", "own words", "when the clocks change")]


def test_nothing_at_all_is_said_kindly(ade: Client, cast: Cast) -> None:
    page = turn(ade, open_at(ade, ABOUT), go="check")
    refused = turn(ade, page, send="1")
    assert refused.status_code == 422
    assert NOTHING in refused.content.decode()
    with acting(cast.alice.pk):
        assert not Entry.objects.exists()


def test_sent_twice_is_one_entry(ade: Client, cast: Cast) -> None:
    page = turn(ade, turn(ade, open_at(ade, ABOUT), called="Ade"), go="check")
    address, told = fields_of(page)
    first, second = (ade.post(address, {**told, "send": "1"}) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert urlsplit(first["Location"]).path == urlsplit(second["Location"]).path
    with acting(cast.alice.pk):
        assert Entry.objects.count() == 1
        assert Task.objects.filter(what="words").count() == 1


def test_last_time_is_offered_and_what_is_typed_meanwhile_wins(ade: Client, cast: Cast) -> None:
    sent(cast, called="Ade", matters="My dog")
    page = open_at(ade, f"{ABOUT}?v={asked().version}&mode=alone&page=matters")
    assert "Last time," in words_on(page)
    typed = turn(ade, page, matters="My cat", take="matters")
    assert "My cat" in typed.content.decode()
    page = open_at(ade, f"{ABOUT}?v={asked().version}&mode=alone&page=matters")
    page = turn(ade, page, take="matters")
    assert "My dog" in page.content.decode()
    done = turn(ade, turn(ade, page, go="check"), send="1")
    entry = UUID(done.request["PATH_INFO"].split("/")[3])
    with acting(cast.alice.pk):
        assert Part.objects.get(entry_id=entry).origin == "copied"


def test_half_a_million_characters_are_kept(ade: Client, cast: Cast) -> None:
    page = open_at(ade, f"{ABOUT}?v={asked().version}&mode=alone&page=also")
    long = "Ä🙂 " * 170_000
    page = turn(ade, turn(ade, page, also=long, go="check"), send="1")
    assert page.status_code == 200
    entry = UUID(page.request["PATH_INFO"].split("/")[3])
    assert parts_of(entry, cast.alice) == [("also", "own words", long)]


# Who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/my/ask/", ABOUT])
def test_it_is_for_the_person_alone(cast: Cast, browse: Browse, address: str) -> None:
    for account in (cast.alice, cast.pat, cast.sam):
        assert browse(account).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    "address",
    [
        "/my/ask/care-act-assessment/",
        "/my/ask/position-of-trust/",
        "/my/ask/nothing/",
        "/my/ask/about-me/?v=99&mode=alone",
        "/my/ask/about-me/?v=1&mode=worker",
        "/my/ask/care-act-assessment/?v=1&mode=alone",
    ],
)
def test_what_is_not_theirs_to_answer_is_not_there(ade: Client, address: str) -> None:
    assert ade.get(address).status_code == 404


def test_only_he_sends_and_only_what_he_may_answer(cast: Cast) -> None:
    for account in (cast.alice, cast.pat, cast.sam):
        with acting(account.pk), pytest.raises(PermissionDenied):
            send_answers(id=new_id(), filled=filled(called="Ade"), by=account)
    for key in ("care-act-assessment", "position-of-trust"):
        with acting(cast.ade_account.pk), pytest.raises(PermissionDenied):
            send_answers(id=new_id(), filled=filled(key), by=cast.ade_account)
    with acting(cast.ade_account.pk), pytest.raises(ValidationError, match="Choose one"):
        send_answers(
            id=new_id(), filled=filled("feedback", difference="made up"), by=cast.ade_account
        )


@pytest.mark.parametrize("wrong", ["kind", "person", "people", "sort"])
def test_a_person_finishes_nothing_but_own_words_about_themselves(cast: Cast, wrong: str) -> None:
    told: dict[str, Any] = {
        "id": new_id(),
        "kind": "own words",
        "people": [cast.ade],
        "happened": _day(),
        "parts": [Words("own words", "I am here.")],
        "by": cast.ade_account,
    }
    more: dict[str, dict[str, Any]] = {
        "kind": {"kind": "note"},
        "person": {"people": [cast.temi]},
        "people": {"people": [cast.ade, cast.temi]},
        "sort": {"parts": [Words("own words", "I am here."), Words("fact", "He is well.")]},
    }
    with acting(cast.ade_account.pk):
        with pytest.raises(PermissionDenied):
            finish_entry(**{**told, **more[wrong]})
        finish_entry(**told)  # as it should be


def _day() -> When:
    return When(TODAY, "day")


PART = """
insert into record_part (id, entry_id, version_id, position, sort, about, "of", origin,
 origin_detail, text, question, asked)
values (%s, %s, %s, 1, %s, %s::uuid[], '', 'typed', '', 'x', '', '')"""


@pytest.mark.parametrize("wrong", ["", "fact", "opinion", "somebody else"])
def test_by_raw_sql_the_person_writes_no_other_part(cast: Cast, wrong: str) -> None:
    entry, version = new_id(), new_id()
    about: Person = cast.temi if wrong == "somebody else" else cast.ade
    sort = wrong if wrong in ("fact", "opinion") else "own words"
    with acting(cast.ade_account.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into record_entry (id, kind, written_at, written_by_id, versions, about_count,"
            " source, needs) values (%s, 'own words', now(), %s, 1, 1, '', 2)",
            [entry, cast.ade_account.pk],
        )
        cursor.execute(
            "insert into record_about (id, entry_id, person_id, happened_at, sharing,"
            " sharing_words, removed_why) values (%s, %s, %s, now(), 'shown', '', '')",
            [new_id(), entry, cast.ade.pk],
        )
        cursor.execute(
            "insert into record_version (id, entry_id, number, title, happened_at,"
            " happened_precision, contact, place, there, seen, form, answers, why,"
            " is_earlier_readable, by_id, at) values (%s, %s, 1, '', now(), 'day', '', '', '',"
            " '{}', 'note 1', '{}', '', true, %s, now())",
            [version, entry, cast.ade_account.pk],
        )
        told: list[Any] = [new_id(), entry, version, sort, [about.pk]]
        if not wrong:
            cursor.execute(PART, told)
            return
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(PART, told)


def test_somebody_elses_draft_is_not_his(ade: Client, cast: Cast, browse: Browse) -> None:
    other = str(uuid4())
    browse(cast.alice).post(
        f"/people/{cast.ade.pk}/ask/about-me/?v={asked().version}&mode=worker",
        {"matters": "Planted", "draft": other, "draft-pieces": '{"matters": [0, ""]}'},
    )
    page = open_at(ade, f"{ABOUT}?v={asked().version}&mode=alone&page=matters&draft={other}")
    assert "Planted" not in page.content.decode()
