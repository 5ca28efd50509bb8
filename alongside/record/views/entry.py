"""One entry: what it says, what the person answers, how it changed, who may read it and who has."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.foundation.days import LONDON, in_words
from alongside.foundation.writing import Difference, differences
from alongside.people.access import may_open_to, only_visits
from alongside.questionnaires.access import as_asked
from alongside.record import saying
from alongside.record.access import (
    OF_A_MEETING,
    Reading,
    entry_to_open,
    is_of_a_plan,
    is_sent_by_them,
    may_change,
    reading,
)
from alongside.record.access.referrals import of_entry
from alongside.record.actions import may_lift, may_name_readers
from alongside.record.actions.agreeing import may_decide
from alongside.record.agreement import Agreement, agreement_of
from alongside.record.attached import attachments_ever, attachments_with
from alongside.record.forms import placed
from alongside.record.models import (
    Attachment,
    Entry,
    EntryKind,
    Hold,
    Part,
    PartSort,
    SharingDecision,
    Version,
)
from alongside.record.parts import open_questions, parts_of, seen_of, together
from alongside.record.readership import has_read, may_read_record, name_of
from alongside.record.whom import Whom, whom

from .pages import files_between, frame, number_or_none, quiet

State = SharingDecision.State


@staff_only
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Read an entry, or with ?version=1 what it said before."""
    by = account_of(request)
    number = number_or_none(request.GET.get("version"))
    if "version" in request.GET and number is None:
        raise Http404
    what = "entry opened" if number is None else "earlier version opened"
    found = entry_to_open(by, entry_id, what)
    context = frame(request, found, number)
    read: Reading = context["read"]
    people = [about.person_id for about in read.abouts]
    parts = parts_of(read)
    added = _added(found, read.versions)
    asked = as_asked(read.version.form)
    context |= {
        "asked": asked,
        "is_sent_by_them": is_sent_by_them(found),
        "is_of_a_plan": is_of_a_plan(found, read.version.form),
        "is_minutes": read.version.form.startswith(OF_A_MEETING),
        "open": open_questions(read.version, asked),
        "part_level": 3 if asked else 2,
        "agreement": (agreed := agreement_of(found) if asked else Agreement()),
        "may_agree": agreed.waits is not None and may_decide(agreed.waits, by),
        "together": together(parts, asked),
        "quiet": quiet(context["header"]) if context["header"] else "",
        "is_older": read.version.number < found.versions,
        "written": saying.written(found, read.version),
        "seen": seen_of(read),
        "versions": [_version(one, read, added[one.number]) for one in read.versions],
        "sharing": _sharing(read, by),
        "may_read": _may_read(read),
        "has_read": [
            {"heading": one.heading, "line": in_words(one.at.astimezone(LONDON).date())}
            for one in has_read(found, people, but=by)
        ],
        "holds": list(Hold.objects.filter(entry=found, ended_at=None)),
        "permissions": _permissions(found, read, by),
        "files": attachments_with(found, read.version),
        "referrals": of_entry(found, by) if found.kind == EntryKind.REFERRAL else [],
    }
    return render(request, "record/entry.html", context)


def _added(found: Entry, versions: list[Version]) -> Counter[int]:
    """How many pictures and papers came with each later version, and stood beside it."""
    finished = {one.number: one.at for one in versions}
    return Counter(
        file.since
        for file in attachments_ever(found)
        if file.since > 1 and _stood(file, finished[file.since])
    )


def _stood(file: Attachment, at: datetime) -> bool:
    """Whether nobody had taken it off before that version was finished."""
    return file.taken_off_at is None or file.taken_off_at > at


def _version(version: Version, read: Reading, added: int) -> dict[str, Any]:
    is_now = version.number == read.entry.versions
    at = version.at.astimezone(LONDON)
    who = f"{name_of(version.by)}, {in_words(at.date())} at {at:%H:%M}."
    why = f" “{version.why}”" if version.why else ""
    kept = "" if is_now else " Kept for ever, as it was."
    first = version.number == 1
    as_it_was = ", now" if is_now else ", as first finished" if first else ""
    return {
        "number": version.number,
        "heading": f"Version {version.number}{as_it_was}",
        "line": f"{who}{why}{saying.files_added(added)}{kept}{_closed(version)}",
        "is_here": version.number == read.version.number,
        "before": version.number - 1,
    }


def _closed(version: Version) -> str:
    """Said where the people it is about do not read the versions before this one."""
    closes = version.number > 1 and not version.is_earlier_readable
    return " What it said before is not shown to those it is about." if closes else ""


