"""Drafts on the server: each change once, nobody's words in another's place, nothing lost."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.actor import acting
from alongside.foundation.drafts import Change, Seen
from alongside.foundation.drafts.comparing import together
from alongside.foundation.drafts.saving import storable
from alongside.foundation.ids import new_id
from alongside.foundation.models import Beside, Draft, Heard, Piece

pytestmark = pytest.mark.django_db


def somebody(name: str = "alice", kind: str = "staff") -> Account:
    return Account.objects.create_user(f"{name}@northmere.example", kind=kind)


def begin(by: Account, id: UUID | None = None) -> Draft:
    return drafts.begin_draft(id=id or new_id(), purpose="note", address="/write/", about=[], by=by)


def change(text: str, editor: UUID, seq: int = 1, base: int = 0, piece: str = "happened") -> Change:
    return Change(piece, editor, seq, base, text)


def now(draft: Draft, piece: str = "happened") -> str:
    return draft.pieces.get(name=piece).text


# The protocol -------------------------------------------------------------------------------------


def test_words_are_kept_and_kept_once() -> None:
    alice, page = somebody(), uuid4()
    with acting(alice.pk):
        draft = begin(alice)
        first = change("Ade wants", page)
        assert drafts.save_pieces(draft=draft, changes=[first], by=alice)[0].version == 1
        again = drafts.save_pieces(draft=draft, changes=[first], by=alice)[0]
        assert (again.version, again.kept, again.seq) == (1, "current", 1)
        assert now(draft) == "Ade wants"


def test_a_lost_answer_does_no_harm() -> None:
    alice, page = somebody(), uuid4()
    with acting(alice.pk):
        draft = begin(alice)
        drafts.save_pieces(draft=draft, changes=[change("Ade", page)], by=alice)
        answer = drafts.save_pieces(draft=draft, changes=[change("Ade wants", page, 2)], by=alice)
        assert answer[0].kept == "current"
        late = drafts.save_pieces(draft=draft, changes=[change("Ade", page)], by=alice)[0]
        assert (late.seq, now(draft)) == (2, "Ade wants")


def test_two_pages_are_both_kept_until_somebody_looks() -> None:
    alice, here, there = somebody(), uuid4(), uuid4()
    with acting(alice.pk):
        draft = begin(alice)
        drafts.save_pieces(draft=draft, changes=[change("from here", here)], by=alice)
        answer = drafts.save_pieces(draft=draft, changes=[change("from there", there)], by=alice)
        assert answer[0].kept == "beside"
        drafts.save_pieces(draft=draft, changes=[change("from there too", there, 2)], by=alice)
        seen = Seen("happened", there, 1)
        drafts.settle(draft=draft, seen=seen, base=1, text="both", by=alice)
        assert now(draft) == "both"
        assert [one.text for one in draft.beside.all()] == ["from there too"]  # not seen: it stays
        drafts.settle(draft=draft, seen=Seen("happened", there, 2), base=2, text="all", by=alice)
        assert not draft.beside.exists()


def test_words_that_are_put_away_leave_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    note = trail.note

    def listen(what: str, **more: Any) -> UUID:
        lines.append(what)
        return note(what, **more)

    monkeypatch.setattr(trail, "note", listen)
    alice, there = somebody(), uuid4()
    with acting(alice.pk):
        draft = begin(alice)
        drafts.save_pieces(draft=draft, changes=[change("one", uuid4())], by=alice)
        drafts.save_pieces(draft=draft, changes=[change("other", there)], by=alice)
        seen = [Seen("happened", there, 1)]
        for _ in range(2):  # twice is harmless
            drafts.save_pieces(draft=draft, changes=[], settles=seen, by=alice)
    assert lines == ["draft opened", "two versions settled"]


@pytest.mark.parametrize(("seq", "base"), [(0, 0), (2**53 + 1, 0), (1, -1), (1, 2**31)])
def test_numbers_that_no_page_counts_to_are_refused(seq: int, base: int) -> None:
    with pytest.raises(ValidationError, match="not sent as a page"):
        change("words", uuid4(), seq, base)


def test_the_same_words_twice_are_one_version() -> None:
    alice = somebody()
    with acting(alice.pk):
        draft = begin(alice)
        for editor in (uuid4(), uuid4()):
            drafts.save_pieces(draft=draft, changes=[change("Seen alone", editor)], by=alice)
        assert not draft.beside.exists()


def test_a_page_that_was_left_sends_late_what_is_known_and_stands_in_nobodys_way() -> None:
    """A form was sent, and its page's own last message comes after the next page was written."""
    alice, left, here = somebody(), uuid4(), uuid4()
    with acting(alice.pk):
        draft = begin(alice)
        (sent,) = drafts.save_pieces(draft=draft, changes=[change("Said", uuid4())], by=alice)
        (late,) = drafts.save_pieces(draft=draft, changes=[change("Said", left)], by=alice)
        assert late.version == sent.version
        newer = change("Said better", here, base=sent.version)
        (answer,) = drafts.save_pieces(draft=draft, changes=[newer], by=alice)
        assert answer.kept == "current"
        assert now(draft) == "Said better"
        assert not draft.beside.exists()


