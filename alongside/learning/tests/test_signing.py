"""Nobody signs what they have not read: what came since is shown, and asked again."""

import pytest

from alongside.foundation.actor import acting
from alongside.foundation.models import Piece as Typed
from alongside.learning.actions import supervision as actions
from alongside.learning.models import Signature
from tests.browsing import Browse
from tests.cast import Cast
from tests.drafting import hidden

from .supervised import address, planned, read_on, sentences, sign, written

pytestmark = pytest.mark.django_db

SINCE = "Something was written or taken off since you opened this page"


def test_what_was_written_since_is_marked_as_new_and_signed_only_once_read(
    cast: Cast, browse: Browse
) -> None:
    one = written(cast)
    mo, where = browse(cast.mo), address("sign-meeting", one.pk)
    old = read_on(mo, where)
    with acting(cast.alice.pk):
        actions.write_notes(meeting=one, texts={None: "Slipped in."}, by=cast.alice)
        actions.agree_follow_up(meeting=one, text="Ring the union", who=cast.mo, by=cast.alice)
    answer = mo.post(where, {"read": old, "words": "I was brief."})
    page = answer.content.decode()
    assert SINCE in sentences(answer)
    assert "<b>New.</b> Noted by Alice" in page
    assert "Ring the union <small>New</small>" in page
    assert page.count("New") == 2  # and nothing that stood there before
    assert "I was brief." in page
    with acting(cast.mo.pk):
        assert not Signature.objects.exists()
    new = page.split('name="read" value="')[1].split('"')[0]
    assert mo.post(where, {"read": new, "words": "I was brief."}).status_code == 302
    with acting(cast.mo.pk):
        assert Signature.objects.get().words == "I was brief."


def test_what_was_decided_or_taken_off_since_counts_too(cast: Cast, browse: Browse) -> None:
    one = planned(cast)
    with acting(cast.alice.pk):
        case = actions.bring_point(meeting=one, kind="case", by=cast.alice)
        gone = actions.bring_point(meeting=one, kind="other", text="Tea", by=cast.alice)
        actions.hold_meeting(meeting=one, by=cast.alice)
    mo, where = browse(cast.mo), address("sign-meeting", one.pk)
    old = read_on(mo, where)
    with acting(cast.alice.pk):
        actions.take_off_point(point=gone, by=cast.alice)
    assert SINCE in sentences(mo.post(where, {"read": old}))
    old = read_on(mo, where)
    with acting(cast.alice.pk):
        actions.decide_case(
            point=case, person=cast.ade, decided="A break", why="Tired", by=cast.alice
        )
    answer = mo.post(where, {"read": old})
    assert SINCE in sentences(answer)
    assert "Somebody I work with <small>New</small>" in answer.content.decode()
    assert SINCE in sentences(mo.post(where, {}))  # a page that says nothing of what it showed
    assert sign(mo, one).status_code == 302


def test_a_name_alone_is_no_news_and_what_is_said_beside_it_is(cast: Cast, browse: Browse) -> None:
    one = written(cast)
    alice, mo, where = browse(cast.alice), browse(cast.mo), address("sign-meeting", one.pk)
    old = read_on(mo, where)
    sign(alice, one, "I remember it otherwise.")
    answer = mo.post(where, {"read": old})
    assert SINCE in sentences(answer)
    assert "I remember it otherwise." in answer.content.decode()
    assert sign(mo, one).status_code == 302


def test_two_who_both_sign_without_a_word_are_not_kept_from_it(cast: Cast, browse: Browse) -> None:
    one = written(cast)
    mo, where = browse(cast.mo), address("sign-meeting", one.pk)
    old = read_on(mo, where)
    sign(browse(cast.alice), one)
    assert mo.post(where, {"read": old}).status_code == 302


def test_what_the_page_showed_is_no_draft(cast: Cast, browse: Browse) -> None:
    one = written(cast)
    mo, where = browse(cast.mo), address("sign-meeting", one.pk)
    form = hidden(mo.get(where).content.decode())
    mo.post(where, {**form, "read": "something old", "words": "Brief."})
    with acting(cast.mo.pk):
        assert list(Typed.objects.values_list("name", "text")) == [("words", "Brief.")]
    page = mo.get(f"{where}?draft={form['draft']}").content.decode()
    assert "something old" not in page
    assert "Brief." in page


def test_a_signed_meeting_asks_for_no_second_signature(cast: Cast, browse: Browse) -> None:
    one = written(cast)
    alice = browse(cast.alice)
    sign(alice, one)
    assert alice.get(address("sign-meeting", one.pk))["Location"] == one.get_absolute_url()
