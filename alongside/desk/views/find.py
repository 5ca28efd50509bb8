"""Finding somebody, and what is behind a stub: asking the team, or opening it in an emergency."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, may, permitted, staff_only
from alongside.desk.access import elsewhere
from alongside.desk.access.caseload import writable
from alongside.desk.forms import AskForm, BreakGlassForm, FindForm, posted
from alongside.foundation import drafts
from alongside.foundation.templatetags.alongside import address
from alongside.people.actions import grants
from alongside.people.finding import Elsewhere, Findings, Found
from alongside.people.finding import find as look_for
from alongside.record.saying import names


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """One box. What is typed is posted, so that no name stands in an address or a log."""
    account = account_of(request)
    form = FindForm(posted(request))
    findings: Findings | None = None
    if request.method == "POST" and form.is_valid():
        try:
            findings = look_for(form.cleaned_data["q"], account)
        except ValidationError as refusal:
            form.add_error("q", refusal)
    found = findings.people if findings else ()
    open_to = writable([one.person.pk for one in found], account)
    return render(
        request,
        "desk/find.html",
        {
            "form": form,
            "findings": findings,
            "heading": _heading(findings) if findings else "",
            "items": [_item(one, one.person.pk in open_to) for one in found],
            "elsewhere": [_stub(one) for one in findings.elsewhere] if findings else [],
            "may_open": may(account, "break glass"),
            "add": address("people:add") if may(account, "add person") else "",
        },
    )


def _heading(findings: Findings) -> str:
    if findings.asked.is_empty:
        return "There was nothing to look for"
    if not findings.people:
        return "Nobody whose record you may open is like that"
    if findings.has_exact:
        return "Written like that" if len(findings.people) == 1 else "Written like that, or close"
    if findings.asked.words:
        return "Nobody is spelt exactly like that. These are close"
    return "These may be who you mean"


def _item(found: Found, may_write: bool) -> dict[str, Any]:
    word = "with" if found.header.is_living else "about"
    return {
        "heading": found.person.called,
        "url": found.person.get_absolute_url(),
        "small": found.header.pronouns,
        "line": " ".join(part for part in (found.line, found.yours) if part),
        "quiet": found.why,
        "action": "Write",
        "action_url": address("record:write", found.person.pk) if may_write else "",
        "action_about": f"{word} {found.person.called}",
    }


def _stub(one: Elsewhere) -> dict[str, Any]:
    return {"token": one.token, "teams": names(one.teams)}


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Asking the team that knows somebody to let one see the record."""
    account = account_of(request)
    person_id = elsewhere.behind(token, account)
    if person_id is None:
        return _too_late(request)
    asked = drafts.asking(
        request,
        AskForm,
        grants.ask_for_access,
        then=lambda _: f"{address('desk:waiting')}#asked",
        purpose="request for access",
        by=account,
        person_id=person_id,
    )
    if asked.leads:
        return redirect(asked.leads)
    teams = names(elsewhere.teams_holding(person_id))
    given = {"teams": teams, "token": token, "may_open": may(account, "break glass")}
    return render(request, "desk/ask.html", {**given, **asked.context})


@permitted("break glass")
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def break_glass(request: HttpRequest, token: str) -> HttpResponse:
    """Opening a record in an emergency, for 4 hours."""
    account = account_of(request)
    person_id = elsewhere.behind(token, account)
    if person_id is None:
        return _too_late(request)
    asked = drafts.asking(
        request,
        BreakGlassForm,
        grants.break_glass,
        then=lambda _: address("desk:person", person_id),
        purpose="reason for opening a record",
        by=account,
        person_id=person_id,
    )
    if asked.leads:
        return redirect(asked.leads)
    teams = names(elsewhere.teams_holding(person_id))
    given = {"teams": teams, "token": token}
    return render(request, "desk/break_glass.html", {**given, **asked.context})


def _too_late(request: HttpRequest) -> HttpResponse:
    """The quarter of an hour is over; what was typed, now or earlier, is kept and given back."""
    draft = drafts.draft_for(request, purpose="request for access")
    typed = request.POST.get("reason", draft.texts.get("reason", ""))
    return render(request, "desk/too_late.html", {"typed": typed}, status=410)
