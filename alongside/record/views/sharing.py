"""Who may read an entry: decided for each person, agreed by a second one, released part by part."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.days import LONDON, in_words
from alongside.people.models import Rung
from alongside.people.models.reach import reach
from alongside.record import saying, standing
from alongside.record.access import Reading, entry_to_change, entry_to_open
from alongside.record.actions import (
    decide_sharing,
    may_decide,
    may_release,
    release_part,
    second_decision,
)
from alongside.record.forms import ReleaseForm, SecondLookForm, SharingForm
from alongside.record.models import About, Entry, Part, Release, Sharing, SharingDecision
from alongside.record.readership import name_of

from .pages import frame, uuid_or_none

State = SharingDecision.State


@staff_only
@drafts.not_twice
def sharing(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Decide, for one person it is about, how far they may read it."""
    by = account_of(request)
    entry = _entry(request, entry_id)
    context = frame(request, entry, heading="Who may read this")
    read: Reading = context["read"]
    about = _about(request, read)
    if about is None:
        context["choices"] = _choices(read)
        return render(request, "record/sharing_whose.html", context)
    allowed = [one for one in Sharing.values if may_decide(about, one, by)]
    waits = standing.open_proposal(about)
    now, stood = standing.of_sharing(about), request.POST.get("stood", "")
    has_moved = request.method == "POST" and stood != now
    if request.method == "POST" and not (entry.is_work_of(by) or may(by, "decide held entries")):
        raise PermissionDenied("Deciding this is for whoever wrote it, and for a manager.")
    offered = Sharing.values if has_moved else allowed  # the action says what has moved
    asked = drafts.asking(
        request,
        partial(SharingForm, allowed=offered, initial={"sharing": about.sharing}),
        partial(decide_sharing, about=about, stood=stood),
        then=lambda _: str(entry.get_absolute_url()),
        purpose="decision who may read",
        about=[about.person],
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    asked.form.offer(allowed)
    context |= {
        **asked.context,
        "stood": now,
        "waits": waits,
        "about": about,
        "person": about.person,
        "allowed": allowed,
        "state": saying.shown_to(about, has_others=False),
        "decisions": _decisions(about),
        "parts": _parts(read, about, by),
        "is_writer": entry.is_work_of(by),
    }
    return render(request, "record/sharing.html", context)


def _entry(request: HttpRequest, entry_id: UUID) -> Entry:
    by = account_of(request)
    return (
        entry_to_change(by, entry_id) if request.method == "POST" else entry_to_open(by, entry_id)
    )


def _about(request: HttpRequest, read: Reading) -> About | None:
    """The person in question: the only one it is about, or the one that was chosen."""
    if len(read.abouts) == 1:
        return read.abouts[0]
    wanted = uuid_or_none(request.GET.get("person"))
    if wanted is None:
        return None
    found = next((one for one in read.abouts if one.person_id == wanted), None)
    if found is None:
        raise Http404
    return found


def _choices(read: Reading) -> list[dict[str, Any]]:
    address = reverse("record:sharing", args=[read.entry.pk])
    return [
        {
            "heading": about.person.called,
            "line": saying.shown_to(about, has_others=False),
            "url": f"{address}?person={about.person_id}",
        }
        for about in read.abouts
    ]


def _decisions(about: About) -> list[dict[str, Any]]:
    """What has been decided before, newest first, with who and why."""
    decisions = SharingDecision.objects.filter(about=about).order_by("-at")
    return [
        {
            "heading": f"{one.get_sharing_display()}: {one.get_state_display().lower()}",
            "line": _said(one),
            "url": reverse("record:decision", args=[one.pk]) if one.ground else "",
        }
        for one in decisions.select_related("by__practitioner", "second_by__practitioner")[:20]
    ]


def _said(decision: SharingDecision) -> str:
    day = in_words(decision.at.astimezone(LONDON).date())
    said = [f"{name_of(decision.by)}, {day}."]
    said += [f"{decision.why.rstrip('.')}." if decision.why else ""]
    if decision.second_by and decision.second_at:
        then = in_words(decision.second_at.astimezone(LONDON).date())
        agreed = "agreed" if decision.state == State.IN_FORCE else "did not agree"
        said.append(f"{name_of(decision.second_by)} {agreed}, {then}. {decision.second_words}")
    return " ".join(one for one in said if one)


def _parts(read: Reading, about: About, by: Account) -> list[dict[str, Any]]:
    """Parts that are also about somebody else: whether this person may read them."""
    shared = [one for one in read.parts if set(one.about) != {about.person_id}]
    released = set(
        Release.objects.filter(person=about.person, part__in=shared).values_list(
            "part_id", flat=True
        )
    )
    writer = saying.first_name_of(read.entry)
    return [
        {
            "heading": saying.heading_of(part, writer),
            "text": part.text,
            "is_released": part.pk in released,
            "is_theirs": about.person_id in part.about,
            "url": reverse("record:release", args=[read.entry.pk, part.pk, about.person_id])
            if part.pk not in released and may_release(part, by)
            else "",
        }
        for part in shared
    ]


@staff_only
@drafts.not_twice
def release(request: HttpRequest, entry_id: UUID, part_id: UUID, person_id: UUID) -> HttpResponse:
    """Let one person read a part that is also about somebody else."""
    by = account_of(request)
    entry = _entry(request, entry_id)
    context = frame(request, entry, heading="Let them read this part")
    about = next((one for one in context["read"].abouts if one.person_id == person_id), None)
    part = next((one for one in context["read"].parts if one.pk == part_id), None)
    if about is None or part is None:
        raise _gone(entry, part_id)
    asked = drafts.asking(
        request,
        ReleaseForm,
        release_part,
        then=lambda _: _back(entry, about),
        purpose="release of a part",
        about=[about.person],
        by=by,
        part=part,
        person=about.person,
    )
    if asked.leads:
        return redirect(asked.leads)
    context |= {**asked.context, "part": part, "about": about, "person": about.person}
    context["others"] = _also(part, context["read"], about)
    context["back"] = _back(entry, about)
    context["may_release"] = may_release(part, by)
    return render(request, "record/release.html", context)


def _gone(entry: Entry, part_id: UUID) -> Exception:
    """What is said of a part that stood here until somebody changed the note."""
    if Part.objects.filter(pk=part_id, entry=entry).exists():
        return PermissionDenied("Somebody has changed this note since. Open it again.")
    return Http404()


def _back(entry: Entry, about: About) -> str:
    return f"{reverse('record:sharing', args=[entry.pk])}?person={about.person_id}"


def _also(part: Part, read: Reading, about: About) -> str:
    known = {one.person_id: one.person.called for one in read.abouts}
    others = [known.get(one, "somebody else") for one in part.about if one != about.person_id]
    return saying.names(list(dict.fromkeys(others)))


@staff_only
@drafts.not_twice
def decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Agree, as a second person, that somebody is not told; or not."""
    by = account_of(request)
    found = _decision_to_view(by, decision_id)
    entry = found.about.entry
    asked = drafts.asking(
        request,
        SecondLookForm,
        second_decision,
        then=lambda _: str(entry.get_absolute_url()),
        purpose="second look at a decision",
        about=[found.about.person],
        by=by,
        decision=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        trail.note(
            "decision opened", on=found, about=[found.person_id], by=by, detail={"withheld": True}
        )
    context = frame(request, entry, heading="Agree, or not, that they are not told")
    context |= {
        **asked.context,
        "decision": found,
        "person": found.about.person,
        "said": _said(found),
        "is_mine": found.by_id == by.pk,
        "is_open": found.state == State.PROPOSED,
        "may_decide": may(by, "approve not disclosed") and found.by_id != by.pk,
    }
    return render(request, "record/decision.html", context)


def _decision_to_view(by: Account, decision_id: UUID) -> SharingDecision:
    """The decision, if its entry may be read; otherwise 404."""
    found = get_object_or_404(
        SharingDecision.objects.filter(reach(by, Rung.RECORD, "person_id"))
        .filter(about__removed_at=None)
        .select_related("about__entry", "about__person", "by__practitioner"),
        pk=decision_id,
    )
    get_object_or_404(Entry.objects.visible_to(by), pk=found.about.entry_id)
    return found
