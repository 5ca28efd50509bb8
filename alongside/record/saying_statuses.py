"""The words in which pages say statuses: what it is, from when until when, and what is asked."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from alongside.foundation.days import LONDON, in_words
from alongside.foundation.templatetags.alongside import address

from .access.statuses import Standing, orders_that_keep_away
from .models import Episode
from .readership import name_of
from .statuses import Check

GONE = "Something that has no name here any more"


def title(one: Episode) -> str:
    """Looked after · Order of a court: a care order."""
    return one.about.title if one.about else GONE


def said(one: Episode) -> str:
    """A full care order. Names Dan. Meant to last until they are 18."""
    kind, parts = one.about, []
    if kind is None:
        return ""
    parts.append(kind.words_for(one.code))
    if one.named is not None:
        parts.append(f"{kind.names}: {one.named.called}")
    parts += [kind.traits[key] for key in one.traits if key in kind.traits]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def whole(one: Episode) -> str:
    """The same, and then the words that somebody wrote beside it."""
    return " ".join(each for each in (said(one), one.words.strip()) if each)


def days(one: Episode) -> str:
    """Since 3 May 2024 · 3 May 2024 to March 2026 · From 3 May 2024, until 2 May 2027."""
    began, ended, today = one.began.words(), one.ended, timezone.localdate()
    if ended is None:
        return f"Since {began}" if one.since <= today else f"From {began}"
    return (
        f"{began} to {ended.words()}" if one.is_over(today) else f"{began}, until {ended.words()}"
    )


def line(one: Episode) -> str:
    """All of it in one line, for a person's first page."""
    code = one.about.words_for(one.code) if one.about else ""
    whom = f" ({one.named.called})" if one.named else ""
    return f"{code[:1].upper()}{code[1:]}{whom}. {days(one)}." if code else f"{days(one)}{whom}."


def items(found: Iterable[Episode], person: UUID) -> list[dict[str, Any]]:
    """For a list: what it is, of what sort, its days, and who said so."""
    return [
        {
            "heading": title(one),
            "small": days(one),
            "url": address("record:one-status", person, one.episode),
            "line": whole(one),
            "quiet": who_said(one),
        }
        for one in found
    ]


def who_said(one: Episode) -> str:
    """Said by Alice Marsh on 3 May 2024, and why it was said anew."""
    on = in_words(one.at.astimezone(LONDON).date())
    why = f" “{one.why.rstrip('.')}.”" if one.why else ""
    return f"{one.get_what_display()}, {name_of(one.by)}, {on}.{why}"


def asked(standing: Standing, person: UUID) -> list[dict[str, Any]]:
    """Each thing that does not fit, and where it is answered."""
    by_id = {one.episode: one for one in standing.every}
    return [_asked(one, [by_id[who] for who in one.of], person) for one in standing.checks]


def _asked(one: Check, of: list[Episode], person: UUID) -> dict[str, Any]:
    links = [{"words": f"{title(each)}, {days(each)}", "episode": each.episode} for each in of]
    return {"sentence": one.sentence, "of": links, "person": person}


def kept_away(person: UUID) -> list[str]:
    """Whom an order that stands keeps away: Order that there is no contact: Dan. Until May 2027."""
    return [_away(one) for one in orders_that_keep_away([person])]


def _away(one: Episode) -> str:
    words = one.about.words_for(one.code) if one.about else GONE
    unseen = "somebody you may not see here" if one.named_id else "it does not say whom"
    until = f" Until {one.ended.words()}." if one.ended else ""
    return f"{words}: {one.named.called if one.named else unseen}.{until}"


def short_lines(standing: Standing) -> list[dict[str, str]]:
    """What stands now, for a person's first page."""
    return [{"heading": title(one), "line": line(one)} for one in standing.now]
