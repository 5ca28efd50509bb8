"""Asking everybody: answers that nobody can lay beside a name, counted once, told of together."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import in_words
from alongside.learning.access import waves as access
from alongside.learning.actions import giving
from alongside.learning.actions import waves as actions
from alongside.learning.models import Answer, Asked, Attempt, Ballot, Focus, Piece, Wave
from alongside.learning.surveys.shipped import text_of
from tests import cluster
from tests.browsing import Browse
from tests.cast import Cast, account, assemble, join

HEALTH = text_of("health-check")
SAYS = {"framework": "3", "caseload": "2", "helps/fewer": "yes"}


@pytest.fixture
def principal(cast: Cast) -> Account:
    """Whoever may ask everybody."""
    with acting(cast.system.pk):
        return account("staff", "Principal", "Principal", roles=("principal-social-worker",))


@pytest.fixture
def many(cast: Cast) -> list[Account]:
    """Thirty colleagues more, in two teams."""
    with acting(cast.system.pk):
        found = [account("staff", f"Worker{number}", "Social worker") for number in range(30)]
        for number, one in enumerate(found):
            join(one, cast.adults if number % 2 else cast.children)
    return found


def opened(by: Account, **more: Any) -> Wave:
    """A wave that is open from today."""
    given = {
        "kind": "health check", "title": "How we are", "about": "To see what to do first.",
        "text": HEALTH, "whom": "staff", "teams": [], "groups": ["role", "team"], "smallest": 10,
        "closes_on": timezone.localdate() + timedelta(days=14),
    }  # fmt: skip
    with acting(by.pk):
        return actions.open_wave(**{**given, **more}, by=by)


def give(wave: Wave, by: Account, answers: dict[str, str] | None = None, **groups: str) -> None:
    """Answer as the page does."""
    with acting(by.pk):
        giving.give_answers(wave=wave, answers=answers or SAYS, groups=groups, by=by)


def closed(wave: Wave, by: Account) -> Wave:
    """Close and read again what stands for ever."""
    with acting(by.pk):
        actions.close_wave(wave=wave, by=by)
        wave.refresh_from_db()
    return wave


def counted(sql: str, *given: Any) -> int:
    """A number, asked as whoever acts."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        row = cursor.fetchone()
    assert row
    return int(row[0])


# From invitation to report


@pytest.mark.django_db
def test_from_invitation_to_report(
    cast: Cast, principal: Account, many: list[Account], browse: Browse
) -> None:
    wave = opened(principal)
    page = browse(cast.alice).get("/learning/surveys/")
    assert "You are asked" in page.content.decode()
    browser = browse(cast.alice)
    address = wave.get_absolute_url()
    assert "Eight" not in browser.get(f"{address}answer/").content.decode()
    sent = browser.post(
        f"{address}answer/",
        {
            "q-framework": "3",
            "q-helps": ["fewer", "admin"],
            "role": "social-worker",
            "with_team": "team",
        },
    )
    assert sent.status_code == 302
    assert "Your answers are in." in browser.get(address).content.decode()
    for one in many:
        give(wave, one, team="Adults, East")
    browse(principal).post(f"{address}close/")

    report = browse(cast.alice).get(address).content.decode()

    assert "About 30 answered" in report
    assert "Nobody has answered in writing yet" in report
    with acting(cast.alice.pk):
        mine = Asked.objects.get(wave=wave)
        assert (mine.ticket, mine.gave_on) == (None, timezone.localdate())
        assert mine.groups == {"role": "social-worker", "team": "Adults, East"}


@pytest.mark.django_db
def test_what_is_frozen_stays_and_the_ballots_are_gone(
    cast: Cast, principal: Account, many: list[Account]
) -> None:
    wave = opened(principal)
    for number, one in enumerate(many):
        give(wave, one, {"framework": "3" if number % 2 else "2"})

    frozen = closed(wave, principal).frozen

    assert frozen is not None
    told = frozen["questions"]["framework"]
    assert [(one["options"], one["people"]) for one in told["blocks"]] == [
        (["1", "2"], 15), (["3", "4"], 15),
    ]  # fmt: skip
    with acting(principal.pk), pytest.raises(Exception, match="counted once"), transaction.atomic():
        counted("select count(*) from gate.count_ballots(%s)", wave.pk)
    with acting(principal.pk), pytest.raises(ValidationError):
        actions.close_wave(wave=wave, by=principal)
    with connection.cursor() as cursor:
        cursor.execute(
            "select n_live_tup from pg_stat_user_tables where relname = 'learning_ballot'"
        )


