"""A browser for tests, which looks at each page it is given, signed in as somebody."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from tests.page_checks import check

BACKEND = "alongside.accounts.adapters.Backend"

Browse = Callable[[Account], Client]


class PageChecker(Client):
    """A browser that looks at each page it is given."""

    def request(self, **request: Any) -> Any:
        response: Any = super().request(**request)
        if response.headers.get("Content-Type", "").startswith("text/html") and response.content:
            wrong = check(response.content.decode())
            assert wrong == [], f"{request.get('PATH_INFO')}: {wrong}"
        return response


def signed_in(account: Account) -> Client:
    """A browser in which this account is signed in."""
    client = PageChecker()
    with acting(account.pk):
        client.force_login(account, backend=BACKEND)
    return client
