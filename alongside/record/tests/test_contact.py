"""When somebody was last met: a door that nobody opened is no meeting, and today counts."""

from datetime import timedelta

from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.record.actions import Words, amend_entry
from alongside.record.contact import last_contact
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Write

TODAY = timezone.localdate()


def ago(days: int) -> When:
    return When(TODAY - timedelta(days=days), "day")


def test_not_seen_is_not_met(cast: Cast, note: Write, browse: Browse) -> None:
    note(happened=ago(90), seen={cast.ade.pk: "alone"})
    missed = note(happened=ago(1), seen={cast.ade.pk: "not seen"})
    with acting(cast.alice.pk):
        last = last_contact(cast.ade)
    assert last is not None
    assert (TODAY - timezone.localdate(last)).days == 90
    alice = browse(cast.alice)
    page = alice.get(f"/people/{cast.ade.pk}/timeline/").content.decode()
    assert "No contact for 90 days" in page
    assert "yesterday" not in alice.get("/").content.decode()
    with acting(cast.alice.pk):  # put right: they were seen after all
        amend_entry(
            entry=missed,
            base=1,
            parts=[Words("fact", "Ade came to the door later.")],
            why="Ticked by mistake",
            seen={str(cast.ade.pk): "alone"},
            by=cast.alice,
        )
        last = last_contact(cast.ade)
    assert last is not None
    assert (TODAY - timezone.localdate(last)).days == 1


def test_each_person_of_a_visit_by_themselves(cast: Cast, note: Write) -> None:
    seen = {cast.ade.pk: "not seen", cast.temi.pk: "alone"}
    note(people=[cast.ade, cast.temi], seen=seen, happened=ago(2))
    with acting(cast.alice.pk):
        assert last_contact(cast.ade) is None
        assert last_contact(cast.temi) is not None


def test_on_the_phone_nobody_is_seen(cast: Cast, note: Write) -> None:
    note(kind="call", seen={cast.ade.pk: "not seen"})
    with acting(cast.alice.pk):
        assert last_contact(cast.ade) is not None


def test_a_visit_of_today_counts_before_noon(cast: Cast, note: Write, browse: Browse) -> None:
    """Without a time it stands at midday, which may be yet to come."""
    note(seen={cast.ade.pk: "alone"})
    html = browse(cast.alice).get("/").content.decode()
    assert "today" in html
    with acting(cast.alice.pk):
        assert last_contact(cast.ade) is not None
