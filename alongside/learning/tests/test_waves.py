"""Asking everybody: who may, who is asked, and answers that nobody can lay beside a name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access import waves as access
from alongside.learning.actions import waves as actions
from alongside.learning.models import Answer, Asked, Attempt, Ballot, Focus, Piece, Wave
from alongside.learning.surveys.shipped import text_of
from tests import cluster
from tests.browsing import Browse
from tests.cast import Cast, account, assemble

from .in_waves import HEALTH, counted, give, many, opened, principal

__all__ = ["many", "principal"]


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
def test_whom_it_asked_is_kept_and_never_changed(cast: Cast, principal: Account) -> None:
    text = HEALTH.replace("id: health-check", "id: our-own")
    given = {"text": text, "kind": "survey", "whom": "teams"}
    wave = opened(principal, **given, teams=[cast.children, cast.adults])
    with acting(principal.pk):
        wave.refresh_from_db()
        assert (wave.series, wave.whom) == ("our-own", "teams")
        assert wave.teams == sorted([cast.children.pk, cast.adults.pk])
        changes: tuple[dict[str, Any], ...] = ({"whom": "staff"}, {"teams": []})
        for change in changes:
            with pytest.raises(DatabaseError), transaction.atomic():
                Wave.objects.filter(pk=wave.pk).update(**change)
