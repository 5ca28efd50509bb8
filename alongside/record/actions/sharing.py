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
from alongside.record import defaults, standing
from alongside.record.models import (
    About,
    Part,
    ReferralLine,
    Release,
    Sharing,
    SharingDecision,
)

from .tasks import close_tasks

State = SharingDecision.State
OPENNESS = (Sharing.SHOWN, Sharing.HELD, Sharing.NOT_DISCLOSED)
NOT_TO_BE_KNOWN = (
    "This stands in the name of whoever told us, and they are not to be known before somebody has "
    "talked with them. Leave it held, and write in a note of your own what can be read."
)
SINCE = "Since you opened this page, somebody has changed this note, or who may read it."


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


def _keep_unnamed(about: About) -> None:
    """Refuse to show what stands in the name of somebody who is not to be known yet."""
    if about.entry.written_by.kind != Account.Kind.PARTNER:
        return
    told = ReferralLine.objects.filter(entry=about.entry_id, what=ReferralLine.What.FROM)
    if told.filter(is_quiet=True).exists():
        raise ValidationError({"sharing": NOT_TO_BE_KNOWN})


def may_decide(about: About, sharing: str, by: Account) -> bool:
    """Whether this account may decide this: the writer closes, somebody else opens.

    While it waits for a second person that somebody is not told, only that second person decides.
    """
    if standing.open_proposal(about):
        return False
    opens = OPENNESS.index(sharing) < OPENNESS.index(about.sharing)
    if about.entry.is_work_of(by):
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
    stood: str | None = None,
    by: Account,
) -> SharingDecision:
    """Show an entry to the person, hold it, or propose that it is not disclosed.

    `stood` is what `standing.of_sharing` said when the page was opened: where somebody has decided
    or amended since, nothing is decided.

    The writer may hold what would be shown, and may propose; only somebody else, whose role it is,
    opens what was held or not disclosed. A proposal not to disclose takes hold at once, and needs a
    second person. What the writer holds waits for somebody else to decide.
    """
    about = _locked(about)
    standing.must_still_stand(stood, standing.of_sharing(about), SINCE)
    if not may_decide(about, sharing, by):
        raise PermissionDenied(_why_not(about))
    is_writer = about.entry.is_work_of(by)
    _check(about, sharing, words, ground, why, review_on)
    if sharing == Sharing.SHOWN:
        _keep_unnamed(about)
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


def _locked(about: About) -> About:
    """As it stands now, and until this is decided."""
    return (
        About.objects.select_for_update(of=("self", "entry"))
        .select_related("entry")
        .get(pk=about.pk)
    )


def _why_not(about: About) -> str:
    if standing.open_proposal(about):
        return "A second person decides first whether they are not told. Nothing was changed."
    return "Deciding this is for whoever wrote it, and for a manager."


@transaction.atomic
def hold_again(*, about: About, is_own: bool, by: Account) -> SharingDecision | None:
    """Hold what was shown, because a change of it opens words that were somebody else's too.

    Nothing is held where whoever changes it could show it: to change it is then the decision. That
    is never so for words of one's own (`is_own`).
    """
    if may(by, "decide held entries") and not is_own and not about.entry.is_work_of(by):
        return None
    return hold_shown(about=about, words=defaults.HELD_WORDS["again"], by=by)


@transaction.atomic
def hold_shown(*, about: About, words: str, by: Account) -> SharingDecision:
    """Hold what was shown until somebody whose role it is has looked; the person reads `words`."""
    review = defaults.decide_by(timezone.localdate())
    decision = _decided(about, Sharing.HELD, by, why=words, review_on=review)
    _set(about, Sharing.HELD, words, review)
    trail.note("sharing decided", on=decision, about=[about.person_id], by=by)
    follow("entry held", about=about, decision=decision, waits=True, by=by)
    return decision


@transaction.atomic
def second_decision(
    *, decision: SharingDecision, is_agreed: bool, words: str = "", by: Account
) -> SharingDecision:
    """As the second person, agree that something is not disclosed; or refuse, and it is held."""
    if decision.by_id == by.pk or not may(by, "approve not disclosed"):
        raise PermissionDenied
    about = _locked(decision.about)
    decision = SharingDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.state != State.PROPOSED:
        raise ValidationError("This has been decided already.")
    if about.sharing != Sharing.NOT_DISCLOSED:
        raise ValidationError("Somebody has decided otherwise since. Open the note again.")
    if not is_agreed and not words.strip():
        raise ValidationError({"words": "Say why not."})
    decision.state = State.IN_FORCE if is_agreed else State.REFUSED
    decision.second_by, decision.second_at, decision.second_words = by, timezone.now(), words
    decision.save(update_fields=["state", "second_by", "second_at", "second_words"])
    if not is_agreed:
        words = "We are deciding whether this can be shown."
        _set(about, Sharing.HELD, words, decision.review_on)
    detail = {"withheld": True}
    close_tasks(source=decision, by=by)
    follow("entry held", about=about, decision=decision, by=by)
    trail.note("second decision", on=decision, about=[decision.person_id], by=by, detail=detail)
    return decision


def may_release(part: Part, by: Account) -> bool:
    """Whether this account decides about parts like this, and did not write it."""
    is_own = part.version.by_id == by.pk or part.entry.is_work_of(by)
    return may(by, "decide held entries") and not is_own


@transaction.atomic
def release_part(*, part: Part, person: Person, why: str, by: Account) -> Release:
    """Let one person read a part that is also about somebody else; never what one wrote oneself."""
    if not may_release(part, by):
        raise PermissionDenied("Somebody else than its writer decides about this part.")
    if not why.strip():
        raise ValidationError({"why": "Say why they may read what is about somebody else too."})
    standing = Release.objects.filter(part=part, person=person).first()
    if standing:
        return standing
    release = Release.objects.create(part=part, person=person, why=why, by=by)
    trail.note("part released", on=release, about=[person], by=by)
    return release
