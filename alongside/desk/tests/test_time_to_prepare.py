"""A rule that wants a reminder before its day: the pages say so from then on, and the list too."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.desk.access.order import AHEAD, lines_for
from alongside.foundation.actor import acting
from alongside.foundation.days import in_words
from alongside.record.access.clocks import warned_ahead
from alongside.record.clocks import Length, rules, warned, warned_up_to
from alongside.record.models import Clock
from alongside.record.saying_clocks import time_to_prepare
from tests.browsing import Browse
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SIX_WEEKS, FOUR_WEEKS = "deprivation-longest", "care-plan-review"
SAID = "Time to prepare it"


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def due(cast: Cast, rule: str, days: int, since: int = -300) -> Clock:
    with acting(cast.alice.pk):
        return Clock.objects.create(
            person=cast.ade,
            rule=rule,
            started_on=day(since),
            due_on=day(days),
            begun_why="It began elsewhere.",
            started_by=cast.alice,
        )


def listed(cast: Cast) -> set[str]:
    with acting(cast.alice.pk):
        return {str(one.id) for one in lines_for(cast.alice)[0].lines if one.kind == "clock"}


def test_the_pages_say_so_once_it_has_begun(cast: Cast, browse: Browse) -> None:
    clock, alice = due(cast, FOUR_WEEKS, 28), browse(cast.alice)
    own = alice.get(f"/clocks/{clock.pk}/").content.decode()
    assert f"{SAID}: since {in_words(TODAY)}, 4 weeks before." in own
    assert f"{SAID}: since {in_words(TODAY)}, 4 weeks" in alice.get("/due/").content.decode()
    for path in (f"/people/{cast.ade.pk}/", "/", "/waiting/"):
        assert f"in 4 weeks. {SAID}" in alice.get(path).content.decode(), path


def test_the_pages_say_nothing_of_it_before_or_afterwards(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    for days in (29, 0, -3):
        clock = due(cast, FOUR_WEEKS, days)
        for path in (f"/clocks/{clock.pk}/", "/due/", f"/people/{cast.ade.pk}/", "/", "/waiting/"):
            assert SAID not in alice.get(path).content.decode(), (days, path)
        with acting(cast.alice.pk):
            Clock.objects.filter(pk=clock.pk).update(done_on=TODAY, done_by=cast.alice)
            clock.refresh_from_db()
            assert time_to_prepare(clock, rules()[FOUR_WEEKS]) == ""


def test_the_list_takes_it_up_on_the_day_of_the_reminder_where_that_is_earlier(cast: Cast) -> None:
    assert rules()[SIX_WEEKS].warn == Length(6, "week")
    soon, far = due(cast, SIX_WEEKS, 42), due(cast, SIX_WEEKS, 43, since=-301)
    usual, later = due(cast, FOUR_WEEKS, 28), due(cast, FOUR_WEEKS, 29, since=-301)
    assert listed(cast) == {str(soon.pk), str(usual.pk)}
    assert str(far.pk) not in listed(cast)
    assert str(later.pk) not in listed(cast)


def test_what_warns_late_or_never_is_there_four_weeks_ahead_as_before(cast: Cast) -> None:
    assert rules()["subject-access"].warn != rules()[FOUR_WEEKS].warn
    one = due(cast, "subject-access", 28)
    assert listed(cast) == {str(one.pk)}


def test_the_list_asks_one_question_and_a_slip_in_a_file_closes_it_for_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    due(cast, SIX_WEEKS, 20)
    with acting(cast.alice.pk), CaptureQueriesContext(connection) as asked:
        assert len(lines_for(cast.alice)[0].lines) == 1
    assert sum("gate.clocks_among" in one["sql"] for one in asked) == 1
    (tmp_path / "clocks").mkdir()
    (tmp_path / "clocks" / "a.yaml").write_text("rules: [")
    (tmp_path / "clocks" / "calendar.yaml").write_text("note: [")
    monkeypatch.setattr("alongside.record.clocks.reading.folder", lambda: tmp_path)
    assert warned_ahead(TODAY + AHEAD) == {}
    assert len(listed(cast)) == 1


def test_a_reminder_leads_to_the_day_from_which_it_was_counted() -> None:
    for rule in rules().values():
        if rule.warn is None:
            continue
        for days in range(0, 40, 3):
            last = warned_up_to(rule, day(days), ())
            since = warned(rule, date.min, last, ())
            assert since is not None
            assert since <= day(days), rule.key
            assert (warned(rule, date.min, last + timedelta(days=5), ()) or date.min) > day(days)
