"""The lines of lists on the pages of a supervision: meetings, points, follow-ups, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.days import in_words
from alongside.learning.access.supervision import called, day_of
from alongside.learning.models import Agreement, FollowUp, Meeting, Supervision


def name_of(account_id: Any, supervision: Supervision, me: Account | None) -> str:
    """You, or how the other is called; on paper, which has no “you”, how either is."""
    if me is not None and account_id == me.pk:
        return "you"
    two = {one.pk: one for one in (supervision.worker, supervision.supervisor)}
    return called(two[account_id])


def at_start(words: str) -> str:
    """You, where it begins a line; a name keeps its own letters."""
    return words[:1].upper() + words[1:]


def signed_words(signatures: Iterable[Any], supervision: Supervision, me: Account | None) -> str:
    """Signed by you and Mo. · Signed by Mo. You have not signed yet."""
    signed = [one.by_id for one in signatures]
    if not signed:
        return ""
    order = sorted(signed, key=lambda pk: me is None or pk != me.pk)
    names = " and ".join(name_of(pk, supervision, me) for pk in order)
    if len(signed) > 1:
        return f"Signed by {names}."
    two = (supervision.worker_id, supervision.supervisor_id)
    missing = name_of(next(pk for pk in two if pk != signed[0]), supervision, me)
    has = "have" if missing == "you" else "has"
    return f"Signed by {names}. {at_start(missing)} {has} not signed yet."


def when_words(moment: datetime) -> str:
    """Tuesday's meeting as people say it: 24 November 2026, 14:00."""
    return f"{in_words(day_of(moment))}, {timezone.localtime(moment):%H:%M}"


def changed_words(one: Meeting, supervision: Supervision, me: Account | None) -> str:
    """Who moved it or called it off, and when it was to be, as long as that matters."""
    who = name_of(one.changed_by_id, supervision, me) if one.changed_by_id else ""
    by = f" by {who} on {in_words(day_of(one.changed_at))}" if one.changed_at else ""
    if one.called_off_at:
        return f"Called off{by}: {one.called_off_why}"
    if not by or one.held_at:
        return ""
    if one.was_at:
        return f"Moved{by}. It was to be on {when_words(one.was_at)}."
    return f"Where or how you meet was changed{by}."


def meeting_item(one: Meeting, supervision: Supervision, by: Account) -> dict[str, Any]:
    """One meeting in a list."""
    where = f". {one.place}" if one.place else ""
    return {
        "heading": when_words(one.starts_at),
        "url": one.get_absolute_url(),
        "line": meeting_stands(one, supervision, by),
        "quiet": f"{one.get_how_display()}{where}",
    }


def meeting_stands(one: Meeting, supervision: Supervision, by: Account) -> str:
    """How far a meeting has come, in words."""
    changed = changed_words(one, supervision, by)
    if one.called_off_at:
        return changed
    if one.held_at:
        return signed_words(one.signatures.all(), supervision, by) or "Held. Nobody has signed yet."
    if one.starts_at <= timezone.now():
        return "Have you met? Say so on its page."
    return changed or "Planned"


def follow_up_item(one: FollowUp, *, can_end: bool = False) -> dict[str, Any]:
    """What somebody will do, or did."""
    due = f", by {in_words(one.due_on)}" if one.due_on else ""
    item = {"heading": one.text, "line": f"{called(one.who)}{due}", "quiet": came_of(one)}
    if can_end and one.ended_at is None:
        url = reverse("learning:end-follow-up", args=[one.pk])
        item |= {"action": "Say what came of it", "action_url": url, "action_about": one.text[:80]}
    return item


def came_of(one: FollowUp) -> str:
    """Done on 3 December 2026. The form is in use."""
    if one.ended_at is None:
        return ""
    how = "Done" if one.is_done else "Not done"
    return f"{how}, {in_words(day_of(one.ended_at))}. {one.outcome}".strip()


def agreement_line(
    agreements: Sequence[Agreement], supervision: Supervision, by: Account
) -> dict[str, Any] | None:
    """The newest agreement: when it was written, and who signed it."""
    if not agreements:
        return None
    newest = agreements[0]
    signatures = newest.signatures.all()
    return {
        "agreement": newest,
        "written": f"Written by {name_of(newest.by_id, supervision, by)} on"
        f" {in_words(day_of(newest.at))}.",
        "signed": signed_words(signatures, supervision, by),
        "is_mine_to_sign": by.pk not in [one.by_id for one in signatures],
    }
