"""A wave that is closed and not counted yet: who goes on from there, and what cannot happen."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import waves as actions
from alongside.learning.models import Wave
from tests.browsing import Browse
from tests.cast import Cast, account

from .in_waves import being, cast, counted, give, many, opened, principal

__all__ = ["cast", "many", "principal"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_closed_and_not_counted_is_counted_by_anybody_who_may(
    cast: Cast,
    principal: Account,
    many: list[Account],
    browse: Browse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wave = opened(principal)
    for one in many:
        give(wave, one)

    def gone(**_: object) -> None:
        raise RuntimeError("no power")

    with monkeypatch.context() as broken:
        broken.setattr(actions, "count_wave", gone)
        with pytest.raises(RuntimeError):
            browse(principal).post(f"{wave.get_absolute_url()}close/")
    with being(cast.system):
        other = account("staff", "Other", "Principal", roles=("principal-social-worker",))
    address = wave.get_absolute_url()
    for reader, button in ((other, True), (cast.alice, False)):
        page = browse(reader).get(address).content.decode()
        assert "It is closed, and not counted yet" in page
        assert "Why it was asked" in page
        assert ("Count it now" in page) == button
    listed = browse(cast.alice).get("/learning/surveys/").content.decode()
    assert "Closed, and not counted yet" in listed
    assert browse(principal).get(f"{address}reply/").status_code == 302
    assert browse(cast.mo).post(f"{address}close/").status_code == 403

    for _ in range(2):  # pressed twice
        assert browse(other).post(f"{address}close/").status_code == 302

    assert "About 30 answered" in browse(cast.alice).get(address).content.decode()
    with being(other):
        lines = "select count(*) from gate.my_learning_trail(now(), null, 50) where what = %s"
        assert counted(lines, "learning: wave counted") == 1


def test_two_who_count_at_once_count_once(
    cast: Cast, principal: Account, many: list[Account]
) -> None:
    wave = opened(principal)
    for one in many:
        give(wave, one)
    with acting(principal.pk):
        actions.close_wave(wave=wave, by=principal)
    both, went_wrong = Barrier(2), list[object]()

    def count() -> None:
        try:
            with being(principal):
                mine = Wave.objects.get(pk=wave.pk)
            both.wait()
            with acting(principal.pk):
                actions.count_wave(wave=mine, by=principal)
        except Exception as error:  # told below
            went_wrong.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert went_wrong == []
    with being(principal):
        lines = "select count(*) from gate.my_learning_trail(now(), null, 50) where what = %s"
        assert counted(lines, "learning: wave counted") == 1


def test_nothing_is_answered_between_closing_and_counting(
    cast: Cast, principal: Account, many: list[Account]
) -> None:
    wave = opened(principal)
    with acting(principal.pk):
        actions.close_wave(wave=wave, by=principal)
    with pytest.raises(ValidationError, match="closed"):
        give(wave, cast.alice)
    with acting(principal.pk), pytest.raises(ValidationError, match="counted"):
        actions.reply_to_wave(wave=wave, reply="Too soon", by=principal)
