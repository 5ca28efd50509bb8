"""The front door: taking on what came in, deciding, and telling those who wait for it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, Team
from alongside.foundation.days import LONDON, When, must_not_be_after, working_days_after
from alongside.foundation.ids import new_id
from alongside.people.access import not_on_a_visit
from alongside.people.actions.grants import allocate
from alongside.people.models import Basis, Person
from alongside.record.access.referrals import (
    NOT_TOLD,
    OWN_PAGES,
    Step,
    Told,
    What,
    note,
    reads_own,
    told,
    told_under,
)
from alongside.record.access.told_us import sender_who_reads
from alongside.record.clocks import calendar
from alongside.record.door import DECISION, FAMILY_TOLD, WHO_WORKS, Decision, ToDo, door
from alongside.record.models import Entry, EntryKind, Part, PartSort, Referral, ReferralLine, Task
from alongside.record.readership import name_of

from .amending import amend_entry
from .clocks import start_clocks
from .receiving import keep_name_out
from .tasks import note_done
from .writing import Words, finish_entry, may_write_or_refuse

LONGEST = 20_000  # characters of one line
LONGEST_BACK = 400  # of what whoever sent it reads on their own page
ASKED = "What was decided"
TAKEN = "{who} has taken this on meanwhile. Talk with each other, then open the page again."
NO_OWN_PAGES = (
    "They cannot read it in their own pages: they have none, or the decision is held from them. "
    "Tell them in another way."
)
NO_PAGE = "They have no page here on which they could read it. Tell them in another way."
DECIDED_MEANWHILE = (
    "Somebody has decided meanwhile. Your words are kept: read theirs, then decide again."
)

# Taking it on -------------------------------------------------------------------------------------


@transaction.atomic
def take_referral(*, referral: Referral, seen: UUID | None, by: Account) -> Referral:
    """Take it on, from nobody or from whom the page said; whoever comes second is told."""
    one = _locked(referral, by)
    if one.taken_by_id == by.pk:
        return one
    if one.taken_by_id != seen:
        who = name_of(one.taken_by) if one.taken_by else "Nobody"
        raise ValidationError(TAKEN.format(who=who))
    one.taken_by = by
    one.save(update_fields=["taken_by"])
    _say(one, What.TAKEN, by)
    return one


@transaction.atomic
def give_back_referral(*, referral: Referral, by: Account) -> Referral:
    """Put it back among what nobody has taken on."""
    one = _locked(referral, by)
    if one.taken_by_id != by.pk:
        return one
    one.taken_by = None
    one.save(update_fields=["taken_by"])
    _say(one, What.GIVEN_BACK, by)
    return one


@transaction.atomic
def say_of_referral(*, referral: Referral, what: str, words: str, by: Account) -> ReferralLine:
    """Write beneath it what was found out, or that whoever got in touch takes it back.

    What is taken back is still decided: the worry may be right all the same.
    """
    one = _locked(referral, by)
    if what not in (What.LOOKED_AT, What.WITHDRAWN):
        raise ValidationError({"what": "Say what this is."})
    if not words.strip():
        raise ValidationError({"words": "Write it in a sentence or two."})
    if one.step == Step.NEW and what == What.LOOKED_AT:
        one.step = Step.LOOKED_AT
        one.save(update_fields=["step"])
    return _say(one, what, by, words=words)


# Deciding -----------------------------------------------------------------------------------------


@transaction.atomic
def decide_referral(
    *,
    referral: Referral,
    decision: str,
    why: str,
    team: Team | None = None,
    is_shown: bool = False,
    seen: str = "",
    by: Account,
) -> Referral:
    """Decide about one person, with the reason, in a role that may; what follows follows.

    What is decided anew becomes a new version of the same decision, so that what counts from it
    moves with it. `seen` is the decision that the page showed, if there was one.
    """
    one = _locked(referral, by)
    found = _may_be_decided(one, decision, by)
    if one.decided != seen:
        raise ValidationError(DECIDED_MEANWHILE)
    if not why.strip():
        raise ValidationError({"why": "Say why, in words that the family could read."})
    if found.asks_team and team is None:
        raise ValidationError({"team": "Say which team is asked to work with them."})
    said = told(one)
    source = said.source
    keep_name_out(said.is_quiet, source.who if source else "", [why], "why")
    entry = _write_decision(one, found, why.strip(), is_shown, by)
    _say(one, What.DECIDED, by, code=found.id, authority=found.authority)
    one.decided, one.decided_in = found.id, entry
    today = timezone.localdate()
    if found.is_final:
        one.step, one.due_on = Step.DECIDED, door().tell_by(today)
    elif one.step < Step.DECIDED:
        one.step = Step.LOOKED_AT
    one.save(update_fields=["step", "due_on", "decided", "decided_in"])
    if entry.is_new:
        start_clocks(entry=entry, by=by)  # now that it stands which referral it answers
    _hand_on(one, found, team, entry, by)
    return one


def _may_be_decided(one: Referral, decision: str, by: Account) -> Decision:
    found = door().decisions.get(decision)
    today = timezone.localdate()
    if found is None or not found.dated.holds_on(today) or not found.fits(one.person, today):
        raise ValidationError({"decision": "Choose what is decided."})
    if not may(by, found.authority):
        raise ValidationError(
            {"decision": "Your role does not decide this. Ask a manager to; your words are kept."}
        )
    if one.is_decided and not found.is_final:
        raise ValidationError(
            {"decision": "It is decided already. What is found out since is written beneath it."}
        )
    return found


def _write_decision(one: Referral, found: Decision, why: str, is_shown: bool, by: Account) -> Entry:
    """An entry of its own on the record of this person alone; decided anew, its next version."""
    mine = (one.person_id,)
    what = Words(
        PartSort.FACT, found.says, mine, question=DECISION, asked=ASKED, value={"codes": [found.id]}
    )
    reason = Words(PartSort.OPINION, why, mine)
    kind = EntryKind.DECISION if found.is_final else EntryKind.NOTE
    entry = Entry.objects.filter(pk=one.decided_in_id).first() if one.decided_in_id else None
    if entry is None or entry.kind != kind:
        return finish_entry(
            id=new_id(),
            kind=kind,
            people=[one.person],
            happened=When(timezone.localdate(), "day"),
            title="What is decided about a referral",
            parts=[what, reason],
            names_others=not is_shown,
            by=by,
        )
    stood = Part.objects.filter(version__entry=entry, version__number=entry.versions)
    was = {part.question: part.pk for part in stood}
    places = {part.sort: part.pk for part in stood if not part.question}
    amend_entry(
        entry=entry,
        base=entry.versions,
        parts=[
            Words(what.sort, what.text, mine, was=was.get(DECISION), question=DECISION,
                  asked=ASKED, value=what.value),
            Words(reason.sort, reason.text, mine, was=places.get(PartSort.OPINION)),
        ],
        why="It was decided anew.",
        names_others=not is_shown,
        by=by,
    )  # fmt: skip
    return entry


def _hand_on(one: Referral, found: Decision, team: Team | None, entry: Entry, by: Account) -> None:
    """The team is asked to say who works with them; what has to be done now waits for whoever."""
    today = timezone.localdate()
    if team is not None and found.asks_team and may(by, "allocate"):
        allocate(person=one.person, team=team, basis=Basis.TEAM, by=by)
    wanted = list(found.tasks)
    if found.asks_team:
        wanted.append(ToDo(WHO_WORKS, door().decide_within))
    asked = team if found.asks_team else None
    whose = {"team": asked} if asked is not None else {"account": by}
    waits = _asked_anew(one, asked, [do.words for do in wanted], by)
    Task.objects.bulk_create(
        Task(
            what=Task.What.FOLLOW_UP,
            words=do.words,
            person_id=one.person_id,
            from_kind=Entry._meta.label_lower,
            from_id=entry.pk,
            awaits=do.awaits,
            due_on=working_days_after(today, do.within, calendar().closed),
            made_by=by,
            **whose,
        )
        for do in wanted
        if do.words not in waits
    )


def _asked_anew(one: Referral, team: Team | None, wanted: list[str], by: Account) -> set[str]:
    """End what waits with a team that is not asked any more; give what waits already as asked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, person_id, words, is_over from gate.asked_anew(%s, %s, %s::text[])",
            [one.pk, team.pk if team else None, wanted],
        )
        found = cursor.fetchall()
    note_done([(task, person) for task, person, _, is_over in found if is_over], by)
    return {words for _, _, words, is_over in found if not is_over}


