"""A transfer that goes wrong, from the offer to the undoing, as each of those in it sees it."""

from playwright.sync_api import expect

from .conftest import Enter
from .northmere import Council

WHO = "Danuta Wróbel"
STANDING = """
select coalesce(a.email, t.name), g.rung, g.basis, g.until from people_grant g
  left join accounts_account a on a.id = g.account_id left join accounts_team t on t.id = g.team_id
 where g.person_id = %s and g.until > now() order by 1, 2, 3
"""


def test_a_transfer_that_goes_wrong_is_undone(as_: Enter, council: Council) -> None:
    person = council.one("select id from people_person where called = %s", WHO)
    team = council.one("select t.id from accounts_team t join accounts_membership m on"
                       " m.team_id = t.id join accounts_account a on a.id = m.account_id"
                       " where a.email = 'other-team@northmere.example'")  # fmt: skip
    before = council.rows(STANDING, person)

    worker = as_("worker")
    worker.goto(f"/people/{person}/who-may-see/")
    worker.get_by_role("link", name="Hand over or share").click()
    worker.get_by_label("Hand over", exact=True).check()
    worker.get_by_label("To whom?").select_option(f"team {team}")
    worker.get_by_label("Why, and what do you ask of them?").fill(
        "She’s moved 🏡 to Weir Street, where your team works."
    )
    worker.get_by_label("On what ground?").select_option("public-task")
    worker.get_by_role("button", name="Send it").click()
    expect(worker.get_by_text("Waits for an answer")).to_be_visible()
    offer = worker.url
    assert council.rows(STANDING, person) == before

    other = as_("other-team")
    other.goto("/waiting/")
    other.get_by_role("link", name="A handover waits for an answer").first.click()
    expect(other.get_by_role("heading", level=1)).to_contain_text(WHO)
    other.get_by_label("Yes, from now on").check()
    other.keyboard.press("Tab")
    other.get_by_role("button", name="Answer", exact=True).click()
    other.get_by_role("link", name=f"Open the record of {WHO}").click()
    expect(other.get_by_role("heading", level=1)).to_contain_text(WHO)

    worker.goto(f"/people/{person}/")
    expect(worker.get_by_role("heading", level=1)).not_to_contain_text(WHO)
    assert council.rows(STANDING, person) != before

    manager = as_("manager")
    manager.goto("/handovers/")
    manager.locator(f"a[href='{offer.removeprefix(council.address)}']").first.click()
    expect(manager.get_by_text("Person opened")).to_be_visible()
    manager.get_by_role("link", name="Undo it").click()
    manager.get_by_label("What went wrong?").fill("It was another Danuta who moved.")
    manager.get_by_role("button", name="Undo it now").click()
    expect(manager.get_by_text("It was another Danuta who moved.")).to_be_visible()
    expect(manager.get_by_role("heading", name="Who saw what meanwhile")).to_be_visible()
    expect(manager.get_by_text("Person opened")).to_be_visible()

    assert council.rows(STANDING, person) == before
    other.goto(f"/people/{person}/")
    expect(other.get_by_role("heading", level=1)).not_to_contain_text(WHO)
    worker.goto(f"/people/{person}/")
    expect(worker.get_by_role("heading", level=1)).to_contain_text(WHO)
