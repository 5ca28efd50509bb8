"""Imports: which files came in, what disagrees with the record, and withdrawing one as a whole."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.people.access import names_of
from alongside.record.readership import name_of

from . import access
from .actions import ask_to_withdraw, decide_withdrawal, keep_ours, take_theirs
from .forms import AskToWithdrawForm, CompareForm, WithdrawalForm
from .models import Disagreement, ImportRun, Withdrawal
from .returns.tables import TABLES_OF

State = Withdrawal.State


@staff_only
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The files that were brought in, newest first, in numbers; nobody's name."""
    account = account_of(request)
    access.look_or_refuse(account)
    page = _page(request)
    start = (page - 1) * access.PAGE
    found = list(access.runs()[start : start + access.PAGE + 1])
    trail.note("imports opened", by=account, detail={"runs": len(found)})
    context = {
        "items": [_line(one) for one in found[: access.PAGE]],
        "newer_url": f"?page={page - 1}" if page > 1 else "",
        "older_url": f"?page={page + 1}" if len(found) > access.PAGE else "",
    }
    return render(request, "insight/imports.html", context)


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _line(run: ImportRun) -> dict[str, Any]:
    """One import of the list: when, for whom, and where it stands."""
    read = sum(counts.get("read", 0) for counts in run.counts.values())
    became = sum(counts.get("imported", 0) for counts in run.counts.values())
    said = [f"{read:,} rows read, {became:,} brought in"] if run.ended_at else []
    if run.checks:
        said.append("1 thing to check" if run.checks == 1 else f"{run.checks:,} things to check")
    return {
        "heading": run.said,
        "url": reverse("insight:run", args=[run.pk]),
        "run": run,
        "behalf": name_of(run.behalf),
        "line": ". ".join(said) + ("." if said else ""),
        "stands": _stands(run),
    }


def _stands(run: ImportRun) -> str:
    """What has become of it since, in words."""
    latest = max(run.withdrawals.all(), key=lambda one: one.asked_at, default=None)
    if latest is not None and latest.state == State.ASKED:
        return "Somebody asks to withdraw it"
    if latest is not None and latest.state == State.AGREED:
        return "Withdrawn" if latest.ended_at else "Being withdrawn"
    return "" if run.ended_at else "Not ended"


@staff_only
@require_safe
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One import: what it was, what became of its rows, and whether it was withdrawn."""
    account = account_of(request)
    found = access.run_to_view(account, run_id)
    trail.note("import opened", on=found, by=account)
    asked = access.withdrawals_of(found)
    standing = next((one for one in asked if one.state != State.REFUSED), None)
    context = {
        "run": found,
        "behalf": name_of(found.behalf),
        "rows": _rows(found),
        "asked": [_asked(one) for one in asked],
        "may_ask": standing is None and may(account, "withdraw import"),
    }
    return render(request, "insight/run.html", context)


def _asked(one: Withdrawal) -> dict[str, Any]:
    second = name_of(one.second_by) if one.second_by else ""
    return {
        "one": one,
        "asked_by": name_of(one.asked_by),
        "second_by": second,
        "done": _done(one),
        "rows": _taken(one),
    }


def _done(one: Withdrawal) -> str:
    """How far it is, in words."""
    if one.state != State.AGREED or one.ended_at:
        return ""
    done, rows = one.counts.get("done", 0), one.counts.get("rows")
    if rows is None:
        return "It begins within a few minutes."
    return f"{done:,} of {rows:,} rows so far. It goes on by itself; load this page again to see."


TAKEN = (
    ("people", "Records taken out of find and all lists"),
    ("entries", "Entries taken out of timelines"),
    ("facts", "Facts taken back"),
    ("back", "What an earlier file said holds again"),
    ("left", "Left as it is, because somebody touched it"),
)


def _taken(one: Withdrawal) -> list[tuple[str, str]]:
    return [(words, f"{one.counts[name]:,}") for name, words in TAKEN if one.counts.get(name)]


@staff_only
@drafts.not_twice
def withdraw(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Ask that one import is withdrawn; a second person decides."""
    by = account_of(request)
    found = access.run_to_view(by, run_id)
    if not may(by, "withdraw import"):
        raise PermissionDenied(access.NOT_YOURS)
    standing = access.standing_withdrawal(found)
    if standing and request.method != "POST":
        return redirect("insight:withdrawal", standing.pk)
    asked = drafts.asking(
        request,
        AskToWithdrawForm,
        ask_to_withdraw,
        then=lambda made: reverse("insight:withdrawal", args=[made.pk]),
        purpose="request to withdraw an import",
        by=by,
        run=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        trail.note("import opened", on=found, by=by)
    context = {**asked.context, "run": found, "behalf": name_of(found.behalf), "rows": _rows(found)}
    return render(request, "insight/withdraw.html", context)


@staff_only
@drafts.not_twice
def withdrawal(request: HttpRequest, withdrawal_id: UUID) -> HttpResponse:
    """Agree, as a second person, that an import is withdrawn; afterwards, what became of it."""
    by = account_of(request)
    found = access.withdrawal_to_view(by, withdrawal_id)
    is_mine, is_open = found.asked_by_id == by.pk, found.state == State.ASKED
    if request.method == "POST" and is_mine:
        raise PermissionDenied("You asked for this yourself, so somebody else decides.")
    asked = drafts.asking(
        request,
        WithdrawalForm,
        decide_withdrawal,
        then=lambda _: request.path,
        purpose="second look at withdrawing an import",
        by=by,
        withdrawal=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        trail.note("withdrawal opened", on=found, by=by)
    may_decide = is_open and not is_mine and may(by, "withdraw import")
    context = {
        **(asked.context if may_decide else {}),
        "asked_one": _asked(found),
        **_left(request, found, by),
        "run": found.run,
        "run_rows": _rows(found.run),
        "is_mine": is_mine,
        "is_open": is_open,
        "may_decide": may_decide,
        "may_look": any(may(by, one) for one in access.PERMISSIONS),
    }
    return render(request, "insight/withdrawal.html", context)


def _left(request: HttpRequest, found: Withdrawal, by: Account) -> dict[str, Any]:
    """What was left, with a way to the records that one may open oneself."""
    page = _page(request)
    rows, is_more = access.left_of(found, page)
    names = names_of([one.person_id for one in rows], by)
    if rows:
        listed = [one.person_id for one in rows]
        trail.note("what an import left opened", listed=listed, on=found, by=by)
    return {
        "reasons": access.reasons_left(found),
        "left": [(one, names.get(one.person_id, "")) for one in rows],
        "newer_url": f"?page={page - 1}" if page > 1 else "",
        "older_url": f"?page={page + 1}" if is_more else "",
    }


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
        request.POST if request.method == "POST" else None,
        same=found.noun if found.asks_same else "",
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
