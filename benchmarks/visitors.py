"""Those who use Alongside in a measurement: they sign in once, and then ask for pages over HTTP."""

import html
import http.client
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
REPORT = re.compile(r"/learning/where-i-stand/[0-9a-f-]{36}/")
ASKED = re.compile(r'name="(seen_\w+|happened)"(?: [^>]*value="([^"]*)")?')


@dataclass
class Answer:
    """What came back: status, seconds it took, and bytes of HTML as sent."""

    status: int
    seconds: float
    body: bytes
    to: str = ""


@dataclass
class Visitor:
    """One account with its own connection, kept alive as a browser keeps it."""

    port: int
    session: str
    people: list[str]  # ids of those in their caseload
    names: list[str]  # what those are called
    chance: random.Random
    host: str = "localhost"
    _line: http.client.HTTPConnection | None = field(default=None, repr=False)
    _token: str = ""

    def ask(self, way: str, path: str, said: dict[str, str] | None = None) -> Answer:
        """Ask for a page or send a form; redirects are returned, not followed."""
        kept = self._line
        line = kept or http.client.HTTPConnection(self.host, self.port, timeout=120)
        self._line = line
        headers = {"Cookie": f"alongside-session={self.session}; alongside-csrf={self._token}"}
        body = None
        if said is not None:
            body = urlencode(said).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        try:
            line.request(way, path, body=body, headers=headers)
            came = line.getresponse()
            page = came.read()
        except http.client.RemoteDisconnected:
            if line is not kept:
                raise
            self._line = None  # closed while nobody asked: a browser opens another one
            return self.ask(way, path, said)
        except (http.client.HTTPException, OSError):
            line.close()
            self._line = None
            raise
        took = time.perf_counter() - began
        for name, value in came.getheaders():
            if name.lower() == "set-cookie" and value.startswith("alongside-csrf="):
                self._token = value.split("=", 1)[1].split(";")[0]
        return Answer(came.status, took, page, came.getheader("Location", ""))

    def hidden(self, path: str) -> tuple[dict[str, str], str]:
        """A page's hidden fields, as its form would send them, and the page."""
        page = self.ask("GET", path).body.decode()
        form = page.partition('action="/locked/now/"')[0]
        return {name: html.unescape(value) for name, value in HIDDEN.findall(form)}, page

    def somebody(self) -> int:
        """One of their people, by place in the list."""
        return self.chance.randrange(len(self.people))


Prepared = Callable[[], Answer]


def open_record(one: Visitor) -> Prepared:
    """The page about a person, whole."""
    person = one.people[one.somebody()]
    return lambda: one.ask("GET", f"/people/{person}/")


def timeline(one: Visitor) -> Prepared:
    """The first page of somebody's timeline."""
    person = one.people[one.somebody()]
    return lambda: one.ask("GET", f"/people/{person}/timeline/")


def caseload(one: Visitor) -> Prepared:
    """A worker's home: their people."""
    return lambda: one.ask("GET", "/")


def tasks(one: Visitor) -> Prepared:
    """All that somebody has to see to, in one list."""
    return lambda: one.ask("GET", "/waiting/")


def due(one: Visitor) -> Prepared:
    """What is due for somebody’s people, by day."""
    return lambda: one.ask("GET", "/due/")


def team(one: Visitor) -> Prepared:
    """Everybody in a team that somebody leads, with the numbers about their people."""
    return lambda: one.ask("GET", "/team/")


def front_door(one: Visitor) -> Prepared:
    """What came in and is open, of what a worker may read."""
    return lambda: one.ask("GET", "/front-door/")


def involved(one: Visitor) -> Prepared:
    """Who is involved with somebody."""
    person = one.people[one.somebody()]
    return lambda: one.ask("GET", f"/people/{person}/involved/")


def plans(one: Visitor) -> Prepared:
    """What is agreed with somebody."""
    person = one.people[one.somebody()]
    return lambda: one.ask("GET", f"/people/{person}/plans/")


