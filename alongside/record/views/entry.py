"""One entry: what it says, what the person answers, how it changed, who may read it and who has."""

from hashlib import md5
from typing import Any
from uuid import UUID

from django.db.models.functions import MD5
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.foundation.days import LONDON, in_words
from alongside.foundation.writing import differences
from alongside.record import saying
from alongside.record.access import Reading, entry_to_open, reading
from alongside.record.actions import may_name_readers
from alongside.record.attached import attachments_with
from alongside.record.forms import keyed
from alongside.record.models import Answer, Entry, Hold, Part, PartSort, Seen, SharingDecision
from alongside.record.readership import has_read, may_read_record, name_of

from .pages import frame, number_or_none, quiet

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
    said_of = _said_of(read)
    parts = [_part(part, read, said_of) for part in read.parts]
    context |= {
        "quiet": quiet(context["header"]) if context["header"] else "",
        "parts": parts,
        "has_beside": any(one["answers"] for one in parts),
        "is_older": read.version.number < found.versions,
        "written": saying.written(found, read.version),
        "seen": _seen(read),
        "versions": [_version(one, read) for one in read.versions],
        "sharing": _sharing(read, by),
        "may_read": _may_read(read),
        "has_read": [
            {"heading": one.heading, "line": in_words(one.at.astimezone(LONDON).date())}
            for one in has_read(found, people, but=by)
        ],
        "holds": list(Hold.objects.filter(entry=found, ended_at=None)),
        "permissions": _permissions(found, by),
        "files": attachments_with(found, read.version),
    }
    return render(request, "record/entry.html", context)


def _said_of(read: Reading) -> dict[UUID, str]:
    """A hash of each part that somebody answered, to tell whether its words have changed since."""
    answered = Part.objects.filter(pk__in=[one.part_id for one in read.answers])
    return dict(answered.annotate(said=MD5("text")).values_list("pk", "said"))


def _part(part: Part, read: Reading, said_of: dict[UUID, str]) -> dict[str, Any]:
    writer = name_of(read.entry.written_by).split(" ")[0]
    known = {about.person_id: about.person.called for about in read.abouts}
    about = [known[one] for one in part.about if one in known]
    is_own = part.sort == PartSort.OWN_WORDS
    said = md5(part.text.encode(), usedforsecurity=False).hexdigest()
    tells_apart = read.entry.about_count > 1 and not is_own
    return {
        "part": part,
        "heading": saying.heading_of(part, writer),
        "is_own": is_own,
        "about": saying.names(about) if tells_apart else "",
        "origin": saying.origin_of(part),
        "answers": [
            _answer(one, known, is_changed=said_of.get(one.part_id) != said)
            for one in read.beside(part)
        ],
    }


def _answer(answer: Answer, known: dict[UUID, str], *, is_changed: bool) -> dict[str, Any]:
    day = in_words(answer.at.astimezone(LONDON).date())
    who = known.get(answer.person_id, "The person")
    quiet_words = (
        f"{who} says that something here is wrong." if answer.is_correction else "",
        "The words that this answers were different then." if is_changed else "",
    )
    return {
        "heading": f"{who}, {day}",
        "text": answer.text,
        "quiet": " ".join(one for one in quiet_words if one),
    }


def _seen(read: Reading) -> str:
    said = []
    for about in read.abouts:
        how = read.version.seen.get(str(about.person_id))
        if how in Seen.values:
            words = Seen(how).label
            said.append(f"{about.person.called}: {words[0].lower()}{words[1:]}.")
    return " ".join(said)


def _version(version: Any, read: Reading) -> dict[str, Any]:
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
        "line": f"{who}{why}{kept}",
        "is_here": version.number == read.version.number,
        "before": version.number - 1,
    }


def _sharing(read: Reading, by: Account) -> list[dict[str, Any]]:
    """How far each person may read it, in words, and what waits for somebody."""
    latest: dict[UUID, SharingDecision] = {}
    decisions = SharingDecision.objects.filter(about__in=[one.pk for one in read.abouts])
    for decision in decisions.select_related("by__practitioner").order_by("at"):
        latest[decision.about_id] = decision
    several = any(len(part.about) > 1 for part in read.parts)
    found = []
    for about in read.abouts:
        last = latest.get(about.pk)
        found.append(
            {
                "about": about,
                "words": saying.shown_to(about, has_others=several),
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


def _permissions(found: Entry, by: Account) -> dict[str, bool]:
    wrote = found.written_by_id == by.pk
    return {
        "write": may(by, "write record"),
        "restrict": may(by, "restrict entries"),
        "name": found.needs == 3 and may_name_readers(found, by),
        "move": wrote or may(by, "move misfiled entry"),
        "hold": may(by, "place hold"),
        "decide": wrote or may(by, "decide held entries"),
    }


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
    context["why"] = [one for one in new.versions if first < one.number <= last and one.why]
    return render(request, "record/compare.html", context)


def _changes(old: Reading, new: Reading) -> list[dict[str, Any]]:
    """Each piece of the entry that was changed, with what went and what came."""
    before, after = keyed(old.parts), keyed(new.parts)
    writer = name_of(new.entry.written_by).split(" ")[0]
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
            }
        )
    return found
