"""The settings of a council that has opened its staff's own learning and nothing else."""

from tests.journeys.council_settings import *  # noqa: F403

ROOMS = "learning"
