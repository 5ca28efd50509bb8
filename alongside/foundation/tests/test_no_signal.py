"""The page for where there is no signal: the same for everybody, and all that a device keeps."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from alongside.accounts.guards import is_background, is_public
from alongside.foundation import no_signal
from tests.browsing import Browse
from tests.cast import Cast
from tests.page_checks import check

PAGE, WORKER = "/public/no-signal/", "/sw.js"
# The page has no letter of it unless a council's name has; there the device's own type will do.
SELDOM = re.compile(r"-latin-ext[.\w]*\.woff2$")


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    no_signal._worker.cache_clear()
    yield
    no_signal._worker.cache_clear()


def told(script: str) -> dict[str, Any]:
    """What the server has written above the script."""
    first = script.split("\n")[0]
    kept: dict[str, Any] = json.loads(first.removeprefix("const KEPT = ").removesuffix(";"))
    return kept


@pytest.mark.django_db
@pytest.mark.parametrize("address", [PAGE, WORKER])
def test_a_stranger_may_have_it_and_nothing_is_asked_or_left(
    address: str, client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(0):
        answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405
    assert is_public(address)


def test_the_worker_is_a_script_that_is_always_asked_for_anew(client: Client) -> None:
    answer = client.get(WORKER)
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert told(answer.content.decode())["page"] == PAGE


def test_the_page_is_well_and_kept_by_no_proxy(client: Client) -> None:
    answer = client.get(PAGE)
    assert check(answer.content.decode()) == []
    assert answer["Cache-Control"] == "no-store"
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_it_is_the_same_for_everybody(cast: Cast, browse: Browse) -> None:
    ours = Client().get(PAGE).content
    for account in (cast.alice, cast.ade_account, cast.pat):
        browser = browse(account)
        browser.get("/account/security/")  # by now all that a session holds has been written
        for address in (PAGE, WORKER):
            answer = browser.get(address)
            assert not answer.cookies
            assert account.email not in answer.content.decode()
        assert browser.get(PAGE).content == ours


def test_every_file_that_it_names_exists() -> None:
    for address in no_signal.files():
        assert finders.find(address.removeprefix("/static/")), address


def test_it_names_just_what_the_page_asks_for(settings: Settings, tmp_path: Path) -> None:
    """With the addresses of a council in use, which hold hashes."""
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    page = BeautifulSoup(no_signal._page(), "lxml")
    asked = [str(one["src"]) for one in page.select("script[src]")]
    asked += [str(one["href"]) for one in page.select("link[href]")]
    for address in asked:  # grows as files turn out to ask for others
        asked += [one for one in wanted_by(address, tmp_path) if one not in asked]
    assert {one for one in asked if not SELDOM.search(one)} == set(no_signal.files())


def wanted_by(address: str, root: Path) -> Iterator[str]:
    """The addresses that a style sheet or script asks for in turn."""
    file = root / address.removeprefix("/static/")
    if file.suffix not in (".css", ".js"):
        return
    within = r"url\([\"']?([^)\"']+)" if file.suffix == ".css" else r"from\s*[\"'](\.[^\"']+)"
    for found in re.findall(within, file.read_text()):
        if not found.startswith("data:"):
            yield urljoin(address, found)


def test_new_words_or_files_make_a_new_worker(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = {told(no_signal._worker("en-gb"))["name"]}
    no_signal._worker.cache_clear()
    settings.COUNCIL = {**settings.COUNCIL, "duty_phone": "01632 960 111"}
    names.add(told(no_signal._worker("en-gb"))["name"])
    no_signal._worker.cache_clear()
    for name in (no_signal.SCRIPT, *no_signal.LINKED, *no_signal.IMPORTED):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes((no_signal.FOLDER / name).read_bytes() + b"\n")
    monkeypatch.setattr(no_signal, "FOLDER", tmp_path)
    names.add(told(no_signal._worker("en-gb"))["name"])
    assert len(names) == 3


@pytest.mark.parametrize(
    ("headers", "is_script"),
    [
        ({"sec-fetch-dest": "empty", "sec-fetch-mode": "cors"}, True),
        ({"sec-fetch-dest": "empty", "sec-fetch-mode": "navigate"}, False),
        ({"sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}, False),
    ],
)
def test_a_page_that_comes_through_the_worker_is_a_page(
    rf: RequestFactory, headers: dict[str, str], is_script: bool
) -> None:
    assert is_background(rf.get("/find/", headers=headers)) is is_script
