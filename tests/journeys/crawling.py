"""Going wherever links lead, as one of the people of Northmere, a few of each page."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from lxml import etree

from tests import page_checks

from .asking import Asking

# Not followed: they end what the crawl stands on, or are somebody else's site.
NOT_FOLLOWED = {"account_logout", "demo:cast"}


def name_of(address: str) -> str:
    """The name of the address; nothing if there is none."""
    return _name_of_path(urlsplit(address).path)


@cache  # the same links stand on every page
def _name_of_path(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def patterns(within: Any = None, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every address of the project: its name, and what it needs to be told."""
    for one in (within or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            if one.name:
                yield space + one.name, tuple(one.pattern.regex.groupindex)
            continue
        yield from patterns(one, f"{space}{one.namespace}:" if one.namespace else space)


@dataclass
class Page:
    """What came back."""

    address: str
    name: str
    status: int
    html: str
    found_on: str = ""


Opens = Callable[[str], Page]


class Form:
    """The first form in the middle of a page, as a browser without a script fills it in."""

    def __init__(self, asks: Asking, address: str) -> None:
        found = BeautifulSoup(asks.get(address).text(), "lxml").select_one("main form")
        assert found, f"{address} has no form."
        self.asks = asks
        self.address = str(found.get("action") or address)
        self.fields = {str(one["name"]): _value(one) for one in found.select("[name]:not(button)")}

    def send(self, **given: Any) -> Page:
        """Send it with these fields filled in; a button is a field, with "-" written as "__"."""
        told = {name.replace("__", "-"): value for name, value in given.items()}
        filled = {name: value for name, value in (self.fields | told).items() if value is not None}
        answer = self.asks.send(self.address, filled)
        assert answer.status < 300, f"{self.address} answers {answer.status} to what was sent."
        at = answer.address
        return Page(at, name_of(at), answer.status, answer.text(), self.address)


def _value(one: Tag) -> str | None:
    """What a browser would send of a field that nobody has touched; nothing for an open choice."""
    if one.name == "select":
        chosen = one.select_one("option[selected]") or one.select_one("option")
        return str(chosen.get("value", "")) if chosen else None
    if one.name == "textarea":
        return one.text.removeprefix("\n")
    if one.get("type") == "file":
        return None
    if one.get("type") in ("radio", "checkbox") and not one.has_attr("checked"):
        return None
    return str(one.get("value", ""))


def hrefs(html: str) -> list[str]:
    """Where the links of a page lead, in their order."""
    if not html.strip():
        return []
    page = etree.HTML(html.encode(), etree.HTMLParser(encoding="utf-8"))
    return [str(one.get("href")) for one in page.iter("a") if one.get("href") is not None]


@dataclass
class Crawl:
    """A walk over all links by one person.

    What is counted may be shared with the walks of others, so that each name is opened by one of
    them. Pages are asked for and not drawn, unless `opens` says otherwise.
    """

    asks: Asking
    each: int = 3
    counted: Counter[str] = field(default_factory=Counter)
    opens: Opens | None = None
    pages: list[Page] = field(default_factory=list)

    def walk(self, *seeds: str | Page) -> list[Page]:
        """Open the seeds, and what is linked from there; so many of each name."""
        queue: deque[tuple[str | Page, str]] = deque((seed, "the start") for seed in seeds)
        seen = {seed for seed in seeds if isinstance(seed, str)}
        while queue:
            one, found_on = queue.popleft()
            page = self.open(one, found_on) if isinstance(one, str) else one
            for link in self._links(page):
                name = name_of(link)
                if link in seen or name in NOT_FOLLOWED or self.counted[name] >= self.each:
                    continue
                seen.add(link)
                self.counted[name] += 1
                queue.append((link, page.address))
        return self.pages

    def open(self, address: str, found_on: str = "") -> Page:
        """One page, with whatever it redirects to."""
        page = self.opens(address) if self.opens else self._asked(address)
        page.found_on = found_on
        self.pages.append(page)
        return page

    def _asked(self, address: str) -> Page:
        answer = self.asks.get(address)
        html = answer.text() if answer.is_page else ""
        return Page(answer.address, name_of(address), answer.status, html)

    def _links(self, page: Page) -> list[str]:
        found: dict[str, None] = {}
        for link in hrefs(page.html):
            target = urldefrag(urljoin(self.asks.base + page.address, link))[0]
            if target.startswith(self.asks.base + "/") and "/static/" not in target:
                found[target.removeprefix(self.asks.base)] = None
        return list(found)


def faults(pages: list[Page]) -> list[str]:
    """What is wrong with any of them: links that lead nowhere, and what page_checks says."""
    found = []
    for page in pages:
        if page.status >= 400:
            found.append(f"{page.address} answers {page.status}, linked from {page.found_on}")
        elif page.html:
            found += [f"{page.address}: {one}" for one in page_checks.check(page.html)]
    return found
