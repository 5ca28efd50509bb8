"""What was written in a draft, to be read where its page is closed: under what each field asked."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.utils.module_loading import import_string

from alongside.foundation.actor import Actor
from alongside.foundation.models import Draft

from .access import pieces_of

# Of a draft and its pieces: what each field asked, its words, and the piece that it is from.
AsAsked = Callable[[Draft, Mapping[str, str], Actor], Sequence["Said"]]


class Said(NamedTuple):
    """What stands in one field."""

    label: str
    words: str
    names: tuple[str, ...]  # of the pieces that it says
    is_fact: bool = False  # when, where, how: not what was written


class Written(NamedTuple):
    """All that stands in a draft: under its label, without one, and what is only a word or two."""

    said: list[Said]
    facts: list[tuple[str, str]]
    others: list[str]
    small: list[str]


def written(draft: Draft, by: Actor) -> Written:
    """Everything that was typed, each piece once; ids of people and the like are not words."""
    texts = {one.name: one.text for one in pieces_of(draft.pk) if one.text.strip()}
    said = list(_as_asked(draft, texts, by))
    told = {name for one in said for name in one.names}
    rest = [text for name, text in sorted(texts.items()) if name not in told and not _is_ids(text)]
    said = [one for one in said if one.words.strip()]
    return Written(
        [one for one in said if not one.is_fact],
        [(one.label, one.words) for one in said if one.is_fact],
        [text for text in rest if _is_writing(text)],
        [text for text in rest if not _is_writing(text)],
    )


def _as_asked(draft: Draft, texts: Mapping[str, str], by: Actor) -> Sequence[Said]:
    from alongside import wiring

    path = wiring.AS_ASKED.get(draft.purpose)
    if path is None:
        return ()
    asks: AsAsked = import_string(path.replace(":", "."))
    return asks(draft, texts, by)


def _is_writing(text: str) -> bool:
    return any(sign.isspace() for sign in text.strip()) or len(text) > 30


def _is_ids(text: str) -> bool:
    """Whether nothing but ids stands there, as where people are chosen from a list."""
    try:
        return all(UUID(one) for one in text.split())
    except ValueError:
        return False
