"""Writing a new version in a browser: nothing is lost, what is wrong is said, and who may."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.questionnaires.models import Definition
from alongside.questionnaires.reading import read_questionnaire
from tests.browsing import Browse
from tests.cast import Cast, account

from .conftest import Trail
from .samples import EVERYDAY

pytestmark = pytest.mark.django_db
FEEDBACK = "/questionnaires/feedback/"
ALIASES = "a: &a0 [x]\n" + "".join(f"b{n}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(60))
ADDRESSES = (
    "/questionnaires/",
    "/questionnaires/unanswered/",
    "/questionnaires/new/",
    "/questionnaires/new/look/",
    "/questionnaires/new/compare/",
    "/questionnaires/new/publish/",
    FEEDBACK,
    f"{FEEDBACK}edit/",
    f"{FEEDBACK}edit/look/",
    f"{FEEDBACK}edit/compare/",
    f"{FEEDBACK}edit/publish/",
    f"{FEEDBACK}withdraw/1/",
)


@pytest.fixture
def office(josie: Account, browse: Browse) -> Client:
    """Josie’s browser."""
    return browse(josie)


@pytest.fixture
def text(josie: Account) -> str:
    """What is asked today."""
    with acting(josie.pk):
        return Definition.objects.get(key="feedback").text


def asked_first(text: str) -> str:
    """The words of the first question."""
    return read_questionnaire(text).questions[0].ask


def words(page: Any) -> str:
    """What stands in the middle of a page, as one reads it."""
    found = BeautifulSoup(page.content, "lxml").select_one("main")
    assert found
    return re.sub(r"\s+", " ", found.get_text(" "))


def send(office: Client, address: str, draft: str = "", **typed: str) -> Any:
    """Send a form as a browser without a script does; pieces are told as untouched before."""
    told = {name: [0, ""] for name in typed if name not in ("instead_of",)}
    pieces = str(told).replace("'", '"')
    return office.post(address, {"draft": draft or str(uuid4()), "draft-pieces": pieces, **typed})


def written(office: Client, text: str, key: str = "feedback") -> tuple[str, str]:
    """The address of the preview, and the draft, once a text was taken in."""
    start = "/questionnaires/new/" if key == "new" else f"/questionnaires/{key}/edit/?from=1"
    came = send(office, start, text=text)
    assert came.status_code == 302, words(came)
    return came["Location"], came["Location"].rpartition("draft=")[2]


def test_only_those_whose_role_it_is_come_in(browse: Browse, cast: Cast, office: Client) -> None:
    for address in ADDRESSES:
        refused = browse(cast.alice).get(address)
        assert refused.status_code == 403, address
        assert "Your role does not include this" in words(refused)
        assert browse(cast.ade_account).get(address).status_code == 404, address
        assert office.get(address).status_code in (200, 302), address


def test_only_those_whose_role_it_is_send_something(
    browse: Browse, cast: Cast, text: str, office: Client
) -> None:
    _, draft = written(office, text)
    alice = browse(cast.alice)
    for step in ("", "publish/"):
        told = {"text": text, "starts": "today", "why": "Why not."}
        assert send(alice, f"{FEEDBACK}edit/{step}?from=1", draft, **told).status_code == 403
    assert Definition.objects.filter(key="feedback").count() == 1


def test_the_list_says_what_is_asked_since_when_and_by_whose_words(office: Client) -> None:
    page = words(office.get("/questionnaires/"))
    assert "Did it make a difference?" in page
    assert "Shipped with Alongside, version 1, since 22 November 2026. 7 questions." in page


def test_one_shows_its_questions_by_page_with_their_conditions(office: Client, text: str) -> None:
    page = words(office.get(FEEDBACK))
    assert asked_first(text) in page
    assert "Only if “" in page
    assert office.get("/questionnaires/no-such/").status_code == 404
    assert office.get(f"{FEEDBACK}?v=9").status_code == 404
    assert office.get(f"{FEEDBACK}edit/?from=9").status_code == 404


def test_it_begins_with_the_text_that_is_asked_today(office: Client, text: str) -> None:
    came = office.get(f"{FEEDBACK}edit/", follow=True)
    assert came.redirect_chain == [(f"{FEEDBACK}edit/?from=1", 302)]
    area = BeautifulSoup(came.content, "lxml").select_one("textarea")
    assert area
    assert area.text.removeprefix("\n") == text


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("type: choice", "type: chioce", "Line 24: “type” is “chioce”"),
        ("id: feedback", "id: other", "must stay “feedback”"),
        ("title: Did it", "title: [", "It is no YAML"),
        ("picture: question", "picture: unicorn", "no picture called “unicorn”"),
    ],
)
def test_what_is_wrong_is_said_and_no_word_is_lost(
    office: Client, text: str, old: str, new: str, sentence: str
) -> None:
    wrong = text.replace(old, new, 1) + "# “Zoë’s” words 🙂 </textarea><b>\n"
    assert wrong.count(new) > text.count(new)
    draft = str(uuid4())
    page = send(office, f"{FEEDBACK}edit/?from=1", draft, text=wrong)
    assert page.status_code == 422
    assert sentence in words(page)
    area = BeautifulSoup(page.content, "lxml").select_one("textarea")
    assert area
    assert area.text.removeprefix("\n") == wrong
    again = office.get(f"{FEEDBACK}edit/?from=1&draft={draft}")
    assert again.status_code == 200
    assert unescape(again.content.decode()).count("Zoë’s” words 🙂 </textarea><b>") >= 1
    assert sentence in words(again)
    led = office.get(f"{FEEDBACK}edit/publish/?from=1&draft={draft}")
    assert led.status_code == 302
    assert f"{FEEDBACK}edit/?from=1&draft={draft}" == led["Location"]


def test_what_is_too_long_is_refused_and_given_back(office: Client) -> None:
    page = send(office, "/questionnaires/new/", text="# Zoë\n" * 170_000)
    assert page.status_code == 422
    assert page.content.decode().count("Zoë") >= 170_000
    assert "Divide it in two" in words(page)


def test_a_form_without_the_text_leaves_the_text_alone(office: Client, text: str) -> None:
    new = text.replace("title: Did it", "title: Did we", 1)
    _, draft = written(office, new)
    page = send(office, f"{FEEDBACK}edit/", draft, why="Only this.")
    assert page.status_code == 302
    page = office.get(f"{FEEDBACK}edit/?from=1&draft={draft}")
    area = BeautifulSoup(page.content, "lxml").select_one("textarea")
    assert area
    assert area.text.removeprefix("\n") == new


def test_nothing_is_published_of_what_nobody_wrote(office: Client) -> None:
    told = {"starts": "today", "why": "Why not."}
    for start in ("/questionnaires/new/", f"{FEEDBACK}edit/"):
        sent = send(office, f"{start}publish/", **told)
        assert sent.status_code == 302
        assert sent["Location"].startswith(start)
    assert Definition.objects.filter(is_shipped=False).count() == 0


def test_the_lines_around_the_wrong_one_are_shown(office: Client, text: str) -> None:
    page = send(office, f"{FEEDBACK}edit/?from=1", text=text.replace("type: choice", "type: x", 1))
    found = BeautifulSoup(page.content, "lxml").select_one("ol.al-code [aria-current]")
    assert found
    assert found.text.strip() == text.split("\n")[23].strip()


@pytest.mark.parametrize("typed", ["", "   \n ", "\x00", "[" * 20_000, ALIASES, "- x"])
def test_nonsense_gets_a_sentence(office: Client, typed: str) -> None:
    assert send(office, "/questionnaires/new/", text=typed).status_code == 422


def test_each_page_is_shown_as_it_is_asked_and_nothing_can_be_filled_in(
    office: Client, text: str
) -> None:
    look, _draft = written(office, text.replace(asked_first(text), "What is it that we did?", 1))
    page = office.get(look)
    assert "What is it that we did?" in words(page)
    assert "It asks 7 questions" in words(page)
    found = BeautifulSoup(page.content, "lxml")
    boxes = found.select(".al-asked :is(input, textarea, select)")
    assert len(boxes) > 4
    assert all(one.find_parent("fieldset", attrs={"disabled": ""}) for one in boxes)
    assert not any(one.find_parent("form") for one in boxes)
    easy = office.get(f"{look}&mode=easy")
    assert read_questionnaire(text).questions[0].easy in words(easy)
    assert "What is it that we did?" not in words(easy)
    assert office.get(f"{look}&mode=nonsense&page=nowhere").status_code == 200


def test_what_changes_is_listed_question_by_question(
    office: Client, text: str, josie: Account, trailed: Trail
) -> None:
    new = text.replace('{id: much, say: "Yes, a lot", easy: "Yes, a lot"}', "{id: much, say: Very}")
    assert new != text
    _, draft = written(office, new)
    page = words(office.get(f"{FEEDBACK}edit/compare/?from=1&draft={draft}"))
    assert "It was answered in no entry." in page
    assert "Other options. Answered in no entry" in page
    assert "[taken out: " in page
    assert "answers counted" in trailed(josie)
    _, same = written(office, text)
    page = words(office.get(f"{FEEDBACK}edit/compare/?from=1&draft={same}"))
    assert "Nothing that anybody would notice." in page


def test_it_is_published_once_and_its_draft_is_over(
    office: Client, text: str, josie: Account
) -> None:
    _, draft = written(office, text.replace("title: Did it", "title: Did we", 1))
    publish = f"{FEEDBACK}edit/publish/?from=1"
    form = BeautifulSoup(office.get(f"{publish}&draft={draft}").content, "lxml")
    newest = form.select_one("input[name=instead_of]")
    assert newest
    told = {"starts": "today", "why": "It’s kinder.", "instead_of": str(newest["value"])}
    done = send(office, publish, draft, **told)
    assert (done.status_code, done["Location"]) == (302, FEEDBACK)
    again = send(office, publish, draft, **told)
    assert (again.status_code, again["Location"]) == (302, FEEDBACK)
    with acting(josie.pk):
        (made,) = Definition.objects.filter(key="feedback", is_shipped=False)
    assert (made.version, made.why, made.starts) == ("1-own", "It’s kinder.", timezone.localdate())
    page = words(office.get(FEEDBACK))
    assert "Did we make a difference?" in page
    assert "published by Josie on" in page
    assert "Why: It’s kinder." in page
    assert "Go on with" not in words(office.get("/questionnaires/"))


def test_a_refusal_keeps_the_reason_and_the_text(office: Client, text: str) -> None:
    _, draft = written(office, text)
    publish = f"{FEEDBACK}edit/publish/?from=1"
    told = {"starts": "1 January 2020", "why": "Because of Zoë"}
    page = send(office, publish, draft, **told)
    assert page.status_code == 422
    assert "Choose today or a later day" in words(page)
    again = office.get(f"{publish}&draft={draft}").content.decode()
    assert "Because of Zoë" in again
    assert "Go on with “Did it make a difference?”" in words(office.get("/questionnaires/"))


def test_of_two_who_write_at_once_the_second_looks_first(
    office: Client, text: str, josie: Account
) -> None:
    (_, first), (_, second) = written(office, text), written(office, text)
    publish = f"{FEEDBACK}edit/publish/?from=1"
    with acting(josie.pk):
        newest = str(Definition.objects.get(key="feedback").pk)
    told = {"starts": "today", "why": "Mine.", "instead_of": newest}
    assert send(office, publish, first, **told).status_code == 302
    refused = send(office, publish, second, **told)
    assert refused.status_code == 422
    assert "Version 1-own was published while you were writing" in words(refused)
    seen = office.get(f"{publish}&draft={second}")
    assert "version 1-own is newer" in words(seen)
    newest = str(BeautifulSoup(seen.content, "lxml").select("[name=instead_of]")[0]["value"])
    assert send(office, publish, second, **{**told, "instead_of": newest}).status_code == 302


def test_a_new_one_is_written_and_withdrawn(office: Client, josie: Account) -> None:
    begin = office.get("/questionnaires/new/")
    area = BeautifulSoup(begin.content, "lxml").select_one("textarea")
    assert area
    look, draft = written(office, area.text, "new")  # what it begins with can be asked by
    assert office.get(look).status_code == 200
    own = EVERYDAY.replace("picture: wash", "picture: question")
    look, draft = written(office, own, "new")
    assert "so that everything in it is new" in words(
        office.get(f"/questionnaires/new/compare/?draft={draft}")
    )
    told = {"starts": "today", "why": "We ask this."}
    done = send(office, "/questionnaires/new/publish/", draft, **told)
    assert done["Location"] == "/questionnaires/everyday/"
    assert send(office, "/questionnaires/new/", text=own).status_code == 302
    ending = "/questionnaires/everyday/withdraw/1-own/"
    assert "the library has none of this name" in words(office.get(ending))
    assert send(office, ending, ends="1 May 2020").status_code == 422
    assert send(office, ending, ends="today").status_code == 302
    page = words(office.get("/questionnaires/"))
    assert "Every day" in page[page.index("Not asked any more") :]


def test_another_persons_draft_is_not_opened(
    office: Client, text: str, cast: Cast, browse: Browse, make_other: Callable[[], Account]
) -> None:
    _, draft = written(office, text.replace("title: Did it", "title: Secret", 1))
    other = browse(make_other())
    page = other.get(f"{FEEDBACK}edit/?from=1&draft={draft}")
    assert "Secret" not in page.content.decode()


@pytest.fixture
def make_other(cast: Cast) -> Callable[[], Account]:
    def make() -> Account:
        with acting(cast.system.pk):
            return account("staff", "Ada", "Administrator", ("administrator",))

    return make
