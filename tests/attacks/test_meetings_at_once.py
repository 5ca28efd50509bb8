"""Minutes and calling a meeting off in the same moment: the second is told, and nothing crosses."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from alongside.foundation.actor import acting
from alongside.plans.meetings.actions import change_meeting, write_minutes
from alongside.plans.models import MeetingLine
from alongside.plans.tests.meeting import held, minutes
from tests.cast import assemble


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_at_once_is_told() -> None:
    with transaction.atomic():
        cast = assemble()
        made = held(cast.ade, cast.alice)
    written, asking = Event(), Event()

    def first() -> None:
        try:
            with acting(cast.alice.pk), transaction.atomic():
                write_minutes(meeting=made.pk, minutes=minutes(), by=cast.alice)
                written.set()
                assert asking.wait(10)
                sleep(0.5)  # until the others wait for this one
        finally:
            connections.close_all()

    def second() -> str:
        try:
            assert written.wait(10)
            with acting(cast.bob.pk), transaction.atomic():
                write_minutes(meeting=made.pk, minutes=minutes(), by=cast.bob)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        finally:
            connections.close_all()
        return "written twice"

    def third() -> str:
        try:
            assert written.wait(10)
            with acting(cast.mo.pk), transaction.atomic():
                asking.set()
                change_meeting(meeting=made.pk, what="off", words="It snows.", by=cast.mo)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        finally:
            connections.close_all()
        return "called off as well"

    with ThreadPoolExecutor(max_workers=3) as threads:
        one, two, three = threads.submit(first), threads.submit(second), threads.submit(third)
        one.result()
        assert "Alice wrote the minutes of this meeting" in two.result()
        assert "called off already, or held" in three.result()
    with acting(cast.system.pk), transaction.atomic():
        said = MeetingLine.objects.filter(meeting=made.pk).values_list("what", flat=True)
        assert list(said).count("written") == 1
        assert "off" not in said
