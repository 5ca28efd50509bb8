"""Pages for who is around somebody."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.drafts import not_twice
from alongside.people import access, family_forms, finding, fitting, forms, near
from alongside.people.actions import around as actions
from alongside.people.actions import families
from alongside.people.gathering import family_of
from alongside.people.kin import is_child
from alongside.people.models import Person, Relationship, Rung
from alongside.people.names import fold

from .asking import ask, show

both = require_http_methods(["GET", "POST"])
A_ROW = "row "


def record(request: HttpRequest, person_id: UUID) -> Person:
    """The person, for who may read the record: whoever only reaches them is not told whose kin."""
    account = account_of(request)
    if request.method == "GET":
        return access.record_to_open(account, person_id, "person opened")
    return access.person_to_view(account, person_id, Rung.RECORD)


def writes(request: HttpRequest, person_id: UUID) -> Person:
    """The same, for whoever may write there."""
    person = record(request, person_id)
    actions.may_write_or_refuse(account_of(request))
    return person


@staff_only
@require_GET
def around(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who is around them, who lives there too, what may follow, and who was."""
    account, person = account_of(request), record(request, person_id)
    family = family_of(person, account)
    told = near.around_of(person, account)
    known = {one.edge.end for one in told} | set(family.nodes)
    home = near.at_home(person, account, known)
    proposed = fitting.proposals(family)
    listed = {one.pk for one in home} | {one.who.key for one in proposed if one.who.person}
    ended = near.ended_of(person)
    # Those who are told of here too: their names are read with the page.
    listed |= {row.other_id for row in (*(one.edge for one in told), *ended) if row.other_id}
    if listed:
        trail.note("people listed", listed=sorted(listed), by=account)
    return show(
        request,
        "around",
        person,
        told=told,
        home=home,
        proposed=[(one, near.words_of(one.kind)) for one in proposed],
        look_again=fitting.look_again(family),
        ended=ended,
        kept_away=near.kept_away(person),
        is_ended_cut=len(ended) == near.MOST_ENDED,
        asks_responsibility=is_child(person),
    )


@staff_only
@both
@not_twice
def add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody around them; ?other= names one who has a record, ?who= one who is named here."""
    account, person = account_of(request), writes(request, person_id)
    told = near.around_of(person, account)
    other, who = _other(request, account), _who(request, account, person)
    fixed = other.called if other else who.called if who else ""
    end = other.pk if other else who.end if who else None
    form = partial(
        family_forms.AroundForm,
        of=near.named_here(told, [end] if end else []),
        short=person.called,
        look=partial(_look, told, person, account),
        is_fixed=bool(fixed),
        stands=partial(_stands, told, end),
    )
    return ask(
        request,
        person,
        form,
        partial(_write, account, person, other, who),
        "Who is around them?",
        "Write this down",
        line=fixed,
        back="around",
        purpose="person around them",
    )


def _other(request: HttpRequest, account: Account) -> Person | None:
    if "other" not in request.GET:
        return None
    return access.person_to_view(account, _uuid(request.GET["other"]))


def _who(request: HttpRequest, account: Account, person: Person) -> Relationship | None:
    if "who" not in request.GET:
        return None
    return access.relationship_to_change(account, person.pk, _uuid(request.GET["who"]))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nobody: a 404


def _look(
    told: list[near.Somebody], person: Person, account: Account, called: str
) -> list[tuple[str, str]]:
    """Who may be meant by a name: those named here, those at the address, and who is found."""
    wanted = fold(called)
    if not wanted:
        return []
    found: dict[str, str] = {}
    for row, name in near.named_here(told):
        if fold(name) == wanted:
            found[f"{A_ROW}{row}"] = f"{name}, who is written down here"
    people = {
        str(one.pk): f"{one.called}, at the same address"
        for one in near.at_home(person, account, [])
        if fold(one.called) == wanted or wanted in fold(one.called).split()
    }
    try:
        hits = finding.find(called, account, limit=5).people
    except ValidationError:  # too many searches in a minute: then the name stays a name
        hits = ()
    people |= {
        str(one.person.pk): f"{one.person.called}. {one.line}".strip()
        for one in hits
        if one.is_exact and str(one.person.pk) not in people
    }
    here = {str(one.other_id) for one in told} | {str(person.pk)}
    return [*found.items(), *[one for one in people.items() if one[0] not in here]]


def _stands(told: list[near.Somebody], end: UUID | None, which: str, kind: str, of: str) -> str:
    """Why this needs no telling: it stands here already."""
    whom = next((one.edge.end for one in told if str(one.edge.pk) == of), None)
    return near.standing(told, end or _uuid(which.removeprefix(A_ROW)), kind, whom)


def _write(
    account: Account,
    person: Person,
    other: Person | None,
    who: Relationship | None,
    *,
    which: str = "",
    of: str = "",
    by: Account,
    **given: Any,
) -> Relationship:
    """Carry out what the form asks; ids that were sent are looked up as this account sees them."""
    if which.startswith(A_ROW):
        row = _uuid(which.removeprefix(A_ROW))
        who = access.relationship_to_change(account, person.pk, row)
    elif which and which != family_forms.ONLY_A_NAME:
        other = access.person_to_view(account, _uuid(which))
    given["is_somebody_else"] = which == family_forms.ONLY_A_NAME
    if other or who:
        given.pop("called", None)  # as they are called, and not as it was typed
    whom = access.relationship_to_change(account, person.pk, _uuid(of)) if of else None
    return actions.add_relationship(person=person, other=other, who=who, of=whom, by=by, **given)


@staff_only
@both
@not_twice
def responsibility(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who has parental responsibility, and where it comes from; ?who= names one told here."""
    account, person = account_of(request), writes(request, person_id)
    who = _who(request, account, person)
    return ask(
        request,
        person,
        partial(family_forms.ResponsibilityForm, is_fixed=who is not None),
        partial(families.record_responsibility, who=who),
        "Who has parental responsibility?",
        "Write this down",
        line=who.called if who else "",
        back="around",
        purpose="parental responsibility",
        person=person,
    )


