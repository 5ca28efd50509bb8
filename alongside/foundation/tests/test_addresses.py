"""An address worked out once is the one that Django would work out each time."""

from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, URLPattern, reverse, set_script_prefix

from alongside.foundation.addresses import page_url

urlpatterns: list[URLPattern] = []  # of an installation without any page


@pytest.mark.parametrize("name", ["desk:person", "record:entry", "record:clock", "plans:plan"])
def test_it_is_the_same_for_everybody(name: str) -> None:
    for one in (uuid4(), uuid4()):
        assert page_url(name, one) == reverse(name, args=[one])


def test_it_is_the_same_without_an_id_with_two_and_with_a_word() -> None:
    one, other = uuid4(), uuid4()
    assert page_url("desk:my-people") == reverse("desk:my-people")
    assert page_url("people:warn-again", one, other) == reverse(
        "people:warn-again", args=[one, other]
    )
    for key in ("s1", "s-2"):
        assert page_url("plans:step", one, key) == reverse("plans:step", args=[one, key])
        assert page_url("plans:step", other, key) == reverse("plans:step", args=[other, key])
    with pytest.raises(NoReverseMatch):
        page_url("plans:step", one, "not a key/")
    assert page_url("desk:person", str(one)) == reverse("desk:person", args=[one])


def test_a_page_that_is_not_there_fails_each_time() -> None:
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            page_url("desk:no-such-page", uuid4())


def test_it_follows_where_alongside_is_served() -> None:
    one = uuid4()
    plain = page_url("desk:person", one)
    set_script_prefix("/council/")
    try:
        assert page_url("desk:person", one) == f"/council{plain}"
    finally:
        set_script_prefix("/")
    assert page_url("desk:person", one) == plain
    elsewhere = override_settings(ROOT_URLCONF=__name__)
    with elsewhere, pytest.raises(NoReverseMatch):
        page_url("desk:person", one)
