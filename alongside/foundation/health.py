"""GET /health for whoever watches over the service, and no copies of pages kept anywhere."""

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from .postgres import place

ADDRESS = "/health"
KEPT_FOR = 1.0  # seconds, so that asking often costs the database nothing
PATIENCE = 2  # seconds


class HealthMiddleware:
    """First of all: it needs no session, host name, redirect or transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._is_there = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != ADDRESS:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return _answer("only GET", 405)
        return _answer("ok", 200) if self._database_is_there() else _answer("database away", 503)

    def _database_is_there(self) -> bool:
        with self._lock:  # one asks, the others wait for its answer
            if time.monotonic() - self._asked_at > KEPT_FOR:
                self._is_there = answers()
                self._asked_at = time.monotonic()
            return self._is_there


def _answer(words: str, status: int) -> HttpResponse:
    response = JsonResponse({"status": words}, status=status)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # whoever asks keeps the log
    return response


def answers() -> bool:
    """Ask the database on a connection of its own, so that a full pool is no false alarm."""
    where = connection.settings_dict
    try:
        told: dict[str, Any] = {
            **place.find(settings.DATA).options,  # such as sslmode: never a weaker link than ours
            "host": where["HOST"],
            "port": where["PORT"],
            "user": where["USER"],
            "password": where["PASSWORD"],
            "dbname": where["NAME"],
            "connect_timeout": PATIENCE,
            "options": f"-c statement_timeout={PATIENCE}s",
        }
        with psycopg.connect(**told) as asked:
            asked.execute("select 1")
    except psycopg.Error:
        return False
    return True


class NoStoreMiddleware:
    """Pages about people are kept by no browser and no proxy; static files come before this."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
