"""Four hours stay four hours: from an emergency nobody decides anything that lasts."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants as actions
from alongside.people.actions.adding import add_person
from alongside.people.actions.lives import Newborn, record_birth, record_death
from alongside.people.models import Bar, Basis, Grant, Person
from alongside.record.actions import move_misfiled_entry
from alongside.record.models import Entry, Misfiled
from tests.attacks.attacker import changes, entry, grants, inserts, reads
from tests.browsing import Browse
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db
WHY = "Nobody answers and a child is alone"


@pytest.fixture
def mo(cast: Cast) -> Account:
    """A manager of another team, inside by an emergency alone."""
    with acting(cast.mo.pk):
        actions.break_glass(person_id=cast.stranger.pk, reason=WHY, by=cast.mo)
    return cast.mo


def bars(me: Account, whom: Account, of: Person) -> bool:
    now = timezone.now()
    row = {"id": new_id(), "person_id": of.pk, "account_id": whom.pk, "ground": "objection"}
    ends = {"starts": now, "until": FOR_EVER, "given_by_id": me.pk, "ended_why": "", "reason": ""}
    return inserts(me, "people_bar", **row, **ends)


def test_nobody_lets_anybody_in_from_an_emergency(cast: Cast, mo: Account) -> None:
    soon = timezone.now() + timedelta(hours=6)
    for who in (mo, cast.bob, cast.alice):
        for basis in ("allocated", "asked and given", "supervises", "rights request", "duty"):
            one = {"person_id": cast.stranger.pk, "account_id": who.pk, "basis": basis}
            assert not grants(mo, **one), (who.email, basis)
            assert not grants(mo, **one, until=soon, rung=1), (who.email, basis)
    assert not grants(mo, person_id=cast.stranger.pk, team_id=cast.adults.pk, basis="team")
    listed = {"person_id": cast.stranger.pk, "account_id": cast.pat.pk, "rung": 0}
    assert not grants(mo, **listed, basis="acting for them")


def test_nobody_is_turned_out_or_kept_out_from_an_emergency(cast: Cast, mo: Account) -> None:
    end = "update people_grant set until = now() where person_id = %s and account_id = %s"
    assert not changes(mo, end, [cast.stranger.pk, cast.charlie.pk])
    assert not bars(mo, cast.charlie, cast.stranger)
    assert bars(mo, mo, cast.stranger)  # a conflict of one's own can be said at any time
    with acting(cast.system.pk):
        ground = Bar.Ground.OBJECTION
        actions.bar(person=cast.stranger, ground=ground, account=cast.alice, by=cast.system)
    with acting(cast.bob.pk):
        actions.break_glass(person_id=cast.stranger.pk, reason=WHY, by=cast.bob)
    over = "update people_bar set until = now() where account_id = %s"
    assert not changes(cast.bob, over, [cast.alice.pk])


def test_a_request_is_not_answered_from_an_emergency(cast: Cast, mo: Account) -> None:
    with acting(cast.bob.pk):
        asked = actions.ask_for_access(person_id=cast.stranger.pk, reason=WHY, by=cast.bob)
    said = "update people_accessrequest set state = 'refused' where id = %s"
    assert not changes(mo, said, [asked.pk])
    assert changes(cast.charlie, said, [asked.pk])


def test_what_is_read_in_an_emergency_is_not_put_on_a_record_of_one_s_own(
    cast: Cast, mo: Account
) -> None:
    found = entry(cast.charlie, [cast.stranger])
    row = {"entry_id": found, "person_id": cast.ade.pk, "happened_at": timezone.now()}
    words = {"sharing": "held", "sharing_words": "", "removed_why": ""}
    assert reads(mo, "select id from record_entry where id = %s", [found])
    assert not inserts(mo, "record_about", id=new_id(), **row, **words)


def moved(entry_id: UUID, cast: Cast, by: Account) -> Misfiled:
    entry = Entry.objects.get(pk=entry_id)
    return move_misfiled_entry(entry=entry, wrong=cast.stranger, right=cast.ade, why="x", by=by)


def test_nothing_is_taken_out_of_a_record_that_was_opened_in_an_emergency(
    cast: Cast, mo: Account, browse: Browse
) -> None:
    """A manager, who may put slips right elsewhere, could carry what they found to another record.

    What one wrote oneself in that night, in the wrong record, one takes out at once.
    """
    found, slip = entry(cast.charlie, [cast.stranger]), entry(mo, [cast.stranger])
    about = "select id from record_about where entry_id = %s"
    take = "select gate.take_out(%s, 'x')"
    for tried, statement in ((found, take), (found, "select * from gate.close_moved(%s)")):
        [row] = reads(cast.charlie, about, [tried])
        assert not changes(mo, statement, [row])
    with acting(mo.pk), pytest.raises(ValidationError, match="here in an emergency"):
        moved(found, cast, mo)
    browser = browse(mo)
    assert f"/entries/{found}/move/" not in browser.get(f"/entries/{found}/").content.decode()
    refused = browser.get(f"/entries/{found}/move/")
    assert refused.status_code == 403
    assert "You are here in an emergency" in refused.content.decode()
    assert browser.get(f"/entries/{slip}/move/").status_code == 200
    with acting(mo.pk):
        assert moved(slip, cast, mo)
    assert not reads(mo, "select id from record_entry where id = %s", [slip])
    assert reads(cast.charlie, "select id from record_entry where id = %s", [found])


def test_the_actions_say_why_not(cast: Cast, mo: Account) -> None:
    with acting(mo.pk):
        them = Person.objects.get(pk=cast.stranger.pk)
        theirs = Grant.objects.get(person=them, account=cast.charlie)
        for refused in (
            lambda: actions.allocate(person=them, account=mo, by=mo),
            lambda: actions.end_grant(grant=theirs, why="x", by=mo),
            lambda: actions.bar(person=them, ground=Bar.Ground.FAMILY, account=cast.charlie, by=mo),
            lambda: actions.let_act_for(person=them, account=cast.pat, called="Pat", by=mo),
            lambda: record_death(person=them, by=mo),
        ):
            with pytest.raises(ValidationError, match="here in an emergency"):
                refused()
        mine = Grant.objects.get(person=them, account=mo)
        actions.end_grant(grant=mine, why="It is over", by=mo)
    assert not reads(mo, "select id from people_person where id = %s", [them.pk])


def test_the_pages_offer_none_of_it(cast: Cast, mo: Account, browse: Browse) -> None:
    browser, base = browse(mo), f"/people/{cast.stranger.pk}/who-may-see/"
    page = browser.get(base).content.decode()
    assert "You are here in an emergency" in page
    assert page.count("End it") == 1  # one's own
    assert f"{base}add/" not in page
    answers = {"who": f"account {mo.pk}", "rung": "2", "reason": ""}
    answer = browser.post(f"{base}add/", answers)
    assert answer.status_code == 403
    assert "Ask the team that works with them" in answer.content.decode()
    with acting(mo.pk):
        assert [one.basis for one in Grant.objects.filter(account=mo, person=cast.stranger)] == [
            Basis.BREAK_GLASS
        ]


def test_twins_are_not_begun_in_an_emergency(cast: Cast) -> None:
    today = timezone.localdate()
    due = today + timedelta(days=9)
    with acting(cast.charlie.pk):
        baby = add_person(
            called="Baby Mensah",
            born_on=due,
            birth_known="expected",
            is_somebody_new=True,
            by=cast.charlie,
        )
    entry(cast.charlie, [baby])
    with acting(cast.bob.pk):
        actions.break_glass(person_id=baby.pk, reason=WHY, by=cast.bob)
        mine = Person.objects.get(pk=baby.pk)
        two = [Newborn("Ama"), Newborn("Kofi")]
        with pytest.raises(ValidationError, match="here in an emergency"):
            record_birth(person=mine, born_on=today, children=two, by=cast.bob)
        twin = person("Twin", today, worker=cast.bob, by=cast.bob)
    attach = "select gate.attach_to_twins(%s, %s, 'x')"
    related = {
        "person_id": twin.pk,
        "other_id": baby.pk,
        "kind": "twin",
        "recorded_by_id": cast.bob.pk,
    }
    assert changes(
        cast.charlie, "update people_person set born_on = %s where id = %s", [today, baby.pk]
    )
    joined = {
        "id": new_id(),
        "called": "",
        "words": "",
        "is_sensitive": False,
        "is_told_here": True,
    }
    joined |= dict.fromkeys(("told_by", "ground", "other_sex", "other_born", "other_died"), "")
    joined |= {"other_state": "living", "starts_known": "day", "ends_known": "day"}
    assert inserts(
        cast.bob,
        "people_relationship",
        recorded_at=timezone.now(),
        over_why="",
        **joined,
        **related,
    )
    assert not reads(cast.bob, attach, [baby.pk, [twin.pk]])
    with acting(cast.bob.pk):
        [born] = record_birth(person=mine, born_on=today, by=cast.bob)
        assert born.state == Person.State.LIVING


def test_who_works_with_somebody_loses_nothing_by_an_emergency(cast: Cast) -> None:
    with acting(cast.mo.pk):
        actions.break_glass(person_id=cast.ade.pk, reason=WHY, by=cast.mo)
        assert actions.allocate(person=cast.ade, account=cast.charlie, by=cast.mo)
