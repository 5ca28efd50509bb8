"""Waiting for you: what is due, where it is decided, and the pages that decide it here."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Membership
from alongside.desk.access import order
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import AccessRequest, Bar, BreakGlass, Grant
from alongside.record.actions import move_misfiled_entry
from alongside.record.models import Misfiled, Task
from tests.browsing import Browse
from tests.cast import Cast, join

from .conftest import Trail, Write

pytestmark = pytest.mark.django_db

REASON = "I work with his granddaughter, and she stays with him."
EMERGENCY = "She rang and could not get up from the floor."


def asked(cast: Cast) -> AccessRequest:
    """Charlie asks to see Ade's record."""
    with acting(cast.charlie.pk):
        return grants.ask_for_access(person_id=cast.ade.pk, reason=REASON, by=cast.charlie)


def opened(cast: Cast) -> BreakGlass:
    """Charlie opens Temi's record in an emergency; Mo leads that team too."""
    with acting(cast.system.pk):
        join(cast.mo, cast.children, is_manager=True)
    with acting(cast.charlie.pk):
        grant = grants.break_glass(person_id=cast.temi.pk, reason=EMERGENCY, by=cast.charlie)
    with acting(cast.mo.pk):
        return BreakGlass.objects.get(pk=grant.pk)


def test_nothing_waits(cast: Cast, browse: Browse, trailed: Trail) -> None:
    assert "Nothing waits for you" in browse(cast.charlie).get("/waiting/").content.decode()
    assert "waiting opened" in trailed(by=cast.charlie)


def test_a_page_whose_lines_are_not_for_me_leads_on(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "lines_for", lambda *_: (order.Lines([], 1, has_more=True), []))
    page = browse(cast.mo).get("/waiting/").content.decode()
    assert "Nothing waits for you" not in page
    assert 'href="?page=2"' in page


def test_a_held_entry_waits_for_the_manager(cast: Cast, browse: Browse, note: Write) -> None:
    entry = note(kind="strategy")
    page = browse(cast.mo).get("/waiting/").content.decode()
    assert "Decide whether Ade Bankole may read an entry" in page
    assert f"/entries/{entry.pk}/sharing/" in page
    assert "Decide whether" not in browse(cast.bob).get("/waiting/").content.decode()
    with acting(cast.mo.pk):
        task = Task.objects.get(what="decide held")
    assert browse(cast.mo).post(f"/waiting/{task.pk}/done/").status_code == 403
    assert browse(cast.charlie).post(f"/waiting/{task.pk}/done/").status_code == 404


def test_lateness_is_a_sentence(cast: Cast, browse: Browse) -> None:
    today = timezone.localdate()
    with acting(cast.alice.pk):
        for days in (-2, 0, 3):
            Task.objects.create(
                what="look again",
                person=cast.ade,
                account=cast.alice,
                from_kind="record.about",
                from_id=cast.ade.pk,
                due_on=today + timedelta(days=days),
                made_by=cast.alice,
            )
    page = browse(cast.alice).get("/waiting/").content.decode()
    assert page.index("2 days ago") < page.index("Due today") < page.index("in 3 days")
    home = browse(cast.alice).get("/").content.decode()
    assert "Was due" in home


def test_access_is_given_for_a_time(cast: Cast, browse: Browse, trailed: Trail) -> None:
    request = asked(cast)
    page = browse(cast.bob).get("/waiting/").content.decode()
    assert "Somebody asks to see the record of Ade Bankole" in page
    assert "For Adults, East" in page
    address = f"/waiting/access/{request.pk}/"
    shown = browse(cast.bob).get(address).content.decode()
    assert REASON in shown
    assert "Charlie asks to see the record of Ade Bankole" in shown
    assert "Choose yes or no." in browse(cast.bob).post(address).content.decode()
    sent = browse(cast.bob).post(address, {"is_given": "yes", "weeks": "1", "answer": ""})
    assert sent["Location"] == "/waiting/"
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 200
    assert "You were given access" in browse(cast.charlie).get("/waiting/").content.decode()
    with acting(cast.charlie.pk):
        until = Grant.objects.get(account=cast.charlie, person=cast.ade).until
    assert timedelta(days=6) < until - timezone.now() < timedelta(days=8)
    assert "Somebody asks" not in browse(cast.bob).get("/waiting/").content.decode()
    again = browse(cast.alice).post(address, {"is_given": "no", "weeks": "1", "answer": "No."})
    assert "answered already" in again.content.decode() or again.status_code == 200
    assert "Given" in browse(cast.alice).get(address).content.decode()
    assert "access answered" in trailed(cast.ade, cast.bob)


