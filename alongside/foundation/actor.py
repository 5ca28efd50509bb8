"""Who is acting: an account, or a named part of the system; where nobody is, nothing is read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol, cast
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

if TYPE_CHECKING:
    from .engine.base import DatabaseWrapper


class Actor(Protocol):
    """Whoever an action is done by; accounts fit this, and nothing here needs to know more."""

    @property
    def pk(self) -> Any: ...

    @property
    def kind(self) -> Any: ...


DEAF = (TransactionStatus.INERROR, TransactionStatus.UNKNOWN)
_current: ContextVar[UUID | None] = ContextVar("acting", default=None)
_behalf: ContextVar[UUID | None] = ContextVar("on_behalf_of", default=None)


def current() -> UUID | None:
    """Return the id of the account that acts now, if any."""
    return _current.get()


def on_behalf_of() -> UUID | None:
    """Return the id of the named human for whom a system account acts, if any."""
    return _behalf.get()


def _tell() -> None:
    if connection.in_atomic_block and not connection.needs_rollback and _is_heard():
        cast("DatabaseWrapper", connection).tell_who()


def _is_heard() -> bool:
    """After an error the database takes in nothing until it is undone, and whoever acts with it.

    Asking all the same would hide the error behind another one.
    """
    link = connection.connection
    return link is not None and link.info.transaction_status not in DEAF


@contextmanager
def acting(account: UUID | None, *, behalf: UUID | None = None) -> Iterator[None]:
    """Everything inside is done by this account, also when a transaction is already open."""
    who, whom = _current.set(account), _behalf.set(behalf)
    try:
        _tell()
        yield
    finally:
        _current.reset(who)
        _behalf.reset(whom)
        _tell()


class ActingMiddleware:
    """After authentication: the account that signed in acts for the length of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        with acting(user.pk if user.is_authenticated else None):
            return self.get_response(request)
