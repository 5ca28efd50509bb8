"""What a partner told us is put away with a reason, and taken out again; nothing is destroyed."""

from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft
from alongside.people.models import Person
from alongside.record.actions.putting_away import put_away, take_out
from alongside.record.models import PutAway, ToldUs
from tests.browsing import FRESH, Browse
from tests.cast import Cast

from .test_telling_us import MAX, joined, on_duty, sent

pytestmark = pytest.mark.django_db
LOOKED = "Looked by name, birthday and both schools. Sam does not know more."
GIVEN = {"why": "not found", "words": LOOKED}
AWAY = "/front-door/put-away/"
SAID = """select what from gate.whole_trail(now() + interval '1 hour', 900, null)
 where what in ('told us put away', 'told us taken out')"""


@pytest.fixture
def cast(cast: Cast) -> Cast:
    on_duty(cast)
    return cast


@pytest.fixture
def one(cast: Cast) -> ToldUs:
    return sent(cast)


def read(response: Any) -> str:
    """The page as it was sent, whatever its status."""
    return unescape(response.content.decode())


def page(one: ToldUs, more: str = "") -> str:
    return f"/front-door/told/{one.pk}/{more}"


def sends(browser: Client, one: ToldUs, draft: UUID | None = None, **more: str) -> int:
    given = GIVEN | more | ({"draft": str(draft), "draft-pieces": "words"} if draft else {})
    return browser.post(page(one, "put-away/"), given).status_code


def noted(cast: Cast) -> list[str]:
    """What stands on the trail of it, the first first."""
    with acting(cast.protection.pk), connection.cursor() as cursor:
        cursor.execute(SAID)
        return [what for (what,) in cursor.fetchall()][::-1]


def test_it_is_put_away_found_again_and_taken_out(cast: Cast, one: ToldUs, browse: Browse) -> None:
    charlie = browse(cast.charlie)
    assert AWAY not in read(charlie.get("/front-door/"))
    assert f'href="{page(one, "put-away/")}"' in read(charlie.get(page(one)))
    assert MAX.more in read(charlie.get(page(one, "put-away/")))
    sent_to = charlie.post(page(one, "put-away/"), GIVEN)
    assert sent_to["Location"] == page(one)
    told = read(charlie.get(page(one)))
    for said in ("We cannot find out who it is about", LOOKED, "Charlie put it away on", MAX.more):
        assert said in told
    assert "Put it on their record" not in told
    door = read(charlie.get("/front-door/"))
    assert MAX.named not in door
    assert f'href="{AWAY}"' in door
    listed = read(charlie.get(AWAY))
    for said in (MAX.named, LOOKED, "Charlie put it away on", page(one)):
        assert said in listed
    assert charlie.post(page(one, "take-out/"))["Location"] == page(one)
    told = read(charlie.get(page(one)))
    for said in ("Put it on their record", "Put away before", LOOKED, "Charlie took it out again"):
        assert said in told
    assert MAX.named in read(charlie.get("/front-door/"))
    assert "Nothing is put away" in read(charlie.get(AWAY))
    assert noted(cast) == ["told us put away", "told us taken out"]


def test_without_a_reason_it_stays_and_what_was_typed_is_kept(
    cast: Cast, one: ToldUs, browse: Browse
) -> None:
    charlie = browse(cast.charlie)
    empty = charlie.post(page(one, "put-away/"), {"why": "", "words": "Rang Sam twice"})
    assert empty.status_code == 422
    assert "Say why it is put away." in read(empty)
    assert "Rang Sam twice" in read(empty)
    for words in ("", "  \n "):
        refused = charlie.post(page(one, "put-away/"), {"why": "other", "words": words})
        assert "Say in a sentence or two what you looked for" in read(refused)
    long = charlie.post(page(one, "put-away/"), {"why": "other", "words": "x" * 401})
    assert "and 400 fit" in read(long)
    with acting(cast.charlie.pk):
        assert not PutAway.objects.exists()
    assert noted(cast) == []


def test_pressed_twice_it_is_put_away_once_and_taken_out_once(
    cast: Cast, one: ToldUs, browse: Browse
) -> None:
    charlie, draft = browse(cast.charlie), new_id()
    assert [sends(charlie, one, draft) for _ in range(2)] == [302, 302]
    for _ in range(2):
        assert charlie.post(page(one, "take-out/"))["Location"] == page(one)
    assert sends(charlie, one, draft) == 302  # the same form, sent once more
    with acting(cast.charlie.pk):
        assert PutAway.objects.get().out_at
    assert noted(cast) == ["told us put away", "told us taken out"]
    assert sends(charlie, one, new_id(), why="twice") == 302
    with acting(cast.charlie.pk):
        assert PutAway.objects.filter(told=one).count() == 2


