"""Every page that links lead to, as each of the people of Northmere: whole, clean and narrow."""

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.checks import axe, htmlcs

from .conftest import Enter
from .crawling import Crawl, Page, faults
from .northmere import Council

HOMES = {
    "worker": "/",
    "colleague": "/",
    "other-team": "/",
    "manager": "/",
    "principal": "/",
    "protection": "/",
    "administrator": "/accounts/",
    "person": "/my/",
    "proxy": "/shared/",
    "partner": "/shared/",
    "delroy": "/",
    "tomasz": "/",
}
# Whose pages they also begin at: the lives in which something rare has happened.
ALSO = {
    "worker": "Ade Bankole",
    "manager": "Ade Bankole",
    "colleague": "Wilfred Sugden",
    "other-team": "Leyla al-Sayed",
    "delroy": "Theo Lumsden",
    "tomasz": "Baby Tattersall",
}


def crawl(as_: Enter, council: Council, persona: str, each: int) -> tuple[BrowserContext, Crawl]:
    """All that somebody reaches from their first page, and from Ade's where they may see it."""
    context = as_(persona).context
    walked = Crawl(context.request, council.address, each)
    seeds = [HOMES[persona]]
    if persona in ALSO:
        person = council.one("select id from people_person where called = %s", ALSO[persona])
        seeds += [f"/people/{person}/", f"/people/{person}/about/"]
    walked.walk(*seeds)
    return context, walked


def test_every_link_leads_to_a_good_page(as_: Enter, council: Council) -> None:
    wrong: list[str] = []
    for persona in HOMES:
        _, walked = crawl(as_, council, persona, 3)
        wrong += [f"{persona}: {one}" for one in faults(walked.pages)]
    assert not wrong, "\n".join(wrong)


def judged(context: BrowserContext, page: Page) -> list[str]:
    """What the browser and the two judges find wrong with one page, also on a small phone."""
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(page.address)
    said += axe(tab) + htmlcs(tab)
    tab.set_viewport_size({"width": 320, "height": 640})
    wide = tab.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        said.append(f"It is {wide} pixels wide on a small phone.")
    tab.close()
    return [f"{page.name} at {page.address}: {one}" for one in said]


@pytest.mark.parametrize(
    "personas",
    [("worker", "manager"), ("protection",), ("person", "proxy", "partner")],
)
def test_two_judges_find_nothing(as_: Enter, council: Council, personas: tuple[str, ...]) -> None:
    wrong: list[str] = []
    seen: set[str] = set()
    for persona in personas:
        context, walked = crawl(as_, council, persona, 1)
        for page in walked.pages:
            if page.html and page.name not in seen:
                seen.add(page.name)
                wrong += judged(context, page)
    assert not wrong, "\n".join(wrong)
