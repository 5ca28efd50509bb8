"""Static checks of one page: what every page owes to people who read, listen, type or print it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from lxml import etree

SITE = "Alongside"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SUMMARY = "govuk-error-summary"
# Boxes whose value somebody may want the browser to know, as a password, say so themselves.
KNOWN_TO_BROWSERS = (
    "username",
    "current-password",
    "new-password",
    "one-time-code",
    "email",
    "tel",
)

Node = etree._Element
PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


class Page:
    """A page taken apart once: its elements in their order, by name, by id and by class."""

    def __init__(self, html: str) -> None:
        root = etree.HTML(html.encode() if html.strip() else b"<p>", PARSER)
        # What a script may draw from is not in the page yet.
        etree.strip_elements(root, "template", with_tail=False)
        roots = (root, *root.itersiblings("*"))  # what stands after the end stands beside it
        self.all: list[Node] = [node for one in roots for node in one.iter("*")]
        self.named: defaultdict[str, list[Node]] = defaultdict(list)
        self.classed: defaultdict[str, list[Node]] = defaultdict(list)
        self.by_id: dict[str, Node] = {}
        for node in self.all:
            self.named[str(node.tag)].append(node)
            for one in node.get("class", "").split():
                self.classed[one].append(node)
            if (name := node.get("id")) is not None:
                self.by_id.setdefault(name, node)
        for node in (*self.named["script"], *self.named["style"]):
            node.text = None  # nobody hears it


def check(html: str) -> list[str]:
    """What is wrong with a page, a sentence each; nothing if it is well."""
    page = Page(html)
    checks = (
        _head,
        _headings,
        _controls,
        _references,
        _error_summary,
        _words_for_everything,
        _policy,
        _ids,
        _forms,
        _tables,
        _pictures,
    )
    return [wrong for one in checks for wrong in one(page)]


def _text(node: Node, between: str = " ") -> str:
    return between.join(part for one in node.itertext() if (part := str(one).strip()))


def words(node: Node) -> str:
    """What somebody who listens hears of an element."""
    if label := node.get("aria-label"):
        return label.strip()
    alts = " ".join(picture.get("alt", "") for picture in node.iter("img"))
    return f"{_text(node)} {alts}".strip()


def _say_something(nodes: Iterator[Node]) -> bool:
    """Whether there is one, and it has words."""
    first = next(nodes, None)
    return first is not None and bool(words(first))


def _kind(node: Node) -> str:
    return node.get("type", "").lower()


def _shown(node: Node) -> str:
    """The start of an element as it stands in the page, to find it by."""
    whole = etree.tostring(node, encoding="unicode", method="html", with_tail=False)
    return re.sub(r"\s+", " ", whole)[:90]


def _head(page: Page) -> Iterator[str]:
    root = page.all[0]
    if not root.get("lang"):
        yield "The page does not say its language."
    if root.get("dir") not in (None, "ltr", "rtl"):
        yield "The page runs in no known direction."
    title = _text(page.named["title"][0], "") if page.named["title"] else ""
    if not title or title.strip(" –-|") == SITE or title.startswith("–"):
        yield f"The title “{title}” does not say what this page is."
    if page.classed["govuk-error-message"] and not title.startswith("Error: "):
        yield "Something has to be put right, and the title does not start with “Error: ”."
    if not any(one.get("id") == "main" for one in page.named["main"]):
        yield "There is no main#main."
    if not page.named["a"] or page.named["a"][0].get("href") != "#main":
        yield "The first link does not skip to the main part."
    viewport = [one for one in page.named["meta"] if one.get("name") == "viewport"]
    if not viewport or "user-scalable=no" in viewport[0].get("content", ""):
        yield "The page cannot be enlarged on a phone."


def _headings(page: Page) -> Iterator[str]:
    count = len(page.named["h1"])
    if count != 1:
        yield f"There are {count} h1, and there should be one."
    last = 0
    above = {heading for one in page.classed[SUMMARY] for heading in one.iter(*HEADINGS)}
    for heading in (one for main in page.named["main"] for one in main.iter(*HEADINGS)):
        level = int(heading.tag[1])
        if heading in above:
            continue  # stands above the h1 on purpose
        if level > last + 1 and last:
            yield f"A level of heading is left out before {_shown(heading)}"
        if not words(heading):
            yield f"A heading is empty: {_shown(heading)}"
        last = level


def _controls(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.named["label"] if words(label)} - {None}
    typed = (one for one in page.named["input"] if _kind(one) not in ("hidden", "submit", "button"))
    for control in (*typed, *page.named["select"], *page.named["textarea"]):
        named = control.get("id") in labelled or control.get("aria-label")
        by = [one in page.by_id for one in control.get("aria-labelledby", "").split()]
        inside = _say_something(control.iterancestors("label"))
        if not named and not inside and not (by and all(by)):
            yield f"Nothing says what to put into {_shown(control)}"
        if control.tag == "textarea" and control.get("autocomplete") != "off":
            yield f"The browser may keep what is typed into {_shown(control)}"
        if control.get("placeholder") is not None:
            yield f"A placeholder vanishes while one types: {_shown(control)}"
    for group in page.named["fieldset"]:
        if not _say_something(group.iter("legend")):
            yield f"A group of controls asks no question: {_shown(group)}"


def _references(page: Page) -> Iterator[str]:
    for node in page.all:
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            missing = set(node.get(name, "").split()) - page.by_id.keys()
            if missing:
                yield f"{name} leads nowhere ({', '.join(sorted(missing))}): {_shown(node)}"


def _error_summary(page: Page) -> Iterator[str]:
    summary = next(iter(page.classed[SUMMARY]), None)
    if page.classed["govuk-error-message"] and summary is None:
        yield "A field is wrong, and no summary says so at the top."
    if summary is None:
        return
    if not summary.xpath(".//h2[ancestor::*[@role='alert']]"):
        yield "The error summary has no heading that is read out."
    if not summary.xpath("descendant::h1 | following::h1"):
        yield "The error summary stands below the heading."
    for link in summary.iterdescendants("a"):
        href = link.get("href")
        target = None if href is None else page.by_id.get(href.removeprefix("#"))
        if href is not None and (
            target is None or target.tag not in ("input", "select", "textarea")
        ):
            yield f"A line of the error summary leads to no field: {_shown(link)}"


def _words_for_everything(page: Page) -> Iterator[str]:
    pressed = (one for one in page.named["input"] if _kind(one) in ("submit", "button"))
    for button in (*page.named["button"], *pressed):
        if not (words(button) or button.get("value", "").strip()):
            yield f"A button says nothing: {_shown(button)}"
    for link in page.named["a"]:
        said = words(link)
        if not said:
            yield f"A link says nothing: {_shown(link)}"
        if not link.get("href"):
            yield f"A link leads nowhere: {_shown(link)}"
        if said.lower() in ("here", "click here", "more", "read more", "link"):
            yield f"A link does not say where it leads: {_shown(link)}"


def _policy(page: Page) -> Iterator[str]:
    for script in page.named["script"]:
        if not script.get("src") and script.get("type") != "application/json":
            yield f"A script stands in the page: {_shown(script)}"
    if page.named["style"]:
        yield "A style sheet stands in the page."
    for node in page.all:
        for name in map(str, node.attrib):
            if name == "style" or (name.startswith("on") and len(name) > 3):
                yield f"{name} stands on an element: {_shown(node)}"
        if node.get("href", "").strip().lower().startswith("javascript:"):
            yield f"A link is a script: {_shown(node)}"


def _ids(page: Page) -> Iterator[str]:
    counted = Counter(name for node in page.all if (name := node.get("id")) is not None)
    for name, times in counted.items():
        if times > 1 or not name:
            yield f"The id “{name}” stands on {times} elements."


def _forms(page: Page) -> Iterator[str]:
    outside = {one.get("form") for one in page.named["button"]}  # buttons that name their form
    for form in page.named["form"]:
        boxes = list(form.iter("input"))
        is_post = form.get("method", "get").lower() == "post"
        has_key = any(one.get("name") == "csrfmiddlewaretoken" for one in boxes)
        if is_post and not has_key:
            yield f"A form that sends has no key against forgery: {_shown(form)}"
        if not is_post and has_key:
            yield f"A form that only asks would put its key into the address: {_shown(form)}"
        inside = any(_kind(one) == "submit" for one in boxes) or next(form.iter("button"), None)
        if inside in (None, False) and form.get("id", "") not in outside:
            yield f"A form has no button: {_shown(form)}"
        for box in boxes:
            kept = box.get("autocomplete") not in ("off", *KNOWN_TO_BROWSERS)
            if kept and (box.get("type") is None or _kind(box) in ("text", "search")):
                yield f"The browser may keep what is typed into {_shown(box)}"


def _tables(page: Page) -> Iterator[str]:
    for table in page.named["table"]:
        if not _say_something(table.iter("caption")):
            yield f"A table has no caption: {_shown(table)}"
        heads = list(table.iter("th"))
        if not heads:
            yield f"A table has no headings: {_shown(table)}"
        for head in heads:
            if head.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"A heading of a table does not say of what: {_shown(head)}"


def _pictures(page: Page) -> Iterator[str]:
    for picture in page.named["img"]:
        if picture.get("alt") is None:
            yield f"A picture has no words: {_shown(picture)}"
    for drawing in page.named["svg"]:
        if drawing.get("aria-hidden") != "true" and not (
            drawing.get("role") in ("img", "group")  # a group holds links of its own
            and (drawing.get("aria-label") or next(drawing.iter("title"), None) is not None)
        ):
            yield f"A drawing is neither hidden nor named: {_shown(drawing)}"
