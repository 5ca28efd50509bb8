"""The main job, whole: found by a misspelt name, written with no signal, read and answered."""

import re
from uuid import UUID

from playwright.sync_api import Page, expect

from .conftest import Enter
from .northmere import Council

ADE = "select id from people_person where called = 'Ade Bankole'"
SAID = {
    "What happened": "Ade walked to the bus stop and back. Half a mile, with one rest. 🙂",
    "What somebody told you": "The stroke group has a place for him on Fridays.",
    "What you make of it": "I think that he is ready for the group, at his own speed.",
    "What Ade wants to say": "Friday, yes. Not the minibus. I’ll take the 42.",
}
TITLE = "To the bus stop and back"


def signed_in(page: Page, who: str) -> Page:
    """Come in as anybody does who tries it: by the button at /demo/."""
    page.goto("/demo/")
    page.get_by_role("button", name=f"Sign in as {who}").click()
    page.wait_for_url(lambda address: "/demo/" not in address)
    return page


def saved(page: Page, words: str = "Saved ") -> None:
    expect(page.locator("[data-draft-state]")).to_contain_text(words, timeout=45_000)


def open_note(page: Page, misspelt: str, person: str) -> None:
    """From Find to a page to write on, as somebody does in a hurry."""
    page.goto("/find/")
    page.get_by_role("searchbox").or_(page.get_by_label("Name, date of birth")).first.fill(misspelt)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=person, exact=True).first.click()
    page.get_by_role("link", name="Write", exact=False).last.click()
    page.wait_for_selector("form[data-open]")


def write_with_no_signal(page: Page) -> None:
    """All four boxes; the network goes in the middle, and comes back."""
    page.get_by_label("What kind").select_option("visit home")
    page.get_by_label("Seen alone").check()
    page.get_by_label("Who told you").fill("Kwame")
    page.get_by_label("A few words for the timeline").fill(TITLE)
    for number, (label, words) in enumerate(SAID.items()):
        if number == 2:
            saved(page)
            page.context.set_offline(True)
        page.get_by_label(label).press_sequentially(words)
    saved(page, "No signal since ")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    page.wait_for_selector("form[data-open]")
    for label, words in SAID.items():
        expect(page.get_by_label(label)).to_have_value(words)


def finished(page: Page, council: Council) -> UUID:
    """Press twice, as people do; there is one note."""
    page.get_by_role("button", name="Finish this note").dblclick()
    page.wait_for_url(lambda address: "/write/" not in address)
    expect(page.get_by_text(SAID["What happened"])).to_be_visible()
    found: UUID = council.one(
        "select entry_id from record_version where title = %s and number = 1", TITLE
    )
    return found


def test_the_main_job(as_: Enter, council: Council) -> None:
    alice = signed_in(as_("worker"), "Alice, a social worker")
    open_note(alice, "addy bankol", "Ade Bankole")
    write_with_no_signal(alice)
    entry = finished(alice, council)

    ade = signed_in(as_("person"), "Ade, who is supported")
    expect(ade.locator("main")).to_contain_text(TITLE)
    ade.goto("/my/record/")
    for words in SAID.values():
        expect(ade.locator("main")).to_contain_text(words)
    ade.goto("/my/who-may-see/")
    expect(ade.locator("main")).to_contain_text("Social worker (Adults’ Team)")
    ade.goto("/my/who-looked/")
    expect(ade.locator("main")).to_contain_text("Wrote something in your record")

    ade.goto(f"/my/record/{entry}/")
    ade.get_by_role("link", name=re.compile("Something here is wrong.*What we think")).click()
    ade.wait_for_selector("form[data-open]")
    ade.get_by_role("textbox").fill("At my own speed, yes. But it’s a club, not “the group”.")
    ade.get_by_role("button", name="Send my words").click()
    ade.wait_for_url("**/my/record/words/**")

    alice.goto("/")
    first = alice.locator("main section").first
    expect(first).to_contain_text("But it’s a club")
    expect(first).to_contain_text("says that something in it is wrong")
    alice.goto(f"/entries/{entry}/change/")
    alice.wait_for_selector("form[data-open]")
    think = "I think that he is ready for the club, at his own speed."
    alice.locator("textarea[name^=opinion_1]").fill(think)
    alice.get_by_label("What you changed, and why").fill("Ade calls it a club, and he is right.")
    alice.get_by_role("button", name="Finish this change").click()
    alice.wait_for_url(f"**/entries/{entry}/**")
    expect(alice.locator("main")).to_contain_text(think)

    ade.goto(f"/my/record/{entry}/")
    expect(ade.locator("main")).to_contain_text(think)
    expect(ade.locator("main")).to_contain_text("Ade calls it a club, and he is right.")
    ade.get_by_role("link", name="See how it was").click()
    expect(ade.locator("main")).to_contain_text(SAID["What you make of it"])


