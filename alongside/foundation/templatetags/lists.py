"""The list of people, goals or things to do, and the short one of what is due.

As list.html and due.html describe them. They are put together here, as a page has up to fifty of
them, and a template is slow to find that a thing lacks something.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from django import template
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SHOWN = ("heading", "url", "small", "line", "quiet", "aside", "action", "action_url")
SHORT = ("heading", "url", "line", "action", "action_url")


@register.simple_tag(takes_context=True)
def things(context: Context) -> SafeString:
    """Its `items`, each at most one heading, a few lines and one action."""
    tag = "ol" if context.get("ordered") else "ul"
    is_wide, level = bool(context.get("three")), int(context.get("level") or 3)
    wide = " al-list--three" if is_wide else ""
    pieces = [f'<{tag} class="al-list{wide}">\n']
    for item in context.get("items") or ():
        pieces += _thing(item, level, is_wide, context)
    return mark_safe("".join([*pieces, f"</{tag}>"]))  # noqa: S308


@register.simple_tag(takes_context=True)
def short_things(context: Context) -> SafeString:
    """Its `items`, each a heading and what stands behind it on the same line."""
    pieces = []
    for item in context["items"]:
        heading, url, line, action, action_url = (_said(item, name, context) for name in SHORT)
        leads = f'<a href="{url}">{heading}</a>' if url else heading
        more = f' <a href="{action_url}">{action}</a>' if action_url else ""
        pieces.append(f"<li><b>{leads}</b>{line}{more}</li>\n")
    return mark_safe("".join(['<ul class="al-due">\n', *pieces, "</ul>"]))  # noqa: S308


def _thing(item: Any, level: int, is_wide: bool, context: Context) -> Iterator[str]:
    said = {name: _said(item, name, context) for name in SHOWN}
    yield f"<li>\n<div>\n<h{level}>"
    yield f'<a href="{said["url"]}">{said["heading"]}</a>' if said["url"] else said["heading"]
    yield f" <small>{said['small']}</small>" if said["small"] else ""
    yield f"</h{level}>\n"
    yield f"<p>{said['line']}</p>\n" if said["line"] else ""
    yield f'<p class="al-quiet">{said["quiet"]}</p>\n' if said["quiet"] else ""
    yield "</div>\n"
    middle = _value(item, "middle") or ()
    if is_wide or middle:
        lines = "<br>".join(render_value_in_context(line, context) for line in middle)
        yield f'<p class="al-quiet">{lines}</p>\n'
    yield f'<p class="al-quiet">{said["aside"]}</p>\n' if said["aside"] else ""
    if said["action_url"]:
        about = _said(item, "action_about", context)
        about = f'<span class="govuk-visually-hidden"> {about}</span>' if about else ""
        button = "govuk-button govuk-button--secondary"
        yield f'<a class="{button}" href="{said["action_url"]}">{said["action"]}{about}</a>\n'
    yield "</li>\n"


def _value(item: Any, name: str) -> Any:
    """What it says of itself, which is nothing for most names."""
    if isinstance(item, dict):
        return item.get(name)
    found = getattr(item, name, None)
    return found() if callable(found) else found


def _said(item: Any, name: str, context: Context) -> str:
    """The same as a template writes it, escaped; empty where it says nothing."""
    found = _value(item, name)
    if type(found) is str:
        return escape(found)
    return str(render_value_in_context(found, context)) if found else ""
