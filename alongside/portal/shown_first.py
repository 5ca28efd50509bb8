"""What others read first about a person, as that person's own page is given it; see shown.py."""

from dataclasses import dataclass

from django.utils.translation import gettext

from alongside.foundation.days import in_words
from alongside.people.models import Fact

from . import saying
from .who import Names


@dataclass(frozen=True)
class ShownFirst:
    """What others read first, whose words they are, and since when."""

    heading: str
    text: str
    quiet: str


def own_first(fact: Fact) -> ShownFirst:
    """The person's own words."""
    quiet = gettext("You wrote this on %(day)s.") % {
        "day": in_words(saying.local(fact.recorded_at))
    }
    return ShownFirst(gettext("Your own words"), fact.value, quiet)


def told_first(fact: Fact, names: Names) -> ShownFirst:
    """What somebody else wrote down for them, with who did."""
    words = {
        "who": names.of(fact.recorded_by_id, fact.recorded_at, known=True),
        "day": in_words(saying.local(fact.recorded_at)),
    }
    quiet = gettext("Written down by %(who)s on %(day)s.") % words
    return ShownFirst(gettext("What was written down for you"), fact.value, quiet)
