"""Supervision of work: a team, the people behind each number, the sum, a limit, a decision."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.desk.schemes import Held, in_figures, load_of, schemes, used_scheme
from alongside.foundation.actor import acting
from alongside.foundation.content import ContentError
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Bar, Basis, Grant, Relationship
from alongside.plans.actions import Voice, agree_plan
from alongside.plans.kinds import kinds
from alongside.plans.wording import Goal, Wording
from alongside.record.actions import restrict_entry
from alongside.record.models import About, Clock, Entry, Part, WorkLimit
from tests.browsing import Browse
from tests.cast import Cast, account, join
from tests.cast import person as make_person

from .conftest import Trail, Write

pytestmark = pytest.mark.django_db


def on(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def letting_mo_in(cast: Cast) -> None:
    """Mo supervises Alice with Temi too."""
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.mo, basis=Basis.SUPERVISES, by=cast.system)


def row(page: str, name: str) -> list[str]:
    """What stands beside a worker's name: each number in words, and then the sum."""
    for one in BeautifulSoup(page, "lxml").select("main .al-list > li"):
        heading = one.select_one("h2")
        assert heading
        if heading.get_text(strip=True) == name:
            for hidden in one.select(".govuk-visually-hidden"):
                hidden.decompose()
            said = [link.get_text(strip=True) for link in one.select("p a")]
            return [*said, one.select("p")[1].get_text(strip=True)]
    return []


def team_page(browse: Browse, cast: Cast, who: Any = None) -> str:
    return str(browse(who or cast.mo).get("/team/").content.decode())


def clock(cast: Cast, entry: Entry, days: int, person: Any = None) -> None:
    with acting(cast.alice.pk):
        Clock.objects.create(
            person=person or cast.ade,
            rule="care-plan-review",
            started_on=on(-90),
            entry=entry,
            due_on=on(days),
            started_by=cast.alice,
        )


def test_a_team_by_name_with_what_is_up(
    cast: Cast, browse: Browse, note: Write, trailed: Trail
) -> None:
    letting_mo_in(cast)
    clock(cast, note(), -3)
    clock(cast, note(), 4)
    page = team_page(browse, cast)
    names = [one.get_text(strip=True) for one in BeautifulSoup(page, "lxml").select("main li h2")]
    assert names == ["Alice", "Bob", "Mo"]
    assert row(page, "Alice") == [
        "2 people",
        "1 with something late",
        "1 with something due in a week",
        "1 not met or spoken with in 28 days",
        "23 of 100, within the limit",
    ]
    assert row(page, "Bob") == ["15 of 100, within the limit"]
    assert "Ade" not in page
    assert "team page opened" in trailed(by=cast.mo)


def test_each_number_leads_to_its_people(cast: Cast, browse: Browse, note: Write) -> None:
    letting_mo_in(cast)
    clock(cast, note(), -3)
    links = [
        str(one["href"])
        for one in BeautifulSoup(team_page(browse, cast), "lxml").select("main .al-list p a")
    ]
    late = next(one for one in links if one.endswith("which=late"))
    shown = BeautifulSoup(browse(cast.mo).get(late).content.decode(), "lxml")
    people = [one.get_text(strip=True) for one in shown.select("#who ~ ul h3")]
    assert people == ["Ade Bankole"]
    lonely = late.replace("late", "no-contact")
    shown = BeautifulSoup(browse(cast.mo).get(lonely).content.decode(), "lxml")
    assert [one.get_text(strip=True) for one in shown.select("#who ~ ul h3")] == ["Temi Bankole"]


def test_only_whom_one_may_reach_counts(cast: Cast, browse: Browse) -> None:
    assert row(team_page(browse, cast), "Alice")[0] == "1 person"  # Mo does not see Temi
    with acting(cast.system.pk):
        Bar.objects.create(
            person=cast.ade,
            account=cast.mo,
            ground="conflict declared",
            starts=timezone.now(),
            until=timezone.now() + timedelta(days=900),
            given_by=cast.system,
        )
    assert row(team_page(browse, cast), "Alice") == ["15 of 100, within the limit"]


