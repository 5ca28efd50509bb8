"""Names that people write differently meet when they are folded, in any script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.people.names import fold, sort_key, tokens

NAMES = st.text(max_size=30) | st.text(alphabet="oOmMcC' -’İıßŁé\u0301\u200dأمحд", max_size=14)


@pytest.mark.parametrize(
    "group",
    [
        ("O'Brien", "OBrien", "O’Brien", "O Brien", "o`brien", "OʼBRIEN", "O´Brien", "O'brien "),
        ("McDonald", "Mc Donald", "Mcdonald"),
        ("Smith-Jones", "Smith Jones", "SMITH–JONES", "smith‑jones"),
        ("José", "Jose", "Jose\u0301", "JOSÉ"),
        ("Łuczak", "Luczak"),
        ("Strauß", "Strauss", "STRAUẞ"),
        ("Ægir Øst", "Aegir Ost"),
        ("Ọláyínká", "Olayinka"),
        ("Nguyễn Đức", "Nguyen Duc"),
        ("İpek Işık", "Ipek Isik", "ipek ışık"),
        ("Siân", "Sian"),
        ("Þóra", "Thora"),
        ("Ɓala", "Bala"),
        ("محمّد", "محمد"),
        ("Семён", "Семен"),
        ("ﬁona", "Fiona"),
        ("Ａｄｅ", "Ade"),
        ("d'Souza", "D’Souza", "dSouza"),
        ("Zoe\u200d", "Zoë"),
    ],
)
def test_names_that_meet(group: tuple[str, ...]) -> None:
    assert len({fold(name) for name in group}) == 1
    assert len({sort_key(name) for name in group}) == 1


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("अनिता शर्मा", "अनिता शर्मा"),
        ("李小龍", "李小龍"),
        ("김철수", "김철수"),
        ("ਗੁਰਪ੍ਰੀਤ", "ਗੁਰਪ੍ਰੀਤ"),
        ("தமிழ்", "தமிழ்"),
        ("がく", "がく"),
        ("Mo Farah", "mo farah"),
        ("Jamie O Lee", "jamie olee"),
        ("O", "o"),
        ("J. R. Smith", "j r smith"),
        ("Baby 2", "baby 2"),
        ("  ", ""),
        ("🦋", ""),
    ],
)
def test_every_script_stays(name: str, folded: str) -> None:
    assert fold(name) == unicodedata.normalize("NFC", folded)


@pytest.mark.parametrize(("one", "two"), [("Anna", "Hannah"), ("Ali", "Alia"), ("र", "रि")])
def test_different_names_stay_apart(one: str, two: str) -> None:
    assert fold(one) != fold(two)


@given(NAMES)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES)
def test_capitals_do_not_matter_where_they_are_plain(name: str) -> None:
    plain = "".join(char for char in name if char.isascii())
    assert fold(plain.upper()) == fold(plain.lower())


@given(NAMES)
def test_what_is_folded_is_in_one_form_and_can_be_stored(name: str) -> None:
    folded = fold(name)
    assert folded == " ".join(folded.split())
    assert not any(
        unicodedata.category(char) in {"Cc", "Cs", "Lu"} for char in folded if char.isascii()
    )
    assert tokens(name) == tuple(dict.fromkeys(folded.split()))


def test_tokens_of_a_double_name() -> None:
    assert tokens("Anne-Marie O’Neill-Anne") == ("anne", "marie", "oneill")
    assert tokens("") == ()


def test_sorting() -> None:
    names = ["Øst", "olsen", "Zed", "Ólafur", "🦋", "O'Brien"]
    assert sorted(names, key=sort_key) == ["O'Brien", "Ólafur", "olsen", "Øst", "Zed", "🦋"]


def test_a_long_name_takes_no_long_time() -> None:
    assert len(fold("Ö" * 1_000_000)) == 1_000_000