def _sharing(read: Reading, by: Account) -> list[dict[str, Any]]:
    """How far each person may read it, in words, and what waits for somebody."""
    latest: dict[UUID, SharingDecision] = {}
    decisions = SharingDecision.objects.filter(about__in=[one.pk for one in read.abouts])
    for decision in decisions.select_related("by__practitioner").order_by("at"):
        latest[decision.about_id] = decision
    found = []
    for about in read.abouts:
        last = latest.get(about.pk)
        found.append(
            {
                "about": about,
                "words": saying.shown_to(about, has_others=read.has_others(about.person_id)),
                "waits": last if last and last.state == State.PROPOSED else None,
                "more": _decided(last) if last else "",
            }
        )
    return found


def _decided(decision: SharingDecision) -> str:
    day = in_words(decision.at.astimezone(LONDON).date())
    who = name_of(decision.by)
    if decision.state == State.PROPOSED:
        return f"{who} proposed this on {day}. A second person has to agree."
    review = f" Looked at again on {in_words(decision.review_on)}." if decision.review_on else ""
    return f"Decided by {who} on {day}.{review}"


def _may_read(read: Reading) -> str:
    if read.restriction:
        return ""
    may_read = may_read_record(about.person_id for about in read.abouts)
    everyone = list(dict.fromkeys(name for names in may_read.values() for name in names))
    return saying.names(everyone)


def _permissions(found: Entry, read: Reading, by: Account) -> dict[str, bool]:
    wrote, people = found.is_work_of(by), {one.person_id for one in read.abouts}
    changes = may_change(by, found)  # some may read it who may not: they decide, and no more
    return {
        "write": changes and may(by, "write record"),
        "list": found.needs < 3 and any(map(may_open_to, people)),
        "restrict": changes and may(by, "restrict entries"),
        "lift": read.restriction is not None and may_lift(read.restriction, by),
        "name": found.needs == 3 and may_name_readers(found, by),
        "move": changes and (found.written_by_id == by.pk or _may_move(people, by)),
        "hold": may(by, "place hold"),
        "decide": wrote or may(by, "decide held entries"),
    }


def _may_move(people: set[UUID], by: Account) -> bool:
    return may(by, "move misfiled entry") and not all(only_visits(one) for one in people)


@staff_only
def compare(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """What changed between two versions, in place."""
    by = account_of(request)
    found = entry_to_open(by, entry_id, "versions compared")
    last = number_or_none(request.GET.get("to")) or found.versions
    first = number_or_none(request.GET.get("from")) or max(last - 1, 1)
    if first == last:
        raise Http404
    old, new = reading(found, first), reading(found, last)
    context = frame(request, found, last, heading="What changed")
    context |= {"old": old.version, "new": new.version, "changes": _changes(old, new)}
    context["files"] = files_between(found, old.version, new.version)
    context["why"] = [one for one in new.versions if first < one.number <= last and one.why]
    return render(request, "record/compare.html", context)


def _changes(old: Reading, new: Reading) -> list[dict[str, Any]]:
    """Each piece of the entry that was changed, with what went and what came."""
    before, after = placed(old.parts), placed(new.parts)
    here = whom(new.entry, [*old.parts, *new.parts])
    writer = saying.first_name_of(new.entry)
    pieces = [
        ("The words for the timeline", old.version.title, new.version.title),
        ("When it happened", saying.happened(old.version), saying.happened(new.version)),
        ("Where", old.version.place, new.version.place),
    ]
    found = [
        {"heading": heading, "runs": differences(was, now), "is_same": False, "is_own": False}
        for heading, was, now in pieces
        if was != now
    ]
    for key in dict.fromkeys([*after, *before]):
        part = after.get(key) or before[key]
        was, now = (there[key].text if key in there else "" for there in (before, after))
        found.append(
            {
                "heading": saying.heading_of(part, writer),
                "runs": differences(was, now),
                "is_same": was == now,
                "is_own": part.sort == PartSort.OWN_WORDS,
                "whose": _whose_changed(before.get(key), after.get(key), here),
            }
        )
    return found


def _whose_changed(old: Part | None, new: Part | None, here: Whom) -> list[Difference]:
    """Whom these words were about and are about now, where that was put right."""
    if old is None or new is None or set(old.about) == set(new.about):
        return []
    return saying.instead(saying.whose(old.about, here), saying.whose(new.about, here))
