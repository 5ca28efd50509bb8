"""The main job where no script runs: an old phone, a locked-down laptop, a poor line."""

from playwright.sync_api import expect

from .conftest import Enter
from .northmere import Council

TITLE = "Bread, and the kitchen step"


def test_the_main_job_without_a_script(as_: Enter, council: Council) -> None:
    alice = as_("worker", java_script_enabled=False)
    ade = as_("person", java_script_enabled=False)
    alice.goto("/find/")
    alice.locator("input[name=q]").fill("bankol addy")
    alice.get_by_role("button", name="Find", exact=True).click()
    alice.get_by_role("link", name="Ade Bankole", exact=True).first.click()
    alice.get_by_role("link", name="Write with").first.click()
    alice.get_by_label("What happened").fill("We baked bread. Ade’s recipe, from the depot. 🍞")
    alice.get_by_label("What somebody told you").fill("The step is loose on the left.")
    alice.get_by_role("button", name="Save and go on later").click()
    alice.goto("/drafts/")
    alice.locator("main li").filter(has_text="We baked bread").locator("h2 a").click()
    expect(alice.get_by_label("What happened")).to_have_value(
        "We baked bread. Ade’s recipe, from the depot. 🍞"
    )
    alice.get_by_label("What you make of it").fill("The step can wait for a dry day.")
    alice.get_by_label("What Ade wants to say").fill("It cannot. I bake on Thursdays.")
    alice.get_by_label("A few words for the timeline").fill(TITLE)
    alice.get_by_role("button", name="Finish this note").click()
    expect(alice.locator("main")).to_contain_text("I bake on Thursdays.")
    entry = council.one("select entry_id from record_version where title = %s", TITLE)

    ade.goto(f"/my/record/{entry}/")
    expect(ade.locator("main")).to_contain_text("I bake on Thursdays.")
    ade.get_by_role("link", name="Add your words").first.click()
    ade.get_by_role("textbox").fill("My mother’s recipe. Not the depot’s.")
    ade.get_by_role("button", name="Send my words").click()
    ade.goto(f"/my/record/{entry}/")
    expect(ade.locator("main")).to_contain_text("My mother’s recipe.")

    alice.goto("/")
    expect(alice.locator("main section").first).to_contain_text("My mother’s recipe.")
    alice.goto(f"/entries/{entry}/change/")
    alice.locator("textarea[name^=fact_1]").fill("We baked bread. His mother’s recipe.")
    alice.get_by_label("What you changed, and why").fill("Ade told me whose recipe it is.")
    alice.get_by_role("button", name="Finish this change").click()
    expect(alice.locator("main")).to_contain_text("His mother’s recipe.")
    ade.goto(f"/my/record/{entry}/")
    expect(ade.locator("main")).to_contain_text("Ade told me whose recipe it is.")
