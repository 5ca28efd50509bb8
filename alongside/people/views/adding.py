"""Pages for adding somebody new, and for saying that two records are two people."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, permitted, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.pages import carry_out
from alongside.people import access, duplicates
from alongside.people.actions.adding import Told, add_person, maybe_the_same, not_the_same
from alongside.people.finding import Found, find
from alongside.people.forms import AddPersonForm, SomebodyElseForm, TwoPeopleForm
from alongside.people.merging import merges_of
from alongside.people.merging_forms import LookForm
from alongside.people.models import FactKind, Person

from .asking import opened, show


@permitted("add person")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Somebody new; first those who may be the same."""
    account = account_of(request)
    draft = drafts.draft_for(request, purpose="person to be added")
    if draft.became or draft.later:
        return redirect(draft.became or "foundation:drafts")
    form = AddPersonForm(request.POST or None)
    others, why = _ids(request), request.POST.get("not_the_same_why", "").strip()
    owes_why = bool(others) and not why
    if form.is_valid() and (owes_why or not form.cleaned_data["is_somebody_new"]):
        likely = _likely(form, account)
        if likely is not None and (likely.people or likely.elsewhere):
            return _ask_whether_new(request, likely, draft, owes_why)
    if form.is_bound and not form.errors:
        seen = Person.objects.visible_to(account).filter(pk__in=others)
        adds = drafts.ending_draft(add_person, draft, _about)
        said = {"not_the_same_as": list(seen), "not_the_same_why": why}
        done = carry_out(form, adds, is_somebody_new=True, **said, by=account)
        if done:
            return redirect(done.result)
    if not form.is_bound:
        draft.fill(form)
    return render(request, "people/add.html", {"form": form, "draft": draft})


def _about(person: Person) -> str:
    return reverse("people:about", args=[person.pk])


def _likely(form: AddPersonForm, account: Account) -> duplicates.Duplicates | None:
    told = [*form.cleaned_data["told"]]
    name = {key: form.cleaned_data[key] for key in ("given", "family")}
    if any(name.values()):
        told.insert(0, Told(FactKind.NAME_KNOWN_AS, detail=name))
    birth, known = form.cleaned_data["birth"], form.cleaned_data["birth_known"]
    if birth:
        told.append(Told(FactKind.BIRTH, birth, known=known))
    try:
        return duplicates.likely_duplicates(**duplicates.from_told(told), by=account)
    except ValidationError as refusal:  # too many searches in a minute
        form.add_error(None, refusal)
        return None


def _ask_whether_new(
    request: HttpRequest, likely: duplicates.Duplicates, draft: drafts.OpenDraft, owes_why: bool
) -> HttpResponse:
    """Those who may be the same; and, where a number is the same, why it is somebody else."""
    kept = [
        (name, value)
        for name, value in request.POST.items()
        if name in AddPersonForm.base_fields and name != "is_somebody_new"
    ]
    kept.append(("draft", str(draft.id)))
    alike = [one.person for one in likely.people if one.has_number]
    why = SomebodyElseForm(request.POST if owes_why else None) if alike else None
    context = {"likely": likely, "kept": kept, "alike": alike, "form": why}
    return render(request, "people/likely.html", context)


def _ids(request: HttpRequest) -> list[UUID]:
    """The people with the same number, and found to be somebody else all the same."""
    found = []
    for text in request.POST.getlist("not_the_same_as")[:10]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@staff_only
@require_http_methods(["GET", "POST"])
def same(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who else may be this person; and saying that somebody is not, or may be after all."""
    account, person = account_of(request), opened(request, person_id)
    sent, refused = TwoPeopleForm(request.POST), ""
    look = LookForm(request.POST if "sought" in request.POST else None)
    if request.method == "POST" and (ids := _ids(request)):
        if carry_out(sent, _said_of(request, person, ids[0], account), by=account):
            return redirect("people:same", person_id)
        refused = " ".join(str(one) for errors in sent.errors.values() for one in errors)
    try:
        likely = duplicates.likely_same_as(person, account)
    except ValidationError as refusal:
        likely, refused = duplicates.Duplicates(), refusal.messages[0]
    told = {
        "told_apart": access.told_apart_from(person, account),
        "merges": merges_of(person),
        "look": look,
        "found": _found(look, person, account),
    }
    return show(request, "same", person, likely=likely, refused=refused, **told)


def _found(look: LookForm, person: Person, account: Account) -> list[Found] | None:
    """Whom somebody looked for by hand; nothing where nobody did."""
    if not look.is_bound or not look.is_valid():
        return None
    try:
        people = find(look.cleaned_data["sought"], account).people
    except ValidationError as refusal:
        look.add_error("sought", refusal)
        return None
    return [one for one in people if one.person != person]


def _said_of(
    request: HttpRequest, person: Person, other_id: UUID, account: Account
) -> Callable[..., Any]:
    other = access.person_to_view(account, other_id)
    if "take_back" in request.POST:
        kept = next(
            (one for one, them in access.told_apart_from(person, account) if them == other), None
        )
        if kept is None:
            raise Http404
        return partial(maybe_the_same, kept=kept)
    return partial(not_the_same, one=person, other=other)
