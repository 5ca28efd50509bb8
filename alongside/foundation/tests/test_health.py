"""What whoever watches over the service is told."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from alongside.foundation import health
from alongside.foundation.postgres import place


def unreached(request: HttpRequest) -> HttpResponse:
    raise AssertionError("/health went further than it should")


@pytest.mark.django_db
def test_all_is_well(client: Client) -> None:
    answer = client.get("/health", headers={"host": "any.name.at.all"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.django_db
def test_it_needs_no_session_and_no_transaction(
    client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client.cookies["alongside-session"] = "made-up"
    with django_assert_num_queries(0):
        assert client.get("/health").status_code == 200


def test_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    answer = health.HealthMiddleware(unreached)(RequestFactory().get("/health"))
    assert answer.status_code == 503
    assert answer.content == b'{"status": "database away"}'


@pytest.mark.django_db
def test_the_link_is_no_weaker_than_that_of_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def connect(**told: Any) -> Any:
        asked.update(told)
        raise psycopg.OperationalError

    strict = place.Place("db.example", 5432, "a", {"sslmode": "verify-full", "sslrootcert": "x"})
    monkeypatch.setattr(place, "find", lambda data: strict)
    monkeypatch.setattr(psycopg, "connect", connect)
    assert not health.answers()
    assert (asked["sslmode"], asked["sslrootcert"]) == ("verify-full", "x")


def test_asking_often_costs_the_database_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def answers() -> bool:
        asked.append(1)
        return True

    monkeypatch.setattr(health, "answers", answers)
    watch = health.HealthMiddleware(unreached)
    for _ in range(20):
        assert watch(RequestFactory().get("/health")).status_code == 200
    assert len(asked) == 1


def test_only_questions_are_answered() -> None:
    answer = health.HealthMiddleware(unreached)(RequestFactory().post("/health"))
    assert answer.status_code == 405


def test_pages_are_not_kept_unless_they_say_so() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("a page")

    answer = health.NoStoreMiddleware(page)(RequestFactory().get("/"))
    assert answer["Cache-Control"] == "no-store"
