"""Pages for adding somebody new, and for saying that two records are two people."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, permitted, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.pages import carry_out
from alongside.people import access, duplicates
from alongside.people.actions.adding import Told, add_person, not_the_same
from alongside.people.forms import AddPersonForm
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
    if form.is_valid() and not form.cleaned_data["is_somebody_new"]:
        likely = _likely(form, account)
        if likely is not None and (likely.people or likely.elsewhere):
            return _ask_whether_new(request, likely, draft)
    if form.is_bound and not form.errors:
        seen = Person.objects.visible_to(account).filter(pk__in=_ids(request))
        adds = drafts.ending_draft(add_person, draft, _about)
        done = carry_out(form, adds, is_somebody_new=True, not_the_same_as=list(seen), by=account)
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
    request: HttpRequest, likely: duplicates.Duplicates, draft: drafts.OpenDraft
) -> HttpResponse:
    kept = [
        (name, value)
        for name, value in request.POST.items()
        if name in AddPersonForm.base_fields and name != "is_somebody_new"
    ]
    kept.append(("draft", str(draft.id)))
    return render(request, "people/likely.html", {"likely": likely, "kept": kept})


def _ids(request: HttpRequest) -> list[UUID]:
    """The people who were shown as likely, and found to be somebody else."""
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
    """Who else may be this person; and saying that somebody is not."""
    account, person = account_of(request), opened(request, person_id)
    if request.method == "POST" and (ids := _ids(request)):
        other = access.person_to_view(account, ids[0])
        not_the_same(one=person, other=other, why=request.POST.get("why", ""), by=account)
        return redirect("people:same", person_id)
    try:
        likely, refused = duplicates.likely_same_as(person, account), ""
    except ValidationError as refusal:
        likely, refused = duplicates.Duplicates(), refusal.messages[0]
    return show(request, "same", person, likely=likely, refused=refused)
