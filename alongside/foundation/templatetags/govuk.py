"""The one tag that the templates of govuk-frontend's components need."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from alongside.foundation import govuk

register = template.Library()


@register.simple_tag
def attributes(given: Mapping[str, Any] | None = None) -> SafeString:
    """The attributes in a mapping, each with a space before it."""
    return govuk.attributes(given if isinstance(given, Mapping) else None)
