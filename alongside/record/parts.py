"""The parts of an entry as staff read them: whose words, of what sort, and the answers beside."""

from dataclasses import dataclass
from hashlib import md5
from uuid import UUID

from django.db.models.functions import MD5

from alongside.foundation.days import LONDON, in_words
from alongside.questionnaires.definition import PERSON, WORKER, Questionnaire

from . import saying
from .access import Reading
from .models import Answer, Part, PartSort, Seen, Version
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
    voice: str  # whose words they are, where the question stands above them
    about: str  # whom it is about, where that has to be told apart
    origin: str
    answers: tuple[ReadAnswer, ...]


@dataclass(frozen=True)
class Together:
    """Parts that stand beside each other: the answers of two voices to one question, else one."""

    heading: str  # the page of the questionnaire that begins here, if one does
    parts: tuple[ReadPart, ...]

    @property
    def asks(self) -> str:
        """The question that two voices answer, said once above them."""
        voices = [one for one in self.parts if one.part.question.rpartition(".")[2] in VOICES]
        return self.parts[0].part.asked if len(voices) > 1 else ""

    @property
    def shown(self) -> list[tuple[str, ReadPart]]:
        """Each part under what is said above it: whose words, where the question stands already."""
        return [(one.voice if self.asks else one.heading, one) for one in self.parts]

    @property
    def is_wide(self) -> bool:
        """Whether two stand beside each other."""
        return len(self.parts) > 1 or any(one.answers for one in self.parts)


def together(parts: list[ReadPart], asked: Questionnaire | None) -> list[Together]:
    """The parts in order, answers under their pages, and what was asked of two voices together."""
    found: list[Together] = []
    last = ""
    for one in parts:
        page = page_of(one.part.question, asked)
        heading, last = (page if page != last else "", page or last)
        name, _, voice = one.part.question.rpartition(".")
        before = found[-1].parts[-1].part.question.rpartition(".") if found else ("", "", "")
        if not heading and voice in VOICES and before[0] == name and before[2] in VOICES:
            found[-1] = Together(found[-1].heading, (*found[-1].parts, one))
        else:
            found.append(Together(heading, (one,)))
    return found


VOICES = (PERSON, WORKER)


def page_of(question: str, asked: Questionnaire | None) -> str:
    """The page of the questionnaire on which an answer was asked; of what is no answer, nothing."""
    if asked is None or not question:
        return ""
    steps = [asked.by_id[step] for step in question.split(".") if step in asked.by_id]
    return asked.page_of(steps[0]).ask if steps else ""


def open_questions(version: Version, asked: Questionnaire | None) -> list[str]:
    """The questions that were open when it was finished all the same."""
    known = asked.by_id if asked is not None else {}
    named = ([step for step in name.split(".") if step in known] for name in _open(version))
    return list(dict.fromkeys(known[steps[-1]].ask for steps in named if steps))


def _open(version: Version) -> list[str]:
    return [str(name) for name in version.answers.get("open", ())]


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
        voice=_voice(part, writer),
        about=saying.whose(part.about, here) if tells_apart else "",
        origin=saying.origin_of(part),
        answers=tuple(
            _answer(one, known, is_changed=said_of.get(one.part_id) != said)
            for one in read.beside(part)
        ),
    )


def _voice(part: Part, writer: str) -> str:
    """Whose words they are, where the question stands above two of them."""
    if part.sort == PartSort.OWN_WORDS:
        return f"{part.of}, in their own words"
    if part.sort == PartSort.REPORTED and part.question.endswith(f".{PERSON}"):
        return f"What {part.of or 'they'} said, as {writer} wrote it down"
    return f"What {writer} writes"


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
