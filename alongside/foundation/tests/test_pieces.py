"""The frame of a page, its pieces and tags: each is drawn, each page is well, names are escaped."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.urls import path, resolve
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from alongside import wiring
from alongside.foundation.forms import DayField, WordsField
from alongside.foundation.templatetags import alongside as tags
from tests.page_checks import check


def nothing(request: HttpRequest, **given: Any) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("people/", nothing, name="my-people"),
    path("write/", nothing, name="write"),
    path("me/", nothing, name="me"),
    path("my/", nothing, name="my-home"),
    path("help/", nothing, name="help"),
    path("p/<int:person>/", nothing, name="person"),
    path("p/<int:person>/time/", nothing, name="timeline"),
]

AWKWARD = "Siân <b>O’Wróbel</b> & “Zoë” 🙂"


@pytest.fixture(autouse=True)
def _wired(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = __name__
    settings.COUNCIL = {"name": "Northmere Council", "help_phone": "01632 960 170"}
    tables = {
        "TOP_BAR": (
            ("My people", "my-people", "staff"),
            ("Not made yet", "no-such-page", "staff"),
            ("Home", "my-home", {"person", "proxy"}),
            ("Roles", "help", "manage roles"),
        ),
        "TOP_BUTTON": (("Write a note", "write", "staff"),),
        "OWN_PAGE": (("You", "me", "staff"),),
        "TABS": (("About {called}", "person", "staff"), ("Timeline", "timeline", "staff")),
        "FOOT": {"staff": (("Get help", "help"), ("Nowhere", "no-such-page"))},
    }
    for name, table in tables.items():
        monkeypatch.setattr(wiring, name, table, raising=False)


def request_by(kind: str = "", address: str = "/people/", **more: Any) -> HttpRequest:
    request = RequestFactory().get(address)
    request.user = SimpleNamespace(is_authenticated=bool(kind), kind=kind)  # type: ignore[assignment]
    request.resolver_match = resolve(address)
    for name, value in more.items():
        setattr(request, name, value)
    return request


def draw(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    loaded = "{% load alongside %}" + source
    if source.startswith("{% extends"):
        extends, _, rest = source.partition("%}")
        loaded = f"{extends}%}}{{% load alongside %}}{rest}"
    return str(engines["django"].from_string(loaded).render(context, request))


def page_of(layout: str, main: str) -> str:
    return (
        f'{{% extends "foundation/{layout}.html" %}}{{% block title %}}A page{{% endblock %}}'
        f"{{% block heading %}}A page{{% endblock %}}{{% block content %}}{main}{{% endblock %}}"
    )


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


# The frame


@pytest.mark.parametrize(
    ("layout", "kind"),
    [("base", "staff"), ("base", ""), ("base_person", "person"), ("base_plain", "")],
)
def test_an_empty_page_is_well(layout: str, kind: str) -> None:
    html = draw(page_of(layout, "<p>Words</p>"), request_by(kind))
    assert check(html) == []
    assert "<title>A page – Alongside</title>" in html


def test_the_plain_page_needs_no_request() -> None:
    assert check(draw(page_of("base_plain", ""))) == []


def test_the_top_bar_shows_what_exists_to_those_who_may() -> None:
    page = soup(draw(page_of("base", ""), request_by("staff", signed_in_as="Alice")))
    links = {link.text: link.get("href") for link in page.select(".al-top nav a")}
    assert links == {"My people": "/people/", "Alice": "/me/"}
    assert [link.text for link in page.select("nav [aria-current=page]")] == ["My people"]
    button = page.select_one(".al-top a.govuk-button--secondary")
    assert button is not None
    assert button.get_text(strip=True) == "Write a note"
    assert [link.text for link in page.select(".al-foot a")] == ["Get help"]


def test_a_permission_opens_a_link_and_nobody_sees_none() -> None:
    manager = draw(page_of("base", ""), request_by("staff", permissions={"manage roles"}))
    assert "Roles" in manager
    stranger = soup(draw(page_of("base", ""), request_by("")))
    assert stranger.select(".al-top nav") == []


def test_the_way_out_is_the_second_stop_of_a_persons_page() -> None:
    page = soup(draw(page_of("base_person", ""), request_by("person", "/my/")))
    first, second = page.select("a")[:2]
    assert first["href"] == "#main"
    assert second.get_text(strip=True) == "Leave quickly"
    assert "noreferrer" in (second.get("rel") or [])
    assert "Leave quickly" not in draw(page_of("base", ""), request_by("staff"))


def test_the_demonstration_says_so_and_a_council_does_not(settings: Settings) -> None:
    settings.IS_DEMO = True
    assert "Northmere Council is invented" in draw(page_of("base", ""))
    settings.IS_DEMO = False
    assert "invented" not in draw(page_of("base", ""))


def test_the_page_says_its_language() -> None:
    with translation.override("cy"):
        assert '<html lang="cy" dir="ltr"' in draw(page_of("base_person", ""))


class Step(forms.Form):
    who = forms.CharField(label="Who will do it")
    by = DayField(label="By when")
    words = WordsField(label="What will be done", required=False)


def test_what_is_wrong_stands_above_the_heading_and_in_the_title() -> None:
    form = Step({"by": "31 November 2026", "words": AWKWARD})
    form.add_error(None, "Ade’s plan has just been changed by Bob")
    main = '<form method="post" novalidate>{% csrf_token %}{{ form }}{% button "Add it" %}</form>'
    html = draw(page_of("base", main), request_by("staff"), form=form)
    assert check(html) == []
    page = soup(html)
    assert page.title is not None
    assert page.title.text == "Error: A page – Alongside"
    summary = page.select_one("main > .govuk-error-summary")
    assert summary is not None
    assert [line.get_text(strip=True) for line in summary.select("h2, li")] == [
        "Three things to put right",
        "“Who will do it” still needs an answer",
        "31 November does not exist. Did you mean 30 November?",
        "Ade’s plan has just been changed by Bob",
    ]
    assert [link["href"] for link in summary.select("a")] == ["#id_who", "#id_by"]


def test_a_blank_form_has_nothing_wrong() -> None:
    html = draw(page_of("base", ""), request_by("staff"), form=Step(), forms=[Step()])
    assert "govuk-error-summary" not in html
    assert "<title>A page" in html


def test_several_forms_share_one_summary() -> None:
    html = draw(page_of("base", ""), forms=[Step({"a-who": "Bob"}, prefix="a"), Step({})])
    heading = soup(html).select_one(".govuk-error-summary h2")
    assert heading is not None
    assert heading.text == "Three things to put right"


# The pieces: each drawn with every parameter and with as few as can be, on pages that are well

ITEM = {"heading": AWKWARD, "url": "/x", "small": "they / them", "line": AWKWARD, "quiet": "Q"}
ACTION = {"middle": ["One", "Two"], "action": "Write", "action_url": "/w", "action_about": "with"}
FULL: dict[str, dict[str, Any]] = {
    "person_header": {
        "called": AWKWARD,
        "say_it": "ah-DAY",
        "pronouns": "he / him",
        "facts": "Aged 68.",
        "quiet": "Adeyemi on letters.",
        "action": "Write with Ade",
        "action_url": "/w",
    },
    "needs": {"called": AWKWARD, "needs": ["Large print", AWKWARD]},
    "voice": {"heading": AWKWARD, "own": True, "text": "I *know*", "quiet": "Read.", "level": 2},
    "sheet": {"heading": AWKWARD, "date": "6 November", "text": "Dear Ade", "signed": "Sam"},
    "withheld": {"heading": AWKWARD, "why": AWKWARD, "ask": "Ask Mo", "ask_url": "/a", "level": 2},
    "list": {"items": [ITEM | ACTION, {"heading": "Bare"}], "three": True, "level": 2},
    "due": {"items": [{"heading": AWKWARD, "line": AWKWARD, "action": "Start", "action_url": "/"}]},
    "facts": {"facts": [("Made for", AWKWARD), ("GP", "")]},
    "state": {"words": "Saved at 14:02", "wait": True, "live": True, "id": "state"},
    "form_end": {"button": "Finish", "name": "a", "second": "Hold", "second_name": "b"},
    "empty": {"heading": AWKWARD, "line": AWKWARD, "items": [ITEM], "introduction": "Try:"},
    "pages": {"newer_url": "/n", "older_url": "/o"},
}
BARE: dict[str, dict[str, Any]] = {
    "person_header": {"called": "Ade"},
    "needs": {"called": "Ade"},
    "voice": {"heading": "Alice wrote", "level": 2},
    "sheet": {"text": "Dear Ade", "label": "A letter"},
    "withheld": {"level": 2},
    "list": {"items": []},
    "due": {"items": [], "none": "Nothing is arranged."},
    "facts": {"facts": []},
    "state": {"words": "Saved"},
    "form_end": {"button": "Finish"},
    "empty": {"heading": "Nobody is here yet"},
    "pages": {},
}


@pytest.mark.parametrize("piece", FULL)
@pytest.mark.parametrize("given", [FULL, BARE], ids=["full", "bare"])
def test_each_piece_is_drawn_and_well(piece: str, given: dict[str, dict[str, Any]]) -> None:
    inner = f'{{% include "foundation/{piece}.html" %}}'
    if piece == "form_end":
        inner = f"<form>{inner}</form>"
    source = page_of("base", inner)
    if piece == "person_header":
        source = source.replace("block content", "block main")
    html = draw(source, request_by("staff"), **given[piece])
    assert check(html) == []
    assert "<b>O’Wróbel" not in html
    if AWKWARD in str(given[piece]):
        assert AWKWARD in soup(html).text


def test_the_short_header_leads_back_to_the_person() -> None:
    html = draw(
        '{% include "foundation/person_header.html" %}',
        called="Ade",
        url="/p/3/",
        pronouns="he / him",
        quiet="Large print.",
        heading="A visit, written together",
        line="19 November",
    )
    page = soup(html)
    assert page.p is not None
    assert page.p.text == "Ade, he / him. Large print."
    assert page.h1 is not None
    assert page.h1.text == "A visit, written together"


def test_not_asked_is_said() -> None:
    html = draw('{% include "foundation/needs.html" %}', called="Ade")
    assert "We have not asked yet." in html
    html = draw('{% include "foundation/facts.html" %}', facts=[("GP", None)])
    assert "<dd>Not known</dd>" in html


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        ({"heading": "Visit", "url": "/e", "text": "Ade *talked*"}, "<li>"),
        ({"heading": "Ade wrote", "text": "Dug over", "own": True}, "<li data-own>"),
        ({"withheld": True, "why": "Held back by Mo"}, "<li data-withheld>"),
    ],
)
def test_each_kind_of_timeline_item(given: dict[str, Any], mark: str) -> None:
    item = '<h2>Time</h2><ol class="al-time">{% include "foundation/timeline_item.html" %}</ol>'
    day = date(2026, 3, 2)
    html = draw(page_of("base", item), request_by("staff"), on=day, **given)
    assert check(html) == []
    assert mark in html
    assert '<time datetime="2026-03-02">2 March 2026 <span>' in html


def test_a_timeline_item_known_only_by_its_month() -> None:
    item = '{% include "foundation/timeline_item.html" %}'
    assert "<time>March 2026</time>" in draw(item, said_on="March 2026", heading="A call")


def test_pieces_that_hold_other_html() -> None:
    html = draw(
        page_of(
            "base",
            '{% voice heading=who own=True level=2 %}<p id="in">Yes</p>{% endvoice %}'
            '{% sheet heading="A letter" %}<p>Dear</p>{% endsheet %}'
            '{% withheld level=2 why="Held" %}<p>More</p>{% endwithheld %}'
            '{% more "What is a passkey?" %}<p>Your face</p>{% endmore %}',
        ),
        request_by("staff"),
        who=AWKWARD,
    )
    assert check(html) == []
    page = soup(html)
    assert page.select_one(".al-voice--own blockquote #in") is not None
    assert page.select_one("article.al-sheet p") is not None
    assert page.select_one(".al-withheld h2 svg") is not None
    assert page.select_one("details.govuk-details p") is not None


def test_the_tabs_of_a_person() -> None:
    person = SimpleNamespace(pk=3, called="Ade")
    request = request_by("staff", "/p/3/time/")
    page = soup(draw("{% person_tabs person %}", request, person=person))
    found = {link.text: link["href"] for link in page.select("nav a")}
    assert found == {"About Ade": "/p/3/", "Timeline": "/p/3/time/"}
    assert [link.text for link in page.select("[aria-current]")] == ["Timeline"]
    assert soup(draw("{% person_tabs person %}", request_by("person"), person=person)).nav is None


def test_a_name_with_braces_breaks_no_tab() -> None:
    person = SimpleNamespace(pk=3, called="{0} {x}")
    assert "About {0} {x}" in draw("{% person_tabs person %}", request_by("staff"), person=person)


# Words, days and times


def test_icons_and_faces_are_hidden_from_listeners() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "pen" %}')
    assert 'class="al-face"' in draw('{% face "calm" %}')
    with pytest.raises(FileNotFoundError):
        draw('{% icon "no-such" %}')


def test_days_and_times_are_those_of_london() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert tags.day(late) == "1 July 2026"
    assert tags.clock(late) == "00:30"
    assert tags.iso_day(late) == "2026-07-01T00:30+01:00"
    assert tags.time_to_people(time(14, 30)) == "2.30pm"
    assert tags.clock(time(0, 0)) == "00:00"


def test_how_long_ago() -> None:
    before = timezone.localdate() - timedelta(days=5)
    assert tags.ago(before) == "5 days ago"
    assert tags.day_and_ago(before).endswith(", 5 days ago")


def test_an_unknown_day_is_nothing() -> None:
    for name in ("day", "ago", "day_and_ago", "iso_day", "clock", "time_to_people"):
        assert draw(f"{{{{ nobody|{name} }}}}", nobody=None) == ""


def test_markdown_is_safe_and_keeps_the_order_of_headings() -> None:
    html = draw("{{ text|markdown:2 }}", text="# Going out\n\n<script>alert(1)</script>")
    assert "<h2>Going out</h2>" in html
    assert "<script>" not in html
    assert draw("{{ text|markdown }}", text=None) == ""


@pytest.mark.parametrize(
    ("words", "rings"),
    [
        ("01632 960 150", ["01632960150"]),
        ("(01632) 960150", ["01632960150"]),
        ("+44 7700 900 123", ["+447700900123"]),
        ("+44 (0)1632 960150", ["+441632960150"]),
        ("07700 900123, after 4pm, or 01632-960-151 ext. 4", ["07700900123", "01632960151"]),
        ("no phone; knock at 12 Mill Row", []),
        ("NHS 943 476 5919 on 03/05/2019", []),
        ("", []),
    ],
)
def test_a_phone_number_rings_and_reads_the_same(words: str, rings: list[str]) -> None:
    page = BeautifulSoup(draw("{{ words|phone }}", words=words), "lxml")
    assert [link["href"] for link in page.select("a")] == [f"tel:{one}" for one in rings]
    assert page.get_text() == words


def test_words_beside_a_phone_number_are_escaped() -> None:
    html = draw("{{ words|phone }}", words="<b>Zoë</b> & 01632 960 150")
    assert "&lt;b&gt;Zoë&lt;/b&gt; &amp; <a" in html
    assert draw("{{ words|phone }}", words=None) == ""


def test_the_council_s_own_numbers_ring() -> None:
    html = draw('{% council_says "help_phone" as help %}{% if help %}Ring {{ help }}{% endif %}')
    assert html == 'Ring <a class="al-tel" href="tel:01632960170">01632 960 170</a>'
    assert draw('{% council_says "duty_phone" as duty %}{% if duty %}Ring{% endif %}') == ""
