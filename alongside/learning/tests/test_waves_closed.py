"""A wave that is closed: counted once, told of all together, and laid beside those before it."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import giving
from alongside.learning.actions import waves as actions
from alongside.learning.models import Asked
from alongside.learning.surveys.shipped import text_of
from tests import cluster
from tests.browsing import Browse
from tests.cast import Cast, account

from .in_waves import HEALTH, SAYS, being, cast, closed, counted, give, many, opened, principal

__all__ = ["cast", "many", "principal"]
# Nothing is counted in the transaction that closed it, so each of these has real ones.
pytestmark = pytest.mark.django_db(transaction=True)


def test_from_invitation_to_report(
    cast: Cast, principal: Account, many: list[Account], browse: Browse
) -> None:
    wave = opened(principal)
    page = browse(cast.alice).get("/learning/surveys/")
    assert "You are asked" in page.content.decode()
    browser = browse(cast.alice)
    address = wave.get_absolute_url()
    assert "Eight" not in browser.get(f"{address}answer/").content.decode()
    sent = browser.post(
        f"{address}answer/",
        {
            "q-framework": "3",
            "q-helps": ["fewer", "admin"],
            "role": "social-worker",
            "with_team": "team",
        },
    )
    assert sent.status_code == 302
    assert "Your answers are in." in browser.get(address).content.decode()
    for one in many:
        give(wave, one, team="Adults, East")
    browse(principal).post(f"{address}close/")

    report = browse(cast.alice).get(address).content.decode()

    assert "About 30 answered" in report
    assert "Nobody has answered in writing yet" in report
    with being(cast.alice):
        mine = Asked.objects.get(wave=wave)
        assert (mine.ticket, mine.gave_on) == (None, timezone.localdate())
        assert mine.groups == {"role": "social-worker", "team": "Adults, East"}


def test_what_is_frozen_stays_and_the_ballots_are_gone(
    cast: Cast, principal: Account, many: list[Account]
) -> None:
    wave = opened(principal)
    for number, one in enumerate(many):
        give(wave, one, {"framework": "3" if number % 2 else "2"})

    frozen = closed(wave, principal).frozen

    assert frozen is not None
    told = frozen["questions"]["framework"]
    assert [(one["options"], one["people"]) for one in told["blocks"]] == [
        (["1", "2"], 15), (["3", "4"], 15),
    ]  # fmt: skip
    with acting(principal.pk), pytest.raises(Exception, match="counted once"), transaction.atomic():
        counted("select count(*) from gate.count_ballots(%s)", wave.pk)
    again = closed(wave, principal)
    assert again.frozen == frozen
    with cluster.server().connect(connection.settings_dict["NAME"]) as root:
        assert root.execute("select count(*) from learning_ballot").fetchone() == (0,)


def test_few_answers_are_told_nothing_of(cast: Cast, principal: Account, browse: Browse) -> None:
    wave = opened(principal)
    for one in (cast.alice, cast.bob, cast.mo):
        give(wave, one)

    frozen = closed(wave, principal).frozen

    assert frozen is not None
    assert (frozen["is_told"], frozen["questions"], frozen["people"]) == (False, {}, 0)
    page = browse(principal).get(wave.get_absolute_url()).content.decode()
    assert "fewer than 10 answered" in page
    reply = {"reply": "We ask again in spring. 😀"}
    sent = browse(principal).post(f"{wave.get_absolute_url()}reply/", reply)
    assert sent.status_code == 302
    read = browse(cast.alice).get(wave.get_absolute_url()).content.decode()
    assert "We ask again in spring. 😀" in read


def test_the_same_again_with_one_more_is_not_told(
    cast: Cast, principal: Account, many: list[Account], browse: Browse
) -> None:
    """The second wave, laid beside the first, would be Alice's answers."""
    first = opened(principal)
    for one in many:
        give(first, one)
    closed(first, principal)
    second = opened(principal, title="Again")
    for one in (*many, cast.alice):
        give(second, one)

    frozen = closed(second, principal).frozen

    assert frozen is not None
    assert (frozen["is_told"], frozen["why"]) == (False, "change")
    assert (
        "nearly the same as last time"
        in browse(cast.bob).get(second.get_absolute_url()).content.decode()
    )


