"""Every page that links lead to, as each of the people of Northmere: whole, clean and narrow."""

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.checks import axe, htmlcs

from .conftest import Enter
from .crawling import Crawl, Page, faults, patterns
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
# What no link of these people leads to, and why.
NOT_LINKED: dict[str, tuple[str, ...]] = {
    "the way in and the way out, tried in test_sign_in.py and with accounts": (
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "accounts:kept",
        "accounts:link",
        "accounts:lock-now",
        "accounts:locked",
        "accounts:still-here",
        "demo:cast",
        "demo:sign-in",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "openid_connect_callback",
        "openid_connect_login",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "socialaccount_signup",
    ),
    "needs a passkey, an app or codes that nobody here has": (
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    ),
    "follows from a form, with what was typed": (
        "desk:ask",
        "desk:break-glass",
        "portal:thanks",
        "foundation:two-versions",
        "foundation:bring-back",
        "record:release",
    ),
    "a button, which only takes what is sent": (
        "accounts:end-role",
        "accounts:leave-team",
        "accounts:reopen",
        "desk:done",
        "foundation:draft-hello",
        "foundation:draft-key",
        "foundation:draft-save",
        "foundation:draft-sealed",
        "record:pin",
        "record:unpin",
    ),
    "nobody in Northmere has attached a file, imported one, or kept an entry from disposal": (
        "insight:disagreement",
        "insight:imports",
        "record:about-attachment",
        "record:attachment",
        "record:describe-attachment",
        "record:end-hold",
        "record:hold",
        "record:lock-attachment",
        "record:original-attachment",
        "record:take-off-attachment",
    ),
    "for those with a role of few; the tests of accounts and people open each": (
        "accounts:change",
        "accounts:close",
        "accounts:forget",
        "accounts:give-role",
        "accounts:join-team",
        "accounts:make-link",
        "people:birth",
        "people:end-protection",
        "people:lost-pregnancy",
        "people:seal",
        "people:undo-death",
    ),
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
    reached: set[str] = set()
    for persona in HOMES:
        _, walked = crawl(as_, council, persona, 3)
        wrong += [f"{persona}: {one}" for one in faults(walked.pages)]
        reached |= {page.name for page in walked.pages}
    assert not wrong, "\n".join(wrong)
    explained = {name for names in NOT_LINKED.values() for name in names}
    never = {name for name, _ in patterns()} - reached - explained
    assert not never, f"No link leads to {sorted(never)}"


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
    [("worker", "manager"), ("protection", "administrator"), ("person", "proxy", "partner")],
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
