"""What a practitioner does for themselves changes no page of anybody else’s, of whatever role."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account, Role
from alongside.foundation import pages
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.learning.actions import capability, cpd, dilemmas, evidence
from alongside.learning.actions.pieces import write_piece
from alongside.learning.instrument import instrument_on
from alongside.learning.profiles import roles
from alongside.learning.scenarios.library import scenario_named
from alongside.learning.standing import Aside
from tests.browsing import signed_in
from tests.cast import Cast, account, assemble, join
from tests.journeys.crawling import patterns

pytestmark = pytest.mark.django_db

MARK = "Kingfisher"
# What a browser is given anew each time, the id of an empty form included; what a clock shows.
FRESH = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|\b\d\d:\d\d\b'
    r"|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
)
NOT_LEARNING = ("partner-worker", "importer", "sealer")  # of accounts that are no staff


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture(autouse=True)
def refused_in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of all answers are refusals: their number and reason are read here, not their look."""

    def refuse(request: HttpRequest, status: int, **told: str) -> HttpResponse:
        return HttpResponse(f"{status} {told}", "text/plain", status)

    monkeypatch.setattr(pages, "refuse", refuse)


def everybody(cast: Cast) -> dict[str, Account]:
    """One account of each role in Alice’s own team, who also manages it; and those outside."""
    staff = Role.objects.exclude(pk__in=NOT_LEARNING).order_by("pk")
    found = {}
    with acting(cast.system.pk):
        for role in staff:
            found[role.pk] = account("staff", f"Has {role.pk}", roles=(role.pk,))
            join(found[role.pk], cast.adults, is_manager=True)
        all_of_them = tuple(role.pk for role in staff)
        found["every role at once"] = account("staff", "Has all", roles=all_of_them)
        join(found["every role at once"], cast.adults, is_manager=True)
    return found | {"colleague": cast.bob, "partner": cast.sam, "proxy": cast.pat}


def lives(alice: Account) -> dict[str, set[UUID]]:
    """All that one does alone; gives the ids that stand in its addresses."""
    asked = instrument_on(timezone.localdate())
    scenario = scenario_named("open-profile")
    assert scenario
    with acting(alice.pk):
        levels = {one.id: "1" for one in asked.asked(is_short=False)}
        attempt = capability.finish_attempt(
            id=new_id(), instrument=asked, roles=roles(), role="social-worker",
            filled=capability.Filled(now=levels, asides={"A": Aside(importance=3)}),
            is_short=False, before=None, started_at=timezone.now(), by=alice,
        )  # fmt: skip
        focus = capability.choose_focus(
            cluster="A", this_week=MARK, for_people=MARK, came_from=attempt.piece, by=alice
        )
        on = timezone.localdate()
        written = [
            write_piece(kind=kind, shape="free", title=MARK, on=on, texts={"free": MARK}, by=alice)
            for kind in ("reflection", "mistake")
        ]
        counted = cpd.write_cpd(
            activity="reading", title=MARK, on=on, by=alice,
            texts={"about": MARK, "learning": MARK, "impact": MARK},
        )  # fmt: skip
        shown = evidence.show_with(piece=written[0], cluster="A", note=MARK, by=alice)
        run = dilemmas.begin_run(scenario=scenario, by=alice)
        first = scenario.scenes[0].choices[0].id
        dilemmas.choose(run=run, number=1, choice=first, why=MARK, by=alice)
    owned = {attempt.piece.pk, *(one.pk for one in written), counted.pk}
    return {
        "piece_id": owned,
        "focus_id": {focus.pk},
        "evidence_id": {shown.pk},
        "run_id": {run.pk},
    }


@contextmanager
def without_a_trace() -> Iterator[None]:
    """Whatever a page writes when it is read is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def plain_addresses() -> dict[str, str]:
    """Every page that is asked for by its name alone."""
    return {name: reverse(name) for name, needs in patterns() if not needs}


def browsers(cast: Cast) -> dict[str, Client]:
    """Everybody’s. Pages of one role are parts of those of all at once: only these are checked."""
    found = {name: signed_in(one) for name, one in everybody(cast).items()}
    for name in Role.objects.values_list("pk", flat=True):
        if name in found:
            found[name], known = Client(), found[name]
            found[name].cookies = known.cookies
    return found


def read_all(asks: Client, never: Collection[str] = ()) -> dict[str, str]:
    """What each of these addresses answers to somebody: none of these words among it."""
    found = {}
    for name, address in plain_addresses().items():
        if name == "account_logout":
            continue
        with without_a_trace():
            answer = asks.get(address)
            body = b"".join(answer) if answer.streaming else answer.content
        said = body.decode(errors="replace")
        assert not [one for one in never if one in said], name
        found[name] = f"{answer.status_code} {FRESH.sub('', said)}"
    return found


def test_no_page_of_anybody_changes(cast: Cast) -> None:
    readers = browsers(cast)
    before = {name: read_all(asks) for name, asks in readers.items()}
    ids = {str(one) for some in lives(cast.alice).values() for one in some}
    told = [
        (page, role)
        for role, asks in readers.items()
        for page, body in read_all(asks, {MARK, *ids}).items()
        if body != before[role][page]
    ]
    assert told == []
    # The search finds what there is: its owner’s own pages did change.
    own = read_all(signed_in(cast.alice))
    assert {"learning:home", "learning:cpd", "learning:reflections"} <= {
        page for page, body in own.items() if MARK in body
    }


def test_no_address_of_it_opens(cast: Cast) -> None:
    ids = lives(cast.alice)
    addresses = [
        reverse(name, kwargs={needs[0]: one})
        for name, needs in patterns()
        if len(needs) == 1 and name.startswith("learning:")
        for one in ids.get(needs[0], ())
    ]
    assert len(addresses) > 30
    own = signed_in(cast.alice)
    assert sum(own.get(one).status_code == 200 for one in addresses) > 12
    for role, asks in browsers(cast).items():
        answers = {address: asks.get(address).status_code for address in addresses}
        assert {one for one in answers.values()} <= {404, 405}, (role, answers)
        sent = {address: asks.post(address, {"text": "x"}).status_code for address in addresses}
        assert {one for one in sent.values()} <= {404, 405, 403}, (role, sent)
