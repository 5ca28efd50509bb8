"""Where there is no signal one page says so, and of all that was read the device keeps nothing."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from alongside.foundation import no_signal
from tests.journeys.checks import axe, htmlcs
from tests.page_checks import check

from .conftest import Enter
from .northmere import Council

ADE = "select id from people_person where called = 'Ade Bankole'"
NOTE = "select entry_id from record_version where title = 'Going out, and the day centre' limit 1"
PAGE = "/public/no-signal/"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const asked of await (await caches.open(name)).keys())
      found.push(new URL(asked.url).pathname);
  return found; }"""
WORDS = """async () => {
  const said = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) said.push(await (await cache.match(asked)).text()); }
  return said.join(" "); }"""

PRELOAD = """async (way) => {
  const worker = await navigator.serviceWorker.ready;
  await worker.navigationPreload[way](); }"""

OLD = """async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  const old = await caches.open("no-signal-of-last-year");
  await old.put("/people/", new Response("Old"));
  await (await caches.open("anything-else")).put("/find/", new Response("Old"));
  await (await navigator.serviceWorker.ready).unregister(); }"""


def ready(page: Page, address: str) -> Page:
    """Open a page, and wait until the worker looks after what is opened next."""
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.keys().then((names) => names.length === 1)")
    return page


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words, exact=True)).to_be_visible()


def without_signal(context: BrowserContext, page: Page, address: str) -> Response:
    context.set_offline(True)
    answer = page.goto(address)
    assert answer
    heading(page, "No signal")
    return answer


def test_no_signal_and_then_the_page_again(as_: Enter, council: Council) -> None:
    page = as_("worker")
    ade = council.one(ADE)
    ready(page, f"/people/{ade}/")
    answer = without_signal(page.context, page, f"/people/{ade}/timeline/#main")
    assert answer.status == 503
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    expect(page).to_have_title("No signal – Alongside")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\s*No signal at \d\d:\d\d\.$"))
    page.get_by_role("link", name="Try again").click()
    heading(page, "No signal")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text(re.compile("The signal came back at"))
    expect(page).to_have_title("The signal is back – Alongside")
    heading(page, "The signal is back")
    assert page.url == f"{council.address}/people/{ade}/timeline/#main"
    page.get_by_role("link", name="Open the page").click()
    heading(page, "Timeline")


def test_a_site_that_is_gone_is_no_signal_either(as_: Enter, council: Council) -> None:
    page = ready(as_("worker"), "/")
    council.stop()
    try:
        answer = page.goto("/find/")
        assert answer
        assert answer.status == 503
        heading(page, "No signal")
    finally:
        council.start()
    expect(page.get_by_role("link", name="Open the page")).to_be_visible(timeout=45_000)


def test_only_the_page_and_its_files_are_kept(as_: Enter, council: Council) -> None:
    page = as_("worker")
    ade, note = council.one(ADE), council.one(NOTE)
    ready(page, "/")
    for address in (
        f"/people/{ade}/",
        f"/people/{ade}/about/",
        f"/people/{ade}/timeline/",
        f"/entries/{note}/",
        f"/people/{ade}/write/",
        "/find/",
        "/waiting/",
        "/no/such/page/",
    ):
        page.goto(address)
    without_signal(page.context, page, f"/people/{ade}/")
    page.context.set_offline(False)
    page.goto("/")
    assert sorted(page.evaluate(KEPT)) == sorted([PAGE, *no_signal.files()])
    words = page.evaluate(WORDS)
    assert "This device cannot reach Alongside" in words
    assert not [name for name in ("Ade", "Bankole", "Alice", "Okafor", str(ade)) if name in words]


def test_what_another_worker_kept_is_cleared_away(as_: Enter) -> None:
    page = ready(as_("worker"), "/")
    page.evaluate(OLD)
    later = page.context.new_page()
    page.close()
    ready(later, "/")
    assert sorted(later.evaluate(KEPT)) == sorted([PAGE, *no_signal.files()])


def test_the_way_out_is_there_for_those_supported_alone(as_: Enter) -> None:
    ade = ready(as_("person"), "/my/")
    without_signal(ade.context, ade, "/my/record/")
    expect(ade.get_by_role("link", name="Leave quickly")).to_be_visible()
    ade.get_by_role("link", name="Leave quickly").click()
    ade.wait_for_url(lambda address: "/my/" not in address)
    worker = ready(as_("worker"), "/")
    without_signal(worker.context, worker, "/find/")
    expect(worker.get_by_role("link", name="Leave quickly")).to_have_count(0)


def test_the_way_out_is_there_when_leaving_ones_own_pages(as_: Enter) -> None:
    ade = ready(as_("person"), "/my/")
    ade.context.set_offline(True)
    ade.get_by_role("link", name="Sign out").click()
    heading(ade, "No signal")
    expect(ade.get_by_role("link", name="Leave quickly")).to_be_visible()


def test_a_failure_of_the_server_is_shown_as_it_is(as_: Enter) -> None:
    page = ready(as_("worker"), "/")
    answer = page.goto("/no/such/page/")
    assert answer
    assert (answer.status, answer.from_service_worker) == (404, True)
    heading(page, "We cannot find that page")


@pytest.mark.parametrize("way", ["enable", "disable"])
def test_whoever_is_signed_out_comes_to_the_door(as_: Enter, way: str) -> None:
    page = ready(as_("worker"), "/")
    page.evaluate(PRELOAD, way)
    page.context.clear_cookies()
    page.goto("/find/")
    assert urlsplit(page.url).path == "/sign-in/"
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    without_signal(page.context, page, "/sign-in/")


@pytest.mark.parametrize("way", ["enable", "disable"])
def test_a_page_is_asked_for_once(as_: Enter, council: Council, way: str) -> None:
    """Twice would say on the trail that it was opened twice; also where browsers never preload."""
    page = ready(as_("worker"), "/")
    page.evaluate(PRELOAD, way)
    count = "select count(*) from foundation_trail where what = 'person opened'"
    before = council.one(count)
    answer = page.goto(f"/people/{council.one(ADE)}/")
    assert answer
    assert answer.from_service_worker
    assert council.one(count) == before + 1


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_two_judges_find_nothing(as_: Enter, width: int) -> None:
    page = ready(as_("person", viewport={"width": width, "height": 700}), "/my/")
    without_signal(page.context, page, "/my/record/")
    assert check(page.content()) == []
    assert axe(page) + htmlcs(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.fonts.check('19px \"Atkinson Hyperlegible Next\"')")
    page.context.set_offline(False)
    expect(page.get_by_role("link", name="Open the page")).to_be_visible()
    assert axe(page) + htmlcs(page) == []
