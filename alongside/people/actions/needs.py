"""What somebody needs to take part: written down, shown first, met and looked at again."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.content import codes
from alongside.foundation.following import follow
from alongside.foundation.ids import new_id
from alongside.people.models import Need, NeedStep, Person

from .facts import keep_current, lock

# Where an option of the library belongs, in NHS England's categories of adjustment.
CATEGORY_OF_GROUP = {
    "support": "001",
    "professional": "002",
    "contact": "003",
    "format": "004",
    "language": "006",
    "care": "008",
    "environment": "009",
}
IN_SIGHT = 4  # as many as a person's page shows


def category_of(option: str) -> str:
    """The category of an option such as "format-large-print"."""
    code = codes("communication-needs").find(option)
    return CATEGORY_OF_GROUP.get(code.group, "010") if code else "010"


@transaction.atomic
def record_need(
    *,
    person: Person,
    words: str = "",
    option: str = "",
    category: str = "",
    rank: int | None = None,
    review_on: date | None = None,
    by: Account,
) -> Need:
    """Write down a need in the person's terms. Those who may contact them see it from now on."""
    chosen = _chosen(option)
    said = " ".join(words.replace("\x00", "").split()) or chosen
    category = category or category_of(option)
    _check(said, category)
    lock(person)
    standing = Need.objects.filter(person=person, over_at=None)
    if same := standing.filter(words=said, option=option).first():
        return same
    need = Need.objects.create(
        id=new_id(),
        person=person,
        category=category,
        option=option,
        words=said,
        rank=standing.count() if rank is None else rank,
        review_on=review_on,
        recorded_by=by,
    )
    for step in (NeedStep.Step.IDENTIFY, NeedStep.Step.RECORD):
        _step(need, step, timezone.localdate(), "", by)
    if need.rank < IN_SIGHT:
        _step(need, NeedStep.Step.FLAG, timezone.localdate(), "", by)
    trail.note("need recorded", on=need, about=[person], by=by)
    keep_current(person)
    return need


def _chosen(option: str) -> str:
    """The words of an option, or none where nothing was chosen."""
    if not option:
        return ""
    chosen = codes("communication-needs").find(option)
    if chosen is None:
        raise ValidationError({"option": f"“{option}” is none of the needs to choose from."})
    return chosen.words


def _check(words: str, category: str) -> None:
    wrong = {}
    if not words:
        wrong["words"] = "Say what they need, in their words."
    if len(words) > 300:
        wrong["words"] = "That is too long: at most 300 characters fit. Say what helps, in short."
    if category not in codes("adjustment-category"):
        wrong["category"] = "Choose what it is about."
    if wrong:
        raise ValidationError(wrong)


def _step(need: Need, step: str, on: date, note: str, by: Account) -> NeedStep:
    return NeedStep.objects.create(id=new_id(), need=need, step=step, on=on, note=note, by=by)


@transaction.atomic
def take_step(
    *, need: Need, step: str, on: date | None = None, note: str = "", by: Account
) -> NeedStep:
    """One of the six steps of the standard was done for a need."""
    _still(need)
    day = on or timezone.localdate()
    if step not in NeedStep.Step.values:
        raise ValidationError({"step": "Choose which step was done."})
    if day > timezone.localdate():
        raise ValidationError({"on": "That day has not come yet."})
    done = _step(need, step, day, note.strip()[:300], by)
    trail.note("need step taken", on=need, about=[need.person_id], by=by, detail={"step": step})
    return done


@transaction.atomic
def review_need(
    *,
    need: Need,
    is_right: bool,
    option: str = "",
    words: str = "",
    review_on: date | None = None,
    by: Account,
) -> Need:
    """Asked again: it is still right, or other words take its place and the old ones stay."""
    need = _still(need)
    chosen = _chosen(option)
    said = " ".join(words.replace("\x00", "").split())
    if is_right and (said not in ("", need.words) or option not in ("", need.option)):
        raise ValidationError(
            {"is_right": "You wrote other words. Say that it is not right as it was."}
        )
    if not is_right:
        said = said or chosen
        _check(said, need.category)
    if review_on is not None and review_on <= timezone.localdate():
        raise ValidationError({"review_on": "Choose a day to come."})
    new = need if is_right else _in_its_place(need, option, said, by)
    new.review_on = review_on
    new.save(update_fields=["review_on"])
    _step(new, NeedStep.Step.REVIEW, timezone.localdate(), "", by)
    trail.note("need reviewed", on=new, about=[need.person_id], by=by)
    follow("looked at again", source=need, by=by)
    keep_current(need.person)
    return new


def _in_its_place(need: Need, option: str, words: str, by: Account) -> Need:
    """Other words, with the option that goes with them: the old one may be what is wrong now."""
    _over(need, by, "Asked again")
    return Need.objects.create(
        id=new_id(),
        person=need.person,
        category=category_of(option) if option else need.category,
        option=option,
        words=words,
        rank=need.rank,
        replaces=need,
        recorded_by=by,
    )


def _over(need: Need, by: Account, why: str) -> None:
    need.over_at, need.over_by, need.over_why = timezone.now(), by, why[:400]
    need.save(update_fields=["over_at", "over_by", "over_why"])


def _still(need: Need) -> Need:
    lock(need.person)
    found = Need.objects.select_related("person").filter(pk=need.pk).first()
    if found is None or found.over_at is not None:
        raise ValidationError("Somebody has changed this since you opened it. Read it again.")
    return found


@transaction.atomic
def end_need(*, need: Need, why: str, by: Account) -> Need:
    """It is not needed any more; it stays to be read, with the reason."""
    need = _still(need)
    if not why.strip():
        raise ValidationError({"why": "Say why it is not needed any more."})
    _over(need, by, why)
    trail.note("need ended", on=need, about=[need.person_id], by=by)
    follow("looked at again", source=need, by=by)
    keep_current(need.person)
    return need
