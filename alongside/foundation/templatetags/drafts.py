"""The form of a page that keeps what is typed.

{% draft_form draft %} fields {% draft_end "Finish this note" %} {% enddraft_form %}
"""

from html.parser import HTMLParser
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from alongside.foundation.drafts.pages import LATER, OpenDraft

register = template.Library()
NOT_TYPED = {"hidden", "submit", "button", "image", "reset", "file", "password"}


class _Fields(HTMLParser):
    """Collects the names of all that can be typed or chosen in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag not in ("input", "textarea", "select") or not told.get("name"):
            return
        if told.get("type") in NOT_TYPED or "data-no-draft" in told:
            return
        self.names[str(told["name"])] = None


def typed_names(html: str) -> list[str]:
    """The names of the fields in this HTML, in order: the pieces of its draft."""
    fields = _Fields()
    fields.feed(html)
    fields.close()
    return list(fields.names)


@register.simple_block_tag(takes_context=True)
def draft_form(context: Context, content: str, draft: OpenDraft, **options: Any) -> SafeString:
    """The whole form element; every field inside is a piece, unless it says data-no-draft.

    A page that knows the names of its fields says them, so that nobody has to look for them.
    """
    names = options.pop("names", None)
    stamps = draft.stamps(typed_names(content) if names is None else names)
    told = {"content": content, "draft": draft, "stamps": stamps}
    request = context.get("request")
    token = get_token(request) if request is not None else ""
    return render_to_string("foundation/drafts/form.html", {**told, "token": token, **options})


@register.inclusion_tag("foundation/drafts/end.html", takes_context=True)
def draft_end(context: Context, button: str, **options: Any) -> dict[str, Any]:
    """The foot of such a form: the button that finishes, "Save and go on later", and the state."""
    return {"button": button, "draft": options.pop("draft", context.get("draft")), **options}


@register.simple_tag
def later_button() -> str:
    """The name of the button "Save and go on later"."""
    return LATER