def test_whoever_comes_second_is_told_and_keeps_their_words(
    cast: Cast, one: ToldUs, browse: Browse
) -> None:
    with acting(cast.charlie.pk):
        put_away(told=one, **GIVEN, by=cast.charlie)
    on_duty(cast, cast.adults)
    bob, draft = browse(cast.bob), new_id()
    assert bob.get(page(one, "put-away/"))["Location"] == page(one)
    late = bob.post(
        page(one, "put-away/"),
        {"why": "twice", "words": "As on Monday", "draft": str(draft), "draft-pieces": "words"},
    )
    assert "Somebody has put this away meanwhile" in read(late)
    assert "As on Monday" in read(late)
    with acting(cast.bob.pk):
        assert Draft.objects.get(pk=draft).outcome == "open"
        assert PutAway.objects.get().by_id == cast.charlie.pk


def test_while_it_is_away_nobody_says_who_it_is(cast: Cast, one: ToldUs, browse: Browse) -> None:
    with acting(cast.charlie.pk):
        put_away(told=one, **GIVEN, by=cast.charlie)
    with pytest.raises(ValidationError, match="put this away meanwhile"):
        joined(cast, one)
    people = {"people": [str(cast.stranger.pk)], "shown": [str(cast.stranger.pk)]}
    late = browse(cast.charlie).post(page(one), people)
    assert "Somebody has put this away meanwhile" in read(late)
    with acting(cast.charlie.pk):
        take_out(told=one, by=cast.charlie)
    joined(cast, one)
    assert browse(cast.charlie).get(page(one, "put-away/")).status_code == 302
    with acting(cast.charlie.pk), pytest.raises(ValidationError, match="on a record meanwhile"):
        put_away(told=one, **GIVEN, by=cast.charlie)


def test_nobody_is_added_from_what_is_away(cast: Cast, one: ToldUs, browse: Browse) -> None:
    with acting(cast.charlie.pk):
        put_away(told=one, **GIVEN, by=cast.charlie)
    new = {"new-given": "Max", "new-family": "Brown", "add": "1", "draft-pieces": "x"}
    browse(cast.charlie).post(page(one), new)
    with acting(cast.system.pk):
        assert not Person.objects.filter(called__startswith="Max").exists()


def test_it_is_for_those_alone_who_answer_first_contacts(
    cast: Cast, one: ToldUs, browse: Browse
) -> None:
    for who in (cast.alice, cast.mo, cast.protection, cast.pat, cast.sam, cast.ade_account):
        browser = browse(who)
        for more in ("put-away/", "take-out/"):
            assert browser.get(page(one, more)).status_code in (403, 404, 405)
            assert browser.post(page(one, more), GIVEN).status_code in (403, 404)
        with acting(who.pk), pytest.raises((PermissionDenied, ValidationError)):
            put_away(told=one, **GIVEN, by=who)
    with acting(cast.charlie.pk):
        put_away(told=one, **GIVEN, by=cast.charlie)
    assert MAX.named not in read(browse(cast.alice).get(AWAY))
    assert AWAY not in read(browse(cast.alice).get("/front-door/"))
    for who in (cast.pat, cast.sam, cast.ade_account):
        assert browse(who).get(AWAY).status_code in (403, 404)
    for who in (cast.pat, cast.sam):
        with acting(who.pk), pytest.raises(PermissionDenied):
            take_out(told=one, by=who)
    with acting(cast.alice.pk):
        assert not take_out(told=one, by=cast.alice)
    assert noted(cast) == ["told us put away"]


def test_whoever_sent_it_reads_the_same_as_before(cast: Cast, one: ToldUs, browse: Browse) -> None:
    sam = browse(cast.sam)

    def pages() -> list[str]:
        wheres = ("/shared/", f"/shared/told/{one.pk}/")
        return [FRESH.sub("", read(sam.get(where))) for where in wheres]

    before = pages()
    with acting(cast.charlie.pk):
        put_away(told=one, **GIVEN, by=cast.charlie)
    assert pages() == before


def test_the_list_has_pages(cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alongside.record.access.told_us.MOST", 1)
    first, last = sent(cast), sent(cast)
    for one in (first, last):
        with acting(cast.charlie.pk):
            put_away(told=one, **GIVEN, by=cast.charlie)
    charlie = browse(cast.charlie)
    newest, oldest = (read(charlie.get(f"{AWAY}?page={n}")) for n in (1, 2))
    assert page(last) in newest
    assert page(first) not in newest
    assert "?page=2" in newest
    assert page(first) in oldest
