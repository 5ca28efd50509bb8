"""How often each question was answered: counted by the database, for those who may, and noted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from alongside import record
from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.questionnaires import reporting
from alongside.questionnaires.access import questionnaire_of
from alongside.questionnaires.actions import publish_questionnaire
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.models import Definition
from alongside.questionnaires.reading import read_questionnaire
from alongside.questionnaires.tests.samples import EVERYDAY
from alongside.record.actions import Words, finish_entry
from alongside.record.actions.asking import LEFT, amend_answers, finish_answers
from alongside.record.models import About, Entry, Part, Version
from tests.browsing import Browse
from tests.cast import Cast, account

from .conftest import Trail

pytestmark = pytest.mark.django_db
EVERY = read_questionnaire(EVERYDAY)
ANSWERS = {
    "washing.person": "It takes long",
    "washing.worker": "It takes very long",
    "can-wash": "help",
    "what-helps.1.who": "Pat",
    "what-helps.2.who": "Temi",
    "tools": "rail",
    "tools.other": "A stool",
    "eligible": "eligible",
    "eligible.because": "It does.",
    "washing-part.agree": "agree",
}


@pytest.fixture
def josie(cast: Cast) -> Account:
    """The principal social worker."""
    with acting(cast.system.pk):
        return account("staff", "Josie", "Principal", ("principal-social-worker",))


@pytest.fixture
def everyday(josie: Account) -> Definition:
    """The sample, as the council’s own, asked since today."""
    with acting(josie.pk):
        return publish_questionnaire(
            text=EVERYDAY.replace("picture: wash", "picture: question"),
            key="everyday",
            starts=timezone.localdate(),
            why="It is ours.",
            based_on=None,
            by=josie,
        )


Answer = Callable[..., Entry]


@pytest.fixture
def answer(cast: Cast, everyday: Definition) -> Answer:
    """Finish one entry by it, with these answers."""

    def do(**more: str) -> Entry:
        texts = {**ANSWERS, **{name.replace("__", "."): said for name, said in more.items()}}
        with acting(cast.alice.pk):
            filled = Filled(questionnaire_of(everyday), texts, timezone.localdate())
            return finish_answers(
                id=new_id(),
                filled=filled,
                people=[cast.ade],
                title="Every day",
                happened=When(timezone.localdate(), "day"),
                gaps_why="It could not wait.",
                by=cast.alice,
            )

    return do


def counted(by: Account, form: str = "everyday 1-own") -> reporting.Counted:
    with acting(by.pk):
        return reporting.counted(form)


def test_an_entry_counts_once_for_each_question_however_many_places_it_has(
    answer: Answer, josie: Account
) -> None:
    answer()
    answer(washing__person="", washing__worker="")
    found = counted(josie)
    assert found.entries == 2
    assert {id: found.of(id) for id in ("washing", "can-wash", "who", "tools", "eligible")} == {
        "washing": 1,
        "can-wash": 2,
        "who": 2,
        "tools": 2,
        "eligible": 2,
    }
    assert found.of("washing-part") == 2
    assert found.of("can-dress") == 0
    assert found.number("can-dress") == (0, 2, 0)
    assert found.number("washing") == (1, 2, 1)
    assert found.number("tools").asked == 2
    assert found.telling == 2
    assert set(found.by_question) <= set(EVERY.by_id)


def test_only_what_an_entry_says_now_counts(
    answer: Answer, josie: Account, cast: Cast, everyday: Definition
) -> None:
    entry = answer()
    with acting(cast.alice.pk):
        said = [part for part in Part.objects.filter(entry=entry) if part.question != "tools"]
        amend_answers_without(entry, said, everyday, cast.alice)
    found = counted(josie)
    assert (found.entries, found.of("tools"), found.of("can-wash")) == (1, 0, 1)


def amend_answers_without(entry: Entry, stood: list[Part], asked: Definition, by: Account) -> None:
    texts = {name: said for name, said in ANSWERS.items() if not name.startswith("tools")}
    filled = Filled(questionnaire_of(asked), texts, timezone.localdate())
    amend_answers(
        entry=entry,
        base=1,
        stood=stood,
        filled=filled,
        people=[About.objects.get(entry=entry).person],
        gaps_why="It could not wait.",
        why="The rail is gone.",
        by=by,
    )


def test_what_was_left_under_a_question_no_longer_asked_answers_none(
    answer: Answer, josie: Account
) -> None:
    answer(**{"can-wash": "alone", "eligible": "not-eligible"})
    found = counted(josie)
    assert found.number("who") == (0, 0, 0)
    assert found.of("can-wash") == 1
    path = Path(record.__file__).parent / "gate" / "7_answers.sql"
    assert f"'{LEFT}'" in path.read_text()


def test_a_question_under_a_condition_is_counted_where_it_was_asked(
    answer: Answer, josie: Account
) -> None:
    answer()
    answer(**{"can-wash": "alone", "eligible": "not-eligible"})
    answer(**{"what-helps.1.who": "", "what-helps.2.who": ""})
    found = counted(josie)
    assert found.entries == found.telling == 3
    assert found.number("who") == (1, 2, 1)
    assert found.number("can-wash") == (3, 3, 3)


def test_what_was_asked_is_what_the_version_that_stands_asked(
    answer: Answer, josie: Account, cast: Cast, everyday: Definition
) -> None:
    entry = answer()
    texts = {**ANSWERS, "can-wash": "alone", "eligible": "not-eligible"}
    with acting(cast.alice.pk):
        amend_answers(
            entry=entry,
            base=1,
            stood=list(Part.objects.filter(entry=entry)),
            filled=Filled(questionnaire_of(everyday), texts, timezone.localdate()),
            people=[cast.ade],
            gaps_why="It could not wait.",
            why="He washes himself.",
            by=cast.alice,
        )
        asked = [one.answers["asked"] for one in Version.objects.order_by("number")]
    assert "who" in asked[0]
    assert "who" not in asked[1]
    assert counted(josie).number("who") == (0, 0, 0)


def test_an_entry_from_before_does_not_say_what_was_asked(
    cast: Cast, josie: Account, everyday: Definition, answer: Answer
) -> None:
    answer()
    with acting(cast.alice.pk):
        finish_entry(
            id=new_id(),
            kind="assessment",
            people=[cast.ade],
            happened=When(timezone.localdate(), "day"),
            parts=[Words("fact", "Pat", question="what-helps.1.who", asked="Who?")],
            form=everyday.form,
            by=cast.alice,
        )
    found = counted(josie)
    assert (found.entries, found.telling) == (2, 1)
    assert found.number("who") == (2, 1, 1)


def test_another_version_and_notes_are_counted_apart(answer: Answer, josie: Account) -> None:
    answer()
    for form in ("everyday 2-own", "everyday", "note 1", ""):
        assert counted(josie, form) == reporting.Counted(0, {})


def test_nobody_else_learns_a_number(answer: Answer, cast: Cast) -> None:
    answer()
    for other in (cast.alice, cast.mo, cast.protection, cast.pat, cast.sam, cast.ade_account):
        with pytest.raises(ProgrammingError, match="those who edit"), transaction.atomic():
            counted(other)


def test_the_page_names_them_and_is_noted(
    answer: Answer, josie: Account, browse: Browse, trailed: Trail
) -> None:
    for _ in range(reporting.ENOUGH - 1):
        answer()
    page = browse(josie).get("/questionnaires/unanswered/").content.decode()
    assert "Too early to say" in page
    assert "19 entries so far" in page
    answer()
    page = browse(josie).get("/questionnaires/unanswered/").content.decode()
    named = page[: page.index("Too early to say")]
    assert "Can you dress without help?" in named
    assert "Answered in no entry" in named
    assert "How do you manage washing?" not in named
    assert "answers counted" in trailed(by=josie)


def test_what_a_change_touches_is_counted_beside_it(
    answer: Answer, josie: Account, browse: Browse, everyday: Definition
) -> None:
    for _ in range(6):
        answer()
    with acting(josie.pk):
        new = everyday.text.replace("How do you manage washing?", "How is washing?")
    office = browse(josie)
    draft = str(new_id())
    told = {"draft": draft, "draft-pieces": '{"text": [0, ""]}', "text": new}
    office.post("/questionnaires/everyday/edit/?from=1-own", told)
    found = office.get(f"/questionnaires/everyday/edit/compare/?from=1-own&draft={draft}")
    page = found.content.decode()
    assert "It was answered in 6 entries." in page
    assert "Reworded. Answered in 6 entries" in page
    assert "Ade" not in page
