"""The services around me: mine alone, and those that others do not see only after a press."""

import pytest

from alongside.foundation.actor import acting
from alongside.people.actions.outside import end_service, write_down_service
from tests.browsing import Browse
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HERE = "/my/services/"


def test_i_read_mine_and_what_is_out_of_sight_after_a_press(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        for kind, agency in (("club", "O’Hara’s chess"), ("sexual-health", "The clinic")):
            write_down_service(person=cast.ade, kind=kind, agency=agency, by=cast.alice)
        over = write_down_service(person=cast.ade, kind="club", agency="Darts", by=cast.alice)
        end_service(service=over, by=cast.alice)
        write_down_service(person=cast.temi, kind="club", agency="Theirs", by=cast.alice)
        write_down_service(person=cast.ade, kind="housing", is_involved=False, by=cast.alice)
    browser = browse(cast.ade_account)
    assert HERE in browser.get("/my/who-may-see/").content.decode()
    page = browser.get(HERE).content.decode()
    assert "O’Hara’s chess" in page
    for words in ("The clinic", "Darts", "Theirs", "Housing"):
        assert words not in page
    page = browser.post(HERE).content.decode()
    assert "The clinic" in page
    assert "Theirs" not in page
    assert "The clinic" not in browser.get(HERE).content.decode()


def test_nobody_else_comes_here(cast: Cast, browse: Browse) -> None:
    for account in (cast.alice, cast.pat, cast.sam):
        for sent in ("get", "post"):
            assert getattr(browse(account), sent)(HERE).status_code in (403, 404)
