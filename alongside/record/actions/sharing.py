"""Deciding how far something is shown to the person; nothing is ever shown by a clock."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.people.models import Person
from alongside.record.models import About, Part, Release, Sharing, SharingDecision

from .tasks import close_tasks

State = SharingDecision.State
OPENNESS = (Sharing.SHOWN, Sharing.HELD, Sharing.NOT_DISCLOSED)


def _decided(
    about: About, sharing: str, by: Account, state: str = State.IN_FORCE, **more: object
) -> SharingDecision:
    return SharingDecision.objects.create(
        about=about, person_id=about.person_id, sharing=sharing, by=by, state=state, **more
    )


def _set(about: About, sharing: str, words: str, review_on: date | None) -> None:
    about.sharing, about.sharing_words, about.sharing_review_on = sharing, words, review_on
    about.save(update_fields=["sharing", "sharing_words", "sharing_review_on"])


def _check(
    about: About, sharing: str, words: str, ground: str, why: str, review: date | None
) -> None:
    if sharing == Sharing.SHOWN:
        return
    problems = {}
    if review is None or review <= timezone.localdate():
        problems["review_on"] = "Say when somebody looks at this again; it must be a day to come."
    if not why.strip():
        problems["why"] = "Say why, for those who look at this later."
    if sharing == Sharing.HELD and not words.strip():
        problems["words"] = (
            "Say in a sentence why they cannot read it yet. They read this sentence."
        )
    if sharing == Sharing.NOT_DISCLOSED and not ground.strip():
        problems["ground"] = "Say on what ground it is not disclosed."
    if problems:
        raise ValidationError(problems)


def may_decide(about: About, sharing: str, by: Account) -> bool:
    """Whether this account may decide this: the writer closes, somebody else opens."""
    opens = OPENNESS.index(sharing) < OPENNESS.index(about.sharing)
    if about.entry.written_by_id == by.pk:
        return not opens
    return may(by, "decide held entries")


@transaction.atomic
def decide_sharing(
    *,
    about: About,
    sharing: str,
    words: str = "",
    ground: str = "",
    why: str = "",
    review_on: date | None = None,
    by: Account,
) -> SharingDecision:
    """Show an entry to the person, hold it, or propose that it is not disclosed.

    The writer may hold what would be shown, and may propose; only somebody else, whose role it is,
    opens what was held or not disclosed. A proposal not to disclose takes hold at once, and needs a
    second person. What the writer holds waits for somebody else to decide.
    """
    if not may_decide(about, sharing, by):
        raise PermissionDenied
    is_writer = about.entry.written_by_id == by.pk
    _check(about, sharing, words, ground, why, review_on)
    proposed = sharing == Sharing.NOT_DISCLOSED
    decision = _decided(
        about,
        sharing,
        by,
        State.PROPOSED if proposed else State.IN_FORCE,
        ground=ground,
        why=why,
        review_on=review_on,
    )
    _set(about, sharing, "" if proposed else words, review_on)
    hidden = {"withheld": True} if proposed else {}
    trail.note("sharing decided", on=decision, about=[about.person_id], by=by, detail=hidden)
    if not (is_writer and sharing == Sharing.HELD):  # or the clock would begin again and again
        close_tasks(source=about, by=by)
    if sharing != Sharing.SHOWN:
        follow("entry held", about=about, decision=decision, by=by)
    return decision


@transaction.atomic
def second_decision(
    *, decision: SharingDecision, is_agreed: bool, words: str = "", by: Account
) -> SharingDecision:
    """As the second person, agree that something is not disclosed; or refuse, and it is held."""
    if decision.by_id == by.pk or not may(by, "approve not disclosed"):
        raise PermissionDenied
    if decision.state != State.PROPOSED:
        raise ValidationError("This has been decided already.")
    if not is_agreed and not words.strip():
        raise ValidationError({"words": "Say why not."})
    decision.state = State.IN_FORCE if is_agreed else State.REFUSED
    decision.second_by, decision.second_at, decision.second_words = by, timezone.now(), words
    decision.save(update_fields=["state", "second_by", "second_at", "second_words"])
    if not is_agreed:
        _set(
            decision.about,
            Sharing.HELD,
            "We are deciding whether this can be shown.",
            decision.review_on,
        )
    detail = {"withheld": True}
    close_tasks(source=decision, by=by)
    follow("entry held", about=decision.about, decision=decision, by=by)
    trail.note("second decision", on=decision, about=[decision.person_id], by=by, detail=detail)
    return decision


@transaction.atomic
def release_part(*, part: Part, person: Person, why: str, by: Account) -> Release:
    """Let one person read a part that is also about somebody else."""
    if not may(by, "decide held entries"):
        raise PermissionDenied
    if not why.strip():
        raise ValidationError({"why": "Say why they may read what is about somebody else too."})
    standing = Release.objects.filter(part=part, person=person).first()
    if standing:
        return standing
    release = Release.objects.create(part=part, person=person, why=why, by=by)
    trail.note("part released", on=release, about=[person], by=by)
    return release