def test_two_waves_are_laid_side_by_side_in_words(
    principal: Account, many: list[Account], browse: Browse
) -> None:
    first, second = opened(principal, groups=[]), None
    for number, one in enumerate(many):
        give(first, one, {"framework": "2" if number % 2 else "3"})
    closed(first, principal)
    second = opened(principal, title="Again", groups=[])
    for number, one in enumerate(many):
        give(second, one, {"framework": "2" if number % 3 else "3"})
    closed(second, principal)

    page = browse(principal).get(second.get_absolute_url()).content.decode()

    assert "Since last time" in page
    assert "No clear change yet" in page


@pytest.mark.parametrize("stops", ["draw_ticket", "put_in"])
def test_going_on_from_wherever_it_stopped(
    cast: Cast, principal: Account, monkeypatch: pytest.MonkeyPatch, stops: str
) -> None:
    """The power goes after one of the three transactions; giving again adds no second ballot."""
    wave = opened(principal)
    following = {"draw_ticket": "put_in", "put_in": "forget_ticket"}[stops]

    def gone(**_: object) -> None:
        raise RuntimeError("no power")

    with monkeypatch.context() as broken:
        broken.setattr(giving, following, gone)
        with pytest.raises(RuntimeError):
            give(wave, cast.alice)
    give(wave, cast.alice, {"framework": "1"})
    with acting(cast.alice.pk), pytest.raises(ValidationError):
        giving.give_answers(wave=wave, answers=SAYS, groups={}, by=cast.alice)

    with acting(principal.pk):
        actions.close_wave(wave=wave, by=principal)
    with being(principal):
        of_all = "select coalesce(sum(people), 0) from gate.count_ballots(%s) where question = ''"
        assert counted(of_all, wave.pk) == 1


def test_a_ballot_whose_giver_never_heard_counts_as_given(cast: Cast, principal: Account) -> None:
    wave = opened(principal)
    with being(cast.alice):
        ticket = giving.draw_ticket(wave=wave, groups={}, by=cast.alice)
        giving.put_in(wave=wave, ticket=ticket, answers=SAYS, by=cast.alice)

    closed(wave, principal)

    with being(cast.alice):
        mine = Asked.objects.get(wave=wave)
        assert (mine.ticket, mine.gave_on) == (None, timezone.localdate())


def test_nobody_answers_who_was_not_asked_or_too_late(cast: Cast, principal: Account) -> None:
    wave = opened(principal, whom="teams", teams=[cast.children])
    with pytest.raises(ValidationError, match="not asked"):
        give(wave, cast.alice)
    closed(wave, principal)
    with pytest.raises(ValidationError, match="closed"):
        give(wave, cast.charlie)


def test_rather_not_is_quiet(cast: Cast, principal: Account, browse: Browse) -> None:
    wave = opened(principal)
    browser = browse(cast.alice)
    assert browser.post(f"{wave.get_absolute_url()}rather-not/").status_code == 302
    assert "You are asked" not in browser.get("/learning/surveys/").content.decode()
    assert "Nobody is told" in browser.get(wave.get_absolute_url()).content.decode()

    frozen = closed(wave, principal).frozen

    assert frozen is not None
    assert "declined" not in str(frozen)


# Whatever it is called


RENAMED = HEALTH.replace("id: health-check", "id: how-we-fare")
# Every question asks something else under another id, except the first.
_others = re.sub(r"(    - id: \S+)", r"\1-2", RENAMED.replace('ask: "', 'ask: "Here and now: '))
ONE_SHARED = _others.replace("Here and now: ", "", 1)


def test_a_copy_under_another_name_is_laid_beside_the_first(
    cast: Cast, principal: Account, many: list[Account], browse: Browse
) -> None:
    first = opened(principal)
    for one in many:
        give(first, one)
    closed(first, principal)
    copied = opened(principal, kind="survey", title="Another", text=RENAMED)
    for one in (*many, cast.alice):
        give(copied, one)

    frozen = closed(copied, principal).frozen

    assert frozen is not None
    assert (frozen["is_told"], frozen["why"]) == (False, "change")


