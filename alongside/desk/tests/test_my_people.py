"""A worker's home: words from people, what is open, and everybody, longest since met first."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.desk.access.caseload import MOST_TASKS, last_met, tasks_on_home
from alongside.desk.access.next_up import next_for
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.learning.access import home as learning_home
from alongside.people.actions import grants, needs
from alongside.people.actions.lives import record_death
from alongside.people.models import Bar, Rung
from alongside.record.actions import Words, answer_entry, restrict_entry
from alongside.record.models import Answer, Entry, Part, Task
from tests.browsing import Browse
from tests.cast import Cast, person

from .conftest import Trail, Write

pytestmark = pytest.mark.django_db


def answered(cast: Cast, entry: Entry, text: str, *, wrong: bool = False) -> Answer:
    """Ade's words beside the first part of an entry."""
    with acting(cast.ade_account.pk):
        part = Part.objects.filter(entry=entry).first()
        assert part is not None
        return answer_entry(
            id=new_id(), part=part, text=text, is_correction=wrong, by=cast.ade_account
        )


def test_everybody_is_here_longest_since_met_first(
    cast: Cast, browse: Browse, note: Write, trailed: Trail
) -> None:
    today = timezone.localdate()
    note(happened=When(today - timedelta(days=30), "day"))
    note(people=[cast.temi], happened=When(today - timedelta(days=60), "day"))
    with acting(cast.alice.pk):
        needs.record_need(person=cast.ade, words="Face him when you talk", by=cast.alice)
    page = browse(cast.alice).get("/").content.decode()
    assert page.index("Temi Bankole") < page.index("Ade Bankole")
    assert "The 2 people you work with" in page
    assert "Face him when you talk" in page
    assert "We have not asked yet what they need" in page
    assert f"/people/{cast.ade.pk}/write/" in page
    assert "Nobody Known" not in page
    assert "my people opened" in trailed(by=cast.alice)
    by_name = browse(cast.alice).get("/?who=mine&order=name").content.decode()
    assert by_name.index("Ade Bankole") < by_name.index("Temi Bankole")


def test_who_has_died_comes_last_and_is_not_waited_for(
    cast: Cast, browse: Browse, note: Write
) -> None:
    note(people=[cast.temi])
    with acting(cast.alice.pk):
        record_death(person=cast.ade, died_on=date(2026, 1, 5), by=cast.alice)
    page = browse(cast.alice).get("/").content.decode()
    assert page.index("Temi Bankole") < page.index("Ade Bankole")
    assert "Died 5 January 2026" in page
    assert "about Ade Bankole" in page


def test_what_may_not_be_read_does_not_say_when_they_met(
    cast: Cast, browse: Browse, note: Write
) -> None:
    note(kind="note")
    assert "No meeting is written down" in browse(cast.alice).get("/").content.decode()


def test_a_visit_counts_as_far_as_one_may_read_it_and_where_they_were_seen(
    cast: Cast, note: Write
) -> None:
    today = timezone.localdate()
    seen, hidden, missed = (today - timedelta(days=days) for days in (30, 20, 10))
    note(happened=When(seen, "day"))
    restricted = note(happened=When(hidden, "day"))
    note(happened=When(missed, "day"), seen={cast.ade.pk: "not seen"})
    with acting(cast.alice.pk):
        restrict_entry(
            entry=restricted,
            words="Few may read this",
            until=today + timedelta(days=30),
            review_by=cast.mo,
            by=cast.alice,
        )
    for who, day in ((cast.alice, hidden), (cast.mo, hidden), (cast.bob, seen)):
        with acting(who.pk):
            met = last_met([cast.ade.pk, cast.stranger.pk])
            assert {one: timezone.localtime(at).date() for one, at in met.items()} == {
                cast.ade.pk: day
            }, who.email
    with acting(cast.charlie.pk):
        assert last_met([cast.ade.pk]) == {}
    with acting(cast.ade_account.pk):
        assert last_met([cast.ade.pk]) == {}


