"""Publishing the council's own wording of a questionnaire from a day on, and withdrawing it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from alongside import wiring
from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.content import ContentError, folder
from alongside.foundation.days import in_words

from .definition import Item, Questionnaire
from .models import Definition
from .reading import read_questionnaire

EDIT = "edit questionnaires"
NOT_YOURS = "Your role does not include this. Ask an administrator."
OF_ONESELF = (
    "A self-assessment is asked in the same words everywhere, so that what somebody said can be "
    "laid beside what they said before. It is not changed here."
)
NOT_AN_ID = ("new", "unanswered", "note")  # addresses of pages here, and what a note is named by
LONGEST_TITLE = 200
LONGEST_WHY = 400
FURTHEST = 730  # days ahead


class UnusableError(ValidationError):
    """A text that cannot be asked by: the line, as far as it is known, and why."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        where = f"Line {line}: " if line else ""
        super().__init__({"text": f"{where}{sentence}"})
        self.line, self.sentence = line, sentence


def read_or_refuse(text: str, key: str = "") -> Questionnaire:
    """The questionnaire that a text holds, if it can be asked by; `key` is the id it must have."""
    try:
        found = read_questionnaire(text, f"{key or 'new'}.yaml")
    except ContentError as wrong:
        raise UnusableError(wrong.sentence, wrong.line) from wrong
    except RecursionError as wrong:
        raise UnusableError("Things lie too deep inside each other here.") from wrong
    for line, sentence in _unusable(found, key):
        raise UnusableError(sentence, line)
    return found


def _unusable(found: Questionnaire, key: str) -> Iterator[tuple[int, str]]:
    """What the reader cannot know: what else is here, in this council."""
    if key and found.id != key:
        yield 0, f"The id is “{found.id}” and must stay “{key}”, by which answers are found."
    if found.id in NOT_AN_ID:
        yield 0, f"“{found.id}” cannot be the id of a questionnaire. Choose another word."
    if len(found.title) > LONGEST_TITLE:
        yield 0, f"The title is longer than {LONGEST_TITLE} characters."
    if found.is_of_oneself:
        yield 0, OF_ONESELF
        return
    kinds = import_string(wiring.KINDS_OF_ENTRY.replace(":", ".")).values
    if found.kind not in kinds:
        yield 0, f"“kind” is “{found.kind}”. It may be one of {', '.join(kinds)}."
    known = {found.id, *Definition.objects.values_list("key", flat=True)}
    for item in found.by_id.values():
        yield from _pointing_nowhere(item, known, kinds)


def _pointing_nowhere(
    item: Item, known: set[str], kinds: Collection[str]
) -> Iterator[tuple[int, str]]:
    if item.picture and not (folder() / "pictures" / f"{item.picture}.svg").is_file():
        yield item.line, f"There is no picture called “{item.picture}” in content/pictures."
    for lead in item.leads_to:
        if lead.questionnaire and lead.questionnaire not in known:
            yield item.line, f"“{lead.questionnaire}” is no questionnaire that is asked here."
        if not lead.can_be_met(known, kinds):
            yield item.line, f"“awaits” names “{lead.awaits}”: no kind of entry, and no form."


def may_edit_or_refuse(by: Account) -> None:
    """Whether one's role is to change what is asked."""
    if not may(by, EDIT):
        raise PermissionDenied(NOT_YOURS)


@transaction.atomic
def publish_questionnaire(
    *,
    text: str,
    key: str,
    starts: date,
    why: str,
    based_on: Definition | None,
    by: Account,
    instead_of: Definition | None = None,
) -> Definition:
    """Ask by this text from a day on, as the council's own next version.

    Whatever was asked by before keeps its version for ever. `instead_of` is the newest version that
    the writer has compared with: a newer one refuses, so that nobody overwrites it unseen.
    """
    may_edit_or_refuse(by)
    found = read_or_refuse(text, key)
    _may_start(found, starts)
    why = _reason(why)
    _hold(key)
    versions = list(Definition.objects.filter(key=key).defer("text").order_by("made_at"))
    _nothing_unseen(versions, based_on, instead_of)
    own = [one for one in versions if not one.is_shipped]
    made = Definition.objects.create(
        key=key,
        version=_next_version(own),
        title=found.title,
        text=text,
        digest=found.digest,
        starts=starts,
        ends=_end(found, starts, own),
        why=why,
        based_on=based_on,
        by=by,
    )
    for one in own:
        if one.starts <= starts and (one.ends is None or one.ends > starts):
            _end_on(one, starts, by)
    detail = {"key": key, "version": made.version, "starts": starts}
    trail.note("questionnaire published", on=made, by=by, detail=detail)
    return made