def test_a_request_stands_once_for_whoever_is_in_two_teams(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        grants.allocate(person=cast.ade, team=cast.children, by=cast.system)
        join(cast.mo, cast.children)
    with acting(cast.protection.pk):
        grants.ask_for_access(person_id=cast.ade.pk, reason=REASON, by=cast.protection)
    page = browse(cast.mo).get("/waiting/").content.decode()
    assert page.count("<h3><a href") == 1


def test_access_is_refused_with_words(cast: Cast, browse: Browse) -> None:
    request = asked(cast)
    address = f"/waiting/access/{request.pk}/"
    empty = browse(cast.alice).post(address, {"is_given": "no", "weeks": "4", "answer": ""})
    assert "Say why not" in empty.content.decode()
    browse(cast.alice).post(
        address, {"is_given": "no", "weeks": "4", "answer": "Ring Alice; she’ll tell you."}
    )
    page = browse(cast.charlie).get("/waiting/").content.decode()
    assert "You were not given access" in page
    assert "she’ll tell you" in page
    assert "Ade" not in page
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 404


def test_nobody_else_answers(cast: Cast, browse: Browse) -> None:
    address = f"/waiting/access/{asked(cast).pk}/"
    yes = {"is_given": "yes", "weeks": "4", "answer": ""}
    for account in (cast.charlie, cast.protection):
        assert browse(account).get(address).status_code == 404
        assert browse(account).post(address, yes).status_code == 404
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    assert browse(cast.bob).post(address, yes).status_code == 404
    assert "Somebody asks" not in browse(cast.bob).get("/waiting/").content.decode()


def test_nobody_answers_their_own_request(cast: Cast, browse: Browse) -> None:
    request = asked(cast)
    with acting(cast.alice.pk):
        grants.allocate(person=cast.ade, account=cast.charlie, by=cast.alice)
    address = f"/waiting/access/{request.pk}/"
    response = browse(cast.charlie).post(address, {"is_given": "yes", "weeks": "26", "answer": ""})
    assert response.status_code == 403


def test_an_emergency_is_looked_at_afterwards(cast: Cast, browse: Browse, trailed: Trail) -> None:
    glass = opened(cast)
    address = f"/waiting/emergency/{glass.pk}/"
    page = browse(cast.mo).get("/waiting/").content.decode()
    assert address in page
    shown = browse(cast.mo).get(address).content.decode()
    assert EMERGENCY in shown
    assert "Temi" not in shown  # Mo looks at the opening, and has no sight of the record
    answers = {"outcome": "right", "words": "Well done.", "telling": "held"}
    wrong = browse(cast.mo).post(address, answers).content.decode()
    assert "Say why they are not told now" in wrong
    past = answers | {"telling_why": "He reads her post.", "telling_review_on": "1 May 2020"}
    assert "Choose a day to come." in browse(cast.mo).post(address, past).content.decode()
    done = browse(cast.mo).post(address, answers | {"telling": "shown"})
    assert done["Location"] == "/waiting/"
    assert address not in browse(cast.mo).get("/waiting/").content.decode()
    assert "It was right to open it" in browse(cast.mo).get(address).content.decode()
    assert "emergency opening reviewed" in trailed(cast.temi, cast.mo)


def test_whoever_opened_it_does_not_look_at_it(cast: Cast, browse: Browse) -> None:
    glass = opened(cast)
    for account in (cast.charlie, cast.alice, cast.bob):
        assert browse(account).get(f"/waiting/emergency/{glass.pk}/").status_code == 404
    with acting(cast.mo.pk):
        own = grants.break_glass(person_id=cast.stranger.pk, reason=EMERGENCY, by=cast.mo)
    assert browse(cast.mo).get(f"/waiting/emergency/{own.pk}/").status_code == 403


def test_data_protection_sees_who_had_looked(
    cast: Cast, browse: Browse, note: Write, trailed: Trail
) -> None:
    entry = note()
    browse(cast.bob).get(f"/entries/{entry.pk}/")
    with acting(cast.alice.pk):
        move_misfiled_entry(
            entry=entry, wrong=cast.ade, right=cast.temi, why="Mixed up.", by=cast.alice
        )
    with acting(cast.alice.pk):
        mark = Misfiled.objects.get()
    address = f"/waiting/misfiled/{mark.pk}/"
    assert address in browse(cast.protection).get("/waiting/").content.decode()
    page = browse(cast.protection).get(address).content.decode()
    assert "Mixed up." in page
    assert "Bob" in page
    assert "Entry opened" in page
    assert "Ade" not in page
    assert browse(cast.charlie).get(address).status_code == 404
    with acting(cast.protection.pk):
        task = Task.objects.get(what="misfiled")
    browse(cast.protection).post(f"/waiting/{task.pk}/done/")
    assert address not in browse(cast.protection).get("/waiting/").content.decode()
    assert "misfiled entry looked at" in trailed(cast.ade, cast.protection)


def test_many_tasks_cost_what_few_cost(cast: Cast, browse: Browse, note: Write) -> None:
    note(kind="strategy")
    browser = browse(cast.mo)
    browser.get("/waiting/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/waiting/")
    for _ in range(6):
        note(kind="police")
    with CaptureQueriesContext(connection) as many:
        browser.get("/waiting/")
    assert len(many) == len(few)


def test_what_waits_for_a_team_leaves_with_the_membership(cast: Cast, browse: Browse) -> None:
    asked(cast)
    with acting(cast.system.pk):
        member = Membership.objects.get(account=cast.bob, until=FOR_EVER)
        member.until = timezone.now()
        member.save(update_fields=["until"])
    assert "Somebody asks" not in browse(cast.bob).get("/waiting/").content.decode()


def test_whoever_opened_a_record_in_an_emergency_reads_what_was_said(
    cast: Cast, browse: Browse
) -> None:
    with acting(cast.charlie.pk):
        opened = grants.break_glass(
            person_id=cast.ade.pk, reason="He was alone on the bridge.", by=cast.charlie
        )
    browser = browse(cast.charlie)
    assert "A manager has not looked at it yet." in browser.get("/waiting/").content.decode()
    with acting(cast.mo.pk):
        grants.review_break_glass(
            glass=BreakGlass.objects.get(person=cast.ade),
            outcome=BreakGlass.Outcome.RIGHT,
            words="Thank you for acting at once.",
            telling=BreakGlass.Telling.SHOWN,
            by=cast.mo,
        )
    page = browser.get("/waiting/").content.decode()
    assert "Thank you for acting at once." in page
    assert "What you opened in an emergency" in page
    assert "Thank you for acting" not in browse(cast.bob).get("/waiting/").content.decode()
    assert opened.pk
