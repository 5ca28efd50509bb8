"""NHS numbers, unique pupil numbers and numbers from elsewhere: what is valid, and what is said."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from alongside.people import identifiers as ids

DIGITS = st.text(alphabet="0123456789", min_size=9, max_size=9)


@st.composite
def nhs_numbers(draw: st.DrawFn) -> str:
    nine = draw(DIGITS.filter(lambda nine: ids.nhs_check_digit(nine) is not None))
    number = f"{nine}{ids.nhs_check_digit(nine)}"
    return number if len(set(number)) > 1 else "9434765919"


@st.composite
def upns(draw: st.DrawFn) -> str:
    body = draw(st.text(alphabet="0123456789", min_size=11, max_size=11))
    last = draw(st.sampled_from("0123456789" + ids.UPN_LETTERS))
    return ids.upn_check_letter(body + last) + body + last


@pytest.mark.parametrize(
    "written",
    [
        "9434765919",
        "943 476 5919",
        "943-476-5919",
        " 943\u00a0476\u20095919 ",
        "９４３４７６５９１９",
    ],
)
def test_an_nhs_number_however_it_is_spaced(written: str) -> None:
    assert ids.nhs_number(written) == "9434765919"


@pytest.mark.parametrize("number", ["9434765919", "9434765870", "4010232137", "9990000018"])
def test_nhs_numbers_from_public_sources(number: str) -> None:
    assert ids.nhs_number(number) == number


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("9434765918", "two digits may be swapped"),
        ("9434756919", "two digits may be swapped"),
        ("1111111111", "One digit ten times"),
        ("0000000000", "One digit ten times"),
        ("943476591", "has 10 digits"),
        ("94347659190", "has 10 digits"),
        ("", "has 10 digits"),
        ("943476591O", "has 10 digits"),
        ("٩٤٣٤٧٦٥٩١٩", "has 10 digits"),
        ("9" * 5_000_000, "has 10 digits"),
        ("1000000010", "two digits may be swapped"),
    ],
)
def test_what_is_no_nhs_number(written: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ids.nhs_number(written)
    assert sentence in caught.value.messages[0]


def test_nine_digits_that_no_tenth_belongs_to() -> None:
    assert ids.nhs_check_digit("100000001") is None
    assert any(ids.nhs_check_digit(f"{n:09}") is None for n in range(400000000, 400000011))


@given(nhs_numbers())
def test_written_and_read_again(number: str) -> None:
    assert ids.nhs_number(ids.nhs_number_in_words(number)) == number


@given(nhs_numbers(), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, more: int) -> None:
    wrong = str((int(number[place]) + more) % 10)
    with pytest.raises(ValidationError):
        ids.nhs_number(number[:place] + wrong + number[place + 1 :])


@given(nhs_numbers(), st.integers(0, 8))
def test_two_swapped_digits_are_always_noticed(number: str, place: int) -> None:
    one, two = number[place], number[place + 1]
    if one != two:
        with pytest.raises(ValidationError):
            ids.nhs_number(number[:place] + two + one + number[place + 2 :])


def test_numbers_for_trying_things() -> None:
    assert ids.is_invented_nhs_number("9990000018")
    assert not ids.is_invented_nhs_number("9434765919")


@pytest.mark.parametrize(
    "number",
    # The first from python-stdnum; the second is the worked example for error 1510 of the school
    # census, whose sum is 266 and not 267, so that its letter is P and not Q.
    ["B801200005001", "P207000016049"],
)
def test_unique_pupil_numbers_from_public_sources(number: str) -> None:
    assert ids.upn(number) == number
    assert ids.upn(f" {number[:4].lower()} {number[4:]}") == number
    assert ids.former_upn(number) == number
    assert not ids.is_temporary_upn(number)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("A801200005001", "The first letter does not fit"),
        ("B207000016049", "The first letter does not fit"),
        ("I801200005001", "no letter I, O or S"),
        ("B80120000500S", "no letter I, O or S"),
        ("B80120000A001", "has 13 characters"),
        ("B80120000500", "has 13 characters"),
        ("", "has 13 characters"),
        ("x" * 5_000_000, "has 13 characters"),
    ],
)
def test_what_is_no_unique_pupil_number(written: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ids.upn(written)
    assert sentence in caught.value.messages[0]


@given(upns())
def test_temporary_and_lasting_numbers(number: str) -> None:
    assert ids.upn(number) == number
    assert ids.is_temporary_upn(number) == (number[-1] not in "0123456789")


@given(upns(), st.integers(1, 11), st.integers(1, 9))
def test_one_wrong_digit_in_a_pupil_number_is_noticed(number: str, place: int, more: int) -> None:
    wrong = str((int(number[place]) + more) % 10)
    with pytest.raises(ValidationError):
        ids.upn(number[:place] + wrong + number[place + 1 :])


def test_a_number_from_elsewhere_stays_as_it_came() -> None:
    assert ids.local_id("  00-A/17  b ") == "00-A/17 b"


@pytest.mark.parametrize("written", ["", "   ", "x" * 61, "a\u200bb", "a\x00b", "x" * 5_000_000])
def test_what_is_no_number_from_elsewhere(written: str) -> None:
    with pytest.raises(ValidationError):
        ids.local_id(written)
