"""A questionnaire on paper: blank, to fill in by hand, and filled in, as it was asked."""

import io
from datetime import date
from typing import Any
from uuid import uuid4

import docx
import pytest
from django.test import Client

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.foundation.paper import Format, Lines, Paper, Picture, Table, Ticks
from alongside.foundation.paper.pdf import as_pdf
from alongside.foundation.paper.word import as_word
from alongside.foundation.tests.reading_papers import kinds_of, words_of
from alongside.people.actions.needs import record_need
from alongside.questionnaires import access as library
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.definition import Questionnaire
from alongside.questionnaires.tests.making import asking, made
from alongside.record.actions.asking import finish_answers
from alongside.record.blank_papers import blank_paper
from alongside.record.models import Entry
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail

SHIPPED = (
    "about-me",
    "care-act-assessment",
    "child-and-family",
    "life-online",
    "mental-capacity",
    "adult-safeguarding",
    "feedback",
)
TODAY = date(2026, 11, 22)


def address(cast: Cast, key: str = "about-me", more: str = "") -> str:
    return f"/people/{cast.ade.pk}/ask/{key}/print/{more}"


def printed(browser: Client, where: str, **more: Any) -> Any:
    response = browser.post(where, {"format": "standard", "file": "pdf", **more})
    assert response.status_code == 200
    return response


def shipped(key: str) -> Questionnaire:
    found = library.in_force(key, TODAY)
    assert found is not None
    return found


def paper(cast: Cast, asked: Questionnaire, **more: Any) -> Paper:
    told = {"format": Format.STANDARD, "is_easy": False, **more}
    return blank_paper(asked, cast.ade, told.pop("format"), cast.alice, **told)


# Blank --------------------------------------------------------------------------------------------


