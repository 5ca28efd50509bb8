"""What the pages of accounts need beyond the tags of foundation."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute: the policy of our pages allows no script in the page itself."""
    return json.dumps(value, cls=DjangoJSONEncoder)
