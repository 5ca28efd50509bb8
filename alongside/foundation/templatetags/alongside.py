"""Template tags and filters: icons, navigation, pieces with words in them, days and times."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber
from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from alongside.foundation import days, writing
from alongside.foundation.addresses import page_url
from alongside.foundation.govuk import component
from alongside.foundation.opened import is_open

register = template.Library()

ICONS = Path(__file__).parents[1] / "static/foundation/icons"
Who = str | Iterable[str]
Pages = Iterable[tuple[str, str, Who]]


# Pictures


@cache
def drawing(name: str) -> SafeString:
    """The SVG of an icon or a face, to stand inside the page; a wrong name fails at once."""
    svg = (ICONS / f"{name}.svg").read_text().strip()
    return mark_safe(svg.replace(' xmlns="http://www.w3.org/2000/svg"', ""))  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our line icons, always beside a word: {% icon "pen" %}."""
    return drawing(name)


@register.simple_tag
def face(feeling: str) -> SafeString:
    """The drawing of a feeling, always with its word: {% face "calm" %}."""
    return drawing(f"face-{feeling}")


# The frame of a page


def council(key: str) -> str:
    """What the council's settings say about it: name, help phone and so on; empty if nothing."""
    told: dict[str, str] = getattr(settings, "COUNCIL", {})
    return told.get(key, "the council" if key == "name" else "")


def address(name: str, *args: Any) -> str:
    """The address of a page, or nothing when this installation has no such page."""
    try:
        return page_url(name, *args)
    except NoReverseMatch:
        return ""


def wired(table: str) -> Any:
    """A table of wiring.py, which knows every package; foundation may only read it when asked."""
    return getattr(import_module("alongside.wiring"), table, ())


def held_by(request: HttpRequest | None) -> set[str]:
    """The account kind and the permissions of whoever is signed in."""
    account = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return set()
    return {str(getattr(account, "kind", "")), *getattr(request, "permissions", ())}


def may_see(request: HttpRequest | None, who: Who) -> bool:
    """Whether one of these account kinds or permissions is that of whoever is signed in."""
    return _is_for(who, held_by(request))


def _is_for(who: Who, held: set[str]) -> bool:
    return not held.isdisjoint([who] if isinstance(who, str) else who)


def is_here(request: HttpRequest | None, name: str) -> bool:
    """Whether the page with this name is the one being read."""
    match = getattr(request, "resolver_match", None)
    return match is not None and match.view_name == name


def links(request: HttpRequest | None, pages: Pages, *args: Any) -> list[dict[str, Any]]:
    """The pages that exist and that whoever is signed in may open."""
    return list(_links(request, pages, *args))


def _links(request: HttpRequest | None, pages: Pages, *args: Any) -> Iterator[dict[str, Any]]:
    held = held_by(request)
    for words, name, who in pages:
        url = address(name, *args) if _is_for(who, held) else ""
        if url and is_open(url):
            yield {"words": words, "url": url, "here": is_here(request, name)}


@register.inclusion_tag("foundation/mark.html", takes_context=True)
def mark(context: Context) -> dict[str, Any]:
    """The name of Alongside, leading home."""
    request = context.get("request")
    first = next(_links(request, wired("TOP_BAR")), None)
    return {"home": first["url"] if first else "/"}


@register.simple_tag(takes_context=True)
def places(context: Context) -> list[dict[str, Any]]:
    """Where whoever is signed in can go from a page that failed: words and url of each."""
    return links(context.get("request"), wired("TOP_BAR"))


@register.inclusion_tag("foundation/top_bar.html", takes_context=True)
def top_bar(context: Context) -> dict[str, Any]:
    """The navigation of whoever is signed in, from TOP_BAR and TOP_BUTTON in wiring.py."""
    request = context.get("request")
    button = links(request, wired("TOP_BUTTON"))
    return {
        "links": links(request, wired("TOP_BAR")),
        "me": _me(request),
        "button": button[0] if button and not button[0]["here"] else None,
    }


def _me(request: HttpRequest | None) -> dict[str, Any] | None:
    """The name of whoever is signed in (put on the request by accounts), and their own page."""
    words = getattr(request, "signed_in_as", "")
    own = links(request, wired("OWN_PAGE"))
    if not words and not own:
        return None
    return {**(own[0] if own else {"url": "", "here": False}), "words": words or own[0]["words"]}


@register.inclusion_tag("foundation/demo_banner.html", takes_context=True)
def demo_banner(context: Context) -> dict[str, Any]:
    """In the demonstration, a line that says so; otherwise nothing."""
    is_demo = getattr(settings, "IS_DEMO", False)
    url = "" if is_here(context.get("request"), "demo:cast") else address("demo:cast")
    return {"is_demo": is_demo, "council": council("name"), "url": url}


@register.inclusion_tag("foundation/foot.html", takes_context=True)
def foot(context: Context, kind: str) -> dict[str, Any]:
    """The foot of a page for "staff", "person" or "plain", from FOOT in wiring.py."""
    request = context.get("request")
    pages = dict(wired("FOOT") or {}).get(kind, ())
    found = [
        {"words": words, "url": address(name)}
        for words, name, *who in pages
        if not who or may_see(request, who[0])
    ]
    open_here = [link for link in found if link["url"] and is_open(link["url"])]
    return {"council": council("name"), "links": open_here}


@register.simple_tag
def leave_to() -> str:
    """Where "Leave quickly" leads: a plain page that nobody minds being seen."""
    return str(getattr(settings, "LEAVE_TO", "https://www.bbc.co.uk/weather"))


@register.simple_tag
def council_says(key: str) -> str:
    """The council's name, help_phone, duty_phone or office_phone, as its settings say."""
    said = council(key)
    return phone(said) if key.endswith("_phone") else said


