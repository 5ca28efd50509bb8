"""The parts of an entry as staff read them: whose words, of what sort, and the answers beside."""

from dataclasses import dataclass
from hashlib import md5
from uuid import UUID

from django.db.models.functions import MD5

from alongside.foundation.days import LONDON, in_words

from . import saying
from .access import Reading
from .models import Answer, Part, PartSort, Seen
from .whom import Whom, whom


@dataclass(frozen=True)
class ReadAnswer:
    """What the person wrote beside a part."""

    heading: str
    text: str
    quiet: str


@dataclass(frozen=True)
class ReadPart:
    """One part, and what stands beside it."""

    part: Part
    heading: str
    is_own: bool
    about: str  # whom it is about, where that has to be told apart
    origin: str
    answers: tuple[ReadAnswer, ...]


def parts_of(read: Reading) -> list[ReadPart]:
    """All parts of one version. Three queries."""
    said_of, here = _said_of(read), whom(read.entry, read.parts)
    return [_part(part, read, said_of, here) for part in read.parts]


def _said_of(read: Reading) -> dict[UUID, str]:
    """A hash of each part that somebody answered, to tell whether its words have changed since."""
    answered = Part.objects.filter(pk__in=[one.part_id for one in read.answers])
    return dict(answered.annotate(said=MD5("text")).values_list("pk", "said"))


def _part(part: Part, read: Reading, said_of: dict[UUID, str], here: Whom) -> ReadPart:
    writer = saying.first_name_of(read.entry)
    known = {about.person_id: about.person.called for about in read.abouts}
    is_own = part.sort == PartSort.OWN_WORDS
    said = md5(part.text.encode(), usedforsecurity=False).hexdigest()
    tells_apart = here.is_several and not is_own
    return ReadPart(
        part=part,
        heading=saying.heading_of(part, writer),
        is_own=is_own,
        about=saying.whose(part.about, here) if tells_apart else "",
        origin=saying.origin_of(part),
        answers=tuple(
            _answer(one, known, is_changed=said_of.get(one.part_id) != said)
            for one in read.beside(part)
        ),
    )


def _answer(answer: Answer, known: dict[UUID, str], *, is_changed: bool) -> ReadAnswer:
    day = in_words(answer.at.astimezone(LONDON).date())
    who = known.get(answer.person_id, "The person")
    quiet_words = (
        f"{who} says that something here is wrong." if answer.is_correction else "",
        "The words that this answers were different then." if is_changed else "",
    )
    return ReadAnswer(f"{who}, {day}", answer.text, " ".join(one for one in quiet_words if one))


def seen_of(read: Reading) -> str:
    """How each person was seen: Ade: seen and spoken with alone."""
    said = []
    for about in read.abouts:
        how = read.version.seen.get(str(about.person_id))
        if how in Seen.values:
            words = Seen(how).label
            said.append(f"{about.person.called}: {words[0].lower()}{words[1:]}.")
    return " ".join(said)
