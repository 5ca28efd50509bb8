"""Who is involved with somebody, and services from outside: told, put right, ended, looked at."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.desk.access.involved import One, involved, of_service
from alongside.desk.outside_forms import EndServiceForm, LookForm, ServiceForm, TakeBackForm
from alongside.foundation import drafts, trail
from alongside.foundation.days import LONDON
from alongside.foundation.models import Draft
from alongside.people.access import person_to_view, record_to_open
from alongside.people.actions import outside as actions
from alongside.people.actions.around import may_write_or_refuse
from alongside.people.header import header_of
from alongside.people.models import Person, Rung, Service, ServiceLook
from alongside.people.outside import (
    LookIsOver,
    earlier_of,
    kind_words,
    look_to_open,
    looking,
    looks_at,
    out_of_sight,
    service_to_change,
)
from alongside.record.readership import name_of

both = require_http_methods(["GET", "HEAD", "POST"])


@staff_only
@require_safe
def who_is_involved(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everybody around somebody; ?look= is the reason given for what is kept out of sight."""
    by = account_of(request)
    person = record_to_open(by, person_id, "who is involved opened")
    found = involved(person, by)
    listed = sorted({one.record for one in found.around if one.record})
    if listed:
        trail.note("people listed", listed=listed, by=by)
    may_write = may(by, "write record")
    context = {
        "person": person,
        "header": header_of(person, by),
        "parts": _parts(found.here, found.outside, found.acts, found.around, person, may_write),
        "not_involved": [_not_involved(one) for one in found.not_involved],
        "not_told": found.not_told,
        "earlier": [_earlier(one) for one in earlier_of(person)],
        "looks": [_look(one) for one in looks_at(person)],
        "may_write": may_write,
        "behind": None,
    }
    if "look" in request.GET:
        try:
            look = look_to_open(by, person_id, request.GET["look"])
        except LookIsOver:
            return redirect("desk:look-at-services", person_id)
        with looking(look):
            context["behind"] = [_behind(one, look, may_write) for one in out_of_sight(look)]
            context["look"] = look
            return render(request, "desk/involved.html", context)
    return render(request, "desk/involved.html", context)


def _parts(
    here: list[One],
    outside: list[One],
    acts: list[One],
    around: list[One],
    person: Person,
    may_write: bool,
) -> list[dict[str, Any]]:
    """The four parts of the page, each with what it means when nobody is in it."""
    parts = (
        ("here", "Working here", here, "Nobody here works with them now."),
        ("outside", "From outside", outside, "Nobody has told Alongside of any service yet."),
        ("acts", "Acts for them", acts, "Nobody has been let in to act for them."),
        ("around", "Family and people around", around, "Nobody is written down yet."),
    )
    return [
        {"id": id, "heading": heading, "none": none,
         "items": [_shown(one, person, may_write) for one in items]}
        for id, heading, items, none in parts
    ]  # fmt: skip


def _shown(one: One, person: Person, may_write: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"one": one, "url": "", "changes": []}
    if one.record:
        said["url"] = reverse("desk:person", args=[one.record])
    if one.service is not None and may_write:
        said["changes"] = _changes(one.service, "")
    return said


def _changes(service: Service, end: str) -> list[tuple[str, str]]:
    one = [service.person_id, service.pk]
    return [
        ("Put it right, or say what is new", reverse("desk:change-service", args=one) + end),
        ("It is no longer involved", reverse("desk:end-service", args=one) + end),
        ("It never was", reverse("desk:take-back-service", args=one) + end),
    ]


def _behind(service: Service, look: ServiceLook, may_write: bool) -> dict[str, Any]:
    is_over = service.is_past or service.over_at is not None
    end = f"?{urlencode({'look': str(look.pk)})}"
    return {
        "one": of_service(service),
        "is_over": is_over,
        "state": _state(service),
        "is_not": not service.is_involved,
        "changes": _changes(service, end) if may_write and not is_over else [],
    }


def _state(service: Service) -> str:
    if service.over_at is not None:
        return f"Taken back. {service.over_why}"
    return f"Until {service.said('ends')}. {service.over_why}".strip() if service.ends_on else ""


def _not_involved(one: Service) -> dict[str, Any]:
    at = one.recorded_at.astimezone(LONDON).date()
    return {"kind": kind_words(one), "by": one.told_by, "at": at, "words": one.words}


def _earlier(one: Service) -> dict[str, str]:
    return {"called": one.agency or one.contact, "kind": kind_words(one), "state": _state(one)}


def _look(one: ServiceLook) -> dict[str, Any]:
    return {"who": name_of(one.by), "at": one.at, "why": one.why}


# Services -----------------------------------------------------------------------------------------