@register.inclusion_tag("foundation/person_tabs.html", takes_context=True)
def person_tabs(context: Context, person: Any, called: str = "") -> dict[str, Any]:
    """The tabs of a person's pages, from TABS in wiring.py; {called} in their words is the name."""
    name = called or str(getattr(person, "called", "") or person)
    found = links(context.get("request"), wired("TABS"), person.pk)
    for link in found:
        link["words"] = link["words"].format(called=name)
    return {"called": name, "links": found}


# As one dials from England or abroad: 01632 960 150, (01632) 960150, +44 (0)1632 960150.
NUMBER = re.compile(r"(?:\+|\(?0)\d[\d ().-]{6,}\d")


@register.filter
def phone(words: str) -> SafeString:
    """Words with each phone number in them a link that rings it; on paper they read the same."""
    found = NUMBER.finditer(plain := str(words or ""))
    pieces, at = [], 0
    for number in found:
        dialled = re.sub(r"[^0-9+]", "", number[0].replace("(0)", ""))
        pieces += [conditional_escape(plain[at : number.start()])]
        pieces += [format_html('<a class="al-tel" href="tel:{}">{}</a>', dialled, number[0])]
        at = number.end()
    return mark_safe("".join([*pieces, conditional_escape(plain[at:])]))  # noqa: S308


# Forms


def _forms(context: Context, given: Iterable[Any]) -> list[BaseForm]:
    """The forms of a page: those given, or else `form` and `forms` of its context."""
    candidates = list(given) or [context.get("form"), *(context.get("forms") or ())]
    found: list[BaseForm] = []
    for one in candidates:
        if isinstance(one, BaseFormSet):
            found += one.forms
        elif isinstance(one, BaseForm):
            found.append(one)
    return found


def _first_control(form: BaseForm, name: str) -> str:
    """The address on the page of the control to put right; the first box of a group."""
    field = form[name]
    first = getattr(field, "first_control", field.auto_id)
    return f"#{first}"


def _wrongs(form: BaseForm) -> Iterable[dict[str, Any]]:
    for name, refusals in form.errors.items():
        on_page = name in form.fields and not form[name].is_hidden
        for refusal in form[name].errors if on_page else refusals:
            yield {"text": refusal, "href": _first_control(form, name) if on_page else ""}


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *forms: Any) -> SafeString:
    """What has to be put right, above the heading, each line leading to its field."""
    wrong = [one for form in _forms(context, forms) if form.is_bound for one in _wrongs(form)]
    wrong += context.get("wrongs") or []
    if not wrong:
        return SafeString()
    title = ngettext("%(number)s thing to put right", "%(number)s things to put right", len(wrong))
    words = capfirst(title % {"number": apnumber(len(wrong))})
    return component("error-summary", {"title_text": words, "error_list": wrong})


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """What a page's title starts with when something has to be put right."""
    wrong = any(form.is_bound and form.errors for form in _forms(context, ()))
    return gettext("Error: ") if wrong or context.get("wrongs") else ""


@register.simple_tag
def button(words: str, **options: Any) -> SafeString:
    """A button that sends its form: {% button "Add this step" %}; secondary=True for outlined."""
    classes = "govuk-button--secondary" if options.pop("secondary", False) else ""
    return component("button", {"text": words, "classes": classes, **options})


# Pieces that hold other HTML


@register.simple_block_tag
def voice(content: str, **options: Any) -> str:
    """Somebody's words: {% voice heading="Ade, 20 November" own=True %}…{% endvoice %}."""
    return render_to_string("foundation/voice.html", {"body": content, **options})


@register.simple_block_tag
def sheet(content: str, **options: Any) -> str:
    """Something written and finished: {% sheet heading="A letter" %}…{% endsheet %}."""
    return render_to_string("foundation/sheet.html", {"body": content, **options})


@register.simple_block_tag
def withheld(content: str, **options: Any) -> str:
    """What may not be read here: {% withheld why="…" %}…{% endwithheld %}."""
    return render_to_string("foundation/withheld.html", {"body": content, **options})


@register.simple_block_tag
def more(content: str, summary: str, **options: Any) -> SafeString:
    """Something to open if wanted: {% more "What is a passkey?" %}…{% endmore %}."""
    return component("details", {"summary_text": summary, "text": content, **options})


# Words, days and times


def local_day(value: date | datetime) -> date:
    """The day in the time zone that people live in."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def day(value: date | datetime | None) -> str:
    """27 March 2026."""
    return days.in_words(local_day(value)) if value else ""


@register.filter
def ago(value: date | datetime | None) -> str:
    """5 days ago, in 8 days."""
    return days.ago(local_day(value), timezone.localdate()) if value else ""


@register.filter
def day_and_ago(value: date | datetime | None) -> str:
    """19 November 2026, 5 days ago."""
    return f"{day(value)}, {ago(value)}" if value else ""


@register.filter
def iso_day(value: date | datetime | None) -> str:
    """For datetime="…": 2026-03-27, or with the time if there is one."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return value.isoformat(timespec="minutes")
    return value.isoformat() if value else ""


def _local_time(value: datetime | time) -> time:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).time()
    return value


@register.filter
def clock(value: datetime | time | None) -> str:
    """14:02, for what the machine has done."""
    return f"{_local_time(value):%H:%M}" if value is not None else ""


@register.filter
def time_to_people(value: datetime | time | None) -> str:
    """2pm, 4.30pm, for when people meet."""
    return days.time_in_words(_local_time(value)) if value is not None else ""


@register.filter
def markdown(text: str | None, heading_from: int = 3) -> SafeString:
    """Safe HTML of light Markdown; its headings start at the level given."""
    return writing.to_html(text or "", int(heading_from))