def test_it_is_for_whoever_leads(cast: Cast, browse: Browse) -> None:
    assert browse(cast.alice).get("/team/").status_code == 403
    assert browse(cast.ade_account).get("/team/").status_code == 404
    theirs = f"/team/{cast.charlie.pk}/"
    assert browse(cast.mo).get(theirs).status_code == 404
    assert browse(cast.mo).get(f"{theirs}limit/").status_code == 404
    assert browse(cast.alice).get(f"/team/{cast.bob.pk}/").status_code == 403
    assert browse(cast.mo).get(f"/team/{cast.mo.pk}/").status_code == 404
    with acting(cast.system.pk):
        lonely = account("staff", "Una", "Team manager", ("manager",))
    assert "You lead no team" in team_page(browse, cast, lonely)


def test_one_reads_ones_own(cast: Cast, browse: Browse) -> None:
    page = browse(cast.alice).get("/workload/").content.decode()
    assert "How much work you hold" in page
    assert "23 of 100" in page
    assert "Ade Bankole" in page
    assert "Set what" not in page
    assert "Nobody has set a limit for you yet" in page


def test_with_nobody_by_name(cast: Cast, browse: Browse) -> None:
    assert "Everybody of this team has somebody" in team_page(browse, cast)
    assert "Everybody has somebody" in browse(cast.mo).get("/team/unallocated/").content.decode()
    with acting(cast.system.pk):
        for one in Grant.objects.filter(person=cast.ade, basis=Basis.ALLOCATED):
            grants.end_grant(grant=one, why="left", by=cast.system)
    assert "One person of this team has" in team_page(browse, cast)
    page = browse(cast.mo).get("/team/unallocated/").content.decode()
    assert "Ade Bankole" in page
    assert f"/people/{cast.ade.pk}/who-may-see/" in page
    assert browse(cast.alice).get("/team/unallocated/").status_code == 403


def test_a_limit_with_its_reason(cast: Cast, browse: Browse, trailed: Trail) -> None:
    address = f"/team/{cast.alice.pk}/limit/"
    given = {"hours": "60", "stage": "first year", "reason": "She’s new & works 3 days."}
    for wrong, words in (
        ({"hours": "5"}, "from 10 to 120"),
        ({"hours": "many"}, "Write a whole number"),
        ({"stage": ""}, "Choose one."),
    ):
        page = browse(cast.mo).post(address, {**given, **wrong}).content.decode()
        assert words in page
    assert browse(cast.mo).post(address, given).status_code == 302
    page = browse(cast.alice).get("/workload/").content.decode()
    assert "of 54," in page
    assert "She’s new &amp; works 3 days." in page
    with acting(cast.alice.pk):
        assert WorkLimit.objects.count() == 1
    assert "work limit set" in trailed(by=cast.mo)


def test_a_decision_with_its_reasoning(cast: Cast, browse: Browse, trailed: Trail) -> None:
    address = f"/people/{cast.ade.pk}/decision/"
    assert browse(cast.charlie).get(address).status_code == 403
    assert browse(cast.alice).get(address).status_code == 403
    page = browse(cast.mo).get(address).content.decode()
    draft = BeautifulSoup(page, "lxml").select_one("main form input[name=draft]")
    assert draft
    said = {"draft": str(draft["value"]), "decided": "A visit each week until the plan’s review."}
    missing = browse(cast.mo).post(address, {**said, "because": ""}).content.decode()
    assert "Say how you came to it" in missing
    assert "A visit each week" in missing
    given = {**said, "because": "He asked for it; it’s lonely 🙂"}
    first = browse(cast.mo).post(address, given)
    again = browse(cast.mo).post(address, given)
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    shown = browse(cast.mo).get(first["Location"]).content.decode()
    assert "Management decision" in shown
    assert "He asked for it; it’s lonely 🙂" in shown
    with acting(cast.mo.pk):
        assert Entry.objects.filter(kind="decision").count() == 1
        assert About.objects.get(entry__kind="decision").sharing == "held"
    assert "entry finished" in trailed(cast.ade, cast.mo)
    assert "until another manager has looked" in page
    with acting(cast.ade_account.pk):
        assert not Part.objects.filter(version__entry__kind="decision").exists()