@pytest.mark.django_db
def test_few_answers_are_told_nothing_of(cast: Cast, principal: Account, browse: Browse) -> None:
    wave = opened(principal)
    for one in (cast.alice, cast.bob, cast.mo):
        give(wave, one)

    frozen = closed(wave, principal).frozen

    assert frozen is not None
    assert (frozen["is_told"], frozen["questions"], frozen["people"]) == (False, {}, 0)
    page = browse(principal).get(wave.get_absolute_url()).content.decode()
    assert "fewer than 10 answered" in page
    reply = {"reply": "We ask again in spring. 😀"}
    sent = browse(principal).post(f"{wave.get_absolute_url()}reply/", reply)
    assert sent.status_code == 302
    read = browse(cast.alice).get(wave.get_absolute_url()).content.decode()
    assert "We ask again in spring. 😀" in read


@pytest.mark.django_db
def test_the_same_again_with_one_more_is_not_told(
    cast: Cast, principal: Account, many: list[Account], browse: Browse
) -> None:
    """The second wave, laid beside the first, would be Alice's answers."""
    first = opened(principal)
    for one in many:
        give(first, one)
    closed(first, principal)
    second = opened(principal, title="Again")
    for one in (*many, cast.alice):
        give(second, one)

    frozen = closed(second, principal).frozen

    assert frozen is not None
    assert (frozen["is_told"], frozen["why"]) == (False, "change")
    assert (
        "nearly the same as last time"
        in browse(cast.bob).get(second.get_absolute_url()).content.decode()
    )


@pytest.mark.django_db
def test_two_waves_are_laid_side_by_side_in_words(
    principal: Account, many: list[Account], browse: Browse
) -> None:
    first, second = opened(principal, groups=[]), None
    for number, one in enumerate(many):
        give(first, one, {"framework": "2" if number % 2 else "3"})
    closed(first, principal)
    second = opened(principal, title="Again", groups=[])
    for number, one in enumerate(many):
        give(second, one, {"framework": "2" if number % 3 else "3"})
    closed(second, principal)

    page = browse(principal).get(second.get_absolute_url()).content.decode()

    assert "Since last time" in page
    assert "No clear change yet" in page


# Giving


@pytest.mark.django_db
@pytest.mark.parametrize("stops", ["draw_ticket", "put_in"])
def test_going_on_from_wherever_it_stopped(
    cast: Cast, principal: Account, monkeypatch: pytest.MonkeyPatch, stops: str
) -> None:
    """The power goes after one of the three transactions; giving again adds no second ballot."""
    wave = opened(principal)
    following = {"draw_ticket": "put_in", "put_in": "forget_ticket"}[stops]

    def gone(**_: object) -> None:
        raise RuntimeError("no power")

    with monkeypatch.context() as broken:
        broken.setattr(giving, following, gone)
        with pytest.raises(RuntimeError):
            give(wave, cast.alice)
    give(wave, cast.alice, {"framework": "1"})
    with acting(cast.alice.pk), pytest.raises(ValidationError):
        giving.give_answers(wave=wave, answers=SAYS, groups={}, by=cast.alice)

    with acting(principal.pk):
        Wave.objects.filter(pk=wave.pk).update(closed_at=timezone.now(), closed_by=principal)
        all_of_them = (
            "select coalesce(sum(people), 0) from gate.count_ballots(%s) where question = ''"
        )
        assert counted(all_of_them, wave.pk) == 1


@pytest.mark.django_db
def test_a_ballot_whose_giver_never_heard_counts_as_given(cast: Cast, principal: Account) -> None:
    wave = opened(principal)
    with acting(cast.alice.pk):
        ticket = giving.draw_ticket(wave=wave, groups={}, by=cast.alice)
        giving.put_in(wave=wave, ticket=ticket, answers=SAYS, groups={}, by=cast.alice)

    closed(wave, principal)

    with acting(cast.alice.pk):
        mine = Asked.objects.get(wave=wave)
        assert (mine.ticket, mine.gave_on) == (None, timezone.localdate())


@pytest.mark.django_db
def test_nobody_answers_who_was_not_asked_or_too_late(cast: Cast, principal: Account) -> None:
    wave = opened(principal, whom="teams", teams=[cast.children])
    with pytest.raises(ValidationError, match="not asked"):
        give(wave, cast.alice)
    closed(wave, principal)
    with pytest.raises(ValidationError, match="closed"):
        give(wave, cast.charlie)


@pytest.mark.django_db
def test_rather_not_is_quiet(cast: Cast, principal: Account, browse: Browse) -> None:
    wave = opened(principal)
    browser = browse(cast.alice)
    assert browser.post(f"{wave.get_absolute_url()}rather-not/").status_code == 302
    assert "You are asked" not in browser.get("/learning/surveys/").content.decode()
    assert "Nobody is told" in browser.get(wave.get_absolute_url()).content.decode()

    frozen = closed(wave, principal).frozen

    assert frozen is not None
    assert "declined" not in str(frozen)