def test_new_words_stand_beside_the_note_until_they_are_ticked(
    cast: Cast, browse: Browse, note: Write, trailed: Trail
) -> None:
    answer = answered(
        cast, note(), "I said <i>there</i>, not 'out' 🥔.\n\nPut that right.", wrong=True
    )
    browser = browse(cast.alice)
    page = browser.get("/").content.decode()
    assert "ade, beside your note" in page.lower()
    assert "not &#x27;out&#x27;" in page or "not 'out'" in page or "not ’out’" in page
    assert "<i>there</i>" not in page
    assert "something in it is wrong" in page
    quotes = BeautifulSoup(page, "lxml").select(".al-voice blockquote")
    assert [one.get_text(strip=True)[:6] for one in quotes] == ["I said"], (
        "one quote, not in another"
    )
    with acting(cast.alice.pk):
        task = Task.objects.get(from_id=answer.pk)
    done = browser.post(f"/waiting/{task.pk}/done/", {"next": "home"})
    assert (done.status_code, done["Location"]) == (302, "/")
    assert browser.post(f"/waiting/{task.pk}/done/").status_code == 302
    assert "beside your note" not in browser.get("/").content.decode()
    assert "task done" in trailed(cast.ade, cast.alice)


def test_nobody_ticks_off_what_is_not_theirs(cast: Cast, browse: Browse, note: Write) -> None:
    answer = answered(cast, note(), "My words.")
    with acting(cast.alice.pk):
        task = Task.objects.get(from_id=answer.pk)
    assert browse(cast.charlie).post(f"/waiting/{task.pk}/done/").status_code == 404
    assert "My words." not in browse(cast.charlie).get("/").content.decode()


def test_very_long_words_are_begun_and_led_to(cast: Cast, browse: Browse, note: Write) -> None:
    answered(cast, note(), "word " * 30_000)
    response = browse(cast.alice).get("/")
    assert "wrote more than fits here" in response.content.decode()
    assert len(response.content) < 40_000


