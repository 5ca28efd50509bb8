"""What is due and what came in at the front door, in the export of one person."""

import json
from typing import Any

import pytest
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, RoleHeld
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.insight.exports import gathering, pages
from alongside.insight.exports.schema import made as schema_made
from alongside.insight.exports.schema import wrong_with
from alongside.portal.tests.test_referring_by_form import sent
from alongside.record.actions.clocks_by_hand import begin_clock
from alongside.record.actions.front_door import say_of_referral
from alongside.record.actions.receiving import Source, receive_referral
from alongside.record.models import Referral
from tests.cast import Cast

WHO, REACH = "Mrs O’Neill, next door", "01632 960 444 🙂"
SAM = "Sam"


def gathered(cast: Cast) -> tuple[dict[str, Any], str]:
    """As a manager takes it out: the whole, and all that its pages say."""
    with acting(cast.mo.pk):
        told = gathering.gather(cast.ade, "They moved", cast.mo)
    assert list(wrong_with(told, schema_made())) == []
    return told, "".join(words for _, words in pages.written(told))


def came_in(cast: Cast, **more: Any) -> list[Referral]:
    with acting(cast.alice.pk):
        return receive_referral(
            id=new_id(),
            people=[cast.ade, cast.temi],
            received=When(timezone.localdate(), "day"),
            source=Source("public", WHO, REACH, **more),
            words="The lights are never on.",
            by=cast.alice,
        )


def test_what_is_due_is_in_it_with_all_that_was_said(cast: Cast) -> None:
    with acting(cast.alice.pk):
        clock = begin_clock(
            person=cast.ade,
            rule="subject-access",
            started_on=timezone.localdate(),
            why="He asked at Eastmere",
            by=cast.alice,
        )
        begin_clock(
            person=cast.temi,
            rule="subject-access",
            started_on=timezone.localdate(),
            why="Of Temi alone",
            by=cast.alice,
        )
    told, page = gathered(cast)
    [one] = told["clocks"]
    assert (one["id"], one["rule"]) == (str(clock.pk), "subject-access")
    assert one["begun_why"] == "He asked at Eastmere"
    assert one["started_by"].startswith("Alice")
    assert one["title"] in page
    assert "still open" in page
    assert "Of Temi alone" not in json.dumps(told)
    assert gathering.not_for_them(told)["in what is due"] == 1


def test_what_came_in_is_in_it_and_not_how_they_are_reached(cast: Cast) -> None:
    ade, temi = came_in(cast, is_quiet=False)
    if ade.person_id != cast.ade.pk:
        ade, temi = temi, ade
    with acting(cast.alice.pk):
        say_of_referral(referral=ade, what="looked at", words="Rang the GP.", by=cast.alice)
        say_of_referral(referral=temi, what="looked at", words="Of Temi alone.", by=cast.alice)
    told, page = gathered(cast)
    [one] = told["came_in"]
    assert one["id"] == str(ade.pk)
    assert [line["what"] for line in one["lines"]] == ["from", "looked at"]
    assert (one["lines"][0]["who"], one["lines"][0]["code"]) == (WHO, "public")
    whole = json.dumps(told, ensure_ascii=False) + page
    assert "Rang the GP." in page
    assert WHO in page
    assert REACH not in whole
    assert "Of Temi alone." not in whole


def test_who_is_not_to_be_known_is_not_in_it(cast: Cast) -> None:
    came_in(cast, is_quiet=True)
    told, page = gathered(cast)
    [one] = told["came_in"]
    assert [set(line) for line in one["lines"]] == [{"id", "what", "withheld"}]
    whole = json.dumps(told, ensure_ascii=False) + page
    for hidden in (WHO, "O’Neill", REACH):
        assert hidden not in whole
    assert "Who got in touch: They are not to be known." in page
    assert {
        "what": "times that somebody got in touch",
        "count": 1,
        "why": "They are not to be known.",
    } in told["left_out"]


@pytest.mark.parametrize("may_name", ["not-yet", "yes"])
def test_nor_where_they_wrote_it_themselves(cast: Cast, may_name: str) -> None:
    made = sent(cast, **{"may-name": may_name})
    told, _ = gathered(cast)
    [entry] = [one for one in told["entries"] if one["id"] == str(made)]
    named = json.dumps([entry, told["tasks"], told["came_in"], told["who_may_see"]["listed"]])
    assert (SAM in named) == (may_name == "yes"), named
    assert any(str(one["account"]).startswith(SAM) for one in told["who_may_see"]["grants"])


def test_the_trail_in_it_does_not_name_them_either(cast: Cast) -> None:
    with acting(cast.system.pk):
        RoleHeld.objects.create(
            account=cast.mo,
            role_id="data-protection-officer",
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    sent(cast, **{"may-name": "not-yet"})
    told, page = gathered(cast)
    done = {(one["by"], one["what"]) for one in told["opened"]}
    assert ("Somebody who is not to be known", "entry finished") in done
    assert not [by for by, _ in done if by.startswith(SAM)]
    assert "Somebody who is not to be known, entry finished" in page