def test_a_team_of_many_costs_what_a_team_of_one_costs(
    cast: Cast, browse: Browse, note: Write
) -> None:
    counts = []
    for size in (0, 7):
        with acting(cast.system.pk):
            for number in range(size):
                worker = account("staff", f"Worker{number}", "Social worker", ("social-worker",))
                join(worker, cast.adults)
                for place in range(3):
                    who = make_person(f"P {number} {place}", None, worker=worker, by=cast.system)
                    grants.allocate(
                        person=who, account=cast.mo, basis=Basis.SUPERVISES, by=cast.system
                    )
        with CaptureQueriesContext(connection) as asked:
            page = team_page(browse, cast)
        counts.append(len(asked))
    assert row(page, "Worker6")[0] == "3 people"
    assert counts[0] == counts[1]


def test_plans_and_brothers_in_the_sum(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        for who in (cast.ade, cast.temi):
            agree_plan(
                id=new_id(),
                person=who,
                kind="care-and-support",
                wording=Wording(wanted="Peace", goals=(Goal("g1", "Peace"),)),
                agreed_on=on(0),
                review_on=None,
                voices=(Voice("agrees", who.called, is_own=True),),
                by=cast.alice,
            )
        Relationship.objects.create(
            person=cast.ade,
            other=cast.temi,
            called=cast.temi.called,
            kind="sibling",
            recorded_by=cast.alice,
        )
    page = browse(cast.alice).get("/workload/").content.decode()
    assert "A care and support plan" in page
    assert "a brother or sister is counted above, so 70 in 100 of it" in page
    assert "20.1 of 100" in page  # 15 + 3 + 2.1


def test_the_sum_is_exact() -> None:
    scheme = used_scheme()
    people = [
        Held("A", ("child-protection", "safety")),
        Held("B", ("safety",), is_further=True),
        Held("C", ()),
    ]
    load = load_of(scheme, people, 50, "first year")
    assert [in_figures(one.points) for one in load.lines] == ["15", "9", "4.2", "4"]
    assert load.total == Decimal("32.2")
    assert load.limit == Decimal(45)
    assert load.state == "within the limit"
    nine = [Held("A", ("child-protection",))] * 3
    assert load_of(scheme, nine, 50, "first year").state == "close to the limit"
    assert load_of(scheme, nine * 2, 50, "first year").state == "at the limit, or over it"
    assert in_figures(Decimal("100.00")) == "100"


def test_schemes_say_how_sure_they_are() -> None:
    found = schemes()
    assert sum(one.is_used for one in found.values()) == 1
    assert all(not one.dated.checked and one.sure and one.dated.source for one in found.values())
    assert used_scheme().sure.startswith("A draft")
    assert set(used_scheme().cases) == set(kinds())


def test_a_scheme_with_a_slip(tmp_path: Any, settings: Any) -> None:
    (tmp_path / "caseload").mkdir()
    (tmp_path / "caseload" / "one.yaml").write_text(
        "key: one\ntitle: One\nsure: No\nwords: W\nlimit: many\nsource: x\nchecked_on: 2026-11-21\n"
    )
    settings.CONTENT_DIR = tmp_path
    with pytest.raises(ContentError, match="“limit” is a whole number"):
        schemes()
    (tmp_path / "caseload" / "one.yaml").write_text(
        "key: one\ntitle: One\nsure: No\nwords: W\nsource: x\nchecked_on: 2026-11-21\n"
    )
    with pytest.raises(ContentError, match="Exactly one scheme"):
        schemes()


def test_a_restriction_to_look_at_again_leads_to_its_person(
    cast: Cast, browse: Browse, note: Write
) -> None:
    letting_mo_in(cast)
    for days, entry in ((13, note()), (60, note())):
        with acting(cast.alice.pk):
            restrict_entry(
                entry=entry, words="An arrest is planned.", until=on(days), review_by=cast.mo,
                by=cast.alice,
            )  # fmt: skip
    assert "1 with a restriction to look at again" in row(team_page(browse, cast), "Alice")
    page = browse(cast.mo).get(f"/team/{cast.alice.pk}/?which=restricted").content.decode()
    assert "With a restriction to look at again within two weeks" in page
    assert "A restriction to look at again." in page
    people = BeautifulSoup(page, "lxml").select("#who ~ ul h3")
    assert [one.get_text(strip=True) for one in people] == [cast.ade.called]
