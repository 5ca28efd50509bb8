"""What stands for somebody known to another team: for one account, for a while, saying nothing."""

import base64
import time

import pytest
from django.http import Http404

from alongside.foundation.actor import acting
from alongside.people import finding
from alongside.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_another_team_gets_a_stub_bound_to_the_one_who_asks(cast: Cast, lukasz: Person) -> None:
    with acting(cast.charlie.pk):
        findings = finding.find("lukasz nowak", cast.charlie)
        assert not findings.people
        [stub] = findings.elsewhere
        assert stub.teams == ("Adults, East",)
        assert finding.person_behind(stub.token, cast.charlie) == lukasz.pk
        for token in (stub.token + "x", "", "a:b:c"):
            with pytest.raises(Http404):
                finding.person_behind(token, cast.charlie)
        with pytest.raises(Http404):
            finding.person_behind(stub.token, cast.bob)


def test_a_stub_says_nobody_s_id_and_no_two_are_alike(cast: Cast, lukasz: Person) -> None:
    one, two = (finding.elsewhere_token(lukasz.pk, cast.charlie) for _ in range(2))
    assert one[20:] != two[20:]
    for token in (one, two):
        said = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        for hidden in (lukasz.pk, cast.charlie.pk):
            assert hidden.bytes not in said
            assert hidden.hex.encode() not in said
            assert hidden.hex not in token
    assert finding.was_given_to(one, cast.charlie)
    assert not finding.was_given_to(one, cast.bob)
    assert not finding.was_given_to("gAAA", cast.charlie)


def test_a_stub_lasts_a_quarter_of_an_hour(
    cast: Cast, lukasz: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = finding.elsewhere_token(lukasz.pk, cast.charlie)
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(Http404):
        finding.person_behind(token, cast.charlie)
