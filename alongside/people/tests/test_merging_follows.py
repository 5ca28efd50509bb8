"""What is written once follows a merge: orders, what came in, handovers; and warnings move."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.desk.access.handovers import handed_on, handover_to_view
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import handovers
from alongside.people.actions.around import add_relationship
from alongside.people.actions.grants import allocate
from alongside.people.actions.handovers import Whom
from alongside.people.actions.merging import undo_merge
from alongside.people.actions.outside import look_behind, write_down_service
from alongside.people.actions.warnings import warn
from alongside.people.models import Basis, Grant, Merge, Person, Rung, ServiceLook, WarningNote
from alongside.people.outside import looking, looks_at, out_of_sight, services_of
from alongside.plans.meetings.access import meeting_to_view, meetings_of
from alongside.plans.meetings.actions import write_minutes
from alongside.plans.tests.meeting import arrange, held, minutes
from alongside.record.access.referrals import told, words_about
from alongside.record.access.statuses import (
    orders_that_keep_away,
    sayings_of,
    standing_of,
    status_to_change,
)
from alongside.record.actions import finish_entry, front_door, move_misfiled_entry, statuses
from alongside.record.actions.amending import amend_entry
from alongside.record.actions.receiving import Source, receive_referral
from alongside.record.actions.statuses import Saying
from alongside.record.actions.writing import Words
from alongside.record.models import Clock, Entry, Episode, Referral, Seen
from tests.browsing import Browse
from tests.cast import Cast, person

from .test_merging_histories import join, three

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WHY = "They are not the same."


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def two(cast: Cast) -> list[Person]:
    """The record that stays, and the one that goes."""
    return three(cast)[:2]


def parted(cast: Cast, merge: Merge) -> None:
    with acting(cast.mo.pk):
        undo_merge(merge=merge, why=WHY, by=cast.mo)


def said(cast: Cast, whom: Person, kind: str, code: str, days: int = 20, **more: Any) -> Episode:
    told_ = Saying(kind, When(ago(days), "day"), code, **more)
    with acting(cast.alice.pk):
        return statuses.say_status(person=whom, saying=told_, by=cast.alice)


def order_on(cast: Cast, whom: Person) -> Episode:
    with acting(cast.alice.pk):
        dan = add_relationship(person=whom, called="Dan O’Hara", kind="sibling", by=cast.alice)
    return said(cast, whom, "order", "non-molestation", named=dan, words="Stay away.")


def test_an_order_stands_on_the_record_that_stays(
    cast: Cast, browse: Browse, two: list[Person]
) -> None:
    into, gone = two
    order = order_on(cast, gone)
    merge = join(cast, gone, into)
    with acting(cast.alice.pk):
        assert [one.pk for one in standing_of(into, cast.alice).now] == [order.pk]
        assert [one.pk for one in orders_that_keep_away([into.pk])] == [order.pk]
    for page in ("status", "who-may-see", f"status/{order.pk}"):
        answer = browse(cast.alice).get(f"/people/{into.pk}/{page}/")
        assert (answer.status_code, "Dan O’Hara" in answer.content.decode()) == (200, True), page
    with acting(cast.alice.pk):
        head = status_to_change(cast.alice, into, order.pk)
        statuses.end_status(status=head, until=When(ago(1), "day"), why="It ended.", by=cast.alice)
        every = sayings_of(cast.alice, into, order.pk)
        assert [(one.number, one.person_id) for one in every] == [(1, gone.pk), (2, gone.pk)]
        assert orders_that_keep_away([into.pk]) == []
    parted(cast, merge)
    with acting(cast.alice.pk):
        assert len(sayings_of(cast.alice, gone, order.pk)) == 2
        assert standing_of(into, cast.alice).every == []


def test_what_was_taken_out_stays_for_those_who_read_what_is_restricted(
    cast: Cast, two: list[Person]
) -> None:
    into, gone = two
    order = order_on(cast, gone)
    with acting(cast.alice.pk):
        statuses.take_status_out(status=order, why="Somebody else.", by=cast.alice)
    join(cast, gone, into)
    with acting(cast.alice.pk):
        assert not Episode.objects.filter(episode=order.pk).exists()
        assert standing_of(into, cast.alice).every == []
    with acting(cast.mo.pk):
        assert len(sayings_of(cast.mo, into, order.pk)) == 2


@pytest.mark.parametrize("what", ["status", "look"])
def test_what_only_few_read_of_one_makes_somebody_ask_first(
    cast: Cast, two: list[Person], what: str
) -> None:
    into, gone = two
    with acting(cast.system.pk):
        allocate(
            person=gone,
            account=cast.bob,
            rung=Rung.RESTRICTED,
            basis=Basis.SUPERVISES,
            by=cast.system,
        )
    if what == "status":
        order = order_on(cast, gone)
        with acting(cast.alice.pk):
            statuses.take_status_out(status=order, why="Somebody else.", by=cast.alice)
    else:
        with acting(cast.alice.pk):
            look_behind(person=gone, why="We ask who helps her.", by=cast.alice)
    with pytest.raises(ValidationError, match="restricted"), transaction.atomic():
        join(cast, gone, into)


def test_an_entry_that_leaves_takes_along_what_stands_on_it(cast: Cast, two: list[Person]) -> None:
    into, gone = two
    with acting(cast.alice.pk):
        entry = finish_entry(
            id=new_id(), kind="note", people=[gone], happened=When(ago(3), "day"),
            parts=[Words("fact", "The order came by post.")], by=cast.alice,
        )  # fmt: skip
    stands = said(cast, gone, "carer", "", entry=entry.pk)
    join(cast, gone, into)
    with acting(cast.alice.pk):
        one = status_to_change(cast.alice, into, stands.pk)
        statuses.put_status_right(
            status=one, saying=Saying("carer", When(ago(9), "day"), entry=entry.pk), why="Earlier.",
            by=cast.alice,
        )  # fmt: skip
        move_misfiled_entry(
            entry=Entry.objects.get(pk=entry.pk),
            wrong=into,
            right=None,
            why="Not theirs.",
            by=cast.alice,
        )
        assert standing_of(into, cast.alice).every == []


def test_what_is_due_because_of_a_status_is_kept_and_goes_back(cast: Cast) -> None:
    with acting(cast.system.pk):
        into, gone = (
            person(called, ago(9 * 365), worker=cast.alice, by=cast.system)
            for called in ("Ada Marsh", "Adah Marsh")
        )
        for one in (into, gone):
            allocate(
                person=one,
                account=cast.mo,
                rung=Rung.RESTRICTED,
                basis=Basis.SUPERVISES,
                by=cast.system,
            )
    care = said(cast, gone, "looked-after", "C2", 3)
    merge = join(cast, gone, into)
    said(cast, into, "placement", "U6", 3)

    def due(whom: Person) -> set[str]:
        with acting(cast.alice.pk):
            found = Clock.objects.visible_to(cast.alice).filter(person=whom, ended_at=None)
            return set(found.values_list("rule", flat=True))

    assert due(into) == {"looked-after-review-first", "looked-after-visit-first"}
    with acting(cast.alice.pk):  # begun anew while they are one
        head = status_to_change(cast.alice, into, care.pk)
        statuses.end_status(status=head, until=When(ago(1), "day"), why="Home.", by=cast.alice)
        head = status_to_change(cast.alice, into, care.pk)
        right = Saying("looked-after", When(ago(3), "day"), "C2")
        statuses.put_status_right(status=head, saying=right, why="She is not.", by=cast.alice)
    assert due(into) == {"looked-after-review-first", "looked-after-visit-first"}
    parted(cast, merge)
    assert due(gone) == {"looked-after-review-first"}
    assert due(into) == {"looked-after-visit-first"}


def test_a_visit_at_which_they_were_seen_under_the_old_id_counts(cast: Cast) -> None:
    with acting(cast.system.pk):
        into, gone = (
            person(called, ago(9 * 365), worker=cast.alice, by=cast.system)
            for called in ("Ada Marsh", "Adah Marsh")
        )
        for one in (into, gone):
            allocate(
                person=one,
                account=cast.mo,
                rung=Rung.RESTRICTED,
                basis=Basis.SUPERVISES,
                by=cast.system,
            )
    with acting(cast.alice.pk):
        visit = finish_entry(
            id=new_id(), kind="visit", people=[gone], happened=When(ago(2), "day"),
            seen={gone.pk: Seen.ALONE}, parts=[Words("fact", "We baked.")], by=cast.alice,
        )  # fmt: skip
    join(cast, gone, into)
    said(cast, into, "looked-after", "C2", 6)
    said(cast, into, "placement", "U6", 6)
    with acting(cast.alice.pk):
        days = Clock.objects.filter(rule__contains="visit", done_on=None, ended_at=None)
        assert list(days.values_list("started_on", flat=True)) == [ago(2)]
        # Put right, it is laid beside what is due once more: they were seen.
        Clock.objects.filter(rule__contains="visit").update(started_on=ago(6), due_on=TODAY)
        stood = Entry.objects.get(pk=visit.pk)
        amend_entry(
            entry=stood, base=1, parts=[Words("fact", "We baked bread.")], why="More.",
            by=cast.alice,
        )  # fmt: skip
        assert Clock.objects.filter(met_by=visit.pk).exists()


def came_in(cast: Cast, whom: Person) -> Referral:
    with acting(cast.alice.pk):
        (made,) = receive_referral(
            id=new_id(), people=[whom], received=When(TODAY, "day"), by=cast.alice,
            source=Source("professional", "Marion Tapp", "01632 960 012", is_quiet=False),
            words="She comes to school hungry.",
        )  # fmt: skip
    return made


def test_what_came_in_is_read_decided_and_told_after_it(
    cast: Cast, browse: Browse, two: list[Person]
) -> None:
    into, gone = two
    one = came_in(cast, gone)
    with acting(cast.alice.pk):
        front_door.say_of_referral(
            referral=one, what="looked at", words="Ruth rang.", by=cast.alice
        )
    merge = join(cast, gone, into)
    with acting(cast.mo.pk):
        one = Referral.objects.visible_to(cast.mo).get(person=into)
        front_door.decide_referral(
            referral=one, decision="nothing-more", why="They talk.", by=cast.mo
        )
    with acting(cast.alice.pk):
        one = Referral.objects.visible_to(cast.alice).get(person=into)
        assert [line.what for line in told(one).lines] == ["from", "looked at", "decided"]
        assert [part.text for part in words_about(one)] == ["She comes to school hungry."]
        for whom in ("referrer", "family"):
            front_door.tell_of_decision(
                referral=one, whom=whom, how="phone", on=TODAY, words="Rang.", by=cast.alice
            )
        assert Referral.objects.get(pk=one.pk).step == Referral.Step.DONE
    html = browse(cast.alice).get(f"/front-door/{one.pk}/").content.decode()
    assert "Ruth rang." in html
    parted(cast, merge)
    with acting(cast.alice.pk):
        back = Referral.objects.visible_to(cast.alice).get(person=gone)
        assert [line.what for line in told(back).lines] == [
            "from", "looked at", "decided", "referrer", "family",
        ]  # fmt: skip


def test_a_warning_and_a_service_move_and_a_reason_opens_nothing_else(
    cast: Cast, browse: Browse, two: list[Person]
) -> None:
    into, gone = two
    with acting(cast.alice.pk):
        warn(
            person=gone, what="The dog bites", safe="Ring before.", evidence="It did.",
            for_whom="visit", is_told=True, told_words="Yes.", review_on=ago(-60), by=cast.alice,
        )  # fmt: skip
        write_down_service(person=gone, kind="school", agency="Mere Lane", by=cast.alice)
        write_down_service(person=gone, kind="substance", agency="The clinic", by=cast.alice)
    merge = join(cast, gone, into)
    assert "The dog bites" in browse(cast.alice).get(f"/people/{into.pk}/").content.decode()
    with acting(cast.alice.pk):
        assert [one.agency for one in services_of(into)] == ["Mere Lane"]
        look = look_behind(person=into, why="We ask who helps her.", by=cast.alice)
        with looking(look):
            assert [one.agency for one in out_of_sight(look)] == ["The clinic"]
    parted(cast, merge)
    with acting(cast.alice.pk):
        assert set(WarningNote.objects.values_list("person_id", flat=True)) == {gone.pk}
        with looking(look):  # it was given for the other
            assert out_of_sight(look) == []


def test_why_somebody_looked_is_read_after_it(cast: Cast, two: list[Person]) -> None:
    into, gone = two
    with acting(cast.alice.pk):
        write_down_service(person=gone, kind="substance", agency="The clinic", by=cast.alice)
        look = look_behind(person=gone, why="We ask who helps her.", by=cast.alice)
    join(cast, gone, into)
    for by in (cast.alice, cast.mo):
        with acting(by.pk):
            assert [one.pk for one in looks_at(into)] == [look.pk]
    with acting(cast.alice.pk), looking(look):
        assert not ServiceLook.objects.filter(person=into).exists()
        assert out_of_sight(ServiceLook(person=into)) == []


def test_what_is_offered_is_answered_after_it(
    cast: Cast, browse: Browse, two: list[Person]
) -> None:
    into, gone = two
    with acting(cast.alice.pk):
        offer = handovers.offer(
            person=gone, kind="transfer", to=Whom(cast.bob), reason="She moved.",
            basis="public-task", by=cast.alice,
        )  # fmt: skip
    merge = join(cast, gone, into)
    with acting(cast.alice.pk):
        assert [one.handover.pk for one in handed_on(into)] == [offer.pk]
    assert browse(cast.bob).get("/").status_code == 200
    assert "Ada Marsh" in browse(cast.bob).get(f"/handovers/{offer.pk}/").content.decode()
    with acting(cast.bob.pk):
        handovers.answer(handover=offer, is_accepted=True, by=cast.bob)
        assert handover_to_view(cast.bob, offer.pk).is_reached
        assert Person.objects.visible_to(cast.bob).filter(pk=into.pk).exists()
    with acting(cast.mo.pk):
        handovers.say(handover=offer, what="undone", words="Too soon.", by=cast.mo)
    with acting(cast.alice.pk):
        assert Person.objects.visible_to(cast.alice).filter(pk=into.pk).exists()
    parted(cast, merge)
    with acting(cast.mo.pk):
        assert [one.handover.pk for one in handed_on(gone)] == [offer.pk]
        assert handed_on(into) == []


def test_what_was_said_meanwhile_is_listed(cast: Cast, two: list[Person]) -> None:
    into, gone = two
    merge = join(cast, gone, into)
    order_on(cast, into)
    with acting(cast.alice.pk):
        write_down_service(person=into, kind="school", agency="Mere Lane", by=cast.alice)
    arrange(into, cast.alice)
    parted(cast, merge)
    with acting(cast.mo.pk), connection.cursor() as cursor:
        cursor.execute("select kind from gate.written_while_merged(%s, 50)", [merge.pk])
        assert {"status", "service", "meeting"} <= {kind for (kind,) in cursor.fetchall()}


def test_nobody_else_reads_an_order_by_way_of_a_merge(cast: Cast, two: list[Person]) -> None:
    into, gone = two
    order = order_on(cast, gone)
    join(cast, gone, into)
    assert not Grant.objects.filter(person=into, account=cast.bob).exists()
    with acting(cast.bob.pk):
        assert not Episode.objects.filter(pk=order.pk).exists()
        assert not Episode.objects.visible_to(cast.bob).filter(pk=order.pk).exists()


def test_a_meeting_is_held_and_written_down_after_it(cast: Cast, two: list[Person]) -> None:
    into, gone = two
    made = held(gone, cast.alice)
    merge = join(cast, gone, into)
    with acting(cast.alice.pk):
        entry = write_minutes(meeting=made.pk, minutes=minutes(), by=cast.alice)
        assert [about.person for about in entry.abouts.all()] == [into]
        assert [one.id for one in meetings_of(into, cast.alice)[0]] == [made.pk]
        assert meeting_to_view(cast.alice, made.pk).person == into
    parted(cast, merge)
    with acting(cast.alice.pk):
        assert meeting_to_view(cast.alice, made.pk).person == gone
