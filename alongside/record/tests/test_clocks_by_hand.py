"""What is said by hand of a clock: begun elsewhere, stood still, given longer, put right."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from alongside.foundation.actor import acting
from alongside.foundation.content import folder
from alongside.foundation.days import When, in_words, working_day_from
from alongside.people.models import Person
from alongside.record.access.clocks import begins_by_hand, counted, said_of, still_said
from alongside.record.actions import clocks_by_hand as by_hand
from alongside.record.actions import settling_clocks
from alongside.record.actions.clocks import Keeping
from alongside.record.clocks.counting import months_after
from alongside.record.models import Clock, ClockWords
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write, fields

TODAY = timezone.localdate()
WHY = "We asked which years he means."


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def moved(day: date) -> date:
    """The day, or the working day after it: so the rule counts."""
    return working_day_from(day, ())


def begin(cast: Cast, rule: str = "subject-access", day: date | None = None) -> Clock:
    with acting(cast.alice.pk):
        return by_hand.begin_clock(
            person=cast.ade,
            rule=rule,
            started_on=day or ago(20),
            why="He asked aloud.",
            by=cast.alice,
        )


def pause(cast: Cast, clock: Clock, since: date | None, until: date | None, **more: Any) -> Clock:
    by = more.pop("by", cast.alice)
    with acting(by.pk):
        told = {"since": since, "until": until, "why": WHY, **more}
        return by_hand.pause_clock(clock=clock, by=by, **told)


def extend(cast: Cast, clock: Clock, until: date | None, **more: Any) -> Clock:
    by = more.pop("by", cast.alice)
    with acting(by.pk):
        told = {"until": until, "agreed_by": "Mo, manager", "why": "There is much of it.", **more}
        return by_hand.extend_clock(clock=clock, by=by, **told)


def right(cast: Cast, said: ClockWords, **more: Any) -> Clock:
    with acting(cast.alice.pk):
        told = {"is_so": True, "why": "I had the wrong day.", **more}
        return by_hand.put_time_right(said=said, by=cast.alice, **told)


def now(cast: Cast, clock: Clock) -> Clock:
    with acting(cast.alice.pk):
        return Clock.objects.select_related("person").get(pk=clock.pk)


def lines(cast: Cast, clock: Clock) -> list[ClockWords]:
    with acting(cast.alice.pk):
        return list(said_of(clock))


def post(browser: Client, address: str, **told: str) -> Any:
    hidden = fields(browser.get(address).content.decode())
    return browser.post(address, {"draft": hidden["draft"], **told})


@pytest.fixture
def asked(cast: Cast) -> Clock:
    """Ade asked for his record 20 days ago."""
    return begin(cast)


@pytest.fixture
def alice(cast: Cast, browse: Browse) -> Client:
    return browse(cast.alice)


# Begun by hand


def test_what_began_elsewhere_is_followed_and_says_why(
    alice: Client, cast: Cast, trailed: Trail
) -> None:
    assert (
        f"/people/{cast.ade.pk}/due/begin/" in alice.get(f"/people/{cast.ade.pk}/").content.decode()
    )
    address = f"/people/{cast.ade.pk}/due/begin/"
    told = {"rule": "subject-access", "started_on": in_words(ago(5)), "why": "He’d asked: “now” 🙂"}
    answer = post(alice, address, **told)
    with acting(cast.alice.pk):
        clock = Clock.objects.get()
    assert answer.headers["location"] == f"/clocks/{clock.pk}/"
    assert (clock.entry_id, clock.episode_id, clock.started_on) == (None, None, ago(5))
    assert clock.due_on == moved(months_after(ago(5), 1))
    html = alice.get(f"/clocks/{clock.pk}/").content.decode()
    assert "It began outside Alongside, says Alice: “He’d asked: “now” 🙂”" in html
    assert "Answer somebody who asks for their record" in alice.get("/due/").content.decode()
    assert trailed(cast.ade).count("clock begun by hand") == 1


def test_pressed_twice_it_begins_once(alice: Client, cast: Cast) -> None:
    address = f"/people/{cast.ade.pk}/due/begin/"
    draft = fields(alice.get(address).content.decode())["draft"]
    told = {"rule": "subject-access", "started_on": "yesterday", "why": "He rang.", "draft": draft}
    first, again = alice.post(address, told), alice.post(address, told)
    assert first.headers["location"] == again.headers["location"]
    with acting(cast.alice.pk):
        assert Clock.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"started_on": "yesterday", "why": "x"}, "Choose what is to be followed."),
        ({"rule": "breach-report", "started_on": "yesterday", "why": "x"}, "Choose again what"),
        ({"rule": "core-group", "started_on": "yesterday", "why": "x"}, "Choose again what"),
        ({"rule": "subject-access", "why": "x"}, "Say from which day"),
        ({"rule": "subject-access", "started_on": "tomorrow", "why": "x"}, "has not come yet"),
        ({"rule": "subject-access", "started_on": "1 May 1900", "why": "x"}, "before their birth"),
        ({"rule": "subject-access", "started_on": "yesterday"}, "Say in a sentence why it counts"),
        (
            {"rule": "data-complaint-acknowledged", "started_on": "1 May 2020", "why": "x"},
            "There was no such rule yet on 1 May 2020.",
        ),
    ],
)
def test_what_does_not_begin_says_why(
    alice: Client, cast: Cast, told: dict[str, str], sentence: str
) -> None:
    answer = post(alice, f"/people/{cast.ade.pk}/due/begin/", **told)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    with acting(cast.alice.pk):
        assert not Clock.objects.exists()


def test_one_of_a_row_is_followed_at_a_time_and_another_after_it(cast: Cast) -> None:
    first = begin(cast, "care-plan-review-light")
    for rule in ("care-plan-review-light", "care-plan-review"):
        with pytest.raises(ValidationError, match="followed already"):
            begin(cast, rule)
    with acting(cast.alice.pk):
        settling_clocks.stop_clock(clock=first, why="He moved.", by=cast.alice)
    assert begin(cast, "care-plan-review").pk != first.pk
    with acting(cast.alice.pk):
        assert settling_clocks.open_clock_again(clock=first, why="No.", by=cast.alice)


def test_two_begun_one_after_the_other_are_not_both_opened(cast: Cast, asked: Clock) -> None:
    with acting(cast.alice.pk):
        settling_clocks.finish_clock(clock=asked, done_on=ago(3), by=cast.alice)
    begin(cast, day=ago(2))
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="counted again already"):
        settling_clocks.open_clock_again(clock=asked, why="It was not.", by=cast.alice)


def test_an_entry_meets_it_and_what_comes_next_begins(cast: Cast, note: Write) -> None:
    light = begin(cast, "care-plan-review-light", ago(40))
    review = note(kind="review", happened=When(ago(1), "day"))
    met = now(cast, light)
    assert (met.done_on, met.met_by_id) == (ago(1), review.pk)
    with acting(cast.alice.pk):
        later = Clock.objects.get(after=light)
    assert (later.rule, later.entry_id) == ("care-plan-review", review.pk)


def test_done_by_hand_the_next_one_begins(cast: Cast) -> None:
    light = begin(cast, "care-plan-review-light", ago(40))
    with acting(cast.alice.pk):
        settling_clocks.finish_clock(clock=light, done_on=ago(2), by=cast.alice)
        later = Clock.objects.get(after=light)
    assert (later.rule, later.started_on, later.entry_id) == ("care-plan-review", ago(2), None)


def test_what_is_offered_is_for_their_age(cast: Cast) -> None:
    with acting(cast.alice.pk):
        keys = {one.key for one in begins_by_hand(cast.ade)}
        child = Person(born_on=ago(3000))
        of_child = {one.key for one in begins_by_hand(child)}
        of_anybody = {one.key for one in begins_by_hand(Person())}
    assert {"deprivation-urgent", "subject-access"} <= keys
    assert "core-group" not in keys
    assert {"core-group", "subject-access", "looked-after-visit"} <= of_child
    assert "deprivation-urgent" not in of_child
    assert {"core-group", "deprivation-urgent"} <= of_anybody
    assert not {"breach-report", "conference-report-sent"} & of_anybody


def test_who_only_reads_or_is_a_stranger_begins_nothing(cast: Cast, browse: Browse) -> None:
    address = f"/people/{cast.ade.pk}/due/begin/"
    assert browse(cast.charlie).get(address).status_code == 404
    assert browse(cast.protection).get(address).status_code == 404
    for who in (cast.charlie, cast.ade_account, cast.sam):
        with acting(who.pk), pytest.raises(PermissionDenied):
            by_hand.begin_clock(
                person=cast.ade, rule="subject-access", started_on=ago(1), why="x", by=who
            )


# It stood still


def test_a_pause_moves_the_day_and_is_shown_in_the_count(
    alice: Client, cast: Cast, asked: Clock, trailed: Trail
) -> None:
    assert "/stood-still/" in alice.get(f"/clocks/{asked.pk}/").content.decode()
    told = {"since": in_words(ago(15)), "until": in_words(ago(10)), "why": WHY}
    assert post(alice, f"/clocks/{asked.pk}/stood-still/", **told).status_code == 302
    assert now(cast, asked).due_on == moved(months_after(ago(20), 1) + timedelta(days=5))
    html = alice.get(f"/clocks/{asked.pk}/").content.decode()
    assert "The time stood still for 5 calendar days." in html
    assert f"The time stood still. Alice, {in_words(TODAY)}" in html
    assert f"From {in_words(ago(15))} until {in_words(ago(10))}. We asked them what exactly" in html
    assert "Whoever looks after the rules has changed something" not in html
    assert trailed(cast.ade).count("clock paused") == 1


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        (None, ago(1), "Say since when"),
        (ago(5), None, "Say until when"),
        (ago(-1), ago(-2), "has not come yet"),
        (ago(21), ago(1), "It only counts from"),
        (ago(5), ago(5), "Write a day after"),
        (ago(5), ago(6), "Write a day after"),
        (ago(5), ago(-400), "more than a year"),
        (ago(12), ago(8), "Two pauses overlap"),
    ],
)
def test_a_pause_that_cannot_be_says_why(
    cast: Cast, asked: Clock, since: date | None, until: date | None, sentence: str
) -> None:
    pause(cast, asked, ago(15), ago(10))
    before = now(cast, asked).due_on
    with pytest.raises(ValidationError, match=sentence):
        pause(cast, asked, since, until)
    assert now(cast, asked).due_on == before
    assert len(lines(cast, asked)) == 1


def test_time_that_has_run_out_does_not_stand_still(cast: Cast) -> None:
    long_ago = begin(cast, day=ago(90))
    with pytest.raises(ValidationError, match="after that no time stands still"):
        pause(cast, long_ago, ago(5), ago(1))
    with pytest.raises(ValidationError, match="Say in a sentence why"):
        pause(cast, long_ago, ago(80), ago(70), why=" ")


def test_a_rule_that_knows_no_pause_says_so_with_its_source(
    alice: Client, cast: Cast, note: Write
) -> None:
    note(kind="plan", happened=When(ago(10), "day"))
    with acting(cast.alice.pk):
        light = Clock.objects.get()
    html = alice.get(f"/clocks/{light.pk}/").content.decode()
    assert "This rule knows neither, as we read its source." in html
    assert "stood-still" not in html
    for way in ("stood-still", "longer"):
        assert alice.get(f"/clocks/{light.pk}/{way}/").status_code == 403
    with pytest.raises(ValidationError, match="Care and Support Statutory Guidance"):
        pause(cast, light, ago(5), ago(1))
    with pytest.raises(ValidationError, match="Care and Support Statutory Guidance"):
        extend(cast, light, ago(-100))


def test_what_is_over_or_for_a_reader_alone_is_refused(
    cast: Cast, browse: Browse, asked: Clock
) -> None:
    with pytest.raises(PermissionDenied):
        pause(cast, asked, ago(5), ago(1), by=cast.charlie)
    assert browse(cast.charlie).get(f"/clocks/{asked.pk}/stood-still/").status_code == 404
    with acting(cast.alice.pk):
        settling_clocks.stop_clock(clock=asked, why="He asks no more.", by=cast.alice)
    with pytest.raises(ValidationError, match="seen to this meanwhile"):
        pause(cast, asked, ago(5), ago(1))
    assert browse(cast.alice).get(f"/clocks/{asked.pk}/stood-still/").status_code == 403


# It was given longer


def test_longer_to_a_day_the_rule_lets_it_be(alice: Client, cast: Cast, asked: Clock) -> None:
    most = moved(months_after(ago(20), 3))
    page = alice.get(f"/clocks/{asked.pk}/longer/").content.decode()
    assert f"and {in_words(most)} at the latest" in page
    to = most - timedelta(days=20)
    told = {"until": in_words(to), "agreed_by": "Mo O’Hara, manager", "why": "Many files."}
    assert post(alice, f"/clocks/{asked.pk}/longer/", **told).status_code == 302
    assert now(cast, asked).due_on == to
    html = alice.get(f"/clocks/{asked.pk}/").content.decode()
    assert "It was given longer, to " in html
    assert f"To {in_words(to)}, agreed by Mo O&#x27;Hara" in html.replace("’", "&#x27;")
    assert "/longer/" not in html
    with pytest.raises(ValidationError, match="given longer already"):
        extend(cast, asked, most)


def test_no_further_than_the_rule_and_by_somebody(cast: Cast, asked: Clock) -> None:
    most = moved(months_after(ago(20), 3))
    plain = now(cast, asked).due_on
    for day in (None, plain, most + timedelta(days=1)):
        with pytest.raises(ValidationError, match="at the latest: the rule goes no further"):
            extend(cast, asked, day)
    with pytest.raises(ValidationError, match="Say who agreed"):
        extend(cast, asked, most, agreed_by=" ")
    with pytest.raises(ValidationError, match="Choose a reason that the rule allows"):
        extend(cast, asked, most, reason="Because I say so")
    extend(cast, asked, most)
    pause(cast, asked, ago(15), ago(10))
    assert now(cast, asked).due_on == most  # a pause lengthens the time, not the day agreed


@pytest.fixture
def manager_agrees(settings: Settings, tmp_path: Path) -> None:
    """The library as shipped, but a longer time for answering needs a manager."""
    for one in folder().iterdir():
        if one.name != "clocks":
            (tmp_path / one.name).symlink_to(one)
    (tmp_path / "clocks").mkdir()
    for one in (folder() / "clocks").iterdir():
        text = one.read_text().replace("by: 2 months", "by: 2 months\n        needs_manager: yes")
        (tmp_path / "clocks" / one.name).write_text(text)
    settings.CONTENT_DIR = tmp_path


@pytest.mark.usefixtures("manager_agrees")
def test_what_a_manager_agrees_to_is_written_down_by_one(
    alice: Client, cast: Cast, asked: Clock
) -> None:
    assert "A manager agrees to this." in alice.get(f"/clocks/{asked.pk}/longer/").content.decode()
    with pytest.raises(ValidationError, match="Somebody who leads a team agrees to this"):
        extend(cast, asked, ago(-40))
    extend(cast, asked, ago(-40), by=cast.mo)
    assert now(cast, asked).due_on == ago(-40)
    (said,) = lines(cast, asked)
    with pytest.raises(ValidationError, match="Somebody who leads a team"):
        right(cast, said, is_so=False)


# Put right


def test_a_pause_is_put_right_by_a_further_line(alice: Client, cast: Cast, asked: Clock) -> None:
    plain = months_after(ago(20), 1)
    pause(cast, asked, ago(15), ago(10))
    (said,) = lines(cast, asked)
    address = f"/clocks/{asked.pk}/said/{said.pk}/"
    assert in_words(ago(15)) in alice.get(address).content.decode()
    told = {"is_so": "yes", "since": in_words(ago(15)), "until": in_words(ago(7))}
    assert post(alice, address, **told, why="They answered later.").status_code == 302
    assert now(cast, asked).due_on == moved(plain + timedelta(days=8))
    every = lines(cast, asked)
    assert [one.until for one in every] == [ago(10), ago(7)]
    assert [one.pk for one in still_said(every)] == [every[1].pk]
    html = alice.get(f"/clocks/{asked.pk}/").content.decode()
    assert "Put right since." in html
    assert alice.get(address).status_code == 404
    with pytest.raises(ValidationError, match="put this right meanwhile"):
        right(cast, said, since=ago(15), until=ago(9))
    right(cast, every[1], is_so=False)
    assert now(cast, asked).due_on == moved(plain)
    assert "In place of what was said on" in alice.get(f"/clocks/{asked.pk}/").content.decode()


def test_a_longer_time_is_put_right_or_was_not_so(cast: Cast, asked: Clock) -> None:
    extend(cast, asked, ago(-40))
    (said,) = lines(cast, asked)
    right(cast, said, until=ago(-50), agreed_by="Mo")
    assert now(cast, asked).due_on == ago(-50)
    with pytest.raises(ValidationError, match="given longer already"):
        extend(cast, asked, ago(-40))
    right(cast, lines(cast, asked)[-1], is_so=False)
    assert now(cast, asked).due_on == moved(months_after(ago(20), 1))
    extend(cast, asked, ago(-40))
    assert now(cast, asked).due_on == ago(-40)


def test_a_day_that_is_put_right_keeps_what_of_a_pause_lies_after_it(
    cast: Cast, asked: Clock
) -> None:
    pause(cast, asked, ago(15), ago(10))
    with acting(cast.alice.pk):
        one = Clock.objects.get(pk=asked.pk)
        Keeping(None, cast.ade.pk, None, [one], cast.alice).move(one, ago(12))
    assert now(cast, asked).due_on == moved(months_after(ago(12), 1) + timedelta(days=2))
    with acting(cast.alice.pk):
        how = counted(now(cast, asked), said_of(asked))
    assert how.due
    assert "stood still for 2 calendar days" in " ".join(how.due.how)
