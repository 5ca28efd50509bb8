"""The sentences that pages say about what came in: how it stands, and what was said and done."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from alongside.foundation.days import LONDON, WEEKDAYS, ago, in_words

from .access.referrals import NOT_TOLD, Earlier, Step, Told, What
from .door import ANONYMOUS, SELF, decided_in_words, door
from .forms.front_door import ground_in_words, in_words_of
from .models import PutAway, Referral, ReferralLine, ToldUs
from .readership import name_of

WHOM = {What.REFERRER: "whoever got in touch", What.FAMILY: "the person or family"}


def by_when(one: Referral, today: date) -> str:
    """Decide by Tuesday 24 November 2026, tomorrow."""
    if one.step == Step.DONE:
        return ""
    does = "Tell them" if one.is_decided else "Decide"
    if one.due_on == today:
        return f"{does} today."
    on = f"{WEEKDAYS[one.due_on.weekday()]} {in_words(one.due_on)}, {ago(one.due_on, today)}"
    if one.due_on > today:
        return f"{does} by {on}."
    return f"{'They were to be told' if one.is_decided else 'It was to be decided'} by {on}."


def state_of(one: Referral, told: Told | None = None) -> list[str]:
    """What is to be known of it first, a sentence each."""
    said = ["Somebody may be in danger now."] if one.is_urgent and not one.is_decided else []
    if one.decided:
        said.append(f"{decided_in_words(one.decided)}.")
    if not (told and told.waits):  # said below, by name
        said.append(f"{one.get_step_display()}.")
    said.append(by_when(one, timezone.localdate()))
    if told and told.waits:
        said.append(f"Still to be told: {' and '.join(WHOM[What(each)] for each in told.waits)}.")
    return [each for each in said if each]


def taken(one: Referral) -> str:
    """Who has taken it on."""
    return (
        f"{name_of(one.taken_by)} has taken it on." if one.taken_by else "Nobody has taken it on."
    )


def item(one: Referral) -> dict[str, Any]:
    """One line of the list."""
    on = one.received_at.astimezone(LONDON).date()
    return {
        "heading": one.person.called,
        "url": one.get_absolute_url(),
        "small": "may be in danger now" if one.is_urgent and not one.is_decided else "",
        "line": " ".join(
            filter(None, (f"{decided_in_words(one.decided)}." if one.decided else "",
                          by_when(one, timezone.localdate())))
        ),
        "quiet": f"Came in {ago(on, timezone.localdate())}. {taken(one)}",
    }  # fmt: skip


def told_item(one: ToldUs) -> dict[str, Any]:
    """What a partner told us about somebody whom nobody has looked for yet."""
    today = timezone.localdate()
    by = Referral(step=Step.NEW, due_on=one.due_on)
    return {
        "heading": one.named,
        "url": one.get_absolute_url(),
        "small": "may be in danger now" if one.is_urgent else "",
        "line": by_when(by, today),
        "quiet": f"{name_of(one.by)} told us {ago(one.at.astimezone(LONDON).date(), today)}.",
    }


def put_away_item(one: PutAway) -> dict[str, Any]:
    """What was told and is put away: whom it names, why, by whom and when."""
    told = one.told
    return {
        "heading": told.named,
        "url": told.get_absolute_url(),
        "small": "may be in danger now, they said" if told.is_urgent else "",
        "line": f"{one.get_why_display()}: “{one.words}”",
        "quiet": f"{put_away_by(one)} {name_of(told.by)} told us on"
        f" {in_words(told.at.astimezone(LONDON).date())}.",
    }


def put_away_by(one: PutAway) -> str:
    """Charlie put it away on 24 November 2026 at 14:02."""
    return f"{name_of(one.by)} put it away on {_moment(one.at)}."


def taken_out_by(one: PutAway) -> str:
    """Bob took it out again on 25 November 2026 at 09:10; or nothing, while it is away."""
    return (
        f"{name_of(one.out_by)} took it out again on {_moment(one.out_at)}." if one.out_at else ""
    )


def _moment(at: datetime) -> str:
    here = at.astimezone(LONDON)
    return f"{in_words(here.date())} at {here:%H:%M}"


def source_facts(told: Told) -> list[tuple[str, str]]:
    """Who got in touch, for those who work here alone."""
    one = told.source
    if one is None:
        return []
    facts = [("Who", " · ".join(filter(None, (door().sources.get(one.code, ""), one.who))))]
    if one.words:  # in their own words, where they wrote it themselves
        facts.append(("What they say of themselves", one.words))
    if one.reach:
        facts.append(("How to reach them", one.reach))
    if one.code not in (SELF, ANONYMOUS):
        facts.append(
            (
                "May the family know?",
                "No. Say and write nothing from which they could work it out."
                if told.is_quiet
                else "Yes, they have said so.",
            )
        )
    return facts


def line_items(lines: Iterable[ReferralLine]) -> list[dict[str, str]]:
    """What was said and done, oldest first."""
    return [
        {
            "heading": _what(one),
            "line": one.words,
            "quiet": f"{name_of(one.by)}, {in_words(one.on)}",
        }
        for one in lines
        if one.what != What.FROM
    ]


def _what(one: ReferralLine) -> str:
    if one.what == What.DECIDED:
        return f"Decided: {decided_in_words(one.code)}"
    if one.what in WHOM:
        whom = WHOM[What(one.what)]
        if one.code == NOT_TOLD:
            return f"Did not tell {whom}: {ground_in_words(one.ground).lower()}"
        how = in_words_of(one.code)
        return f"Told {whom}{f', {how[0].lower()}{how[1:]}' if how else ''}"
    return str(one.get_what_display())


def earlier_items(found: Earlier, here: Referral) -> list[dict[str, str]]:
    """Contacts before this one, with what was decided then."""
    return [
        {
            "heading": in_words(one.received_at.astimezone(LONDON).date()),
            "url": one.get_absolute_url(),
            "line": ("" if one.person_id == here.person_id else f"{one.person.called}. ")
            + (f"{decided_in_words(one.decided)}." if one.decided else "Not decided yet."),
        }
        for one in found.found
    ]
