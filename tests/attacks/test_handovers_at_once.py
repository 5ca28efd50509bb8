"""Two who answer the same handover in the same moment: one has it, the other is told who."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from alongside.foundation.actor import acting
from alongside.people.actions import handovers
from alongside.people.actions.handovers import Whom
from alongside.people.models import Grant, Handover, HandoverLine
from tests.cast import account, assemble, join


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_at_once_is_told_who_and_when() -> None:
    with transaction.atomic():
        cast = assemble()
        with acting(cast.system.pk):
            omar = account("staff", "Omar", "Team manager", ("manager",))
            join(omar, cast.children, is_manager=True)
    with acting(cast.alice.pk), transaction.atomic():
        made = handovers.offer(
            person=cast.ade, kind="transfer", to=Whom(team=cast.children), reason="Moved",
            basis="public-task", by=cast.alice,
        )  # fmt: skip
    answered, asking = Event(), Event()

    def first() -> None:
        try:
            with acting(omar.pk), transaction.atomic():
                one = Handover.objects.get(pk=made.pk)
                handovers.answer(handover=one, is_accepted=True, by=omar)
                answered.set()
                assert asking.wait(10)
                sleep(0.5)  # until the other waits for this one
        finally:
            connections.close_all()

    def second() -> str:
        try:
            assert answered.wait(10)
            with acting(cast.charlie.pk), transaction.atomic():
                one = Handover.objects.get(pk=made.pk)
                asking.set()
                handovers.answer(handover=one, is_accepted=True, by=cast.charlie)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        finally:
            connections.close_all()
        return "accepted twice"

    with ThreadPoolExecutor(max_workers=2) as threads:
        one, other = threads.submit(first), threads.submit(second)
        one.result()
        assert "Omar accepted this at" in other.result()
    with acting(cast.system.pk), transaction.atomic():
        assert HandoverLine.objects.count() == 1
        assert Grant.objects.filter(person=cast.ade, team=cast.children).count() == 1
