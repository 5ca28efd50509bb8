"""A worker says who it is of whom a partner told us; or puts it away, and takes it out again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, may, permitted
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.people.finding import Findings, find
from alongside.people.header import headers_of
from alongside.record import saying_referrals as saying
from alongside.record.access import told_us as access
from alongside.record.actions import putting_away as actions
from alongside.record.actions.asking import asked_in
from alongside.record.actions.telling_us import filled_of, say_who_it_is
from alongside.record.forms.choosing import LookForm
from alongside.record.forms.front_door import PutAwayForm, WhoItIsForm
from alongside.record.models import PutAway, Referral, ToldUs
from alongside.record.readership import name_of

from .pages import number_or_none
from .receiving import ADD, ADD_ANYHOW, closed_to_me, keep, somebody_new
from .writing import LOOK, found_in, ids_in, look_for

LABEL = "Look for them by name, birthday or number"
both = require_http_methods(["GET", "HEAD", "POST"])


@permitted("write record")
@both
@drafts.not_twice
def told_us(request: HttpRequest, told_id: UUID) -> HttpResponse:
    """What was told, who it may be, and choosing them; once that is done, it leads to the work."""
    by = account_of(request)
    one = access.told_to_open(by, told_id)
    if (work := access.stands_as(one.pk, by)) is not None:
        return redirect("record:referral", work)
    away = access.put_away_of(one)
    is_post = request.method == "POST"
    if away and away[0].out_at is None and not _is_choosing(request):  # the action refuses that
        return _page_of_what_is_away(request, one, away, by)
    draft = drafts.draft_for(request, purpose="who it is")
    if draft.became or (draft.later and not draft.refused):
        return redirect(draft.became or "foundation:drafts")
    posted = ids_in(request.POST.getlist("people"))
    chosen = posted if is_post else ids_in(draft.texts.get("people", "").split("\n"))
    new, likely, added = somebody_new(request, by)
    if added is not None:
        keep(draft, [*dict.fromkeys([*chosen, added.pk])], new, by)
        return redirect(f"{draft.go_on}#about-whom")
    findings, look = _looked(request, by, one, chosen)
    form = _form(request, by, findings, chosen, draft)
    if form.is_bound and not draft.refused:
        says = drafts.ending_draft(_says, draft, _leads)
        if done := carry_out(form, says, told=one, by=by):
            return redirect(done.result)
    if not is_post:
        trail.note("told us opened", on=one, by=by)
        draft.fill(new)
    context = {
        **_what_was_told(one),
        "before": _put_away_before(away),
        "form": form,
        "draft": draft,
        "new": new if may(by, "add person") else None,
        "likely": likely,
        "look": look,
        "findings": findings,
        "closed": closed_to_me(findings, form.people),
        "forms": [form, look, new],
    }
    return render(request, "record/told_us.html", context, status=422 if form.errors else 200)


def _looked(
    request: HttpRequest, by: Account, one: ToldUs, chosen: Sequence[UUID]
) -> tuple[Findings | None, LookForm]:
    """Whoever was looked for; and when the page is first opened, those who are likely."""
    if request.method == "POST" or chosen:
        return look_for(request, by, LABEL)
    typed = f"{one.named} {one.born}".strip()[:200]
    look = LookForm(initial={"look_for": typed}, label=LABEL)
    try:
        return find(typed, by), look
    except ValidationError:  # too many searches in a minute
        return None, look


def _is_choosing(request: HttpRequest) -> bool:
    return request.method == "POST" and not {LOOK, ADD, ADD_ANYHOW} & set(request.POST)


def _form(
    request: HttpRequest,
    by: Account,
    findings: Findings | None,
    chosen: Sequence[UUID],
    draft: drafts.OpenDraft,
) -> WhoItIsForm:
    """Bound where they are chosen; beside that, the page shows who was found and chosen."""
    is_choosing = _is_choosing(request)
    shown = ids_in(request.POST.getlist("shown")) if is_choosing else []
    people = found_in(findings, by, [*chosen, *shown])
    headers = headers_of(people, by)
    lines = {one.pk: f"{one.called}. {headers[one.pk].facts}" for one in people}
    lines |= {one.person.pk: f"{one.line} {one.why}" for one in findings.people} if findings else {}
    if is_choosing and not draft.later:
        return WhoItIsForm(request.POST, people=people, lines=lines)
    first = {"people": [str(one) for one in chosen]}
    return WhoItIsForm(people=people, lines=lines, initial=first)


def _says(*, told: ToldUs, by: Account, people: Sequence[Any] = ()) -> list[Referral]:
    return say_who_it_is(told=told, people=people, by=by)


def _leads(made: Sequence[Referral]) -> str:
    return str(made[0].get_absolute_url()) if made else reverse("record:front-door")


def _what_was_told(one: ToldUs) -> dict[str, Any]:
    filled = filled_of(one)
    said = filled.answers() if filled else []
    return {
        "told": one,
        "sender": name_of(one.by),
        "item": saying.told_item(one),
        "said": [(asked_in(each.slot), each.words) for each in said],
    }


# Put away, and taken out again --------------------------------------------------------------------


def _page_of_what_is_away(
    request: HttpRequest, one: ToldUs, away: Sequence[PutAway], by: Account
) -> HttpResponse:
    drafts.asks_nothing(request)
    trail.note("told us opened", on=one, by=by)
    context = {
        **_what_was_told(one),
        "away": away[0],
        "put_away": saying.put_away_by(away[0]),
        "before": _put_away_before(away),
    }
    return render(request, "record/told_us_away.html", context)


def _put_away_before(away: Sequence[PutAway]) -> list[dict[str, str]]:
    """When it was put away and taken out again, the last time first."""
    return [
        {
            "heading": str(one.get_why_display()),
            "line": f"“{one.words}”",
            "quiet": f"{saying.put_away_by(one)} {saying.taken_out_by(one)}",
        }
        for one in away
        if one.out_at
    ]


@permitted("write record")
@both
@drafts.not_twice
def put_away(request: HttpRequest, told_id: UUID) -> HttpResponse:
    """Put away what is about nobody who can be found, or is not for us, and say why."""
    by = account_of(request)
    one = access.told_to_open(by, told_id)
    is_over = access.stands_as(one.pk, by) is not None or access.is_away(one.pk)
    if is_over and request.method != "POST":  # somebody else was faster: the action says so
        drafts.asks_nothing(request)
        return redirect(one)
    asked = drafts.asking(
        request,
        PutAwayForm,
        actions.put_away,
        then=lambda _: str(one.get_absolute_url()),
        purpose="why something is put away",
        by=by,
        told=one,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        trail.note("told us opened", on=one, by=by)
    context = {**asked.context, **_what_was_told(one)}
    status = 422 if asked.form.errors else 200
    return render(request, "record/put_away_told.html", context, status=status)


@permitted("write record")
@require_POST
def take_out(request: HttpRequest, told_id: UUID) -> HttpResponse:
    """Take it out again: it waits for whoever answers first contacts, as before."""
    by = account_of(request)
    one = access.told_to_open(by, told_id)
    actions.take_out(told=one, by=by)
    return redirect(one)


@permitted("write record")
@require_safe
def all_put_away(request: HttpRequest) -> HttpResponse:
    """All that is put away, the last first, for whoever answers first contacts."""
    page = max(number_or_none(request.GET.get("page")) or 1, 1)
    found, is_more = access.all_away(account_of(request), page)
    context = {
        "items": [saying.put_away_item(one) for one in found],
        "newer_url": f"?page={page - 1}" if page > 1 else "",
        "older_url": f"?page={page + 1}" if is_more else "",
    }
    return render(request, "record/put_away.html", context)
