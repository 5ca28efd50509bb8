"""What list.html draws, for every page that lists people, goals or things to do."""

from types import SimpleNamespace
from typing import Any

from bs4 import BeautifulSoup
from django.utils.safestring import mark_safe

from tests.page_checks import check

from .test_pieces import draw, page_of, soup


def listed(*items: Any, **more: Any) -> BeautifulSoup:
    return soup(draw('{% include "foundation/list.html" %}', items=items, **more))


def test_a_list_says_what_each_thing_says_and_nothing_of_what_it_lacks() -> None:
    whole = {
        "heading": "Ade", "url": "/people/1/", "small": "he, him", "line": "Met today.",
        "quiet": "Large print.", "middle": ["One", "Two"], "aside": "At the right",
        "action": "Write", "action_url": "/write/", "action_about": "with Ade",
    }  # fmt: skip
    page = listed(whole, {"heading": "Temi"})
    first, second = page.select("ul.al-list > li")
    assert first.select_one("h3 > a[href='/people/1/']") is not None
    assert first.get_text(" ", strip=True) == (
        "Ade he, him Met today. Large print. One Two At the right Write with Ade"
    )
    assert [one.get_text(" ", strip=True) for one in first.select("p.al-quiet")] == [
        "Large print.", "One Two", "At the right",
    ]  # fmt: skip
    button = first.select_one("a.govuk-button[href='/write/'] > .govuk-visually-hidden")
    assert button is not None
    assert button.text == " with Ade"
    assert [one.name for one in second.find_all()] == ["div", "h3"]
    assert check(page_of_list(page)) == []


def page_of_list(page: BeautifulSoup) -> str:
    return draw(page_of("base_plain", "{{ whole|safe }}"), whole=f"<h2>All</h2>{page.ul}")


def test_a_list_is_ordered_wide_or_lower_where_a_page_says_so() -> None:
    page = listed({"heading": "Ade"}, ordered=True, three=True, level=4)
    assert page.select_one("ol.al-list--three > li > div > h4") is not None
    assert page.select_one("ol > li > p.al-quiet") is not None  # an empty second column
    assert listed().select_one("ul.al-list") is not None


def test_a_list_takes_words_as_words() -> None:
    nasty = '<script>O’Brien & "sons"</script>'
    said = dict.fromkeys(("heading", "url", "small", "line", "quiet", "aside", "action"), nasty)
    page = listed({**said, "middle": [nasty], "action_url": nasty, "action_about": nasty})
    assert page.find("script") is None
    assert page.h3 is not None
    assert page.h3.a is not None
    assert page.h3.a["href"] == page.h3.a.text == nasty
    assert listed({"heading": mark_safe("<b>Ade</b>")}).select_one("h3 > b") is not None


def test_a_list_takes_things_too() -> None:
    thing = SimpleNamespace(heading="Ade", url=lambda: "/people/1/", line=7)
    page = listed(thing)
    assert page.select_one("h3 > a[href='/people/1/']") is not None
    assert page.select_one("li p") is not None
    assert page.get_text(" ", strip=True) == "Ade 7"


def test_what_is_due_says_what_leads_where_and_takes_words_as_words() -> None:
    nasty = '<script>O’Brien & "sons"</script>'
    whole = {"heading": nasty, "url": "/a/", "line": nasty, "action": nasty, "action_url": nasty}
    items = [whole, {"heading": "Ade"}, SimpleNamespace(heading="Temi", line="Today.")]
    page = soup(draw('{% include "foundation/due.html" %}', items=items))
    first, second, third = page.select("ul.al-due > li")
    assert page.find("script") is None
    assert [one["href"] for one in first.select("a")] == ["/a/", nasty]
    assert first.b is not None
    assert first.b.text == nasty
    assert first.get_text() == f"{nasty}{nasty} {nasty}"
    assert [str(one) for one in (second, third)] == [
        "<li><b>Ade</b></li>", "<li><b>Temi</b>Today.</li>",
    ]  # fmt: skip
    assert (
        draw('{% include "foundation/due.html" with none="Nothing." %}', items=[]).count("<p") == 1
    )
