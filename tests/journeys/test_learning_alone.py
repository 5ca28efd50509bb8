"""A council with learning and nothing else switched on: each link on each page leads somewhere."""

from collections.abc import Iterator
from typing import Any

import pytest

from .asking import Asking
from .crawling import Crawl
from .northmere import Council, make_sure

HOMES = {
    "worker": "/learning/",
    "manager": "/learning/",
    "principal": "/learning/",
    "protection": "/learning/",
    "partner": "/learning/",
    "person": "/learning/together/",
}


@pytest.fixture(scope="module")
def alone(django_db_setup: None, django_db_blocker: Any) -> Iterator[Council]:
    """Northmere, where nobody’s record is open."""
    with django_db_blocker.unblock():
        make_sure()
    one = Council("alone", "learning_alone_settings")
    one.fresh()
    one.start()
    yield one
    one.stop()


@pytest.mark.parametrize("persona", HOMES)
def test_no_link_leads_nowhere(alone: Council, persona: str) -> None:
    asks = Asking(alone.address)
    came = asks.post("/demo/sign-in", {"persona": persona}, max_redirects=0)
    assert came.status == 302, came.text()
    pages = Crawl(asks, 4).walk(HOMES[persona])
    assert [(one.address, one.found_on) for one in pages if one.status >= 400] == []
    assert len(pages) > (40 if HOMES[persona] == "/learning/" else 1)
    # Nothing of a record is there to be asked for either.
    assert not [one.address for one in pages if one.address.startswith(("/people/", "/find/"))]
