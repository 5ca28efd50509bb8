"""The pages of the front door: receiving, the list, one of them, and who may not."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.foundation.models import Draft
from alongside.people.actions.adding import add_person
from alongside.people.models import Person
from alongside.record.actions.receiving import Source
from alongside.record.models import Entry, Referral, ReferralLine
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import fields
from .front_door import NEIGHBOUR, Three, decided, now, received
from .front_door import three as three_children

NEW = "/front-door/new/"


@pytest.fixture
def three(cast: Cast) -> Three:
    return three_children(cast)


@pytest.fixture
def alice(cast: Cast, browse: Browse) -> Client:
    return browse(cast.alice)


@pytest.fixture
def mo(cast: Cast, browse: Browse) -> Client:
    return browse(cast.mo)


def hidden(browser: Client, address: str) -> dict[str, Any]:
    return fields(browser.get(address).content.decode())


def told(about: list[Person], **more: Any) -> dict[str, Any]:
    ids = [str(one.pk) for one in about]
    return {
        "happened": "today",
        "is_urgent": "no",
        "words": "They come to school hungry.",
        "source": "professional",
        "who": "Marion Tapp, Hollin Primary",
        "reach": "01632 960 012",
        "may_name": "may",
        "people": ids,
        "asked": " ".join(ids),
        **more,
    }


def send(browser: Client, address: str, **said: Any) -> Any:
    draft = hidden(browser, address)["draft"]
    return browser.post(address, {"draft": draft, **said})


def known(cast: Cast) -> None:
    """A boy whom the search finds."""
    with acting(cast.alice.pk):
        add_person(
            given="Kwame",
            family="Addo",
            birth="5 January 2016",
            is_somebody_new=True,
            by=cast.alice,
        )


# Receiving ----------------------------------------------------------------------------------------


def test_three_children_are_written_down_on_one_page(
    alice: Client, cast: Cast, three: Three
) -> None:
    draft = hidden(alice, NEW)["draft"]
    asked = alice.post(NEW, {"draft": draft, **told(three.all, asked="")}).content.decode()
    assert "About Ama Mensah alone" in asked  # a box for each, before anything is written down
    more = {f"words_{three.ama.pk.hex}": "Ama has a mark on her arm."}
    done = alice.post(NEW, {"draft": draft, **told(three.all), **more})
    with acting(cast.alice.pk):
        made = {one.person_id: one for one in Referral.objects.all()}
    assert set(made) == {one.pk for one in three.all}
    assert done["Location"] in {one.get_absolute_url() for one in made.values()}
    again = alice.post(NEW, {"draft": draft, **told(three.all), **more})
    assert again.status_code == 302
    with acting(cast.alice.pk):
        assert Referral.objects.count() == 3
    for child, is_said in ((three.ama, True), (three.kofi, False)):
        html = alice.get(made[child.pk].get_absolute_url()).content.decode()
        assert ("a mark on her arm" in html) is is_said
        assert "They come to school hungry." in html


def test_somebody_who_is_not_here_yet_is_added_without_losing_a_word(
    alice: Client, cast: Cast, three: Three
) -> None:
    draft = hidden(alice, NEW)["draft"]
    half = told([three.kofi], words="O’Brien’s boy 🙂, and a cousin", asked="")
    id = hidden(alice, NEW)["new-id"]
    new = {"new-given": "Esi", "new-family": "Owusu", "new-birth": "about 2019", "new-id": id}
    page = alice.get(NEW).content.decode()
    stamps = re.search(r'name="draft-pieces" value="([^"]*)"', page)
    assert stamps
    pieces = {"draft-pieces": stamps[1].replace("&quot;", '"')}
    back = alice.post(NEW, {"draft": draft, **half, **new, **pieces, "add": "1"})
    assert back.status_code == 302
    html = alice.get(back["Location"]).content.decode()
    assert "O’Brien’s boy 🙂, and a cousin" in html
    with acting(cast.alice.pk):
        esi = Person.objects.get(called="Esi Owusu")
    assert re.search(f'value="{esi.pk}"[^>]*checked', html)
    assert re.search(f'value="{three.kofi.pk}"[^>]*checked', html)
    alice.post(NEW, {"draft": draft, **half, **new, **pieces, "add": "1"})  # pressed twice
    with acting(cast.alice.pk):
        assert Person.objects.filter(called="Esi Owusu").count() == 1


def test_who_may_be_known_already_is_shown_first(alice: Client, cast: Cast, three: Three) -> None:
    known(cast)
    draft = hidden(alice, NEW)["draft"]
    new = {"new-given": "Kwame", "new-family": "Addo", "new-birth": "5 January 2016"}
    said = {"draft": draft, **told([three.ama], asked=""), **new}
    html = alice.post(NEW, {**said, "add": "1"}).content.decode()
    assert "may be known already" in html
    with acting(cast.alice.pk):
        assert Person.objects.filter(called="Kwame Addo").count() == 1
    alice.post(NEW, {**said, "add-anyhow": "1"})
    with acting(cast.alice.pk):
        assert Person.objects.filter(called="Kwame Addo").count() == 2


def test_looking_for_somebody_keeps_what_was_typed(alice: Client, cast: Cast, three: Three) -> None:
    known(cast)
    draft = hidden(alice, NEW)["draft"]
    page = alice.get(NEW).content.decode()
    stamps = re.search(r'name="draft-pieces" value="([^"]*)"', page)
    assert stamps
    pieces = {"draft-pieces": stamps[1].replace("&quot;", '"')}
    said = told([], words="Kofi’s mum was crying", asked="", look="1", look_for="Addo")
    html = alice.post(NEW, {"draft": draft, **said, **pieces}).content.decode()
    assert "Kwame Addo" in html
    assert "Kofi’s mum was crying" in html
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"people": [], "asked": ""}, "Say who this is about"),
        ({"happened": "31 February"}, "February"),
        ({"happened": "1 January 2099"}, "has not come yet"),
        ({"is_urgent": ""}, "in danger now"),
        ({"source": ""}, "Say who got in touch"),
        ({"words": ""}, "Write what you were told"),
        ({"may_name": "quiet", "words": "Marion Tapp saw it"}, "stands in these words"),
    ],
)
def test_bad_input_says_what_is_wrong(
    alice: Client, cast: Cast, three: Three, wrong: dict[str, Any], says: str
) -> None:
    page = send(alice, NEW, **told([three.kofi], **wrong))
    assert page.status_code == 422
    assert says in page.content.decode()
    with acting(cast.alice.pk):
        assert not Entry.objects.filter(kind="referral").exists()
        assert Draft.objects.filter(purpose="referral received", outcome="open").count() == 1


def test_a_person_out_of_reach_cannot_be_slipped_in(alice: Client, cast: Cast) -> None:
    page = send(alice, NEW, **told([cast.stranger]))
    assert page.status_code == 422
    assert "Nobody Known" not in page.content.decode()


# The list -----------------------------------------------------------------------------------------


def test_the_list_says_what_nobody_has_looked_at_first(
    alice: Client, mo: Client, cast: Cast, three: Three
) -> None:
    assert "Nothing is open" in alice.get("/front-door/").content.decode()
    kofi, ama, _ = received(cast, three.all)
    decided(ama, cast.mo)
    alice.post(f"{kofi.get_absolute_url()}say/", {})
    html = alice.get("/front-door/").content.decode()
    places = [html.index(one) for one in ("Kofi Mensah", "Yaw Mensah", "Ama Mensah")]
    assert places == sorted(places)
    assert "Nobody has looked at it yet" in html
    assert "Decided, somebody is still to be told" in html


def test_the_list_is_paged_at_one_cost(
    alice: Client, cast: Cast, three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alongside.record.access.referrals.PAGE", 4)

    def cost() -> int:
        alice.get("/front-door/")
        with CaptureQueriesContext(connection) as found:
            alice.get("/front-door/")
        return len(found)

    received(cast, three.all)
    one = cost()
    received(cast, three.all)
    assert cost() == one
    seen, address = [], "/front-door/"
    while address:
        html = alice.get(address).content.decode()
        seen += re.findall(r'href="(/front-door/[0-9a-f-]{36}/)"', html)
        more = re.search(r'href="(\?after=[^"]+)"', html)
        address = f"/front-door/{more[1]}" if more else ""
    assert len(seen) == len(set(seen)) == 6
    assert alice.get("/front-door/?after=nonsense").status_code == 200


def test_others_see_none_of_it(browse: Browse, cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi])
    here = one.get_absolute_url()
    html = browse(cast.charlie).get("/front-door/").content.decode()
    assert "Kofi" not in html
    for page in ("", "say/", "decide/", "tell/", "tell-family/"):
        assert browse(cast.charlie).get(f"{here}{page}").status_code == 404, page
    for who in (cast.ade_account, cast.pat, cast.sam):
        assert browse(who).get(here).status_code in (302, 403, 404)
    assert browse(cast.charlie).post(f"{here}take/").status_code == 404


# One of them --------------------------------------------------------------------------------------


def test_the_page_of_one_costs_the_same_however_much_was_said(
    alice: Client, cast: Cast, three: Three
) -> None:
    kofi, *_ = received(cast, three.all)

    def cost() -> int:
        alice.get(kofi.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            assert alice.get(kofi.get_absolute_url()).status_code == 200
        return len(found)

    one = cost()
    for _ in range(3):
        received(cast, three.all)
        send(alice, f"{kofi.get_absolute_url()}say/", what="looked at", words="Known to nobody.")
    assert cost() == one


def test_taking_it_on_tells_whoever_comes_second(
    alice: Client, cast: Cast, three: Three, browse: Browse
) -> None:
    (one,) = received(cast, [three.kofi])
    take = f"{one.get_absolute_url()}take/"
    assert alice.post(take, {"seen": ""}).status_code == 302
    late = browse(cast.bob).post(take, {"seen": ""})
    assert late.status_code == 409
    assert "Alice has taken this on meanwhile" in late.content.decode()
    assert alice.post(take, {"give-back": "1"}).status_code == 302
    assert now(one, cast.alice).taken_by_id is None


def test_a_worker_sees_what_a_manager_decides(
    alice: Client, mo: Client, cast: Cast, three: Three
) -> None:
    (one,) = received(cast, [three.kofi])
    address = f"{one.get_absolute_url()}decide/"
    html = alice.get(address).content.decode()
    assert "A manager decides: A strategy discussion" in html
    assert 'value="assess"' not in html
    assert "Care Act" not in html
    said = {"decision": "assess", "why": "School’s worry has grown.", "is_shown": "no", "seen": ""}
    assert send(alice, address, **said, team=str(cast.children.pk)).status_code == 422
    assert "which team" in send(mo, address, **said, team="").content.decode()
    assert send(mo, address, **said, team=str(cast.children.pk)).status_code == 302
    assert now(one, cast.mo).decided == "assess"
    late = send(mo, address, **{**said, "decision": "nothing-more", "team": ""})
    assert "Somebody has decided meanwhile" in late.content.decode()
    html = alice.get(one.get_absolute_url()).content.decode()
    assert "Still to be told: whoever got in touch and the person or family." in html
    assert "School’s worry has grown." in html


def test_what_may_be_said_stands_on_the_page_before_it_is_told(
    alice: Client, cast: Cast, three: Three
) -> None:
    (one,) = received(cast, [three.kofi], source=NEIGHBOUR)
    address = f"{one.get_absolute_url()}tell/"
    assert "Decide first" in alice.get(address).content.decode()
    decided(one, cast.mo)
    html = alice.get(address).content.decode()
    assert "it is about a family’s" in html
    assert "01632 960 044" in html
    family = alice.get(f"{one.get_absolute_url()}tell-family/").content.decode()
    assert "Say nothing from which they could work out" in family
    assert "Gwen Astbury" not in family
    done = send(alice, address, how="phone", on="today", words="What the page says.", ground="")
    assert done.status_code == 302
    with acting(cast.alice.pk):
        assert ReferralLine.objects.get(what="referrer").code == "phone"


def test_the_note_leads_to_where_it_stands(alice: Client, cast: Cast, three: Three) -> None:
    kofi, *_ = received(cast, three.all)
    html = alice.get(f"/entries/{kofi.entry_id}/").content.decode()
    assert html.count('href="/front-door/') == 1 + 3  # the top bar, and each child
    assert "nobody has looked at it yet" in html


def test_nobody_waits_where_nobody_gave_a_name(alice: Client, cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi], source=Source("anonymous"))
    decided(one, cast.mo)
    html = alice.get(f"{one.get_absolute_url()}tell/").content.decode()
    assert "nobody else waits to be told" in html


def test_who_only_reads_does_not_write(cast: Cast, three: Three, browse: Browse) -> None:
    (one,) = received(cast, [cast.ade])
    assert browse(cast.protection).get("/front-door/").status_code == 403
    assert browse(cast.protection).get(one.get_absolute_url()).status_code == 403
