"""Everything that is done to a plan: agreeing it, saying something beneath it, ending it.

What is agreed is an entry of the record too, with the same id: so it stands on the timeline, goes
out with the record, has its hash on the trail, and starts and meets clocks as every entry does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import LONDON, When, in_words, must_not_be_after
from alongside.foundation.following import follow
from alongside.people.access import may_write, not_on_a_visit
from alongside.people.lineage import person_now, written_about
from alongside.people.models import Person
from alongside.people.models.reach import own_person
from alongside.record.access import OF_A_PLAN
from alongside.record.actions import finish_entry, may_write_or_refuse
from alongside.record.actions.moving import move_misfiled_entry
from alongside.record.models import About, Entry, EntryKind, Misfiled
from alongside.record.readership import name_of

from .access import NO_MORE, Plan, plan_to_change, plan_to_end, plan_to_view, sheets_of
from .kinds import kinds
from .minutes import parts_of
from .models import Line, Sheet
from .wording import Owner, Wording, as_data

LONGEST = 20_000  # characters in one box
LONGEST_SHEET = 200_000  # characters of all that one version says
SOMETHING_FIRST = "Nothing has been agreed yet. Write a goal or a step, then agree the plan."
ANOTHER_SINCE = (
    "This plan was agreed anew on {on}, since you opened this page. Your words are kept below. "
    "Read the plan as it is now, then send them if they are still what you think."
)
NOT_YOURS_EITHER = (
    "This is a version of a plan, and a colleague agreed another one. All of them leave the record "
    "together, so a manager takes this out. Ask yours to look at it."
)
NOT_YOURS = (
    "A colleague agreed a version of this plan, so a manager takes it out. Ask yours to look at "
    "it. You may say that the plan is over."
)
TOO_LONG = "All of this together is longer than a plan can be. Make some of it shorter."
KEPT_SINCE = (
    "A newer version of this plan is kept to fewer people. Ask a manager, before you agree another."
)
CAME_BETWEEN = (
    "{who} agreed version {number} at {at:%H:%M on %d %B %Y} while you were writing. Both are "
    "kept: theirs is the plan now, and yours is as you wrote it. Read theirs, put together what "
    "belongs in one plan, then agree it again. Yours becomes the version after theirs."
)


@dataclass(frozen=True)
class Voice:
    """What somebody said to a plan when it was agreed."""

    what: str  # agrees, differs, not asked
    who: str
    words: str = ""
    is_own: bool = False


@transaction.atomic
def agree_plan(
    *,
    id: UUID,
    person: Person,
    kind: str,
    wording: Wording,
    voices: Sequence[Voice],
    agreed_on: date,
    review_on: date | None,
    plan: UUID | None = None,
    seen: int = 0,
    others: Sequence[Person] = (),
    by: Account,
) -> Sheet:
    """Make what was typed the first version of a plan, or the version after the one `seen`.

    `id` is the draft's. Whoever did not see what a colleague agreed since is asked to look first.
    `others` are those of the family for whom it is as well: it stands in their records too.
    """
    standing = Sheet.objects.filter(pk=id, by=by).first()
    if standing:
        return standing
    _may_agree(person, others, by)
    _check(kind, wording, voices, agreed_on, review_on)
    number = _next(plan, seen, agreed_on, by)
    # A plan keeps the id under which it began, also where that person stands under another now.
    began = Sheet.objects.filter(plan=plan or id).values_list("person_id", flat=True).first()
    try:
        with transaction.atomic():
            sheet = Sheet.objects.create(
                id=id,
                plan=plan or id,
                person_id=began or person.pk,
                kind=kind,
                number=number,
                content=as_data(wording),
                agreed_on=agreed_on,
                review_on=review_on,
                by=by,
            )
    except IntegrityError:  # two pressed in the same moment
        raise _came_between(sheets_of(by, plan or id)[-1], number) from None
    for voice in voices:
        _say(sheet, voice.what, voice.who, voice.words, agreed_on, by, is_own=voice.is_own)
    _write_down(sheet, wording, voices, others, by)
    what = "plan agreed" if number == 1 else "plan reviewed"
    trail.note(what, on=sheet, about=[person], by=by)
    return sheet


def _may_agree(person: Person, others: Sequence[Person], by: Account) -> None:
    may_write_or_refuse(by)
    if by.kind != Account.Kind.STAFF or not may_write(by, person):
        raise PermissionDenied
    for one in (person, *others):
        not_on_a_visit(one.pk)
    if person.state in NO_MORE:
        raise ValidationError("No plan is agreed for somebody who is not alive. End it instead.")


def _write_down(
    sheet: Sheet, wording: Wording, voices: Sequence[Voice], others: Sequence[Person], by: Account
) -> None:
    """The entry that says what was agreed, in the record of everybody for whom the plan is."""
    kind, person = kinds()[sheet.kind], person_now(sheet.person)
    said = [(one.what, one.who, one.words) for one in voices]
    finish_entry(
        id=sheet.pk,
        kind=EntryKind.PLAN if sheet.number == 1 else EntryKind.REVIEW,
        people=[person, *others],
        happened=When(sheet.agreed_on, "day"),
        title=kind.title if sheet.number == 1 else f"{kind.title}, looked at again",
        there=wording.there,
        form=f"{OF_A_PLAN}{sheet.kind} 1",
        parts=parts_of(kind, wording, said, person.pk, person.called),
        became=reverse("plans:plan", args=[sheet.plan]),
        by=by,
    )


def _check(
    kind: str, wording: Wording, voices: Sequence[Voice], agreed_on: date, review_on: date | None
) -> None:
    if kind not in kinds():
        raise ValidationError("There is no such kind of plan. Choose one of the list.")
    if not wording.goals and not wording.steps:
        raise ValidationError(SOMETHING_FIRST)
    if len(str(as_data(wording))) > LONGEST_SHEET:
        raise ValidationError(TOO_LONG)
    if not any(voice.is_own for voice in voices):
        raise ValidationError("Say whether the person agrees, and if nobody asked yet, why.")
    must_not_be_after(agreed_on, timezone.localdate())
    if review_on and review_on <= agreed_on:
        raise ValidationError({"review_on": "This is not after the day of the plan. Look again."})


def _next(plan: UUID | None, seen: int, agreed_on: date, by: Account) -> int:
    if plan is None:
        return 1
    newest = plan_to_change(by, plan).sheet
    if newest.number != seen:
        raise _came_between(newest, newest.number)
    if agreed_on < newest.agreed_on:
        before = f"Version {newest.number} was agreed on {in_words(newest.agreed_on)}."
        raise ValidationError({"agreed_on": f"{before} Write that day or a later one."})
    return newest.number + 1


def _came_between(newest: Sheet, number: int) -> ValidationError:
    if newest.number < number:
        return ValidationError(KEPT_SINCE)
    told = {"who": name_of(newest.by), "number": newest.number, "at": newest.at.astimezone(LONDON)}
    return ValidationError(CAME_BETWEEN.format(**told), code="came-between")


def _say(
    sheet: Sheet,
    what: str,
    who: str,
    words: str,
    on: date,
    by: Account,
    *,
    step: str = "",
    is_own: bool = False,
) -> Line:
    if len(words) > LONGEST:
        raise ValidationError({"words": f"Say it in {LONGEST:,} characters at most."})
    return Line.objects.create(
        plan=sheet.plan,
        sheet=sheet,
        person_id=sheet.person_id,
        what=what,
        step=step,
        who=who[:200],
        words=words,
        on=on,
        by=by,
        is_own=is_own,
    )


@transaction.atomic
def say_of_step(
    *, plan: UUID, step: str, is_done: bool, on: date, words: str = "", by: Account
) -> Line:
    """Say that a step is done, or that it is not: a line beneath the plan, which stays as it is."""
    found, is_own = _to_say(plan, by)
    asked = found.wording.step(step)
    if asked is None:
        raise ValidationError("This step is not in the plan any more. Open the plan again.")
    if is_own and asked.owner != Owner.PERSON:
        raise PermissionDenied
    must_not_be_after(on, timezone.localdate())
    what = Line.What.DONE if is_done else Line.What.NOT_DONE
    who = found.person.called if is_own else name_of(by)
    last = next(iter(found.said_of(asked)), None)
    if last and (last.what, last.words, last.on, last.by_id) == (what, words, on, by.pk):
        return last  # pressed twice
    line = _say(found.sheet, what, who, words, on, by, step=step, is_own=is_own)
    trail.note(f"step {what}", on=found.sheet, about=[found.person], by=by)
    if is_own and words:
        follow("plan answered", entry=found.sheet.pk, person=found.person, by=by)
    return line


@transaction.atomic
def answer_plan(
    *, plan: UUID, agrees: bool, words: str = "", seen: int | None, by: Account
) -> Line:
    """The person says what they think of the version that they have `seen`; it stands beside it."""
    found, is_own = _to_say(plan, by)
    if not is_own:
        raise PermissionDenied
    if seen != found.sheet.number:
        raise ValidationError(ANOTHER_SINCE.format(on=in_words(found.sheet.agreed_on)))
    if not agrees and not words:
        raise ValidationError({"words": "Say how you see it, in your own words."})
    what = Line.What.AGREES if agrees else Line.What.DIFFERS
    called, today = found.person.called, timezone.localdate()
    line = _say(found.sheet, what, called, words, today, by, is_own=True)
    trail.note("plan answered", on=found.sheet, about=[found.person], by=by)
    if words:
        follow("plan answered", entry=found.sheet.pk, person=found.person, by=by)
    return line


def _to_say(plan: UUID, by: Account) -> tuple[Plan, bool]:
    """The newest version, and whether it is the person's own plan who speaks."""
    if by.kind != Account.Kind.PERSON:
        return plan_to_change(by, plan), False
    found = plan_to_view(by, plan)
    if found.end or not own_person(by).filter(person_id=found.person.pk).exists():
        raise PermissionDenied("This plan is over.")
    return found, True


