"""Signing while the other still writes: nothing comes to stand below a name unseen."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When
from alongside.learning.access.signing import standing
from alongside.learning.actions import supervision as actions
from alongside.learning.models import Meeting, Said, Signature
from tests.cast import assemble


def _held(mo: Account, alice: Account) -> UUID:
    with acting(mo.pk), transaction.atomic():
        two = actions.propose_supervision(
            colleague=alice, i_am="supervisor", rhythm="social-worker", by=mo
        )
    with acting(alice.pk), transaction.atomic():
        actions.accept_supervision(supervision=two, by=alice)
        starts = When(timezone.now().astimezone(LONDON), "time")
        met = actions.plan_meeting(supervision=two, starts=starts, how="phone", by=alice)
        actions.hold_meeting(meeting=met, by=alice)
    return met.pk


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_the_other_signs_is_refused_and_not_slipped_in() -> None:
    with transaction.atomic():
        cast = assemble()
    met, signed, writing = _held(cast.mo, cast.alice), Event(), Event()

    def sign() -> None:
        try:
            with acting(cast.alice.pk), transaction.atomic():
                meeting = Meeting.objects.get(pk=met)
                seen = set(standing(meeting).values())
                actions.sign_meeting(meeting=meeting, seen=seen, by=cast.alice)
                signed.set()
                assert writing.wait(10)
                sleep(0.5)  # until the other waits for the row
        finally:
            connections.close_all()

    def write() -> str:
        try:
            assert signed.wait(10)
            with acting(cast.mo.pk), transaction.atomic():
                meeting = Meeting.objects.get(pk=met)
                writing.set()  # and now waits for the row that Alice holds
                actions.write_notes(meeting=meeting, texts={None: "Slipped in"}, by=cast.mo)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        finally:
            connections.close_all()
        return "kept"

    with ThreadPoolExecutor(max_workers=2) as threads:
        first, second = threads.submit(sign), threads.submit(write)
        first.result()
        assert "This has been signed" in second.result()
    with acting(cast.mo.pk), transaction.atomic():
        assert not Said.objects.exists()
        assert Signature.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_signs_what_the_other_writes_at_the_same_moment() -> None:
    with transaction.atomic():
        cast = assemble()
    met, writing, signing = _held(cast.mo, cast.alice), Event(), Event()
    with acting(cast.alice.pk), transaction.atomic():
        seen = set(standing(Meeting.objects.get(pk=met)).values())  # what her page showed

    def write() -> None:
        try:
            with acting(cast.mo.pk), transaction.atomic():
                meeting = Meeting.objects.get(pk=met)
                actions.write_notes(meeting=meeting, texts={None: "Mo’s words"}, by=cast.mo)
                writing.set()
                assert signing.wait(10)
                sleep(0.5)  # until she waits for the row
        finally:
            connections.close_all()

    def sign() -> str:
        try:
            assert writing.wait(10)
            with acting(cast.alice.pk), transaction.atomic():
                meeting = Meeting.objects.get(pk=met)
                signing.set()  # and now waits for the row that Mo holds
                actions.sign_meeting(meeting=meeting, seen=seen, by=cast.alice)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        finally:
            connections.close_all()
        return "signed"

    with ThreadPoolExecutor(max_workers=2) as threads:
        first, second = threads.submit(write), threads.submit(sign)
        first.result()
        assert "Something was written or taken off" in second.result()
    with acting(cast.alice.pk), transaction.atomic():
        assert Said.objects.count() == 1
        assert not Signature.objects.exists()
