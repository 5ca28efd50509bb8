"""Static checks of one page: what every page owes to people who read, listen, type or print it."""

import re
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

SITE = "Alongside"
CONTROLS = "input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea"
# Boxes whose value somebody may want the browser to know, as a password, say so themselves.
KNOWN_TO_BROWSERS = (
    "username",
    "current-password",
    "new-password",
    "one-time-code",
    "email",
    "tel",
)


def check(html: str) -> list[str]:
    """What is wrong with a page, a sentence each; nothing if it is well."""
    page = BeautifulSoup(html, "lxml")
    for stored in page.find_all("template"):
        stored.decompose()  # what a script may draw from is not in the page yet
    checks = (
        _head,
        _headings,
        _controls,
        _error_summary,
        _words_for_everything,
        _policy,
        _ids,
        _forms,
        _tables,
        _pictures,
    )
    return [wrong for one in checks for wrong in one(page)]


def words(node: Tag) -> str:
    """What somebody who listens hears of an element."""
    if label := node.get("aria-label"):
        return str(label).strip()
    alts = " ".join(str(picture.get("alt", "")) for picture in node.find_all("img"))
    return f"{node.get_text(' ', strip=True)} {alts}".strip()


def _shown(node: Tag) -> str:
    """The start of an element as it stands in the page, to find it by."""
    return re.sub(r"\s+", " ", str(node))[:90]


def _head(page: BeautifulSoup) -> Iterator[str]:
    root = page.html
    if root is None or not root.get("lang"):
        yield "The page does not say its language."
    if root is not None and root.get("dir") not in (None, "ltr", "rtl"):
        yield "The page runs in no known direction."
    title = page.title.get_text(strip=True) if page.title else ""
    if not title or title.strip(" –-|") == SITE or title.startswith("–"):
        yield f"The title “{title}” does not say what this page is."
    if page.select_one(".govuk-error-message") and not title.startswith("Error: "):
        yield "Something has to be put right, and the title does not start with “Error: ”."
    if not page.select_one("main#main"):
        yield "There is no main#main."
    first = page.select_one("body a")
    if first is None or first.get("href") != "#main":
        yield "The first link does not skip to the main part."
    viewport = page.select_one("meta[name=viewport]")
    if viewport is None or "user-scalable=no" in str(viewport.get("content")):
        yield "The page cannot be enlarged on a phone."


def _headings(page: BeautifulSoup) -> Iterator[str]:
    count = len(page.find_all("h1"))
    if count != 1:
        yield f"There are {count} h1, and there should be one."
    last = 0
    for heading in page.select("main h1, main h2, main h3, main h4, main h5, main h6"):
        level = int(heading.name[1])
        if heading.find_parent(class_="govuk-error-summary"):
            continue  # stands above the h1 on purpose
        if level > last + 1 and last:
            yield f"A level of heading is left out before {_shown(heading)}"
        if not words(heading):
            yield f"A heading is empty: {_shown(heading)}"
        last = level


def _controls(page: BeautifulSoup) -> Iterator[str]:
    labelled = {str(label.get("for")) for label in page.find_all("label") if words(label)}
    ids = {str(node.get("id")) for node in page.find_all(id=True)}
    for control in page.select(CONTROLS):
        named = str(control.get("id")) in labelled or control.get("aria-label")
        inside = control.find_parent("label")
        by = [one in ids for one in str(control.get("aria-labelledby") or "").split()]
        if not named and not (inside and words(inside)) and not (by and all(by)):
            yield f"Nothing says what to put into {_shown(control)}"
        if control.name == "textarea" and control.get("autocomplete") != "off":
            yield f"The browser may keep what is typed into {_shown(control)}"
        if "placeholder" in control.attrs:
            yield f"A placeholder vanishes while one types: {_shown(control)}"
    for node in page.select("[aria-describedby], [aria-labelledby], [aria-controls]"):
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            missing = set(str(node.get(name) or "").split()) - ids
            if missing:
                yield f"{name} leads nowhere ({', '.join(sorted(missing))}): {_shown(node)}"
    for group in page.find_all("fieldset"):
        if not (group.legend and words(group.legend)):
            yield f"A group of controls asks no question: {_shown(group)}"