def _may_start(found: Questionnaire, starts: date) -> None:
    today = timezone.localdate()
    if starts < today:
        raise ValidationError({"starts": "Choose today or a later day: what was asked, was asked."})
    if starts > today + timedelta(days=FURTHEST):
        raise ValidationError({"starts": "Choose a day within the next two years."})
    until = found.dated.valid_to
    if until is not None and until < starts:
        said = f"“valid_to” in the text says that it ends on {in_words(until)}, before it begins."
        raise ValidationError({"starts": said})


def _reason(why: str) -> str:
    why = " ".join(why.split())
    if not why:
        raise ValidationError({"why": "Say in one sentence why it is changed."})
    if len(why) > LONGEST_WHY:
        raise ValidationError({"why": f"Say it in {LONGEST_WHY} characters or fewer."})
    return why


def _hold(key: str) -> None:
    """One at a time: two who publish at once get two numbers, in order."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 5))", [f"ask {key}"])


def _nothing_unseen(
    versions: list[Definition], based_on: Definition | None, instead_of: Definition | None
) -> None:
    if based_on is None and versions:
        raise UnusableError(
            f"There is a questionnaire with the id “{versions[0].key}” already. Change that one, "
            "or choose another id."
        )
    newest = versions[-1] if versions else None
    if instead_of is not None and newest is not None and newest.pk != instead_of.pk:
        raise ValidationError(
            f"Version {newest.version} was published while you were writing. Nothing of yours is "
            "lost: look at what changes once more, and then publish."
        )


def _next_version(own: list[Definition]) -> str:
    numbers = [int(one.version.partition("-")[0]) for one in own]
    return f"{max(numbers, default=0) + 1}-own"


def _end(found: Questionnaire, starts: date, own: list[Definition]) -> date | None:
    """The first day on which it is not asked: its own, or that of the next one already planned."""
    until = found.dated.valid_to
    ends = [one.starts for one in own if one.starts > starts and one.ends != one.starts]
    return min([*ends, *([until + timedelta(days=1)] if until is not None else [])], default=None)


def _end_on(one: Definition, day: date | None, by: Account) -> None:
    one.ends, one.ended_by = day, by
    one.save(update_fields=["ends", "ended_by"])


@transaction.atomic
def withdraw_questionnaire(*, definition: Definition, ends: date, by: Account) -> Definition:
    """Stop asking by the council's own version on a day; the shipped one is asked again from then.

    One that has not begun is taken back as if it had never been planned: what it would have
    replaced goes on.
    """
    may_edit_or_refuse(by)
    _hold(definition.key)
    one = Definition.objects.defer("text").get(pk=definition.pk)
    today = timezone.localdate()
    if one.is_shipped:
        raise ValidationError(
            "A version of the library is not withdrawn: publish your own instead."
        )
    if one.ends is not None and one.ends <= max(today, one.starts):
        raise ValidationError(f"Version {one.version} is not asked any more.")
    if ends < today:
        raise ValidationError({"ends": "Choose today or a later day: what was asked, was asked."})
    if one.ends is not None and ends >= one.ends:
        raise ValidationError({"ends": f"It ends on {in_words(one.ends)} already."})
    if ends <= one.starts:
        _give_back(one, by)
        ends = one.starts
    _end_on(one, ends, by)
    detail = {"key": one.key, "version": one.version, "ends": ends}
    trail.note("questionnaire withdrawn", on=one, by=by, detail=detail)
    return one


def _give_back(one: Definition, by: Account) -> None:
    """What would have ended for this one goes on until this one would have ended."""
    own = Definition.objects.filter(key=one.key, is_shipped=False, ends=one.starts)
    former = own.filter(starts__lt=one.starts).order_by("-starts", "-made_at").defer("text").first()
    if former is not None:
        _end_on(former, one.ends, by)
