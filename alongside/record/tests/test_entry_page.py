"""One entry's page, its older versions and what changed."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Bar
from alongside.record.actions import Words, amend_entry, answer_entry
from alongside.record.models import Entry, Part
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write


def test_it_reads_with_the_persons_words_beside_it(
    cast: Cast, note: Write, browse: Browse, trailed: Trail
) -> None:
    entry = note(
        Words("fact", "Ade said <script>alert(1)</script> *twice* 🫖"),
        title="O’Brien's kitchen",
        there="Pat",
    )
    with acting(cast.ade_account.pk):
        answer_entry(id=new_id(), part=Part.objects.get(), text="I did not.", by=cast.ade_account)
    html = browse(cast.bob).get(f"/entries/{entry.pk}/").content.decode()
    assert "I did not." in html
    assert "<script>alert" not in html
    assert "O’Brien&#x27;s kitchen" in html
    assert "Ade Bankole can read this in their record" in html
    assert "entry opened" in trailed(cast.ade, cast.bob)
    later = browse(cast.alice).get(f"/entries/{entry.pk}/").content.decode()
    readers = later[later.index("Who has read this") :]
    assert "Bob" in readers


def test_who_may_not(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    for account in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        for page in ("", "compare/", "change/", "sharing/", "move/", "restrict/"):
            response = browse(account).get(f"/entries/{entry.pk}/{page}")
            assert response.status_code == 404, (account, page)


def test_what_is_barred_is_not_there(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(people=[cast.ade, cast.temi])
    assert browse(cast.bob).get(f"/entries/{entry.pk}/").status_code == 200
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    assert browse(cast.bob).get(f"/entries/{entry.pk}/").status_code == 404


def test_others_are_named_only_to_those_who_may_see_them(
    cast: Cast, note: Write, browse: Browse
) -> None:
    entry = note(people=[cast.ade, cast.temi])
    bob = browse(cast.bob).get(f"/entries/{entry.pk}/").content.decode()
    assert "Also about 1 other person." in bob
    assert "Temi" not in bob
    alice = browse(cast.alice).get(f"/entries/{entry.pk}/").content.decode()
    assert "Temi Bankole" in alice


def test_everybody_it_is_about_reads_that_it_was_opened(
    cast: Cast, note: Write, browse: Browse, trailed: Trail
) -> None:
    """Bob may not know of Temi, and Temi reads all the same that her note was opened."""
    entry = note(Words("fact", "Both were there."), people=[cast.ade, cast.temi])
    page = browse(cast.bob).get(f"/entries/{entry.pk}/").content.decode()
    for person in (cast.ade, cast.temi):
        assert trailed(person, cast.bob) == ["entry opened"], person
    assert "Temi" not in page
    with acting(cast.bob.pk), connection.cursor() as cursor:
        cursor.execute("select count(*) from gate.readers_of(%s, %s)", [entry.pk, cast.temi.pk])
        assert cursor.fetchone() == (0,), "Bob is not told that there is a line about Temi"


def test_an_older_version_says_that_it_is_old(
    cast: Cast, note: Write, browse: Browse, trailed: Trail
) -> None:
    entry = note(Words("fact", "He made tea."))
    with acting(cast.alice.pk):
        amend_entry(
            entry=entry, base=1, parts=[Words("fact", "He made coffee.")], why="c", by=cast.alice
        )
    bob = browse(cast.bob)
    old = bob.get(f"/entries/{entry.pk}/?version=1").content.decode()
    assert "He made tea." in old
    assert "This is version 1, as it was." in old
    assert "Change this note" not in old
    assert "earlier version opened" in trailed(cast.ade)
    changed = bob.get(f"/entries/{entry.pk}/compare/?from=1&to=2").content.decode()
    assert "taken out: " in changed
    assert "<del>" in changed
    assert "<ins>" in changed
    for wrong in ("?version=9", "?version=0", "?version=x", "?version=", "?version=²"):
        assert bob.get(f"/entries/{entry.pk}/{wrong}").status_code == 404, wrong
    for wrong in ("?from=1&to=1", "?from=1&to=7", "?from=9&to=2"):
        assert bob.get(f"/entries/{entry.pk}/compare/{wrong}").status_code == 404, wrong


def test_as_dear_with_many_parts_and_readers(cast: Cast, note: Write, browse: Browse) -> None:
    counts = []
    alice = browse(cast.alice)
    for many in (1, 8):
        entry = note(*(Words("fact", f"Part {n}") for n in range(many)))
        for account in [cast.bob, cast.mo][:many]:
            browse(account).get(f"/entries/{entry.pk}/")
        for base in range(1, many):
            with acting(cast.alice.pk):
                amend_entry(
                    entry=Entry.objects.get(pk=entry.pk),
                    base=base,
                    parts=[Words("fact", f"{base}")],
                    why="x",
                    by=cast.alice,
                )
        alice.get(f"/entries/{entry.pk}/")  # the first page of a session is dearer
        with CaptureQueriesContext(connection) as asked:
            alice.get(f"/entries/{entry.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
