"""No word is lost, in whatever order two to four pages type, send, lose, repeat and settle."""

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.drafts import saving
from alongside.foundation.drafts.saving import Change
from alongside.foundation.models import Heard, Piece

from .any_order import WAYS, Device, Step, Trial

pytestmark = pytest.mark.django_db

STEPS = st.builds(Step, st.sampled_from(WAYS), st.integers(0, 3), st.integers(0, 11))
PLANS = st.tuples(st.integers(2, 4), st.lists(STEPS, min_size=25, max_size=80))
AS_LONG_AS_IT_TAKES = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck)
)
UNTIL_CAUGHT = settings(
    AS_LONG_AS_IT_TAKES, max_examples=400, phases=[Phase.generate], database=None
)


def lost(plan: tuple[int, list[Step]]) -> list[str]:
    """The words that are nowhere once a plan has been carried out; nothing of it stays."""
    pages, steps = plan
    with transaction.atomic():
        alice = Account.objects.create_user(f"{uuid4()}@northmere.example", kind="staff")
        with acting(alice.pk):
            found = Trial(alice, pages).run(steps)
        transaction.set_rollback(True)
    return found


@AS_LONG_AS_IT_TAKES
@given(PLANS)
def test_no_word_is_lost_in_any_order(plan: tuple[int, list[Step]]) -> None:
    assert lost(plan) == []


# Controls: each breaks one rule, and the same search finds words missing --------------------------


def last_write_wins(patch: pytest.MonkeyPatch) -> None:
    def follows(self: Any, now: Piece, change: Change) -> bool:
        return True

    patch.setattr(saving._Desk, "_follows", follows)


def late_messages_count(patch: pytest.MonkeyPatch) -> None:
    """As if each message were new, also one that was overtaken by its editor's own."""
    take = saving._Desk.take

    def taken(self: Any, change: Change) -> saving.Answer:
        heard: dict[Any, Heard] = self.heard
        if old := heard.get((change.piece, change.editor)):
            old.seq = 0
        return take(self, change)

    patch.setattr(saving._Desk, "take", taken)


def a_device_lets_go_of_newer_words(patch: pytest.MonkeyPatch) -> None:
    def let_go(self: Device, where: Any, seq: int) -> None:
        self.rows.pop(where, None)

    patch.setattr(Device, "let_go", let_go)


def settling_takes_what_nobody_saw(patch: pytest.MonkeyPatch) -> None:
    settle = saving.save_pieces

    def settled(*, draft: Any, changes: Any, settles: Any = (), by: Any) -> Any:
        for seen in settles:
            draft.beside.filter(name=seen.piece, editor=seen.editor).delete()
        return settle(draft=draft, changes=changes, settles=settles, by=by)

    patch.setattr(saving, "save_pieces", settled)
    patch.setattr("alongside.foundation.drafts.save_pieces", settled)


def finishing_does_not_look(patch: pytest.MonkeyPatch) -> None:
    """As if a finished draft took in what comes late, where nobody looks any more."""
    place = saving._Desk._place

    def placed(self: Any, change: Change) -> tuple[int, str]:
        if self.draft.outcome == self.draft.Outcome.FINISHED:
            return 0, "current"
        return place(self, change)

    patch.setattr(saving._Desk, "_place", placed)


@pytest.mark.parametrize(
    "broken",
    [
        last_write_wins,
        late_messages_count,
        a_device_lets_go_of_newer_words,
        settling_takes_what_nobody_saw,
        finishing_does_not_look,
    ],
)
def test_a_broken_rule_is_caught(
    broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)
    plan = find(PLANS, lambda plan: bool(lost(plan)), settings=UNTIL_CAUGHT, random=Random(1))
    assert lost(plan)
