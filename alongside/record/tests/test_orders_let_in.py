"""Orders of a court, beside every way of letting somebody in from outside; and who looks again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account, Agency, Practitioner
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people.actions import grants, guests, handovers, ways_in
from alongside.people.actions.around import add_relationship
from alongside.people.actions.handovers import Whom
from alongside.people.models import Bar, Basis, Grant, GuestLink, Handover, Relationship
from alongside.record.actions import do_task, statuses
from alongside.record.actions.statuses import Saying, saying_of
from alongside.record.models import Episode, Task
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import fields
from .test_orders import around, order

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
EMAIL = "dan@housing.example"


@pytest.fixture
def dan(cast: Cast) -> Account:
    """Somebody at a partner agency, of the name that an order has."""
    with acting(cast.system.pk):
        made = Account.objects.create_user(EMAIL, "pass-Dan", kind="partner")
        told = {"called": "Dan", "job_title": "Housing officer"}
        agency = Agency.objects.create(name="Housing")
        Practitioner.objects.create(account=made, name="Dan O’Hara", agency=agency, **told)
        return made


def by_link(cast: Cast, name: str = "Dan O'Hara", job: str = "GP") -> Handover:
    with acting(cast.alice.pk), transaction.atomic():
        return guests.ask_by_link(
            person=cast.ade,
            name=name,
            job=job,
            reason="x",
            basis="public-task",
            hours=24,
            by=cast.alice,
        )


def share(cast: Cast, to: Account, kind: str = "share", **more: Any) -> Handover:
    told: dict[str, Any] = {"basis": "public-task", "reason": "x"}
    with acting(cast.alice.pk), transaction.atomic():
        return handovers.offer(
            person=cast.ade,
            kind=kind,
            to=Whom(to),
            last_day=TODAY + timedelta(days=2),
            by=cast.alice,
            **(told | more),
        )


def let_read(cast: Cast, to: Account) -> Grant:
    with acting(cast.alice.pk), transaction.atomic():
        return ways_in.let_partner_read(
            person=cast.ade,
            account=to,
            reason="x",
            until=timezone.now() + timedelta(days=2),
            by=cast.alice,
        )


def end(cast: Cast, one: Episode) -> None:
    yesterday = When(TODAY - timedelta(days=1), "day")
    with acting(cast.alice.pk):
        statuses.end_status(status=one, until=yesterday, why="Over.", by=cast.alice)


def looks(cast: Cast) -> list[Task]:
    with acting(cast.system.pk):
        return list(Task.objects.filter(from_kind="record.episode").order_by("made_at"))


def test_whom_an_order_names_is_let_in_by_no_link_and_for_no_agency(
    cast: Cast, dan: Account
) -> None:
    made = order(cast, around(cast, "Dan O'Hara"))
    ways: list[Callable[[], object]] = [
        lambda: by_link(cast),
        lambda: by_link(cast, "Dan"),
        lambda: by_link(cast, "A friend", "Dan O’Hara, who knows him"),
        lambda: share(cast, dan),
        lambda: share(cast, dan, "refer"),
        lambda: share(cast, dan, basis="immediate-harm", reason=""),
        lambda: let_read(cast, dan),
        lambda: grants.share_with_partner(person=cast.ade, account=dan, reason="x", by=cast.alice),
    ]
    for way in ways:
        with acting(cast.alice.pk), pytest.raises(ValidationError, match="has to keep away"):
            way()
    with acting(cast.system.pk):
        assert not Handover.objects.exists()
        assert not GuestLink.objects.exists()
        assert not Grant.objects.filter(account=dan).exists()
        assert Account.objects.filter(kind="partner").count() == 2  # none was made for a link
    end(cast, made)
    assert by_link(cast).pk
    assert let_read(cast, dan).pk


def test_others_are_let_in_while_an_order_stands(cast: Cast) -> None:
    order(cast, around(cast, "Dan O'Hara"))
    assert by_link(cast, "Hana Osei", "GP, Dan Street Surgery").pk
    assert by_link(cast, "Dan Smith", "Head teacher").pk
    with acting(cast.alice.pk):
        sam = Grant.objects.get(account=cast.sam)
        grants.end_grant(grant=sam, why="x", by=cast.alice)
    assert share(cast, cast.sam, "refer").pk


def test_the_pages_say_why_and_keep_what_was_typed(
    cast: Cast, browse: Browse, dan: Account
) -> None:
    order(cast, around(cast, "Dan O'Hara"))
    alice, day = browse(cast.alice), f"{TODAY.day} {TODAY:%B} {TODAY.year}"
    words = "Please look in on him, and tell me “how he is” 💊"
    told: dict[str, Any] = {"basis": "public-task", "reason": words}
    pages = {
        "hand-over/link/": {"name": "Dan O'Hara", "job": "GP", "hours": "24"},
        "hand-over/": {"kind": "share", "to": f"account {dan.pk}", "rung": "2", "last_day": day},
        "who-may-see/partner/": {"account": str(dan.pk), "until": day},
    }
    hows = ["“Who is it for?”", "put the order right", "put the order right"]
    for (page, more), how in zip(pages.items(), hows, strict=True):
        url = f"/people/{cast.ade.pk}/{page}"
        hidden = fields(alice.get(url).content.decode())
        answer = alice.post(url, {**hidden, **told, **more})
        said = BeautifulSoup(answer.content, "lxml").get_text(" ", strip=True)
        assert "names Dan O'Hara, who has to keep away" in said, page
        assert how in said, page
        assert words in said, page


def test_no_new_key_is_given_to_whom_an_order_names_since(cast: Cast, browse: Browse) -> None:
    made = by_link(cast)
    with acting(cast.alice.pk):
        guests.make_guest_link(handover=made, by=cast.alice)
        pat = Grant.objects.get(account=cast.pat)
    for name in ("Dan O'Hara", "Pat"):
        order(cast, around(cast, name))
    alice = browse(cast.alice)
    for url in (
        f"/handovers/{made.pk}/link/",
        f"/handovers/{made.pk}/code/",
        f"/people/{cast.ade.pk}/who-may-see/{pat.pk}/link/",
    ):
        answer = alice.post(url)
        assert answer.status_code == 400, url
        assert "who has to keep away" in answer.content.decode(), url
    with acting(cast.alice.pk):
        assert GuestLink.objects.get().code == ""


def test_the_page_marks_everybody_who_reads_though_an_order_keeps_them_away(
    cast: Cast, browse: Browse, dan: Account
) -> None:
    by_link(cast, "Kit Moss")
    share(cast, dan, "refer")
    asked = [around(cast, name) for name in ("Kit Moss", "Dan O'Hara", "Sam", "Pat", "Bo")]
    for one in asked:
        order(cast, one)
    page = f"/people/{cast.ade.pk}/who-may-see/"
    html = BeautifulSoup(browse(cast.alice).get(page).content, "lxml").get_text(" ", strip=True)
    for said in (
        "Kit Moss is let in, and this order may name them. Look at it today.",
        "Sam is let in, and this order may name them.",
        "Pat, his sister is let in, and this order may name them.",
        "Dan O’Hara is asked to help, and reads once they say yes, and this order may name them.",
    ):
        assert said in html
    assert html.count("this order may name them") == 4
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.sam, ground=Bar.Ground.OBJECTION, by=cast.mo)
    html = browse(cast.alice).get(page).content.decode()
    assert html.count("this order may name them") == 3  # who is kept out reads nothing


@pytest.mark.parametrize("name", ["Kit Moss", "Sam", "Pat", "Dan O'Hara"])
def test_an_order_about_who_is_let_in_asks_the_worker_to_look_today(
    cast: Cast, browse: Browse, dan: Account, name: str
) -> None:
    by_link(cast, "Kit Moss")
    share(cast, dan, "refer")
    before = [one.until for one in standing(cast)]
    made = order(cast, around(cast, name))
    (task,) = looks(cast)
    assert (task.account_id, task.due_on, task.from_id) == (cast.alice.pk, TODAY, made.episode)
    assert name not in task.words
    assert [one.until for one in standing(cast)] == before  # nobody is cut off by a machine
    main = BeautifulSoup(browse(cast.alice).get("/waiting/").content, "lxml").main
    assert main
    assert "a court order names somebody who may be let in" in main.get_text()
    href = f"/people/{cast.ade.pk}/who-may-see/"
    assert main.select_one(f'a[href="{href}"]')
    assert browse(cast.alice).get("/").content.decode().count(f"/entries/{made.pk}") == 0
    assert browse(cast.alice).post(f"/waiting/{task.pk}/done/").status_code == 302
    with acting(cast.alice.pk):
        assert Task.objects.get(pk=task.pk).done_at


def standing(cast: Cast) -> list[Grant]:
    with acting(cast.system.pk):
        return list(Grant.objects.filter(person=cast.ade, rung=0).order_by("pk"))


def test_it_is_asked_once_whoever_says_it_and_again_only_of_what_is_new(cast: Cast) -> None:
    pat = around(cast, "Pat")
    made = order(cast, pat)
    with acting(cast.bob.pk):  # who does not see the task of a colleague
        again = Saying("order", When(TODAY, "day"), "no-contact", None, pat)
        statuses.say_status(person=cast.ade, saying=again, by=cast.bob)
        right = Saying("order", made.began, made.code, None, pat, "Keep away from his home.")
        newer = statuses.put_status_right(status=made, saying=right, why="A slip.", by=cast.bob)
    (task,) = looks(cast)
    with acting(cast.alice.pk):
        do_task(task=task, by=cast.alice)
        ended = When(TODAY + timedelta(days=90), "day")
        newer = statuses.end_status(status=newer, until=ended, why="x", by=cast.alice)
    assert len(looks(cast)) == 1  # the same order says the same of the same
    with acting(cast.alice.pk):
        sam = around(cast, "Sam")
        said = Saying(**{**vars(saying_of(newer)), "named": sam})
        statuses.put_status_right(status=newer, saying=said, why="It is Sam.", by=cast.alice)
    assert [one.done_at is None for one in looks(cast)] == [False, True]


def test_an_order_that_is_changed_so_that_it_keeps_away_asks_and_others_do_not(cast: Cast) -> None:
    pat = around(cast, "Pat")
    gives = order(cast, pat, "contact")
    over = order(cast, pat, until=TODAY - timedelta(days=1))
    order(cast, around(cast, "Nobody Here"))
    order(cast, None)
    assert looks(cast) == []
    with acting(cast.alice.pk):
        said = Saying(**{**vars(saying_of(gives)), "code": "no-contact"})
        gives = statuses.put_status_right(status=gives, saying=said, why="x", by=cast.alice)
    (task,) = looks(cast)
    with acting(cast.alice.pk):
        do_task(task=task, by=cast.alice)
        statuses.take_status_out(status=gives, why="x", by=cast.alice)
        assert len(looks(cast)) == 1
        longer = Saying(**{**vars(saying_of(over)), "until": None})
        statuses.put_status_right(status=over, saying=longer, why="x", by=cast.alice)
    assert len(looks(cast)) == 2


def test_what_begins_later_is_looked_at_on_its_day(cast: Cast) -> None:
    order(cast, around(cast, "Pat"), since=TODAY + timedelta(days=9))
    assert [one.due_on for one in looks(cast)] == [TODAY + timedelta(days=9)]
    order(cast, around(cast, "Sam"))  # what is to be looked at later does not hide what is now
    assert [one.due_on for one in looks(cast)] == [TODAY + timedelta(days=9), TODAY]


def test_where_nobody_works_with_them_by_name_their_team_looks(cast: Cast) -> None:
    with acting(cast.mo.pk):
        named = Grant.objects.filter(person=cast.ade, basis=Basis.ALLOCATED)
        for one in named.exclude(account=None):
            grants.end_grant(grant=one, why="x", by=cast.mo)
    with acting(cast.bob.pk):
        told = Saying("order", When(TODAY, "day"), "no-contact", None, around_by(cast, cast.bob))
        statuses.say_status(person=cast.ade, saying=told, by=cast.bob)
    (task,) = looks(cast)
    assert (task.account_id, task.team_id) == (None, cast.adults.pk)


def around_by(cast: Cast, by: Account) -> Relationship:
    return add_relationship(person=cast.ade, called="Pat", kind="sibling", by=by)
