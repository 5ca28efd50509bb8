"""A person reads their own plan, says what they think of it, and how their steps went."""

from uuid import UUID

import pytest
from django.test import Client

from alongside.foundation.actor import acting
from alongside.plans.actions import end_plan
from alongside.plans.tests.agreeing import WANTED, agree
from alongside.plans.tests.conftest import fields, sent
from alongside.record.models import Task
from tests.cast import Cast

from .conftest import Trail

pytestmark = pytest.mark.django_db


def text(ade: Client, address: str, status: int = 200) -> str:
    answer = ade.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_plan_is_read_and_answered(cast: Cast, ade: Client, trailed: Trail) -> None:
    assert "No plan has been agreed with you yet" in text(ade, "/my/plans/")
    made = agree(cast.ade, cast.alice)
    assert "Next, you do this: Buy the rice" in text(ade, "/my/plans/")
    mine = f"/my/plans/{made.plan}/"
    for easy in ("", "?easy=1"):
        page = text(ade, mine + easy)
        assert "My plan" in page
        assert WANTED in page
        assert "steps/s1/" in page
        assert "steps/s2/" not in page  # Alice's
    saved = ade.post(f"{mine}print/", {"format": "large"})
    assert saved["Content-Type"] == "application/pdf"
    said = sent(ade, f"{mine}say/", agrees="no", words="Not on Sundays.")
    assert said.url == mine
    assert "Not on Sundays." in text(ade, mine)
    done = sent(ade, f"{mine}steps/s1/", is_done="yes", words="Done it.")
    assert done.url == mine
    assert "Done." in text(ade, mine)
    assert text(ade, f"{mine}steps/s2/", 404)
    assert {"own plan opened", "plan answered", "step done"} <= set(trailed())


def test_the_answer_is_to_the_version_that_was_read(cast: Cast, ade: Client) -> None:
    made = agree(cast.ade, cast.alice)
    mine = f"/my/plans/{made.plan}/say/"
    html = text(ade, mine)
    agree(cast.ade, cast.alice, plan=made.plan, seen=1)
    told = {**fields(html), "agrees": "no", "words": "Not on Sundays."}
    refused = ade.post(mine, told).content.decode()
    assert "agreed anew" in refused
    assert "Not on Sundays." in refused
    assert ade.post(mine, {**told, **fields(refused)}).status_code == 302
    assert "Not on Sundays." in text(ade, f"/my/plans/{made.plan}/")


def test_what_is_said_to_it_waits_once_for_whoever_works_with_them(cast: Cast, ade: Client) -> None:
    made = agree(cast.ade, cast.alice)
    sent(ade, f"/my/plans/{made.plan}/say/", agrees="yes", words="")
    sent(ade, f"/my/plans/{made.plan}/steps/s1/", is_done="yes", words="")
    assert waiting(cast, made.pk) == []  # a yes and a tick stand on the plan itself
    sent(ade, f"/my/plans/{made.plan}/say/", agrees="no", words="Not on Sundays.")
    assert waiting(cast, made.pk) == ["words"]
    sent(ade, f"/my/plans/{made.plan}/steps/s1/", is_done="no", words="It’s raining.")
    assert waiting(cast, made.pk) == ["words"]


def waiting(cast: Cast, entry: UUID) -> list[str]:
    """What waits for Alice because of this plan."""
    with acting(cast.alice.pk):
        found = Task.objects.filter(from_id=entry, account=cast.alice, done_at=None)
        return list(found.values_list("what", flat=True))


def test_another_ones_plan_is_not_there(cast: Cast, ade: Client) -> None:
    theirs = agree(cast.temi, cast.alice)
    for end in ("", "say/", "print/", "steps/s1/"):
        assert text(ade, f"/my/plans/{theirs.plan}/{end}", 404)
    assert WANTED not in text(ade, "/my/plans/")


def test_what_is_over_takes_no_more_words_but_keeps_those_sent(cast: Cast, ade: Client) -> None:
    made = agree(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        end_plan(plan=made.plan, is_misplaced=False, words="He moved.", by=cast.alice)
    mine = f"/my/plans/{made.plan}/"
    assert "This plan is over" in text(ade, mine)
    assert text(ade, f"{mine}say/", 404)
