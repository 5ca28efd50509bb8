"""What the journeys share: one browser, one council loaded once, and its people signed in."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from alongside.accounts.demo import CAST, DOMAIN
from tests import chromium

from .asking import Asking
from .away_day import QUICK, allowed, take_along
from .crawling import Form
from .northmere import Council, make_sure
from .restless import OWN, Begin, address_of, come_back
from .typist import Count, ready

Enter = Callable[..., Page]
AskAs = Callable[[str], Asking]

expect.set_options(timeout=30_000)  # two browsers, two servers and a database may share two cores


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    # Playwright keeps an event loop in this thread, in which Django would see an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = chromium.find()
    assert path, chromium.SENTENCE
    with sync_playwright() as playwright:
        words = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=path, args=words)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def _served(django_db_setup: None, django_db_blocker: Any) -> Iterator[Council]:
    with django_db_blocker.unblock():
        make_sure()
    council = Council()
    council.fresh()
    council.start()
    yield council
    council.stop()


@pytest.fixture(scope="module")
def council(_served: Council) -> Council:
    """Northmere as it was loaded, for one file of journeys."""
    _served.fresh()
    return _served


@pytest.fixture
def as_(browser: Browser, council: Council, django_db_blocker: Any) -> Iterator[Enter]:
    """`as_("worker")` is a page of somebody who has signed in; more words go to the browser."""
    opened: list[BrowserContext] = []

    def enter(persona: str, **more: Any) -> Page:
        made = browser.new_context(base_url=council.address, **{"reduced_motion": "reduce", **more})
        made.set_default_timeout(30_000)
        opened.append(made)
        page = made.new_page()
        if persona in {one.key for one in CAST}:
            came = made.request.post("/demo/sign-in", form={"persona": persona}, max_redirects=0)
            assert came.status == 302, came.text()
            return page
        with django_db_blocker.unblock():
            page.goto(council.link_for(f"{persona}@{DOMAIN}"))
        page.get_by_role("button", name="Come in").click()
        page.wait_for_url(lambda address: "/sign-in/" not in address)
        return page

    yield enter
    for context in opened:
        context.close()


@pytest.fixture
def ask_as(council: Council, django_db_blocker: Any) -> AskAs:
    """`ask_as("worker")` asks as somebody who has signed in, without a browser; once for each."""

    @cache
    def enter(persona: str) -> Asking:
        asks = Asking(council.address)
        if persona in {one.key for one in CAST}:
            came = asks.post("/demo/sign-in", {"persona": persona}, max_redirects=0)
            assert came.status == 302, came.text()
            return asks
        with django_db_blocker.unblock():
            link = council.link_for(f"{persona}@{DOMAIN}")
        assert "/sign-in/" not in Form(asks, link).send().address
        return asks

    return enter


@pytest.fixture(scope="session")
def restless(django_db_setup: None, django_db_blocker: Any) -> Iterator[Council]:
    """A council of its own, which is killed and started again, and locks people out in seconds."""
    with django_db_blocker.unblock():
        make_sure()
    one = Council("restless", "short_lock_settings")
    one.fresh()
    one.start()
    yield one
    one.stop()


@pytest.fixture
def begin(browser: Browser, restless: Council) -> Iterator[Begin]:
    """`begin(NOTE)` is somebody signed in at a new draft there, and a count of what they type."""
    opened: list[BrowserContext] = []

    def begun(
        place: str, address: str = "", at_once: str = "", council: Council = restless
    ) -> tuple[Page, Count]:
        made, counted = browser.new_context(base_url=council.address), Count()
        made.set_default_timeout(30_000)
        opened.append(made)
        counted.listen(made)
        come_back(made, "person" if place == OWN else "worker")
        page = made.new_page()
        if at_once:
            page.add_init_script(at_once)
        page.goto(address or address_of(council, place))
        ready(page)
        return page, counted

    yield begun
    for context in opened:
        context.close()


@pytest.fixture
def packed(as_: Enter, council: Council, django_db_blocker: Any) -> Page:
    """A worker's browser on a device that is allowed, with Ade taken along."""
    page = as_("worker")
    page.context.add_init_script(QUICK)
    with django_db_blocker.unblock():
        allowed(page, council)
    take_along(page)
    return page
