"""Who is offered for a meeting: nobody whom a court keeps away, and everybody who acts for one."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people.actions import grants
from alongside.people.actions.around import add_relationship
from alongside.people.models import Grant, Relationship
from alongside.plans.meetings.actions import Asked, ask_to_come
from alongside.plans.meetings.around import Around, who_is_around
from alongside.plans.models import MeetingLine
from alongside.record.actions import statuses
from alongside.record.actions.statuses import Saying
from alongside.record.tests.test_questions import opened
from tests.browsing import Browse
from tests.cast import Cast

from .meeting import arrange

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def near(cast: Cast, called: str, kind: str = "sibling") -> Relationship:
    with acting(cast.alice.pk):
        return add_relationship(person=cast.ade, called=called, kind=kind, by=cast.alice)


def kept_away(cast: Cast, named: Relationship, until: int | None = None) -> None:
    """An order that there is no contact, over in so many days."""
    over = When(TODAY + timedelta(days=until), "day") if until is not None else None
    since = When(TODAY - timedelta(days=20), "day")
    told = Saying("order", since, "non-molestation", over, named, "Stay away.")
    with acting(cast.alice.pk):
        statuses.say_status(person=cast.ade, saying=told, by=cast.alice)


def offered(cast: Cast) -> Around:
    with acting(cast.alice.pk):
        return who_is_around(cast.ade, cast.alice)


def test_nobody_is_offered_whom_a_court_keeps_away(cast: Cast, browse: Browse) -> None:
    kept_away(cast, near(cast, "Dan O'Hara"))
    near(cast, "dan o'hara", "neighbour")  # written down a second time
    near(cast, "Ruth", "friend")
    found = offered(cast)
    assert [name for name, _ in found.near] == ["Ruth", "Pat, his sister"]
    assert found.is_left_out
    made = arrange(cast.ade, cast.alice)
    alice = browse(cast.alice)
    arranging = f"/people/{cast.ade.pk}/meetings/arrange/network-meeting/"
    for address in (arranging, f"/meetings/{made.pk}/ask/"):
        text = alice.get(address).content.decode()
        assert "Whom a court keeps away" in text
        assert "whom a court keeps away, is not offered" in text
        assert 'value="Dan' not in text
        assert "Ruth, friend" in text


def test_whom_an_order_kept_away_until_it_was_over_is_offered(cast: Cast) -> None:
    kept_away(cast, near(cast, "Dan O'Hara"), until=-1)
    assert "Dan O'Hara" in dict(offered(cast).near)
    assert not offered(cast).is_left_out


def test_one_who_acts_for_them_is_left_out_where_a_court_names_them(cast: Cast) -> None:
    kept_away(cast, near(cast, "Pat Bankole"))
    found = offered(cast)
    assert found.near == ()
    assert found.is_left_out


def test_one_who_acts_for_them_is_left_out_where_contact_is_not_safe(cast: Cast) -> None:
    pat = near(cast, "Pat Bankole")
    with acting(cast.alice.pk):
        add_relationship(person=cast.ade, who=pat, kind="contact-unsafe", by=cast.alice)
    found = offered(cast)
    assert found.near == ()
    assert found.is_left_out


APART = "He comes for the second half, when Ade has left 🙂."


@pytest.mark.parametrize("typed", ["Dan O'Hara", "dan o’hara, his brother", "Dan"])
def test_whom_a_court_keeps_away_is_asked_by_name_only_with_a_reason(
    cast: Cast, typed: str
) -> None:
    kept_away(cast, near(cast, "Dan O'Hara"))
    made = arrange(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="who has to keep away") as refused:
            ask_to_come(meeting=made.pk, how="by letter", who=typed, by=cast.alice)
        assert set(refused.value.message_dict) == {"why_come"}
        told: dict[str, Any] = {"meeting": made.pk, "how": "by letter", "why_come": APART}
        ask_to_come(**told, who=typed, by=cast.alice)
        line = MeetingLine.objects.get(meeting=made, who=typed)
        assert line.words == APART
        ask_to_come(meeting=made.pk, how="by letter", who=typed, by=cast.alice)  # pressed twice
        with pytest.raises(ValidationError, match="No order of a court names anybody"):
            ask_to_come(**told, who="Ruth", by=cast.alice)
        ask_to_come(meeting=made.pk, how="by letter", who="Ruth", by=cast.alice)
        assert MeetingLine.objects.get(meeting=made, who="Ruth").words == ""


def test_arranging_asks_for_the_reason_and_keeps_what_was_typed(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    arranging = f"/people/{cast.ade.pk}/meetings/arrange/network-meeting/"
    assert "why_come" not in alice.get(arranging).content.decode()
    kept_away(cast, near(cast, "Dan O'Hara"))
    page = opened(alice, arranging)
    names = [one for one in page if one.startswith("asked-") and one.endswith("-who")]
    how = names[-1].replace("-who", "-how")
    typed = {
        **page,
        "own_how": "by phone",
        "why": "To find out who does what.",
        "starts": "27 March 2099, 2pm",
        "place": "The depot",
        names[-1]: "Dan O'Hara",
        how: "by letter",
    }
    refused = alice.post(arranging, typed).content.decode()
    assert "who has to keep away" in refused
    assert "The depot" in refused
    done = alice.post(arranging, typed | {"why_come": APART})
    assert done.status_code == 302, done.content.decode()
    assert APART in alice.get(done["Location"]).content.decode()
    ade = browse(cast.ade_account)
    own = ade.get(f"/my/meetings/{done['Location'].strip('/').split('/')[-1]}/")
    assert own.status_code == 200
    assert APART not in own.content.decode()


def test_an_order_that_is_over_or_of_somebody_else_asks_nothing(cast: Cast) -> None:
    kept_away(cast, near(cast, "Dan O'Hara"), until=-1)
    made = arrange(cast.ade, cast.alice, asked=[Asked("Dan O'Hara", "by letter")], why_not="Ill.")
    with acting(cast.alice.pk):
        assert MeetingLine.objects.get(meeting=made, who="Dan O'Hara").words == ""


@pytest.mark.parametrize(
    ("called", "kind", "acts", "both"),
    [
        ("Pat Bankole", "sibling", "Pat, his sister", False),
        ("Pat Jones", "friend", "Pat, his sister", True),
        ("Pat Jones", "friend", "Pat Bankole, his sister", True),
        ("Pat Jones", "friend", "Pat Jones, a friend of his", False),
        ("Mr Jones", "sibling", "Mr Smith, his brother", True),
    ],
)
def test_only_who_is_the_same_is_offered_once(
    cast: Cast, called: str, kind: str, acts: str, both: bool
) -> None:
    near(cast, called, kind)
    with acting(cast.mo.pk):
        grants.end_grant(
            grant=Grant.objects.get(person=cast.ade, account=cast.pat), why="x", by=cast.mo
        )
        grants.let_act_for(person=cast.ade, account=cast.pat, called=acts, by=cast.mo)
    assert len(offered(cast).near) == (2 if both else 1)