def _error_summary(page: BeautifulSoup) -> Iterator[str]:
    summary = page.select_one(".govuk-error-summary")
    if page.select_one(".govuk-error-message") and summary is None:
        yield "A field is wrong, and no summary says so at the top."
    if summary is None:
        return
    if not summary.select_one("[role=alert] h2"):
        yield "The error summary has no heading that is read out."
    if summary.find_next("h1") is None:
        yield "The error summary stands below the heading."
    for link in summary.select("a[href]"):
        target = page.find(id=str(link["href"]).removeprefix("#"))
        if not isinstance(target, Tag) or target.name not in ("input", "select", "textarea"):
            yield f"A line of the error summary leads to no field: {_shown(link)}"


def _words_for_everything(page: BeautifulSoup) -> Iterator[str]:
    for button in page.select("button, input[type=submit], input[type=button]"):
        if not (words(button) or str(button.get("value") or "").strip()):
            yield f"A button says nothing: {_shown(button)}"
    for link in page.find_all("a"):
        if not words(link):
            yield f"A link says nothing: {_shown(link)}"
        if not link.get("href"):
            yield f"A link leads nowhere: {_shown(link)}"
        if words(link).lower() in ("here", "click here", "more", "read more", "link"):
            yield f"A link does not say where it leads: {_shown(link)}"


def _policy(page: BeautifulSoup) -> Iterator[str]:
    for script in page.find_all("script"):
        if not script.get("src") and script.get("type") != "application/json":
            yield f"A script stands in the page: {_shown(script)}"
    if page.find("style"):
        yield "A style sheet stands in the page."
    for node in page.find_all(True):
        for name in node.attrs:
            if name == "style" or (name.startswith("on") and len(name) > 3):
                yield f"{name} stands on an element: {_shown(node)}"
        if str(node.get("href") or "").strip().lower().startswith("javascript:"):
            yield f"A link is a script: {_shown(node)}"


def _ids(page: BeautifulSoup) -> Iterator[str]:
    counted = Counter(str(node["id"]) for node in page.find_all(id=True))
    for name, times in counted.items():
        if times > 1 or not name:
            yield f"The id “{name}” stands on {times} elements."


def _forms(page: BeautifulSoup) -> Iterator[str]:
    for form in page.find_all("form"):
        is_post = str(form.get("method") or "get").lower() == "post"
        if is_post and not form.select_one("input[name=csrfmiddlewaretoken]"):
            yield f"A form that sends has no key against forgery: {_shown(form)}"
        if not is_post and form.select_one("input[name=csrfmiddlewaretoken]"):
            yield f"A form that only asks would put its key into the address: {_shown(form)}"
        outside = f'button[form="{form.get("id")}"]' if form.get("id") else "button[form='']"
        if not form.select_one("button, input[type=submit]") and not page.select_one(outside):
            yield f"A form has no button: {_shown(form)}"
        for box in form.select("input[type=text], input[type=search], input:not([type])"):
            if box.get("autocomplete") not in ("off", *KNOWN_TO_BROWSERS):
                yield f"The browser may keep what is typed into {_shown(box)}"


def _tables(page: BeautifulSoup) -> Iterator[str]:
    for table in page.find_all("table"):
        if table.caption is None or not words(table.caption):
            yield f"A table has no caption: {_shown(table)}"
        if not table.find("th"):
            yield f"A table has no headings: {_shown(table)}"
        for head in table.find_all("th"):
            if head.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"A heading of a table does not say of what: {_shown(head)}"


def _pictures(page: BeautifulSoup) -> Iterator[str]:
    for picture in page.find_all("img"):
        if "alt" not in picture.attrs:
            yield f"A picture has no words: {_shown(picture)}"
    for drawing in page.find_all("svg"):
        if drawing.get("aria-hidden") != "true" and not (
            drawing.get("role") in ("img", "group")  # a group holds links of its own
            and (drawing.get("aria-label") or drawing.find("title"))
        ):
            yield f"A drawing is neither hidden nor named: {_shown(drawing)}"
