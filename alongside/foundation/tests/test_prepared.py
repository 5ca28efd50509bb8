"""Questions put together once: the same answers as always, and nothing kept that changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, models
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from alongside.accounts.models import Account, Membership, Team
from alongside.foundation.actor import acting
from alongside.foundation.conditions import Condition
from alongside.foundation.prepared import prepared

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 3, 10, tzinfo=UTC)


@pytest.fixture
def teams(cast: Any) -> Iterator[list[Team]]:
    with acting(cast.system.pk):
        made = [
            Team.objects.create(name=name, kind="team") for name in ("First", "Second", "Third")
        ]
    with acting(cast.alice.pk):
        yield made


def test_the_same_answers_with_other_values(teams: list[Team]) -> None:
    built = []

    @prepared
    def named(ids: list[UUID], name: str) -> "models.QuerySet[Team]":
        built.append(name)
        return Team.objects.filter(id__any=ids).exclude(name=name).order_by("name")

    ids = [team.pk for team in teams]
    assert named(ids, "Second") == [teams[0], teams[2]]
    assert named(ids[:2], "First") == [teams[1]]
    assert named([], "First") == []
    assert len(built) == 1


def test_what_is_no_value_is_another_question(teams: list[Team]) -> None:
    built = []

    @prepared
    def first(count: int, upwards: bool) -> "models.QuerySet[Team]":
        built.append((count, upwards))
        ours = Team.objects.filter(kind="team")
        return ours.order_by("name" if upwards else "-name")[:count]

    assert [team.name for team in first(2, True)] == ["First", "Second"]
    assert [team.name for team in first(1, False)] == ["Third"]
    assert [team.name for team in first(2, True)] == ["First", "Second"]
    assert built == [(2, True), (1, False)]


def test_rows_that_are_no_models(teams: list[Team]) -> None:
    @prepared
    def names(team: UUID) -> "models.QuerySet[Team, str]":
        return Team.objects.filter(pk=team).values_list("name", flat=True)

    @prepared
    def pairs(team: UUID) -> "models.QuerySet[Team, tuple[str, str]]":
        return Team.objects.filter(pk=team).annotate(of=F("kind")).values_list("name", "of")

    assert names(teams[0].pk) == ["First"]
    assert names(teams[1].pk) == ["Second"]
    assert pairs(teams[2].pk) == [("Third", "team")]


def test_moments_and_days_and_nothing(cast: Any) -> None:
    alice = cast.alice

    @prepared
    def belongs(account: UUID, at: datetime, until: date | None) -> "models.QuerySet[Any]":
        found = Membership.objects.filter(account_id=account, starts__lte=at)
        return found.select_related("team") if until is None else found.none()

    later = datetime.now(UTC) + timedelta(days=1)
    with CaptureQueriesContext(connection) as sent:
        found = belongs(alice.pk, later, None)
        assert found
        assert found[0].team.name
        assert belongs(alice.pk, datetime(1990, 1, 1, tzinfo=UTC), None) == []
    assert len(sent) == 2


def test_whoever_asks_is_a_value_and_their_kind_is_not(cast: Any) -> None:
    built = []

    @prepared
    def me(by: Account) -> "models.QuerySet[Account]":
        built.append(str(by.kind))
        return Account.objects.filter(pk=by.pk, kind=by.kind)

    assert me(cast.alice) == [cast.alice]
    assert me(cast.bob) == [cast.bob]
    assert me(cast.ade_account) == [cast.ade_account]
    assert built == ["staff", "person"]


def test_an_id_of_its_own_is_refused() -> None:
    somebody = uuid4()

    @prepared
    def sticks(name: str) -> "models.QuerySet[Team]":
        return Team.objects.filter(pk=somebody, name=name)

    with pytest.raises(TypeError, match="an id or a day that it was not given"):
        sticks("First")


def test_a_moment_of_its_own_is_refused(cast: Any) -> None:
    @prepared
    def sticks(account: UUID) -> "models.QuerySet[Membership]":
        return Membership.objects.filter(account_id=account, until__gt=NOW)

    with pytest.raises(TypeError, match="an id or a day that it was not given"):
        sticks(cast.alice.pk)


def test_ids_of_its_own_in_a_list_are_refused() -> None:
    @prepared
    def sticks(name: str) -> "models.QuerySet[Team]":
        return Team.objects.filter(id__any=[uuid4()], name=name)

    with pytest.raises(TypeError, match="an id or a day that it was not given"):
        sticks("First")


def test_a_value_that_is_changed_first_is_refused() -> None:
    @prepared
    def changes(name: str) -> "models.QuerySet[Team]":
        return Team.objects.filter(name=name.upper())

    with pytest.raises(TypeError, match="changes what it is given"):
        changes("First")


def test_an_account_written_into_a_text_is_refused(cast: Any) -> None:
    @prepared
    def writes(by: Account, name: str) -> "models.QuerySet[Team]":
        return Team.objects.filter(name=name).exclude(phone=f"of {by.pk}")

    with pytest.raises(TypeError, match="into something else"):
        writes(cast.alice, "First")


def test_an_id_written_into_the_statement_is_refused(cast: Any) -> None:
    @prepared
    def writes(account: UUID) -> "models.QuerySet[Account]":
        words = Condition(f"{{0}}::text <> '{account}'", "pk")
        return Account.objects.filter(words, pk=account)

    with pytest.raises(TypeError, match="into something else"):
        writes(cast.alice.pk)


def test_what_fetches_more_is_refused() -> None:
    @prepared
    def fetches(name: str) -> "models.QuerySet[Account]":
        return Account.objects.filter(email=name).prefetch_related("memberships")

    with pytest.raises(TypeError, match="fetches more"):
        fetches("a@example.org")
