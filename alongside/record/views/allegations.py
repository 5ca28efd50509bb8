"""Allegations, for those who keep them: the list, one of them, whom it is kept from, and paper."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.days import LONDON, in_words
from alongside.foundation.paper import (
    Block,
    Facts,
    Format,
    Heading,
    Paper,
    PaperNotMade,
    Words,
)
from alongside.foundation.paper.handing import PaperForm, handed_out
from alongside.record.access.allegations import (
    Kept,
    all_kept,
    allegation_to_open,
    allegation_to_view,
    keeper_or_404,
    versions_of,
)
from alongside.record.actions.allegations import keep_allegation_from
from alongside.record.apart import answers_in, stands_at, still_open
from alongside.record.forms.allegations import KeepFromForm
from alongside.record.models import Allegation, AllegationVersion
from alongside.record.papers import printed
from alongside.record.readership import name_of

from .pages import number_or_none, posted

MARKING = "Kept apart. Only those who look after allegations may read this"


@staff_only
@require_safe
def allegations(request: HttpRequest) -> HttpResponse:
    """All that this keeper may read, the newest first."""
    by = account_of(request)
    keeper_or_404(by)
    page = max(number_or_none(request.GET.get("page")) or 1, 1)
    found, is_more = all_kept(by, page)
    trail.note("allegations listed", by=by, detail={"count": len(found)})
    context = {
        "items": [_item(one) for one in found],
        "newer_url": f"?page={page - 1}" if page > 1 else "",
        "older_url": f"?page={page + 1}" if is_more else "",
    }
    return render(request, "record/allegations.html", context)


def _item(one: Kept) -> dict[str, Any]:
    kept = one.allegation
    against = f"Kept from {name_of(kept.against)}." if kept.against else ""
    return {
        "heading": f"Told on {_when(kept.told_at)}",
        "url": kept.get_absolute_url(),
        "line": stands_at(one.version) or "Nothing is decided yet",
        "quiet": " ".join(filter(None, (f"Told by {name_of(kept.told_by)}.", against))),
    }


def _when(moment: Any) -> str:
    at = moment.astimezone(LONDON)
    return f"{in_words(at.date())} at {at:%H:%M}"


@staff_only
@require_safe
def allegation(request: HttpRequest, allegation_id: UUID) -> HttpResponse:
    """What was said of it, or with ?version=1 what it said before."""
    by = account_of(request)
    found = allegation_to_open(by, allegation_id)
    return render(request, "record/allegation.html", _read(request, found))


def _read(request: HttpRequest, found: Allegation) -> dict[str, Any]:
    versions = versions_of(found)
    wanted = number_or_none(request.GET.get("version")) or found.versions
    version = next((one for one in versions if one.number == wanted), None)
    if version is None:
        raise Http404
    return {
        "allegation": found,
        "version": version,
        "is_older": version.number < found.versions,
        "told": f"Told by {name_of(found.told_by)} on {_when(found.told_at)}",
        "stands": stands_at(version),
        "against": name_of(found.against) if found.against else "",
        "answers": list(answers_in(version)),
        "open": still_open(version),
        "open_why": version.left_open.get("why", ""),
        "versions": [_version(one, found, version) for one in versions] if versions[1:] else [],
    }


def _version(one: AllegationVersion, found: Allegation, here: AllegationVersion) -> dict[str, Any]:
    now = ", now" if one.number == found.versions else ", as it was told" if one.number == 1 else ""
    why = f" “{one.why}”" if one.why else ""
    return {
        "heading": f"Version {one.number}{now}",
        "url": "" if one == here else f"{found.get_absolute_url()}?version={one.number}",
        "line": f"{name_of(one.by)}, {_when(one.at)}.{why}",
    }


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def keep_from(request: HttpRequest, allegation_id: UUID) -> HttpResponse:
    """It is against somebody who signs in here: they never read it."""
    by = account_of(request)
    found = allegation_to_view(by, allegation_id)
    if request.method != "POST":
        allegation_to_open(by, allegation_id)
    named = found.against.practitioner.name if found.against else ""
    asked = drafts.asking(
        request,
        lambda data: KeepFromForm(data, initial={"against": named}),
        partial(keep_allegation_from, allegation=found),
        then=lambda kept: str(kept.get_absolute_url()),
        purpose="allegation",
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    return render(request, "record/keep_from.html", {**asked.context, "allegation": found})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def print_allegation(request: HttpRequest, allegation_id: UUID) -> HttpResponse:
    """Choose the print, then save it as PDF or for Word; ?version=1 is as it was before."""
    by = account_of(request)
    found = allegation_to_view(by, allegation_id)
    context = _read(request, found)
    form = PaperForm(posted(request), initial={"format": Format.STANDARD})
    if form.is_valid():
        try:
            return _handed_out(context, form, by)
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
    else:
        allegation_to_open(by, allegation_id)
    return render(request, "record/print_allegation.html", {**context, "form": form})


def _handed_out(read: dict[str, Any], form: PaperForm, by: Account) -> HttpResponse:
    paper = Paper(
        title="An allegation",
        about="",
        made=f"{printed(name_of(by))}.",
        marking=MARKING,
        format=Format(form.cleaned_data["format"]),
        body=_on_paper(read),
    )
    response = handed_out(paper, form.kind, "kept-apart")
    told = {"print": paper.format, "file": form.kind, "version": read["version"].number}
    trail.note("allegation printed", on=read["allegation"], by=by, detail=told)
    return response


def _on_paper(read: dict[str, Any]) -> Iterator[Block]:
    yield Words(f"{read['told']}.")
    if read["is_older"]:
        yield Words(f"This is version {read['version'].number}. Something was changed after it.")
    for one in read["answers"]:
        if one.heading:
            yield Heading(1, one.heading)
        yield Heading(2, one.asked)
        yield Words(one.text)
    if read["open"]:
        yield Heading(1, "Questions that were still open")
        yield Facts([("Open", asked) for asked in read["open"]])
        yield Words(read["open_why"])
