"""A device that is got ready for a day without a signal, and the presses that lead through it."""

import re
from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from playwright.sync_api import Page, expect

from alongside.accounts.actions.devices import allow_device, ask_for_device
from alongside.accounts.demo import DOMAIN
from alongside.accounts.models import Account
from alongside.foundation.actor import acting

from .northmere import Council, living_in

PHRASE = "kettle window garden bicycle"
OPEN, PAGE = "/away/open/", "/away/"
TEXTS = """select text from foundation_piece p join foundation_draft d on d.id = p.draft_id
  join accounts_account a on a.id = d.owner_id where a.email like 'worker@%%'
  union all select text from foundation_beside b join foundation_draft d on d.id = b.draft_id
  join accounts_account a on a.id = d.owner_id where a.email like 'worker@%%'"""
DRAFTS = """select purpose, address from foundation_draft where saved_at > now() - interval '1 hour'
  and owner_id = (select id from accounts_account where email like 'worker@%%')"""
STORE = """(name) => new Promise((done) => { const asked = indexedDB.open("alongside");
  asked.onsuccess = () => {
    const all = asked.result.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result.length); }; }; })"""
ADDRESSES = """async () => { const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  return found; }"""
# A phrase is stretched for half a second by whichever machine it is; here for a moment.
QUICK = """{ const { deriveKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.deriveKey = function (how, ...more) {
    const quick = how.name === "PBKDF2" ? { ...how, iterations: 1000 } : how;
    return deriveKey.call(this, quick, ...more); }; }"""
NO_OTHER = "update accounts_device set ended_at = now() where ended_at is null returning id"
Enter = Callable[..., Page]


def held(page: Page, store: str) -> int:
    number: int = page.evaluate(STORE, store)
    return number


def view(page: Page, name: str) -> None:
    page.wait_for_selector(f'[data-view="{name}"]:not([hidden])')


def ask_and_allow(page: Page, enter: Enter, council: Council) -> None:
    """Ask as the worker, and allow it as the manager, whatever other browsers were allowed."""
    council.rows(NO_OTHER)
    page.goto(PAGE)
    page.wait_for_selector("[data-whole-page]:not([hidden])")
    page.get_by_label("Which device this is").fill("my work phone")
    page.get_by_role("button", name="Ask for this device").click()
    expect(page.get_by_role("heading", name="You asked to use this device")).to_be_visible()
    mo = enter("manager")
    mo.goto("/accounts/devices/")
    mo.get_by_role("button", name=re.compile("^Allow it")).click()
    mo.wait_for_load_state()
    page.reload()
    page.wait_for_selector("form[data-take]:visible")


def allowed(page: Page, council: Council) -> None:
    """The same without the pages on which it is asked and allowed."""
    council.rows(NO_OTHER)
    page.goto(PAGE)
    page.wait_for_selector("[data-whole-page]:not([hidden])")
    device = UUID(page.locator("[name=device]").first.input_value())
    with living_in(council.name):
        alice, mo = (Account.objects.get(email=f"{who}@{DOMAIN}") for who in ("worker", "manager"))
        with acting(alice.pk), transaction.atomic():
            asked = ask_for_device(device=device, name="my work phone", by=alice)
        with acting(mo.pk), transaction.atomic():
            allow_device(device=asked, by=mo)
    page.reload()
    page.wait_for_selector("form[data-take]:visible")


def take_along(page: Page, *, phrase: str = PHRASE, called: str = "Ade Bankole") -> None:
    page.get_by_label(called).check()
    if page.get_by_label("Pass phrase", exact=True).is_visible():
        page.get_by_label("Pass phrase", exact=True).fill(phrase)
        page.get_by_label("The same once more").fill(phrase)
    page.get_by_role("button", name="Take them along").click()
    expect(page.locator("[data-said]")).to_contain_text("Done.", timeout=45_000)


def unlock(page: Page, phrase: str = PHRASE) -> None:
    view(page, "closed")
    page.get_by_label("Your pass phrase").fill(phrase)
    page.get_by_role("button", name="Open", exact=True).click()


def begin(page: Page, form: str) -> None:
    page.get_by_role("button", name="Ade Bankole", exact=True).first.click()
    view(page, "person")
    page.get_by_role("button", name=form, exact=True).click()
    view(page, "write")


def home(page: Page) -> None:
    page.get_by_role("button", name="Stop here").click()
    view(page, "person")
    page.get_by_role("button", name="Back").first.click()
    view(page, "people")


def texts(council: Council) -> list[str]:
    return [text for (text,) in council.rows(TEXTS)]
