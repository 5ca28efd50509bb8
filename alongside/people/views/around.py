"""Pages for who is around somebody."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.foundation.content import codes
from alongside.foundation.pages import carry_out
from alongside.people import access, forms
from alongside.people.actions import around as actions
from alongside.people.models import Person, Relationship

from .asking import ask, opened, show

both = require_http_methods(["GET", "POST"])


def around_of(person: Person) -> list[Relationship]:
    """Who is around them now, each with `kind_words`; the database leaves out what discloses."""
    edges = list(
        Relationship.objects.filter(person=person, over_at=None, ends_on=None).order_by("called")
    )
    for edge in edges:
        found = codes("relationships").find(edge.kind)
        edge.kind_words = found.words if found else edge.kind  # type: ignore[attr-defined]
    return edges


@staff_only
@require_GET
def around(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who is around them, and who was."""
    person = opened(request, person_id)
    ended = Relationship.objects.filter(person=person).exclude(ends_on=None, over_at=None)
    mine = Person.objects.visible_to(account_of(request))
    edges = around_of(person)
    known = set(mine.filter(pk__in=[one.other_id for one in edges]).values_list("pk", flat=True))
    return show(request, "around", person, edges=edges, ended=ended.order_by("called"), known=known)


@staff_only
@both
def add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody around them; ?other= names one who has a record."""
    account, person = account_of(request), opened(request, person_id)
    other = None
    if "other" in request.GET:
        other = access.person_to_view(account, _uuid(request.GET["other"]))
    form = forms.AroundForm(request.POST or None, initial={"called": other.called if other else ""})
    if carry_out(form, actions.add_relationship, person=person, other=other, by=account):
        return redirect("people:around", person_id)
    return ask(request, person, form, "Who is around them?", "Write this down", back="around")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nobody: a 404


@staff_only
@both
def end(request: HttpRequest, person_id: UUID, edge_id: UUID) -> HttpResponse:
    """It was so, and is no longer."""
    opened(request, person_id)
    edge = access.relationship_to_change(account_of(request), person_id, edge_id)
    form = forms.EndFactForm(request.POST or None)
    if carry_out(form, actions.end_relationship, relationship=edge, by=account_of(request)):
        return redirect("people:around", person_id)
    return ask(
        request,
        edge.person,
        form,
        "This is no longer so",
        "Write the end down",
        line=edge.called,
        back="around",
    )


@staff_only
@both
def take_back(request: HttpRequest, person_id: UUID, edge_id: UUID) -> HttpResponse:
    """It was never so."""
    opened(request, person_id)
    edge = access.relationship_to_change(account_of(request), person_id, edge_id)
    form = forms.WhyForm(request.POST or None)
    if carry_out(form, actions.take_back_relationship, relationship=edge, by=account_of(request)):
        return redirect("people:around", person_id)
    return ask(
        request,
        edge.person,
        form,
        "This was never so",
        "Take it back",
        line=edge.called,
        back="around",
    )
