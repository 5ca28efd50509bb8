"""Forms carry out actions, and the pages for failures say what happened and give words back."""

from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from bs4 import BeautifulSoup
from django import db, forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from alongside.foundation import pages
from tests.page_checks import check


class ReviewForm(forms.Form):
    what_changed = forms.CharField()
    times = forms.IntegerField(required=False)


def review(*, what_changed: str, times: int | None, by: str) -> str:
    if what_changed == "nothing":
        raise ValidationError({"what_changed": "Say what has changed", "plan": "It is closed"})
    if what_changed == "too late":
        raise ValidationError("Bob has just reviewed this plan")
    return f"{by}: {what_changed}"


def test_an_action_is_carried_out_and_its_result_is_there() -> None:
    done = pages.carry_out(ReviewForm({"what_changed": "A rail"}), review, by="Alice")
    assert done is not None
    assert done.result == "Alice: A rail"


def test_a_false_result_is_still_done() -> None:
    def count(**_: Any) -> int:
        return 0

    assert pages.carry_out(ReviewForm({"what_changed": "a"}), count)


def test_a_page_that_just_opens_or_a_wrong_answer_carries_nothing_out() -> None:
    for form in (ReviewForm(), ReviewForm({}), ReviewForm({"what_changed": "a", "times": "x"})):
        assert pages.carry_out(form, review, by="Alice") is None


def test_what_the_action_refuses_lands_where_it_belongs() -> None:
    form = ReviewForm({"what_changed": "nothing"})
    assert pages.carry_out(form, review, by="Alice") is None
    assert form.errors == {
        "what_changed": ["Say what has changed"],
        "__all__": ["It is closed"],
    }
    form = ReviewForm({"what_changed": "too late"})
    assert pages.carry_out(form, review, by="Alice") is None
    assert form.non_field_errors() == ["Bob has just reviewed this plan"]


def test_a_form_cannot_say_who_did_it() -> None:
    class Forged(ReviewForm):
        by = forms.CharField()

    done = pages.carry_out(Forged({"what_changed": "a", "by": "Mo"}), review, by="Alice")
    assert done is not None
    assert done.result == "Alice: a"


# When something fails

WORDS = "Ade said:\n\n“No </textarea><script>alert(1)</script>”"
HANDLERS = [
    (pages.bad_request, 400),
    (pages.permission_denied, 403),
    (pages.page_not_found, 404),
    (pages.too_many_requests, 429),
    (pages.csrf_failure, 403),
    (pages.server_error, 500),
    (pages.away, 503),
]


def request_by(kind: str, method: str = "get", **sent: Any) -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)("/my/no-such/", sent)
    if kind:
        request.user = SimpleNamespace(is_authenticated=True, kind=kind)  # type: ignore[assignment]
    return request


@pytest.mark.parametrize("kind", ["staff", "person", "partner", ""])
@pytest.mark.parametrize(("handler", "status"), HANDLERS)
def test_each_page_of_failure_is_well(handler: Any, status: int, kind: str) -> None:
    response = handler(request_by(kind))
    assert response.status_code == status
    assert check(response.content.decode()) == []


@pytest.mark.parametrize(("handler", "status"), HANDLERS)
def test_words_that_were_sent_are_given_back(handler: Any, status: int) -> None:
    sent = {"words": WORDS, "password": "my old secret", "csrfmiddlewaretoken": "a b", "id": "7"}
    html = handler(request_by("staff", "post", **sent)).content.decode()
    assert check(html) == []
    page = BeautifulSoup(html, "lxml")
    assert [box.text.removeprefix("\n") for box in page.find_all("textarea")] == [WORDS]
    assert "my old secret" not in html
    assert "<script>alert" not in html
    assert page.find("form") is None


def test_a_person_who_is_refused_still_has_the_way_out() -> None:
    for handler in (pages.page_not_found, pages.csrf_failure, pages.server_error):
        assert "Leave quickly" in handler(request_by("person")).content.decode()


def test_the_page_for_what_is_not_there_tells_nothing() -> None:
    why = Exception("Rosalind Achebe")
    assert "Rosalind" not in pages.page_not_found(request_by("staff"), why).content.decode()


def test_a_refusal_says_why() -> None:
    refusal = PermissionDenied("Only Mo can decide this")
    assert (
        "Only Mo can decide this"
        in pages.permission_denied(request_by("staff"), refusal).content.decode()
    )


def test_what_cannot_be_read_is_no_second_failure(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = pages.bad_request(request_by("staff", "post", words="a long text, too long"))
    assert response.status_code == 400


def test_a_broken_template_still_gives_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> str:
        raise OSError

    monkeypatch.setattr(pages, "render_to_string", broken)
    response = pages.server_error(request_by("staff"))
    assert response.status_code == 500
    assert b"went wrong on our side" in response.content


def test_pages_of_failure_stand_alone() -> None:
    for name in ("foundation/errors/offline.html", "429.html"):
        assert check(render_to_string(name)) == []


def test_being_away_says_when_to_come_back() -> None:
    assert pages.away(request_by(""))["Retry-After"] == "30"


@pytest.mark.parametrize(
    "fault", [db.OperationalError, db.InterfaceError, psycopg.OperationalError]
)
def test_a_database_that_is_away_is_said_in_words(rf: RequestFactory, fault: type) -> None:
    try:
        raise fault("the server closed the connection")
    except Exception:
        response = pages.server_error(rf.get("/people/"))
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
