"""The one list: its order and why, putting off, handing over and back, and cover."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.desk.access import order
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.models import Bar, Basis, Grant, Person
from alongside.plans.actions import Voice, agree_plan, say_of_step
from alongside.plans.wording import Owner, Step, Wording
from alongside.record.models import Clock, Cover, DueWords, Task
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write

pytestmark = pytest.mark.django_db
LEGAL, LOCAL = "safeguarding-conference", "care-plan-review-light"


def on(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def task(cast: Cast, what: str = "look again", days: int | None = None, **more: Any) -> Task:
    """Something that waits for Alice, unless told otherwise."""
    account = more.pop("account", cast.alice)
    with acting(account.pk):
        return Task.objects.create(
            what=what,
            person=more.pop("person", cast.ade),
            account=account,
            from_kind="record.about",
            from_id=new_id(),
            due_on=None if days is None else on(days),
            made_by=more.pop("made_by", account),
            **more,
        )


def clock(cast: Cast, note: Write, rule: str, days: int) -> Clock:
    entry = note()
    with acting(cast.alice.pk):
        return Clock.objects.create(
            person=cast.ade,
            rule=rule,
            started_on=on(-1),
            entry=entry,
            due_on=on(days),
            started_by=cast.alice,
        )


def headings(page: str) -> list[str]:
    return [one.get_text(strip=True) for one in BeautifulSoup(page, "lxml").select("main h2")]


def places(page: str) -> dict[str, list[str]]:
    """The headings of the list, each with the lines below it."""
    found = {}
    for section in BeautifulSoup(page, "lxml").select("main section"):
        name = section.select_one("h2")
        assert name
        found[name.get_text(strip=True)] = [
            one.get_text(" ", strip=True) for one in section.select("li")
        ]
    return found


def list_of(browse: Browse, who: Any) -> dict[str, list[str]]:
    return places(browse(who).get("/waiting/").content.decode())


def legal_rule() -> str:
    """A rule for adults that law or national guidance sets."""
    from alongside.record.clocks import rules

    return next(
        one.key for one in rules().values() if one.standing != "local" and one.for_whom == "adults"
    )


def test_the_order_says_why(cast: Cast, browse: Browse, note: Write) -> None:
    task(cast, days=3)
    task(cast, days=0)
    task(cast, "words")
    task(cast, "follow up", words="Ask about the rail")
    task(cast, "file kept back", days=20)
    clock(cast, note, legal_rule(), -2)
    found = list_of(browse, cast.alice)
    assert list(found) == [
        "First: safety, and days of law or guidance that have passed",
        "For today, or before",
        "Within a week",
        "What people say to you",
        "When there is time",
    ]
    counts = [len(lines) for lines in found.values()]
    assert counts == [2, 1, 1, 1, 1]


def test_steps_of_plans_that_are_ours(cast: Cast, browse: Browse) -> None:
    steps = (
        Step("s1", "Ring the housing office", Owner.WORKER, "Alice", on(2)),
        Step("s2", "Order the rail", Owner.WORKER, "Harriet", on(2)),
        Step("s3", "Walk to the gate", Owner.PERSON, "", on(2)),
        Step("s4", "Write to the surgery", Owner.WORKER, "", on(90)),
    )
    with acting(cast.alice.pk):
        sheet = agree_plan(
            id=new_id(),
            person=cast.ade,
            kind="care-and-support",
            wording=Wording(wanted="Out and about", steps=steps),
            agreed_on=on(0),
            review_on=None,
            voices=(Voice("agrees", "Ade", is_own=True),),
            by=cast.alice,
        )
    found = list_of(browse, cast.alice)
    [line] = found["Within a week"]
    assert "Ring the housing office, for Ade Bankole" in line
    assert "A step of their care and support plan" in line
    with acting(cast.alice.pk):
        say_of_step(plan=sheet.plan, step="s1", is_done=True, on=on(0), by=cast.alice)
    assert "Within a week" not in list_of(browse, cast.alice)


def test_what_is_put_off_comes_back(
    cast: Cast, browse: Browse, trailed: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = task(cast, days=0)
    address = f"/waiting/{one.pk}/later/"
    said = browse(cast.alice).post(address, {"until": "", "words": ""}).content.decode()
    assert "govuk-error-summary" in said
    day = on(5)
    wrong = {"until": on(0).isoformat(), "words": "Her sister’s funeral 🙂"}
    assert "Choose a day to come." in browse(cast.alice).post(address, wrong).content.decode()
    far = {"until": on(61).isoformat(), "words": "x"}
    assert "within the next 60 days" in browse(cast.alice).post(address, far).content.decode()
    good = {"until": f"{day.day} {day:%B} {day.year}", "words": "Her sister’s funeral 🙂"}
    assert browse(cast.alice).post(address, good).status_code == 302
    found = list_of(browse, cast.alice)
    assert list(found) == ["Put off"]
    assert "Her sister’s funeral 🙂.”" in found["Put off"][0]
    assert "Was due" not in browse(cast.alice).get("/").content.decode()
    with acting(cast.alice.pk):
        assert order.lines_for(cast.alice)[0].lines == []
        monkeypatch.setattr(timezone, "localdate", lambda: day)
        assert [line.id for line in order.lines_for(cast.alice)[0].lines] == [one.pk]
        monkeypatch.undo()
    assert browse(cast.alice).post(f"/waiting/{one.pk}/now/").status_code == 302
    assert "For today, or before" in list_of(browse, cast.alice)
    assert {"put off", "taken up again"} <= set(trailed(cast.ade, cast.alice))


def test_a_day_of_law_never_goes_out_of_sight(cast: Cast, browse: Browse, note: Write) -> None:
    one = clock(cast, note, legal_rule(), 2)
    page = browse(cast.alice).get(f"/due/{one.pk}/later/").content.decode()
    assert "it stays in your list" in page
    browse(cast.alice).post(
        f"/due/{one.pk}/later/", {"until": on(6).isoformat(), "words": "He asked for Friday."}
    )
    [line] = list_of(browse, cast.alice)["Within a week"]
    assert "He asked for Friday." in line
    assert "It stays in sight" in line
    browse(cast.alice).post(f"/due/{one.pk}/now/")
    [line] = list_of(browse, cast.alice)["Within a week"]
    assert "It stays in sight" not in line


def test_handed_over_and_back(cast: Cast, browse: Browse, trailed: Trail) -> None:
    one = task(cast, days=3)
    address = f"/waiting/{one.pk}/hand-over/"
    assert browse(cast.charlie).get(address).status_code == 404
    closed = browse(cast.alice).post(address, {"to": "Charlie", "words": "You know him."})
    assert "may not open this record" in closed.content.decode()
    assert (
        "That is yourself"
        in browse(cast.alice).post(address, {"to": "Alice", "words": "x"}).content.decode()
    )
    sent = browse(cast.alice).post(address, {"to": "Bob", "words": "I am on leave, d’accord?"})
    assert sent.status_code == 302
    assert list_of(browse, cast.alice) == {}
    [line] = list_of(browse, cast.bob)["Within a week"]
    assert "Alice handed it over: “I am on leave, d’accord?”" in line
    assert browse(cast.alice).get(address).status_code == 404
    back = f"/waiting/{one.pk}/hand-back/"
    assert browse(cast.alice).get(back).status_code == 404
    assert "govuk-error-summary" in browse(cast.bob).post(back, {"words": ""}).content.decode()
    assert browse(cast.bob).post(back, {"words": "I am off too."}).status_code == 302
    [line] = list_of(browse, cast.alice)["Within a week"]
    assert "Bob handed it back: “I am off too.”" in line
    assert browse(cast.bob).post(f"/waiting/{one.pk}/done/").status_code == 404
    assert browse(cast.alice).post(f"/waiting/{one.pk}/done/").status_code == 302
    assert {"task handed over", "task handed back"} <= set(trailed(cast.ade))
    looked = browse(cast.ade_account).get("/my/who-may-see/").content.decode()
    assert "handed" not in looked


def test_a_second_look_is_not_handed_over(cast: Cast, browse: Browse) -> None:
    one = task(cast, "second look", account=cast.mo, made_by=cast.mo)
    assert browse(cast.mo).get(f"/waiting/{one.pk}/hand-over/").status_code == 403
    assert browse(cast.mo).post(f"/waiting/{one.pk}/hand-over/").status_code == 403


def test_a_colleague_is_asked_about_something_due(cast: Cast, browse: Browse, note: Write) -> None:
    one = clock(cast, note, legal_rule(), 3)
    address = f"/due/{one.pk}/ask/"
    given = {"to": "Bob", "words": "Could you ring the surgery?"}
    assert browse(cast.alice).post(address, given).status_code == 302
    twice = browse(cast.alice).post(address, given).content.decode()
    assert "asked them this already" in twice
    [line] = list_of(browse, cast.bob)["Within a week"]
    assert "A colleague asks you to see to something for Ade Bankole" in line
    assert "Alice: “Could you ring the surgery?”" in line
    assert len(list_of(browse, cast.alice)["Within a week"]) == 1
    with acting(cast.bob.pk):
        asked = Task.objects.get(what="asked")
    assert (
        browse(cast.bob)
        .post(f"/waiting/{asked.pk}/hand-back/", {"words": "It has closed."})
        .status_code
        == 302
    )
    assert any("It has closed." in line for line in list_of(browse, cast.alice)["Within a week"])


def covered(cast: Cast, browse: Browse, who: Any = None, **more: Any) -> Any:
    """Alice says that Bob covers for her from today on."""
    given = {"from_day": on(0).isoformat(), "until_day": on(7).isoformat(), "cover": "Bob"}
    return browse(who or cast.alice).post("/cover/add/", {**given, **more})


def test_whoever_covers_has_the_list_and_the_people(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    task(cast, days=2)
    apart = task(cast, "allegation", days=2)
    assert list_of(browse, cast.bob) == {}
    assert covered(cast, browse).status_code == 302
    [line] = list_of(browse, cast.bob)["Within a week"]
    assert "You cover for Alice" in line
    page = browse(cast.bob).get("/waiting/").content.decode()
    assert "You cover for Alice until" in page
    assert str(apart.pk) not in page
    with acting(cast.alice.pk):
        given = Grant.objects.filter(account=cast.bob, basis=Basis.REQUEST)
        assert {one.person_id for one in given} == {cast.ade.pk, cast.temi.pk}
        assert all(one.until <= timezone.now() + timedelta(days=9) for one in given)
    assert "access given" in trailed(cast.temi, cast.alice)
    told = browse(cast.alice).get(f"/people/{cast.temi.pk}/who-may-see/").content.decode()
    assert "Covers for Alice, who is away" in told
    theirs = browse(cast.ade_account).get("/my/who-may-see/").content.decode()
    assert "They help while the person who works with you is away." in theirs
    assert browse(cast.bob).get(f"/people/{cast.temi.pk}/").status_code == 200


def test_it_ends_by_itself_and_at_once(cast: Cast, browse: Browse) -> None:
    one = task(cast, days=2)
    covered(cast, browse)
    with acting(cast.alice.pk):
        cover = Cover.objects.get()
    assert browse(cast.charlie).post(f"/cover/{cover.pk}/end/").status_code == 404
    assert browse(cast.bob).post(f"/cover/{cover.pk}/end/").status_code == 404
    assert browse(cast.mo).post(f"/cover/{cover.pk}/end/").status_code == 302
    assert browse(cast.alice).post(f"/cover/{cover.pk}/end/").status_code == 302
    assert list_of(browse, cast.bob) == {}
    assert browse(cast.bob).post(f"/waiting/{one.pk}/done/").status_code == 404
    assert browse(cast.bob).get(f"/people/{cast.temi.pk}/").status_code == 404


def test_cover_says_what_cannot_be(cast: Cast, browse: Browse) -> None:
    def refused(**more: Any) -> str:
        return str(covered(cast, browse, **more).content.decode())

    assert "That day is over" in refused(from_day=on(-1).isoformat())
    assert "The last day is before the first" in refused(
        until_day=on(0).isoformat(), from_day=on(1).isoformat()
    )
    assert "more than half a year" in refused(until_day=on(300).isoformat())
    assert "Nobody covers for themselves" in refused(cover="Alice")
    assert "whose role is to write" in refused(cover="Priti")
    assert covered(cast, browse).status_code == 302
    assert "Somebody covers on some of these days already" in refused()
    assert covered(cast, browse, who=cast.mo, away=str(cast.charlie.pk)).status_code == 200
    mine = {"away": str(cast.bob.pk), "cover": "Alice"}
    assert (
        "They are away on some of these days"
        in covered(cast, browse, who=cast.mo, **mine).content.decode()
    )


def test_a_bar_outranks_cover(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        Bar.objects.create(
            person=cast.temi,
            account=cast.bob,
            ground="conflict declared",
            starts=timezone.now(),
            until=timezone.now() + timedelta(days=900),
            given_by=cast.system,
        )
    covered(cast, browse)
    assert browse(cast.bob).get(f"/people/{cast.temi.pk}/").status_code == 404
    with acting(cast.alice.pk):
        assert not Grant.objects.filter(account=cast.bob, person=cast.temi).exists()


def test_many_lines_cost_what_few_cost(cast: Cast, browse: Browse, note: Write) -> None:
    def add() -> None:
        task(cast, days=2)
        task(cast, "words")
        clock(cast, note, legal_rule(), 3)

    add()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            browse(cast.alice).get("/waiting/")
        counts.append(len(asked))
        for _ in range(12):
            add()
    assert counts[0] == counts[1]
    page = browse(cast.alice).get("/waiting/").content.decode()
    assert "?page=2" in page
    rest = places(browse(cast.alice).get("/waiting/?page=2").content.decode())
    assert sum(len(lines) for lines in rest.values()) == order.PAGE
    rest = places(browse(cast.alice).get("/waiting/?page=3").content.decode())
    assert sum(len(lines) for lines in rest.values()) == 75 - 2 * order.PAGE
    assert (
        "Nothing stands on this page any more"
        in browse(cast.alice).get("/waiting/?page=9999").content.decode()
    )


def test_a_person_who_died_has_nothing_due(cast: Cast, browse: Browse, note: Write) -> None:
    clock(cast, note, legal_rule(), 3)
    with acting(cast.alice.pk):
        Person.objects.filter(pk=cast.ade.pk).update(state="died")
    assert list_of(browse, cast.alice) == {}


def test_what_was_said_stays(cast: Cast, browse: Browse) -> None:
    one = task(cast, days=2)
    given = {"until": on(3).isoformat(), "words": "x"}
    browse(cast.alice).post(f"/waiting/{one.pk}/later/", given)
    with acting(cast.alice.pk):
        assert DueWords.objects.get().words == "x"
    with acting(cast.bob.pk):
        assert not DueWords.objects.exists()


def test_one_question_gives_the_list_and_what_was_put_off(
    cast: Cast, browse: Browse, note: Write
) -> None:
    alice = browse(cast.alice)

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as sent:
            alice.get("/waiting/")
        return [one["sql"] for one in sent]

    def put_off(days: int) -> None:
        later = task(cast, days=days)
        words = {"until": on(9).isoformat(), "words": "She is away until then."}
        assert alice.post(f"/waiting/{later.pk}/later/", words).status_code == 302

    task(cast, days=1)
    clock(cast, note, LOCAL, 3)
    put_off(1)
    few = [asked(), asked()][1]
    assert sum("placed as" in one for one in few) == 1
    for number in range(4):
        task(cast, days=number)
        put_off(number)
    assert len(asked()) == len(few)
    assert len(list_of(browse, cast.alice)["Put off"]) == 5


def test_what_was_put_off_stands_on_the_first_page_alone(cast: Cast, browse: Browse) -> None:
    for number in range(order.PAGE + 2):
        task(cast, days=number)
    one = task(cast, days=0)
    put_off = {"until": on(9).isoformat(), "words": "She is away until then."}
    browse(cast.alice).post(f"/waiting/{one.pk}/later/", put_off)
    with acting(cast.alice.pk):
        first, off = order.lines_for(cast.alice)
        second, none = order.lines_for(cast.alice, 2)
    assert (len(first.lines), first.has_more) == (order.PAGE, True)
    assert [line.id for line in off] == [one.pk]
    assert (len(second.lines), second.has_more, none) == (2, False, [])
    assert not {line.id for line in first.lines} & {line.id for line in second.lines}
