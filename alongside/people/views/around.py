"""Pages for who is around somebody."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.foundation.content import codes
from alongside.foundation.drafts import not_twice
from alongside.people import access, forms
from alongside.people.actions import around as actions
from alongside.people.models import Person, Relationship, Rung

from .asking import ask, show

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


def _record(request: HttpRequest, person_id: UUID) -> Person:
    """The person, for who may read the record: whoever only reaches them is not told whose kin."""
    account = account_of(request)
    if request.method == "GET":
        return access.record_to_open(account, person_id, "person opened")
    return access.person_to_view(account, person_id, Rung.RECORD)


@staff_only
@require_GET
def around(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who is around them, and who was."""
    person = _record(request, person_id)
    ended = Relationship.objects.filter(person=person).exclude(ends_on=None, over_at=None)
    mine = Person.objects.visible_to(account_of(request))
    edges = around_of(person)
    known = set(mine.filter(pk__in=[one.other_id for one in edges]).values_list("pk", flat=True))
    return show(request, "around", person, edges=edges, ended=ended.order_by("called"), known=known)


@staff_only
@both
@not_twice
def add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody around them; ?other= names one who has a record."""
    account, person = account_of(request), _record(request, person_id)
    other = None
    if "other" in request.GET:
        other = access.person_to_view(account, _uuid(request.GET["other"]))
    return ask(
        request,
        person,
        partial(forms.AroundForm, initial={"called": other.called if other else ""}),
        partial(actions.add_relationship, other=other),
        "Who is around them?",
        "Write this down",
        back="around",
        purpose="person around them",
        person=person,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nobody: a 404


@staff_only
@both
@not_twice
def end(request: HttpRequest, person_id: UUID, edge_id: UUID) -> HttpResponse:
    """It was so, and is no longer."""
    _record(request, person_id)
    edge = access.relationship_to_change(account_of(request), person_id, edge_id)
    return ask(
        request,
        edge.person,
        forms.EndFactForm,
        actions.end_relationship,
        "This is no longer so",
        "Write this down",
        line=edge.called,
        back="around",
        purpose="last day of a relationship",
        relationship=edge,
    )


@staff_only
@both
@not_twice
def take_back(request: HttpRequest, person_id: UUID, edge_id: UUID) -> HttpResponse:
    """It was never so."""
    _record(request, person_id)
    edge = access.relationship_to_change(account_of(request), person_id, edge_id)
    return ask(
        request,
        edge.person,
        forms.WhyForm,
        actions.take_back_relationship,
        "This was never so",
        "Take it back",
        line=edge.called,
        back="around",
        purpose="reason for taking a relationship back",
        relationship=edge,
    )
