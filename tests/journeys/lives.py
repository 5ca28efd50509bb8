"""Where a crawl begins for each of the people of Northmere, and what has to happen before it."""

import base64
from datetime import date, timedelta

from .conftest import AskAs
from .crawling import Form, Page
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
    "hamza": "/",
}
# They come last, and open only what nobody before them has come to.
RARE = ("delroy", "tomasz", "hamza")
# The lives in which something rare has happened.
ALSO = {
    "worker": ("Ade Bankole",),
    "manager": ("Ade Bankole", "Dorothy Kettleworth"),
    "colleague": ("Wilfred Sugden",),
    "other-team": ("Leyla al-Sayed",),
    "delroy": ("Theo Lumsden",),
    "tomasz": ("Baby Tattersall",),
    "hamza": ("Baby Whittle",),
}
# What a link leads to only in some moments, and is a page all the same.
BESIDE = {
    "worker": ["/people/add/", "/account/passkeys/", "/account/recovery-codes/new/"],
    "manager": ["/waiting/", "/accounts/devices/", "/drafts/left-behind/"],
    "protection": ["/waiting/"],
    "person": ["/my/first-words/"],
}
DOORS = (  # opened by whoever is not signed in
    "/sign-in/",
    "/sign-in/forgotten/",
    "/sign-in/forgotten/sent/",
    "/sign-in/forgotten/done/",
    "/sign-in/forgotten/1-used/",
    "/sign-in/with-cancelled/",
    "/sign-out/",
    "/demo/",
    "/public/no-signal/",
    "/sw.js",
)
CALLED = "select id from people_person where called = %s"
BOTH = "select entry_id from record_version where title = 'Ade and Pat, and who does what'"
DELROYS = """select e.id from record_entry e join accounts_account a on a.id = e.written_by_id
  where a.email like 'delroy@%%' order by e.id limit 1"""
ANSWER = """select w.id from record_answer w join accounts_account a on a.id = w.by_id
  where a.email like 'person@%%' order by w.id limit 1"""
PLANNED = "select clock_id from record_clockwords where what = 'planned'"
NEWEST_FILE = "select id from record_attachment order by at desc limit 1"
PROTECTED = "select id from people_protection where person_id = %s order by id limit 1"
DRAFT = "select id from foundation_draft order by began_at desc limit 1"
CHARLIE = "select id from accounts_account where email like 'other-team@%%'"
GRANTS = "select id from people_grant where person_id = %s order by given_at, id"
HANDED = "select id from foundation_handover order by asked_at desc limit 1"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGOMUQ5gwAaYsIoOWgkApy4A3xBcuy4AAAAASUVORK5CYII="
)