@transaction.atomic
def end_plan(*, plan: UUID, is_misplaced: bool, words: str, by: Account) -> Line:
    """Say that a plan is over; or that it stands in the wrong record, and take it out of sight.

    Why it is taken out stands in a line of its own, which goes out of sight with the plan: that one
    was taken out is read by everybody who works with the person, and says no more than that.
    """
    found = plan_to_end(by, plan)
    sheet, today = found.sheet, timezone.localdate()
    not_on_a_visit(found.person.pk)
    if found.end and not is_misplaced:
        raise ValidationError({"is_misplaced": "This plan is over already."})
    if not words:
        raise ValidationError({"words": "Say why, in one sentence."})
    if is_misplaced:
        line = _take_out(_those_one_may(found.id, by), words, by)
    else:
        line = _say(sheet, Line.What.OVER, name_of(by), words, today, by)
        trail.note("plan over", on=sheet, about=[found.person], by=by)
    return line


def _those_one_may(plan: UUID, by: Account) -> list[Sheet]:
    """As with any entry: what somebody else wrote is taken out by who may, not by a colleague."""
    sheets = sheets_of(by, plan)
    if not _may_take_out(sheets, by):
        raise ValidationError({"is_misplaced": NOT_YOURS})
    return sheets


def _may_take_out(sheets: Sequence[Sheet], by: Account) -> bool:
    return all(one.by_id == by.pk for one in sheets) or may(by, "move misfiled entry")