@pytest.mark.parametrize("text", ["😀 Ngọc O’Brien\n\tכֵּן", "<script>", " \n ", "a" * 1_000_000])
def test_any_text_comes_back_as_it_was(text: str) -> None:
    alice = somebody()
    with acting(alice.pk):
        draft = begin(alice)
        drafts.save_pieces(draft=draft, changes=[change(text, uuid4())], by=alice)
        assert now(draft) == text


def test_what_no_database_can_hold_is_replaced_and_the_rest_kept() -> None:
    assert storable("a\x00b\r\nc\ud800d") == "a\ufffdb\nc\ufffdd"
    assert storable("😀") == "😀"


def test_more_than_a_million_characters_are_refused_and_what_was_there_stays() -> None:
    alice, page = somebody(), uuid4()
    with acting(alice.pk):
        draft = begin(alice)
        drafts.save_pieces(draft=draft, changes=[change("short", page)], by=alice)
        long = [change("b" * 1_000_001, page, 2), change("other", page, 1, piece="told")]
        refused, taken = drafts.save_pieces(draft=draft, changes=long, by=alice)
        assert (refused.kept, taken.kept) == ("refused", "current")
        assert "million" in refused.why
        assert now(draft) == "short"
        assert drafts.save_pieces(draft=draft, changes=[change("b", page, 2)], by=alice)
        assert now(draft) == "b"


@pytest.mark.parametrize(
    ("piece", "seq", "base"),
    [("a b", 1, 0), ("", 1, 0), ("x", 0, 0), ("x", 1, -1), ("x", 2**60, 0)],
)
def test_what_no_page_of_ours_sends_is_refused(piece: str, seq: int, base: int) -> None:
    with pytest.raises(ValidationError):
        Change(piece, uuid4(), seq, base, "words")


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("Met. He slept.", "Met. She ate.", "Met. He slept. She ate."),
        ("Ade wants", "Ade wants to stop.", "Ade wants to stop."),
        ("", "words", "words"),
        ("One\nTwo\n", "One\nThree\n", "One\nTwo\nThree\n"),
        ("Same. End.", "Same. New. End.", "Same. New. End."),
        ("a\n\nb", "a\n\nc", "a\n\nb c"),
    ],
)
def test_two_texts_make_one(first: str, second: str, both: str) -> None:
    assert together(first, second) == both


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab. !\n😀", max_size=40), st.text(alphabet="ab. !\n😀", max_size=40))
def test_no_word_of_two_texts_is_lost_in_one(first: str, second: str) -> None:
    both = together(first, second)
    for text in (first, second):
        rest = iter(both)
        assert all(letter in rest for letter in text)  # every letter, in its order


# Whose they are -----------------------------------------------------------------------------------