def fragment_search(one: Visitor) -> Prepared:
    """The first letters of both names."""
    return _search(one, " ".join(part[:4] for part in one.names[one.somebody()].split()[:2]))


def misspelt_search(one: Visitor) -> Prepared:
    """The whole name, with one slip of the finger or the ear."""
    from benchmarks.spelling import misspelt

    return _search(one, misspelt(one.names[one.somebody()], one.chance))


def _search(one: Visitor, words: str) -> Prepared:
    said, _ = one.hidden("/find/")
    return lambda: one.ask("POST", "/find/", said | {"q": words})


def add_note(one: Visitor) -> Prepared:
    """Finishing a note of one part: only the sending is measured, not the page with the form."""
    said = _form(one, kind="note")
    return lambda: one.ask("POST", said.pop("path"), said)


def save_form(one: Visitor) -> Prepared:
    """Finishing a visit with everything filled in: four parts, where, who was there, how long."""
    said = _form(one, kind="visit home") | {
        "place": "23 Mill Lane",
        "there": "Her neighbour and the district nurse",
        "minutes": "45",
        "title": "A visit about the stairs",
        "reported": "The neighbour said that the rail had come loose again on Monday.",
        "of": "A neighbour",
        "opinion": "The stairs are the greatest risk for now. A second rail would help.",
        "own_words": "I can manage if there is something to hold on to.",
    }
    for name in [name for name in said if name.startswith("seen_")]:
        said[name] = "alone"
    return lambda: one.ask("POST", said.pop("path"), said)


def _form(one: Visitor, kind: str) -> dict[str, str]:
    path = f"/people/{one.people[one.somebody()]}/write/"
    said, page = one.hidden(path)
    for name, value in ASKED.findall(page):
        said[name] = html.unescape(value) if name == "happened" else "not seen"
    said |= {"path": path, "kind": kind, "sharing": "usual"}
    words = one.chance.randrange(1_000_000_000)
    said["fact"] = (
        f"We met and went through the week, number {words}. " + "All was as planned. " * 8
    )
    return said


def sixty_questions(one: Visitor) -> Prepared:
    """One page that asks sixty questions, half of them of two voices."""
    path = _asks(one)
    return lambda: one.ask("GET", path)


def save_answer(one: Visitor) -> Prepared:
    """Turning that page with one answer changed: only the sending is measured."""
    path = _asks(one)
    said, _ = one.hidden(path)
    words = one.chance.randrange(1_000_000_000)
    said["q-7.person"] = f"We went through the week, number {words}. " + "All was as planned. " * 8
    return lambda: one.ask("POST", path, said | {"go": "check"})


def _asks(one: Visitor) -> str:
    return f"/people/{one.people[one.somebody()]}/ask/sixty/?v=1&mode=worker"


def personal_report(one: Visitor) -> Prepared:
    """Where one stands: ten areas now, then and at the first time."""
    found = REPORT.search(one.ask("GET", "/learning/where-i-stand/").body.decode())
    path = found.group() if found else "/learning/"
    return lambda: one.ask("GET", path)


OPERATIONS: dict[str, Callable[[Visitor], Prepared]] = {
    "fragment-search": fragment_search,
    "misspelt-search": misspelt_search,
    "open-record": open_record,
    "timeline": timeline,
    "add-note": add_note,
    "save-form": save_form,
    "caseload": caseload,
    "tasks": tasks,
    "due": due,
    "team": team,
    "front-door": front_door,
    "involved": involved,
    "plans": plans,
    "sixty-questions": sixty_questions,
    "save-answer": save_answer,
    "personal-report": personal_report,
}

BY_LEADERS = ("team",)  # asked for by those who lead one

# How often each comes in a mixed load, in hundredths; the same as the peers were asked.
MIX = {
    "fragment-search": 30,
    "misspelt-search": 10,
    "open-record": 25,
    "timeline": 15,
    "add-note": 10,
    "save-form": 5,
    "caseload": 5,
}
