"""A step of a plan on the list: put off, taken up, a colleague asked; the plan stays as agreed."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.models import Bar, Basis, Grant
from alongside.plans.actions import say_of_step
from alongside.plans.models import Sheet
from alongside.plans.tests.agreeing import agree, worded
from alongside.plans.wording import Owner, Step
from alongside.record.models import DueWords, Task
from tests.attacks import attacker
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail
from .test_tasks_page import list_of, on

pytestmark = pytest.mark.django_db
RING = "Ring the housing office"


def agreed(cast: Cast, **more: Any) -> Sheet:
    steps = (Step("s1", RING, Owner.WORKER, "Alice", on(2)), Step("s2", "Walk to the gate"))
    return agree(cast.ade, cast.alice, wording=worded(steps=steps), **more)


def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "lxml")


def later(days: int = 9, words: str = "They are closed until then.") -> dict[str, str]:
    return {"until": on(days).isoformat(), "words": words}


def address(sheet: Sheet, what: str, key: str = "s1") -> str:
    return f"/due/{sheet.plan}/{key}/{what}/"


def test_a_step_is_put_off_and_taken_up(cast: Cast, browse: Browse, trailed: Trail) -> None:
    sheet, alice = agreed(cast), browse(cast.alice)
    line = list_of(browse, cast.alice)["Within a week"][0]
    assert f"{RING}, for Ade Bankole" in line
    assert "Put it off" in line
    assert "Say whether it is done" in line
    assert "The plan stays as it was agreed" in alice.get(address(sheet, "later")).content.decode()
    assert alice.post(address(sheet, "later"), later()).status_code == 302
    found = list_of(browse, cast.alice)
    assert "Within a week" not in found
    assert "They are closed until then." in found["Put off"][0]
    assert "put off" in trailed(cast.ade, cast.alice)
    for _ in range(2):  # twice does no harm
        assert alice.post(address(sheet, "now")).status_code == 302
    assert len(list_of(browse, cast.alice)["Within a week"]) == 1
    assert f"{on(2):%d}".lstrip("0") in alice.get(f"/plans/{sheet.plan}/").content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"until": "", "words": "x"}, "day"),
        (later(0), "Choose a day to come."),
        (later(61), "Choose a day within the next 60 days."),
        (later(words=""), "govuk-error-message"),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(
    cast: Cast, browse: Browse, given: dict[str, str], said: str
) -> None:
    sheet = agreed(cast)
    page = browse(cast.alice).post(address(sheet, "later"), given).content.decode()
    assert soup(page).select_one(".govuk-error-summary")
    assert said in page
    if given["words"]:
        assert given["words"] in page
    with acting(cast.alice.pk):
        assert not DueWords.objects.exists()


def test_agreed_anew_it_stands_in_the_list_again(cast: Cast, browse: Browse) -> None:
    sheet = agreed(cast)
    browse(cast.alice).post(address(sheet, "later"), later())
    agreed(cast, id=new_id(), plan=sheet.plan, seen=1)
    assert "Put off" not in list_of(browse, cast.alice)
    assert RING in list_of(browse, cast.alice)["Within a week"][0]


def test_what_is_done_or_gone_is_not_put_off(cast: Cast, browse: Browse) -> None:
    sheet, alice = agreed(cast), browse(cast.alice)
    assert alice.get(address(sheet, "later", "s9")).status_code == 404
    with acting(cast.alice.pk):
        say_of_step(plan=sheet.plan, step="s1", is_done=True, on=on(0), by=cast.alice)
    assert "This is over already." in alice.post(address(sheet, "later"), later()).content.decode()
    asks = {"to": "bob", "words": "Can you?"}
    assert (
        "nothing to ask"
        in alice.post(address(sheet, "ask"), {**asks, "to": "Bob"}).content.decode()
    )


def test_a_colleague_is_asked_about_a_step(cast: Cast, browse: Browse, trailed: Trail) -> None:
    sheet, alice = agreed(cast), browse(cast.alice)
    with acting(cast.system.pk):
        Grant.objects.create(
            person=cast.ade, account=cast.bob, rung=2, basis=Basis.ALLOCATED,
            starts=timezone.now() - timedelta(minutes=1), until=timezone.now() + timedelta(days=9),
            given_by=cast.system,
        )  # fmt: skip
    asks = {"to": "Bob", "words": "I am away on Monday."}
    assert "nothing" not in alice.get(address(sheet, "ask")).content.decode().split("<form")[0]
    assert alice.post(address(sheet, "ask"), asks).status_code == 302
    assert "asked them this already" in alice.post(address(sheet, "ask"), asks).content.decode()
    line = " ".join(text for lines in list_of(browse, cast.bob).values() for text in lines)
    assert f"{RING}: I am away on Monday." in line
    assert "Hand it back" in line
    with acting(cast.bob.pk):
        task = Task.objects.get(what="asked")
    assert f"/plans/versions/{sheet.pk}/" in browse(cast.bob).get("/waiting/").content.decode()
    assert browse(cast.bob).get(f"/plans/versions/{sheet.pk}/").status_code == 302
    assert "colleague asked" in trailed(cast.ade, cast.alice)
    assert RING in str(list_of(browse, cast.alice))
    back = browse(cast.bob).post(f"/waiting/{task.pk}/hand-back/", {"words": "I am away too."})
    assert back.status_code == 302
    assert "I am away too." in str(list_of(browse, cast.alice))


def test_nobody_is_asked_who_may_not_open_the_record(cast: Cast, browse: Browse) -> None:
    sheet = agreed(cast)
    said = browse(cast.alice).post(address(sheet, "ask"), {"to": "Charlie", "words": "Can you?"})
    assert "may not open this record" in said.content.decode()
    long = {"to": "Bob", "words": "x" * 301}
    with acting(cast.alice.pk):
        assert not Task.objects.filter(what="asked").exists()
    page = browse(cast.alice).post(address(sheet, "ask"), long).content.decode()
    assert soup(page).select_one(".govuk-error-summary")
    assert long["words"] in page


def test_it_is_for_who_reads_the_plan(cast: Cast, browse: Browse) -> None:
    sheet = agreed(cast)
    for what in ("later", "ask"):
        assert browse(cast.charlie).get(address(sheet, what)).status_code == 404
        assert browse(cast.ade_account).get(address(sheet, what)).status_code == 404
    assert browse(cast.charlie).post(address(sheet, "now")).status_code == 404
    with acting(cast.system.pk):
        Bar.objects.create(
            person=cast.ade, account=cast.alice, ground="conflict declared", starts=timezone.now(),
            until=timezone.now() + timedelta(days=9), given_by=cast.system,
        )  # fmt: skip
    assert browse(cast.alice).post(address(sheet, "later"), later()).status_code == 404


def test_who_only_reads_asks_nobody_and_reading_is_on_the_trail(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    sheet = agreed(cast)
    with acting(cast.system.pk):
        Grant.objects.create(
            person=cast.ade, account=cast.protection, rung=2, basis=Basis.ALLOCATED,
            starts=timezone.now() - timedelta(minutes=1), until=timezone.now() + timedelta(days=9),
            given_by=cast.system,
        )  # fmt: skip
    assert browse(cast.protection).get(f"/plans/{sheet.plan}/").status_code == 200
    for what in ("later", "ask"):
        assert browse(cast.protection).get(address(sheet, what)).status_code == 403
    assert "plan opened" not in trailed(cast.ade, cast.alice)
    assert browse(cast.alice).get(address(sheet, "later")).status_code == 200
    assert "plan opened" in trailed(cast.ade, cast.alice)


def test_in_sql_it_is_said_of_what_one_reads_alone(cast: Cast) -> None:
    sheet = agreed(cast)
    row = {"what": "later", "words": "x", "until": on(3), "at": timezone.now(), "step": "s1"}

    def says(who: Any, **more: Any) -> bool:
        given = {"id": new_id(), "by_id": who.pk, "entry_id": sheet.pk, **row, **more}
        return attacker.inserts(who, "record_duewords", **given)

    for who in (cast.charlie, cast.sam, cast.ade_account):
        assert not says(who), who.email
    assert not says(cast.alice, by_id=cast.bob.pk)
    assert not says(cast.alice, step="")
    assert not says(cast.alice, entry_id=None)
    assert says(cast.alice)
    assert attacker.reads(cast.mo, "select words from record_duewords") == []


def test_however_many_steps_it_is_one_question(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)

    def asked() -> int:
        with CaptureQueriesContext(connection) as sent:
            assert alice.get("/waiting/").status_code == 200
        return len(sent)

    agreed(cast)
    few = [asked(), asked()][1]
    for _ in range(3):
        sheet = agreed(cast)
        alice.post(address(sheet, "later"), later())
    assert asked() == few