def test_what_is_not_finished_is_still_open(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        drafts.begin_draft(
            id=new_id(),
            purpose="note",
            address=f"/people/{cast.ade.pk}/write/",
            about=[cast.ade.pk, cast.stranger.pk],
            by=cast.alice,
        )
    page = browse(cast.alice).get("/").content.decode()
    assert "Your note with Ade Bankole" in page
    assert "Not finished. Saved today at" in page
    assert "Nobody Known" not in page


def test_somebody_new_here_is_welcomed(cast: Cast, browse: Browse) -> None:
    page = browse(cast.bob).get("/?who=mine").content.decode()
    assert "Welcome, Bob. Nobody is here yet" in page
    assert "When Mo asks you" in page
    assert "Add somebody new" in page


def test_without_people_of_ones_own_the_teams_are_shown(cast: Cast, browse: Browse) -> None:
    for account in (cast.bob, cast.mo):
        page = browse(account).get("/").content.decode()
        assert "Ade Bankole" in page
        assert "Temi Bankole" not in page


def test_whoever_is_kept_out_does_not_find_them_here(cast: Cast, browse: Browse) -> None:
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    assert "Ade" not in browse(cast.bob).get("/").content.decode()


def test_the_contact_rung_offers_nothing_to_write(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        grants.allocate(person=cast.ade, account=cast.charlie, rung=Rung.CONTACT, by=cast.alice)
    page = browse(cast.charlie).get("/").content.decode()
    assert "Ade Bankole" in page
    assert f"/people/{cast.ade.pk}/write/" not in page


def test_other_kinds_of_account_are_sent_home(cast: Cast, browse: Browse) -> None:
    for account, home in (
        (cast.ade_account, "/my/"),
        (cast.pat, "/shared/"),
        (cast.sam, "/shared/"),
    ):
        response = browse(account).get("/")
        assert (response.status_code, response["Location"]) == (302, home)
        for address in ("/find/", "/waiting/", "/trail/"):
            assert browse(account).get(address).status_code == 404


def test_strange_pages_are_the_nearest(cast: Cast, browse: Browse) -> None:
    for number in ("0", "-1", "99", "²", "x", "99999999999"):
        assert browse(cast.alice).get(f"/?page={number}").status_code == 200


def test_three_and_sixty_people_cost_the_same(cast: Cast, browse: Browse, note: Write) -> None:
    browser = browse(cast.alice)
    answered(cast, note(), "First words.")
    browser.get("/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/")
    with acting(cast.system.pk):
        more = [
            person(f"Person {n:02}", date(1980, 1, 1), worker=cast.alice, by=cast.system)
            for n in range(58)
        ]
    for one in more[:25]:
        note(people=[one], parts=[Words("fact", "Met.")])
    for n in range(4):
        answered(cast, note(), f"Words {n}.")
    with CaptureQueriesContext(connection) as many:
        page = browser.get("/").content.decode()
    assert len(many) == len(few)
    assert "The 60 people you work with" in page
    assert page.count("/write/") == 20 + 1  # and the one in the bar
    assert "The people after these" in page
    last = browser.get("/?who=mine&order=met&page=3").content.decode()
    assert "The people before these" in last
    assert "The people after these" not in last


def test_a_form_that_somebody_sent_waits_on_the_first_page(
    cast: Cast, browse: Browse, note: Write
) -> None:
    entry = note()
    with acting(cast.ade_account.pk):
        Task.objects.create(
            what=Task.What.WORDS,
            words="Read what they sent",
            person=cast.ade,
            account=cast.alice,
            from_kind=entry._meta.label_lower,
            from_id=entry.pk,
            made_by=cast.ade_account,
        )
    page = BeautifulSoup(browse(cast.alice).get("/").content, "lxml")
    [link] = page.select(f'main a[href="/entries/{entry.pk}/"]')
    assert "New words from them" in link.get_text()


def asked_for(browse: Browse, who: Account, path: str) -> list[str]:
    """What a page asks the database, once its questions are put together."""
    opened = browse(who)
    opened.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert opened.get(path).status_code == 200
    return [one["sql"] for one in asked]


def test_those_of_a_team_are_found_without_reading_every_grant(cast: Cast, browse: Browse) -> None:
    for path in ("/?who=team", "/due/?who=team"):
        asked = asked_for(browse, cast.alice, path)
        assert any("gate.my_grants g where g.person_id is not null" in one for one in asked)
        assert not [one for one in asked if 'FROM "people_grant"' in one]


def test_many_tasks_cost_what_few_do(cast: Cast, browse: Browse) -> None:
    def wait(days: int) -> None:
        with acting(cast.alice.pk):
            Task.objects.create(
                what=Task.What.LOOK_AGAIN,
                person=cast.ade,
                account=cast.alice,
                from_kind="record.about",
                from_id=new_id(),
                due_on=timezone.localdate() + timedelta(days=days),
                made_by=cast.alice,
            )

    wait(-1)
    wait(20)
    few = asked_for(browse, cast.alice, "/")
    for number in range(9):
        wait(-1 - number)
        wait(20 + number)
    many = asked_for(browse, cast.alice, "/")
    assert len(many) == len(few)
    with acting(cast.alice.pk):
        tasks = tasks_on_home(cast.alice, [])
        now, later = next_for(cast.alice, tasks, {}, 5)
    assert [len(now), len(later)] == [5, 5]
    assert now[0].task.due_on == timezone.localdate() - timedelta(days=9)


def test_what_is_for_somebody_else_hides_nothing_that_comes_after_it(
    cast: Cast, browse: Browse
) -> None:
    """A request of somebody whose record is closed to Alice is none of hers, however many."""
    today = timezone.localdate()
    with acting(cast.alice.pk):
        for number in range(MOST_TASKS + 6):
            is_hers = number >= MOST_TASKS
            Task.objects.create(
                what=Task.What.LOOK_AGAIN if is_hers else Task.What.ANSWER_ACCESS,
                person=cast.ade if is_hers else None,
                account=cast.alice,
                from_kind="record.about",
                from_id=new_id(),
                due_on=today - timedelta(days=0 if is_hers else 9),
                made_by=cast.alice,
            )
        now, later = next_for(cast.alice, tasks_on_home(cast.alice, []), {}, 5)
    assert [one.task.what for one in now] == [Task.What.LOOK_AGAIN] * 5
    assert later == []


def test_whether_something_waits_in_learning_is_put_together_once(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    browse(cast.alice).get("/")
    monkeypatch.setattr(learning_home, "_to_agree", None)  # asked for again, it would be called
    assert browse(cast.bob).get("/").status_code == 200
