"""The settings of a council where people with an account of their own are locked out in seconds."""

from tests.journeys.council_settings import *  # noqa: F403

LOCK_AFTER_MINUTES = {**LOCK_AFTER_MINUTES, "person": 0.07}  # type: ignore  # noqa: F405
