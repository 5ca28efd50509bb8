"""What the page of a handover says of its link: made or not, open or dead, and until when."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import in_words
from alongside.people.actions import consents, guests
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import words_on
from .test_guest import ask, died, ended, grant_over, keys, left


@pytest.mark.parametrize("ends", [ended, died, grant_over])
def test_a_link_that_is_dead_is_not_said_to_be_open(cast: Cast, browse: Browse, ends: Any) -> None:
    made = ask(cast)
    keys(cast, made)
    alice = browse(cast.alice)
    assert "Nobody has opened it yet." in words_on(alice.get(f"/handovers/{made.pk}/"))
    ends(cast, made)
    page = words_on(alice.get(f"/handovers/{made.pk}/"))
    assert "Nobody has opened it yet." not in page
    assert "nobody opened it." in page
    assert "Make the link" not in page
    assert "Choose what they read" not in page


def test_who_has_left_leaves_a_link_that_is_not_said_to_be_open(cast: Cast, browse: Browse) -> None:
    made = ask(cast)
    keys(cast, made)
    left(cast, made)
    page = words_on(browse(cast.bob).get(f"/handovers/{made.pk}/"))
    assert "It opens nothing any more, and nobody opened it." in page


def test_before_there_is_a_link_and_a_code_the_page_says_so(cast: Cast, browse: Browse) -> None:
    made = ask(cast)
    alice = browse(cast.alice)
    assert "No link has been made yet." in words_on(alice.get(f"/handovers/{made.pk}/"))
    with acting(cast.alice.pk):
        guests.make_guest_link(handover=made, by=cast.alice)
    page = words_on(alice.get(f"/handovers/{made.pk}/"))
    assert "The link opens only with a code, and none has been made yet." in page


def test_it_is_said_to_end_with_the_consent_where_that_is_sooner(
    cast: Cast, browse: Browse
) -> None:
    today = timezone.localdate()
    with acting(cast.alice.pk):
        consent = consents.note_consent(
            person=cast.ade, purpose="His tablets", explained="All of it", evidence="He nodded",
            given_by="Ade", given_on=today, until=today + timedelta(days=1), by=cast.alice,
        )  # fmt: skip
    made = ask(cast, basis="consent", consent=consent, hours=72)
    keys(cast, made)
    page = words_on(browse(cast.alice).get(f"/handovers/{made.pk}/"))
    assert f"It ends at 00:00 on {in_words(today + timedelta(days=2))}." in page
