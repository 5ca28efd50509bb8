"""What was in the wrong record leaves it whole, by whoever may take it out; and why is kept."""

from typing import Any

import pytest
from django.db.models import Q
from django.http import Http404

from alongside.accounts.models import Account, in_force
from alongside.foundation.actor import acting
from alongside.people.actions import grants, handovers
from alongside.people.models import Basis, Grant, Rung
from alongside.plans.access import plan_to_view
from alongside.plans.meetings.access import meeting_to_view
from alongside.plans.meetings.actions import change_meeting
from alongside.plans.models import Line, MeetingLine
from alongside.record.actions.moving import move_misfiled_entry
from alongside.record.models import About, Entry
from tests.attacks import attacker
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Agreed
from .meeting import arrange, written

pytestmark = pytest.mark.django_db


def let_in(cast: Cast, who: Account) -> None:
    with acting(cast.system.pk):
        basis: dict[str, Any] = {"rung": Rung.RECORD, "basis": Basis.ALLOCATED}
        grants.allocate(person=cast.ade, account=who, by=cast.system, **basis)


def only_visits(cast: Cast, who: Account) -> None:
    """They worked with Ade, and now their team is let in for a time."""
    with acting(cast.mo.pk):
        theirs = Grant.objects.filter(Q(account=who) | Q(team=cast.children), person=cast.ade)
        for grant in theirs.filter(in_force()):
            grants.end_grant(grant=grant, why="x", by=cast.mo)
    with acting(cast.alice.pk):
        to = handovers.Whom(team=cast.children)
        handovers.open_now(person=cast.ade, to=to, by=cast.alice)
    assert attacker.reads(who, "select gate.only_visits(%s)", [cast.ade.pk]) == [True]


def move(cast: Cast, entry: Any, by: Account) -> None:
    with acting(by.pk):
        one = Entry.objects.get(pk=entry.pk)
        move_misfiled_entry(entry=one, wrong=cast.ade, right=None, why="Not his.", by=by)


def test_why_it_was_taken_out_is_kept_also_where_it_was_called_off(
    cast: Cast, browse: Browse
) -> None:
    made = arrange(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        for what, words in (("off", "The depot is shut."), ("out", "It was about Temi 🪜.")):
            change_meeting(meeting=made.pk, what=what, words=words, by=cast.alice)
    with acting(cast.mo.pk):
        met = meeting_to_view(cast.mo, made.pk)
        assert met.off
        assert (met.off.words, met.off.who) == ("It was about Temi 🪜.", "Alice")
    text = browse(cast.mo).get(made.get_absolute_url()).content.decode()
    assert "It was about Temi 🪜." in text
    assert browse(cast.alice).get(made.get_absolute_url()).status_code == 404
    for who in (cast.alice, cast.bob):  # that it was, and no word of why
        said = "select what || words from plans_meetingline"
        assert attacker.reads(who, said) == ["out"]
    assert attacker.reads(cast.ade_account, "select id from plans_meetingline") == []


@pytest.mark.parametrize("who", ["protection", "charlie"])
def test_minutes_in_the_wrong_record_leave_it_with_their_meeting(cast: Cast, who: str) -> None:
    by: Account = getattr(cast, who)
    let_in(cast, by)
    entry = written(cast.ade, cast.charlie if who == "charlie" else cast.alice)
    if who == "charlie":
        only_visits(cast, by)
    move(cast, entry, by)
    with acting(cast.mo.pk):
        found = meeting_to_view(cast.mo, entry.pk)
        assert found.out
        assert found.off
        assert (found.off.by_id, found.off.words) == (by.pk, "Not his.")
    with acting(cast.system.pk):
        assert not About.objects.filter(entry_id=entry.pk, removed_at=None).exists()
    with acting(cast.ade_account.pk), pytest.raises(Http404):
        meeting_to_view(cast.ade_account, entry.pk)


@pytest.mark.parametrize("who", ["protection", "charlie"])
def test_a_version_in_the_wrong_record_leaves_it_with_its_plan(
    cast: Cast, agreed: Agreed, who: str
) -> None:
    by: Account = getattr(cast, who)
    let_in(cast, by)
    writer = cast.charlie if who == "charlie" else cast.alice
    made = agreed(by=writer)
    agreed(by=writer, plan=made.plan, seen=1)
    if who == "charlie":
        only_visits(cast, by)
    move(cast, made, by)
    with acting(cast.mo.pk):
        found = plan_to_view(cast.mo, made.plan)
        assert found.is_out
        assert found.over
        assert found.over.words == "Not his."
    with acting(cast.system.pk):
        assert not About.objects.filter(person=cast.ade, removed_at=None).exists()


def test_nobody_else_takes_them_out_by_the_database(cast: Cast, agreed: Agreed) -> None:
    """Who only visits, and who may move entries, take out no meeting without minutes of theirs."""
    let_in(cast, cast.protection)
    sheet, entry, coming = agreed(), written(cast.ade, cast.alice), arrange(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        line = MeetingLine(meeting=coming, person=cast.ade, what="out")
        said = Line(plan=sheet.plan, sheet=sheet, person=cast.ade, what="out", on=sheet.agreed_on)
    only_visits(cast, cast.charlie)
    for who, meeting in ((cast.protection, coming), (cast.charlie, coming), (cast.charlie, entry)):
        told = row(line, who) | {"meeting_id": meeting.pk}
        assert not attacker.inserts(who, "plans_meetingline", **told), who.email
    assert not attacker.inserts(cast.charlie, "plans_line", **row(said, cast.charlie))
    told = row(line, cast.protection) | {"meeting_id": entry.pk}
    for wrong in ({"what": "moved"}, {"what": "view"}, {"by_id": cast.alice.pk}):
        assert not attacker.inserts(cast.protection, "plans_meetingline", **(told | wrong)), wrong
    assert attacker.inserts(cast.protection, "plans_meetingline", **told)


def row(line: Line | MeetingLine, by: Account) -> dict[str, Any]:
    """Its columns, as the application would write them."""
    line.by = by
    fields = line._meta.concrete_fields
    return {str(one.column): one.pre_save(line, True) for one in fields}
