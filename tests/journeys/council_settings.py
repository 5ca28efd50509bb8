"""The settings of Northmere as the journeys find it: the database and key of whoever started it."""

import os

from tests.settings import *  # noqa: F403

SECRET_KEY = os.environ["JOURNEY_KEY"]
DATABASES["default"]["NAME"] = os.environ["JOURNEY_DATABASE"]  # noqa: F405
# As `alongside serve` has it: what was planned for one request is there for the next.
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 30}  # noqa: F405
# A crawl signs in more often than people do; False is how allauth says "none".
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