def test_one_question_asked_before_is_not_told_and_all_others_are(
    cast: Cast, principal: Account, many: list[Account], browse: Browse
) -> None:
    first = opened(principal, groups=[])
    for number, one in enumerate(many):
        give(first, one, {"framework": str(2 + number % 2), "caseload": str(2 + number % 2)})
    closed(first, principal)
    second = opened(principal, kind="survey", title="Ours", text=ONE_SHARED, smallest=5)
    for number, one in enumerate((*many, cast.alice)):
        said = dict.fromkeys(("framework-2", "caseload-2"), str(2 + number // 2 % 2))
        give(second, one, said, team="East" if number % 2 else "West")

    frozen = closed(second, principal).frozen

    assert frozen is not None
    told = {key: (one["told"], one["why"]) for key, one in frozen["questions"].items()}
    assert told["framework-2"] == ("not", "change")
    assert told["caseload-2"] == ("told", "")
    assert set(frozen["questions"]["caseload-2"]["by"]) == {"team"}
    page = browse(cast.alice).get(second.get_absolute_url()).content.decode()
    assert "an earlier asking had these questions too" in page


def test_waves_of_other_people_are_not_laid_side_by_side(
    cast: Cast, principal: Account, many: list[Account], browse: Browse
) -> None:
    first = opened(principal, groups=[])
    for number, one in enumerate(many):
        give(first, one, {"framework": "2" if number % 2 else "3"})
    closed(first, principal)
    teams = opened(principal, title="Two teams", whom="teams", teams=[cast.children, cast.adults])
    for number, one in enumerate(many):
        give(teams, one, {"framework": "2" if number % 2 else "3"})
    closed(teams, principal)
    page = browse(principal).get(teams.get_absolute_url()).content.decode()
    assert "Since last time" not in page
    assert "Not laid beside “How we are”" in page
    assert "It asked everybody who works here, and this one some teams." in page

    again = opened(principal, title="Again", groups=[])
    for number, one in enumerate(many):
        give(again, one, {"framework": "2" if number % 3 else "3"})
    closed(again, principal)
    page = browse(principal).get(again.get_absolute_url()).content.decode()
    assert "can be laid beside How we are." in page
    assert "Not laid beside “Two teams”" in page


def test_many_before_make_it_be_told_of_everybody_alone(
    cast: Cast,
    principal: Account,
    many: list[Account],
    browse: Browse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(actions, "MOST_BY_GROUP", 0)
    for title in ("First", "Second"):
        wave = opened(principal, title=title, groups=["team"])
        for number, one in enumerate(many):
            said = {"framework": str(2 + number // 2 % 2)}
            give(wave, one, said, team="East" if number % 2 else "West")
        closed(wave, principal)

    assert wave.frozen is not None
    assert wave.frozen["is_told"]
    assert wave.frozen["divisions"] == {}
    page = browse(cast.alice).get(wave.get_absolute_url()).content.decode()
    assert "It is told of everybody together, and not by group: 1 earlier asking" in page


def test_the_database_counts_who_chose_anything_to_work_on(
    cast: Cast, principal: Account, many: list[Account]
) -> None:
    wave = opened(principal, kind="capability", text=text_of("barriers"), groups=["team"])
    for number, one in enumerate(many):
        works_on = {"focus/A": "yes", "focus/B": "yes"} if number < 12 else {}
        if number < 2:
            works_on = {"focus/B": "yes"}
        give(wave, one, {"A": "2", **works_on}, team="East" if number % 2 else "West")
    with acting(principal.pk):
        actions.close_wave(wave=wave, by=principal)
    with being(principal):
        chose = "select sum(people) from gate.count_ballots(%s) where question = 'focus'"
        assert counted(f"{chose} and team is null and role is null", wave.pk) == 12
        assert counted(f"{chose} and team = 'East'", wave.pk) == 6
    frozen = closed(wave, principal).frozen
    assert frozen is not None
    assert frozen["questions"]["focus/A"]["none"] == 20


# What is done about it


def test_what_was_answered_before_stays_to_be_read(
    cast: Cast, principal: Account, browse: Browse
) -> None:
    wave = closed(opened(principal), principal)
    with being(cast.system):
        other = account("staff", "Other", "Principal", roles=("principal-social-worker",))
    for by, words in ((principal, "Ten laptops."), (other, "Five laptops."), (other, "None.")):
        reply = {"reply": words}
        assert browse(by).post(f"{wave.get_absolute_url()}reply/", reply).status_code == 302
        browse(by).post(f"{wave.get_absolute_url()}reply/", reply)  # pressed twice

    page = browse(cast.alice).get(wave.get_absolute_url()).content.decode()

    assert page.count("Ten laptops.") == page.count("Five laptops.") == page.count("None.") == 1
    assert page.index("None.") < page.index("Five laptops.") < page.index("Ten laptops.")
