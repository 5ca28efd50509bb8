"""From a referral about three children to a decision, the assessment it begins, and who is told."""

from playwright.sync_api import Page, expect

from .conftest import Enter
from .northmere import Council

TOLD = "They come to school without a coat, and dad’s new job means nobody is home until seven."


def _add(page: Page, given: str, birth: str) -> None:
    page.get_by_text("Somebody who is not on the record yet").click()
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Family name").fill("Quillfeather")
    page.get_by_label("Date of birth").fill(birth)
    page.get_by_role("button", name="Add them", exact=True).click()
    expect(page.get_by_role("checkbox", name=f"{given} Quillfeather")).to_be_checked()
    expect(page.get_by_label("What they told us")).to_have_value(TOLD)


def test_from_a_referral_about_three_children_to_who_is_told(as_: Enter, council: Council) -> None:
    delroy = as_("delroy")  # a manager of children’s workers, who is on duty today
    delroy.goto("/")
    delroy.get_by_role("link", name="Front door").click()
    delroy.get_by_role("link", name="Write down what somebody told us").click()
    delroy.get_by_label("What they told us").fill(TOLD)
    for given, birth in (("Odette", "4 May 2015"), ("Barnaby", "9 June 2018"),
                         ("Persis", "about 2022")):  # fmt: skip
        _add(delroy, given, birth)
    delroy.get_by_label("About Barnaby Quillfeather alone").fill("Barnaby fell asleep in class.")
    delroy.get_by_label("No", exact=True).check()
    delroy.get_by_label("Somebody who works with them").check()
    delroy.get_by_label("Their name and where they work").fill("Ines Moro, Weavers Fold Primary")
    delroy.get_by_label("How do we reach them").fill("01632 960 099")
    delroy.get_by_role("button", name="Write it down").click()
    expect(delroy.get_by_role("heading", name="What came in", exact=True)).to_be_visible()

    _take_on_and_decide(delroy)
    _clocks_and_the_others(council)

    # Those who wait for it are told, in words that may be said.
    delroy.get_by_role("link", name="Say that whoever got in touch was told").click()
    expect(delroy.get_by_text("A social worker will visit the family")).to_be_visible()
    _say_told(delroy, "By phone", "That a social worker will visit them.")
    delroy.get_by_role("link", name="Say that the family was told").click()
    _say_told(delroy, "In person", "What we decided and why. Dad is glad of it.")
    expect(delroy.get_by_text("Decided, and told.")).to_be_visible()
    delroy.goto("/front-door/")
    expect(delroy.get_by_role("link", name="Barnaby Quillfeather")).to_have_count(0)


def _take_on_and_decide(delroy: Page) -> None:
    """One of them: taken on, looked at, decided."""
    delroy.goto("/front-door/")
    expect(delroy.get_by_role("link", name="Odette Quillfeather")).to_be_visible()
    delroy.get_by_role("link", name="Barnaby Quillfeather").click()
    expect(delroy.get_by_text("Barnaby fell asleep in class.")).to_be_visible()
    delroy.get_by_role("button", name="Take it on").click()
    expect(delroy.get_by_text("Delroy Fenwick has taken it on.")).to_be_visible()
    delroy.get_by_role("link", name="Decide", exact=True).click()
    delroy.get_by_label("A child and family assessment (section 17)").check()
    delroy.get_by_label("Why").fill("The family would like somebody to work it out with them.")
    delroy.get_by_role("button", name="Decide this").click()
    expect(delroy.locator(".govuk-error-summary")).to_contain_text("which team")
    delroy.get_by_label("Which team is asked").select_option(index=1)
    delroy.get_by_role("button", name="Decide this").click()
    expect(delroy.get_by_text("Still to be told: whoever got in touch and the")).to_be_visible()


def _clocks_and_the_others(council: Council) -> None:
    """The assessment counts from the day of the referral; two are still to be decided."""
    barnaby = council.one("select id from people_person where called = 'Barnaby Quillfeather'")
    rules = council.rows(
        "select rule, done_on is null from record_clock where person_id = %s order by rule", barnaby
    )
    assert rules == [("child-and-family-assessment", True), ("referral-decision", False)]
    waiting = council.rows(
        "select r.step from record_referral r join people_person p on p.id = r.person_id"
        " where p.called in ('Odette Quillfeather', 'Persis Quillfeather')"
    )
    assert waiting == [(0,), (0,)]


def _say_told(page: Page, how: str, words: str) -> None:
    page.get_by_label(how).check()
    page.get_by_label("What they were told").fill(words)
    page.get_by_role("button", name="Save this").click()