def test_a_manager_decides_what_is_held(as_: Enter, council: Council) -> None:
    mo = as_("manager")
    mo.goto("/waiting/")
    mo.locator("main li").filter(has_text="Siân").get_by_role("link").first.click()
    mo.get_by_label("Show it to them").check()
    mo.get_by_role("button", name="Decide this").click()
    mo.wait_for_url(lambda address: "/sharing/" not in address)
    found = council.one(
        "select a.sharing from record_about a join record_version v on v.entry_id = a.entry_id"
        " where v.title = %s",
        "What Gwilym’s nurse told me",
    )
    assert found == "shown"


def ask(page: Page, why: str) -> None:
    """Find somebody who is known elsewhere, and ask that team."""
    page.goto("/find/")
    page.get_by_label("Name, date of birth").fill("Ade Bankole")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Known to another team")
    expect(page.locator("main")).not_to_contain_text("Canal Terrace")
    page.get_by_role("link", name="Ask the team").first.click()
    page.get_by_label("Why do you need to see this record?").fill(why)
    page.get_by_role("button", name="Ask the team").click()
    page.wait_for_url(lambda address: "/elsewhere/" not in address)


def test_a_stranger_asks_and_the_team_answers(as_: Enter, council: Council) -> None:
    charlie, alice = as_("other-team"), as_("worker")
    person = council.one(ADE)
    missing = charlie.goto(f"/people/{person}/")
    assert missing
    assert missing.status == 404
    ask(charlie, "His niece’s children come to my team in the new year.")
    alice.goto("/waiting/")
    waits = alice.locator("main li").filter(has_text="the record of Ade")
    waits.get_by_role("link").first.click()
    expect(alice.locator("main")).to_contain_text("His niece’s children")
    alice.get_by_label("Yes, for a time").check()
    alice.get_by_role("button", name="Send the answer").click()
    alice.wait_for_url(lambda address: "/access/" not in address)
    charlie.goto("/waiting/")
    charlie.get_by_role("link", name="Ade Bankole").or_(
        charlie.locator("section[aria-labelledby=asked] a")
    ).first.click()
    expect(charlie.get_by_role("heading", level=1)).to_contain_text("Ade Bankole")


def test_an_emergency_is_looked_at_afterwards(as_: Enter) -> None:
    mo, person = as_("manager"), as_("person")
    person.goto("/my/who-looked/")
    expect(person.locator("main")).not_to_contain_text("emergency")
    mo.goto("/waiting/")
    mo.locator("main li").filter(has_text="emergency").get_by_role("link").first.click()
    expect(mo.locator("main")).to_contain_text("Ade rang at night after a fall")
    mo.get_by_label("It was right to open it").check()
    mo.get_by_role("button", name="Finish this look").click()
    mo.wait_for_url(lambda address: "/emergency/" not in address)
    person.goto("/my/who-looked/")
    expect(person.locator("main")).to_contain_text("emergency")


def test_others_read_their_list_and_nothing_else(as_: Enter) -> None:
    for persona, titles in (
        ("proxy", ["Going out, and the day centre", "Plan agreed together"]),
        (
            "partner",
            [
                "A boy of about 3, called Rio",
                "Perching stool and grab rail delivered",
                "Referral about a worry, or for help",
                "Referral for an adaptation",
                "Send a document about Ade Bankole",
                "Tell us about somebody you are worried about",
            ],
        ),
    ):
        page = as_(persona)
        page.goto("/shared/")
        links = page.locator("main a[href^='/shared/']").all_inner_texts()
        links = [" ".join(one.split()) for one in links]
        assert sorted(one for one in links if not one.startswith("Say yes or no")) == titles
        about_ade = next(one for one in titles if one[:5] in ("Going", "Perch"))
        page.get_by_role("link", name=about_ade).click()
        expect(page.locator("main")).to_contain_text("Ade")
