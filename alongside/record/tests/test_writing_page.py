"""The page on which a note is written together."""

import re
from typing import Any
from uuid import UUID

from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.record.models import About, Entry, Part, Sharing, Version
from tests.cast import Cast

from .conftest import Browse, Trail


def fields(html: str) -> dict[str, Any]:
    """The hidden fields of the page's form, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html)
    return {name: value.replace("&quot;", '"') for name, value in found if "csrf" not in name}


def test_a_note_is_written_and_read(cast: Cast, browse: Browse, trailed: Trail) -> None:
    alice = browse(cast.alice)
    page = alice.get(f"/people/{cast.ade.pk}/write/")
    assert page.status_code == 200
    sent = fields(page.content.decode()) | {
        "happened": "yesterday, 10am",
        "kind": "visit home",
        "place": "Ade’s kitchen",
        "minutes": "75",
        "fact": "Ade made the tea. 🫖 O’Brien's <b>shed</b>.",
        "reported": "He sleeps badly.",
        "of": "Pat",
        "opinion": "The noise is the difficulty.",
        "own_words": "It is too loud there.",
        "sharing": "usual",
        f"seen_{cast.ade.pk.hex}": "alone",
    }
    done = alice.post(f"/people/{cast.ade.pk}/write/", sent)
    assert done.status_code == 302, done.content.decode()
    with acting(cast.alice.pk):
        entry = Entry.objects.get()
        version = Version.objects.get()
        parts = list(Part.objects.order_by("position"))
        about = About.objects.get()
    assert done.headers["Location"] == f"/entries/{entry.pk}/"
    assert entry.pk == UUID(sent["draft"])
    assert (entry.kind, version.contact, version.minutes) == ("visit", "home", 75)
    assert version.seen == {str(cast.ade.pk): "alone"}
    assert [one.sort for one in parts] == ["fact", "reported", "opinion", "own words"]
    assert [one.of for one in parts] == ["", "Pat", "", "Ade Bankole"]
    assert about.sharing == Sharing.SHOWN
    read = alice.get(done.headers["Location"]).content.decode()
    assert "O’Brien&#x27;s &lt;b&gt;shed&lt;/b&gt;" in read or "O’Brien's &lt;b&gt;" in read
    assert timezone.localdate().strftime("%Y") in read
    for line in ("entry finished", "draft finished", "entry opened"):
        assert line in trailed(cast.ade)
    again = alice.post(f"/people/{cast.ade.pk}/write/", sent)
    assert again.headers["Location"] == done.headers["Location"]
    with acting(cast.alice.pk):
        assert Entry.objects.count() == 1
    assert alice.get(f"/people/{cast.ade.pk}/timeline/").status_code == 200
