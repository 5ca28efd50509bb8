"""Work without a signal at its edges: no room, too many words, two pages, somebody gone."""

import re

from playwright.sync_api import Page, expect

from .away_day import OPEN, PAGE, begin, held, home, texts, unlock, view
from .conftest import Enter
from .northmere import Council
from .test_drafts import wait_for
from .typist import Count, Typist, at_once, no_signal

BESIDE = "select count(*) from foundation_beside"
NO_ROOM = """() => { const put = IDBObjectStore.prototype.put;
  window.giveRoom = () => (IDBObjectStore.prototype.put = put);
  IDBObjectStore.prototype.put = function (...all) {
    if (this.name === "rows") throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, all); }; }"""


def opened(page: Page, count: Count) -> None:
    count.listen(page.context)
    page.goto(OPEN)
    unlock(page)
    view(page, "people")


def the_council_has_it(page: Page) -> None:
    """The pause after the last key is over, and what was typed is sent."""
    page.clock.fast_forward("00:02")
    expect(page.locator("[data-state]")).to_contain_text("With the council", timeout=45_000)


def again(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^A note")).first.click()
    view(page, "write")


def test_gone_on_with_after_a_covered_page_has_sent_it(packed: Page, council: Council) -> None:
    page, count, beside = packed, Count(), council.one(BESIDE)
    page.clock.install()
    opened(page, count)
    begin(page, "Write a note")
    typist = Typist(page, "[name='fact']").start().words(1)
    the_council_has_it(page)
    wait_for(lambda: held(page, "rows") == 0)
    page.context.set_offline(True)
    typist.words(3)
    home(page)
    page.get_by_role("button", name="Cover the screen").click()
    view(page, "closed")
    page.context.set_offline(False)
    wait_for(lambda: held(page, "rows") == 0, 30)
    unlock(page)
    view(page, "people")
    again(page)
    typist = Typist(page, "[name='fact']").start()
    assert typist.text.rstrip().endswith(count.words[-1])
    typist.words(1)
    the_council_has_it(page)
    wait_for(lambda: held(page, "rows") == 0)
    assert count.lost(texts(council)) == {}
    assert council.one(BESIDE) == beside


def test_words_sent_by_another_page_are_not_counted_twice(packed: Page, council: Council) -> None:
    page, count = packed, Count()
    page.clock.install()
    opened(page, count)
    begin(page, "Write a note")
    typist = Typist(page, "[name='fact']").start().words(1)
    the_council_has_it(page)
    wait_for(lambda: held(page, "rows") == 0)
    page.context.set_offline(True)
    typist.words(3)
    page.wait_for_timeout(600)
    page.close()
    other = packed.context.new_page()
    packed.context.set_offline(False)
    other.goto(PAGE)  # sends what waits, without a key
    wait_for(lambda: held(other, "rows") == 0, 30)
    other.goto(OPEN)
    unlock(other)
    view(other, "people")
    again(other)
    Typist(other, "[name='fact']").start().words(1)
    the_council_has_it(other)
    wait_for(lambda: held(other, "rows") == 0)
    assert count.lost(texts(council)) == {}


def test_words_without_room_wait_on_the_page(packed: Page, council: Council) -> None:
    page, count, beside = packed, Count(), council.one(BESIDE)
    opened(page, count)
    with no_signal(page.context):
        page.evaluate(NO_ROOM)
        begin(page, "Write a note")
        Typist(page, "[name='fact']").start().words(2)
        expect(page.locator("[data-state]")).to_contain_text("no room")
        home(page)
        expect(page.locator("[data-said]")).to_contain_text("no room")
        again(page)
        typist = Typist(page, "[name='fact']").start()
        assert count.words[1] in typist.text
        typist.words(1)
        page.get_by_role("button", name="Stop here").click()
        view(page, "people")
        page.get_by_role("button", name="Cover the screen").click()
        view(page, "closed")
        assert held(page, "rows") == 0
    wait_for(lambda: not count.lost(texts(council)), 30)
    assert council.one(BESIDE) == beside


def test_words_after_a_pause_are_kept_as_before(packed: Page, council: Council) -> None:
    page, count = packed, Count()
    opened(page, count)
    begin(page, "Write a note")
    typist = Typist(page, "[name='fact']").start().words(1)
    expect(page.locator("[data-state]")).to_contain_text("With the council", timeout=45_000)
    page.wait_for_timeout(3000)  # every timer has run
    page.context.set_offline(True)
    typist.words(1)
    wait_for(lambda: held(page, "rows") == 1)
    page.reload()  # the page goes without a word
    unlock(page)
    view(page, "people")
    again(page)
    assert count.words[1] in Typist(page, "[name='fact']").start().text
    page.context.set_offline(False)
    wait_for(lambda: not count.lost(texts(council)), 30)


def test_a_desk_page_keeps_words_after_nothing_was_to_be_kept(
    packed: Page, council: Council
) -> None:
    page, count = packed, Count()
    count.listen(page.context)
    ade = council.one("select id from people_person where called = 'Ade Bankole'")
    page.goto(f"/people/{ade}/write/")
    page.wait_for_selector("form[data-draft][data-open]")
    typist = Typist(page, "[name='fact']").start()
    for _ in range(45):  # one key at a time, so that a pause falls behind a message
        page.keyboard.press("W")
        page.wait_for_timeout(130)
    page.wait_for_timeout(3000)
    page.context.set_offline(True)
    typist.words(2)
    wait_for(lambda: held(page, "rows") >= 1)
    page.context.set_offline(False)
    wait_for(lambda: not count.lost(texts(council)), 30)


def test_more_words_than_the_council_takes_stay_here(packed: Page, council: Council) -> None:
    page = packed
    opened(page, Count())
    begin(page, "Write a note")
    box = page.locator("[name='fact']")
    with page.expect_response("**/drafts/sealed/"):  # sent, and not taken
        box.fill("Long" + "g" * 1_000_000)
        expect(page.locator("[data-state]")).to_contain_text("longer than a million")
    page.wait_for_timeout(500)
    expect(page.locator("[data-state]")).to_contain_text("longer than a million")
    home(page)
    again(page)
    assert len(box.input_value()) == 1_000_004
    box.fill("Shortened")
    wait_for(lambda: "Shortened" in texts(council), 30)


def test_two_pages_at_one_draft(packed: Page, council: Council) -> None:
    page, count = packed, Count()
    opened(page, count)
    other = page.context.new_page()
    with no_signal(page.context):
        begin(page, "Write a note")
        Typist(page, "[name='fact']").start().words(2)
        other.goto(OPEN)
        unlock(other)
        view(other, "people")
        again(other)
        expect(other.locator("[data-begun]")).to_contain_text("Another page of this browser")
        Typist(other, "[name='fact']").start().words(2)
        Typist(page, "[name='fact']").start().words(1)
        page.wait_for_timeout(600)
    wait_for(lambda: held(page, "rows") == 0, 30)
    assert count.letters > 50
    assert count.lost(texts(council)) == {}


def test_begun_at_the_desk_gone_on_with_here_and_at_the_desk_again(
    packed: Page, council: Council
) -> None:
    page, count, beside = packed, Count(), council.one(BESIDE)
    count.listen(page.context)
    ade = council.one("select id from people_person where called = 'Ade Bankole'")
    page.goto(f"/people/{ade}/write/")
    page.wait_for_selector("form[data-draft][data-open]")
    Typist(page, "[name='fact']").start().words(2)
    at_once(page)
    expect(page.locator("[data-draft-state]")).to_contain_text("Saved", timeout=45_000)
    with no_signal(page.context):
        Typist(page, "[name='fact']").start().words(2)
        page.wait_for_timeout(600)
        page.goto(OPEN)
        unlock(page)
        view(page, "people")
        again(page)
        typist = Typist(page, "[name='fact']").start()
        assert count.words[3] in typist.text
        typist.words(2)
        page.wait_for_timeout(600)
    page.goto("/drafts/")
    page.get_by_role("link", name=re.compile("^Note: Ade Bankole")).first.click()
    page.wait_for_selector("form[data-draft][data-open]")
    typist = Typist(page, "[name='fact']").start()
    assert count.words[5] in typist.text
    typist.words(1)
    at_once(page)
    wait_for(lambda: not count.lost(texts(council)), 30)
    assert council.one(BESIDE) == beside


def test_signing_out_in_another_tab_covers_this_one(packed: Page) -> None:
    page = packed
    opened(page, Count())
    page.get_by_role("button", name="Ade Bankole", exact=True).first.click()
    view(page, "person")
    other = page.context.new_page()
    other.goto("/sign-out/")
    other.get_by_role("button", name=re.compile("Sign out")).click()
    other.wait_for_url("**/sign-in/**")
    view(page, "closed")
    assert "Canal Terrace" not in page.content()
    expect(page.locator("[data-along]")).to_contain_text("nothing here to read any more")


def test_what_was_deleted_is_not_said_to_be_here(packed: Page, as_: Enter) -> None:
    page = packed
    page.goto("/sign-out/")
    page.get_by_role("button", name=re.compile("Sign out")).click()
    page.wait_for_url("**/sign-in/**")
    wait_for(lambda: held(page, "reading") == 0)
    came = page.context.request.post("/demo/sign-in", form={"persona": "worker"}, max_redirects=0)
    assert came.status == 302
    page.goto(PAGE)
    page.wait_for_selector("[data-whole-page]:not([hidden])")
    expect(page.locator("[data-here]")).to_contain_text("nothing here to read")
    page.goto(OPEN)
    view(page, "closed")
    expect(page.locator("[data-along]")).to_contain_text("nothing here to read any more")


def test_the_last_wrong_phrase_changes_what_the_page_says(packed: Page) -> None:
    page = packed
    page.goto(OPEN)
    for left in (4, 3, 2, 1):
        unlock(page, "not the right words")
        expect(page.locator("[data-said]")).to_contain_text(f"After {left} more")
    unlock(page, "not the right words")
    expect(page.locator("[data-along]")).to_contain_text("nothing here to read any more")


def test_what_is_out_of_sight_is_gone_too_once_the_time_is_over(packed: Page) -> None:
    page = packed
    page.clock.install()
    opened(page, Count())
    page.get_by_role("button", name="Ade Bankole", exact=True).first.click()
    view(page, "person")
    assert "Canal Terrace" in page.content()
    for _ in range(30):  # somebody is there all the while
        page.clock.fast_forward("00:10:00")
        page.keyboard.press("Tab")
    wait_for(lambda: held(page, "reading") == 0)
    assert "Canal Terrace" not in page.content()


def test_a_list_drawn_anew_leaves_the_keyboard_where_it_was(packed: Page, council: Council) -> None:
    page = packed
    opened(page, Count())
    with no_signal(page.context):
        begin(page, "Write a note")
        Typist(page, "[name='fact']").start().words(1)
        home(page)
        note = page.get_by_role("button", name=re.compile("^A note"))
        note.focus()
    expect(page.get_by_text("With the council since")).to_have_count(1, timeout=45_000)
    expect(note).to_be_focused()
