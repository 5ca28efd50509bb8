"""A decision from a page opened before somebody else decided is refused, with a sentence."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.record import standing
from alongside.record.actions import (
    Words,
    amend_entry,
    decide_sharing,
    lift_restriction,
    move_misfiled_entry,
    name_reader,
    release_part,
    restrict_entry,
    second_decision,
)
from alongside.record.models import (
    About,
    Entry,
    Reader,
    Release,
    Restriction,
    SharingDecision,
    Task,
)
from tests.browsing import Browse
from tests.cast import Cast, account

from .conftest import Write, fields

SOON = timezone.localdate() + timedelta(days=30)
HIDE: dict[str, Any] = {
    "sharing": "not disclosed",
    "ground": "crime",
    "why": "A threat was made",
    "review_on": SOON,
}


@pytest.fixture
def petra(cast: Cast) -> Account:
    """A principal social worker who works with Ade."""
    with acting(cast.system.pk):
        made = account("staff", "Petra", "Principal", ("principal-social-worker",))
        grants.allocate(person=cast.ade, account=made, by=cast.system)
    return made


def about() -> About:
    return About.objects.select_related("entry").get()


def propose(by: Account) -> SharingDecision:
    with acting(by.pk):
        return decide_sharing(about=about(), by=by, **HIDE)


def test_a_page_from_before_shows_nothing(
    cast: Cast, petra: Account, note: Write, browse: Browse
) -> None:
    entry = note()
    browser, address = browse(petra), f"/entries/{entry.pk}/sharing/"
    stood = fields(browser.get(address).content.decode())["stood"]
    decision = propose(cast.mo)
    page = browser.post(address, {"sharing": "shown", "stood": stood})
    assert page.status_code == 200
    html = page.content.decode()
    assert "Since you opened this page, somebody has changed this note" in html
    assert f"/decisions/{decision.pk}/" in html  # where to go on
    with acting(petra.pk):
        assert about().sharing == "not disclosed"
    assert browse(cast.ade_account).get(f"/my/record/{entry.pk}/").status_code == 404


def test_after_the_refusal_one_decides_about_what_stands_now(
    cast: Cast, petra: Account, note: Write, browse: Browse
) -> None:
    entry = note(kind="police")
    browser, address = browse(petra), f"/entries/{entry.pk}/sharing/"
    stood = fields(browser.get(address).content.decode())["stood"]
    with acting(cast.alice.pk):
        words = [Words("fact", "With a neighbour’s name.")]
        amend_entry(entry=entry, base=1, parts=words, why="More", by=cast.alice)
    refused = browser.post(address, {"sharing": "shown", "stood": stood}).content.decode()
    assert "Nothing was changed." in refused
    with acting(petra.pk):
        assert about().sharing == "held"
    again = {"sharing": "shown", "stood": fields(refused)["stood"]}
    assert browser.post(address, again).status_code == 302
    with acting(petra.pk):
        assert about().sharing == "shown"


def test_a_form_without_what_stood_decides_nothing(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(kind="police")
    page = browse(cast.mo).post(f"/entries/{entry.pk}/sharing/", {"sharing": "shown"})
    assert "Since you opened this page" in page.content.decode()
    with acting(cast.mo.pk):
        assert about().sharing == "held"


def test_while_a_second_person_is_asked_only_they_decide(
    cast: Cast, petra: Account, note: Write, browse: Browse
) -> None:
    entry = note()
    decision = propose(cast.mo)
    html = browse(petra).get(f"/entries/{entry.pk}/sharing/").content.decode()
    assert "It waits for a second person" in html
    with acting(petra.pk):
        held: dict[str, Any] = {"words": "w", "why": "w", "review_on": SOON}
        for sharing in ("shown", "held", "not disclosed"):
            with pytest.raises(PermissionDenied, match="second person decides first"):
                decide_sharing(about=about(), sharing=sharing, ground="x", by=petra, **held)
        with (
            pytest.raises(DatabaseError, match="second person decides first"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "update record_about set sharing = 'shown' where entry_id = %s", [entry.pk]
            )
        second_decision(decision=decision, is_agreed=False, words="No threat", by=petra)
        assert about().sharing == "held"
        decide_sharing(about=about(), sharing="shown", by=petra)
        assert about().sharing == "shown"


def test_a_second_person_decides_once(cast: Cast, petra: Account, note: Write) -> None:
    note()
    decision = propose(cast.mo)
    with acting(petra.pk):
        second_decision(decision=decision, is_agreed=True, by=petra)
        with pytest.raises(ValidationError, match="decided already"):
            second_decision(decision=decision, is_agreed=False, words="x", by=petra)
        assert about().sharing == "not disclosed"
        assert not Task.objects.filter(from_id=decision.pk, done_at=None).exists()


def test_another_restriction_is_not_lifted_by_an_old_page(
    cast: Cast, petra: Account, note: Write, browse: Browse
) -> None:
    entry = note()
    with acting(cast.mo.pk):
        restrict_entry(entry=entry, words="One", until=SOON, review_by=petra, by=cast.mo)
    lift, reader = (f"/entries/{entry.pk}/restrict/{one}/" for one in ("lift", "readers"))
    browser = browse(petra)
    stood = fields(browser.get(lift).content.decode())["stood"]
    with acting(cast.mo.pk):
        lift_restriction(entry=entry, by=cast.mo)
        entry.refresh_from_db()
        restrict_entry(entry=entry, words="Two", until=SOON, review_by=petra, by=cast.mo)
    for address, told in ((lift, {}), (reader, {"account": "bob@northmere.example"})):
        html = browser.post(address, {**told, "stood": stood}).content.decode()
        assert "somebody has decided anew how few read this" in html
    with acting(cast.mo.pk):
        assert Restriction.objects.get(ended_at=None).words == "Two"
        assert not Reader.objects.filter(account=cast.bob).exists()


def test_what_was_changed_is_not_moved_by_an_old_page(
    cast: Cast, note: Write, browse: Browse
) -> None:
    entry = note()
    browser, address = browse(cast.alice), f"/entries/{entry.pk}/move/"
    stood = fields(browser.get(address).content.decode())["stood"]
    propose(cast.mo)
    told = {"why": "Mixed up", "right": "", "stood": stood}
    assert "Since you opened this page" in browser.post(address, told).content.decode()
    with acting(cast.alice.pk):
        assert about().removed_at is None
        now = standing.of_entry(Entry.objects.get())
        move_misfiled_entry(
            entry=entry, wrong=cast.ade, right=None, why="Mixed up", stood=now, by=cast.alice
        )


def test_a_part_that_was_changed_is_not_released(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(Words("fact", "They talked."), people=[cast.ade, cast.temi])
    with acting(cast.alice.pk):
        part = entry.said.get().parts.get()
    address = f"/entries/{entry.pk}/release/{part.pk}/{cast.ade.pk}/"
    browser = browse(cast.mo)
    assert browser.get(address).status_code == 200
    with acting(cast.alice.pk):
        amend_entry(
            entry=entry, base=1, parts=[Words("fact", "They fought.")], why="So", by=cast.alice
        )
    page = browser.post(address, {"why": "Both were there"})
    assert page.status_code == 403
    assert "Somebody has changed this note since." in page.content.decode()


def test_a_reader_named_by_an_old_page_of_what_is_open(cast: Cast, note: Write) -> None:
    entry = note()
    with acting(cast.mo.pk):
        before = standing.of_restriction(entry)
        restrict_entry(entry=entry, words="One", until=SOON, review_by=cast.alice, by=cast.mo)
        entry.refresh_from_db()
        with pytest.raises(ValidationError, match="decided anew"):
            name_reader(entry=entry, account=cast.bob, stood=before, by=cast.mo)


def test_nobody_releases_what_they_wrote(cast: Cast, note: Write, browse: Browse) -> None:
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.mo, by=cast.system)
    words = Words("fact", "Temi says that Ade drinks.", about=(cast.ade.pk, cast.temi.pk))
    entry = note(words, people=[cast.ade, cast.temi], by=cast.mo)
    with acting(cast.mo.pk):
        part = entry.said.get().parts.get()
        with pytest.raises(PermissionDenied, match="Somebody else than its writer"):
            release_part(part=part, person=cast.ade, why="I think so", by=cast.mo)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Release.objects.create(part=part, person=cast.ade, why="I think so", by=cast.mo)
    html = browse(cast.mo).get(f"/entries/{entry.pk}/release/{part.pk}/{cast.ade.pk}/")
    assert "who did not write it" in html.content.decode()


def test_a_second_restriction_begins_without_the_readers_of_the_first(
    cast: Cast, petra: Account, note: Write
) -> None:
    entry = note()
    with acting(cast.mo.pk):
        restrict_entry(entry=entry, words="One", until=SOON, review_by=petra, by=cast.mo)
        entry.refresh_from_db()
        name_reader(entry=entry, account=cast.bob, by=cast.mo)
    with acting(petra.pk):
        entry = Entry.objects.get()
        assert name_reader(entry=entry, account=cast.bob, by=petra).account == cast.bob  # twice
        lift_restriction(entry=entry, by=petra)
    with acting(petra.pk):
        entry = Entry.objects.get()
        restrict_entry(entry=entry, words="Two", until=SOON, review_by=cast.mo, by=petra)
    with acting(cast.bob.pk):
        assert not Entry.objects.exists()
    for account_here in (petra, cast.mo):
        with acting(account_here.pk):
            assert Entry.objects.exists()


def test_whoever_looks_at_it_again_can_read_it(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    with acting(cast.mo.pk):
        for stranger in (cast.charlie, cast.protection):
            with pytest.raises(ValidationError, match="may not open this record"):
                restrict_entry(entry=entry, words="Few", until=SOON, review_by=stranger, by=cast.mo)
        restrict_entry(entry=entry, words="Few", until=SOON, review_by=cast.bob, by=cast.mo)
    html = browse(cast.bob).get(f"/entries/{entry.pk}/").content.decode()
    assert "Let everyone here read it again" in html
