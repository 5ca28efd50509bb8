"""Warnings: with evidence, for a time, told or not, looked at again, and seen by those who go."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people import access
from alongside.people.actions import grants
from alongside.people.actions.lives import record_death
from alongside.people.actions.warnings import AT_MOST, end_warning, warn
from alongside.people.models import WarningNote
from alongside.record.actions.due import ask_to_look_again
from alongside.record.models import Task
from tests.browsing import Browse
from tests.cast import Cast

pytestmark = pytest.mark.django_db

DOG = "The dog bites when it is loose in O’Brien’s yard 🐕"
ALL = ("what", "safe", "evidence", "told_words")


def day(n: int) -> date:
    return timezone.localdate() + timedelta(days=n)


def warned(cast: Cast, by: Account | None = None, **more: Any) -> WarningNote:
    who = by or cast.alice
    told: dict[str, Any] = {
        "what": DOG,
        "safe": "Ring before, and ask for it to be put away.",
        "evidence": "It bit the postman on 3 March; he told Harriet.",
        "for_whom": "visit",
        "is_told": True,
        "told_words": "He says it only bites postmen.",
        "review_on": day(60),
    }
    with acting(who.pk):
        return warn(person=cast.ade, by=who, **(told | more))


def test_a_warning_stands_first_for_all_who_may_knock(cast: Cast, browse: Browse) -> None:
    warned(cast)
    html = browse(cast.bob).get(f"/people/{cast.ade.pk}/").content.decode()
    assert "Whoever visits: The dog bites" in html
    assert "Ade was told of this." in html
    own = browse(cast.ade_account).get("/my/who-may-see/").content.decode()
    assert "The dog bites" in own
    assert "postman" not in own  # what it rests on may name others: it is told, not listed


def test_who_was_not_told_reads_of_it_nowhere(cast: Cast, browse: Browse) -> None:
    warned(cast, is_told=False, told_words="His son reads his post.")
    html = browse(cast.alice).get(f"/people/{cast.ade.pk}/").content.decode()
    assert "Ade was not told of this. Do not speak of it." in html
    own = browse(cast.ade_account)
    for page in ("/my/who-may-see/", "/my/who-looked/", "/my/"):
        assert "dog" not in own.get(page).content.decode()
        assert "warning written" not in own.get(page).content.decode().casefold()
    with acting(cast.ade_account.pk):
        assert not WarningNote.objects.exists()


def test_it_runs_out_unless_somebody_looks_again(cast: Cast, browse: Browse) -> None:
    note = warned(cast, review_on=day(10))
    with acting(cast.system.pk):
        assert ask_to_look_again(by=cast.system) == 1
        assert ask_to_look_again(by=cast.system) == 0
    with acting(cast.alice.pk):
        task = Task.objects.get(what="look at warning")
        assert (task.due_on, task.account) == (day(10), cast.alice)
        assert not note.is_live(day(11))
    again = warned(cast, replaces=note, safe="Ring before.", review_on=day(90))
    with acting(cast.alice.pk):
        assert again.replaces == note
        assert access.warnings_of(cast.ade)[0] == [again]
        assert Task.objects.get(pk=task.pk).done_at
    with acting(cast.system.pk):
        WarningNote.objects.filter(pk=again.pk)  # nothing is due
        assert ask_to_look_again(by=cast.system) == 0
    assert "Looked at again" in (
        browse(cast.alice).get(f"/people/{cast.ade.pk}/about/warnings/").content.decode()
    )


def test_said_twice_it_is_one_and_ended_twice_it_is_told(cast: Cast) -> None:
    note = warned(cast)
    assert warned(cast) == note
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="Say why"):
            end_warning(warning=note, why="  ", by=cast.alice)
        end_warning(warning=note, why="The dog has died.", by=cast.alice)
        with pytest.raises(ValidationError, match="Somebody has ended this warning"):
            end_warning(warning=note, why="Again", by=cast.alice)
        with pytest.raises(ValidationError, match="Somebody has ended this warning"):
            warned(cast, replaces=note, safe="Other words")
        assert access.warnings_of(cast.ade)[0] == []


@pytest.mark.parametrize("name", ALL)
def test_every_part_of_it_is_asked(cast: Cast, name: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        warned(cast, None, **{name: " \x00 "})
    assert list(refusal.value.message_dict) == [name]
    with pytest.raises(ValidationError, match="characters fit here"):
        warned(cast, None, **{name: "x" * 5_000_000})


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"review_on": day(0)}, "a day to come"),
        ({"review_on": day(AT_MOST + 1)}, "a year at most"),
        ({"for_whom": "all"}, "who has to know"),
    ],
    ids=["today", "too far", "nobody"],
)
def test_what_cannot_be_meant_says_why(cast: Cast, told: Any, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        warned(cast, **told)


def test_nobody_writes_one_who_does_not_write_there(cast: Cast) -> None:
    for account in (cast.charlie, cast.pat, cast.sam, cast.ade_account):
        with pytest.raises(PermissionDenied):
            warned(cast, by=account)


def test_a_visitor_warns_and_unsays_nothing(cast: Cast) -> None:
    note = warned(cast)
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=cast.ade.pk, reason="He does not answer.", by=cast.charlie)
    assert warned(cast, by=cast.charlie, what="The gas was on.").by == cast.charlie
    with pytest.raises(ValidationError, match="in an emergency"):
        warned(cast, by=cast.charlie, replaces=note, safe="Nothing")
    with acting(cast.charlie.pk), pytest.raises(ValidationError, match="in an emergency"):
        end_warning(warning=note, why="It is gone", by=cast.charlie)


def test_nobody_is_warned_of_the_dead(cast: Cast, browse: Browse) -> None:
    warned(cast)
    with acting(cast.alice.pk):
        record_death(person=cast.ade, died_on=day(-1), by=cast.alice)
    assert "The dog" not in browse(cast.alice).get(f"/people/{cast.ade.pk}/").content.decode()
    with pytest.raises(ValidationError, match="somebody who is alive"):
        warned(cast, what="Something else")


def test_from_the_record_to_a_warning_and_its_end(cast: Cast, browse: Browse) -> None:
    alice, base = browse(cast.alice), f"/people/{cast.ade.pk}/about/warnings/"
    assert "That does not say that a visit is safe" in alice.get(base).content.decode()
    told = {
        "what": DOG, "safe": "Ring", "evidence": "Seen", "for_whom": "reach", "is_told": "no",
        "told_words": "Not safe to", "review_on": f"{day(30):%d/%m/%Y}",
    }  # fmt: skip
    assert alice.post(f"{base}add/", told).status_code == 302
    assert alice.post(f"{base}add/", told).status_code == 302  # pressed twice
    with acting(cast.alice.pk):
        note = WarningNote.objects.get()
    again = alice.get(f"{base}{note.pk}/again/").content.decode()
    assert "O’Brien" in again
    ended = alice.post(f"{base}{note.pk}/end/", {"why": "It was sold."})
    assert ended.status_code == 302
    assert "It was sold." in alice.get(base).content.decode()
    for other in (cast.charlie, cast.sam):
        assert browse(other).get(base).status_code in (302, 403, 404)
