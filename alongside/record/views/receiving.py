"""Writing down what somebody told us, about people who are found or added on the way."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, may, permitted
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.pages import carry_out
from alongside.people import duplicates
from alongside.people.actions.adding import Told, add_person
from alongside.people.finding import Findings
from alongside.people.models import FactKind, Known, Person
from alongside.people.models.reach import teams_of
from alongside.record.access import people_to_write_about
from alongside.record.actions.receiving import receive_referral
from alongside.record.forms.front_door import NewPersonForm, ReceiveForm
from alongside.record.forms.writing import when_now
from alongside.record.models import Referral

from .writing import LOOK, found_in, ids_in, look_for

ADD, ADD_ANYHOW = "add", "add-anyhow"  # buttons
NEW = "new"  # before the names of the boxes for somebody who is not here yet


@permitted("write record")
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def receive(request: HttpRequest) -> HttpResponse:
    """One page: what was told, whom it is about, and who told it."""
    by = account_of(request)
    is_post = request.method == "POST"
    posted = ids_in(request.POST.getlist("people"))
    draft = drafts.draft_for(
        request, purpose="referral received", about=people_to_write_about(by, posted)
    )
    if draft.became:
        return redirect(draft.became)
    if draft.later and not draft.refused:
        return redirect("foundation:drafts")
    chosen = posted if is_post else ids_in(draft.texts.get("people", "").split("\n"))
    new, likely, added = somebody_new(request, by)
    if added is not None:
        chosen = [*dict.fromkeys([*chosen, added.pk])]
        keep(draft, chosen, new, by)
        return redirect(f"{draft.go_on}#about-whom")
    findings, look = look_for(request, by, "Look for them by name, birthday or number")
    people = found_in(findings, by, chosen)
    form = _form(request, people, chosen, draft)
    if form.is_bound and not draft.refused:
        done = carry_out(form, _receiving(form, draft.id), by=by)
        if done:
            return redirect(done.result[0])
    if not form.is_bound:
        draft.fill(form)
        form.initial["people"] = [str(one) for one in chosen]
        if not new.is_bound:
            draft.fill(new)
    context = {
        "form": form,
        "draft": draft,
        "new": new if may(by, "add person") else None,
        "likely": likely,
        "asked": _as_asked(form.people),
        "look": look,
        "findings": findings,
        "closed": closed_to_me(findings, people),
        "forms": [look, new],
    }
    return render(request, "record/receive.html", context, status=422 if form.errors else 200)


def closed_to_me(findings: Findings | None, people: Sequence[Person]) -> list[Person]:
    """Who was found, and in whose record one may not write: the team that holds it does."""
    here = {one.pk for one in people}
    found = findings.people if findings else ()
    return [one.person for one in found if one.person.pk not in here]


def _as_asked(people: Sequence[Person]) -> str:
    return " ".join(str(one.pk) for one in people)


def _form(
    request: HttpRequest, people: list[Person], chosen: list[UUID], draft: drafts.OpenDraft
) -> ReceiveForm:
    """Bound where it is to be finished, and the page had a box for each of several people."""
    given: dict[str, Any] = {"people": people, "chosen": chosen}
    is_finishing = request.method == "POST" and not {LOOK, ADD, ADD_ANYHOW} & set(request.POST)
    asked = set(ids_in(request.POST.get("asked", "").split()))
    if is_finishing and not draft.later and (len(chosen) < 2 or asked == set(chosen)):
        return ReceiveForm(request.POST, **given)
    return ReceiveForm(initial={"happened": when_now()}, **given)


def _receiving(form: ReceiveForm, draft: UUID) -> Any:
    def receive(*, by: Account, **_: Any) -> list[Referral]:
        try:
            return receive_referral(id=draft, by=by, **form.told())
        except ValidationError as refusal:
            if hasattr(refusal, "error_dict") and "received" in refusal.error_dict:
                raise ValidationError({"happened": refusal.error_dict["received"]}) from refusal
            raise

    return receive


# Somebody who is not on the record yet ------------------------------------------------------------


def somebody_new(
    request: HttpRequest, by: Account
) -> tuple[NewPersonForm, duplicates.Duplicates | None, Person | None]:
    """Add them where that was pressed; first shown who they may be, and added once looked at."""
    pressed = {ADD, ADD_ANYHOW} & set(request.POST)
    if not pressed or not may(by, "add person"):
        return NewPersonForm(prefix=NEW), None, None
    form = NewPersonForm(request.POST, prefix=NEW)
    if not form.is_valid():
        return form, None, None
    said = form.cleaned_data
    birth = said["birth"].strip()
    told = {
        "given": said["given"],
        "family": said["family"],
        "birth": birth,
        "birth_known": _sure(birth),
    }
    try:
        if not f"{said['given']}{said['family']}".strip():
            raise ValidationError({"given": "Write a name, or what they are called for now."})
        likely = _likely(said, birth, by)
        if ADD_ANYHOW not in pressed and (likely.people or likely.elsewhere):
            return form, likely, None
        # Whoever writes it down works with nobody because of it: their team answers meanwhile.
        mine = teams_of(by).select_related("team").order_by("team__name").first()
        team = mine.team if mine else None
        person = add_person(id=said["id"], **told, team=team, is_somebody_new=True, by=by)
    except ValidationError as refusal:
        _put_on(form, refusal)
        return form, None, None
    return form, None, person


def _sure(birth: str) -> str:
    if not birth:
        return Known.NOT_ASKED
    return Known.ESTIMATED if birth.casefold().startswith("about") else Known.KNOWN


def _likely(said: dict[str, Any], birth: str, by: Account) -> duplicates.Duplicates:
    told = [Told(FactKind.NAME_KNOWN_AS, detail={"given": said["given"], "family": said["family"]})]
    if birth:
        told.append(Told(FactKind.BIRTH, birth, known=_sure(birth)))
    return duplicates.likely_duplicates(**duplicates.from_told(told), by=by)


def _put_on(form: NewPersonForm, refusal: ValidationError) -> None:
    known = getattr(refusal, "error_dict", {})
    for name, errors in known.items():
        form.add_error(name if name in form.fields else "given", errors)
    if not known:
        form.add_error("birth" if "birth" in form.data else "given", refusal.messages)


def keep(draft: drafts.OpenDraft, chosen: Sequence[UUID], new: NewPersonForm, by: Account) -> None:
    """Whoever was added is chosen in the draft, and the boxes are empty for the next."""
    texts = {"people": "\n".join(str(one) for one in chosen)}
    texts |= {new.add_prefix(name): "" for name in new.fields}
    changes = [
        drafts.Change(name, uuid4(), 1, draft.versions.get(name, 0), text)
        for name, text in texts.items()
        if text or draft.texts.get(name)
    ]
    row = drafts.draft_of(by, draft.id)
    drafts.save_pieces(draft=row, changes=changes, by=by)