def test_nobody_elses_draft_is_there() -> None:
    alice, bob = somebody(), somebody("bob")
    with acting(alice.pk):
        draft = begin(alice)
        drafts.save_pieces(draft=draft, changes=[change("private", uuid4())], by=alice)
    with acting(bob.pk):
        assert not Draft.objects.exists()
        assert not Piece.objects.exists()
        assert not Heard.objects.exists()
        assert not Beside.objects.exists()
        with pytest.raises(Http404):
            begin(bob, draft.pk)
        with pytest.raises(Draft.DoesNotExist):
            drafts.save_pieces(draft=draft, changes=[change("mine", uuid4())], by=bob)
        for act in (drafts.discard, drafts.bring_back):
            with pytest.raises(Http404):
                act(id=draft.pk, by=bob)
        assert drafts.finish_draft(id=draft.pk, by=bob) is None
    with acting(alice.pk):
        assert now(draft) == "private"


# How they end -------------------------------------------------------------------------------------


def test_finished_words_are_no_longer_here_and_a_late_copy_changes_nothing() -> None:
    alice, page = somebody(), uuid4()
    with acting(alice.pk):
        draft = begin(alice)
        drafts.save_pieces(draft=draft, changes=[change("Seen", page)], by=alice)
        assert drafts.already(draft.pk, alice) is None
        drafts.finish_draft(id=draft.pk, became="/entries/1/", by=alice)
        assert now(draft) == ""
        assert drafts.already(draft.pk, alice) == "/entries/1/"
        for late in (change("Seen", page), change("Seen", uuid4())):
            answer = drafts.save_pieces(draft=draft, changes=[late], by=alice)[0]
            assert answer.kept == "current"
        assert not draft.beside.exists()
        assert now(draft) == ""
        with pytest.raises(ValidationError):
            drafts.finish_draft(id=draft.pk, became="/entries/1/", by=alice)


def test_words_that_come_after_finishing_are_kept_and_can_begin_again() -> None:
    alice, page = somebody(), uuid4()
    with acting(alice.pk):
        draft = begin(alice)
        drafts.save_pieces(draft=draft, changes=[change("Seen", page)], by=alice)
        drafts.finish_draft(id=draft.pk, became="/entries/1/", by=alice)
        late = change("Seen. She was frightened", page, 2, 1)
        assert drafts.save_pieces(draft=draft, changes=[late], by=alice)[0].kept == "beside"
        assert drafts.already(draft.pk, alice) == f"/drafts/{draft.pk}/two-versions/"
        new = drafts.start_again(id=draft.pk, by=alice)
        assert now(new) == "Seen. She was frightened"
        assert new.pk != draft.pk
        assert drafts.already(draft.pk, alice) == "/entries/1/"


def test_two_versions_must_be_looked_at_before_finishing() -> None:
    alice = somebody()
    with acting(alice.pk):
        draft = begin(alice)
        for text in ("one", "two"):
            drafts.save_pieces(draft=draft, changes=[change(text, uuid4())], by=alice)
        with pytest.raises(ValidationError, match="Look at both"):
            drafts.finish_draft(id=draft.pk, by=alice)


def test_put_away_and_brought_back_with_every_word() -> None:
    alice = somebody()
    with acting(alice.pk):
        draft = begin(alice)
        drafts.save_pieces(draft=draft, changes=[change("words", uuid4())], by=alice)
        drafts.discard(id=draft.pk, by=alice)
        assert not drafts.open_drafts_of(alice)
        assert drafts.put_away_drafts_of(alice)
        drafts.save_pieces(draft=draft, changes=[change("more words", uuid4(), base=1)], by=alice)
        drafts.bring_back(id=draft.pk, by=alice)
        assert now(draft) == "more words"
        assert drafts.open_drafts_of(alice)
        drafts.finish_draft(id=draft.pk, by=alice)
        for act in (drafts.discard, drafts.bring_back):
            with pytest.raises(ValidationError):
                act(id=draft.pk, by=alice)


def test_finishing_without_a_draft_does_nothing() -> None:
    alice = somebody()
    with acting(alice.pk):
        assert drafts.finish_draft(id=new_id(), by=alice) is None


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "x", ""])
def test_a_draft_never_leads_elsewhere(address: str) -> None:
    alice = somebody()
    with acting(alice.pk), pytest.raises(ValidationError):
        drafts.begin_draft(id=new_id(), purpose="note", address=address, about=[], by=alice)