def give_back_all_of(*, account: Account, by: Account, **_: Any) -> None:
    """What somebody who has left had taken on is nobody's again, and stands so on the list."""
    with connection.cursor() as cursor:
        cursor.execute("select id, person_id from gate.give_back_referrals_of(%s)", [account.pk])
        for referral, person in cursor.fetchall():
            note("referral given back", Referral(pk=referral, person_id=person), by)


def close_who_works(*, person: Person, by: Account, **_: Any) -> None:
    """Somebody works with them by name from now on, which a decision here had asked for."""
    asked = Task.objects.filter(what=Task.What.FOLLOW_UP, person=person, words=WHO_WORKS)
    found = list(asked.filter(done_at=None).values_list("pk", "person_id"))
    asked.filter(done_at=None).update(done_at=timezone.now(), done_by=by)
    note_done(found, by)


# Telling ------------------------------------------------------------------------------------------


@transaction.atomic
def tell_of_decision(
    *,
    referral: Referral,
    whom: str,
    how: str,
    on: date | None,
    words: str = "",
    ground: str = "",
    by: Account,
) -> ReferralLine:
    """Write down who was told what, when and how; or why not, on a ground that is looked at again.

    Nothing is sent from here. Once nobody waits any more, the piece of work is done.
    """
    one = _locked(referral, by)
    said = told(one)
    _may_be_said(said, whom, how, words, ground)
    if how == OWN_PAGES:
        _may_be_read_there(one, whom, words)
    day = on or timezone.localdate()
    try:
        must_not_be_after(day, timezone.localdate())
    except ValidationError as wrong:
        raise ValidationError({"on": wrong.messages}) from wrong
    if day < one.received_at.astimezone(LONDON).date():
        raise ValidationError({"on": "That is before we heard of it. Write a day since then."})
    source = said.source
    if whom == What.FAMILY:
        keep_name_out(said.is_quiet, source.who if source else "", [words], "words")
    line = _say(one, whom, by, code=how, ground=ground, words=words, on=day)
    if whom == What.FAMILY:
        _looked_again(one, by)
        if how == NOT_TOLD:
            _look_again(one, by)
    if one.step == Step.DECIDED and not told(one).waits:
        one.step = Step.DONE
        one.save(update_fields=["step"])
    return line


