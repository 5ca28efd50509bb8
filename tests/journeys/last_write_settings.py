"""The settings of a council whose drafts keep only what was written last: a control."""

from tests.journeys.council_settings import *  # noqa: F403

MIDDLEWARE = ["tests.journeys.broken.LastWriteWins", *MIDDLEWARE]  # noqa: F405
