"""The settings of Northmere as the journeys find it: the database and key of whoever started it."""

import os

from tests.settings import *  # noqa: F403

SECRET_KEY = os.environ["JOURNEY_KEY"]
DATABASES["default"]["NAME"] = os.environ["JOURNEY_DATABASE"]  # noqa: F405
ACCOUNT_RATE_LIMITS = False  # a crawl signs in more often than people do
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
