"""Imports: which files came in, and the page on which somebody compares what disagrees."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, permitted, staff_only
from alongside.foundation import trail
from alongside.foundation.pages import carry_out
from alongside.record.readership import name_of

from . import access
from .actions import keep_ours, take_theirs
from .forms import CompareForm
from .models import Disagreement, ImportRun
from .returns.tables import TABLES_OF


@permitted("import")
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The files that were brought in, newest first, in numbers; nobody's name."""
    account = account_of(request)
    found = list(access.runs()[: access.PAGE])
    trail.note("imports opened", by=account, detail={"runs": len(found)})
    context = {"runs": [(one, name_of(one.behalf), _rows(one)) for one in found]}
    return render(request, "insight/imports.html", context)


def _rows(run: ImportRun) -> list[tuple[str, str]]:
    """What became of the rows of each table, in words; tables without a row are left out."""
    return [
        (words, _in_words(run.counts[table]))
        for table, words in TABLES_OF[run.kind].items()
        if run.counts.get(table, {}).get("read")
    ]


def _in_words(counts: dict[str, int]) -> str:
    became = (
        ("imported", "brought in"),
        ("unchanged", "here already, unchanged"),
        ("refused", "not brought in"),
    )
    said = [f"{counts[name]:,} {words}" for name, words in became if counts.get(name)]
    return f"{counts['read']:,} in the file: {', '.join(said)}"


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def disagreement(request: HttpRequest, disagreement_id: UUID) -> HttpResponse:
    """What is written here beside what the file says; somebody keeps one or takes the other."""
    account = account_of(request)
    compared = access.disagreement_to_decide(account, disagreement_id)
    found = compared.found
    trail.note("import disagreement opened", on=found, about=[found.person_id], by=account)
    form = CompareForm(
        request.POST if request.method == "POST" else None, asks_same=found.asks_same
    )
    if request.method == "POST" and form.is_valid():
        action = take_theirs if form.cleaned_data["choice"] == "theirs" else keep_ours
        form.cleaned_data.pop("choice")
        if carry_out(form, action, disagreement=found, by=account):
            return redirect("desk:waiting")
    is_overtaken = found.state == Disagreement.State.OVERTAKEN
    context = {
        "one": compared,
        "is_open": found.state == Disagreement.State.OPEN,
        "ours_by": name_of(compared.ours_by) if compared.ours_by else "",
        "decided_by": name_of(found.decided_by) if found.decided_by and not is_overtaken else "",
        "form": form,
    }
    return render(request, "insight/disagreement.html", context)
