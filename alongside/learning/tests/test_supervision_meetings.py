"""Meetings of supervision, from the agenda to both names under what was written down."""

import pytest
from pypdfium2 import PdfDocument

from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON
from alongside.learning.actions import supervision as actions
from alongside.learning.models import (
    FollowUp,
    Meeting,
    Point,
    Said,
    Signature,
)
from tests.browsing import Browse
from tests.cast import Cast

from .supervised import LATER, NEXT, WORDS, address, at, begun, planned, sentences, sign, written

pytestmark = pytest.mark.django_db


# Meetings


def test_a_meeting_is_planned_moved_and_called_off(cast: Cast, browse: Browse) -> None:
    made = begun(cast)
    page = browse(cast.alice)
    plan = address("plan-meeting", made.pk)
    assert "the next would be around" in page.get(plan).content.decode()
    told = {"starts": NEXT, "how": "video", "link": "https://video.example/x"}
    one = page.post(plan, told)["Location"]
    assert "https://video.example/x" in page.get(one).content.decode()
    assert "at that time already" in sentences(page.post(plan, told))
    page.post(f"{one}change/", {"starts": LATER, "how": "phone"})
    with acting(cast.alice.pk):
        met = Meeting.objects.get()
    assert met.starts_at.astimezone(LONDON).hour == 15
    assert met.link == ""
    assert "Say why" in sentences(page.post(f"{one}call-off/", {"why": ""}))
    page.post(f"{one}call-off/", {"why": "Alice is ill"})
    shown = page.get(one).content.decode()
    assert "Alice is ill" in shown
    assert "Bring something" not in shown


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"starts": "31 November 2027, 2pm"}, "30 November"),
        ({"starts": "3 December 2026"}, "at what time"),
        ({"starts": "3 December, 2pm"}, "Write the year too: 3 December"),
        ({"starts": ""}, "Write a day"),
        ({"starts": "3 December 2199, 2pm"}, "two years ahead"),
        ({"starts": "3 December 2019, 2pm"}, "a year ago"),
        ({"link": "javascript:alert(1)"}, "beginning with https://"),
        ({"link": "http://video.example/"}, "beginning with https://"),
        ({"link": '"><script>alert(1)</script>'}, "beginning with https://"),
        ({"how": "telepathy"}, "telepathy"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(
    cast: Cast, browse: Browse, told: dict[str, str], said: str
) -> None:
    plan = address("plan-meeting", begun(cast).pk)
    answer = browse(cast.alice).post(plan, {"starts": NEXT, "how": "video", **told})
    assert said in sentences(answer)
    with acting(cast.alice.pk):
        assert not Meeting.objects.exists()


def test_both_bring_something_at_once_and_nothing_is_lost(cast: Cast, browse: Browse) -> None:
    one = planned(cast, hours=30)
    alice, mo = browse(cast.alice), browse(cast.mo)
    bring = address("bring-point", one.pk)
    alice.get(bring), mo.get(bring)
    alice.post(bring, {"kind": "reflection", "text": WORDS, "as_it_is": "on"})
    mo.post(bring, {"kind": "ethics", "text": "Who reads our chats?"})
    page = mo.get(one.get_absolute_url()).content.decode()
    assert "Who reads our chats?" in page
    assert "<script>alert(1)" not in page
    assert "🙂" in page
    with acting(cast.alice.pk):
        hers = Point.objects.get(kind="reflection")
        theirs = Point.objects.get(kind="ethics")
    wrong = alice.post(address("take-off-point", theirs.pk)).content.decode()
    assert "only they take it off" in wrong
    alice.post(address("take-off-point", hers.pk))
    assert "O’Brien" not in mo.get(one.get_absolute_url()).content.decode()
    assert "Leave the words out" in sentences(mo.post(bring, {"kind": "case", "text": "Ade"}))
    assert "Write what you bring" in sentences(mo.post(bring, {"kind": "other", "text": ""}))
    assert "Choose what it is about" in sentences(mo.post(bring, {"text": "x"}))


def test_what_is_too_long_is_refused_and_kept_on_the_page(cast: Cast, browse: Browse) -> None:
    bring = address("bring-point", planned(cast).pk)
    answer = browse(cast.alice).post(bring, {"kind": "other", "text": "a b " * 1_300_000})
    assert answer.status_code == 200
    assert "fit" in sentences(answer)
    with acting(cast.alice.pk):
        assert not Point.objects.exists()


def test_notes_written_while_the_other_takes_a_point_off_are_kept(
    cast: Cast, browse: Browse
) -> None:
    one = planned(cast)
    with acting(cast.alice.pk):
        point = actions.bring_point(meeting=one, kind="learning", text="A course", by=cast.alice)
    mo, notes = browse(cast.mo), address("meeting-notes", one.pk)
    assert "A course" in mo.get(notes).content.decode()
    with acting(cast.alice.pk):
        actions.take_off_point(point=point, by=cast.alice)
    mo.post(notes, {f"point_{point.pk.hex}": "Ask in March.", "at_all": "Tea."})
    with acting(cast.mo.pk):
        assert sorted(Said.objects.values_list("text", flat=True)) == ["Ask in March.", "Tea."]


def test_what_is_agreed_is_carried_on_until_somebody_says_what_came_of_it(
    cast: Cast, browse: Browse
) -> None:
    one = written(cast)
    alice, agree = browse(cast.alice), address("agree-follow-up", one.pk)
    assert "Say which" in sentences(alice.post(agree, {"text": "Rest"}))
    wrong = {"text": "Rest", "who": str(cast.bob.pk)}
    assert "not one of" in sentences(alice.post(agree, wrong))
    wrong = {"text": "Rest", "who": str(cast.mo.pk), "due_on": "1 November 2020"}
    assert "before you met" in sentences(alice.post(agree, wrong))
    alice.post(agree, {"text": "Ask for a course", "who": str(cast.mo.pk)})
    with acting(cast.mo.pk):
        later = actions.plan_meeting(
            supervision=one.supervision, starts=at(200), how="video", by=cast.mo
        )
        todo = FollowUp.objects.get()
    page = alice.get(later.get_absolute_url()).content.decode()
    assert "From last time" in page
    assert "Ask for a course" in page
    came = address("end-follow-up", todo.pk)
    assert "Say why not" in sentences(alice.post(came, {"is_done": "no", "outcome": ""}))
    alice.post(came, {"is_done": "yes", "outcome": "She goes in May."})
    assert "said before" in sentences(alice.post(came, {"is_done": "no", "outcome": "x"}))
    page = alice.get(one.get_absolute_url()).content.decode()
    assert "Done, " in page
    assert "She goes in May." in page


def test_after_the_first_name_nothing_is_added_and_both_sign_once(
    cast: Cast, browse: Browse
) -> None:
    one = written(cast)
    alice, mo = browse(cast.alice), browse(cast.mo)
    sign(alice, one)
    for name, told in (
        ("bring-point", {"kind": "other", "text": "Late"}),
        ("meeting-notes", {"at_all": "Late"}),
        ("agree-follow-up", {"text": "Late", "who": str(cast.mo.pk)}),
        ("move-meeting", {"starts": NEXT, "how": "phone"}),
        ("call-off-meeting", {"why": "Late"}),
    ):
        assert "This has been signed" in sentences(mo.post(address(name, one.pk), told)), name
    assert "signed this before" in sentences(sign(alice, one, "More"))
    sign(mo, one, "I remember it shorter.")
    page = alice.get(one.get_absolute_url()).content.decode()
    assert "Signed by you and Mo." in page
    assert "I remember it shorter." in page
    with acting(cast.alice.pk):
        assert Signature.objects.filter(meeting=one).count() == 2


def test_nobody_signs_what_has_not_been_held(cast: Cast, browse: Browse) -> None:
    one = planned(cast, hours=30)
    page = browse(cast.alice)
    assert "Say first that you met" in sentences(page.post(address("sign-meeting", one.pk), {}))
    answer = page.post(address("hold-meeting", one.pk)).content.decode()
    assert "has not come yet" in answer


def test_a_second_submit_changes_nothing(cast: Cast, browse: Browse) -> None:
    one = written(cast)
    page, draft = browse(cast.alice), "0190f0a0-0000-7000-8000-000000000001"
    told = {"draft": draft, "text": "Rest", "who": str(cast.alice.pk)}
    agree = address("agree-follow-up", one.pk)
    assert (
        page.post(agree, told)["Location"]
        == page.post(agree, told)["Location"]
        == one.get_absolute_url()
    )
    with acting(cast.alice.pk):
        assert FollowUp.objects.count() == 1


def test_what_waits_to_be_signed_stands_on_the_first_page_of_learning(
    cast: Cast, browse: Browse
) -> None:
    one = written(cast)
    sign(browse(cast.alice), one)
    mo = browse(cast.mo)
    assert "Alice signed what you wrote down" in mo.get(address("home")).content.decode()
    sign(mo, one)
    assert "signed what you wrote down" not in mo.get(address("home")).content.decode()


def test_paper_names_both_and_nobody_else(cast: Cast, browse: Browse) -> None:
    one = written(cast)
    with acting(cast.alice.pk):
        point = actions.bring_point(meeting=one, kind="case", by=cast.alice)
        actions.decide_case(
            point=point, person=cast.ade, decided="A break", why="Tired", by=cast.alice
        )
    pdf = browse(cast.mo).post(address("print-meeting", one.pk), {"format": "standard"}).content
    document = PdfDocument(pdf)
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    assert "Alice and Mo" in words
    assert "What was decided stands on the record." in words
    assert "Ade" not in words.replace("Made", "")


def test_words_that_may_tell_of_somebody_are_asked_about_once_and_let_through(
    cast: Cast, browse: Browse
) -> None:
    bring = address("bring-point", planned(cast).pk)
    page = browse(cast.alice)
    told = {"kind": "reflection", "text": "Mrs Okonjo of 4 Mill Lane, B12 8QQ, and Mo and I"}
    answer = page.post(bring, told)
    assert "may tell whom this is about" in sentences(answer)
    assert "Mrs Okonjo" in answer.content.decode()
    page.post(bring, {**told, "as_it_is": "on"})
    with acting(cast.alice.pk):
        assert Point.objects.get().text == told["text"]
    assert (
        page.post(bring, {"kind": "other", "text": "Mo and Alice stop at six."}).status_code == 302
    )