@staff_only
@both
@not_twice
def contact(request: HttpRequest, person_id: UUID, edge_id: UUID) -> HttpResponse:
    """What contact is safe, and what is not."""
    person = writes(request, person_id)
    who = access.relationship_to_change(account_of(request), person_id, edge_id)
    return ask(
        request,
        person,
        family_forms.ContactForm,
        families.record_contact,
        "What contact is safe?",
        "Write this down",
        line=who.called,
        back="around",
        purpose="safe and unsafe contact",
        kept_away=near.kept_away(person),
        person=person,
        who=who,
    )


@staff_only
@both
@not_twice
def more(request: HttpRequest, person_id: UUID, edge_id: UUID) -> HttpResponse:
    """More about somebody who has no record."""
    person = writes(request, person_id)
    edge = access.relationship_to_change(account_of(request), person_id, edge_id)
    names = ("other_sex", "other_state", "other_born", "other_died")
    return ask(
        request,
        person,
        partial(family_forms.MoreForm, initial={name: getattr(edge, name) for name in names}),
        families.tell_more,
        "What is known of them?",
        "Write this down",
        line=edge.called,
        back="around",
        purpose="more about somebody around them",
        relationship=edge,
    )


@staff_only
@require_POST
def proposed(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody looked at what follows from others: it is so, or it is not."""
    account, person = account_of(request), writes(request, person_id)
    key, is_so = _uuid(request.POST.get("who", "")), request.POST.get("answer") == "yes"
    for one in fitting.proposals(family_of(person, account)):
        if one.who.key == key:  # asked anew: what was answered meanwhile is no proposal any more
            other = one.who.person
            who = None if other else access.relationship_here(person, key)
            families.answer_proposal(
                person=person,
                kind=one.kind,
                other=other,
                who=who,
                called=one.who.called,
                is_so=is_so,
                by=account,
            )
    return redirect("people:around", person_id)


@staff_only
@both
@not_twice
def end(request: HttpRequest, person_id: UUID, edge_id: UUID) -> HttpResponse:
    """It was so, and is no longer."""
    writes(request, person_id)
    edge = access.relationship_to_change(account_of(request), person_id, edge_id)
    return ask(
        request,
        edge.person,
        family_forms.EndForm,
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
    writes(request, person_id)
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
