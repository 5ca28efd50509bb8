"""Group supervision: a decision on the record by whoever brought it, and one's own words kept."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access import circles as access
from alongside.learning.actions import circles as actions
from alongside.learning.models import Circle, Piece, Round, Turn, Words
from alongside.record.models import About, Entry, Part, Sharing, Version
from tests.browsing import Browse
from tests.cast import Cast

from .in_circles import ask, said
from .supervised import sentences

pytestmark = pytest.mark.django_db


def group(cast: Cast, kind: str = "supervision") -> Circle:
    """Bob hosts; Alice, Mo and Sam, who is of a partner agency, are in it."""
    with acting(cast.bob.pk):
        made = actions.begin_circle(kind=kind, title="Our Thursday", by=cast.bob)
        for who in (cast.alice, cast.mo, cast.sam, cast.charlie):
            actions.invite(circle=made, account=who, by=cast.bob)
    for who in (cast.alice, cast.mo, cast.sam, cast.charlie):
        with acting(who.pk):
            actions.answer_invitation(circle=made, accepts=True, by=who)
    return made


def page_of(round: Round) -> str:
    return reverse("learning:round", args=[round.pk])


def test_whoever_brought_it_writes_the_decision_and_no_word_of_it_stays(
    cast: Cast, browse: Browse
) -> None:
    one = ask(group(cast), "talk")
    alice = browse(cast.alice)
    sent = alice.post(page_of(one), {"text": "He is tired of us.", "brings": "on"})
    with acting(cast.alice.pk):
        turn = Turn.objects.get()
    assert sent["Location"].endswith(f"#said-{turn.pk}")
    page = alice.get(page_of(one)).content.decode()
    assert "No decision is written on their record yet." in page
    choose = reverse("learning:choose-brought", args=[turn.pk])
    assert choose in page
    decide = alice.post(choose, {"person": str(cast.ade.pk)})["Location"]
    shown = alice.get(decide).content.decode()
    assert "Ade Bankole" in shown
    assert "nobody else of the group is named" in shown
    told = {"decided": "Zanzibar visits weekly", "why": "Quagga asked for it"}
    assert "Write why" in sentences(alice.post(decide, {**told, "why": ""}))
    assert alice.post(decide, told)["Location"] == sent["Location"]
    assert "has been written before" in sentences(alice.post(decide, told))
    with acting(cast.alice.pk):
        entry = Entry.objects.get(kind="decision")
        assert Turn.objects.get().entry_id == entry.pk
        version = Version.objects.get(entry=entry)
        assert version.title == "Decided in group supervision"
        assert version.there == "Alice, with a group of practitioners"
        assert About.objects.get(entry=entry).sharing == Sharing.SHOWN
        assert sorted(Part.objects.filter(entry=entry).values_list("text", flat=True)) == [
            "Quagga asked for it", "Zanzibar visits weekly",
        ]  # fmt: skip
    _nothing_of_it_in_learning(cast.alice, "zanzibar", "quagga", "bankole", str(cast.ade.pk))


def _nothing_of_it_in_learning(by: Account, *words: str) -> None:
    with acting(by.pk), connection.cursor() as cursor:
        for table in ("circle", "round", "turn", "member", "words", "piece"):
            for word in words:
                cursor.execute(
                    f"select count(*) from learning_{table} t where t::text ilike %s", [f"%{word}%"]
                )
                assert cursor.fetchone() == (0,), (table, word)


def test_the_others_see_that_there_is_one_and_the_record_only_if_they_may(
    cast: Cast, browse: Browse
) -> None:
    one = ask(group(cast), "talk")
    turn = said(one, cast.alice, "It stays with me", brings=True)
    assert (
        "No decision is written on their record yet."
        in browse(cast.mo).get(page_of(one)).content.decode()
    )
    with acting(cast.alice.pk):
        actions.decide_brought(
            turn=turn, person=cast.ade, decided="A break", why="Tired", by=cast.alice
        )
    assert (
        "Ade Bankole: Decided in group supervision"
        in browse(cast.mo).get(page_of(one)).content.decode()
    )
    for other in (cast.charlie, cast.sam):  # of another team, and of a partner agency
        page = browse(other).get(page_of(one)).content.decode()
        assert "A decision is written on their record" in page, other.email
        assert "Ade" not in page, other.email
        assert "/entries/" not in page, other.email


def test_nobody_else_writes_it_and_not_where_they_may_not(cast: Cast, browse: Browse) -> None:
    one = ask(group(cast), "talk")
    turn = said(one, cast.alice, "It stays with me", brings=True)
    plain = said(one, cast.alice, "Something else")
    for name, more in (("choose-brought", ()), ("decide-brought", (cast.ade.pk,))):
        where = reverse(f"learning:{name}", args=[turn.pk, *more])
        for other in (cast.bob, cast.mo, cast.sam, cast.ade_account):
            assert browse(other).get(where).status_code == 404, (other.email, name)
            told = {"decided": "x", "why": "y", "person": str(cast.ade.pk)}
            assert browse(other).post(where, told).status_code in (302, 404), other.email
        where = reverse(f"learning:{name}", args=[plain.pk, *more])
        assert browse(cast.alice).get(where).status_code == 404, name
    where = reverse("learning:decide-brought", args=[turn.pk, cast.stranger.pk])
    assert browse(cast.alice).get(where).status_code == 404
    with acting(cast.bob.pk), pytest.raises(ValidationError, match="Only whoever brought"):
        actions.decide_brought(turn=turn, person=cast.ade, decided="x", why="y", by=cast.bob)
    with acting(cast.alice.pk):
        assert not Entry.objects.filter(kind="decision").exists()


def test_only_group_supervision_and_only_who_works_here_is_asked(
    cast: Cast, browse: Browse
) -> None:
    circle = group(cast)
    one = ask(circle, "talk")
    assert 'name="brings"' in browse(cast.alice).get(page_of(one)).content.decode()
    assert 'name="brings"' not in browse(cast.sam).get(page_of(one)).content.decode()
    other = ask(group(cast, "reflection"), "talk")
    assert 'name="brings"' not in browse(cast.alice).get(page_of(other)).content.decode()
    browse(cast.sam).post(page_of(one), {"text": "Mine", "brings": "on"})
    with acting(cast.sam.pk):
        assert not Turn.objects.get().brings
        with pytest.raises(ValidationError, match="group supervision"):
            actions.say(round=one, text="Mine", brings=True, by=cast.sam)


# One's own words, kept


def keep(round: Round) -> str:
    return reverse("learning:keep-my-words", args=[round.pk])


def test_ones_own_words_of_a_round_that_is_over_become_a_piece_with_one_press(
    cast: Cast, browse: Browse
) -> None:
    circle = group(cast)
    one = ask(circle, "talk", prompt="What did the host ask?")
    said(one, cast.alice, "I heard *fear*.")
    said(one, cast.mo, "I heard anger.")
    gone = said(one, cast.alice, "Never mind this.")
    said(one, cast.alice, "And relief, O’Brien 🙂")
    alice = browse(cast.alice)
    assert keep(one) not in alice.get(page_of(one)).content.decode()  # it goes on
    with acting(cast.alice.pk):
        actions.take_back(turn=gone, by=cast.alice)
    with acting(cast.bob.pk):
        actions.close_round(round=one, notes="What Bob keeps", by=cast.bob)
    assert keep(one) in alice.get(page_of(one)).content.decode()
    sent = alice.post(keep(one))
    assert alice.post(keep(one))["Location"] == sent["Location"]
    with acting(cast.alice.pk):
        piece = Piece.objects.get(kind="reflection")
        assert Words.objects.get(piece=piece).text == "I heard *fear*.\n\nAnd relief, O’Brien 🙂"
    words = BeautifulSoup(alice.get(sent["Location"]).content, "lxml").text
    assert "I heard fear." in words
    for others in ("anger", "What Bob keeps", "What did the host ask", "Our Thursday", "Never"):
        assert others not in words, others
    assert sent["Location"] in alice.get(page_of(one)).content.decode()
    assert "I heard" in alice.get(f"{sent['Location']}again/").content.decode()
    assert browse(cast.mo).get(sent["Location"]).status_code == 404


def test_who_said_nothing_or_is_not_a_practitioner_is_offered_nothing(
    cast: Cast, browse: Browse
) -> None:
    circle = group(cast)
    one = ask(circle)
    said(one, cast.alice, "Mine")
    with acting(cast.bob.pk):
        actions.close_round(round=one, by=cast.bob)
    assert keep(one) not in browse(cast.mo).get(page_of(one)).content.decode()
    assert browse(cast.mo).post(keep(one))["Location"] == page_of(one)
    assert browse(cast.protection).post(keep(one)).status_code == 404
    assert browse(cast.ade_account).post(keep(one)).status_code == 404
    assert browse(cast.alice).post(keep(one)).status_code == 302  # though it was never shown
    with acting(cast.mo.pk):
        assert not Piece.objects.exists()


def test_an_ended_group_leaves_each_their_own_words(cast: Cast, browse: Browse) -> None:
    circle = group(cast, "reflection")
    one = ask(circle)
    said(one, cast.sam, "From outside")
    with acting(cast.bob.pk):
        actions.end_circle(circle=circle, by=cast.bob)
    sam = browse(cast.sam)
    assert (
        "keep your own words"
        in sam.get(reverse("learning:circle", args=[circle.pk])).content.decode()
    )
    page = sam.get(sam.post(keep(one))["Location"]).content.decode()
    assert "From outside" in page


def test_rounds_that_are_over_are_paged(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "ROUNDS", 2)
    circle = group(cast)
    for number in range(5):
        one = ask(circle, "talk", prompt=f"Question {number}")
        with acting(cast.bob.pk):
            actions.close_round(round=one, by=cast.bob)
    alice, where, seen = browse(cast.alice), reverse("learning:circle", args=[circle.pk]), []
    for query in ("", "?before=4", "?before=2"):
        page = alice.get(where + query).content.decode()
        seen += [number for number in range(5) if f"Question {number}" in page]
    assert sorted(seen) == [0, 1, 2, 3, 4]
    assert alice.get(f"{where}?before=x").status_code == 200
