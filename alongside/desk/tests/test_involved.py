"""Who is involved: what each source says, what is missing, and what is kept out of sight."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Practitioner
from alongside.foundation.actor import acting
from alongside.foundation.days import When, in_words
from alongside.foundation.models import Draft
from alongside.people.actions import facts, protecting
from alongside.people.actions.around import add_relationship
from alongside.people.actions.families import record_tie
from alongside.people.actions.outside import end_service, take_back_service, write_down_service
from alongside.people.models import Person, Service
from tests.browsing import Browse
from tests.cast import Cast, person
from tests.drafting import hidden

from .conftest import Trail, Write

pytestmark = pytest.mark.django_db
WHY = {"why": "A strategy meeting at two about last night."}


def page_of(browser: Any, person: Person, end: str = "") -> str:
    answer = browser.get(f"/people/{person.pk}/involved/{end}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_who_is_not_born_yet_has_a_page_too(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        to_come = timezone.localdate() + timedelta(days=60)
        baby = person("Baby Bankole", to_come, worker=cast.alice, by=cast.system)
    assert "Health visitor" in page_of(browse(cast.alice), baby)


def _main(page: str) -> str:
    return re.sub(r'value="[^"]{60,}"', "", page.partition("<main")[2].partition("</main")[0])


def service(cast: Cast, kind: str, **told: Any) -> Service:
    with acting(cast.alice.pk):
        return write_down_service(person=cast.ade, kind=kind, by=cast.alice, **told)


def test_every_source_says_who_and_how_to_ring_and_since_when(
    cast: Cast, browse: Browse, note: Write, trailed: Trail
) -> None:
    with acting(cast.alice.pk):
        Practitioner.objects.filter(account=cast.alice).update(phone="01632 960 111")
    note(there="Grace Bell from housing")
    with acting(cast.alice.pk):
        add_relationship(person=cast.ade, kind="child", other=cast.temi, by=cast.alice)
        facts.record_fact(person=cast.temi, kind="phone", value="01632 960 222", by=cast.alice)
        facts.record_fact(person=cast.ade, kind="gp", value="Weir Surgery", by=cast.alice)
    service(
        cast, "housing", agency="Northmere Homes", contact="Grace Bell", phone="01632 960 333",
        starts_on=When(timezone.localdate().replace(month=1, day=1), "year"), told_by="Ade",
    )  # fmt: skip
    page = page_of(browse(cast.alice), cast.ade)
    for words in (
        "01632 960 111", "alice@northmere.example", "Adults, East",  # who works here
        "Northmere Homes", "Grace Bell", "01632 960 333", f"Since {timezone.localdate().year}.",
        "Weir Surgery", "Temi Bankole", "01632 960 222", "Pat, his sister", "Sam",
    ):  # fmt: skip
        assert words in page, words
    # Alice wrote it and Grace Bell was there; Temi is on no entry.
    assert page.count(f"Last involved: {in_words(timezone.localdate())}") == 2
    assert "No last day" in page
    assert "who is involved opened" in trailed(cast.ade, cast.alice)


def test_a_number_that_is_kept_from_somebody_is_not_shown(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        add_relationship(person=cast.ade, kind="child", other=cast.temi, by=cast.alice)
        fact = facts.record_fact(
            person=cast.temi, kind="phone", value="01632 960 222", by=cast.alice
        )
    assert "01632 960 222" in page_of(browse(cast.alice), cast.ade)
    with acting(cast.alice.pk):
        review = timezone.localdate() + timedelta(days=30)
        protecting.protect_fact(
            fact=fact, from_whom="Her father", why="Threats", review_on=review, by=cast.alice
        )
    assert "01632 960 222" not in page_of(browse(cast.alice), cast.ade)


def test_what_is_missing_is_said_in_words(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.alice)
    page = page_of(browser, cast.ade)
    assert "GP practice, Housing. There may be one: ask." in page
    service(cast, "housing", is_involved=False, told_by="Ade")
    page = page_of(browser, cast.ade)
    assert "GP practice. There may be one: ask." in page
    assert re.search(r"Housing, Ade said so on \d+", page)


def test_nothing_tells_whether_something_is_out_of_sight(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.alice)
    before = _main(page_of(browser, cast.ade))
    service(cast, "sexual-health", agency="The clinic", contact="Noor", phone="01632 960 444")
    assert _main(page_of(browser, cast.ade)) == before
    first = browser.get(f"/people/{cast.ade.pk}/").content.decode()
    assert "The clinic" not in first


def test_a_reason_opens_it_for_one_page(cast: Cast, browse: Browse, trailed: Trail) -> None:
    service(cast, "sexual-health", agency="The clinic", contact="Noor")
    browser, look = browse(cast.alice), f"/people/{cast.ade.pk}/involved/look/"
    assert "Say in a few words why" in browser.post(look, {"why": "because"}).content.decode()
    answer = browser.post(look, WHY)
    assert answer.status_code == 302
    opened = answer["Location"].removesuffix("#behind")
    page = browser.get(opened).content.decode()
    assert "The clinic" in page
    assert WHY["why"] in page
    [section] = re.findall(r'<section aria-labelledby="behind"[^>]*>.*?</section>', page, re.DOTALL)
    assert "data-screen" in section.split(">")[0]  # never on paper
    assert "The clinic" not in page.replace(section, "")
    assert "The clinic" not in page_of(browser, cast.ade)
    assert "services out of sight opened" in trailed(cast.ade, cast.alice)
    for other in (cast.bob, cast.mo):
        assert browse(other).get(opened).status_code == 404
    for wrong in ("x", "", str(cast.ade.pk)):
        assert browser.get(f"/people/{cast.ade.pk}/involved/?look={wrong}").status_code == 404
    elsewhere = opened.replace(str(cast.ade.pk), str(cast.temi.pk))
    assert browser.get(elsewhere).status_code == 404


def test_what_is_out_of_sight_is_put_right_and_ended_from_there(cast: Cast, browse: Browse) -> None:
    one = service(cast, "police", agency="Northmere police", contact="PC Weir")
    browser = browse(cast.alice)
    opened = browser.post(f"/people/{cast.ade.pk}/involved/look/", WHY)["Location"]
    look = opened.partition("?")[2].removesuffix("#behind")
    base = f"/people/{cast.ade.pk}/involved/{one.pk}/"
    for end in ("change/", "end/", "take-back/"):
        assert browser.get(base + end).status_code == 404
        assert browser.get(f"{base}{end}?{look}").status_code == 200
    sent = hidden(browser.get(f"{base}change/?{look}").content.decode())
    sent |= {
        "kind": "police",
        "is_involved": "yes",
        "agency": "Northmere police",
        "contact": "PC Hill",
    }
    for _ in range(2):  # a second press does no harm
        assert browser.post(f"{base}change/?{look}", sent).status_code == 302
    page = browser.get(opened.removesuffix("#behind")).content.decode()
    assert "PC Hill" in page
    assert "PC Weir" not in page
    with acting(cast.ade_account.pk):
        rows = Service.objects.order_by("recorded_at")
        assert [row.over_at is None for row in rows] == [False, True]
        assert all(row.is_sensitive for row in rows)


def test_what_was_put_out_of_sight_is_not_told_as_earlier(cast: Cast, browse: Browse) -> None:
    one = service(cast, "housing", agency="The refuge")
    browser = browse(cast.alice)
    assert "The refuge" in _main(page_of(browser, cast.ade))
    service(cast, "police", agency="The refuge", replaces=one)
    assert "The refuge" not in _main(page_of(browser, cast.ade))


def test_a_look_that_runs_out_under_the_pen_loses_no_word(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = service(cast, "police", agency="Northmere police", contact="PC Weir")
    browser, asks = browse(cast.alice), f"/people/{cast.ade.pk}/involved/look/"
    opened = browser.post(asks, WHY)["Location"]
    look = opened.partition("?")[2].removesuffix("#behind")
    page = f"/people/{cast.ade.pk}/involved/{one.pk}/take-back/"
    sent = hidden(browser.get(f"{page}?{look}").content.decode())
    sent |= {"why": "It was her brother’s"}
    with monkeypatch.context() as later:
        later.setattr("alongside.people.outside.LASTS", timedelta(0))
        over = browser.get(opened.removesuffix("#behind"))
        assert over["Location"] == asks
        kept = browser.post(f"{page}?{look}", sent)["Location"]
    assert kept == f"{asks}?then={sent['draft']}"
    with acting(cast.alice.pk):
        assert Draft.objects.get(pk=sent["draft"]).address == page  # no look stands in it
    again = browser.get(f"{page}?draft={sent['draft']}")  # from the list of what was begun
    assert again["Location"] == kept
    back = browser.post(kept, WHY)["Location"]
    html = browser.get(back).content.decode()
    assert "It was her brother’s" in html
    done = browser.post(back, hidden(html) | {"why": "It was her brother’s"})
    assert done.status_code == 302
    assert browse(cast.bob).get(f"{page}?draft={sent['draft']}").status_code == 404


def test_each_name_is_taken_apart_once_and_not_for_every_entry() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'last_involved'")
        [(source,)] = cursor.fetchall()
    assert re.search(r"as materialized \(select n, gate\.plain_words\(n\)", source)
    assert source.count("gate.plain_words(n)") == 1


def test_a_service_that_was_sensitive_stays_so(cast: Cast) -> None:
    one = service(cast, "housing", agency="Homes")
    moved = service(cast, "police", agency="Homes", replaces=one)
    assert moved.is_sensitive
    with acting(cast.ade_account.pk):
        assert Service.objects.get(replaces=one).is_sensitive


def test_a_service_is_put_right_ended_and_taken_back(cast: Cast, browse: Browse) -> None:
    browser, base = browse(cast.alice), f"/people/{cast.ade.pk}/involved/"
    sent = {"kind": "club", "is_involved": "yes", "agency": "O’Hara’s 🎾 club", "last_on": "2025"}
    assert browser.post(f"{base}add/", sent).status_code == 302
    assert "O’Hara’s 🎾 club" in page_of(browser, cast.ade)
    with acting(cast.alice.pk):
        one = Service.objects.get()
    sent |= {"contact": "Bea"}
    assert browser.post(f"{base}{one.pk}/change/", sent).status_code == 302
    with acting(cast.alice.pk):
        now = Service.objects.get(over_at=None)
        with pytest.raises(ValidationError, match="Somebody has changed this since"):
            service(cast, "club", agency="Again", replaces=one)
    assert (now.contact, now.replaces_id, now.said("last")) == ("Bea", one.pk, "2025")
    assert browser.post(f"{base}{now.pk}/end/", {"why": "It closed"}).status_code == 302
    page = page_of(browser, cast.ade)
    assert "It closed" in page
    assert "Nobody has told Alongside of any service" not in page  # the partner is one
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="already ended"):
        end_service(service=now, by=cast.alice)
    other = service(cast, "club", agency="Chess")
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="Say what was wrong"):
        take_back_service(service=other, why=" ", by=cast.alice)
    assert browser.post(f"{base}{other.pk}/take-back/", {"why": "Her brother"}).status_code == 302
    assert "Taken back. Her brother" in page_of(browser, cast.ade)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"kind": "", "agency": "x"}, "Choose which service it is"),
        ({"kind": "club"}, "Write what it is called"),
        ({"kind": "club", "agency": "x", "email": "no"}, "That is no e-mail address"),
        ({"kind": "club", "agency": "x", "last_on": "1 January 2099"}, "still to come"),
        ({"kind": "club", "agency": "x", "starts_on": "31 November 2025"}, "does not exist"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    cast: Cast, browse: Browse, told: dict[str, str], said: str
) -> None:
    sent = {"is_involved": "yes", **told}
    answer = browse(cast.alice).post(f"/people/{cast.ade.pk}/involved/add/", sent)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_who_may_not_read_the_record_finds_nothing_and_who_only_reads_writes_nothing(
    cast: Cast, browse: Browse
) -> None:
    one = service(cast, "club", agency="Chess")
    pages = ("", "look/", "add/", f"{one.pk}/change/", f"{one.pk}/end/", f"{one.pk}/take-back/")
    for account in (cast.charlie, cast.protection, cast.pat, cast.sam, cast.ade_account):
        for end in pages:
            answer = browse(account).get(f"/people/{cast.ade.pk}/involved/{end}")
            assert answer.status_code in (403, 404), (account.email, end)
    wrong = f"/people/{cast.temi.pk}/involved/{one.pk}/change/"
    assert browse(cast.alice).get(wrong).status_code == 404
    with acting(cast.system.pk):
        cast.bob.roles_held.update(until=timezone.now())
    with acting(cast.bob.pk), pytest.raises(PermissionDenied):
        write_down_service(person=cast.ade, kind="club", agency="x", by=cast.bob)


def test_it_costs_the_same_however_many_there_are(cast: Cast, browse: Browse, note: Write) -> None:
    browser = browse(cast.alice)
    note()
    service(cast, "club", agency="Chess 0")
    with acting(cast.alice.pk):
        add_relationship(person=cast.ade, kind="child", other=cast.temi, by=cast.alice)
    page_of(browser, cast.ade)
    with CaptureQueriesContext(connection) as few:
        page_of(browser, cast.ade)
    for n in range(6):
        note(there=f"Friend {n}")
        service(cast, "club", agency=f"Chess {n + 1}")
        with acting(cast.alice.pk):
            add_relationship(person=cast.ade, kind="friend", called=f"Friend {n}", by=cast.alice)
    with CaptureQueriesContext(connection) as many:
        page_of(browser, cast.ade)
    assert len(many) == len(few)


def test_a_childs_page_says_it_right_after_their_own_words(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        child = person("Kezia Marsh", date(2017, 5, 3), worker=cast.alice, by=cast.system)
    with acting(cast.alice.pk):
        Practitioner.objects.filter(account=cast.alice).update(phone="01632 960 111")
        told: dict[str, Any] = {"person": child, "by": cast.alice}
        write_down_service(kind="school", agency="Mere Lane", phone="01632 960 222", **told)
        write_down_service(kind="police", agency="The station", **told)
        facts.record_fact(kind="know first", value="Ask me first.", **told)
        add_relationship(kind="parent", called="Lucy Marsh", **told)
        record_tie(who=child.relationships.get(), tie="tie-strong", **told)
    main = _main(browse(cast.alice).get(f"/people/{child.pk}/").content.decode())
    found = ["Ask me first.", "Who is involved", "01632 960 111", "Mere Lane", "01632 960 222"]
    places = [main.index(words) for words in [*found, "Lucy Marsh", "Timeline</h2>"]]
    assert places == sorted(places)
    for words in ("The station", "A strong tie", "<h2>Around Kezia"):
        assert words not in main
    adult = _main(browse(cast.alice).get(f"/people/{cast.ade.pk}/").content.decode())
    assert "Who is involved, and how to ring them" in adult


def test_the_drawing_costs_the_same_however_many_there_are(cast: Cast, browse: Browse) -> None:
    browser, address = browse(cast.alice), f"/people/{cast.ade.pk}/eco-map/"
    service(cast, "club", agency="Chess", tie="tie-stressful", told_by="Ade")
    with acting(cast.alice.pk):
        add_relationship(person=cast.ade, kind="child", other=cast.temi, by=cast.alice)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        page = browser.get(address).content.decode()
    assert "A stressful tie. Ade said so." in page
    assert page.count('data-line="stressful"') == 1
    for n in range(5):
        service(cast, "club", agency=f"Chess {n}")
        with acting(cast.alice.pk):
            add_relationship(person=cast.ade, kind="friend", called=f"Friend {n}", by=cast.alice)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)


def test_a_tie_is_said_on_a_page_of_its_own(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        edge = add_relationship(person=cast.ade, kind="friend", called="Bea", by=cast.alice)
    address = f"/people/{cast.ade.pk}/eco-map/{edge.pk}/"
    sent = {"tie": "tie-weak", "flow": "flow-from", "told_by": "Ade", "words": "She’s tired"}
    assert browse(cast.alice).post(address, sent).status_code == 302
    page = browse(cast.alice).get(f"/people/{cast.ade.pk}/eco-map/").content.decode()
    assert "A weak tie. Takes strength. Ade said so." in page
    for account in (cast.charlie, cast.pat, cast.ade_account):
        assert browse(account).get(address).status_code in (403, 404)
    wrong = f"/people/{cast.temi.pk}/eco-map/{edge.pk}/"
    assert browse(cast.alice).get(wrong).status_code == 404
