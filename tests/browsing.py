"""A browser for tests, which looks at each page it is given, signed in as somebody."""

import re
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from django.test import Client

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from tests.page_checks import check

BACKEND = "alongside.accounts.adapters.Backend"

Browse = Callable[[Account], Client]
# What is drawn anew each time: a key against forgery, and ids, of which only the order counts.
FRESH = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+'
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
)
_looked_at: set[bytes] = set()  # pages that were well, so that the same one is looked at once


class PageChecker(Client):
    """A browser that looks at each page it is given."""

    def request(self, **request: Any) -> Any:
        response: Any = super().request(**request)
        if response.headers.get("Content-Type", "").startswith("text/html") and response.content:
            _look_at(response.content.decode(), str(request.get("PATH_INFO")))
        return response


def _look_at(html: str, address: str) -> None:
    """Assert that a page is well; in one process the same page is taken apart once."""
    ids: dict[str, str] = {}
    plain = FRESH.sub(lambda found: ids.setdefault(found[0], f"<{len(ids)}>"), html)
    known = blake2b(plain.encode(), digest_size=16).digest()
    if known in _looked_at:
        return
    wrong = check(html)
    assert wrong == [], f"{address}: {wrong}"
    _looked_at.add(known)


def signed_in(account: Account) -> Client:
    """A browser in which this account is signed in."""
    client = PageChecker()
    with acting(account.pk):
        client.force_login(account, backend=BACKEND)
    return client
