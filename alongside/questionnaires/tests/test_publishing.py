"""Publishing the council’s own wording from a day on: who may, what becomes of the one before."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.questionnaires import library
from alongside.questionnaires.access import as_asked, in_force
from alongside.questionnaires.actions import publish_questionnaire, withdraw_questionnaire
from alongside.questionnaires.models import Definition
from alongside.questionnaires.reading import read_questionnaire
from alongside.questionnaires.standing import standing_of
from tests import browsing, cluster
from tests.cast import Cast, account, assemble

from .conftest import Trail
from .samples import EVERYDAY

pytestmark = pytest.mark.django_db
Publish = Callable[..., Definition]


def today(more: int = 0) -> date:
    return timezone.localdate() + timedelta(days=more)


@pytest.fixture
def publish(josie: Account) -> Publish:
    """Publish a version of “feedback”, as Josie, from so many days ahead."""

    def do(ahead: int = 0, title: str = "Did it help?", **more: object) -> Definition:
        with acting(josie.pk):
            text = shipped().text.replace("Did it make a difference?", title)
            told = {"text": text, "key": "feedback", "why": "It is shorter.", "based_on": shipped()}
            return publish_questionnaire(
                **{**told, "starts": today(ahead), "by": josie, **more}  # type: ignore[arg-type]
            )

    return do


def shipped() -> Definition:
    return Definition.objects.get(key="feedback", is_shipped=True)


def asked_on(day: date) -> str:
    found = in_force("feedback", day)
    return found.version if found else ""


def test_it_is_asked_from_its_day_and_the_one_before_until_then(
    publish: Publish, josie: Account, trailed: Trail
) -> None:
    made = publish(3)
    assert (made.version, made.by_id, made.based_on) == ("1-own", josie.pk, shipped())
    with acting(josie.pk):
        assert asked_on(today(2)) == "1"
        assert asked_on(today(3)) == "1-own"
    assert trailed(josie, made.pk) == ["questionnaire published"]


def test_the_former_own_version_ends_on_that_day_and_is_read_for_ever(
    publish: Publish, josie: Account
) -> None:
    first, second = publish(title="One"), publish(5, title="Two")
    with acting(josie.pk):
        first.refresh_from_db()
        assert (second.version, first.ends, first.ended_by) == ("2-own", today(5), josie)
        assert [asked_on(today(day)) for day in (0, 4, 5)] == ["1-own", "1-own", "2-own"]
        found = as_asked("feedback 1-own")
        assert found is not None
        assert found.title == "One"


def test_one_before_a_planned_one_is_asked_until_then(publish: Publish, josie: Account) -> None:
    publish(9)
    early = publish(4)
    with acting(josie.pk):
        assert early.ends == today(9)
        days = [asked_on(today(day)) for day in (3, 4, 8, 9)]
    assert days == ["1", "2-own", "2-own", "1-own"]


def test_on_the_same_day_the_later_takes_the_place(publish: Publish, josie: Account) -> None:
    publish(4)
    publish(4)
    with acting(josie.pk):
        assert [asked_on(today(day)) for day in (3, 4)] == ["1", "2-own"]


def test_a_text_that_says_when_it_ends_is_asked_on_its_last_day(
    publish: Publish, josie: Account
) -> None:
    text = shipped().text.replace("valid_from:", f"valid_to: {today(6)}\nvalid_from:")
    text = text.replace("2026-11-22", today().isoformat())
    publish(1, text=text)
    with acting(josie.pk):
        assert [asked_on(today(day)) for day in (6, 7)] == ["1-own", "1"]
    with pytest.raises(ValidationError, match="before it begins"):
        publish(8, text=text)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"starts": date(2020, 1, 1)}, "today or a later day"),
        ({"starts": date(2099, 1, 1)}, "within the next two years"),
        ({"why": "  \n "}, "why it is changed"),
        ({"why": "x" * 401}, "400 characters"),
        ({"key": "about-me"}, "must stay “about-me”"),
        ({"based_on": None}, "already"),
        ({"text": "id: ["}, "It is no YAML"),
        ({"text": "[" * 5_000}, "too deep|no YAML"),
        ({"title": "x" * 201}, "title is longer"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    publish: Publish, more: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        publish(**more)
    assert Definition.objects.filter(key="feedback").count() == 1


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("kind: own words", "kind: poem", "“kind” is “poem”"),
        ("kind: own words", "kind: self-assessment", "the same words everywhere"),
        ("picture: question", "picture: unicorn", "Line .*no picture called “unicorn”"),
        ("within: 3}", "within: 3}\n      - {do: ask, questionnaire: no-such}", "“no-such” is no"),
        ("within: 3}", "within: 3, awaits: poem}", "Line .*“awaits” names “poem”"),
    ],
)
def test_what_points_nowhere_is_refused(
    publish: Publish, old: str, new: str, sentence: str
) -> None:
    text = shipped().text
    assert old in text
    with pytest.raises(ValidationError, match=sentence):
        publish(text=text.replace(old, new, 1))


@pytest.mark.parametrize("id", ["new", "unanswered", "note"])
def test_the_address_of_a_page_is_no_id(josie: Account, id: str) -> None:
    text = EVERYDAY.replace("id: everyday", f"id: {id}")
    with acting(josie.pk), pytest.raises(ValidationError, match="cannot be the id"):
        publish_questionnaire(
            text=text, key=id, starts=today(), why="Why not.", based_on=None, by=josie
        )


def test_a_new_one_begins_and_goes(josie: Account) -> None:
    with acting(josie.pk):
        text = EVERYDAY.replace("picture: wash", "picture: question")
        made = publish_questionnaire(
            text=text, key="everyday", starts=today(), why="It is ours.", based_on=None, by=josie
        )
        assert made.form == "everyday 1-own"
        assert in_force("everyday", today()) is not None
        withdraw_questionnaire(definition=made, ends=today(2), by=josie)
        assert in_force("everyday", today(1)) is not None
        assert in_force("everyday", today(2)) is None


def test_what_was_published_meanwhile_is_not_overwritten_unseen(publish: Publish) -> None:
    first = publish()
    with pytest.raises(ValidationError, match="1-own was published while you were writing"):
        publish(instead_of=shipped())
    assert publish(instead_of=first).version == "2-own"


def test_withdrawing_gives_the_shipped_one_back(
    publish: Publish, josie: Account, trailed: Trail
) -> None:
    made = publish()
    with acting(josie.pk):
        withdraw_questionnaire(definition=made, ends=today(2), by=josie)
        assert [asked_on(today(day)) for day in (1, 2)] == ["1-own", "1"]
        with pytest.raises(ValidationError, match="It ends on"):
            withdraw_questionnaire(definition=made, ends=today(3), by=josie)
        with pytest.raises(ValidationError, match="today or a later day"):
            withdraw_questionnaire(definition=made, ends=today(-1), by=josie)
        withdraw_questionnaire(definition=made, ends=today(), by=josie)
        assert asked_on(today()) == "1"
        with pytest.raises(ValidationError, match="not asked any more"):
            withdraw_questionnaire(definition=made, ends=today(), by=josie)
        with pytest.raises(ValidationError, match="of the library"):
            withdraw_questionnaire(definition=shipped(), ends=today(), by=josie)
    assert trailed(josie, made.pk).count("questionnaire withdrawn") == 2


def test_a_plan_taken_back_lets_the_one_before_go_on(publish: Publish, josie: Account) -> None:
    publish()
    planned = publish(5)
    with acting(josie.pk):
        withdraw_questionnaire(definition=planned, ends=today(), by=josie)
        assert [asked_on(today(day)) for day in (0, 5, 50)] == ["1-own"] * 3
        assert standing_of("feedback").next is None


@pytest.mark.django_db(transaction=True)
def test_a_newer_library_is_told_and_never_overwrites(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        cast = assemble()
        with acting(cast.system.pk):
            josie = account("staff", "Josie", "Principal", ("principal-social-worker",))
        old = shipped()
    told: dict[str, Any] = {"key": "feedback", "starts": today(), "why": "Shorter.", "by": josie}
    with acting(josie.pk):
        publish_questionnaire(text=old.text, based_on=old, **told)
    newer = old.text.replace("version: 1\n", "version: 2\n")
    newer = newer.replace("make a difference to your life?", "help you?")
    monkeypatch.setattr(library, "shipped", lambda: [(read_questionnaire(newer), newer)])
    with cluster.as_owner():
        assert library.keep_shipped("default") == 1
    with transaction.atomic(), acting(josie.pk):
        assert asked_on(today()) == "1-own"
        behind, found = standing_of("feedback").upgrade or (None, None)
        assert behind == old
        assert found is not None
        assert found.version == "2"
        page = browsing.signed_in(josie).get("/questionnaires/feedback/")
        assert "The library has a newer version" in page.content.decode()
        assert "help you?" in page.content.decode()
        publish_questionnaire(text=newer, based_on=found, **told)
        assert standing_of("feedback").upgrade is None


def test_without_the_permission_nothing_is_published(
    publish: Publish, josie: Account, cast: Cast
) -> None:
    made = publish()
    for other in (cast.alice, cast.mo, cast.pat, cast.sam, cast.ade_account):
        with acting(other.pk):
            with pytest.raises(PermissionDenied):
                publish(by=other)
            with pytest.raises(PermissionDenied):
                withdraw_questionnaire(definition=made, ends=today(), by=other)


def test_the_database_refuses_it_too(publish: Publish, josie: Account, cast: Cast) -> None:
    made = publish()
    with acting(cast.mo.pk):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Definition.objects.create(
                key="feedback", version="7-own", title="x", text="x", digest="x", starts=today(),
                by=cast.mo,
            )  # fmt: skip
        assert Definition.objects.filter(pk=made.pk).update(ends=today()) == 0
    with acting(josie.pk):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Definition.objects.create(
                key="feedback", version="7", title="x", text="x", digest="x", starts=today(),
                by=josie, is_shipped=True,
            )  # fmt: skip
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Definition.objects.filter(pk=made.pk).update(text="something else")
        assert Definition.objects.filter(is_shipped=True).update(ends=today()) == 0
