"""The front door: one referral, a piece of work for each child, a decision, and who is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from alongside.foundation.actor import acting
from alongside.foundation.days import When, working_days_after
from alongside.foundation.ids import new_id
from alongside.people.actions.facts import record_fact
from alongside.people.actions.lives import record_death
from alongside.people.actions.protecting import protect_fact
from alongside.people.models import Grant, Person
from alongside.record.access import referrals as access
from alongside.record.actions import front_door
from alongside.record.actions.receiving import Source
from alongside.record.door import decided_in_words, door
from alongside.record.models import About, Clock, Entry, Referral, ReferralLine, Task, Version
from tests.cast import Cast

from .conftest import Trail
from .front_door import NEIGHBOUR, SCHOOL, TODAY, Three, days_ago, decided, now, received, tell
from .front_door import three as three_children


@pytest.fixture
def three(cast: Cast) -> Three:
    return three_children(cast)


def refused(match: str) -> Any:
    return pytest.raises(ValidationError, match=match)


def clocks(cast: Cast, person: Person) -> dict[str, Clock]:
    with acting(cast.alice.pk):
        found = Clock.objects.filter(person=person, ended_at=None)
        return {one.rule: one for one in found}


# What came in -------------------------------------------------------------------------------------


def test_one_referral_is_written_once_and_makes_one_piece_of_work_for_each(
    cast: Cast, three: Three, trailed: Trail
) -> None:
    made = received(cast, three.all)
    with acting(cast.alice.pk):
        assert {one.entry_id for one in made} == {Entry.objects.get(kind="referral").pk}
        assert ReferralLine.objects.filter(what="from").count() == 1
    due = working_days_after(TODAY, 1)
    assert [(one.person.called, one.step, one.due_on) for one in made] == [
        ("Kofi Mensah", 0, due),
        ("Ama Mensah", 0, due),
        ("Yaw Mensah", 0, due),
    ]
    for child in three.all:
        assert set(clocks(cast, child)) == {"referral-decision"}
        assert trailed(child).count("referral received") == 1


def test_words_about_one_child_do_not_stand_on_the_page_of_another(
    cast: Cast, three: Three
) -> None:
    of = {three.ama.pk: "Ama has a mark on her arm.", three.yaw.pk: "  "}
    kofi, ama, yaw = received(cast, three.all, words_of=of)
    with acting(cast.alice.pk):
        said = [[part.text for part in access.words_about(one)] for one in (kofi, ama, yaw)]
    together = "They come to school hungry, and nobody opens the door."
    assert said == [[together], [together, "Ama has a mark on her arm."], [together]]


def test_pressing_twice_makes_one(cast: Cast, three: Three) -> None:
    id = new_id()
    first, second = (received(cast, three.all, id=id) for _ in range(2))
    assert {one.pk for one in first} == {one.pk for one in second}
    with acting(cast.alice.pk):
        assert Referral.objects.count() == 3


def test_what_is_urgent_is_due_on_the_day_itself(cast: Cast, three: Three) -> None:
    (kofi,) = received(cast, [three.kofi], is_urgent=True)
    assert kofi.due_on == TODAY


def test_for_an_adult_the_day_is_the_councils_own(cast: Cast) -> None:
    (ade,) = received(cast, [cast.ade])
    assert ade.due_on == working_days_after(TODAY, door().decide_within)
    with acting(cast.alice.pk):
        assert access.clock_of(ade) is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"words": " "}, "Write what you were told"),
        ({"received": When(TODAY + timedelta(days=1), "day")}, "has not come yet"),
        ({"source": Source("somebody")}, "Say who got in touch"),
        ({"source": Source("public")}, "Write who got in touch"),
        ({"source": Source("anonymous", "Gwen")}, "A name stands here"),
        ({"source": NEIGHBOUR, "words": "gwen  astbury saw them alone"}, "stands in these words"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    cast: Cast, three: Three, given: dict[str, object], says: str
) -> None:
    with refused(says):
        received(cast, [three.kofi], **given)
    with acting(cast.alice.pk):
        assert not Referral.objects.exists()


def test_somebody_twice_and_somebody_dead_are_refused(cast: Cast, three: Three) -> None:
    with refused("stands here twice"):
        received(cast, [three.kofi, three.kofi])
    with acting(cast.alice.pk):
        record_death(person=three.yaw, died_on=days_ago(1), by=cast.alice)
        three.yaw.refresh_from_db()
    with refused("Yaw Mensah is no longer alive"):
        received(cast, three.all)


def test_it_is_held_from_the_family_unless_they_came_themselves(cast: Cast) -> None:
    for source, sharing in ((SCHOOL, "held"), (Source("self", reach="01632 960 001"), "shown")):
        (one,) = received(cast, [cast.ade], source=source)
        with acting(cast.alice.pk):
            assert About.objects.get(entry=one.entry_id).sharing == sharing


def test_nobody_writes_on_records_that_they_do_not_reach(cast: Cast, three: Three) -> None:
    for who in (cast.charlie, cast.protection, cast.sam, cast.ade_account):
        with pytest.raises(PermissionDenied):
            received(cast, [three.kofi], by=who)


# Taking it on -------------------------------------------------------------------------------------


def test_one_takes_it_on_and_whoever_comes_second_is_told(cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi])

    def take(by: object, seen: object = None) -> Referral:
        with acting(by.pk):  # type: ignore[attr-defined]
            return front_door.take_referral(referral=one, seen=seen, by=by)  # type: ignore[arg-type]

    take(cast.alice)
    take(cast.alice)
    with refused("Alice has taken this on meanwhile"):
        take(cast.bob)
    take(cast.bob, cast.alice.pk)  # knowingly, from whom the page said
    with acting(cast.bob.pk):
        assert now(one, cast.bob).taken_by_id == cast.bob.pk
        front_door.give_back_referral(referral=one, by=cast.bob)
        assert now(one, cast.bob).taken_by_id is None
        said = list(ReferralLine.objects.exclude(what="from").order_by("at"))
    assert [(line.what, line.by_id) for line in said] == [
        ("taken", cast.alice.pk),
        ("taken", cast.bob.pk),
        ("given back", cast.bob.pk),
    ]


def test_what_is_taken_back_by_whoever_told_it_is_still_decided(cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi])
    with acting(cast.alice.pk):
        say = front_door.say_of_referral
        say(referral=one, what="looked at", words="Known to nobody here.", by=cast.alice)
        say(referral=one, what="withdrawn", words="She thinks she was wrong.", by=cast.alice)
        with refused("sentence or two"):
            say(referral=one, what="withdrawn", words=" ", by=cast.alice)
        with refused("Say what this is"):
            say(referral=one, what="decided", words="Nothing", by=cast.alice)
    assert now(one, cast.alice).step == Referral.Step.LOOKED_AT


# Deciding -----------------------------------------------------------------------------------------


def test_a_decision_about_one_child_leaves_the_others_open(cast: Cast, three: Three) -> None:
    kofi, ama, _yaw = received(cast, three.all, received=When(days_ago(3), "day"))
    decided(kofi, cast.mo, "assess", team=cast.children)
    assert now(ama, cast.alice).step == Referral.Step.NEW
    assert set(clocks(cast, three.ama)) == {"referral-decision"}
    found = clocks(cast, three.kofi)
    assert found["referral-decision"].done_on == TODAY
    # From the day on which the referral came, and not from that of the decision.
    assert found["child-and-family-assessment"].started_on == days_ago(3)


def test_it_hands_on_to_the_team_that_is_asked(cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi])
    with refused("which team"):
        decided(one, cast.mo, "assess")
    decided(one, cast.mo, "assess", team=cast.children)
    with acting(cast.charlie.pk):
        assert Grant.objects.filter(person=three.kofi, team=cast.children).exists()
        task = Task.objects.get(what="follow up", person=three.kofi)
        assert (task.team_id, task.words) == (cast.children.pk, "Say who works with them")
        assert Entry.objects.filter(pk=task.from_id, kind="decision").exists()


def test_a_role_decides_what_the_file_says_and_no_more(cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi])
    for key in ("assess", "nothing-more"):
        with refused("Your role does not decide this"):
            decided(one, cast.alice, key, team=cast.children)
    decided(one, cast.alice, "immediate")
    with acting(cast.alice.pk):
        line = ReferralLine.objects.get(what="decided")
        assert (line.authority, line.by_id) == ("write record", cast.alice.pk)
        assert Task.objects.get(what="follow up", person=three.kofi).account == cast.alice


@pytest.mark.parametrize(
    ("key", "given", "says"),
    [
        ("adult-enquiry", {}, "Choose what is decided"),
        ("nonsense", {}, "Choose what is decided"),
        ("nothing-more", {"why": ""}, "Say why"),
        ("nothing-more", {"seen": "assess"}, "decided meanwhile"),
        ("nothing-more", {"why": "Gwen Astbury is known to exaggerate."}, "stands in these words"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_a_sentence(
    cast: Cast, three: Three, key: str, given: dict[str, str], says: str
) -> None:
    (one,) = received(cast, [three.kofi], source=NEIGHBOUR)
    with refused(says):
        decided(one, cast.mo, key, **given)


def test_finding_out_more_first_leaves_the_clock_running(cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi])
    decided(one, cast.alice, "more-information")
    assert now(one, cast.alice).step == Referral.Step.LOOKED_AT
    assert clocks(cast, three.kofi)["referral-decision"].done_on is None
    decided(one, cast.mo)
    assert clocks(cast, three.kofi)["referral-decision"].done_on == TODAY
    with refused("decided already"):
        decided(one, cast.alice, "more-information")


def test_what_is_decided_anew_is_a_new_version_and_the_old_one_stays(
    cast: Cast, three: Three
) -> None:
    (one,) = received(cast, [three.kofi], received=When(days_ago(2), "day"))
    decided(one, cast.mo)
    assert "child-and-family-assessment" not in clocks(cast, three.kofi)
    decided(one, cast.mo, "assess", team=cast.children, why="Grandma has told us more.")
    with acting(cast.alice.pk):
        entry = Entry.objects.get(kind="decision")
        assert Version.objects.filter(entry=entry).count() == 2
        codes = ReferralLine.objects.filter(what="decided").order_by("at")
        assert [line.code for line in codes] == ["nothing-more", "assess"]
        assert [part.text for part in access.reasons(now(one, cast.alice))] == [
            "Grandma has told us more."
        ]
    assert clocks(cast, three.kofi)["child-and-family-assessment"].started_on == days_ago(2)
    decided(one, cast.mo, "nothing-more", why="They have moved to Wales.")
    assert "child-and-family-assessment" not in clocks(cast, three.kofi)


# Telling ------------------------------------------------------------------------------------------


def test_it_is_done_once_everybody_who_waits_is_told(cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi])
    with refused("not decided yet"):
        tell(one, cast.alice, "family")
    decided(one, cast.mo)
    assert now(one, cast.alice).due_on == working_days_after(TODAY, 1)
    tell(one, cast.alice, "referrer")
    assert now(one, cast.alice).step == Referral.Step.DECIDED
    tell(one, cast.alice, "family")
    assert now(one, cast.alice).step == Referral.Step.DONE
    decided(one, cast.mo, "assess", team=cast.children)
    with acting(cast.alice.pk):  # who heard of the first decision does not know the second
        found = access.told(now(one, cast.alice))
        assert found.waits == ["referrer", "family"]
    assert now(one, cast.alice).step == Referral.Step.DECIDED


def test_where_nobody_gave_a_name_only_the_family_waits(cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi], source=Source("anonymous"))
    decided(one, cast.mo)
    with refused("nobody is known who got in touch"):
        tell(one, cast.alice, "referrer")
    tell(one, cast.alice, "family")
    assert now(one, cast.alice).step == Referral.Step.DONE


def test_not_telling_the_family_needs_a_ground_and_is_looked_at_again(
    cast: Cast, three: Three
) -> None:
    (one,) = received(cast, [three.kofi])
    decided(one, cast.mo)
    with refused("on what ground"):
        tell(one, cast.alice, "family", how="not told")
    with refused("Say why they are not told"):
        tell(one, cast.alice, "family", how="not told", ground="crime", words=" ")
    tell(one, cast.alice, "family", how="not told", ground="crime", words="The police ask so.")
    with acting(cast.alice.pk):
        task = Task.objects.get(what="follow up", person=three.kofi)
        assert task.due_on == working_days_after(TODAY, door().look_again)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"on": TODAY + timedelta(days=1)}, "has not come yet"),
        ({"on": days_ago(1)}, "before we heard of it"),
        ({"how": ""}, "Say how"),
        ({"words": ""}, "Write what they were told"),
        ({"words": "Gwen Astbury rang us."}, "stands in these words"),
    ],
)
def test_what_was_not_so_is_not_written_down_as_told(
    cast: Cast, three: Three, given: dict[str, object], says: str
) -> None:
    (one,) = received(cast, [three.kofi], source=NEIGHBOUR)
    decided(one, cast.mo)
    with refused(says):
        tell(one, cast.alice, "family", **given)


def test_what_may_be_said_depends_on_who_asks() -> None:
    assert "social worker will visit" in door().may_say("assess", "professional")
    for source in ("family", "public", "anonymous"):
        assert door().may_say("assess", source) == door().thanks
    assert decided_in_words("retired-long-ago") == "Retired long ago"


# What came before ---------------------------------------------------------------------------------


def test_earlier_contacts_are_counted_as_far_as_one_sees_them(cast: Cast, three: Three) -> None:
    long_ago = When(date(TODAY.year - 2, 1, 1), "day")
    received(cast, [three.kofi], received=long_ago)
    for days in (40, 20):
        (one,) = received(cast, [three.kofi], received=When(days_ago(days), "day"))
    decided(one, cast.mo)
    (here,) = received(cast, [three.kofi])
    with acting(cast.alice.pk):
        found = access.earlier(here, cast.alice)
    assert found.count == 2
    assert [each.decided for each in found.found] == ["nothing-more", ""]
    with acting(cast.charlie.pk):
        assert access.earlier(here, cast.charlie).count == 0


def test_a_household_is_an_address_that_is_kept_from_nobody(cast: Cast, three: Three) -> None:
    where = "12 Mill Lane, Northmere, NM1 2AB"
    with acting(cast.alice.pk):
        _, _, yaws = [
            record_fact(person=one, kind="address", value=where, by=cast.alice) for one in three.all
        ]
        protect_fact(
            fact=yaws, from_whom="Dad", why="x", review_on=TODAY + timedelta(days=90), by=cast.alice
        )
    for child in (three.ama, three.yaw, cast.temi):
        received(cast, [child], received=When(days_ago(5), "day"))
    kofi, _ = received(cast, [three.kofi, three.ama])
    with acting(cast.alice.pk):
        found = access.earlier(kofi, cast.alice)
    assert [one.person.called for one in found.found] == ["Ama Mensah"]


def test_earlier_contacts_take_one_query(
    cast: Cast, three: Three, django_assert_num_queries: Any
) -> None:
    for days in (9, 6, 3):
        received(cast, three.all, received=When(days_ago(days), "day"))
    kofi, *_ = received(cast, three.all)
    with acting(cast.alice.pk), django_assert_num_queries(1):
        assert access.earlier(kofi, cast.alice).count == 3