def test_every_question_stands_on_it_with_why_it_is_asked(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    response = printed(browse(cast.alice), address(cast))
    assert response["Content-Type"] == "application/pdf"
    assert "blank-about-me-" in response["Content-Disposition"]
    said = words_of(response.content)
    for question in shipped("about-me").questions:
        assert " ".join(question.ask.split()) in said, question.id
    assert "Why we ask: So that nobody gets it wrong twice." in said
    assert "About Ade Bankole" in said
    assert "Printed" in said
    assert "blank form printed" in trailed(cast.ade)
    heads = [kind for kind in kinds_of(response.content) if kind in ("H1", "H2", "H3")]
    assert heads.count("H1") == 1


def test_as_a_word_file_it_has_the_same_questions_boxes_and_lines(
    cast: Cast, browse: Browse
) -> None:
    file = printed(browse(cast.alice), address(cast, "feedback"), file="word").content
    read = docx.Document(io.BytesIO(file))
    said = "\n".join(one.text for one in read.paragraphs)
    for question in shipped("feedback").questions:
        assert question.ask in said, question.id
    assert "\u2610\tIt made things worse" in said
    assert [one.style.name for one in read.paragraphs if one.style].count("Ruled") > 8


@pytest.mark.parametrize("key", SHIPPED)
def test_what_is_shipped_fits_on_paper_in_every_print(cast: Cast, key: str) -> None:
    asked = shipped(key)
    with acting(cast.alice.pk):
        for format in Format:
            is_easy = format is Format.EASY_READ
            file = as_pdf(paper(cast, asked, format=format, is_easy=is_easy))
            assert file.startswith(b"%PDF")
            assert as_word(paper(cast, asked, format=format, is_easy=is_easy))
    assert asked.title.rstrip("?") in words_of(file)


def test_choices_conditions_voices_and_rows(cast: Cast) -> None:
    asked = made(
        asking("can", "choice, options: [{id: alone, say: Alone}, {id: help, say: With help}]"),
        asking("how", "text, voices: [person, worker], when: {question: can, is: help}", "How?"),
        asking("many", "open-choice, many: true, options: [{id: a, say: Apples}]", "Which?"),
        asking("yes", "boolean", "Is it so?"),
        asking("old", "quantity, unit: years", "How old?"),
        'id: helpers, type: group, ask: "Who helps?", repeats: {max: 10, add: Add one}, '
        'questions: [{id: who, ask: "Their name?", type: string, why: To ask., used_by: Us.}]',
    )
    with acting(cast.alice.pk):
        blocks = list(paper(cast, asked).body)
        large = list(paper(cast, asked, format=Format.LARGER).body)
        said = words_of(as_pdf(paper(cast, asked)))
    assert "Only if “What is it?” is “With help”." in said
    ticks = [one for one in blocks if isinstance(one, Ticks)]
    assert [[words for words, _ in one.options] for one in ticks[:3]] == [
        ["Alone", "With help"],
        ["Apples"],
        ["Yes", "No"],
    ]
    table = next(one for one in blocks if isinstance(one, Table))
    assert [one.words for one in table.columns] == ["Ade says", "We write"]
    assert not [one for one in large if isinstance(one, Table)]
    for words in ("Tick one.", "Tick all that fit.", "Something else:", "A number, in years."):
        assert words in said
    assert said.count("Their name?") == 3
    assert "use another sheet" in said
    assert [one for one in blocks if isinstance(one, Lines)]


def test_in_easy_words_with_pictures_it_is_what_the_person_answers(
    cast: Cast, browse: Browse
) -> None:
    with acting(cast.alice.pk):
        record_need(person=cast.ade, option="format-easy-read", by=cast.alice)
    browser = browse(cast.alice)
    page = browser.get(address(cast)).content.decode()
    assert page.count(" checked") == 2  # the print, and the words
    said = words_of(printed(browser, address(cast), format="easy-read", is_easy="on").content)
    assert "What is your name?" in said
    assert "What do you like to be called" not in said
    with acting(cast.alice.pk):
        asked = shipped("care-act-assessment")
        body = list(paper(cast, asked, format=Format.EASY_READ, is_easy=True).body)
        ordinary = list(paper(cast, asked).body)
    assert [one for one in body if isinstance(one, Picture)]
    assert not [one for one in ordinary if isinstance(one, Picture)]
    assert len(body) < len(ordinary)


def test_the_mode_in_the_address_chooses_easy_words(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.alice)
    for more, count in (("", 0), ("?mode=easy", 1)):
        page = browser.get(address(cast, more=more)).content.decode()
        box = page[page.index('name="is_easy"') - 200 : page.index('name="is_easy"') + 200]
        assert box.count("checked") == count


def test_who_may_not_write_here_prints_nothing(cast: Cast, browse: Browse, trailed: Trail) -> None:
    for account in (cast.charlie, cast.ade_account, cast.pat, cast.sam):
        browser = browse(account)
        assert browser.get(address(cast)).status_code == 404
        assert browser.post(address(cast), {"format": "standard"}).status_code == 404
    assert browse(cast.alice).get(address(cast, "no-such-thing")).status_code == 404
    assert browse(cast.alice).get(address(cast, "position-of-trust")).status_code == 404
    assert "blank form printed" not in trailed(cast.ade)


def test_a_print_that_is_none_is_asked_for_again(cast: Cast, browse: Browse) -> None:
    page = browse(cast.alice).post(address(cast), {"format": "comic", "file": "pdf"})
    assert "Select a valid choice" in page.content.decode() or "Choose" in page.content.decode()


def test_the_way_there(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.alice)
    assert address(cast) in browser.get(f"/people/{cast.ade.pk}/ask/").content.decode()
    page = browser.get(f"/people/{cast.ade.pk}/ask/about-me/", follow=True)
    assert address(cast) in page.content.decode()


# Filled in ----------------------------------------------------------------------------------------

QUESTIONS = (
    asking("wash", "text, voices: [person, worker], sort: opinion", "How do you wash?"),
    asking("can", "choice, options: [{id: alone, say: Alone}]", "Can you?"),
    asking("need", "text, voices: [worker], finish: required", "What is needed?"),
)


@pytest.fixture
def entry(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """What was answered to a questionnaire of two voices, with one question open."""
    asked = made(*QUESTIONS)
    for where in ("alongside.record.papers", "alongside.portal.views.printing"):
        monkeypatch.setattr(f"{where}.as_asked", lambda form: asked if form == asked.form else None)
    texts = {
        "wash.person": "I *wash* 🙂 alone",
        "wash.worker": "He needs **help**.",
        "can": "alone",
    }
    with acting(cast.alice.pk):
        return finish_answers(
            id=new_id(),
            filled=Filled(asked, texts, TODAY),
            people=[cast.ade],
            gaps_why="He was tired.",
            happened=When(TODAY, "day"),
            title="A whole questionnaire",
            by=cast.alice,
        )


def test_filled_in_each_question_stands_once_with_both_voices_below_it(
    cast: Cast, browse: Browse, entry: Entry
) -> None:
    where = f"/entries/{entry.pk}/print/"
    file = printed(browse(cast.alice), where).content
    said = words_of(file)
    assert said.count("How do you wash?") == 1
    order = (
        "A page",
        "How do you wash?",
        "Ade Bankole, in their own words",
        "I wash",
        "What Alice makes of it:",
        "He needs help.",
        "Can you?",
        "Alone",
        "Questions that were still open",
        "He was tired.",
        "What is needed?",
        "About this record",
    )
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    heads = [kind for kind in kinds_of(file) if kind in ("H1", "H2", "H3")]
    assert heads == ["H1", "H2", "H3", "H3", "H2", "H2"]
    word = docx.Document(io.BytesIO(printed(browse(cast.alice), where, file="word").content))
    heads = [one.text for one in word.paragraphs if one.style and one.style.name == "Heading 3"]
    assert heads == ["How do you wash?", "Can you?"]


def test_the_person_prints_it_under_the_same_pages(
    cast: Cast, browse: Browse, entry: Entry
) -> None:
    said = words_of(printed(browse(cast.ade_account), f"/my/record/{entry.pk}/print/").content)
    places = [said.index(one) for one in ("A page", "How do you wash?", "I wash", "He needs help.")]
    assert places == sorted(places)


def test_an_id_that_is_nobodys_is_nobodys(cast: Cast, browse: Browse) -> None:
    assert browse(cast.alice).get(f"/people/{uuid4()}/ask/about-me/print/").status_code == 404