class Lives:
    """The seeds of each of them; `happen` once, so that nothing that can be opened is missing."""

    def __init__(self, ask_as: AskAs, council: Council) -> None:
        self.ask_as, self.council = ask_as, council
        self.came_of: dict[str, list[str | Page]] = {}

    def seeds(self, persona: str) -> list[str | Page]:
        """Where somebody begins."""
        people = [self.council.one(CALLED, one) for one in ALSO.get(persona, ())]
        theirs = [
            f"/people/{one}/{end}" for one in people for end in ("", "about/", "who-may-see/")
        ]
        return [
            HOMES[persona],
            *theirs,
            *BESIDE.get(persona, ()),
            *self.came_of.get(persona, ()),
        ]

    def happen(self) -> None:
        """Pictures, two of them locked, two versions of a note, a hold, somebody known there."""
        ade, pat = (self.council.one(CALLED, one) for one in ("Ade Bankole", "Pat Bankole"))
        both = self.council.one(BOTH)
        closed, handed = self._closed(ade)
        self.came_of = {
            "worker": [*self._picture(f"/people/{ade}/write/"), self._two(f"/people/{ade}/write/")],
            "manager": [f"/entries/{both}/sharing/?person={pat}", *self._locked(ade), handed],
            "delroy": [self._hold(self.council.one(DELROYS)), self._seal()],
            "other-team": [
                *(self._form("other-team", "/find/").send(q="Ade Bankole"), self._kept()),
                f"/clocks/{self.council.one(PLANNED)}/planned/",
                *closed,
            ],
            "person": [f"/my/record/words/{self.council.one(ANSWER)}/"],
            "principal": self._reworded("/questionnaires/feedback/"),
        }

    def _reworded(self, one: str) -> list[str | Page]:
        """One version of the council’s own, planned for later, and another one begun."""
        looked = self._form("principal", f"{one}edit/").send()
        later = date.today() + timedelta(days=60)
        last = self._form("principal", looked.address.replace("/look/", "/publish/"))
        last.send(starts=f"{later:%d %B %Y}", why="Shorter.")
        return [f"{one}withdraw/1-own/", self._form("principal", f"{one}edit/").send()]

    def _form(self, persona: str, address: str) -> Form:
        return Form(self.ask_as(persona), address)

    def _picture(self, write: str) -> list[str | Page]:
        file = ("gate.png", "image/png", DOT)
        brought = self._form("worker", write).send(fact="The gate.", file=file, attach="1")
        note = self._form("worker", brought.address).send(title="The gate")
        begins = f"/attachments/{self.council.one(NEWEST_FILE)}/"
        return [note, *(begins + end for end in ("", "about/", "words/", "take-off/", "lock/"))]

    def _locked(self, ade: object) -> list[str]:
        """Two pictures that nobody looks at; data protection asks for one of them."""
        file = ("gate.png", "image/png", DOT)
        found = []
        for _ in range(2):
            told = {"happened": "today", "kind": "visit home", "sharing": "usual", "file": file}
            self._form("worker", f"/people/{ade}/write/").send(fact="The gate.", **told)
            found.append(f"/attachments/{self.council.one(NEWEST_FILE)}/")
            self._form("worker", f"{found[-1]}lock/").send(why="It may show a child being hurt.")
        self._form("protection", f"{found[-1]}unlock/").send(why="It shows a gate.")
        return [f"{one}about/" for one in found]

    def _two(self, write: str) -> str:
        self._form("worker", write).send(fact="One.", save__draft="1")
        draft = self.council.one(DRAFT)
        for words, form in [
            (words, self._form("worker", f"{write}?draft={draft}")) for words in ("Two.", "Three.")
        ]:
            form.send(fact=words, save__draft="1")
        return f"/drafts/{draft}/two-versions/"

    def _closed(self, ade: object) -> tuple[list[str], str]:
        """A note of somebody who was let in and is not any more: kept, and then handed over."""
        before = self.council.rows(GRANTS, ade)
        who = f"account {self.council.one(CHARLIE)}"
        told = {"who": who, "rung": "2", "reason": "For the ramp."}
        self._form("manager", f"/people/{ade}/who-may-see/add/").send(**told)
        begun = []
        for words in ("One thing", "Another thing"):
            note = self._form("other-team", f"/people/{ade}/write/")
            note.send(fact=f"{words} that was said.", save__draft="1")
            begun.append(f"/drafts/{self.council.one(DRAFT)}/")
        for (grant,) in set(self.council.rows(GRANTS, ade)) - set(before):
            form = self._form("manager", f"/people/{ade}/who-may-see/{grant}/end/")
            form.send(why="It was for the ramp alone.")
        self._form("other-team", f"{begun[0]}hand-over/").send(reason="Ade waits for an answer.")
        pages = [f"{begun[0]}words/", f"{begun[1]}words/", f"{begun[1]}hand-over/"]
        return pages, f"/waiting/hand-over/{self.council.one(HANDED)}/"

    def _hold(self, entry: object) -> str:
        form = self._form("delroy", f"/entries/{entry}/hold/")
        return form.send(ground="police", why="They asked for it.").address

    def _seal(self) -> str:
        return f"/people/{self.council.one(CALLED, 'Theo Lumsden')}/about/seal/"

    def _kept(self) -> str:
        person = self.council.one(CALLED, "Leyla al-Sayed")
        protection = self.council.one(PROTECTED, person)
        return f"/people/{person}/about/protected/{protection}/keep/"
