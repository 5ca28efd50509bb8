"""What the pages of accounts need beyond the tags of foundation."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute: the policy of our pages allows no script in the page itself."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def in_fours(letters: str) -> str:
    """Letters to be typed from a screen: four, a space, four."""
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


@register.filter
def may_break(address: str) -> SafeString:
    """A long address that may go on in the next line; copied, it is still in one piece."""
    parts = (address[start : start + 8] for start in range(0, len(address), 8))
    return format_html_join("", "{}<wbr>", ((part,) for part in parts))
