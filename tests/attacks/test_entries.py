"""What is written about somebody: nobody reads, opens, closes or falsifies it past its actions."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account, RoleHeld
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import around
from alongside.people.actions import grants as actions
from alongside.people.models import Grant
from alongside.record.actions import Words, restrict_entry
from alongside.record.models import Entry
from tests.attacks.attacker import changes, entry, inserts, of_entry, reads
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def about(who: Account, made: UUID, person: UUID) -> bool:
    return inserts(
        who,
        "record_about",
        id=new_id(),
        entry_id=made,
        person_id=person,
        sharing="shown",
        happened_at=timezone.now(),
        sharing_words="",
        removed_why="",
    )


def test_nobody_ties_another_s_entry_to_a_record_they_may_read(cast: Cast) -> None:
    theirs = entry(cast.charlie, [cast.stranger])
    for who in (cast.ade_account, cast.alice, cast.bob, cast.mo):
        assert not about(who, theirs, cast.ade.pk), who.email
        assert theirs not in reads(who, "select id from record_entry"), who.email


def part(who: Account, version: UUID, made: UUID, person: UUID) -> bool:
    return inserts(
        who,
        "record_part",
        id=new_id(),
        entry_id=made,
        version_id=version,
        position=9,
        sort="fact",
        about=[person],
        of="",
        origin="typed",
        origin_detail="",
        text="He hit her",
    )


def version(who: Account, me: UUID, made: UUID, number: int) -> bool:
    return inserts(
        who,
        "record_version",
        id=new_id(),
        entry_id=made,
        number=number,
        title="",
        by_id=me,
        happened_at=timezone.now(),
        happened_precision="day",
        contact="",
        place="",
        there="",
        seen="{}",
        form="note 1",
        answers="{}",
        why="",
        is_earlier_readable=True,
        at=timezone.now(),
    )


def test_nobody_puts_words_into_another_s_mouth(cast: Cast) -> None:
    note = entry(cast.alice, [cast.ade])
    with acting(cast.alice.pk):
        grant = cast.ade.grants.get(account=cast.pat)
        actions.list_for(grant=grant, entry_id=note, by=cast.alice)
    now = of_entry(cast.alice, note, "record_version")
    for who in (cast.ade_account, cast.pat, cast.bob, cast.mo, cast.alice):
        assert not part(who, now, note, cast.ade.pk), who.email
    for who in (cast.ade_account, cast.pat):
        assert not version(who, who.pk, note, 2), who.email
    assert version(cast.bob, cast.bob.pk, note, 2)  # as amending does, by whoever may


def test_a_person_writes_only_their_own_words(cast: Cast) -> None:
    row = {
        "written_at": timezone.now(),
        "written_by_id": cast.ade_account.pk,
        "versions": 1,
        "about_count": 1,
        "source": "",
        "needs": 2,
    }
    assert not inserts(cast.ade_account, "record_entry", id=new_id(), kind="court", **row)
    assert inserts(cast.ade_account, "record_entry", id=new_id(), kind="own words", **row)


def restricted(cast: Cast) -> UUID:
    note = entry(cast.alice, [cast.ade])
    with acting(cast.alice.pk):
        restrict_entry(
            entry=Entry.objects.get(pk=note),
            words="Few read this",
            review_by=cast.mo,
            by=cast.alice,
            until=timezone.localdate() + timedelta(days=30),
        )
    return note


def test_who_sees_only_the_stub_opens_nothing(cast: Cast) -> None:
    note = restricted(cast)
    assert not changes(cast.bob, "update record_entry set needs = 2")
    row = {"entry_id": note, "by_id": cast.bob.pk, "at": timezone.now()}
    assert not inserts(
        cast.bob,
        "record_restriction",
        id=new_id(),
        words="",
        until=timezone.localdate(),
        review_by_id=cast.bob.pk,
        **row,
    )
    assert not inserts(cast.bob, "record_reader", id=new_id(), account_id=cast.bob.pk, **row)
    assert reads(cast.bob, "select id from record_part") == []
    assert not changes(cast.bob, "update record_entry set pinned_at = now()")


def test_the_newest_version_is_not_hidden_by_counting_back(cast: Cast) -> None:
    note = entry(cast.alice, [cast.ade])
    assert not changes(cast.alice, "update record_entry set versions = 0 where id = %s", [note])


def test_only_whose_role_it_is_opens_what_is_held(cast: Cast) -> None:
    held = entry(cast.alice, [cast.ade], names_others=True)
    shown = "update record_about set sharing = 'shown' where entry_id = %s"
    for who in (cast.alice, cast.bob, cast.ade_account):
        assert not changes(who, shown, [held]), who.email
    assert not changes(
        cast.bob, "update record_about set sharing = 'not disclosed' where entry_id = %s", [held]
    )
    assert changes(cast.mo, shown, [held])


def test_a_decision_belongs_to_its_entry_and_is_agreed_by_whose_role_it_is(cast: Cast) -> None:
    theirs = entry(cast.charlie, [cast.stranger])
    far = of_entry(cast.charlie, theirs, "record_about")
    row = {
        "sharing": "shown",
        "ground": "",
        "why": "",
        "state": "proposed",
        "by_id": cast.alice.pk,
        "at": timezone.now(),
        "second_words": "",
        "person_id": cast.ade.pk,
    }
    assert not inserts(cast.alice, "record_sharingdecision", id=new_id(), about_id=far, **row)
    mine = of_entry(cast.alice, entry(cast.alice, [cast.ade]), "record_about")
    assert inserts(cast.alice, "record_sharingdecision", id=new_id(), about_id=mine, **row)
    agree = "update record_sharingdecision set state = 'in force', second_by_id = %s"
    assert not changes(cast.bob, agree, [cast.bob.pk])
    assert not changes(cast.mo, agree, [cast.bob.pk])  # in another's name
    assert changes(cast.mo, agree, [cast.mo.pk])


def test_a_part_out_of_sight_is_released_to_nobody(cast: Cast) -> None:
    far = of_entry(cast.charlie, entry(cast.charlie, [cast.stranger]), "record_part")
    row = {"person_id": cast.ade.pk, "why": "", "by_id": cast.mo.pk, "at": timezone.now()}
    assert not inserts(cast.mo, "record_release", id=new_id(), part_id=far, **row)


def test_words_stand_beside_the_part_that_they_answer(cast: Cast) -> None:
    note, other = entry(cast.alice, [cast.ade]), entry(cast.charlie, [cast.stranger])
    row = {
        "part_id": of_entry(cast.alice, note, "record_part"),
        "person_id": cast.ade.pk,
        "is_correction": False,
        "text": "No",
        "by_id": cast.ade_account.pk,
        "at": timezone.now(),
    }
    assert not inserts(cast.ade_account, "record_answer", id=new_id(), entry_id=other, **row)
    assert inserts(cast.ade_account, "record_answer", id=new_id(), entry_id=note, **row)


def test_what_is_listed_belongs_to_the_person_of_the_grant(cast: Cast) -> None:
    with acting(cast.alice.pk):
        theirs = actions.share_with_partner(
            person=cast.temi, account=cast.sam, reason="Lends a hoist", by=cast.alice
        )
    note, foreign = entry(cast.alice, [cast.ade]), entry(cast.charlie, [cast.stranger])
    row = {"person_id": cast.ade.pk, "fact": "", "by_id": cast.alice.pk, "at": timezone.now()}
    assert not inserts(
        cast.alice, "people_shared", id=new_id(), grant_id=theirs.pk, entry_id=note, **row
    )
    mine = reads(
        cast.alice,
        "select id from people_grant where account_id = %s and person_id = %s",
        [cast.sam.pk, cast.ade.pk],
    )[0]
    assert not inserts(
        cast.alice, "people_shared", id=new_id(), grant_id=mine, entry_id=foreign, **row
    )
    hers = {
        "fact": "",
        "by_id": cast.ade_account.pk,
        "at": timezone.now(),
        "person_id": cast.ade.pk,
    }
    secret = entry(cast.alice, [cast.ade])
    assert changes(
        cast.alice,
        "update record_about set sharing = 'not disclosed' where entry_id = %s",
        [secret],
    )
    assert not inserts(
        cast.ade_account, "people_shared", id=new_id(), grant_id=mine, entry_id=secret, **hers
    )


def test_proxies_and_partners_make_no_tasks(cast: Cast) -> None:
    row = {
        "person_id": cast.ade.pk,
        "account_id": cast.alice.pk,
        "from_kind": "record.entry",
        "from_id": new_id(),
        "words": "",
        "made_at": timezone.now(),
    }
    for who in (cast.pat, cast.sam):
        assert not inserts(who, "record_task", id=new_id(), what="words", made_by_id=who.pk, **row)
    mine = {**row, "made_by_id": cast.ade_account.pk}
    assert not inserts(cast.ade_account, "record_task", id=new_id(), what="decide held", **mine)
    assert inserts(cast.ade_account, "record_task", id=new_id(), what="words", **mine)


def test_a_part_is_about_nobody_whom_the_entry_is_not_about(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        entry(cast.alice, [cast.ade], parts=[Words("fact", "Hidden", about=(cast.temi.pk,))])


def test_two_people_are_told_apart_only_by_who_sees_both(cast: Cast) -> None:
    one, other = sorted((cast.ade.pk, cast.stranger.pk))
    row = {"one_id": one, "other_id": other, "why": "", "at": timezone.now()}
    for who in (cast.bob, cast.charlie):
        assert not inserts(who, "people_notthesame", id=new_id(), by_id=who.pk, **row)


def test_the_trail_tells_nothing_of_an_edge_that_is_not_told(cast: Cast) -> None:
    with acting(cast.alice.pk):
        around.add_relationship(
            person=cast.ade, kind="sibling", called="A donor", is_sensitive=True, by=cast.alice
        )
    told = reads(
        cast.ade_account, "select what from gate.my_trail(now() + interval '1 minute', 100)"
    )
    assert "relationship added" not in told


def test_nobody_asks_the_gate_which_entry_an_id_belongs_to(cast: Cast) -> None:
    far = of_entry(cast.charlie, entry(cast.charlie, [cast.stranger]), "record_version")
    assert reads(cast.pat, "select gate.entry_behind('record.version', %s)", [far]) == []


def test_no_reach_of_a_duty_opens_a_sealed_record(cast: Cast) -> None:
    with acting(cast.system.pk):
        for row in (
            {"team": cast.children, "rung": 1, "basis": "duty"},
            {"account": cast.charlie, "rung": 3, "basis": "duty"},
        ):
            Grant.objects.create(starts=timezone.now(), until=FOR_EVER, given_by=cast.system, **row)
        RoleHeld.objects.create(
            account=cast.system,
            role_id="adoption-records-officer",
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    note = entry(cast.alice, [cast.ade])
    assert cast.ade.pk in reads(cast.charlie, "select id from people_person")
    assert note in reads(cast.charlie, "select id from record_entry")
    reads(cast.system, "select gate.unlist(%s)", [cast.ade.pk])
    assert cast.ade.pk not in reads(cast.charlie, "select id from people_person")
    assert note not in reads(cast.charlie, "select id from record_entry")
    assert reads(cast.charlie, "select gate.may_see(%s, 1::smallint)", [cast.ade.pk]) == [False]
    assert cast.ade.pk in reads(cast.bob, "select id from people_person")  # by name, or by a team
    assert reads(cast.charlie, "select gate.closed_to_all()") == []  # refused
    for who in (cast.bob, cast.pat, cast.ade_account):
        assert reads(who, "select gate.barred()") == [[]]
