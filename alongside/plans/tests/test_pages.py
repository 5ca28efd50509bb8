"""The pages of plans: begin one, read it, print it, say how a step went, look at it again."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.foundation.tests.reading_papers import words_of
from alongside.plans.kinds import kinds
from alongside.plans.models import Sheet
from alongside.plans.wording import Goal, Step
from tests.browsing import Browse
from tests.cast import Cast

from .agreeing import WANTED, worded
from .conftest import Agreed, Trail, answers, day, fields, renamed, sent, whole

pytestmark = pytest.mark.django_db


def begins(cast: Cast, key: str = "care-and-support") -> str:
    return f"/people/{cast.ade.pk}/plans/begin/{key}/"


def page(browser: Any, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status
    text: str = answer.content.decode()
    return text


def test_from_the_record_to_a_plan_on_the_fridge(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    alice = browse(cast.alice)
    empty = page(alice, f"/people/{cast.ade.pk}/plans/")
    assert "No plan has been agreed yet" in empty
    assert begins(cast) in empty
    made = sent(alice, begins(cast), **whole(money_1_words="Help", money_1_amount="£1,200.50"))
    assert made.status_code == 302
    text = page(alice, made.url)
    for words in (WANTED, "Ade cooks on Sundays", "Buy the rice", "£1,200.50 a week", "Alice"):
        assert words in text
    assert "own to do yet" not in text
    for easy in ("", "?easy=1"):
        fridge = page(alice, f"{made.url}fridge/{easy}")
        assert WANTED in fridge
        assert "Buy the rice" in fridge
        assert ("pictures/shop" in fridge or "pictures/hand" in fridge) == bool(easy)
    assert "Next: Buy the rice" in page(alice, f"/people/{cast.ade.pk}/")
    assert {"plan agreed", "plan opened", "plan opened to print"} <= set(trailed(cast.ade))


@pytest.mark.parametrize("format", ["standard", "easy-read"])
def test_it_is_saved_as_a_file(
    cast: Cast, browse: Browse, agreed: Agreed, trailed: Trail, format: str
) -> None:
    address = f"/plans/{agreed().plan}/print/"
    alice = browse(cast.alice)
    assert "Ordinary print" in page(alice, address)
    saved = alice.post(address, {"format": format})
    assert saved["Content-Type"] == "application/pdf"
    said = words_of(saved.content)
    for words in (WANTED, "Buy the rice", "We look at this again"):
        assert words in said
    assert "Ade" not in saved["Content-Disposition"]
    assert "plan printed" in trailed(cast.ade)
    assert "Choose what print" in alice.post(address, {}).content.decode()
    assert browse(cast.charlie).get(address).status_code == 404


@pytest.mark.parametrize("key", kinds())
def test_every_kind_can_be_begun(cast: Cast, browse: Browse, key: str) -> None:
    kind = kinds()[key]
    text = page(browse(cast.alice), begins(cast, key))
    for one in kind.sections:
        assert one.title in text
    assert kind.ground.replace("’", "’") in text
    assert ("Personal budget" in text) == kind.has_money


def test_a_second_press_and_a_replay_make_one(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    html = page(alice, begins(cast))
    told = {**fields(html), **answers(html), **renamed(whole())}
    first, second = (alice.post(begins(cast), told)["Location"] for _ in range(2))
    assert first == second
    with acting(cast.alice.pk):
        assert Sheet.objects.count() == 1


def test_words_that_are_not_agreed_yet_are_kept(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    later = sent(alice, begins(cast), wanted="Half a sent", **{"save-draft": "1"})
    assert later.url == "/drafts/"
    more = sent(
        alice, begins(cast), **whole(goal_2_words="Two", goal_3_words="Three", more="goals")
    )
    assert more.url.endswith("#goals")
    again = page(alice, more.url)
    assert WANTED in again
    assert "Three" in again or "goal-3-words" in again
    assert "goal-4-words" in again
    with acting(cast.alice.pk):
        assert not Sheet.objects.exists()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"wanted": ""}, "Write what Ade wants, in their own words."),
        ({"voice_0_says": ""}, "Say whether Ade agrees."),
        ({"voice_0_says": "differs"}, "Write how they see it"),
        ({"voice_0_says": "not asked"}, "Write why they were not asked yet."),
        ({"review_on": "31 November 2090"}, "31 November"),
        ({"review_on": "soon"}, "soon"),
        ({"step_1_words": "", "step_1_by": "1 May 2090"}, "Write the step, or empty the whole row"),
        ({"money_1_words": "Help", "money_1_amount": "lots"}, "Write the pounds as a number"),
        ({"money_1_amount": "12"}, "Write what the money is for"),
        ({"wanted": "x" * 20_001}, "20,000 fit"),
        ({"voice_2_says": "agrees"}, "Write who it is."),
    ],
)
def test_what_is_wrong_is_said_once_and_nothing_is_lost(
    cast: Cast, browse: Browse, told: dict[str, Any], words: str
) -> None:
    answer = sent(browse(cast.alice), begins(cast), **whole(strengths="He sings. 🙂", **told))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert words in text
    assert "He sings. 🙂" in text
    assert "Buy the rice" in text or "step_1_words" in told


def test_five_million_characters_are_refused_in_a_sentence(cast: Cast, browse: Browse) -> None:
    answer = sent(browse(cast.alice), begins(cast), **whole(strengths="x" * 5_000_000))
    assert answer.status_code == 200
    assert "million characters" in answer.content.decode()
    with acting(cast.alice.pk):
        assert not Sheet.objects.exists()


def test_names_and_signs_stay_as_they_are_written(cast: Cast, browse: Browse) -> None:
    odd = "Siân O’Brien-Ní Dhomhnaill <b>& co</b> 👩‍👧 'quoted'"
    alice = browse(cast.alice)
    made = sent(alice, begins(cast), **whole(step_2_name=odd, goal_1_words=odd))
    with acting(cast.alice.pk):
        said = Sheet.objects.get().content
    assert said["steps"][1]["name"] == said["goals"][0]["words"] == odd
    assert "<b>& co" not in page(alice, made.url)
    assert "<b>& co" not in page(alice, f"{made.url}fridge/")


def test_no_address_opens_for_somebody_else(cast: Cast, browse: Browse, agreed: Agreed) -> None:
    made = agreed()
    about = f"/people/{cast.ade.pk}/plans/"
    ends = ("", "fridge/", "review/?on=1", "steps/s1/", "end/", "beside/")
    staff = [about, begins(cast), *(f"/plans/{made.plan}/{end}" for end in ends)]
    for account in (cast.charlie, cast.pat, cast.sam, cast.ade_account):
        browser = browse(account)
        for address in staff:
            assert browser.get(address).status_code in (403, 404), (account.email, address)
            assert browser.post(address, {}).status_code in (403, 404, 405), address
    mine = [f"/my/plans/{made.plan}/{end}" for end in ("", "say/", "steps/s1/")]
    for account in (cast.alice, cast.pat, cast.sam):
        for address in mine:
            assert browse(account).get(address).status_code == 404, (account.email, address)


def test_a_step_is_said_to_be_done(cast: Cast, browse: Browse, agreed: Agreed) -> None:
    made = agreed()
    alice = browse(cast.alice)
    done = sent(alice, f"/plans/{made.plan}/steps/s1/", is_done="yes", words="Two bags.")
    assert done.url == f"/plans/{made.plan}/"
    assert "Two bags." in page(alice, done.url)
    assert page(alice, f"/plans/{made.plan}/steps/nothing/", 404)
    wrong = sent(alice, f"/plans/{made.plan}/steps/s1/", words="Only words.")
    assert "Say whether it is done." in wrong.content.decode()
    assert "Only words." in wrong.content.decode()


def test_looking_at_it_again_stands_beside_last_time(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    made = agreed(agreed_on=day(-30))
    alice = browse(cast.alice)
    sent(alice, f"/plans/{made.plan}/steps/s1/", is_done="yes")
    assert alice.get(f"/plans/{made.plan}/review/")["Location"].endswith("?on=1")
    address = f"/plans/{made.plan}/review/?on=1"
    html = page(alice, address)
    assert "Last time" in html
    assert answers(html)["goal-1-words"] == "Ade cooks on Sundays"
    assert "step-1-words" not in answers(html)  # done, and not copied
    told = whole(
        wanted="I cook every Sunday.",
        views="It goes well.",
        goal_1_where="2",
        changed="He cooks.",
        decided="We go on.",
        step_2_words="Look at the oven",
        step_3_words="Ask Temi to lunch",
        step_3_owner="person",
    )
    del told["step_1_words"], told["step_1_owner"]
    again = sent(alice, address, **told)
    assert again.status_code == 302, again.content.decode()
    text = page(alice, again.url)
    for words in ("I cook every Sunday.", "It goes well.", "We go on.", "pl-way", "Halfway"):
        assert words in text
    beside = page(alice, f"/plans/{made.plan}/beside/")
    for words in (WANTED, "I cook every Sunday.", "Done: a step", "New step", "Changed step"):
        assert words in beside
    first = page(alice, f"/plans/{made.plan}/?version=1")
    assert "This is version 1" in first
    assert WANTED in first
    assert page(alice, f"/plans/{made.plan}/?version=9", 404)
    assert page(alice, f"/plans/{made.plan}/?version=x", 404)


def test_two_who_write_at_once_are_both_kept(cast: Cast, browse: Browse, agreed: Agreed) -> None:
    made = agreed(agreed_on=day(-3))
    address = f"/plans/{made.plan}/review/?on=1"
    alice, bob = browse(cast.alice), browse(cast.bob)
    html = page(alice, address)
    assert sent(bob, address, **whole(wanted="As Bob wrote it")).status_code == 302
    told = {**fields(html), **answers(html), **renamed(whole(wanted="As Alice wrote it"))}
    refused = alice.post(address, told)
    text = refused.content.decode()
    assert refused.status_code == 200
    assert "Bob agreed version 2" in text
    assert "As Alice wrote it" in text
    told |= fields(text)
    assert alice.post(address, told).status_code == 302
    now = page(alice, f"/plans/{made.plan}/")
    assert "As Alice wrote it" in now
    assert "As Bob wrote it" in page(alice, f"/plans/{made.plan}/?version=2")
    opened_late = page(bob, address)
    assert "agreed version 3" in opened_late


def test_two_new_steps_of_two_writers_never_become_one(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    made = agreed(agreed_on=day(-3))
    address = f"/plans/{made.plan}/review/?on=1"
    alice, bob = browse(cast.alice), browse(cast.bob)
    mine = whole(step_3_words="Ask Temi to lunch", step_3_owner="person")
    html = page(alice, address)
    theirs = whole(step_3_words="Ring the bank", step_3_owner="person")
    assert sent(bob, address, **theirs).status_code == 302
    done = f"/plans/{made.plan}/steps/s3/"
    assert sent(bob, done, is_done="yes", words="Rang them.").status_code == 302
    told = {**fields(html), **answers(html), **renamed(mine)}
    refused = alice.post(address, told).content.decode()
    assert alice.post(address, {**told, **fields(refused)}).status_code == 302
    with acting(cast.alice.pk):
        second, third = Sheet.objects.filter(number__gt=1).order_by("number")
    keys = [{one["words"]: one["key"] for one in it.content["steps"]} for it in (second, third)]
    assert keys[0]["Ring the bank"] == "s3"
    assert keys[1]["Ask Temi to lunch"] not in ("s1", "s2", "s3")
    assert keys[1]["Buy the rice"] == keys[0]["Buy the rice"] == "s1"
    assert "Rang them." not in page(alice, f"/plans/{made.plan}/")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"step_1_owner": ""}, "Choose whose step this is."),
        ({"step_1_name": "Pat"}, "Empty the name, or choose whose."),
        ({"step_1_by": "yesterday"}, "This was read as "),
        ({"money_1_words": "Help", "money_1_amount": "12,50"}, "Write the pounds as a number"),
        ({"money_1_words": "Help", "money_1_amount": "nan"}, "Write the pounds as a number"),
    ],
)
def test_what_cannot_be_meant_is_asked_again(
    cast: Cast, browse: Browse, told: dict[str, Any], words: str
) -> None:
    answer = sent(browse(cast.alice), begins(cast), **whole(**told))
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_after_many_rows_there_is_still_an_empty_one(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    made = agreed(wording=worded(steps=(Step("s99", "The last of many"),)))
    html = page(browse(cast.alice), f"/plans/{made.plan}/review/?on=1")
    assert answers(html)["step-100-words"] == ""


def test_what_is_missing_is_said_kindly(cast: Cast, browse: Browse, agreed: Agreed) -> None:
    wording = worded(steps=(Step("s1", "Look", "worker", "Alice"),))
    made = agreed(wording=wording, agreed_on=day(-60), review_on=day(-20))
    text = page(browse(cast.alice), f"/plans/{made.plan}/")
    assert "Nothing in this plan is Ade’s own to do yet." in text
    assert "It was to be looked at again by" in text
    assert "overdue" not in text.lower()


def test_a_plan_ends(cast: Cast, browse: Browse, agreed: Agreed, trailed: Trail) -> None:
    made = agreed()
    alice = browse(cast.alice)
    over = sent(alice, f"/plans/{made.plan}/end/", is_misplaced="no", words="He has moved.")
    assert over.url == f"/people/{cast.ade.pk}/plans/"
    assert "Over since" in page(alice, over.url)
    assert "He has moved." in page(alice, f"/plans/{made.plan}/")
    assert page(alice, f"/plans/{made.plan}/review/?on=1", 403)
    assert "plan over" in trailed(cast.ade)
    assert "It is in the wrong record" in page(alice, f"/plans/{made.plan}/")
    opened = trailed(cast.ade).count("plan opened")
    page(alice, f"/plans/{made.plan}/end/")
    assert trailed(cast.ade).count("plan opened") == opened + 1
    sent(alice, f"/plans/{made.plan}/end/", is_misplaced="yes", words="It is Temi’s.")
    assert page(alice, f"/plans/{made.plan}/", 404)


def test_what_was_in_the_wrong_record_reads_as_no_plan_of_this_person(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    made = agreed()
    sent(browse(cast.alice), f"/plans/{made.plan}/end/", is_misplaced="yes", words="It is Temi’s.")
    mo = browse(cast.mo)  # holds what is restricted
    text = page(mo, f"/people/{cast.ade.pk}/plans/")
    assert "Over since" not in text
    assert "No plan has been agreed yet" in text
    assert f"/plans/{made.plan}/" in text
    whole = page(mo, f"/plans/{made.plan}/")
    assert "no plan of Ade" in whole
    assert "It is Temi’s." in whole
    assert "This plan is over" not in whole
    for end in ("fridge/", "print/", "end/"):
        assert mo.get(f"/plans/{made.plan}/{end}").status_code in (403, 404)


def test_whose_hand_wrote_what_the_person_says(cast: Cast, browse: Browse, agreed: Agreed) -> None:
    made = agreed()
    assert "as Alice wrote it down" in page(browse(cast.bob), f"/plans/{made.plan}/")
    ade = browse(cast.ade_account)
    sent(ade, f"/my/plans/{made.plan}/say/", agrees="no", words="Not on Sundays.")
    mine = page(ade, f"/my/plans/{made.plan}/")
    assert mine.count("wrote it down") == 1
    assert page(browse(cast.bob), f"/plans/{made.plan}/").count("wrote it down") == 1


def test_a_plan_costs_the_same_however_much_is_in_it(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    small = agreed()
    goals = tuple(Goal(f"g{n}", f"Goal {n}") for n in range(1, 12))
    steps = tuple(Step(f"s{n}", f"Step {n}") for n in range(1, 20))
    large = agreed(wording=worded(goals=goals, steps=steps))
    large = agreed(plan=large.plan, seen=1, wording=worded(goals=goals, steps=steps))
    alice = browse(cast.alice)
    for end in ("", "fridge/", "review/?on=1"):
        page(alice, f"/plans/{small.plan}/{end}")
        with CaptureQueriesContext(connection) as few:
            page(alice, f"/plans/{small.plan}/{end}")
        end = end.replace("on=1", "on=2")
        with CaptureQueriesContext(connection) as many:
            page(alice, f"/plans/{large.plan}/{end}")
        assert len(many) == len(few), end
