"""What is done to a meeting: asked to it, said before it, minutes as an entry, and its end."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people.actions import lives
from alongside.plans.meetings import actions
from alongside.plans.meetings.access import meeting_to_view
from alongside.plans.meetings.kinds import kinds
from alongside.plans.meetings.minutes import Came
from alongside.plans.models import Meeting
from alongside.record.models import About, Entry, Part, Version
from tests.cast import Cast

from .conftest import Trail
from .meeting import SAID, arrange, held, minutes, soon, written

pytestmark = pytest.mark.django_db
OWN = "The stairs. Nobody asks about the stairs 🪜, it's always the bus."


def test_every_kind_says_who_is_asked_and_what_is_talked_about() -> None:
    assert len(kinds()) == 7
    for one in kinds().values():
        assert one.invited
        assert one.agenda
        assert one.dated.source


def test_the_person_is_asked_first_and_reads_it(cast: Cast, trailed: Trail) -> None:
    made = arrange(cast.ade, cast.alice)
    with acting(cast.ade_account.pk):
        met = meeting_to_view(cast.ade_account, made.pk)
        assert met.invited[0].is_own
        assert [one.who for one in met.invited] == ["Ade", "Kwame"]
    assert "meeting arranged" in trailed(cast.ade)


def test_a_person_who_is_not_asked_learns_nothing(cast: Cast) -> None:
    not_told = {"asked": [], "why_not": "His brother opens his letters."}
    made = arrange(cast.ade, cast.alice, kind="strategy-discussion", **not_told)
    with acting(cast.ade_account.pk), pytest.raises(Http404):
        meeting_to_view(cast.ade_account, made.pk)
    with acting(cast.bob.pk):
        found = meeting_to_view(cast.bob, made.pk)
        assert found.why_not_asked
        assert found.why_not_asked.words == "His brother opens his letters."
    with pytest.raises(ValidationError, match="is not asked"):
        arrange(cast.ade, cast.alice, asked=[], why_not="")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"starts": When(soon(-1), "time")}, "That is past"),
        ({"starts": When(timezone.localdate() + timedelta(days=3), "day")}, "at what time"),
        ({"kind": "party"}, "no such kind"),
        ({"why": ""}, "what the meeting is for"),
        ({"link": "http://meet.example/x"}, "https://"),
    ],
)
def test_what_cannot_be_arranged_says_so(cast: Cast, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        arrange(cast.ade, cast.alice, **wrong)


def test_a_link_is_on_a_host_of_the_council(cast: Cast, settings: Any) -> None:
    settings.VIDEO_HOSTS = ["meet.example"]
    assert arrange(cast.ade, cast.alice, link="https://northmere.meet.example/a").link
    for elsewhere in ("https://elsewhere.example/a", "https://meet.example.bad.example/"):
        with pytest.raises(ValidationError, match=r"meet\.example"):
            arrange(cast.ade, cast.alice, link=elsewhere)


def test_nobody_is_asked_to_a_meeting_about_somebody_who_died(cast: Cast) -> None:
    made = held(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        today = timezone.localdate()
        lives.record_death(person=cast.ade, died_on=today, by=cast.alice)
        cast.ade.refresh_from_db()
    with pytest.raises(ValidationError, match="not alive"):
        arrange(cast.ade, cast.alice)
    with acting(cast.alice.pk):  # what was held is still written down
        assert actions.write_minutes(meeting=made.pk, minutes=minutes(), by=cast.alice)


def test_minutes_are_an_entry_with_the_persons_words_first(cast: Cast, trailed: Trail) -> None:
    made = held(cast.ade, cast.alice, days=0)
    own, others = cast.ade_account, cast.alice
    with acting(own.pk):
        actions.say_before(meeting=made.pk, what="view", words=OWN, by=own)
    with acting(others.pk):
        actions.say_before(
            meeting=made.pk, what="view", words="The rail is on order.", who="Harriet", by=others
        )
        entry = actions.write_minutes(meeting=made.pk, minutes=minutes(), by=others)
        assert entry.pk == made.pk
        assert entry.kind == "meeting"
        parts = list(Part.objects.filter(version__entry=entry).order_by("position"))
        assert (parts[0].sort, parts[0].text) == ("own words", OWN)
        said = "\n".join(one.text for one in parts)
        assert SAID in said
        assert "Kwame did not come: He was driving." in said
        assert "Bring a rail (Harriet, by " in said
        assert Version.objects.get(entry=entry).form == "meeting/network-meeting 1"
        met = meeting_to_view(others, made.pk)
        assert [one.words for one in met.decisions] == ["Count the stairs", "Bring a rail"]
    assert {"entry finished", "minutes written"} <= set(trailed(cast.ade))


def test_words_that_a_worker_wrote_down_stay_as_they_were_and_are_marked(cast: Cast) -> None:
    made = held(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        actions.say_before(meeting=made.pk, what="view", words=OWN, is_own=True, by=cast.alice)
        entry = actions.write_minutes(meeting=made.pk, minutes=minutes(), by=cast.alice)
        first, second = Part.objects.filter(version__entry=entry).order_by("position")
        assert first.text == OWN
        assert "Who wrote down what" in second.text
        assert "Alice" in second.text


def test_minutes_of_what_they_were_not_told_are_held_from_them(cast: Cast) -> None:
    made = held(cast.ade, cast.alice, asked=[], why_not="It would put him in danger.")
    with acting(cast.alice.pk):
        actions.write_minutes(meeting=made.pk, minutes=minutes(), by=cast.alice)
    with acting(cast.ade_account.pk):
        assert not Entry.objects.visible_to(cast.ade_account).filter(pk=made.pk).exists()


def test_whoever_was_not_there_is_explained(cast: Cast) -> None:
    made = held(cast.ade, cast.alice)
    away = [Came("away", "Ade", is_own=True)]
    with acting(cast.alice.pk):
        for came in (away, []):
            with pytest.raises(ValidationError, match="Ade"):
                actions.write_minutes(meeting=made.pk, minutes=minutes(came=came), by=cast.alice)
        assert not Entry.objects.filter(pk=made.pk).exists()


def test_the_second_who_writes_minutes_is_told_of_the_first(cast: Cast) -> None:
    entry = written(cast.ade, cast.alice)
    with acting(cast.bob.pk), pytest.raises(ValidationError, match="wrote the minutes"):
        actions.write_minutes(meeting=entry.pk, minutes=minutes(), by=cast.bob)
    with acting(cast.alice.pk):
        assert len(meeting_to_view(cast.alice, entry.pk).decisions) == 2


def test_minutes_are_not_written_of_what_was_not_held(cast: Cast) -> None:
    coming, off = arrange(cast.ade, cast.alice), held(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="before the day"):
            actions.write_minutes(meeting=coming.pk, minutes=minutes(), by=cast.alice)
        actions.change_meeting(
            meeting=off.pk, what="off", words="The depot is shut.", by=cast.alice
        )
        with pytest.raises(ValidationError, match="called off"):
            actions.write_minutes(meeting=off.pk, minutes=minutes(), by=cast.alice)
        with pytest.raises(ValidationError, match="called off"):
            actions.ask_to_come(meeting=off.pk, who="Temi", how="by phone", by=cast.alice)


def test_it_is_moved_to_a_day_to_come(cast: Cast) -> None:
    made = arrange(cast.ade, cast.alice)
    told: dict[str, Any] = {"meeting": made.pk, "what": "moved", "words": "Rain.", "by": cast.alice}
    with acting(cast.alice.pk):
        for starts in (None, When(soon(-1), "time")):
            with pytest.raises(ValidationError):
                actions.change_meeting(**told, starts=starts)
        moved = soon(9)
        actions.change_meeting(**told, starts=When(moved, "time"))
        assert meeting_to_view(cast.alice, made.pk).starts_at == moved


def test_pressing_twice_says_it_once(cast: Cast) -> None:
    made = arrange(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        for _ in range(2):
            actions.say_before(meeting=made.pk, what="point", words="The stairs", by=cast.alice)
            actions.ask_to_come(meeting=made.pk, who="Temi", how="by phone", by=cast.alice)
        met = meeting_to_view(cast.alice, made.pk)
        assert [one.words for one in met.points].count("The stairs") == 1
        assert [one.who for one in met.invited].count("Temi") == 1


def test_whoever_was_not_asked_first_can_be_asked_later(cast: Cast) -> None:
    made = arrange(cast.ade, cast.alice, asked=[], why_not="Not before his sister is home.")
    with acting(cast.alice.pk):
        for _ in range(2):
            actions.ask_to_come(meeting=made.pk, how="by phone", is_own=True, by=cast.alice)
        met = meeting_to_view(cast.alice, made.pk)
        assert [one.is_own for one in met.invited] == [True]
        assert met.why_not_asked is None
    with acting(cast.ade_account.pk):
        assert meeting_to_view(cast.ade_account, made.pk).why_not_asked is None


def test_minutes_are_agreed_beneath_by_the_person_and_by_others(cast: Cast) -> None:
    entry = written(cast.ade, cast.alice)
    answer = actions.answer_minutes
    with acting(cast.bob.pk):
        answer(meeting=entry.pk, agrees=True, words="", by=cast.bob)
        with pytest.raises(ValidationError, match="written down by whoever wrote"):
            answer(meeting=entry.pk, agrees=True, words="", is_own=True, by=cast.bob)
    with acting(cast.alice.pk):
        answer(meeting=entry.pk, agrees=False, words="I was late.", is_own=True, by=cast.alice)
        voices = meeting_to_view(cast.alice, entry.pk).voices
        assert [(one.what, one.is_own) for one in voices] == [("agrees", False), ("differs", True)]
        with pytest.raises(ValidationError, match="what was otherwise"):
            answer(meeting=entry.pk, agrees=False, words="", by=cast.alice)
    with acting(cast.ade_account.pk):
        shown = Entry.objects.visible_to(cast.ade_account).filter(pk=entry.pk).exists()
        if shown:
            assert answer(meeting=entry.pk, agrees=True, words="", by=cast.ade_account).is_own
        else:
            with pytest.raises(PermissionDenied):
                answer(meeting=entry.pk, agrees=True, words="", by=cast.ade_account)


def test_what_was_in_the_wrong_record_takes_its_minutes_along(cast: Cast) -> None:
    entry = written(cast.ade, cast.alice)
    told: Any = {"meeting": entry.pk, "what": "out", "words": "It was about Temi."}
    with acting(cast.bob.pk), pytest.raises(ValidationError, match="manager"):
        actions.change_meeting(**told, by=cast.bob)
    with acting(cast.alice.pk):
        actions.change_meeting(**told, by=cast.alice)
        assert not Meeting.objects.filter(pk=entry.pk).exists()
        assert not About.objects.filter(entry=entry, removed_at=None).exists()
    with acting(cast.ade_account.pk), pytest.raises(Http404):
        meeting_to_view(cast.ade_account, entry.pk)