def _may_be_said(said: Told, whom: str, how: str, words: str, ground: str) -> None:
    if whom not in (What.REFERRER, What.FAMILY):
        raise ValidationError({"whom": "Say who was told."})
    if whom == What.REFERRER and not said.can_be_told:
        raise ValidationError("Nobody else waits to be told: nobody is known who got in touch.")
    if not said.referral.is_decided:
        raise ValidationError("It is not decided yet. Decide first, then tell them.")
    if not how:
        raise ValidationError({"how": "Say how they were told, or that they were not."})
    if how == NOT_TOLD and not ground:
        raise ValidationError({"ground": "Say on what ground they are not told."})
    if how == NOT_TOLD and not words.strip():
        raise ValidationError({"words": "Say why they are not told, for those who look again."})
    if how != NOT_TOLD and not words.strip():
        raise ValidationError({"words": "Write what they were told."})


def _may_be_read_there(one: Referral, whom: str, words: str) -> None:
    """The family reads the decision in pages of their own; who sent it, a sentence on theirs."""
    reads = reads_own(one) if whom == What.FAMILY else sender_who_reads(one)
    if not reads:
        raise ValidationError({"how": NO_OWN_PAGES if whom == What.FAMILY else NO_PAGE})
    if whom == What.REFERRER and len(words.strip()) > LONGEST_BACK:
        says = f"Say it in {LONGEST_BACK} characters at most: they read it as it stands here."
        raise ValidationError({"words": says})


def _looked_again(one: Referral, by: Account) -> None:
    """Whoever says now what became of telling them has looked again, whoever was to."""
    with connection.cursor() as cursor:
        cursor.execute("select id, person_id from gate.looked_at_telling(%s)", [one.pk])
        note_done(cursor.fetchall(), by)


def _look_again(one: Referral, by: Account) -> None:
    due = working_days_after(timezone.localdate(), door().look_again, calendar().closed)
    Task.objects.create(
        what=Task.What.FOLLOW_UP,
        words="Look again at whether the person and family can be told what was decided",
        person_id=one.person_id,
        account=by,
        from_kind=Entry._meta.label_lower,
        from_id=one.decided_in_id or one.entry_id,
        awaits=FAMILY_TOLD,
        due_on=due,
        made_by=by,
    )


def _locked(referral: Referral, by: Account) -> Referral:
    may_write_or_refuse(by)
    if by.kind != Account.Kind.STAFF:
        raise PermissionDenied
    found = Referral.objects.visible_to(by).filter(pk=referral.pk)
    one = found.select_related("person", "entry").select_for_update(of=("self",)).first()
    if one is None:
        raise PermissionDenied
    not_on_a_visit(one.person_id)
    return one


def _say(
    one: Referral,
    what: str,
    by: Account,
    *,
    code: str = "",
    ground: str = "",
    words: str = "",
    authority: str = "",
    on: date | None = None,
) -> ReferralLine:
    if len(words) > LONGEST:
        raise ValidationError({"words": f"Say it in {LONGEST:,} characters at most."})
    note(f"referral {what}", one, by)
    return ReferralLine.objects.create(
        entry=one.entry,
        person_id=told_under(one),
        what=what,
        code=code,
        ground=ground,
        words=words.strip(),
        authority=authority,
        on=on or timezone.localdate(),
        by=by,
    )
