"""What the journeys of lost words stand on: where one types, how one comes back, what is found."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from playwright.sync_api import Browser, BrowserContext, Page, Route

from alongside.accounts.demo import DOMAIN
from alongside.accounts.models import Account, in_force
from alongside.foundation.actor import acting
from alongside.people.actions.grants import end_grant
from alongside.people.models import Grant
from tests import chromium

from .northmere import Council, living_in
from .typist import SECONDS, Count, draft_on, ready

ADE = "select id from people_person where called = 'Ade Bankole'"
OTHER = """select g.person_id, g.account_id from people_grant g
  join accounts_account a on a.id = g.account_id join people_person p on p.id = g.person_id
  where a.email like 'worker@%%' and g.basis = 'allocated' and g.until > now()
    and p.called <> 'Ade Bankole' order by p.called limit 1"""
WORDS = """select text from foundation_piece where draft_id = %s
  union all select text from foundation_beside where draft_id = %s"""
NOTE, TOGETHER, OWN = "a note", "a questionnaire", "a person’s own page"
FIELDS = {NOTE: "[name='fact']", TOGETHER: "[name='wants.person']", OWN: "[name='value']"}
Begin = Callable[..., tuple[Page, Count]]
A_KEY = 150  # milliseconds: as long as a hand takes from one key to the next


def address_of(council: Council, place: str) -> str:
    ade = council.one(ADE)
    return {
        NOTE: f"/people/{ade}/write/",
        TOGETHER: f"/people/{ade}/ask/care-act-assessment/?mode=together",
        OWN: "/my/first-words/",
    }[place]


def lost(council: Council, draft: str, count: Count) -> dict[str, str]:
    """What of each typed word is neither in the draft nor beside it."""
    return count.lost(text for (text,) in council.rows(WORDS, draft, draft))


def all_found(page: Page, council: Council, count: Count, at_least: int, draft: str = "") -> None:
    """Typed N, found N, within seconds; and N is what was meant to be typed."""
    draft = draft or draft_on(page)
    until = time.monotonic() + SECONDS
    while lost(council, draft, count) and time.monotonic() < until:
        page.wait_for_timeout(100)  # in which the browser goes on, and what it asks is answered
    missing = lost(council, draft, count)
    assert not missing, f"lost: {missing}, of {council.rows(WORDS, draft, draft)}"
    assert count.letters >= at_least, f"only {count.letters} letters were typed"


class Home:
    """A browser with a folder of its own, which outlives it."""

    def __init__(self, browser: Browser, council: Council, profile: Path, **more: Any) -> None:
        self.kind, self.council, self.more = browser.browser_type, council, more
        self.profile, self.count = str(profile), Count()
        self.script: Callable[[Route], None] | None = None  # another draft.js than ours

    def start(self, address: str) -> Page:
        """Open the browser again, come in, and go on where one was."""
        context = self.kind.launch_persistent_context(
            self.profile,
            executable_path=chromium.find(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            base_url=self.council.address,
            **self.more,
        )
        self.count.listen(context)
        if self.script:
            context.route("**/foundation/draft*.js", self.script)
        come_back(context, "worker")
        page = context.pages[0]
        page.goto(address)
        ready(page)
        return page


def come_back(context: BrowserContext, persona: str = "person") -> None:
    """Sign in as whoever it is, also where they have been locked out."""
    told: Any = {"persona": persona}
    came = context.request.post("/demo/sign-in", form=told, max_redirects=0)
    assert came.status == 302, came.text()


def unlocked(page: Page, where: str) -> Page:
    """Whoever was locked out comes back to this page, and goes on."""
    come_back(page.context)
    page.goto(where)
    ready(page)
    return page


def end_grants(council: Council, account: Any, person: Any) -> None:
    """From now on they may not open this person's record, by themselves or with their team."""
    with living_in(council.name):
        manager = Account.objects.get(email=f"manager@{DOMAIN}")
        with acting(manager.pk), transaction.atomic():
            theirs = Q(account_id=account) | Q(basis="team")
            for grant in Grant.objects.filter(in_force(), theirs, person_id=person):
                end_grant(grant=grant, by=manager)
