"""What two people changed of one text, put together without losing words of either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.foundation.writing import merged

WAS = "He made tea. He walked to the gate."
TEXT = st.lists(st.sampled_from(["tea", "gate", "He", "walked", "😀", "said:", "\n"])).map(" ".join)


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        (WAS, WAS, WAS),
        (WAS, "He made coffee.", "He made coffee."),
        ("He made coffee.", WAS, "He made coffee."),
        ("He made coffee.", "He made coffee.", "He made coffee."),
        (
            "He made some tea. He walked to the gate.",
            "He made tea. He walked to the gate. He came back.",
            "He made some tea. He walked to the gate. He came back.",
        ),
        ("He walked to the gate.", "He made tea. He ran to the gate.", "He ran to the gate."),
        (
            f"{WAS} Mine.",
            f"{WAS} Theirs.",
            f"{WAS} Theirs. Mine.",
        ),
        ("He made coffee. He walked to the gate.", "He made soup. He walked to the gate.", None),
        ("He made tea.", "He made tea. He walked slowly to the gate.", None),
    ],
)
def test_both_changes_or_nothing(mine: str, theirs: str, both: str | None) -> None:
    assert merged(WAS, mine, theirs) == both


def test_two_who_began_from_nothing_both_keep_their_words() -> None:
    assert merged("", "Mine.", "Theirs.") == "Theirs. Mine."
    assert merged("", "", "Theirs.") == "Theirs."


@given(TEXT, TEXT)
def test_where_one_changed_nothing_the_other_s_stands(was: str, new: str) -> None:
    assert merged(was, was, new) == new
    assert merged(was, new, was) == new


@given(TEXT, TEXT, TEXT)
def test_what_either_put_in_is_there(was: str, added: str, theirs: str) -> None:
    mine = f"{was} xyzzy {added}"
    both = merged(was, mine, theirs)
    assert both is None or "xyzzy" in both


def test_a_long_text_takes_no_long_time() -> None:
    was = "word " * 60_000
    assert merged(was, f"{was}mine", f"theirs {was}") is None