@staff_only
@both
@drafts.not_twice
def look(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Say why; what is kept out of sight is shown after that, and for as long as one page."""
    by, person = _reading(request, person_id)
    return _ask(
        request, person, by, LookForm, actions.look_behind,
        heading="Look at what is kept out of sight", button="Look now",
        line="Say why you need to know it now. Your reason is kept, and the person can read that"
        " you looked.",
        purpose="reason for a look at services",
        then=lambda made: _opened(request, made), person=person,
    )  # fmt: skip


def _opened(request: HttpRequest, look: ServiceLook) -> str:
    """The page that was asked for; or the words that were begun when the last look ran out."""
    draft = _begun(request, "then")
    page = reverse("desk:involved", args=[look.person_id])
    if draft is None or not draft.address.startswith(page):
        return f"{page}?look={look.pk}#behind"
    return f"{draft.address}?{urlencode({'look': str(look.pk), 'draft': str(draft.pk)})}"


@staff_only
@both
@drafts.not_twice
def add_service(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A service that is around somebody, or is not."""
    by, person = _writing(request, person_id)
    return _ask(
        request, person, by, ServiceForm, actions.write_down_service,
        heading="A service around them", button="Write this down",
        line="Police, sexual health, drugs or alcohol, and support after domestic abuse are kept"
        " out of sight as soon as they are written down.",
        purpose="service around somebody", then=lambda _: _page(person), person=person,
    )  # fmt: skip


@staff_only
@both
@drafts.not_twice
def change_service(request: HttpRequest, person_id: UUID, service_id: UUID) -> HttpResponse:
    """What is known of it now, in the place of what stood there."""
    asks = partial(
        _ask, heading="What is known of this service now?", button="Write this down",
        line="What stood there before stays to be read.", purpose="more about a service",
    )  # fmt: skip

    def answer(by: Account, service: Service) -> HttpResponse:
        form = partial(ServiceForm, initial=ServiceForm.told_of(service))
        return asks(
            request, service.person, by, form, actions.write_down_service,
            then=lambda _: _back(request, service.person), person=service.person, replaces=service,
        )  # fmt: skip

    return _with_service(request, person_id, service_id, answer)


@staff_only
@both
@drafts.not_twice
def end_service(request: HttpRequest, person_id: UUID, service_id: UUID) -> HttpResponse:
    """It was around them, and is no longer."""

    def answer(by: Account, service: Service) -> HttpResponse:
        return _ask(
            request, service.person, by, EndServiceForm, actions.end_service,
            heading="This service is no longer involved", button="Write this down",
            line=service.agency or service.contact, purpose="last day of a service",
            then=lambda _: _back(request, service.person), service=service,
        )  # fmt: skip

    return _with_service(request, person_id, service_id, answer)


@staff_only
@both
@drafts.not_twice
def take_back_service(request: HttpRequest, person_id: UUID, service_id: UUID) -> HttpResponse:
    """It never was so."""

    def answer(by: Account, service: Service) -> HttpResponse:
        return _ask(
            request, service.person, by, TakeBackForm, actions.take_back_service,
            heading="This service never was involved", button="Take it back",
            line=service.agency or service.contact, purpose="reason for taking a service back",
            then=lambda _: _back(request, service.person), service=service,
        )  # fmt: skip

    return _with_service(request, person_id, service_id, answer)


def _with_service(
    request: HttpRequest,
    person_id: UUID,
    service_id: UUID,
    answer: Callable[[Account, Service], HttpResponse],
) -> HttpResponse:
    """The page of one service; with the look that opened it, where it is kept out of sight."""
    by, person = _writing(request, person_id)
    if "look" not in request.GET:
        try:
            return answer(by, service_to_change(by, person_id, service_id))
        except Http404:
            if not _is_begun(request):
                raise
            return _look_again(request, person)
    try:
        look = look_to_open(by, person_id, request.GET["look"])
    except LookIsOver:
        return _look_again(request, person)
    with looking(look):
        return answer(by, service_to_change(by, person_id, service_id))


def _look_again(request: HttpRequest, person: Person) -> HttpResponse:
    """Lead to where the reason is given; what was sent meanwhile is kept, and comes back."""
    kept = request.GET.get("draft", "")
    if request.method == "POST":
        purpose, address = "words about a service", request.path
        draft = drafts.draft_for(request, purpose=purpose, about=[person], address=address)
        if draft.refused:
            raise Http404  # too long to be kept: the page that says so gives them back
        kept = str(draft.id)
    asks = reverse("desk:look-at-services", args=[person.pk])
    return redirect(f"{asks}?{urlencode({'then': kept})}" if kept else asks)


def _is_begun(request: HttpRequest) -> bool:
    """Whether this page is asked for to go on with words of one's own that were begun on it."""
    draft = _begun(request, "draft")
    return draft is not None and draft.address == request.path


def _begun(request: HttpRequest, name: str) -> Draft | None:
    """One's own open draft that the address names."""
    with suppress(ValueError):
        wanted = UUID(request.GET.get(name, ""))
        return drafts.open_drafts_of(account_of(request)).filter(pk=wanted).first()
    return None


# In common ----------------------------------------------------------------------------------------


def _reading(request: HttpRequest, person_id: UUID) -> tuple[Account, Person]:
    by = account_of(request)
    if request.method == "POST":
        return by, person_to_view(by, person_id, Rung.RECORD)
    return by, record_to_open(by, person_id, "person opened")


def _writing(request: HttpRequest, person_id: UUID) -> tuple[Account, Person]:
    by, person = _reading(request, person_id)
    may_write_or_refuse(by)
    return by, person


def _page(person: Person) -> str:
    return reverse("desk:involved", args=[person.pk])


def _back(request: HttpRequest, person: Person) -> str:
    """Where one came from, with the look that was open there."""
    look = request.GET.get("look", "")
    return f"{_page(person)}?{urlencode({'look': look})}#behind" if look else _page(person)


def _without_look(request: HttpRequest) -> str:
    """Where words are gone on with: without the look, which is over by then."""
    then = request.GET.get("then")
    return f"{request.path}?{urlencode({'then': then})}" if then else request.path


def _ask(
    request: HttpRequest, person: Person, by: Account, form: Any, action: Any, /,
    *, heading: str, button: str, purpose: str, then: Any, line: str = "", **given: Any,
) -> HttpResponse:  # fmt: skip
    """One question, kept as it is typed."""
    asked = drafts.asking(
        request, form, action, then=then, purpose=purpose, about=[person], by=by,
        keeps=_without_look(request), **given
    )  # fmt: skip
    if asked.leads:
        return redirect(asked.leads)
    told = {"heading": heading, "button": button, "line": line, "away": _back(request, person)}
    context = {**asked.context, **told, "person": person, "header": header_of(person, by)}
    return render(request, "desk/involved_ask.html", context)
