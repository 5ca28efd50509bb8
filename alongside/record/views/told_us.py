"""A worker says who it is of whom a partner told us: somebody who is found, or is added."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, may, permitted
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.people.finding import Findings, find
from alongside.people.header import headers_of
from alongside.record import saying_referrals as saying
from alongside.record.access import told_us as access
from alongside.record.actions.asking import asked_in
from alongside.record.actions.telling_us import filled_of, say_who_it_is
from alongside.record.forms.choosing import LookForm
from alongside.record.forms.front_door import WhoItIsForm
from alongside.record.models import Referral, ToldUs
from alongside.record.readership import name_of

from .receiving import ADD, ADD_ANYHOW, closed_to_me, keep, somebody_new
from .writing import LOOK, found_in, ids_in, look_for

LABEL = "Look for them by name, birthday or number"


@permitted("write record")
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def told_us(request: HttpRequest, told_id: UUID) -> HttpResponse:
    """What was told, who it may be, and choosing them; once that is done, it leads to the work."""
    by = account_of(request)
    one = access.told_to_open(by, told_id)
    if (work := access.stands_as(one.pk, by)) is not None:
        return redirect("record:referral", work)
    draft = drafts.draft_for(request, purpose="who it is")
    if draft.became or (draft.later and not draft.refused):
        return redirect(draft.became or "foundation:drafts")
    is_post = request.method == "POST"
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
        "told": one,
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


def _form(
    request: HttpRequest,
    by: Account,
    findings: Findings | None,
    chosen: Sequence[UUID],
    draft: drafts.OpenDraft,
) -> WhoItIsForm:
    """Bound where they are chosen; beside that, the page shows who was found and chosen."""
    is_choosing = request.method == "POST" and not {LOOK, ADD, ADD_ANYHOW} & set(request.POST)
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
        "sender": name_of(one.by),
        "item": saying.told_item(one),
        "said": [(asked_in(each.slot), each.words) for each in said],
    }
