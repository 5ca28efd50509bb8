"""What is written of somebody by name says “you” where they read it themselves."""

import pytest
from django.test import Client

from alongside.portal.saying import to_you

from .conftest import Write, words_on


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Ade", "you"),
        ("ade bankole", "you"),
        ("Ade and Pat", "you and Pat"),
        ("Pat, his sister; Ade Bankole", "Pat, his sister; you"),
        ("Ade’s kitchen", "your kitchen"),
        ("at Ade Bankole's home", "at your home"),
        ("Ade’s daughter, with Ade", "your daughter, with you"),
        ("Ade Cole, a neighbour", "Ade Cole, a neighbour"),
        ("Jade and Wade", "Jade and Wade"),
        ("Mary-Ade and Ade-Marie", "Mary-Ade and Ade-Marie"),
        ("Pat (with Ade)", "Pat (with you)"),
        ("nobody else", "nobody else"),
        ("", ""),
    ],
)
def test_their_own_name_is_you(words: str, said: str) -> None:
    assert to_you(words, "Ade Bankole") == said


def test_a_name_that_means_something_else_to_a_search_is_no_trouble() -> None:
    assert to_you("A.J. (Bo) and Pat", "A.J. (Bo)") == "you and Pat"
    assert to_you("No name", "") == "No name"


def test_their_page_says_with_you(ade: Client, note: Write) -> None:
    note(title="Talking", there="Ade, Pat for the second half", place="Ade’s kitchen")
    page = words_on(ade.get("/my/record/"))
    assert "your kitchen, with you, Pat for the second half." in page
    assert "Ade’s kitchen" not in page
