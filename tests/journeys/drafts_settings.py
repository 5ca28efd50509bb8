"""The settings of the site of one page: the database and key of whoever started it."""

import os

from tests.settings import *  # noqa: F403

SECRET_KEY = os.environ["JOURNEY_KEY"]
ROOT_URLCONF = "tests.journeys.drafts_site"
DATABASES["default"]["NAME"] = os.environ["JOURNEY_DATABASE"]  # noqa: F405
DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