@pytest.mark.django_db
def test_a_level_for_each_area_goes_in_and_no_id(cast: Cast, principal: Account) -> None:
    wave = opened(principal, kind="capability", text=text_of("barriers"))
    with acting(cast.alice.pk):
        piece = Piece.objects.create(
            owner=cast.alice, kind="assessment", title="x", on=timezone.localdate()
        )
        Attempt.objects.create(
            piece=piece, owner=cast.alice, form="digital-capability 1", purpose="baseline",
            role="social-worker", roles_version="roles 1", rules_version="measuring 1",
            started_at=timezone.now(),
        )  # fmt: skip
        for item, level in (("a1", 2), ("a2", 3), ("a3", None), ("b1", 4)):
            Answer.objects.create(
                piece=piece, owner=cast.alice, cluster=item[0].upper(), item=item, frame="now",
                level=level, nothing="" if level else "not-role",
            )  # fmt: skip
        Focus.objects.create(owner=cast.alice, cluster="F")

        mine = access.levels_for(cast.alice, wave)

    assert mine.answers == {"A": "3", "focus/F": "yes"}
    assert mine.role == "social-worker"


# Who may do and read what


@pytest.mark.django_db
def test_only_whoever_may_opens_reminds_closes_and_replies(
    cast: Cast, principal: Account, browse: Browse
) -> None:
    wave = opened(principal)
    for other in (cast.alice, cast.mo, cast.protection, cast.sam):
        browser, refused = browse(other), (403, 404)
        assert browser.get("/learning/surveys/ask/").status_code in refused
        for page in ("remind", "close"):
            assert browser.post(f"{wave.get_absolute_url()}{page}/").status_code in refused
        with acting(other.pk), pytest.raises(PermissionDenied):
            actions.close_wave(wave=wave, by=other)
        with acting(other.pk), pytest.raises(PermissionDenied):
            actions.remind(wave=wave, by=other)
    for outside in (cast.ade_account, cast.pat):
        assert browse(outside).get(wave.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_nobody_is_told_who_answered_nor_how_many_while_it_is_open(
    cast: Cast, principal: Account, many: list[Account], browse: Browse
) -> None:
    wave = opened(principal)
    readers = (principal, cast.mo, cast.protection, cast.alice)
    before = [main_of(browse(one), wave) for one in readers]
    for one in many:
        give(wave, one)
    assert [main_of(browse(one), wave) for one in readers] == before
    for reader in readers:
        with acting(reader.pk):
            assert not Ballot.objects.exists()
            assert set(Asked.objects.values_list("account_id", flat=True)) <= {reader.pk}
        with (
            acting(reader.pk),
            pytest.raises(Exception, match="counted once"),
            transaction.atomic(),
        ):
            counted("select gave from gate.wave_taken_part(%s)", wave.pk)


def main_of(browser: Any, wave: Wave) -> str:
    """What a page says, without the token of its forms."""
    page: str = browser.get(wave.get_absolute_url()).content.decode().split("<main")[1]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


@pytest.mark.django_db(transaction=True)
def test_a_ballot_shares_no_transaction_with_anything_of_its_giver() -> None:
    """As the superuser: rows that were written together carry the same number of a transaction."""
    with transaction.atomic():
        cast = assemble()
        with acting(cast.system.pk):
            asks = account("staff", "Principal", roles=("principal-social-worker",))
    wave = opened(asks)
    give(wave, cast.alice)

    with cluster.server().connect(connection.settings_dict["NAME"]) as root:
        ballots = {str(row[0]) for row in root.execute("select xmin::text from learning_ballot")}
        tables = root.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables"
            " where schemaname = 'public' and tablename <> 'learning_ballot'"
        ).fetchall()
        others = {
            str(row[0])
            for (table,) in tables
            for row in root.execute(f"select distinct xmin::text from {table}")
        }
    assert len(ballots) == 1
    assert not ballots & others


@pytest.mark.django_db
def test_a_second_of_the_same_waits_for_the_first(principal: Account) -> None:
    opened(principal)
    with pytest.raises(ValidationError, match="open already"):
        opened(principal)


@pytest.mark.django_db
def test_opening_one_on_the_page(cast: Cast, principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    sent = {
        "what": "own", "text": "id: x", "title": "Ours", "about": "To know.", "whom": "staff",
        "smallest": "3", "closes_on": in_words(timezone.localdate()),
    }  # fmt: skip
    wrong = browser.post("/learning/surveys/ask/", sent).content.decode()
    assert "Line 1:" in wrong
    assert "tells of 5 people" in wrong
    own = HEALTH.replace("id: health-check", "id: our-own")
    made = browser.post(
        "/learning/surveys/ask/",
        {**sent, "text": own, "smallest": "10", "groups": ["team"]},
    )
    assert made.status_code == 302
    with acting(principal.pk):
        wave = Wave.objects.get()
    assert (wave.kind, wave.series, wave.groups) == ("survey", "our-own", ["team"])