@transaction.atomic
def take_out_with_entry(*, mark: Misfiled, entry: Entry, by: Account, **_: object) -> None:
    """An entry that was in the wrong record takes the plan with it, of which it said a version."""
    sheet = Sheet.objects.filter(written_about([mark.person_id]), pk=entry.pk).first()
    if sheet and not Line.objects.filter(plan=sheet.plan, what=Line.What.OUT).exists():
        sheets = sheets_of(by, sheet.plan)
        if not _may_take_out(sheets, by):
            raise ValidationError(NOT_YOURS_EITHER)
        _take_out(sheets, mark.why, by, but=entry.pk)


def _take_out(sheets: Sequence[Sheet], why: str, by: Account, but: UUID | None = None) -> Line:
    """All versions, and what was agreed, out of every record in which it stands.

    `but` is an entry that is being taken out already.
    """
    newest, today = sheets[-1], timezone.localdate()
    _say(newest, Line.What.OVER, name_of(by), why, today, by)
    line = _say(newest, Line.What.OUT, "", "", today, by)
    trail.note("plan out", on=newest, about=[person_now(newest.person)], by=by)
    entries = Entry.objects.in_bulk([one.pk for one in sheets if one.pk != but])
    here = About.objects.filter(entry__in=list(entries), removed_at=None)
    for about in here.select_related("person"):
        entry = entries[about.entry_id]
        move_misfiled_entry(entry=entry, wrong=about.person, right=None, why=why, by=by)
    return line
